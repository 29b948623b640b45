//! Requests as somebody makes them who does not use our screens, and people of any kind.

use axum::body::Body;
use axum::http::{HeaderMap, Request, header};
use fangxian_app::demo::PASSWORD;
use fangxian_store::{StoreError, v};
use fangxian_testkit::{Answer, TestCity};
use http_body_util::BodyExt;
use serde_json::Value;
use tower::ServiceExt;

/// A request in all its parts.
#[derive(Clone, Debug)]
pub(crate) struct Attempt {
    method: String,
    address: String,
    headers: Vec<(String, String)>,
    body: Option<Vec<u8>>,
}

impl Attempt {
    /// A request under `/api/v1` with the header of a write and a body of no kind.
    pub(crate) fn of(method: &str, path: &str) -> Attempt {
        Attempt::at(method, &format!("/api/v1{path}")).with("x-fangxian", "1")
    }

    /// A request to any address, with no header at all.
    pub(crate) fn at(method: &str, address: &str) -> Attempt {
        let address = address.to_owned();
        Attempt { method: method.to_owned(), address, headers: Vec::new(), body: None }
    }

    pub(crate) fn with(mut self, name: &str, value: &str) -> Attempt {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    pub(crate) fn without(mut self, name: &str) -> Attempt {
        self.headers.retain(|(header, _)| header != name);
        self
    }

    pub(crate) fn session(self, secret: &str) -> Attempt {
        self.with("cookie", &format!("fangxian={secret}"))
    }

    pub(crate) fn purpose(self, purpose: &str) -> Attempt {
        self.with("purpose", purpose)
    }

    pub(crate) fn json(self, body: &Value) -> Attempt {
        self.bytes("application/json", body.to_string().into_bytes())
    }

    pub(crate) fn bytes(mut self, kind: &str, body: Vec<u8>) -> Attempt {
        self.body = Some(body);
        self.with("content-type", kind)
    }

    /// What it is, for a message.
    pub(crate) fn words(&self) -> String {
        format!("{} {}", self.method, self.address)
    }

    /// The answer; the body of a stream of events is not waited for.
    pub(crate) async fn send(self, city: &TestCity) -> Answer {
        let words = self.words();
        let mut request = Request::builder().method(self.method.as_str()).uri(self.address);
        for (name, value) in self.headers {
            request = request.header(name, value);
        }
        let body = self.body.map_or_else(Body::empty, Body::from);
        let request = request.body(body).unwrap_or_else(|error| panic!("{words}: {error}"));
        let response = city.router().oneshot(request).await.expect("the router answers");
        let (parts, body) = response.into_parts();
        let is_stream = kind_of(&parts.headers).starts_with("text/event-stream");
        let bytes = match is_stream {
            true => axum::body::Bytes::new(),
            false => body.collect().await.expect("a body").to_bytes(),
        };
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let json = serde_json::from_str(&text).unwrap_or(Value::Null);
        Answer { status: parts.status, json, text, headers: parts.headers }
    }
}

/// The content type of an answer.
pub(crate) fn kind_of(headers: &HeaderMap) -> String {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    kind.unwrap_or_default().to_owned()
}

/// A role of a person in a test: role, jurisdiction, first day, last day.
pub(crate) type Held<'a> = (&'a str, &'a str, &'a str, Option<&'a str>);

/// Adds an account with the password of the demonstration and any roles whatever, past the rules
/// of the administrator's screen, and signs it in.
pub(crate) async fn person(city: &TestCity, login: &str, roles: &[Held<'_>]) -> String {
    let id = city.fresh_id();
    let account = (id.clone(), login.to_owned());
    let held: Vec<(String, [String; 3], Option<String>)> = roles
        .iter()
        .map(|(role, place, from, to)| {
            let words = [(*role).to_owned(), (*place).to_owned(), (*from).to_owned()];
            (city.fresh_id(), words, to.map(str::to_owned))
        })
        .collect();
    city.city
        .db
        .write(move |tx| async move {
            tx.exec(
                "insert into account (account_id, login, name, password_hash,
                     must_change_password, created_at, vouched_by)
                 select $1, $2, $2, password_hash, 0, created_at, 'test' from account
                 where login = 'wangge'",
                &v![account.0.as_str(), account.1.as_str()],
            )
            .await?;
            for (assignment, [role, place, from], to) in &held {
                tx.exec(
                    "insert into assignment (assignment_id, account_id, role, jurisdiction,
                         from_day, to_day, granted_by, granted_at)
                     values ($1, $2, $3, $4, $5, $6, 'test', 0)",
                    &v![
                        assignment.as_str(),
                        account.0.as_str(),
                        role.as_str(),
                        place.as_str(),
                        from.as_str(),
                        to.as_deref()
                    ],
                )
                .await?;
            }
            Ok::<_, StoreError>(())
        })
        .await
        .expect("a person");
    city.sign_in(login, PASSWORD).await.expect("the person signs in")
}

/// Runs a statement straight in the database, as somebody with the key to the machine room.
pub(crate) async fn straight(city: &TestCity, sql: &str) -> u64 {
    let sql = sql.to_owned();
    let done = city.city.db.write(move |tx| async move { tx.exec(&sql, &[]).await });
    done.await.expect("the statement runs")
}

/// The text of the first column named `x` of every row.
pub(crate) async fn column(city: &TestCity, sql: &str) -> Vec<String> {
    let sql = sql.to_owned();
    let rows = city.city.db.read(move |tx| async move {
        let rows = tx.query(&sql, &[]).await?;
        rows.iter().map(|row| Ok(row.text("x")?.to_owned())).collect::<Result<Vec<_>, StoreError>>()
    });
    rows.await.expect("the query runs")
}
