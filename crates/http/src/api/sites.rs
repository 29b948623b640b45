//! Sites as they stand, and what was decided of each.

use super::code::{Code, SiteFactKindCode, SiteKindCode, SiteStateCode, WaitCode};
use super::people::place;
use super::sites_wire::{SiteHours, SiteOffers, SiteSpan, spans_view};
use crate::caller::{Asked, Asking, At};
use crate::error::{ApiError, ErrorBody};
use axum::Json;
use fangxian_app::Request;
use fangxian_app::sites::{SitePast, SiteSeen, site_see, sites_list};
use fangxian_core::ids::SiteId;
use fangxian_core::sites::{Move, OpenNow, Spot};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

/// Where a site is, was or will be.
#[derive(Serialize, ToSchema)]
pub(crate) struct SiteSpotView {
    place: String,
    place_name: String,
    address: String,
}

impl SiteSpotView {
    fn new(req: &Request, spot: &Spot) -> SiteSpotView {
        SiteSpotView {
            place: spot.place.to_string(),
            place_name: req.city.place_name(&spot.place),
            address: spot.address.clone(),
        }
    }
}

/// A move of a site.
#[derive(Serialize, ToSchema)]
pub(crate) struct SiteMove {
    from: SiteSpotView,
    to: SiteSpotView,
    /// The first day at the new place.
    on: String,
}

/// Whether a site is open.
#[derive(Serialize, ToSchema)]
pub(crate) struct SiteOpen {
    is_open: bool,
    /// Until when it is as it is; null where nobody said.
    until: Option<i64>,
}

impl From<OpenNow> for SiteOpen {
    fn from(open: OpenNow) -> SiteOpen {
        match open {
            OpenNow::Until(end) => SiteOpen { is_open: true, until: Some(end.0) },
            OpenNow::From(start) => SiteOpen { is_open: false, until: Some(start.0) },
            OpenNow::Unknown => SiteOpen { is_open: false, until: None },
        }
    }
}

/// How long people wait, as somebody at the site said.
#[derive(Serialize, ToSchema)]
pub(crate) struct SiteQueueView {
    wait: WaitCode,
    /// So many minutes ago.
    age_min: i64,
}

/// A site as it stands.
#[derive(Serialize, ToSchema)]
pub(crate) struct SiteRow {
    site_id: Uuid,
    kind: SiteKindCode,
    name: String,
    state: SiteStateCode,
    since: i64,
    spot: SiteSpotView,
    /// The earliest first; the last may lie ahead.
    moves: Vec<SiteMove>,
    hours: Option<SiteHours>,
    /// The hours of today.
    today: Vec<SiteSpan>,
    /// Null where it is not in use.
    open: Option<SiteOpen>,
    offers: SiteOffers,
    /// 12:00前采样，当日17:00出报告
    reports_words: Option<String>,
    /// Null where nobody said in the last hour.
    queue: Option<SiteQueueView>,
    /// What whoever changes it must have seen.
    facts: i64,
}

impl SiteRow {
    fn new(req: &Request, seen: &SiteSeen) -> SiteRow {
        let site = &seen.site;
        let moved = |one: &Move| SiteMove {
            from: SiteSpotView::new(req, &one.from),
            to: SiteSpotView::new(req, &one.to),
            on: one.on.to_string(),
        };
        let today = site.hours.as_ref().map(|hours| hours.on(req.today()).spans);
        SiteRow {
            site_id: site.id.uuid(),
            kind: Code(site.kind),
            name: site.name.clone(),
            state: Code(site.state),
            since: site.since.0,
            spot: SiteSpotView::new(req, &site.spot),
            moves: site.moves.iter().map(moved).collect(),
            hours: site.hours.as_ref().map(SiteHours::from),
            today: spans_view(&today.unwrap_or_default()),
            open: seen.open.map(SiteOpen::from),
            offers: SiteOffers::from(&site.offers),
            reports_words: site.offers.reports.as_ref().map(|rule| rule.written()),
            queue: seen.queue.map(|(wait, age_min)| SiteQueueView { wait: Code(wait), age_min }),
            facts: seen.n_facts,
        }
    }
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct SitesQuery {
    /// Within this place; the whole jurisdiction where it is left out.
    within: Option<String>,
}

/// The sites of the caller's jurisdiction, those in use first.
#[utoipa::path(get, path = "/api/v1/sites", tag = "sites", params(SitesQuery),
    responses((status = 200, body = Vec<SiteRow>), (status = 404, body = ErrorBody)))]
pub(crate) async fn site_all(
    Asked(req): Asked,
    Asking(query): Asking<SitesQuery>,
) -> Result<Json<Vec<SiteRow>>, ApiError> {
    let within = query.within.as_deref().map(place).transpose()?;
    let sites = sites_list(&req, within).await?;
    Ok(Json(sites.iter().map(|seen| SiteRow::new(&req, seen)).collect()))
}

/// Something that was decided of a site.
#[derive(Serialize, ToSchema)]
pub(crate) struct SiteFactRow {
    kind: SiteFactKindCode,
    at: i64,
    by_name: String,
    reason: String,
}

impl SiteFactRow {
    fn new(req: &Request, past: SitePast) -> SiteFactRow {
        SiteFactRow {
            kind: Code(past.says.kind()),
            at: past.at.0,
            by_name: req.city.people.by_login(&past.by),
            reason: past.reason,
        }
    }
}

/// A site and what was decided of it, the oldest first.
#[derive(Serialize, ToSchema)]
pub(crate) struct SitePastView {
    #[serde(flatten)]
    row: SiteRow,
    past: Vec<SiteFactRow>,
}

/// One site.
#[utoipa::path(get, path = "/api/v1/sites/{site_id}", tag = "sites",
    params(("site_id" = Uuid, Path)),
    responses((status = 200, body = SitePastView), (status = 404, body = ErrorBody)))]
pub(crate) async fn site_one(
    Asked(req): Asked,
    At(id): At<Uuid>,
) -> Result<Json<SitePastView>, ApiError> {
    let (seen, past) = site_see(&req, SiteId::from_uuid(id)).await?;
    let past = past.into_iter().map(|one| SiteFactRow::new(&req, one)).collect();
    Ok(Json(SitePastView { row: SiteRow::new(&req, &seen), past }))
}
