//! Grids: seen, proposed, drawn.

use super::imports::CommunityQuery;
use super::people::place;
use crate::caller::{Asked, Asking, Body};
use crate::error::{ApiError, ErrorBody, bad_input};
use axum::Json;
use fangxian_app::grids::{GridDrawn, GridsSeen, grids_draw, grids_propose, grids_see};
use fangxian_core::grids::{Aim, SplitReason, Spread};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A place with its name.
#[derive(Serialize, ToSchema)]
pub(crate) struct NamedPlace {
    place: String,
    name: String,
}

/// A grid.
#[derive(Serialize, ToSchema)]
pub(crate) struct GridView {
    grid_code: String,
    name: String,
    places: Vec<NamedPlace>,
    households: usize,
    people: usize,
    /// The names of those who work there.
    workers: Vec<String>,
}

/// A unit or a courtyard that no grid covers.
#[derive(Serialize, ToSchema)]
pub(crate) struct UncoveredPlace {
    place: String,
    name: String,
    households: usize,
    people: usize,
}

/// The grids of a community.
#[derive(Serialize, ToSchema)]
pub(crate) struct GridsView {
    community: String,
    /// What a drawing that replaces this one states.
    seen: String,
    grids: Vec<GridView>,
    uncovered: Vec<UncoveredPlace>,
}

impl From<GridsSeen> for GridsView {
    fn from(seen: GridsSeen) -> GridsView {
        let grids = seen.grids.into_iter().map(|grid| GridView {
            grid_code: grid.code.to_string(),
            name: grid.name,
            places: grid
                .places
                .into_iter()
                .map(|(place, name)| NamedPlace { place: place.to_string(), name })
                .collect(),
            households: grid.n_households,
            people: grid.n_people,
            workers: grid.workers,
        });
        let uncovered = seen.uncovered.into_iter().map(|(place, name, households, people)| {
            UncoveredPlace { place: place.to_string(), name, households, people }
        });
        GridsView {
            community: seen.community.to_string(),
            seen: seen.seen,
            grids: grids.collect(),
            uncovered: uncovered.collect(),
        }
    }
}

/// The grids of a community, and what none of them covers.
#[utoipa::path(get, path = "/api/v1/grids", tag = "grids", params(CommunityQuery),
    responses((status = 200, body = GridsView), (status = 404, body = ErrorBody)))]
pub(crate) async fn grid_all(
    Asked(req): Asked,
    Asking(query): Asking<CommunityQuery>,
) -> Result<Json<GridsView>, ApiError> {
    Ok(Json(grids_see(&req, place(&query.community)?).await?.into()))
}

/// What a division aims at: a number of grids, or households in each.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ProposalBody {
    community: String,
    n_grids: Option<u32>,
    min_households: Option<u32>,
    max_households: Option<u32>,
}

/// How far a measure is from even; 1000 is the mean.
#[derive(Serialize, ToSchema)]
pub(crate) struct SpreadView {
    smallest: u64,
    largest: u64,
    smallest_per_mille: u64,
    largest_per_mille: u64,
}

impl From<Spread> for SpreadView {
    fn from(spread: Spread) -> SpreadView {
        SpreadView {
            smallest: spread.smallest,
            largest: spread.largest,
            smallest_per_mille: spread.smallest_per_mille,
            largest_per_mille: spread.largest_per_mille,
        }
    }
}

/// A grid that is proposed.
#[derive(Serialize, ToSchema)]
pub(crate) struct ProposedGridView {
    name: String,
    places: Vec<NamedPlace>,
    households: u64,
    people: u64,
    special_care: u64,
}

/// A building that lies in several of the grids.
#[derive(Serialize, ToSchema)]
pub(crate) struct SplitView {
    building_name: String,
    households: u64,
    n_grids: u64,
    /// It alone is larger than a grid may be; else no division of whole buildings exists.
    larger_than_a_grid: bool,
}

/// A proposal, with how even it is.
#[derive(Serialize, ToSchema)]
pub(crate) struct ProposalView {
    grids: Vec<ProposedGridView>,
    households: SpreadView,
    people: SpreadView,
    /// How much better a division could be at most; 0 is proven best.
    gap_per_mille: u64,
    splits: Vec<SplitView>,
}

/// Propose how a community could be divided.
#[utoipa::path(post, path = "/api/v1/grids/proposals", tag = "grids", request_body = ProposalBody,
    responses((status = 200, body = ProposalView), (status = 400, body = ErrorBody)))]
pub(crate) async fn grid_proposal(
    Asked(req): Asked,
    Body(body): Body<ProposalBody>,
) -> Result<Json<ProposalView>, ApiError> {
    let aim = match (body.n_grids, body.min_households, body.max_households) {
        (Some(n_grids), None, None) if n_grids > 0 => Aim::Count { n_grids },
        (None, Some(min_households), Some(max_households)) if min_households <= max_households => {
            Aim::Size { min_households, max_households }
        }
        (_, _, _) => return Err(bad_input("请填写网格个数，或每格户数的下限和上限。")),
    };
    let proposal = grids_propose(&req, place(&body.community)?, aim).await?;
    let named = |place: &fangxian_core::places::PlaceCode| proposal.roster.whole_name(place);
    let grids = proposal.division.grids.iter().enumerate().map(|(n, grid)| ProposedGridView {
        name: format!("第{}网格", n + 1),
        places: grid
            .places
            .iter()
            .map(|place| NamedPlace { place: place.to_string(), name: named(place) })
            .collect(),
        households: grid.n_households,
        people: grid.n_people,
        special_care: grid.n_special_care,
    });
    let splits = proposal.division.splits.iter().map(|split| SplitView {
        building_name: named(&split.building),
        households: split.n_households,
        n_grids: split.n_grids,
        larger_than_a_grid: split.why == SplitReason::LargerThanAGrid,
    });
    Ok(Json(ProposalView {
        grids: grids.collect(),
        households: proposal.division.imbalance.households.into(),
        people: proposal.division.imbalance.people.into(),
        gap_per_mille: proposal.division.gap.per_mille(),
        splits: splits.collect(),
    }))
}

/// A grid that is to be drawn.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct GridBody {
    name: String,
    places: Vec<String>,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct GridsBody {
    community: String,
    /// The `seen` of the drawing that is replaced.
    seen: String,
    grids: Vec<GridBody>,
}

/// What went from one grid to another.
#[derive(Serialize, ToSchema)]
pub(crate) struct MovedView {
    place_name: String,
    /// Null where no grid covered it.
    from_name: Option<String>,
    /// Null where no grid covers it now.
    to_name: Option<String>,
    people: usize,
}

/// The grids after a drawing, and what was handed over.
#[derive(Serialize, ToSchema)]
pub(crate) struct RedrawnView {
    grids: GridsView,
    moved: Vec<MovedView>,
    n_orders_moved: usize,
}

/// Draw the grids of a community anew.
#[utoipa::path(put, path = "/api/v1/grids", tag = "grids", request_body = GridsBody,
    responses((status = 200, body = RedrawnView), (status = 409, body = ErrorBody)))]
pub(crate) async fn grid_drawing(
    Asked(req): Asked,
    Body(body): Body<GridsBody>,
) -> Result<Json<RedrawnView>, ApiError> {
    let community = place(&body.community)?;
    let mut drawn = Vec::with_capacity(body.grids.len());
    for grid in body.grids {
        let places: Result<Vec<_>, ApiError> = grid.places.iter().map(|code| place(code)).collect();
        drawn.push(GridDrawn { name: grid.name, places: places? });
    }
    let redrawn = grids_draw(&req, community.clone(), body.seen, drawn).await?;
    let moved = redrawn.moved.iter().map(|moved| MovedView {
        place_name: redrawn.roster.whole_name(&moved.place),
        from_name: moved.from.as_ref().and_then(|grid| redrawn.names.get(grid).cloned()),
        to_name: moved.to.as_ref().and_then(|grid| redrawn.names.get(grid).cloned()),
        people: redrawn.roster.within(&moved.place).count(),
    });
    let moved = moved.collect();
    let grids = grids_see(&req, community).await?.into();
    Ok(Json(RedrawnView { grids, moved, n_orders_moved: redrawn.n_orders_moved }))
}
