//! A house's own list of guests, pasted: good lines are entered, bad ones come back with their reason.

use super::check_in::{CheckIn, enter};
use super::house::house_opened;
use super::kept::Guest;
use crate::filings::whither;
use crate::{City, Refusal};
use fangxian_core::Moment;
use fangxian_core::ids::{StayFactId, StayId};
use fangxian_core::journeys::Residence;
use fangxian_core::lodgings::{PastedGuest, PastedLine, Staying, pasted};
use fangxian_core::places::PlaceCode;
use std::sync::Arc;
use uuid::Uuid;

/// A line that was not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PastedBad {
    /// The how-many-th line.
    pub number: usize,
    /// Why.
    pub why: String,
}

/// What came of a list.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct PastedBack {
    /// How many guests were entered.
    pub n_taken: usize,
    /// Headings that nobody knows: what stood under them was not kept.
    pub unknown: Vec<String>,
    /// The lines that were not.
    pub bad: Vec<PastedBad>,
    /// Them under their headings, to be put right and sent again.
    pub left: String,
}

impl std::fmt::Debug for PastedBack {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PastedBack").field("n_taken", &self.n_taken).finish_non_exhaustive()
    }
}

/// Enters the guests of a list, each by himself: what is sent twice with the same page is one list.
pub async fn guests_paste(
    city: &Arc<City>,
    at: (&str, &str),
    (page, text): (Uuid, &str),
    wall: Moment,
) -> Result<PastedBack, Refusal> {
    let house = house_opened(city, at, wall).await?;
    if !house.is_lodging() {
        return Err(Refusal::NotFound);
    }
    let now = city.now(wall);
    let list = pasted(text, now.city_day()).map_err(Refusal::BadInput)?;
    let mut back = PastedBack { unknown: list.unknown, ..PastedBack::default() };
    let mut left = Vec::new();
    for PastedLine { number, text, read } in list.lines {
        let why = match read {
            Err(why) => Some(why),
            Ok(guest) => match check_in(city, (page, &text), &guest, now) {
                Err(why) => Some(why),
                Ok(new) => said(enter(city, &house, new, wall).await)?,
            },
        };
        match why {
            None => back.n_taken += 1,
            Some(why) => {
                let why = why.trim_end_matches('。').to_owned();
                back.bad.push(PastedBad { number, why });
                left.push(text);
            }
        }
    }
    if !left.is_empty() {
        left.insert(0, list.headings);
        back.left = left.join("\n");
    }
    city.catch_up().await?;
    Ok(back)
}

/// Why a line was not taken; what is not of the line ends the whole, and its lines that were taken stay.
fn said(entered: Result<(), Refusal>) -> Result<Option<String>, Refusal> {
    match entered {
        Ok(()) => Ok(None),
        Err(Refusal::BadInput(why)) => Ok(Some(why)),
        Err(refusal @ (Refusal::Busy | Refusal::IdReused | Refusal::Stale)) => {
            Ok(Some(refusal.to_string()))
        }
        Err(other) => Err(other),
    }
}

/// The id that a line has of its page: in time as the page, and its own by its text.
fn line_id(city: &City, (page, text): (Uuid, &str), what: &str) -> Uuid {
    let mac = city.keys.seals.fingerprint(format!("{what}\n{page}\n{text}").as_bytes());
    let mut bytes = page.into_bytes();
    for (to, from) in bytes.iter_mut().skip(6).zip(mac) {
        *to = from;
    }
    uuid::Builder::from_bytes(bytes).with_version(uuid::Version::SortRand).into_uuid()
}

fn check_in(
    city: &City,
    line: (Uuid, &str),
    one: &PastedGuest,
    now: Moment,
) -> Result<CheckIn, String> {
    let since = one.since.unwrap_or(now);
    let arrived_at = one.arrived_at.unwrap_or(since).min(since);
    Ok(CheckIn {
        id: StayId::from_uuid(line_id(city, line, "stay")),
        fact: StayFactId::from_uuid(line_id(city, line, "fact")),
        guest: Guest {
            name: one.name.clone(),
            document_kind: one.document_kind.code().to_owned(),
            document: one.document.clone(),
            phone: one.phone.clone(),
            room: one.room.clone(),
            number: String::new(),
        },
        staying: Staying {
            from: whence(city, &one.from)?,
            station: one.station(&city.code).unwrap_or_default(),
            arrived_at,
            since,
            tested_at: one.tested_at,
            code: one.code,
            stayed: one.stayed,
            residence: Residence::Unsaid,
        },
    })
}

/// Where somebody comes from, as it was written: this city too.
///
/// # Errors
/// What nobody knows, in a sentence without its end.
pub fn whence(city: &City, typed: &str) -> Result<PlaceCode, String> {
    let typed = typed.trim();
    if typed.is_empty() {
        return Err("没有写从哪里来".to_owned());
    }
    if matches!(typed, "本市" | "本地" | "市内") {
        return Ok(city.code.clone());
    }
    whither(typed).ok_or_else(|| {
        format!("从哪里来“{typed}”没有查到，或同名的有几处，请写全，例如“朔州市应县”")
    })
}
