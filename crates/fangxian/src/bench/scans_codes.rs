//! 亮码: fresh passes for whoever holds a ticket, without a write.

use super::load::{CODE_PATH, Load, Nginx, Requests};
use super::scans::{CONNECTIONS, ROUND_S, Who};
use crate::clock;
use anyhow::{Context, Result, ensure};
use fangxian_app::passes::{believe_by_keys, pass_now};
use std::path::Path;

/// Each request is of another person.
const N_TICKETS: u64 = 60_000;

/// Tickets, and how long the answer to one is.
pub(super) struct Codes {
    requests: Requests,
    /// The bytes of an answer at a rush hour, when passes are signed together.
    pub(super) bytes: usize,
}

impl Codes {
    /// Writes the requests, and sees that what is answered is believed with and without a network.
    pub(super) async fn ready(who: &Who<'_>, folder: &Path) -> Result<Codes> {
        let (city, now) = (who.city, who.city.now(clock::wall()));
        let tickets: Vec<String> = (0..N_TICKETS.min(who.people))
            .map(|n| format!("{} ", city.keys.passes.ticket(who.alias(n), now, None)))
            .collect();
        let one = tickets.first().context("票")?.trim_end();
        let mut asked = tokio::task::JoinSet::new();
        for _ in 0..CONNECTIONS {
            let (city, ticket) = (std::sync::Arc::clone(city), one.to_owned());
            asked.spawn(async move { pass_now(&city, &ticket, clock::wall()).await });
        }
        let listed = city.keys.passes.listed(now.city_day());
        let mut bytes = 0;
        while let Some(answer) = asked.join_next().await {
            let text = answer??.text;
            let (code, now) = (city.code.as_str(), city.now(clock::wall()));
            ensure!(city.keys.passes.believe(&text, code, now).is_ok(), "中心不认的码：{text}");
            ensure!(believe_by_keys(&text, code, &listed, now).is_ok(), "门岗不认的码：{text}");
            bytes = bytes.max(text.len());
        }
        // What stands around the text in the answer.
        let bytes =
            bytes + r#"{"pass":"","color":"green","ends_at":1669270000000,"good_ms":89999}"#.len();
        Ok(Codes { requests: Requests::write(folder, "codes", &tickets)?, bytes })
    }

    /// One round of ours, then one of nginx.
    pub(super) async fn round(&self, port: u16, nginx: &Nginx) -> Result<(Load, Load)> {
        let fastest = self.requests.send((nginx.port, CODE_PATH), CONNECTIONS, ROUND_S).await?;
        let ours = self.requests.send((port, CODE_PATH), CONNECTIONS, ROUND_S).await?;
        Ok((ours, fastest))
    }
}
