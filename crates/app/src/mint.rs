//! Ids and secrets are made here, at the edge: the moment is an argument, chance comes from the
//! operating system.

use crate::Refusal;
use fangxian_core::Moment;
use std::cell::RefCell;
use uuid::Uuid;

/// A fresh UUIDv7 of this moment.
pub fn uuid(now: Moment) -> Result<Uuid, Refusal> {
    let ms = u64::try_from(now.0).unwrap_or_default();
    let random: [u8; 10] = drawn()?;
    Ok(uuid::Builder::from_unix_timestamp_millis(ms, &random).into_uuid())
}

/// Bytes from the operating system's generator.
pub fn random<const N: usize>() -> Result<[u8; N], Refusal> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|_| Refusal::NoRandomness)?;
    Ok(bytes)
}

/// How much chance a thread draws at once, in bytes.
const DRAWN_AT_ONCE: usize = 4_096;

thread_local! {
    /// Bytes of the operating system's generator that nobody has been given yet, and how many.
    static DRAWN: RefCell<([u8; DRAWN_AT_ONCE], usize)> =
        const { RefCell::new(([0; DRAWN_AT_ONCE], 0)) };
}

/// The same for ids and for the nonces of seals, of which a city takes millions: drawn a page at a
/// time, because asking for twelve bytes costs more than sealing a name. What was given is wiped.
pub(crate) fn drawn<const N: usize>() -> Result<[u8; N], Refusal> {
    const { assert!(N <= DRAWN_AT_ONCE) };
    DRAWN.with_borrow_mut(|(bytes, left)| {
        if *left < N {
            getrandom::fill(bytes).map_err(|_| Refusal::NoRandomness)?;
            *left = DRAWN_AT_ONCE;
        }
        let mut given = [0; N];
        for (to, from) in given.iter_mut().zip(bytes.iter_mut().skip(*left - N)) {
            *to = std::mem::take(from);
        }
        *left -= N;
        Ok(given)
    })
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

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn no_byte_is_given_twice_and_no_thread_gives_another_s() {
        let draw = || (0..5_000).map(|_| drawn::<12>().unwrap()).collect::<Vec<_>>();
        let other = std::thread::spawn(draw).join().unwrap();
        let all: HashSet<[u8; 12]> = draw().into_iter().chain(other).collect();
        assert_eq!(all.len(), 10_000);
        assert!(!all.contains(&[0; 12]));
    }
}
