//! The servers that ours is compared with: the same handler, whose scans PostgreSQL keeps. One has a
//! transaction for each scan, which also looks up the color; the other looks it up in our memory and
//! keeps whatever waits in one transaction, as soon as the one before is done.

use anyhow::{Context, Result};
use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use fangxian_app::City;
use fangxian_app::scans::{Gate, gate_by_secret};
use fangxian_core::Moment;
use fangxian_core::codes::HealthColor;
use fangxian_core::passes::Alias;
use fangxian_core::scans::{Asked, decide};
use fangxian_store::{Db, StoreError, V};
use serde::Deserialize;
use std::borrow::Cow;
use std::fmt::Write;
use std::sync::Arc;
use tokio::sync::{mpsc, oneshot};
use uuid::Uuid;

/// So many people are put into the table at once.
const PEOPLE_AT_ONCE: usize = 100_000;
/// So many scans may wait for the transaction before theirs.
const WAITING_MAX: usize = 4_096;

/// How the peer keeps a scan.
#[derive(Clone)]
pub(super) enum Keeping {
    /// By a transaction of its own.
    One(Db),
    /// Together with whatever waits.
    Many(mpsc::Sender<(Row, oneshot::Sender<bool>)>),
}

#[derive(Clone)]
struct Peer {
    city: Arc<City>,
    keeping: Keeping,
    now: fn(&City) -> Moment,
}

/// What is kept of a scan.
pub(super) struct Row {
    id: Uuid,
    alias: Alias,
    gate: Gate,
    at: Moment,
    color: Option<HealthColor>,
    temperature: Option<i16>,
}

#[derive(Deserialize)]
struct Sent<'a> {
    id: Uuid,
    #[serde(borrow)]
    pass: Cow<'a, str>,
    temperature: Option<i16>,
    has_mask: Option<bool>,
}

/// Makes the tables, with everybody in them.
pub(super) async fn peer_fill(db: &Db, everybody: &[Alias]) -> Result<(), StoreError> {
    let made: Result<(), StoreError> = db
        .write(|tx| async move {
            for statement in include_str!("scan_make.sql").split(';') {
                tx.exec(statement, &[]).await?;
            }
            Ok(())
        })
        .await;
    made?;
    for some in everybody.chunks(PEOPLE_AT_ONCE) {
        let listed = list(some.iter().map(|alias| number(*alias)));
        let put: Result<u64, StoreError> = db
            .write(|tx| async move {
                tx.exec(include_str!("scan_people.sql"), &[V::from(listed)]).await
            })
            .await;
        put?;
    }
    Ok(())
}

/// The peer's router.
pub(super) fn peer_router(city: &Arc<City>, keeping: Keeping, now: fn(&City) -> Moment) -> Router {
    let peer = Peer { city: Arc::clone(city), keeping, now };
    Router::new().route("/gate/scans", post(scan)).with_state(peer)
}

/// The one who keeps what waits, until nobody sends any more.
pub(super) fn keeper(db: Db) -> mpsc::Sender<(Row, oneshot::Sender<bool>)> {
    let (sender, mut waiting) = mpsc::channel(WAITING_MAX);
    tokio::spawn(async move {
        let mut some = Vec::new();
        while waiting.recv_many(&mut some, WAITING_MAX).await > 0 {
            let (rows, told): (Vec<Row>, Vec<oneshot::Sender<bool>>) = some.drain(..).unzip();
            let is_kept = many(&db, rows).await.is_ok();
            for told in told {
                // Whoever asked may have gone.
                let _ = told.send(is_kept);
            }
        }
    });
    sender
}

async fn scan(State(peer): State<Peer>, headers: HeaderMap, body: Bytes) -> Response {
    match taken(&peer, &headers, &body).await {
        Ok(answer) => ([(header::CONTENT_TYPE, "application/json")], answer).into_response(),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

async fn taken(peer: &Peer, headers: &HeaderMap, body: &[u8]) -> Result<String> {
    let now = (peer.now)(&peer.city);
    let secret = headers.get(header::AUTHORIZATION).context("secret")?.to_str()?;
    let secret = secret.strip_prefix("Gate ").context("secret")?;
    let gate = gate_by_secret(&peer.city, secret).context("gate")?;
    let sent: Sent<'_> = serde_json::from_slice(body)?;
    let keys = &peer.city.keys.passes;
    let pass = keys.believe(&sent.pass, peer.city.code.as_str(), now);
    let alias = pass.as_ref().map_or(Alias(0), |pass| pass.alias);
    let mut row =
        Row { id: sent.id, alias, gate, at: now, color: None, temperature: sent.temperature };
    let color = match &peer.keeping {
        Keeping::One(db) => one(db, row).await?,
        Keeping::Many(keeper) => {
            row.color = peer.city.passes.color(alias, now);
            let (color, (told, kept)) = (row.color, oneshot::channel());
            keeper.send((row, told)).await?;
            anyhow::ensure!(kept.await?, "not kept");
            color
        }
    };
    let venue = peer.city.scans.venues.get(gate.venue).context("venue")?;
    let decision = decide(&Asked {
        pass: pass.err(),
        color,
        is_code_asked: peer.city.passes.is_code_asked(),
        is_down: peer.city.is_down(now),
        is_closed: venue.is_closed(now.city_day()),
        n_free: None,
        temperature: sent.temperature,
        has_mask: sent.has_mask,
        has_certificate: None,
        emergency: None,
    });
    Ok(serde_json::json!({
        "verdict": decision.verdict.code(),
        "why": decision.why.code(),
        "says": decision.why.says(),
    })
    .to_string())
}

async fn one(db: &Db, row: Row) -> Result<Option<HealthColor>, StoreError> {
    let found: Result<bool, StoreError> = db
        .write(move |tx| async move {
            let values = [
                V::from(row.id.to_string()),
                V::from(number(row.alias)),
                V::from(i64::from(row.gate.venue)),
                V::from(i64::from(row.gate.number)),
                V::from(row.at.0),
                row.temperature.map_or(V::Null, |tenths| V::from(i64::from(tenths))),
            ];
            let known = tx.query(include_str!("scan_one.sql"), &values).await?;
            Ok(!known.is_empty())
        })
        .await;
    // Everybody of the table is green.
    Ok(found?.then_some(HealthColor::Green))
}

async fn many(db: &Db, rows: Vec<Row>) -> Result<u64, StoreError> {
    let values = [
        list(rows.iter().map(|row| row.id)),
        list(rows.iter().map(|row| number(row.alias))),
        list(rows.iter().map(|row| row.gate.venue)),
        list(rows.iter().map(|row| row.gate.number)),
        list(rows.iter().map(|row| row.at.0)),
        list(rows.iter().map(|row| row.color.map_or(0, |color| color as u8))),
        list(rows.iter().map(|row| row.temperature.unwrap_or_default())),
    ]
    .map(V::from);
    db.write(|tx| async move { tx.exec(include_str!("scan_many.sql"), &values).await }).await
}

/// The bits of an alias as PostgreSQL holds them.
fn number(alias: Alias) -> i64 {
    i64::from_ne_bytes(alias.0.to_ne_bytes())
}

/// Numbers as PostgreSQL reads a list of them.
fn list(items: impl Iterator<Item = impl std::fmt::Display>) -> String {
    let mut text = String::from("{");
    for item in items {
        if text.len() > 1 {
            text.push(',');
        }
        // A text takes whatever is written to it.
        let _ = write!(text, "{item}");
    }
    text.push('}');
    text
}
