//! How soon a server that is started with the whole city answers its first scan.

use super::load::free_port;
use super::timing::Timing;
use anyhow::{Context, Result, ensure};
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

const N_STARTS: usize = 5;
/// Writing the copy of everybody takes no longer, or something is wrong.
const COPY_MAX: Duration = Duration::from_secs(60);
/// Longer it does not take, or something is wrong.
const WAIT_MAX: Duration = Duration::from_secs(60);

/// A server that ends with its measuring.
struct Server(Child);

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// How long it took from the start to the first answer.
pub(super) struct Starts {
    /// Where no copy of everybody was kept yet.
    pub(super) first: Duration,
    /// Killed, and started again.
    pub(super) again: Timing,
}

/// Starts the server several times, and sends it a scan until the first is answered; then it is killed.
/// What is sent is made by `scan`: the gate's secret and the body.
pub(super) fn starts(
    (store, key_file, folder): (&str, &Path, &Path),
    scan: impl Fn(usize) -> Result<(String, String)>,
) -> Result<Starts> {
    let mut times = Vec::new();
    let scans = folder.join("cold");
    for round in 0..=N_STARTS {
        let port = free_port()?;
        let mut command = Command::new(std::env::current_exe()?);
        command.args(["serve", "--demo", "--listen", &format!("127.0.0.1:{port}")]);
        command.args(["--store", store, "--key-file"]).arg(key_file);
        command.arg("--scans").arg(&scans);
        command.stdout(Stdio::null()).stderr(Stdio::null());
        let (secret, body) = scan(round)?;
        let start = Instant::now();
        let _server = Server(command.spawn().context("启动服务")?);
        let answer = loop {
            ensure!(start.elapsed() < WAIT_MAX, "服务没有启动");
            match ask(port, &secret, &body) {
                Some(answer) => break answer,
                None => std::thread::sleep(Duration::from_millis(5)),
            }
        };
        times.push(start.elapsed());
        ensure!(answer.contains(r#""verdict":"pass""#), "第一次扫码：{answer}");
        while round == 0 && !scans.join("people.copy").exists() {
            ensure!(start.elapsed() < COPY_MAX, "没有写下所有人的副本");
            std::thread::sleep(Duration::from_millis(50));
        }
    }
    let first = times.remove(0);
    Ok(Starts { first, again: Timing::of(times) })
}

/// Sends one scan; none while nobody answers.
fn ask(port: u16, secret: &str, body: &str) -> Option<String> {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).ok()?;
    stream.set_read_timeout(Some(WAIT_MAX)).ok()?;
    let length = body.len();
    let head = format!(
        "POST /gate/scans HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Gate {secret}\r\n\
         Content-Type: application/json\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n"
    );
    stream.write_all(head.as_bytes()).ok()?;
    stream.write_all(body.as_bytes()).ok()?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).ok()?;
    (!answer.is_empty()).then_some(answer)
}
