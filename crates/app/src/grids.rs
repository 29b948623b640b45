//! The grids of a community: seen, proposed anew, drawn, and what is handed over thereby.

use crate::Refusal;
use crate::caller::Request;
use crate::city::{change, order_change};
use crate::ledgers::tours_follow;
use crate::register::{Roster, community, roster};
use fangxian_core::grids::{
    Aim, Block, Division, GridPlaces, Moved, NoDivision, divide, hand_over,
};
use fangxian_core::places::PlaceCode;
use fangxian_core::policy::{Act, Role, Scope};
use fangxian_store::accounts::accounts_answering;
use fangxian_store::orders::{order_set_locus, orders_unfinished_within};
use fangxian_store::places::{
    Grid, grid_places_clear, grid_places_put, grids_of_community, grids_upsert, places_of_grid,
};
use fangxian_store::{StoreError, Tx, feed};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The age from which a neighbor counts as one to look after, in the balance of grids.
const CARE_YEARS: i16 = 80;
/// The most grids that one drawing may have.
const GRIDS_MAX: usize = 200;

/// A grid as it is drawn.
#[derive(Clone, Debug)]
pub struct GridSeen {
    /// Its code.
    pub code: PlaceCode,
    /// 第三网格
    pub name: String,
    /// What it covers, with names.
    pub places: Vec<(PlaceCode, String)>,
    /// Households in it.
    pub n_households: usize,
    /// People in it.
    pub n_people: usize,
    /// The names of those who work there.
    pub workers: Vec<String>,
}

/// The grids of a community.
#[derive(Clone, Debug)]
pub struct GridsSeen {
    /// The community.
    pub community: PlaceCode,
    /// What a drawing that replaces this one must state.
    pub seen: String,
    /// The grids.
    pub grids: Vec<GridSeen>,
    /// Units and courtyards that no grid covers, with names, households and people.
    pub uncovered: Vec<(PlaceCode, String, usize, usize)>,
}

/// The grids of a community, and what none of them covers.
pub async fn grids_see(req: &Request, of: PlaceCode) -> Result<GridsSeen, Refusal> {
    let scope = req.authorize(Act::GridSee)?;
    let own = covered(&scope, &of)?;
    let roster = roster(&req.city, &own).await?;
    let (today, wanted) = (req.wall.city_day(), own.clone());
    let drawn = req
        .city
        .db
        .read(move |tx| async move {
            let mut drawn = Vec::new();
            for (grid, places) in drawing(&tx, &wanted).await? {
                let of = [grid.code.clone()];
                let roles = [Role::GridWorker];
                drawn.push((
                    grid,
                    places,
                    accounts_answering(&tx, &roles, &of, None, today).await?,
                ));
            }
            Ok::<_, StoreError>(drawn)
        })
        .await?;
    let seen = fingerprint(drawn.iter().map(|(grid, places, _)| (grid, places)));
    let mut grids = Vec::new();
    for (grid, places, workers) in drawn {
        let (n_households, n_people) = counts(&roster, &places);
        let name = |place: PlaceCode| {
            let name = roster.whole_name(&place);
            let name = if name.is_empty() { req.city.place_name(&place) } else { name };
            (place, name)
        };
        grids.push(GridSeen {
            code: grid.code,
            name: grid.name,
            n_households,
            n_people,
            workers: workers
                .into_iter()
                .filter_map(|one| req.city.people.by_account(one))
                .collect(),
            places: places.into_iter().map(name).collect(),
        });
    }
    let is_covered = |place: &PlaceCode| {
        grids.iter().flat_map(|grid| &grid.places).any(|(covered, _)| place.lies_within(covered))
    };
    let uncovered = blocks(&roster, req)
        .into_iter()
        .filter(|block| !is_covered(&block.place))
        .map(|block| {
            let name = roster.whole_name(&block.place);
            let number = |n: u32| usize::try_from(n).unwrap_or(usize::MAX);
            (block.place, name, number(block.n_households), number(block.n_people))
        })
        .collect();
    Ok(GridsSeen { community: own, seen, grids, uncovered })
}

fn covered(scope: &Scope, of: &PlaceCode) -> Result<PlaceCode, Refusal> {
    community(of).filter(|own| own == of && scope.covers(own)).ok_or(Refusal::NotFound)
}

async fn drawing(
    tx: &Tx,
    community: &PlaceCode,
) -> Result<Vec<(Grid, Vec<PlaceCode>)>, StoreError> {
    let mut drawn = Vec::new();
    for grid in grids_of_community(tx, community).await? {
        let places = places_of_grid(tx, &grid.code).await?;
        drawn.push((grid, places));
    }
    Ok(drawn)
}

fn fingerprint<'a>(drawn: impl Iterator<Item = (&'a Grid, &'a Vec<PlaceCode>)>) -> String {
    let mut text = String::new();
    for (grid, places) in drawn {
        text.push_str(&format!("{} {} {places:?}\n", grid.code, grid.name));
    }
    fangxian_core::audit::Fingerprint::of(text.as_bytes()).to_string()
}

fn counts(roster: &Roster, places: &[PlaceCode]) -> (usize, usize) {
    let (mut n_households, mut n_people, mut last) = (0, 0, None);
    for one in &roster.people {
        let Some(door) = roster.door_of(one) else { continue };
        if places.iter().any(|place| door.code.lies_within(place)) {
            n_people += 1;
            n_households += usize::from(last != Some(one.door));
            last = Some(one.door);
        }
    }
    (n_households, n_people)
}

/// The units and courtyards of a community with what they weigh.
fn blocks(roster: &Roster, req: &Request) -> Vec<Block> {
    let today = req.today();
    let mut blocks: BTreeMap<PlaceCode, Block> = BTreeMap::new();
    let mut last = None;
    for one in &roster.people {
        let Some(door) = roster.door_of(one) else { continue };
        let Some(unit) = door.code.parent() else { continue };
        let block = blocks.entry(unit.clone()).or_insert(Block {
            place: unit,
            n_households: 0,
            n_people: 0,
            n_special_care: 0,
        });
        block.n_people += 1;
        block.n_households += u32::from(last != Some(one.door));
        block.n_special_care += u32::from(one.age_on(today).is_some_and(|age| age >= CARE_YEARS));
        last = Some(one.door);
    }
    blocks.into_values().collect()
}

/// A division that could be drawn, with the names of its places.
#[derive(Clone, Debug)]
pub struct Proposal {
    /// What the solver found.
    pub division: Division,
    /// The people and houses, for names.
    pub roster: Arc<Roster>,
}

/// Proposes how a community could be divided. The solver keeps a processor busy: off the threads
/// that serve.
pub async fn grids_propose(req: &Request, of: PlaceCode, aim: Aim) -> Result<Proposal, Refusal> {
    let scope = req.authorize(Act::GridSee)?;
    let own = covered(&scope, &of)?;
    let roster = roster(&req.city, &own).await?;
    let blocks = blocks(&roster, req);
    let divided = tokio::task::spawn_blocking(move || divide(&blocks, aim));
    let divided = divided.await.map_err(|_| Refusal::Busy)?;
    let division = divided.map_err(|why| Refusal::BadInput(no_division(&roster, &why)))?;
    Ok(Proposal { division, roster })
}

fn no_division(roster: &Roster, why: &NoDivision) -> String {
    match why {
        NoDivision::TooFewBlocks { n_blocks, n_grids } => {
            format!("只有{n_blocks}个单元（院落），分不成{n_grids}个网格。")
        }
        NoDivision::NoHouseholds => "登记里还没有住户，请先导入名单。".to_owned(),
        NoDivision::OneBlockTooLarge { place, n_households } => format!(
            "{}一处就有{n_households}户，超过了每格的上限，请调大上限。",
            roster.whole_name(place)
        ),
        NoDivision::SizeImpossible { n_households, stuck_at } => {
            let at = stuck_at.as_ref().map(|place| roster.whole_name(place)).unwrap_or_default();
            format!("共{n_households}户，按这个户数分不开{at}，请放宽上下限。")
        }
        NoDivision::NotABlock(_)
        | NoDivision::TwoCommunities(_, _)
        | NoDivision::Overlap { .. } => "登记的楼栋有误，请先核对门牌。".to_owned(),
        NoDivision::TooLarge { .. } | NoDivision::SolverGaveUp(_) => {
            "户数太多，一次分不出来，请分几片来划。".to_owned()
        }
    }
}

/// A grid that is to be drawn.
#[derive(Clone, Debug)]
pub struct GridDrawn {
    /// Its name.
    pub name: String,
    /// What it is to cover.
    pub places: Vec<PlaceCode>,
}

/// What a drawing changed.
#[derive(Clone, Debug)]
pub struct Redrawn {
    /// Units and courtyards that went from one grid to another.
    pub moved: Vec<Moved>,
    /// The names of all grids, before and now.
    pub names: BTreeMap<PlaceCode, String>,
    /// How many unfinished orders went along.
    pub n_orders_moved: usize,
    /// For names.
    pub roster: Arc<Roster>,
}

/// Draws the grids of a community anew. Unfinished orders go along with their places; what is
/// ticked on lists that were taken before is kept all the same, because a tick counts within the
/// community.
pub async fn grids_draw(
    req: &Request,
    of: PlaceCode,
    seen: String,
    drawn: Vec<GridDrawn>,
) -> Result<Redrawn, Refusal> {
    let scope = req.authorize(Act::GridDraw)?;
    let own = covered(&scope, &of)?;
    check_drawing(&own, &drawn)?;
    let roster = roster(&req.city, &own).await?;
    let open: Vec<PlaceCode> = blocks(&roster, req).into_iter().map(|block| block.place).collect();
    let asked = req.clone();
    let redrawn = req
        .city
        .db
        .write(move |tx| async move {
            let before = drawing(&tx, &own).await?;
            if fingerprint(before.iter().map(|(grid, places)| (grid, places))) != seen {
                return Err(Refusal::Stale);
            }
            let after = numbered(&own, &before, drawn)?;
            let grids: Vec<Grid> = after.iter().map(|(grid, _)| grid.clone()).collect();
            grids_upsert(&tx, &grids).await?;
            let pairs: Vec<(PlaceCode, PlaceCode)> = after
                .iter()
                .flat_map(|(grid, places)| {
                    places.iter().map(|place| (grid.code.clone(), place.clone()))
                })
                .collect();
            grid_places_clear(&tx, &own).await?;
            grid_places_put(&tx, &pairs).await?;
            let n_orders_moved = move_orders(&tx, &asked, &own, &after).await?;
            // A tour goes to the grid in which its people now live.
            tours_follow(&tx, &asked.city, (asked.now, asked.wall), &own).await?;
            feed::append(&tx, change(&asked.city.key(), asked.now, feed::PLACES, own.as_str()))?;
            asked.deed(&tx, Act::GridDraw, own.as_str(), &format!("{} grids", after.len()))?;
            let names = before.iter().chain(&after);
            let names = names.map(|(grid, _)| (grid.code.clone(), grid.name.clone())).collect();
            let moved = hand_over(&grid_places(&before), &grid_places(&after), &open);
            Ok(Redrawn { moved, names, n_orders_moved, roster })
        })
        .await?;
    req.city.catch_up().await?;
    Ok(redrawn)
}

fn check_drawing(community: &PlaceCode, drawn: &[GridDrawn]) -> Result<(), Refusal> {
    let bad = |sentence: &str| Err(Refusal::BadInput(sentence.to_owned()));
    if drawn.is_empty() || drawn.len() > GRIDS_MAX {
        return bad("网格应有1到200个。");
    }
    let places: Vec<&PlaceCode> = drawn.iter().flat_map(|grid| &grid.places).collect();
    if places.iter().any(|place| !place.lies_within(community) || *place == community) {
        return bad("网格只能划在本社区的楼栋、院落上。");
    }
    let overlap = |(n, one): (usize, &&PlaceCode)| {
        let others = places.iter().enumerate().filter(|(m, _)| *m != n);
        others.into_iter().any(|(_, other)| one.lies_within(other))
    };
    if places.iter().enumerate().any(overlap) {
        return bad("有一处划进了两个网格，请改正。");
    }
    let is_named = |grid: &GridDrawn| (1..=20).contains(&grid.name.trim().chars().count());
    if !drawn.iter().all(is_named) {
        return bad("每个网格都要有名称，不超过20字。");
    }
    Ok(())
}

/// The drawing with codes: grids keep theirs in order, new ones follow. A grid that is left over
/// stays with no place: whoever worked there sees that it is empty now.
fn numbered(
    community: &PlaceCode,
    before: &[(Grid, Vec<PlaceCode>)],
    drawn: Vec<GridDrawn>,
) -> Result<Vec<(Grid, Vec<PlaceCode>)>, Refusal> {
    let n_drawn = drawn.len();
    let mut after = Vec::new();
    let fresh = (1..).map(|n| format!("{community}-G{n:02}"));
    let known: Vec<String> = before.iter().map(|(grid, _)| grid.code.to_string()).collect();
    let fresh = fresh.filter(|code| !known.contains(code));
    let codes = known.iter().cloned().chain(fresh);
    for (code, grid) in codes.zip(drawn) {
        let code = PlaceCode::parse(&code).map_err(|_| Refusal::PlaceUnknown)?;
        let name = grid.name.trim().to_owned();
        let grid_row = Grid { code, community: community.clone(), name, n_households: 0 };
        after.push((grid_row, grid.places));
    }
    let left_over = before.iter().skip(n_drawn);
    after.extend(left_over.map(|(grid, _)| (grid.clone(), Vec::new())));
    Ok(after)
}

fn grid_places(drawn: &[(Grid, Vec<PlaceCode>)]) -> Vec<GridPlaces> {
    let places = |(grid, places): &(Grid, Vec<PlaceCode>)| GridPlaces {
        grid: grid.code.clone(),
        places: places.clone(),
    };
    drawn.iter().map(places).collect()
}

/// Unfinished orders of a place that now lies in one grid go to that grid.
async fn move_orders(
    tx: &Tx,
    req: &Request,
    community: &PlaceCode,
    after: &[(Grid, Vec<PlaceCode>)],
) -> Result<usize, Refusal> {
    let mut n_moved = 0;
    for order in orders_unfinished_within(tx, community).await? {
        let covers = |(_, places): &&(Grid, Vec<PlaceCode>)| {
            places.iter().any(|place| order.place.lies_within(place))
        };
        let Some((grid, _)) = after.iter().find(covers) else { continue };
        if order.grid.as_ref() != Some(&grid.code) {
            order_set_locus(tx, &order, &grid.code).await?;
            let county = &order.county;
            feed::append(tx, order_change(&req.city.key(), req.now, county, order.id))?;
            n_moved += 1;
        }
    }
    Ok(n_moved)
}
