//! What the rules, the zones and the closing notices of its day say of a filing.

use crate::caller::Request;
use crate::sampling::level_of;
use crate::venues::{facts_of, standing_closings};
use crate::{City, Refusal};
use fangxian_core::filings::{Gathering, GatheringVerdict, Standing, barred, judge};
use fangxian_core::ids::VenueId;
use fangxian_core::places::PlaceCode;
use fangxian_core::policy::Act;
use fangxian_core::venues::{
    ClosingStanding, Venue, VenueCode, VenueState, closed_by, limit_on, venue_of,
};
use fangxian_core::{CityDay, Level, Moment};
use fangxian_store::venues::{venue_by_number, venue_facts_of_many};
use fangxian_store::{StoreError, Tx};
use std::collections::HashMap;

/// One thing that is said, and by whose words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FindingTold {
    /// What.
    pub says: String,
    /// The authority's words and where they stand; none of a number that the place itself gave.
    pub words: Option<(String, String)>,
}

/// An area within a community, where what holds is graver than around it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AreaInside {
    /// Its name.
    pub name: String,
    /// Its level.
    pub level: Level,
}

/// What is said of a gathering.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GatheringTold {
    /// What it comes to.
    pub verdict: GatheringVerdict,
    /// Why, the gravest first.
    pub findings: Vec<FindingTold>,
    /// The areas within the place that it was filed for.
    pub inside: Vec<AreaInside>,
}

/// What is said of leaving.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeavingTold {
    /// By whose words nobody leaves from there on that day; none where he may.
    pub barred: Option<FindingTold>,
    /// The areas within the community, which whoever lives there does not leave.
    pub inside: Vec<AreaInside>,
}

/// What is needed to judge gatherings.
pub(super) struct Known {
    closings: Vec<ClosingStanding>,
    pub(super) venues: HashMap<VenueId, Venue>,
}

impl Known {
    /// Reads what some gatherings need, in one question each.
    pub(super) async fn read(tx: &Tx, venues: Vec<VenueId>) -> Result<Known, StoreError> {
        let closings = standing_closings(tx).await?;
        let facts = venue_facts_of_many(tx, &venues).await?;
        let of_one = facts.chunk_by(|one, next| one.venue == next.venue);
        let venues = of_one.filter_map(|own| Some((own.first()?.venue, venue_of(&facts_of(own))?)));
        Ok(Known { closings, venues: venues.collect() })
    }

    /// What is said of one.
    pub(super) fn tell(&self, city: &City, gathering: &Gathering) -> GatheringTold {
        let day = gathering.day;
        let about = gathering.venue.and_then(|id| self.venues.get(&id)).map(|venue| &venue.about);
        let standing = Standing {
            level: level_of(city, &gathering.place, day),
            closed: about.and_then(|about| closed_by(about, self.closings.iter(), day)),
            limit: about.and_then(|about| limit_on(about, city.rules.venue_shares_on(day))),
        };
        let answer = judge(gathering, standing, city.rules.gatherings_on(day));
        let told = |finding: &fangxian_core::filings::GatheringFinding<'_>| FindingTold {
            says: finding.says(),
            words: finding.words().map(|(said, source)| (said.to_owned(), source.to_owned())),
        };
        GatheringTold {
            verdict: answer.verdict,
            findings: answer.findings.iter().map(told).collect(),
            inside: areas_inside(city, &gathering.place, day),
        }
    }

    /// Whether the place with a code is one, and lies where the gathering was filed for.
    pub(super) fn check_venue(&self, gathering: &Gathering) -> Result<(), Refusal> {
        let Some(id) = gathering.venue else { return Ok(()) };
        let venue = self.venues.get(&id).filter(|venue| venue.state == VenueState::Approved);
        let community = crate::register::community(&gathering.place);
        let is_there = |venue: &&Venue| crate::register::community(&venue.about.place) == community;
        match venue.filter(is_there) {
            Some(_) => Ok(()),
            None => Err(Refusal::BadInput("这个场所码不在所选的社区（村），请核对。".to_owned())),
        }
    }
}

/// The areas with a level that lie within a place on a day, and are not all of it.
fn areas_inside(city: &City, place: &PlaceCode, day: CityDay) -> Vec<AreaInside> {
    let on_day = city.zones.on_day(day, Moment(i64::MAX));
    let inside = on_day.zones.iter().filter_map(|zone| {
        let own = zone.entry.zone.place.as_ref()?;
        let level = zone.listing.as_ref()?.level;
        let is_part = own != place && own.lies_within(place) && level.gravity() > 1;
        is_part.then(|| AreaInside { name: zone.entry.full_area(), level })
    });
    inside.collect()
}

/// What the rules say of a gathering, before it is filed. Nothing is kept.
pub async fn gathering_ask(city: &City, gathering: &Gathering) -> Result<GatheringTold, Refusal> {
    let venues = gathering.venue.into_iter().collect();
    let known = city.db.read(move |tx| async move { Known::read(&tx, venues).await }).await?;
    known.check_venue(gathering)?;
    Ok(known.tell(city, gathering))
}

/// What the rules say of a gathering that somebody at the desk asks about, within his own places.
pub async fn gathering_asked_at(
    req: &Request,
    gathering: &Gathering,
) -> Result<GatheringTold, Refusal> {
    let scope = req.authorize(Act::GatheringSee)?;
    if !scope.touches(&gathering.place) {
        return Err(Refusal::NotFound);
    }
    gathering_ask(&req.city, gathering).await
}

/// The place with a code of a poster whose number was typed; none where nothing was typed.
pub async fn venue_typed(city: &City, typed: &str) -> Result<Option<VenueId>, Refusal> {
    if typed.trim().is_empty() {
        return Ok(None);
    }
    let code = VenueCode::parse(typed.trim()).filter(|code| city.keys.venues.is_ours(code));
    let unknown = || Refusal::BadInput("场所码编号不对，请照海报上的抄，或者空着不填。".to_owned());
    let number = code.ok_or_else(unknown)?.number;
    let id = city.db.read(move |tx| async move { venue_by_number(&tx, number).await }).await?;
    Ok(Some(id.ok_or_else(unknown)?))
}

/// What the rules say of leaving from a place on a day.
pub(super) fn leaving_told(city: &City, place: &PlaceCode, day: CityDay) -> LeavingTold {
    let rule = barred(level_of(city, place, day), city.rules.stay_put_on(day));
    let told = rule.map(|rule| FindingTold {
        says: "您住的地方这一天不能离开".to_owned(),
        words: Some((rule.clause.as_written.clone(), rule.clause.source.clone())),
    });
    let inside = areas_inside(city, place, day);
    let holds = |one: &AreaInside| barred(Some(one.level), city.rules.stay_put_on(day)).is_some();
    LeavingTold { barred: told, inside: inside.into_iter().filter(holds).collect() }
}
