//! Tubes from the site to the laboratory, on both engines: what each side scanned, what is missing
//! by name, where each tube is, who may see that, and whether the counts of a round meet.

use crate::attacks::on_both;
use crate::attempt::column;
use crate::policy::{COMMUNITY, outcome};
use fangxian_app::custody::tubes_watch;
use fangxian_app::messages::messages_relay;
use fangxian_core::Moment;
use fangxian_core::ids::{DeviceId, RoundId, TubePartId, TubeUseId};
use fangxian_core::places::PlaceCode;
use fangxian_core::pools::TubeOutcome;
use fangxian_core::sampling::{Pool, Sampled, TubeCode};
use fangxian_store::StoreError;
use fangxian_store::sampling::{MemberTaken, StoredPart, StoredTube, parts_insert, tubes_insert};
use fangxian_testkit::{Answer, TestCity};
use serde_json::{Value, json};
use uuid::Uuid;

const HOUR_MS: i64 = 3_600_000;

pub(crate) fn code(serial: u32) -> String {
    tube(serial).to_string()
}

fn tube(serial: u32) -> TubeCode {
    TubeCode::of(&PlaceCode::parse(COMMUNITY).unwrap(), serial).unwrap()
}

pub(crate) fn codes(serials: std::ops::RangeInclusive<u32>) -> Vec<String> {
    serials.map(code).collect()
}

/// A round of the community.
pub(crate) async fn round(city: &TestCity) -> String {
    let id = city.fresh_id();
    let body = json!({ "round_id": id, "place": COMMUNITY, "kind": "sampling", "name": "第一轮" });
    city.post("shequ", "/rounds", "order_work", body).await.ok();
    id
}

/// Tubes of a round that a table has told of, two people in each. They were sealed some hours ago;
/// one is still open where `open` is said.
pub(crate) async fn tables_tell(
    city: &TestCity,
    round: &str,
    n: u32,
    (hours, open): (i64, Option<u32>),
) {
    let id = |text: &str| Uuid::parse_str(text).unwrap();
    let now = city.wall();
    let at = Moment(now.0 - hours * HOUR_MS);
    let (mut tubes, mut parts) = (Vec::new(), Vec::new());
    for serial in 1..=n {
        let (use_id, device) = (id(&city.fresh_id()), DeviceId::from_uuid(id(&city.fresh_id())));
        tubes.push(StoredTube {
            code: tube(serial),
            use_id: TubeUseId::from_uuid(use_id),
            round: RoundId::from_uuid(id(round)),
            place: PlaceCode::parse(COMMUNITY).unwrap(),
            site: None,
            device,
            pool: Pool::Ten,
            opened_at: at,
            received_at: at,
            by: "caiyang1".to_owned(),
            sealed: (open != Some(serial)).then_some((at, 2)),
            flags: Vec::new(),
        });
        let one = |n| MemberTaken { who: Sampled::Stranger(n), taken_at: at };
        parts.push(StoredPart {
            id: TubePartId::from_uuid(id(&city.fresh_id())),
            tube: tube(serial),
            use_id: TubeUseId::from_uuid(use_id),
            round: RoundId::from_uuid(id(round)),
            first_position: 0,
            members: vec![one(0), one(1)],
            strangers: None,
            device,
            by: "caiyang1".to_owned(),
            received_at: at,
            skew_ms: 0,
            body_mac: vec![1],
        });
    }
    let write = city.city.db.write(move |tx| async move {
        tubes_insert(&tx, &tubes).await?;
        parts_insert(&tx, &parts).await?;
        Ok::<_, StoreError>(())
    });
    write.await.unwrap();
}

/// A laboratory where the demonstration's two people work.
pub(crate) async fn laboratory(city: &TestCity) -> String {
    let id = city.fresh_id();
    let body = json!({ "laboratory_id": id, "place": "140110", "name": "演练实验室",
        "capacity_day": 5000 });
    assert_eq!(outcome(&city.post("zhihui", "/labs", "command", body).await), "204");
    for login in ["jianyan", "shenhe"] {
        let body = json!({ "fact_id": city.fresh_id(), "login": login, "works_here": true });
        let path = format!("/labs/{id}/members");
        assert_eq!(outcome(&city.post("zhihui", &path, "command", body).await), "204");
    }
    id
}

pub(crate) async fn give(
    city: &TestCity,
    login: &str,
    to: (&str, &str),
    tubes: &[String],
) -> (String, Answer) {
    let id = city.fresh_id();
    let mut body = json!({ "handover_id": id, "tubes": tubes, "counted": tubes.len(),
        "temperature_tenths": 45 });
    body[to.0] = json!(to.1);
    let answer = city.post(login, "/custody/handovers", "sampling", body).await;
    (id, answer)
}

pub(crate) async fn take(city: &TestCity, login: &str, id: &str, tubes: &[String]) -> Answer {
    let purpose = if login == "zhuanyun" { "sampling" } else { "lab_work" };
    let body = json!({ "tubes": tubes, "counted": tubes.len() });
    city.post(login, &format!("/custody/handovers/{id}/receipt"), purpose, body).await
}

/// Tubes of these numbers come to the laboratory, all of them.
pub(crate) async fn brought(city: &TestCity, lab: &str, tubes: &[String]) {
    let (first, answer) = give(city, "caiyang1", ("to_login", "zhuanyun"), tubes).await;
    answer.ok();
    take(city, "zhuanyun", &first, tubes).await.ok();
    let (second, answer) = give(city, "zhuanyun", ("laboratory_id", lab), tubes).await;
    answer.ok();
    take(city, "jianyan", &second, tubes).await.ok();
}

fn flaws(seen: &Value) -> Vec<(String, String)> {
    let all = seen["flaws"].as_array().unwrap().iter();
    all.flat_map(|one| {
        let tube = one["tube"].as_str().unwrap().to_owned();
        let each = one["flaws"].as_array().unwrap().clone();
        each.into_iter().map(move |flaw| (tube.clone(), flaw.as_str().unwrap().to_owned()))
    })
    .collect()
}

async fn places(city: &TestCity, login: &str, purpose: &str, tubes: &[String]) -> Vec<String> {
    let body = json!({ "tubes": tubes });
    let seen = city.post(login, "/custody/tubes", purpose, body).await.ok();
    let all = seen.as_array().unwrap().iter();
    all.map(|one| one["place"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_one_gave_and_the_other_did_not_find_is_named() {
    for (_, city) in on_both("custody").await {
        let round = round(&city).await;
        tables_tell(&city, &round, 5, (5, Some(5))).await;
        let lab = laboratory(&city).await;
        // Five of the site, one that nobody has told of.
        let given: Vec<String> = codes(1..=6);
        let (id, answer) = give(&city, "caiyang1", ("to_login", "zhuanyun"), &given).await;
        let seen = answer.ok();
        let flaw = |serial, flaw: &str| (code(serial), flaw.to_owned());
        assert_eq!(flaws(&seen), [flaw(5, "unsealed"), flaw(6, "unknown")]);
        assert_eq!(seen["receipt"], Value::Null);
        assert_eq!(
            places(&city, "shequ", "order_work", &codes(1..=6)).await,
            ["under_way"; 6],
            "what nobody has told of is on its way too"
        );
        // The courier finds the second missing and one that was not given.
        let mut found = given.clone();
        found.remove(1);
        found.push(code(9));
        let seen = take(&city, "zhuanyun", &id, &found).await.ok();
        assert_eq!(seen["receipt"]["missing"], json!([code(2)]));
        assert_eq!(seen["receipt"]["extra"], json!([code(9)]));
        assert!(flaws(&seen).contains(&flaw(2, "missing")));
        let where_is = places(&city, "shequ", "order_work", &codes(1..=3)).await;
        assert_eq!(where_is, ["with_courier", "missing", "with_courier"]);
        // The same again is the same act; another is not.
        take(&city, "zhuanyun", &id, &found).await.ok();
        let again = take(&city, "zhuanyun", &id, &given).await;
        assert_eq!(outcome(&again), "409 handover_taken");
        // On to the laboratory, five hours after the sealing: too long on the way.
        city.pass_ms(1_000);
        let held = vec![code(1), code(3), code(4)];
        let (next, answer) = give(&city, "zhuanyun", ("laboratory_id", &lab), &held).await;
        answer.ok();
        let seen = take(&city, "jianyan", &next, &held).await.ok();
        let late: Vec<(String, String)> =
            held.iter().map(|one| (one.clone(), "late".to_owned())).collect();
        assert_eq!(flaws(&seen), late);
        let both = [code(1), code(2)];
        assert_eq!(places(&city, "jianyan", "lab_work", &both).await, ["at_lab", "missing"]);
        // The missing one turns up: it is where it was found.
        city.pass_ms(1_000);
        let (late, answer) = give(&city, "caiyang1", ("to_login", "zhuanyun"), &[code(2)]).await;
        answer.ok();
        take(&city, "zhuanyun", &late, &[code(2)]).await.ok();
        assert_eq!(places(&city, "shequ", "order_work", &[code(2)]).await, ["with_courier"]);
        let kept =
            column(&city, "select detail as x from audit_entry order by seq").await.join(";");
        assert!(kept.contains("give site_to_courier 6") && kept.contains("take courier_to_lab 3"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_counts_of_a_round_meet_or_the_tubes_between_are_named() {
    for (_, city) in on_both("custody of a round").await {
        let round = round(&city).await;
        tables_tell(&city, &round, 4, (13, None)).await;
        let lab = laboratory(&city).await;
        brought(&city, &lab, &codes(1..=2)).await;
        let (_, answer) = give(&city, "caiyang1", ("to_login", "zhuanyun"), &[code(3)]).await;
        answer.ok();
        let path = format!("/custody/rounds/{round}");
        let seen = city.get("shequ", &path, "order_work").await.ok();
        let stages: Vec<(i64, i64)> = seen["stages"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| (one["tubes"].as_i64().unwrap(), one["people"].as_i64().unwrap()))
            .collect();
        assert_eq!(stages, [(4, 8), (4, 8), (3, 6), (2, 4), (0, 0)]);
        let gaps: Vec<(&str, Vec<&str>)> = seen["gaps"]
            .as_array()
            .unwrap()
            .iter()
            .map(|gap| {
                let named = gap["named"].as_array().unwrap().iter();
                (
                    gap["reached"].as_str().unwrap(),
                    named.map(|one| one["place"].as_str().unwrap()).collect(),
                )
            })
            .collect();
        let due = [
            ("bound", vec!["at_site"]),
            ("shipped", vec!["under_way"]),
            ("received", vec!["at_lab", "at_lab"]),
        ];
        assert_eq!(gaps, due);
        let seen = city.get("zhihui", &path, "command").await.ok();
        assert_eq!(seen["overdue"], 4, "each tube without a result for more than twelve hours");
        assert_eq!(seen["overdue_named"].as_array().unwrap().len(), 4);
        assert_eq!(outcome(&city.get("wangge", &path, "order_work").await), "404 not_found");
    }
}

/// R21: nobody needs to ask. Whoever answers for the tables hears of tubes without a result, once a day
/// whichever server looks, and no more once they have one.
#[tokio::test(flavor = "multi_thread")]
async fn whoever_answers_hears_of_tubes_that_are_without_a_result_for_too_long() {
    for (_, city) in on_both("overdue tubes").await {
        let round = round(&city).await;
        tables_tell(&city, &round, 4, (11, None)).await;
        let watched = async || tubes_watch(&city.city, city.wall()).await.unwrap();
        let heard = async |who: &str| {
            messages_relay(&city.city, city.wall()).await.unwrap();
            let rows = city.get(who, "/messages", "own_data").await.ok()["rows"].clone();
            let rows = rows.as_array().unwrap().clone();
            rows.into_iter().filter(|row| row["kind"] == "tubes_overdue").collect::<Vec<_>>()
        };
        assert_eq!(watched().await, 0, "eleven hours are not too long");
        city.pass_ms(2 * 3_600_000);
        assert_eq!((watched().await, watched().await), (1, 0));
        let rows = heard("shequ").await;
        assert_eq!((rows.len(), &rows[0]["n_tubes"]), (1, &json!(4)), "{rows:?}");
        assert_eq!(rows[0]["round_id"], json!(round));
        assert_eq!(heard("zhihui").await.len(), 1);
        assert!(heard("wangge").await.is_empty());
        let city = city.restarted().await;
        assert_eq!(tubes_watch(&city.city, city.wall()).await.unwrap(), 0, "once a day");
        city.turn_to("2022-11-25").await;
        assert_eq!(tubes_watch(&city.city, city.wall()).await.unwrap(), 1);
        for code in codes(1..=4) {
            let code = TubeCode::parse(&code).unwrap();
            crate::sampling::sign(&city, code, TubeOutcome::Negative, None).await.unwrap();
        }
        city.turn_to("2022-11-26").await;
        assert_eq!(tubes_watch(&city.city, city.wall()).await.unwrap(), 0, "all have a result");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn only_the_two_sides_hand_over_and_only_once() {
    for (_, city) in on_both("custody rights").await {
        let round = round(&city).await;
        tables_tell(&city, &round, 2, (1, None)).await;
        let lab = laboratory(&city).await;
        let both = codes(1..=2);
        let to_lab = give(&city, "caiyang1", ("laboratory_id", &lab), &both).await.1;
        assert_eq!(outcome(&to_lab), "404 not_found", "a sampler gives to who carries");
        let to_self = give(&city, "zhuanyun", ("to_login", "zhuanyun"), &both).await.1;
        assert_eq!(outcome(&to_self), "404 not_found");
        let (id, answer) = give(&city, "caiyang1", ("to_login", "zhuanyun"), &both).await;
        answer.ok();
        for (login, purpose) in [("caiyang2", "sampling"), ("jianyan", "lab_work")] {
            let path = format!("/custody/handovers/{id}");
            assert_eq!(outcome(&city.get(login, &path, purpose).await), "404 not_found", "{login}");
        }
        assert_eq!(outcome(&take(&city, "caiyang1", &id, &both).await), "404 not_found");
        let twice = vec![code(1), code(1)];
        assert_eq!(outcome(&take(&city, "zhuanyun", &id, &twice).await), "400 bad_input");
        // One wrong sign, or two swapped: no tube.
        let mut wrong = code(1);
        wrong.replace_range(12..13, if &wrong[12..13] == "7" { "8" } else { "7" });
        let refused = take(&city, "zhuanyun", &id, &[wrong]).await;
        assert_eq!(outcome(&refused), "400 bad_input");
        take(&city, "zhuanyun", &id, &both).await.ok();
        let list = city.get("zhuanyun", "/custody/handovers", "sampling").await.ok();
        assert_eq!(list["handovers"].as_array().unwrap().len(), 1);
        assert_eq!(list["couriers"][0]["login"], "zhuanyun");
        assert_eq!(list["laboratories"][0]["name"], "演练实验室");
        assert_eq!(list["minutes"]["at_most"], 240);
        assert_eq!(list["temperature"]["clause"]["confidence"], "U", "our own number says so");
        let none = city.get("caiyang2", "/custody/handovers", "sampling").await.ok();
        assert_eq!(none["handovers"].as_array().unwrap().len(), 0);
    }
}
