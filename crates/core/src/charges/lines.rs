//! Lines as people send them in a chat or copy them from a table: 5号楼 张三 街道办 139…. What each
//! part is follows from its shape, not from its place in the line; what is not understood is said
//! and never guessed.

use super::Capacity;
use crate::coded;
use crate::people::{DoorWords, Name, Phone};

/// The most lines that are read at once. Our own bound.
pub const LINES_MAX: usize = 300;
/// The most buildings that one line may name: 1-36号楼.
const PLACES_MAX: usize = 60;
/// A name of Chinese signs has so many; longer names have a dot or letters.
const NAME_CHARS: std::ops::RangeInclusive<usize> = 2..=4;
/// A run of so many digits is a phone and no number of a house.
const PHONE_DIGITS_MIN: usize = 7;

coded! {
    /// Why a line is not understood as it stands.
    LineFlaw {
        /// The heading of a table: nothing is lost with it.
        Heading = "heading",
        /// No building, compound or unit.
        NoPlace = "no_place",
        /// What names the place could not be read.
        PlaceUnreadable = "place_unreadable",
        /// The community has no such place.
        PlaceUnknown = "place_unknown",
        /// Several compounds have such a building.
        PlaceAmbiguous = "place_ambiguous",
        /// No name.
        NoName = "no_name",
        /// A number that is no phone.
        PhoneUnreadable = "phone_unreadable",
        /// Two phones: one must be chosen.
        TwoPhones = "two_phones",
    }
}

/// A place by its words.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum PlaceNamed {
    /// The whole community.
    Community,
    /// A compound, a building, a unit or a door: the parts behind it are empty.
    Below(DoorWords),
}

/// One line as it was understood.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LineRead {
    /// Which line, from 1.
    pub number: usize,
    /// What was pasted.
    pub as_written: String,
    /// Of what.
    pub places: Vec<PlaceNamed>,
    /// Who, where a name was found.
    pub name: Option<Name>,
    /// Whence: what is left of the line.
    pub unit: String,
    /// As what.
    pub capacity: Capacity,
    /// By which phone; a line may have none.
    pub phone: Option<Phone>,
    /// What keeps it from being taken over.
    pub flaw: Option<LineFlaw>,
}

/// Reads lines. `compounds` are the names of the community's compounds: a place without any number
/// is known by them alone. Empty lines are left out.
pub fn read_lines(text: &str, compounds: &[&str]) -> Vec<LineRead> {
    text.lines()
        .enumerate()
        .filter(|(_, line)| !line.trim().is_empty())
        .take(LINES_MAX)
        .map(|(n, line)| read_line(n + 1, line.trim(), compounds))
        .collect()
}

fn read_line(number: usize, line: &str, compounds: &[&str]) -> LineRead {
    let mut read = LineRead {
        number,
        as_written: line.to_owned(),
        places: Vec::new(),
        name: None,
        unit: String::new(),
        capacity: Capacity::Other,
        phone: None,
        flaw: None,
    };
    if line.contains("姓名") && !line.chars().any(|c| c.is_ascii_digit()) {
        read.flaw = Some(LineFlaw::Heading);
        return read;
    }
    let mut rest: Vec<String> = Vec::new();
    let mut compound = String::new();
    for word in words(line) {
        if is_phone(&word) {
            read.take_phone(&word);
        } else if names_place(&word, compounds) {
            // 迎泽小区 5号楼: the compound stands in a column of its own.
            if compounds.contains(&word.as_str()) && compound.is_empty() {
                compound = word;
            } else {
                read.take_places(&word, compounds);
            }
        } else {
            rest.push(word);
        }
    }
    read.settle_compound(compound);
    read.settle_words(&rest);
    let missing = match (read.places.is_empty(), &read.name) {
        (true, _) => Some(LineFlaw::NoPlace),
        (false, None) => Some(LineFlaw::NoName),
        (false, Some(_)) => None,
    };
    read.flaw = read.flaw.or(missing);
    read
}

impl LineRead {
    fn take_phone(&mut self, word: &str) {
        match (Phone::parse(word), &self.phone) {
            (Ok(phone), None) => self.phone = Some(phone),
            (Ok(phone), Some(known)) if phone == *known => {}
            (Ok(_), Some(_)) => self.flaw = self.flaw.or(Some(LineFlaw::TwoPhones)),
            (Err(_), _) => self.flaw = self.flaw.or(Some(LineFlaw::PhoneUnreadable)),
        }
    }

    fn take_places(&mut self, word: &str, compounds: &[&str]) {
        if ["社区", "全社区", "本社区", "全村", "本村"].contains(&word) {
            self.places.push(PlaceNamed::Community);
            return;
        }
        for one in each_place(word) {
            // A name may hold a digit: 并州花园2期1号楼 is 1号楼 of 并州花园2期.
            let lead = compounds.iter().filter(|known| one.starts_with(**known));
            let lead = lead.max_by_key(|known| known.len()).copied().unwrap_or_default();
            match DoorWords::read_place(one.strip_prefix(lead).unwrap_or(&one)) {
                Ok(words) if lead.is_empty() => self.places.push(PlaceNamed::Below(words)),
                Ok(words) => self
                    .places
                    .push(PlaceNamed::Below(DoorWords { compound: lead.to_owned(), ..words })),
                Err(_) => self.flaw = self.flaw.or(Some(LineFlaw::PlaceUnreadable)),
            }
        }
    }

    /// A compound that stands by itself is the place, or leads the buildings beside it.
    fn settle_compound(&mut self, compound: String) {
        if compound.is_empty() {
            return;
        }
        if self.places.is_empty() && self.flaw != Some(LineFlaw::PlaceUnreadable) {
            let whole = DoorWords { compound, ..DoorWords::default() };
            self.places.push(PlaceNamed::Below(whole));
            return;
        }
        for place in &mut self.places {
            match place {
                PlaceNamed::Below(words) if words.compound.is_empty() => {
                    words.compound.clone_from(&compound);
                }
                PlaceNamed::Below(_) | PlaceNamed::Community => {}
            }
        }
    }

    /// The first word that is like a name is the name; the others say whence he comes.
    fn settle_words(&mut self, rest: &[String]) {
        let place = rest.iter().position(|word| is_like_a_name(word));
        let name = place.and_then(|at| rest.get(at)).and_then(|word| Name::parse(word).ok());
        let others = rest.iter().enumerate().filter(|(n, _)| Some(*n) != place || name.is_none());
        let others: Vec<&str> = others.map(|(_, word)| word.as_str()).collect();
        self.unit = others.join(" ");
        self.capacity = Capacity::from_words(&self.unit);
        self.name = name;
    }
}

/// The words of a line. What separates columns in a chat or a table is a space; a comma between
/// two numbers of houses joins them: 1,2,3号楼.
fn words(line: &str) -> Vec<String> {
    let signs: Vec<char> = line.chars().map(half_width).collect();
    let mut spaced = String::new();
    let mut at = 0;
    while let Some(sign) = signs.get(at).copied() {
        let run = signs.iter().skip(at).take_while(|c| c.is_ascii_digit()).count();
        if run >= PHONE_DIGITS_MIN {
            // 张三13900000000: the phone is a word of its own. An area code stays with it.
            let has_area = spaced.ends_with('-');
            spaced.push_str(if has_area { "" } else { " " });
            spaced.extend(signs.iter().skip(at).take(run));
            spaced.push(' ');
            at += run;
            continue;
        }
        if run > 0 {
            spaced.extend(signs.iter().skip(at).take(run));
            at += run;
            continue;
        }
        let before = at.checked_sub(1).and_then(|before| signs.get(before));
        let beside = |c: Option<&char>| c.is_some_and(char::is_ascii_digit);
        let joins = sign == ',' && beside(before) && beside(signs.get(at + 1));
        match sign {
            ',' if joins => spaced.push('、'),
            ',' | ';' | ':' | '(' | ')' | '|' | '。' => spaced.push(' '),
            other => spaced.push(other),
        }
        at += 1;
    }
    spaced.split_whitespace().map(str::to_owned).collect()
}

fn half_width(sign: char) -> char {
    match sign {
        '，' => ',',
        '；' => ';',
        '：' => ':',
        '（' | '【' => '(',
        '）' | '】' => ')',
        '－' | '—' | '–' | '―' | '~' | '～' | '至' => '-',
        '０'..='９' => char::from_u32(u32::from(sign) - 0xFEE0).unwrap_or(sign),
        other => other,
    }
}

fn is_phone(word: &str) -> bool {
    let n_digits = word.chars().filter(char::is_ascii_digit).count();
    let longest = word.split(|c: char| !c.is_ascii_digit()).map(str::len).max().unwrap_or(0);
    // 12-1-1302 is a door; 139-0000-0000 is a phone.
    let has_only = |c: char| c.is_ascii_digit() || c == '-' || c == '+';
    word.chars().all(has_only)
        && (longest >= PHONE_DIGITS_MIN || (n_digits == 11 && word.starts_with('1')))
}

/// Words that end the name of a building or of something smaller.
const PLACE_ENDS: [&str; 8] = ["号楼", "单元", "栋", "幢", "座", "楼", "室", "户"];
/// Words that end the name of an office, though a number may stand in it.
const OFFICE_ENDS: [&str; 10] =
    ["办", "局", "中学", "小学", "医院", "支部", "公司", "大队", "网格", "组"];

fn names_place(word: &str, compounds: &[&str]) -> bool {
    let ends = |words: &[&str]| words.iter().any(|end| word.ends_with(end));
    if compounds.contains(&word) || ["社区", "全社区", "本社区", "全村", "本村"].contains(&word)
    {
        return true;
    }
    let has_digit = word.chars().any(|c| c.is_ascii_digit());
    let is_lettered = word.starts_with(|c: char| c.is_ascii_alphabetic()) && ends(&PLACE_ENDS);
    (has_digit && !ends(&OFFICE_ENDS)) || is_lettered
}

fn is_like_a_name(word: &str) -> bool {
    let count = word.chars().count();
    let is_han = |c: char| ('\u{3400}'..='\u{9fff}').contains(&c) || c == '·';
    let office = ["街道", "社区", "中心", "干部", "党员", "代表", "科级", "物业", "学校", "银行"];
    let is_office = OFFICE_ENDS.iter().any(|end| word.ends_with(end))
        || office.iter().any(|part| word.contains(part))
        || ["志愿者", "中心户", "书记", "主任", "网格员", "楼长", "单元长", "政府"].contains(&word);
    let fits = NAME_CHARS.contains(&count) || (word.contains('·') && count <= 20);
    fits && !is_office && word.chars().all(is_han)
}

/// 1、2、3号楼 is three places; 1-3号楼 too; 5号楼1、2单元 two.
fn each_place(word: &str) -> Vec<String> {
    let parts: Vec<&str> = word.split('、').filter(|part| !part.is_empty()).collect();
    let Some(last) = parts.last() else { return Vec::new() };
    let ending: String = last.chars().skip_while(|c| !c.is_ascii_digit()).collect();
    let ending = ending.trim_start_matches(|c: char| c.is_ascii_digit() || c == '-').to_owned();
    let ending = if ending.is_empty() { "号楼".to_owned() } else { ending };
    let mut lead = String::new();
    let mut all = Vec::new();
    for (n, part) in parts.iter().enumerate() {
        let is_bare = part.chars().all(|c| c.is_ascii_digit() || c == '-');
        if n == 0 {
            lead = lead_of(part, &ending);
        }
        let begins = part.starts_with(|c: char| c.is_ascii_digit()) && n > 0;
        let text = if begins { format!("{lead}{part}") } else { (*part).to_owned() };
        let is_last_bare = part.chars().last().is_some_and(|c| c.is_ascii_digit());
        let is_list = parts.len() > 1 && is_last_bare;
        let is_number = is_bare && !part.contains('-');
        let text = if is_list || is_number { format!("{text}{ending}") } else { text };
        all.extend(ranged(&text));
    }
    all.truncate(PLACES_MAX);
    all
}

/// What stands before the number that a list goes on with: 5号楼 in 5号楼1、2单元.
fn lead_of(part: &str, ending: &str) -> String {
    let bare = part.strip_suffix(ending).unwrap_or(part);
    bare.trim_end_matches(|c: char| c.is_ascii_digit() || c == '-').to_owned()
}

/// 1-3号楼 is 1号楼, 2号楼, 3号楼. Numbers with - and no word behind them are a door: 5-2-302.
fn ranged(text: &str) -> Vec<String> {
    let one = vec![text.to_owned()];
    let Some((first, rest)) = text.split_once('-') else { return one };
    let lead = first.trim_end_matches(|c: char| c.is_ascii_digit());
    let ending = rest.trim_start_matches(|c: char| c.is_ascii_digit());
    let number = |text: &str| text.parse::<u32>().ok();
    let from = first.strip_prefix(lead).and_then(number);
    let to = rest.strip_suffix(ending).and_then(number);
    let is_word = ["号楼", "栋", "幢", "座", "#", "楼", "单元"].contains(&ending);
    match (from, to, is_word) {
        (Some(from), Some(to), true) if from < to => {
            (from..=to).take(PLACES_MAX).map(|n| format!("{lead}{n}{ending}")).collect()
        }
        (_, _, _) => one,
    }
}
