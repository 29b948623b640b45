//! Which community an address means, by the names that stand in it.

use crate::places::{PlaceCode, PlaceKind};

/// A place with its name: a county, a street, a community, or a compound.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedPlace<'a> {
    /// Which.
    pub code: &'a PlaceCode,
    /// Its official name.
    pub name: &'a str,
}

/// The shortest name by which a place is known in an address, in signs: 南街 stands in too many.
const CHARS_MIN: usize = 3;

/// The endings of official names that nobody writes in an address.
const ENDINGS: [&str; 5] = ["居民委员会", "村民委员会", "居委会", "村委会", "委员会"];

fn spoken(name: &str) -> &str {
    let cut = ENDINGS.iter().find_map(|ending| name.strip_suffix(ending));
    cut.filter(|name| name.chars().count() >= CHARS_MIN).unwrap_or(name)
}

/// The community that an address means: by the longest name of a community or compound in it, of the county
/// and street that it names as well. None where two fit as well as each other: a person decides.
pub fn place_by_words<'a>(
    address: &str,
    places: impl Iterator<Item = NamedPlace<'a>>,
) -> Option<PlaceCode> {
    let address: String = address.chars().filter(|sign| !sign.is_whitespace()).collect();
    if address.is_empty() {
        return None;
    }
    let mut around: Vec<&PlaceCode> = Vec::new();
    let mut found: Vec<(usize, PlaceCode)> = Vec::new();
    for NamedPlace { code, name } in places {
        let name = spoken(name);
        let n_chars = name.chars().count();
        if n_chars < CHARS_MIN || !address.contains(name) {
            continue;
        }
        match code.kind() {
            PlaceKind::County | PlaceKind::Street => around.push(code),
            PlaceKind::Community | PlaceKind::Compound => {
                let own: String = code.as_str().chars().take(12).collect();
                found.extend(PlaceCode::parse(&own).ok().map(|own| (n_chars, own)));
            }
            PlaceKind::City | PlaceKind::Building | PlaceKind::Unit | PlaceKind::Household => {}
        }
    }
    // What the address says of county and street must hold where anything does.
    let fits = |own: &PlaceCode| around.iter().filter(|place| own.lies_within(place)).count();
    let best = found.iter().map(|(n, own)| (fits(own), *n)).max()?;
    if best.0 == 0 && !around.is_empty() {
        return None;
    }
    found.retain(|(n, own)| (fits(own), *n) == best);
    let (_, first) = found.first()?;
    found.iter().all(|(_, own)| own == first).then(|| first.clone())
}
