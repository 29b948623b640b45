//! The bar of A18: 1,000 edits, deletions, reorderings and truncations, 1,000 found.

use super::*;

const COUNTY: &str = "140105";

fn deed(n: i64) -> Deed {
    Deed {
        at: Moment(1_665_072_000_000 + n),
        account: (n % 3 != 0).then(|| AccountId::from_uuid(uuid::Uuid::from_u128(n as u128))),
        act: "zone_sign_step_down".to_owned(),
        purpose: (n % 2 == 0).then(|| "restriction-service".to_owned()),
        subject: format!("zone {n}"),
        detail: "{}".to_owned(),
    }
}

fn chain(n_entries: i64) -> Vec<Entry> {
    let mut entries: Vec<Entry> = Vec::new();
    for seq in 1..=n_entries {
        let previous = entries.last().map_or(Fingerprint::start(COUNTY), |entry| entry.hash);
        entries.push(Entry::follow(COUNTY, seq, previous, deed(seq)));
    }
    entries
}

fn checkpoint(entry: &Entry) -> Checkpoint {
    Checkpoint {
        county: entry.county.clone(),
        seq: entry.seq,
        hash: entry.hash,
        signed_at: Moment(1),
    }
}

/// Numbers that look random and are the same each time.
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % n as u64) as usize
    }
}

/// Someone with the database in hand changes something; half of the time they know the recipe
/// and write every later number and hash anew.
fn tamper(entries: &mut Vec<Entry>, dice: &mut Dice) -> &'static str {
    let at = dice.below(entries.len());
    let what = match dice.below(9) {
        0 => {
            entries[at].deed.at = entries[at].deed.at.plus_ms(1);
            "moved in time"
        }
        1 => {
            entries[at].deed.account = Some(AccountId::from_uuid(uuid::Uuid::from_u128(9_999)));
            "another doer"
        }
        2 => {
            entries[at].deed.act.push('x');
            "another act"
        }
        3 => {
            entries[at].deed.purpose = Some("sampling".to_owned());
            "another purpose"
        }
        4 => {
            // The same letters, moved over the border between two fields.
            let last = entries[at].deed.subject.pop().unwrap();
            entries[at].deed.detail.insert(0, last);
            "moved a letter"
        }
        5 => {
            entries.remove(at);
            "taken out"
        }
        6 => {
            let other = (at + 1 + dice.below(entries.len() - 1)) % entries.len();
            entries.swap(at, other);
            "swapped"
        }
        7 => {
            let twin = entries[at].clone();
            entries.insert(at, twin);
            "told twice"
        }
        _ => {
            entries.truncate(at);
            "cut off"
        }
    };
    if dice.below(2) == 0 {
        let mut previous = Fingerprint::start(COUNTY);
        for (place, entry) in entries.iter_mut().enumerate() {
            *entry = Entry::follow(COUNTY, place as i64 + 1, previous, entry.deed.clone());
            previous = entry.hash;
        }
    }
    what
}

#[test]
fn a_thousand_falsifications_are_found_a_thousand_times() {
    let honest = chain(300);
    let witness = [checkpoint(&honest[99]), checkpoint(&honest[299])];
    assert_eq!(
        verify(COUNTY, &honest, &witness),
        Verdict::Intact { last_seq: 300, witnessed_seq: 300 }
    );
    let mut dice = Dice(0x5eed_f00d_1234_5678);
    let mut found_without_witness = 0;
    for round in 0..1_000 {
        let mut entries = honest.clone();
        let what = tamper(&mut entries, &mut dice);
        assert_ne!(entries, honest, "round {round} changed nothing: {what}");
        let verdict = verify(COUNTY, &entries, &witness);
        assert!(matches!(verdict, Verdict::Broken { .. }), "round {round} passed: {what}");
        if matches!(verify(COUNTY, &entries, &[]), Verdict::Broken { .. }) {
            found_without_witness += 1;
        }
    }
    // The control: without what the witness kept, whoever knows the recipe goes unseen.
    assert!((300..700).contains(&found_without_witness), "{found_without_witness}");
}

#[test]
fn without_a_checkpoint_a_cut_end_goes_unseen() {
    let mut entries = chain(300);
    let witness = [checkpoint(&entries[299])];
    entries.truncate(250);
    assert_eq!(verify(COUNTY, &entries, &[]), Verdict::Intact { last_seq: 250, witnessed_seq: 0 });
    assert_eq!(verify(COUNTY, &entries, &witness), Verdict::Broken { seq: 251, why: Flaw::CutOff });
}

#[test]
fn the_flaw_is_named() {
    let check = |change: fn(&mut Vec<Entry>), seq: i64, why: Flaw| {
        let mut entries = chain(10);
        let witness = [checkpoint(&entries[9])];
        change(&mut entries);
        assert_eq!(verify(COUNTY, &entries, &witness), Verdict::Broken { seq, why });
    };
    check(|entries| entries[4].deed.detail = "{ }".into(), 5, Flaw::Changed);
    check(|entries| entries[4].county = "140106".into(), 5, Flaw::OtherChain);
    check(|entries| drop(entries.remove(4)), 5, Flaw::OutOfOrder);
    check(|entries| entries[4].previous = Fingerprint::of(b""), 5, Flaw::DoesNotFollow);
    check(|entries| entries.clear(), 1, Flaw::CutOff);
    check(
        |entries| {
            let (before, deed) = (entries[8].hash, deed(99));
            entries[9] = Entry::follow(COUNTY, 10, before, deed);
        },
        10,
        Flaw::ContradictsCheckpoint,
    );
}

#[test]
fn a_checkpoint_of_another_county_says_nothing_here() {
    let entries = chain(3);
    let other = Checkpoint { county: "140106".into(), ..checkpoint(&chain(9)[8]) };
    let intact = Verdict::Intact { last_seq: 3, witnessed_seq: 0 };
    assert_eq!(verify(COUNTY, &entries, &[other]), intact);
}

#[test]
fn a_fingerprint_reads_what_it_writes() {
    let print = Fingerprint::of(b"fangxian");
    assert_eq!(Fingerprint::parse(&print.to_string()), Some(print));
    let text = print.to_string();
    for wrong in [&text[1..], &format!("{text}0"), &text.to_uppercase(), "", &"g".repeat(64)] {
        assert_eq!(Fingerprint::parse(wrong), None, "{wrong}");
    }
}

#[test]
fn what_is_signed_names_itself_the_chain_and_the_place() {
    let point = checkpoint(&chain(2)[1]);
    let message = String::from_utf8(point.message()).unwrap();
    assert_eq!(message, format!("fangxian audit checkpoint 1\n140105\n2\n{}\n1\n", point.hash));
}
