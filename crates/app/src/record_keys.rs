//! A key for each case and for each list of places, in a folder that no copy of the store holds: what was
//! sealed with it is destroyed with it, wherever copies of the rows lie.

use crate::seals::{Seals, Spot};
use crate::{City, Refusal, mint};
use fangxian_intake::DayKeyFolder;
use fangxian_store::StoreError;
use std::sync::OnceLock;
use uuid::Uuid;

/// The folder; none of a command that keeps no cases.
#[derive(Default)]
pub(crate) struct RecordKeys(OnceLock<DayKeyFolder>);

impl City {
    /// Says where the keys of cases are kept. Called once, before the first case is opened or shown; every
    /// server of a city is given the same folder.
    pub fn begin_record_keys(&self, folder: DayKeyFolder) {
        // A second folder would hide what was sealed under the first.
        let _first_stays = self.record_keys.0.set(folder);
    }

    /// What seals for a case or a list: under a key of its own, made where it has none.
    pub(crate) fn record_seals(&self, record: Uuid) -> Result<Seals, Refusal> {
        let Some(folder) = self.record_keys.0.get() else { return Ok(self.keys.seals.clone()) };
        let key = folder.put(&record.to_string(), mint::random()?)?;
        Ok(self.keys.seals.of_record(&key))
    }

    /// Opens what was sealed for a case or a list; of one whose key was destroyed nothing opens.
    pub(crate) fn record_open(
        &self,
        record: Uuid,
        spot: Spot,
        sealed: &[u8],
    ) -> Result<Vec<u8>, StoreError> {
        if !Seals::is_of_record(sealed) {
            return self.keys.seals.open(spot, sealed);
        }
        let key = self.record_keys.0.get().and_then(|folder| {
            // A key that cannot be read opens nothing, as one that is gone.
            folder.key(&record.to_string()).ok().flatten()
        });
        match key {
            Some(key) => self.keys.seals.of_record(&key).open(spot, sealed),
            None => Err(spot.damaged()),
        }
    }

    /// Destroys the key of a case or a list, after its rows are gone. Twice is once.
    pub(crate) fn record_key_destroy(&self, record: Uuid) -> Result<(), Refusal> {
        match self.record_keys.0.get() {
            Some(folder) => Ok(folder.destroy(&record.to_string()).map(drop)?),
            None => Ok(()),
        }
    }

    /// The records that have a key: whose rows are gone without it, a server that died between is followed.
    pub(crate) fn record_keys_left(&self) -> Result<Vec<Uuid>, Refusal> {
        let Some(folder) = self.record_keys.0.get() else { return Ok(Vec::new()) };
        Ok(folder.days()?.iter().filter_map(|name| Uuid::try_parse(name).ok()).collect())
    }
}
