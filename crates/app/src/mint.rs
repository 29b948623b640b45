//! Ids and secrets are made here, at the edge: the moment is an argument, chance comes from the
//! operating system.

use crate::Refusal;
use fangxian_core::Moment;
use uuid::Uuid;

/// A fresh UUIDv7 of this moment.
pub fn uuid(now: Moment) -> Result<Uuid, Refusal> {
    let ms = u64::try_from(now.0).unwrap_or_default();
    let random: [u8; 10] = random()?;
    Ok(uuid::Builder::from_unix_timestamp_millis(ms, &random).into_uuid())
}

/// Bytes from the operating system's generator.
pub fn random<const N: usize>() -> Result<[u8; N], Refusal> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|_| Refusal::NoRandomness)?;
    Ok(bytes)
}

/// A password for a first sign-in: 16 signs that cannot be mistaken for one another on paper.
pub fn first_password() -> Result<String, Refusal> {
    const SIGNS: &[u8; 32] = b"abcdefghjkmnpqrstuvwxyz23456789A";
    let bytes: [u8; 16] = random()?;
    let signs: Vec<String> = bytes
        .chunks(4)
        .map(|four| four.iter().map(|byte| SIGNS[usize::from(byte % 32)] as char).collect())
        .collect();
    Ok(signs.join("-"))
}
