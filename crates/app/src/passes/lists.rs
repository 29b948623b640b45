//! What a gate takes along, signed as a whole: it believes no list that was changed on the way, none that is
//! older than the one that it has, and none that was held back.

use crate::seals::derived;
use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use fangxian_core::Moment;

/// A list that is made at this moment may be so old when it arrives: a slow network, and clocks.
pub const LIST_LATE_MS: i64 = 5 * 60_000;

/// Signs lists. Its public half is in the square with which a phone becomes a gate.
pub struct ListKey(SigningKey);

/// A list, as it was signed: every byte of it counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedList {
    /// What it says.
    pub text: String,
    /// Over all of it, Ed25519.
    pub signature: [u8; 64],
}

/// Why a gate keeps the list that it has.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ListFlaw {
    /// Nobody signed it, or somebody changed it.
    Forged,
    /// It is older than the one that the gate has.
    Older,
    /// It was made longer ago than a list can be that was asked for now: it was held back.
    Late,
}

impl ListKey {
    pub(super) fn from_seed(seed: &[u8; 32]) -> ListKey {
        ListKey(SigningKey::from_bytes(&derived(seed, "fangxian: signing lists of gates, 1")))
    }

    /// The half that gates hold.
    pub fn public(&self) -> [u8; 32] {
        self.0.verifying_key().to_bytes()
    }

    /// Signs a list.
    pub fn sign(&self, text: String) -> SignedList {
        let signature = self.0.sign(text.as_bytes()).to_bytes();
        SignedList { text, signature }
    }
}

/// What a gate does with a list that it is given: whose signature it must bear, when the one that the gate
/// has was made, and what time it is at least. `made_at` reads when the text says that it was made.
///
/// # Errors
/// Why it is not taken.
pub fn list_believed(
    list: &SignedList,
    public: &[u8; 32],
    (known, at_least): (Option<Moment>, Moment),
    made_at: impl Fn(&str) -> Option<Moment>,
) -> Result<Moment, ListFlaw> {
    let key = VerifyingKey::from_bytes(public).map_err(|_| ListFlaw::Forged)?;
    let signature = Signature::from_bytes(&list.signature);
    key.verify_strict(list.text.as_bytes(), &signature).map_err(|_| ListFlaw::Forged)?;
    let made = made_at(&list.text).ok_or(ListFlaw::Forged)?;
    if known.is_some_and(|known| made < known) {
        Err(ListFlaw::Older)
    } else if made.plus_ms(LIST_LATE_MS) < at_least {
        Err(ListFlaw::Late)
    } else {
        Ok(made)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Moment = Moment(1_669_270_000_000);

    fn made_at(text: &str) -> Option<Moment> {
        let says: serde_json::Value = serde_json::from_str(text).ok()?;
        says["made_at"].as_i64().map(Moment)
    }

    fn told(list: &SignedList, key: &ListKey, known: Option<Moment>) -> Result<Moment, ListFlaw> {
        list_believed(list, &key.public(), (known, NOW), made_at)
    }

    #[test]
    fn a_list_is_taken_as_it_was_signed_in_order_and_in_time_only() {
        let (key, other) = (ListKey::from_seed(&[7; 32]), ListKey::from_seed(&[8; 32]));
        let of = |at: Moment| key.sign(format!("{{\"made_at\":{},\"keys\":[]}}", at.0));
        let now = of(NOW);
        assert_eq!(told(&now, &key, None), Ok(NOW));
        assert_eq!(told(&now, &key, Some(NOW)), Ok(NOW), "the same again");
        assert_eq!(told(&now, &key, Some(NOW.plus_ms(1))), Err(ListFlaw::Older));
        assert_eq!(told(&of(NOW.plus_ms(-LIST_LATE_MS)), &key, None).map(|_| ()), Ok(()));
        let late = of(NOW.plus_ms(-LIST_LATE_MS - 1));
        assert_eq!(told(&late, &key, None), Err(ListFlaw::Late));
        assert_eq!(told(&now, &other, None), Err(ListFlaw::Forged));
        assert_eq!(told(&key.sign("no list".to_owned()), &key, None), Err(ListFlaw::Forged));
    }

    #[test]
    fn no_list_of_which_one_byte_was_changed_is_taken() {
        let key = ListKey::from_seed(&[7; 32]);
        let text = format!("{{\"made_at\":{},\"is_closed\":true,\"keys\":[\"51bc\"]}}", NOW.0);
        let whole = key.sign(text);
        for at in 0..whole.text.len() {
            for by in 1..=127_u8 {
                let mut bytes = whole.text.clone().into_bytes();
                bytes[at] ^= by;
                let text = String::from_utf8(bytes).unwrap();
                let bent = SignedList { text, ..whole.clone() };
                assert_eq!(told(&bent, &key, None), Err(ListFlaw::Forged), "{at} {by}");
            }
        }
        for at in 0..64 {
            for by in 1..=u8::MAX {
                let mut bent = whole.clone();
                bent.signature[at] ^= by;
                assert_eq!(told(&bent, &key, None), Err(ListFlaw::Forged), "{at} {by}");
            }
        }
        for cut in 0..whole.text.len() {
            let bent = SignedList { text: whole.text[..cut].to_owned(), ..whole.clone() };
            assert_eq!(told(&bent, &key, None), Err(ListFlaw::Forged), "{cut}");
        }
    }
}
