//! The plain server that ours is compared with: it takes one sample a request, and writes it with one
//! INSERT that is durable before it answers. It checks nobody and signs nothing.

use anyhow::{Context, Result, ensure};
use axum::body::Body;
use axum::extract::State;
use axum::http::{Request, StatusCode};
use axum::routing::post;
use axum::{Json, Router};
use fangxian_store::{Db, StoreError, V};
use serde::Deserialize;
use serde_json::json;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;
use tower::ServiceExt;
use uuid::Uuid;

/// How many samples the peer takes.
const N: usize = 60_000;

#[derive(Deserialize)]
struct Sample {
    id: Uuid,
    tube: String,
    person: Uuid,
    round: Uuid,
    taken_at: i64,
}

/// How many samples the plain server takes a second, and of how many that was measured.
pub(super) async fn one_insert_per_sample(db: &Db, at_once: usize) -> Result<(f64, usize)> {
    let made: Result<(), StoreError> = db
        .write(|tx| async move {
            for statement in include_str!("plain_make.sql").split(';') {
                tx.exec(statement, &[]).await?;
            }
            Ok(())
        })
        .await;
    made?;
    let router = Router::new().route("/samples", post(take)).with_state(db.clone());
    let next = Arc::new(AtomicUsize::new(0));
    let start = Instant::now();
    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..at_once {
        let (router, next) = (router.clone(), Arc::clone(&next));
        tasks.spawn(async move {
            loop {
                let n = next.fetch_add(1, Ordering::Relaxed);
                if n >= N {
                    return anyhow::Ok(());
                }
                let body = json!({
                    "id": Uuid::from_u128(n as u128), "tube": format!("T{:08}", n / 10),
                    "person": Uuid::from_u128((n as u128).wrapping_mul(0x9E37_79B9_7F4A_7C15)),
                    "round": Uuid::from_u128(1), "taken_at": 1_669_600_000_000_i64,
                });
                let request = Request::builder()
                    .method("POST")
                    .uri("/samples")
                    .header("content-type", "application/json")
                    .body(Body::from(body.to_string()))?;
                let status = router.clone().oneshot(request).await?.status();
                ensure!(status == StatusCode::NO_CONTENT, "{status}");
            }
        });
    }
    while let Some(done) = tasks.join_next().await {
        done.context("对照的服务停了")??;
    }
    let took = start.elapsed().as_secs_f64();
    Ok((N as f64 / took, N))
}

async fn take(State(db): State<Db>, Json(sample): Json<Sample>) -> StatusCode {
    let put: Result<u64, StoreError> = db
        .write(move |tx| async move {
            tx.exec(
                include_str!("plain_insert.sql"),
                &[
                    V::from(sample.id),
                    V::from(sample.tube),
                    V::from(sample.person),
                    V::from(sample.round),
                    V::from(sample.taken_at),
                ],
            )
            .await
        })
        .await;
    match put {
        Ok(1) => StatusCode::NO_CONTENT,
        Ok(_) | Err(_) => StatusCode::INTERNAL_SERVER_ERROR,
    }
}
