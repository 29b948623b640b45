//! Names that could be anybody's.

use crate::chance::Chance;
use crate::name_tables::{
    DOTTED_MEN, DOTTED_WOMEN, LATIN_FAMILIES, LATIN_MEN, LATIN_WOMEN, MEN, Pool, RARE, SURNAMES,
    WOMEN,
};
use crate::person::Sex;

/// Where the names of a household come from.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Origin {
    /// Surname and given name.
    Han,
    /// Given name, `·`, name of the father.
    Dotted,
    /// Latin letters, with a passport.
    Foreign,
    /// As Han; the head has a permit of Hong Kong or Macao.
    HongKongMacao,
    /// As Han; the head has a permit of Taiwan.
    Taiwan,
}

impl Origin {
    pub(crate) fn draw(chance: &mut Chance) -> Origin {
        match chance.below(10_000) {
            0..9_974 => Origin::Han,
            9_974..9_989 => Origin::Dotted,
            9_989..9_994 => Origin::Foreign,
            9_994..9_997 => Origin::HongKongMacao,
            _ => Origin::Taiwan,
        }
    }

    /// A family name of this origin. For `·` it is the name of the father.
    pub(crate) fn family_name(self, chance: &mut Chance) -> &'static str {
        match self {
            Origin::Han | Origin::HongKongMacao | Origin::Taiwan => chance.weighted(&SURNAMES),
            Origin::Dotted => chance.one(&DOTTED_MEN),
            Origin::Foreign => chance.one(&LATIN_FAMILIES),
        }
    }

    /// The whole name of somebody born in this year.
    pub(crate) fn name(self, family: &str, sex: Sex, year: i16, chance: &mut Chance) -> String {
        match self {
            Origin::Han | Origin::HongKongMacao | Origin::Taiwan => {
                let mut name = String::with_capacity(12);
                name.push_str(family);
                push_given(&mut name, sex, year, chance);
                name
            }
            Origin::Dotted => {
                let given = match sex {
                    Sex::Male => chance.one(&DOTTED_MEN),
                    Sex::Female => chance.one(&DOTTED_WOMEN),
                };
                format!("{given}·{family}")
            }
            Origin::Foreign => {
                let given = match sex {
                    Sex::Male => chance.one(&LATIN_MEN),
                    Sex::Female => chance.one(&LATIN_WOMEN),
                };
                format!("{given} {family}")
            }
        }
    }
}

fn push_given(name: &mut String, sex: Sex, year: i16, chance: &mut Chance) {
    let era = match year {
        ..1955 => 0,
        1955..1975 => 1,
        1975..1995 => 2,
        1995..2010 => 3,
        _ => 4,
    };
    let pool: &Pool = match sex {
        Sex::Male => &MEN[era],
        Sex::Female => &WOMEN[era],
    };
    let habit = chance.below(10_000);
    if habit < pool.singles * 100 {
        name.push_str(character(pool.single, chance.draw_index(pool.single)));
        return;
    }
    let first = chance.draw_index(pool.first);
    if habit >= 9_980 {
        name.push_str(character(pool.first, first));
        name.push_str(chance.one(&RARE));
        return;
    }
    // 婷婷 and 阳阳 are names; 国国 is none. So only single characters are said twice.
    if habit >= 9_830 && era >= 2 {
        let twice = character(pool.single, chance.draw_index(pool.single));
        name.push_str(twice);
        name.push_str(twice);
        return;
    }
    let first = character(pool.first, first);
    let second = chance.draw_index(pool.second);
    let drawn = character(pool.second, second);
    name.push_str(first);
    name.push_str(if drawn == first { character(pool.second, second + 1) } else { drawn });
}

/// The n-th character of a pool; the first after the last.
fn character(pool: &'static str, n: u32) -> &'static str {
    let at = n as usize * 3 % pool.len().max(1);
    pool.get(at..at + 3).unwrap_or(pool)
}

impl Chance {
    fn draw_index(&mut self, pool: &str) -> u32 {
        self.below((pool.len() / 3) as u32)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chance::Topic;
    use std::collections::HashSet;

    #[test]
    fn every_character_of_a_pool_is_three_bytes_and_stands_once() {
        for pool in MEN.iter().chain(&WOMEN) {
            for text in [pool.first, pool.second, pool.single] {
                assert!(text.chars().all(|c| c.len_utf8() == 3), "{text}");
                let once: HashSet<char> = text.chars().collect();
                assert_eq!(once.len(), text.chars().count(), "{text}");
            }
        }
        let surnames: HashSet<&str> = SURNAMES.iter().map(|(surname, _)| *surname).collect();
        assert_eq!(surnames.len(), SURNAMES.len());
    }

    #[test]
    fn nobody_is_named_like_somebody_whom_everybody_knows() {
        let known = [
            "李文亮",
            "钟南山",
            "张文宏",
            "李兰娟",
            "张伯礼",
            "姚明",
            "刘翔",
            "李宁",
            "李娜",
            "马龙",
            "杨利伟",
            "马云",
            "马化腾",
            "王亚平",
            "刘德华",
            "杨颖",
        ];
        for name in known {
            let formed = SURNAMES.iter().filter_map(|(surname, _)| name.strip_prefix(surname));
            for given in formed {
                let (first, second) = given.split_at(3);
                for pool in MEN.iter().chain(&WOMEN) {
                    let single = second.is_empty() && pool.single.contains(first);
                    let double = !second.is_empty()
                        && pool.first.contains(first)
                        && pool.second.contains(second);
                    assert!(!single && !double, "{name}");
                }
            }
        }
    }

    #[test]
    fn names_are_many_and_no_character_is_doubled_by_accident() {
        let mut chance = Chance::of(1, Topic::People, "x");
        let mut names = HashSet::new();
        for _ in 0..10_000 {
            let family = Origin::Han.family_name(&mut chance);
            names.insert(Origin::Han.name(family, Sex::Male, 1950, &mut chance));
        }
        assert!(names.len() > 6_000, "{}", names.len());
        assert!(!names.iter().any(|name| name.contains("国国") || name.contains("福福")));
    }
}
