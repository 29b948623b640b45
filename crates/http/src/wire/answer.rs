//! What is written back, in one piece.

use crate::gate::refused;
use axum::body::to_bytes;
use fangxian_app::Refusal;
use fangxian_core::Moment;
use httpdate::HttpDate;
use serde::Serialize;
use std::io::Write;
use std::time::{Duration, UNIX_EPOCH};

/// An answer. Its room is used again for the next.
#[derive(Default)]
pub(super) struct Answer {
    bytes: Vec<u8>,
    body: Vec<u8>,
    /// The second that `date` stands for.
    second: i64,
    date: String,
}

impl Answer {
    /// What is to be written.
    pub(super) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Says what was asked for.
    pub(super) fn accept(&mut self, told: &impl Serialize, wall: Moment) {
        self.say(told, wall, "");
    }

    /// Says what was asked for, and that nobody may keep it.
    pub(super) fn accept_once(&mut self, told: &impl Serialize, wall: Moment) {
        self.say(told, wall, "cache-control: no-store\r\n");
    }

    fn say(&mut self, told: &impl Serialize, wall: Moment, more: &str) {
        self.body.clear();
        // Writing to memory does not fail, and what is told has no key that is not text.
        let _ = serde_json::to_writer(&mut self.body, told);
        let second = wall.0.div_euclid(1_000);
        if second != self.second || self.date.is_empty() {
            let since = Duration::from_secs(u64::try_from(second).unwrap_or_default());
            (self.second, self.date) = (second, HttpDate::from(UNIX_EPOCH + since).to_string());
        }
        self.bytes.clear();
        let (length, date) = (self.body.len(), &self.date);
        let _ = write!(
            self.bytes,
            "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n{more}\
             content-length: {length}\r\ndate: {date}\r\n\r\n"
        );
        self.bytes.extend_from_slice(&self.body);
    }

    /// Says why not. The same as everywhere else, and seldom.
    pub(super) async fn refuse(&mut self, refusal: Refusal) {
        let (head, body) = refused(refusal).into_parts();
        // It is a sentence, in memory.
        let body = to_bytes(body, usize::MAX).await.unwrap_or_default();
        self.bytes.clear();
        let _ = write!(self.bytes, "HTTP/1.1 {}\r\n", head.status);
        for (name, value) in &head.headers {
            let _ = write!(self.bytes, "{name}: ");
            self.bytes.extend_from_slice(value.as_bytes());
            self.bytes.extend_from_slice(b"\r\n");
        }
        if !head.headers.contains_key("content-length") {
            let _ = write!(self.bytes, "content-length: {}\r\n", body.len());
        }
        self.bytes.extend_from_slice(b"\r\n");
        self.bytes.extend_from_slice(&body);
    }
}
