//! One person, one account that works: who vouches for whom, and which roles meet in one person.

use crate::attempt::{Attempt, column, person, straight};
use crate::policy::{TODAY, outcome};
use fangxian_app::accounts::account_vouch_at_console;
use fangxian_core::policy::Role;
use fangxian_testkit::{Answer, Engine, TestCity};
use serde_json::{Value, json};

const OWN: &str = "a password of one's own";

async fn asks(
    city: &TestCity,
    session: &str,
    method: &str,
    path: &str,
    purpose: &str,
    body: Option<Value>,
) -> Answer {
    let attempt = Attempt::of(method, path).session(session).purpose(purpose);
    match body {
        Some(body) => attempt.json(&body).send(city).await,
        None => attempt.send(city).await,
    }
}

/// The administrator makes a drafter. Its id and its first password.
async fn made(city: &TestCity, login: &str) -> (String, String) {
    let id = city.fresh_id();
    let body = json!({ "account_id": id, "login": login, "name": "某",
        "roles": [{ "role": "zone_drafter", "jurisdiction": "1401" }] });
    let made = city.post("guanli", "/accounts", "administration", body).await.ok();
    (id, made["first_password"].as_str().unwrap().to_owned())
}

/// Signs in with a first password and changes it: the session, and what is seen of oneself.
async fn begins(city: &TestCity, login: &str, first: &str) -> (String, Value) {
    let session = city.sign_in(login, first).await.expect("the first password serves");
    let body = json!({ "old": first, "new": OWN });
    let me = asks(city, &session, "POST", "/session/password", "own_data", Some(body)).await.ok();
    (session, me)
}

async fn vouches(city: &TestCity, login: &str, account: &str, code: &str) -> String {
    let path = format!("/accounts/{account}/vouch");
    outcome(&city.post(login, &path, "administration", json!({ "code": code })).await)
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_works_once_a_second_person_has_vouched() {
    let city = TestCity::on(TODAY).await;
    let (id, first) = made(&city, "new-drafter").await;
    // While the first password is in use, nobody can vouch, whatever he says.
    assert_eq!(vouches(&city, "zhihui", &id, "00000000").await, "409 vouch_code_wrong");
    let (session, me) = begins(&city, "new-drafter", &first).await;
    let code = me["vouch_code"].as_str().unwrap().to_owned();
    assert!(code.len() == 8 && code.bytes().all(|sign| sign.is_ascii_digit()), "{code}");
    assert_eq!((&me["acts"], &me["must_change_password"]), (&json!(["own_keep"]), &json!(false)));
    let zones =
        async || outcome(&asks(&city, &session, "GET", "/zones", "zone_decision", None).await);
    assert_eq!(zones().await, "403 account_unvouched");

    // Not the one who gave the password out, not one who has no such business, not with a guess.
    assert_eq!(vouches(&city, "guanli", &id, &code).await, "409 voucher_is_issuer");
    assert_eq!(vouches(&city, "qianpi", &id, &code).await, "404 not_found");
    let guess = if code == "12345678" { "87654321" } else { "12345678" };
    assert_eq!(vouches(&city, "zhihui", &id, guess).await, "409 vouch_code_wrong");
    assert_eq!(zones().await, "403 account_unvouched");
    let waiting = city.get("zhihui", "/accounts/waiting", "administration").await.ok();
    assert_eq!(waiting["rows"].as_array().unwrap().len(), 1);
    assert_eq!(waiting["rows"][0]["login"], "new-drafter");
    assert!(!waiting.to_string().contains(&code), "the code is shown to others");

    // As it is read out, in fours.
    let told = format!("{} {}", &code[..4], &code[4..]);
    assert_eq!(vouches(&city, "zhihui", &id, &told).await, "204");
    assert_eq!(zones().await, "200");
    let me = asks(&city, &session, "GET", "/session", "own_data", None).await.ok();
    assert_eq!(me["vouch_code"], Value::Null);
    assert_eq!(vouches(&city, "zhihui", &id, "00000000").await, "204");
    let trail = "select detail as x from audit_entry where act = 'account_vouch' order by seq";
    assert_eq!(
        column(&city, trail).await,
        ["wrong_code", "wrong_code", "vouched", "vouched_before"]
    );

    // A reset begins it anew, and what the owner sees is another code.
    let path = format!("/accounts/{id}/password");
    let reset = city.send("guanli", "POST", &path, "administration", None).await.ok();
    let (session, me) =
        begins(&city, "new-drafter", reset["first_password"].as_str().unwrap()).await;
    assert_ne!(me["vouch_code"], json!(code));
    let zones = asks(&city, &session, "GET", "/zones", "zone_decision", None).await;
    assert_eq!(outcome(&zones), "403 account_unvouched");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_gives_a_password_out_gets_no_second_account_that_works() {
    let city = TestCity::on(TODAY).await;
    // He makes an administrator, to vouch for what he makes next.
    let id = city.fresh_id();
    let body = json!({ "account_id": id, "login": "shadow", "name": "某",
        "roles": [{ "role": "administrator", "jurisdiction": "1401" }] });
    let shadow = city.post("guanli", "/accounts", "administration", body).await.ok();
    let first = shadow["first_password"].as_str().unwrap().to_owned();
    let (session, _) = begins(&city, "shadow", &first).await;
    let (drafter, first_of_drafter) = made(&city, "puppet").await;
    let (_, me) = begins(&city, "puppet", &first_of_drafter).await;
    let body = json!({ "code": me["vouch_code"] });
    let path = format!("/accounts/{drafter}/vouch");
    let shadow = asks(&city, &session, "POST", &path, "administration", Some(body.clone())).await;
    assert_eq!(outcome(&shadow), "403 account_unvouched");
    // Nor does he vouch for the shadow, nor the shadow for itself.
    let me = asks(&city, &session, "GET", "/session", "own_data", None).await.ok();
    let code = me["vouch_code"].as_str().unwrap();
    assert_eq!(vouches(&city, "guanli", &id, code).await, "409 voucher_is_issuer");
    // Whose first password was used up by somebody else notices: it serves no more.
    assert!(city.sign_in("puppet", &first_of_drafter).await.is_err());
    // The control: with a vouched second administrator it goes.
    let other = person(&city, "second", &[("administrator", "1401", "2022-01-01", None)]).await;
    let done = asks(&city, &other, "POST", &path, "administration", Some(body)).await;
    assert_eq!(outcome(&done), "204");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_console_vouches_where_there_is_nobody_else_and_the_trail_says_so() {
    let city = TestCity::on(TODAY).await;
    let (_, first) = made(&city, "new-drafter").await;
    let (session, me) = begins(&city, "new-drafter", &first).await;
    let at_console = async |login: &str, code: &str| {
        let key = city.city.key();
        account_vouch_at_console(&city.city.db, &key, login, code, city.wall()).await
    };
    assert_eq!(at_console("nobody", "1").await.unwrap_err().code(), "not_found");
    assert_eq!(at_console("new-drafter", "1").await.unwrap_err().code(), "vouch_code_wrong");
    at_console("new-drafter", me["vouch_code"].as_str().unwrap()).await.unwrap();
    let zones = asks(&city, &session, "GET", "/zones", "zone_decision", None).await;
    assert_eq!(outcome(&zones), "200");
    let trail = "select detail as x from audit_entry where act = 'account_vouch' order by seq";
    assert_eq!(column(&city, trail).await, ["console wrong_code", "console vouched"]);
}

/// Roles that may not meet in one person, by hand: who drafts and who signs; and whoever audits or
/// operates, with anything else.
fn is_kept_apart(one: &str, other: &str) -> bool {
    let alone = ["auditor", "administrator"];
    let pairs = [
        ["zone_drafter", "zone_signer"],
        ["lab_reporter", "lab_signer"],
        ["code_proposer", "code_approver"],
        ["code_proposer", "appeal_officer"],
        ["code_approver", "appeal_officer"],
    ];
    one != other
        && (alone.contains(&one)
            || alone.contains(&other)
            || pairs.iter().any(|pair| pair.contains(&one) && pair.contains(&other)))
}

/// Every two roles that one account holds on one day and that are kept apart.
async fn meetings(city: &TestCity) -> Vec<String> {
    let held = column(
        city,
        "select account_id || ' ' || role || ' ' || from_day || ' ' || coalesce(to_day, '9999')
             as x from assignment order by 1",
    )
    .await;
    let held: Vec<Vec<&str>> = held.iter().map(|row| row.split(' ').collect()).collect();
    let mut found = Vec::new();
    for (n, one) in held.iter().enumerate() {
        for other in &held[n + 1..] {
            let same_person = one[0] == other[0];
            let same_day = one[2] <= other[3] && other[2] <= one[3];
            if same_person && same_day && is_kept_apart(one[1], other[1]) {
                found.push(format!("{} {} {}", one[0], one[1], other[1]));
            }
        }
    }
    found
}

#[tokio::test(flavor = "multi_thread")]
async fn no_person_ever_holds_two_roles_that_are_kept_apart() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let Some(city) = TestCity::on_engine(engine, TODAY).await else {
            eprintln!("SKIPPED the account graph on {engine:?}: no PostgreSQL on this machine");
            continue;
        };
        for n in 0..4 {
            person(&city, &format!("spare-{n}"), &[]).await;
        }
        assert_eq!(meetings(&city).await, [""; 0], "the demonstration itself");
        let accounts = column(
            &city,
            "select account_id as x from account where login <> 'guanli' order by login",
        )
        .await;
        let (mut n_granted, mut n_refused, mut seed) = (0, 0, 20_221_124_usize);
        let mut roll = |sides: usize| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963);
            (seed >> 33) % sides
        };
        for _ in 0..200 {
            let account = &accounts[roll(accounts.len())];
            // Two roles at once, by two screens: each must be held against the other.
            let grants: Vec<Value> = (0..2)
                .map(|_| Role::ALL[roll(Role::ALL.len())].code())
                .map(|role| json!({ "role": role, "jurisdiction": "1401" }))
                .collect();
            let path = format!("/accounts/{account}/roles");
            let (one, other) = tokio::join!(
                city.post("guanli", &path, "administration", grants[0].clone()),
                city.post("guanli", &path, "administration", grants[1].clone()),
            );
            for answer in [one, other] {
                match outcome(&answer).as_str() {
                    "204" => n_granted += 1,
                    "409 roles_conflict" | "409 stale" | "503 busy" => n_refused += 1,
                    unforeseen => panic!("{engine:?}: {unforeseen}"),
                }
            }
            if roll(3) == 0 {
                let held = format!(
                    "select assignment_id as x from assignment where account_id = '{account}' \
                     and to_day is null"
                );
                for one in column(&city, &held).await {
                    let path = format!("/accounts/{account}/roles/{one}");
                    city.send("guanli", "DELETE", &path, "administration", None).await;
                }
            }
        }
        assert_eq!(meetings(&city).await, [""; 0], "{engine:?}");
        println!("account graph on {engine:?}: {n_granted} granted, {n_refused} refused");
        assert!(n_granted > 30 && n_refused > 60, "{engine:?}: {n_granted} {n_refused}");
        // The control: one that was put past the rules is found.
        straight(
            &city,
            "insert into assignment (assignment_id, account_id, role, jurisdiction, from_day,
                 granted_by, granted_at)
             select 'x', account_id, 'zone_signer', '1401', '2022-01-01', 'x', 0
             from account where login = 'nigao'",
        )
        .await;
        assert!(!meetings(&city).await.is_empty(), "the check finds nothing");
    }
}
