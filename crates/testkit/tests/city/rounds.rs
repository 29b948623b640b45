//! Rounds worked by several people without a network: every tick is kept once, whatever order and
//! however often it arrives, and what stands is what the ticks say.

use crate::attacks::on_both;
use crate::attempt::{column, person};
use crate::policy::outcome;
use crate::register::{resident_id, taken};
use fangxian_testkit::TestCity;
use serde_json::{Value, json};
use std::collections::BTreeSet;

const COMMUNITY: &str = "140110003001";
/// People of the community.
const PEOPLE: usize = 500;

async fn filled(city: &TestCity) -> Vec<String> {
    let mut csv = String::from("姓名,证件号码,小区,楼号,单元,房号\n");
    for n in 0..PEOPLE {
        let name = char::from_u32(0x4E00 + u32::try_from(n).unwrap()).unwrap();
        let (building, unit, room) = (5 + n % 4, 1 + n / 4 % 2, 101 + n / 8 / 3);
        csv += &format!("某{name},{},兰亭御湖城东区,{building},{unit},{room}\n", resident_id(n));
    }
    let seen = taken(city, csv.into_bytes()).await;
    assert_eq!(seen["counts"]["added"], PEOPLE, "{seen}");
    column(city, "select person_id as x from person order by person_id").await
}

async fn open_round(city: &TestCity) -> String {
    let id = city.fresh_id();
    let body = json!({ "round_id": id, "place": COMMUNITY, "kind": "sampling", "name": "第一轮" });
    city.post("shequ", "/rounds", "order_work", body).await.ok();
    id
}

#[tokio::test(flavor = "multi_thread")]
async fn a_round_closes_when_everybody_has_an_outcome_and_late_ticks_are_not_lost() {
    for (_, city) in on_both("closing a round").await {
        let people = filled(&city).await;
        let round = open_round(&city).await;
        let path = format!("/rounds/{round}");
        let now = city.wall().0;
        let tick = |who: &str, outcome: &str, seen_at: i64| {
            json!({ "fact_id": city.fresh_id(), "person_id": who, "outcome": outcome,
                "note": "原因", "seen_at": seen_at, "means": "paper" })
        };
        let all: Vec<Value> = people[1..].iter().map(|one| tick(one, "done", now)).collect();
        for part in all.chunks(500) {
            let body = json!({ "ticks": part });
            city.post("shequ", &format!("{path}/ticks"), "order_work", body).await.ok();
        }
        let close = json!({ "version": 1 });
        let answer =
            city.post("shequ", &format!("{path}/close"), "order_work", close.clone()).await;
        assert_eq!(outcome(&answer), "409 round_incomplete");
        let missing = city.get("shequ", &format!("{path}/missing"), "order_work").await.ok();
        assert_eq!((&missing["people"], &missing["households"]), (&json!(1), &json!(1)));
        let told = missing["loudspeaker"].as_str().unwrap();
        let name = missing["doors"][0]["people"][0]["name"].as_str().unwrap();
        assert!(told.contains("兰亭御湖城东区") && !told.contains(name), "{told}");
        let body = json!({ "ticks": [tick(&people[0], "away", now)] });
        city.post("wangge", &format!("{path}/ticks"), "order_work", body).await.ok();
        let answer = city.post("shequ", &format!("{path}/close"), "order_work", close).await;
        assert_eq!(outcome(&answer), "204");
        // A phone that comes back into the network brings what was ticked before the end.
        city.pass_ms(3_600_000);
        let late = json!({ "ticks": [tick(&people[3], "done", now), tick(&people[4], "done", now + 3_600_000)] });
        let answers = city.post("wangge", &format!("{path}/ticks"), "order_work", late).await.ok();
        let fates: BTreeSet<&str> =
            answers.as_array().unwrap().iter().map(|one| one["fate"].as_str().unwrap()).collect();
        assert_eq!(fates, BTreeSet::from(["kept", "refused"]));
        let parts = city.get("zhihui", &format!("{path}/parts"), "command").await.ok();
        let n: u64 = parts
            .as_array()
            .unwrap()
            .iter()
            .map(|part| part["counts"]["people"].as_u64().unwrap())
            .sum();
        assert_eq!(n, PEOPLE as u64);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tick_of_a_list_from_before_the_grids_were_drawn_anew_is_kept() {
    for (_, city) in on_both("a list from before").await {
        let people = filled(&city).await;
        let round = open_round(&city).await;
        let grid = [("grid_worker", "140110003001-G02", "2022-01-01", None)];
        person(&city, "wangge3", &grid).await;
        let path = format!("/grids?community={COMMUNITY}");
        let before = city.get("shequ", &path, "register").await.ok();
        let list = format!("/rounds/{round}/list");
        let taken = city.get("wangge3", &list, "order_work").await.ok();
        assert_eq!(taken["people"].as_array().unwrap().len(), PEOPLE);
        let body = json!({ "community": COMMUNITY, "seen": before["seen"], "grids": [
            { "name": "一", "places": ["140110003001-01-05", "140110003001-01-06", "140110003001-01-07", "140110003001-01-08"] },
            { "name": "二", "places": ["140110003001-02"] },
        ] });
        let after = city.send("shequ", "PUT", "/grids", "register", Some(body)).await.ok();
        assert!(!after["moved"].as_array().unwrap().is_empty(), "{after}");
        let now = city.get("wangge3", &list, "order_work").await.ok();
        assert_eq!(now["people"], json!([]), "his grid lies elsewhere now");
        let tick = json!({ "fact_id": city.fresh_id(), "person_id": people[0], "outcome": "done",
            "seen_at": 0, "means": "phone" });
        let body = json!({ "ticks": [tick] });
        let path = format!("/rounds/{round}/ticks");
        let answer = city.post("wangge3", &path, "order_work", body).await.ok();
        assert_eq!(answer[0]["fate"], "kept", "{answer}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_that_was_shown_follows_whatever_changes_it() {
    for (engine, city) in on_both("a list shown again").await {
        let people = filled(&city).await;
        let round = open_round(&city).await;
        let (list, ticks) = (format!("/rounds/{round}/list"), format!("/rounds/{round}/ticks"));
        let shown = async || city.get("shequ", &list, "order_work").await.ok();
        let row = |seen: &Value, id: &str| {
            let rows = seen["people"].as_array().unwrap();
            rows.iter().find(|row| row["person_id"] == id).cloned().unwrap_or_default()
        };
        let first = shown().await;
        assert_eq!(shown().await["people"], first["people"], "{engine:?}: nothing changed");

        // Ticked by somebody who has only now been given an account.
        let grid = [("grid_worker", "140110003001-G01", "2022-01-01", None)];
        person(&city, "xinlaide", &grid).await;
        let body = json!({ "ticks": [{ "fact_id": city.fresh_id(), "person_id": people[7],
            "outcome": "away", "note": "在榆次住院", "back_on": "2022-12-01",
            "seen_at": city.wall().0, "means": "phone" }] });
        let sent = city.post("shequ", &ticks, "order_work", body).await.ok();
        assert_eq!(sent[0]["fate"], "kept");
        let ticked = shown().await;
        let one = row(&ticked, &people[7]);
        assert_eq!(
            (&one["standing"], &one["ticks"][0]["note"]),
            (&json!("away"), &json!("在榆次住院"))
        );
        for id in &people[8..] {
            assert_eq!(row(&ticked, id), row(&first, id), "{engine:?}: the others stand as before");
        }

        // Somebody who is found at a door, and somebody who is gone.
        let found = city.fresh_id();
        let body = json!({ "person_id": found, "fact_id": city.fresh_id(), "community": COMMUNITY,
            "found": true, "person": { "name": "门后人", "document_kind": "none_yet", "document": "",
            "phone": "", "compound": "兰亭御湖城东区", "building": "5", "unit": "1", "room": "101",
            "relation": "other", "stay": "temporary", "note": "" } });
        city.post("wangge", "/people", "order_work", body).await.ok();
        let body =
            json!({ "fact_id": city.fresh_id(), "version": 1, "back": false, "reason": "搬走" });
        city.post("shequ", &format!("/people/{}/leave", people[9]), "register", body).await.ok();
        let moved = shown().await;
        assert_eq!(row(&moved, &found)["name"], "门后人");
        assert_eq!(row(&moved, &people[9]), Value::Null);
        assert_eq!(moved["people"].as_array().unwrap().len(), PEOPLE);

        // A year later everybody is a year older.
        city.turn_to("2023-11-24").await;
        let later = shown().await;
        let age = |seen: &Value| row(seen, &people[20])["age"].as_i64().unwrap();
        assert_eq!(age(&later), age(&first) + 1);
        // And a server that has shown nothing yet shows the same.
        let before = later["people"].clone();
        let city = city.restarted().await;
        assert_eq!(city.get("shequ", &list, "order_work").await.ok()["people"], before);
    }
}

/// A round of more communities than are counted while somebody waits: right after its opening, and
/// after a start, however many ask at once; a round that is over is counted when it is looked at.
#[tokio::test(flavor = "multi_thread")]
async fn a_round_of_many_communities_is_counted_in_the_background() {
    for (_, city) in on_both("a round of a street").await {
        let street = [("community_registrar", "140110003", "2022-01-01", None)];
        person(&city, "street", &street).await;
        for n in 1..=6 {
            let body = json!({ "person_id": city.fresh_id(), "fact_id": city.fresh_id(),
                "community": format!("14011000300{n}"), "found": false,
                "person": { "name": "某甲", "document_kind": "resident_id",
                    "document": resident_id(n), "phone": null, "born": null,
                    "relation": "other", "stay": "permanent", "note": "", "compound": "",
                    "building": "3号楼", "unit": "1单元", "room": "301" } });
            city.post("street", "/people", "register", body).await.ok();
        }
        let id = city.fresh_id();
        let body =
            json!({ "round_id": id, "place": "140110003", "kind": "count", "name": "第一轮" });
        city.post("street", "/rounds", "order_work", body).await.ok();
        let path = format!("/rounds/{id}");
        assert_eq!(counted(&city, &path).await, 6);
        let city = city.restarted().await;
        // Several at once after a start: each is told the same, or that it is being counted.
        let look = || city.get("street", &path, "order_work");
        let (one, two, three, four) = tokio::join!(look(), look(), look(), look());
        for look in [one, two, three, four] {
            let counts = &look.ok()["counts"];
            assert!(counts.is_null() || counts["people"] == 6, "{counts}");
        }
        assert_eq!(counted(&city, &path).await, 6);
        let parts = city.get("street", &format!("{path}/parts"), "order_work").await.ok();
        assert_eq!(parts.as_array().unwrap().len(), 6);
        let rows = city.get("street", "/rounds", "order_work").await.ok();
        assert_eq!(rows[0]["counts"]["people"], 6);
        let city = city.restarted().await;
        let rows = city.get("street", "/rounds", "order_work").await.ok();
        assert_eq!(rows[0]["counts"], Value::Null, "a list has nothing counted");
        assert_eq!(counted(&city, &path).await, 6);
    }
}

/// The people of a round, once they are counted.
async fn counted(city: &TestCity, path: &str) -> u64 {
    for _ in 0..200 {
        let row = city.get("street", path, "order_work").await.ok();
        if let Some(people) = row["counts"]["people"].as_u64() {
            return people;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    panic!("never counted");
}
