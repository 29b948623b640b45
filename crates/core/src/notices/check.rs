//! What a read notice is held against: the calendar of editions, and the register.

use super::headings::{Heading, Turn, step_downs};
use super::lines::{Print, find, plain};
use super::read::key_of;
use super::{AreaChange, ChangeAction, Flag, FlagCode, ReadNotice};
use crate::rules::{Edition, RuleBook};
use crate::{CityDay, Level};
use std::collections::HashSet;
use std::ops::Range;

/// What the register knows of an area before the notice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Listed {
    /// The level at which it stands.
    pub level: Level,
    /// The first day on which the rules let that level end; none where they count no days.
    pub earliest_step_down: Option<CityDay>,
}

/// Holds a reading against the register, which is asked by county code and
/// [`area_key`](super::area_key).
pub fn check_against(reading: &mut ReadNotice, register: &dyn Fn(&str, &str) -> Option<Listed>) {
    let date = reading.date;
    for change in &mut reading.changes {
        let Some(county_code) = change.county_code.clone() else { continue };
        // The register may name the county before the area where the notice does not, or the
        // other way about.
        let county = change.county.clone().unwrap_or_default();
        let except = change.except.as_deref();
        let mut keys =
            vec![key_of(change), super::area_key(&format!("{county}{}", change.area), except)];
        keys.extend(
            change
                .area
                .strip_prefix(&county)
                .filter(|rest| !rest.is_empty() && !rest.starts_with('除'))
                .map(|rest| super::area_key(rest, except)),
        );
        let listed = keys.iter().find_map(|key| register(&county_code, key));
        let flags = register_flags(change, listed, date);
        change.flags.extend(flags);
    }
}

fn register_flags(change: &AreaChange, listed: Option<Listed>, date: Option<CityDay>) -> Vec<Flag> {
    let flag = |code: FlagCode, message: String| Flag {
        code,
        message,
        as_written: change.as_written.clone(),
    };
    let Some(listed) = listed else {
        return match change.action {
            ChangeAction::Added => Vec::new(),
            ChangeAction::Raised | ChangeAction::Lowered | ChangeAction::Released => {
                vec![flag(FlagCode::NotListed, "登记册中没有这一区域".to_owned())]
            }
        };
    };
    let now = listed.level.title();
    if change.to == Some(listed.level) {
        return vec![flag(FlagCode::ListedAlready, format!("登记册中已经是{now}"))];
    }
    let mut flags = Vec::new();
    let expected = match change.action {
        ChangeAction::Added => false,
        ChangeAction::Raised | ChangeAction::Lowered | ChangeAction::Released => {
            change.from.is_none_or(|from| from == listed.level)
        }
    };
    if !expected {
        flags.push(flag(FlagCode::ListedAtAnotherLevel, format!("登记册中现为{now}")));
    }
    let ends = match change.action {
        ChangeAction::Lowered | ChangeAction::Released => true,
        ChangeAction::Added | ChangeAction::Raised => false,
    };
    if let (true, Some(date), Some(earliest)) = (ends, date, listed.earliest_step_down) {
        let written = earliest.written();
        if date < earliest {
            let message = format!("早于规定：最早{written}才可降级或解除");
            flags.push(flag(FlagCode::StepDownTooEarly, message));
        } else if date > earliest {
            let message = format!("晚于规定：{written}即可降级或解除");
            flags.push(flag(FlagCode::StepDownLate, message));
        }
    }
    flags
}

/// What the words do, and the level before where the words or the edition's scheme force it.
pub(super) fn action(
    heading: &Heading,
    edition: Option<&Edition>,
) -> (ChangeAction, Option<Level>) {
    let levels: Vec<Level> =
        edition.iter().flat_map(|edition| &edition.levels).map(|rule| rule.level).collect();
    let gravity = |level: Option<Level>| level.map_or(0, Level::gravity);
    let to = gravity(heading.to);
    let graver: Vec<Level> = levels.iter().copied().filter(|level| level.gravity() > to).collect();
    let lighter: Vec<Level> = levels.iter().copied().filter(|level| level.gravity() < to).collect();
    let action = match heading.turn {
        Turn::Listed => return (ChangeAction::Added, None),
        Turn::Released => ChangeAction::Released,
        Turn::Lowered => ChangeAction::Lowered,
        Turn::Raised => ChangeAction::Raised,
        Turn::Adjusted => match heading.from {
            Some(from) if from.gravity() < to => ChangeAction::Raised,
            Some(_) => ChangeAction::Lowered,
            None if to == 3 => ChangeAction::Raised,
            // 调整为中风险区 may go either way; the flag says so.
            None => ChangeAction::Lowered,
        },
    };
    if heading.from.is_some() {
        return (action, heading.from);
    }
    let either_way = heading.turn == Turn::Adjusted && !graver.is_empty() && !lighter.is_empty();
    let before = match action {
        ChangeAction::Raised => &lighter,
        ChangeAction::Added | ChangeAction::Lowered | ChangeAction::Released => &graver,
    };
    match before.as_slice() {
        [only] if !either_way => (action, Some(*only)),
        _ => (action, None),
    }
}

/// Why the level before is not known.
pub(super) fn from_unstated(heading: &Heading) -> String {
    match (heading.turn, heading.to) {
        (Turn::Adjusted, Some(to)) if to.gravity() == 2 => {
            format!("只写“调整为{}”，没有写明原来的等级，升降也须核对", to.title())
        }
        (Turn::Listed | Turn::Adjusted | Turn::Lowered | Turn::Raised | Turn::Released, _) => {
            "没有写明原来的等级".to_owned()
        }
    }
}

/// Flags areas whose level the edition does not know.
pub(super) fn levels(changes: &mut [AreaChange], edition: &Edition) {
    for change in changes {
        let Some(to) = change.to.filter(|to| edition.level_rule(*to).is_none()) else { continue };
        change.flags.push(Flag {
            code: FlagCode::LevelNotInEdition,
            message: format!("{}没有{}这一等级", edition.short, to.title()),
            as_written: change.as_written.clone(),
        });
    }
}

/// Flags the later of two changes that name one area.
pub(super) fn named_twice(changes: &mut [AreaChange]) {
    let mut seen = HashSet::new();
    for change in changes {
        let county = change.county_code.clone().or_else(|| change.county.clone());
        if !seen.insert((county, key_of(change))) {
            change.flags.push(Flag {
                code: FlagCode::NamedTwice,
                message: "同一区域在文中出现两次".to_owned(),
                as_written: change.as_written.clone(),
            });
        }
    }
}

/// Flags an edition that the text names and that is not the one in force. A text that names the
/// one in force may name others beside it.
pub(super) fn editions_named(
    print: &Print,
    body: Range<usize>,
    rules: &RuleBook,
    edition: &Edition,
) -> Option<Flag> {
    let text = print.slice(body.clone());
    let names = |edition: &Edition| -> Vec<Vec<char>> {
        [&edition.title, &edition.short]
            .into_iter()
            .map(|name| {
                name.chars()
                    .map(plain)
                    .filter(|letter| !letter.is_whitespace())
                    .collect::<Vec<char>>()
            })
            .filter(|name| name.len() >= 3)
            .collect()
    };
    let first = |edition: &Edition| {
        names(edition)
            .iter()
            .filter_map(|name| stands_at(text, name).map(|at| (at, name.len())))
            .min()
    };
    if first(edition).is_some() {
        return None;
    }
    let other = rules.editions().iter().filter_map(first).min().or_else(|| unknown_edition(text));
    let (at, length) = other?;
    Some(Flag {
        code: FlagCode::EditionDiffers,
        message: format!("文中所引不是当日施行的{}", edition.short),
        as_written: print.as_written(body.start + at..body.start + at + length),
    })
}

fn stands_at(text: &[char], name: &[char]) -> Option<usize> {
    text.windows(name.len()).position(|window| window == name)
}

/// 防控方案(第N版) that no edition of the book is called.
fn unknown_edition(text: &[char]) -> Option<(usize, usize)> {
    let at = find(text, "防控方案(第").or_else(|| find(text, "防控方案第"))?;
    let length = text.get(at..)?.iter().take(14).position(|letter| *letter == '版')?;
    Some((at, length + 1))
}

/// Flags a step-down sentence that counts other days than the edition does.
pub(super) fn clauses(print: &Print, body: Range<usize>, edition: &Edition) -> Vec<Flag> {
    let mut flags = Vec::new();
    for words in step_downs(print.slice(body.clone())) {
        let rule = edition.step_down_rule(words.level, words.after);
        let days = rule.and_then(|rule| rule.case_free_days).map(u32::from);
        if days == Some(words.days) {
            continue;
        }
        let title = words.level.title();
        let message = match days {
            Some(days) => {
                format!("{title}：文中为连续{}天，{}为{days}天", words.days, edition.short)
            }
            None => format!("{title}：文中为连续{}天，{}没有这一规定", words.days, edition.short),
        };
        let range = body.start + words.at.start..body.start + words.at.end;
        let flag =
            Flag { code: FlagCode::ClauseDiffers, message, as_written: print.as_written(range) };
        if !flags.contains(&flag) {
            flags.push(flag);
        }
    }
    flags
}
