//! The bar of A1 for the register: whoever it is, whatever he asks of somebody's record, and
//! wherever that somebody lives, lived or was merged into, the answer is what an oracle says that
//! knows only the table by hand and how codes are made.

use crate::attempt::{Attempt, column, person};
use crate::policy::{
    ByHand, COMMUNITY, Dice, ELSEWHERE, PERSON, PURPOSES, ROLES, SIBLING, TABLE, TODAY, covers,
    day, outcome, reach_by_hand,
};
use fangxian_app::register::person_within;
use fangxian_app::{Caller, Refusal, Request, Trust};
use fangxian_core::ids::{AccountId, PersonId};
use fangxian_core::places::PlaceCode;
use fangxian_core::policy::{Act, Assignment, Purpose, Role};
use fangxian_http::routes;
use fangxian_testkit::{Bar, TestCity};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Building 5 holds no 55, and 1 no 11.
const BUILDINGS: [&str; 5] = ["5", "55", "1", "11", "6"];
const COMMUNITIES: [(&str, &str); 3] =
    [(COMMUNITY, "shequ"), (SIBLING, "reg2"), (ELSEWHERE, "reg3")];
/// People of each community.
const PEOPLE: usize = 30;

/// What is asked of one record, by the routes of the table by hand.
const ASKED: [&str; 7] = [
    "GET /people/{person_id}",
    "PUT /people/{person_id}",
    "POST /people/{person_id}/reveal",
    "POST /people/{person_id}/leave",
    "GET /people/{person_id}/history",
    "GET /people/{person_id}/looks",
    "GET /people/{person_id}/looks/pdf",
];

/// A record, and the code of the door at which it stands.
struct Somebody {
    id: String,
    door: String,
}

fn body_of(name: &str, building: &str, room: usize) -> Value {
    let mut person: Value = serde_json::from_str(PERSON).unwrap();
    for (field, word) in [
        ("name", name),
        ("document_kind", "none_yet"),
        ("document", ""),
        ("phone", ""),
        ("building", building),
        ("unit", "1"),
    ] {
        person[field] = json!(word);
    }
    person["room"] = json!(room.to_string());
    person
}

/// People of three communities: some who live there, some who moved to another building, some who
/// left, some whose record was merged into another of the same community or of the next.
async fn peopled(city: &TestCity) -> Vec<Somebody> {
    for (login, place) in [("reg2", SIBLING), ("reg3", ELSEWHERE), ("street", "140110003")] {
        person(city, login, &[("community_registrar", place, "2022-01-01", None)]).await;
    }
    let mut lived: BTreeMap<String, (String, String, String)> = BTreeMap::new();
    let mut ids = Vec::new();
    for (community, keeper) in COMMUNITIES {
        for n in 0..PEOPLE {
            let id = city.fresh_id();
            let mut at = BUILDINGS[n % BUILDINGS.len()];
            let name = format!("某{}", char::from_u32(0x4E00 + n as u32).unwrap());
            let body = json!({ "person_id": id, "fact_id": city.fresh_id(),
                "community": community, "found": false, "person": body_of(&name, at, 101 + n) });
            let answer = city.post(keeper, "/people", "register", body).await;
            assert_eq!(outcome(&answer), "204", "{}", answer.text);
            let path = format!("/people/{id}");
            if n % 5 == 1 {
                at = BUILDINGS[(n + 2) % BUILDINGS.len()];
                let body = json!({ "fact_id": city.fresh_id(), "version": 1, "reason": "搬家",
                    "person": body_of(&name, at, 101 + n) });
                let answer = city.send(keeper, "PUT", &path, "register", Some(body)).await;
                assert_eq!(outcome(&answer), "204", "{}", answer.text);
            }
            if n % 7 == 3 {
                let version = if n % 5 == 1 { 2 } else { 1 };
                let body = json!({ "fact_id": city.fresh_id(), "version": version, "back": false,
                    "reason": "搬走" });
                let answer = city.post(keeper, &format!("{path}/leave"), "register", body).await;
                assert_eq!(outcome(&answer), "204", "{}", answer.text);
            }
            lived.insert(id.clone(), (community.to_owned(), at.to_owned(), (101 + n).to_string()));
            ids.push(id);
        }
    }
    // Within a community, and with the next one.
    for (one, other) in [(0, 2), (4, 5), (7, PEOPLE + 7), (PEOPLE + 9, 9)] {
        let body = json!({ "fact_id": city.fresh_id(), "person_id": ids[one], "version": 1,
            "other_id": ids[other], "other_version": 1, "from_other": [], "reason": "同一人" });
        let answer = city.post("street", "/people/merges", "register", body).await;
        assert_eq!(outcome(&answer), "204", "{one} {other}: {}", answer.text);
    }
    let doors = column(city, "select person_id || ' ' || door as x from person").await;
    let somebody = |row: &String| {
        let (id, door) = row.split_once(' ').unwrap();
        let parts: Vec<&str> = door.split('-').collect();
        let (community, building, room) = &lived[id];
        // The demonstration writes 05 for a building that it has itself.
        let at = (parts[0], parts[2].trim_start_matches('0'), parts[4]);
        assert_eq!(at, (&**community, &**building, &**room), "{row}");
        Somebody { id: id.to_owned(), door: door.to_owned() }
    };
    doors.iter().map(somebody).collect()
}

type Held = (char, String, &'static str, Option<&'static str>);

/// Somewhere that has to do with where the people live, as often as not.
fn anywhere(dice: &mut Dice, people: &[Somebody]) -> String {
    let door = &people[dice.roll(people.len())].door;
    let community = &door[..12];
    match dice.roll(10) {
        0 => "1401".to_owned(),
        1 => door[..6].to_owned(),
        2 => door[..9].to_owned(),
        3 | 4 => community.to_owned(),
        5 => door.rsplitn(3, '-').nth(2).unwrap().to_owned(),
        6 => door.clone(),
        // The door 10 beside the door 101.
        7 => door[..door.len() - 1].to_owned(),
        8 => format!("{community}-G0{}", dice.roll(3)),
        _ => format!("{community}-01-{}", BUILDINGS[dice.roll(BUILDINGS.len())]),
    }
}

/// Somebody with one to three roles, each over, running or to come. Half of them hold a role that
/// has to do with the register, or hardly anything were allowed.
fn anybody(dice: &mut Dice, people: &[Somebody]) -> Vec<Held> {
    let days = ["2022-11-01", "2022-11-23", "2022-11-24", "2022-11-25", "2022-12-31"];
    (0..=dice.roll(2))
        .map(|_| {
            let role = match dice.roll(4) {
                0 => 'R',
                1 => 'G',
                2 => 'A',
                _ => ROLES[dice.roll(ROLES.len())].0,
            };
            let to = [None, None, Some(days[dice.roll(5)])][dice.roll(3)];
            (role, anywhere(dice, people), days[dice.roll(4)], to)
        })
        .collect()
}

fn role_of(letter: char) -> &'static str {
    match letter {
        'C' => "city_command",
        'D' => "zone_drafter",
        'S' => "zone_signer",
        'R' => "community_registrar",
        'G' => "grid_worker",
        'A' => "auditor",
        'P' => "sampler",
        _ => "administrator",
    }
}

fn request(city: &TestCity, held: &[Held], grid: &[String], purpose: Purpose) -> Request {
    let assignment = |(role, place, from, to): &Held| Assignment {
        role: Role::from_code(role_of(*role)).unwrap(),
        jurisdiction: PlaceCode::parse(place).unwrap(),
        grid_places: grid.iter().map(|own| PlaceCode::parse(own).unwrap()).collect(),
        from: day(from),
        to: to.map(day),
    };
    let caller = Caller {
        account: AccountId::from_uuid(uuid::Uuid::from_u128(7)),
        login: "anybody".to_owned(),
        name: "某人".to_owned(),
        assignments: held.iter().map(assignment).collect(),
        must_change_password: false,
        trust: Trust::Vouched,
        session_hash: String::new(),
    };
    let wall = city.wall();
    Request { city: Arc::clone(&city.city), caller: Arc::new(caller), purpose, now: wall, wall }
}

fn row_of(route: &str) -> &'static ByHand {
    TABLE.iter().find(|row| row.0 == route).unwrap()
}

/// A purpose, half of the time one of the row's own.
fn purpose_for(dice: &mut Dice, row: &ByHand) -> (char, &'static str) {
    match dice.roll(3) {
        0 => PURPOSES[dice.roll(PURPOSES.len())],
        _ => *PURPOSES.iter().find(|(letter, _)| row.2.starts_with(*letter)).unwrap(),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_asks_for_whomever_is_answered_as_the_oracle_says() {
    const N_PAIRS: usize = 100_000;
    let bar = Bar::begins("A1", "random (caller, person) pairs of the register against an oracle");
    let city = TestCity::on(TODAY).await;
    let people = peopled(&city).await;
    let acts: BTreeMap<String, Act> = routes()
        .iter()
        .map(|route| (format!("{} {}", route.method, route.path), route.act))
        .collect();
    let mut dice = Dice(20_221_125);
    let (mut n_allowed, mut n_naive) = (0, 0);
    for n in 0..N_PAIRS {
        let held = anybody(&mut dice, &people);
        let grid: Vec<String> = (0..dice.roll(3)).map(|_| anywhere(&mut dice, &people)).collect();
        let row = row_of(ASKED[dice.roll(ASKED.len())]);
        let (letter, word) = purpose_for(&mut dice, row);
        let whom = &people[dice.roll(people.len())];
        let reach = reach_by_hand(row, letter, &held, TODAY);
        let of_grid = grid.iter().map(String::as_str).filter(|_| !reach.is_empty());
        let whole: Vec<&str> = reach.iter().copied().chain(of_grid).collect();
        let due = whole.iter().any(|own| covers(own, &whom.door));
        let asked = request(&city, &held, &grid, Purpose::from_code(word).unwrap());
        let id = PersonId::parse(&whom.id).unwrap();
        let seen = match person_within(&asked, acts[row.0], id).await {
            Ok((_, stored)) => stored.door.as_str() == whom.door,
            Err(Refusal::NotFound) => false,
            Err(other) => panic!("pair {n}: {other}"),
        };
        assert_eq!(
            seen, due,
            "pair {n}: {} for {word} by {held:?} {grid:?} at {}",
            row.0, whom.door
        );
        n_allowed += usize::from(due);
        // The control: an oracle by which building 5 holds building 55 must be noticed.
        let naive = whole.iter().any(|own| whom.door.starts_with(own));
        n_naive += usize::from(naive != due);
    }
    // Both answers occur often enough to mean something.
    assert!(n_allowed > N_PAIRS / 20 && n_allowed < N_PAIRS / 2, "{n_allowed} of {N_PAIRS}");
    println!("{N_PAIRS} pairs, {n_allowed} allowed");
    bar.held("SQLite", N_PAIRS);
    assert!(n_naive > N_PAIRS / 1_000, "the comparison does not notice a wrong oracle: {n_naive}");
    bar.control("SQLite (control: codes compared as texts)", N_PAIRS, n_naive);
    by_http(&city, &people, &mut dice).await;
}

/// A sample of the same through the router, with accounts that really hold the roles.
async fn by_http(city: &TestCity, people: &[Somebody], dice: &mut Dice) {
    const ACCOUNTS: usize = 30;
    const EACH: usize = 70;
    let bar = Bar::begins("A1", "a sample of such pairs through the router");
    let absent = city.get("shequ", &format!("/people/{}", city.fresh_id()), "register").await;
    let face = |answer: &fangxian_testkit::Answer| (answer.status.as_u16(), answer.text.clone());
    let absent = face(&absent);
    // What a grid covers is said by nobody's code: it stands in the store.
    let grids = column(city, "select grid_code || ' ' || place as x from grid_place").await;
    let of_grid = |own: &str| -> Vec<String> {
        let rows = grids.iter().map(|row| row.split_once(' ').unwrap());
        rows.filter(|(grid, _)| *grid == own).map(|(_, place)| place.to_owned()).collect()
    };
    let (mut n_allowed, mut n_by_grid) = (0, 0);
    for account in 0..ACCOUNTS {
        let held = anybody(dice, people);
        let roles: Vec<crate::attempt::Held<'_>> = held
            .iter()
            .map(|(role, place, from, to)| (role_of(*role), place.as_str(), *from, *to))
            .collect();
        let session = person(city, &format!("anybody{account}"), &roles).await;
        for _ in 0..EACH {
            // The one that needs a font says that it has none; the others that read say it all.
            let route = ["", "/reveal", "/history", "/looks"][dice.roll(4)];
            let method = if route == "/reveal" { "POST" } else { "GET" };
            let row = row_of(&format!("{method} /people/{{person_id}}{route}"));
            let (letter, word) = purpose_for(dice, row);
            let whom = &people[dice.roll(people.len())];
            let reach = reach_by_hand(row, letter, &held, TODAY);
            let by_code = reach.iter().any(|own| covers(own, &whom.door));
            let by_grid = reach.iter().flat_map(|own| of_grid(own));
            let due = by_code || by_grid.into_iter().any(|own| covers(&own, &whom.door));
            n_by_grid += usize::from(due && !by_code);
            let path = format!("/people/{}{route}", whom.id);
            let mut attempt = Attempt::of(method, &path).session(&session).purpose(word);
            if method == "POST" {
                attempt = attempt.json(&json!({ "reason": "核对" }));
            }
            let answer = attempt.send(city).await;
            let what = format!("{method} {path} for {word} by {held:?} at {}", whom.door);
            match due {
                true => assert_eq!(answer.status.as_u16(), 200, "{what}: {}", answer.text),
                false => assert_eq!(face(&answer), absent, "{what}"),
            }
            n_allowed += usize::from(due);
        }
    }
    assert!(n_allowed > ACCOUNTS * EACH / 20 && n_by_grid > 0, "{n_allowed} {n_by_grid}");
    bar.held("SQLite", ACCOUNTS * EACH);
}
