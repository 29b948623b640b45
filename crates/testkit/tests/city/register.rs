//! The register from the sheet that somebody sends to the person who is found, on both engines.

use crate::attacks::on_both;
use crate::attempt::{Attempt, column, person};
use crate::policy::{COMMUNITY, Dice, PERSON, TODAY, outcome};
use fangxian_core::places::PlaceCode;
use fangxian_invent::{
    City as Invented, CommunityHead, MessyCell, MessyRoster, Truth, messy_roster,
};
use fangxian_sheets::{OutCell, OutSheet, write_xlsx};
use fangxian_testkit::{Bar, TestCity};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

/// A village that is not in the demonstration otherwise.
const VILLAGE: &str = "140110003001";

/// An import once nothing works on it any more.
pub(crate) async fn settled(city: &TestCity, path: &str) -> Value {
    settled_as(city, "shequ", path).await
}

async fn settled_as(city: &TestCity, who: &str, path: &str) -> Value {
    for _ in 0..6_000 {
        let seen = city.get(who, path, "register").await.ok();
        if seen["running"] == false {
            return seen;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("the import does not come to an end")
}

pub(crate) async fn put_in(city: &TestCity, bytes: Vec<u8>) -> (String, Value) {
    let id = city.fresh_id();
    let attempt = Attempt::of("POST", &format!("/imports/{id}?community={VILLAGE}"));
    let attempt = attempt.session(&city.session("shequ").await).purpose("register");
    let attempt = attempt.with("x-file-name", "%E5%90%8D%E5%8D%95.xlsx");
    let answer = attempt.bytes("application/octet-stream", bytes).send(city).await;
    assert!(answer.status.is_success(), "{}", answer.text);
    let path = format!("/imports/{id}");
    let seen = settled(city, &path).await;
    (path, seen)
}

pub(crate) async fn taken(city: &TestCity, bytes: Vec<u8>) -> Value {
    let (path, seen) = put_in(city, bytes).await;
    let body = json!({ "version": seen["version"] });
    city.post("shequ", &format!("{path}/apply"), "register", body).await.ok();
    settled(city, &path).await
}

fn counts(seen: &Value) -> BTreeMap<String, i64> {
    let counts = seen["counts"].as_object().unwrap();
    counts.iter().map(|(name, n)| (name.clone(), n.as_i64().unwrap())).collect()
}

pub(crate) fn village(n_people: u64, seed: u64) -> fangxian_invent::InventedCommunity {
    let code = PlaceCode::parse(VILLAGE).unwrap();
    let heads = [CommunityHead { code, name: "某村村委会".to_owned() }];
    Invented::plan(&heads, n_people, seed).unwrap().community(0).unwrap()
}

fn cell(cell: &MessyCell) -> OutCell {
    match cell {
        MessyCell::Text(text) => OutCell::text(text.clone()),
        // As a file has it: a number of seventeen digits is not there any more.
        MessyCell::Number(number) if *number >= 1e15 => OutCell::text(format!("{number:.5E}")),
        // Serial days, telephones and house numbers are whole.
        MessyCell::Number(number) => OutCell::count(*number as i64),
        MessyCell::Day(day) => OutCell::day(*day),
        MessyCell::Empty => OutCell::empty(),
    }
}

/// The roster as a workbook: the upper header row as titles, the lower one as the first row.
pub(crate) fn workbook(roster: &MessyRoster) -> Vec<u8> {
    let title = |cell: &MessyCell| match cell {
        MessyCell::Text(text) => text.clone(),
        MessyCell::Number(_) | MessyCell::Day(_) | MessyCell::Empty => String::new(),
    };
    let header: Vec<Vec<String>> =
        roster.header.iter().map(|row| row.iter().map(title).collect()).collect();
    // The two header rows as one, which is what a sheet without merged cells has.
    let mut above = String::new();
    let titles: Vec<String> = header[1]
        .iter()
        .zip(&header[2])
        .map(|(upper, lower)| {
            if !upper.is_empty() {
                above.clone_from(upper);
            }
            match (lower.is_empty(), above.as_str()) {
                (true, _) => upper.clone(),
                // 号码 alone would not say of what.
                (false, "证件") => format!("{above}{lower}"),
                (false, _) => lower.clone(),
            }
        })
        .collect();
    let rows = roster.rows.iter().map(|row| row.cells.iter().map(cell).collect()).collect();
    write_xlsx(&[OutSheet { name: "名单".to_owned(), titles, rows }]).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_messy_roster_is_taken_without_losing_or_doubling_a_row() {
    let bar = Bar::begins("R8", "rows of messy rosters: added + rejected + aside = rows in");
    for (engine, city) in on_both("messy rosters").await {
        let mut n_rows = 0;
        for seed in 0..3 {
            let community = village(387, seed);
            let roster = messy_roster(&community, seed);
            let due = |is: fn(&Truth) -> bool| {
                i64::try_from(roster.rows.iter().filter(|row| is(&row.truth)).count()).unwrap()
            };
            let n_said = due(|truth| !matches!(truth, Truth::Blank));
            let seen = taken(&city, workbook(&roster)).await;
            let n = counts(&seen);
            assert_eq!(seen["state"], "applied", "{seen}");
            assert_eq!(n["rows"], n_said, "{engine:?} {seed} {n:?}");
            let sum = n["added"] + n["changed"] + n["unchanged"] + n["rejected"] + n["aside"];
            assert_eq!(sum, n["rows"], "{n:?}");
            // Row by row: what is right is taken, what is not is given back.
            let given_back: BTreeSet<u64> = seen["problems"]
                .as_array()
                .unwrap()
                .iter()
                .map(|problem| problem["row"].as_u64().unwrap())
                .collect();
            for (row, number) in roster.rows.iter().zip(2u64..) {
                let is_right = matches!(row.truth, Truth::Accept { .. } | Truth::Blank);
                let is_taken = !given_back.contains(&number);
                assert_eq!(is_taken, is_right, "{number} {:?} {:?}", row.truth, row.cells);
            }
            // The same again changes nothing.
            let again = counts(&taken(&city, workbook(&roster)).await);
            assert_eq!((again["added"], again["changed"]), (0, 0), "{again:?} after {n:?}");
            assert_eq!(again["rows"], n["rows"]);
            n_rows += usize::try_from(2 * n["rows"]).unwrap();
        }
        let facts = column(&city, "select '' || count(*) as x from person_fact").await;
        let people = column(&city, "select '' || sum(version) as x from person").await;
        assert_eq!(facts, people, "each version of a record has its fact");
        bar.held(format!("{engine:?}"), n_rows);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_import_that_is_broken_off_goes_on_where_it_stopped() {
    for (_, city) in on_both("imports broken off").await {
        let mut csv = String::from("姓名,证件号码,楼号,房号\n");
        for n in 0..3_000 {
            csv += &format!("某{},{},{},{}\n", letter(n), resident_id(n), 1 + n % 30, 100 + n / 30);
        }
        let (path, seen) = put_in(&city, csv.clone().into_bytes()).await;
        assert_eq!(counts(&seen)["added"], 3_000, "{seen}");
        let body = json!({ "version": seen["version"] });
        city.post("shequ", &format!("{path}/apply"), "register", body).await.ok();
        // Stopped after some batch; whoever stops it sees how far it came.
        let cancel = Attempt::of("POST", &format!("{path}/cancel"));
        let cancel = cancel.session(&city.session("shequ").await).purpose("register");
        cancel.send(&city).await;
        let seen = settled(&city, &path).await;
        let so_far = counts(&seen)["added"];
        let held = column(&city, "select '' || count(*) as x from person").await;
        assert_eq!(held[0], so_far.to_string(), "what is counted is what is there");
        // The same list again takes the rest, and nothing twice.
        let seen = taken(&city, csv.into_bytes()).await;
        let n = counts(&seen);
        assert_eq!((n["unchanged"], n["added"]), (so_far, 3_000 - so_far));
        let held = column(&city, "select '' || count(*) as x from person").await;
        assert_eq!(held[0], "3000");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_entered_at_the_desk_while_a_list_is_taken_in_is_there_once() {
    const N_ROWS: usize = 3_000;
    for (engine, city) in on_both("entered meanwhile").await {
        let mut csv = String::from("姓名,证件号码,楼号,房号\n");
        for n in 0..N_ROWS {
            csv += &format!("某{},{},{},{}\n", letter(n), resident_id(n), 1 + n % 30, 100 + n / 30);
        }
        let (path, seen) = put_in(&city, csv.into_bytes()).await;
        let body = json!({ "version": seen["version"] });
        city.post("shequ", &format!("{path}/apply"), "register", body).await.ok();
        // From the end of the list, so that the import comes upon them.
        let mut n_entered = 0i64;
        for n in (0..N_ROWS).rev().step_by(53) {
            let mut person: Value = serde_json::from_str(PERSON).unwrap();
            person["name"] = json!(format!("某{}", letter(n)));
            person["document"] = json!(resident_id(n));
            person["phone"] = json!("");
            let body = json!({ "person_id": city.fresh_id(), "fact_id": city.fresh_id(),
                "community": VILLAGE, "found": false, "person": person });
            let answer = city.post("shequ", "/people", "register", body).await;
            n_entered += i64::from(answer.status.is_success());
        }
        let seen = settled(&city, &path).await;
        let n = counts(&seen);
        assert_eq!(seen["state"], "applied", "{engine:?} {seen}");
        assert_eq!(n["rejected"] + n["aside"], 0, "{engine:?} {n:?} {}", seen["problems"]);
        assert!(n_entered > 0, "{engine:?}: nobody was entered in time");
        assert_eq!(n["added"] + n_entered, 3_000, "{engine:?} {n:?}, {n_entered} at the desk");
        assert_eq!(n["added"] + n["changed"] + n["unchanged"], 3_000, "{engine:?} {n:?}");
        let once = "select count(*) || ' ' || count(distinct document_index) as x from person";
        assert_eq!(column(&city, once).await, ["3000 3000"], "{engine:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_is_kept_for_a_week() {
    for (_, city) in on_both("files kept").await {
        let sheet = |name: &str| format!("姓名,楼号,房号\n{name},5,101\n").into_bytes();
        let held = "select '' || count(file_sealed) as x from roster_import";
        let (path, _) = put_in(&city, sheet("甲")).await;
        city.turn_to("2022-11-30").await;
        put_in(&city, sheet("乙")).await;
        assert_eq!(column(&city, held).await, ["2"]);
        city.turn_to("2022-12-02").await;
        put_in(&city, sheet("丙")).await;
        assert_eq!(column(&city, held).await, ["2"]);
        let rejects = city.get("shequ", &format!("{path}/rejects"), "register").await;
        assert_eq!(outcome(&rejects), "409 import_state");
    }
}

/// A number that follows the standard and that nobody has: no region begins with 99.
pub(crate) fn resident_id(n: usize) -> String {
    let body = format!(
        "990101195{:01}0{:01}{:02}{:03}",
        n % 10,
        1 + n / 10 % 9,
        1 + n / 90 % 28,
        n % 1_000
    );
    let check = fangxian_invent::check_character(&body).unwrap();
    format!("{body}{check}")
}

fn letter(n: usize) -> char {
    char::from_u32(0x4E00 + u32::try_from(n).unwrap()).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_is_found_revealed_for_a_reason_and_put_right() {
    for (_, city) in on_both("a person").await {
        let person: Value = serde_json::from_str(PERSON).unwrap();
        let id = city.fresh_id();
        let body = json!({ "person_id": id, "fact_id": city.fresh_id(), "community": COMMUNITY,
            "found": false, "person": person });
        for _ in 0..2 {
            let answer = city.post("shequ", "/people", "register", body.clone()).await;
            assert_eq!(outcome(&answer), "204", "twice is once");
        }
        for words in ["测试", "cs", "ceshi", "002X", "11010519491231002X", "10000000000", "5-1-101"]
        {
            let body = json!({ "within": COMMUNITY, "words": words });
            let found = city.post("wangge", "/people/searches", "order_work", body).await.ok();
            assert_eq!(found.as_array().unwrap().len(), 1, "{words}: {found}");
            assert_eq!(found[0]["name"], "测*");
        }
        let body = json!({ "within": COMMUNITY, "words": "别人" });
        let found = city.post("wangge", "/people/searches", "order_work", body).await.ok();
        assert_eq!(found, json!([]));
        let seen = city.get("shequ", &format!("/people/{id}"), "register").await;
        for whole in ["11010519491231002X", "10000000000"] {
            assert!(!seen.text.contains(whole), "shown masked");
        }
        let reveal = format!("/people/{id}/reveal");
        let answer = city.post("wangge", &reveal, "order_work", json!({ "reason": " " })).await;
        assert_eq!(outcome(&answer), "400 bad_input");
        let shown =
            city.post("wangge", &reveal, "order_work", json!({ "reason": "上门" })).await.ok();
        assert_eq!(shown["document"], "11010519491231002X");
        let log = "select subject || ' ' || purpose as x from read_log";
        let revealed = format!("person-revealed/{id} order_work");
        assert!(column(&city, log).await.contains(&revealed), "whoever looked is known");
        let mut moved = person.clone();
        moved["room"] = json!("102");
        let body = json!({ "fact_id": city.fresh_id(), "version": 1, "reason": "门牌登错",
            "person": moved });
        let path = format!("/people/{id}");
        city.send("shequ", "PUT", &path, "register", Some(body.clone())).await;
        let stale =
            json!({ "fact_id": city.fresh_id(), "version": 1, "reason": "晚了", "person": person });
        let answer = city.send("shequ", "PUT", &path, "register", Some(stale)).await;
        assert_eq!(outcome(&answer), "409 stale");
        let past = city.get("shequ", &format!("{path}/history"), "register").await.ok();
        assert_eq!(past[1]["fields"], json!(["door"]));
        assert_eq!(
            (past[1]["reason"].as_str(), past.as_array().unwrap().len()),
            (Some("门牌登错"), 2)
        );
    }
}

/// A16: what names a person stands nowhere in the files of the store as it is.
#[tokio::test(flavor = "multi_thread")]
async fn the_files_of_the_store_name_nobody() {
    let bar = Bar::begins("A16", "values of people that are looked for in the bytes of the store");
    let city = TestCity::on(TODAY).await;
    let mut csv = String::from("姓名,证件号码,联系电话,楼号,房号,备注\n");
    let people: Vec<[String; 4]> = (0..400)
        .map(|n| {
            let note = format!("备注里的话第{n}号");
            [format!("独特姓名{}", letter(n)), resident_id(n), format!("1007{n:07}"), note]
        })
        .collect();
    for (n, [name, id, phone, note]) in people.iter().enumerate() {
        csv += &format!("{name},{id},{phone},{},{},{note}\n", 1 + n % 9, 101 + n / 9);
    }
    let seen = taken(&city, csv.into_bytes()).await;
    assert_eq!(counts(&seen)["added"], 400, "{seen}");
    column(&city, "select '' || count(*) as x from person").await;
    let url = city.store_url();
    let mut bytes = Vec::new();
    for ending in ["", "-wal", "-shm"] {
        bytes.extend(std::fs::read(format!("{url}{ending}")).unwrap_or_default());
    }
    let holds = |text: &str| bytes.windows(text.len()).any(|window| window == text.as_bytes());
    // The control: what is not sealed is found.
    assert!(holds("兰亭御湖城东区"), "the sweep finds nothing at all");
    bar.control("SQLite (control: the name of a compound)", 1, 1);
    let found: BTreeSet<&str> = people
        .iter()
        .step_by(8)
        .flatten()
        .map(String::as_str)
        .filter(|value| holds(value))
        .collect();
    assert!(found.is_empty(), "{} of {} stand in the files", found.len(), 200);
    bar.held("SQLite", 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn grids_are_proposed_drawn_and_handed_over() {
    for (_, city) in on_both("grids").await {
        let community = village(387, 1);
        let seen = taken(&city, workbook(&messy_roster(&community, 1))).await;
        assert_eq!(seen["state"], "applied");
        let body = json!({ "community": VILLAGE, "n_grids": 5, "min_households": null,
            "max_households": null });
        let proposal = city.post("shequ", "/grids/proposals", "register", body).await.ok();
        assert_eq!(proposal["grids"].as_array().unwrap().len(), 5);
        assert_eq!(proposal["gap_per_mille"], 0, "{proposal}");
        let path = format!("/grids?community={VILLAGE}");
        let before = city.get("shequ", &path, "register").await.ok();
        assert!(!before["uncovered"].as_array().unwrap().is_empty(), "nobody drew the village yet");
        let mut drawn: Vec<Value> = proposal["grids"]
            .as_array()
            .unwrap()
            .iter()
            .map(|grid| {
                let places = grid["places"].as_array().unwrap().iter();
                let places: Vec<&Value> = places.map(|one| &one["place"]).collect();
                json!({ "name": grid["name"], "places": places })
            })
            .collect();
        // The buildings of the demonstration go to the second of them, in one piece.
        let own: Vec<Value> = (1..=12).map(|n| json!(format!("{VILLAGE}-01-{n:02}"))).collect();
        let held: BTreeSet<String> = drawn
            .iter()
            .flat_map(|grid| grid["places"].as_array().unwrap().iter())
            .map(|place| place.as_str().unwrap().to_owned())
            .collect();
        let places = drawn[1]["places"].as_array_mut().unwrap();
        places.extend(own.into_iter().filter(|place| {
            !held.iter().any(|one| {
                place.as_str().unwrap().starts_with(one) || one.starts_with(place.as_str().unwrap())
            })
        }));
        let body = json!({ "community": VILLAGE, "seen": before["seen"], "grids": drawn });
        let after = city.send("shequ", "PUT", "/grids", "register", Some(body.clone())).await.ok();
        assert_eq!(after["grids"]["uncovered"], json!([]), "{after}");
        assert!(!after["moved"].as_array().unwrap().is_empty());
        let households: u64 = after["grids"]["grids"]
            .as_array()
            .unwrap()
            .iter()
            .map(|grid| grid["households"].as_u64().unwrap())
            .sum();
        let counted = format!("/people?within={VILLAGE}");
        let all = city.get("shequ", &counted, "register").await.ok();
        assert_eq!(json!(households), all["households"]);
        // Whoever draws over what he has not seen is refused.
        let answer = city.send("shequ", "PUT", "/grids", "register", Some(body)).await;
        assert_eq!(outcome(&answer), "409 stale");
    }
}

/// Any order of the same rows comes to the same register.
#[tokio::test(flavor = "multi_thread")]
async fn the_order_of_rows_makes_no_difference_to_who_is_registered() {
    let mut names = Vec::new();
    for seed in [3u64, 17] {
        let city = TestCity::on(TODAY).await;
        let mut rows: Vec<String> = (0..200)
            .map(|n| format!("某{},{},{},{}", letter(n), resident_id(n), 1 + n % 7, 101 + n / 7))
            .collect();
        let mut dice = Dice(seed);
        for place in (1..rows.len()).rev() {
            rows.swap(place, dice.roll(place + 1));
        }
        let csv = format!("姓名,证件号码,楼号,房号\n{}\n", rows.join("\n"));
        assert_eq!(counts(&taken(&city, csv.into_bytes()).await)["added"], 200);
        let path = format!("/people?within={VILLAGE}&limit=200");
        let page = city.get("shequ", &path, "register").await.ok();
        let rows = page["rows"].as_array().unwrap();
        let said =
            |row: &Value| format!("{} {} {}", row["door_name"], row["document_tail"], row["name"]);
        names.push(rows.iter().map(said).collect::<Vec<_>>());
    }
    assert_eq!(names[0], names[1]);
}

/// Whoever keeps a street finds whom a community would find, by the same words, and follows what
/// changes: a large area is searched another way than a small one.
#[tokio::test(flavor = "multi_thread")]
async fn a_street_finds_whom_its_communities_find() {
    for (_, city) in on_both("search of a street").await {
        let street = [("community_registrar", "140110003", "2022-01-01", None)];
        person(&city, "street", &street).await;
        let messy = messy_roster(&village(120, 5), 5);
        taken(&city, workbook(&messy)).await;
        let neighbor = "140110003002";
        let csv = "姓名,证件号码,证件类型,联系电话,楼号,单元,房号\n\
             欧阳单,E7654321,护照,10000004321,3,1,301\n曾先,,,,3,1,302\n";
        let id = city.fresh_id();
        let attempt = Attempt::of("POST", &format!("/imports/{id}?community={neighbor}"));
        let attempt = attempt.session(&city.session("street").await).purpose("register");
        let attempt = attempt.with("x-file-name", "a.csv");
        let answer = attempt.bytes("text/csv", csv.as_bytes().to_vec()).send(&city).await;
        assert!(answer.status.is_success(), "{}", answer.text);
        let seen = settled_as(&city, "street", &format!("/imports/{id}")).await;
        let body = json!({ "version": seen["version"] });
        city.post("street", &format!("/imports/{id}/apply"), "register", body).await.ok();
        settled_as(&city, "street", &format!("/imports/{id}")).await;
        let found = async |within: &str, words: &str| -> BTreeSet<String> {
            let body = json!({ "within": within, "words": words });
            let found = city.post("street", "/people/searches", "register", body).await.ok();
            let rows = found.as_array().unwrap();
            rows.iter().map(|row| row["person_id"].as_str().unwrap().to_owned()).collect()
        };
        let mut n_found = 0;
        for words in [
            "欧阳",
            "oys",
            "ouyangdan",
            "zengxian",
            "cx",
            "4321",
            "E7654321",
            "10000004321",
            "3-1-301",
            "302",
            "王",
            "li",
            "wx",
            "没有此人",
            "zzzz",
            "99-99",
        ] {
            let mut parts = found(VILLAGE, words).await;
            parts.extend(found(neighbor, words).await);
            // Up to fifty are shown.
            if parts.len() < 50 {
                assert_eq!(found("140110003", words).await, parts, "{words}");
            }
            n_found += parts.len();
        }
        assert!(n_found > 20, "{n_found}");
        let gone = found("140110003", "ouyangdan").await.pop_first().unwrap();
        let body = json!({ "fact_id": city.fresh_id(), "version": 1, "back": false,
            "reason": "搬走" });
        city.post("street", &format!("/people/{gone}/leave"), "register", body).await;
        assert!(found("140110003", "ouyangdan").await.is_empty(), "who left is not found");
    }
}
