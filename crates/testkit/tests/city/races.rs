//! The bar of A22: ten thousand tries at once on each engine, a quarter of each kind: an order
//! claimed twice, a step-down signed by two, a notice put in and approved by the same person, a
//! role taken away while it acts. What is counted is what stands afterwards, not what was answered
//! alone.

use crate::attacks::{account_of, at_once, n_ok, on_both};
use crate::attempt::{Attempt, column, person, straight};
use crate::policy::{World, outcome};
use fangxian_testkit::bars::n_tries;
use fangxian_testkit::{Bar, TestCity};
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::Instant;

/// Tries of each kind on each engine.
fn tries() -> usize {
    n_tries(600, 2_500)
}

/// A person, a path, a purpose and a body.
type Try = (&'static str, String, &'static str, Value);

/// How often it was tried, how often it did not hold, and whether the tries met each other at all:
/// how many of them were refused because another had come first.
#[derive(Debug, Default)]
struct Race {
    tries: usize,
    violations: usize,
    beaten: usize,
}

impl Race {
    /// Counts whoever was refused because another had come first. Which of `codes` he is told
    /// depends on when the other wrote: before he looked, or between his look and his own write.
    fn beaten_by(&mut self, outcomes: &[String], codes: &[&str]) {
        self.beaten += outcomes.iter().filter(|outcome| codes.contains(&&***outcome)).count();
    }
}

async fn count(city: &TestCity, of: &str) -> usize {
    column(city, &format!("select '' || count(*) as x from {of}")).await[0].parse().unwrap()
}

/// Two people claim one order, each several times; the winner hands it back, and they race again.
async fn one_order_is_claimed_by_two(city: &Arc<TestCity>, order: &str) -> Race {
    let path = format!("/orders/{order}/facts");
    let mut race = Race::default();
    while race.tries < tries() {
        let claims: Vec<Try> = (0..10)
            .map(|n| {
                let body =
                    json!({ "fact_id": city.fresh_id(), "version": null, "kind": "claimed" });
                (["wangge", "wangge2"][n % 2], path.clone(), "order_work", body)
            })
            .collect();
        let seen = at_once(city, claims).await;
        race.tries += seen.len();
        race.beaten_by(&seen, &["409 order_taken", "409 stale"]);
        let won = |who: usize| {
            let of_one: Vec<String> = seen.iter().skip(who).step_by(2).cloned().collect();
            n_ok(&of_one) > 0
        };
        let holder = if won(0) { "wangge" } else { "wangge2" };
        let sql = format!("select claimed_by as x from work_order where order_id = '{order}'");
        let stands = column(city, &sql).await;
        race.violations += usize::from(won(0) == won(1) || stands != [holder]);
        let back = json!({ "fact_id": city.fresh_id(), "version": null, "kind": "handed_back",
            "note": "再来一次" });
        city.post(holder, &path, "order_work", back).await.ok();
    }
    race
}

/// Two signers sign one step-down, each several times; the signature is withdrawn, and they race
/// again.
async fn one_step_down_is_signed_by_two(city: &Arc<TestCity>) -> Race {
    let zone = city.zone("屯乐苑1号楼").await["zone_id"].as_str().unwrap().to_owned();
    let path = format!("/zones/{zone}");
    let facts = format!("zone_fact where zone_id = '{zone}' and ground_kind = 'rule'");
    let mut race = Race::default();
    while race.tries < tries() {
        let before = count(city, &facts).await;
        let seen = city.get("qianpi", &path, "zone_decision").await.ok();
        let ids: Vec<String> = (0..50).map(|_| city.fresh_id()).collect();
        let signatures: Vec<Try> = ids
            .iter()
            .enumerate()
            .map(|(n, id)| {
                let body = json!({ "fact_id": id, "version": seen["version"] });
                (["qianpi", "qianpi2"][n % 2], format!("{path}/step-down"), "zone_decision", body)
            })
            .collect();
        let seen = at_once(city, signatures).await;
        race.tries += seen.len();
        race.beaten_by(&seen, &["409 stale"]);
        let stand = count(city, &facts).await - before;
        race.violations += usize::from(n_ok(&seen) != 1 || stand != 1);
        let winner = seen.iter().position(|outcome| outcome == "200").expect("one of them signs");
        city.pass_ms(1);
        let body = json!({ "fact_id": city.fresh_id(), "withdraws": ids[winner],
            "reason": "再来一次" });
        city.post("qianpi", &format!("{path}/withdraw"), "zone_decision", body).await.ok();
        city.pass_ms(1);
    }
    race
}

/// Somebody who by a mistake holds both roles puts a notice in and approves it at the same moment,
/// several times, while another approves it too.
async fn one_notice_is_put_in_and_approved_by_one(city: &Arc<TestCity>) -> Race {
    let mut race = Race::default();
    for round in 0.. {
        if race.tries >= tries() / 2 {
            break;
        }
        let notice = city.fresh_id();
        let text = format!(
            "太原市疫情防控领导小组办公室通告\n（2022年第{}号）\n新增高风险区1个。\n一、高风险区\n\
             晋源区（1个）：赛跑小区{round}号楼。\n2022年11月24日\n",
            200 + round
        );
        let put_in = json!({ "notice_id": notice, "text": text });
        let mut tries: Vec<Try> = vec![("both", "/notices".to_owned(), "zone_decision", put_in)];
        for n in 0..9 {
            let body = json!({ "version": 1, "take": [0] });
            let who = ["both", "both", "qianpi"][n % 3];
            tries.push((who, format!("/notices/{notice}/confirm"), "zone_decision", body));
        }
        let seen = at_once(city, tries).await;
        race.tries += seen.len();
        race.beaten_by(&seen, &["409 same_person", "404 not_found", "409 stale"]);
        let own = (1..seen.len()).filter(|n| n % 3 != 0 && seen[*n] == "200").count();
        race.violations += own;
    }
    let own = "notice where state = 'confirmed' and put_in_by = closed_by and put_in_by = 'both'";
    race.violations += count(city, own).await;
    race
}

/// Two roles that one person may not hold are granted to him at the same moment.
async fn both_roles_are_granted_at_once(city: &Arc<TestCity>) -> Race {
    person(city, "puppet", &[]).await;
    let account = account_of(city, "puppet").await;
    let path = format!("/accounts/{account}/roles");
    let open = format!(
        "select role as x from assignment where account_id = '{account}' and to_day is null"
    );
    let mut race = Race::default();
    while race.tries < tries() / 2 {
        let grants: Vec<Try> = (0..10)
            .map(|n| {
                let role = ["zone_drafter", "zone_signer"][n % 2];
                let body = json!({ "role": role, "jurisdiction": "1401" });
                ("guanli", path.clone(), "administration", body)
            })
            .collect();
        let seen = at_once(city, grants).await;
        race.tries += seen.len();
        race.beaten_by(&seen, &["409 roles_conflict", "409 stale"]);
        let mut held = column(city, &open).await;
        held.sort();
        held.dedup();
        race.violations += usize::from(held.len() != 1);
        let end =
            format!("update assignment set to_day = '2022-01-01' where account_id = '{account}'");
        straight(city, &end).await;
    }
    race
}

/// Somebody claims an order again and again while his role is ended. Nothing that he asked for may
/// come to be written after the end, whenever he asked.
async fn a_role_is_ended_while_it_acts(city: &Arc<TestCity>, order: &str) -> Race {
    let mut race = Race::default();
    let secret = person(city, "leaver", &[]).await;
    let account = account_of(city, "leaver").await;
    let free = format!(
        "update work_order set state = 'open', claimed_by = null where order_id = '{order}'"
    );
    while race.tries < tries() {
        let grant = json!({ "role": "grid_worker", "jurisdiction": "140110003001-G02" });
        let path = format!("/accounts/{account}/roles");
        city.post("guanli", &path, "administration", grant).await.ok();
        straight(city, &free).await;
        let held = format!(
            "select assignment_id as x from assignment where account_id = '{account}'
             and to_day is null"
        );
        let held = column(city, &held).await.remove(0);
        let act = || {
            let body = json!({ "fact_id": city.fresh_id(), "version": null, "kind": "claimed" });
            let attempt = Attempt::of("POST", &format!("/orders/{order}/facts"));
            let attempt = attempt.session(&secret).purpose("order_work").json(&body);
            let city = city.clone();
            tokio::spawn(async move {
                let asked = Instant::now();
                (asked, outcome(&attempt.send(&city).await))
            })
        };
        let mut acts: Vec<_> = (0..20).map(|_| act()).collect();
        let end = {
            let (city, path) = (city.clone(), format!("{path}/{held}"));
            tokio::spawn(async move {
                let ended = city.send("guanli", "DELETE", &path, "administration", None).await;
                (Instant::now(), outcome(&ended))
            })
        };
        for _ in 0..20 {
            tokio::task::yield_now().await;
            acts.push(act());
        }
        let (ended, how) = end.await.unwrap();
        assert_eq!(how, "204");
        acts.extend((0..10).map(|_| act()));
        for act in acts {
            let (asked, outcome) = act.await.unwrap();
            race.tries += 1;
            race.violations += usize::from(asked > ended && outcome == "200");
            race.beaten += usize::from(matches!(&*outcome, "404 not_found" | "409 stale"));
        }
        let after = format!(
            "audit_entry a where a.account_id = '{account}' and a.act = 'order_work' and a.seq >
                 (select max(b.seq) from audit_entry b where b.detail = 'end_role')"
        );
        race.violations += count(city, &after).await;
    }
    race
}

/// The control: whoever looks first and writes afterwards, without saying what he saw.
async fn claimed_by_looking_first(city: &Arc<TestCity>, order: &str) -> Race {
    let look = format!(
        "select coalesce(claimed_by, 'nobody') as x from work_order where order_id = '{order}'"
    );
    let mut race = Race::default();
    for _ in 0..50 {
        let take = |who: Option<&str>| {
            let who = who.map_or("null".to_owned(), |who| format!("'{who}'"));
            format!("update work_order set claimed_by = {who} where order_id = '{order}'")
        };
        straight(city, &take(None)).await;
        let tries: Vec<_> = ["wangge", "wangge2", "leaver", "puppet"]
            .into_iter()
            .map(|who| {
                let (city, look, take) = (city.clone(), look.clone(), take(Some(who)));
                tokio::spawn(async move {
                    let is_free = column(&city, &look).await == ["nobody"];
                    if is_free {
                        straight(&city, &take).await;
                    }
                    is_free
                })
            })
            .collect();
        let mut n_won = 0;
        for one in tries {
            race.tries += 1;
            n_won += usize::from(one.await.unwrap());
        }
        race.violations += usize::from(n_won > 1);
    }
    race
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn ten_thousand_tries_at_once_change_each_thing_once() {
    for (engine, city) in on_both("ten thousand at once").await {
        let world = World::new(city).await;
        let order = world.named["order_id"].clone();
        let city = Arc::new(world.city);
        let grid = "140110003001-G02";
        person(&city, "wangge2", &[("grid_worker", grid, "2022-01-01", None)]).await;
        person(&city, "qianpi2", &[("zone_signer", "1401", "2022-01-01", None)]).await;
        let both = [
            ("zone_drafter", "1401", "2022-01-01", None),
            ("zone_signer", "1401", "2022-01-01", None),
        ];
        person(&city, "both", &both).await;
        for login in ["wangge", "wangge2", "qianpi", "qianpi2", "both", "guanli"] {
            city.session(login).await;
        }
        let said = |bar: Bar, race: Race| {
            assert_eq!(race.violations, 0, "{engine:?} {race:?}");
            bar.held(format!("{engine:?}"), race.tries);
            assert!(
                race.tries >= tries() / 2 && race.beaten > race.tries / 10,
                "{engine:?} {race:?}"
            );
        };
        let bar = Bar::begins("A22", "two people claim one order at once");
        said(bar, one_order_is_claimed_by_two(&city, &order).await);
        let bar = Bar::begins("A22", "two signers sign one step-down at once");
        said(bar, one_step_down_is_signed_by_two(&city).await);
        let bar = Bar::begins("A22", "one person puts in and approves at once");
        said(bar, one_notice_is_put_in_and_approved_by_one(&city).await);
        let bar = Bar::begins("A22", "two roles that exclude each other granted at once");
        said(bar, both_roles_are_granted_at_once(&city).await);
        let bar = Bar::begins("A22", "a role is ended while it acts");
        let race = a_role_is_ended_while_it_acts(&city, &order).await;
        said(bar, race);
        let bar = Bar::begins("A22", "one order is claimed by several at once");
        let race = claimed_by_looking_first(&city, &order).await;
        let engine = format!("{engine:?} (control: looks, then writes)");
        bar.control(engine, race.tries, race.violations);
        assert!(race.violations > 0, "the race cannot be lost, so it shows nothing");
    }
}
