//! The poster of a place, and the sheet on which those without phones are written down.

use crate::codes::qr_svg;
use crate::report::when;
use fangxian_core::Moment;
use serde::Serialize;
use serde_json::json;

/// A place, as its papers name it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VenuePaper {
    /// 太原市
    pub city: String,
    /// 商场超市
    pub kind: String,
    /// What people call it.
    pub name: String,
    /// Its number.
    pub number: u32,
    /// How many may be inside; none where nobody counts.
    pub limit: Option<u32>,
    /// One for each entrance, or one for the place.
    pub posters: Vec<VenuePoster>,
    /// Who printed them.
    pub printed_by: String,
    /// When.
    pub printed_at: Moment,
}

/// A poster.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VenuePoster {
    /// What the entrance is called; empty for the place as a whole.
    pub entrance: String,
    /// What the square says: the address of the place's page.
    pub address: String,
}

impl VenuePaper {
    /// The same with every text written anew.
    pub(crate) fn map_texts(&self, map: impl Fn(&str) -> String) -> VenuePaper {
        let poster = |one: &VenuePoster| VenuePoster {
            entrance: map(&one.entrance),
            address: one.address.clone(),
        };
        VenuePaper {
            city: map(&self.city),
            kind: map(&self.kind),
            name: map(&self.name),
            number: self.number,
            limit: self.limit,
            posters: self.posters.iter().map(poster).collect(),
            printed_by: map(&self.printed_by),
            printed_at: self.printed_at,
        }
    }

    pub(crate) fn values(&self) -> impl Serialize {
        let poster = |one: &VenuePoster| {
            json!({
                "entrance": one.entrance,
                "address": one.address,
                "qr": qr_svg(&one.address),
            })
        };
        json!({
            "city": self.city,
            "kind": self.kind,
            "name": self.name,
            "number": self.number,
            "limit": self.limit,
            "posters": self.posters.iter().map(poster).collect::<Vec<_>>(),
            "printed_by": self.printed_by,
            "printed_at": when(self.printed_at),
        })
    }
}
