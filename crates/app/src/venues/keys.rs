//! What follows from the key of a place: the signs on its poster, the address of its screen, the digits
//! of each minute. A place that knows its own key needs no network for any of it.

use crate::seals::{derived, keyed};
use fangxian_core::Moment;
use fangxian_core::venues::{
    CHALLENGE_DIGITS, CHALLENGE_MINUTES, SHOWN_DIGITS, VenueCode, minute_of,
};
use hmac::{Hmac, Mac};
use sha2::Sha256;

/// The address of a screen holds so many bytes.
const SCREEN_BYTES: usize = 16;

/// Makes the codes of places and the digits of their minutes.
pub struct VenueKeys(Hmac<Sha256>);

impl VenueKeys {
    pub(crate) fn from_seed(seed: &[u8; 32]) -> VenueKeys {
        VenueKeys(keyed(&derived(seed, "fangxian: codes of places, 1")))
    }

    /// One of the things that follow from a place's key.
    fn of(&self, number: u32, what: &str, minute: i64) -> [u8; 32] {
        let mut mac = self.0.clone();
        mac.update(&number.to_be_bytes());
        let own: [u8; 32] = mac.finalize().into_bytes().into();
        let mut mac = keyed(&own);
        mac.update(what.as_bytes());
        mac.update(&minute.to_be_bytes());
        mac.finalize().into_bytes().into()
    }

    /// What the poster says.
    pub fn code(&self, number: u32, entrance: Option<u8>) -> VenueCode {
        VenueCode::of(number, &self.of(number, "code", 0), entrance)
    }

    /// Whether a poster is one of ours.
    pub fn is_ours(&self, code: &VenueCode) -> bool {
        self.code(code.number, code.entrance) == *code
    }

    /// The end of the address of a place's screen: whoever knows it reads the digits.
    pub fn screen(&self, number: u32) -> String {
        let key = self.of(number, "screen", 0);
        hex::encode(key.get(..SCREEN_BYTES).unwrap_or_default())
    }

    /// The end of the address of a house's own page, the how-many-th that it was given: whoever knows
    /// it keeps the house's register.
    pub fn house(&self, number: u32, turn: u32) -> String {
        let key = self.of(number, "house", i64::from(turn));
        hex::encode(key.get(..SCREEN_BYTES).unwrap_or_default())
    }

    /// Whether this is it.
    pub fn is_house(&self, number: u32, turn: u32, text: &str) -> bool {
        is_same(&self.house(number, turn), text)
    }

    /// Whether this is it. The time that it takes says nothing of how much was right.
    pub fn is_screen(&self, number: u32, text: &str) -> bool {
        is_same(&self.screen(number), text)
    }

    /// The digits that whoever is there types.
    pub fn challenge(&self, number: u32, minute: i64) -> String {
        digits(&self.of(number, "typed", minute), CHALLENGE_DIGITS)
    }

    /// Whether somebody typed the digits of this minute, or of one just before.
    pub fn is_challenge(&self, number: u32, typed: &str, now: Moment) -> bool {
        let minute = minute_of(now);
        (0..=CHALLENGE_MINUTES).any(|ago| self.challenge(number, minute - ago) == typed)
    }

    /// The digits that stand on the page after a scan, and on the screen.
    pub fn shown(&self, number: u32, minute: i64) -> String {
        digits(&self.of(number, "shown", minute), SHOWN_DIGITS)
    }
}

/// The time that it takes says nothing of how much was right.
fn is_same(due: &str, text: &str) -> bool {
    let differ = due.bytes().zip(text.bytes()).fold(0, |all, (one, other)| all | (one ^ other));
    due.len() == text.len() && differ == 0
}

/// So many digits, drawn evenly: the rest of a 64-bit number differs from even by less than one in 10^12.
fn digits(bytes: &[u8; 32], n: u32) -> String {
    let [a, b, c, d, e, f, g, h, ..] = *bytes;
    let number = u64::from_be_bytes([a, b, c, d, e, f, g, h]) % 10_u64.pow(n);
    let width = usize::try_from(n).unwrap_or_default();
    format!("{number:0width$}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn a_code_is_of_its_place_and_its_key() {
        let keys = VenueKeys::from_seed(&[7; 32]);
        let code = keys.code(12, Some(2));
        assert!(keys.is_ours(&code));
        let text = code.to_string();
        assert!(keys.is_ours(&VenueCode::parse(&text).unwrap()));
        assert!(!keys.is_ours(&VenueCode { number: 13, ..code.clone() }));
        assert!(!VenueKeys::from_seed(&[8; 32]).is_ours(&code));
        assert!(keys.is_screen(12, &keys.screen(12)));
        assert!(!keys.is_screen(12, &keys.screen(13)));
        assert!(!keys.is_screen(12, ""));
        assert!(keys.is_house(12, 1, &keys.house(12, 1)));
        assert!(!keys.is_house(12, 2, &keys.house(12, 1)), "given anew, the old one is nobody's");
        // Whoever walks through all numbers is not let in by signs that he knows.
        let checks: HashSet<String> = (0..10_000).map(|n| keys.code(n, None).check).collect();
        assert!(checks.len() > 9_990, "{}", checks.len());
    }

    #[test]
    fn digits_are_of_their_minute_and_say_nothing_of_the_others() {
        let keys = VenueKeys::from_seed(&[7; 32]);
        let now = Moment(1_650_000_000_000);
        let minute = minute_of(now);
        let own = keys.challenge(5, minute);
        assert_eq!((own.len(), keys.shown(5, minute).len()), (6, 4));
        assert!(keys.is_challenge(5, &own, now));
        assert!(keys.is_challenge(5, &own, now.plus_ms(60_000)));
        assert!(!keys.is_challenge(5, &own, now.plus_ms(120_000)));
        assert!(!keys.is_challenge(6, &own, now));
        assert!(!keys.is_challenge(5, "", now));
        // A10: whoever guesses is right at most once in a thousand times.
        let guessed = (0..1_000_000).filter(|n| keys.is_challenge(5, &format!("{n:06}"), now));
        assert_eq!(guessed.count(), 2);
        let minutes: HashSet<String> = (0..1_000).map(|n| keys.shown(5, n)).collect();
        assert!(minutes.len() > 900, "{}", minutes.len());
    }
}
