//! The labels of a roll of tubes: bars of Code 128, and the code in groups below them.

use crate::codes::code128_svg;
use crate::report::when;
use fangxian_core::Moment;
use fangxian_core::places::PlaceCode;
use fangxian_core::sampling::{Pool, TubeCode};
use serde::Serialize;
use serde_json::json;

/// How many labels are typeset at once: thirty-six sheets.
pub const TUBE_LABELS_MAX: u32 = 2_000;

/// Labels on sheets: 48.5 mm by 20 mm, four by fourteen on A4.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TubeLabelsPaper {
    /// The first tube.
    pub first: TubeCode,
    /// How many, one after another.
    pub n_tubes: u32,
    /// For how many people a tube is.
    pub pool: Pool,
    /// Where they go: 晋源社区
    pub place: String,
    /// Who printed them.
    pub printed_by: String,
    /// When.
    pub printed_at: Moment,
}

impl TubeLabelsPaper {
    /// The codes, in their order. Fewer where the county has no such numbers any more.
    pub fn codes(&self) -> Vec<TubeCode> {
        let Ok(county) = PlaceCode::parse(&self.first.county()) else { return Vec::new() };
        let serials = self.first.serial()..self.first.serial().saturating_add(self.n_tubes);
        serials.filter_map(|serial| TubeCode::of(&county, serial)).collect()
    }

    /// The same sheets with every text written anew.
    pub(crate) fn map_texts(&self, map: impl Fn(&str) -> String) -> TubeLabelsPaper {
        TubeLabelsPaper {
            place: map(&self.place),
            printed_by: map(&self.printed_by),
            ..self.clone()
        }
    }

    pub(crate) fn values(&self) -> impl Serialize {
        let label = |code: &TubeCode| json!({ "bars": code128_svg(&code.to_string()), "code": code.spaced() });
        json!({
            "pool": self.pool.title(),
            "place": self.place,
            "printed_by": self.printed_by,
            "printed_at": when(self.printed_at),
            "labels": self.codes().iter().map(label).collect::<Vec<_>>(),
        })
    }
}
