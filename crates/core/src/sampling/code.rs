//! The code on a tube: where it was issued, its number, and a check character.
//!
//! Six digits of the county, seven digits that count, and the check character of ISO 7064 MOD 37-2
//! (that of the blood bags), which finds every single wrong character and every swap of two
//! neighbors; MOD 37,36, whose check needs no asterisk, misses one swap in some hundreds. A code that
//! does not check is no tube: it is refused where it is read, on the phone as here.

use crate::places::PlaceCode;
use std::fmt;

/// The digits of the serial number.
const SERIAL_DIGITS: usize = 7;
/// The first number of a county that no tube has: ten million tubes to a county.
pub const SERIAL_END: u32 = 10_000_000;
/// The length of a code.
pub const CODE_CHARS: usize = 6 + SERIAL_DIGITS + 1;

/// The code of a tube: not the use of it, of which there should be only one.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TubeCode {
    county: u32,
    serial: u32,
}

/// Why what was read is no code of a tube.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CodeFlaw {
    /// Too long, too short, or with a character that no code has.
    #[error("这不是采样管的条码：应为{CODE_CHARS}位数字、字母或星号")]
    Shape,
    /// A character is wrong, or two were swapped.
    #[error("条码校验不对：有一位读错、输错，或相邻两位颠倒了，请重新扫码或逐位核对")]
    Check,
}

impl TubeCode {
    /// The tube of a county with a number; none where there is no such number.
    pub fn of(county: &PlaceCode, serial: u32) -> Option<TubeCode> {
        let county = county.county().parse().ok()?;
        (serial < SERIAL_END && county < 1_000_000).then_some(TubeCode { county, serial })
    }

    /// Reads a code as it was scanned or typed: spaces and hyphens between its parts and small
    /// letters make no difference, and neither do the wide forms of an input method.
    pub fn parse(text: &str) -> Result<TubeCode, CodeFlaw> {
        let mut signs = Vec::with_capacity(CODE_CHARS);
        for sign in text.chars() {
            let narrow = match sign {
                '０'..='９' | 'Ａ'..='Ｚ' | 'ａ'..='ｚ' => {
                    char::from_u32(u32::from(sign) - 0xFEE0).unwrap_or(sign)
                }
                other => other,
            };
            match narrow {
                ' ' | '-' | '\u{3000}' => {}
                '＊' | '*' => signs.push('*'),
                one if one.is_ascii_alphanumeric() => signs.push(one.to_ascii_uppercase()),
                _ => return Err(CodeFlaw::Shape),
            }
        }
        let [digits @ .., check] = signs.as_slice() else { return Err(CodeFlaw::Shape) };
        if signs.len() != CODE_CHARS {
            return Err(CodeFlaw::Shape);
        }
        // A letter among the digits is a character that was read wrongly.
        let digits: String = digits.iter().collect();
        if !digits.bytes().all(|sign| sign.is_ascii_digit()) || check_character(&digits) != *check {
            return Err(CodeFlaw::Check);
        }
        let (county, serial) = digits.split_at(6);
        match (county.parse(), serial.parse()) {
            (Ok(county), Ok(serial)) => Ok(TubeCode { county, serial }),
            (Ok(_) | Err(_), _) => Err(CodeFlaw::Shape),
        }
    }

    /// The tube that is so many numbers on; the last of the county where there are not so many.
    pub(super) fn further(self, n: u32) -> TubeCode {
        let serial = self.serial.saturating_add(n).min(SERIAL_END - 1);
        TubeCode { serial, ..self }
    }

    /// The county under which the tube is kept, six digits.
    pub fn county(self) -> String {
        format!("{:06}", self.county)
    }

    /// The number within the county.
    pub fn serial(self) -> u32 {
        self.serial
    }

    /// As it is printed below the bars, in groups that can be read aloud.
    pub fn spaced(self) -> String {
        let code = self.to_string();
        let (county, rest) = code.split_at(6);
        let (serial, check) = rest.split_at(SERIAL_DIGITS);
        format!("{county} {serial} {check}")
    }
}

impl fmt::Display for TubeCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = format!("{:06}{:07}", self.county, self.serial);
        write!(f, "{digits}{}", check_character(&digits))
    }
}

impl fmt::Debug for TubeCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "TubeCode({self})")
    }
}

const SIGNS: &[u8; 37] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ*";

/// The check character of ISO 7064 MOD 37-2 over digits and capital letters.
pub fn check_character(text: &str) -> char {
    let mut sum = 0;
    for sign in text.bytes() {
        let value = SIGNS.iter().position(|one| *one == sign).unwrap_or_default();
        sum = (sum + value) * 2 % 37;
    }
    SIGNS.get((38 - sum) % 37).map_or('0', |sign| char::from(*sign))
}
