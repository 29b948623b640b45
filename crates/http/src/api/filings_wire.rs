//! What filings look like on the wire.

use super::code::{
    Code, GatheringKindCode, GatheringStateCode, GatheringVerdictCode, LeavingStateCode,
    PrecautionCode, TravelMeansCode,
};
use super::people::place;
use super::wire::{Level, day_of};
use crate::error::{ApiError, bad_input};
use fangxian_app::Request;
use fangxian_app::filings::{
    AreaInside, FilingPast, FindingTold, GatheringSeen, GatheringTold, LeavingSeen, LeavingTold,
};
use fangxian_core::filings::{Gathering, Leaving};
use fangxian_core::ids::VenueId;
use fangxian_core::national::country;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// One thing that is said, and by whose words.
#[derive(Serialize, ToSchema)]
pub(crate) struct FindingView {
    says: String,
    /// Null of a number that the place itself gave.
    as_written: Option<String>,
    source: Option<String>,
}

/// An area within the place, where something graver holds.
#[derive(Serialize, ToSchema)]
pub(crate) struct AreaInsideView {
    name: String,
    level: Level,
}

/// What the rules of its day say of a gathering.
#[derive(Serialize, ToSchema)]
pub(crate) struct GatheringToldView {
    verdict: GatheringVerdictCode,
    findings: Vec<FindingView>,
    inside: Vec<AreaInsideView>,
}

/// What the rules of the day say of leaving.
#[derive(Serialize, ToSchema)]
pub(crate) struct LeavingToldView {
    /// By whose words nobody leaves from there; null where he may.
    barred: Option<FindingView>,
    inside: Vec<AreaInsideView>,
}

/// Something that was said of a filing.
#[derive(Serialize, ToSchema)]
pub(crate) struct FilingPastView {
    kind: String,
    at: i64,
    /// The name of who said it; null where people did by themselves.
    by: Option<String>,
    reason: String,
}

/// Who, with the beginning of the phone starred.
#[derive(Serialize, ToSchema)]
pub(crate) struct FilingWhoView {
    name: String,
    phone: String,
}

/// A gathering.
#[derive(Serialize, ToSchema)]
pub(crate) struct GatheringView {
    filing_id: Uuid,
    kind: GatheringKindCode,
    place: String,
    place_name: String,
    address: String,
    venue_id: Option<Uuid>,
    venue_name: Option<String>,
    day: String,
    /// In minutes of the day.
    starts_minute: u16,
    people: u32,
    prepared: Vec<PrecautionCode>,
    state: GatheringStateCode,
    /// At most so many, where the community asked to shrink.
    people_max: Option<u32>,
    /// Why the community said so.
    reason: String,
    answer_until: i64,
    late: bool,
    told: GatheringToldView,
    /// Only for whoever keeps it.
    who: Option<FilingWhoView>,
    /// How many facts there are of it.
    facts: i64,
    past: Vec<FilingPastView>,
}

/// That somebody leaves the city.
#[derive(Serialize, ToSchema)]
pub(crate) struct LeavingView {
    leaving_id: Uuid,
    place: String,
    place_name: String,
    to: String,
    to_name: String,
    means: TravelMeansCode,
    leaves: String,
    back: String,
    why: String,
    state: LeavingStateCode,
    /// Since when he is back.
    returned: Option<String>,
    told: LeavingToldView,
    who: FilingWhoView,
    facts: i64,
    past: Vec<FilingPastView>,
}

fn finding_view(one: FindingTold) -> FindingView {
    let (as_written, source) = one.words.unzip();
    FindingView { says: one.says, as_written, source }
}

fn inside_view(one: AreaInside) -> AreaInsideView {
    AreaInsideView { name: one.name, level: one.level.into() }
}

pub(super) fn told_view(told: GatheringTold) -> GatheringToldView {
    GatheringToldView {
        verdict: Code(told.verdict),
        findings: told.findings.into_iter().map(finding_view).collect(),
        inside: told.inside.into_iter().map(inside_view).collect(),
    }
}

pub(super) fn leaving_told_view(told: LeavingTold) -> LeavingToldView {
    LeavingToldView {
        barred: told.barred.map(finding_view),
        inside: told.inside.into_iter().map(inside_view).collect(),
    }
}

fn past_view(req: &Request, past: &FilingPast) -> FilingPastView {
    FilingPastView {
        kind: past.kind.clone(),
        at: past.at.0,
        by: past.by.as_ref().map(|login| req.city.people.by_login(login)),
        reason: past.reason.clone(),
    }
}

fn n_facts(past: &[FilingPast]) -> i64 {
    i64::try_from(past.len()).unwrap_or(i64::MAX)
}

pub(super) fn gathering_view(req: &Request, one: GatheringSeen) -> GatheringView {
    let standing = one.standing;
    let own = standing.gathering;
    GatheringView {
        filing_id: one.id.uuid(),
        kind: Code(own.kind),
        place: own.place.to_string(),
        place_name: req.city.place_name(&own.place),
        address: own.address,
        venue_id: own.venue.map(VenueId::uuid),
        venue_name: one.venue_name,
        day: own.day.to_string(),
        starts_minute: own.starts_minute,
        people: own.people,
        prepared: own.prepared.into_iter().map(Code).collect(),
        state: Code(standing.state),
        people_max: standing.people_max,
        reason: standing.reason,
        answer_until: standing.answer_until.0,
        late: one.is_late,
        told: told_view(one.told),
        who: one.who.map(|(name, phone)| FilingWhoView { name, phone }),
        facts: n_facts(&one.past),
        past: one.past.iter().map(|past| past_view(req, past)).collect(),
    }
}

pub(super) fn leaving_view(req: &Request, one: LeavingSeen) -> LeavingView {
    let own = one.standing.leaving;
    let (name, phone) = one.who;
    LeavingView {
        leaving_id: one.id.uuid(),
        place: own.place.to_string(),
        place_name: req.city.place_name(&own.place),
        to: own.to.to_string(),
        to_name: country().title(&own.to, &req.city.code),
        means: Code(own.means),
        leaves: own.leaves.to_string(),
        back: own.back.to_string(),
        why: own.why,
        state: Code(one.state),
        returned: one.standing.returned.map(|day| day.to_string()),
        told: leaving_told_view(one.told),
        who: FilingWhoView { name, phone },
        facts: n_facts(&one.past),
        past: one.past.iter().map(|past| past_view(req, past)).collect(),
    }
}

/// A gathering, without who answers for it.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct GatheringAbout {
    kind: GatheringKindCode,
    /// The community or compound.
    place: String,
    address: String,
    /// The place with a code in which it is held.
    #[serde(default)]
    venue_id: Option<Uuid>,
    day: String,
    /// In minutes of the day.
    starts_minute: u16,
    people: u32,
    #[serde(default)]
    prepared: Vec<PrecautionCode>,
}

impl GatheringAbout {
    pub(super) fn read(self) -> Result<Gathering, ApiError> {
        Ok(Gathering {
            kind: self.kind.0,
            place: place(&self.place)?,
            address: self.address,
            venue: self.venue_id.map(VenueId::from_uuid),
            day: day_of(&self.day)?,
            starts_minute: self.starts_minute,
            people: self.people,
            prepared: self.prepared.into_iter().map(|code| code.0).collect(),
        })
    }
}

/// That somebody leaves, without who it is.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct LeavingAbout {
    /// The community, compound or door where he lives.
    place: String,
    /// A county or city elsewhere: its code, or its name where there is but one.
    to: String,
    means: TravelMeansCode,
    leaves: String,
    back: String,
    why: String,
}

impl LeavingAbout {
    pub(super) fn read(self) -> Result<Leaving, ApiError> {
        let to = fangxian_app::filings::whither(&self.to)
            .ok_or_else(|| bad_input("请写清要去的市或县，例如“北京市朝阳区”。"))?;
        Ok(Leaving {
            place: place(&self.place)?,
            to,
            means: self.means.0,
            leaves: day_of(&self.leaves)?,
            back: day_of(&self.back)?,
            why: self.why,
        })
    }
}
