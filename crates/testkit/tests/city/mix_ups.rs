//! The bar of R16: a city is sampled with the errors that Shenzhen counted, one in a thousand of
//! each, and all that the program decides with (the table, custody, the plate, the result, the
//! person) is asked whether it notices. Each error is made beside the truth of who spat where, which
//! the program never sees; at the end what it says is compared with that truth.
//!
//! A change is tried with some thousands and more errors; `FANGXIAN_FAULTS=soak` with a million.

use crate::policy::Dice;
use fangxian_core::custody::{
    HandoverKind, Holder, OPEN_HOURS, Passing, Stage, TubeStages, TubeTrack, WhereKind, compare,
    open_since, reconcile, whereabouts,
};
use fangxian_core::ids::{HandoverId, LaboratoryId, PersonId, PlateId, TubeResultId};
use fangxian_core::labs::{
    Ct, EntryFlaw, InWell, PlateFlaw, Well, check_entry, check_map, mends, proposed,
};
use fangxian_core::people::{Document, DocumentKind};
use fangxian_core::places::PlaceCode;
use fangxian_core::pools::{
    PersonSample, ResultFlaw, TubeOutcome, TubeResult, TubeStanding, TwoPeople, check_result,
    person_standing, tube_standing,
};
use fangxian_core::sampling::{Pool, Sampled, TableFlaw, TubeCode, check_swab};
use fangxian_core::{CityDay, Moment};
use fangxian_testkit::Bar;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use uuid::Uuid;

const HOUR_MS: i64 = 3_600_000;
/// A box that is handed over.
const BOX: usize = 200;
/// The bar of the kit, in hundredths of a cycle.
const CT_BAR: i64 = 4_000;

fn is_soak() -> bool {
    std::env::var("FANGXIAN_FAULTS").is_ok_and(|said| said == "soak")
}

/// Somebody of the register.
struct Person {
    id: PersonId,
    number: String,
    name: u32,
}

fn register(n: usize) -> Vec<Person> {
    let born = CityDay::parse("1950-01-01").unwrap();
    (0..n)
        .map(|n| {
            let day = born.plus((n / 1_000) as i64).to_string().replace('-', "");
            let body = format!("990101{day}{:03}", n % 1_000);
            let check = fangxian_invent::check_character(&body).unwrap();
            Person {
                id: PersonId::from_uuid(Uuid::from_u128(1 + n as u128)),
                number: format!("{body}{check}"),
                // Some have the same name as others.
                name: (n as u32).wrapping_mul(2_654_435_761) % 3_000,
            }
        })
        .collect()
}

/// A tube: what the program was told, and what is true.
struct Tube {
    code: TubeCode,
    /// As it was taken down.
    members: Vec<Sampled>,
    /// Whose swabs are in it.
    swabs: Vec<usize>,
    stages: TubeStages,
    track: TubeTrack,
    fate: Fate,
}

/// What becomes of a tube on its way.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Fate {
    Arrives,
    LeftAtSite,
    LostByCourier,
    LostBeforeLab,
    /// Put into the box that is given next.
    InOtherBox,
}

/// What was told at the tables, by kind.
#[derive(Default, Debug)]
struct Told {
    unbound: usize,
    numbers_wrong: usize,
    numbers_refused: usize,
    numbers_of_another: usize,
    strangers: usize,
    codes_shown: usize,
    codes_refused: usize,
    /// Swabs that stood with somebody else until that one came.
    found_later: usize,
}

struct Tables<'a> {
    people: &'a [Person],
    of_number: HashMap<&'a str, usize>,
    /// Who stands as sampled.
    sampled: Vec<bool>,
    /// In whose name a swab stands that is another's.
    taken_for: BTreeMap<usize, usize>,
    /// Whoever was taken down otherwise than by his own code.
    erred: BTreeSet<usize>,
    told: Told,
    dice: Dice,
    one_in: usize,
    today: CityDay,
}

/// How a swab is taken down.
enum Bound {
    As(Sampled),
    Not,
}

impl Tables<'_> {
    fn errs(&mut self) -> bool {
        self.dice.roll(self.one_in) == 0
    }

    /// Somebody is at the table. What is taken down of him, with the errors that are made.
    fn bind(&mut self, n: usize, inside: &[Sampled]) -> Bound {
        if self.errs() {
            self.told.unbound += 1;
            self.erred.insert(n);
            return Bound::Not;
        }
        if self.errs() {
            self.told.strangers += 1;
            self.erred.insert(n);
            return Bound::As(self.stranger(inside));
        }
        if self.errs() {
            self.told.numbers_wrong += 1;
            self.erred.insert(n);
            return self.typed_wrongly(n, inside);
        }
        let shown = if self.errs() {
            self.told.codes_shown += 1;
            self.erred.insert(n);
            self.dice.roll(self.people.len())
        } else {
            n
        };
        self.known(n, shown, inside)
    }

    fn stranger(&self, inside: &[Sampled]) -> Sampled {
        let n = inside.iter().filter(|one| matches!(one, Sampled::Stranger(_))).count();
        Sampled::Stranger(u8::try_from(n).unwrap())
    }

    /// Somebody is found on the list of the table, as himself or as another.
    fn known(&mut self, n: usize, shown: usize, inside: &[Sampled]) -> Bound {
        let who = Sampled::Person(self.people[shown].id);
        match check_swab(Pool::Ten, inside, who, self.sampled[shown], true) {
            Ok(()) => {
                self.sampled[shown] = true;
                if shown != n {
                    self.taken_for.insert(shown, n);
                }
                Bound::As(who)
            }
            // Somebody stands as sampled who was not: either his own code was shown by another, or
            // he shows another's. The table hears of it while he stands there.
            Err(TableFlaw::SampledInRound | TableFlaw::InThisTube) if shown == n => {
                assert!(self.taken_for.remove(&n).is_some(), "nobody was sampled for him");
                self.told.found_later += 1;
                Bound::As(self.stranger(inside))
            }
            Err(TableFlaw::SampledInRound | TableFlaw::InThisTube) => {
                self.told.codes_refused += 1;
                self.known(n, n, inside)
            }
            Err(flaw) => panic!("{flaw}"),
        }
    }

    /// A number is typed with a wrong digit, with two exchanged, or it is another person's. The
    /// number and the name must both be of one person, or he is a stranger who is looked into.
    fn typed_wrongly(&mut self, n: usize, inside: &[Sampled]) -> Bound {
        let own = self.people[n].number.clone();
        let typed = match self.dice.roll(3) {
            0 => one_wrong(&own, b"0123456789X", &mut self.dice),
            1 => two_swapped(&own, &mut self.dice),
            _ => {
                let other = self.dice.roll(self.people.len());
                self.people[other].number.clone()
            }
        };
        if typed == own {
            return self.known(n, n, inside);
        }
        let Ok(document) = Document::parse(DocumentKind::ResidentId, &typed, self.today) else {
            self.told.numbers_refused += 1;
            return self.known(n, n, inside);
        };
        self.told.numbers_of_another += 1;
        match self.of_number.get(document.number()).copied() {
            Some(other) if self.people[other].name == self.people[n].name => {
                self.known(n, other, inside)
            }
            Some(_) | None => {
                self.told.strangers += 1;
                Bound::As(self.stranger(inside))
            }
        }
    }
}

fn one_wrong(text: &str, signs: &[u8], dice: &mut Dice) -> String {
    let mut bytes = text.as_bytes().to_vec();
    let at = dice.roll(bytes.len());
    bytes[at] = signs[dice.roll(signs.len())];
    String::from_utf8(bytes).unwrap()
}

fn two_swapped(text: &str, dice: &mut Dice) -> String {
    let mut bytes = text.as_bytes().to_vec();
    let at = dice.roll(bytes.len() - 1);
    bytes.swap(at, at + 1);
    String::from_utf8(bytes).unwrap()
}

/// Everybody comes, in the order of a queue, and ten swabs go into a tube.
fn sample(tables: &mut Tables<'_>, began: Moment) -> Vec<Tube> {
    let county = PlaceCode::parse("140110").unwrap();
    let mut order: Vec<usize> = (0..tables.people.len()).collect();
    for place in (1..order.len()).rev() {
        order.swap(place, tables.dice.roll(place + 1));
    }
    let n_tubes = order.len().div_ceil(10);
    order
        .chunks(10)
        .enumerate()
        .map(|(serial, swabs)| {
            // A day of sampling, from its first hour to its last.
            let opened_at = began.plus_ms(24 * HOUR_MS * serial as i64 / n_tubes as i64);
            let sealed_at = opened_at.plus_ms(10 * 60_000);
            let code = TubeCode::of(&county, serial as u32 + 1).unwrap();
            let mut members = Vec::with_capacity(10);
            for n in swabs {
                match tables.bind(*n, &members) {
                    Bound::As(who) => members.push(who),
                    Bound::Not => {}
                }
            }
            let stages = TubeStages {
                code,
                n_stated: Some(swabs.len() as i64),
                n_inside: members.len() as i64,
                opened_at,
                sealed_at: Some(sealed_at),
                shipped_at: None,
                received_at: None,
                resulted_at: None,
            };
            let track = TubeTrack {
                code,
                opened_at: Some(opened_at),
                sealed_at: Some(sealed_at),
                passings: Vec::new(),
                plated: None,
                resulted: None,
            };
            let (dice, one_in) = (&mut tables.dice, tables.one_in);
            let mut is_so = || dice.roll(one_in) == 0;
            let fate = match (is_so(), is_so(), is_so(), is_so()) {
                (true, ..) => Fate::LeftAtSite,
                (_, true, ..) => Fate::LostByCourier,
                (_, _, true, _) => Fate::LostBeforeLab,
                (.., true) => Fate::InOtherBox,
                (false, false, false, false) => Fate::Arrives,
            };
            Tube { code, members, swabs: swabs.to_vec(), stages, track, fate }
        })
        .collect()
}

/// One hand-over after another, box by box: what is given and what is found is compared by code,
/// and must name exactly the tubes that are lost or in another box. Returns how many it named.
fn carry(tubes: &mut [Tube]) -> (usize, usize) {
    let (mut n_missing, mut n_extra, mut n_by_count) = (0, 0, 0);
    let mut strays: Vec<usize> = Vec::new();
    let boxes = tubes.len().div_ceil(BOX);
    for n_box in 0..boxes {
        let of_box: Vec<usize> = (n_box * BOX..((n_box + 1) * BOX).min(tubes.len())).collect();
        let given: Vec<usize> =
            of_box.iter().copied().filter(|n| tubes[*n].fate != Fate::LeftAtSite).collect();
        let is_last = n_box + 1 == boxes;
        let moves = |n: &usize, tubes: &[Tube]| tubes[*n].fate == Fate::InOtherBox && !is_last;
        let mut found: Vec<usize> = given
            .iter()
            .copied()
            .filter(|n| tubes[*n].fate != Fate::LostByCourier && !moves(n, tubes))
            .collect();
        let came: Vec<usize> = std::mem::take(&mut strays);
        found.extend(&came);
        strays.extend(given.iter().copied().filter(|n| moves(n, tubes)));
        let compared = pass(tubes, n_box, HandoverKind::SiteToCourier, (&given, &found));
        let gone = |n: &&usize| !found.contains(n);
        assert_eq!(compared.missing.len(), given.iter().filter(gone).count());
        assert_eq!(compared.extra, came.iter().map(|n| tubes[*n].code).collect::<Vec<_>>());
        n_by_count += usize::from(given.len() == found.len() && !compared.agrees());
        (n_missing, n_extra) = (n_missing + compared.missing.len(), n_extra + compared.extra.len());
        // On to the laboratory: the courier gives what he has.
        let arrives: Vec<usize> =
            found.iter().copied().filter(|n| tubes[*n].fate != Fate::LostBeforeLab).collect();
        let compared = pass(tubes, n_box, HandoverKind::CourierToLab, (&found, &arrives));
        assert!(compared.extra.is_empty());
        n_missing += compared.missing.len();
    }
    assert!(strays.is_empty());
    eprintln!("{n_missing} missing and {n_extra} too many, each by its code");
    (n_missing + n_extra, n_by_count)
}

fn pass(
    tubes: &mut [Tube],
    n_box: usize,
    kind: HandoverKind,
    (given, found): (&[usize], &[usize]),
) -> fangxian_core::custody::Compared {
    let lab = LaboratoryId::from_uuid(Uuid::from_u128(1));
    let (to, hours) = match kind {
        HandoverKind::SiteToCourier => (Holder::Courier("zhuanyun".to_owned()), 1),
        HandoverKind::CourierToLab => (Holder::Laboratory(lab), 2),
    };
    let last = given.iter().chain(found).filter_map(|n| tubes[*n].stages.sealed_at).max();
    let at = last.unwrap_or(Moment(0)).plus_ms(hours * HOUR_MS);
    let id = HandoverId::from_uuid(Uuid::from_u128((n_box * 2 + hours as usize) as u128));
    let codes = |of: &[usize]| of.iter().map(|n| tubes[*n].code).collect::<Vec<_>>();
    let compared = compare(&codes(given), &codes(found));
    let all: BTreeSet<usize> = given.iter().chain(found).copied().collect();
    for n in all {
        let (is_given, is_found) = (given.contains(&n), found.contains(&n));
        let tube = &mut tubes[n];
        tube.track.passings.push(Passing {
            handover: id,
            kind,
            from: "caiyang1".to_owned(),
            to: to.clone(),
            given_at: is_given.then_some(at),
            taken_at: is_found.then_some(at.plus_ms(60_000)),
            counted_at: Some(at.plus_ms(120_000)),
        });
        match kind {
            HandoverKind::SiteToCourier if is_given => {
                tube.stages.shipped_at.get_or_insert(at);
            }
            HandoverKind::CourierToLab if is_found => {
                tube.stages.received_at.get_or_insert(at.plus_ms(60_000));
            }
            HandoverKind::SiteToCourier | HandoverKind::CourierToLab => {}
        }
    }
    compared
}

/// What came of codes that were typed at the laboratory.
#[derive(Default, Debug)]
struct Typed {
    n: usize,
    accepted: usize,
    /// Codes that a reader without a check character would have taken.
    shaped: usize,
    twice: usize,
}

impl Typed {
    fn check(&mut self, code: TubeCode, typed: &str) {
        let own = code.to_string();
        if typed == own {
            return;
        }
        self.n += 1;
        self.accepted += usize::from(TubeCode::parse(typed).is_ok());
        self.shaped += usize::from(typed[..13].bytes().all(|sign| sign.is_ascii_digit()));
    }
}

const SIGNS: &[u8; 37] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ*";

/// Every tube with a wrong sign and with two swapped; of some, every sign and every swap there is.
fn type_codes(tubes: &[Tube], dice: &mut Dice) -> Typed {
    let mut typed = Typed::default();
    for (n, tube) in tubes.iter().enumerate() {
        let own = tube.code.to_string();
        typed.check(tube.code, &one_wrong(&own, SIGNS, dice));
        typed.check(tube.code, &two_swapped(&own, dice));
        if !n.is_multiple_of(50) {
            continue;
        }
        for at in 0..own.len() {
            for sign in SIGNS {
                let mut bytes = own.as_bytes().to_vec();
                bytes[at] = *sign;
                typed.check(tube.code, &String::from_utf8(bytes).unwrap());
            }
            if at > 0 {
                let mut bytes = own.as_bytes().to_vec();
                bytes.swap(at - 1, at);
                typed.check(tube.code, &String::from_utf8(bytes).unwrap());
            }
        }
    }
    typed
}

/// The plates of the laboratory. A code that is typed twice stands in two wells or leaves another
/// tube out: the map is refused, and filled again.
fn plate(tubes: &mut [Tube], typed: &mut Typed, dice: &mut Dice, one_in: usize) {
    let lab = LaboratoryId::from_uuid(Uuid::from_u128(1));
    let here: Vec<usize> =
        (0..tubes.len()).filter(|n| tubes[*n].stages.received_at.is_some()).collect();
    for (n_plate, on) in here.chunks(94).enumerate() {
        let well = |n: usize| {
            let row = char::from(b'A' + u8::try_from(n / 12).unwrap());
            Well::parse(&format!("{row}{}", 1 + n % 12)).unwrap()
        };
        let mut map: Vec<(Well, InWell)> = on
            .iter()
            .enumerate()
            .map(|(n, tube)| (well(n), InWell::Tube(tubes[*tube].code)))
            .collect();
        map.push((well(94), InWell::NegativeControl));
        map.push((well(95), InWell::PositiveControl));
        for n in 0..on.len() {
            if dice.roll(one_in) > 0 || on.len() < 2 {
                continue;
            }
            typed.twice += 1;
            let other = (n + 1 + dice.roll(on.len() - 1)) % on.len();
            let mut wrong = map.clone();
            // Instead of another, or beside it in a further well.
            match dice.roll(2) {
                0 => wrong[other].1 = wrong[n].1,
                _ => wrong[on.len()].1 = wrong[n].1,
            }
            let refused = check_map(&wrong, on.len());
            assert!(matches!(refused, Err(PlateFlaw::TubeTwice(..))), "{refused:?}");
            // Left out once it was found to be there twice: the count does not meet.
            let mut short = map.clone();
            short.remove(other);
            let refused = check_map(&short, on.len());
            assert!(matches!(refused, Err(PlateFlaw::Count { .. })), "{refused:?}");
        }
        assert_eq!(check_map(&map, on.len()), Ok(()));
        let id = PlateId::from_uuid(Uuid::from_u128(1 + n_plate as u128));
        for (n, tube) in on.iter().enumerate() {
            let track = &mut tubes[*tube].track;
            let at = tubes[*tube].stages.received_at.unwrap().plus_ms(HOUR_MS);
            track.plated = Some((lab, id, well(n), at));
        }
    }
}

/// What came of results.
#[derive(Default, Debug)]
struct Answered {
    positive_tubes: usize,
    hidden: usize,
    refused: usize,
    put_right: usize,
    /// People of a positive tube, and how many stand as negative without a test of their own.
    held: usize,
    let_go: usize,
    /// Tubes that would stand negative if what comes last stood.
    by_last: usize,
    invalid: usize,
}

fn result(n: u128, outcome: TubeOutcome, at: Moment, corrects: Option<TubeResultId>) -> TubeResult {
    TubeResult {
        id: TubeResultId::from_uuid(Uuid::from_u128(n)),
        outcome,
        corrects: corrects.map(|id| (id, "看错孔位".to_owned())),
        by: TwoPeople::of("jianyan", "shenhe").unwrap(),
        signed_at: at,
    }
}

/// The results of every tube that came, until `now`: five in a thousand are positive, and each of
/// those is uploaded a second time in the batch of the negative ones.
fn answer(tubes: &mut [Tube], now: Moment, dice: &mut Dice, one_in: usize) -> Answered {
    let mut answered = Answered::default();
    for tube in tubes {
        let Some((.., plated_at)) = tube.track.plated else { continue };
        let at = plated_at.plus_ms(2 * HOUR_MS + dice.roll(HOUR_MS as usize) as i64);
        if at > now {
            continue;
        }
        let is_positive = dice.roll(1_000) < 5;
        let ct = if is_positive { Ct { orf: Some(2_800), n: Some(2_700) } } else { Ct::default() };
        let mut results = Vec::new();
        let says = match dice.roll(one_in) == 0 {
            true => TubeOutcome::Invalid,
            false => proposed(ct, CT_BAR),
        };
        assert_eq!(check_entry(proposed(ct, CT_BAR), says, true), Ok(()));
        results.push(result(1, says, at, None));
        answered.invalid += usize::from(says == TubeOutcome::Invalid);
        if says == TubeOutcome::Positive {
            answered.positive_tubes += 1;
            uploaded_as_negative(&mut results, ct, at, dice, &mut answered);
            people_of(tube, &results, at, dice, &mut answered);
        }
        if let TubeStanding::Known(outcome, since) = tube_standing(&results)
            && outcome != TubeOutcome::Invalid
        {
            tube.stages.resulted_at = Some(since);
            tube.track.resulted = Some((outcome, since));
            assert!(!mends(Some(outcome)), "a tube with a result comes onto no further plate");
        }
    }
    answered
}

/// Lanzhou, 24 November 2022: people who were reported positive were uploaded in the negative batch.
fn uploaded_as_negative(
    results: &mut Vec<TubeResult>,
    ct: Ct,
    at: Moment,
    dice: &mut Dice,
    answered: &mut Answered,
) {
    let (negative, later) = (TubeOutcome::Negative, at.plus_ms(60_000));
    let entered = check_entry(proposed(ct, CT_BAR), negative, true);
    assert_eq!(entered, Err(EntryFlaw::CurveRose(TubeOutcome::Positive)));
    let refused = check_result(results, negative, None);
    assert_eq!(refused, Err(ResultFlaw::WouldHide(TubeOutcome::Positive, negative)));
    answered.refused += 1;
    // Even where such a row came past all that, before or after: what is grave stands.
    for at in [at.plus_ms(-60_000), later] {
        let mut all = results.clone();
        all.push(result(2, negative, at, None));
        let last = all.iter().max_by_key(|one| one.signed_at).unwrap();
        answered.by_last += usize::from(last.outcome == negative);
        let stands = tube_standing(&all).outcome();
        answered.hidden += usize::from(stands != Some(TubeOutcome::Positive));
    }
    // One alone puts nothing right; two do, and say why; and only once.
    assert!(TwoPeople::of("jianyan", "jianyan").is_none());
    if dice.roll(20) == 0 {
        let wrong = results[0].id;
        assert_eq!(check_result(results, negative, Some(wrong)), Ok(()));
        results.push(result(3, negative, later, Some(wrong)));
        let again = check_result(results, negative, Some(wrong));
        assert_eq!(again, Err(ResultFlaw::NothingToCorrect));
        answered.put_right += 1;
    }
}

/// Everybody in a positive tube waits for a test of his own, taken when the result was known.
fn people_of(
    tube: &Tube,
    results: &[TubeResult],
    at: Moment,
    dice: &mut Dice,
    answered: &mut Answered,
) {
    let standing = tube_standing(results);
    let is_grave = standing.outcome().is_some_and(TubeOutcome::holds);
    let code = |n: u32| TubeCode::of(&PlaceCode::parse("140110").unwrap(), n).unwrap();
    for _ in &tube.members {
        let pool = PersonSample {
            tube: tube.code,
            pool: Pool::Ten,
            n_inside: tube.members.len().max(2),
            taken_at: tube.stages.opened_at,
            standing,
        };
        // A negative of another shared tube, or one of his own that is older, frees nobody.
        let other = |n_inside, hours| PersonSample {
            tube: code(9_000_000),
            n_inside,
            taken_at: at.plus_ms(hours * HOUR_MS),
            standing: TubeStanding::Known(TubeOutcome::Negative, at.plus_ms(9 * HOUR_MS)),
            ..pool
        };
        let samples = [pool, other(10, 3), other(1, -1)];
        let held = person_standing(&samples);
        answered.held += usize::from(is_grave);
        answered.let_go += usize::from(held.held().is_some() != is_grave);
        if is_grave && dice.roll(3) == 0 {
            let own = [pool, other(1, 3)];
            assert!(person_standing(&own).held().is_none(), "his own test lifts it");
        }
    }
}

/// What the round comes to, beside the truth.
fn counts_meet(tubes: &[Tube], tables: &Tables<'_>, now: Moment) -> usize {
    let stages: Vec<TubeStages> = tubes.iter().map(|one| one.stages).collect();
    let (counts, gaps) = reconcile(&stages);
    let people = |stage| counts.iter().find(|(one, _)| *one == stage).unwrap().1.n_people;
    let n = tables.people.len() as i64;
    let n_members: usize = tubes.iter().map(|one| one.members.len()).sum();
    let told = &tables.told;
    assert_eq!(people(Stage::Sampled), n, "everybody was sampled");
    assert_eq!(people(Stage::Bound), n_members as i64);
    assert_eq!(n_members + told.unbound, tables.people.len(), "persons are members");
    let gap = |reached| gaps.iter().find(|gap| gap.reached == reached);
    let unbound = gap(Stage::Sampled).unwrap();
    assert_eq!(unbound.n_people, told.unbound as i64);
    let named = |of: &dyn Fn(&Tube) -> bool| -> Vec<TubeCode> {
        tubes.iter().filter(|one| of(one)).map(|one| one.code).collect()
    };
    assert_eq!(unbound.tubes, named(&|one| one.members.len() != one.swabs.len()));
    assert_eq!(gap(Stage::Bound).unwrap().tubes, named(&|one| one.fate == Fate::LeftAtSite));
    let lost = |one: &Tube| matches!(one.fate, Fate::LostByCourier | Fate::LostBeforeLab);
    assert_eq!(gap(Stage::Shipped).unwrap().tubes, named(&lost));
    let open = |one: &Tube| one.track.plated.is_some() && one.track.resulted.is_none();
    assert_eq!(gap(Stage::Received).unwrap().tubes, named(&open));
    assert_eq!(
        people(Stage::Received),
        people(Stage::Resulted) + gap(Stage::Received).unwrap().n_people
    );

    // Every tube without a result for more than twelve hours, and no other, the oldest first.
    let listed: Vec<TubeCode> =
        open_since(&stages, now, OPEN_HOURS).iter().map(|one| one.code).collect();
    let is_old = |one: &Tube| {
        one.track.resulted.is_none() && now.0 - one.stages.sealed_at.unwrap().0 > 12 * HOUR_MS
    };
    assert_eq!(listed, named(&is_old));
    // And where each of them is.
    for one in tubes.iter().filter(|one| one.track.resulted.is_none()) {
        let kind = whereabouts(&one.track).kind();
        let due = match one.fate {
            Fate::LeftAtSite => WhereKind::AtSite,
            Fate::LostByCourier | Fate::LostBeforeLab => WhereKind::Missing,
            Fate::Arrives | Fate::InOtherBox => WhereKind::Plated,
        };
        assert_eq!(kind, due, "{:?}", one.track);
    }
    listed.len()
}

/// Whoever stands with another's swab, and nobody heard of it; and whoever has no swab in his name.
fn people_meet(tubes: &[Tube], tables: &Tables<'_>) {
    // Two errors on top of each other: another had shown his code, and he himself was taken down as
    // nobody or as somebody else. Nothing at the table can tell; the other is missing on the list.
    let still = tables.taken_for.keys();
    assert!(still.clone().all(|n| tables.erred.contains(n)), "{:?}", tables.taken_for);
    eprintln!("{} swabs stand with another after two errors", still.len());
    let mut by_name: HashMap<PersonId, usize> = HashMap::new();
    let mut n_strangers = 0;
    for who in tubes.iter().flat_map(|one| &one.members) {
        match who {
            Sampled::Person(id) => *by_name.entry(*id).or_default() += 1,
            Sampled::Stranger(_) => n_strangers += 1,
        }
    }
    assert!(by_name.values().all(|n| *n == 1), "somebody stands twice");
    let told = &tables.told;
    let missing = tables.people.iter().filter(|one| !by_name.contains_key(&one.id)).count();
    // Each stranger and each swab in nobody's name is somebody who is missing on the list, whom the
    // community asks for.
    assert_eq!(missing, told.unbound + n_strangers);
    assert_eq!(n_strangers, told.strangers + told.found_later);
}

#[test]
fn a_city_with_the_errors_of_shenzhen_loses_nobody_and_hides_nothing() {
    let (n, one_in) = if is_soak() { (1_000_000, 1_000) } else { (6_000, 100) };
    let bar = Bar::begins("R16", format!("people sampled, 1 in {one_in} of each error"));
    let people = register(n);
    let of_number = people.iter().enumerate().map(|(n, one)| (one.number.as_str(), n)).collect();
    let mut tables = Tables {
        people: &people,
        of_number,
        sampled: vec![false; n],
        taken_for: BTreeMap::new(),
        erred: BTreeSet::new(),
        told: Told::default(),
        dice: Dice(20_221_124),
        one_in,
        today: CityDay::parse("2022-11-24").unwrap(),
    };
    let began = CityDay::parse("2022-11-23").unwrap().starts_at();
    let mut tubes = sample(&mut tables, began);
    let (n_named, n_by_count) = carry(&mut tubes);
    let mut dice = Dice(7);
    let mut typed = type_codes(&tubes, &mut dice);
    plate(&mut tubes, &mut typed, &mut dice, one_in);
    let now = began.plus_ms(26 * HOUR_MS);
    let answered = answer(&mut tubes, now, &mut dice, one_in);
    let n_listed = counts_meet(&tubes, &tables, now);
    people_meet(&tubes, &tables);
    println!("{} tubes, {n_listed} listed as late; {:?}", tubes.len(), tables.told);
    println!("{typed:?}; {answered:?}");
    assert_eq!(typed.accepted, 0, "a wrong code was read as a tube");
    assert_eq!((answered.hidden, answered.let_go), (0, 0));
    let told = &tables.told;
    for n in [
        told.unbound,
        told.strangers,
        told.numbers_refused,
        told.numbers_of_another,
        told.codes_refused,
        told.found_later,
        typed.twice,
        answered.refused,
        answered.invalid,
        n_named,
        n_listed,
    ] {
        assert!(n > 0, "an error was never made: {told:?} {typed:?} {answered:?}");
    }
    bar.held("-", n);
    // The controls: codes without a check character; counts where codes are compared; a list in
    // which what comes last stands.
    bar.control("- (control: codes without a check sign)", typed.n, typed.shaped);
    bar.control("- (control: what comes last stands)", answered.positive_tubes, answered.by_last);
    println!("{n_by_count} boxes with a right count and a wrong tube");
    assert!(typed.shaped > 0 && answered.by_last > 0);
}
