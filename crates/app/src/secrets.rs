//! Passwords, session secrets and the key that signs checkpoints.

use crate::passes::PassKeys;
use crate::results::{Receipts, ReportKey};
use crate::seals::Seals;
use crate::venues::VenueKeys;
use crate::verifications::LetterKey;
use crate::{Refusal, mint};
use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use ed25519_dalek::{Signer, SigningKey, Verifier, VerifyingKey};
use fangxian_core::audit::Fingerprint;

/// The shortest password that is taken, in characters.
pub const PASSWORD_CHARS_MIN: usize = 12;
/// The longest: a longer one would only be work for whoever wants to keep the server busy.
pub const PASSWORD_CHARS_MAX: usize = 128;

/// The keys of an installation. They stand in a file beside the database, never in it.
pub struct Keys {
    checkpoint: SigningKey,
    /// Seals what names a person.
    pub(crate) seals: Seals,
    /// Makes passes and believes them.
    pub passes: PassKeys,
    /// Makes the codes of places and the digits of their minutes.
    pub(crate) venues: VenueKeys,
    /// Signs reports.
    pub(crate) reports: ReportKey,
    /// Makes the receipt codes of cards.
    pub(crate) receipts: Receipts,
    /// Signs letters to other installations.
    pub(crate) letters: LetterKey,
}

impl Keys {
    /// Keys from the 32 secret bytes of the installation.
    pub fn from_seed(seed: &[u8; 32]) -> Keys {
        Keys {
            checkpoint: SigningKey::from_bytes(seed),
            seals: Seals::from_seed(seed),
            passes: PassKeys::from_seed(seed),
            venues: VenueKeys::from_seed(seed),
            reports: ReportKey::from_seed(seed),
            receipts: Receipts::from_seed(seed),
            letters: LetterKey::from_seed(seed),
        }
    }

    /// The public half of the key that signs reports.
    pub fn report_public(&self) -> [u8; 32] {
        self.reports.public()
    }

    /// The public half of the key that signs letters to other installations, as the other side enters it.
    pub fn letters_public(&self) -> String {
        self.letters.public()
    }

    /// Signs the message of a checkpoint.
    pub fn sign(&self, message: &[u8]) -> String {
        hex::encode(self.checkpoint.sign(message).to_bytes())
    }

    /// The public half, for whoever witnesses checkpoints outside.
    pub fn public(&self) -> String {
        hex::encode(self.checkpoint.verifying_key().to_bytes())
    }

    /// Whether the signature is of this message under this installation's key.
    pub fn verifies(&self, message: &[u8], signature: &str) -> bool {
        verifies(&self.checkpoint.verifying_key(), message, signature)
    }
}

fn verifies(key: &VerifyingKey, message: &[u8], signature: &str) -> bool {
    let Ok(bytes) = hex::decode(signature) else { return false };
    let Ok(bytes) = <[u8; 64]>::try_from(bytes) else { return false };
    key.verify(message, &ed25519_dalek::Signature::from_bytes(&bytes)).is_ok()
}

/// A fresh session secret, and the hash under which it is kept.
pub(crate) fn session_secret() -> Result<(String, String), Refusal> {
    let bytes: [u8; 32] = mint::random()?;
    let secret = hex::encode(bytes);
    let hash = session_hash(&secret);
    Ok((secret, hash))
}

/// The hash under which a session is kept.
pub fn session_hash(secret: &str) -> String {
    Fingerprint::of(secret.as_bytes()).to_string()
}

/// Hashes a password with Argon2id. Slow by design: off the threads that serve.
pub(crate) async fn password_hash(password: String) -> Result<String, Refusal> {
    let hashed = tokio::task::spawn_blocking(move || {
        Argon2::default().hash_password(password.as_bytes()).map(|hash| hash.to_string())
    });
    match hashed.await {
        Ok(Ok(hash)) => Ok(hash),
        Ok(Err(_)) | Err(_) => Err(Refusal::NoRandomness),
    }
}

/// Whether the password is the one that was hashed. Slow by design.
pub(crate) async fn password_matches(password: String, hash: String) -> bool {
    let checked = tokio::task::spawn_blocking(move || {
        PasswordHash::new(&hash)
            .is_ok_and(|hash| Argon2::default().verify_password(password.as_bytes(), &hash).is_ok())
    });
    checked.await.unwrap_or(false)
}

/// Whether a password may be used.
pub(crate) fn check_password(password: &str, old: Option<&str>) -> Result<(), Refusal> {
    let chars = password.chars().count();
    if !(PASSWORD_CHARS_MIN..=PASSWORD_CHARS_MAX).contains(&chars) || Some(password) == old {
        return Err(Refusal::PasswordWeak);
    }
    Ok(())
}
