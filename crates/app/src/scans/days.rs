//! Whoever was scanned is sealed with the key of the day: what is sealed is destroyed with it.

use crate::{Refusal, mint};
use aes_gcm::aes::Aes128;
use aes_gcm::aes::cipher::{BlockCipherDecrypt, BlockCipherEncrypt, KeyInit};
use fangxian_core::passes::Alias;
use fangxian_core::{CityDay, Moment};
use fangxian_intake::{DayKeyFolder, IntakeError, KEY_BYTES};
use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock};

/// Where the keys of days are kept: never in the store, so that no copy of the store holds them.
pub trait DayKeys: Send + Sync {
    /// The key of a day, made where the day has none and `fresh` is given.
    ///
    /// # Errors
    /// It cannot be read or written.
    fn key(
        &self,
        day: CityDay,
        fresh: Option<[u8; KEY_BYTES]>,
    ) -> Result<Option<[u8; KEY_BYTES]>, IntakeError>;

    /// Destroys the keys of all days before one, and returns which they were.
    ///
    /// # Errors
    /// It cannot be read or written.
    fn destroy_before(&self, day: CityDay) -> Result<Vec<CityDay>, IntakeError>;
}

/// Keys in a folder.
pub struct FolderKeys(pub DayKeyFolder);

impl DayKeys for FolderKeys {
    fn key(
        &self,
        day: CityDay,
        fresh: Option<[u8; KEY_BYTES]>,
    ) -> Result<Option<[u8; KEY_BYTES]>, IntakeError> {
        let name = day.to_string();
        match fresh {
            Some(fresh) => self.0.put(&name, fresh).map(Some),
            None => self.0.key(&name),
        }
    }

    fn destroy_before(&self, day: CityDay) -> Result<Vec<CityDay>, IntakeError> {
        let mut gone = Vec::new();
        for name in self.0.days()? {
            let Ok(known) = CityDay::parse(&name) else { continue };
            if known < day && self.0.destroy(&name)? {
                gone.push(known);
            }
        }
        Ok(gone)
    }
}

/// The ciphers of the days in use.
pub(super) struct DayCiphers {
    keys: Arc<dyn DayKeys>,
    known: RwLock<BTreeMap<CityDay, Arc<Aes128>>>,
}

impl DayCiphers {
    pub(super) fn new(keys: Arc<dyn DayKeys>) -> DayCiphers {
        DayCiphers { keys, known: RwLock::default() }
    }

    /// The cipher of a day, with a key of its own that is kept before it is used.
    pub(super) fn sealing(&self, day: CityDay) -> Result<Arc<Aes128>, Refusal> {
        if let Some(known) = self.known.read().unwrap_or_else(PoisonError::into_inner).get(&day) {
            return Ok(Arc::clone(known));
        }
        self.learn(day, Some(mint::random()?))?.ok_or(Refusal::Busy)
    }

    /// The cipher of a day; none once its key is destroyed.
    pub(super) fn opening(&self, day: CityDay) -> Result<Option<Arc<Aes128>>, Refusal> {
        self.learn(day, None)
    }

    fn learn(
        &self,
        day: CityDay,
        fresh: Option<[u8; KEY_BYTES]>,
    ) -> Result<Option<Arc<Aes128>>, Refusal> {
        let key = self.keys.key(day, fresh)?;
        let Some(key) = key else { return Ok(None) };
        let cipher = Arc::new(Aes128::new(&key.into()));
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        known.insert(day, Arc::clone(&cipher));
        Ok(Some(cipher))
    }

    /// Destroys the keys of the days before one.
    pub(super) fn destroy_before(&self, day: CityDay) -> Result<Vec<CityDay>, Refusal> {
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        known.retain(|held, _| *held >= day);
        Ok(self.keys.destroy_before(day)?)
    }
}

/// Seals who it was. Place and second stand in the same block, so that two scans of one person look
/// like those of two, and a record that was put together of others is found.
pub(super) fn seal(cipher: &Aes128, alias: Alias, venue: u32, at: Moment) -> [u8; 16] {
    let mut block = [0; 16].into();
    put(&mut block, alias, venue, at);
    cipher.encrypt_block(&mut block);
    block.into()
}

/// Who it was; none where this was not sealed by this day's key for this place and second.
pub(super) fn open(cipher: &Aes128, sealed: [u8; 16], venue: u32, at: Moment) -> Option<Alias> {
    let mut block = sealed.into();
    cipher.decrypt_block(&mut block);
    let plain: [u8; 16] = block.into();
    let (alias, rest) = plain.split_first_chunk::<8>()?;
    let alias = Alias(u64::from_be_bytes(*alias));
    let mut due = [0; 16].into();
    put(&mut due, alias, venue, at);
    due.get(8..).is_some_and(|due| due == rest).then_some(alias)
}

fn put(block: &mut aes_gcm::aes::Block, alias: Alias, venue: u32, at: Moment) {
    // The low half of the seconds tells those of fourteen days apart.
    let seconds = (at.0.div_euclid(1_000) & 0xffff_ffff) as u32;
    let bytes = alias.0.to_be_bytes().into_iter();
    let bytes = bytes.chain(venue.to_be_bytes()).chain(seconds.to_be_bytes());
    block.iter_mut().zip(bytes).for_each(|(place, byte)| *place = byte);
}
