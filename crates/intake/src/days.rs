//! A key for each day, in a folder of their own: what was sealed on a day can be destroyed with its
//! key, wherever copies of it lie.

use crate::error::IntakeError;
use std::fs::{self, File};
use std::io::{ErrorKind, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

/// The bytes of a key.
pub const KEY_BYTES: usize = 16;

/// The folder. It lies beside the key of the installation, and in no copy of the store.
#[derive(Clone, Debug)]
pub struct DayKeyFolder {
    folder: PathBuf,
    /// Held by whoever makes a key: of two who make that of one day at once, the key of the second
    /// would take the place of one that the first seals with already.
    making: Arc<Mutex<()>>,
}

impl DayKeyFolder {
    /// The folder, made where there is none.
    ///
    /// # Errors
    /// It cannot be made.
    pub fn open(folder: &Path) -> Result<DayKeyFolder, IntakeError> {
        let made = fs::create_dir_all(folder);
        made.map_err(|source| io("making", folder, source))?;
        Ok(DayKeyFolder { folder: folder.to_owned(), making: Arc::default() })
    }

    /// The key of a day, which is named by its date; none where there is none, or no more.
    ///
    /// # Errors
    /// It cannot be read.
    pub fn key(&self, day: &str) -> Result<Option<[u8; KEY_BYTES]>, IntakeError> {
        let path = self.path(day);
        match fs::read(&path) {
            Ok(bytes) => match bytes.try_into() {
                Ok(key) => Ok(Some(key)),
                Err(_) => Err(IntakeError::Damaged { path, offset: 0, expected: 0 }),
            },
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(source) => Err(io("reading", &path, source)),
        }
    }

    /// Keeps the key of a day, where it has none, and returns the one that it has.
    ///
    /// # Errors
    /// It cannot be kept: nothing may be sealed with it then.
    pub fn put(&self, day: &str, key: [u8; KEY_BYTES]) -> Result<[u8; KEY_BYTES], IntakeError> {
        let _turn = self.making.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = self.key(day)? {
            return Ok(known);
        }
        let being_made = self.folder.join(format!("{day}.being-made"));
        let making = |source| io("making", &being_made, source);
        let mut options = File::options();
        let mut file = options
            .write(true)
            .create(true)
            .truncate(true)
            .mode(0o600)
            .open(&being_made)
            .map_err(making)?;
        file.write_all(&key).and_then(|()| file.sync_all()).map_err(making)?;
        let path = self.path(day);
        fs::rename(&being_made, &path).map_err(|source| io("naming", &path, source))?;
        self.sync()?;
        Ok(key)
    }

    /// Destroys the key of a day: overwritten, then removed. Whether there was one.
    ///
    /// # Errors
    /// It is still there.
    pub fn destroy(&self, day: &str) -> Result<bool, IntakeError> {
        let path = self.path(day);
        let mut file = match File::options().write(true).open(&path) {
            Ok(file) => file,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(false),
            Err(source) => return Err(io("opening", &path, source)),
        };
        let wiped = file.write_all(&[0; KEY_BYTES]).and_then(|()| file.sync_all());
        wiped.and_then(|()| fs::remove_file(&path)).map_err(|e| io("destroying", &path, e))?;
        self.sync()?;
        Ok(true)
    }

    /// The days that have a key, in their order.
    ///
    /// # Errors
    /// The folder cannot be read.
    pub fn days(&self) -> Result<Vec<String>, IntakeError> {
        let reading = |source| io("reading", &self.folder, source);
        let mut days = Vec::new();
        for entry in fs::read_dir(&self.folder).map_err(reading)? {
            let name = entry.map_err(reading)?.file_name();
            let day = name.to_str().and_then(|name| name.strip_suffix(".key"));
            days.extend(day.map(str::to_owned));
        }
        days.sort();
        Ok(days)
    }

    fn path(&self, day: &str) -> PathBuf {
        self.folder.join(format!("{day}.key"))
    }

    fn sync(&self) -> Result<(), IntakeError> {
        let synced = File::open(&self.folder).and_then(|folder| folder.sync_all());
        synced.map_err(|source| io("syncing", &self.folder, source))
    }
}

fn io(doing: &'static str, path: &Path, source: std::io::Error) -> IntakeError {
    IntakeError::Io { doing, path: path.to_owned(), source }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_kept_once_read_back_and_gone_for_good() {
        let folder = tempfile::tempdir().unwrap();
        let keys = DayKeyFolder::open(&folder.path().join("days")).unwrap();
        assert_eq!(keys.key("2022-11-24").unwrap(), None);
        assert_eq!(keys.put("2022-11-24", [1; 16]).unwrap(), [1; 16]);
        assert_eq!(keys.put("2022-11-24", [2; 16]).unwrap(), [1; 16], "the first stays");
        assert_eq!(keys.put("2022-11-25", [3; 16]).unwrap(), [3; 16]);
        assert_eq!(keys.days().unwrap(), ["2022-11-24", "2022-11-25"]);
        assert!(keys.destroy("2022-11-24").unwrap());
        assert!(!keys.destroy("2022-11-24").unwrap());
        assert_eq!(keys.key("2022-11-24").unwrap(), None);
        assert_eq!(keys.days().unwrap(), ["2022-11-25"]);
    }

    #[test]
    fn gates_that_open_a_day_at_once_seal_with_one_key() {
        let folder = tempfile::tempdir().unwrap();
        let keys = DayKeyFolder::open(&folder.path().join("days")).unwrap();
        for day in 0..50 {
            let day = day.to_string();
            let given: Vec<_> = std::thread::scope(|scope| {
                let gates = (0..8).map(|n| (n, keys.clone(), day.clone()));
                let gates: Vec<_> = gates
                    .map(|(n, keys, day)| scope.spawn(move || keys.put(&day, [n; 16]).unwrap()))
                    .collect();
                gates.into_iter().map(|gate| gate.join().unwrap()).collect()
            });
            let kept = keys.key(&day).unwrap().unwrap();
            assert!(given.iter().all(|key| *key == kept), "day {day}: {given:?} of {kept:?}");
        }
    }
}
