//! Base45 (RFC 9285): bytes in the characters that a QR code holds most tightly.

const SIGNS: &[u8; 45] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";

/// The bytes as text.
pub(super) fn encode(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len().div_ceil(2) * 3);
    let sign = |n: u32| SIGNS.get(n as usize % 45).copied().map_or('0', char::from);
    for pair in bytes.chunks(2) {
        let n = pair.iter().fold(0, |n, byte| n << 8 | u32::from(*byte));
        text.push(sign(n));
        text.push(sign(n / 45));
        if pair.len() == 2 {
            text.push(sign(n / (45 * 45)));
        }
    }
    text
}

/// The bytes of a text; none where it is not the one way of writing them.
pub(super) fn decode(text: &[u8]) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len() / 3 * 2 + 1);
    for part in text.chunks(3) {
        let mut n = 0_u32;
        for sign in part.iter().rev() {
            n = n * 45
                + VALUES
                    .get(usize::from(*sign))
                    .filter(|value| **value < 45)
                    .map(|v| u32::from(*v))?;
        }
        match part.len() {
            3 => bytes.extend_from_slice(&u16::try_from(n).ok()?.to_be_bytes()),
            2 => bytes.push(u8::try_from(n).ok()?),
            _ => return None,
        }
    }
    Some(bytes)
}

/// What each sign stands for; 255 where it is none of ours.
const VALUES: [u8; 128] = {
    let mut values = [255; 128];
    let mut n = 0;
    while n < SIGNS.len() {
        values[SIGNS[n] as usize] = n as u8;
        n += 1;
    }
    values
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_examples_of_the_standard() {
        assert_eq!(encode(b"AB"), "BB8");
        assert_eq!(encode(b"Hello!!"), "%69 VD92EX0");
        assert_eq!(encode(b"base-45"), "UJCLQE7W581");
        assert_eq!(decode(b"QED8WEX0").as_deref(), Some(b"ietf!".as_slice()));
        assert_eq!(decode(b"GGW"), None, "65536");
        assert_eq!(decode(b":::"), None);
        assert_eq!(decode(b"A"), None);
        assert_eq!(decode(b"a00"), None);
        assert_eq!(decode("中".as_bytes()), None);
    }
}
