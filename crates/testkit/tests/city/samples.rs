//! The bar of R4 for samples: parts of tubes that were taken down by phones at two sites, sent one to
//! five times in any order, with every fifth answer lost on its way back and now and then another
//! content under a known id, are kept once, as they were taken down, and overwrite nothing. What a
//! phone hears of a part that it sends again is what it would have heard at first.

use crate::attacks::on_both;
use crate::attempt::column;
use crate::policy::Dice;
use crate::sampling::{COMMUNITY, Phone, filled, tube};
use crate::sites::chosen;
use fangxian_core::Moment;
use fangxian_core::sampling::{Sampled, TubeCode};
use fangxian_store::sampling::{parts_of_tubes, tubes_by_codes};
use fangxian_store::{StoreError, v};
use fangxian_testkit::{Answer, Bar, Engine, TestCity};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// People of the community.
const PEOPLE: usize = 120;
/// The phones: who is signed in, at which of the two sites it stands, and how far its clock is ahead.
const PHONES: [(&str, usize, i64); 5] = [
    ("caiyang1", 0, 0),
    ("caiyang2", 0, 45_000),
    ("caiyang1", 1, -130_000),
    ("caiyang2", 1, 1_000),
    ("caiyang1", 1, 0),
];
/// How many a tube of theirs is for.
const CAPACITY: usize = 10;
/// Sends as a phone does: told that the server is busy, it sends the same again.
async fn heard(phone: &Phone, city: &TestCity, parts: Vec<Value>) -> Answer {
    for _ in 0..50 {
        let answer = phone.send(city, parts.clone()).await;
        if answer.refusal() != "503 busy" {
            return answer;
        }
    }
    panic!("busy fifty times");
}

/// The most parts of one sending: a phone sends a hundred, and no more than five hundred people.
const BATCH_MAX: usize = 250;

fn n_captures(engine: Engine) -> usize {
    let is_soak = std::env::var("FANGXIAN_FAULTS").is_ok_and(|said| said == "soak");
    let is_bar = is_soak || std::env::var_os("FANGXIAN_BARS").is_some();
    match (is_bar, engine) {
        (true, Engine::Sqlite) => 100_000,
        (true, Engine::Postgres) => 20_000,
        (false, _) => 2_000,
    }
}

/// A part of a tube as its phone keeps it until it hears that it arrived.
struct Capture {
    phone: usize,
    id: Uuid,
    tube: TubeCode,
    use_id: Uuid,
    opened_at: i64,
    first: usize,
    members: Vec<(String, i64)>,
    sealed: Option<(i64, usize)>,
}

impl Capture {
    fn wire(&self, round: &str, sites: &[String; 2]) -> Value {
        let member = |(who, at): &(String, i64)| json!({ "person_id": who, "taken_at": at });
        json!({
            "part_id": self.id, "tube": self.tube.to_string(), "use_id": self.use_id,
            "round_id": round, "place": COMMUNITY, "site_id": sites[PHONES[self.phone].1],
            "pool": "ten", "opened_at": self.opened_at, "first_position": self.first,
            "members": self.members.iter().map(member).collect::<Vec<_>>(),
            "sealed": self.sealed.map(|(at, stated)| json!({ "at": at, "stated": stated })),
        })
    }

    /// All that the store has of it, in one line.
    fn line(&self, round: &str, phones: &[Phone]) -> String {
        let (login, _, ahead) = PHONES[self.phone];
        let members: Vec<String> =
            self.members.iter().map(|(who, at)| format!("{who}@{at}")).collect();
        format!(
            "{} {} {} {round} {} {} {login} {ahead} {}",
            self.id,
            self.tube,
            self.use_id,
            self.first,
            phones[self.phone].id,
            members.join(",")
        )
    }
}

/// What the tables take down in a day. One code in fifty is scanned by another phone too.
fn captures(people: &[String], n: usize, at: i64, dice: &mut Dice) -> Vec<Capture> {
    let mut all: Vec<Capture> = Vec::with_capacity(n);
    let (mut serial, mut n_uses) = (0_u32, 0_u128);
    while all.len() < n {
        serial += 1;
        let first = dice.roll(PHONES.len());
        let mut phones = vec![first];
        if dice.roll(50) == 0 {
            phones.push((first + 1 + dice.roll(PHONES.len() - 1)) % PHONES.len());
        }
        for phone in phones {
            n_uses += 1;
            let use_id = Uuid::from_u128(0x7000_8000_1000_0000_0000 + n_uses);
            let (n_parts, mut inside) = (1 + dice.roll(4), 0);
            let opened_at = at - 3_600_000 + dice.roll(3_000_000) as i64 + PHONES[phone].2;
            for part in 0..n_parts {
                let is_last = part + 1 == n_parts;
                // The last may be nothing but the seal.
                let n_members = if is_last { dice.roll(3) } else { 1 + dice.roll(2) };
                let members = (0..n_members)
                    .map(|n| {
                        let who = people[dice.roll(people.len())].clone();
                        (who, opened_at + 1_000 * (1 + inside + n) as i64)
                    })
                    .collect();
                let first = inside;
                inside += n_members;
                let sealed = is_last.then_some((opened_at + 60_000, inside));
                let id = Uuid::from_u128(0x7000_8000_0000_0000_0000 + all.len() as u128);
                let tube = tube(serial);
                let one = Capture { phone, id, tube, use_id, opened_at, first, members, sealed };
                all.push(one);
            }
        }
    }
    all
}

/// What a tube must come to by the parts that were heard of, in the order in which they came.
#[derive(Default)]
struct Due {
    heard: BTreeSet<usize>,
    holder: Option<Uuid>,
    inside: usize,
    stated: Option<usize>,
    flags: BTreeSet<&'static str>,
}

impl Due {
    fn hear(&mut self, n: usize, one: &Capture) {
        if !self.heard.insert(n) {
            return;
        }
        self.inside += one.members.len();
        if *self.holder.get_or_insert(one.use_id) != one.use_id {
            self.flags.insert("clash");
        } else if let Some((_, stated)) = one.sealed {
            self.stated = Some(stated);
        }
        let mut say = |is: bool, flag| match is {
            true => drop(self.flags.insert(flag)),
            false => drop(self.flags.remove(flag)),
        };
        say(self.inside > CAPACITY, "too_many");
        say(self.stated.is_some_and(|stated| stated != self.inside), "count");
    }
}

/// What came of all the sending.
#[derive(Default)]
struct Sent {
    /// How often each was heard.
    heard: BTreeMap<usize, usize>,
    due: BTreeMap<TubeCode, Due>,
    n_requests: usize,
    n_lost_answers: usize,
    forged: Vec<usize>,
    /// Answers to parts that were known, and how many of them said what a first one would have.
    n_again: usize,
    n_with_flags: usize,
}

struct Tables<'a> {
    city: &'a TestCity,
    phones: &'a [Phone],
    round: &'a str,
    sites: &'a [String; 2],
    captures: &'a [Capture],
}

impl Tables<'_> {
    fn bodies(&self, batch: &[usize]) -> Vec<Value> {
        batch.iter().map(|n| self.captures[*n].wire(self.round, self.sites)).collect()
    }

    /// Sends from one phone and then another, as they come into the network, until all have heard
    /// of all.
    async fn send_all(&self, dice: &mut Dice) -> Sent {
        let mut queues: Vec<Vec<usize>> = vec![Vec::new(); PHONES.len()];
        for (n, one) in self.captures.iter().enumerate() {
            queues[one.phone].extend(std::iter::repeat_n(n, 1 + dice.roll(5)));
        }
        for queue in &mut queues {
            for place in (1..queue.len()).rev() {
                queue.swap(place, dice.roll(place + 1));
            }
        }
        let mut sent = Sent::default();
        while queues.iter().any(|queue| !queue.is_empty()) {
            let phone = dice.roll(PHONES.len());
            let n = (1 + dice.roll(BATCH_MAX)).min(queues[phone].len());
            let rest = queues[phone].len() - n;
            let batch = queues[phone].split_off(rest);
            if batch.is_empty() {
                continue;
            }
            self.city.pass_ms(3_000);
            self.send(&mut sent, phone, &batch, dice).await;
            if dice.roll(5) == 0 {
                // The phone heard nothing, and sends them again, some time.
                sent.n_lost_answers += 1;
                for one in &batch {
                    let at = dice.roll(queues[phone].len() + 1);
                    queues[phone].insert(at, *one);
                }
            }
            if dice.roll(20) == 0 {
                self.forge(&mut sent, batch[0], dice).await;
            }
        }
        sent
    }

    /// One sending. Now and then the phone gives up waiting and sends it again beside the first.
    async fn send(&self, sent: &mut Sent, phone: usize, batch: &[usize], dice: &mut Dice) {
        let bodies = self.bodies(batch);
        let phone = &self.phones[phone];
        let answers = match dice.roll(7) == 0 {
            false => vec![heard(phone, self.city, bodies).await],
            true => {
                let both = tokio::join!(
                    heard(phone, self.city, bodies.clone()),
                    heard(phone, self.city, bodies)
                );
                vec![both.0, both.1]
            }
        };
        sent.n_requests += answers.len();
        for n in batch {
            let one = &self.captures[*n];
            sent.n_again += usize::from(sent.heard.contains_key(n));
            *sent.heard.entry(*n).or_default() += answers.len();
            sent.due.entry(one.tube).or_default().hear(*n, one);
        }
        for answer in answers {
            let answer = answer.ok();
            let told: BTreeMap<&str, &Value> = answer["answers"]
                .as_array()
                .unwrap()
                .iter()
                .map(|one| (one["part_id"].as_str().unwrap(), one))
                .collect();
            for n in batch {
                let one = &self.captures[*n];
                let said = told[one.id.to_string().as_str()];
                assert_eq!(said["fate"], "kept", "{said}");
                let flags: BTreeSet<&str> =
                    said["flags"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
                sent.n_with_flags += usize::from(!flags.is_empty());
                assert_eq!(flags, sent.due[&one.tube].flags, "part {n} of {}: {said}", one.tube);
            }
        }
    }

    /// Another content under an id that is taken, from the phone itself or from another.
    async fn forge(&self, sent: &mut Sent, n: usize, dice: &mut Dice) {
        let one = &self.captures[n];
        let mut forged = one.wire(self.round, self.sites);
        match dice.roll(4) {
            0 => forged["opened_at"] = json!(one.opened_at + 1),
            1 => forged["use_id"] = json!(Uuid::from_u128(0x7000_8000_2000_0000_0000)),
            2 => forged["tube"] = json!(tube(9_000_000).to_string()),
            _ => forged["sealed"] = json!({ "at": one.opened_at, "stated": 7 }),
        }
        let phone = &self.phones[dice.roll(PHONES.len())];
        let answer = phone.send(self.city, vec![forged]).await.ok();
        assert_eq!(answer["answers"][0]["fate"], "set_aside", "{answer}");
        sent.forged.push(n);
    }

    /// The rows of the store, each in one line.
    async fn kept(&self) -> BTreeSet<String> {
        let mut codes: Vec<TubeCode> = self.captures.iter().map(|one| one.tube).collect();
        codes.push(tube(9_000_000));
        codes.dedup();
        let parts = self.city.city.db.read(move |tx| async move {
            let mut all = Vec::new();
            for some in codes.chunks(5_000) {
                all.extend(parts_of_tubes(&tx, some).await?);
            }
            Ok::<_, StoreError>(all)
        });
        let parts = parts.await.unwrap();
        let n = parts.len();
        let lines: BTreeSet<String> = parts
            .into_iter()
            .map(|one| {
                let member = |of: &fangxian_store::sampling::MemberTaken| match of.who {
                    Sampled::Person(person) => format!("{person}@{}", of.taken_at.0),
                    Sampled::Stranger(n) => format!("stranger {n}@{}", of.taken_at.0),
                };
                let members: Vec<String> = one.members.iter().map(member).collect();
                format!(
                    "{} {} {} {} {} {} {} {} {}",
                    one.id,
                    one.tube,
                    one.use_id,
                    one.round,
                    one.first_position,
                    one.device,
                    one.by,
                    one.skew_ms,
                    members.join(",")
                )
            })
            .collect();
        assert_eq!(lines.len(), n, "a row stands twice");
        lines
    }

    /// The tubes that are not as their parts say once all of them are there: open, with another
    /// number, or flagged for nothing.
    async fn stuck(&self, sent: &Sent) -> Vec<String> {
        let codes: Vec<TubeCode> = sent.due.keys().copied().collect();
        let tubes = self.city.city.db.read(move |tx| async move {
            let mut all = Vec::new();
            for some in codes.chunks(5_000) {
                all.extend(tubes_by_codes(&tx, some).await?);
            }
            Ok::<_, StoreError>(all)
        });
        let tubes = tubes.await.unwrap();
        assert_eq!(tubes.len(), sent.due.len());
        let opened: BTreeMap<Uuid, &Capture> =
            self.captures.iter().map(|one| (one.use_id, one)).collect();
        let is_as_due = |one: &fangxian_store::sampling::StoredTube| {
            let due = &sent.due[&one.code];
            let holder = opened[&one.use_id.uuid()];
            let flags: BTreeSet<&str> = one.flags.iter().map(|flag| flag.code()).collect();
            due.holder == Some(one.use_id.uuid())
                && one.sealed.map(|(_, stated)| usize::try_from(stated).unwrap()) == due.stated
                && due.stated.is_some()
                && one.opened_at == Moment(holder.opened_at - PHONES[holder.phone].2)
                && one.sealed.map(|(at, _)| at) == Some(one.opened_at.plus_ms(60_000))
                && flags == due.flags
                && (flags.is_empty() || flags.contains("clash"))
        };
        let wrong = tubes.iter().filter(|one| !is_as_due(one));
        wrong.map(|one| format!("{one:?}")).collect()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn samples_in_any_order_and_number_are_kept_once_as_they_were_taken_down() {
    for (engine, city) in on_both("samples").await {
        let n = n_captures(engine);
        let what = format!(
            "samples of {} phones at two sites sent 1–5 times, every 5th answer lost, some forged",
            PHONES.len()
        );
        let bar = Bar::begins("R4", what);
        let (people, round) = filled(&city, PEOPLE).await;
        let sites = [chosen(&city).await, chosen(&city).await];
        let mut phones = Vec::new();
        for (seed, (login, _, ahead_ms)) in (20..).zip(PHONES) {
            let mut phone = Phone::enrolled(&city, login, seed).await;
            phone.ahead_ms = ahead_ms;
            phones.push(phone);
        }
        let mut dice = Dice(20_221_124);
        let captures = captures(&people, n, city.city.now(city.wall()).0, &mut dice);
        let tables = Tables {
            city: &city,
            phones: &phones,
            round: &round,
            sites: &sites,
            captures: &captures,
        };
        let sent = tables.send_all(&mut dice).await;

        // Exactly those, byte for byte; what was forged is beside them.
        let lines: BTreeSet<String> =
            captures.iter().map(|one| one.line(&round, &phones)).collect();
        let held = tables.kept().await;
        let lost: Vec<&String> = lines.difference(&held).take(3).collect();
        let more: Vec<&String> = held.difference(&lines).take(3).collect();
        assert!(held == lines, "{engine:?}: {} of {}: {lost:?} {more:?}", held.len(), lines.len());
        let mut aside = column(&city, "select part_id as x from tube_part_aside").await;
        let mut forged: Vec<String> =
            sent.forged.iter().map(|n| captures[*n].id.to_string()).collect();
        aside.sort();
        forged.sort();
        assert_eq!(aside, forged, "{engine:?}");
        let stuck = tables.stuck(&sent).await;
        assert!(stuck.is_empty(), "{engine:?}: {} stuck: {:?}", stuck.len(), &stuck[..1]);

        // Everybody who was sampled stands on the list as done.
        let sampled: BTreeSet<&String> =
            captures.iter().flat_map(|one| one.members.iter().map(|(who, _)| who)).collect();
        let path = format!("/rounds/{round}");
        let seen = city.get("shequ", &path, "order_work").await.ok();
        assert_eq!(seen["counts"]["done"], sampled.len());
        let n_sent: usize = sent.heard.values().sum();
        println!(
            "{engine:?}: {} parts of {} tubes, {n_sent} sendings in {} requests ({} of parts that \
             were known), {} answers lost, {} forged, {} answers with a flag",
            captures.len(),
            sent.due.len(),
            sent.n_requests,
            sent.n_again,
            sent.n_lost_answers,
            sent.forged.len(),
            sent.n_with_flags
        );
        assert!(n_sent > n * 3 && sent.n_lost_answers * 7 > sent.n_requests);
        assert!(!sent.forged.is_empty() && sent.n_with_flags > 0);
        bar.held(format!("{engine:?}"), captures.len());

        // The control: a server that keeps what it hears, as often as it hears it.
        let n_twice = sent.heard.values().filter(|n| **n > 1).count();
        let what = format!("{engine:?} (control: each sending is a row)");
        bar.control(what, captures.len(), n_twice);
        assert!(n_twice > n / 2);
        an_overwrite_is_noticed(&tables, &lines, &sent).await;
        let city = city.restarted().await;
        let again = city.get("shequ", &path, "order_work").await.ok();
        assert_eq!(again["counts"], seen["counts"]);
    }
}

/// The control of the comparison: one row, and one tube, changed straight in the store.
async fn an_overwrite_is_noticed(tables: &Tables<'_>, lines: &BTreeSet<String>, sent: &Sent) {
    let one = tables.captures.iter().find(|one| one.sealed.is_some()).unwrap();
    let (part, code) = (one.id, one.tube);
    let set = async |sql: &'static str, to: i64, of: String| {
        let write = tables.city.city.db.write(move |tx| async move {
            tx.exec(sql, &v![to, of.as_str()]).await?;
            Ok::<_, StoreError>(())
        });
        write.await.unwrap();
    };
    let sql = "update tube_part set first_position = $1 where part_id = $2";
    set(sql, 19, part.to_string()).await;
    assert_ne!(tables.kept().await, *lines, "{part} was overwritten and nobody notices");
    set(sql, one.first as i64, part.to_string()).await;
    assert_eq!(tables.kept().await, *lines);
    let stated = i64::try_from(sent.due[&code].stated.unwrap()).unwrap();
    let sql = "update tube set n_stated = $1 where tube_code = $2";
    set(sql, stated + 1, code.to_string()).await;
    assert_eq!(tables.stuck(sent).await.len(), 1);
    set(sql, stated, code.to_string()).await;
}
