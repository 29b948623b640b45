//! The bar of A19: sign-ins, codes by SMS, receipts and addresses that are guessed at. A run measures how
//! many guesses are looked at; by that and the length of each secret a million of them are expected to hit
//! less than once in a thousand times.

use crate::arrivals::{coming, report, who};
use crate::attacks::on_both_at_bar;
use crate::attempt::{Attempt, column};
use crate::codes::HOUR_MS;
use crate::policy::TODAY;
use crate::results::{code_asked, code_in, foreigner, guessed, question, relayed};
use crate::venues::{about, with_log};
use axum::http::StatusCode;
use fangxian_app::demo::PASSWORD;
use fangxian_app::results::{LookUpRefused, look_up};
use fangxian_core::results::{SMS_DIGITS, SMS_WRONG_DAY_MAX, Secret};
use fangxian_testkit::bars::n_tries;
use fangxian_testkit::{Bar, TestCity};
use serde_json::json;

/// As many as the bar asks.
const MILLION: f64 = 1e6;
const EXPECTED_MAX: f64 = 1e-3;

fn passport(n: usize) -> String {
    format!("G7{n:06}")
}

fn name(n: usize) -> String {
    format!("Guessed {}", char::from(b'A' + u8::try_from(n).unwrap()))
}

/// Codes are open for some people, whose names and documents somebody knows; he guesses at all of them.
#[tokio::test(flavor = "multi_thread")]
async fn of_guesses_at_codes_by_sms_so_few_are_looked_at_that_none_hits() {
    for (engine, city) in on_both_at_bar("guesses at codes by SMS", TODAY).await {
        let mut bar = Bar::begins("A19", "guesses at codes by SMS of twenty people × hits");
        city.city.begin_sms();
        let n_people = 20;
        for n in 0..n_people {
            let phone = format!("100000004{n:02}");
            foreigner(&city, &name(n), &passport(n), 700 + n as u32, &phone).await;
            assert_eq!(code_asked(&city, &passport(n), &name(n)).await.status, StatusCode::OK);
        }
        let sent: Vec<String> = relayed(&city).await.iter().map(|one| code_in(&one.1)).collect();
        let n_guesses = n_tries(200, 20_000);
        let counts = guessed(&city, n_guesses, |at| {
            let mut guess = at * 4_999 + 1;
            while sent.contains(&format!("{guess:08}")) {
                guess += 1;
            }
            let secret = Secret::parse(&format!("{guess:08}")).unwrap();
            (question(&passport(at % n_people), &name(at % n_people)), secret)
        })
        .await;
        // Five of each of the twenty were looked at, whatever came in.
        assert_eq!(counts, [0, 5 * n_people, n_guesses - 5 * n_people], "{engine:?}");
        // At one person: five in a day. At as many as somebody likes: what the whole city bears.
        let hit = 10_f64.powi(-i32::try_from(SMS_DIGITS).unwrap());
        let (one, all) = (5.0 * hit, MILLION.min(f64::from(SMS_WRONG_DAY_MAX)) * hit);
        assert!(one < EXPECTED_MAX && all < EXPECTED_MAX, "{one} {all}");
        bar.found(format!(
            "{} looked at; of a million in a day {one:.0e} hits expected at one person, {all:.0e} in all",
            counts[1]
        ));
        bar.held(format!("{engine:?}"), n_guesses);
        // The control: the right one of somebody at whom nobody guessed.
        foreigner(&city, "Guessed Z", "G7999999", 799, "10000000499").await;
        code_asked(&city, "G7999999", "Guessed Z").await;
        let right = Secret::parse(&code_in(&relayed(&city).await[0].1)).unwrap();
        let asked = question("G7999999", "Guessed Z");
        let found = look_up(&city.city, &asked, &right, city.wall()).await;
        bar.control(format!("{engine:?} (control: the right one)"), 1, usize::from(found.is_ok()));
        assert!(found.is_ok(), "{found:?}");
        let again = look_up(&city.city, &asked, &right, city.wall()).await;
        assert!(matches!(again, Err(LookUpRefused::Failed)), "used once");
    }
}

/// What the fields and addresses that take a secret are worth: those that nobody counts are too long to guess.
#[tokio::test(flavor = "multi_thread")]
async fn what_nobody_counts_is_too_long_to_be_guessed() {
    let mut bar = Bar::begins("A19", "guesses at receipts, tickets and addresses × hits");
    let city = TestCity::on(TODAY).await;
    let at = city.city.now(city.wall()).plus_ms(HOUR_MS);
    let (arrival, answer) =
        report(&city, "shequ", coming(at, "nowhere"), who("某甲", "X0000001")).await;
    assert_eq!(answer.status, StatusCode::OK);
    let id = city.fresh_id();
    let mut body = about("hotel", None);
    body["venue_id"] = json!(id);
    body["fact_id"] = json!(city.fresh_id());
    city.post("shequ", "/venues", "order_work", body).await;
    let says = json!({ "fact_id": city.fresh_id(), "facts": 1, "approve": true, "reason": "" });
    city.post("zhihui", &format!("/venues/{id}/decision"), "command", says).await;
    let seen = city.get("shequ", &format!("/venues/{id}"), "order_work").await.ok();
    let code = seen["poster_code"].as_str().unwrap().to_owned();
    let _folder = with_log(&city).await;
    let n_each = n_tries(50, 10_000);
    let mut n = 0;
    for at in 0..n_each {
        let spread = 0x9E37_79B9_7F4A_7C15_F39C_C060_5CED_C835_u128;
        let key = format!("{:032x}", (at as u128 + 1).wrapping_mul(spread));
        let show = Attempt::at("GET", "/code/now").with("authorization", &format!("Show {key}"));
        for attempt in [
            Attempt::at("GET", &format!("/arrive/{arrival}/{key}")),
            Attempt::at("GET", &format!("/lodging/{code}/{key}")),
            Attempt::at("GET", &format!("/v/{code}/screen/{key}")),
            show,
        ] {
            let words = attempt.words();
            let answer = attempt.send(&city).await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{words}");
            n += 1;
        }
    }
    // 128 bits each.
    let expected = MILLION / 2_f64.powi(128);
    assert!(expected < EXPECTED_MAX);
    bar.found(format!("128 bits each: of a million {expected:.0e} hits expected"));
    bar.held("SQLite", n);
    // A receipt code of a card has fifty, and is counted: five in a day of each document.
    let card = 5.0 / 2_f64.powi(50);
    let spread = MILLION / 2_f64.powi(50);
    assert!(card < EXPECTED_MAX && spread < EXPECTED_MAX);
}

/// A password that is guessed at: five wrong ones lock the account for a quarter of an hour, the right one
/// among them helps nobody, and codes go out five an hour to a phone.
#[tokio::test(flavor = "multi_thread")]
async fn of_guesses_at_a_password_five_are_looked_at_in_a_quarter_of_an_hour() {
    let mut bar = Bar::begins("A19", "guesses at a password × sessions");
    let city = TestCity::on(TODAY).await;
    let n_guesses = n_tries(10, 200);
    let mut n_failed = 0;
    for n in 0..n_guesses {
        n_failed +=
            usize::from(city.sign_in("wangge", &format!("wrong-password-{n}")).await.is_err());
    }
    assert_eq!(n_failed, n_guesses);
    assert!(city.sign_in("wangge", PASSWORD).await.is_err(), "locked");
    let sql = "select act as x from audit_entry where act = 'sign_in_failed'";
    let noted = column(&city, sql).await.len();
    assert_eq!(noted, 5, "only what was looked at is noted");
    bar.found("five looked at in a quarter of an hour, 480 in a day");
    bar.held("SQLite", n_guesses);
    city.pass_ms(15 * 60_000 + 1);
    let opened = city.sign_in("wangge", PASSWORD).await.is_ok();
    bar.control("SQLite (control: the right one, later)", 1, usize::from(opened));
    assert!(opened);
}
