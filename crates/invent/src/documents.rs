//! Papers and phones that nobody can have.

use crate::calendar::date_of;
use crate::chance::scatter;
use crate::person::Sex;

/// What somebody shows to say who he is.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Document {
    /// 居民身份证: 18 characters by GB 11643-1999, of a region `99xxxx` that does not exist. A
    /// permanent residence card of a foreigner also begins with 9, but a province follows, and
    /// none begins with 9.
    ResidentId(String),
    /// 护照: `EO` and seven digits. I and O are left out of the second letter.
    Passport(String),
    /// 港澳居民来往内地通行证: H or M and eight digits, from ninety-nine million on.
    HongKongMacaoPermit(String),
    /// 台湾居民来往大陆通行证: eight digits, from ninety-nine million on.
    TaiwanPermit(String),
    /// 未办: a newborn, or somebody who has to apply again.
    NoneYet,
}

impl Document {
    /// The number, if there is a paper.
    pub fn number(&self) -> Option<&str> {
        match self {
            Document::ResidentId(number)
            | Document::Passport(number)
            | Document::HongKongMacaoPermit(number)
            | Document::TaiwanPermit(number) => Some(number),
            Document::NoneYet => None,
        }
    }

    /// The word that rosters use for this kind of paper.
    pub fn kind_written(&self) -> &'static str {
        match self {
            Document::ResidentId(_) => "身份证",
            Document::Passport(_) => "护照",
            Document::HongKongMacaoPermit(_) => "港澳通行证",
            Document::TaiwanPermit(_) => "台胞证",
            Document::NoneYet => "未办",
        }
    }

    /// Whether the number lies where none is issued. Holds for everybody whom this crate invents.
    pub fn is_reserved(&self) -> bool {
        match self {
            Document::ResidentId(number) => number.len() == 18 && number.starts_with("99"),
            Document::Passport(number) => number.len() == 9 && number.starts_with("EO"),
            Document::HongKongMacaoPermit(number) => {
                number.len() == 9 && (number.starts_with("H99") || number.starts_with("M99"))
            }
            Document::TaiwanPermit(number) => number.len() == 8 && number.starts_with("99"),
            Document::NoneYet => true,
        }
    }
}

/// Whether a phone number is one that no mobile has: eleven digits that begin with `100`.
pub fn phone_is_reserved(phone: &str) -> bool {
    phone.len() == 11 && phone.starts_with("100") && phone.bytes().all(|b| b.is_ascii_digit())
}

/// The check character of an identity card by GB 11643-1999, from its first 17 digits.
pub fn check_character(first_17: &str) -> Option<char> {
    let digits = first_17.as_bytes();
    if digits.len() != 17 || !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    Some(char::from(check_byte(digits)))
}

fn check_byte(digits: &[u8]) -> u8 {
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    const CHARACTERS: [u8; 11] = *b"10X98765432";
    let sum: u32 = digits.iter().zip(WEIGHTS).map(|(d, weight)| u32::from(d - b'0') * weight).sum();
    CHARACTERS[(sum % 11) as usize]
}

/// How many regions begin with 99.
const N_REGIONS: u64 = 10_000;
/// How many numbers of one sex a region has for one birthday.
const N_SERIALS: u64 = 500;
/// How many phones begin with 100.
const N_PHONES: u64 = 100_000_000;
/// The longest life that is invented, in days.
const LIFE_DAYS: usize = 110 * 366;

/// What a community may give out, so that no other community gives out the same.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Block {
    /// The place of the community in the list sorted by code.
    pub(crate) rank: u64,
    /// How many communities there are.
    pub(crate) n_communities: u64,
    /// How many people live in the communities before it.
    pub(crate) people_before: u64,
    /// The seed of the city.
    pub(crate) seed: u64,
}

/// Gives out papers and phones in one community, none of them twice.
pub(crate) struct Papers {
    block: Block,
    region: u64,
    /// How many numbers of one sex and birthday fall to this community, and the first of them.
    serials: (u64, u64),
    /// How many were given, by days of life and sex.
    given: Vec<u16>,
    reference_day: i32,
    n_passports: u64,
    n_permits: u64,
    n_phones: u64,
}

impl Papers {
    pub(crate) fn new(block: Block, reference_day: i32) -> Papers {
        let sharers = block.n_communities.div_ceil(N_REGIONS).max(1);
        let n_serials = N_SERIALS / sharers;
        // 7,919 and 10,000 have no divisor in common, so that no region comes twice.
        let region = (block.rank * 7_919 + block.seed % N_REGIONS) % N_REGIONS;
        Papers {
            block,
            region,
            serials: (n_serials, block.rank / N_REGIONS * n_serials),
            given: vec![0; LIFE_DAYS * 2],
            reference_day,
            n_passports: 0,
            n_permits: 0,
            n_phones: 0,
        }
    }

    /// An identity card, or none where more are born on one day than there are numbers.
    pub(crate) fn resident_id(&mut self, born_day: i32, sex: Sex) -> Document {
        let male = usize::from(sex == Sex::Male);
        let days = usize::try_from(self.reference_day - born_day).unwrap_or(0);
        let Some(given) = self.given.get_mut(days * 2 + male) else { return Document::NoneYet };
        let (n_serials, first) = self.serials;
        let n = u64::from(*given);
        if n >= n_serials {
            return Document::NoneYet;
        }
        *given += 1;
        let start = scatter(self.region ^ (days as u64) << 20 ^ self.block.seed) % n_serials;
        let serial = (first + (start + n) % n_serials) * 2 + male as u64;
        let born = date_of(born_day);
        let mut digits = [0_u8; 18];
        write_digits(&mut digits[..6], 990_000 + self.region);
        write_digits(&mut digits[6..10], u64::from(born.year().unsigned_abs()));
        write_digits(&mut digits[10..12], u64::from(born.month().unsigned_abs()));
        write_digits(&mut digits[12..14], u64::from(born.day().unsigned_abs()));
        write_digits(&mut digits[14..17], serial);
        digits[17] = check_byte(&digits[..17]);
        Document::ResidentId(digits.iter().copied().map(char::from).collect())
    }

    /// A passport.
    pub(crate) fn passport(&mut self) -> Document {
        match self.serial(self.n_passports, 10_000_000) {
            None => Document::NoneYet,
            Some(serial) => {
                self.n_passports += 1;
                Document::Passport(format!("EO{serial:07}"))
            }
        }
    }

    /// A permit of somebody from Hong Kong or Macao.
    pub(crate) fn hong_kong_macao_permit(&mut self, letter: char) -> Document {
        match self.serial(self.n_permits, 1_000_000) {
            None => Document::NoneYet,
            Some(serial) => {
                self.n_permits += 1;
                Document::HongKongMacaoPermit(format!("{letter}99{serial:06}"))
            }
        }
    }

    /// A permit of somebody from Taiwan.
    pub(crate) fn taiwan_permit(&mut self) -> Document {
        match self.serial(self.n_permits, 1_000_000) {
            None => Document::NoneYet,
            Some(serial) => {
                self.n_permits += 1;
                Document::TaiwanPermit(format!("99{serial:06}"))
            }
        }
    }

    /// The n-th serial number of this community out of `all`.
    fn serial(&self, n: u64, all: u64) -> Option<u64> {
        let share = all / self.block.n_communities.max(1);
        (n < share).then(|| self.block.rank * share + n)
    }

    /// A phone that nobody else has, in a city of less than a hundred million.
    pub(crate) fn phone(&mut self) -> String {
        let number = self.block.people_before + self.n_phones;
        self.n_phones += 1;
        // Multiplied by a number without a divisor in common with 10^8, all stay different.
        let scattered = (number % N_PHONES * 61_803_399 + self.block.seed % N_PHONES) % N_PHONES;
        let mut digits = *b"10000000000";
        write_digits(&mut digits[3..], scattered);
        digits.iter().copied().map(char::from).collect()
    }
}

fn write_digits(digits: &mut [u8], mut number: u64) {
    for digit in digits.iter_mut().rev() {
        *digit = b'0' + (number % 10) as u8;
        number /= 10;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_check_character_is_that_of_the_standard() {
        // The two examples of GB 11643-1999.
        assert_eq!(check_character("11010519491231002"), Some('X'));
        assert_eq!(check_character("44052418800101001"), Some('4'));
        assert_eq!(check_character("4405241880010100"), None);
        assert_eq!(check_character("4405241880010100X"), None);
    }

    #[test]
    fn more_communities_than_regions_still_give_out_different_numbers() {
        let block = |rank| Block { rank, n_communities: 20_001, people_before: 0, seed: 5 };
        let mut numbers = std::collections::HashSet::new();
        for rank in [3, 10_003, 20_000, 10_000, 0] {
            let mut papers = Papers::new(block(rank), 19_000);
            for n in 0..200 {
                match papers.resident_id(1_000, Sex::Male).number() {
                    Some(number) => assert!(numbers.insert(number.to_owned()), "{number}"),
                    None => assert!(n >= 166),
                }
            }
        }
        assert_eq!(numbers.len(), 5 * 166);
    }
}
