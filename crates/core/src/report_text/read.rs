//! Reading a report: clause by clause, each with what stood before it.

use super::clauses::{self, Clause};
use super::doubts::{Doubt, DoubtCode, doubt};
use super::letters::Letters;
use super::times::{Calendar, Group};
use super::turns::{
    AT_HOME, CARE, DENIED, FELT, ISOLATED, LEAVES, OTHERS, PLANNED, REPEATED, SAMPLED, SYMPTOMS,
    UNSURE,
};
use super::when::{Time, check_order};
use super::{Episode, EpisodeKind, ReadReport, RideMeans, Words, people, places, rides};
use crate::CityDay;
use crate::notices::Span;

/// No report is longer, in characters.
pub const TEXT_MAX: usize = 30_000;
/// No more episodes are read of one text.
pub const EPISODES_MAX: usize = 500;

/// The text cannot be a report at all.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum Unreadable {
    /// There is nothing in it that can be seen.
    #[error("the text is empty")]
    Empty,
    /// It holds control or replacement characters: a program's file, or the wrong encoding.
    #[error("this is not text")]
    NotText,
    /// It is longer than any report.
    #[error("the text is longer than {TEXT_MAX} characters")]
    TooLong,
}

/// Reads a report that was written on `asked_on`: a day without a year is the latest one up to then.
pub fn read(text: &str, asked_on: CityDay) -> Result<ReadReport, Unreadable> {
    readable(text)?;
    let letters = Letters::new(text);
    let clauses = clauses::cut(&letters);
    let mut reader = Reader {
        letters: &letters,
        calendar: Calendar::new(asked_on),
        day_from: None,
        of: None,
        n_people: 0,
        report: ReadReport::default(),
        last_sentence: None,
    };
    for clause in &clauses {
        if reader.report.episodes.len() >= EPISODES_MAX {
            reader.report.doubts.push(doubt(DoubtCode::CutOff, clause.start, letters.len()));
            break;
        }
        reader.take(clause);
    }
    if reader.n_people > 1 {
        reader.report.doubts.push(doubt(DoubtCode::SeveralPeople, 0, 0));
    }
    if reader.report.episodes.is_empty() {
        reader.report.doubts.push(doubt(DoubtCode::NothingFound, 0, 0));
    }
    Ok(reader.report)
}

/// Refuses what is no text before any work is put into it.
fn readable(text: &str) -> Result<(), Unreadable> {
    let (mut n_letters, mut n_strange, mut is_blank) = (0_usize, 0_usize, true);
    for letter in text.chars().take(TEXT_MAX + 1) {
        n_letters += 1;
        let blank = letter.is_whitespace() || letter == '\u{feff}';
        is_blank &= blank;
        n_strange += usize::from(letter == '\u{fffd}' || letter.is_control() && !blank);
        if letter == '\0' {
            return Err(Unreadable::NotText);
        }
    }
    match () {
        () if is_blank => Err(Unreadable::Empty),
        () if n_strange * 50 > n_letters => Err(Unreadable::NotText),
        () if n_letters > TEXT_MAX => Err(Unreadable::TooLong),
        () => Ok(()),
    }
}

struct Reader<'l> {
    letters: &'l Letters,
    calendar: Calendar,
    /// The sentence in which the last day was named.
    day_from: Option<usize>,
    of: Option<Words>,
    n_people: usize,
    report: ReadReport,
    /// The sentence of the last episode.
    last_sentence: Option<usize>,
}

impl Reader<'_> {
    fn take(&mut self, clause: &Clause) {
        let (from, to) = (clause.start, clause.end);
        self.heading(from, to);
        if let Some((at, end)) = self.letters.find(from, to, DENIED) {
            // The day holds for what follows, though nothing was done on it.
            self.time(clause);
            self.report.doubts.push(doubt(DoubtCode::Denied, at, to.max(end)));
            return;
        }
        if self.leaves(clause) {
            return;
        }
        let mut found: Vec<Episode> = Vec::new();
        for (from, to) in &clause.content {
            self.within(*from, *to, &mut found);
        }
        if found.is_empty() {
            self.nothing_named(clause, &mut found);
        }
        let with: Vec<_> = clause
            .content
            .iter()
            .flat_map(|(from, to)| people::find(self.letters, *from, *to))
            .collect();
        if found.is_empty() {
            self.ends_with(clause);
            self.with_people(clause, with);
            return;
        }
        let shared = self.time(clause);
        let is_shared = found.len() > 1 && shared.from.is_some();
        let starts: Vec<usize> = found.iter().skip(1).map(|next| next.span.start).collect();
        for (at, mut episode) in found.into_iter().enumerate() {
            shared.clone().into_episode(&mut episode);
            if is_shared {
                episode.doubts.push(doubt(DoubtCode::TimeShared, from, to));
            }
            episode.people.clone_from(&with);
            episode.of.clone_from(&self.of);
            self.widen(&mut episode, clause, (at == 0, starts.get(at).copied()));
            self.doubts_of(&mut episode, clause);
            self.report.episodes.push(episode);
        }
        self.last_sentence = Some(clause.sentence);
    }

    /// 病例2：… — whom the text tells of from here on.
    fn heading(&mut self, from: usize, to: usize) {
        let heads = ["无症状感染者", "确诊病例", "感染者", "病例", "患者"];
        let (start, _) = self.letters.trimmed(from, to);
        let Some((_, after)) = self.letters.one_of(start, &heads) else { return };
        let Some((_, end)) = self.letters.number(after).filter(|(_, end)| *end <= to) else {
            return;
        };
        let words = self.letters.words(start, end);
        if self.of.as_ref().is_none_or(|of| of.text != words.text) {
            self.n_people += 1;
        }
        self.of = Some(words);
    }

    /// 9时20分离开: the end of what came before.
    fn leaves(&mut self, clause: &Clause) -> bool {
        let Some(group) = clause.group.as_ref().filter(|group| group.first.is_none()) else {
            return false;
        };
        let (at, _) = self.letters.trimmed(group.end, clause.end);
        let said = self.letters.one_of(at, LEAVES);
        let Some(((_, end), until)) = said.zip(group.from) else { return false };
        if self.last_sentence != Some(clause.sentence) {
            return false;
        }
        let Some(before) = self.report.episodes.last_mut().filter(|before| before.to.is_none())
        else {
            return false;
        };
        before.to = Some(until);
        before.span.end = before.span.end.max(end);
        check_order(before);
        // 9时20分离开前往…: what follows is read as well.
        let mut rest: Vec<Episode> = Vec::new();
        self.within(end, clause.end, &mut rest);
        rest.is_empty()
    }

    /// 停留至18时30分: the end of what came before it in the sentence.
    fn ends_with(&mut self, clause: &Clause) {
        let is_same = self.last_sentence == Some(clause.sentence);
        let Some(until) = clause.until.filter(|_| is_same) else { return };
        let end = self.letters.trimmed(clause.start, clause.end).1;
        if let Some(before) = self.report.episodes.last_mut().filter(|one| one.to.is_none()) {
            before.to = Some(until);
            before.span.end = before.span.end.max(end);
            check_order(before);
        }
    }

    /// What stands in a stretch: ways, and the places before and behind them.
    fn within(&self, from: usize, to: usize, found: &mut Vec<Episode>) {
        let mut at = from;
        for _ in 0..6 {
            let Some(mut way) = rides::find(self.letters, at, to) else { break };
            rides::source_after(self.letters, &mut way, to);
            let mut before = places::find(self.letters, at, way.start.max(at));
            if way.ride.from.is_none()
                && let Some(place) = before.pop()
            {
                way.ride.from = Some(place.words);
            }
            found.extend(before.into_iter().map(|place| self.stay(place, to)));
            let unnumbered = way.ride.number.is_none()
                && matches!(
                    way.ride.means,
                    RideMeans::Train
                        | RideMeans::Flight
                        | RideMeans::Bus
                        | RideMeans::Coach
                        | RideMeans::Taxi
                );
            let span = Span { start: way.start.max(from), end: way.end.min(to) };
            let mut episode = Episode::bare(EpisodeKind::Ride, span);
            if unnumbered {
                episode.doubts.push(doubt(DoubtCode::RideUnnumbered, span.start, span.end));
            }
            at = way.end.max(at + 1);
            episode.ride = Some(way.ride);
            found.push(episode);
        }
        let after = places::find(self.letters, at, to);
        found.extend(after.into_iter().map(|place| self.stay(place, to)));
    }

    fn stay(&self, place: places::Found, to: usize) -> Episode {
        let act = |words| self.letters.find(place.end, to, words).is_some();
        let kind = match () {
            () if place.is_home => EpisodeKind::Home,
            () if act(ISOLATED)
                || self.letters.find(place.start, place.end, ISOLATED).is_some() =>
            {
                EpisodeKind::Isolated
            }
            () if act(CARE) || self.letters.find(place.start, place.end, CARE).is_some() => {
                EpisodeKind::Care
            }
            () if act(SAMPLED) => EpisodeKind::Sampled,
            () => EpisodeKind::Stay,
        };
        let mut episode = Episode::bare(kind, Span { start: place.start, end: place.end });
        if place.is_vague {
            let span = place.words.span;
            episode.doubts.push(doubt(DoubtCode::PlaceVague, span.start, span.end));
        }
        episode.place = Some(place.words);
        episode
    }

    /// What a clause says that names neither place nor way.
    fn nothing_named(&self, clause: &Clause, found: &mut Vec<Episode>) {
        let (from, to) = (clause.start, clause.end);
        let has = |words: &[&str]| self.letters.find(from, to, words);
        let symptoms: Vec<Words> = (from..to)
            .filter_map(|at| self.letters.one_of(at, SYMPTOMS).map(|(_, end)| (at, end)))
            .filter(|(_, end)| *end <= to)
            .map(|(at, end)| self.letters.words(at, end))
            .collect();
        let span = Span { start: from, end: to };
        if !symptoms.is_empty() && has(FELT).is_some() && has(&["门诊"]).is_none() {
            let is_denied = has(&["无", "未出现", "没有"]).is_some();
            if !is_denied {
                let mut episode = Episode::bare(EpisodeKind::Onset, span);
                episode.symptoms = symptoms;
                found.push(episode);
            }
            return;
        }
        if has(AT_HOME).is_some() {
            found.push(Episode::bare(EpisodeKind::Home, span));
            return;
        }
        if clause.group.is_none() {
            return;
        }
        let kind = match () {
            () if has(ISOLATED).is_some() => EpisodeKind::Isolated,
            () if has(CARE).is_some() => EpisodeKind::Care,
            () if has(SAMPLED).is_some() => EpisodeKind::Sampled,
            () if has(places::ACTS).is_some() => EpisodeKind::Stay,
            () => return,
        };
        let mut episode = Episode::bare(kind, span);
        episode.doubts.push(doubt(DoubtCode::PlaceMissing, from, to));
        found.push(episode);
    }

    /// 与2名同事同桌: belongs to what came before it in the sentence.
    fn with_people(&mut self, clause: &Clause, with: Vec<super::PeopleSaid>) {
        self.time(clause);
        if with.is_empty() || self.last_sentence != Some(clause.sentence) {
            return;
        }
        if let Some(before) = self.report.episodes.last_mut() {
            before.span.end = before.span.end.max(self.letters.trimmed(clause.start, clause.end).1);
            before.people.extend(with);
        }
    }

    /// The days and hours of a clause, or the day that was named before.
    fn time(&mut self, clause: &Clause) -> Time {
        let (from, to) = (clause.start, clause.end);
        let mut time = Time { until: clause.until, ..Time::default() };
        let add = |doubts: &mut Vec<Doubt>, codes: Vec<DoubtCode>, group: &Group| {
            doubts.extend(codes.into_iter().map(|code| doubt(code, group.start, group.end)));
        };
        if let Some(group) = &clause.group {
            time.group = Some(group.clone());
            if let Some(first) = group.first {
                let (day, codes) = self.calendar.day(first);
                time.day = day;
                add(&mut time.doubts, codes, group);
                self.day_from = Some(clause.sentence);
            }
            if let Some(last) = group.last {
                if time.day.is_none() {
                    time.day = self.calendar.last;
                }
                let (day, codes) = self.calendar.day(last);
                time.until_day = day.filter(|day| Some(*day) != time.day);
                add(&mut time.doubts, codes, group);
            }
            if group.is_repeated {
                time.doubts.push(doubt(DoubtCode::Repeated, group.start, group.end));
            }
            time.from = group.from;
            if group.first.is_some() {
                return time;
            }
        }
        if time.day.is_none() {
            time.day = self.calendar.last;
            let code = match self.day_from {
                Some(sentence) if sentence == clause.sentence && time.day.is_some() => None,
                Some(_) if time.day.is_some() => Some(DoubtCode::DayCarried),
                Some(_) | None => Some(DoubtCode::DayMissing),
            };
            time.doubts.extend(code.map(|code| doubt(code, from, to)));
        }
        time
    }

    /// The words of an episode with the day and hour that belong to it: up to the next one of the clause.
    fn widen(&self, episode: &mut Episode, clause: &Clause, around: (bool, Option<usize>)) {
        let (is_first, next) = around;
        if let Some(group) = clause.group.as_ref().filter(|_| is_first) {
            episode.span.start = episode.span.start.min(group.start);
        }
        let until = next.unwrap_or(clause.end).max(episode.span.end);
        let end = self.letters.trimmed(episode.span.start, until).1;
        episode.span.end = end.max(episode.span.end);
    }

    fn doubts_of(&self, episode: &mut Episode, clause: &Clause) {
        let (from, to) = (clause.start, clause.end);
        for (words, code) in [
            (UNSURE, DoubtCode::SaidUnsure),
            (PLANNED, DoubtCode::Planned),
            (REPEATED, DoubtCode::Repeated),
            (OTHERS, DoubtCode::SomebodyElse),
        ] {
            let is_said = episode.doubts.iter().any(|doubt| doubt.code == code);
            if let Some((at, end)) = self.letters.find(from, to, words).filter(|_| !is_said) {
                episode.doubts.push(doubt(code, at, end));
            }
        }
        let wants_hour = !matches!(episode.kind, EpisodeKind::Home | EpisodeKind::Onset)
            && episode.from.is_none();
        if wants_hour {
            episode.doubts.push(doubt(DoubtCode::TimeMissing, 0, 0));
        }
        let about = episode.from.is_some_and(|time| time.is_about)
            || episode.to.is_some_and(|time| time.is_about);
        if about {
            episode.doubts.push(doubt(DoubtCode::TimeAbout, from, to));
        }
        check_order(episode);
    }
}
