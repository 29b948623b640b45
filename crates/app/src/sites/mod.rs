//! Sites and kiosks: chosen, built, opened, moved, closed; their hours, and how long people wait.

mod book;
mod keep;
mod plan;
mod propose;

pub(crate) use book::KnownSite;
pub use book::{SiteBook, SiteSeen, sites_standing};
pub use keep::{Doing, SiteChoose, site_choose, site_queue_say, site_say};
pub use plan::{PlanPart, PlanSeen, sampling_plan};
pub use propose::{KioskProposal, KioskSeen, PointFlaw, PointWhy, ProposalAsked, sites_propose};

use crate::Refusal;
use crate::caller::Request;
use fangxian_core::Moment;
use fangxian_core::ids::SiteId;
use fangxian_core::places::PlaceCode;
use fangxian_core::policy::{Act, Scope};
use fangxian_core::sites::{Site, SiteSays};

/// The sites that were, are or will be within the caller's jurisdiction, or within a place of it.
pub async fn sites_list(
    req: &Request,
    within: Option<PlaceCode>,
) -> Result<Vec<SiteSeen>, Refusal> {
    let scope = req.authorize(Act::SiteSee)?;
    let mut all = sites_standing(&req.city, req.now).await?;
    let fits = |place: &PlaceCode| match &within {
        Some(outer) => scope.touches(place) && place.lies_within(outer),
        None => scope.touches(place),
    };
    all.retain(|one| one.site.spots().any(|spot| fits(&spot.place)));
    Ok(all)
}

/// What was decided of a site.
#[derive(Clone, Debug)]
pub struct SitePast {
    /// What.
    pub says: SiteSays,
    /// When.
    pub at: Moment,
    /// Who, by sign-in name.
    pub by: String,
    /// Why.
    pub reason: String,
}

/// One site and what was decided of it, the oldest first.
pub async fn site_see(req: &Request, id: SiteId) -> Result<(SiteSeen, Vec<SitePast>), Refusal> {
    let scope = req.authorize(Act::SiteSee)?;
    let known = site_within(req, &scope, id).await?;
    let all = sites_standing(&req.city, req.now).await?;
    let seen = all.into_iter().find(|one| one.site.id == id).ok_or(Refusal::NotFound)?;
    let past = known.facts.into_iter().map(|one| SitePast {
        says: one.fact.says,
        at: one.fact.at,
        by: one.by,
        reason: one.reason,
    });
    Ok((seen, past.collect()))
}

/// A site that the scope touches.
async fn site_within(req: &Request, scope: &Scope, id: SiteId) -> Result<KnownSite, Refusal> {
    let sites = req.city.sites.sites(&req.city).await?;
    let known = sites.iter().find(|one| one.id == id).ok_or(Refusal::NotFound)?;
    let site = known.standing(req.now).ok_or(Refusal::NotFound)?;
    if !site.spots().any(|spot| scope.touches(&spot.place)) {
        return Err(Refusal::NotFound);
    }
    Ok(known.clone())
}

/// The site as it stands, by its id; for whoever works with tubes and reports. None where there is
/// no such site.
pub async fn site_by_id(req: &Request, id: SiteId) -> Result<Option<Site>, Refusal> {
    let sites = req.city.sites.sites(&req.city).await?;
    Ok(sites.iter().find(|one| one.id == id).and_then(|one| one.standing(req.now)))
}
