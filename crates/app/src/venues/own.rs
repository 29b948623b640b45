//! Somebody scans the poster of a place with his own phone: what the page says, and what it proves.
//!
//! A poster can be photographed and scanned from anywhere: such a scan is weak, and alone changes
//! nobody's color. Whoever is there reads the digits of the minute off the screen of the place and types
//! them: that makes it strong. The page that follows shows other digits of the same minute, which stand
//! on the screen too: a page that somebody made himself cannot show them.

use crate::scans::{AtDoor, ScanKept, scans_keep};
use crate::{City, Refusal};
use fangxian_core::Moment;
use fangxian_core::codes::Strength;
use fangxian_core::ids::VenueId;
use fangxian_core::passes::Alias;
use fangxian_core::scans::{Asked, Decision, ScanSource, Why, decide};
use fangxian_core::venues::{
    CHALLENGE_DIGITS, ClosingStanding, Venue, VenueCode, VenueState, closed_by, minute_of, venue_of,
};
use fangxian_store::StoreError;
use fangxian_store::venues::{venue_by_number, venue_facts_of};
use std::sync::Arc;

use super::load::{facts_of, standing_closings, venue_at_gate};

/// A place as its public page shows it.
#[derive(Clone, Debug)]
pub struct VenuePublic {
    /// What its poster says.
    pub code: VenueCode,
    /// The place.
    pub venue: Venue,
    /// What the entrance is called, where the poster is of one.
    pub entrance: Option<String>,
    /// The closing under which it is closed today.
    pub closed: Option<ClosingStanding>,
    /// How many are inside and how many may be; none where nobody counts.
    pub room: Option<(u32, u32)>,
}

/// The place of a poster. A poster that is none of ours looks like none.
pub async fn venue_public(
    city: &Arc<City>,
    text: &str,
    wall: Moment,
) -> Result<VenuePublic, Refusal> {
    let code = VenueCode::parse(text).filter(|code| city.keys.venues.is_ours(code));
    let code = code.ok_or(Refusal::NotFound)?;
    let number = code.number;
    let read = city.db.read(move |tx| async move {
        let id: Option<VenueId> = venue_by_number(&tx, number).await?;
        let facts = match id {
            Some(id) => venue_facts_of(&tx, id).await?,
            None => Vec::new(),
        };
        Ok::<_, StoreError>((facts, standing_closings(&tx).await?))
    });
    let (facts, closings) = read.await?;
    let venue = venue_of(&facts_of(&facts)).filter(|venue| venue.state == VenueState::Approved);
    let venue = venue.ok_or(Refusal::NotFound)?;
    let entrance = match code.entrance {
        Some(at) => {
            let at = usize::from(at).saturating_sub(1);
            Some(venue.about.entrances.get(at).cloned().ok_or(Refusal::NotFound)?)
        }
        None => None,
    };
    let now = city.now(wall);
    let closed = closed_by(&venue.about, closings.iter(), now.city_day()).cloned();
    let at_gate = city.scans.venues.get(number);
    let room = at_gate.and_then(|one| one.room.clone());
    let room = room.map(|room| (room.n_inside(now), room.limit(now.city_day())));
    Ok(VenuePublic { code, venue, entrance, closed, room })
}

/// What the screen of a place shows in this minute.
#[derive(Clone, Debug)]
pub struct VenueScreen {
    /// The place.
    pub seen: VenuePublic,
    /// What whoever is there types.
    pub challenge: String,
    /// What stands on the page of whoever scanned.
    pub shown: String,
    /// What stood there in the minute before.
    pub shown_before: String,
    /// After so many seconds the digits change.
    pub seconds_left: i64,
}

/// The screen of a place, for whoever knows its address.
pub async fn venue_screen(
    city: &Arc<City>,
    (text, key): (&str, &str),
    wall: Moment,
) -> Result<VenueScreen, Refusal> {
    let seen = venue_public(city, text, wall).await?;
    let number = seen.code.number;
    let keys = &city.keys.venues;
    if !keys.is_screen(number, key) {
        return Err(Refusal::NotFound);
    }
    let now = city.now(wall);
    let minute = minute_of(now);
    Ok(VenueScreen {
        seen,
        challenge: keys.challenge(number, minute),
        shown: keys.shown(number, minute),
        shown_before: keys.shown(number, minute - 1),
        seconds_left: 60 - now.0.rem_euclid(60_000) / 1_000,
    })
}

/// Who somebody is that scans by himself.
#[derive(Clone, Copy, Debug)]
pub enum OwnWho<'a> {
    /// By the text of a pass, which is good for a minute and a half.
    Pass(&'a str),
    /// By the page of his code, on which he was proven.
    Proven(Alias),
}

/// What somebody sends from his own phone.
#[derive(Clone, Debug)]
pub struct OwnScan<'a> {
    /// Made by his phone: what is sent twice is one scan.
    pub id: [u8; 16],
    /// Who he is.
    pub who: OwnWho<'a>,
    /// The digits that he typed; empty where he typed none.
    pub digits: &'a str,
}

/// What his page says.
#[derive(Clone, Debug)]
pub struct OwnTold {
    /// What to do, and why.
    pub decision: Decision,
    /// What the scan proves.
    pub strength: Strength,
    /// The digits that the screen of the place shows too.
    pub shown: String,
    /// When.
    pub at: Moment,
}

/// Why a scan from somebody's own phone was not taken.
#[derive(Debug, thiserror::Error)]
pub enum OwnRefused {
    /// The pass is not to be believed, and why: nothing was kept.
    #[error("the pass is not to be believed")]
    Pass(Why),
    /// The digits are wrong; he may try again, or go without them.
    #[error("the digits are wrong")]
    Digits,
    /// He typed wrong digits too often: for some minutes his scan is taken without them only.
    #[error("wrong digits too often")]
    TooOften,
    /// Anything else.
    #[error(transparent)]
    Refused(#[from] Refusal),
}

/// Takes a scan of a poster.
pub async fn own_scan(
    city: &Arc<City>,
    seen: &VenuePublic,
    scan: &OwnScan<'_>,
    wall: Moment,
) -> Result<OwnTold, OwnRefused> {
    let now = city.now(wall);
    let number = seen.code.number;
    let alias = match scan.who {
        OwnWho::Proven(alias) => alias,
        OwnWho::Pass(text) => {
            let believed = city.keys.passes.believe(text, city.code.as_str(), now);
            let believed = believed.and_then(|pass| city.passes.standing(pass));
            believed.map_err(OwnRefused::Pass)?.alias
        }
    };
    let strength = strength(city, number, alias, scan.digits, now)?;
    let at_gate = venue_at_gate(city, number).await?;
    // Who is not known to be there takes nobody's place inside.
    let room = at_gate.room.as_ref().filter(|_| strength == Strength::Strong);
    let at_door = AtDoor::new(room, now);
    let asked = Asked {
        color: city.passes.color(alias, now),
        is_code_asked: city.passes.is_code_asked(),
        is_down: city.is_down(now),
        is_closed: at_gate.is_closed(now.city_day()),
        n_free: at_door.n_free(),
        ..Asked::default()
    };
    let decision = decide(&asked);
    let kept = ScanKept {
        id: scan.id,
        source: ScanSource::Own,
        strength,
        alias,
        why: decision.why,
        color: asked.color,
        checks: asked.checks().collect(),
        venue: number,
        at: now,
    };
    scans_keep(city, vec![kept], now).await?;
    at_door.settle(decision.verdict);
    let shown = city.keys.venues.shown(number, minute_of(now));
    Ok(OwnTold { decision, strength, shown, at: now })
}

fn strength(
    city: &City,
    number: u32,
    who: Alias,
    digits: &str,
    now: Moment,
) -> Result<Strength, OwnRefused> {
    let typed: String = digits.chars().filter(char::is_ascii_digit).collect();
    if typed.is_empty() {
        return Ok(Strength::Weak);
    }
    let tries = &city.scans.tries;
    if !tries.may_try(number, who, now) {
        return Err(OwnRefused::TooOften);
    }
    let is_whole = usize::try_from(CHALLENGE_DIGITS).is_ok_and(|n| typed.len() == n);
    if is_whole && city.keys.venues.is_challenge(number, &typed, now) {
        return Ok(Strength::Strong);
    }
    tries.wrong(number, who, now);
    Err(OwnRefused::Digits)
}
