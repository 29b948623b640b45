//! Reading a notice: what its lists do, under which heading, and what is missing.

use super::areas::{Area, areas};
use super::counties::{Counties, CountyHead};
use super::counts::{Place, Stated, differences, found, of_heading, shown, stated_in};
use super::headings::{Heading, Turn, measured_level};
use super::lines::Print;
use super::parts::parts;
use super::pieces::{Piece, cut};
use super::torn::is_fragment;
use super::{AreaChange, ChangeAction, Flag, FlagCode, ReadNotice, check, header, key};
use crate::Level;
use crate::places::County;
use crate::rules::{Edition, RuleBook};
use std::ops::Range;

/// No notice is longer, in characters.
pub const TEXT_MAX: usize = 200_000;

/// The text cannot be a notice at all.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum Unreadable {
    /// There is nothing in it that can be seen.
    #[error("the text is empty")]
    Empty,
    /// It holds control or replacement characters: a program's file, or the wrong encoding.
    #[error("this is not text: {strange} of its characters are no letters of any script")]
    NotText {
        /// How many of them.
        strange: usize,
    },
    /// It is longer than any notice.
    #[error("the text is longer than {TEXT_MAX} characters")]
    TooLong,
}

/// Reads the first notice that the text holds. Nothing is guessed: what is missing is flagged.
/// `city_name` is the city's own name, 太原市, which may stand before a county's.
pub fn read(
    text: &str,
    counties: &[County],
    city_name: &str,
    rules: &RuleBook,
) -> Result<ReadNotice, Unreadable> {
    readable(text)?;
    let print = Print::new(text);
    if print.len() == 0 {
        return Err(Unreadable::Empty);
    }
    let header = header::read(&print, city_name);
    let edition = header.date.and_then(|day| rules.edition_on(day));
    let counties = Counties::new(counties, city_name);
    let mut reader = Reader::new(&print, &counties, edition);
    for piece in cut(&print, &counties, header.body.clone()) {
        reader.take(piece);
    }
    reader.leave_pending();
    let Reader { mut changes, mut flags, stated, .. } = reader;
    check::named_twice(&mut changes);
    if changes.is_empty() {
        flags.push(Flag {
            code: FlagCode::NoChanges,
            message: "没有读到调整风险区的内容".to_owned(),
            as_written: String::new(),
        });
    }
    flags.extend(differences(&stated, &changes));
    if let Some(edition) = edition {
        flags.extend(check::editions_named(&print, header.body.clone(), rules, edition));
        flags.extend(check::clauses(&print, header.body.clone(), edition));
        check::levels(&mut changes, edition);
    }
    let mut all = header.flags;
    all.append(&mut flags);
    Ok(ReadNotice {
        authority: header.authority,
        number: header.number,
        date: header.date,
        edition: edition.map(|edition| edition.id.clone()),
        stated: shown(&stated),
        found: found(&changes),
        changes,
        flags: all,
    })
}

/// Refuses what is no text before any work is put into it.
fn readable(text: &str) -> Result<(), Unreadable> {
    let (mut letters, mut strange) = (0_usize, 0_usize);
    for letter in text.chars().take(TEXT_MAX + 1) {
        letters += 1;
        let blank = letter.is_whitespace() || letter == '\u{feff}';
        strange += usize::from(letter == '\u{fffd}' || letter.is_control() && !blank);
    }
    if strange * 50 > letters || text.chars().take(letters).any(|letter| letter == '\0') {
        return Err(Unreadable::NotText { strange });
    }
    if letters > TEXT_MAX { Err(Unreadable::TooLong) } else { Ok(()) }
}

/// A list whose heading is missing, waiting for the sentence that follows it.
struct Pending {
    head: CountyHead,
    areas: Vec<Area>,
    ended: bool,
    range: Range<usize>,
}

pub(super) struct Reader<'a> {
    pub(super) print: &'a Print,
    pub(super) counties: &'a Counties<'a>,
    edition: Option<&'a Edition>,
    pub(super) section: Option<Heading>,
    ordinal: u32,
    /// The measures of the section were given: no list of it can follow.
    pub(super) measured: bool,
    /// A list or a heading of levels was met.
    pub(super) begun: bool,
    pending: Vec<Pending>,
    changes: Vec<AreaChange>,
    stated: Vec<Stated>,
    flags: Vec<Flag>,
}

impl<'a> Reader<'a> {
    fn new(
        print: &'a Print,
        counties: &'a Counties<'a>,
        edition: Option<&'a Edition>,
    ) -> Reader<'a> {
        Reader {
            print,
            counties,
            edition,
            section: None,
            ordinal: 0,
            measured: false,
            begun: false,
            pending: Vec::new(),
            changes: Vec::new(),
            stated: Vec::new(),
            flags: Vec::new(),
        }
    }

    fn take(&mut self, piece: Piece) {
        match piece {
            Piece::Section { ordinal, heading, range } => {
                self.take_section(ordinal, heading, range)
            }
            Piece::List { head, body, ended, range } => self.take_list(head, body, ended, range),
            Piece::Words(range) => self.take_words(range),
        }
    }

    fn take_section(
        &mut self,
        ordinal: Option<u32>,
        heading: Option<Heading>,
        range: Range<usize>,
    ) {
        self.leave_pending();
        if let Some(ordinal) = ordinal {
            if ordinal > self.ordinal + 1 {
                let missing: Vec<String> =
                    (self.ordinal + 1..ordinal).take(20).map(super::draft::numeral).collect();
                let message = format!("第{}节的标题缺失，原文不完整", missing.join("、"));
                self.cut_off(message, range.clone());
            }
            if ordinal > self.ordinal {
                self.ordinal = ordinal;
            }
        }
        if let Some(heading) = &heading {
            self.begun = true;
            self.stated.extend(of_heading(self.print, heading, range));
        }
        self.section = heading;
        self.measured = false;
    }

    fn take_list(
        &mut self,
        head: CountyHead,
        body: Range<usize>,
        ended: bool,
        range: Range<usize>,
    ) {
        let areas = areas(self.print, body, head.count);
        let list = Pending { head, areas, ended, range };
        self.begun = true;
        match self.section.clone() {
            Some(heading) if !self.measured => {
                self.state_count(&list, &heading);
                self.add_list(&list, &heading, None);
            }
            Some(_) | None => self.pending.push(list),
        }
    }

    fn take_words(&mut self, range: Range<usize>) {
        if let Some(level) = measured_level(self.print.slice(range.clone())) {
            self.take_measure(level, range);
            return;
        }
        self.leave_pending();
        if self.listed_in_words(&range) || self.changed_in_words(&range) {
            return;
        }
        if is_fragment(self.print.slice(range.clone())) {
            let words = self.print.plain_text(range.clone());
            self.cut_off(format!("“{words}”前面的文字缺失，没有当作区域读取"), range);
            return;
        }
        if !self.begun {
            self.stated.extend(stated_in(self.print, range));
        }
    }

    /// The sentence that gives a level's measures ends the list that it follows.
    fn take_measure(&mut self, level: Level, range: Range<usize>) {
        let lists = std::mem::take(&mut self.pending);
        let title = level.title();
        if !lists.is_empty() {
            let heading = self.heading_from_measure(level);
            for list in &lists {
                self.state_count(list, &heading);
                self.add_list(list, &heading, Some(level));
            }
        } else if !self.measured {
            match &self.section {
                None if !self.begun => {
                    self.cut_off(format!("有{title}的措施，却没有{title}的名单"), range);
                }
                Some(heading) if heading.to.is_some_and(|to| to != level) => {
                    self.cut_off(format!("标题与其后{title}的措施不是同一等级"), range);
                }
                Some(_) | None => {}
            }
        }
        self.begun = true;
        self.measured = true;
    }

    /// What a list does whose heading is missing: nobody is newly listed at the lightest level
    /// while graver ones exist, so such areas were lowered.
    fn heading_from_measure(&self, level: Level) -> Heading {
        let lightest = level.gravity() == 1
            && self
                .edition
                .is_some_and(|edition| edition.levels.iter().any(|rule| rule.level.gravity() > 1));
        let turn = if lightest { Turn::Lowered } else { Turn::Listed };
        Heading { turn, from: None, to: Some(level), count: None }
    }

    /// Lists for which no sentence gave a level are no changes: nothing says what happens.
    fn leave_pending(&mut self) {
        for list in std::mem::take(&mut self.pending) {
            let message = "这一行区域没有标题，也没有措施，无法确定等级，没有读取".to_owned();
            self.cut_off(message, list.range);
        }
    }

    fn state_count(&mut self, list: &Pending, heading: &Heading) {
        let Some(count) = list.head.count else { return };
        self.stated.push(Stated {
            place: Place::County(self.print.plain_text(list.head.name.clone())),
            turn: heading.turn,
            from: heading.from,
            to: heading.to,
            count,
            as_written: self.print.as_written(list.range.start..list.head.end - 1),
        });
    }

    fn add_list(&mut self, list: &Pending, heading: &Heading, later: Option<Level>) {
        let county = self.print.plain_text(list.head.name.clone());
        for (at, area) in list.areas.iter().enumerate() {
            let doubt = !list.ended && at + 1 == list.areas.len();
            self.add_area(area, &county, heading, later, doubt);
        }
        if list.areas.is_empty() {
            self.cut_off(format!("{county}后面没有区域"), list.range.clone());
        }
    }

    pub(super) fn add_area(
        &mut self,
        area: &Area,
        county: &str,
        heading: &Heading,
        later: Option<Level>,
        doubt: bool,
    ) {
        let print = self.print;
        let as_written = print.as_written(area.range.clone());
        let mut flags = Vec::new();
        let mut flag = |code: FlagCode, message: String| {
            flags.push(Flag { code, message, as_written: as_written.clone() });
        };
        if let Some(level) = later {
            let message = format!("标题缺失，等级{}取自后文的措施", level.title());
            flag(FlagCode::LevelFromLaterSentence, message);
        }
        let known = self.counties.by_name(county);
        if known.is_none() {
            let message = match county {
                "" => "没有写明县区".to_owned(),
                written => format!("本市没有名为“{written}”的县区"),
            };
            flag(FlagCode::CountyUnknown, message);
        }
        if doubt {
            flag(FlagCode::TextCutOff, "名单没有句号，最后一个区域可能不完整".to_owned());
        }
        let (action, from) = check::action(heading, self.edition);
        if from.is_none() && action != ChangeAction::Added {
            flag(FlagCode::FromUnstated, check::from_unstated(heading));
        }
        let name: Vec<char> =
            area.name.iter().flat_map(|range| print.slice(range.clone()).iter().copied()).collect();
        if name.iter().filter(|letter| **letter == '(').count()
            != name.iter().filter(|letter| **letter == ')').count()
        {
            flag(FlagCode::TextCutOff, "括号不成对，区域可能不完整".to_owned());
        }
        if name.contains(&':') {
            flag(FlagCode::TextCutOff, "区域里有冒号，可能与下一行连在了一起".to_owned());
        }
        let parts = parts(&name);
        for range in &parts.odd_ranges {
            flag(FlagCode::RangeUnreadable, format!("“{range}”不像楼栋范围，按原文保留"));
        }
        self.changes.push(AreaChange {
            action,
            from,
            to: heading.to,
            county: (!county.is_empty()).then(|| county.to_owned()),
            county_code: known.map(|county| county.code.to_string()),
            area: area.name.iter().map(|range| print.shown(range.clone())).collect(),
            except: area.except.clone().map(|range| print.shown(range)),
            parts: parts.names,
            as_written,
            flags,
            span: print.span(area.range.clone()),
        });
    }

    fn cut_off(&mut self, message: String, range: Range<usize>) {
        let as_written = self.print.as_written(range);
        self.flags.push(Flag { code: FlagCode::TextCutOff, message, as_written });
    }
}

/// The normal form of a change's area.
pub(super) fn key_of(change: &AreaChange) -> String {
    key::area_key(&change.area, change.except.as_deref())
}
