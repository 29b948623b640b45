//! The counts kept in memory are those of the store, whatever was done to the orders.

use crate::the_loop::NOTICE;
use fangxian_app::records::OrderCounts;
use fangxian_core::orders::OrderState;
use fangxian_core::places::PlaceCode;
use fangxian_core::policy::{Act, Assignment, Purpose, Role, Scope, authorize};
use fangxian_core::{CityDay, Moment};
use fangxian_store::orders::{OrderFilter, StoredOrder, orders_page};
use fangxian_testkit::{Engine, TestCity};
use serde_json::{Value, json};
use std::collections::BTreeMap;

fn scope_of(role: Role, place: &str) -> Scope {
    let day = CityDay::parse("2022-01-01").unwrap();
    let jurisdiction = PlaceCode::parse(place).unwrap();
    let held = [Assignment { role, jurisdiction, grid_places: Vec::new(), from: day, to: None }];
    authorize(&held, Act::OrderSee, Purpose::OrderWork, day).unwrap()
}

/// Every order that the scope reaches, asked of the store.
async fn stored(city: &TestCity, scope: &Scope) -> Vec<StoredOrder> {
    let scope = scope.clone();
    let all = city.city.db.read(move |tx| async move {
        orders_page(&tx, &scope, OrderFilter::default(), 100_000).await
    });
    all.await.unwrap()
}

fn counted(orders: &[StoredOrder], now: Moment) -> BTreeMap<PlaceCode, OrderCounts> {
    let mut counts: BTreeMap<PlaceCode, OrderCounts> = BTreeMap::new();
    let today = now.city_day();
    for order in orders {
        let counts = counts.entry(order.county.clone()).or_default();
        match order.state {
            OrderState::Open | OrderState::Claimed => {
                counts.open += usize::from(order.due_at >= now);
                counts.late += usize::from(order.due_at < now);
                counts.due_today += usize::from(order.due_at.city_day() == today);
            }
            OrderState::Done => {
                let closed = order.closed_at.expect("a done order was closed").city_day();
                counts.done_today += usize::from(closed == today);
            }
            OrderState::CalledOff => {}
        }
    }
    counts
}

async fn agrees(city: &TestCity, when: &str) {
    for (role, place) in [
        (Role::CityCommand, "1401"),
        (Role::CommunityRegistrar, "140110003001"),
        (Role::GridWorker, "140110003001-G02"),
        (Role::GridWorker, "140110003001-G01"),
    ] {
        let scope = scope_of(role, place);
        let now = city.city.now(city.wall());
        let orders = stored(city, &scope).await;
        let mut kept = city.city.orders.counts(&scope, now);
        let mut by_store = counted(&orders, now);
        // A place that has only what was called off counts nothing, in whichever way.
        kept.retain(|_, counts| *counts != OrderCounts::default());
        by_store.retain(|_, counts| *counts != OrderCounts::default());
        assert_eq!(kept, by_store, "{place}, {when}");
        let late: Vec<_> = orders
            .iter()
            .filter(|order| matches!(order.state, OrderState::Open | OrderState::Claimed))
            .filter(|order| order.due_at < now)
            .map(|order| (order.county.clone(), order.id))
            .take(20)
            .collect();
        assert_eq!(city.city.orders.late(&scope, now, 20), late, "{place}, {when}");
    }
}

async fn work(city: &TestCity, order: &Value, version: u32, body: Value) {
    let path = format!("/orders/{}/facts", order["order_id"].as_str().unwrap());
    let mut body = body;
    body["fact_id"] = city.fresh_id().into();
    body["version"] = version.into();
    city.post("shequ", &path, "order_work", body).await.ok();
}

#[tokio::test(flavor = "multi_thread")]
async fn the_counts_in_memory_are_those_of_the_store() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let Some(city) = TestCity::on_engine(engine, "2022-11-24").await else {
            eprintln!("SKIPPED the counts on {engine:?}: no PostgreSQL on this machine");
            continue;
        };
        agrees(&city, "as started").await;
        let id = city.fresh_id();
        let body = json!({ "notice_id": id, "text": NOTICE });
        city.post("nigao", "/notices", "zone_decision", body).await.ok();
        let confirm = json!({ "version": 1, "take": [0, 1], "places": {} });
        let path = format!("/notices/{id}/confirm");
        city.post("qianpi", &path, "zone_decision", confirm).await.ok();
        agrees(&city, "as raised").await;
        let page = city.get("shequ", "/orders?limit=200", "order_work").await.ok();
        let orders = page["rows"].as_array().unwrap().clone();
        assert!(orders.len() >= 3, "the community has work: {}", orders.len());
        work(&city, &orders[0], 1, json!({ "kind": "claimed" })).await;
        agrees(&city, "one claimed").await;
        let done =
            json!({ "kind": "done", "households_done": 9, "households_left": 0, "note": "" });
        work(&city, &orders[0], 2, done.clone()).await;
        work(&city, &orders[1], 1, done).await;
        agrees(&city, "two done").await;
        let counts = city.get("shequ", "/orders", "order_work").await.ok()["counts"].clone();
        assert_eq!(counts["done_today"], 2);
        work(&city, &orders[2], 1, json!({ "kind": "claimed" })).await;
        work(&city, &orders[2], 2, json!({ "kind": "handed_back", "note": "不在本网格" })).await;
        agrees(&city, "one handed back").await;
        city.pass_ms(14 * 3_600_000);
        agrees(&city, "late in the evening").await;
        city.turn_to("2022-11-26").await;
        agrees(&city, "two days later").await;
        let city = city.restarted().await;
        agrees(&city, "started again").await;
    }
}
