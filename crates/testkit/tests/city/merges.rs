//! The same person twice: found, told apart, merged with both histories, and separated again.

use crate::attacks::on_both;
use crate::attempt::{Attempt, column, person};
use crate::policy::{Dice, outcome};
use crate::register::taken;
use fangxian_testkit::{Answer, TestCity};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

const COMMUNITY: &str = "140110003001";
const NEIGHBOR: &str = "140110003002";

struct Entry<'a> {
    name: &'a str,
    phone: &'a str,
    born: &'a str,
    document: &'a str,
    room: &'a str,
}

async fn registered(city: &TestCity, who: &str, community: &str, entry: &Entry<'_>) -> String {
    let id = city.fresh_id();
    let text = |text: &str| if text.is_empty() { Value::Null } else { json!(text) };
    let kind = if entry.document.is_empty() { "none_yet" } else { "passport" };
    let body = json!({ "person_id": id, "fact_id": city.fresh_id(), "community": community,
        "found": false, "person": { "name": entry.name, "document_kind": kind,
            "document": entry.document, "phone": text(entry.phone), "born": text(entry.born),
            "relation": "other", "stay": "permanent", "compound": "兰亭御湖城东区",
            "building": "5号楼", "unit": "1单元", "room": entry.room } });
    let answer = city.post(who, "/people", "register", body).await;
    assert_eq!(outcome(&answer), "204", "{}", answer.text);
    id
}

fn named<'a>(name: &'a str, phone: &'a str, room: &'a str) -> Entry<'a> {
    Entry { name, phone, born: "", document: "", room }
}

async fn version(city: &TestCity, who: &str, id: &str) -> i64 {
    let seen = city.get(who, &format!("/people/{id}"), "register").await.ok();
    seen["version"].as_i64().unwrap()
}

async fn merge_of(city: &TestCity, who: &str, stays: &str, other: &str, fields: &[&str]) -> Value {
    json!({ "fact_id": city.fresh_id(), "person_id": stays,
        "version": version(city, who, stays).await, "other_id": other,
        "other_version": version(city, who, other).await, "from_other": fields,
        "reason": "核对过，是同一人" })
}

pub(crate) async fn merged(
    city: &TestCity,
    who: &str,
    stays: &str,
    other: &str,
    fields: &[&str],
) -> String {
    let body = merge_of(city, who, stays, other, fields).await;
    let answer = city.post(who, "/people/merges", "register", body.clone()).await;
    assert_eq!(outcome(&answer), "204", "{}", answer.text);
    body["fact_id"].as_str().unwrap().to_owned()
}

async fn undo(city: &TestCity, who: &str, merge: &str, stays: &str, other: &str) -> Answer {
    let body = json!({ "fact_id": city.fresh_id(), "version": version(city, who, stays).await,
        "other_version": version(city, who, other).await, "reason": "合错了" });
    city.post(who, &format!("/people/merges/{merge}/undo"), "register", body).await
}

async fn pairs(city: &TestCity, who: &str) -> Vec<(BTreeSet<String>, Vec<String>)> {
    let path = format!("/people/pairs?community={COMMUNITY}");
    let page = city.get(who, &path, "register").await.ok();
    let rows = page["rows"].as_array().unwrap();
    assert_eq!(page["total"], rows.len());
    let id = |row: &Value| row["person_id"].as_str().unwrap().to_owned();
    let texts = |list: &Value| -> Vec<String> {
        list.as_array().unwrap().iter().map(|one| one.as_str().unwrap().to_owned()).collect()
    };
    rows.iter()
        .map(|row| (BTreeSet::from([id(&row["one"]), id(&row["other"])]), texts(&row["grounds"])))
        .collect()
}

async fn open_round(city: &TestCity, place: &str) -> String {
    let id = city.fresh_id();
    let body = json!({ "round_id": id, "place": place, "kind": "sampling", "name": "第一轮" });
    let who = if place == COMMUNITY { "shequ" } else { "street" };
    city.post(who, "/rounds", "order_work", body).await.ok();
    id
}

async fn tick(
    city: &TestCity,
    who: &str,
    round: &str,
    person: &str,
    outcome: &str,
    of: &[&str],
) -> String {
    let id = city.fresh_id();
    let body = json!({ "ticks": [{ "fact_id": id, "person_id": person, "outcome": outcome,
        "replaces": of, "seen_at": 0, "means": "phone" }] });
    let path = format!("/rounds/{round}/ticks");
    let answer = city.post(who, &path, "order_work", body).await.ok();
    assert_eq!(answer[0]["fate"], "kept", "{answer}");
    id
}

/// Who stands how on the list of a round.
async fn standings(city: &TestCity, who: &str, round: &str) -> BTreeMap<String, String> {
    let list = city.get(who, &format!("/rounds/{round}/list"), "order_work").await.ok();
    let text = |row: &Value, key: &str| row[key].as_str().unwrap().to_owned();
    let rows = list["people"].as_array().unwrap();
    rows.iter().map(|row| (text(row, "person_id"), text(row, "standing"))).collect()
}

fn due(rows: &[(&String, &str)]) -> BTreeMap<String, String> {
    rows.iter().map(|(id, standing)| ((*id).clone(), (*standing).to_owned())).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn pairs_are_found_on_their_grounds_and_not_asked_again_once_told_apart() {
    for (_, city) in on_both("pairs").await {
        let one = Entry { born: "1980-01-02", ..named("张伟", "10000000001", "101") };
        let one = registered(&city, "shequ", COMMUNITY, &one).await;
        let same_name =
            registered(&city, "shequ", COMMUNITY, &named("张伟", "10000000001", "102")).await;
        let sound = Entry { born: "1980-01-02", ..named("章威", "", "103") };
        let sound = registered(&city, "shequ", COMMUNITY, &sound).await;
        registered(&city, "shequ", COMMUNITY, &named("李四", "10000000001", "101")).await;
        registered(&city, "shequ", COMMUNITY, &named("张伟", "10000000007", "105")).await;
        let found = pairs(&city, "shequ").await;
        let pair = |a: &String, b: &String| BTreeSet::from([a.clone(), b.clone()]);
        let expected = [
            (pair(&one, &same_name), vec!["name_phone".to_owned()]),
            (pair(&one, &sound), vec!["sound_born".to_owned()]),
        ];
        assert_eq!(found, expected, "the strongest first");
        // Told apart, they are not asked again; the other pair still is.
        let body = json!({ "fact_id": city.fresh_id(), "person_id": sound, "version": 1,
            "other_id": one, "other_version": 1, "reason": "兄弟两人" });
        for _ in 0..2 {
            let answer = city.post("shequ", "/people/pairs/apart", "register", body.clone()).await;
            assert_eq!(outcome(&answer), "204", "twice is once");
        }
        assert_eq!(pairs(&city, "shequ").await, expected[..1]);
        let mut other = body.clone();
        other["reason"] = json!("别的");
        let answer = city.post("shequ", "/people/pairs/apart", "register", other).await;
        assert_eq!(outcome(&answer), "409 id_reused");
        // Merged, the pair is answered; separated, it is asked again.
        let merge = merged(&city, "shequ", &one, &same_name, &[]).await;
        assert_eq!(pairs(&city, "shequ").await, []);
        assert_eq!(outcome(&undo(&city, "shequ", &merge, &one, &same_name).await), "204");
        assert_eq!(pairs(&city, "shequ").await, expected[..1]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn merged_they_are_one_in_the_round_with_the_ticks_of_both_and_separated_each_has_his_own() {
    for (_, city) in on_both("merging in a round").await {
        let kept =
            registered(&city, "shequ", COMMUNITY, &named("张伟", "10000000001", "101")).await;
        let away =
            registered(&city, "shequ", COMMUNITY, &named("张伟", "10000000001", "102")).await;
        let third =
            registered(&city, "shequ", COMMUNITY, &named("王五", "10000000003", "103")).await;
        let round = open_round(&city, COMMUNITY).await;
        let of_kept = tick(&city, "wangge", &round, &kept, "moved", &[]).await;
        let of_away = tick(&city, "wangge", &round, &away, "done", &[]).await;
        let merge = merged(&city, "shequ", &kept, &away, &["door"]).await;
        let now = standings(&city, "shequ", &round).await;
        assert_eq!(now, due(&[(&kept, "disputed"), (&third, "missing")]), "both sides are shown");
        let seen = city.get("shequ", &format!("/people/{away}"), "register").await.ok();
        assert_eq!(seen["merged_into"], kept, "it stays readable and says who counts");
        let door = city.get("shequ", &format!("/people/{kept}"), "register").await.ok();
        assert!(door["door_name"].as_str().unwrap().ends_with("102"), "{door}");
        // Who settles it replaces the ticks of both.
        tick(&city, "shequ", &round, &kept, "done", &[&of_kept, &of_away]).await;
        let now = standings(&city, "shequ", &round).await;
        assert_eq!(now, due(&[(&kept, "done"), (&third, "missing")]));
        // A phone that was offline still ticks the record that it has: it counts for who stays.
        tick(&city, "wangge", &round, &away, "moved", &[]).await;
        let now = standings(&city, "shequ", &round).await;
        assert_eq!(now, due(&[(&kept, "disputed"), (&third, "missing")]));
        // The same after a restart, and separated each has his own.
        let city = city.restarted().await;
        assert_eq!(standings(&city, "shequ", &round).await, now);
        assert_eq!(outcome(&undo(&city, "shequ", &merge, &kept, &away).await), "204");
        let now = standings(&city, "shequ", &round).await;
        assert_eq!(
            now,
            due(&[(&kept, "done"), (&away, "disputed"), (&third, "missing")]),
            "done by whoever settled it; the record itself was ticked done and moved"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn both_histories_are_kept_and_a_merge_is_undone_once() {
    for (engine, city) in on_both("histories").await {
        let one = Entry { document: "E1234567", ..named("张伟", "10000000001", "101") };
        let kept = registered(&city, "shequ", COMMUNITY, &one).await;
        let two = Entry { document: "E7654321", ..named("章威", "10000000002", "102") };
        let away = registered(&city, "shequ", COMMUNITY, &two).await;
        let body = merge_of(&city, "shequ", &kept, &away, &["document", "phone"]).await;
        for _ in 0..2 {
            let answer = city.post("shequ", "/people/merges", "register", body.clone()).await;
            assert_eq!(outcome(&answer), "204", "{engine:?}: twice is once");
        }
        let merge = body["fact_id"].as_str().unwrap();
        let mut other = body.clone();
        other["from_other"] = json!(["note"]);
        let answer = city.post("shequ", "/people/merges", "register", other.clone()).await;
        assert_eq!(outcome(&answer), "409 id_reused");
        other["fact_id"] = json!(city.fresh_id());
        let answer = city.post("shequ", "/people/merges", "register", other).await;
        assert_eq!(outcome(&answer), "409 stale");
        // The record that was merged away is changed only by undoing.
        let leave =
            json!({ "fact_id": city.fresh_id(), "version": 2, "back": true, "reason": "回" });
        let path = format!("/people/{away}");
        let answer = city.post("shequ", &format!("{path}/leave"), "register", leave).await;
        assert_eq!(outcome(&answer), "409 merged_away");
        let past = city.get("shequ", &format!("/people/{kept}/history"), "register").await.ok();
        let said = |past: &Value| -> Vec<(String, bool)> {
            let rows = past.as_array().unwrap().iter();
            rows.map(|row| {
                let kind = row["kind"].as_str().unwrap().to_owned();
                (kind, row["of_other"].as_bool().unwrap())
            })
            .collect()
        };
        let line = |kind: &str, of_other| (kind.to_owned(), of_other);
        let mut merged_past = said(&past);
        merged_past.sort();
        let mut expected = [
            line("registered", false),
            line("registered", true),
            line("merged_away", true),
            line("merged", false),
        ];
        expected.sort();
        assert_eq!(merged_past, expected);
        let last = past.as_array().unwrap().last().unwrap();
        assert_eq!((&last["merge_id"], &last["other_id"]), (&json!(merge), &json!(away)));
        assert_eq!(last["fields"], json!(["document", "phone"]));
        assert_eq!(last["reason"], "核对过，是同一人");
        // Put right since: that stays when the merge is undone.
        let seen = city.get("shequ", &format!("/people/{kept}"), "register").await.ok();
        let change = json!({ "fact_id": city.fresh_id(), "version": seen["version"],
            "reason": "称谓", "keep_document": true, "keep_phone": true,
            "person": { "name": "张伟", "document_kind": "passport", "document": "",
                "relation": "head", "stay": "permanent", "compound": "兰亭御湖城东区",
                "building": "5号楼", "unit": "1单元", "room": "101" } });
        let answer =
            city.send("shequ", "PUT", &format!("/people/{kept}"), "register", Some(change)).await;
        assert_eq!(outcome(&answer), "204", "{}", answer.text);
        let answer = undo(&city, "shequ", merge, &kept, &away).await;
        assert_eq!(outcome(&answer), "204", "{}", answer.text);
        let reveal = json!({ "reason": "核对" });
        for (id, document, phone) in
            [(&kept, "E1234567", "10000000001"), (&away, "E7654321", "10000000002")]
        {
            let path = format!("/people/{id}/reveal");
            let whole = city.post("shequ", &path, "register", reveal.clone()).await.ok();
            assert_eq!(whole, json!({ "document": document, "phone": phone }), "{engine:?}");
        }
        let seen = city.get("shequ", &format!("/people/{kept}"), "register").await.ok();
        assert_eq!(seen["relation"], "head", "put right since");
        let answer = undo(&city, "shequ", merge, &kept, &away).await;
        assert_eq!(outcome(&answer), "409 not_unmergeable");
        let past = city.get("shequ", &format!("/people/{away}/history"), "register").await.ok();
        let kinds: Vec<&str> =
            past.as_array().unwrap().iter().map(|row| row["kind"].as_str().unwrap()).collect();
        assert_eq!(kinds, ["registered", "merged_away", "unmerged"]);
        let versions = column(&city, "select '' || sum(version) as x from person").await;
        let facts = column(&city, "select '' || count(*) as x from person_fact").await;
        assert_eq!(facts, versions, "each version of a record has its fact");
        let deeds = column(
            &city,
            "select act || ' ' || detail as x from audit_entry where act = 'person_merge'",
        )
        .await;
        assert_eq!(
            deeds,
            [format!("person_merge merged {away}"), format!("person_merge unmerged {away}")]
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_that_holds_both_still_changes_nothing_after_the_merge() {
    for (_, city) in on_both("lists after a merge").await {
        let csv = "姓名,证件号码,证件类型,联系电话,小区,楼号,单元,房号\n\
             张伟,E1234567,护照,10000000001,兰亭御湖城东区,5,1,101\n\
             章维,E7654321,护照,10000000002,兰亭御湖城东区,5,1,102\n";
        let seen = taken(&city, csv.as_bytes().to_vec()).await;
        assert_eq!(seen["counts"]["added"], 2, "{seen}");
        let page = format!("/people?within={COMMUNITY}");
        let all = city.get("shequ", &page, "register").await.ok();
        let id = |room: &str| {
            let rows = all["rows"].as_array().unwrap();
            let row = rows.iter().find(|row| row["door_name"].as_str().unwrap().ends_with(room));
            row.unwrap()["person_id"].as_str().unwrap().to_owned()
        };
        merged(&city, "shequ", &id("101"), &id("102"), &["phone"]).await;
        let csv = csv.replace("10000000001", "10000000002");
        let seen = taken(&city, csv.clone().into_bytes()).await;
        assert_eq!(seen["counts"]["unchanged"], 2, "{seen}");
        // Something new about the record that was merged away is a question for a person.
        let csv = csv.replacen(
            "护照,10000000002,兰亭御湖城东区,5,1,102",
            "护照,10000000005,兰亭御湖城东区,5,1,102",
            1,
        );
        let seen = taken(&city, csv.into_bytes()).await;
        assert_eq!(
            (&seen["counts"]["unchanged"], &seen["counts"]["aside"]),
            (&json!(1), &json!(1))
        );
        assert_eq!(seen["problems"][0]["flaws"][0]["code"], "merged_record");
        // By sound and phone too a row is put aside rather than registered a second time.
        let csv = "姓名,联系电话,楼号,房号\n章伟,10000000002,9,901\n";
        let seen = taken(&city, csv.as_bytes().to_vec()).await;
        assert_eq!(seen["counts"]["aside"], 1, "{seen}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn records_of_two_communities_are_merged_by_whoever_keeps_both() {
    for (_, city) in on_both("two communities").await {
        let street = [("community_registrar", "140110003", "2022-01-01", None)];
        person(&city, "street", &street).await;
        let entry = Entry { document: "E1234567", ..named("张伟", "10000000001", "101") };
        let kept = registered(&city, "street", COMMUNITY, &entry).await;
        let away = registered(&city, "street", NEIGHBOR, &entry).await;
        assert_eq!(pairs(&city, "shequ").await, [], "whoever keeps one community sees no other");
        let found = pairs(&city, "street").await;
        assert_eq!(found[0].1, ["document", "name_phone"]);
        let body = json!({ "fact_id": city.fresh_id(), "person_id": kept, "version": 1,
            "other_id": away, "other_version": 1, "from_other": [], "reason": "x" });
        let answer = city.post("shequ", "/people/merges", "register", body.clone()).await;
        assert_eq!(outcome(&answer), "404 not_found");
        let mut door = body.clone();
        door["from_other"] = json!(["door"]);
        let answer = city.post("street", "/people/merges", "register", door).await;
        assert_eq!(outcome(&answer), "400 bad_input");
        let round = open_round(&city, "140110003").await;
        // Asked for before: what is held in memory must follow.
        assert_eq!(standings(&city, "street", &round).await.len(), 2);
        let merge = merged(&city, "street", &kept, &away, &[]).await;
        assert_eq!(standings(&city, "street", &round).await, due(&[(&kept, "missing")]));
        // Ticked where the record that was merged away is counted.
        tick(&city, "street", &round, &away, "done", &[]).await;
        assert_eq!(standings(&city, "street", &round).await, due(&[(&kept, "done")]));
        assert_eq!(standings(&city, "shequ", &round).await, due(&[(&kept, "done")]));
        assert_eq!(outcome(&undo(&city, "street", &merge, &kept, &away).await), "204");
        let now = standings(&city, "street", &round).await;
        assert_eq!(now, due(&[(&kept, "missing"), (&away, "done")]));
    }
}

/// Merges and their ends in any order against a model: who counts for whom, and what stands.
#[tokio::test(flavor = "multi_thread")]
async fn any_order_of_merges_and_undoings_ends_as_a_model_says() {
    for (engine, city) in on_both("merges in any order").await {
        let mut people = Vec::new();
        for n in 0..8 {
            let room = format!("{}", 101 + n);
            let name = char::from_u32(0x4E00 + n).unwrap().to_string();
            people.push(registered(&city, "shequ", COMMUNITY, &named(&name, "", &room)).await);
        }
        let round = open_round(&city, COMMUNITY).await;
        let mut dice = Dice(20_221_124);
        // Who was merged into whom, by the merge; what was ticked of each record.
        let mut standing: Vec<(String, usize, usize)> = Vec::new();
        let mut ticked: Vec<BTreeSet<&str>> = vec![BTreeSet::new(); people.len()];
        for step in 0..60 {
            let gone = |n: usize| standing.iter().any(|(_, _, other)| *other == n);
            let (a, b) = (dice.roll(8), dice.roll(8));
            match dice.roll(3) {
                0 => {
                    let outcome = ["done", "moved"][dice.roll(2)];
                    tick(&city, "wangge", &round, &people[a], outcome, &[]).await;
                    ticked[a].insert(outcome);
                }
                1 if a != b && !gone(a) && !gone(b) && standing.len() < 6 => {
                    let merge = merged(&city, "shequ", &people[a], &people[b], &[]).await;
                    standing.push((merge, a, b));
                }
                _ if !standing.is_empty() => {
                    let n = dice.roll(standing.len());
                    let (merge, stays, other) = standing[n].clone();
                    let answer = undo(&city, "shequ", &merge, &people[stays], &people[other]).await;
                    match gone(stays) {
                        true => assert_eq!(outcome(&answer), "409 not_unmergeable"),
                        false => {
                            assert_eq!(outcome(&answer), "204", "{step} {}", answer.text);
                            standing.remove(n);
                        }
                    }
                }
                _ => {}
            }
            let counts_for = |mut n: usize| {
                while let Some((_, stays, _)) = standing.iter().find(|(_, _, other)| *other == n) {
                    n = *stays;
                }
                n
            };
            let mut model: BTreeMap<usize, BTreeSet<&str>> = BTreeMap::new();
            for (n, said) in ticked.iter().enumerate() {
                model.entry(counts_for(n)).or_default().extend(said);
            }
            let model: BTreeMap<String, String> = model
                .into_iter()
                .map(|(n, said)| {
                    let word = match said.len() {
                        0 => "missing",
                        1 => said.first().unwrap(),
                        _ => "disputed",
                    };
                    (people[n].clone(), word.to_owned())
                })
                .collect();
            assert_eq!(standings(&city, "shequ", &round).await, model, "{engine:?} step {step}");
        }
        let undone = column(
            &city,
            "select '' || count(*) as x from person_pair_fact where kind = 'unmerged'",
        )
        .await;
        assert!(undone[0].parse::<usize>().unwrap() > 5, "hardly anything was undone: {undone:?}");
    }
}

/// Two who merge the same records at once: one of them does it.
#[tokio::test(flavor = "multi_thread")]
async fn two_who_merge_at_once_make_one_merge() {
    for (_, city) in on_both("merging at once").await {
        for n in 0..10 {
            let room = format!("{}", 101 + n);
            let one =
                registered(&city, "shequ", COMMUNITY, &named("张伟", "10000000001", &room)).await;
            let two =
                registered(&city, "shequ", COMMUNITY, &named("张伟", "10000000002", &room)).await;
            let session = city.session("shequ").await;
            let send = |stays: String, other: String| {
                let body = json!({ "fact_id": city.fresh_id(), "person_id": stays, "version": 1,
                    "other_id": other, "other_version": 1, "from_other": [], "reason": "同一人" });
                let attempt = Attempt::of("POST", "/people/merges").session(&session);
                attempt.purpose("register").json(&body).send(&city)
            };
            let (a, b) =
                tokio::join!(send(one.clone(), two.clone()), send(two.clone(), one.clone()));
            let n_done = [&a, &b].iter().filter(|answer| answer.status == 204).count();
            assert_eq!(n_done, 1, "{} {}", a.text, b.text);
        }
        let facts = column(&city, "select '' || count(*) as x from person_fact").await;
        let versions = column(&city, "select '' || sum(version) as x from person").await;
        assert_eq!(facts, versions);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_import_is_taken_back_once_but_for_what_was_built_on_it() {
    for (engine, city) in on_both("imports taken back").await {
        let head = "姓名,联系电话,楼号,房号\n";
        let first = format!("{head}甲,10000000001,5,101\n乙,10000000002,5,102\n");
        taken(&city, first.into_bytes()).await;
        let second = format!(
            "{head}甲,10000000011,5,101\n乙,10000000012,5,102\n丙,10000000003,5,103\n\
             丁,10000000004,5,104\n戊,10000000005,5,105\n"
        );
        let seen = taken(&city, second.into_bytes()).await;
        assert_eq!((&seen["counts"]["added"], &seen["counts"]["changed"]), (&json!(3), &json!(2)));
        let page = format!("/people?within={COMMUNITY}");
        let rows = city.get("shequ", &page, "register").await.ok()["rows"].clone();
        let id = |room: &str| -> String {
            let rows = rows.as_array().unwrap();
            let row = rows.iter().find(|row| row["door_name"].as_str().unwrap().ends_with(room));
            row.unwrap()["person_id"].as_str().unwrap().to_owned()
        };
        // Built on since: one who was changed is changed again, one who was added is ticked.
        let leave =
            json!({ "fact_id": city.fresh_id(), "version": 2, "back": false, "reason": "走" });
        let answer =
            city.post("shequ", &format!("/people/{}/leave", id("102")), "register", leave).await;
        assert_eq!(outcome(&answer), "204", "{}", answer.text);
        let round = open_round(&city, COMMUNITY).await;
        city.pass_ms(1);
        tick(&city, "shequ", &round, &id("104"), "done", &[]).await;
        let path = format!("/imports/{}/undo", seen["import_id"].as_str().unwrap());
        let shown = city.get("shequ", &path, "register").await.ok();
        assert_eq!((&shown["left"], &shown["restored"]), (&json!(2), &json!(1)), "{engine:?}");
        let kept: BTreeSet<&str> =
            shown["kept"].as_array().unwrap().iter().map(|one| one.as_str().unwrap()).collect();
        assert_eq!(kept, BTreeSet::from([id("102").as_str(), id("104").as_str()]));
        let body = json!({ "reason": "导错了表" });
        for _ in 0..2 {
            let undone = city.post("shequ", &path, "register", body.clone()).await.ok();
            assert_eq!(undone["undone"]["left"], 2, "twice is once");
            assert_eq!(
                (&undone["undone"]["restored"], &undone["undone"]["kept"]),
                (&json!(1), &json!(2))
            );
        }
        let answer = city.post("shequ", &path, "register", json!({ "reason": "再来" })).await;
        assert_eq!(outcome(&answer), "409 import_state");
        let rows = city.get("shequ", &page, "register").await.ok()["rows"].clone();
        let left: Vec<(&str, &str)> = rows
            .as_array()
            .unwrap()
            .iter()
            .map(|row| (row["door_name"].as_str().unwrap(), row["phone_tail"].as_str().unwrap()))
            .collect();
        assert_eq!(left, [("5号楼101", "0001"), ("5号楼104", "0004")], "{engine:?}");
        let past = city.get("shequ", &format!("/people/{}/history", id("103")), "register").await;
        let past = past.ok();
        assert_eq!(past[1]["kind"], "import_undone");
        assert_eq!(past[1]["reason"], "导错了表");
        let versions = column(&city, "select '' || sum(version) as x from person").await;
        let facts = column(&city, "select '' || count(*) as x from person_fact").await;
        assert_eq!(facts, versions);
    }
}
