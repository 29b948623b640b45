//! Places as the desk sees them.

use super::keep::open_answers;
use super::load::{facts_of, standing_closings};
use crate::Refusal;
use crate::caller::Request;
use fangxian_core::Moment;
use fangxian_core::ids::VenueId;
use fangxian_core::people::Phone;
use fangxian_core::places::PlaceCode;
use fangxian_core::policy::{Act, Scope};
use fangxian_core::venues::{
    ClosingStanding, Finding, Venue, VenueCode, VenueFactKind, VenueSays, VenueState, closed_by,
    limit_on, venue_of,
};
use fangxian_store::venues::{StoredVenueFact, venue_facts_of, venue_facts_within};
use fangxian_store::{StoreError, Tx};

/// So many places are shown at once.
const PAGE: usize = 50;

/// What a patrol found.
#[derive(Clone, Debug)]
pub struct VenueInspection {
    /// When.
    pub at: Moment,
    /// Who, by sign-in name.
    pub by: String,
    /// What was wanting.
    pub findings: Vec<Finding>,
    /// What was noted.
    pub note: String,
}

/// Something that was said of a place.
#[derive(Clone, Debug)]
pub struct VenuePast {
    /// What.
    pub kind: VenueFactKind,
    /// When.
    pub at: Moment,
    /// Who, by sign-in name; none where the place itself did.
    pub by: Option<String>,
    /// Why.
    pub reason: String,
}

/// A place as it is shown.
#[derive(Clone, Debug)]
pub struct VenueSeen {
    /// Which.
    pub id: VenueId,
    /// How it stands.
    pub venue: Venue,
    /// What its poster says, once it is approved.
    pub code: Option<VenueCode>,
    /// The end of the address of its screen; only for whoever keeps it.
    pub screen: Option<String>,
    /// The closing under which it is closed today.
    pub closed: Option<ClosingStanding>,
    /// How many may be inside today.
    pub limit: Option<u32>,
    /// How many are.
    pub n_inside: Option<u32>,
    /// Who answers for it, and the phone with its middle starred; only for whoever keeps it.
    pub answers: Option<(String, String)>,
    /// Whether the caller vouches for it: another must approve it.
    pub is_own: bool,
    /// What was said of it.
    pub past: Vec<VenuePast>,
    /// What patrols found, the latest first.
    pub inspections: Vec<VenueInspection>,
}

impl VenueSeen {
    /// How many facts there are of it.
    pub fn n_facts(&self) -> i64 {
        i64::try_from(self.past.len()).unwrap_or(i64::MAX)
    }
}

/// A page of places.
#[derive(Clone, Debug, Default)]
pub struct VenuesPage {
    /// The latest first.
    pub venues: Vec<VenueSeen>,
    /// The last of them, where there may be more behind it.
    pub next: Option<VenueId>,
}

/// The places within a division, the latest first.
pub async fn venues_list(
    req: &Request,
    within: &PlaceCode,
    state: Option<VenueState>,
    after: Option<VenueId>,
) -> Result<VenuesPage, Refusal> {
    let scope = req.authorize(Act::VenueSee)?;
    if !scope.touches(within) {
        return Err(Refusal::NotFound);
    }
    let asked = (req.clone(), within.clone(), scope);
    let read = req.city.db.read(move |tx| async move {
        let (req, within, scope) = asked;
        page(&tx, &req, (&within, &scope), state, after).await
    });
    read.await
}

async fn page(
    tx: &Tx,
    req: &Request,
    (within, scope): (&PlaceCode, &Scope),
    state: Option<VenueState>,
    after: Option<VenueId>,
) -> Result<VenuesPage, Refusal> {
    let closings = standing_closings(tx).await?;
    let mut page = VenuesPage { venues: Vec::new(), next: after };
    // A few rare ones among many are found in some steps, not in as many as there are places.
    for _ in 0..20 {
        let facts = venue_facts_within(tx, within, page.next, PAGE).await?;
        let by_venue: Vec<&[StoredVenueFact]> =
            facts.chunk_by(|one, next| one.venue == next.venue).collect();
        let is_last = by_venue.len() < PAGE;
        for own in by_venue {
            page.next = own.first().map(|one| one.venue);
            let Some(seen) = seen(req, scope, &closings, own)? else { continue };
            if state.is_none_or(|wanted| seen.venue.state == wanted) {
                page.venues.push(seen);
            }
            if page.venues.len() == PAGE {
                return Ok(page);
            }
        }
        if is_last {
            page.next = None;
            return Ok(page);
        }
    }
    Ok(page)
}

/// One place.
pub async fn venue_see(req: &Request, id: VenueId) -> Result<VenueSeen, Refusal> {
    let scope = req.authorize(Act::VenueSee)?;
    let (facts, closings) = read_one(req, id).await?;
    seen(req, &scope, &closings, &facts)?.ok_or(Refusal::NotFound)
}

async fn read_one(
    req: &Request,
    id: VenueId,
) -> Result<(Vec<StoredVenueFact>, Vec<ClosingStanding>), StoreError> {
    let read = req.city.db.read(move |tx| async move {
        Ok::<_, StoreError>((venue_facts_of(&tx, id).await?, standing_closings(&tx).await?))
    });
    read.await
}

/// The place of an id that the caller may keep, with its facts.
pub(super) async fn venue_kept(
    req: &Request,
    act: Act,
    id: VenueId,
) -> Result<(Venue, Vec<StoredVenueFact>), Refusal> {
    let scope = req.authorize(act)?;
    let facts = req.city.db.read(move |tx| async move { venue_facts_of(&tx, id).await }).await?;
    let venue = venue_of(&facts_of(&facts)).filter(|venue| scope.covers(&venue.about.place));
    Ok((venue.ok_or(Refusal::NotFound)?, facts))
}

fn seen(
    req: &Request,
    scope: &Scope,
    closings: &[ClosingStanding],
    own: &[StoredVenueFact],
) -> Result<Option<VenueSeen>, Refusal> {
    // Whoever walks a grid sees the places of its community: they are public.
    let venue = venue_of(&facts_of(own)).filter(|venue| scope.touches(&venue.about.place));
    let (Some(venue), Some(first)) = (venue, own.first()) else { return Ok(None) };
    let today = req.today();
    let about = &venue.about;
    let keeps = req.authorize(Act::VenueKeep).is_ok_and(|own| own.covers(&about.place));
    let number = venue.number.filter(|_| venue.state == VenueState::Approved);
    let answers = match keeps {
        true => {
            let answers = open_answers(&req.city.keys.seals, first)?;
            let phone = Phone::parse(&answers.phone).map(|phone| phone.masked());
            Some((answers.name, phone.unwrap_or_default()))
        }
        false => None,
    };
    let room = number.and_then(|number| req.city.scans.venues.get(number)?.room.clone());
    let past = |one: &StoredVenueFact| VenuePast {
        kind: one.fact.says.kind(),
        at: one.fact.at,
        by: one.fact.by.clone(),
        reason: one.reason.clone(),
    };
    Ok(Some(VenueSeen {
        id: first.venue,
        code: number.map(|number| req.city.keys.venues.code(number, None)),
        screen: number.filter(|_| keeps).map(|number| req.city.keys.venues.screen(number)),
        closed: closed_by(about, closings.iter(), today).cloned(),
        limit: limit_on(about, req.city.rules.venue_shares_on(today)),
        n_inside: room.map(|room| room.n_inside(req.now)),
        answers,
        is_own: venue.vouched_by.as_deref() == Some(req.caller.login.as_str()),
        past: own.iter().map(past).collect(),
        inspections: own.iter().rev().filter_map(inspection).collect(),
        venue,
    }))
}

fn inspection(one: &StoredVenueFact) -> Option<VenueInspection> {
    match &one.fact.says {
        VenueSays::Inspected { findings } => Some(VenueInspection {
            at: one.fact.at,
            by: one.fact.by.clone().unwrap_or_default(),
            findings: findings.clone(),
            note: one.reason.clone(),
        }),
        VenueSays::Applied(_)
        | VenueSays::Checked
        | VenueSays::Approved { .. }
        | VenueSays::Declined
        | VenueSays::Ended => None,
    }
}

/// The whole phone of whoever answers for a place, to call it. That it was looked at stands in the
/// trail.
pub async fn venue_phone(req: &Request, id: VenueId) -> Result<String, Refusal> {
    let (_, facts) = venue_kept(req, Act::VenueKeep, id).await?;
    let first = facts.first().ok_or(Refusal::NotFound)?;
    let answers = open_answers(&req.city.keys.seals, first)?;
    let asked = req.clone();
    let told: Result<(), StoreError> =
        req.city
            .db
            .write(move |tx| async move {
                asked.deed(&tx, Act::VenueKeep, &id.to_string(), "phone shown")
            })
            .await;
    told?;
    Ok(answers.phone)
}
