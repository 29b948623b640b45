//! What stands on a poster: the number of the place with some signs that follow from the city's key,
//! so that nobody walks through all places by counting, and the entrance.

use crate::Moment;
use std::fmt;

/// How many signs follow the number.
pub const CHECK_CHARS: usize = 6;
/// So many digits are typed at the place.
pub const CHALLENGE_DIGITS: u32 = 6;
/// So many digits stand on the page after a scan, to be compared with the screen of the place.
pub const SHOWN_DIGITS: u32 = 4;
/// Digits are good in their own minute and in so many after it: somebody types slowly.
pub const CHALLENGE_MINUTES: i64 = 1;

/// Base 32 without signs that are mistaken for one another on paper.
const SIGNS: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

/// What a poster says, without the address of the server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VenueCode {
    /// The number of the place.
    pub number: u32,
    /// What follows from the number and the key.
    pub check: String,
    /// The how-many-th entrance, from 1; none for the place as a whole.
    pub entrance: Option<u8>,
}

impl VenueCode {
    /// The code of a place whose key begins with these bytes.
    pub fn of(number: u32, key: &[u8], entrance: Option<u8>) -> VenueCode {
        let sign = |byte: &u8| char::from(*SIGNS.get(usize::from(byte % 32)).unwrap_or(&b'0'));
        VenueCode { number, check: key.iter().take(CHECK_CHARS).map(sign).collect(), entrance }
    }

    /// Reads `1234-ab3d5f` or `1234-ab3d5f-2`.
    pub fn parse(text: &str) -> Option<VenueCode> {
        let mut parts = text.split('-');
        let (number, check, entrance) = (parts.next()?, parts.next()?, parts.next());
        if parts.next().is_some() || number.is_empty() || number.len() > 9 {
            return None;
        }
        let is_number = number.bytes().all(|sign| sign.is_ascii_digit());
        let check = check.to_ascii_lowercase();
        let is_check = check.len() == CHECK_CHARS && check.bytes().all(|one| SIGNS.contains(&one));
        let entrance = match entrance {
            Some(text) => Some(text.parse().ok().filter(|at| *at > 0)?),
            None => None,
        };
        let number = number.parse().ok()?;
        (is_number && is_check).then_some(VenueCode { number, check, entrance })
    }
}

impl fmt::Display for VenueCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.number, self.check)?;
        match self.entrance {
            Some(at) => write!(f, "-{at}"),
            None => Ok(()),
        }
    }
}

/// Which minute it is: the digits change with it.
pub fn minute_of(moment: Moment) -> i64 {
    moment.0.div_euclid(60_000)
}
