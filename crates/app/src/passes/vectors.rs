//! What the page of a gate must say of a code, a person at the door and a record, as this program says
//! it: one file for both. Run with `FANGXIAN_BLESS=1` to write it anew, and read the difference.

use super::{
    LIST_LATE_MS, ListFlaw, ListKey, PassKeyListed, PassKeys, SignedList, believe_by_keys,
    list_believed,
};
use fangxian_core::codes::HealthColor;
use fangxian_core::passes::{Alias, Pass, PassKind, SignedPass, Way, signed_bytes};
use fangxian_core::scans::{Asked, Check, Emergency, GateRecord, ScanId, Why, decide};
use fangxian_core::{CityDay, Moment};
use serde_json::{Value, json};
use std::path::PathBuf;

const CITY: &str = "1401";
const NOW: Moment = Moment(1_669_270_000_000);
const SIGNS: &[u8; 46] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:a";

/// The same numbers at each run.
struct Chance(u64);

impl Chance {
    fn below(&mut self, n: usize) -> usize {
        let (by, and) = (6_364_136_223_846_793_005, 1_442_695_040_888_963_407);
        self.0 = self.0.wrapping_mul(by).wrapping_add(and);
        usize::try_from(self.0 >> 33).unwrap() % n
    }

    fn of<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.below(all.len())]
    }
}

fn pass(kind: PassKind, color: HealthColor, made_at: Moment) -> Pass {
    let mark = (kind == PassKind::Paper).then(|| "演** 002X".to_owned());
    Pass { kind, alias: Alias(0x0123_4567_89ab_cdef), color, made_at, mark }
}

fn at(seconds: i64) -> Moment {
    NOW.plus_ms(seconds * 1_000)
}

fn code(name: &str, text: &str, keys: &[PassKeyListed], now: Moment) -> Value {
    let (says, why) = match believe_by_keys(text, CITY, keys, now) {
        Ok(pass) => {
            let says = json!({ "kind": pass.kind.code(), "color": pass.color.code(),
                "alias": format!("{:016x}", pass.alias.0), "made_at": pass.made_at.0,
                "mark": pass.mark });
            (says, Value::Null)
        }
        Err(why) => (Value::Null, json!(why.code())),
    };
    json!({ "name": name, "text": text, "now": now.0, "why": why, "pass": says })
}

/// The first and the last of three passes that were signed together.
fn together(keys: &PassKeys) -> (SignedPass, SignedPass) {
    let of = |color| keys.sign_together(pass(PassKind::Screen, color, NOW), CITY);
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let (first, _, last) = runtime.block_on(async {
        tokio::join!(of(HealthColor::Green), of(HealthColor::Yellow), of(HealthColor::Red))
    });
    assert_eq!((first.way.steps().count(), last.way.steps().count()), (2, 1));
    (first, last)
}

fn codes(keys: &PassKeys, listed: &[PassKeyListed]) -> Vec<Value> {
    use HealthColor::{Green, Red, Yellow};
    let text = |pass: Pass| keys.sign(pass, CITY).text(CITY);
    let screen = text(pass(PassKind::Screen, Green, NOW));
    let paper = text(pass(PassKind::Paper, Yellow, NOW));
    let elsewhere = PassKeys::from_seed(&[8; 32]);
    let strange = elsewhere.sign(pass(PassKind::Screen, Green, NOW), CITY).text(CITY);
    let other_city = keys.sign(pass(PassKind::Screen, Green, NOW), "1402").text("1402");
    let yesterday = text(pass(PassKind::Paper, Green, at(-23 * 3_600)));
    let whole = keys.sign(pass(PassKind::Screen, Red, NOW), CITY);
    let made_green = Pass { color: Green, ..whole.pass.clone() };
    let recolored = SignedPass {
        signed: signed_bytes(&made_green, whole.key, CITY),
        pass: made_green,
        ..whole
    };
    // The key of tomorrow stands in the list; it signs nothing of today.
    let ahead = keys.sign(pass(PassKind::Screen, Green, at(86_400)), CITY);
    let today = pass(PassKind::Screen, Green, NOW);
    let wrong_day =
        SignedPass { signed: signed_bytes(&today, ahead.key, CITY), pass: today, ..ahead };
    let (first, last) = together(keys);
    let strayed = SignedPass { way: last.way, ..first.clone() }.text(CITY);
    let alone = SignedPass { way: Way::default(), ..first.clone() }.text(CITY);
    let (first, last) = (first.text(CITY), last.text(CITY));
    let one = |name, text: &str, now| code(name, text, listed, now);
    let mut all = vec![
        one("fresh", &screen, NOW),
        one("red", &text(pass(PassKind::Screen, Red, NOW)), NOW),
        one("paper with its mark", &paper, NOW),
        one("its last millisecond", &screen, Moment(at(90).0 - 1)),
        one("a picture of it, 90 seconds old", &screen, at(90)),
        one("shown again on the next day", &screen, at(86_400)),
        one("the gate's clock is a minute behind", &screen, at(-60)),
        one("of a time to come", &screen, at(-61)),
        one("paper in its last second", &paper, at(24 * 3_600 - 1)),
        one("paper of a day ago", &paper, at(24 * 3_600)),
        one("paper of yesterday, signed with yesterday's key", &yesterday, NOW),
        one("of another installation", &strange, NOW),
        one("of another city", &other_city, NOW),
        one("red made green, with its proofs", &recolored.text(CITY), NOW),
        one("signed by the key of another day", &wrong_day.text(CITY), NOW),
        one("in small letters", &screen.to_lowercase(), NOW),
        one("cut off", &screen[..screen.len() - 3], NOW),
        one("with a tail", &format!("{screen}000"), NOW),
        one("twice", &format!("{screen}{screen}"), NOW),
        one("too long", &format!("{screen}{}", "0".repeat(600)), NOW),
        one("nothing", "", NOW),
        one("the beginning alone", "FX1:", NOW),
        one("a code of something else", "HC1:6BF", NOW),
        one("an address", "https://example.org/FX1:", NOW),
        one("the first of three that were signed together", &first, NOW),
        one("the last of them, whose way is shorter", &last, NOW),
        one("with the way of another", &strayed, NOW),
        one("without its way", &alone, NOW),
    ];
    let bent = bent([&paper, &screen, &first]);
    all.extend(bent.iter().map(|text| one("bent", text, NOW)));
    all
}

/// Codes of which a few signs were changed, left out or added.
fn bent(whole: [&String; 3]) -> Vec<String> {
    let mut chance = Chance(7);
    let mut all = Vec::new();
    for n in 0..120 {
        let mut bent = whole[n % 3].clone().into_bytes();
        for _ in 0..=chance.below(2) {
            let place = 4 + chance.below(bent.len() - 4);
            match chance.below(4) {
                0 => drop(bent.remove(place)),
                1 => bent.insert(place, SIGNS[chance.below(SIGNS.len())]),
                _ => bent[place] = SIGNS[chance.below(SIGNS.len())],
            }
        }
        all.push(String::from_utf8(bent).unwrap());
    }
    all
}

fn decisions() -> Vec<Value> {
    let mut chance = Chance(11);
    let mut all = Vec::new();
    for _ in 0..300 {
        let yes = |chance: &mut Chance| chance.of(&[None, Some(true), Some(true), Some(false)]);
        let asked = Asked {
            pass: chance.of(&[
                None,
                None,
                None,
                None,
                Some(Why::PassOld),
                Some(Why::PassNotYet),
                Some(Why::PassForged),
            ]),
            color: chance.of(&[
                None,
                Some(HealthColor::Green),
                Some(HealthColor::Green),
                Some(HealthColor::Green),
                Some(HealthColor::Yellow),
                Some(HealthColor::Red),
            ]),
            is_code_asked: chance.below(4) > 0,
            is_down: chance.below(4) == 0,
            is_closed: chance.below(6) == 0,
            n_free: chance.of(&[None, Some(1), Some(7), Some(0)]),
            temperature: chance.of(&[None, Some(365), Some(372), Some(372), Some(373), Some(395)]),
            has_mask: yes(&mut chance),
            has_certificate: yes(&mut chance),
            emergency: match chance.below(8) {
                0 => Some(chance.of(Emergency::ALL)),
                _ => None,
            },
        };
        let said = decide(&asked);
        all.push(
            json!({ "pass": asked.pass.map(Why::code), "color": asked.color.map(HealthColor::code),
            "is_code_asked": asked.is_code_asked, "is_down": asked.is_down, "is_closed": asked.is_closed,
            "n_free": asked.n_free, "temperature": asked.temperature, "has_mask": asked.has_mask,
            "has_certificate": asked.has_certificate,
            "emergency": asked.emergency.map(Emergency::code), "why": said.why.code(),
            "checks": asked.checks().map(Check::code).collect::<Vec<_>>() }),
        );
    }
    all
}

fn records() -> Vec<Value> {
    let mut chance = Chance(13);
    let of = |why: &Why| {
        let checks: Vec<Check> =
            Check::ALL.iter().copied().filter(|_| chance.below(2) == 0).collect();
        let record = GateRecord {
            id: ScanId(std::array::from_fn(|n| u8::try_from(n * 16 + 15).unwrap())),
            alias: Alias(0xfedc_ba98_7654_3210),
            at: NOW.plus_ms(i64::try_from(chance.below(1_000)).unwrap()),
            why: *why,
            color: chance.of(&[None, Some(HealthColor::Yellow), Some(HealthColor::Red)]),
            checks,
            temperature: chance.of(&[None, Some(365)]),
        };
        json!({ "id": hex::encode(record.id.0), "alias": format!("{:016x}", record.alias.0),
            "at": record.at.0, "why": record.why.code(),
            "color": record.color.map(HealthColor::code),
            "checks": record.checks.iter().map(|one| one.code()).collect::<Vec<_>>(),
            "temperature": record.temperature, "bytes": hex::encode(record.to_bytes()) })
    };
    Why::ALL.iter().map(of).collect()
}

fn listing(at: Moment, is_closed: bool, kind: &str) -> String {
    json!({ "kind": kind, "city": CITY, "made_at": at.0, "number": 7, "venue": "演练商场",
        "label": "南门", "outage": { "reason": "机房断电", "since": at.0, "until": at.0 + 3_600_000 },
        "days": [{ "day": at.city_day().to_string(), "is_code_asked": true,
        "is_closed": is_closed, "limit": 6 }], "keys": [] })
    .to_string()
}

/// Lists that a gate is given, and what it does with them.
fn lists(key: &ListKey) -> Vec<Value> {
    let made_at = |text: &str| {
        let says: Value = serde_json::from_str(text).ok()?;
        (says["kind"] == "gate").then(|| says["made_at"].as_i64().map(Moment))?
    };
    let one = |name: &str, list: &SignedList, known: Option<Moment>, public: [u8; 32]| {
        let flaw = match list_believed(list, &public, (known, NOW), made_at) {
            Ok(_) => Value::Null,
            Err(ListFlaw::Forged) => json!("forged"),
            Err(ListFlaw::Older) => json!("older"),
            Err(ListFlaw::Late) => json!("late"),
        };
        json!({ "name": name, "list": list.text, "signature": hex::encode(list.signature),
            "key": hex::encode(public), "known": known.map(|at| at.0), "at_least": NOW.0,
            "flaw": flaw })
    };
    let of = |at: Moment| key.sign(listing(at, true, "gate"));
    let (now, public) = (of(NOW), key.public());
    let opened = SignedList { text: listing(NOW, false, "gate"), ..now.clone() };
    let late = NOW.plus_ms(-LIST_LATE_MS);
    let strange = ListKey::from_seed(&[8; 32]);
    vec![
        one("as it was signed", &now, None, public),
        one("the same again", &now, Some(NOW), public),
        one("closed made open", &opened, None, public),
        one("by another installation", &strange.sign(now.text.clone()), None, public),
        one("for another installation", &now, None, strange.public()),
        one("older than the one it has", &now, Some(NOW.plus_ms(1)), public),
        one("on a slow way", &of(late), None, public),
        one("held back", &of(late.plus_ms(-1)), None, public),
        one("keys alone", &key.sign(listing(NOW, true, "keys")), None, public),
        one("no list", &key.sign("[]".to_owned()), None, public),
    ]
}

/// A row is a line, so that a difference is read.
fn lines(rows: &[Value]) -> String {
    let rows: Vec<String> = rows.iter().map(|row| format!("    {row}")).collect();
    format!("[\n{}\n  ]", rows.join(",\n"))
}

#[test]
fn a_gate_without_a_network_says_what_the_centre_says() {
    let keys = PassKeys::from_seed(&[7; 32]);
    let today: CityDay = NOW.city_day();
    let listed = keys.listed(today);
    let word = |why: &Why| json!({ "why": why.code(), "verdict": why.verdict().code(), "says": why.says() });
    let key = |key: &PassKeyListed| {
        json!({ "day": key.day.to_string(), "id": hex::encode(key.id.0),
            "public": hex::encode(key.public) })
    };
    let words: Vec<Value> = Why::ALL.iter().map(word).collect();
    let keys_told: Vec<Value> = listed.iter().map(key).collect();
    let now = format!(
        "{{\n  \"city\": \"{CITY}\",\n  \"keys\": {},\n  \"words\": {},\n  \"codes\": {},\n  \
         \"decisions\": {},\n  \"records\": {},\n  \"lists\": {}\n}}\n",
        lines(&keys_told),
        lines(&words),
        lines(&codes(&keys, &listed)),
        lines(&decisions()),
        lines(&records()),
        lines(&lists(&keys.lists)),
    );
    let path: PathBuf =
        [env!("CARGO_MANIFEST_DIR"), "src", "passes", "vectors.json"].iter().collect();
    if std::env::var_os("FANGXIAN_BLESS").is_some() {
        std::fs::write(&path, &now).unwrap();
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(kept == now, "what a gate must say changed: FANGXIAN_BLESS=1 writes it anew");
    let refused = now.lines().filter(|line| line.contains("\"pass\":null}")).count();
    assert!(refused > 100, "{refused}");
}
