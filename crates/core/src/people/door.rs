//! Doors as people write them: 5号楼2单元302, 5-2-302, 东巷12号.

use crate::coded;

coded! {
    /// Why words name no door.
    DoorFlaw {
        /// Neither a building nor a room nor an address.
        Missing = "missing",
        /// An address in which no number could be found.
        Unreadable = "unreadable",
        /// Longer than any door's name.
        TooLong = "too_long",
    }
}

/// The names on the way to a door, from the compound down, as they are compared. A part that a
/// place does not have is empty: a courtyard of a village has neither units nor rooms.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct DoorWords {
    /// 迎泽小区, 东巷. Empty where the community is one compound.
    pub compound: String,
    /// 5号楼, 12号
    pub building: String,
    /// 2单元
    pub unit: String,
    /// 302
    pub room: String,
}

/// The longest part of a door, in signs.
const PART_CHARS_MAX: usize = 30;

impl DoorWords {
    /// Reads the columns of a list. An address is read where there is neither building nor room
    /// beside it. Beside them it only says the compound, where no column does: a lane without
    /// numbers, or the same door once more. Anything else there, such as where somebody comes from,
    /// says nothing.
    pub fn read(
        compound: &str,
        building: &str,
        unit: &str,
        room: &str,
        address: &str,
    ) -> Result<DoorWords, DoorFlaw> {
        let [compound, building, unit, room, address] =
            [compound, building, unit, room, address].map(plain);
        let mut door = if !building.is_empty() || !room.is_empty() {
            let mut door = DoorWords { compound, building, unit, room };
            let says_more = door.compound.is_empty() && !address.is_empty();
            // 5-2-302 stands in the column of the room, or in that of the building.
            if door.unit.is_empty() && (door.building.is_empty() || door.room.is_empty()) {
                let whole = format!("{}{}", door.building, door.room);
                if is_run(&whole) {
                    let read = from_address(&whole)?;
                    door = DoorWords { compound: door.compound, ..read };
                }
            }
            if says_more {
                door.compound = compound_beside(&door, &address);
            }
            door
        } else if !address.is_empty() {
            let read = from_address(&address)?;
            let compound = if compound.is_empty() { read.compound.clone() } else { compound };
            DoorWords { compound, ..read }
        } else {
            return Err(DoorFlaw::Missing);
        };
        door.settle();
        // A whole building, or a row of courtyards, is nobody's door.
        if door.room.is_empty()
            && ["号楼", "排", "巷"].iter().any(|word| door.building.ends_with(word))
        {
            return Err(DoorFlaw::Missing);
        }
        let parts = [&door.compound, &door.building, &door.unit, &door.room];
        if parts.iter().any(|part| part.chars().count() > PART_CHARS_MAX) {
            return Err(DoorFlaw::TooLong);
        }
        Ok(door)
    }

    /// Reads words that name a door or what doors lie in: 迎泽小区5号楼, 5号楼2单元, A座.
    pub fn read_place(words: &str) -> Result<DoorWords, DoorFlaw> {
        let words = plain(words);
        let mut place = match from_address(&words) {
            Ok(place) => place,
            // A building that has a letter and no number.
            Err(_)
                if words.ends_with(['座', '栋', '幢', '楼'])
                    && !words.chars().any(|c| c.is_ascii_digit()) =>
            {
                DoorWords { building: words, ..DoorWords::default() }
            }
            Err(flaw) => return Err(flaw),
        };
        place.settle();
        let parts = [&place.compound, &place.building, &place.unit, &place.room];
        if parts.iter().any(|part| part.chars().count() > PART_CHARS_MAX) {
            return Err(DoorFlaw::TooLong);
        }
        Ok(place)
    }

    /// Gives each part the name by which it is compared.
    fn settle(&mut self) {
        self.unit = with_word(&self.unit, &["单元", "门", "梯"], "单元");
        self.room = bare(&self.room, &["室", "房", "户", "号院", "号", "院"]);
        // In a village the number of the courtyard stands where a town has its room.
        if self.building.is_empty() {
            self.building = std::mem::take(&mut self.room);
            if is_number(&self.building) {
                self.building.push('号');
            }
        }
        let is_house = self.room.is_empty() && self.unit.is_empty();
        let as_building = ["号楼", "栋", "幢", "座", "#", "＃", "楼"];
        self.building = match is_house {
            true if self.building.ends_with("号院") => self.building.replace("号院", "号"),
            true if self.building.ends_with(['号', '院', '排']) => self.building.clone(),
            true | false => with_word(&self.building, &as_building, "号楼"),
        };
        // In a row of courtyards the door is a courtyard too: 3排8号.
        if self.building.ends_with(['排', '巷']) && is_number(&self.room) {
            self.room = format!("{}号", self.room);
        }
    }

    /// `5号楼2单元302`, without the compound.
    pub fn within_compound(&self) -> String {
        format!("{}{}{}", self.building, self.unit, self.room)
    }
}

/// The compound that an address names beside a door: 西街 beside 12号, or 迎泽小区 of
/// 迎泽小区5号楼2单元302 beside the same door in columns. Empty where it names none.
fn compound_beside(door: &DoorWords, address: &str) -> String {
    let is_far = ["省", "市", "县"].iter().any(|word| address.contains(word));
    if !is_far && !address.chars().any(|c| c.is_ascii_digit()) && from_address(address).is_err() {
        return address.to_owned();
    }
    let within = |door: &DoorWords| {
        let mut door = DoorWords { compound: String::new(), ..door.clone() };
        door.settle();
        door
    };
    match from_address(address) {
        Ok(read) if within(&read) == within(door) => read.compound,
        Ok(_) | Err(_) => String::new(),
    }
}

/// A text without the signs that say nothing, full width made half.
fn plain(text: &str) -> String {
    text.chars()
        .filter(|c| !c.is_whitespace() && *c != '\'' && *c != '\u{200b}')
        .map(|c| match c {
            '０'..='９' | 'Ａ'..='Ｚ' | 'ａ'..='ｚ' => {
                char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c)
            }
            '－' | '—' | '–' | '―' | '／' | '/' => '-',
            '＃' => '#',
            other => other,
        })
        .collect()
}

/// Whether a text is numbers with `-` between them.
fn is_run(text: &str) -> bool {
    text.contains('-') && text.split('-').all(is_number)
}

/// `12`, `12A`, `B2`.
fn is_number(text: &str) -> bool {
    !text.is_empty()
        && text.chars().all(|c| c.is_ascii_alphanumeric())
        && text.chars().any(|c| c.is_ascii_digit())
}

fn bare(text: &str, endings: &[&str]) -> String {
    let found = endings.iter().find_map(|ending| text.strip_suffix(ending));
    number(found.unwrap_or(text))
}

fn with_word(text: &str, words: &[&str], word: &str) -> String {
    let stem = words.iter().find_map(|known| text.strip_suffix(known));
    let stem = match stem {
        Some(stem) => stem,
        None if is_number(&number(text)) || is_letter(text) => text,
        None => return text.to_owned(),
    };
    if stem.is_empty() { text.to_owned() } else { format!("{}{word}", number(stem)) }
}

fn is_letter(text: &str) -> bool {
    text.len() == 1 && text.chars().all(|c| c.is_ascii_alphabetic())
}

/// 二 is 2, 十二 is 12, 05 is 5; what is no number stays.
fn number(text: &str) -> String {
    let digit = |c: char| "一二三四五六七八九".chars().position(|known| known == c).map(|n| n + 1);
    let signs: Vec<char> = text.chars().collect();
    let value = match signs.as_slice() {
        [one] => digit(*one).or((*one == '十').then_some(10)),
        ['十', one] => digit(*one).map(|n| 10 + n),
        [tens, '十'] => digit(*tens).map(|n| n * 10),
        [tens, '十', one] => digit(*tens).zip(digit(*one)).map(|(tens, one)| tens * 10 + one),
        _ => None,
    };
    if let Some(value) = value {
        return value.to_string();
    }
    let short = text.trim_start_matches('0');
    let is_padded = is_number(text) && text.len() <= 2 && !short.is_empty();
    if is_padded { short.to_owned() } else { text.to_owned() }
}

/// The words up to a number, and the number: 迎泽小区|5, 号楼|2, 单元|302, 室|.
fn pieces(address: &str) -> Vec<(String, String)> {
    let mut pieces = vec![(String::new(), String::new())];
    for c in address.chars() {
        let Some((words, digits)) = pieces.last_mut() else { continue };
        let goes_on = c.is_ascii_digit() || (c.is_ascii_alphabetic() && !digits.is_empty());
        match (goes_on, digits.is_empty()) {
            (true, _) => digits.push(c),
            (false, true) => words.push(c),
            (false, false) => pieces.push((c.to_string(), String::new())),
        }
    }
    pieces
}

fn from_address(address: &str) -> Result<DoorWords, DoorFlaw> {
    let address = spelled_numbers(address);
    let pieces = pieces(&address);
    let numbers: Vec<&str> =
        pieces.iter().map(|(_, digits)| digits.as_str()).filter(|one| !one.is_empty()).collect();
    let compound = pieces.first().map(|(words, _)| words.clone()).unwrap_or_default();
    let mut door = DoorWords { compound, ..DoorWords::default() };
    let joined = pieces.iter().skip(1).filter(|(words, _)| words == "-").count();
    if joined > 0 && joined + 1 == numbers.len() {
        match numbers.as_slice() {
            [building, unit, room] => {
                (door.building, door.unit, door.room) =
                    ((*building).into(), (*unit).into(), (*room).into());
            }
            [building, room] => {
                (door.building, door.room) = ((*building).into(), (*room).into());
            }
            _ => return Err(DoorFlaw::Unreadable),
        }
        return Ok(door);
    }
    let after = |place: usize| pieces.get(place + 1).map_or("", |(words, _)| words.as_str());
    for (place, (_, number)) in pieces.iter().enumerate().filter(|(_, (_, n))| !n.is_empty()) {
        let next = after(place);
        let begins = |words: &[&str]| words.iter().any(|word| next.starts_with(word));
        if begins(&["号楼", "栋", "幢", "座", "#", "楼"]) && door.building.is_empty() {
            door.building = format!("{number}号楼");
        } else if begins(&["单元", "门", "梯"]) && door.unit.is_empty() {
            door.unit = number.clone();
        } else if door.building.is_empty() && begins(&["号", "排", "院"]) {
            let word: String = next.chars().take(1).collect();
            door.building = format!("{number}{word}");
        } else if door.room.is_empty() {
            door.room = number.clone();
        } else {
            return Err(DoorFlaw::Unreadable);
        }
    }
    if door.building.is_empty() && door.room.is_empty() {
        return Err(DoorFlaw::Unreadable);
    }
    Ok(door)
}

/// 五号楼二单元 with its numbers in digits.
fn spelled_numbers(address: &str) -> String {
    let signs: Vec<char> = address.chars().collect();
    let mut text = String::new();
    let mut at = 0;
    while let Some(c) = signs.get(at) {
        let run: String =
            signs.iter().skip(at).take_while(|c| "一二三四五六七八九十".contains(**c)).collect();
        let n_run = run.chars().count();
        let rest: String = signs.iter().skip(at + n_run).take(2).collect();
        let is_numbered = ["单元", "号楼"].contains(&rest.as_str()) || rest.starts_with('栋');
        if n_run > 0 && is_numbered {
            text.push_str(&number(&run));
            at += n_run;
        } else {
            text.push(*c);
            at += 1;
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(columns: [&str; 5], expected: Result<[&str; 4], DoorFlaw>) {
        let [compound, building, unit, room, address] = columns;
        let read = DoorWords::read(compound, building, unit, room, address);
        let expected = expected.map(|[compound, building, unit, room]| DoorWords {
            compound: compound.into(),
            building: building.into(),
            unit: unit.into(),
            room: room.into(),
        });
        assert_eq!(read, expected, "{columns:?}");
    }

    #[test]
    fn the_same_door_is_read_from_all_the_ways_to_write_it() {
        let same = Ok(["迎泽小区", "5号楼", "2单元", "302"]);
        for columns in [
            ["迎泽小区", "5", "2", "302", ""],
            ["迎泽小区", "5号楼", "2单元", "302室", ""],
            ["迎泽小区", "5＃", "二单元", "３０２", ""],
            [" 迎泽小区 ", "05", "02", "302户", ""],
            ["迎泽小区", "五号楼", "二", "302", ""],
            ["迎泽小区", "", "", "5-2-302", ""],
            ["迎泽小区", "5－2－302", "", "", ""],
            ["", "", "", "", "迎泽小区5号楼2单元302室"],
            ["", "", "", "", "迎泽小区五号楼二单元302"],
            ["迎泽小区", "", "", "", "5-2-302"],
            ["", "", "", "", "迎泽小区5栋2门302房"],
        ] {
            check(columns, same);
        }
    }

    #[test]
    fn an_address_beside_a_door_says_its_compound_or_nothing() {
        let door = ["", "5号楼", "2单元", "302"];
        let columns = |address| ["", "5", "2", "302", address];
        check(columns("迎泽小区5号楼2单元302室"), Ok(["迎泽小区", "5号楼", "2单元", "302"]));
        check(columns("迎泽小区"), Ok(["迎泽小区", "5号楼", "2单元", "302"]));
        // Another door, or another town, is not where these people live.
        check(columns("解放路7号楼1单元101"), Ok(door));
        check(columns("山西省吕梁市"), Ok(door));
        check(columns("某县某村"), Ok(door));
        check(["滨河小区", "5", "2", "302", "迎泽小区"], Ok(["滨河小区", "5号楼", "2单元", "302"]));
    }

    #[test]
    fn a_village_has_courtyards() {
        let same = Ok(["东巷", "12号", "", ""]);
        check(["东巷", "", "", "12", ""], same);
        check(["东巷", "", "", "12号", ""], same);
        check(["东巷", "12号院", "", "", ""], same);
        check(["", "", "", "", "东巷12号"], same);
        check(["", "3排", "", "", ""], Err(DoorFlaw::Missing));
        check(["", "5号楼", "2单元", "", ""], Err(DoorFlaw::Missing));
        check(["东巷", "5", "", "", ""], Err(DoorFlaw::Missing));
        check(["", "门卫室", "", "", ""], Ok(["", "门卫室", "", ""]));
        // The lane stands where others have the address; without it 12号 would be one door in all
        // lanes of the village.
        check(["", "", "", "12号", "东巷"], same);
        check(["", "12", "", "", "东巷"], Err(DoorFlaw::Missing));
        check(["", "12号", "", "", "东巷"], same);
        check(["", "", "", "12", "东巷12号"], same);
        check(["东巷", "", "", "12", "西街"], same);
        for room in ["8", "8号", "8号院", "８号院"] {
            check(["东巷", "3排", "", room, ""], Ok(["东巷", "3排", "", "8号"]));
        }
    }

    #[test]
    fn a_building_without_units_and_letters() {
        check(["", "5号楼", "", "302", ""], Ok(["", "5号楼", "", "302"]));
        check(["", "", "", "", "5号楼302"], Ok(["", "5号楼", "", "302"]));
        check(["", "A座", "", "1202", ""], Ok(["", "A号楼", "", "1202"]));
        check(["", "5号楼", "1单元", "302A", ""], Ok(["", "5号楼", "1单元", "302A"]));
    }

    #[test]
    fn what_names_no_door_is_refused() {
        check(["迎泽小区", "", "", "", ""], Err(DoorFlaw::Missing));
        check(["", "", "", "", "学校对面"], Err(DoorFlaw::Unreadable));
        check(["", "", "", "", "1-2-3-4"], Err(DoorFlaw::Unreadable));
        let long = "很".repeat(31);
        check([&long, "5", "1", "302", ""], Err(DoorFlaw::TooLong));
    }
}
