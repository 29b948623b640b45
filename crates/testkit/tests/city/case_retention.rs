//! Until when what is known of a case is kept, on both engines: a canary is there as long as it may be, and
//! then in no row, no log and no copy that anybody can read.

use crate::attacks::on_both;
use crate::attempt::{column, person};
use crate::cases::{TRACER, listed, open, signed, with_index};
use crate::policy::outcome;
use crate::results::foreigner;
use axum::http::StatusCode;
use fangxian_app::cases::cases_unclosed_watch;
use fangxian_app::messages::messages_relay;
use fangxian_app::records_retire;
use fangxian_core::Moment;
use fangxian_core::cases::{CaseKind, ContactVerdict};
use fangxian_core::ids::{CaseId, EpisodeId, RiskListId};
use fangxian_intake::DayKeyFolder;
use fangxian_store::StoreError;
use fangxian_store::backup::backup;
use fangxian_store::cases::{
    StoredCase, StoredCaseFact, StoredEpisode, case_by_id, case_counts, case_fact_insert,
    case_facts_of, case_insert, contacts_insert, episode_insert, episodes_of_case,
};
use fangxian_store::destroyed::{DestroyedKind, destroyed_list};
use fangxian_store::publications::{StoredRiskList, risk_list_insert};
use fangxian_testkit::TestCity;
use serde_json::json;
use std::path::Path;

const HOUR_MS: i64 = 3_600_000;
/// What nobody would write by chance.
const CANARY: &str = "金丝雀茶馆七号桌";

/// Every row that hangs on a case.
const TABLES: [&str; 13] = [
    "trace_case",
    "trace_case_fact",
    "case_episode",
    "case_contact",
    "case_traced",
    "case_seat",
    "case_unclosed",
    "case_report",
    "case_report_words",
    "case_contradiction",
    "transmission_choice",
    "follow_fact",
    "follow_late",
];

async fn rows_of(city: &TestCity, case: &str) -> usize {
    let mut n = 0;
    for table in TABLES {
        let sql = match table {
            "case_report_words" => format!(
                "select w.report_id as x from case_report_words w join case_report r
                     on r.report_id = w.report_id where r.case_id = '{case}'"
            ),
            _ => format!("select case_id as x from {table} where case_id = '{case}'"),
        };
        n += column(city, &sql).await.len();
    }
    n
}

/// Says where a case was, in the canary's words, and pastes a report of it.
async fn told(city: &TestCity, case: &str) -> String {
    let (now, id) = (city.city.now(city.wall()), city.fresh_id());
    let body = json!({ "episode_id": id, "words": CANARY, "from": now.0 - 2 * HOUR_MS,
        "to": now.0 - HOUR_MS, "source": "told" });
    let path = format!("/cases/{case}/episodes");
    assert_eq!(outcome(&city.post(TRACER.0, &path, TRACER.1, body).await), "204");
    let report = city.fresh_id();
    let text = format!("病例1：11月22日8时至9时在{CANARY}喝茶。");
    let body = json!({ "report_id": report, "written_on": "2022-11-24", "text": text });
    let path = format!("/cases/{case}/reports");
    assert_eq!(outcome(&city.post(TRACER.0, &path, TRACER.1, body).await), "204");
    let accept = json!({ "episode_id": city.fresh_id(), "from_char": 4, "to_char": 10,
        "words": CANARY, "from": now.0 - 4 * HOUR_MS, "to": now.0 - 3 * HOUR_MS });
    let path = format!("/cases/{case}/reports/{report}/accept");
    assert_eq!(outcome(&city.post(TRACER.0, &path, TRACER.1, accept).await), "204");
    id
}

async fn close(city: &TestCity, case: &str) {
    let path = format!("/cases/{case}/close");
    let body = json!({ "fact_id": city.fresh_id(), "seen": 1, "reason": "转归" });
    assert_eq!(outcome(&city.post(TRACER.0, &path, TRACER.1, body).await), "204");
}

async fn retire(city: &TestCity) -> usize {
    records_retire(&city.city, city.wall()).await.unwrap()
}

/// What a case left in the store before it went.
struct Copy {
    case: StoredCase,
    facts: Vec<StoredCaseFact>,
    episodes: Vec<StoredEpisode>,
}

async fn copy_of(city: &TestCity, case: &str) -> Copy {
    let id = CaseId::parse(case).unwrap();
    let county = vec![crate::policy::COMMUNITY[..6].to_owned()];
    let read = city.city.db.read(move |tx| async move {
        let case = case_by_id(&tx, &county, id).await?;
        let facts = case_facts_of(&tx, &county, &[id]).await?;
        Ok::<_, StoreError>((case, facts, episodes_of_case(&tx, &county[0], id).await?))
    });
    let (case, facts, episodes) = read.await.unwrap();
    Copy { case: case.unwrap(), facts, episodes }
}

/// Puts a copy back, as a case that is open.
async fn put_back(city: &TestCity, copy: Copy) {
    let write = city.city.db.write(move |tx| async move {
        case_insert(&tx, &copy.case).await?;
        for fact in copy.facts.iter().take(1) {
            case_fact_insert(&tx, fact).await?;
        }
        for episode in &copy.episodes {
            episode_insert(&tx, episode).await?;
        }
        Ok::<_, StoreError>(())
    });
    write.await.unwrap();
}

/// Everything that a backup holds, as text.
async fn backed_up(city: &TestCity, folder: &Path, name: &str) -> String {
    let path = folder.join(name);
    backup(&city.city.db, &path, city.wall()).await.unwrap();
    std::fs::read_to_string(path).unwrap()
}

/// Whether a backup holds these bytes: it writes them in hexadecimal.
fn holds(text: &str, bytes: &[u8]) -> bool {
    text.contains(&hex::encode(bytes))
}

/// What the tracer's page answers of a case.
async fn shown(city: &TestCity, case: &str) -> (StatusCode, bool) {
    let answer = city.get(TRACER.0, &format!("/cases/{case}"), TRACER.1).await;
    (answer.status, answer.text.contains(CANARY))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_closed_case_is_nowhere_when_its_time_is_over_and_its_copies_say_nothing() {
    for (engine, city) in on_both("retention of cases").await {
        let folder = tempfile::tempdir().unwrap();
        let keys = folder.path().join("cases");
        city.city.begin_record_keys(DayKeyFolder::open(&keys).unwrap());
        let now = city.city.now(city.wall());
        let one = foreigner(&city, "Canary One", "R1000001", 671, "").await;
        foreigner(&city, "Canary Home", "R1000002", 671, "").await;
        foreigner(&city, "Open One", "R1000003", 672, "").await;
        foreigner(&city, "Held One", "R1000004", 673, "").await;
        let kept = foreigner(&city, "Held Long", "R1000005", 674, "").await;
        with_index(&city).await;
        signed(&city, 61, &[&one], now.plus_ms(-5 * HOUR_MS)).await;
        let cases = city.get(TRACER.0, "/cases", TRACER.1).await.ok();
        let case = cases[0]["case_id"].as_str().unwrap().to_owned();
        let episode = told(&city, &case).await;
        let (stays, opened) = open(&city, TRACER.0, ("Open One", "R1000003")).await;
        assert_eq!(opened, "204");
        told(&city, &stays).await;
        // A third is closed like the first, and keeps somebody for longer than the days of cases.
        let (holds_one, opened) = open(&city, TRACER.0, ("Held One", "R1000004")).await;
        assert_eq!(opened, "204");
        told(&city, &holds_one).await;
        let mut contact = listed(&holds_one, &kept, now);
        contact.fact.verdict = ContactVerdict::Close;
        contact.fact.says.last_at = now.plus_ms(11 * 24 * HOUR_MS);
        let write =
            city.city.db.write(move |tx| async move { contacts_insert(&tx, &[contact]).await });
        let _: u64 = write.await.unwrap();
        close(&city, &case).await;
        close(&city, &holds_one).await;
        assert!(keys.join(format!("{case}.key")).exists());

        // Sealed wherever it lies: no row and no copy of the rows says the words.
        let copy = copy_of(&city, &case).await;
        let sealed = copy.episodes.iter().find(|one| one.id == EpisodeId::parse(&episode).unwrap());
        let sealed = sealed.unwrap().body.clone();
        let before = backed_up(&city, folder.path(), "before.jsonl").await;
        assert!(holds(&before, &sealed), "{engine:?}: the control finds what is there");
        assert!(!before.contains(CANARY) && !before.contains("金丝雀"));
        let key = std::fs::read(keys.join(format!("{case}.key"))).unwrap();
        let n_before = rows_of(&city, &case).await;
        assert!(n_before >= 8, "{n_before}");

        // On its last day all of it is there.
        city.turn_to("2022-12-08").await;
        assert_eq!(retire(&city).await, 0, "{engine:?}");
        assert_eq!(rows_of(&city, &case).await, n_before);
        // A day later it is nowhere. What is open, and what keeps somebody, is as it was.
        let others = (rows_of(&city, &stays).await, rows_of(&city, &holds_one).await);
        city.turn_to("2022-12-09").await;
        assert_eq!(retire(&city).await, 1);
        assert_eq!(retire(&city).await, 0, "once");
        assert_eq!(rows_of(&city, &case).await, 0);
        assert!(!keys.join(format!("{case}.key")).exists());
        assert_eq!((rows_of(&city, &stays).await, rows_of(&city, &holds_one).await), others);
        assert_eq!(shown(&city, &stays).await, (StatusCode::OK, true));
        let after = backed_up(&city, folder.path(), "after.jsonl").await;
        assert!(!holds(&after, &sealed) && !after.contains(CANARY), "{engine:?}");

        // What went is noted, and numbers stay.
        let read = city.city.db.read(|tx| async move {
            Ok::<_, StoreError>((
                destroyed_list(&tx, DestroyedKind::ALL, 9).await?,
                case_counts(&tx).await?,
            ))
        });
        let (gone, counts) = read.await.unwrap();
        assert_eq!((gone.len(), gone[0].what), (1, DestroyedKind::Case));
        assert_eq!(gone[0].n_rows, i64::try_from(n_before).unwrap());
        assert_eq!((gone[0].day, gone[0].body_sum.len()), (now.city_day(), 64));
        assert_eq!((counts.len(), counts[0].kind), (1, CaseKind::Asymptomatic));
        assert_eq!((counts[0].n_cases, counts[0].n_close, counts[0].n_other), (1, 1, 0));
        for (login, purpose) in [(TRACER.0, TRACER.1), ("shenji", "audit")] {
            let seen = city.get(login, "/case-counts", purpose).await.ok();
            let count = &seen["counts"][0];
            assert_eq!(
                (&count["day"], &count["kind"], &count["n_cases"], &count["n_close"]),
                (&json!(now.city_day()), &json!("asymptomatic"), &json!(1), &json!(1)),
                "{engine:?} {login} {seen}"
            );
            let note = &seen["destroyed"][0];
            assert_eq!((&note["what"], &note["n_rows"]), (&json!("case"), &json!(n_before)));
            assert!(!seen.to_string().contains("Canary"), "numbers of nobody: {seen}");
        }
        person(&city, "far", &[("tracer", "140105", "2022-01-01", None)]).await;
        let far = city.get("far", "/case-counts", TRACER.1).await.ok();
        assert_eq!(far["counts"], json!([]), "another county's");
        assert_eq!(outcome(&city.get("zhihui", "/case-counts", "command").await), "404 not_found");
        let trail =
            column(&city, "select detail as x from audit_entry where act = 'records_destroyed'");
        assert!(trail.await.iter().any(|one| one.starts_with("case 2022-11-24 1 records")));

        // A copy from before is put back: its rows are there again, and say nothing. With the key they would.
        put_back(&city, copy).await;
        assert_eq!(shown(&city, &case).await, (StatusCode::INTERNAL_SERVER_ERROR, false));
        std::fs::write(keys.join(format!("{case}.key")), key).unwrap();
        assert_eq!(shown(&city, &case).await, (StatusCode::OK, true), "the control");

        // Whoever was kept is free: the day after, that case goes as well. The open one never does.
        city.turn_to("2022-12-13").await;
        assert_eq!(retire(&city).await, 0);
        city.turn_to("2022-12-14").await;
        assert_eq!(retire(&city).await, 1);
        assert_eq!(rows_of(&city, &holds_one).await, 0);
        city.turn_to("2023-11-24").await;
        retire(&city).await;
        assert_eq!(rows_of(&city, &stays).await, others.0, "{engine:?}: an open one is kept");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_case_that_nobody_closes_stands_first_and_its_tracers_are_told_once() {
    for (engine, city) in on_both("cases that nobody closes").await {
        let now = city.city.now(city.wall());
        person(&city, "far", &[("tracer", "140105", "2022-01-01", None)]).await;
        foreigner(&city, "Quiet One", "U1000001", 741, "").await;
        foreigner(&city, "Busy One", "U1000002", 742, "").await;
        let met = foreigner(&city, "Held Late", "U1000003", 743, "").await;
        let (quiet, _) = open(&city, TRACER.0, ("Quiet One", "U1000001")).await;
        let mut contact = listed(&quiet, &met, now);
        contact.fact.verdict = ContactVerdict::Close;
        let write =
            city.city.db.write(move |tx| async move { contacts_insert(&tx, &[contact]).await });
        let _: u64 = write.await.unwrap();
        let watch = async || cases_unclosed_watch(&city.city, city.wall()).await.unwrap();
        let told = async |login: &str| {
            messages_relay(&city.city, city.wall()).await.unwrap();
            let heard = city.get(login, "/messages", "own_data").await.ok();
            let rows = heard["rows"].as_array().unwrap();
            rows.iter().filter(|one| one["kind"] == "cases_unclosed").count()
        };
        // Five days and three, from the 24th: he is held until the 2nd of December, free on the 3rd; seven days
        // after that day nothing was said of the case.
        city.turn_to("2022-12-10").await;
        let (busy, opened) = open(&city, TRACER.0, ("Busy One", "U1000002")).await;
        assert_eq!(opened, "204");
        assert_eq!(watch().await, 0, "{engine:?}: not yet");
        let list = city.get(TRACER.0, "/cases", TRACER.1).await.ok();
        assert_eq!((&list[0]["case_id"], &list[0]["unclosed_since"]), (&json!(busy), &json!(null)));
        city.turn_to("2022-12-11").await;
        assert_eq!(watch().await, 1, "{engine:?}");
        assert_eq!(watch().await, 0, "once");
        let list = city.get(TRACER.0, "/cases", TRACER.1).await.ok();
        let since = city.city.now(city.wall()).city_day().starts_at();
        assert_eq!(
            (&list[0]["case_id"], &list[0]["unclosed_since"]),
            (&json!(quiet), &json!(since.0)),
            "first, though it is the older: {list}"
        );
        assert_eq!(told(TRACER.0).await, 1);
        for login in ["far", "zhihui", "shequ"] {
            assert_eq!(told(login).await, 0, "{login}: nobody else may know that there is a case");
        }
        // Something is said of it, and it is quiet for another week: told again. However old, it is on the list.
        let body = json!({ "episode_id": city.fresh_id(), "words": "家", "from": since.0,
            "to": since.0, "source": "told" });
        let path = format!("/cases/{quiet}/episodes");
        assert_eq!(outcome(&city.post(TRACER.0, &path, TRACER.1, body).await), "204");
        assert_eq!(watch().await, 0);
        city.turn_to("2023-04-30").await;
        assert_eq!(watch().await, 2, "both by now");
        let list = city.get(TRACER.0, "/cases", TRACER.1).await.ok();
        assert_eq!(list.as_array().unwrap().len(), 2, "{engine:?} {list}");
        // Closed, it is no more.
        close(&city, &quiet).await;
        let list = city.get(TRACER.0, "/cases", TRACER.1).await.ok();
        assert_eq!(list.as_array().unwrap().len(), 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn lists_of_places_go_when_no_later_list_can_complete_a_path() {
    for (engine, city) in on_both("retention of lists of places").await {
        let now = city.city.now(city.wall());
        let county = city.city.key();
        let id = RiskListId::parse(&city.fresh_id()).unwrap();
        let list = |at: Moment, id| StoredRiskList {
            county: county.clone(),
            id,
            windows: Vec::new(),
            homes: vec![2, 9],
            at,
        };
        let (first, second) = (list(now, id), {
            let id = RiskListId::parse(&city.fresh_id()).unwrap();
            list(now.plus_ms(24 * HOUR_MS), id)
        });
        let write = city.city.db.write(move |tx| async move {
            risk_list_insert(&tx, &first).await?;
            risk_list_insert(&tx, &second).await
        });
        write.await.unwrap();
        city.turn_to("2023-01-08").await;
        assert_eq!(retire(&city).await, 0, "{engine:?}: forty-five days");
        city.turn_to("2023-01-09").await;
        assert_eq!(retire(&city).await, 1);
        assert_eq!(column(&city, "select list_id as x from risk_list").await.len(), 1);
        let read =
            city.city.db.read(|tx| async move { destroyed_list(&tx, DestroyedKind::ALL, 9).await });
        let gone: Result<Vec<_>, StoreError> = read.await;
        let gone = gone.unwrap();
        assert_eq!((gone[0].what, gone[0].n_records), (DestroyedKind::RiskList, 1));
    }
}
