//! A table of a site: it keeps what it takes down until it is told that the centre has it.

use crate::tables::{COMMUNITY, TAKEN_AT, any_below, asked_within, id};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use fangxian_core::places::PlaceCode;
use fangxian_core::sampling::TubeCode;
use p256::ecdsa::signature::Signer;
use p256::ecdsa::{Signature, SigningKey};
use serde_json::json;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use uuid::Uuid;

/// People of a batch, as the phone sends them: half as many after a sending that broke, twice as many
/// after one that did not (`web/src/table/queue.ts`).
pub(crate) const BATCH_PEOPLE: usize = 500;
const BATCH_PEOPLE_MIN: usize = 20;
/// Tubes that a table can fill in a trial.
const TUBES_MAX: u32 = 10_000;

/// What a table waits for, and how long: the phone's own numbers, or smaller ones where the trial is
/// short (`web/src/table/sync.ts`, `web/src/phone/later.ts`).
#[derive(Clone, Copy, Debug)]
pub(crate) struct Patience {
    /// For an answer.
    pub(crate) answer: Duration,
    /// After the first failure; each further one doubles it.
    pub(crate) first: Duration,
    /// The longest that is waited after a failure, before chance adds or takes a half.
    pub(crate) longest: Duration,
}

/// What a part is until it is kept.
struct Waiting {
    body: String,
    n_people: usize,
    made: Instant,
    n_offered: usize,
}

/// What a table said of what it still has, with each sending; and the first of these that may be the
/// latest that the centre heard.
#[derive(Default)]
pub(crate) struct Stated {
    pub(crate) all: Vec<i64>,
    pub(crate) heard: usize,
}

pub(crate) struct SiteTable {
    pub(crate) n: u8,
    pub(crate) site: Uuid,
    cookie: String,
    key: SigningKey,
    pub(crate) n_tubes: u32,
    waiting: BTreeMap<Uuid, Waiting>,
    pub(crate) kept: BTreeMap<Uuid, usize>,
    pub(crate) stated: Arc<Mutex<Stated>>,
    /// When each part was made that is kept, and how long it waited to be acknowledged.
    pub(crate) acknowledged: Vec<(Instant, Duration)>,
    n_failures: u32,
    n_people_max: usize,
    /// How many people went up more than once, each time counted.
    pub(crate) n_again: usize,
    pub(crate) n_broken: usize,
}

impl SiteTable {
    pub(crate) fn new(n: u8, site: Uuid, cookie: &str, key: SigningKey) -> SiteTable {
        SiteTable {
            n,
            site,
            cookie: cookie.to_owned(),
            key,
            n_tubes: 0,
            waiting: BTreeMap::new(),
            kept: BTreeMap::new(),
            stated: Arc::default(),
            acknowledged: Vec::new(),
            n_failures: 0,
            n_people_max: BATCH_PEOPLE,
            n_again: 0,
            n_broken: 0,
        }
    }

    /// What was offered to a link that was down went nowhere: from now on it is counted what goes
    /// twice.
    pub(crate) fn count_anew(&mut self) {
        self.waiting.values_mut().for_each(|part| part.n_offered = 0);
        (self.n_again, self.n_broken) = (0, 0);
    }

    pub(crate) fn n_waiting(&self) -> usize {
        self.waiting.values().map(|part| part.n_people).sum()
    }

    /// A tube is filled, so long before the end of the day's work, and sealed.
    pub(crate) fn take_down(&mut self, n_people: usize, before: Duration) {
        self.n_tubes += 1;
        assert!(self.n_tubes < TUBES_MAX);
        let n = u32::from(self.n) * TUBES_MAX + self.n_tubes;
        let at = TAKEN_AT - i64::try_from(before.as_millis()).unwrap();
        let county = PlaceCode::parse("140110").unwrap();
        let member = |_| {
            json!({ "taken_at": at, "stranger": { "document_kind": "none_yet",
                "document": "", "name": "某甲", "phone": "", "card": "" } })
        };
        let members: Vec<_> = (0..n_people).map(member).collect();
        let body = json!({
            "part_id": id(3, n), "tube": TubeCode::of(&county, n).unwrap().to_string(),
            "use_id": id(4, n), "round_id": id(1, 1), "place": COMMUNITY, "site_id": self.site,
            "pool": "ten", "opened_at": at, "first_position": 0, "members": members,
            "sealed": { "at": at, "stated": n_people },
        });
        let made = Instant::now();
        let part = Waiting { body: body.to_string(), n_people, made, n_offered: 0 };
        self.waiting.insert(id(3, n), part);
    }

    /// Sends what waits, the oldest first. False where it was not told that it is kept.
    pub(crate) fn send(&mut self, address: &str, wait: Duration, clock_ms: i64) -> bool {
        let (mut body, mut n_people, mut batch) = (String::new(), 0, Vec::new());
        for (id, part) in &mut self.waiting {
            if n_people + part.n_people > self.n_people_max {
                break;
            }
            n_people += part.n_people;
            if part.n_offered > 0 {
                self.n_again += part.n_people;
            }
            part.n_offered += 1;
            let comma = if batch.is_empty() { "" } else { "," };
            write!(body, "{comma}{}", part.body).unwrap();
            batch.push(*id);
        }
        let n_left = i64::try_from(self.n_waiting() - n_people).unwrap();
        let made_at = TAKEN_AT + clock_ms;
        let body = format!("{{\"made_at\":{made_at},\"parts\":[{body}],\"n_unsent\":{n_left}}}");
        let signature: Signature = self.key.sign(body.as_bytes());
        let head = format!(
            "POST /api/v1/sampling/batches HTTP/1.1\r\ncookie: {}\r\npurpose: sampling\r\n\
             x-device: {}\r\nx-signature: {}",
            self.cookie,
            id(2, self.n.into()),
            STANDARD.encode(signature.to_bytes())
        );
        let own = {
            let mut stated = self.stated.lock().unwrap();
            stated.all.push(n_left);
            stated.all.len() - 1
        };
        let told = asked_within(wait, address, &head, body.as_bytes());
        let answers = match &told {
            Some((200, told)) => told["answers"].as_array().map(Vec::as_slice).unwrap_or_default(),
            Some(_) | None => &[],
        };
        for answer in answers {
            assert_eq!(answer["fate"], "kept", "{answer}");
            let id = Uuid::parse_str(answer["part_id"].as_str().unwrap()).unwrap();
            let part = self.waiting.remove(&id).unwrap();
            self.kept.insert(id, part.n_people);
            self.acknowledged.push((part.made, part.made.elapsed()));
        }
        assert!(answers.is_empty() || answers.len() == batch.len(), "a part is not answered for");
        match answers.is_empty() {
            true => {
                self.n_failures += 1;
                self.n_people_max = (self.n_people_max / 2).max(BATCH_PEOPLE_MIN);
                self.n_broken += 1;
            }
            false => {
                self.n_failures = 0;
                self.n_people_max = (self.n_people_max * 2).min(BATCH_PEOPLE);
                self.stated.lock().unwrap().heard = own;
            }
        }
        !answers.is_empty()
    }

    /// How long it waits after the failures so far, as the phone does.
    pub(crate) fn pause(&self, patience: Patience) -> Duration {
        let doubled = patience.first * 2_u32.pow(self.n_failures.saturating_sub(1).min(8));
        let chance = u32::try_from(any_below(1000)).unwrap();
        doubled.min(patience.longest) * (500 + chance) / 1000
    }
}
