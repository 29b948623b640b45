//! A PostgreSQL server for tests, and a fresh database in it for each.
//!
//! Test runners start a process for each test or one for all, kill them, or let them panic; a
//! server must outlive all but be left behind by none. So one server serves the whole machine:
//!
//! * Every test process holds a shared lock on one file for as long as it lives. The kernel lets
//!   go of it however the process ends.
//! * Whoever needs the server first starts it, under a second lock.
//! * A watchdog, started beside the server, stops it and removes its files as soon as nobody has
//!   held the lock for a few seconds, and after two hours in any case.
//!
//! `FANGXIAN_TEST_PG=postgres://user@host:port` names a server to use instead. Where neither that
//! nor the programs of PostgreSQL are there, [`database`] says so and returns none.
//!
//! Only the standard library is used, so that the tests of `store` can include this file without
//! building everything that the rest of `testkit` needs.

use std::fs::{self, File};
use std::hash::{BuildHasher, RandomState};
use std::io;
use std::net::{TcpListener, TcpStream};
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

/// The name under which tests sign in. The server listens on the loopback address only.
pub(crate) const USER: &str = "fangxian";

/// A database of its own for one test. It goes with this value, or with the server where the
/// server is our own: dropping one makes the server write everything out, which takes longer than
/// most tests.
#[derive(Debug)]
pub struct TestDatabase {
    server: Server,
    name: String,
}

#[derive(Debug, Clone)]
struct Server {
    /// `postgres://fangxian@127.0.0.1:54321`, without a database.
    url: String,
    programs: PathBuf,
    is_ours: bool,
}

impl TestDatabase {
    /// The address to connect to.
    pub fn url(&self) -> String {
        format!("{}/{}", self.server.url, self.name)
    }
}

impl Drop for TestDatabase {
    fn drop(&mut self) {
        if !self.server.is_ours {
            // A test has nothing to say about a server that is gone by now.
            let _ = self.server.sql(&format!("drop database {} with (force)", self.name));
        }
    }
}

/// A fresh, empty database, or none where this machine has no PostgreSQL: the test says then, by
/// its name, that half of it was skipped. An error where PostgreSQL is there and cannot be used.
pub fn database() -> io::Result<Option<TestDatabase>> {
    static SERVER: OnceLock<Result<Option<Server>, String>> = OnceLock::new();
    let server = SERVER.get_or_init(|| find_or_start().map_err(|error| error.to_string()));
    let Some(server) = server.clone().map_err(io::Error::other)? else { return Ok(None) };
    let name = unique_name();
    server.sql(&format!("create database {name}"))?;
    Ok(Some(TestDatabase { server, name }))
}

impl Server {
    fn ours(port: u16, programs: &Path) -> Server {
        let url = format!("postgres://{USER}@127.0.0.1:{port}");
        Server { url, programs: programs.to_owned(), is_ours: true }
    }

    fn sql(&self, sql: &str) -> io::Result<()> {
        let mut psql = Command::new(self.programs.join("psql"));
        psql.args(["-X", "-q", "-v", "ON_ERROR_STOP=1", "-c", sql]);
        run(psql.arg(format!("{}/postgres", self.url)))
    }
}

fn find_or_start() -> io::Result<Option<Server>> {
    let given = std::env::var("FANGXIAN_TEST_PG").ok().filter(|url| !url.is_empty());
    let Some(programs) = programs() else {
        return match given {
            Some(_) => Err(io::Error::other("FANGXIAN_TEST_PG is set, but there is no psql")),
            None => Ok(None),
        };
    };
    if let Some(url) = given {
        let url = url.trim_end_matches('/').to_owned();
        return Ok(Some(Server { url, programs, is_ours: false }));
    }
    let here = Whereabouts::of_this_user()?;
    // Held until this process ends, and therefore never closed.
    let in_use = Box::leak(Box::new(here.lock_file("in-use")?));
    in_use.lock_shared()?;
    let starting = here.lock_file("starting")?;
    starting.lock()?;
    let port = match here.running_port() {
        Some(port) => port,
        None => here.start(&programs)?,
    };
    Ok(Some(Server::ours(port, &programs)))
}

/// Where the server of one user of this machine keeps its files. Not below `target`: the server
/// runs as another user when tests run as root, and must be able to reach them.
struct Whereabouts {
    home: PathBuf,
    lock_stem: PathBuf,
}

impl Whereabouts {
    fn of_this_user() -> io::Result<Whereabouts> {
        let user_id = fs::metadata("/proc/self")?.uid();
        let folder = std::env::temp_dir();
        Ok(Whereabouts {
            home: folder.join(format!("fangxian-test-pg-{user_id}")),
            lock_stem: folder.join(format!("fangxian-test-pg-{user_id}")),
        })
    }

    /// The lock files stay for good: a lock on a removed file would lock nothing.
    fn lock_path(&self, what: &str) -> PathBuf {
        let mut path = self.lock_stem.clone().into_os_string();
        path.push(format!(".{what}.lock"));
        path.into()
    }

    fn lock_file(&self, what: &str) -> io::Result<File> {
        File::options().create(true).truncate(false).write(true).open(self.lock_path(what))
    }

    /// The port of the server, if one runs here and answers.
    fn running_port(&self) -> Option<u16> {
        let port: u16 = fs::read_to_string(self.home.join("port")).ok()?.trim().parse().ok()?;
        TcpStream::connect(("127.0.0.1", port)).ok().map(|_| port)
    }

    fn start(&self, programs: &Path) -> io::Result<u16> {
        if self.home.exists() {
            fs::remove_dir_all(&self.home)?;
        }
        fs::create_dir(&self.home)?;
        fs::set_permissions(&self.home, fs::Permissions::from_mode(0o755))?;
        let data = self.home.join("data");
        fs::create_dir(&data)?;
        fs::set_permissions(&data, fs::Permissions::from_mode(0o700))?;
        let server_user = server_user(&data)?;
        let as_server = |program: &str| as_user(server_user.as_deref(), &programs.join(program));
        run(as_server("initdb")
            .args(["--no-sync", "--auth=trust", "--encoding=UTF8", "--locale=C"])
            .args(["--username", USER, "--pgdata"])
            .arg(&data))?;
        // Between this and the server's own listening somebody else could take the port; the
        // server then stops, and the test says so.
        let port = TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port();
        let log = File::create(self.home.join("log"))?;
        let mut server = as_server("postgres");
        server.arg("-D").arg(&data).args(["-p", &port.to_string()]);
        server.args(["-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories="]);
        server.args(["-c", "max_connections=300", "-c", "shared_buffers=64MB"]);
        detached(server).stderr(log.try_clone()?).stdout(log).spawn()?;
        self.wait_until_ready(programs, port, &data)?;
        self.start_watchdog(&data)?;
        fs::write(self.home.join("port"), port.to_string())?;
        Ok(port)
    }

    fn wait_until_ready(&self, programs: &Path, port: u16, data: &Path) -> io::Result<()> {
        let server = Server::ours(port, programs);
        for _ in 0..300 {
            if data.join("postmaster.pid").exists() && server.sql("select 1").is_ok() {
                return Ok(());
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        let log = fs::read_to_string(self.home.join("log")).unwrap_or_default();
        Err(io::Error::other(format!("the test server did not start:\n{log}")))
    }

    /// Stops the server when nobody held the lock three times in a row, a second apart.
    fn start_watchdog(&self, data: &Path) -> io::Result<()> {
        let pid_file = fs::read_to_string(data.join("postmaster.pid"))?;
        let pid = pid_file.lines().next().unwrap_or_default().trim().to_owned();
        let script = r#"
            stop() {
                kill -INT "$1" 2>/dev/null
                n=0
                while kill -0 "$1" 2>/dev/null && [ $n -lt 100 ]; do sleep 0.1; n=$((n + 1)); done
                kill -QUIT "$1" 2>/dev/null
                rm -rf "$2"
            }
            idle=0
            lived=0
            while kill -0 "$1" 2>/dev/null; do
                sleep 1
                lived=$((lived + 1))
                exec 9>"$3"
                if flock -n -x 9; then idle=$((idle + 1)); else idle=0; fi
                if [ $idle -ge 3 ] || [ $lived -ge 7200 ]; then stop "$1" "$2"; exit; fi
                exec 9>&-
            done"#;
        let mut watchdog = Command::new("sh");
        watchdog.args(["-c", script, "fangxian-test-pg-watchdog", &pid]);
        watchdog.arg(&self.home).arg(self.lock_path("in-use"));
        detached(watchdog).spawn().map(drop)
    }
}

/// PostgreSQL refuses to run as root, so root's tests run it as `postgres` or as `nobody`.
pub(crate) fn server_user(data: &Path) -> io::Result<Option<String>> {
    if fs::metadata("/proc/self")?.uid() != 0 {
        return Ok(None);
    }
    let accounts = fs::read_to_string("/etc/passwd")?;
    for name in ["postgres", "nobody"] {
        let account = accounts.lines().find(|line| line.split(':').next() == Some(name));
        let mut numbers = account.into_iter().flat_map(|line| line.split(':').skip(2));
        if let (Some(Ok(user)), Some(Ok(group))) =
            (numbers.next().map(str::parse), numbers.next().map(str::parse))
        {
            chown(data, Some(user), Some(group))?;
            return Ok(Some(name.to_owned()));
        }
    }
    Err(io::Error::other("tests run as root, and there is no user to run PostgreSQL as"))
}

/// The folder with the programs of PostgreSQL, the newest that is installed.
pub(crate) fn programs() -> Option<PathBuf> {
    let complete = |folder: &Path| {
        ["initdb", "postgres", "psql"].iter().all(|name| folder.join(name).is_file())
    };
    let mut versions: Vec<(u32, PathBuf)> = fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| Some((entry.file_name().to_str()?.parse().ok()?, entry.path())))
        .collect();
    versions.sort_unstable();
    let installed = versions.into_iter().rev().map(|(_, folder)| folder.join("bin"));
    let path = std::env::var_os("PATH").unwrap_or_default();
    installed.chain(std::env::split_paths(&path)).find(|folder| complete(folder))
}

/// The program as that user, in a folder that every user may enter.
pub(crate) fn as_user(user: Option<&str>, program: &Path) -> Command {
    let mut command = match user {
        None => Command::new(program),
        Some(user) => {
            let mut command = Command::new("setpriv");
            command.args([&format!("--reuid={user}"), &format!("--regid={user}")]);
            command.arg("--clear-groups").arg(program);
            command
        }
    };
    command.current_dir("/").env("LC_ALL", "C");
    command
}

/// The same command in a session of its own, so that neither Ctrl-C nor a test runner that ends a
/// whole group of processes reaches it.
fn detached(command: Command) -> Command {
    let mut detached = Command::new("setsid");
    detached.arg(command.get_program()).args(command.get_args());
    detached.current_dir("/").env("LC_ALL", "C").stdin(Stdio::null());
    detached.stdout(Stdio::null()).stderr(Stdio::null());
    detached
}

pub(crate) fn run(command: &mut Command) -> io::Result<()> {
    let output = command.stdin(Stdio::null()).output()?;
    match output.status.success() {
        true => Ok(()),
        false => Err(io::Error::other(format!(
            "{}: {}",
            command.get_program().display(),
            String::from_utf8_lossy(&output.stderr)
        ))),
    }
}

/// A name that no other process uses on the same server.
fn unique_name() -> String {
    static N: AtomicU32 = AtomicU32::new(0);
    let n = N.fetch_add(1, Ordering::Relaxed);
    let salt = RandomState::new().hash_one(n) as u32;
    format!("t_{}_{n}_{salt:08x}", std::process::id())
}
