//! The bar of P1: the codes of the city computed anew equal what gates are told, and an edit past the program
//! is found, whether or not memory follows it.

use crate::attacks::on_both_at_bar;
use crate::attempt::straight;
use crate::code_reasons::{named, proposal};
use crate::codes::HOUR_MS;
use crate::policy::{COMMUNITY, TODAY, outcome, settle};
use crate::results::{foreigner, reported, sampled};
use fangxian_app::messages::messages_relay;
use fangxian_app::passes::{
    Recomputing, codes_recompute, passes_load, reasons_altered, recomputed_tell,
};
use fangxian_core::pools::TubeOutcome;
use fangxian_core::sampling::Pool;
use fangxian_testkit::{Bar, TestCity};
use serde_json::json;

fn passport(n: usize) -> String {
    format!("Y4{n:06}")
}

fn name(n: usize) -> String {
    format!("Anew {}", char::from(b'A' + u8::try_from(n).unwrap()))
}

async fn entered(city: &TestCity, of: &[usize]) -> String {
    let people: Vec<_> = of.iter().map(|n| named(&name(*n), &passport(*n), "流调卡1")).collect();
    let body = proposal(city, &people);
    let answer = city.post("jikong", "/codes/reasons", "code_decision", body.clone()).await;
    assert_eq!(outcome(&answer), "204", "{}", answer.text);
    body["reason_id"].as_str().unwrap().to_owned()
}

async fn approved(city: &TestCity, id: &str) {
    let says = json!({ "fact_id": city.fresh_id(), "seen": 0, "approved": true });
    let path = format!("/codes/reasons/{id}/decision");
    assert_eq!(outcome(&city.post("weijian", &path, "code_decision", says).await), "204");
}

async fn differing(city: &TestCity, of: Recomputing) -> (usize, usize) {
    let found = codes_recompute(&city.city, of, city.wall()).await.unwrap();
    (found.n_people, found.differing.len())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_codes_computed_anew_equal_memory_and_an_edit_past_the_program_is_found() {
    for (engine, city) in on_both_at_bar("codes computed anew", TODAY).await {
        let bar = Bar::begins("P1", "people computed anew × another color in memory");
        let mut ids = Vec::new();
        for n in 0..20 {
            ids.push(foreigner(&city, &name(n), &passport(n), 500 + n as u32, "").await);
        }
        let ago = |hours: i64| city.wall().plus_ms(-hours * HOUR_MS);
        sampled(&city, 11, Pool::Ten, &[&ids[0], &ids[1]], ago(9)).await;
        reported(&city, 11, TubeOutcome::Positive, ago(1)).await;
        let standing = entered(&city, &[5, 3, 4]).await;
        approved(&city, &standing).await;
        let waiting = entered(&city, &[7]).await;
        passes_load(&city.city, city.wall()).await.unwrap();
        assert_eq!(differing(&city, Recomputing::Everybody).await, (20, 0), "{engine:?}");
        assert_eq!(differing(&city, Recomputing::Colored).await.1, 0);
        assert_eq!(reasons_altered(&city.city, city.wall()).await.unwrap(), 0);
        settle(&city, "万水物贸城", COMMUNITY).await;
        assert_eq!(differing(&city, Recomputing::Everybody).await, (20, 0), "{engine:?}");
        city.turn_to("2022-12-07").await;
        passes_load(&city.city, city.wall()).await.unwrap();
        assert_eq!(differing(&city, Recomputing::Everybody).await, (20, 0), "no rule colors");
        bar.held(format!("{engine:?}"), 3 * 20);
        city.turn_to("2022-11-24").await;
        passes_load(&city.city, city.wall()).await.unwrap();

        // Edits by whoever has the key to the machine room.
        let bar = Bar::begins("P1", "edits past the program × not found");
        let blob = if engine == fangxian_testkit::Engine::Sqlite { "x'01'" } else { "'\\x01'" };
        let forged = format!(
            "insert into code_reason_fact (county, fact_id, reason_id, ordinal, kind, proposed_by,
                 by_login, by_role, reason, at, body_mac)
             values ('140110', '{}', '{waiting}', 1, 'approved', 'jikong', 'weijian',
                 'code_approver', '', {}, {blob})",
            city.fresh_id(),
            city.city.now(city.wall()).0
        );
        let undo = format!("delete from code_reason_fact where reason_id = '{waiting}'");
        let later = format!(
            "update code_reason set last_day = '2022-11-28' where reason_id = '{standing}'"
        );
        let back = format!(
            "update code_reason set last_day = '2022-11-29' where reason_id = '{standing}'"
        );
        let (mut n_by_memory, mut n_by_mark) = (0, 0);
        for (edit, undo, by_memory) in [(&forged, &undo, 0), (&later, &back, 0)] {
            straight(&city, edit).await;
            let seen = differing(&city, Recomputing::Colored).await.1;
            // Who lives in an area is red by that already: only his mark tells.
            assert!(seen >= by_memory, "{engine:?} {edit}");
            n_by_memory += usize::from(seen > 0);
            passes_load(&city.city, city.wall()).await.unwrap();
            let altered = reasons_altered(&city.city, city.wall()).await.unwrap();
            assert_eq!(altered, 1, "{engine:?}: memory followed, the mark does not fit: {edit}");
            n_by_mark += altered;
            straight(&city, undo).await;
            passes_load(&city.city, city.wall()).await.unwrap();
            assert_eq!(reasons_altered(&city.city, city.wall()).await.unwrap(), 0);
        }
        // A person is put into a reason, and one is taken out of memory's sight.
        let other = format!(
            "insert into code_reason_person (county, reason_id, person_id, record_ref)
             values ('140110', '{standing}', '{}', '卡9')",
            ids[9]
        );
        straight(&city, &other).await;
        n_by_mark += reasons_altered(&city.city, city.wall()).await.unwrap();
        assert_eq!(n_by_mark, 3);
        let _ = n_by_memory;
        recomputed_tell(&city.city, (0, 1), city.wall()).await.unwrap();
        messages_relay(&city.city, city.wall()).await.unwrap();
        let page = city.get("shenji", "/messages", "own_data").await.ok();
        let rows = page["rows"].as_array().unwrap().clone();
        assert!(rows.iter().any(|row| row["kind"] == "codes_differ" && row["n_late"] == 1));
        bar.held(format!("{engine:?}"), 3);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_result_that_is_edited_is_found_while_memory_knows_what_it_was() {
    for (engine, city) in on_both_at_bar("edited results", TODAY).await {
        let bar =
            Bar::begins("P1", "results edited past the program, memory not yet told × not found");
        let own = foreigner(&city, "Anew A", "Y4000000", 500, "").await;
        let ago = |hours: i64| city.wall().plus_ms(-hours * HOUR_MS);
        sampled(&city, 11, Pool::One, &[&own], ago(9)).await;
        reported(&city, 11, TubeOutcome::Positive, ago(1)).await;
        passes_load(&city.city, city.wall()).await.unwrap();
        assert_eq!(differing(&city, Recomputing::Colored).await, (1, 0), "{engine:?}");
        straight(&city, "update tube_result set outcome = 'negative'").await;
        let found = codes_recompute(&city.city, Recomputing::Colored, city.wall()).await.unwrap();
        assert_eq!(found.differing.len(), 1, "{engine:?}");
        let found = codes_recompute(&city.city, Recomputing::Everybody, city.wall()).await.unwrap();
        assert_eq!((found.n_people, found.differing.len()), (1, 1), "{engine:?}");
        bar.held(format!("{engine:?}"), 1);
    }
}
