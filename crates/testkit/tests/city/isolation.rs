//! Isolation and transfer in a whole city: a family goes to one site together, both ends sign, and they leave
//! when their days are over; whoever is not part of it gets nothing. On both engines.

use crate::attacks::on_both;
use crate::attempt::{column, person};
use crate::cases::{TRACER, held_contact, open, signed, with_index};
use crate::policy::{COMMUNITY, outcome};
use crate::results::foreigner;
use fangxian_app::cases::releases_follow;
use fangxian_testkit::TestCity;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

const MINUTE_MS: i64 = 60_000;
const HOUR_MS: i64 = 60 * MINUTE_MS;
const HOUSE: (&str, &str) = ("geli", "isolation");
const DRIVER: (&str, &str) = ("siji", "isolation");
const PLATE: &str = "晋A10001";

fn rooms(labels: &[(&str, i64, &str)]) -> Value {
    let room = |(label, beds, zone): &(&str, i64, &str)| {
        let floor: i64 = label[..1].parse().unwrap();
        json!({ "label": label, "floor": floor, "zone": zone, "beds": beds })
    };
    labels.iter().map(room).collect()
}

async fn post(city: &TestCity, (login, purpose): (&str, &str), path: &str, body: Value) -> String {
    outcome(&city.post(login, &format!("/isolation{path}"), purpose, body).await)
}

async fn get(city: &TestCity, (login, purpose): (&str, &str), path: &str) -> Value {
    city.get(login, &format!("/isolation{path}"), purpose).await.ok()
}

const COMMAND: (&str, &str) = ("zhihui", "command");

/// A site with rooms, of which somebody works there.
async fn site(city: &TestCity, kind: &str, labels: &[(&str, i64, &str)]) -> String {
    site_at(city, COMMUNITY, (kind, labels)).await
}

/// The same, anywhere.
async fn site_at(
    city: &TestCity,
    place: &str,
    (kind, labels): (&str, &[(&str, i64, &str)]),
) -> String {
    let id = city.fresh_id();
    let body = json!({ "isolation_site_id": id, "fact_id": city.fresh_id(), "name": "演练隔离点",
        "place": place, "kind": kind,
        "spot": { "longitude_e6": 112_560_000, "latitude_e6": 37_870_000 } });
    assert_eq!(post(city, COMMAND, "/sites", body).await, "204");
    let path = format!("/sites/{id}/facts");
    let body = json!({ "fact_id": city.fresh_id(), "seen": 1, "rooms": rooms(labels) });
    assert_eq!(post(city, COMMAND, &path, body).await, "204");
    let body = json!({ "fact_id": city.fresh_id(), "seen": 2, "staff": ["geli"] });
    assert_eq!(post(city, COMMAND, &path, body).await, "204");
    id
}

async fn vehicle(city: &TestCity, plate: &str, seats: i64) {
    let body = json!({ "fact_id": city.fresh_id(), "seen": 0, "plate": plate, "place": "140110",
        "seats": seats, "driver": "siji" });
    assert_eq!(post(city, COMMAND, "/vehicles", body).await, "204");
}

/// Gives somebody a bed.
async fn bed(city: &TestCity, site: &str, who: &str, room: &str) -> (String, String) {
    let stay = city.fresh_id();
    let body = json!({ "beds": [{ "isolation_stay_id": stay, "person_id": who, "room": room }] });
    let given = post(city, TRACER, &format!("/sites/{site}/beds"), body).await;
    (stay, given)
}

/// Plans a run.
async fn run(city: &TestCity, plate: &str, stays: &[&str]) -> (String, String) {
    let id = city.fresh_id();
    let now = city.city.now(city.wall());
    let body = json!({ "run_id": id, "plate": plate, "departs_at": now.0 + 10 * MINUTE_MS,
        "stays": stays, "windows": [] });
    let planned = post(city, TRACER, "/runs", body).await;
    (id, planned)
}

/// Signs one end of a hand-over.
async fn sign(
    city: &TestCity,
    who: (&str, &str),
    (run, hand, stop): (&str, &str, Option<u16>),
    stays: &[&str],
) -> String {
    let at = match hand {
        "gave" => "doors",
        "took" | "delivered" => "driver",
        _ => "houses",
    };
    let body = json!({ "fact_id": city.fresh_id(), "hand": hand, "stop": stop, "stays": stays });
    post(city, who, &format!("/{at}/runs/{run}/signatures"), body).await
}

const DOOR: (&str, &str) = ("wangge", "order_work");

/// Part of the world of the matrices: a contact with a bed on a planned run, and what was said of both.
pub(crate) async fn standing(city: &TestCity, named: &mut BTreeMap<&'static str, String>) {
    foreigner(city, "Isolated World", "W5000001", 951, "").await;
    let met = foreigner(city, "Isolated Met", "W5000002", 952, "").await;
    let (case, opened) = open(city, TRACER.0, ("Isolated World", "W5000001")).await;
    assert_eq!(opened, "204");
    held_contact(city, &case, &met).await;
    let site = site(city, "hotel", &[("301", 1, "dirty"), ("302", 1, "dirty")]).await;
    vehicle(city, PLATE, 4).await;
    let (stay, given) = bed(city, &site, &met, "301").await;
    assert_eq!(given, "204");
    let (run, planned) = run(city, PLATE, &[&stay]).await;
    assert_eq!(planned, "204");
    let fact = city.fresh_id();
    let body = json!({ "fact_id": fact, "meal": "ordinary", "needs": [] });
    assert_eq!(post(city, HOUSE, &format!("/houses/stays/{stay}/needs"), body).await, "204");
    let query = format!("select door as x from isolation_stay where stay_id = '{stay}'");
    let door = column(city, &query).await.remove(0);
    named.extend([
        ("isolation_site_id", site),
        ("isolation_stay_id", stay),
        ("run_id", run),
        ("isolation_fact_id", fact),
        ("home_door", door),
        ("isolated_id", met),
        ("isolating_case_id", case),
    ]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_lacks_a_point_on_the_map_is_listed_until_somebody_enters_it() {
    for (engine, city) in on_both("points of the map").await {
        foreigner(&city, "Mapped One", "I5000001", 981, "").await;
        let met = foreigner(&city, "Mapped Two", "I5000002", 982, "").await;
        let (case, opened) = open(&city, TRACER.0, ("Mapped One", "I5000001")).await;
        assert_eq!(opened, "204");
        held_contact(&city, &case, &met).await;
        let site = site(&city, "hotel", &[("301", 1, "dirty")]).await;
        vehicle(&city, PLATE, 4).await;
        let (stay, given) = bed(&city, &site, &met, "301").await;
        assert_eq!(given, "204");
        let lacking = async |who: (&str, &str)| {
            city.get(who.0, "/isolation/waiting", who.1).await.ok()["lacking"].clone()
        };
        let all = lacking(TRACER).await;
        assert!(!all.as_array().unwrap().is_empty(), "{engine:?} {all}");
        let place = all[0]["place"].as_str().unwrap().to_owned();
        assert!(!all.to_string().contains("Mapped"), "a place, and nobody: {all}");
        // On the way it is listed as well.
        let (_, planned) = run(&city, PLATE, &[&stay]).await;
        assert_eq!(planned, "204");
        assert!(lacking(COMMAND).await.to_string().contains(&place));
        let point = async |who: (&str, &str), longitude: i64| {
            let body = json!({ "fact_id": city.fresh_id(), "place": place,
                "spot": { "longitude_e6": longitude, "latitude_e6": 37_800_000 } });
            post(&city, who, "/points", body).await
        };
        assert_eq!(point(TRACER, 112_500_000).await, "404 not_found", "the command enters points");
        assert_eq!(point(COMMAND, 12_500_000).await, "400 bad_input");
        assert_eq!(point(COMMAND, 112_500_000).await, "204");
        assert!(!lacking(TRACER).await.to_string().contains(&format!("\"{place}\"")), "{engine:?}");
        // A site is put on the map by what is said of it.
        let body = json!({ "isolation_site_id": city.fresh_id(), "fact_id": city.fresh_id(),
            "name": "没有坐标的点", "place": COMMUNITY, "kind": "hotel" });
        let bare = body["isolation_site_id"].as_str().unwrap().to_owned();
        assert_eq!(post(&city, COMMAND, "/sites", body).await, "204");
        let on_map = async || {
            let seen = get(&city, COMMAND, "").await;
            let all = seen["sites"].as_array().unwrap();
            let known = all.iter().find(|one| one["isolation_site_id"] == bare.as_str());
            known.unwrap()["has_spot"].clone()
        };
        assert_eq!(on_map().await, json!(false));
        let spot = async |longitude: i64| {
            let body = json!({ "fact_id": city.fresh_id(), "seen": 1,
                "spot": { "longitude_e6": longitude, "latitude_e6": 37_900_000 } });
            post(&city, COMMAND, &format!("/sites/{bare}/facts"), body).await
        };
        assert_eq!(spot(12_600_000).await, "400 bad_input");
        assert_eq!(spot(112_600_000).await, "204");
        assert_eq!(on_map().await, json!(true));
    }
}

/// Whose day a community is to see to: where each is, by person.
async fn followed(city: &TestCity, login: &str, within: &str) -> BTreeMap<String, String> {
    let path = format!("/follow-ups?within={within}");
    let seen = city.get(login, &path, "order_work").await.ok();
    let text = |row: &Value, key: &str| row[key].as_str().unwrap().to_owned();
    let rows = seen["rows"].as_array().unwrap();
    rows.iter().map(|row| (text(row, "person_id"), text(row, "door_name"))).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn who_has_arrived_at_a_site_is_followed_there_and_not_by_his_own_community() {
    const THERE: &str = "140105004001";
    for (engine, city) in on_both("follow-up at a site").await {
        person(&city, "there", &[("community_registrar", THERE, "2022-01-01", None)]).await;
        foreigner(&city, "Followed One", "I6000001", 983, "").await;
        let met = foreigner(&city, "Followed Two", "I6000002", 984, "").await;
        let (case, opened) = open(&city, TRACER.0, ("Followed One", "I6000001")).await;
        assert_eq!(opened, "204");
        held_contact(&city, &case, &met).await;
        let site = site_at(&city, THERE, ("hotel", &[("301", 1, "dirty")])).await;
        vehicle(&city, PLATE, 4).await;
        let (stay, given) = bed(&city, &site, &met, "301").await;
        assert_eq!(given, "204");
        let (run, planned) = run(&city, PLATE, &[&stay]).await;
        assert_eq!(planned, "204");
        let taken = async |login: &str, tenths: i64| {
            let body = json!({ "fact_id": city.fresh_id(), "kind": "morning", "tenths": tenths,
                "day": city.city.now(city.wall()).city_day(), "symptoms": [] });
            let path = format!("/follow-ups/{met}/records");
            outcome(&city.post(login, &path, "order_work", body).await)
        };
        for (who, hand, stop) in [
            (DOOR, "gave", Some(0)),
            (DRIVER, "took", Some(0)),
            (DRIVER, "delivered", None),
            (HOUSE, "received", None),
        ] {
            // Until the site has signed for him he is his community's.
            assert!(followed(&city, "shequ", COMMUNITY).await.contains_key(&met), "{engine:?}");
            assert!(!followed(&city, "there", THERE).await.contains_key(&met));
            assert_eq!(taken("there", 365).await, "404 not_found");
            assert_eq!(sign(&city, who, (&run, hand, stop), &[&stay]).await, "204", "{hand}");
        }
        assert!(!followed(&city, "shequ", COMMUNITY).await.contains_key(&met), "{engine:?}");
        let there = followed(&city, "there", THERE).await;
        assert_eq!(there.get(&met).map(String::as_str), Some("演练隔离点301房"));
        assert_eq!(taken("shequ", 365).await, "404 not_found");
        assert_eq!(taken("there", 381).await, "204");
        // Fever sends somebody to the site, and says to which room.
        let orders = "select place as x from work_order where kind = 'follow_alarm'";
        assert_eq!(column(&city, orders).await, [THERE]);
        let words = "select instruction as x from work_order where kind = 'follow_alarm'";
        assert!(column(&city, words).await[0].contains("演练隔离点301房"));
    }
}

/// A positive with his household of three, of whom one cannot be alone, in a city with a site.
async fn household(city: &TestCity) -> (String, Vec<String>) {
    let now = city.city.now(city.wall());
    let case = foreigner(city, "Family One", "I1000001", 961, "").await;
    let mut home = Vec::new();
    for (name, passport) in
        [("Family Two", "I1000002"), ("Family Three", "I1000003"), ("Family Four", "I1000004")]
    {
        home.push(foreigner(city, name, passport, 961, "").await);
    }
    let body = json!({ "entry_id": city.fresh_id(), "fact_id": city.fresh_id(),
        "person_id": home[2], "origin": "form", "entry": { "ledger": "special_care",
        "category": "bedridden", "reason": "走访" } });
    let entered = city.post("shequ", "/ledgers/entries", "register", body).await;
    assert_eq!(outcome(&entered), "204", "{}", entered.text);
    with_index(city).await;
    signed(city, 171, &[&case], now.plus_ms(-5 * HOUR_MS)).await;
    (case, home)
}

/// The rooms that are proposed to the one household that waits for a hotel, by person.
async fn proposed(city: &TestCity) -> Vec<(String, String)> {
    let seen = get(city, TRACER, "/waiting").await;
    let parties = seen["parties"].as_array().unwrap().clone();
    let contacts: Vec<&Value> =
        parties.iter().filter(|party| party["class"] == "contact").collect();
    assert_eq!(contacts.len(), 1, "{seen}");
    assert_eq!(contacts[0]["whereto"], "site", "{seen}");
    let people = contacts[0]["people"].as_array().unwrap();
    let text = |one: &Value, name: &str| one[name].as_str().unwrap_or_default().to_owned();
    people.iter().map(|one| (text(one, "person_id"), text(one, "room"))).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_family_goes_to_one_site_together_and_leaves_when_its_days_are_over() {
    for (engine, city) in on_both("isolation").await {
        let (_, home) = household(&city).await;
        let labels =
            [("101", 2, "clean"), ("301", 1, "dirty"), ("302", 2, "dirty"), ("303", 1, "dirty")];
        let site = site(&city, "hotel", &labels).await;
        vehicle(&city, PLATE, 6).await;

        // What is proposed: the one who cannot be alone with another, next to one another.
        let rooms = proposed(&city).await;
        assert_eq!(rooms.iter().map(|(who, _)| who).collect::<BTreeSet<_>>().len(), 3);
        let of = |who: &str| rooms.iter().find(|(one, _)| one == who).unwrap().1.clone();
        let double = rooms.iter().filter(|(_, room)| room == "302").count();
        assert_eq!((of(&home[2]).as_str(), double), ("302", 2), "{engine:?} {rooms:?}");
        // It is given as it was proposed; sent twice, it is given once.
        let stays: Vec<String> = rooms.iter().map(|_| city.fresh_id()).collect();
        let beds: Vec<Value> = rooms
            .iter()
            .zip(&stays)
            .map(|((who, room), stay)| {
                json!({ "isolation_stay_id": stay, "person_id": who, "room": room })
            })
            .collect();
        let (path, body) = (format!("/sites/{site}/beds"), json!({ "beds": beds }));
        assert_eq!(post(&city, TRACER, &path, body.clone()).await, "204");
        assert_eq!(post(&city, TRACER, &path, body).await, "204", "the same act");
        let n = "select cast(count(*) as text) as x from isolation_stay";
        assert_eq!(column(&city, n).await, ["3"]);
        let (_, again) = bed(&city, &site, &home[0], "303").await;
        assert_eq!(again, "409 isolation_not_waiting", "nobody gets two beds");

        // A run: who could ride is proposed, the driver sees doors and numbers and no name.
        let all: Vec<&str> = stays.iter().map(String::as_str).collect();
        let seen = get(&city, TRACER, "/waiting").await;
        let load = &seen["loads"][0];
        assert_eq!((&load["plate"], &load["isolation_site_id"]), (&json!(PLATE), &json!(site)));
        assert_eq!(load["stops"][0]["stays"].as_array().unwrap().len(), 3, "{seen}");
        assert_eq!((&seen["n_left"], &seen["n_cut"]), (&json!(0), &json!(0)), "{seen}");
        let (run_id, planned) = run(&city, PLATE, &all).await;
        assert_eq!(planned, "204");
        let sheet = get(&city, DRIVER, "/driver/runs").await;
        assert_eq!(sheet[0]["stops"][0]["stays"].as_array().unwrap().len(), 3);
        assert!(!sheet.to_string().contains("Family"), "{sheet}");
        let (_, busy) = run(&city, PLATE, &all).await;
        assert_eq!(busy, "409 isolation_not_waiting", "who rides rides once");

        // Both ends sign, each for the same people, in either order.
        let (gave, took) = ((&*run_id, "gave", Some(0)), (&*run_id, "took", Some(0)));
        assert_eq!(sign(&city, DRIVER, took, &all).await, "204");
        assert_eq!(sign(&city, DOOR, gave, &all[..2]).await, "409 isolation_hand");
        assert_eq!(sign(&city, DOOR, gave, &all).await, "204");
        assert_eq!(sign(&city, DOOR, gave, &all).await, "409 isolation_hand", "signed already");
        let (delivered, received) = ((&*run_id, "delivered", None), (&*run_id, "received", None));
        assert_eq!(sign(&city, HOUSE, received, &all[..2]).await, "409 isolation_hand");
        assert_eq!(sign(&city, DRIVER, delivered, &all).await, "204");
        let house = get(&city, HOUSE, "/houses").await;
        assert_eq!(house[0]["guests"][0]["state"], "on_board", "{house}");
        let body = json!({ "fact_id": city.fresh_id(), "hand": "received", "stays": all });
        let path = format!("/houses/runs/{run_id}/signatures");
        assert_eq!(post(&city, HOUSE, &path, body.clone()).await, "204");
        assert_eq!(post(&city, HOUSE, &path, body).await, "204", "the same act");
        let signatures = "select cast(count(*) as text) as x from isolation_fact
                          where about = 'run'";
        assert_eq!(column(&city, signatures).await, ["4"]);

        // They are there; nobody leaves before his days are over.
        let house = get(&city, HOUSE, "/houses").await;
        let guests = house[0]["guests"].as_array().unwrap();
        assert!(guests.iter().all(|one| one["state"] == "arrived" && one["may_leave"] == false));
        let leaves = city.city.now(city.wall()).city_day().plus(6).starts_at();
        assert_eq!(guests[0]["leaves_at"], leaves.0, "five days at the site: {house}");
        let go = |stay: &str| {
            let body = json!({ "fact_id": city.fresh_id() });
            (format!("/houses/stays/{stay}/release"), body)
        };
        let (path, body) = go(all[0]);
        assert_eq!(post(&city, HOUSE, &path, body).await, "409 isolation_too_early");

        // The evening before, it is ordered, once; after midnight they may go home for the other three days.
        city.turn_to("2022-11-29").await;
        city.pass_signed_out(9 * HOUR_MS);
        releases_follow(&city.city, city.wall()).await.unwrap();
        releases_follow(&city.city, city.wall()).await.unwrap();
        let orders = "select cause as x from work_order where cause like 'isolation_release%'";
        assert_eq!(column(&city, orders).await.len(), 1);
        city.turn_to("2022-11-30").await;
        for stay in &all {
            let (path, body) = go(stay);
            assert_eq!(post(&city, HOUSE, &path, body.clone()).await, "204");
            assert_eq!(post(&city, HOUSE, &path, body).await, "204", "the same act");
        }
        let whys = "select says as x from isolation_fact where kind = 'released'";
        let whys = column(&city, whys).await;
        assert!(whys.len() == 3 && whys.iter().all(|why| why.contains("home_next")), "{whys:?}");
        let house = get(&city, HOUSE, "/houses").await;
        assert_eq!(house[0]["guests"], json!([]));
        // They wait for no bed again.
        let seen = get(&city, TRACER, "/waiting").await;
        let parties = seen["parties"].as_array().unwrap();
        assert!(parties.iter().all(|party| party["class"] == "case"), "{seen}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_not_part_of_it_gets_nothing() {
    for (engine, city) in on_both("isolation seen by others").await {
        let mut named = BTreeMap::new();
        standing(&city, &mut named).await;
        let (stay, run_id) = (named["isolation_stay_id"].as_str(), named["run_id"].as_str());
        let site_id = named["isolation_site_id"].as_str();
        let from = "2022-01-01";
        for (login, role, place) in [
            ("far-worker", "isolation_worker", "140105"),
            ("other-worker", "isolation_worker", "1401"),
            ("other-driver", "transfer_driver", "1401"),
            ("far-tracer", "tracer", "140105"),
            ("far-grid", "grid_worker", "140105004001"),
            ("far-command", "city_command", "140105"),
        ] {
            person(&city, login, &[(role, place, from, None)]).await;
        }
        // Another site's people, another driver, another county, another community: not found.
        for worker in ["far-worker", "other-worker"] {
            let who = (worker, "isolation");
            assert_eq!(get(&city, who, "/houses").await, json!([]), "{engine:?} {worker}");
            let body = json!({ "fact_id": city.fresh_id(), "meal": "halal", "needs": [] });
            let path = format!("/houses/stays/{stay}/needs");
            assert_eq!(post(&city, who, &path, body).await, "404 not_found");
            let body = json!({ "fact_id": city.fresh_id() });
            let path = format!("/houses/stays/{stay}/release");
            assert_eq!(post(&city, who, &path, body).await, "404 not_found");
            let at = (run_id, "received", None);
            assert_eq!(sign(&city, who, at, &[stay]).await, "404 not_found");
            let body = json!({ "fact_id": city.fresh_id(), "answers": [] });
            let path = format!("/houses/{site_id}/checks");
            assert_eq!(post(&city, who, &path, body).await, "404 not_found");
        }
        let other = ("other-driver", "isolation");
        assert_eq!(get(&city, other, "/driver/runs").await, json!([]));
        assert_eq!(sign(&city, other, (run_id, "took", Some(0)), &[stay]).await, "404 not_found");
        let far = ("far-grid", "order_work");
        assert_eq!(get(&city, far, "/doors/runs").await, json!([]));
        assert_eq!(sign(&city, far, (run_id, "gave", Some(0)), &[stay]).await, "404 not_found");
        let home = format!("/isolation/homes?door={}", named["home_door"]);
        assert_eq!(outcome(&city.get("far-grid", &home, "order_work").await), "404 not_found");
        for (who, path) in
            [(("far-tracer", "tracing"), "/waiting"), (("far-command", "command"), "/waiting")]
        {
            let seen = get(&city, who, path).await;
            assert_eq!((&seen["parties"], &seen["riders"]), (&json!([]), &json!([])), "{who:?}");
            let all = get(&city, who, "").await;
            assert_eq!((&all["sites"], &all["runs"]), (&json!([]), &json!([])), "{who:?}");
            let body = json!({ "fact_id": city.fresh_id(), "reason": "试" });
            let path = format!("/runs/{run_id}/call-off");
            assert_eq!(post(&city, who, &path, body.clone()).await, "404 not_found");
            let path = format!("/stays/{stay}/call-off");
            assert_eq!(post(&city, who, &path, body).await, "404 not_found");
        }
        // One end signs for its own end alone, and nobody signs with the other's route.
        let body = json!({ "fact_id": city.fresh_id(), "hand": "received", "stays": [stay] });
        let path = format!("/driver/runs/{run_id}/signatures");
        assert_eq!(post(&city, DRIVER, &path, body).await, "400 bad_input");
        // Who is a case the command does not see; a tracer does.
        let classes = async |who: (&str, &str)| -> BTreeSet<String> {
            let seen = get(&city, who, "/waiting").await;
            let parties = seen["parties"].as_array().unwrap().clone();
            parties.iter().map(|one| one["class"].as_str().unwrap().to_owned()).collect()
        };
        assert_eq!(classes(COMMAND).await, BTreeSet::new());
        assert_eq!(classes(TRACER).await, BTreeSet::from(["case".to_owned()]));
        // Everybody who was shown reads it in his own log.
        get(&city, HOUSE, "/houses").await;
        get(&city, DOOR, "/doors/runs").await;
        let looks = "select distinct subject as x from read_log where subject like 'isolation%'";
        let looks = column(&city, looks).await;
        for begin in ["isolation-house/", "isolation-door/", "isolation-waiting/"] {
            assert!(looks.iter().any(|look| look.starts_with(begin)), "{begin} {looks:?}");
        }
        // What somebody needs is sealed.
        let body = json!({ "fact_id": city.fresh_id(), "meal": "diabetic", "needs": ["dialysis"],
            "medicines": "胰岛素" });
        assert_eq!(post(&city, HOUSE, &format!("/houses/stays/{stay}/needs"), body).await, "204");
        let says = column(&city, "select says as x from isolation_fact where kind = 'needs'").await;
        assert!(says.iter().all(|one| !one.contains("diabetic")), "{says:?}");
        let house = get(&city, HOUSE, "/houses").await;
        assert_eq!(house[0]["guests"][0]["needs"]["medicines"], "胰岛素");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn strangers_share_neither_a_room_nor_a_vehicle() {
    for (engine, city) in on_both("isolation and strangers").await {
        let mut people = Vec::new();
        for (n, room) in [(1, 971), (2, 972)] {
            let letter = ["", "One", "Two"][n];
            let (name, passport) = (format!("Case {letter}"), format!("I300000{n}"));
            foreigner(&city, &name, &passport, room, "").await;
            let (name_met, passport_met) = (format!("Met {letter}"), format!("I310000{n}"));
            let met = foreigner(&city, &name_met, &passport_met, room + 10, "").await;
            let (case, opened) = open(&city, TRACER.0, (&name, &passport)).await;
            assert_eq!(opened, "204", "{engine:?}");
            held_contact(&city, &case, &met).await;
            people.push(met);
        }
        let labels = [("101", 1, "clean"), ("301", 2, "dirty"), ("302", 1, "dirty")];
        let hotel = site(&city, "hotel", &labels).await;
        let hall = site(&city, "fangcang", &[("101", 9, "dirty")]).await;
        vehicle(&city, PLATE, 6).await;
        let given = async |site: &str, who: &str, room: &str| bed(&city, site, who, room).await.1;
        assert_eq!(given(&hotel, &people[0], "101").await, "409 isolation_room", "a clean zone");
        assert_eq!(given(&hotel, &people[0], "999").await, "409 isolation_room", "no such room");
        assert_eq!(given(&hall, &people[0], "101").await, "409 isolation_room", "among cases");
        let both = json!({ "beds": people.iter().map(|who| json!({ "room": "301",
            "isolation_stay_id": city.fresh_id(), "person_id": who })).collect::<Vec<Value>>() });
        let path = format!("/sites/{hotel}/beds");
        assert_eq!(post(&city, TRACER, &path, both).await, "400 isolation_share");
        let (one, first) = bed(&city, &hotel, &people[0], "301").await;
        assert_eq!(first, "204");
        assert_eq!(given(&hotel, &people[1], "301").await, "409 isolation_room", "with a stranger");
        let (other, second) = bed(&city, &hotel, &people[1], "302").await;
        assert_eq!(second, "204");
        assert_eq!(run(&city, PLATE, &[&one, &other]).await.1, "400 isolation_ride");
        // All vehicles are planned at once: with one of them, one stranger waits; with two, each has his own.
        let planned = async || {
            let seen = get(&city, TRACER, "/waiting").await;
            let loads = seen["loads"].as_array().unwrap();
            let riding = |load: &Value| load["stops"][0]["stays"].as_array().unwrap().clone();
            let riding: Vec<Vec<Value>> = loads.iter().map(riding).collect();
            (riding, seen["n_left"].clone())
        };
        let (riding, n_left) = planned().await;
        assert_eq!((riding.concat().len(), n_left), (1, json!(1)), "{engine:?}");
        vehicle(&city, "晋A10002", 6).await;
        let (riding, n_left) = planned().await;
        assert_eq!((riding.len(), n_left), (2, json!(0)), "{engine:?}");
        let riding = json!(riding.concat()).to_string();
        assert!(riding.contains(&one) && riding.contains(&other), "{riding}");
        // A room is not taken from under whoever has it.
        let path = format!("/sites/{hotel}/facts");
        let body = json!({ "fact_id": city.fresh_id(), "seen": 3,
            "rooms": rooms(&[("302", 1, "dirty")]) });
        assert_eq!(post(&city, COMMAND, &path, body).await, "409 isolation_room");
        // Called off before anybody is on board, he waits again; called off as a stay, his bed is free.
        let (run_id, planned) = run(&city, PLATE, &[&one]).await;
        assert_eq!(planned, "204");
        assert_eq!(run(&city, PLATE, &[&other]).await.1, "409 isolation_vehicle");
        let off = || json!({ "fact_id": city.fresh_id(), "reason": "车辆故障" });
        let path = format!("/stays/{one}/call-off");
        assert_eq!(post(&city, TRACER, &path, off()).await, "409 isolation_not_waiting");
        assert_ne!(get(&city, DOOR, "/doors/runs").await, json!([]), "{engine:?}");
        let body = off();
        let run_path = format!("/runs/{run_id}/call-off");
        assert_eq!(post(&city, TRACER, &run_path, body.clone()).await, "204");
        assert_eq!(get(&city, DOOR, "/doors/runs").await, json!([]), "nobody comes with it");
        assert_eq!(post(&city, TRACER, &run_path, body).await, "204", "the same act");
        assert_eq!(post(&city, TRACER, &path, off()).await, "204");
        assert_eq!(given(&hotel, &people[0], "301").await, "204", "the bed is free again");
        assert_eq!(run(&city, PLATE, &[&other]).await.1, "204", "the vehicle too");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_who_give_one_bed_at_once_give_it_once() {
    for (engine, city) in on_both("one bed, two people").await {
        foreigner(&city, "Race Case", "I4000001", 981, "").await;
        let mut people = Vec::new();
        for n in 2..6 {
            let name = format!("Race {}", ["Two", "Three", "Four", "Five"][n as usize - 2]);
            people.push(foreigner(&city, &name, &format!("I400000{n}"), 980 + n, "").await);
        }
        let (case, _) = open(&city, TRACER.0, ("Race Case", "I4000001")).await;
        for one in &people {
            held_contact(&city, &case, one).await;
        }
        let hotel = site(&city, "hotel", &[("301", 1, "dirty")]).await;
        let tries = people.iter().map(|who| bed(&city, &hotel, who, "301"));
        let given: Vec<String> = futures_all(tries).await;
        let n_given = given.iter().filter(|one| *one == "204").count();
        assert_eq!(n_given, 1, "{engine:?} {given:?}");
        let n = "select cast(count(*) as text) as x from isolation_stay";
        assert_eq!(column(&city, n).await, ["1"]);
    }
}

/// All of these at once, and what came of each.
async fn futures_all(
    tries: impl Iterator<Item = impl Future<Output = (String, String)>>,
) -> Vec<String> {
    let mut tries: Vec<_> = tries.map(Box::pin).collect();
    let (a, b, c, d) = (tries.remove(0), tries.remove(0), tries.remove(0), tries.remove(0));
    let (a, b, c, d) = tokio::join!(a, b, c, d);
    vec![a.1, b.1, c.1, d.1]
}

#[tokio::test(flavor = "multi_thread")]
async fn a_home_says_what_it_lacks_and_a_site_looks_at_itself() {
    let city = TestCity::on(crate::policy::TODAY).await;
    let mut named = BTreeMap::new();
    standing(&city, &mut named).await;
    let path = format!("/homes?door={}", named["home_door"]);
    let seen = get(&city, DOOR, &path).await;
    assert_eq!((&seen["answers"], &seen["seen"]), (&json!([]), &json!(0)));
    let conditions: Vec<String> = seen["rules"]["home"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["code"].as_str().unwrap().to_owned())
        .collect();
    let answers = |without: &str| -> Value {
        let holds = |one: &String| json!({ "condition": one, "holds": one != without });
        conditions.iter().map(holds).collect()
    };
    let say = async |seen: i64, answers: Value| {
        let body = json!({ "fact_id": city.fresh_id(), "seen": seen,
            "door": named["home_door"], "answers": answers });
        post(&city, DOOR, "/homes", body).await
    };
    assert_eq!(say(0, json!([])).await, "400 bad_input");
    assert_eq!(say(0, answers("own_room")).await, "204");
    assert_eq!(say(0, answers("")).await, "409 stale");
    assert_eq!(say(1, answers("")).await, "204");
    assert_eq!(get(&city, DOOR, &path).await["seen"], 2);
    let site = &named["isolation_site_id"];
    let lacks = async || get(&city, HOUSE, "/houses").await[0]["lacks"].clone();
    assert_eq!(lacks().await, Value::Null, "nobody has looked today");
    let items = ["aired", "disinfected", "staff_tested", "temperatures", "meals"];
    let answers: Value =
        items.iter().map(|item| json!({ "item": item, "is_done": true })).collect();
    let body = json!({ "fact_id": city.fresh_id(), "answers": answers });
    assert_eq!(post(&city, HOUSE, &format!("/houses/{site}/checks"), body).await, "204");
    assert_eq!(lacks().await, json!(["waste"]));
    let all = get(&city, COMMAND, "").await;
    assert_eq!(all["sites"][0]["lacks"], json!(["waste"]));
    city.turn_to("2022-11-25").await;
    assert_eq!(lacks().await, Value::Null, "the next day is looked at anew");
}
