//! The cards that people show at the table: a square that holds no name and no number, the door,
//! and the code to look results up with.

use crate::codes::qr_svg;
use crate::report::when;
use fangxian_core::Moment;
use serde::Serialize;
use serde_json::{Value, json};

/// Cards on sheets, to be cut.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CardsPaper {
    /// 晋源社区居委会
    pub community: String,
    /// Who printed them.
    pub printed_by: String,
    /// When.
    pub printed_at: Moment,
    /// In the order of the doors.
    pub cards: Vec<CardLine>,
}

/// A card.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CardLine {
    /// The name.
    pub name: String,
    /// 迎泽小区 5号楼2单元302
    pub door: String,
    /// What the square says.
    pub code: String,
    /// The receipt code in two groups.
    pub receipt: String,
    /// The how-many-th card of this person.
    pub number: i64,
}

impl CardsPaper {
    /// How many cards it holds.
    pub fn n_cards(&self) -> usize {
        self.cards.len()
    }

    /// The same sheets with every text written anew.
    pub(crate) fn map_texts(&self, map: impl Fn(&str) -> String) -> CardsPaper {
        let card =
            |one: &CardLine| CardLine { name: map(&one.name), door: map(&one.door), ..one.clone() };
        CardsPaper {
            community: map(&self.community),
            printed_by: map(&self.printed_by),
            printed_at: self.printed_at,
            cards: self.cards.iter().map(card).collect(),
        }
    }

    pub(crate) fn values(&self) -> impl Serialize {
        json!({
            "community": self.community,
            "printed_by": self.printed_by,
            "printed_at": when(self.printed_at),
            "cards": self.cards.iter().map(card).collect::<Vec<_>>(),
        })
    }
}

fn card(card: &CardLine) -> Value {
    json!({
        "name": card.name,
        "door": card.door,
        "qr": qr_svg(&card.code),
        "receipt": card.receipt,
        "number": card.number,
    })
}
