//! The power is cut (R2): the store lies on an ext4 in an image; everything is halted where it
//! stands, and the image is copied as it is, without what the system still held in memory. The
//! copy is mounted, the engine recovers, and what was shown as kept must be there.
//!
//! What this cannot imitate is a disk that says "written" and lies, or that tears a sector.

use super::acts::{COUNTY, Found, Harm, NOW, assert_sound, row_id, rows_of};
use super::child::{Manner, Role, Running, acked, say};
use super::{any_below, n_cuts, open_folder, skipped, wait};
use fangxian_store::{Db, StoreError, migrate};
use fangxian_testkit::Bar;
use fangxian_testkit::server::{PrivateServer, is_installed, signal};
use fangxian_testkit::volume::{QuickFolder, Volume, image_make, may_mount};
use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

/// The longest time that a writer works before the cut. Far below the five seconds after which
/// the system writes out by itself what nobody asked it to.
const WORK_MS_MAX: u64 = 400;

/// What a series of cuts did.
#[derive(Debug, Default)]
struct Series {
    harm: Harm,
    cuts: u32,
    n_acked: usize,
    /// Cuts after which the engine did not start.
    failed_starts: u32,
}

impl Series {
    fn assert_harmless(&self, bar: &Bar, engine: &str) {
        eprintln!("R2 {engine}: {self:?}");
        assert_eq!((self.harm, self.failed_starts), (Harm::default(), 0));
        assert!(self.n_acked > self.cuts as usize, "the cuts met hardly any work");
        bar.held(engine, self.cuts as usize);
    }
}

/// An image that is mounted, and the place for its copy.
struct Disk {
    volume: Volume,
    folder: QuickFolder,
    n: u32,
}

impl Disk {
    fn new(size_mib: u64) -> Disk {
        let folder = open_folder();
        let image = folder.path().join("0.img");
        image_make(&image, size_mib).expect("an image");
        let volume = Volume::of_image(&image, &folder.path().join("disk")).expect("a disk");
        Disk { folder, n: 0, volume }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.volume.path().join(name)
    }

    fn image(&self, n: u32) -> PathBuf {
        self.folder.path().join(format!("{n}.img"))
    }

    /// Takes what has reached the disk. Everything that writes must stand still.
    fn cut(&self) {
        self.volume.cut_to(&self.image(self.n), &self.image(self.n + 1)).expect("a copy");
    }

    /// Brings to the disk what was written so far.
    fn settle(&self) {
        let synced = Command::new("sync").arg("-f").arg(self.volume.path()).status();
        assert!(synced.is_ok_and(|status| status.success()));
    }

    /// Goes on with what the cut left.
    fn power_back(self) -> Disk {
        let (copy, old) = (self.image(self.n + 1), self.image(self.n));
        let Disk { folder, n, volume } = self;
        drop(volume);
        std::fs::remove_file(old).expect("the old image");
        let volume = Volume::of_image(&copy, &folder.path().join("disk")).expect("it mounts again");
        Disk { folder, n: n + 1, volume }
    }
}

fn work() {
    std::thread::sleep(Duration::from_millis(50 + any_below(WORK_MS_MAX)));
}

async fn cuts_on_sqlite(cuts: u32, manner: Manner) -> Series {
    let mut disk = Disk::new(256);
    let url = disk.path("city.sqlite").display().to_string();
    let db = Db::open(&url).await.expect("the store opens");
    migrate::migrate(&db, NOW).await.expect("the store migrates");
    drop(db);
    let (mut series, mut first) = (Series::default(), 1);
    while series.cuts < cuts {
        let role = match manner {
            Manner::Promised | Manner::TooSoon => Role::Writer { url: url.clone(), first, manner },
            Manner::WithoutSync => Role::WriterWithoutSync { path: url.clone(), first },
        };
        let child = Running::start(&role);
        work();
        signal("STOP", &[child.id()]).expect("the child is halted");
        disk.cut();
        let acked = acked(&child.kill());
        disk = disk.power_back();
        series.cuts += 1;
        let Ok(db) = Db::open(&url).await else {
            series.failed_starts += 1;
            break;
        };
        series.harm.add(Found::in_store(&db, first).await.harm(&acked, rows_of));
        series.n_acked += acked.len();
        if manner == Manner::Promised {
            assert_sound(&db).await;
        }
        first = acked.last().map_or(first, |last| last + 1);
    }
    series
}

/// The control: single receipts on a file whose writes nobody waits for.
pub(super) fn write_without_sync(path: &str, first: i64) {
    let file = rusqlite::Connection::open(path).expect("the file opens");
    file.pragma_update(None, "synchronous", "off").expect("a setting");
    say("at work");
    let sql = "insert into inbox (county, message_id, recipient, body, delivered_at)
               values (?1, ?2, ?3, '{}', 0)";
    for act in first.. {
        let values = (COUNTY, row_id(act, 0).hyphenated().to_string(), act.to_string());
        file.execute(sql, values).expect("a row");
        say(&format!("kept {act}"));
    }
}

#[test]
fn power_cuts_lose_nothing_on_sqlite() {
    if let Err(why) = may_mount() {
        return skipped(&why);
    }
    let bar = Bar::begins("R2", "the power is cut in the middle of acts");
    wait(cuts_on_sqlite(n_cuts(30, 1000), Manner::Promised)).assert_harmless(&bar, "SQLite");
}

#[test]
fn control_a_file_that_does_not_sync_loses_on_sqlite() {
    if let Err(why) = may_mount() {
        return skipped(&why);
    }
    let bar = Bar::begins("R2", "the power is cut in the middle of acts");
    let series = wait(cuts_on_sqlite(1, Manner::WithoutSync));
    eprintln!("R2 control, SQLite: {series:?}");
    let seen = series.harm.lost + series.failed_starts as usize;
    bar.control("SQLite (control: does not sync; acts lost)", series.cuts as usize, seen);
    assert!(seen > 0, "the harness cannot see a loss");
}

async fn cuts_on_postgres(cuts: u32, manner: Manner) -> Series {
    // Room for what all writers of a series keep, and for the log that recovery goes through: at half
    // of this a fast machine filled the disk, which is another fault than a cut.
    let mut disk = Disk::new(512);
    let data = disk.path("data");
    PrivateServer::make(&data, None).expect("the files of a server");
    let mut server = PrivateServer::start(&data, &[]).expect("the server starts");
    let db = Db::open(&server.url()).await.expect("the store opens");
    migrate::migrate(&db, NOW).await.expect("the store migrates");
    drop(db);
    // A real server has been on its disk for longer than a test: what initdb wrote is there.
    server.sql("checkpoint").expect("a checkpoint");
    disk.settle();
    let (mut series, mut first) = (Series::default(), 1);
    while series.cuts < cuts {
        let role = Role::Writer { url: server.url(), first, manner: Manner::Promised };
        let child = Running::start(&role);
        if manner == Manner::WithoutSync {
            // The store refuses such a server, so it changes its mind after the child came in.
            server.sql("alter system set fsync = off").expect("a setting");
            server.sql("select pg_reload_conf()").expect("a setting");
        }
        work();
        signal("STOP", &[child.id()]).expect("the child is halted");
        server.freeze().expect("the server is halted");
        disk.cut();
        let acked = acked(&child.kill());
        server.kill().expect("the server is gone");
        disk = disk.power_back();
        series.cuts += 1;
        series.n_acked += acked.len();
        server = match PrivateServer::start(&data, &["fsync=on"]) {
            Ok(server) => server,
            Err(error) if manner == Manner::WithoutSync => {
                eprintln!("{error}");
                series.failed_starts += 1;
                return series;
            }
            Err(error) => panic!("{error}"),
        };
        let db = Db::open(&server.url()).await.expect("the store opens after a cut");
        series.harm.add(Found::in_store(&db, first).await.harm(&acked, rows_of));
        if manner == Manner::Promised {
            assert_sound(&db).await;
            if let Some(checked) = server.check_pages() {
                checked.expect("amcheck finds nothing");
            }
        }
        first = acked.last().map_or(first, |last| last + 1);
    }
    series
}

#[test]
fn power_cuts_lose_nothing_on_postgresql() {
    match (is_installed(), may_mount()) {
        (false, _) => skipped("PostgreSQL is not installed"),
        (true, Err(why)) => skipped(&why),
        (true, Ok(())) => {
            let bar = Bar::begins("R2", "the power is cut in the middle of acts");
            let series = wait(cuts_on_postgres(n_cuts(30, 1000), Manner::Promised));
            series.assert_harmless(&bar, "PostgreSQL");
        }
    }
}

#[test]
fn control_a_server_that_does_not_sync_loses_on_postgresql() {
    match (is_installed(), may_mount()) {
        (false, _) => skipped("PostgreSQL is not installed"),
        (true, Err(why)) => skipped(&why),
        (true, Ok(())) => {
            let bar = Bar::begins("R2", "the power is cut in the middle of acts");
            let (mut cuts, mut seen) = (0, 0);
            // One cut may happen to fall right after the system itself has written everything.
            while seen == 0 && cuts < 10 {
                let series = wait(cuts_on_postgres(1, Manner::WithoutSync));
                eprintln!("R2 control, PostgreSQL: {series:?}");
                cuts += series.cuts as usize;
                seen += series.harm.lost + series.failed_starts as usize;
            }
            let engine = "PostgreSQL (control: does not sync; acts lost or failed starts)";
            bar.control(engine, cuts, seen);
            assert!(seen > 0, "the harness cannot see a loss");
        }
    }
}

#[test]
fn a_server_that_does_not_sync_is_refused() {
    if !is_installed() {
        return skipped("PostgreSQL is not installed");
    }
    let folder = open_folder();
    let data = folder.path().join("data");
    PrivateServer::make(&data, None).expect("the files of a server");
    let server = PrivateServer::start(&data, &["fsync=off"]).expect("the server starts");
    let refused = wait(Db::open(&server.url())).map(drop);
    assert_eq!(refused, Err(StoreError::NotDurable { setting: "fsync", value: "off".into() }));
}
