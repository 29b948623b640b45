//! Ten times as many scans as can be answered, by the clock and not as fast as answers come: who is let
//! in, how soon, who is told to come back, whether anything is lost, and how soon it is over.

use anyhow::{Context, Result, ensure};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// So many gates; each sends its next scan only once the one before was answered.
const GATES: usize = 2_000;
/// So many at once where nobody is turned away.
pub(super) const QUIET_GATES: usize = 64;
/// A quiet hour: so much of what can be answered.
const QUIET_SHARE: f64 = 0.25;
/// How many times as many come as can be answered.
pub(super) const TIMES: f64 = 10.0;
/// How long.
pub(super) const OVERLOAD_S: u64 = 60;
const CAPACITY_S: u64 = 10;
/// Recovery is looked for in steps of so long, for at most so long.
const STEP: Duration = Duration::from_millis(250);
const RECOVERY_MAX: Duration = Duration::from_secs(20);

/// What was sent and answered.
#[derive(Default)]
struct Tally {
    /// In microseconds, of what was let in.
    latencies: Vec<u32>,
    n_turned_away: u64,
}

/// What came of it.
pub(super) struct Overload {
    /// Answers a second as fast as they come, over 64 connections.
    pub(super) capacity: f64,
    /// Answers a second at ten times that.
    pub(super) useful: f64,
    /// At a quarter of the capacity, at the capacity, at ten times it: all but one in a hundred were
    /// answered within so many milliseconds.
    pub(super) p99_ms: [f64; 3],
    /// Came, by the clock; were sent; were told to come back.
    pub(super) n: [u64; 3],
    /// Seconds until all were let in again as soon as before.
    pub(super) recovery_s: f64,
    /// The slowest opening of the page of codes meanwhile.
    pub(super) page_ms: f64,
}

/// How scans come.
#[derive(Clone, Copy)]
enum Coming {
    /// Each gate sends as soon as it was answered.
    Answered,
    /// So many a second by the clock; what comes while no gate is free is not sent.
    Clock(f64),
}

/// Requests by the gates, each as the bytes that are sent.
pub(super) struct Gates {
    pub(super) port: u16,
    pub(super) requests: Arc<Vec<Vec<u8>>>,
}

/// One request as it is sent.
pub(super) fn request(line: &str) -> Result<Vec<u8>> {
    let (secret, body) = line.split_once(' ').context("扫码")?;
    let text = format!(
        "POST /gate/scans HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Gate {secret}\r\n\
         Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    );
    Ok(text.into_bytes())
}

impl Gates {
    /// Measures; with it, how many scans were answered as kept.
    pub(super) async fn overload(&self) -> Result<(Overload, u64)> {
        let mut n_answered = 0;
        let mut all = |tally: &Tally| n_answered += tally.latencies.len() as u64;
        let full =
            self.send(QUIET_GATES, Coming::Answered, Duration::from_secs(CAPACITY_S)).await?;
        all(&full);
        let capacity = full.latencies.len() as f64 / CAPACITY_S as f64;
        let few = Coming::Clock(capacity * QUIET_SHARE);
        let quiet = self.send(QUIET_GATES, few, Duration::from_secs(CAPACITY_S)).await?;
        all(&quiet);

        let is_over = Arc::new(AtomicBool::new(false));
        let looking = tokio::spawn(look_at_page(self.port, Arc::clone(&is_over)));
        let rate = capacity * TIMES;
        let lasts = Duration::from_secs(OVERLOAD_S);
        let heavy = self.send(GATES, Coming::Clock(rate), lasts).await?;
        all(&heavy);
        is_over.store(true, Ordering::Release);
        let page_ms = looking.await??;

        let before = p99_ms(&quiet);
        let ended = Instant::now();
        let mut n_steps = 0;
        loop {
            let step = self.send(QUIET_GATES, few, STEP).await?;
            all(&step);
            n_steps += 1;
            if step.n_turned_away == 0 && p99_ms(&step) <= before * 2.0 {
                break;
            }
            ensure!(ended.elapsed() < RECOVERY_MAX, "没有恢复");
        }
        let n_sent = heavy.latencies.len() as u64 + heavy.n_turned_away;
        let overload = Overload {
            capacity,
            useful: heavy.latencies.len() as f64 / OVERLOAD_S as f64,
            p99_ms: [before, p99_ms(&full), p99_ms(&heavy)],
            n: [(rate * OVERLOAD_S as f64) as u64, n_sent, heavy.n_turned_away],
            recovery_s: STEP.as_secs_f64() * f64::from(n_steps),
            page_ms,
        };
        Ok((overload, n_answered))
    }

    /// Sends from a thread of its own.
    async fn send(&self, n: usize, coming: Coming, lasts: Duration) -> Result<Tally> {
        let (port, requests) = (self.port, Arc::clone(&self.requests));
        tokio::task::spawn_blocking(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
            runtime.block_on(all_gates(port, requests, n, coming, lasts))
        })
        .await?
    }
}

async fn all_gates(
    port: u16,
    requests: Arc<Vec<Vec<u8>>>,
    n: usize,
    coming: Coming,
    lasts: Duration,
) -> Result<Tally> {
    let mut streams = Vec::with_capacity(n);
    for _ in 0..n {
        let stream = TcpStream::connect(("127.0.0.1", port)).await?;
        stream.set_nodelay(true)?;
        streams.push(stream);
    }
    let (sent, arrivals) = (Arc::new(AtomicU64::new(0)), Arc::new(AtomicU64::new(0)));
    let began = Instant::now();
    let gates = streams.into_iter().map(|stream| {
        let gate = Gate {
            stream,
            requests: Arc::clone(&requests),
            sent: Arc::clone(&sent),
            arrivals: Arc::clone(&arrivals),
            began,
            lasts,
        };
        tokio::spawn(gate.work(coming))
    });
    let mut tally = Tally::default();
    for gate in gates.collect::<Vec<_>>() {
        let one = gate.await??;
        tally.latencies.extend(one.latencies);
        tally.n_turned_away += one.n_turned_away;
    }
    Ok(tally)
}

/// A gate with its connection.
struct Gate {
    stream: TcpStream,
    requests: Arc<Vec<Vec<u8>>>,
    /// How many were sent by all.
    sent: Arc<AtomicU64>,
    /// The number of the next that comes by the clock.
    arrivals: Arc<AtomicU64>,
    began: Instant,
    lasts: Duration,
}

impl Gate {
    async fn work(mut self, coming: Coming) -> Result<Tally> {
        let mut tally = Tally::default();
        let mut answer = Vec::with_capacity(1_024);
        while self.next(coming).await {
            let at = self.sent.fetch_add(1, Ordering::Relaxed);
            let at = usize::try_from(at)? % self.requests.len();
            let request = self.requests.get(at).context("扫码")?;
            let began = Instant::now();
            self.stream.write_all(request).await?;
            match read_answer(&mut self.stream, &mut answer).await? {
                200 => tally.latencies.push(u32::try_from(began.elapsed().as_micros())?),
                503 => tally.n_turned_away += 1,
                other => ensure!(false, "回答是{other}"),
            }
        }
        Ok(tally)
    }

    /// Waits for the next to come; false once it is over.
    async fn next(&self, coming: Coming) -> bool {
        let now = self.began.elapsed();
        let at = match coming {
            Coming::Answered => now,
            Coming::Clock(rate) => {
                // What came while no gate was free went by.
                let due = (now.as_secs_f64() * rate) as u64;
                let _ = self.arrivals.fetch_max(due, Ordering::Relaxed);
                let number = self.arrivals.fetch_add(1, Ordering::Relaxed);
                Duration::from_secs_f64(number as f64 / rate)
            }
        };
        if at >= self.lasts {
            return false;
        }
        if at > now {
            tokio::time::sleep(at - now).await;
        }
        true
    }
}

/// The status of one answer, read to its end.
async fn read_answer(stream: &mut TcpStream, bytes: &mut Vec<u8>) -> Result<u16> {
    bytes.clear();
    loop {
        ensure!(stream.read_buf(bytes).await? > 0, "连接断了");
        let Some(head) = bytes.windows(4).position(|four| four == b"\r\n\r\n") else { continue };
        let text = std::str::from_utf8(bytes.get(..head).unwrap_or_default())?;
        let length = text.lines().find_map(|line| {
            let (name, value) = line.split_once(':')?;
            name.eq_ignore_ascii_case("content-length")
                .then(|| value.trim().parse::<usize>().ok())?
        });
        if bytes.len() >= head + 4 + length.context("长度")? {
            return Ok(text.split(' ').nth(1).context("状态")?.parse()?);
        }
    }
}

/// Opens the page of codes each second, on a connection of its own, until it is over; the slowest.
async fn look_at_page(port: u16, is_over: Arc<AtomicBool>) -> Result<f64> {
    let mut slowest: f64 = 0.0;
    while !is_over.load(Ordering::Acquire) {
        let began = Instant::now();
        let mut stream = TcpStream::connect(("127.0.0.1", port)).await?;
        stream
            .write_all(b"GET /code HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
            .await?;
        let mut page = String::new();
        stream.read_to_string(&mut page).await?;
        ensure!(page.contains("我的健康码"), "健康码页面没有打开：{page}");
        slowest = slowest.max(began.elapsed().as_secs_f64() * 1_000.0);
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
    Ok(slowest)
}

fn p99_ms(tally: &Tally) -> f64 {
    let mut all = tally.latencies.clone();
    all.sort_unstable();
    let at = (all.len() * 99 / 100).min(all.len().saturating_sub(1));
    all.get(at).map_or(f64::INFINITY, |micros| f64::from(*micros) / 1_000.0)
}
