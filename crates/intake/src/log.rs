//! The log itself: who puts in, who writes, who prepares the next file.

use crate::drain::Drain;
use crate::error::{IntakeError, NotKept};
use crate::group::{self, HEADER_BYTES, RECORD_BYTES_MAX};
use crate::kept::{Kept, Waiting};
use crate::prepare::{NextFile, TOLD_BYTES};
use crate::segment::{HEAD_BYTES, Segment, lock};
use std::fs::File;
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

/// So many drained files are kept to be used again.
const SPARES_MAX: usize = 2;
/// So long those that are about to come are waited for, at most: some two or three flushes of a good
/// disk (94 µs each were measured), so that it adds little to an answer.
const TOGETHER_MAX: Duration = Duration::from_micros(300);

/// How large the log's parts are.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// The size of a file, in bytes.
    pub file_bytes: u64,
    /// So many bytes may wait for the disk; beyond that nothing is taken. At most a quarter of a
    /// file.
    pub waiting_bytes_max: usize,
}

impl Default for Options {
    fn default() -> Options {
        Options { file_bytes: 16 << 20, waiting_bytes_max: 1 << 20 }
    }
}

/// What the log held when it was opened.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Recovered {
    /// The first record that is not drained yet.
    pub first: u64,
    /// The number that the next record gets.
    pub next: u64,
    /// Records that whoever drains has not seen and that are not here: the store is older than the
    /// log, or the log was taken away. To be told to a person.
    pub n_missing: u64,
}

/// The log, open. Cheap to clone; it ends with the last.
#[derive(Clone, Debug)]
pub struct IntakeLog(Arc<Owner>);

/// Ends the threads once nobody has the log any more.
#[derive(Debug)]
struct Owner {
    shared: Arc<Shared>,
    threads: Mutex<Vec<JoinHandle<()>>>,
    /// Held while the log is open, so that no other process writes to it.
    _lock: File,
}

#[derive(Debug)]
pub(crate) struct Shared {
    pub(crate) folder: PathBuf,
    pub(crate) options: Options,
    queue: Mutex<Queue>,
    has_work: Condvar,
    /// The number after the last record that is durable.
    durable: AtomicU64,
    /// The files that hold records, oldest first, each with the number of its first.
    pub(crate) files: Mutex<Vec<(u64, Arc<Segment>)>>,
    pub(crate) next_file: Mutex<NextFile>,
    pub(crate) is_file_wanted: Condvar,
}

#[derive(Debug)]
struct Queue {
    bytes: Vec<u8>,
    count: u32,
    /// From so many on whoever writes is told.
    wanted: u32,
    waiting: Arc<Waiting>,
    is_stopping: bool,
    has_failed: bool,
}

pub(crate) fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl IntakeLog {
    /// Opens the log of a folder, which exists. `drained` is the number of the first record that is
    /// not drained yet, as whoever drains has kept it; 0 for a new store.
    ///
    /// # Errors
    /// The folder cannot be used, another process has it open, or a file is damaged where it had
    /// been durable. A group that was being written when the machine stopped is no damage: nobody
    /// was told that it is kept.
    pub fn open(
        folder: &Path,
        options: Options,
        drained: u64,
    ) -> Result<(IntakeLog, Recovered), IntakeError> {
        let lock = lock(folder)?;
        let mut files: Vec<(u64, Arc<Segment>)> = Vec::new();
        let mut unused = Vec::new();
        let mut end = None;
        let mut number = 0;
        for segment in Segment::all(folder)? {
            number = segment.number + 1;
            let found = segment.find(end.map(|(next, _)| next))?;
            match found.first {
                Some(first) => {
                    end = Some((found.next, found.offset));
                    files.push((first, Arc::new(segment)));
                }
                None => unused.push(segment),
            }
        }
        let (next, offset) = end.unwrap_or((drained, HEAD_BYTES));
        // A store that has seen more than the log holds goes on counting from there.
        let is_behind = next < drained;
        let next = next.max(drained);
        let first = files.first().map_or(next, |(first, _)| *first).max(drained);
        let n_missing = first - drained.min(first);
        let shared = Arc::new(Shared {
            folder: folder.to_owned(),
            options,
            queue: Mutex::new(Queue::new()),
            has_work: Condvar::new(),
            durable: AtomicU64::new(next),
            files: Mutex::new(files),
            next_file: Mutex::new(NextFile { number, ..NextFile::default() }),
            is_file_wanted: Condvar::new(),
        });
        let mut unused = unused.into_iter();
        let last = locked(&shared.files).last().map(|(_, segment)| Arc::clone(segment));
        let current = match last {
            // Numbers in a file have no gaps.
            Some(segment) if !is_behind => (segment, offset),
            Some(_) | None => {
                let fresh = match unused.next() {
                    Some(segment) => segment,
                    None => shared.prepare(|_| u64::MAX)?,
                };
                (Arc::new(fresh), HEAD_BYTES)
            }
        };
        {
            let mut next_file = locked(&shared.next_file);
            next_file.ready = unused.next();
            next_file.drained = unused.map(|segment| segment.path).collect();
        }
        let writing = Writer { shared: Arc::clone(&shared), current, next, last: [0; 2] };
        let preparing = Arc::clone(&shared);
        let threads = vec![
            std::thread::spawn(move || writing.run()),
            std::thread::spawn(move || preparing.keep_prepared()),
        ];
        let owner = Owner { shared, threads: Mutex::new(threads), _lock: lock };
        let log = IntakeLog(Arc::new(owner));
        log.release(drained);
        Ok((log, Recovered { first, next, n_missing }))
    }

    /// Puts a record in. It is kept once the future says so, and not before.
    ///
    /// # Errors
    /// See [`NotKept`]; nothing of the record is in the log then.
    pub fn append(&self, record: &[u8]) -> Result<Kept, NotKept> {
        self.append_all(std::iter::once(record))
    }

    /// Puts several in, which are kept together or not at all.
    ///
    /// # Errors
    /// See [`NotKept`]; nothing of the records is in the log then.
    pub fn append_all<'a>(
        &self,
        records: impl Iterator<Item = &'a [u8]> + Clone,
    ) -> Result<Kept, NotKept> {
        let (mut n, mut n_bytes) = (0_u32, 0);
        for record in records.clone() {
            if record.len() > RECORD_BYTES_MAX {
                return Err(NotKept::TooLong);
            }
            n += 1;
            n_bytes += record.len() + group::LENGTH_BYTES;
        }
        let shared = &self.0.shared;
        let mut queue = locked(&shared.queue);
        if queue.has_failed {
            return Err(NotKept::Failed);
        }
        if queue.bytes.len() + n_bytes > shared.options.waiting_bytes_max {
            return Err(NotKept::Full);
        }
        for record in records {
            group::push(&mut queue.bytes, record);
        }
        let before = queue.count;
        queue.count += n;
        let is_wanted = before < queue.wanted && queue.count >= queue.wanted;
        let kept = Kept::of(&queue.waiting);
        drop(queue);
        if is_wanted {
            shared.has_work.notify_one();
        }
        Ok(kept)
    }

    /// The number after the last record that is durable.
    pub fn durable(&self) -> u64 {
        self.0.shared.durable.load(Ordering::Acquire)
    }

    /// Reads what is durable from a number on.
    pub fn drain(&self, from: u64) -> Drain {
        Drain::new(self.clone(), from)
    }

    /// What lies before this number is drained for good: its files may be overwritten.
    pub fn release(&self, before: u64) {
        let shared = &self.0.shared;
        let mut files = locked(&shared.files);
        let mut next_file = locked(&shared.next_file);
        while let [(_, oldest), (after, _), ..] = files.as_slice() {
            if *after > before {
                return;
            }
            if next_file.drained.len() < SPARES_MAX {
                next_file.drained.push(oldest.path.clone());
            } else {
                // What stays behind is found at the next start, and drained again into nothing.
                let _ = std::fs::remove_file(&oldest.path);
            }
            files.remove(0);
        }
    }

    pub(crate) fn shared(&self) -> &Shared {
        &self.0.shared
    }
}

impl Drop for Owner {
    fn drop(&mut self) {
        locked(&self.shared.queue).is_stopping = true;
        locked(&self.shared.next_file).is_stopping = true;
        self.shared.has_work.notify_all();
        self.shared.is_file_wanted.notify_all();
        for thread in std::mem::take(&mut *locked(&self.threads)) {
            // What it panicked of was told by the panic.
            let _ = thread.join();
        }
    }
}

impl Queue {
    fn new() -> Queue {
        Queue {
            bytes: vec![0; HEADER_BYTES],
            count: 0,
            wanted: 1,
            waiting: Arc::default(),
            is_stopping: false,
            has_failed: false,
        }
    }
}

/// The one who writes.
struct Writer {
    shared: Arc<Shared>,
    current: (Arc<Segment>, u64),
    /// The number of the next record.
    next: u64,
    /// How many records the last two groups had.
    last: [u32; 2],
}

impl Writer {
    fn run(mut self) {
        let mut bytes = vec![0; HEADER_BYTES];
        while let Some((count, waiting)) = self.take(&mut bytes) {
            let how = self.write(&mut bytes, count);
            if how == Err(NotKept::Failed) {
                let mut queue = locked(&self.shared.queue);
                queue.has_failed = true;
                let others = Arc::clone(&queue.waiting);
                drop(queue);
                waiting.end(how);
                others.end(how);
                return;
            }
            waiting.end(how);
            bytes.truncate(HEADER_BYTES);
        }
    }

    /// Waits for records and takes all that are there; none once the log ends.
    ///
    /// Gates send their next scan once the one before was answered. So those that wait for one group are
    /// about to come for the one after the next, and two groups are all that come at a time: each is
    /// to have half of them. Groups that shrink cost more flushes, and the flushes more time than the
    /// scans.
    fn take(&mut self, bytes: &mut Vec<u8>) -> Option<(u32, Arc<Waiting>)> {
        let mut queue = locked(&self.shared.queue);
        while queue.count == 0 {
            if queue.is_stopping {
                return None;
            }
            queue = self.shared.has_work.wait(queue).unwrap_or_else(PoisonError::into_inner);
        }
        queue.wanted = self.last.iter().sum::<u32>() / 2;
        if queue.count < queue.wanted && !queue.is_stopping {
            let waited = self.shared.has_work.wait_timeout(queue, TOGETHER_MAX);
            queue = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
        queue.wanted = 1;
        std::mem::swap(bytes, &mut queue.bytes);
        let waiting = std::mem::take(&mut queue.waiting);
        let count = std::mem::take(&mut queue.count);
        self.last = [self.last[1], count];
        Some((count, waiting))
    }

    fn write(&mut self, bytes: &mut [u8], count: u32) -> Result<(), NotKept> {
        let length = bytes.len() as u64;
        if self.current.1 + length > self.current.0.bytes {
            let ready = {
                let mut next = locked(&self.shared.next_file);
                next.filled = if next.ready.is_some() { 0 } else { u64::MAX };
                next.ready.take()
            };
            self.shared.is_file_wanted.notify_all();
            self.current = (Arc::new(ready.ok_or(NotKept::Full)?), HEAD_BYTES);
        }
        let (segment, offset) = &self.current;
        group::seal(bytes, count, self.next, segment.number);
        let written = segment.file.write_all_at(bytes, *offset);
        // A flush that failed may have thrown away what it could not write: nothing is written
        // after it.
        written.and_then(|()| segment.file.sync_data()).map_err(|_| NotKept::Failed)?;
        if *offset == HEAD_BYTES {
            locked(&self.shared.files).push((self.next, Arc::clone(segment)));
        }
        let before = self.current.1;
        self.current.1 += length;
        if before / TOLD_BYTES != self.current.1 / TOLD_BYTES {
            locked(&self.shared.next_file).filled = self.current.1;
            self.shared.is_file_wanted.notify_all();
        }
        self.next += u64::from(count);
        self.shared.durable.store(self.next, Ordering::Release);
        Ok(())
    }
}
