//! `wrk` and `nginx`, as Debian has them: who asks, and the fastest answer there is.

use anyhow::{Context, Result, ensure};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// What was measured in one go.
#[derive(Clone, Copy, Debug)]
pub(super) struct Load {
    /// Answers a second.
    pub(super) per_s: f64,
    /// Half of the answers came within so many milliseconds.
    pub(super) p50_ms: f64,
    /// All but one in a hundred did.
    pub(super) p99_ms: f64,
}

/// Whether both are there.
pub(super) fn is_there() -> bool {
    let answers = |program: &str| {
        let mut command = Command::new(program);
        let quiet = command.arg("-v").stdout(Stdio::null()).stderr(Stdio::null());
        quiet.status().is_ok()
    };
    answers("wrk") && answers("nginx")
}

/// Requests on disk, and the script that sends them.
pub(super) struct Requests {
    script: PathBuf,
    file: PathBuf,
}

impl Requests {
    pub(super) fn write(folder: &Path, name: &str, lines: &[String]) -> Result<Requests> {
        let script = folder.join("requests.lua");
        std::fs::write(&script, include_str!("scans.lua"))?;
        let file = folder.join(format!("{name}.requests"));
        let mut out = std::io::BufWriter::new(std::fs::File::create(&file)?);
        for line in lines {
            writeln!(out, "{line}")?;
        }
        out.flush()?;
        Ok(Requests { script, file })
    }

    /// Sends them for so many seconds, on so many connections, each as soon as the one before was
    /// answered.
    pub(super) async fn send(
        &self,
        (port, path): (u16, &str),
        connections: usize,
        seconds: u64,
    ) -> Result<Load> {
        let mut command = Command::new("wrk");
        command
            .args(["-t1", "--latency", "--timeout", "10s"])
            .args([format!("-c{connections}"), format!("-d{seconds}s"), "-s".to_owned()])
            .arg(&self.script)
            .arg(format!("http://127.0.0.1:{port}{path}"))
            .env("FANGXIAN_BENCH_PATH", path)
            .env("FANGXIAN_BENCH_SCHEME", if path == CODE_PATH { "Show" } else { "Gate" })
            .env("FANGXIAN_BENCH_REQUESTS", &self.file);
        let output = tokio::task::spawn_blocking(move || command.output()).await?;
        let output = output.context("wrk")?;
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        ensure!(output.status.success(), "wrk：{said}");
        ensure!(!said.contains("Non-2xx"), "有的请求没有成功：{said}");
        ensure!(!said.contains("Socket errors"), "有的连接断了：{said}");
        load_of(&said).with_context(|| format!("看不懂 wrk 的输出：{said}"))
    }
}

fn load_of(said: &str) -> Option<Load> {
    let after = |mark: &str| {
        let line = said.lines().find(|line| line.trim_start().starts_with(mark))?;
        line.split_whitespace().last().map(str::to_owned)
    };
    Some(Load {
        per_s: after("Requests/sec:")?.parse().ok()?,
        p50_ms: ms(&after("50%")?)?,
        p99_ms: ms(&after("99%")?)?,
    })
}

/// `1.20ms`, `310.00us`, `1.05s`.
fn ms(text: &str) -> Option<f64> {
    let (number, factor) = match text {
        _ if text.ends_with("us") => (text.strip_suffix("us")?, 0.001),
        _ if text.ends_with("ms") => (text.strip_suffix("ms")?, 1.0),
        _ => (text.strip_suffix('s')?, 1_000.0),
    };
    number.parse::<f64>().ok().map(|n| n * factor)
}

/// Where fresh passes are asked for, with a ticket and not with a gate's secret.
pub(super) const CODE_PATH: &str = "/code/now";

/// nginx that answers everything with the same bytes, but passes with bytes of their length.
pub(super) struct Nginx {
    child: Child,
    pub(super) port: u16,
}

impl Nginx {
    pub(super) fn start(folder: &Path, body: &str, pass_bytes: usize) -> Result<Nginx> {
        let port = free_port()?;
        let config = folder.join("nginx.conf");
        let shown = folder.display();
        let text = format!(
            "worker_processes auto;\ndaemon off;\npid {shown}/nginx.pid;\nerror_log {shown}/nginx.log;\n\
             events {{ worker_connections 4096; }}\n\
             http {{\n access_log off;\n keepalive_requests 100000000;\n \
             client_body_temp_path {shown};\n proxy_temp_path {shown};\n fastcgi_temp_path {shown};\n \
             uwsgi_temp_path {shown};\n scgi_temp_path {shown};\n \
             server {{\n listen 127.0.0.1:{port};\n default_type application/json;\n \
             location = {CODE_PATH} {{ return 200 '{pass}'; }}\n \
             location / {{ return 200 '{body}'; }}\n }}\n}}\n",
            pass = "x".repeat(pass_bytes),
        );
        std::fs::write(&config, text)?;
        let mut command = Command::new("nginx");
        command.arg("-p").arg(folder).arg("-c").arg(&config).stderr(Stdio::null());
        let child = command.spawn().context("nginx")?;
        let nginx = Nginx { child, port };
        let since = Instant::now();
        while std::net::TcpStream::connect(("127.0.0.1", port)).is_err() {
            ensure!(since.elapsed() < Duration::from_secs(10), "nginx 没有启动");
            std::thread::sleep(Duration::from_millis(20));
        }
        Ok(nginx)
    }
}

impl Drop for Nginx {
    fn drop(&mut self) {
        // It ends its workers when it is told to; killed, it would leave them behind.
        let told = Command::new("kill").arg("-QUIT").arg(self.child.id().to_string()).status();
        if told.is_err() {
            let _ = self.child.kill();
        }
        let _ = self.child.wait();
    }
}

/// A port that nobody listens on at this moment.
pub(super) fn free_port() -> Result<u16> {
    Ok(std::net::TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port())
}
