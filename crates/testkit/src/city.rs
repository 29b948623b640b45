//! A whole city: real router, real database, a clock that the test turns.

use crate::postgres::{TestDatabase, database};
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use fangxian_app::City;
use fangxian_app::city::{CityParts, Clockwork};
use fangxian_app::demo::{PASSWORD, PEOPLE, demo_fill, demo_people};
use fangxian_app::orders::orders_follow_day;
use fangxian_app::secrets::Keys;
use fangxian_app::venues::venues_load;
use fangxian_core::places::PlaceCode;
use fangxian_core::rules::RuleBook;
use fangxian_core::{CityDay, Moment};
use fangxian_http::{Cookies, Front, HttpState, router};
use fangxian_store::places::{Division, divisions_upsert};
use fangxian_store::{Db, migrate};
use http_body_util::BodyExt;
use serde_json::Value;
use std::collections::HashMap;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex};
use tower::ServiceExt;

/// The divisions that the program ships.
const DIVISIONS: &str = include_str!("../../../data/divisions/140100.csv");

/// The secret of the installations of the tests.
const SEED: [u8; 32] = [7; 32];

/// Which engine a test city stands on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Engine {
    /// A file in a folder of its own.
    Sqlite,
    /// A database of its own on a server that the tests start.
    Postgres,
}

/// What keeps the database alive as long as the city.
enum Home {
    Folder(tempfile::TempDir),
    Database(TestDatabase),
    /// Whoever made the store keeps it.
    Elsewhere(String),
}

/// A city under test.
pub struct TestCity {
    /// The city.
    pub city: Arc<City>,
    router: Front,
    wall: Arc<AtomicI64>,
    sessions: Mutex<HashMap<String, String>>,
    home: Home,
}

/// What the server answered.
#[derive(Debug)]
pub struct Answer {
    /// The status.
    pub status: StatusCode,
    /// The body; null where it is no JSON.
    pub json: Value,
    /// The body as text.
    pub text: String,
    /// The headers.
    pub headers: axum::http::HeaderMap,
}

impl Answer {
    /// The stable code of an error; empty where there is none.
    pub fn code(&self) -> &str {
        self.json["code"].as_str().unwrap_or_default()
    }

    /// The body of a success; the test fails with the whole answer otherwise.
    #[track_caller]
    pub fn ok(self) -> Value {
        assert!(self.status.is_success(), "{} {}", self.status, self.text);
        self.json
    }

    /// The status and code of a refusal, such as `409 stale`.
    pub fn refusal(&self) -> String {
        format!("{} {}", self.status.as_u16(), self.code())
    }
}

impl TestCity {
    /// The demonstration city on a day, on SQLite.
    pub async fn on(day: &str) -> TestCity {
        let city = TestCity::on_engine(Engine::Sqlite, day).await;
        assert!(city.is_some(), "SQLite is always there");
        city.unwrap_or_else(|| unreachable!("asserted above"))
    }

    /// The demonstration city on a day and an engine; none where the machine has no PostgreSQL.
    pub async fn on_engine(engine: Engine, day: &str) -> Option<TestCity> {
        let home = match engine {
            Engine::Sqlite => Home::Folder(tempfile::tempdir().expect("a temporary folder")),
            Engine::Postgres => Home::Database(database().expect("a test server")?),
        };
        Some(TestCity::build(home, CityDay::parse(day).expect("a day"), (true, SEED)).await)
    }

    /// The demonstration city as another installation has it, with keys of its own.
    pub async fn of_another_seed(day: &str) -> TestCity {
        let home = Home::Folder(tempfile::tempdir().expect("a temporary folder"));
        let day = CityDay::parse(day).expect("a day");
        TestCity::build(home, day, (true, [8; 32])).await
    }

    async fn build(home: Home, day: CityDay, (fill, seed): (bool, [u8; 32])) -> TestCity {
        let wall = day.starts_at().plus_ms(9 * 3_600_000);
        let url = match &home {
            Home::Folder(folder) => folder.path().join("city.sqlite").display().to_string(),
            Home::Database(database) => database.url(),
            Home::Elsewhere(url) => url.clone(),
        };
        let db = Db::open(&url).await.expect("the store opens");
        migrate::migrate(&db, wall).await.expect("the store migrates");
        let rules = RuleBook::built_in().expect("the rules are whole");
        if fill {
            let divisions = divisions();
            db.write(move |tx| async move { divisions_upsert(&tx, &divisions).await })
                .await
                .expect("divisions");
            demo_fill(&db, &rules, day, wall).await.expect("the demonstration fills");
        }
        let parts = CityParts {
            rules,
            code: PlaceCode::parse("1401").expect("a city"),
            keys: Keys::from_seed(&seed),
            typesetter: None,
            sheets: fangxian_app::sheets::reader_within(),
            clockwork: Clockwork::Drill,
        };
        let city = Arc::new(City::open(db, parts, wall).await.expect("the city opens"));
        if fill {
            demo_people(&city, wall).await.expect("the people");
            orders_follow_day(&city, wall).await.expect("the orders");
        }
        venues_load(&city).await.expect("the places");
        let clock = Arc::new(AtomicI64::new(wall.0));
        let read = Arc::clone(&clock);
        let state = HttpState {
            city: Arc::clone(&city),
            wall: Arc::new(move || Moment(read.load(Ordering::SeqCst))),
            cookies: Cookies::Plain,
        };
        TestCity { city, router: router(state), wall: clock, sessions: Mutex::default(), home }
    }

    /// The same store opened anew, as after the program was started again.
    pub async fn restarted(self) -> TestCity {
        let TestCity { city, home, wall, .. } = self;
        let day = Moment(wall.load(Ordering::SeqCst)).city_day();
        drop(city);
        TestCity::build(home, day, (false, SEED)).await
    }

    /// A city that another process made, on the day that it was made for.
    pub async fn made_elsewhere(url: &str, day: &str) -> TestCity {
        let day = CityDay::parse(day).expect("a day");
        TestCity::build(Home::Elsewhere(url.to_owned()), day, (false, SEED)).await
    }

    /// A second server on the same store.
    pub async fn beside(&self) -> Arc<City> {
        let db = Db::open(&self.store_url()).await.expect("the store opens twice");
        let parts = CityParts {
            rules: RuleBook::built_in().expect("the rules are whole"),
            code: PlaceCode::parse("1401").expect("a city"),
            keys: Keys::from_seed(&[7; 32]),
            typesetter: None,
            sheets: fangxian_app::sheets::reader_within(),
            clockwork: Clockwork::Drill,
        };
        Arc::new(City::open(db, parts, self.wall()).await.expect("the city opens twice"))
    }

    /// Where the store is, for a test that opens it a second time.
    pub fn store_url(&self) -> String {
        match &self.home {
            Home::Folder(folder) => folder.path().join("city.sqlite").display().to_string(),
            Home::Database(database) => database.url(),
            Home::Elsewhere(url) => url.clone(),
        }
    }

    /// The clock on the wall.
    pub fn wall(&self) -> Moment {
        Moment(self.wall.load(Ordering::SeqCst))
    }

    /// Turns the clock on the wall to nine in the morning of a day, and raises what it calls for.
    pub async fn turn_to(&self, day: &str) {
        let day = CityDay::parse(day).expect("a day");
        self.wall.store(day.starts_at().plus_ms(9 * 3_600_000).0, Ordering::SeqCst);
        self.sessions.lock().expect("no test panicked").clear();
        orders_follow_day(&self.city, self.wall()).await.expect("the orders");
    }

    /// Lets so much time pass that everybody in an office has to sign in again.
    pub fn pass_signed_out(&self, ms: i64) {
        self.pass_ms(ms);
        self.sessions.lock().expect("no test panicked").clear();
    }

    /// Lets time pass.
    pub fn pass_ms(&self, ms: i64) {
        self.wall.fetch_add(ms, Ordering::SeqCst);
    }

    /// The router, for a request that is not an ordinary one.
    pub fn router(&self) -> Front {
        self.router.clone()
    }

    /// GET as a person of the demonstration, for the first purpose that the act is done for.
    pub async fn get(&self, login: &str, path: &str, purpose: &str) -> Answer {
        self.send(login, "GET", path, purpose, None).await
    }

    /// POST as a person of the demonstration.
    pub async fn post(&self, login: &str, path: &str, purpose: &str, body: Value) -> Answer {
        self.send(login, "POST", path, purpose, Some(body)).await
    }

    /// Any request as a person of the demonstration, who signs in where that is needed.
    pub async fn send(
        &self,
        login: &str,
        method: &str,
        path: &str,
        purpose: &str,
        body: Option<Value>,
    ) -> Answer {
        let cookie = self.session(login).await;
        let mut request = Request::builder()
            .method(method)
            .uri(format!("/api/v1{path}"))
            .header(header::COOKIE, format!("fangxian={cookie}"))
            .header("purpose", purpose)
            .header("x-fangxian", "1");
        let body = match body {
            Some(body) => {
                request = request.header(header::CONTENT_TYPE, "application/json");
                Body::from(body.to_string())
            }
            None => Body::empty(),
        };
        self.raw(request.body(body).expect("a request")).await
    }

    /// A request as it is.
    pub async fn raw(&self, request: Request<Body>) -> Answer {
        let response = self.router.clone().oneshot(request).await.expect("the router answers");
        let (parts, body) = response.into_parts();
        let bytes = body.collect().await.expect("a body").to_bytes();
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let json = serde_json::from_str(&text).unwrap_or(Value::Null);
        Answer { status: parts.status, json, text, headers: parts.headers }
    }

    /// The session secret of a person of the demonstration.
    pub async fn session(&self, login: &str) -> String {
        if let Some(known) = self.sessions.lock().expect("no test panicked").get(login) {
            return known.clone();
        }
        let secret = self.sign_in(login, PASSWORD).await.expect("a person of the demonstration");
        let mut sessions = self.sessions.lock().expect("no test panicked");
        sessions.insert(login.to_owned(), secret.clone());
        secret
    }

    /// Signs in; the refusal where that fails.
    pub async fn sign_in(&self, login: &str, password: &str) -> Result<String, Answer> {
        let body = serde_json::json!({ "login": login, "password": password });
        let request = Request::builder()
            .method("POST")
            .uri("/api/v1/session")
            .header(header::CONTENT_TYPE, "application/json")
            .header("x-fangxian", "1")
            .body(Body::from(body.to_string()))
            .expect("a request");
        let answer = self.raw(request).await;
        let cookie = answer.headers.get(header::SET_COOKIE).and_then(|value| value.to_str().ok());
        match cookie.and_then(|cookie| cookie.strip_prefix("fangxian=")?.get(..64)) {
            Some(secret) => Ok(secret.to_owned()),
            None => Err(answer),
        }
    }

    /// The zone of that area, as the list has it.
    pub async fn zone(&self, area: &str) -> Value {
        let page = self.get("nigao", "/zones?show=all&limit=200", "zone_decision").await.ok();
        let rows = page["rows"].as_array().expect("rows").clone();
        rows.into_iter().find(|row| row["area"] == area).expect("a zone of that area")
    }

    /// A fresh id of the clock's moment.
    pub fn fresh_id(&self) -> String {
        fangxian_app::mint::uuid(self.wall()).expect("an id").to_string()
    }

    /// The sign-in names of the demonstration, one for each role.
    pub fn logins() -> Vec<&'static str> {
        PEOPLE.iter().map(|person| person.login).collect()
    }
}

fn divisions() -> Vec<Division> {
    DIVISIONS
        .lines()
        .skip(1)
        .map(|line| {
            let columns: Vec<&str> = line.split(',').collect();
            Division {
                code: PlaceCode::parse(columns[0]).expect("a code"),
                name: columns[2].to_owned(),
                in_national_list: columns[3] == "1",
            }
        })
        .collect()
}
