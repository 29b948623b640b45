//! Places: looked up, and found in the words of a notice.

use crate::Refusal;
use crate::caller::Request;
use fangxian_core::notices::AreaChange;
use fangxian_core::places::{PlaceCode, PlaceKind};
use fangxian_core::policy::Act;
use fangxian_store::places::{
    Division, division_by_code, division_children, division_path, divisions_search,
    grids_of_community, place_children, place_path, places_named,
};
use fangxian_store::{StoreError, Tx};

/// A place as it is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlaceSeen {
    /// Its code.
    pub code: PlaceCode,
    /// Its name.
    pub name: String,
    /// Where it is, from the county down: 小店区 平阳路街道 …
    pub path: String,
}

/// Where an area of a notice may be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// The place.
    pub code: PlaceCode,
    /// Its name.
    pub name: String,
    /// Where it is.
    pub path: String,
    /// Whether the words name just this place. One certain candidate is taken without asking.
    pub is_certain: bool,
}

/// The places right below one, or those of a jurisdiction whose name holds these words.
pub async fn places_list(
    req: &Request,
    parent: Option<PlaceCode>,
    words: Option<String>,
) -> Result<Vec<PlaceSeen>, Refusal> {
    let scope = req.authorize(Act::PlaceSee)?;
    let city = req.city.code.clone();
    let places = req
        .city
        .db
        .read(move |tx| async move {
            let found = match words.map(|words| words.trim().to_owned()) {
                Some(words) if !words.is_empty() => named(&tx, &words, &city, 30).await?,
                Some(_) | None => children(&tx, &parent.unwrap_or(city)).await?,
            };
            let mut seen = Vec::with_capacity(found.len());
            for (code, name) in found {
                if scope.touches(&code) {
                    let path = path_of(&tx, &code).await?;
                    seen.push(PlaceSeen { code, name, path });
                }
            }
            Ok::<_, StoreError>(seen)
        })
        .await?;
    Ok(places)
}

/// Where a role can be held: the divisions right below one with the grids of a community, or those
/// whose name holds these words. No compounds and no buildings: who keeps accounts needs none.
pub async fn jurisdictions_list(
    req: &Request,
    parent: Option<PlaceCode>,
    words: Option<String>,
) -> Result<Vec<PlaceSeen>, Refusal> {
    req.authorize_city(Act::JurisdictionSee)?;
    let city = req.city.code.clone();
    let places = req.city.db.read(move |tx| async move {
        let mut found = match words.map(|words| words.trim().to_owned()) {
            Some(words) if !words.is_empty() => {
                divisions_search(&tx, &words, &city, JURISDICTIONS_FOUND_MAX).await?
            }
            Some(_) | None => {
                let parent = parent.unwrap_or(city);
                let mut below = division_children(&tx, &parent).await?;
                // The grids of a community stand below the community itself.
                below.extend(division_by_code(&tx, &parent).await?.filter(has_grids));
                below
            }
        };
        found.dedup_by(|one, other| one.code == other.code);
        let mut seen = Vec::with_capacity(found.len());
        for division in found {
            let path = path_of(&tx, &division.code).await?;
            let grids = match has_grids(&division) {
                true => grids_of_community(&tx, &division.code).await?,
                false => Vec::new(),
            };
            let own = PlaceSeen { path: path.clone(), code: division.code, name: division.name };
            seen.push(own);
            seen.extend(grids.into_iter().map(|grid| PlaceSeen {
                path: format!("{path} {}", grid.name),
                code: grid.code,
                name: grid.name,
            }));
        }
        Ok::<_, StoreError>(seen)
    });
    Ok(places.await?)
}

/// How many divisions a search shows.
const JURISDICTIONS_FOUND_MAX: i64 = 30;

fn has_grids(division: &Division) -> bool {
    division.code.kind() == PlaceKind::Community
}

async fn children(tx: &Tx, parent: &PlaceCode) -> Result<Vec<(PlaceCode, String)>, StoreError> {
    let divisions = division_children(tx, parent).await?;
    if !divisions.is_empty() {
        return Ok(divisions.into_iter().map(|one| (one.code, one.name)).collect());
    }
    let places = place_children(tx, parent).await?;
    Ok(places.into_iter().map(|one| (one.code, one.name)).collect())
}

async fn named(
    tx: &Tx,
    words: &str,
    within: &PlaceCode,
    limit: i64,
) -> Result<Vec<(PlaceCode, String)>, StoreError> {
    let mut found: Vec<(PlaceCode, String)> = Vec::new();
    let places = places_named(tx, words, within, limit).await?;
    found.extend(places.into_iter().map(|one| (one.code, one.name)));
    let divisions = divisions_search(tx, words, within, limit).await?;
    found.extend(divisions.into_iter().map(|one| (one.code, one.name)));
    found.truncate(usize::try_from(limit).unwrap_or_default());
    Ok(found)
}

/// The names from the county down to the place itself.
pub(crate) async fn path_of(tx: &Tx, code: &PlaceCode) -> Result<String, StoreError> {
    let mut names: Vec<String> = division_path(tx, code)
        .await?
        .into_iter()
        .filter(|one| one.code.kind() != PlaceKind::City)
        .map(|one| one.name)
        .collect();
    names.extend(place_path(tx, code).await?.into_iter().map(|one| one.name));
    Ok(names.join(" "))
}

/// Where a place is, for a screen.
pub async fn path_of_place(req: &Request, code: &PlaceCode) -> Result<String, Refusal> {
    let code = code.clone();
    Ok(req.city.db.read(move |tx| async move { path_of(&tx, &code).await }).await?)
}

/// Where the area of a change may be, within its county: a compound or a community of that name,
/// and the building or unit of it that the words go on to name.
pub(crate) async fn candidates(
    req: &Request,
    county: &str,
    change: &AreaChange,
) -> Result<Vec<Candidate>, Refusal> {
    let Ok(county) = PlaceCode::parse(county) else { return Ok(Vec::new()) };
    let stem = stem_of(&change.area);
    if stem.chars().count() < 2 {
        return Ok(Vec::new());
    }
    let parts = change.parts.clone();
    let found = req
        .city
        .db
        .read(move |tx| async move {
            let mut candidates = Vec::new();
            for (code, name) in named(&tx, &stem, &county, 10).await? {
                let is_of_that_name = plain_name(&name) == stem;
                let code = match parts.as_slice() {
                    [one] => part_within(&tx, &code, one).await?.unwrap_or(code),
                    _ => code,
                };
                let path = path_of(&tx, &code).await?;
                candidates.push(Candidate { code, name, path, is_certain: is_of_that_name });
            }
            Ok::<_, StoreError>(candidates)
        })
        .await?;
    // Two places of one name are a question for a person.
    let n_certain = found.iter().filter(|one| one.is_certain).count();
    Ok(match n_certain {
        1 => found.into_iter().filter(|one| one.is_certain).collect(),
        _ => found.into_iter().map(|one| Candidate { is_certain: false, ..one }).collect(),
    })
}

/// The name of the compound or village in an area: 白云小区 of 白云小区5号楼.
fn stem_of(area: &str) -> String {
    let head = area.split(['(', '（']).next().unwrap_or_default();
    let digit = head.find(|c: char| c.is_ascii_digit()).unwrap_or(head.len());
    plain_name(head.get(..digit).unwrap_or_default())
}

/// A name without what the list of divisions adds to it: 牛家口村 of 牛家口村村委会.
fn plain_name(name: &str) -> String {
    let name: String = name.chars().filter(|c| !c.is_whitespace()).collect();
    for ending in ["社区居民委员会", "社区居委会", "村民委员会", "村委会", "居委会"]
    {
        if let Some(stem) = name.strip_suffix(ending).filter(|stem| stem.chars().count() >= 2) {
            let is_village = ending.starts_with('村') && !stem.ends_with('村');
            return if is_village { format!("{stem}村") } else { stem.to_owned() };
        }
    }
    name
}

/// The building of a compound, and the unit of it, that a part such as 7号楼2单元 names.
async fn part_within(
    tx: &Tx,
    compound: &PlaceCode,
    part: &str,
) -> Result<Option<PlaceCode>, StoreError> {
    let Some(split) = part.find("号楼").map(|at| at + "号楼".len()) else { return Ok(None) };
    let (building, unit) = part.split_at(split);
    let buildings = place_children(tx, compound).await?;
    let Some(building) = buildings.into_iter().find(|one| one.name == building) else {
        return Ok(None);
    };
    let units = place_children(tx, &building.code).await?;
    Ok(Some(units.into_iter().find(|one| one.name == unit).map_or(building.code, |one| one.code)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_of_the_compound_is_found_in_the_words() {
        for (area, stem) in [
            ("白云小区5号楼", "白云小区"),
            ("白云小区", "白云小区"),
            ("牛家口村", "牛家口村"),
            ("太钢青楼宿舍（12、13号楼）", "太钢青楼宿舍"),
        ] {
            assert_eq!(stem_of(area), stem);
        }
        assert_eq!(plain_name("牛家口村村委会"), "牛家口村");
        assert_eq!(plain_name("大马村委会"), "大马村");
        assert_eq!(plain_name("师范街社区居委会"), "师范街");
    }
}
