//! Sampling as the tables tell it: each capture once, whatever was sent twice; a positive pool sends
//! somebody to every door and closes itself.

use crate::attacks::on_both;
use crate::attempt::{Attempt, column, person};
use crate::register::{resident_id, taken};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use fangxian_app::Request;
use fangxian_app::accounts::caller_by_secret;
use fangxian_app::pools::results_sign;
use fangxian_core::ids::{LaboratoryId, PersonId, TubeResultId};
use fangxian_core::places::PlaceCode;
use fangxian_core::policy::Purpose;
use fangxian_core::pools::{TubeOutcome, TubeResult, TwoPeople};
use fangxian_core::sampling::TubeCode;
use fangxian_store::sampling::{StoredResult, parts_of_tubes};
use fangxian_testkit::{Answer, Bar, TestCity};
use p256::ecdsa::signature::Signer;
use p256::ecdsa::{Signature, SigningKey};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use uuid::Uuid;

pub(crate) const COMMUNITY: &str = "140110003001";
const PEOPLE: usize = 60;

/// A phone at a table, with its key.
pub(crate) struct Phone {
    pub(crate) id: String,
    key: SigningKey,
    login: &'static str,
    /// How far its clock is ahead.
    pub(crate) ahead_ms: i64,
}

impl Phone {
    pub(crate) async fn enrolled(city: &TestCity, login: &'static str, seed: u8) -> Phone {
        let key = SigningKey::from_slice(&[seed; 32]).unwrap();
        let phone = Phone { id: city.fresh_id(), key, login, ahead_ms: 0 };
        phone.enroll(city).await.ok();
        phone
    }

    /// The public half of its key, as it is enrolled.
    pub(crate) fn point(&self) -> String {
        STANDARD.encode(self.key.verifying_key().to_sec1_point(false).as_bytes())
    }

    async fn enroll(&self, city: &TestCity) -> Answer {
        let body = json!({ "device_id": self.id, "label": "采样台手机",
            "public_key": self.point() });
        city.post(self.login, "/sampling/devices", "sampling", body).await
    }

    pub(crate) async fn send(&self, city: &TestCity, parts: Vec<Value>) -> Answer {
        let made_at = city.city.now(city.wall()).0 + self.ahead_ms;
        let body = json!({ "made_at": made_at, "parts": parts, "n_unsent": 0 }).to_string();
        self.send_bytes(city, body.clone(), body.as_bytes()).await
    }

    async fn send_bytes(&self, city: &TestCity, body: String, signed: &[u8]) -> Answer {
        let signature: Signature = self.key.sign(signed);
        Attempt::of("POST", "/sampling/batches")
            .session(&city.session(self.login).await)
            .purpose("sampling")
            .with("x-device", &self.id)
            .with("x-signature", &STANDARD.encode(signature.to_bytes()))
            .bytes("application/json", body.into_bytes())
            .send(city)
            .await
    }
}

/// A community with people, and a round of sampling that is open over it.
pub(crate) async fn filled(city: &TestCity, n_people: usize) -> (Vec<String>, String) {
    let mut csv = String::from("姓名,证件号码,小区,楼号,单元,房号\n");
    for n in 0..n_people {
        let name = char::from_u32(0x4E00 + u32::try_from(n).unwrap()).unwrap();
        let (building, room) = (5 + n / 30, 101 + n / 3 % 10);
        csv += &format!("某{name},{},兰亭御湖城东区,{building},1,{room}\n", resident_id(n));
    }
    let seen = taken(city, csv.into_bytes()).await;
    assert_eq!(seen["counts"]["added"], n_people, "{seen}");
    let people = column(city, "select person_id as x from person order by door, person_id").await;
    let round = city.fresh_id();
    let body =
        json!({ "round_id": round, "place": COMMUNITY, "kind": "sampling", "name": "第六轮" });
    city.post("shequ", "/rounds", "order_work", body).await.ok();
    (people, round)
}

/// The code of a tube of the district.
pub(crate) fn tube(n: u32) -> TubeCode {
    TubeCode::of(&PlaceCode::parse("140110").unwrap(), n).unwrap()
}

/// A part as a phone sends it, of a tube that is sealed with it.
pub(crate) fn sealed(
    city: &TestCity,
    round: &str,
    code: TubeCode,
    pool: &str,
    members: &[&str],
) -> Value {
    let at = city.city.now(city.wall()).0;
    let members: Vec<Value> =
        members.iter().map(|one| json!({ "person_id": one, "taken_at": at - 60_000 })).collect();
    json!({
        "part_id": city.fresh_id(), "tube": code.to_string(), "use_id": city.fresh_id(),
        "round_id": round, "place": COMMUNITY, "pool": pool, "opened_at": at - 120_000,
        "first_position": 0, "sealed": { "at": at, "stated": members.len() },
        "members": members,
    })
}

/// A phone that is enrolled, and a tube of one person that is positive.
pub(crate) async fn at_a_table(city: &TestCity, named: &mut BTreeMap<&'static str, String>) {
    let roll = city.fresh_id();
    let body = json!({ "roll_id": roll, "place": "140110003001", "pool": "ten", "n_tubes": 56 });
    city.post("shequ", "/sampling/rolls", "order_work", body).await.ok();
    named.insert("roll_id", roll);
    let phone = Phone::enrolled(city, "caiyang2", 60).await;
    let part = sealed(city, &named["round_id"], tube(8_001), "one", &[named["twin_id"].as_str()]);
    let answer = phone.send(city, vec![part]).await.ok();
    assert_eq!(answer["answers"][0]["fate"], "kept", "{answer}");
    sign(city, tube(8_001), TubeOutcome::Positive, None).await.unwrap();
    named.extend([("device_id", phone.id), ("chain", tube(8_001).to_string())]);
}

fn flags(answer: &Value) -> BTreeSet<&str> {
    let flags = answer["flags"].as_array().unwrap();
    flags.iter().map(|flag| flag.as_str().unwrap()).collect()
}

/// Signs one outcome for a tube, as the laboratory does.
pub(crate) async fn sign(
    city: &TestCity,
    code: TubeCode,
    outcome: TubeOutcome,
    corrects: Option<(TubeResultId, String)>,
) -> Result<TubeResultId, String> {
    let secret = city.session("shenhe").await;
    let caller = caller_by_secret(&city.city, &secret, city.wall()).await.unwrap();
    let req = Request {
        city: Arc::clone(&city.city),
        caller: Arc::new(caller),
        purpose: Purpose::LabWork,
        now: city.city.now(city.wall()),
        wall: city.wall(),
    };
    let id = TubeResultId::from_uuid(Uuid::parse_str(&city.fresh_id()).unwrap());
    let result = StoredResult {
        tube: code,
        result: TubeResult {
            id,
            outcome,
            corrects,
            by: TwoPeople::of("jianyan", "shenhe").unwrap(),
            signed_at: req.now,
        },
        ct_orf: outcome.holds().then_some(2_850),
        ct_n: outcome.holds().then_some(2_790),
        laboratory: LaboratoryId::from_uuid(Uuid::from_u128(1)),
        plate: None,
        entered_at: req.now,
    };
    let db = city.city.db.clone();
    let signed = db.write(move |tx| async move { results_sign(&tx, &req, vec![result]).await });
    signed.await.map_err(|refusal| refusal.to_string())?;
    city.city.catch_up().await.unwrap();
    Ok(id)
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_table_took_down_is_kept_once_and_stands_on_the_list() {
    for (_, city) in on_both("a table's batch").await {
        let (people, round) = filled(&city, PEOPLE).await;
        let path = format!("/sampling/packs?round_id={round}&place={COMMUNITY}");
        let pack = city.get("caiyang1", &path, "sampling").await.ok();
        assert_eq!(pack["people"].as_array().unwrap().len(), PEOPLE);
        assert_eq!(pack["round"]["ordinal"], 1);
        let shown = pack.to_string();
        assert!(!shown.contains(&resident_id(0)), "no number goes to a phone");
        assert!(!shown.contains("某一"), "no whole name goes to a phone");
        let phone = Phone::enrolled(&city, "caiyang1", 7).await;
        phone.enroll(&city).await.ok();
        let inside: Vec<&str> = people[..10].iter().map(String::as_str).collect();
        let part = sealed(&city, &round, tube(1), "ten", &inside);
        for _ in 0..3 {
            let answer = phone.send(&city, vec![part.clone()]).await.ok();
            assert_eq!(answer["answers"][0]["fate"], "kept", "{answer}");
            assert_eq!(answer["epoch"], pack["epoch"]);
            assert!(flags(&answer["answers"][0]).is_empty(), "{answer}");
        }
        let seen = city.get("shequ", &format!("/rounds/{round}"), "order_work").await.ok();
        assert_eq!((&seen["counts"]["done"], &seen["counts"]["missing"]), (&json!(10), &json!(50)));
        // Somebody had noted that one of them is away: he was sampled.
        let tick = json!({ "ticks": [{ "fact_id": city.fresh_id(), "person_id": people[0],
            "outcome": "away", "note": "在榆次", "seen_at": city.wall().0, "means": "phone" }] });
        city.post("wangge", &format!("/rounds/{round}/ticks"), "order_work", tick).await.ok();
        let seen = city.get("shequ", &format!("/rounds/{round}"), "order_work").await.ok();
        assert_eq!((&seen["counts"]["done"], &seen["counts"]["disputed"]), (&json!(10), &json!(0)));
        // The same id with another content is kept aside, and overwrites nothing.
        let mut other = part.clone();
        other["members"].as_array_mut().unwrap().pop();
        let answer = phone.send(&city, vec![other]).await.ok();
        assert_eq!(answer["answers"][0]["fate"], "set_aside");
        let n = column(&city, "select cast(n_members as text) as x from tube_part").await;
        assert_eq!(n, ["10"]);
        let done = city.get("shequ", &format!("/sampling/rounds/{round}"), "order_work").await.ok();
        assert_eq!(
            (&done["samples"], &done["tubes"], &done["sampled"]),
            (&json!(10), &json!(1), &json!(10))
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_phone_that_is_unknown_revoked_or_does_not_sign_is_not_listened_to() {
    for (_, city) in on_both("a phone's signature").await {
        let (people, round) = filled(&city, 3).await;
        let part = sealed(&city, &round, tube(1), "one", &[people[0].as_str()]);
        let stranger = Phone {
            id: city.fresh_id(),
            key: SigningKey::from_slice(&[9; 32]).unwrap(),
            login: "caiyang1",
            ahead_ms: 0,
        };
        let answer = stranger.send(&city, vec![part.clone()]).await;
        assert_eq!(answer.refusal(), "403 device_unknown");
        let phone = Phone::enrolled(&city, "caiyang1", 7).await;
        let forged = Phone { key: SigningKey::from_slice(&[9; 32]).unwrap(), ..stranger };
        let forged = Phone { id: phone.id.clone(), ..forged };
        assert_eq!(forged.send(&city, vec![part.clone()]).await.refusal(), "403 signature_wrong");
        assert_eq!(forged.enroll(&city).await.refusal(), "409 id_reused");
        let body =
            json!({ "made_at": 0, "put_right_ms": 0, "parts": [], "n_unsent": 0 }).to_string();
        let answer = phone.send_bytes(&city, body, b"something else").await;
        assert_eq!(answer.refusal(), "403 signature_wrong");
        let answer = phone.send(&city, vec![part.clone()]).await.ok();
        assert_eq!(answer["answers"][0]["fate"], "kept");
        // Its clock is twenty minutes ahead, which it puts right: what it says is right, and whoever
        // looks after phones is told.
        let now = city.city.now(city.wall()).0;
        let body = json!({ "made_at": now, "put_right_ms": -1_200_000, "parts": [] }).to_string();
        let answer = phone.send_bytes(&city, body.clone(), body.as_bytes()).await.ok();
        assert_eq!(answer["skew_ms"], 0);
        let devices = city.get("shequ", "/sampling/devices", "order_work").await.ok();
        assert_eq!(devices[0]["skew_ms"], 1_200_000);
        let path = format!("/sampling/devices/{}/revoke", phone.id);
        city.send("shequ", "POST", &path, "order_work", None).await.ok();
        assert_eq!(phone.send(&city, vec![part]).await.refusal(), "403 device_revoked");
        assert_eq!(phone.enroll(&city).await.refusal(), "403 device_revoked");
    }
}

/// R5: what a phone still has is counted where its table stands, and a batch that a bad link brings
/// after a later one is kept and says nothing new of that.
#[tokio::test(flavor = "multi_thread")]
async fn what_a_phone_still_has_is_counted_at_its_site_and_a_late_batch_says_nothing_new() {
    for (_, city) in on_both("what a phone still has").await {
        let (people, round) = filled(&city, 2).await;
        let site = city.fresh_id();
        let body = json!({ "site_id": site, "fact_id": city.fresh_id(), "kind": "hospital",
            "name": "示例医院采样点", "reason": "演练",
            "spot": { "place": COMMUNITY, "address": "院内" } });
        city.post("shequ", "/sites", "order_work", body).await.ok();
        let phone = Phone::enrolled(&city, "caiyang1", 7).await;
        let shown = async || city.get("shequ", "/sampling/devices", "order_work").await.ok();
        let row = shown().await[0].clone();
        assert_eq!(
            (&row["site_id"], &row["place"], &row["n_unsent"]),
            (&Value::Null, &Value::Null, &Value::Null)
        );

        let now = city.city.now(city.wall()).0;
        let send = async |made_at: i64, n_unsent: i64, parts: Vec<Value>| {
            let body = json!({ "made_at": made_at, "parts": parts, "n_unsent": n_unsent });
            let body = body.to_string();
            let answer = phone.send_bytes(&city, body.clone(), body.as_bytes()).await.ok();
            assert!(
                answer["answers"].as_array().unwrap().iter().all(|one| one["fate"] == "kept"),
                "{answer}"
            );
        };
        let mut early = sealed(&city, &round, tube(1), "one", &[people[0].as_str()]);
        let mut later = sealed(&city, &round, tube(2), "one", &[people[1].as_str()]);
        early["site_id"] = json!(site);
        later["site_id"] = json!(site);
        let count = async || shown().await[0]["n_unsent"].clone();
        send(now, 30, vec![early.clone()]).await;
        let row = shown().await[0].clone();
        assert_eq!((&row["site_id"], &row["site_name"]), (&json!(site), &json!("示例医院采样点")));
        assert_eq!((&row["place"], &row["n_unsent"]), (&json!(COMMUNITY), &json!(30)));
        send(now + 60_000, 0, vec![early.clone(), later]).await;
        assert_eq!(count().await, 0);
        // The first comes once more, out of a link that held it back.
        send(now, 30, vec![early.clone()]).await;
        assert_eq!(count().await, 0, "a late batch was believed");
        // An hour is no link: the phone's clock was turned, and it is heard.
        send(now - 3_600_000, 7, vec![early]).await;
        assert_eq!(count().await, 7);
        // One that has nothing to send stands where it stood.
        send(now - 3_500_000, 5, Vec::new()).await;
        let row = shown().await[0].clone();
        assert_eq!((&row["site_id"], &row["n_unsent"]), (&json!(site), &json!(5)));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_odd_is_kept_and_flagged_because_the_swab_is_in_the_tube() {
    for (_, city) in on_both("flags of tubes").await {
        let (people, round) = filled(&city, PEOPLE).await;
        let phone = Phone::enrolled(&city, "caiyang1", 7).await;
        let all: Vec<&str> = people.iter().map(String::as_str).collect();
        let code = tube(1).to_string();
        let mut wrong = sealed(&city, &round, tube(1), "ten", &all[..2]);
        wrong["tube"] = json!(format!("{}{}", &code[..5], "9") + &code[6..]);
        let answer = phone.send(&city, vec![wrong]).await.ok();
        assert_eq!(answer["answers"][0]["fate"], "refused");
        assert_eq!(answer["answers"][0]["code"], "bad_input");
        // In two parts, the second of which counts one swab more than there are names.
        let mut first = sealed(&city, &round, tube(1), "five", &all[..2]);
        first["sealed"] = Value::Null;
        let mut second = sealed(&city, &round, tube(1), "five", &all[2..4]);
        second["use_id"] = first["use_id"].clone();
        second["first_position"] = json!(2);
        second["sealed"]["stated"] = json!(5);
        let answer = phone.send(&city, vec![first]).await.ok();
        assert!(flags(&answer["answers"][0]).is_empty(), "{answer}");
        let answer = phone.send(&city, vec![second]).await.ok();
        assert_eq!(flags(&answer["answers"][0]), BTreeSet::from(["count"]));
        let many = sealed(&city, &round, tube(2), "five", &all[4..10]);
        let answer = phone.send(&city, vec![many]).await.ok();
        assert_eq!(flags(&answer["answers"][0]), BTreeSet::from(["too_many"]));
        let again = sealed(&city, &round, tube(2), "five", &all[10..12]);
        let answer = phone.send(&city, vec![again]).await.ok();
        assert!(flags(&answer["answers"][0]).contains("clash"), "{answer}");
        // Codes were given out, and this one was not.
        let roll = json!({ "roll_id": city.fresh_id(), "place": COMMUNITY, "pool": "ten", "n_tubes": 500 });
        let roll = city.post("shequ", "/sampling/rolls", "order_work", roll).await.ok();
        assert_eq!(roll["first"], tube(1).to_string());
        let none = sealed(&city, &round, tube(501), "ten", &all[12..14]);
        let answer = phone.send(&city, vec![none]).await.ok();
        assert_eq!(flags(&answer["answers"][0]), BTreeSet::from(["no_roll"]));
        // A clock that is three days ahead is flagged, and what it says is put right.
        let late =
            Phone { ahead_ms: 3 * 86_400_000, ..Phone::enrolled(&city, "caiyang2", 8).await };
        let mut part = sealed(&city, &round, tube(3), "ten", &all[14..15]);
        let ahead = |value: &mut Value| *value = json!(value.as_i64().unwrap() + late.ahead_ms);
        ahead(&mut part["members"][0]["taken_at"]);
        ahead(&mut part["opened_at"]);
        ahead(&mut part["sealed"]["at"]);
        let answer = late.send(&city, vec![part]).await.ok();
        assert_eq!(flags(&answer["answers"][0]), BTreeSet::from(["clock"]));
        let path = format!("/sampling/tubes/{}/people", tube(3));
        let inside = city.get("shequ", &path, "order_work").await.ok();
        let now = city.city.now(city.wall()).0;
        assert_eq!(inside["people"][0]["taken_at"].as_i64().unwrap(), now - 60_000);
        let seen = city.get("shequ", &format!("/rounds/{round}"), "order_work").await.ok();
        assert_eq!(seen["counts"]["done"], 15, "everybody whose swab was taken is done");
    }
}

async fn retest_orders(city: &TestCity) -> Vec<Value> {
    let page = city.get("wangge", "/orders?limit=200", "order_work").await.ok();
    let rows = page["rows"].as_array().unwrap().clone();
    rows.into_iter().filter(|row| row["kind"] == "pool_retest").collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_positive_pool_reaches_every_door_and_its_chain_closes_itself() {
    for (_, city) in on_both("a positive pool").await {
        let (people, round) = filled(&city, PEOPLE).await;
        let phone = Phone::enrolled(&city, "caiyang1", 7).await;
        let all: Vec<&str> = people.iter().map(String::as_str).collect();
        let pool = sealed(&city, &round, tube(1), "ten", &all[..10]);
        phone.send(&city, vec![pool]).await.ok();
        sign(&city, tube(1), TubeOutcome::Positive, None).await.unwrap();
        let orders = retest_orders(&city).await;
        let doors: BTreeSet<&str> =
            orders.iter().map(|row| row["place"].as_str().unwrap()).collect();
        assert_eq!(doors.len(), orders.len(), "one order a door");
        assert_eq!(orders.len(), 4, "ten people of three a door");
        let messages = city.get("wangge", "/messages", "own_data").await.ok();
        assert!(messages["rows"].as_array().unwrap().is_empty(), "the relay has not run");
        fangxian_app::messages::messages_relay(&city.city, city.wall()).await.unwrap();
        let messages = city.get("wangge", "/messages", "own_data").await.ok();
        assert_eq!(messages["rows"][0]["kind"], "retest_due");
        let chains = city.get("shequ", "/chains", "order_work").await.ok();
        assert_eq!(chains[0]["members"].as_array().unwrap().len(), 10);
        assert!(
            chains[0]["members"].as_array().unwrap().iter().all(|one| one["step"] == "to_be_told")
        );
        // Whoever was shown on the chain finds it in his log.
        let looks = format!("/people/{}/looks", all[0]);
        let looks = city.get("shequ", &looks, "register").await.ok();
        let seen = looks["rows"].as_array().unwrap().iter().any(|row| row["what"] == "chain");
        assert!(seen, "{looks}");
        // A negative list that holds the same tube changes nothing and is refused.
        let refused = sign(&city, tube(1), TubeOutcome::Negative, None).await.unwrap_err();
        assert!(refused.contains("不能直接改报"), "{refused}");
        // The pack of the table says who needs a tube of his own.
        let path = format!("/sampling/packs?round_id={round}&place={COMMUNITY}");
        let pack = city.get("caiyang1", &path, "sampling").await.ok();
        let held = pack["people"].as_array().unwrap().iter().filter(|one| one["held"] == true);
        assert_eq!(held.count(), 10);
        // Told at the first door, sampled singly, one of them positive.
        city.pass_ms(120_000);
        let order = orders.iter().min_by_key(|row| row["place"].as_str()).unwrap();
        let path = format!("/orders/{}/facts", order["order_id"].as_str().unwrap());
        let claimed = json!({ "fact_id": city.fresh_id(), "kind": "claimed" });
        city.post("wangge", &path, "order_work", claimed).await.ok();
        let done = json!({ "fact_id": city.fresh_id(), "kind": "done", "households_done": 1,
            "households_left": 0, "note": "已当面告知" });
        city.post("wangge", &path, "order_work", done).await.ok();
        let chain = city.get("wangge", &format!("/chains/{}", tube(1)), "order_work").await.ok();
        let told = chain["members"].as_array().unwrap().iter().filter(|one| one["step"] == "told");
        assert!(told.count() >= 1, "{chain}");
        city.pass_ms(120_000);
        for (n, one) in (10..).zip(&all[..10]) {
            let single = sealed(&city, &round, tube(n), "one", &[*one]);
            phone.send(&city, vec![single]).await.ok();
        }
        city.pass_ms(120_000);
        for n in 10..19 {
            sign(&city, tube(n), TubeOutcome::Negative, None).await.unwrap();
        }
        let chain = city.get("shequ", &format!("/chains/{}", tube(1)), "order_work").await.ok();
        assert_eq!(chain["closed_at"], Value::Null, "one is still awaited");
        sign(&city, tube(19), TubeOutcome::Positive, None).await.unwrap();
        let chain = city.get("shequ", &format!("/chains/{}", tube(1)), "order_work").await.ok();
        assert!(chain["closed_at"].is_i64(), "{chain}");
        let positive: Vec<&Value> = chain["members"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|one| one["step"] == "positive")
            .collect();
        assert_eq!(positive.len(), 1);
        assert_eq!(positive[0]["person_id"], all[9]);
        // What was called for at doors where everybody is free is called off; the positive's stands.
        let open: BTreeSet<String> = retest_orders(&city)
            .await
            .iter()
            .filter(|row| row["state"] == "open")
            .map(|row| row["place"].as_str().unwrap().to_owned())
            .collect();
        assert_eq!(open, BTreeSet::from([positive[0]["door"].as_str().unwrap().to_owned()]));
        let told = city.get("shequ", &format!("/sampling/rounds/{round}"), "order_work").await.ok();
        let words = told["bulletin"].as_str().unwrap();
        assert!(words.contains("检出混管阳性1管") && words.contains("单采阳性1人"), "{words}");
        let tests = fangxian_app::pools::person_tests(
            &city.city,
            PersonId::parse(all[0]).unwrap(),
            city.wall(),
        )
        .await
        .unwrap();
        assert_eq!(tests.len(), 2);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_result_is_put_right_by_two_people_and_everybody_is_free() {
    for (_, city) in on_both("a correction").await {
        let (people, round) = filled(&city, PEOPLE).await;
        let phone = Phone::enrolled(&city, "caiyang1", 7).await;
        let all: Vec<&str> = people.iter().map(String::as_str).collect();
        let pool = sealed(&city, &round, tube(1), "five", &all[..5]);
        phone.send(&city, vec![pool]).await.ok();
        assert!(TwoPeople::of("jianyan", "jianyan").is_none());
        let wrong = sign(&city, tube(1), TubeOutcome::Positive, None).await.unwrap();
        assert!(!retest_orders(&city).await.is_empty());
        let reason = "加样时孔位看错，复核原始曲线为阴性".to_owned();
        sign(&city, tube(1), TubeOutcome::Negative, Some((wrong, reason.clone()))).await.unwrap();
        let again = sign(&city, tube(1), TubeOutcome::Negative, Some((wrong, reason))).await;
        assert!(again.unwrap_err().contains("已被更正"));
        assert!(retest_orders(&city).await.iter().all(|row| row["state"] == "called_off"));
        let chain = city.get("shequ", &format!("/chains/{}", tube(1)), "order_work").await.ok();
        assert!(chain["members"].as_array().unwrap().iter().all(|one| one["step"] == "freed"));
        assert!(chain["closed_at"].is_i64());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whom_no_register_knows_is_sampled_and_found_later() {
    for (_, city) in on_both("strangers").await {
        let (people, round) = filled(&city, 6).await;
        let phone = Phone::enrolled(&city, "caiyang1", 7).await;
        let at = city.city.now(city.wall()).0;
        let stranger = |kind: &str, document: &str, name: &str| {
            json!({ "taken_at": at, "stranger": { "document_kind": kind, "document": document,
                "name": name, "phone": "10000000001" } })
        };
        let mut part = sealed(&city, &round, tube(1), "ten", &[]);
        part["members"] = json!([
            // The very document under the very name: he is who he says.
            stranger("resident_id", &resident_id(0), "某一"),
            // The document of one and the name of another: a person decides.
            stranger("resident_id", &resident_id(1), "某某"),
            // A digit was typed wrongly.
            stranger("resident_id", &resident_id(2).replace('9', "8"), "某丁"),
            stranger("passport", "E00000001", "ANNA EXAMPLE"),
            stranger("none_yet", "", "某无名"),
        ]);
        part["sealed"]["stated"] = json!(5);
        let answer = phone.send(&city, vec![part.clone()]).await.ok();
        assert_eq!(answer["answers"][0]["fate"], "kept");
        phone.send(&city, vec![part]).await.ok();
        let seen = city.get("shequ", &format!("/rounds/{round}"), "order_work").await.ok();
        assert_eq!(seen["counts"]["done"], 1, "only who is sure");
        let path = format!("/sampling/strangers?place={COMMUNITY}");
        let rows = city.get("shequ", &path, "order_work").await.ok();
        let names: BTreeSet<&str> =
            rows.as_array().unwrap().iter().map(|row| row["name"].as_str().unwrap()).collect();
        assert_eq!(names, BTreeSet::from(["某某", "某丁", "ANNA EXAMPLE", "某无名"]));
        let row = rows.as_array().unwrap().iter().find(|row| row["name"] == "某丁").unwrap();
        // Behind the second door: whoever was sure lives behind the first.
        let body = json!({ "place": COMMUNITY, "part_id": row["part_id"], "position": row["position"],
            "person_id": people[4], "reason": "电话核实，号码输错一位" });
        city.post("shequ", "/sampling/strangers", "order_work", body.clone()).await.ok();
        let again = city.post("shequ", "/sampling/strangers", "order_work", body).await;
        assert_eq!(again.refusal(), "409 stale");
        let seen = city.get("shequ", &format!("/rounds/{round}"), "order_work").await.ok();
        assert_eq!(seen["counts"]["done"], 2);
        let sealed =
            column(&city, "select 'x' as x from tube_part where strangers_sealed is null").await;
        assert!(sealed.is_empty());
    }
}

/// R6: a site with no centre and no register takes a thousand people down by typing, of whom one in ten
/// is typed wrongly. Everybody is sampled; who is sure is found at once, and nobody gets the sample of
/// somebody else; of whom it is not sure, he stands on the list of the community.
#[tokio::test(flavor = "multi_thread")]
async fn a_thousand_people_who_were_typed_offline_come_to_nobody_else() {
    const N: usize = 1_000;
    let city = TestCity::on("2022-11-24").await;
    let bar = Bar::begins("R6", "people typed offline, one in ten wrongly × whose sample it is");
    let (_, round) = filled(&city, 1).await;
    let name = |n: usize| format!("测{}", char::from_u32(0x5000 + n as u32).unwrap());
    let mut people = Vec::new();
    for n in 1..=N {
        let id = city.fresh_id();
        let body = json!({ "person_id": id, "fact_id": city.fresh_id(), "found": false,
            "community": COMMUNITY, "person": { "name": name(n), "phone": null, "born": null,
                "document_kind": "resident_id", "document": resident_id(n),
                "relation": "other", "stay": "permanent", "note": "", "compound": "",
                "building": format!("{}号楼", 5 + n / 100), "unit": "1单元",
                "room": format!("{}", 101 + n % 100) } });
        city.post("shequ", "/people", "register", body).await.ok();
        people.push(id);
    }
    let at = city.city.now(city.wall()).0;
    let mut of_another = 0;
    let mut typed = |n: usize| {
        let (own, mut other) = (resident_id(n), name(n));
        let document = match (n % 10, n / 10 % 4) {
            // The last digit but one, two digits changed over, a wrong name, another's number.
            (0, 0) => {
                format!("{}{}{}", &own[..16], (own.as_bytes()[16] - b'0' + 1) % 10, &own[17..])
            }
            (0, 1) => format!("{}{}{}{}", &own[..14], &own[15..16], &own[14..15], &own[16..]),
            (0, 2) => {
                other = "测错".to_owned();
                own
            }
            (0, _) => {
                of_another += 1;
                resident_id(n - 1)
            }
            _ => own,
        };
        json!({ "taken_at": at, "stranger": { "document_kind": "resident_id",
            "document": document, "name": other, "phone": "" } })
    };
    let members: Vec<Value> = (1..=N).map(&mut typed).collect();
    let phone = Phone::enrolled(&city, "caiyang1", 8).await;
    let mut part_of = BTreeMap::new();
    for (batch, of_batch) in members.chunks(500).enumerate() {
        let mut parts = Vec::new();
        for (n, of_tube) in of_batch.chunks(10).enumerate() {
            let number = batch * 50 + n;
            let mut part = sealed(&city, &round, tube(1 + number as u32), "ten", &[]);
            part["members"] = json!(of_tube);
            part["sealed"]["stated"] = json!(of_tube.len());
            part_of.insert(part["part_id"].as_str().unwrap().to_owned(), number * 10);
            parts.push(part);
        }
        let answer = phone.send(&city, parts).await.ok();
        let kept = answer["answers"].as_array().unwrap().iter();
        assert!(kept.clone().all(|one| one["fate"] == "kept"), "{answer}");
    }
    let matched = column(
        &city,
        "select part_id || ' ' || position || ' ' || person_id as x from stranger_fact",
    )
    .await;
    let wrong = matched.iter().filter(|row| {
        let words: Vec<&str> = row.split(' ').collect();
        let n = part_of[words[0]] + words[1].parse::<usize>().unwrap();
        people[n] != words[2]
    });
    assert_eq!(wrong.count(), 0, "a sample stands with somebody else");
    // A digit changed over with an equal one is no mistake.
    let n_right = matched.len();
    assert!((N * 9 / 10..N * 91 / 100).contains(&n_right), "{n_right} found");
    let path = format!("/sampling/strangers?place={COMMUNITY}");
    let listed = city.get("shequ", &path, "order_work").await.ok();
    assert_eq!(listed.as_array().unwrap().len(), N - n_right, "who is not sure is on the list");
    bar.held("SQLite", N);
    bar.control("SQLite (control: by the number alone)", N, of_another);
    assert!(of_another > 0);
}

/// R18: whatever clock a phone has, up to three days off, what it took down stands at the true time, or
/// none of it would end when it should; and a clock that is more than ten minutes off is flagged.
#[tokio::test(flavor = "multi_thread")]
async fn whatever_clock_a_phone_has_its_samples_stand_at_the_true_time() {
    const SKEW_MS: u64 = 3 * 86_400_000;
    let n_phones: u32 = match std::env::var("FANGXIAN_FAULTS").as_deref() {
        Ok("soak") => 10_000,
        Ok(_) | Err(_) => 300,
    };
    let city = TestCity::on("2022-11-24").await;
    let bar = Bar::begins("R18", "clocks of phones × the time of the sample and the flag");
    let (people, round) = filled(&city, 1).await;
    let mut phone = Phone::enrolled(&city, "caiyang1", 9).await;
    let (mut wrong, mut raw_wrong, mut dice) = (0, 0, 0x9E37_79B9_7F4A_7C15_u64);
    for n in 0..n_phones {
        dice = dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        // Half of them are off by less than a quarter of an hour, either way.
        let reach = if n % 2 == 0 { SKEW_MS } else { 15 * 60_000 };
        let off =
            i64::try_from((dice >> 20) % (2 * reach)).unwrap() - i64::try_from(reach).unwrap();
        phone.ahead_ms = off;
        city.pass_ms(1_000);
        let at = city.city.now(city.wall()).0;
        let mut part = sealed(&city, &round, tube(1 + n), "one", &[&people[0]]);
        part["opened_at"] = json!(at - 120_000 + off);
        part["sealed"]["at"] = json!(at - 30_000 + off);
        part["members"][0]["taken_at"] = json!(at - 60_000 + off);
        let answer = phone.send(&city, vec![part]).await.ok();
        let flagged = flags(&answer["answers"][0]).contains("clock");
        let code = tube(1 + n);
        let parts = city.city.db.read(move |tx| async move { parts_of_tubes(&tx, &[code]).await });
        let parts = parts.await.unwrap();
        let taken = parts[0].taken().next().unwrap().taken_at.0;
        wrong +=
            usize::from((taken - (at - 60_000)).abs() > 60_000 || flagged != (off.abs() > 600_000));
        raw_wrong += usize::from(off.abs() > 60_000);
    }
    assert_eq!(wrong, 0, "samples at another time than they were taken, or flags that are not so");
    bar.held("SQLite", n_phones as usize);
    bar.control("SQLite (control: the phone's own time)", n_phones as usize, raw_wrong);
    assert!(raw_wrong > 0);
}

/// 疫情所在区每日开展1次，连续3次无社会面感染者后，间隔3天再开展1次: what is asked for follows the rounds
/// that were opened and closed, and the positives that were found.
#[tokio::test(flavor = "multi_thread")]
async fn the_rules_ask_for_the_next_round_and_see_which_was_opened() {
    for (_, city) in on_both("the next round").await {
        let county = [("community_registrar", "140105", "2022-01-01", None)];
        person(&city, "county", &county).await;
        let screening = async || -> Value {
            let asked = city.get("county", "/sampling/asked", "order_work").await.ok();
            let rows = asked.as_array().unwrap();
            let of_county = |row: &&Value| row["place"] == "140105" && row["ground"] == "screening";
            rows.iter().find(of_county).cloned().unwrap_or_default()
        };
        let open = async || -> String {
            let id = city.fresh_id();
            let body =
                json!({ "round_id": id, "place": "140105", "kind": "sampling", "name": "区域" });
            city.post("county", "/rounds", "order_work", body).await.ok();
            id
        };
        let close = async |id: &str| {
            let body = json!({ "version": 1 });
            let path = format!("/rounds/{id}/close");
            let answer = city.post("county", &path, "order_work", body).await;
            assert_eq!(answer.status.as_u16(), 204, "{}", answer.text);
        };
        let asked = screening().await;
        assert!(asked["clause"]["as_written"].as_str().unwrap().contains("每日开展1次"), "{asked}");
        assert_eq!((&asked["round_id"], &asked["n"]), (&Value::Null, &json!(0)));
        for (n, day) in ["2022-11-24", "2022-11-25", "2022-11-26"].into_iter().enumerate() {
            city.turn_to(day).await;
            let id = open().await;
            let asked = screening().await;
            assert_eq!((&asked["round_id"], &asked["n"]), (&json!(id), &json!(n)), "{day}");
            close(&id).await;
        }
        let asked = screening().await;
        let said = (&asked["on"], &asked["n"], &asked["round_id"]);
        assert_eq!(said, (&json!("2022-11-30"), &json!(3), &Value::Null));
        // Who is of another county sees none of it.
        let other = [("community_registrar", "140109", "2022-01-01", None)];
        person(&city, "other", &other).await;
        let seen = city.get("other", "/sampling/asked", "order_work").await.ok();
        assert!(seen.as_array().unwrap().iter().all(|row| row["place"] != "140105"), "{seen}");
    }
}
