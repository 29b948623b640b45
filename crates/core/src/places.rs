//! The tree of places: NBS division codes down to the community, then our own suffix.

use serde::{Deserialize, Serialize};

/// A node of the place tree, named by its code. A code begins with that of its parent, so that
/// "lies within" is a comparison of beginnings.
///
/// City `1401`, county `140105`, street `140105001`, community `140105001003`, then our suffix:
/// compound `140105001003-02`, building `…-02-05`, unit `…-02-05-1`, household `…-02-05-1-0302`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PlaceCode(String);

/// What kind of place a code names. Follows from the code alone.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PlaceKind {
    /// 市, four digits.
    City,
    /// 县（市、区）, six digits.
    County,
    /// 街道、乡镇, nine digits.
    Street,
    /// 社区、村, twelve digits.
    Community,
    /// 小区、院、自然村
    Compound,
    /// 楼
    Building,
    /// 单元
    Unit,
    /// 户
    Household,
}

/// The text is no place code.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("“{0}” is not a place code")]
pub struct NotAPlaceCode(pub String);

impl PlaceCode {
    /// Reads a code and checks its shape, not whether such a place exists.
    pub fn parse(text: &str) -> Result<PlaceCode, NotAPlaceCode> {
        let mut parts = text.split('-');
        let digits = parts.next().unwrap_or_default();
        let suffixes: Vec<&str> = parts.collect();
        let digits_are_fine = digits.bytes().all(|byte| byte.is_ascii_digit())
            && matches!(digits.len(), 4 | 6 | 9 | 12);
        let suffixes_are_fine = suffixes.is_empty()
            || (digits.len() == 12
                && suffixes.len() <= 4
                && suffixes.iter().all(|part| {
                    (1..=8).contains(&part.len())
                        && part.bytes().all(|byte| byte.is_ascii_alphanumeric())
                }));
        if digits_are_fine && suffixes_are_fine {
            Ok(PlaceCode(text.to_owned()))
        } else {
            Err(NotAPlaceCode(text.chars().take(40).collect()))
        }
    }

    /// The code as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What kind of place this is.
    pub fn kind(&self) -> PlaceKind {
        let digits = self.0.split('-').next().unwrap_or_default().len();
        match (digits, self.0.matches('-').count()) {
            (4, _) => PlaceKind::City,
            (6, _) => PlaceKind::County,
            (9, _) => PlaceKind::Street,
            (_, 0) => PlaceKind::Community,
            (_, 1) => PlaceKind::Compound,
            (_, 2) => PlaceKind::Building,
            (_, 3) => PlaceKind::Unit,
            (_, _) => PlaceKind::Household,
        }
    }

    /// Whether `self` is `outer` or lies within it.
    pub fn lies_within(&self, outer: &PlaceCode) -> bool {
        match self.0.strip_prefix(outer.as_str()) {
            None => false,
            Some("") => true,
            // Digits nest by length alone; a suffix must end where a part ends.
            Some(rest) => outer.0.len() < 12 || rest.starts_with('-'),
        }
    }

    /// The six digits of the county, or the city's four padded with `00` for the city itself.
    /// This is the `county` column that leads every primary key.
    pub fn county(&self) -> String {
        match self.0.get(..6) {
            Some(county) => county.to_owned(),
            None => format!("{}00", self.0),
        }
    }

    /// The place one step up, or none for a city.
    pub fn parent(&self) -> Option<PlaceCode> {
        let cut = match self.kind() {
            PlaceKind::City => return None,
            PlaceKind::County => 4,
            PlaceKind::Street => 6,
            PlaceKind::Community => 9,
            PlaceKind::Compound | PlaceKind::Building | PlaceKind::Unit | PlaceKind::Household => {
                self.0.rfind('-')?
            }
        };
        self.0.get(..cut).map(|code| PlaceCode(code.to_owned()))
    }
}

impl std::fmt::Display for PlaceCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// A county by its names, for reading notices: `小店区` and its code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct County {
    /// Six digits.
    pub code: PlaceCode,
    /// The full official name: 小店区, 古交市, 综改示范区.
    pub name: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(text: &str) -> PlaceCode {
        PlaceCode::parse(text).unwrap()
    }

    #[test]
    fn a_code_tells_its_kind_its_parent_and_its_county() {
        let household = code("140105001003-02-05-1-0302");
        assert_eq!(household.kind(), PlaceKind::Household);
        assert_eq!(household.county(), "140105");
        let line: Vec<String> = std::iter::successors(Some(household), PlaceCode::parent)
            .map(|place| place.to_string())
            .collect();
        assert_eq!(
            line,
            [
                "140105001003-02-05-1-0302",
                "140105001003-02-05-1",
                "140105001003-02-05",
                "140105001003-02",
                "140105001003",
                "140105001",
                "140105",
                "1401"
            ]
        );
        assert_eq!(code("1401").county(), "140100");
    }

    #[test]
    fn building_1_does_not_contain_building_11() {
        assert!(code("140105001003-02-1-1").lies_within(&code("140105001003-02-1")));
        assert!(!code("140105001003-02-11").lies_within(&code("140105001003-02-1")));
        assert!(code("140105001003").lies_within(&code("1401")));
        assert!(!code("140106").lies_within(&code("140105")));
    }

    #[test]
    fn what_is_no_code_is_refused() {
        for text in ["", "14", "14010", "140105-1", "140105001003-", "140105001003-a b", "小店区"]
        {
            assert!(PlaceCode::parse(text).is_err(), "{text}");
        }
    }
}
