//! The files of the log: each of one size, full of zeros or of what is drained before it is used.

use crate::error::IntakeError;
use crate::group::{self, HEADER_BYTES, Header};
use std::fs::{self, File, TryLockError};
use std::io::{Error, ErrorKind, Write};
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};

/// The head of a file takes a whole page, so that groups begin at one.
pub(crate) const HEAD_BYTES: u64 = 4_096;
const MAGIC: &[u8; 8] = b"FXINTAK1";
/// A new file is filled and forced to the disk in parts: a whole one at once would hold up the flushes of
/// the file in use for as long as the disk takes for it. At least so much at a time.
pub(crate) const PART_BYTES_MIN: u64 = 256 << 10;
/// And at most so much.
const PART_BYTES_MAX: usize = 4 << 20;
const BEING_MADE: &str = "being-made";

/// One file.
#[derive(Debug)]
pub(crate) struct Segment {
    pub(crate) number: u64,
    pub(crate) path: PathBuf,
    pub(crate) file: File,
    /// All of it, the head included.
    pub(crate) bytes: u64,
}

/// What a file holds, found when the log is opened.
#[derive(Debug)]
pub(crate) struct Found {
    /// The number of its first record; none where it holds none.
    pub(crate) first: Option<u64>,
    /// The number after its last record.
    pub(crate) next: u64,
    /// Where the next group would stand.
    pub(crate) offset: u64,
}

fn io<'a>(doing: &'static str, path: &'a Path) -> impl Fn(Error) -> IntakeError + 'a {
    move |source| IntakeError::Io { doing, path: path.to_owned(), source }
}

fn head(number: u64) -> Vec<u8> {
    let mut head = MAGIC.to_vec();
    head.extend_from_slice(&number.to_le_bytes());
    head.extend_from_slice(&crc32fast::hash(&head).to_le_bytes());
    head
}

/// Forces to the disk which names a folder holds.
fn sync_folder(folder: &Path) -> Result<(), IntakeError> {
    File::open(folder).and_then(|folder| folder.sync_all()).map_err(io("syncing", folder))
}

/// Taken by whoever has the log open, until it is dropped.
pub(crate) fn lock(folder: &Path) -> Result<File, IntakeError> {
    let path = folder.join("lock");
    let file = File::options()
        .create(true)
        .truncate(false)
        .write(true)
        .open(&path)
        .map_err(io("locking", &path))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(IntakeError::InUse(folder.to_owned())),
        Err(TryLockError::Error(error)) => Err(io("locking", &path)(error)),
    }
}

impl Segment {
    /// A file of this number: one that is drained is used again, else a new one is filled with zeros,
    /// part by part; `go_on` is told how much is filled, waits until more is to be, and says how much more.
    /// It has its name only once it is whole.
    pub(crate) fn prepare(
        folder: &Path,
        number: u64,
        bytes: u64,
        drained: Option<PathBuf>,
        go_on: impl Fn(u64) -> u64,
    ) -> Result<Segment, IntakeError> {
        let being_made = folder.join(BEING_MADE);
        let making = io("making", &being_made);
        let mut options = File::options();
        options.read(true).write(true);
        let file = if let Some(drained) = drained {
            fs::rename(&drained, &being_made).map_err(io("using again", &drained))?;
            options.open(&being_made).map_err(&making)?
        } else {
            let mut file =
                options.create(true).truncate(true).open(&being_made).map_err(&making)?;
            let zeros = vec![0; PART_BYTES_MAX];
            let mut filled = 0;
            while filled < bytes {
                let more = go_on(filled).max(PART_BYTES_MIN).min(bytes - filled);
                let part = zeros.get(..usize::try_from(more).unwrap_or(PART_BYTES_MAX));
                let part = part.unwrap_or(&zeros);
                file.write_all(part).map_err(&making)?;
                file.sync_data().map_err(&making)?;
                filled += part.len() as u64;
            }
            file
        };
        file.write_all_at(&head(number), 0).map_err(&making)?;
        file.sync_all().map_err(&making)?;
        let path = folder.join(format!("intake-{number:016x}.log"));
        fs::rename(&being_made, &path).map_err(io("naming", &path))?;
        sync_folder(folder)?;
        Ok(Segment { number, path, file, bytes })
    }

    /// The files of a folder by their numbers. What was being made when the machine stopped is
    /// thrown away: nothing was ever written to it.
    pub(crate) fn all(folder: &Path) -> Result<Vec<Segment>, IntakeError> {
        let reading = io("reading", folder);
        let mut all = Vec::new();
        for entry in fs::read_dir(folder).map_err(&reading)? {
            let path = entry.map_err(&reading)?.path();
            let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
            if name == BEING_MADE {
                fs::remove_file(&path).map_err(io("removing", &path))?;
                continue;
            }
            let number = name.strip_prefix("intake-").and_then(|name| name.strip_suffix(".log"));
            let Some(number) = number.and_then(|n| u64::from_str_radix(n, 16).ok()) else {
                continue;
            };
            let opened = File::options().read(true).write(true).open(&path);
            let file = opened.map_err(io("opening", &path))?;
            let bytes = file.metadata().map_err(io("opening", &path))?.len();
            let mut known = vec![0; head(number).len()];
            let has_head = file.read_exact_at(&mut known, 0).is_ok() && known == head(number);
            if !has_head {
                return Err(IntakeError::Damaged { path, offset: 0, expected: 0 });
            }
            all.push(Segment { number, path, file, bytes });
        }
        all.sort_by_key(|segment| segment.number);
        Ok(all)
    }

    /// The group at an offset; none where no whole group of this file stands there.
    pub(crate) fn group_at(&self, offset: u64) -> Result<Option<(Header, Vec<u8>)>, IntakeError> {
        let reading = io("reading", &self.path);
        let mut head = [0; HEADER_BYTES];
        match self.file.read_exact_at(&mut head, offset) {
            Ok(()) => {}
            Err(error) if error.kind() == ErrorKind::UnexpectedEof => return Ok(None),
            Err(error) => return Err(reading(error)),
        }
        let Some(header) = Header::parse(&head) else { return Ok(None) };
        let begins = offset + HEADER_BYTES as u64;
        if header.file != self.number || begins + u64::from(header.length) > self.bytes {
            return Ok(None);
        }
        let mut body = vec![0; header.length as usize];
        self.file.read_exact_at(&mut body, begins).map_err(reading)?;
        Ok(header.is_of(&head, &body).then_some((header, body)))
    }

    /// What the file holds, if its first record has the number `expected` where that is known.
    pub(crate) fn find(&self, expected: Option<u64>) -> Result<Found, IntakeError> {
        let mut found = Found { first: None, next: expected.unwrap_or(0), offset: HEAD_BYTES };
        while let Some((header, body)) = self.group_at(found.offset)? {
            let is_first_of_all = found.first.is_none() && expected.is_none();
            if !is_first_of_all && header.first != found.next {
                return Err(self.damaged(found.offset, found.next));
            }
            found.first.get_or_insert(header.first);
            found.next = header.first + u64::from(header.count);
            found.offset += (HEADER_BYTES + body.len()) as u64;
        }
        // The last group may be torn, and nobody was told that it is kept. Nothing whole can stand
        // behind it, unless the disk changed what it had.
        if self.has_group_behind(found.offset, found.next)? {
            return Err(self.damaged(found.offset, found.next));
        }
        Ok(found)
    }

    fn has_group_behind(&self, offset: u64, next: u64) -> Result<bool, IntakeError> {
        let mut rest = vec![0; usize::try_from(self.bytes.saturating_sub(offset)).unwrap_or(0)];
        self.file.read_exact_at(&mut rest, offset).map_err(io("reading", &self.path))?;
        for (at, four) in rest.windows(group::MAGIC.len()).enumerate().skip(1) {
            if four == group::MAGIC
                && let Some((header, _)) = self.group_at(offset + at as u64)?
                && header.first >= next
            {
                return Ok(true);
            }
        }
        Ok(false)
    }

    pub(crate) fn damaged(&self, offset: u64, expected: u64) -> IntakeError {
        IntakeError::Damaged { path: self.path.clone(), offset, expected }
    }
}
