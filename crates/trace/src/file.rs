//! An index on disk: the only place where files are read and written.
//!
//! A file holds one segment: `head, rows, places, people, positions`, little-endian. The head is
//! `mark, version u32, day u32, reserved u32, rows u64, then for each of the two directories listed u64
//! (all ones where every number has an entry), starts u64, width u32, and for the positions width
//! u32`, and the sum (CRC-32) over head and body stands at the very end. A day that is over is one
//! file, which is taken away whole.
//!
//! It is read into memory and not mapped: a search touches lines all over the rows, so that all of it
//! must be in memory anyway; what lies in memory that is ours cannot change after it was checked; and
//! mapping takes `unsafe`, which this workspace forbids.

use crate::directory::Directory;
use crate::index::Index;
use crate::packed::Packed;
use crate::row::{PERSON_MAX, Row};
use crate::segment::{ROWS_MAX, Segment};
use crate::visit::DAY_MAX;
use rayon::iter::{IndexedParallelIterator, IntoParallelRefIterator, ParallelIterator};
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

const MAGIC: [u8; 8] = *b"fxtrace\n";
const VERSION: u32 = 1;
const HEAD_BYTES: usize = 72;
/// Stands for the number of listed numbers where every number has an entry.
const EVERY: u64 = u64::MAX;
/// So much is read, checked and turned into rows at once.
const PIECE_BYTES: usize = 1 << 20;
/// An index of more files is none of ours.
const FILES_MAX: usize = 10_000;

/// An index that cannot be read or written.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// The operating system refused.
    #[error("{doing} {}: {source}", path.display())]
    Io {
        /// What was being done.
        doing: &'static str,
        /// With which file or folder.
        path: PathBuf,
        /// What it said.
        source: io::Error,
    },
    /// It is no segment of an index, or was changed.
    #[error("{} is no segment of an index: {why}", path.display())]
    Bent {
        /// Which file.
        path: PathBuf,
        /// What is wrong with it.
        why: &'static str,
    },
}

/// Why what was read is no segment.
enum Bad {
    Io(io::Error),
    Bent(&'static str),
}

impl From<io::Error> for Bad {
    fn from(error: io::Error) -> Bad {
        if error.kind() == io::ErrorKind::UnexpectedEof {
            return Bad::Bent("it is shorter than its head says");
        }
        Bad::Io(error)
    }
}

impl Index {
    /// Writes every segment into a folder, which must be empty or not there, several at a time. Gives
    /// back the bytes.
    ///
    /// # Errors
    /// The folder or a file cannot be written.
    pub fn write_to(&self, folder: &Path) -> Result<u64, FileError> {
        let io = |doing, path: &Path| {
            let path = path.to_owned();
            move |source| FileError::Io { doing, path, source }
        };
        fs::create_dir_all(folder).map_err(io("make the folder", folder))?;
        let parts = self.days.par_iter().flat_map(|day| {
            let numbered = day.parts.par_iter().enumerate();
            numbered.map(move |(at, part)| (format!("{:05}-{at:03}.visits", day.number), part))
        });
        let written = parts.map(|(name, part)| {
            let path = folder.join(name);
            let mut file = File::create_new(&path).map_err(io("make", &path))?;
            let n_bytes = write(part, &mut file).map_err(io("write", &path))?;
            file.sync_all().map_err(io("force to the disk", &path))?;
            Ok(n_bytes)
        });
        written.sum()
    }

    /// Reads what [`Index::write_to`] wrote. Other files of the folder are left alone.
    ///
    /// # Errors
    /// A file cannot be read, or is no segment, whatever its bytes are.
    pub fn read_from(folder: &Path) -> Result<Index, FileError> {
        let io = |doing, path: &Path| {
            let path = path.to_owned();
            move |source| FileError::Io { doing, path, source }
        };
        let mut paths = Vec::new();
        for found in fs::read_dir(folder).map_err(io("read the folder", folder))? {
            let path = found.map_err(io("read the folder", folder))?.path();
            if path.extension().is_some_and(|ending| ending == "visits") {
                paths.push(path);
            }
            if paths.len() > FILES_MAX {
                let why = "the folder holds too many";
                return Err(FileError::Bent { path: folder.to_owned(), why });
            }
        }
        paths.sort();
        let mut index = Index::default();
        for path in paths {
            let file = File::open(&path).map_err(io("open", &path))?;
            let n_bytes = file.metadata().map_err(io("look at", &path))?.len();
            let segment = read(file, n_bytes).map_err(|bad| match bad {
                Bad::Io(source) => FileError::Io { doing: "read", path: path.clone(), source },
                Bad::Bent(why) => FileError::Bent { path: path.clone(), why },
            })?;
            index.put(segment);
        }
        Ok(index)
    }
}

/// What the head says.
struct Head {
    day: u32,
    n_rows: u64,
    places: Sizes,
    people: Sizes,
    positions_width: u32,
}

/// Of a directory: how many numbers it lists, how many beginnings, and how wide these are.
struct Sizes {
    n_listed: u64,
    n_starts: u64,
    width: u32,
}

impl Sizes {
    fn of(directory: &Directory) -> Sizes {
        Sizes {
            n_listed: directory.listed.as_ref().map_or(EVERY, |listed| listed.len() as u64),
            n_starts: directory.starts.len() as u64,
            width: directory.starts.width(),
        }
    }

    fn n_bytes(&self) -> u64 {
        let listed = if self.n_listed == EVERY { 0 } else { self.n_listed.saturating_mul(4) };
        listed.saturating_add(packed_bytes(self.width, self.n_starts))
    }
}

fn packed_bytes(width: u32, len: u64) -> u64 {
    usize::try_from(len).map_or(u64::MAX, |len| {
        if len > 2 * ROWS_MAX { u64::MAX } else { Packed::bytes_for(width.min(32), len) as u64 }
    })
}

impl Head {
    fn of(segment: &Segment) -> Head {
        Head {
            day: segment.day,
            n_rows: segment.rows.len() as u64,
            places: Sizes::of(&segment.places),
            people: Sizes::of(&segment.people),
            positions_width: segment.positions.width(),
        }
    }

    fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(HEAD_BYTES);
        bytes.extend_from_slice(&MAGIC);
        bytes.extend([VERSION, self.day].iter().flat_map(|word| word.to_le_bytes()));
        bytes.extend_from_slice(&self.n_rows.to_le_bytes());
        for of in [&self.places, &self.people] {
            bytes.extend([of.n_listed, of.n_starts].iter().flat_map(|long| long.to_le_bytes()));
        }
        let widths = [self.places.width, self.people.width, self.positions_width, 0];
        bytes.extend(widths.iter().flat_map(|word| word.to_le_bytes()));
        bytes
    }

    fn parse(bytes: &[u8; HEAD_BYTES]) -> Result<Head, Bad> {
        let word = |at: usize| {
            let four = bytes.get(at..at + 4).and_then(|four| four.try_into().ok());
            u32::from_le_bytes(four.unwrap_or_default())
        };
        let long = |at: usize| u64::from(word(at)) | u64::from(word(at + 4)) << 32;
        if !bytes.starts_with(&MAGIC) {
            return Err(Bad::Bent("it begins otherwise"));
        }
        if word(8) != VERSION {
            return Err(Bad::Bent("it is of another version"));
        }
        let sizes = |at, width| Sizes { n_listed: long(at), n_starts: long(at + 8), width };
        let head = Head {
            day: word(12),
            n_rows: long(16),
            places: sizes(24, word(56)),
            people: sizes(40, word(60)),
            positions_width: word(64),
        };
        if head.n_rows > ROWS_MAX as u64 || head.day > DAY_MAX || word(68) != 0 {
            return Err(Bad::Bent("its head says what cannot be"));
        }
        Ok(head)
    }

    /// How long the whole file must be. Nothing is taken into memory before it is.
    fn n_bytes(&self) -> u64 {
        let rest = [
            self.n_rows * 8,
            self.places.n_bytes(),
            self.people.n_bytes(),
            packed_bytes(self.positions_width, self.n_rows),
            4,
        ];
        rest.iter().fold(HEAD_BYTES as u64, |sum, n| sum.saturating_add(*n))
    }
}

fn write(segment: &Segment, file: &mut impl Write) -> io::Result<u64> {
    let head = Head::of(segment);
    let mut out = Summed { inner: file, sum: crc32fast::Hasher::new() };
    out.write_all(&head.to_bytes())?;
    let mut piece = Vec::with_capacity(PIECE_BYTES);
    for rows in segment.rows.chunks(PIECE_BYTES / 8) {
        piece.clear();
        piece.extend(rows.iter().flat_map(|row| row.0.to_le_bytes()));
        out.write_all(&piece)?;
    }
    for directory in [&segment.places, &segment.people] {
        let listed = directory.listed.iter().flatten();
        out.write_all(&listed.flat_map(|number| number.to_le_bytes()).collect::<Vec<u8>>())?;
        out.write_all(directory.starts.bytes())?;
    }
    out.write_all(segment.positions.bytes())?;
    let sum = out.sum.finalize();
    out.inner.write_all(&sum.to_le_bytes())?;
    Ok(head.n_bytes())
}

/// Reads a segment. Its length is compared before memory is taken for it, its sum before it is
/// believed, and then whether everything in it points to where something is: whoever can make a right
/// sum must not be able to stop the server either.
fn read(file: impl Read, n_bytes: u64) -> Result<Segment, Bad> {
    let mut file = Summed { inner: file, sum: crc32fast::Hasher::new() };
    let mut head = [0; HEAD_BYTES];
    file.read_exact(&mut head)?;
    let head = Head::parse(&head)?;
    if head.n_bytes() != n_bytes {
        return Err(Bad::Bent("it is not as long as its head says"));
    }
    let rows = longs(&mut file, head.n_rows as usize)?;
    let places = directory(&mut file, &head.places)?;
    let people = directory(&mut file, &head.people)?;
    let positions = packed(&mut file, head.positions_width, head.n_rows)?;
    let sum = file.sum.clone().finalize();
    let mut told = [0; 4];
    file.inner.read_exact(&mut told)?;
    if u32::from_le_bytes(told) != sum {
        return Err(Bad::Bent("its sum is another: it was changed"));
    }
    let segment = Segment { day: head.day, rows, places, people, positions };
    if segment.is_whole() { Ok(segment) } else { Err(Bad::Bent("it contradicts itself")) }
}

fn longs(file: &mut impl Read, n: usize) -> Result<Vec<Row>, Bad> {
    let mut rows = Vec::with_capacity(n);
    let mut piece = vec![0; PIECE_BYTES];
    while rows.len() < n {
        let piece = &mut piece[..PIECE_BYTES.min((n - rows.len()) * 8)];
        file.read_exact(piece)?;
        let (eights, _) = piece.as_chunks::<8>();
        rows.extend(eights.iter().map(|eight| Row(u64::from_le_bytes(*eight))));
    }
    Ok(rows)
}

fn directory(file: &mut impl Read, sizes: &Sizes) -> Result<Directory, Bad> {
    let mut listed = None;
    if sizes.n_listed != EVERY {
        let mut bytes = vec![0; sizes.n_listed as usize * 4];
        file.read_exact(&mut bytes)?;
        let (fours, _) = bytes.as_chunks::<4>();
        listed = Some(fours.iter().map(|four| u32::from_le_bytes(*four)).collect());
    }
    let starts = packed(file, sizes.width, sizes.n_starts)?;
    Ok(Directory { listed, starts })
}

fn packed(file: &mut impl Read, width: u32, len: u64) -> Result<Packed, Bad> {
    let mut bytes = vec![0; packed_bytes(width, len) as usize];
    file.read_exact(&mut bytes)?;
    Packed::from_bytes(width, len as usize, bytes).ok_or(Bad::Bent("a number is too wide"))
}

impl Segment {
    /// Whether it could be one that [`Segment::of`] made, as far as a search relies on it.
    fn is_whole(&self) -> bool {
        let n_rows = self.rows.len();
        let is_settled = |rows: std::ops::Range<usize>| {
            let rows = &self.rows[rows];
            rows.is_sorted_by_key(|row| row.from())
                && rows.iter().all(|row| row.to() - row.from() <= row.reach_s())
                && rows.iter().enumerate().all(|(at, row)| row.is_first() == (at == 0))
        };
        self.rows.iter().all(|row| row.is_whole())
            && self.places.is_whole(n_rows, u32::MAX)
            && self.people.is_whole(n_rows, PERSON_MAX)
            && self.places.iter().all(|(_, rows)| is_settled(rows))
            && self.people.iter().all(|(person, at)| {
                at.map(|at| self.positions.get(at) as usize).all(|position| {
                    self.rows.get(position).is_some_and(|row| row.person() == person)
                })
            })
    }
}

/// What is written or read through it is summed up.
struct Summed<T> {
    inner: T,
    sum: crc32fast::Hasher,
}

impl<T: Write> Write for Summed<T> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let n = self.inner.write(bytes)?;
        self.sum.update(&bytes[..n]);
        Ok(n)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

impl<T: Read> Read for Summed<T> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let n = self.inner.read(into)?;
        self.sum.update(&into[..n]);
        Ok(n)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::visit::{DAY_S, Strength, Visit};

    fn segment() -> Segment {
        let visit = |n: u32| {
            let at = 19_000 * DAY_S + n * 97 % 80_000;
            Visit::scanned(n % 53, n % 7 * n % 11, at, n % 900, Strength::Told)
        };
        let index = Index::of((0..150).map(visit)).unwrap();
        Segment::clone(&index.days[0].parts[0])
    }

    fn bytes_of(segment: &Segment) -> Vec<u8> {
        let mut bytes = Vec::new();
        let n = write(segment, &mut bytes).unwrap();
        assert_eq!(n, bytes.len() as u64);
        bytes
    }

    fn why(bytes: &[u8]) -> &'static str {
        match read(bytes, bytes.len() as u64) {
            Err(Bad::Bent(why)) => why,
            Err(Bad::Io(error)) => panic!("{error}"),
            Ok(_) => "nothing",
        }
    }

    /// The bytes with a right sum again.
    fn summed(mut bytes: Vec<u8>) -> Vec<u8> {
        let at = bytes.len() - 4;
        let sum = crc32fast::hash(&bytes[..at]);
        bytes[at..].copy_from_slice(&sum.to_le_bytes());
        bytes
    }

    #[test]
    fn what_was_written_is_read_and_takes_no_more_than_it_says() {
        let folder = tempfile::tempdir().unwrap();
        let visits = (0..900).map(|n: u32| {
            let at = (19_000 + n % 3) * DAY_S + n * 61;
            Visit::scanned(n % 77, n % 13, at, n % 7_200, Strength::Seen)
        });
        let index = Index::of(visits).unwrap();
        let n_bytes = index.write_to(folder.path()).unwrap();
        assert!(n_bytes < index.bytes() as u64 + 100 * index.n_segments() as u64);
        fs::write(folder.path().join("README"), "not ours").unwrap();
        assert_eq!(Index::read_from(folder.path()).unwrap(), index);
        // It is not written over what is there.
        assert!(matches!(index.write_to(folder.path()), Err(FileError::Io { .. })));
        let first = fs::read_dir(folder.path()).unwrap().flatten().map(|found| found.path());
        let first = first.filter(|path| path.extension().is_some()).min().unwrap();
        fs::write(&first, "something else").unwrap();
        let error = Index::read_from(folder.path()).unwrap_err().to_string();
        assert!(error.contains("is no segment of an index"), "{error}");
    }

    #[test]
    fn a_bit_that_turned_is_found_wherever_it_is() {
        let good = bytes_of(&segment());
        assert_eq!(why(&good), "nothing");
        for at in 0..good.len() {
            let mut bent = good.clone();
            bent[at] ^= 1 << (at % 8);
            assert_ne!(why(&bent), "nothing", "byte {at}");
        }
        for n in 0..good.len() {
            assert_ne!(why(&good[..n]), "nothing", "the first {n} bytes");
        }
        assert_eq!(why(&[good, vec![0]].concat()), "it is not as long as its head says");
    }

    #[test]
    fn a_right_sum_over_nonsense_is_refused_or_harmless() {
        let good = bytes_of(&segment());
        for at in 0..good.len() - 4 {
            for bit in [0, 3, 7] {
                let mut bent = good.clone();
                bent[at] ^= 1 << bit;
                let bent = summed(bent);
                let Ok(segment) = read(bent.as_slice(), bent.len() as u64) else { continue };
                let mut index = Index { person_max: PERSON_MAX, ..Index::default() };
                let day = segment.day;
                index.put(segment);
                let span = crate::Span { since: 0, until: u32::MAX };
                let window = crate::Window::minutes_around(30);
                let mut seeker = crate::Seeker::default();
                for person in [0, 7, 52] {
                    seeker.contacts(&index, person, span, window);
                    seeker.first_ring(&index, person, span, window);
                }
                assert!(day <= DAY_MAX);
            }
        }
        let head = |at: usize, long: u64| {
            let mut bent = good.clone();
            bent[at..at + 8].copy_from_slice(&long.to_le_bytes());
            why(&summed(bent))
        };
        for at in [16, 24, 32, 40, 48, 56, 60] {
            for long in [u64::MAX, u64::MAX - 1, 1 << 62, 1 << 33, 1 << 30, 0] {
                let is_another = good[at..at + 8] != long.to_le_bytes();
                assert!(!is_another || head(at, long) != "nothing", "{long} at byte {at}");
            }
        }
    }
}
