//! A PostgreSQL server that one test has for itself, to kill it, to stop it in the middle of what
//! it does, or to let its disk run full.

use crate::postgres::{USER, as_user, programs, run, server_user};
use std::fs::{self, Permissions};
use std::io;
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command};
use std::time::Duration;

/// A running server with the database `postgres`. It is killed when this value goes.
pub struct PrivateServer {
    postmaster: Child,
    programs: PathBuf,
    port: u16,
    /// What it said. Not beside its files: they may lie on a volume that runs full.
    log: tempfile::NamedTempFile,
}

/// Whether this machine has the programs of PostgreSQL.
pub fn is_installed() -> bool {
    programs().is_some()
}

impl PrivateServer {
    /// Makes the files of a server in a folder that exists. With `log`, what the server writes
    /// ahead goes to a folder of its own.
    pub fn make(data: &Path, log: Option<&Path>) -> io::Result<()> {
        let programs = programs().ok_or_else(|| io::Error::other("no PostgreSQL here"))?;
        let mut user = None;
        for folder in [Some(data), log].into_iter().flatten() {
            fs::create_dir_all(folder)?;
            fs::set_permissions(folder, Permissions::from_mode(0o700))?;
            user = server_user(folder)?;
        }
        let mut initdb = as_user(user.as_deref(), &programs.join("initdb"));
        initdb.args(["--auth=trust", "--encoding=UTF8", "--locale=C", "--data-checksums"]);
        // Small pieces of the log fit onto the small volumes of the tests.
        initdb.args(["--no-sync", "--wal-segsize=1", "--username", USER, "--pgdata"]).arg(data);
        if let Some(log) = log {
            initdb.arg("--waldir").arg(log);
        }
        run(&mut initdb)
    }

    /// Starts a server on its files, and waits until it has recovered. `settings` are as in
    /// `fsync=off`.
    pub fn start(data: &Path, settings: &[&str]) -> io::Result<PrivateServer> {
        let programs = programs().ok_or_else(|| io::Error::other("no PostgreSQL here"))?;
        let user = server_user(data)?;
        let port = TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port();
        let log = tempfile::NamedTempFile::new()?;
        let out = log.reopen()?;
        let mut server = as_user(user.as_deref(), &programs.join("postgres"));
        server.arg("-D").arg(data).args(["-p", &port.to_string()]);
        server.args(["-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories="]);
        server.args(["-c", "shared_buffers=16MB", "-c", "min_wal_size=2MB"]);
        server.args(["-c", "max_wal_size=16MB"]);
        for setting in settings {
            server.args(["-c", setting]);
        }
        let postmaster = server.stdout(out.try_clone()?).stderr(out).spawn()?;
        let mut running = PrivateServer { postmaster, programs, port, log };
        for _ in 0..600 {
            if running.sql("select 1").is_ok() {
                return Ok(running);
            }
            if running.is_down() {
                break;
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        Err(io::Error::other(format!("the server did not start:\n{}", running.said())))
    }

    /// What it has written to its log.
    pub fn said(&self) -> String {
        fs::read_to_string(self.log.path()).unwrap_or_default()
    }

    /// The address of its first database.
    pub fn url(&self) -> String {
        self.url_of("postgres")
    }

    /// The address of one of its databases.
    pub fn url_of(&self, database: &str) -> String {
        format!("postgres://{USER}@127.0.0.1:{}/{database}", self.port)
    }

    /// Runs a statement as its owner.
    pub fn sql(&self, sql: &str) -> io::Result<()> {
        let mut psql = Command::new(self.programs.join("psql"));
        run(psql.args(["-X", "-q", "-v", "ON_ERROR_STOP=1", "-c", sql]).arg(self.url()))
    }

    /// Checks every page and every index of the database with PostgreSQL's own program. None
    /// where it is not installed.
    pub fn check_pages(&self) -> Option<io::Result<()>> {
        let program = self.programs.join("pg_amcheck");
        program.is_file().then(|| {
            let mut check = Command::new(program);
            check.args(["--install-missing", "--heapallindexed", "-h", "127.0.0.1"]);
            run(check.args(["-p", &self.port.to_string(), "-U", USER, "postgres"]))
        })
    }

    /// Whether it has gone down by itself.
    pub fn is_down(&mut self) -> bool {
        self.postmaster.try_wait().is_ok_and(|status| status.is_some())
    }

    /// Halts all of its processes where they stand.
    pub fn freeze(&self) -> io::Result<()> {
        let postmaster = self.postmaster.id();
        // The postmaster first, so that it starts no more of them.
        signal("STOP", &[postmaster])?;
        signal("STOP", &self.children()?)
    }

    /// Kills all of its processes at one moment: none can finish what it does.
    pub fn kill(mut self) -> io::Result<()> {
        self.kill_all()
    }

    fn kill_all(&mut self) -> io::Result<()> {
        if self.is_down() {
            return Ok(());
        }
        self.freeze()?;
        let mut all = self.children()?;
        all.push(self.postmaster.id());
        signal("KILL", &all)?;
        self.postmaster.wait()?;
        // Its children have no parent any more that could wait for them.
        while all.iter().any(|id| is_alive(*id)) {
            std::thread::sleep(Duration::from_millis(2));
        }
        Ok(())
    }

    fn children(&self) -> io::Result<Vec<u32>> {
        let id = self.postmaster.id();
        let list = fs::read_to_string(format!("/proc/{id}/task/{id}/children"))?;
        Ok(list.split_whitespace().filter_map(|id| id.parse().ok()).collect())
    }
}

impl Drop for PrivateServer {
    fn drop(&mut self) {
        // A test has nothing to say about a server that it no longer needs.
        let _ = self.kill_all();
    }
}

/// Sends a signal to processes; one that has ended meanwhile is none the worse.
pub fn signal(name: &str, ids: &[u32]) -> io::Result<()> {
    for id in ids {
        let mut kill = Command::new("sh");
        kill.args(["-c", "kill -s \"$0\" \"$1\" 2>/dev/null || :", name, &id.to_string()]);
        run(&mut kill)?;
    }
    Ok(())
}

/// Whether a process still runs: one that only waits to be counted does not.
fn is_alive(id: u32) -> bool {
    let stat = fs::read_to_string(format!("/proc/{id}/stat")).unwrap_or_default();
    let state = stat.rsplit(") ").next().and_then(|rest| rest.chars().next());
    state.is_some_and(|state| state != 'Z')
}
