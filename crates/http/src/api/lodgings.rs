//! Houses that lodge people, as the community, the patrol and the command see them: numbers, no guest.

use super::code::{Code, VenueKindCode};
use super::people::place;
use super::routes::{Route, route};
use crate::caller::{Asked, Asking, At, Body};
use crate::error::{ApiError, ErrorBody};
use axum::Json;
use axum::routing::{get, post};
use fangxian_app::Request;
use fangxian_app::lodgings::{HouseSeen, house_give, houses_list};
use fangxian_core::ids::{HouseFactId, VenueId};
use fangxian_core::policy::Act;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

#[rustfmt::skip]
pub(super) fn lodging_routes() -> Vec<Route> {
    vec![
        route("GET", "/lodgings", Act::LodgingSee, get(lodging_all)),
        route("POST", "/lodgings/{venue_id}/page", Act::LodgingKeep, post(lodging_given)),
    ]
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct LodgingsQuery {
    /// The city, a county, a street, a community.
    within: String,
}

/// The authority's words on disinfection.
#[derive(Serialize, ToSchema)]
pub(crate) struct LodgingWordsView {
    as_written: String,
    source: String,
}

/// A house that lodges people, or another place that disinfects each day.
#[derive(Serialize, ToSchema)]
pub(crate) struct LodgingView {
    venue_id: Uuid,
    kind: VenueKindCode,
    name: String,
    place: String,
    place_name: String,
    address: String,
    poster_code: String,
    /// Whether it has a page on which it enters its guests.
    has_page: bool,
    /// The address of that page; only for whoever gives it.
    page: Option<String>,
    /// How many stay there now.
    guests: i64,
    /// How many came in today.
    came: u32,
    /// Whether it said today who came, or that nobody did.
    reported: bool,
    /// Whether it did not, although it is late enough in the day.
    silent: bool,
    /// When it was disinfected today, and how often that counts: what lies close together is one.
    disinfected_at: Vec<i64>,
    disinfected: u16,
    /// How often it is to be; null where no rule of the day says so.
    times: Option<u16>,
    /// Whether that number is ours: the words say more often, and no number.
    times_ours: bool,
    words: Option<LodgingWordsView>,
    /// How many are wanting of today by now, and of yesterday.
    wanting: u16,
    wanting_yesterday: u16,
}

fn view(req: &Request, one: HouseSeen) -> LodgingView {
    let about = &one.venue.about;
    let words = |(as_written, source)| LodgingWordsView { as_written, source };
    let mut disinfected_at: Vec<i64> = one.today.day.disinfected.iter().map(|at| at.0).collect();
    disinfected_at.sort_unstable();
    LodgingView {
        venue_id: one.id.uuid(),
        kind: Code(about.kind),
        name: about.name.clone(),
        place: about.place.to_string(),
        place_name: req.city.place_name(&about.place),
        address: about.address.clone(),
        poster_code: one.code.to_string(),
        has_page: one.has_page,
        page: one.page,
        guests: one.n_stay,
        came: one.today.day.n_came,
        reported: one.today.day.is_reported(),
        silent: one.is_silent,
        disinfected: one.today.day.n_disinfected(),
        disinfected_at,
        times: one.today.times,
        times_ours: one.today.is_ours,
        words: one.today.words.map(words),
        wanting: one.today.n_wanting,
        wanting_yesterday: one.n_wanting_yesterday,
    }
}

/// The houses within a division: those of which something is wanting first.
#[utoipa::path(get, path = "/api/v1/lodgings", tag = "lodgings", params(LodgingsQuery),
    responses((status = 200, body = Vec<LodgingView>), (status = 404, body = ErrorBody)))]
pub(crate) async fn lodging_all(
    Asked(req): Asked,
    Asking(query): Asking<LodgingsQuery>,
) -> Result<Json<Vec<LodgingView>>, ApiError> {
    let all = houses_list(&req, &place(&query.within)?).await?;
    Ok(Json(all.into_iter().map(|one| view(&req, one)).collect()))
}

/// That a house is given the address of its page.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct LodgingPageBody {
    /// Made by the client; the same again is the same act.
    fact_id: Uuid,
    /// Whether it was seen to have one: that one holds no more.
    has_page: bool,
}

/// The address of the page of a house.
#[derive(Serialize, ToSchema)]
pub(crate) struct LodgingPageView {
    page: String,
}

/// Give a house the address of its page, or another.
#[utoipa::path(post, path = "/api/v1/lodgings/{venue_id}/page", tag = "lodgings",
    params(("venue_id" = Uuid, Path)), request_body = LodgingPageBody,
    responses((status = 200, body = LodgingPageView), (status = 400, body = ErrorBody),
        (status = 404, body = ErrorBody), (status = 409, body = ErrorBody)))]
pub(crate) async fn lodging_given(
    Asked(req): Asked,
    At(id): At<Uuid>,
    Body(body): Body<LodgingPageBody>,
) -> Result<Json<LodgingPageView>, ApiError> {
    let fact = HouseFactId::from_uuid(body.fact_id);
    let page = house_give(&req, VenueId::from_uuid(id), (fact, body.has_page)).await?;
    Ok(Json(LodgingPageView { page }))
}
