//! The bar of A22 over what passage adds, on each engine: a reason put in and approved by the same
//! person, an appeal decided by several and by whoever told it, places and closings approved by whoever
//! put them in, the last places inside, a gate that is ended while it scans, somebody who is handed over
//! to two communities. What stands afterwards is counted, not what was answered alone.

use crate::arrivals::{check, coming, report, say, who};
use crate::attacks::{at_once, on_both_at_bar};
use crate::attempt::{column, person, straight};
use crate::code_reasons::{named, proposal};
use crate::codes::HOUR_MS;
use crate::policy::{COMMUNITY, SIBLING, TODAY, outcome};
use crate::results::foreigner;
use crate::sampling::filled;
use crate::venues::{about, approved, at_gate, closing, gate, pass_of, with_log};
use axum::http::StatusCode;
use fangxian_testkit::bars::n_tries;
use fangxian_testkit::{Bar, Engine, TestCity};
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::Instant;

/// At once, in one round.
const AT_ONCE: usize = 25;

type Try = (&'static str, String, &'static str, Value);

/// How often it was tried, how often it did not hold, and how many were told that another came first.
#[derive(Debug, Default)]
struct Race {
    tries: usize,
    violations: usize,
    beaten: usize,
}

impl Race {
    fn round(&mut self, outcomes: &[String]) {
        self.tries += outcomes.len();
        let beaten = |one: &&String| one.starts_with("409") || one.starts_with("404");
        self.beaten += outcomes.iter().filter(beaten).count();
    }

    /// Something held or did not.
    fn holds(&mut self, is_right: bool) {
        self.violations += usize::from(!is_right);
    }
}

/// How many tries of each of the six kinds.
fn of_each_kind() -> usize {
    n_tries(AT_ONCE, 1_700)
}

fn done(outcomes: &[String]) -> usize {
    outcomes.iter().filter(|one| *one == "204").count()
}

async fn number(city: &TestCity, of: &str) -> usize {
    column(city, &format!("select '' || count(*) as x from {of}")).await[0].parse().unwrap()
}

/// Somebody who by a mistake holds both roles puts a reason in and approves it, several times, while
/// others approve it too.
async fn reasons(city: &Arc<TestCity>) -> Race {
    let mut race = Race::default();
    foreigner(city, "Racing Reason", "R8000001", 801, "").await;
    for round in 0.. {
        if race.tries >= of_each_kind() {
            break;
        }
        let body =
            proposal(city, &[named("Racing Reason", "R8000001", &format!("流调卡R{round}"))]);
        let id = body["reason_id"].as_str().unwrap().to_owned();
        let mut tries: Vec<Try> =
            vec![("bothcode", "/codes/reasons".to_owned(), "code_decision", body)];
        for n in 1..AT_ONCE {
            let says = json!({ "fact_id": city.fresh_id(), "seen": 0, "approved": true });
            let path = format!("/codes/reasons/{id}/decision");
            tries.push((["bothcode", "weijian", "weijian2"][n % 3], path, "code_decision", says));
        }
        let seen = at_once(city, tries).await;
        race.holds((1..AT_ONCE).filter(|n| n % 3 == 0).all(|n| seen[n] != "204"));
        race.holds(done(&seen[1..]) <= 1);
        let stands = format!("code_reason_fact where reason_id = '{id}'");
        race.holds(number(city, &stands).await == done(&seen[1..]));
        race.round(&seen);
    }
    let own = "code_reason_fact f join code_reason r on r.reason_id = f.reason_id
               where f.kind = 'approved' and f.by_login = r.by_login";
    race.violations += number(city, own).await;
    race
}

/// An appeal is decided by two officers, and by one who wrote it down himself.
async fn appeals(city: &Arc<TestCity>) -> Race {
    let mut race = Race::default();
    for round in 0.. {
        if race.tries >= of_each_kind() {
            break;
        }
        let (name, passport) = (format!("Racing {}", letters(round)), format!("R9{round:06}"));
        let room = 1_000 + u32::try_from(round).unwrap();
        foreigner(city, &name, &passport, room, "").await;
        let body = proposal(city, &[named(&name, &passport, "流调卡1")]);
        city.post("jikong", "/codes/reasons", "code_decision", body.clone()).await;
        let path = format!("/codes/reasons/{}/decision", body["reason_id"].as_str().unwrap());
        let says = json!({ "fact_id": city.fresh_id(), "seen": 0, "approved": true });
        assert_eq!(outcome(&city.post("weijian", &path, "code_decision", says).await), "204");
        let who = json!({ "name": name, "document_kind": "passport", "document": passport });
        let told = city.post("bothappeal", "/codes/told", "appeal", who.clone()).await.ok();
        let mut body = who;
        let id = city.fresh_id();
        for (field, value) in [
            ("appeal_id", json!(id)),
            ("source", told["reasons"][0]["source"].clone()),
            ("way", json!("phone")),
            ("medical", json!(false)),
            ("said", json!("不是密接")),
        ] {
            body[field] = value;
        }
        city.post("bothappeal", "/codes/appeals", "appeal", body).await.ok();
        let path = format!("/codes/appeals/{id}/decision");
        let tries = (0..AT_ONCE).map(|n| {
            let says = ["upheld", "voided", "voided"][n % 3];
            let body = json!({ "outcome": says, "answer": "已核实" });
            (["shensu", "shensu2", "bothappeal"][n % 3], path.clone(), "appeal", body)
        });
        let seen = at_once(city, tries.collect()).await;
        race.round(&seen);
        // The same said twice by the same is once; two who say different things are not both right.
        let won = |who: usize| seen.iter().skip(who).step_by(3).any(|one| one == "204");
        race.holds(won(0) != won(1) && !won(2));
        let of = format!("code_appeal_decision where appeal_id = '{id}'");
        let by = column(city, &format!("select outcome || ' ' || by_login as x from {of}")).await;
        race.holds(by == [if won(0) { "upheld shensu" } else { "voided shensu2" }]);
    }
    race
}

fn letters(n: usize) -> String {
    let letter = |n: usize| char::from(b'A' + u8::try_from(n % 26).unwrap());
    format!("{}{}", letter(n / 26), letter(n))
}

/// A place is put in by somebody who may also approve, and a closing by somebody who may also sign it.
async fn openings(city: &Arc<TestCity>) -> Race {
    let mut race = Race::default();
    while race.tries < of_each_kind() {
        let id = city.fresh_id();
        let mut body = about("mall", None);
        body["venue_id"] = json!(id);
        body["fact_id"] = json!(city.fresh_id());
        let mut tries: Vec<Try> = vec![("bothvenue", "/venues".to_owned(), "order_work", body)];
        for n in 1..AT_ONCE {
            let who = ["bothvenue", "zhihui", "zhihui2"][n % 3];
            let body = json!({ "fact_id": city.fresh_id(), "facts": 1, "approve": true,
                "reason": "" });
            tries.push((who, format!("/venues/{id}/decision"), "command", body));
        }
        let seen = at_once(city, tries).await;
        race.holds((1..AT_ONCE).filter(|n| n % 3 == 0).all(|n| seen[n] != "204"));
        let of = format!("venue_fact where venue_id = '{id}' and kind = 'approved'");
        race.holds(number(city, &of).await == done(&seen[1..]) && done(&seen[1..]) <= 1);
        race.round(&seen);

        let id = city.fresh_id();
        let mut body = closing(&["bar"], "140110", "2022-12-20", None);
        body["closing_id"] = json!(id);
        body["fact_id"] = json!(city.fresh_id());
        let path = "/venues/closings".to_owned();
        let mut tries: Vec<Try> = vec![("both", path, "zone_decision", body)];
        for n in 1..AT_ONCE {
            let body = json!({ "fact_id": city.fresh_id(), "facts": 1, "sign": true });
            let path = format!("/venues/closings/{id}/decision");
            tries.push((["both", "qianpi", "qianpi2"][n % 3], path, "zone_decision", body));
        }
        let seen = at_once(city, tries).await;
        race.holds((1..AT_ONCE).filter(|n| n % 3 == 0).all(|n| seen[n] != "204"));
        let of = format!("venue_closing_fact where closing_id = '{id}' and kind = 'signed'");
        race.holds(number(city, &of).await == done(&seen[1..]) && done(&seen[1..]) <= 1);
        race.round(&seen);
    }
    race
}

/// More stand before two gates than may go in; and a code that is held up twice takes one place each
/// time that it goes in, never one too many.
async fn last_places(city: &Arc<TestCity>, people: &[String]) -> Race {
    let mut race = Race::default();
    let venue = approved(city, "market", Some(8)).await;
    let secrets = [gate(city, &venue).await.1, gate(city, &venue).await.1];
    while race.tries < of_each_kind() {
        let scans: Vec<_> = (0..AT_ONCE)
            .map(|n| {
                let pass = pass_of(city, &people[n % people.len()]);
                let body = json!({ "id": city.fresh_id(), "pass": pass, "temperature": 365 });
                let (city, secret) = (Arc::clone(city), secrets[n % 2].clone());
                tokio::spawn(async move { at_gate(&city, &secret, "/gate/scans", body).await })
            })
            .collect();
        let mut n_in = 0;
        for one in scans {
            let answer = one.await.unwrap().ok();
            n_in += usize::from(answer["why"] == "fine");
            race.beaten += usize::from(answer["why"] == "full");
            race.tries += 1;
        }
        // 75 % of eight.
        race.holds(n_in == 6);
        city.pass_ms(3 * HOUR_MS);
    }
    race
}

/// A gate scans again and again while it is ended.
async fn gates(city: &Arc<TestCity>, people: &[String]) -> Race {
    let mut race = Race::default();
    let venue = approved(city, "bus", None).await;
    while race.tries < of_each_kind() {
        let (id, secret) = gate(city, &venue).await;
        let act = |n: usize| {
            let body = json!({ "id": city.fresh_id(), "pass": pass_of(city, &people[n % 2]) });
            let (city, secret) = (Arc::clone(city), secret.clone());
            tokio::spawn(async move {
                let asked = Instant::now();
                (asked, at_gate(&city, &secret, "/gate/scans", body).await.status)
            })
        };
        let mut acts: Vec<_> = (0..10).map(act).collect();
        let end = {
            let (city, path) = (Arc::clone(city), format!("/gates/{id}/end"));
            tokio::spawn(async move {
                let body = json!({ "reason": "手机丢失" });
                let ended = city.post("shequ", &path, "order_work", body).await;
                (Instant::now(), outcome(&ended))
            })
        };
        for n in 0..10 {
            tokio::task::yield_now().await;
            acts.push(act(n));
        }
        let (ended, how) = end.await.unwrap();
        assert_eq!(how, "204");
        acts.extend((0..5).map(act));
        for act in acts {
            let (asked, status) = act.await.unwrap();
            race.tries += 1;
            race.violations += usize::from(asked > ended && status != StatusCode::UNAUTHORIZED);
            race.beaten += usize::from(status == StatusCode::UNAUTHORIZED);
        }
    }
    race
}

/// Somebody at a station is handed over to two communities, received by both and found absent.
async fn hand_overs(city: &Arc<TestCity>) -> Race {
    let mut race = Race::default();
    while race.tries < of_each_kind() {
        let at = city.city.now(city.wall()).plus_ms(-HOUR_MS);
        let n = race.tries / AT_ONCE;
        let who = who("某甲", &format!("X7{n:05}"));
        let (id, answer) = report(city, "chezhan", coming(at, "nowhere"), who).await;
        assert_eq!(outcome(&answer), "200", "{}", answer.text);
        assert_eq!(say(city, "chezhan", (&id, "check", 1), check()).await, "204");
        for (facts, whom) in [(2, ["chezhan", "chezhan", "sta2"]), (3, ["shequ", "reg2", "shequ"])]
        {
            let tries = (0..AT_ONCE).map(|n| {
                let which = n % 3;
                let (what, more) = match (facts, which) {
                    (2, 0 | 2) => ("hand", ("place", COMMUNITY)),
                    (2, _) => ("hand", ("place", SIBLING)),
                    (_, 2) => ("absent", ("reason", "敲门没有人")),
                    (_, _) => ("receive", ("reason", "")),
                };
                let mut body = json!({ "fact_id": city.fresh_id(), "facts": facts });
                if !more.1.is_empty() {
                    body[more.0] = json!(more.1);
                }
                (whom[which], format!("/arrivals/{id}/{what}"), "order_work", body)
            });
            let seen = at_once(city, tries.collect()).await;
            race.round(&seen);
            race.holds(done(&seen) <= 1);
            let stands = format!("arrival_fact where report_id = '{id}' and ordinal = {facts}");
            race.holds(number(city, &stands).await == done(&seen));
        }
        let doubled = format!(
            "(select ordinal from arrival_fact where report_id = '{id}'
             group by ordinal having count(*) > 1) d"
        );
        race.violations += number(city, &doubled).await;
    }
    race
}

/// The control: the same decision in a table without the key, by whoever looks first and writes
/// afterwards.
async fn decided_by_looking_first(city: &Arc<TestCity>) -> Race {
    straight(city, "create table loose_decision (appeal_id text not null)").await;
    let mut race = Race::default();
    for round in 0..50 {
        let of = format!("loose_decision where appeal_id = '{round}'");
        let tries: Vec<_> = (0..4)
            .map(|_| {
                let (city, of) = (Arc::clone(city), of.clone());
                tokio::spawn(async move {
                    if number(&city, &of).await == 0 {
                        let put = format!("insert into loose_decision values ('{round}')");
                        straight(&city, &put).await;
                    }
                })
            })
            .collect();
        for one in tries {
            one.await.unwrap();
            race.tries += 1;
        }
        race.violations += usize::from(number(city, &of).await > 1);
    }
    race
}

async fn people_of_two_duties(city: &TestCity) {
    let from = "2022-01-01";
    let county = "140110";
    for (login, roles) in [
        ("bothcode", &[("code_proposer", county), ("code_approver", county)][..]),
        ("bothappeal", &[("hotline", "1401"), ("appeal_officer", "1401")]),
        ("shensu2", &[("appeal_officer", "1401")]),
        ("both", &[("zone_drafter", "1401"), ("zone_signer", "1401")]),
        ("qianpi2", &[("zone_signer", "1401")]),
        ("bothvenue", &[("community_registrar", COMMUNITY), ("city_command", "1401")]),
        ("zhihui2", &[("city_command", "1401")]),
        ("reg2", &[("community_registrar", SIBLING)]),
        ("sta2", &[("station_worker", "1401")]),
    ] {
        let held: Vec<_> = roles.iter().map(|(role, place)| (*role, *place, from, None)).collect();
        person(city, login, &held).await;
        city.session(login).await;
    }
    for login in ["jikong", "weijian", "weijian2", "shensu", "qianpi", "zhihui", "shequ", "chezhan"]
    {
        city.session(login).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_ten_thousand_at_once_on_passage_each_thing_is_changed_once() {
    for (engine, city) in on_both_at_bar("races of passage", TODAY).await {
        let (people, _) = filled(&city, 30).await;
        people_of_two_duties(&city).await;
        let _folder = with_log(&city).await;
        let city = Arc::new(city);
        let said = |bar: Bar, race: Race| {
            assert_eq!(race.violations, 0, "{engine:?} {race:?}");
            bar.held(format!("{engine:?}"), race.tries);
            assert!(race.beaten > race.tries / 10, "{engine:?} {race:?}");
        };
        let bar = Bar::begins("A22", "one person puts in and approves a reason of a code at once");
        said(bar, reasons(&city).await);
        let bar = Bar::begins("A22", "one appeal is decided by three at once");
        said(bar, appeals(&city).await);
        let bar =
            Bar::begins("A22", "one person puts in and approves a place, or a closing, at once");
        said(bar, openings(&city).await);
        let bar = Bar::begins("A22", "one person is handed over, received and absent at once");
        said(bar, hand_overs(&city).await);
        let bar = Bar::begins("A22", "a gate is ended while it scans");
        said(bar, gates(&city, &people).await);
        let bar = Bar::begins("A22", "codes at two gates at once for the last six places");
        said(bar, last_places(&city, &people).await);
        if engine == Engine::Sqlite {
            let bar = Bar::begins("A22", "one appeal is decided by several at once");
            let race = decided_by_looking_first(&city).await;
            let of = format!("{engine:?} (control: looks, then writes)");
            bar.control(of, race.tries, race.violations);
            assert!(race.violations > 0, "the race cannot be lost, so it shows nothing");
        }
    }
}
