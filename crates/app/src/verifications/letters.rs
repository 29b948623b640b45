//! What two installations write to each other: letters, each signed with the writer's key, for one reader
//! and for a few minutes. Both keys are known to both sides, told by people and not by the letters.

use crate::Refusal;
use crate::refusal::VerificationRefusal;
use crate::seals::derived;
use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use fangxian_core::Moment;
use fangxian_core::verifications::VerifyAnswer;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The largest letter that is read: five thousand lines with long addresses.
pub const LETTER_BYTES_MAX: usize = 8 << 20;
/// So much the clocks of two installations may differ, with the way of a letter. What was signed longer ago
/// is a letter that somebody kept.
pub const LETTER_LATE_MS: i64 = 10 * 60_000;

/// Signs the letters of this installation.
pub(crate) struct LetterKey(SigningKey);

impl LetterKey {
    pub(crate) fn from_seed(seed: &[u8; 32]) -> LetterKey {
        let key = derived(seed, "fangxian: letters to other installations, 1");
        LetterKey(SigningKey::from_bytes(&key))
    }

    /// The half that the other side enters.
    pub(crate) fn public(&self) -> String {
        hex::encode(self.0.verifying_key().to_bytes())
    }

    /// A letter, signed.
    pub(super) fn seal(&self, letter: &Letter) -> Result<String, Refusal> {
        let unwritten = |_| Refusal::from(VerificationRefusal::LetterUnreadable);
        let letter = serde_json::to_string(letter).map_err(unwritten)?;
        let signature = hex::encode(self.0.sign(letter.as_bytes()).to_bytes());
        serde_json::to_string(&Envelope { letter, signature }).map_err(unwritten)
    }
}

/// A letter with its signature: every byte of it counts.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Envelope {
    letter: String,
    signature: String,
}

/// What one installation writes to another.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Letter {
    /// The public key of whoever writes.
    pub from: String,
    /// That of whom it is for: nobody else takes it.
    pub to: String,
    /// When it was signed, by the clock on the wall.
    pub sent_at: Moment,
    /// What.
    pub says: LetterSays,
}

/// What a letter says. It names people, and hides itself.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum LetterSays {
    /// A list to be answered.
    List {
        /// Which: the same again is the same list.
        list_id: Uuid,
        /// What it is called.
        name: String,
        /// Within so many hours it is to be answered.
        due_hours: i64,
        /// Its headings.
        titles: Vec<String>,
        /// Its lines: number, cells.
        rows: Vec<(i64, Vec<String>)>,
    },
    /// Answers to lines of a list that came from there.
    Answers {
        /// Which list.
        list_id: Uuid,
        /// The answers.
        answers: Vec<LetterAnswer>,
    },
}

/// The answer to one line.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LetterAnswer {
    /// Which line.
    pub row: i64,
    /// Which answer: the same again is the same.
    pub fact_id: Uuid,
    /// The how-many-th it is.
    pub ordinal: i64,
    /// What was found.
    pub answer: VerifyAnswer,
    /// The same in words.
    pub said: String,
    /// When.
    pub at: Moment,
}

impl std::fmt::Debug for Letter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Letter(…)")
    }
}

/// What was sent, taken apart and not believed yet.
pub(super) struct Unproven {
    envelope: Envelope,
    letter: Letter,
}

impl Unproven {
    /// Reads what was sent.
    pub(super) fn read(text: &str) -> Result<Unproven, Refusal> {
        let unreadable = |_| Refusal::from(VerificationRefusal::LetterUnreadable);
        let envelope: Envelope = serde_json::from_str(text).map_err(unreadable)?;
        let letter: Letter = serde_json::from_str(&envelope.letter).map_err(unreadable)?;
        Ok(Unproven { envelope, letter })
    }

    /// By whose key it says that it was signed.
    pub(super) fn from(&self) -> &str {
        &self.letter.from
    }

    /// What it says, where it was signed with this key, for us, just now.
    pub(super) fn proven(self, key: &str, own: &str, wall: Moment) -> Result<Letter, Refusal> {
        let forged = || Refusal::NotFound;
        let bytes = |text: &str| hex::decode(text).ok();
        let key = bytes(key).and_then(|key| <[u8; 32]>::try_from(key).ok()).ok_or_else(forged)?;
        let key = VerifyingKey::from_bytes(&key).map_err(|_| forged())?;
        let signature = bytes(&self.envelope.signature);
        let signature = signature.and_then(|bytes| <[u8; 64]>::try_from(bytes).ok());
        let signature = Signature::from_bytes(&signature.ok_or_else(forged)?);
        let proof = key.verify_strict(self.envelope.letter.as_bytes(), &signature);
        proof.map_err(|_| forged())?;
        if self.letter.to != own {
            return Err(forged());
        }
        if (wall.0 - self.letter.sent_at.0).abs() > LETTER_LATE_MS {
            return Err(VerificationRefusal::LetterOld.into());
        }
        Ok(self.letter)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Moment = Moment(1_665_100_000_000);

    fn letter(from: &LetterKey, to: &LetterKey) -> Letter {
        let says = LetterSays::Answers { list_id: Uuid::from_u128(7), answers: Vec::new() };
        Letter { from: from.public(), to: to.public(), sent_at: NOW, says }
    }

    fn taken(text: &str, from: &LetterKey, own: &LetterKey, wall: Moment) -> String {
        match Unproven::read(text).and_then(|one| one.proven(&from.public(), &own.public(), wall)) {
            Ok(_) => "taken".to_owned(),
            Err(refusal) => refusal.code().to_owned(),
        }
    }

    #[test]
    fn a_letter_is_taken_by_whom_it_is_for_from_whom_it_is_and_in_time_only() {
        let (one, other) = (LetterKey::from_seed(&[7; 32]), LetterKey::from_seed(&[8; 32]));
        let third = LetterKey::from_seed(&[9; 32]);
        let text = one.seal(&letter(&one, &other)).unwrap();
        assert_eq!(taken(&text, &one, &other, NOW), "taken");
        assert_eq!(taken(&text, &third, &other, NOW), "not_found", "signed by another");
        assert_eq!(taken(&text, &one, &third, NOW), "not_found", "for another");
        let late = NOW.plus_ms(LETTER_LATE_MS + 1);
        assert_eq!(taken(&text, &one, &other, NOW.plus_ms(LETTER_LATE_MS)), "taken");
        assert_eq!(taken(&text, &one, &other, late), "letter_old", "kept and sent again");
        assert_eq!(taken("{}", &one, &other, NOW), "letter_unreadable");
    }

    #[test]
    fn no_letter_of_which_one_sign_was_changed_is_taken() {
        let (one, other) = (LetterKey::from_seed(&[7; 32]), LetterKey::from_seed(&[8; 32]));
        let text = one.seal(&letter(&one, &other)).unwrap();
        for at in 0..text.len() {
            for by in [1_u8, 2, 64] {
                let mut bytes = text.clone().into_bytes();
                bytes[at] ^= by;
                let Ok(bent) = String::from_utf8(bytes) else { continue };
                let found = taken(&bent, &one, &other, NOW);
                // A sign of the signature in capitals is the same signature.
                let is_same = bent.eq_ignore_ascii_case(&text)
                    && bent.find("signature") == text.find("signature")
                    && bent.split("\"signature\"").next() == text.split("\"signature\"").next();
                assert!(found != "taken" || is_same, "{at} {by}");
            }
        }
    }
}
