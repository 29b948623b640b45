//! Who looked at somebody's record, on a sheet for himself, in plain words.

use crate::typesetter::clock;
use fangxian_core::{CityDay, Moment};
use serde::Serialize;
use serde_json::{Value, json};

/// Who looked, as it is printed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LooksPaper {
    /// Whose record.
    pub name: String,
    /// 迎泽小区 5号楼2单元302
    pub door: String,
    /// 晋源社区居委会
    pub community: String,
    /// Who printed it.
    pub printed_by: String,
    /// When; nothing after it is on the sheet.
    pub printed_at: Moment,
    /// The newest first.
    pub lines: Vec<LookLine>,
    /// Whether there is more, earlier, than the sheet holds.
    pub is_cut: bool,
}

/// What one office did on one day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LookLine {
    /// The day.
    pub day: CityDay,
    /// When first on that day.
    pub at: Moment,
    /// How often.
    pub n_times: usize,
    /// 网格员
    pub who: String,
    /// 晋源社区第2网格
    pub unit: String,
    /// 工单办理
    pub purpose: String,
    /// 看了完整的证件号码和电话
    pub what: String,
    /// Whether it is not sure that he was on what was shown.
    pub is_possible: bool,
}

impl LooksPaper {
    /// How many lines it holds.
    pub fn n_lines(&self) -> usize {
        self.lines.len()
    }

    /// The same sheet with every text written anew.
    pub(crate) fn map_texts(&self, map: impl Fn(&str) -> String) -> LooksPaper {
        let line = |one: &LookLine| LookLine {
            who: map(&one.who),
            unit: map(&one.unit),
            purpose: map(&one.purpose),
            what: map(&one.what),
            ..one.clone()
        };
        LooksPaper {
            name: map(&self.name),
            door: map(&self.door),
            community: map(&self.community),
            printed_by: map(&self.printed_by),
            printed_at: self.printed_at,
            lines: self.lines.iter().map(line).collect(),
            is_cut: self.is_cut,
        }
    }

    pub(crate) fn values(&self) -> impl Serialize {
        let times = |lines: &mut dyn Iterator<Item = &LookLine>| -> usize {
            lines.map(|line| line.n_times).sum()
        };
        let is_possible = |line: &&LookLine| line.is_possible;
        json!({
            "name": self.name,
            "door": self.door,
            "community": self.community,
            "printed_by": self.printed_by,
            "printed_at": format!("{} {}", self.printed_at.city_day().written(), clock(self.printed_at)),
            "n_times": times(&mut self.lines.iter()),
            "n_possible": times(&mut self.lines.iter().filter(is_possible)),
            "is_cut": self.is_cut,
            "lines": self.lines.iter().map(line).collect::<Vec<_>>(),
        })
    }
}

fn line(line: &LookLine) -> Value {
    json!({
        "day": line.day.written(),
        "time": clock(line.at),
        "n_times": line.n_times,
        "who": line.who,
        "unit": line.unit,
        "purpose": line.purpose,
        "what": line.what,
        "is_possible": line.is_possible,
    })
}
