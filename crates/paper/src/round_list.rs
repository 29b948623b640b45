//! The 清楼表 on paper: a sheet for each unit, walked from door to door, ticked with a pen and
//! typed back by door.

use crate::codes::qr_svg;
use crate::typesetter::clock;
use fangxian_core::{CityDay, Moment};
use serde::Serialize;
use serde_json::{Value, json};

/// The list of a round as it is printed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoundListPaper {
    /// 11月8日核酸检测
    pub round: String,
    /// 已采
    pub done: String,
    /// 晋源社区居委会
    pub community: String,
    /// The day of printing.
    pub day: CityDay,
    /// Who printed it; the sheet names people, so it must be known whose it is.
    pub printed_by: String,
    /// When.
    pub printed_at: Moment,
    /// In the order of the walk.
    pub units: Vec<RoundListUnit>,
}

/// A sheet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoundListUnit {
    /// 迎泽小区 5号楼2单元
    pub name: String,
    /// What the code of the sheet says: the round and the place, and nobody.
    pub code: String,
    /// By door.
    pub people: Vec<RoundListPerson>,
}

/// A line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoundListPerson {
    /// 302
    pub door: String,
    /// The name.
    pub name: String,
    /// Full years.
    pub age: Option<i16>,
    /// The last four digits.
    pub phone_tail: String,
    /// What to know at the door.
    pub remark: String,
    /// What is known already; empty where nothing is.
    pub outcome: String,
}

impl RoundListPaper {
    /// How many people the list holds.
    pub fn n_people(&self) -> usize {
        self.units.iter().map(|unit| unit.people.len()).sum()
    }

    /// The same list with every text written anew.
    pub(crate) fn map_texts(&self, map: impl Fn(&str) -> String) -> RoundListPaper {
        let person = |one: &RoundListPerson| RoundListPerson {
            door: map(&one.door),
            name: map(&one.name),
            age: one.age,
            phone_tail: map(&one.phone_tail),
            remark: map(&one.remark),
            outcome: map(&one.outcome),
        };
        let unit = |one: &RoundListUnit| RoundListUnit {
            name: map(&one.name),
            code: one.code.clone(),
            people: one.people.iter().map(person).collect(),
        };
        RoundListPaper {
            round: map(&self.round),
            done: map(&self.done),
            community: map(&self.community),
            day: self.day,
            printed_by: map(&self.printed_by),
            printed_at: self.printed_at,
            units: self.units.iter().map(unit).collect(),
        }
    }

    pub(crate) fn values(&self) -> impl Serialize {
        json!({
            "title": format!("清楼表　{}", self.round),
            "done": self.done,
            "community": self.community,
            "day": self.day.written(),
            "printed_by": self.printed_by,
            "printed_at": format!("{} {}", self.printed_at.city_day().written(), clock(self.printed_at)),
            "units": self.units.iter().map(unit).collect::<Vec<_>>(),
        })
    }
}

fn unit(unit: &RoundListUnit) -> Value {
    let mut before = None;
    let mut n_households = 0;
    let people: Vec<Value> = unit
        .people
        .iter()
        .map(|one| {
            let is_first = before != Some(&one.door);
            n_households += usize::from(is_first);
            before = Some(&one.door);
            json!({
                "door": one.door,
                "is_first": is_first,
                "name": one.name,
                "age": one.age,
                "phone_tail": one.phone_tail,
                "remark": one.remark,
                "outcome": one.outcome,
            })
        })
        .collect();
    json!({
        "name": unit.name,
        "qr": qr_svg(&unit.code),
        "n_households": n_households,
        "people": people,
    })
}
