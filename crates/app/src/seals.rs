//! What names a person is sealed before it reaches the store, and found there by a keyed index.
//!
//! AES-256-GCM under a fresh nonce for each value. A seal is bound to the column and the record
//! that it stands in, so that a value moved to another row does not open there. The index is
//! HMAC-SHA-256 of the normalized value: an unkeyed hash of an ID number falls in seconds, because
//! there are not many.

use crate::{Refusal, mint};
use aes_gcm::aead::{Aead, KeyInit, Payload};
use aes_gcm::{Aes256Gcm, Nonce};
use fangxian_store::StoreError;
use hmac::{Hmac, Mac};
use sha2::Sha256;
use uuid::Uuid;

/// The first byte of a seal: under which key it was made. Another is added beside it when keys are
/// changed, and both open until the last row is sealed anew.
const KEY_NUMBER: u8 = 1;
/// The same of what is sealed under the key of one record, which can be destroyed.
const RECORD_NUMBER: u8 = 2;
const NONCE_BYTES: usize = 12;
/// Half of the HMAC: two values share an index by chance once in 2^64 pairs.
const INDEX_BYTES: usize = 16;

/// Seals and opens.
#[derive(Clone)]
pub(crate) struct Seals {
    number: u8,
    cipher: Aes256Gcm,
    index: Hmac<Sha256>,
}

/// Where a sealed value stands.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Spot {
    /// Table and column.
    pub(crate) column: &'static str,
    /// The record.
    pub(crate) record: Uuid,
}

impl Spot {
    /// That what stands here does not open.
    pub(crate) fn damaged(self) -> StoreError {
        let (table, column) = self.column.split_once('.').unwrap_or(("", self.column));
        StoreError::Damaged { table: table.to_owned(), column: column.to_owned() }
    }
}

impl Seals {
    /// The keys that follow from the secret of the installation.
    pub(crate) fn from_seed(seed: &[u8; 32]) -> Seals {
        let sealing = derived(seed, "fangxian: sealing fields, 1");
        let finding = derived(seed, "fangxian: finding sealed fields, 1");
        let cipher = Aes256Gcm::new(&sealing.into());
        Seals { number: KEY_NUMBER, cipher, index: keyed(&finding) }
    }

    /// What seals under the key of one record: it takes that key and the installation's to open.
    pub(crate) fn of_record(&self, key: &[u8]) -> Seals {
        let mut mac = self.index.clone();
        mac.update(b"fangxian: sealing of a record\0");
        mac.update(key);
        let sealing: [u8; 32] = mac.finalize().into_bytes().into();
        let cipher = Aes256Gcm::new(&sealing.into());
        Seals { number: RECORD_NUMBER, cipher, index: self.index.clone() }
    }

    /// Whether a value is sealed under the key of one record.
    pub(crate) fn is_of_record(sealed: &[u8]) -> bool {
        sealed.first() == Some(&RECORD_NUMBER)
    }

    /// Seals a value for its place.
    pub(crate) fn seal(&self, spot: Spot, plain: &[u8]) -> Result<Vec<u8>, Refusal> {
        let nonce: [u8; NONCE_BYTES] = mint::drawn()?;
        let bound = bound(spot);
        let payload = Payload { msg: plain, aad: &bound };
        let sealed = self.cipher.encrypt(&Nonce::from(nonce), payload);
        let sealed = sealed.map_err(|_| Refusal::BadInput("内容太长。".to_owned()))?;
        let mut bytes = Vec::with_capacity(1 + NONCE_BYTES + sealed.len());
        bytes.push(self.number);
        bytes.extend(nonce);
        bytes.extend(sealed);
        Ok(bytes)
    }

    /// Opens what was sealed for this place. Anything else is damage.
    pub(crate) fn open(&self, spot: Spot, sealed: &[u8]) -> Result<Vec<u8>, StoreError> {
        let opened = || {
            let (number, rest) = sealed.split_first()?;
            let (nonce, body) = rest.split_at_checked(NONCE_BYTES)?;
            let nonce: [u8; NONCE_BYTES] = nonce.try_into().ok()?;
            let bound = bound(spot);
            let payload = Payload { msg: body, aad: &bound };
            let plain = self.cipher.decrypt(&Nonce::from(nonce), payload).ok()?;
            (*number == self.number).then_some(plain)
        };
        opened().ok_or_else(|| spot.damaged())
    }

    /// Opens a text.
    pub(crate) fn open_text(&self, spot: Spot, sealed: &[u8]) -> Result<String, StoreError> {
        String::from_utf8(self.open(spot, sealed)?).map_err(|_| spot.damaged())
    }

    /// The index under which a value of a kind is found: the same for the same value only.
    pub(crate) fn index(&self, kind: &str, value: &str) -> Vec<u8> {
        let mut mac = self.index.clone();
        mac.update(kind.as_bytes());
        mac.update(&[0]);
        mac.update(value.as_bytes());
        mac.finalize().into_bytes().iter().copied().take(INDEX_BYTES).collect()
    }

    /// The keyed fingerprint of bytes, to tell later whether the same were sent.
    pub(crate) fn fingerprint(&self, bytes: &[u8]) -> Vec<u8> {
        let mut mac = self.index.clone();
        mac.update(b"fingerprint\0");
        mac.update(bytes);
        mac.finalize().into_bytes().to_vec()
    }
}

/// The key of its own that follows from the secret of the installation for one use.
pub(crate) fn derived(seed: &[u8; 32], label: &str) -> [u8; 32] {
    let mut mac = keyed(seed);
    mac.update(label.as_bytes());
    mac.finalize().into_bytes().into()
}

pub(crate) fn keyed(key: &[u8]) -> Hmac<Sha256> {
    // Any length of key is taken.
    Hmac::<Sha256>::new_from_slice(key).unwrap_or_else(|_| Hmac::<Sha256>::new(&[0; 64].into()))
}

fn bound(spot: Spot) -> Vec<u8> {
    let mut bytes = spot.column.as_bytes().to_vec();
    bytes.push(0);
    bytes.extend(spot.record.as_bytes());
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spot(column: &'static str, record: u128) -> Spot {
        Spot { column, record: Uuid::from_u128(record) }
    }

    #[test]
    fn a_seal_opens_where_it_was_made_and_nowhere_else() {
        let seals = Seals::from_seed(&[7; 32]);
        let sealed = seals.seal(spot("person.name_sealed", 1), "王一".as_bytes()).unwrap();
        assert_eq!(seals.open_text(spot("person.name_sealed", 1), &sealed).unwrap(), "王一");
        let damaged = StoreError::Damaged { table: "person".into(), column: "name_sealed".into() };
        assert_eq!(seals.open(spot("person.name_sealed", 2), &sealed), Err(damaged));
        assert!(seals.open(spot("person.phone_sealed", 1), &sealed).is_err());
        assert!(Seals::from_seed(&[8; 32]).open(spot("person.name_sealed", 1), &sealed).is_err());
        for at in 0..sealed.len() {
            let mut bent = sealed.clone();
            bent[at] ^= 1;
            assert!(seals.open(spot("person.name_sealed", 1), &bent).is_err(), "{at}");
        }
        assert!(seals.open(spot("person.name_sealed", 1), &[]).is_err());
        // The same value is never sealed twice to the same bytes.
        let again = seals.seal(spot("person.name_sealed", 1), "王一".as_bytes()).unwrap();
        assert_ne!(sealed, again);
    }

    #[test]
    fn what_is_sealed_for_a_record_opens_with_its_key_alone() {
        let seals = Seals::from_seed(&[7; 32]);
        let (own, other) = (seals.of_record(&[1; 16]), seals.of_record(&[2; 16]));
        let at = spot("case_report.body_sealed", 1);
        let sealed = own.seal(at, b"words").unwrap();
        assert!(Seals::is_of_record(&sealed));
        assert_eq!(own.open(at, &sealed).unwrap(), b"words");
        assert!(seals.open(at, &sealed).is_err() && other.open(at, &sealed).is_err());
        assert!(Seals::from_seed(&[8; 32]).of_record(&[1; 16]).open(at, &sealed).is_err());
        assert!(!Seals::is_of_record(&seals.seal(at, b"words").unwrap()));
        assert!(!Seals::is_of_record(&[]));
    }

    #[test]
    fn an_index_is_of_its_kind_its_value_and_its_key() {
        let seals = Seals::from_seed(&[7; 32]);
        let index = seals.index("document", "11010519491231002X");
        assert_eq!(index, seals.index("document", "11010519491231002X"));
        assert_ne!(index, seals.index("phone", "11010519491231002X"));
        assert_ne!(index, Seals::from_seed(&[8; 32]).index("document", "11010519491231002X"));
        assert_eq!(index.len(), INDEX_BYTES);
    }
}
