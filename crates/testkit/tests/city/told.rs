//! What is told of cases, on both engines: reports with their words, chains that people choose in, places
//! for everybody that point at nobody, contradictions from which nothing follows.

use crate::attacks::on_both;
use crate::attempt::{column, person};
use crate::policy::{COMMUNITY, outcome};
use crate::results::foreigner;
use crate::venues::{approved, at_gate, gate, pass_of, with_log};
use axum::body::Body;
use axum::http::Request;
use fangxian_app::cases::tracing_feed;
use fangxian_app::passes::passes_load;
use fangxian_app::scans::drain_scans;
use fangxian_core::Moment;
use fangxian_core::contradictions::ContradictionFactKind;
use fangxian_core::ids::{CaseId, ContradictionId, RiskListFactId, RiskListId};
use fangxian_core::publication::{PublicPlace, PublicWindow, RiskListFactKind};
use fangxian_store::StoreError;
use fangxian_store::contradictions::{StoredContradiction, contradiction_insert};
use fangxian_store::publications::{
    StoredRiskFact, StoredRiskList, risk_fact_insert, risk_list_insert,
};
use fangxian_testkit::TestCity;
use serde_json::{Value, json};
use std::collections::BTreeMap;

const HOUR_MS: i64 = 3_600_000;
const WHO: &str = "liudiao";
const WHY: &str = "tracing";

const REPORT: &str = "病例1：11月22日8时许至9时20分在美特好超市（长风街店）购物，与2名同事一起。11月23日乘坐\
     G8087次列车（3车厢12F座）前往大同南站；11月23日20时返回家中。11月20日未去过迎泽公园。";

async fn open(city: &TestCity, name: &str, document: &str, onset: &str) -> String {
    let case = city.fresh_id();
    let about = json!({ "kind": "confirmed", "source": "clinic", "report": "1", "onset": onset });
    let body = json!({ "case_id": case, "fact_id": city.fresh_id(), "name": name,
        "document_kind": "passport", "document": document, "about": about });
    assert_eq!(outcome(&city.post(WHO, "/cases", WHY, body).await), "204");
    case
}

async fn was(city: &TestCity, case: &str, words: &str, (from, to): (Moment, Moment)) {
    let body = json!({ "episode_id": city.fresh_id(), "words": words, "from": from.0, "to": to.0,
        "source": "told" });
    let path = format!("/cases/{case}/episodes");
    assert_eq!(outcome(&city.post(WHO, &path, WHY, body).await), "204");
}

/// Part of the world of the matrices: a report, a list that waits, and a contradiction.
pub(crate) async fn standing(city: &TestCity, named: &mut BTreeMap<&'static str, String>) {
    let case = named["case_id"].clone();
    let report = city.fresh_id();
    let body = json!({ "report_id": report, "written_on": "2022-11-24", "text": REPORT });
    let path = format!("/cases/{case}/reports");
    assert_eq!(outcome(&city.post(WHO, &path, WHY, body).await), "204");
    let (list, contradiction) = (city.fresh_id(), city.fresh_id());
    let now = city.city.now(city.wall());
    let key = city.city.key();
    let stored = StoredRiskList {
        county: key.clone(),
        id: RiskListId::parse(&list).unwrap(),
        windows: vec![window("某商场", now)],
        homes: Vec::new(),
        at: now,
    };
    let fact = StoredRiskFact {
        county: key,
        id: RiskListFactId::parse(&city.fresh_id()).unwrap(),
        list: stored.id,
        ordinal: 0,
        kind: RiskListFactKind::Proposed,
        reason: String::new(),
        at: now,
        by: "another".to_owned(),
        body_mac: vec![1],
    };
    let write = city.city.db.write(move |tx| async move {
        risk_list_insert(&tx, &stored).await?;
        risk_fact_insert(&tx, &fact).await
    });
    write.await.unwrap();
    named.extend([
        ("case_report_id", report),
        ("risk_list_id", list),
        ("contradiction_id", contradiction),
    ]);
}

fn window(name: &str, now: Moment) -> PublicWindow {
    let place =
        PublicPlace { county: "140110".to_owned(), name: name.to_owned(), venue: None, kind: None };
    PublicWindow { place, from: now.plus_ms(-30 * HOUR_MS), to: now.plus_ms(-26 * HOUR_MS) }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_report_is_read_with_its_words_and_accepted_piece_by_piece() {
    for (engine, city) in on_both("reports").await {
        foreigner(&city, "Report One", "X1000001", 701, "").await;
        let case = open(&city, "Report One", "X1000001", "2022-11-23").await;
        let path = format!("/cases/{case}/reports");
        let report = city.fresh_id();
        let paste = json!({ "report_id": report, "written_on": "2022-11-24", "text": REPORT });
        let posting = async |body: &Value| outcome(&city.post(WHO, &path, WHY, body.clone()).await);
        assert_eq!(posting(&paste).await, "204", "{engine:?}");
        assert_eq!(posting(&paste).await, "204", "the same act");
        let other =
            json!({ "report_id": report, "written_on": "2022-11-24", "text": "10月1日在家" });
        assert_eq!(posting(&other).await, "409 id_reused");
        for (text, on) in [("", "2022-11-24"), ("\u{0}PK", "2022-11-24"), ("在家", "2022-11-25")]
        {
            let bad = json!({ "report_id": city.fresh_id(), "written_on": on, "text": text });
            assert_eq!(posting(&bad).await, "400 bad_input", "{text:?} {on}");
        }
        let seen = city.get(WHO, &path, WHY).await.ok();
        let read = &seen[0];
        let text: Vec<char> = REPORT.chars().collect();
        let kinds: Vec<(&str, &str)> = read["episodes"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| (one["kind"].as_str().unwrap(), one["day"].as_str().unwrap()))
            .collect();
        let due = [("stay", "2022-11-22"), ("ride", "2022-11-23"), ("home", "2022-11-23")];
        assert_eq!(kinds, due, "{read}");
        let ride = &read["episodes"][1]["ride"];
        assert_eq!((&ride["number"], &ride["carriage"]), (&json!("G8087"), &json!("3")));
        assert_eq!(read["doubts"][0]["code"], "denied");
        let place = &read["episodes"][0]["place"];
        let at = |field: &str| usize::try_from(place[field].as_u64().unwrap()).unwrap();
        let said: String = text[at("from_char")..at("to_char")].iter().collect();
        assert_eq!(said, "美特好超市（长风街店）");
        // The hours of a train are not made up.
        assert_eq!(read["episodes"][1]["from_at"], Value::Null);

        // One is accepted, with its words; what lies outside of the text is refused.
        let one = &read["episodes"][0];
        let accept = format!("{path}/{report}/accept");
        let body = json!({ "episode_id": city.fresh_id(), "from_char": one["from_char"],
            "to_char": one["to_char"], "words": one["words"], "from": one["from_at"],
            "to": one["to_at"] });
        let accepting =
            async |body: &Value| outcome(&city.post(WHO, &accept, WHY, body.clone()).await);
        assert_eq!(accepting(&body).await, "204");
        assert_eq!(accepting(&body).await, "204", "the same act");
        let mut outside = body.clone();
        outside["episode_id"] = json!(city.fresh_id());
        outside["to_char"] = json!(text.len() + 1);
        assert_eq!(accepting(&outside).await, "400 bad_input");
        let seen = city.get(WHO, &path, WHY).await.ok();
        assert_eq!(seen[0]["accepted"].as_array().unwrap().len(), 1);
        let line = city.get(WHO, &format!("/cases/{case}"), WHY).await.ok();
        let told = line["episodes"].as_array().unwrap();
        assert!(told.iter().any(|one| one["words"] == "美特好超市（长风街店）"), "{line}");
        // Withdrawn, it is to be accepted again.
        let episode = body["episode_id"].as_str().unwrap();
        let gone = json!({ "episode_id": city.fresh_id(), "reason": "问错了日子" });
        let withdraw = format!("/cases/{case}/episodes/{episode}/withdraw");
        assert_eq!(outcome(&city.post(WHO, &withdraw, WHY, gone).await), "204");
        let seen = city.get(WHO, &path, WHY).await.ok();
        assert_eq!(seen[0]["accepted"], json!([]));

        // Another case's report, another county and a closed case get nothing.
        foreigner(&city, "Report Two", "X1000002", 702, "").await;
        let second = open(&city, "Report Two", "X1000002", "2022-11-23").await;
        let strange = format!("/cases/{second}/reports/{report}/accept");
        assert_eq!(outcome(&city.post(WHO, &strange, WHY, body.clone()).await), "404 not_found");
        person(&city, "far", &[("tracer", "140105", "2022-01-01", None)]).await;
        assert_eq!(outcome(&city.get("far", &path, WHY).await), "404 not_found");
        // Nothing of it lies open in the store.
        let sealed = column(&city, "select written_on as x from case_report").await;
        assert_eq!(sealed, ["2022-11-24"]);
        let close = json!({ "fact_id": city.fresh_id(), "seen": 1, "reason": "转归" });
        let closing = city.post(WHO, &format!("/cases/{case}/close"), WHY, close).await;
        assert_eq!(outcome(&closing), "204");
        assert_eq!(outcome(&city.get(WHO, &path, WHY).await), "404 not_found");
        assert_eq!(posting(&paste).await, "404 not_found");
    }
}

/// What the signer or the tracer may do with a list.
async fn decide(city: &TestCity, login: &str, list: &str, seen: i64, decision: &str) -> String {
    let body = json!({ "fact_id": city.fresh_id(), "seen": seen, "decision": decision,
        "reason": "核对" });
    let path = format!("/risk-lists/{list}/decide");
    outcome(&city.post(login, &path, "zone_decision", body).await)
}

async fn page(city: &TestCity, path: &str) -> (String, String) {
    let request = Request::builder().uri(path).body(Body::empty()).unwrap();
    let answer = city.raw(request).await;
    assert_eq!(answer.status.as_u16(), 200, "{}", answer.text);
    let policy = answer.headers.get("content-security-policy");
    let policy = policy.map(|value| value.to_str().unwrap().to_owned()).unwrap_or_default();
    (policy, answer.text)
}

#[tokio::test(flavor = "multi_thread")]
async fn places_are_told_to_everybody_and_point_at_nobody() {
    for (engine, city) in on_both("places for everybody").await {
        let names = ["Public One", "Public Two"];
        let mut people = Vec::new();
        for (n, name) in names.iter().enumerate() {
            let room = 711 + u32::try_from(n).unwrap();
            people.push(foreigner(&city, name, &format!("Y100000{n}"), room, "").await);
        }
        let mut others = Vec::new();
        for n in 0..10_u32 {
            let name = format!("Visitor {}", char::from(b'A' + u8::try_from(n).unwrap()));
            others.push(foreigner(&city, &name, &format!("Z10000{n:02}"), 721 + n, "").await);
        }
        // The case and ten others, each of another home, at one place; the case alone at another.
        let _log = with_log(&city).await;
        let busy = approved(&city, "mall", None).await;
        let (_, at_busy) = gate(&city, &busy).await;
        let lonely = approved(&city, "gym", None).await;
        let (_, at_lonely) = gate(&city, &lonely).await;
        let scan = async |secret: &str, who: &str| {
            let body = json!({ "id": city.fresh_id(), "pass": pass_of(&city, who),
                "temperature": 365, "has_mask": true });
            let told = at_gate(&city, secret, "/gate/scans", body).await.ok();
            assert_eq!(told["verdict"], "pass", "{told}");
        };
        scan(&at_busy, &people[0]).await;
        for other in &others {
            scan(&at_busy, other).await;
        }
        scan(&at_lonely, &people[0]).await;
        let first = city.city.now(city.wall());
        city.pass_signed_out(6 * HOUR_MS);
        let now = city.city.now(city.wall());
        drain_scans(&city.city, now.city_day()).await.unwrap();
        passes_load(&city.city, city.wall()).await.unwrap();
        tracing_feed(&city.city, city.wall()).await.unwrap();
        let case = open(&city, names[0], "Y1000000", "2022-11-23").await;
        let second = open(&city, names[1], "Y1000001", "2022-11-23").await;
        was(&city, &case, "家中", (first.plus_ms(-9 * HOUR_MS), first.plus_ms(-5 * HOUR_MS))).await;
        let ride = (first.plus_ms(-4 * HOUR_MS), first.plus_ms(-2 * HOUR_MS));
        was(&city, &second, "G8087次列车3车厢", ride).await;

        let draft = async |asking: &Value| {
            city.post(WHO, "/risk-lists/draft", WHY, asking.clone()).await.ok()
        };
        let held_of = |draft: &Value, name: &str| -> Vec<Vec<String>> {
            let rows = draft["rows"].as_array().unwrap().iter();
            rows.filter(|row| row["window"]["name"] == name || row["window"]["kind"] == name)
                .map(|row| {
                    let held = row["held"].as_array().unwrap().iter();
                    held.map(|one| one["code"].as_str().unwrap().to_owned()).collect()
                })
                .collect()
        };
        let seen = draft(&json!({})).await;
        assert!(held_of(&seen, "家中")[0].contains(&"home".to_owned()), "{engine:?} {seen}");
        assert_eq!(held_of(&seen, "gym"), [["too_few"]], "{seen}");
        assert_eq!(held_of(&seen, "mall"), [[""; 0]], "{seen}");
        assert_eq!(held_of(&seen, "G8087次列车3车厢"), [["uncounted"]]);
        // Somebody states what the railway says.
        let rows = seen["rows"].as_array().unwrap();
        let of = |name: &str| {
            let row = rows
                .iter()
                .find(|row| row["window"]["name"] == name || row["window"]["kind"] == name);
            row.unwrap()["window"].clone()
        };
        let train = of("G8087次列车3车厢");
        let asking = json!({ "stated": [{ "window": train, "n_people": 86, "n_homes": 60 }] });
        let seen = draft(&asking).await;
        assert_eq!(held_of(&seen, "G8087次列车3车厢"), [[""; 0]], "{seen}");
        // A count that is stated lowers nothing that was counted.
        let fewer = json!({ "stated": [{ "window": of("mall"), "n_people": 0 }] });
        assert_eq!(held_of(&draft(&fewer).await, "mall"), [[""; 0]]);

        // What is held back cannot be proposed, whatever the page sends.
        let propose = async |windows: &[Value], asking: &Value| {
            let list = city.fresh_id();
            let body = json!({ "list_id": list, "fact_id": city.fresh_id(), "asking": asking,
                "windows": windows });
            (list, outcome(&city.post(WHO, "/risk-lists", WHY, body).await))
        };
        assert_eq!(propose(&[of("gym")], &json!({})).await.1, "400 bad_input");
        assert_eq!(propose(std::slice::from_ref(&train), &json!({})).await.1, "400 bad_input");
        let mut shifted = of("mall");
        shifted["from"] = json!(shifted["from"].as_i64().unwrap() + 1);
        assert_eq!(propose(&[shifted], &json!({})).await.1, "409 stale");
        let mut renamed = of("mall");
        renamed["name"] = json!(format!("{}去过的商场", names[0]));
        assert_eq!(propose(&[renamed], &json!({})).await.1, "409 stale");
        let (list, proposed) = propose(&[of("mall"), train], &asking).await;
        assert_eq!(proposed, "204");
        // Nobody is told before another signs; whoever proposed does not.
        assert!(page(&city, "/risk").await.1.contains("现在没有公布的风险点位"));
        assert_eq!(decide(&city, WHO, &list, 1, "sign").await, "404 not_found");
        assert_eq!(decide(&city, "qianpi", &list, 0, "sign").await, "409 stale");
        let signer = city.get("qianpi", "/risk-lists", "zone_decision").await.ok();
        for secret in [&case, &second, &people[0], names[0], names[1]] {
            assert!(!signer.to_string().contains(secret as &str), "the signer sees no case");
        }
        assert_eq!(decide(&city, "qianpi", &list, 1, "sign").await, "204");
        assert_eq!(decide(&city, "qianpi", &list, 2, "sign").await, "409 stale");

        let (policy, html) = page(&city, "/risk").await;
        assert!(html.contains("演练商场") && html.contains("G8087次列车3车厢"), "{html}");
        assert!(policy.contains("connect-src 'none'"), "{policy}");
        assert!(policy.contains("form-action 'none'"), "{policy}");
        let (_, list_json) = page(&city, "/risk.json").await;
        let told: Value = serde_json::from_str(&list_json).unwrap();
        let windows = told["windows"].as_array().unwrap();
        assert_eq!(windows.len(), 2);
        for window in windows {
            let fields: Vec<&String> = window.as_object().unwrap().keys().collect();
            assert_eq!(fields, ["county", "name", "from", "to", "told_at"]);
            let span = window["to"].as_i64().unwrap() - window["from"].as_i64().unwrap();
            assert!(span >= 2 * HOUR_MS && span % HOUR_MS == 0, "{window}");
        }
        for text in [&html, &list_json] {
            for secret in [&case, &second, &people[0], &people[1], names[0], names[1], "Visitor"] {
                assert!(!text.contains(secret as &str), "{secret}");
            }
        }
        // Withdrawn, nobody is told; and it ends by itself.
        assert_eq!(decide(&city, "qianpi", &list, 2, "withdraw").await, "204");
        assert!(!page(&city, "/risk").await.1.contains("演练商场"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn no_second_list_completes_the_path_of_one_person() {
    let city = TestCity::on(crate::policy::TODAY).await;
    foreigner(&city, "Path One", "V1000001", 731, "").await;
    let case = open(&city, "Path One", "V1000001", "2022-11-23").await;
    let now = city.city.now(city.wall());
    let day = now.city_day().starts_at();
    for back in 1..6_i64 {
        let from = day.plus_ms((10 - 24 * back) * HOUR_MS);
        was(&city, &case, &format!("甲{back}影院"), (from, from.plus_ms(HOUR_MS))).await;
    }
    let draft =
        async |asking: &Value| city.post(WHO, "/risk-lists/draft", WHY, asking.clone()).await.ok();
    let first = draft(&json!({})).await;
    let stated: Vec<Value> = first["rows"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| json!({ "window": row["window"], "n_people": 100, "n_homes": 50 }))
        .collect();
    let asking = json!({ "stated": stated });
    let free = |draft: &Value| -> Vec<Value> {
        let rows = draft["rows"].as_array().unwrap().iter();
        let free = rows.filter(|row| row["held"] == json!([]));
        free.map(|row| row["window"].clone()).collect()
    };
    let told = free(&draft(&asking).await);
    assert_eq!(told.len(), 3);
    for window in &told {
        let body = json!({ "list_id": city.fresh_id(), "fact_id": city.fresh_id(),
            "asking": asking, "windows": [window] });
        assert_eq!(outcome(&city.post(WHO, "/risk-lists", WHY, body).await), "204");
    }
    // Three lists of one place each; the fourth place stays untold, in whatever order it is asked for.
    assert_eq!(free(&draft(&asking).await), told);
    let all = draft(&asking).await;
    for row in all["rows"].as_array().unwrap().iter().filter(|row| row["held"] != json!([])) {
        assert_eq!(row["held"][0]["code"], "one_path");
        let body = json!({ "list_id": city.fresh_id(), "fact_id": city.fresh_id(),
            "asking": asking, "windows": [row["window"]] });
        assert_eq!(outcome(&city.post(WHO, "/risk-lists", WHY, body).await), "400 bad_input");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn chains_are_estimated_chosen_in_with_a_reason_and_taken_out_without_names() {
    for (engine, city) in on_both("chains").await {
        let mut cases = Vec::new();
        for (n, onset) in ["2022-11-16", "2022-11-19", "2022-11-22"].iter().enumerate() {
            let name = format!("Chain {}", char::from(b'A' + u8::try_from(n).unwrap()));
            let document = format!("U100000{n}");
            foreigner(&city, &name, &document, 741 + u32::try_from(n).unwrap(), "").await;
            cases.push(open(&city, &name, &document, onset).await);
        }
        // The second was infected by the first, as the investigation says; of the third both are named.
        let correct = async |case: &str, seen: i64, onset: &str, by: &str| {
            let about = json!({ "kind": "confirmed", "source": "clinic", "report": "1",
                "onset": onset, "infected_by": by });
            let body = json!({ "fact_id": city.fresh_id(), "seen": seen, "about": about });
            outcome(&city.post(WHO, &format!("/cases/{case}/correct"), WHY, body).await)
        };
        assert_eq!(correct(&cases[1], 1, "2022-11-19", &cases[0]).await, "204");
        assert_eq!(correct(&cases[2], 1, "2022-11-22", &cases[1]).await, "204");
        let see = async |body: Value| city.post(WHO, "/transmission", WHY, body).await.ok();
        let seen = see(json!({})).await;
        let infectors = |seen: &Value| -> Vec<Value> {
            let all = seen["cases"].as_array().unwrap().iter();
            all.map(|one| one["infector"].clone()).collect()
        };
        assert_eq!(infectors(&seen), [Value::Null, json!(0), json!(1)], "{engine:?} {seen}");
        assert_eq!(seen["cases"][2]["generation"], 3);
        assert_eq!(seen["intervals"], json!([{ "days": 3, "n_pairs": 2 }]));
        assert_eq!(seen["counted"][0]["number"], 1.0);
        assert!(!seen.to_string().contains("Chain A"), "masked");
        assert_eq!(see(json!({})).await, seen, "always the same");
        let other = see(json!({ "waiting": "original", "mean_days": 4.0, "sd_days": 2.0 })).await;
        assert_eq!(other["waiting"]["mean_days"], 4.0);
        let bad =
            city.post(WHO, "/transmission", WHY, json!({ "mean_days": 99.0, "sd_days": 1.0 }));
        assert_eq!(outcome(&bad.await), "400 bad_input");

        // A person chooses; the alternatives stay, and every choice before.
        let choose = async |of: usize, seen: i64, chosen: &str, infector: Option<usize>| {
            let body = json!({ "choice_id": city.fresh_id(), "seen": seen, "chosen": chosen,
                "infector": infector.map(|at| cases[at].clone()), "reason": "现场复核" });
            let path = format!("/transmission/{}/choices", cases[of]);
            outcome(&city.post(WHO, &path, WHY, body).await)
        };
        assert_eq!(choose(2, 0, "infector", Some(0)).await, "204");
        assert_eq!(choose(2, 0, "infector", Some(1)).await, "409 stale");
        let seen = see(json!({})).await;
        assert_eq!(infectors(&seen)[2], json!(0));
        assert_eq!(seen["cases"][2]["candidates"][0]["from"], 1, "the alternative stays");
        assert_eq!(seen["cases"][2]["choice"]["reason"], "现场复核");
        // A circle, oneself, and a case that is not there are refused.
        assert_eq!(choose(0, 0, "infector", Some(2)).await, "400 bad_input");
        assert_eq!(choose(0, 0, "infector", Some(0)).await, "400 bad_input");
        let strange = json!({ "choice_id": city.fresh_id(), "seen": 0, "chosen": "infector",
            "infector": city.fresh_id(), "reason": "x" });
        let path = format!("/transmission/{}/choices", cases[0]);
        assert_eq!(outcome(&city.post(WHO, &path, WHY, strange).await), "404 not_found");
        assert_eq!(choose(2, 1, "nobody", None).await, "204");
        assert_eq!(infectors(&see(json!({})).await)[2], Value::Null);
        assert_eq!(choose(2, 2, "open", None).await, "204");
        assert_eq!(infectors(&see(json!({})).await)[2], json!(1));
        assert_eq!(column(&city, "select kind as x from transmission_choice").await.len(), 3);

        // Files hold no name, no id and no address; that they were taken out is an act.
        for format in ["csv", "graphml", "sormas", "godata_cases", "godata_links", "fhir"] {
            let body = json!({ "format": format });
            let file = city.post(WHO, "/transmission/export", WHY, body).await;
            assert_eq!(outcome(&file), "200", "{format}");
            for secret in ["Chain", "U100000", &cases[0], COMMUNITY] {
                assert!(!file.text.contains(secret), "{format} holds {secret}");
            }
            assert!(file.text.contains("BL-0001") || file.text.contains("BL-0002"), "{format}");
        }
        let acts =
            column(&city, "select detail as x from audit_entry where detail = 'graphml'").await;
        assert_eq!(acts.len(), 1);
        // Another county sees none of it; a closed case leaves.
        person(&city, "far", &[("tracer", "140105", "2022-01-01", None)]).await;
        let far = city.post("far", "/transmission", WHY, json!({})).await.ok();
        assert_eq!(far["cases"], json!([]));
        let close = json!({ "fact_id": city.fresh_id(), "seen": 2, "reason": "转归" });
        let closing = city.post(WHO, &format!("/cases/{}/close", cases[1]), WHY, close).await;
        assert_eq!(outcome(&closing), "204");
        let left = see(json!({})).await;
        assert_eq!((&left["n_closed"], left["cases"].as_array().unwrap().len()), (&json!(1), 2));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_contradiction_holds_both_sides_and_nothing_follows_from_it() {
    for (engine, city) in on_both("contradictions").await {
        let who = foreigner(&city, "Said One", "S1000001", 751, "").await;
        let _log = with_log(&city).await;
        let venue = approved(&city, "mall", None).await;
        let (_, secret) = gate(&city, &venue).await;
        let body = json!({ "id": city.fresh_id(), "pass": pass_of(&city, &who),
            "temperature": 365, "has_mask": true });
        at_gate(&city, &secret, "/gate/scans", body).await.ok();
        let seen_at = city.city.now(city.wall());
        city.pass_signed_out(2 * HOUR_MS);
        drain_scans(&city.city, city.city.now(city.wall()).city_day()).await.unwrap();
        passes_load(&city.city, city.wall()).await.unwrap();
        tracing_feed(&city.city, city.wall()).await.unwrap();
        let case = open(&city, "Said One", "S1000001", "2022-11-23").await;
        let path = format!("/cases/{case}/contradictions");
        let see = async || city.get(WHO, &path, WHY).await.ok();
        // Of a day of which nobody asked nothing is said to differ.
        assert_eq!(see().await["found"], json!([]), "{engine:?}");
        was(&city, &case, "单位", (seen_at.plus_ms(-HOUR_MS), seen_at.plus_ms(HOUR_MS))).await;
        let found = see().await["found"].clone();
        assert_eq!(found.as_array().unwrap().len(), 1, "{found}");
        let one = &found[0];
        assert_eq!((&one["kind"], &one["seen"]["source"]), (&json!("unsaid"), &json!("scan")));

        let standing_before = column(&city, "select kind as x from work_order").await;
        let id = city.fresh_id();
        let record = |note: &str| {
            json!({ "contradiction_id": id, "kind": one["kind"], "seen_place": one["seen"]["place"],
                "seen_from": one["seen"]["from"], "seen_to": one["seen"]["to"], "note": note })
        };
        let recording = async |body: Value| outcome(&city.post(WHO, &path, WHY, body).await);
        assert_eq!(recording(record("故意隐瞒行程")).await, "400 bad_input", "it judges");
        let mut made_up = record("");
        made_up["seen_place"] = json!("别处");
        assert_eq!(recording(made_up).await, "409 stale", "nobody writes a side himself");
        assert_eq!(recording(record("再次询问，仍说没有去过")).await, "204");
        assert_eq!(recording(record("再次询问，仍说没有去过")).await, "204", "the same act");
        let after = see().await;
        assert_eq!((&after["found"], after["records"].as_array().unwrap().len()), (&json!([]), 1));
        let say = async |seen: i64, kind: &str, words: &str| {
            let body = json!({ "seen": seen, "kind": kind, "words": words, "letter": "1号" });
            outcome(&city.post(WHO, &format!("{path}/{id}"), WHY, body).await)
        };
        assert_eq!(say(1, "explained", "我没有隐瞒，手机借给了孩子").await, "204");
        assert_eq!(say(1, "handed", "区疾控").await, "409 stale");
        assert_eq!(say(2, "handed", "区疾控").await, "204");
        assert_eq!(see().await["records"][0]["standing"], "handed");
        // Nothing follows: no order, no reason of a code, no message, no list.
        assert_eq!(column(&city, "select kind as x from work_order").await, standing_before);
        assert_eq!(column(&city, "select reason_id as x from code_reason").await, [""; 0]);
        let code = crate::codes::code(&city, &who).await;
        assert!(code.starts_with("green"), "{code}");
        // Who else reads it: nobody.
        for login in TestCity::logins().into_iter().filter(|login| *login != WHO) {
            assert_eq!(outcome(&city.get(login, &path, WHY).await), "404 not_found", "{login}");
        }
        person(&city, "far", &[("tracer", "140105", "2022-01-01", None)]).await;
        assert_eq!(outcome(&city.get("far", &path, WHY).await), "404 not_found");
        assert_eq!(outcome(&city.get(WHO, &path, "command").await), "404 not_found");
        assert_eq!(say(3, "withdrawn", "查实是同名").await, "204");
        assert_eq!(say(4, "explained", "x").await, "400 bad_input", "it is over");
    }
}

/// A record that somebody changed in the store is damaged, and is not shown as something else.
#[tokio::test(flavor = "multi_thread")]
async fn a_record_of_another_kind_than_it_says_is_damaged() {
    let city = TestCity::on(crate::policy::TODAY).await;
    foreigner(&city, "Damaged One", "R1000001", 761, "").await;
    let case = open(&city, "Damaged One", "R1000001", "2022-11-23").await;
    let row = StoredContradiction {
        county: COMMUNITY[..6].to_owned(),
        id: ContradictionId::parse(&city.fresh_id()).unwrap(),
        ordinal: 0,
        case: CaseId::parse(&case).unwrap(),
        kind: ContradictionFactKind::Recorded,
        body: vec![0; 40],
        at: city.city.now(city.wall()),
        by: WHO.to_owned(),
        body_mac: vec![1],
    };
    let write = city.city.db.write(move |tx| async move {
        contradiction_insert(&tx, &row).await?;
        Ok::<_, StoreError>(())
    });
    write.await.unwrap();
    let seen = city.get(WHO, &format!("/cases/{case}/contradictions"), WHY).await;
    assert_eq!(seen.status.as_u16(), 500, "{}", seen.text);
}

#[test]
fn nothing_but_its_own_room_reads_contradictions() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut readers = Vec::new();
    let mut folders = vec![root.join("app/src"), root.join("http/src"), root.join("fangxian/src")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|end| end == "rs")
                && std::fs::read_to_string(&path).unwrap().contains("contradictions_of")
            {
                readers.push(path.file_name().unwrap().to_string_lossy().into_owned());
            }
        }
    }
    assert_eq!(readers, ["contradict.rs"]);
}
