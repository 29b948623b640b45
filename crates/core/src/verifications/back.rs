//! A file that answers a list of ours: which of its rows is about whom of the list, and what it adds.

use super::{AskedAbout, VerifyAnswer};
use crate::coded;
use std::collections::HashMap;

/// The longest answer in words, in signs.
pub const SAID_CHARS_MAX: usize = 500;
/// What stands where nobody has answered yet, in the lists that we write.
pub const WAITS: &str = "核查中";

coded! {
    /// What a row of a file of answers adds.
    BackState {
        /// The first answer to a line.
        New = "new",
        /// Another answer than the one that holds.
        Changed = "changed",
        /// The answer that holds.
        Known = "known",
        /// What was answered once, and put right since.
        Earlier = "earlier",
        /// Nothing stands where the answer should.
        Waits = "waits",
        /// He is not on the list.
        Unknown = "unknown",
        /// Several of the list may be meant.
        Several = "several",
        /// Two rows of the file answer one line differently.
        Contrary = "contrary",
        /// The answer is too long.
        TooLong = "too_long",
    }
}

impl BackState {
    /// Whether the answer is kept.
    pub fn is_kept(self) -> bool {
        match self {
            BackState::New | BackState::Changed => true,
            BackState::Known
            | BackState::Earlier
            | BackState::Waits
            | BackState::Unknown
            | BackState::Several
            | BackState::Contrary
            | BackState::TooLong => false,
        }
    }
}

/// A row of a file of answers.
#[derive(Clone, PartialEq, Eq)]
pub struct BackRow {
    /// Whom it is about, as it says.
    pub who: AskedAbout,
    /// What was found, in the words of whoever answers.
    pub said: String,
    /// When and by whom, in his words.
    pub more: String,
}

impl std::fmt::Debug for BackRow {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("BackRow(…)")
    }
}

impl BackRow {
    /// The answer as it is kept: 在本地（2022-10-07 09:05，某社区）.
    pub fn words(&self) -> String {
        match self.more.is_empty() {
            true => self.said.clone(),
            false => format!("{}（{}）", self.said, self.more),
        }
    }
}

/// What a row comes to: what it adds, and to which lines, counted from 0.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answered {
    /// What.
    pub state: BackState,
    /// The lines of the person; none where he was not found.
    pub lines: Vec<usize>,
}

/// What each row of a file of answers comes to. `held` are the answers to each line so far, the one that
/// holds last.
pub fn answers_back(asked: &[AskedAbout], held: &[Vec<String>], rows: &[BackRow]) -> Vec<Answered> {
    let known = Known::of(asked);
    let mut all: Vec<Answered> = rows.iter().map(|row| known.answered(held, row)).collect();
    // Of two rows that say different of one line neither is taken: nobody here knows which is right.
    let mut said: HashMap<usize, Vec<usize>> = HashMap::new();
    for (n, one) in all.iter().enumerate() {
        let counts = one.state.is_kept() || one.state == BackState::Known;
        for line in one.lines.iter().filter(|_| counts) {
            said.entry(*line).or_default().push(n);
        }
    }
    for of_line in said.values() {
        let mut own = of_line.iter().filter_map(|n| rows.get(*n));
        let Some(first) = own.next() else { continue };
        if own.any(|other| other.words() != first.words()) {
            for n in of_line {
                if let Some(one) = all.get_mut(*n) {
                    one.state = BackState::Contrary;
                }
            }
        }
    }
    all
}

/// The answer of our own list with which words begin, where they do: nothing is guessed.
pub fn answer_in(words: &str) -> Option<VerifyAnswer> {
    let begins = VerifyAnswer::ALL.iter().copied().filter(|one| words.starts_with(one.title()));
    begins.max_by_key(|one| one.title().len())
}

/// The lines of a list of ours by what they were sent with.
struct Known<'a> {
    asked: &'a [AskedAbout],
    by_document: HashMap<&'a str, Vec<usize>>,
    by_phone: HashMap<&'a str, Vec<usize>>,
    by_reference: HashMap<&'a str, Vec<usize>>,
    by_name: HashMap<&'a str, Vec<usize>>,
}

impl<'a> Known<'a> {
    fn of(asked: &'a [AskedAbout]) -> Known<'a> {
        let by = |item: &dyn Fn(&'a AskedAbout) -> &'a str| {
            let mut lines: HashMap<&'a str, Vec<usize>> = HashMap::new();
            for (n, one) in asked.iter().enumerate() {
                let key = item(one);
                if !key.is_empty() {
                    lines.entry(key).or_default().push(n);
                }
            }
            lines
        };
        Known {
            asked,
            by_document: by(&|one| one.document.as_str()),
            by_phone: by(&|one| one.phone.as_str()),
            by_reference: by(&|one| one.reference.as_str()),
            by_name: by(&|one| one.name.as_str()),
        }
    }

    fn answered(&self, held: &[Vec<String>], row: &BackRow) -> Answered {
        let of = |state, lines| Answered { state, lines };
        let lines = match self.meant(&row.who) {
            Meant::Nobody => return of(BackState::Unknown, Vec::new()),
            Meant::Several => return of(BackState::Several, Vec::new()),
            Meant::Lines(lines) => lines,
        };
        if row.said.is_empty() || row.said == WAITS {
            return of(BackState::Waits, lines);
        }
        let words = row.words();
        if words.chars().count() > SAID_CHARS_MAX {
            return of(BackState::TooLong, lines);
        }
        let held = |line: &usize| held.get(*line).map(Vec::as_slice).unwrap_or_default();
        // Our own list that came back filled in by an answer before says that answer alone.
        let is_it = |own: &String| *own == words || *own == row.said;
        let state = if lines.iter().all(|line| held(line).last().is_some_and(is_it)) {
            BackState::Known
        } else if lines.iter().all(|line| held(line).iter().any(is_it)) {
            BackState::Earlier
        } else if lines.iter().any(|line| !held(line).is_empty()) {
            BackState::Changed
        } else {
            BackState::New
        };
        of(state, lines)
    }

    /// Whom a row is about: by the number of his document; else by his phone, by the number of his line, or
    /// by name and address together, where nothing that both say contradicts it.
    fn meant(&self, row: &AskedAbout) -> Meant {
        if let Some(lines) = self.by_document.get(row.document.as_str()) {
            return Meant::Lines(lines.clone());
        }
        let may_be = |one: &AskedAbout| {
            !differ(&one.document, &row.document) && !differ(&one.name, &row.name)
        };
        let by_phone = self.among(self.by_phone.get(row.phone.as_str()), &may_be);
        if !matches!(by_phone, Meant::Nobody) {
            return by_phone;
        }
        let may_be = |one: &AskedAbout| may_be(one) && !differ(&one.phone, &row.phone);
        let by_reference = self.among(self.by_reference.get(row.reference.as_str()), &may_be);
        if !matches!(by_reference, Meant::Nobody) {
            return by_reference;
        }
        let is_there =
            |one: &AskedAbout| may_be(one) && !row.address.is_empty() && one.address == row.address;
        self.among(self.by_name.get(row.name.as_str()), &is_there)
    }

    /// Of some lines those that may be meant: one person's, or several people's.
    fn among(&self, lines: Option<&Vec<usize>>, may_be: &dyn Fn(&AskedAbout) -> bool) -> Meant {
        let mut found: Vec<(usize, &AskedAbout)> = Vec::new();
        for line in lines.into_iter().flatten() {
            if let Some(one) = self.asked.get(*line).filter(|one| may_be(one)) {
                found.push((*line, one));
            }
        }
        let Some((_, first)) = found.first() else { return Meant::Nobody };
        let is_first = |one: &AskedAbout| {
            one.name == first.name && one.document == first.document && one.phone == first.phone
        };
        match found.iter().all(|(_, one)| is_first(one)) {
            true => Meant::Lines(found.iter().map(|(line, _)| *line).collect()),
            false => Meant::Several,
        }
    }
}

/// Whom of the list a row is about.
enum Meant {
    Nobody,
    Several,
    Lines(Vec<usize>),
}

/// Whether both say something, and not the same.
fn differ(one: &str, other: &str) -> bool {
    !one.is_empty() && !other.is_empty() && one != other
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 编号,姓名,证件,电话,住址
    fn who(text: &str) -> AskedAbout {
        let mut items = text.split(',').map(str::to_owned);
        let mut next = || items.next().unwrap_or_default();
        AskedAbout {
            reference: next(),
            name: next(),
            document: next(),
            phone: next(),
            address: next(),
            ..AskedAbout::default()
        }
    }

    fn list() -> Vec<AskedAbout> {
        [
            "A-1,演练甲,X1,10000000001,",
            "A-2,演练乙,,10000000002,",
            "A-3,演练丙,,10000000002,",
            "A-4,演练丁,X4,10000000004,",
            "A-5,演练丁,X4,,",
            "A-6,演练戊,,,某小区",
            "A-7,,,10000000002,",
        ]
        .map(who)
        .to_vec()
    }

    fn check(row: &str, expected: &str) {
        let (asked, row) =
            (list(), BackRow { who: who(row), said: "在本地".into(), more: "".into() });
        let found =
            answers_back(&asked, &vec![Vec::new(); asked.len()], std::slice::from_ref(&row));
        let lines: Vec<String> = found[0].lines.iter().map(|n| (n + 1).to_string()).collect();
        let words = format!("{} {}", found[0].state.code(), lines.join("+"));
        assert_eq!(words.trim(), expected, "{:?}", row.who.reference);
    }

    #[test]
    fn a_row_is_about_whom_its_numbers_say() {
        check(",演练甲,X1,,", "new 1");
        check(",,X1,19999999999,", "new 1");
        check(",,,10000000001,", "new 1");
        check(",演练丁,X4,,", "new 4+5");
        check(",演练丙,,10000000002,", "several");
        check(",,,10000000002,", "several");
        check("A-2,,,,", "new 2");
        check("A-2,演练甲,,,", "unknown");
        check(",演练戊,,,某小区", "new 6");
        check(",演练戊,,,别处", "unknown");
        check(",演练甲,,,", "unknown");
        check(",,,,", "unknown");
        // Another document under the same phone is somebody else.
        check(",演练甲,X9,10000000001,", "unknown");
        check(",演练甲乙,,10000000001,", "unknown");
    }

    fn said(rows: &[(&str, &str)], held: &[(usize, &str)]) -> Vec<&'static str> {
        let asked = list();
        let mut holds: Vec<Vec<String>> = vec![Vec::new(); asked.len()];
        held.iter().for_each(|(n, words)| holds[*n].push((*words).to_owned()));
        let row = |(who_, said): &(&str, &str)| BackRow {
            who: who(who_),
            said: (*said).to_owned(),
            more: String::new(),
        };
        let rows: Vec<BackRow> = rows.iter().map(row).collect();
        answers_back(&asked, &holds, &rows).iter().map(|one| one.state.code()).collect()
    }

    #[test]
    fn an_answer_is_new_once_and_two_that_differ_are_none() {
        let one = ",,X1,,";
        assert_eq!(said(&[(one, "在本地")], &[]), ["new"]);
        assert_eq!(said(&[(one, "在本地")], &[(0, "在本地")]), ["known"]);
        assert_eq!(said(&[(one, "在境外")], &[(0, "在本地")]), ["changed"]);
        let put_right = [(0, "在本地"), (0, "在境外")];
        assert_eq!(said(&[(one, "在本地")], &put_right), ["earlier"], "the first file once more");
        assert_eq!(said(&[(one, ""), (one, WAITS)], &[]), ["waits", "waits"]);
        assert_eq!(said(&[(one, "在本地"), (one, "在境外")], &[]), ["contrary", "contrary"]);
        let contrary = said(&[(one, "在本地"), (one, "在境外")], &[(0, "在本地")]);
        assert_eq!(contrary, ["contrary", "contrary"]);
        assert_eq!(said(&[(one, "在本地"), (one, "在本地")], &[]), ["new", "new"]);
        assert_eq!(said(&[(one, "长".repeat(SAID_CHARS_MAX + 1).as_str())], &[]), ["too_long"]);
    }

    #[test]
    fn words_are_one_of_our_answers_where_they_begin_so() {
        assert_eq!(answer_in("在本地（自2022-10-05）"), Some(VerifyAnswer::Here));
        assert_eq!(answer_in("目前不在本地"), Some(VerifyAnswer::NotHere));
        assert_eq!(answer_in("不在本地"), None);
        assert_eq!(answer_in("核实无误"), None);
    }
}
