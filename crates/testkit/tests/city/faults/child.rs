//! The process that is killed: this test binary, started again with a role.

use super::acts::{act_do, rows_of};
use super::{migrating, positives, power, relay, wait};
use fangxian_store::{Db, StoreError};
use serde::{Deserialize, Serialize};
use std::io::{BufRead, BufReader, Write};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

/// Names the role of a child.
const ROLE: &str = "FANGXIAN_FAULT_ROLE";
/// How long a child may take to say its first word.
const PATIENCE: Duration = Duration::from_secs(60);

/// What a child does until it is killed.
#[derive(Serialize, Deserialize, Clone, Debug)]
pub(super) enum Role {
    /// Does one act after the other.
    Writer { url: String, first: i64, manner: Manner },
    /// Does one single act after the other on a bare SQLite file that does not sync.
    WriterWithoutSync { path: String, first: i64 },
    /// Brings a database to the newest schema.
    Migrator { url: String, manner: Manner },
    /// Carries messages from one store to the lists of another.
    Relay { from: String, to: String, now_ms: i64, manner: relay::Order },
    /// Signs positives, and does what follows on each.
    Signer { url: String, first: usize },
}

/// Whether a child keeps the store's promise.
#[derive(Serialize, Deserialize, Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Manner {
    /// As the program does.
    Promised,
    /// The control: shows success before the commit, or works outside a transaction.
    TooSoon,
    /// The control on PostgreSQL: does not wait for the log to reach the disk.
    WithoutSync,
}

/// A running child, and the lines it has written.
pub(super) struct Running {
    child: Child,
    lines: Receiver<String>,
}

impl Running {
    /// Starts a child and waits until it is at work.
    pub(super) fn start(role: &Role) -> Running {
        let role = serde_json::to_string(role).expect("a role is JSON");
        let program = std::env::current_exe().expect("this program");
        let mut command = Command::new(program);
        command.args(["--exact", "faults::child::a_role", "--ignored", "--nocapture"]);
        command.env(ROLE, role).stdin(Stdio::null()).stdout(Stdio::piped());
        let mut child = command.spawn().expect("a child starts");
        let out = child.stdout.take().expect("its lines");
        let (to, lines) = channel();
        // Ends when the child is gone: a cut line, which has no end, was never shown to anybody.
        std::thread::spawn(move || {
            let mut out = BufReader::new(out);
            let mut line = String::new();
            while out.read_line(&mut line).is_ok_and(|n| n > 0) && line.ends_with('\n') {
                if to.send(line.trim_end().to_owned()).is_err() {
                    return;
                }
                line.clear();
            }
        });
        let running = Running { child, lines };
        running.hear("at work");
        running
    }

    /// Waits until it has written a line.
    pub(super) fn hear(&self, line: &str) {
        while self.lines.recv_timeout(PATIENCE).expect("the child is at work") != line {}
    }

    /// Its process number.
    pub(super) fn id(&self) -> u32 {
        self.child.id()
    }

    /// Kills it (it cannot notice) and returns what it had written.
    pub(super) fn kill(mut self) -> Vec<String> {
        self.child.kill().expect("the child can be killed");
        self.child.wait().expect("the child is gone");
        self.lines.iter().collect()
    }

    /// Lets it end by itself and returns what it wrote.
    pub(super) fn finish(mut self) -> Vec<String> {
        let said = self.lines.iter().collect();
        assert!(self.child.wait().expect("the child ends").success(), "{said:?}");
        said
    }
}

/// A test that failed leaves no child behind.
impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The acts that a writer showed as kept.
pub(super) fn acked(lines: &[String]) -> Vec<i64> {
    lines.iter().filter_map(|line| line.strip_prefix("kept ")?.parse().ok()).collect()
}

/// Shows a line to whoever started this child, at once and whole.
pub(super) fn say(line: &str) {
    let mut out = std::io::stdout().lock();
    let said = out.write_all(format!("{line}\n").as_bytes()).and_then(|()| out.flush());
    if said.is_err() {
        // Whoever started us is gone: nobody will kill us, and nobody counts what we do.
        std::process::exit(1);
    }
}

#[test]
#[ignore = "a role that the other tests start in a process of its own, to kill it"]
fn a_role() {
    let Ok(role) = std::env::var(ROLE) else { return };
    match serde_json::from_str(&role).expect("a role") {
        Role::Writer { url, first, manner } => wait(write(&url, first, manner)),
        Role::WriterWithoutSync { path, first } => power::write_without_sync(&path, first),
        Role::Migrator { url, manner } => wait(migrating::run(&url, manner)),
        Role::Relay { from, to, now_ms, manner } => wait(relay::run(&from, &to, now_ms, manner)),
        Role::Signer { url, first } => wait(positives::run(&url, first)),
    }
}

/// Does acts until it is killed, or until its server is.
async fn write(url: &str, first: i64, manner: Manner) {
    let db = Db::open(url).await.expect("the store opens");
    say("at work");
    for act in first.. {
        if manner == Manner::TooSoon {
            say(&format!("kept {act}"));
        }
        let done: Result<bool, StoreError> = db
            .write(move |tx| async move {
                if manner == Manner::WithoutSync {
                    tx.exec("set local synchronous_commit = off", &[]).await?;
                }
                act_do(&tx, act, rows_of(act)).await
            })
            .await;
        match done {
            Ok(_) if manner == Manner::TooSoon => {}
            Ok(_) => say(&format!("kept {act}")),
            Err(error) => return say(&format!("refused {error}")),
        }
    }
}
