//! The disk runs full (R14): the act is refused as a whole and says why, what was kept stands,
//! nothing is damaged, and work goes on by itself once there is room again.

use super::acts::{Found, Harm, NOW, act_do, assert_sound};
use super::{open_folder, skipped, wait};
use fangxian_store::{Db, StoreError, migrate};
use fangxian_testkit::Bar;
use fangxian_testkit::server::{PrivateServer, is_installed};
use fangxian_testkit::volume::{Volume, may_mount};
use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// Rows of each act here.
const ROWS: i64 = 200;
/// Rows of an act that takes many blocks.
const ROWS_MANY: i64 = 1_000;
/// How soon work must go on after there is room again.
const RECOVERY_MAX: Duration = Duration::from_secs(60);
/// The block of a volume.
const BLOCK: u64 = 4096;

/// A file that takes up room.
struct Ballast(PathBuf);

impl Ballast {
    /// Takes that many bytes.
    fn of(folder: &Path, n_bytes: u64) -> Ballast {
        let path = folder.join("ballast");
        fs::write(&path, vec![1; n_bytes as usize]).expect("there is room for the ballast");
        Ballast(path)
    }

    /// Takes everything but that many blocks.
    fn all_but(folder: &Path, n_blocks: u64) -> Ballast {
        let path = folder.join("ballast");
        let mut file = File::create(&path).expect("the ballast");
        while file.write_all(&[1; BLOCK as usize]).is_ok() {}
        let blocks = file.metadata().expect("the ballast").len() / BLOCK;
        file.set_len(blocks.saturating_sub(n_blocks) * BLOCK).expect("the ballast shrinks");
        Ballast(path)
    }

    fn gone(self) {
        fs::remove_file(self.0).expect("the ballast goes");
    }
}

async fn act(db: &Db, act: i64, n_rows: i64) -> Result<bool, StoreError> {
    db.write(move |tx| async move { act_do(&tx, act, n_rows).await }).await
}

/// Acts until one is refused. Returns the acts that were kept and the refusal.
async fn until_refused(db: &Db, first: i64) -> (Vec<i64>, StoreError) {
    let mut acked = Vec::new();
    for n in first..first + 100_000 {
        match act(db, n, ROWS).await {
            Ok(_) => acked.push(n),
            Err(refusal) => return (acked, refusal),
        }
    }
    panic!("the volume never ran full")
}

/// Waits for the threads of a store that was let go of: a file that is still open takes up room.
fn wait_until_closed(folder: &Path) {
    let is_open = || {
        let open = fs::read_dir("/proc/self/fd").expect("the open files").flatten();
        open.filter_map(|file| fs::read_link(file.path()).ok()).any(|path| path.starts_with(folder))
    };
    while is_open() {
        std::thread::sleep(Duration::from_millis(1));
    }
}

/// Everything that was kept is there and whole, and nothing else.
async fn assert_exactly(db: &Db, acked: &[i64]) {
    let found = Found::in_store(db, 1).await;
    assert_eq!((found.harm(acked, |_| ROWS), found.n_acts()), (Harm::default(), acked.len()));
    assert_sound(db).await;
}

#[test]
fn a_full_disk_refuses_the_act_and_keeps_the_rest_on_sqlite() {
    if let Err(why) = may_mount() {
        return skipped(&why);
    }
    let bar = Bar::begins("R14", "the disk runs full in the middle of acts");
    let folder = open_folder();
    let volume = Volume::of_memory(&folder.path().join("small"), 16).expect("a volume");
    wait(async {
        let url = volume.path().join("city.sqlite").display().to_string();
        let db = Db::open(&url).await.expect("the store opens");
        migrate::migrate(&db, NOW).await.expect("the store migrates");
        let ballast = Ballast::of(volume.path(), 4 << 20);
        let (mut acked, refusal) = until_refused(&db, 1).await;
        assert_eq!(refusal, StoreError::Full);
        let refused = acked.len() as i64 + 1;
        assert_eq!(act(&db, refused, ROWS).await, Err(StoreError::Full), "and once more");
        assert_exactly(&db, &acked).await;
        // The control: whoever had answered before the commit would now have lost that act.
        let too_soon: Vec<i64> = (1..=refused).collect();
        let harm = Found::in_store(&db, 1).await.harm(&too_soon, |_| ROWS);
        assert_eq!(harm, Harm { lost: 1, half: 0, doubled: 0 });
        bar.control("SQLite (control: answers before the commit)", 1, harm.lost);

        ballast.gone();
        let clock = Instant::now();
        while act(&db, refused, ROWS).await.is_err() {
            assert!(clock.elapsed() < RECOVERY_MAX, "work does not go on");
        }
        eprintln!("R14 SQLite: {} acts, then full; on again in {:?}", acked.len(), clock.elapsed());
        acked.push(refused);
        assert_exactly(&db, &acked).await;
    });
}

#[test]
fn the_disk_runs_full_at_every_block_in_turn_on_sqlite() {
    if let Err(why) = may_mount() {
        return skipped(&why);
    }
    let bar = Bar::begins("R14", "the disk runs full at every block of an act in turn");
    let folder = open_folder();
    let volume = Volume::of_memory(&folder.path().join("small"), 8).expect("a volume");
    let file = volume.path().join("city.sqlite");
    let url = file.display().to_string();
    let template = folder.path().join("template.sqlite");
    wait(async {
        let db = Db::open(&template.display().to_string()).await.expect("the store opens");
        migrate::migrate(&db, NOW).await.expect("the store migrates");
        act(&db, 1, ROWS).await.expect("an act");
    });
    wait_until_closed(folder.path());
    let mut refused = 0;
    for n_blocks in 0.. {
        wait_until_closed(volume.path());
        for name in ["city.sqlite", "city.sqlite-wal", "city.sqlite-shm"] {
            let _ = fs::remove_file(volume.path().join(name));
        }
        fs::copy(&template, &file).expect("the template");
        let ballast = Ballast::all_but(volume.path(), n_blocks);
        let outcome = wait(async {
            let db = Db::open(&url).await?;
            act(&db, 2, ROWS_MANY).await
        });
        wait_until_closed(volume.path());
        ballast.gone();
        wait(async {
            let db = Db::open(&url).await.expect("the store opens once there is room");
            match &outcome {
                Ok(_) => {
                    let found = Found::in_store(&db, 2).await;
                    assert_eq!(found.harm(&[2], |_| ROWS_MANY), Harm::default());
                    assert_sound(&db).await;
                }
                Err(refusal) => {
                    assert_eq!(*refusal, StoreError::Full, "with {n_blocks} blocks");
                    assert_exactly(&db, &[1]).await;
                }
            }
        });
        match outcome {
            Ok(_) => break,
            Err(_) => refused += 1,
        }
        assert!(n_blocks < 1000, "it never succeeds");
    }
    assert!(refused > 20, "the act needed hardly any room");
    bar.held("SQLite", refused);
}

/// Fills the volume of a server that has the rest of its files elsewhere, until an act is refused;
/// then makes room, and starts the server again where it went down, as whatever watches over
/// services does: PostgreSQL stops rather than answer for what it cannot log or checkpoint.
fn fill_on_postgres(volume: &Volume, data: &Path, log: &Path, ballast: u64) -> StoreError {
    PrivateServer::make(data, Some(log)).expect("the files of a server");
    let mut server = PrivateServer::start(data, &[]).expect("the server starts");
    let refusal = wait(async {
        let db = Db::open(&server.url()).await.expect("the store opens");
        migrate::migrate(&db, NOW).await.expect("the store migrates");
        let ballast = Ballast::of(volume.path(), ballast);
        let (mut acked, refusal) = until_refused(&db, 1).await;
        let refused = acked.len() as i64 + 1;
        drop(db);
        ballast.gone();
        let clock = Instant::now();
        let mut n_starts = 0;
        let db = loop {
            assert!(clock.elapsed() < RECOVERY_MAX, "work does not go on");
            if server.is_down() {
                n_starts += 1;
                server = PrivateServer::start(data, &[]).expect("the server starts again");
            }
            // A server that goes down may answer for a moment longer.
            if let Ok(db) = Db::open(&server.url()).await
                && let Ok(found) = Found::if_readable(&db, 1).await
            {
                assert_eq!(found.harm(&acked, |_| ROWS), Harm::default());
                // Nothing of what was refused; where the server went away instead of answering,
                // the act may stand, whole, and is asked again with the same id.
                assert!(refusal != StoreError::Full || found.n_acts() == acked.len());
                if act(&db, refused, ROWS).await.is_ok() {
                    break db;
                }
            }
            std::thread::sleep(Duration::from_millis(20));
        };
        let (n, after) = (acked.len(), clock.elapsed());
        eprintln!(
            "R14 PostgreSQL: {n} acts, then {refusal:?}; on again in {after:?}, {n_starts} starts"
        );
        acked.push(refused);
        assert_exactly(&db, &acked).await;
        refusal
    });
    if let Some(checked) = server.check_pages() {
        checked.expect("amcheck finds nothing");
    }
    refusal
}

#[test]
fn a_full_disk_refuses_the_act_and_keeps_the_rest_on_postgresql() {
    match (is_installed(), may_mount()) {
        (false, _) => return skipped("PostgreSQL is not installed"),
        (true, Err(why)) => return skipped(&why),
        (true, Ok(())) => {}
    }
    let folder = open_folder();
    let volume = Volume::of_memory(&folder.path().join("small"), 64).expect("a volume");
    let (data, log) = (volume.path().join("data"), folder.path().join("log"));
    let bar = Bar::begins("R14", "the disk of the data runs full, and has room again");
    assert_eq!(fill_on_postgres(&volume, &data, &log, 4 << 20), StoreError::Full);
    bar.held("PostgreSQL", 1);
}

#[test]
fn a_full_log_stops_the_server_and_loses_nothing_on_postgresql() {
    match (is_installed(), may_mount()) {
        (false, _) => return skipped("PostgreSQL is not installed"),
        (true, Err(why)) => return skipped(&why),
        (true, Ok(())) => {}
    }
    let folder = open_folder();
    let volume = Volume::of_memory(&folder.path().join("small"), 16).expect("a volume");
    let (data, log) = (folder.path().join("data"), volume.path().join("log"));
    let bar = Bar::begins("R14", "the disk of the log runs full, and has room again");
    let refusal = fill_on_postgres(&volume, &data, &log, 8 << 20);
    bar.held("PostgreSQL", 1);
    assert!(matches!(refusal, StoreError::Full | StoreError::Unreachable(_)), "{refusal:?}");
}
