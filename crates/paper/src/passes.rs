//! 纸质健康码: a sheet with a square for each person of a household, for those without phones.

use crate::codes::qr_svg;
use crate::report::when;
use fangxian_core::Moment;
use fangxian_core::codes::HealthColor;
use serde::Serialize;
use serde_json::{Value, json};

/// A sheet of codes on paper.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PassesPaper {
    /// 太原市
    pub city: String,
    /// Who printed it; whoever printed it himself is called 本人.
    pub printed_by: String,
    /// When: the color is that of this moment.
    pub printed_at: Moment,
    /// Until when a gate believes the squares.
    pub ends_at: Moment,
    /// The people, the head of the household first.
    pub people: Vec<PassLine>,
}

/// Somebody on the sheet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PassLine {
    /// The name, masked.
    pub name: String,
    /// What the document is compared with; none where it cannot be, and then there is no square.
    pub pass: Option<PrintedPass>,
    /// The color when it was printed.
    pub color: HealthColor,
    /// What colored it, each in some words; none where it is green.
    pub reasons: Vec<String>,
}

/// What a gate reads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PrintedPass {
    /// `李** 002X`
    pub mark: String,
    /// The text of the square.
    pub code: String,
}

impl PassesPaper {
    /// The same sheet with every text written anew.
    pub(crate) fn map_texts(&self, map: impl Fn(&str) -> String) -> PassesPaper {
        let line = |one: &PassLine| PassLine {
            name: map(&one.name),
            pass: one
                .pass
                .as_ref()
                .map(|pass| PrintedPass { mark: map(&pass.mark), ..pass.clone() }),
            color: one.color,
            reasons: one.reasons.iter().map(|reason| map(reason)).collect(),
        };
        PassesPaper {
            city: map(&self.city),
            printed_by: map(&self.printed_by),
            people: self.people.iter().map(line).collect(),
            ..self.clone()
        }
    }

    pub(crate) fn values(&self) -> impl Serialize {
        json!({
            "city": self.city,
            "printed_by": self.printed_by,
            "printed_at": when(self.printed_at),
            "ends_at": when(self.ends_at),
            "people": self.people.iter().map(line).collect::<Vec<_>>(),
        })
    }
}

fn line(one: &PassLine) -> Value {
    json!({
        "name": one.name,
        "mark": one.pass.as_ref().map(|pass| &pass.mark),
        "qr": one.pass.as_ref().map(|pass| qr_svg(&pass.code)),
        "color": one.color.title(),
        "sign": match one.color {
            HealthColor::Green => "●",
            HealthColor::Yellow => "▲",
            HealthColor::Red => "■",
        },
        "is_green": one.color == HealthColor::Green,
        "reasons": one.reasons,
    })
}
