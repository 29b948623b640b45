use crate::{IntakeError, IntakeLog, NotKept, Options, Recovered};
use std::fs;
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};
use std::thread::Thread;

const SMALL: Options = Options { file_bytes: 64 << 10, waiting_bytes_max: 8 << 10 };

struct Unpark(Thread);

impl Wake for Unpark {
    fn wake(self: Arc<Self>) {
        self.0.unpark();
    }
}

/// Waits for a record as a caller without a runtime would.
fn put(log: &IntakeLog, record: &[u8]) -> Result<(), NotKept> {
    let mut kept = std::pin::pin!(log.append(record)?);
    let waker = Waker::from(Arc::new(Unpark(std::thread::current())));
    loop {
        match kept.as_mut().poll(&mut Context::from_waker(&waker)) {
            Poll::Ready(how) => return how,
            Poll::Pending => std::thread::park(),
        }
    }
}

fn put_surely(log: &IntakeLog, record: &[u8]) {
    while put(log, record) == Err(NotKept::Full) {
        std::thread::yield_now();
    }
}

fn drained(log: &IntakeLog, from: u64) -> Vec<Vec<u8>> {
    let mut drain = log.drain(from);
    let mut all = Vec::new();
    loop {
        let batch = drain.next(100).unwrap();
        if batch.is_empty() {
            return all;
        }
        assert_eq!(batch.first, from + all.len() as u64);
        all.extend(batch.records().map(<[u8]>::to_vec));
    }
}

fn record(n: u64) -> Vec<u8> {
    let mut record = n.to_le_bytes().to_vec();
    record.resize(8 + (n % 90) as usize, n as u8);
    record
}

fn logs(folder: &Path) -> Vec<PathBuf> {
    let mut all: Vec<PathBuf> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "log"))
        .collect();
    all.sort();
    all
}

#[test]
fn what_was_kept_is_there_in_its_order_after_every_opening() {
    let folder = tempfile::tempdir().unwrap();
    let mut all = Vec::new();
    for round in 0..5 {
        let (log, recovered) = IntakeLog::open(folder.path(), SMALL, 0).unwrap();
        assert_eq!(recovered, Recovered { first: 0, next: round * 700, n_missing: 0 });
        for n in round * 700..(round + 1) * 700 {
            put_surely(&log, &record(n));
            all.push(record(n));
        }
        assert_eq!(drained(&log, 0), all);
        assert_eq!(drained(&log, 699), all[699..]);
    }
    assert!(logs(folder.path()).len() > 3, "it went on from file to file");
}

#[test]
fn many_at_once_share_flushes_and_each_is_there_once() {
    let folder = tempfile::tempdir().unwrap();
    let (log, _) = IntakeLog::open(folder.path(), SMALL, 0).unwrap();
    let writers: Vec<_> = (0..8_u64)
        .map(|writer| {
            let log = log.clone();
            std::thread::spawn(move || {
                for n in 0..500 {
                    put_surely(&log, &record(writer * 1_000 + n));
                }
            })
        })
        .collect();
    for writer in writers {
        writer.join().unwrap();
    }
    let mut found = drained(&log, 0);
    let mut due: Vec<_> =
        (0..8).flat_map(|w| (0..500).map(move |n| record(w * 1_000 + n))).collect();
    found.sort();
    due.sort();
    assert_eq!(found, due);
}

#[test]
fn drained_files_are_used_again_and_old_groups_in_them_are_none_of_today() {
    let folder = tempfile::tempdir().unwrap();
    let (log, _) = IntakeLog::open(folder.path(), SMALL, 0).unwrap();
    for n in 0..20_000 {
        put_surely(&log, &record(n));
        if n % 500 == 0 {
            log.release(n);
        }
    }
    drop(log);
    assert!(logs(folder.path()).len() <= 6, "{:?}", logs(folder.path()));
    let (log, recovered) = IntakeLog::open(folder.path(), SMALL, 19_500).unwrap();
    assert_eq!(recovered, Recovered { first: 19_500, next: 20_000, n_missing: 0 });
    let due: Vec<_> = (19_500..20_000).map(record).collect();
    assert_eq!(drained(&log, 19_500), due);
}

#[test]
fn a_group_that_was_being_written_at_the_power_cut_is_not_there_and_harms_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let (log, _) = IntakeLog::open(folder.path(), SMALL, 0).unwrap();
    for n in 0..50 {
        put(&log, &record(n)).unwrap();
    }
    drop(log);
    // The last group as a disk may leave it: some of its bytes never came.
    let path = logs(folder.path()).into_iter().next().unwrap();
    let bytes = fs::read(&path).unwrap();
    let end = bytes.iter().rposition(|byte| *byte != 0).unwrap();
    let file = fs::File::options().write(true).open(&path).unwrap();
    file.write_all_at(&[0; 3], end as u64 - 2).unwrap();
    let (log, recovered) = IntakeLog::open(folder.path(), SMALL, 0).unwrap();
    assert_eq!(recovered.next, 49);
    put(&log, &record(900)).unwrap();
    let mut due: Vec<_> = (0..49).map(record).collect();
    due.push(record(900));
    assert_eq!(drained(&log, 0), due);
    drop(log);
    let (log, _) = IntakeLog::open(folder.path(), SMALL, 0).unwrap();
    assert_eq!(drained(&log, 0), due);
}

#[test]
fn a_bit_that_flips_in_what_was_durable_is_found() {
    let folder = tempfile::tempdir().unwrap();
    let (log, _) = IntakeLog::open(folder.path(), SMALL, 0).unwrap();
    for n in 0..300 {
        put(&log, &record(n)).unwrap();
    }
    drop(log);
    let path = logs(folder.path()).into_iter().next().unwrap();
    let whole = fs::read(&path).unwrap();
    let end = whole.iter().rposition(|byte| *byte != 0).unwrap();
    // Not in the last group, which cannot be told from one that a power cut tore.
    let places = (0..20).chain((4_096..end - 200).step_by(37));
    let mut n_tried = 0;
    for place in places {
        let mut bent = whole.clone();
        bent[place] ^= 1 << (place % 8);
        fs::write(&path, &bent).unwrap();
        let opened = IntakeLog::open(folder.path(), SMALL, 0);
        let found = matches!(opened, Err(IntakeError::Damaged { .. }));
        assert!(found, "byte {place}: {opened:?}");
        n_tried += 1;
    }
    assert!(n_tried > 300, "{n_tried}");
    fs::write(&path, &whole).unwrap();
    assert_eq!(IntakeLog::open(folder.path(), SMALL, 0).unwrap().1.next, 300);
}

#[test]
fn a_store_that_is_older_or_newer_than_the_log_is_told_apart() {
    let folder = tempfile::tempdir().unwrap();
    let (log, _) = IntakeLog::open(folder.path(), SMALL, 40).unwrap();
    put(&log, b"forty").unwrap();
    drop(log);
    // The store came back from a copy that had seen 10 only: thirty are nowhere.
    let (log, recovered) = IntakeLog::open(folder.path(), SMALL, 10).unwrap();
    assert_eq!(recovered, Recovered { first: 40, next: 41, n_missing: 30 });
    drop(log);
    // The store has seen more than the folder holds: it goes on from there, in a file of its own.
    let (log, recovered) = IntakeLog::open(folder.path(), SMALL, 100).unwrap();
    assert_eq!(recovered, Recovered { first: 100, next: 100, n_missing: 0 });
    put(&log, b"hundred").unwrap();
    assert_eq!(drained(&log, 100), [b"hundred"]);
}

#[test]
fn nobody_else_has_it_open_and_a_record_has_its_bounds() {
    let folder = tempfile::tempdir().unwrap();
    let (log, _) = IntakeLog::open(folder.path(), SMALL, 0).unwrap();
    let second = IntakeLog::open(folder.path(), SMALL, 0);
    assert!(matches!(second, Err(IntakeError::InUse(_))), "{second:?}");
    assert_eq!(put(&log, &vec![0; 5_000]), Err(NotKept::TooLong));
    put(&log, &[]).unwrap();
    // What waits has a bound: whoever comes beyond it is told, and nothing of his is kept.
    let mut n_taken = 1;
    let mut n_refused = 0;
    let mut waiting = Vec::new();
    for _ in 0..200 {
        match log.append(&[7; 4_000]) {
            Ok(kept) => waiting.push(kept),
            Err(refused) => {
                assert_eq!(refused, NotKept::Full);
                n_refused += 1;
            }
        }
    }
    assert!(n_refused > 0);
    n_taken += waiting.len();
    drop(waiting);
    // Whoever goes away before the answer has still put it in, or it did not fit.
    drop(log);
    let (log, _) = IntakeLog::open(folder.path(), SMALL, 0).unwrap();
    assert!(drained(&log, 0).len() <= n_taken);
}
