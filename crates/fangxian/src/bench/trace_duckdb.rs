//! DuckDB beside the index: the same visits twice in its file, by person and by place, so that it reads
//! only the parts of its columns that can hold an answer. It has no index that would hold what is asked.

use super::Folder;
use super::timing::Timing;
use super::trace_peer::Answer;
use super::trace_visits::{DAYS, FIRST_DAY, Visits};
use anyhow::{Context, Result, ensure};
use fangxian_trace::DAY_S;
use std::io::{BufWriter, Write};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// Each question is asked so often, and the last time counts.
const ROUNDS: usize = 2;

/// DuckDB's own program, and what it was filled with.
pub(super) struct DuckDb {
    program: PathBuf,
    folder: Folder,
    /// Bytes of its file.
    pub(super) n_bytes: u64,
    /// How long it took to fill it, on both cores.
    pub(super) filled: Duration,
}

impl DuckDb {
    pub(super) fn filled(program: PathBuf, visits: &Visits) -> Result<DuckDb> {
        let folder = Folder::make()?;
        let mut duck = DuckDb { program, folder, n_bytes: 0, filled: Duration::ZERO };
        let start = Instant::now();
        let mut filling = duck
            .command()
            .args(["-c", include_str!("trace_duckdb_make.sql")])
            .stdin(Stdio::piped())
            .spawn()
            .context("duckdb")?;
        {
            let mut rows = BufWriter::new(filling.stdin.take().context("duckdb")?);
            for visit in (0..DAYS).flat_map(|day| visits.of_day(day)) {
                let second = visit.from - FIRST_DAY * DAY_S;
                writeln!(rows, "{},{},{second}", visit.person, visit.place)?;
            }
            rows.flush()?;
        }
        ensure!(filling.wait()?.success(), "DuckDB没有装好");
        duck.filled = start.elapsed();
        duck.n_bytes = std::fs::metadata(duck.file())?.len();
        Ok(duck)
    }

    fn file(&self) -> PathBuf {
        self.folder.0.join("visits.duckdb")
    }

    fn command(&self) -> Command {
        let mut command = Command::new(&self.program);
        command.args(["-bail", "-list", "-noheader"]).arg(self.file());
        command
    }

    /// Whom each of these people met, with the time of the last round as DuckDB tells it.
    pub(super) fn first_rings(&self, people: &[u32]) -> Result<(Vec<Answer>, Timing)> {
        self.asked(include_str!("trace_duckdb_first.sql"), people)
    }

    /// Whom those met, after they had met him.
    pub(super) fn second_rings(&self, people: &[u32]) -> Result<(Vec<Answer>, Timing)> {
        self.asked(include_str!("trace_duckdb_second.sql"), people)
    }

    fn asked(&self, sql: &str, people: &[u32]) -> Result<(Vec<Answer>, Timing)> {
        let question = |person: &u32| sql.replace(":person", &person.to_string());
        let all: String = people.iter().map(question).collect();
        let mut asking = self
            .command()
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .context("duckdb")?;
        let mut input = asking.stdin.take().context("duckdb")?;
        let sent = std::thread::spawn(move || {
            input.write_all(format!(".timer on\n{}", all.repeat(ROUNDS)).as_bytes())
        });
        let told = asking.wait_with_output().context("duckdb")?;
        sent.join().map_err(|_| anyhow::anyhow!("duckdb"))??;
        ensure!(told.status.success(), "DuckDB没有答");
        let told = String::from_utf8(told.stdout).context("duckdb")?;
        let (mut answers, mut times) = (Vec::new(), Vec::new());
        for line in told.lines() {
            if let Some((n, s)) = line.split_once('|') {
                answers.push((n.parse()?, s.parse()?));
            } else if let Some(real) = line.strip_prefix("Run Time (s): real ") {
                let seconds = real.split(' ').next().unwrap_or_default();
                times.push(Duration::from_secs_f64(seconds.parse()?));
            }
        }
        let n = people.len() * ROUNDS;
        ensure!((answers.len(), times.len()) == (n, n), "DuckDB的回答不全：{told}");
        let of_last = n - people.len();
        Ok((answers.split_off(of_last), Timing::of(times.split_off(of_last))))
    }
}
