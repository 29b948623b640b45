//! Where somebody comes into the city.

use super::ArrivalMeans;
use crate::places::PlaceCode;
use std::sync::OnceLock;

/// A station, an airport, or one word for all roads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Station {
    /// As it stands in forms and in the store: `taiyuan_south`.
    pub code: String,
    /// What people read: 太原南站.
    pub name: String,
    /// The county that it lies in; the city where that is not one county.
    pub place: PlaceCode,
    /// By what somebody comes there.
    pub means: ArrivalMeans,
}

const TAIYUAN: &str = include_str!("../../../../data/stations/1401.csv");

/// The stations of a city; none where its list does not come with the program.
pub fn stations(city: &PlaceCode) -> &'static [Station] {
    static OF_TAIYUAN: OnceLock<Vec<Station>> = OnceLock::new();
    match city.as_str() {
        "1401" => OF_TAIYUAN.get_or_init(|| read(TAIYUAN)),
        _other_city => &[],
    }
}

fn read(text: &str) -> Vec<Station> {
    let line = |line: &str| {
        let mut fields = line.split(',');
        let (code, name) = (fields.next()?.to_owned(), fields.next()?.to_owned());
        let place = PlaceCode::parse(fields.next()?).ok()?;
        let means = ArrivalMeans::from_code(fields.next()?)?;
        Some(Station { code, name, place, means })
    };
    text.lines().skip(1).filter_map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_is_read_and_there_is_one_for_every_way_to_come() {
        let city = PlaceCode::parse("1401").unwrap();
        let all = stations(&city);
        assert_eq!(all.len(), TAIYUAN.lines().count() - 1);
        for means in ArrivalMeans::ALL {
            assert!(all.iter().any(|one| one.means == *means), "{}", means.code());
        }
        assert!(all.iter().all(|one| one.place.lies_within(&city)));
        assert!(stations(&PlaceCode::parse("1402").unwrap()).is_empty());
    }
}
