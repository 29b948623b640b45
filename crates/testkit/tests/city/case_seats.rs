//! Where a case and his contacts sat, on both engines: who was a question becomes a close contact or none, and
//! nobody is held by the word of one.

use crate::attacks::on_both;
use crate::attempt::{column, person};
use crate::cases::{TRACER, color, open, with_index};
use crate::policy::outcome;
use crate::results::foreigner;
use crate::venues::{approved, at_gate, gate, pass_of, with_log};
use fangxian_app::cases::cases_trace_due;
use fangxian_app::scans::drain_scans;
use fangxian_testkit::TestCity;
use serde_json::{Value, json};

/// The row of a contact as a tracer sees it.
async fn row(city: &TestCity, case: &str, who: &str) -> Value {
    let seen = city.get(TRACER.0, &format!("/cases/{case}/contacts"), TRACER.1).await.ok();
    let rows = seen["rows"].as_array().unwrap();
    rows.iter().find(|row| row["person_id"] == who).cloned().unwrap()
}

/// Says where somebody sat, at the place and time of a meeting or of the line of time.
async fn seat(
    city: &TestCity,
    login: &str,
    case: &str,
    (who, at): (Option<&str>, &Value),
    seat: (&str, Value),
) -> String {
    let mut body = json!({ "fact_id": city.fresh_id(), "venue": at["venue"], "from": at["from"],
        "to": at["to"] });
    if let Some(who) = who {
        body["person_id"] = json!(who);
    }
    body[seat.0] = seat.1;
    outcome(&city.post(login, &format!("/cases/{case}/seats"), TRACER.1, body).await)
}

fn in_row(carriage: &str, row: u16) -> (&'static str, Value) {
    ("vehicle", json!({ "carriage": carriage, "row": row, "place": "F" }))
}

fn at_table(table: &str, near: &str) -> (&'static str, Value) {
    ("table", json!({ "table": table, "near": near }))
}

/// What is kept of scans while the test goes on, the case, the others, and the case's own time there.
type Together = (tempfile::TempDir, String, Vec<String>, Value);

/// A case and three others who were at one place at the same time, and the case's own time there.
async fn together(city: &TestCity, kind: &str, digit: u32) -> Together {
    let mut people = Vec::new();
    for (n, letter) in (0..).zip(["A", "B", "C", "D"]) {
        let (name, document) = (format!("Seated {letter}"), format!("S{digit}00000{n}"));
        people.push(foreigner(city, &name, &document, 720 + n, "").await);
    }
    // Gates know those who were in the register when they began.
    let log = with_log(city).await;
    let venue = approved(city, kind, None).await;
    let (_, secret) = gate(city, &venue).await;
    for who in &people {
        let body = json!({ "id": city.fresh_id(), "pass": pass_of(city, who),
            "temperature": 365, "has_mask": true });
        let told = at_gate(city, &secret, "/gate/scans", body).await.ok();
        assert_eq!(told["verdict"], "pass", "{told}");
        city.pass_ms(60_000);
    }
    city.pass_signed_out(2 * 3_600_000);
    drain_scans(&city.city, city.city.now(city.wall()).city_day()).await.unwrap();
    with_index(city).await;
    let (case, opened) = open(city, TRACER.0, ("Seated A", &format!("S{digit}000000"))).await;
    assert_eq!(opened, "204");
    assert_eq!(cases_trace_due(&city.city, city.wall()).await.unwrap(), 1);
    let line = city.get(TRACER.0, &format!("/cases/{case}"), TRACER.1).await.ok();
    let episodes = line["episodes"].as_array().unwrap();
    let own = episodes.iter().find(|one| one["source"] == "scan").cloned().unwrap();
    (log, case, people.split_off(1), own)
}

#[tokio::test(flavor = "multi_thread")]
async fn seats_make_of_a_question_a_close_contact_or_none() {
    for (engine, city) in on_both("seats in a vehicle").await {
        person(&city, "second", &[("tracer", "1401", "2022-01-01", None)]).await;
        person(&city, "far", &[("tracer", "140105", "2022-01-01", None)]).await;
        let (_log, case, met, own) = together(&city, "vehicle", 1).await;
        let (beside, away, other) = (&met[0], &met[1], &met[2]);
        assert_eq!((&own["setting"], &own["seat"]), (&json!("vehicle"), &Value::Null), "{own}");
        let evidence = async |who: &str| row(&city, &case, who).await["evidence"][0].clone();
        for who in &met {
            let row = row(&city, &case, who).await;
            assert_eq!(
                (&row["verdict"], &row["question"]),
                (&json!("ask"), &json!("which_seat")),
                "{engine:?} {row}"
            );
        }
        // One seat alone decides nothing.
        assert_eq!(seat(&city, TRACER.0, &case, (None, &own), in_row("3", 12)).await, "204");
        let line = city.get(TRACER.0, &format!("/cases/{case}"), TRACER.1).await.ok();
        assert!(line["episodes"].to_string().contains(r#""row":12"#), "{line}");
        assert_eq!(row(&city, &case, away).await["verdict"], "ask");

        // Six rows away is far, and so is another carriage; that stands at once, and nobody is held.
        let at = evidence(away).await;
        assert_eq!(seat(&city, TRACER.0, &case, (Some(away), &at), in_row("3", 18)).await, "204");
        let far = row(&city, &case, away).await;
        assert_eq!((&far["verdict"], &far["number"]), (&json!("too_far"), &json!(7)), "{far}");
        let seats = &far["evidence"][0];
        assert_eq!(seats["case_seat"]["seat"]["vehicle"]["row"], 12);
        assert_eq!(seats["own_seat"]["seat"]["vehicle"]["row"], 18);
        let at = evidence(other).await;
        assert_eq!(seat(&city, TRACER.0, &case, (Some(other), &at), in_row("4", 12)).await, "204");
        assert_eq!(row(&city, &case, other).await["verdict"], "too_far");

        // The row behind is near: one tracer's word waits, the second's makes him a close contact.
        let at = evidence(beside).await;
        assert_eq!(seat(&city, TRACER.0, &case, (Some(beside), &at), in_row("3", 13)).await, "204");
        let near = row(&city, &case, beside).await;
        assert_eq!((&near["verdict"], &near["waits"]), (&json!("ask"), &json!("close")), "{near}");
        assert_eq!(color(&city, beside).await, "green", "{engine:?}: the word of one holds nobody");
        assert_eq!(seat(&city, TRACER.0, &case, (Some(beside), &at), in_row("3", 13)).await, "204");
        assert_eq!(color(&city, beside).await, "green", "one person is no second");
        assert_eq!(seat(&city, "second", &case, (Some(beside), &at), in_row("3", 13)).await, "204");
        let near = row(&city, &case, beside).await;
        assert_eq!((&near["verdict"], &near["number"]), (&json!("close"), &json!(7)), "{near}");
        assert_eq!(color(&city, beside).await, "red");
        assert_eq!(color(&city, away).await, "green");
        // Sought again, who sits far is no question again.
        city.post(TRACER.0, &format!("/cases/{case}/searches"), TRACER.1, json!({})).await;
        assert_eq!(row(&city, &case, away).await["verdict"], "too_far");

        // The case's own seat was another: what seats had said follows at once where it is milder.
        assert_eq!(seat(&city, TRACER.0, &case, (None, &own), in_row("3", 18)).await, "204");
        assert_eq!(row(&city, &case, beside).await["verdict"], "too_far");
        assert_eq!(color(&city, beside).await, "green");
        assert_eq!(row(&city, &case, away).await["waits"], "close");

        // Another county, another role, another purpose, somebody who is not listed, a place of another kind.
        let at = evidence(away).await;
        let refused = seat(&city, "far", &case, (Some(away), &at), in_row("3", 18)).await;
        assert_eq!(refused, "404 not_found");
        for login in TestCity::logins().into_iter().filter(|login| *login != TRACER.0) {
            let refused = seat(&city, login, &case, (Some(away), &at), in_row("3", 18)).await;
            assert_eq!(refused, "404 not_found", "{login}");
        }
        let nobody = city.fresh_id();
        let refused = seat(&city, TRACER.0, &case, (Some(&nobody), &at), in_row("3", 18)).await;
        assert_eq!(refused, "404 not_found");
        let refused = seat(&city, TRACER.0, &case, (Some(away), &at), at_table("8", "unknown"));
        assert_eq!(refused.await, "400 bad_input");
        let refused = seat(&city, TRACER.0, &case, (Some(away), &at), in_row("3", 0)).await;
        assert_eq!(refused, "400 bad_input");
        // Nothing of a seat is plain: neither in the rows nor in the trail.
        let says = column(&city, "select says as x from case_contact").await.join("\n");
        let trail = column(&city, "select detail as x from audit_entry").await.join("\n");
        for text in [&says, &trail] {
            assert!(!text.contains("carriage") && !text.contains("\"row\""), "{text}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn tables_make_of_a_question_a_close_contact_or_none() {
    for (engine, city) in on_both("tables of a meal").await {
        let (_log, case, met, own) = together(&city, "restaurant", 2).await;
        assert_eq!(own["setting"], "meal", "{engine:?} {own}");
        assert_eq!(
            seat(&city, TRACER.0, &case, (None, &own), at_table("8", "unknown")).await,
            "204"
        );
        for (who, table, near, verdict, waits) in [
            (&met[0], "8号桌", "unknown", "ask", json!("close")),
            (&met[1], "9", "unknown", "ask", Value::Null),
            (&met[2], "20", "no", "too_far", Value::Null),
        ] {
            let at = row(&city, &case, who).await["evidence"][0].clone();
            let said = seat(&city, TRACER.0, &case, (Some(who), &at), at_table(table, near)).await;
            assert_eq!(said, "204");
            let row = row(&city, &case, who).await;
            assert_eq!((&row["verdict"], &row["waits"]), (&json!(verdict), &waits), "{row}");
            assert_eq!(color(&city, who).await, "green");
        }
        // 邻桌: it must be said.
        let at = row(&city, &case, &met[1]).await["evidence"][0].clone();
        let next = seat(&city, TRACER.0, &case, (Some(&met[1]), &at), at_table("9", "yes")).await;
        assert_eq!(next, "204");
        assert_eq!(row(&city, &case, &met[1]).await["waits"], "close");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_seat_that_was_told_is_proposed() {
    let city = TestCity::on(crate::policy::TODAY).await;
    foreigner(&city, "Rider One", "S3000001", 730, "").await;
    let (case, opened) = open(&city, TRACER.0, ("Rider One", "S3000001")).await;
    assert_eq!(opened, "204");
    let now = city.city.now(city.wall()).0;
    let body = json!({ "episode_id": city.fresh_id(), "words": "G8087次列车3车厢12F",
        "from": now - 7_200_000, "to": now - 3_600_000, "source": "told" });
    let path = format!("/cases/{case}");
    let told = city.post(TRACER.0, &format!("{path}/episodes"), TRACER.1, body).await;
    assert_eq!(outcome(&told), "204");
    let seen = city.get(TRACER.0, &path, TRACER.1).await.ok();
    let ride = &seen["episodes"][0];
    assert_eq!(ride["setting"], "vehicle", "{ride}");
    assert_eq!(ride["said"]["vehicle"], json!({ "carriage": "3", "row": 12, "place": "F" }));
    let at = json!({ "venue": null, "from": ride["from"], "to": ride["to"] });
    assert_eq!(seat(&city, TRACER.0, &case, (None, &at), in_row("3", 12)).await, "204");
    let seen = city.get(TRACER.0, &path, TRACER.1).await.ok();
    assert_eq!(seen["episodes"][0]["seat"]["seat"]["vehicle"]["row"], 12, "{seen}");
}
