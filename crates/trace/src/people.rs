//! Sets of people.

/// A set of people, a bit for each number.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct People {
    words: Vec<u64>,
}

impl People {
    /// Nobody, with room for numbers up to this one.
    pub(crate) fn up_to(largest: u32) -> People {
        People { words: vec![0; largest as usize / 64 + 1] }
    }

    /// Makes room for numbers up to this one.
    pub(crate) fn make_room(&mut self, largest: u32) {
        let n_words = largest as usize / 64 + 1;
        if self.words.len() < n_words {
            self.words.resize(n_words, 0);
        }
    }

    /// Adds somebody for whom there is room. Gives back whether he was not there.
    #[inline]
    pub(crate) fn add(&mut self, person: u32) -> bool {
        let (word, bit) = (person as usize / 64, 1 << (person % 64));
        let Some(word) = self.words.get_mut(word) else { return false };
        let is_new = *word & bit == 0;
        *word |= bit;
        is_new
    }

    pub(crate) fn remove(&mut self, person: u32) {
        if let Some(word) = self.words.get_mut(person as usize / 64) {
            *word &= !(1 << (person % 64));
        }
    }

    /// Whether he is there.
    pub fn has(&self, person: u32) -> bool {
        self.words.get(person as usize / 64).is_some_and(|word| word & (1 << (person % 64)) != 0)
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.words.iter().map(|word| word.count_ones() as usize).sum()
    }

    /// Whether there is nobody.
    pub fn is_empty(&self) -> bool {
        self.words.iter().all(|word| *word == 0)
    }

    /// Everybody, ascending.
    pub fn iter(&self) -> impl Iterator<Item = u32> + '_ {
        (0_u32..).zip(&self.words).flat_map(|(at, &word)| {
            let mut rest = word;
            std::iter::from_fn(move || {
                let bit = (rest != 0).then(|| rest.trailing_zeros())?;
                rest &= rest - 1;
                Some(at * 64 + bit)
            })
        })
    }

    /// Adds everybody of another set.
    pub(crate) fn join(&mut self, other: &People) {
        if self.words.len() < other.words.len() {
            self.words.resize(other.words.len(), 0);
        }
        for (word, more) in self.words.iter_mut().zip(&other.words) {
            *word |= more;
        }
    }
}
