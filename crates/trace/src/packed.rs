//! Numbers of few bits, side by side.

/// What is kept behind the last number, so that eight bytes can be read from where it begins.
const PADDING_BYTES: usize = 8;

/// Numbers of `width` bits each. Each is read with one load, wherever it lies: at most 32 bits and a
/// shift of at most 7 fit into eight bytes.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Packed {
    width: u32,
    len: usize,
    bytes: Vec<u8>,
}

/// How many bits a number takes that is at most this.
pub(crate) fn width_of(max: u32) -> u32 {
    (u32::BITS - max.leading_zeros()).max(1)
}

impl Packed {
    /// Packs numbers, none of which is above `max`.
    pub(crate) fn of(max: u32, numbers: &[u32]) -> Packed {
        let (width, len) = (width_of(max), numbers.len());
        let mut bytes = Vec::with_capacity(Packed::bytes_for(width, len));
        let (mut held, mut n_held) = (0_u64, 0_u32);
        for number in numbers {
            held |= u64::from(*number) << n_held;
            n_held += width;
            if n_held >= 32 {
                bytes.extend_from_slice(&(held as u32).to_le_bytes());
                held >>= 32;
                n_held -= 32;
            }
        }
        bytes.extend_from_slice(&held.to_le_bytes());
        bytes.resize(Packed::bytes_for(width, len), 0);
        Packed { width, len, bytes }
    }

    /// The bytes that so many numbers take.
    pub(crate) fn bytes_for(width: u32, len: usize) -> usize {
        (len * width as usize).div_ceil(8) + PADDING_BYTES
    }

    /// As it was read; none where the bytes are too few or too many.
    pub(crate) fn from_bytes(width: u32, len: usize, bytes: Vec<u8>) -> Option<Packed> {
        let is_whole = (1..=32).contains(&width) && bytes.len() == Packed::bytes_for(width, len);
        is_whole.then_some(Packed { width, len, bytes })
    }

    /// Which number stands there; 0 beyond the last.
    #[inline]
    pub(crate) fn get(&self, at: usize) -> u32 {
        let bit = at * self.width as usize;
        let Some(eight) = self.bytes.get(bit / 8..bit / 8 + 8) else { return 0 };
        let eight = u64::from_le_bytes(eight.try_into().unwrap_or_default());
        ((eight >> (bit % 8)) & ((1 << self.width) - 1)) as u32
    }

    pub(crate) fn len(&self) -> usize {
        self.len
    }

    pub(crate) fn width(&self) -> u32 {
        self.width
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = u32> {
        (0..self.len).map(|at| self.get(at))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_width_gives_back_what_was_packed() {
        for max in [0, 1, 5, 255, 256, 70_000, (1 << 22) - 1, (1 << 31) + 9, u32::MAX] {
            let numbers: Vec<u32> = (0..1000_u32)
                .map(|n| n.wrapping_mul(0x9E37_79B9) % max.max(1))
                .chain([max])
                .collect();
            let packed = Packed::of(max, &numbers);
            assert_eq!(packed.iter().collect::<Vec<u32>>(), numbers, "at most {max}");
            let again =
                Packed::from_bytes(packed.width(), packed.len(), packed.bytes().to_vec()).unwrap();
            assert_eq!(again, packed);
            assert!(Packed::from_bytes(packed.width(), packed.len() + 9, again.bytes).is_none());
        }
        assert_eq!(Packed::of(7, &[]).get(3), 0);
    }
}
