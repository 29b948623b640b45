//! Rights as far as zones and accounts carry them (P2, P3, P4, P16): nothing restricts without a
//! rule, evidence, two sides and a day; what has run out is not enforced although nobody is there
//! to end it; no end moves by itself; and who proposes, approves, audits or operates is not one
//! person.

use crate::attacks::on_both;
use crate::attempt::{Attempt, column, person};
use crate::policy::{Dice, TODAY};
use fangxian_core::ids::{ZoneFactId, ZoneId};
use fangxian_core::places::PlaceCode;
use fangxian_core::rules::{EditionId, RuleBook};
use fangxian_core::zones::{
    AreaTestOutcome, Proposal, Surroundings, ZoneEvent, ZoneFact, listing_on, zone_clock,
};
use fangxian_core::{CityDay, Level, Moment};
use fangxian_store::zones::{
    Ground, GroundKind, StoredZone, StoredZoneFact, zone_fact_insert, zone_insert,
};
use fangxian_store::{StoreError, V};
use fangxian_testkit::{Bar, TestCity};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

fn day(text: &str) -> CityDay {
    CityDay::parse(text).unwrap()
}

/// The columns of a zone fact, and what a whole restriction has in them.
fn whole_fact(zone: &(String, String), id: Uuid) -> Vec<(&'static str, V)> {
    let text = |text: &str| V::from(text);
    vec![
        ("county", text(&zone.0)),
        ("fact_id", V::from(id)),
        ("zone_id", text(&zone.1)),
        ("kind", text("rated")),
        ("on_day", text("2022-11-24")),
        ("recorded_at", V::from(1_i64)),
        ("level", text("high")),
        ("edition", text("P20")),
        ("proposed_by", text("nigao")),
        ("signed_by", text("qianpi")),
        ("ground_kind", text("notice")),
        ("ground_id", text("00000000-0000-7000-8000-000000000001")),
        ("as_written", text("新增高风险区1个")),
    ]
}

/// What is wrong with a fact: a column, and what stands in it instead.
fn wrongs() -> Vec<(&'static str, V)> {
    let mut all = Vec::new();
    for column in [
        "county",
        "fact_id",
        "zone_id",
        "kind",
        "on_day",
        "recorded_at",
        "level",
        "edition",
        "proposed_by",
        "signed_by",
        "ground_kind",
        "ground_id",
        "as_written",
    ] {
        all.push((column, V::Null));
        if column != "recorded_at" {
            all.push((column, V::from("")));
        }
    }
    for (column, value) in [
        ("zone_id", "00000000-0000-7000-8000-00000000ffff"),
        ("county", "140199"),
        ("kind", "locked"),
        ("kind", "Rated"),
        ("on_day", "tomorrow"),
        ("on_day", "2022-11-2"),
        ("level", "red"),
        ("level", "HIGH"),
        // Who signs is not who proposed.
        ("proposed_by", "qianpi"),
        ("signed_by", "nigao"),
        ("ground_kind", "order from above"),
        ("fact_id", "1"),
    ] {
        all.push((column, V::from(value)));
    }
    all
}

/// What came of an insert, which is undone in any case.
enum Undone {
    Accepted,
    Refused,
}

impl From<StoreError> for Undone {
    fn from(_: StoreError) -> Undone {
        Undone::Refused
    }
}

/// Whether a table accepts a fact.
async fn accepts(city: &TestCity, table: &str, fact: &[(&'static str, V)]) -> bool {
    let columns: Vec<&str> = fact.iter().map(|(column, _)| *column).collect();
    let holes: Vec<String> = (1..=fact.len()).map(|n| format!("${n}")).collect();
    let sql = format!("insert into {table} ({}) values ({})", columns.join(", "), holes.join(", "));
    let values: Vec<V> = fact.iter().map(|(_, value)| value.clone()).collect();
    let tried: Result<(), Undone> = city
        .city
        .db
        .write(move |tx| async move {
            tx.exec(&sql, &values).await?;
            Err(Undone::Accepted)
        })
        .await;
    matches!(tried, Err(Undone::Accepted))
}

#[tokio::test(flavor = "multi_thread")]
async fn no_restriction_is_kept_that_lacks_any_of_its_parts() {
    const TRIES: usize = 10_000;
    for (engine, city) in on_both("the parts of a restriction").await {
        let bar = Bar::begins("P2", "inserts of a zone's level, each lacking one part");
        let zone = column(&city, "select county || ' ' || zone_id as x from zone").await.remove(0);
        let zone = zone.split_once(' ').map(|(a, b)| (a.to_owned(), b.to_owned())).unwrap();
        let bare = "create table zone_fact_bare as select * from zone_fact where 1 = 0";
        crate::attempt::straight(&city, bare).await;
        let (wrongs, mut dice) = (wrongs(), Dice(0x0002_2022));
        let (mut accepted, mut n_bare) = (Vec::new(), 0);
        for n in 0..TRIES {
            let id = Uuid::from_u128(u128::try_from(n).unwrap() + 1);
            let mut fact = whole_fact(&zone, id);
            // Every wrong in its turn, then any of them.
            let wrong = if n < wrongs.len() { n } else { dice.roll(wrongs.len()) };
            let (column, value) = wrongs[wrong].clone();
            if let Some(part) = fact.iter_mut().find(|part| part.0 == column) {
                part.1 = value.clone();
            }
            // Every now and then the column is not named at all.
            if value == V::Null && dice.roll(2) == 0 {
                fact.retain(|part| part.0 != column);
            }
            if accepts(&city, "zone_fact", &fact).await {
                accepted.push(format!("{column} = {value:?}"));
            }
            if n < 200 {
                n_bare += usize::from(accepts(&city, "zone_fact_bare", &fact).await);
                // What has all of its parts is kept: the rest is refused for what it lacks.
                assert!(accepts(&city, "zone_fact", &whole_fact(&zone, id)).await);
            }
        }
        accepted.dedup();
        assert!(accepted.is_empty(), "{engine:?}: {accepted:#?}");
        bar.held(format!("{engine:?}"), TRIES);
        bar.control(format!("{engine:?} (control: a table without constraints)"), 200, n_bare);
        assert_eq!(n_bare, 200, "{engine:?}");
        let own = "insert into notice (county, notice_id, state, text_sha256, body, outcome,
                       put_in_by, put_in_at, closed_by, closed_at)
                   values ('140100', 'x', 'confirmed', 'x', 'x', '{}', 'nigao', 1, 'nigao', 2)";
        let kept: Result<u64, StoreError> =
            city.city.db.write(move |tx| async move { tx.exec(own, &[]).await }).await;
        assert!(kept.is_err(), "{engine:?}: a notice confirmed by who put it in");
    }
}

/// The history of a zone in the words of the notices: what happened on which day.
#[derive(Clone, Debug)]
struct History(Vec<(CityDay, Word)>);

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Word {
    High(&'static str),
    Medium(&'static str),
    Case,
    Clear,
}

/// The edition in force, by hand: notice 108 stood on the ninth, notice 180 on the twenty points.
fn in_force(on: CityDay) -> &'static str {
    if on < day("2022-06-28") {
        "P8"
    } else if on < day("2022-11-11") {
        "P9"
    } else if on < day("2022-12-07") {
        "P20"
    } else {
        "P10"
    }
}

impl History {
    fn random(dice: &mut Dice) -> History {
        let first = day("2022-10-01").plus(i64::try_from(dice.roll(55)).unwrap());
        let mut facts = Vec::new();
        let edition = in_force(first);
        match dice.roll(3) {
            0 if edition == "P9" => facts.push((first, Word::Medium(edition))),
            _ => facts.push((first, Word::High(edition))),
        }
        let mut on = first;
        for _ in 0..dice.roll(4) {
            on = on.plus(1 + i64::try_from(dice.roll(6)).unwrap());
            let word = match (dice.roll(4), facts[0].1) {
                (0, _) => Word::Case,
                // Stepped down under the rules that it follows, however late.
                (1, Word::High("P9")) if facts.len() == 1 => Word::Medium("P9"),
                _ => Word::Clear,
            };
            facts.push((on, word));
        }
        History(facts)
    }

    /// Whether the level may end on a day by the words of the notices alone, and when at the
    /// earliest. Notice 108: high 7 days clear, and everybody tested from the seventh day on, to
    /// medium; 3 more to low; a medium area by itself 7, with the test. Notice 180: high 5 days.
    fn due(&self, on: CityDay) -> Option<(bool, CityDay)> {
        let known: Vec<&(CityDay, Word)> = self.0.iter().filter(|(at, _)| *at <= on).collect();
        let level_at =
            known.iter().rposition(|(_, word)| matches!(word, Word::High(_) | Word::Medium(_)))?;
        let (since, word) = known[level_at];
        let last_case = known.iter().filter(|(at, word)| *word == Word::Case && at >= since);
        // A case on the day of the rating counts where it became known after it.
        let last_case = last_case.map(|(at, _)| *at).max();
        let zero = last_case.map_or(*since, |case| case.max(*since));
        let came_down = known[..level_at].iter().any(|(_, word)| matches!(word, Word::High(_)));
        let (days, wants_test) = match word {
            Word::High("P9") => (7, true),
            Word::Medium(_) if came_down => (3, false),
            Word::Medium(_) => (7, true),
            Word::High(_) | Word::Case | Word::Clear => (5, false),
        };
        let earliest = zero.plus(days);
        let is_tested =
            known.iter().any(|(at, word)| *word == Word::Clear && *at >= zero.plus(days));
        Some((earliest <= on && (!wants_test || is_tested), earliest))
    }

    fn facts(&self) -> Vec<ZoneFact> {
        let event = |word: &Word| match word {
            Word::High(edition) => {
                ZoneEvent::Rated { level: Level::High, edition: EditionId((*edition).to_owned()) }
            }
            Word::Medium(edition) => {
                ZoneEvent::Rated { level: Level::Medium, edition: EditionId((*edition).to_owned()) }
            }
            Word::Case => ZoneEvent::CaseFound,
            Word::Clear => ZoneEvent::AreaTested { outcome: AreaTestOutcome::AllNegative },
        };
        (0_u128..)
            .zip(&self.0)
            .map(|(n, (on, word))| ZoneFact {
                id: ZoneFactId::from_uuid(Uuid::from_u128(n + 1)),
                on: *on,
                recorded_at: on.starts_at().plus_ms(i64::try_from(n).unwrap() + 1),
                event: event(word),
            })
            .collect()
    }
}

/// A zone with a history, as the store takes it.
fn zone_of(n: usize, history: &History) -> (StoredZone, Vec<StoredZoneFact>) {
    let id = |m: usize| Uuid::from_u128((0x0189_0000_0000_7000_8000_u128 << 48) + m as u128);
    let zone = StoredZone {
        id: ZoneId::from_uuid(id(n * 100)),
        county: PlaceCode::parse("140107").unwrap(),
        area_key: format!("history {n}"),
        area: format!("某某小区{n}号楼"),
        except: None,
        parts: Vec::new(),
        place: None,
        version: 1,
    };
    let facts = (1..)
        .zip(history.facts())
        .map(|(m, fact)| StoredZoneFact {
            zone: zone.id,
            county: zone.county.clone(),
            fact: ZoneFact { id: ZoneFactId::from_uuid(id(n * 100 + m)), ..fact },
            proposed_by: Some("nigao".to_owned()),
            signed_by: "qianpi".to_owned(),
            ground: Ground { kind: GroundKind::Notice, id: Some("x".to_owned()) },
            as_written: "某某".to_owned(),
        })
        .collect();
    (zone, facts)
}

/// Puts zones with their histories into the store, past every screen.
async fn put_zones(city: &TestCity, zones: Vec<(StoredZone, Vec<StoredZoneFact>)>) {
    let put: Result<(), StoreError> = city
        .city
        .db
        .write(move |tx| async move {
            for (zone, facts) in &zones {
                zone_insert(&tx, zone, Moment(0)).await?;
                for fact in facts {
                    zone_fact_insert(&tx, fact).await?;
                }
            }
            Ok(())
        })
        .await;
    put.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_has_run_out_is_not_enforced_although_no_worker_runs() {
    const ZONES: usize = 1_000;
    const DAYS: i64 = 100;
    let bar = Bar::begins("P3", "reads of a zone on a day with every worker stopped");
    let city = TestCity::on("2022-12-31").await;
    let mut dice = Dice(0x0003_2022);
    let histories: BTreeMap<String, History> =
        (0..ZONES).map(|n| (format!("history {n}"), History::random(&mut dice))).collect();
    let zones = (0..ZONES).map(|n| zone_of(n, &histories[&format!("history {n}")])).collect();
    put_zones(&city, zones).await;
    let city = city.restarted().await;
    let (mut n_reads, mut n_due, mut stale) = (0, 0, 0);
    let first = day("2022-10-01");
    for on in (0..DAYS).map(|n| first.plus(n)) {
        let seen = city.city.zones.on_day(on, Moment(i64::MAX));
        let of_histories = seen.zones.iter().filter_map(|zone| {
            histories.get(&zone.entry.zone.area_key).map(|history| (zone, history))
        });
        for (zone, history) in of_histories {
            n_reads += 1;
            let due = history.due(on);
            let clock = zone.clock(&city.city.rules, on);
            let said = clock.map(|clock| {
                let may_end = matches!(clock.proposal, Proposal::StepDown { .. });
                (may_end, clock.earliest.unwrap_or(on))
            });
            assert_eq!(said, due, "on {on}: {history:?}");
            n_due += usize::from(due.is_some_and(|(may_end, _)| may_end));
            // The control: what a worker wrote down on the first day, and nobody wrote again.
            let written = history.due(history.0[0].0);
            stale += usize::from(due.is_some() && written != due);
        }
    }
    assert!(n_reads >= 100_000 && n_due > 10_000, "{n_reads} {n_due}");
    bar.held("in process", n_reads);
    bar.control("(control: a verdict that was stored on its first day)", n_reads, stale);
    assert!(stale > 1_000, "{stale}");
    read_by_http(city, &histories).await;
}

/// The same through the API, with the clock moved and nothing else done.
async fn read_by_http(city: TestCity, histories: &BTreeMap<String, History>) {
    let bar = Bar::begins("P3", "reads of a zone through the API with the clock moved");
    let mut n_reads = 0;
    for _ in 0..5 {
        city.pass_ms(86_400_000);
        let on = city.wall().city_day();
        let secret = city.sign_in("nigao", fangxian_app::demo::PASSWORD).await.unwrap();
        let mut after = String::new();
        loop {
            let path = format!("/zones?show=all&limit=200{after}");
            let page = Attempt::of("GET", &path).session(&secret).purpose("zone_decision");
            let page = page.send(&city).await.ok();
            for row in page["rows"].as_array().unwrap() {
                let area = row["area"].as_str().unwrap();
                let n = area.strip_prefix("某某小区").and_then(|rest| rest.strip_suffix("号楼"));
                let Some(history) = n.and_then(|n| histories.get(&format!("history {n}"))) else {
                    continue;
                };
                let may_end = history.due(on).is_some_and(|(may_end, _)| may_end);
                assert_eq!(row["proposal"] == "step_down", may_end, "{row}: {history:?}");
                n_reads += 1;
            }
            match page["next"].as_str() {
                Some(next) => after = format!("&after={next}"),
                None => break,
            }
        }
    }
    assert!(n_reads >= 1_000, "{n_reads}");
    bar.held("SQLite", n_reads);
}

#[test]
fn an_edition_ends_on_its_day_and_leaves_what_was_decided_under_it() {
    let bar = Bar::begins("P3", "days × the edition in force, and decisions kept through a change");
    let rules = RuleBook::built_in().unwrap();
    let (first, mut n) = (day("2022-06-01"), 0);
    for on in (0..300).map(|n| first.plus(n)) {
        let seen = rules.edition_on(on).map(|edition| edition.id.0.as_str());
        assert_eq!(seen, Some(in_force(on)), "{on}");
        n += 1;
    }
    // High on 2022-11-08 under notice 108: seven days, although the twenty points came between.
    let history = History(vec![(day("2022-11-08"), Word::High("P9"))]);
    let facts = history.facts();
    for on in (0..40).map(|n| day("2022-11-08").plus(n)) {
        let listing = listing_on(&facts, on, Moment(i64::MAX)).unwrap();
        assert_eq!((&*listing.edition.0, listing.since), ("P9", day("2022-11-08")));
        let clock = zone_clock(&rules, &listing, Surroundings::NoGraverZone, on);
        assert_eq!(clock.earliest, Some(day("2022-11-15")), "{on}");
        n += 1;
    }
    bar.held("-", n);
}

/// The bar of P4: an end stands still while nothing new is known, moves later only by a case, and
/// what is said again moves nothing.
#[test]
fn no_end_moves_without_new_evidence() {
    const HISTORIES: usize = 10_000;
    let bar = Bar::begins("P4", "random histories: ends that moved without new evidence");
    let rules = RuleBook::built_in().unwrap();
    let mut dice = Dice(0x0004_2022);
    let clock = |facts: &[ZoneFact], on: CityDay| {
        let listing = listing_on(facts, on, Moment(i64::MAX))?;
        let clock = zone_clock(&rules, &listing, Surroundings::NoGraverZone, on);
        Some((listing.level, clock.earliest))
    };
    let (mut n_moved_by_case, mut renewed) = (0, 0);
    for n in 0..HISTORIES {
        let history = History::random(&mut dice);
        let facts = history.facts();
        let last = facts.last().unwrap().on;
        let before = clock(&facts, last);
        // Time alone.
        let later = last.plus(1 + i64::try_from(dice.roll(60)).unwrap());
        assert_eq!(clock(&facts, later), before, "{n}: {history:?} by {later}");
        // The control: a clock that starts again whenever somebody looks.
        let anew = clock(&facts, last).and_then(|(_, earliest)| earliest);
        renewed += usize::from(anew.is_some_and(|end| end.plus(later.days_since(last)) != end));
        let with = |event: ZoneEvent, on: CityDay| {
            let id = ZoneFactId::from_uuid(Uuid::from_u128(999));
            let mut facts = facts.clone();
            facts.push(ZoneFact { id, on, recorded_at: Moment(i64::MAX - 1), event });
            facts
        };
        // The same level said again, under the same rules: the same notice, the same list.
        let listing = listing_on(&facts, last, Moment(i64::MAX)).unwrap();
        let (level, edition) = (listing.level, listing.edition.clone());
        let again = with(ZoneEvent::Rated { level, edition }, later);
        assert_eq!(clock(&again, later), before, "{n}: {history:?} said again on {later}");
        for event in [
            ZoneEvent::ContactsCleared,
            ZoneEvent::AreaTested { outcome: AreaTestOutcome::AllNegative },
            ZoneEvent::AreaTested { outcome: AreaTestOutcome::PositiveFound },
        ] {
            let more = with(event, later);
            assert_eq!(clock(&more, later), before, "{n}: {history:?}");
        }
        // A case is new evidence: the end moves, and only later.
        let case = with(ZoneEvent::CaseFound, later);
        let moved = clock(&case, later);
        assert!(moved.map(|(_, end)| end) > before.map(|(_, end)| end), "{n}: {history:?}");
        n_moved_by_case += 1;
        // Withdrawn, the end is where it was.
        let mut undone = case;
        let id = ZoneFactId::from_uuid(Uuid::from_u128(1_000));
        let event = ZoneEvent::Withdrawn { fact: ZoneFactId::from_uuid(Uuid::from_u128(999)) };
        undone.push(ZoneFact { id, on: later, recorded_at: Moment(i64::MAX), event });
        assert_eq!(clock(&undone, later), before, "{n}: {history:?}");
    }
    bar.held("-", HISTORIES);
    bar.control("- (control: a clock that starts when it is read)", HISTORIES, renewed);
    assert!(renewed > HISTORIES / 2 && n_moved_by_case == HISTORIES, "{renewed}");
}

/// Persons who hold two duties that must be apart, by a list that was written out by hand: who
/// proposes, who approves, who audits, and who grants and operates.
fn in_two(held: &[String]) -> BTreeSet<String> {
    let duty = |role: &str| match role {
        "zone_drafter" => "proposes",
        "zone_signer" => "approves",
        "auditor" => "audits",
        "administrator" => "grants and operates",
        "city_command" | "community_registrar" | "grid_worker" | "sampler" | "courier" => "works",
        "lab_reporter" => "reports",
        "lab_signer" => "signs results",
        "code_proposer" => "proposes codes",
        "code_approver" => "approves codes",
        "appeal_officer" => "answers appeals",
        "hotline" | "station_worker" => "works",
        "tracer" => "traces",
        "isolation_worker" | "transfer_driver" => "works",
        "community_doctor" => "works",
        other => panic!("no duty is known of {other}"),
    };
    let mut duties: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (login, role) in held.iter().filter_map(|row| row.split_once(' ')) {
        duties.entry(login).or_default().insert(duty(role));
    }
    let conflict = |duties: &BTreeSet<&str>| {
        let apart = ["audits", "grants and operates"].iter().any(|duty| duties.contains(duty));
        let both = |one, other| duties.contains(one) && duties.contains(other);
        (apart && duties.len() > 1)
            || both("proposes", "approves")
            || both("reports", "signs results")
            || both("proposes codes", "approves codes")
            || both("proposes codes", "answers appeals")
            || both("approves codes", "answers appeals")
            || both("traces", "approves codes")
            || both("traces", "answers appeals")
    };
    let both = duties.into_iter().filter(|(_, duties)| conflict(duties));
    both.map(|(login, _)| login.to_owned()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_of_the_demonstration_holds_two_duties_that_must_be_apart() {
    let bar = Bar::begins("P16", "accounts of the demonstration that hold two duties");
    let city = TestCity::on(TODAY).await;
    let held = "select b.login || ' ' || a.role as x from assignment a join account b
                on b.account_id = a.account_id
                where a.from_day <= '2022-11-24' and (a.to_day is null or a.to_day >= '2022-11-24')";
    let rows = column(&city, held).await;
    assert!(rows.len() >= TestCity::logins().len(), "{rows:?}");
    assert_eq!(in_two(&rows), BTreeSet::new());
    bar.held("SQLite", rows.len());
    // The control: people who were put in past the screen.
    let from = "2022-01-01";
    person(
        &city,
        "both",
        &[("zone_drafter", "1401", from, None), ("zone_signer", "1401", from, None)],
    )
    .await;
    person(&city, "eyes", &[("auditor", "1401", from, None), ("grid_worker", "1401", from, None)])
        .await;
    person(
        &city,
        "hands",
        &[("grid_worker", "1401", from, None), ("community_registrar", "1401", from, None)],
    )
    .await;
    let found = in_two(&column(&city, held).await);
    assert_eq!(found, BTreeSet::from(["both".to_owned(), "eyes".to_owned()]));
    bar.control(
        "SQLite (control: three accounts past the screen, two of them wrong)",
        3,
        found.len(),
    );
}
