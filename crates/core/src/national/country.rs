//! The counties of the country by their codes and names, for places outside the city.

use crate::places::{PlaceCode, PlaceKind};
use std::collections::BTreeMap;
use std::sync::LazyLock;

const LIST: &str = include_str!("../../../../data/divisions/country.csv");
/// Names of levels that are no names of places: a city that is one with its province.
const NAMELESS: [&str; 4] = ["市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"];
/// Endings that people leave out: 太原 for 太原市.
const ENDINGS: [&str; 12] = [
    "特别行政区",
    "维吾尔自治区",
    "壮族自治区",
    "回族自治区",
    "自治区",
    "自治州",
    "自治县",
    "地区",
    "省",
    "市",
    "县",
    "区",
];

/// The divisions of the country down to the county, by code.
pub struct Country {
    names: BTreeMap<String, String>,
}

/// What a name leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Named {
    /// One county.
    County(PlaceCode),
    /// One city as a whole.
    City(PlaceCode),
    /// Several places of that name, or the counties of the city that it names.
    Several(Vec<PlaceCode>),
    /// None.
    Unknown,
}

static COUNTRY: LazyLock<Country> = LazyLock::new(|| Country::parse(LIST));

/// The divisions that the program ships.
pub fn country() -> &'static Country {
    &COUNTRY
}

impl Country {
    fn parse(list: &str) -> Country {
        let pairs = list.lines().skip(1).filter_map(|line| line.split_once(','));
        Country { names: pairs.map(|(code, name)| (code.to_owned(), name.to_owned())).collect() }
    }

    fn name(&self, digits: &str) -> &str {
        let known = self.names.get(digits).map_or("", String::as_str);
        if NAMELESS.contains(&known) { "" } else { known }
    }

    /// Whether the list has the city or the county.
    pub fn knows(&self, code: &PlaceCode) -> bool {
        matches!(code.kind(), PlaceKind::City | PlaceKind::County)
            && self.names.contains_key(code.as_str())
    }

    /// 朔州市应县 in its own province, and 广东省广州市 in another.
    pub fn title(&self, code: &PlaceCode, home: &PlaceCode) -> String {
        let digits = code.as_str();
        let part = |n: usize| digits.get(..n).unwrap_or_default();
        let is_home = home.as_str().get(..2) == digits.get(..2);
        let province = if is_home { "" } else { self.name(part(2)) };
        let city = self.name(part(4));
        let county = if digits.len() >= 6 { self.name(part(6)) } else { "" };
        format!("{province}{city}{county}")
    }

    /// The county or city of these names, as the national list writes them; the longest that is
    /// known.
    pub fn of_names(&self, province: &str, city: &str, county: &str) -> Option<PlaceCode> {
        let province =
            self.names.iter().find(|(code, name)| code.len() == 2 && *name == province)?;
        let within = |outer: &str, digits: usize, wanted: &str| {
            let mut inside = self.names.range(outer.to_owned()..);
            inside
                .by_ref()
                .take_while(|(code, _)| code.starts_with(outer))
                .find(|(code, name)| code.len() == digits && *name == wanted)
                .map(|(code, _)| code.clone())
        };
        let city_code = within(province.0, 4, city);
        let outer = city_code.clone().unwrap_or_else(|| province.0.clone());
        let code = within(&outer, 6, county).or(city_code)?;
        PlaceCode::parse(&code).ok()
    }

    /// What people mean who write 应县, 朔州应县, 山西省朔州市应县 or 广州.
    pub fn find(&self, typed: &str) -> Named {
        let typed: String = typed.chars().filter(|sign| !sign.is_whitespace()).collect();
        if typed.is_empty() {
            return Named::Unknown;
        }
        let mut found: Vec<PlaceCode> = Vec::new();
        for (digits, name) in self.names.iter().filter(|(digits, _)| digits.len() >= 4) {
            if NAMELESS.contains(&name.as_str()) {
                continue;
            }
            let is_it = endings_of(name)
                .any(|own| typed.strip_suffix(own).is_some_and(|rest| self.leads(rest, digits)));
            if is_it {
                found.extend(PlaceCode::parse(digits).ok());
            }
        }
        // 北京 is a province and a city at once, whose counties alone have names.
        if found.is_empty()
            && let Some((digits, _)) = self.names.iter().find(|(digits, name)| {
                let city = format!("{digits}01");
                digits.len() == 2
                    && self.names.contains_key(&city)
                    && self.name(&city).is_empty()
                    && endings_of(name).any(|own| own == typed)
            })
        {
            found.extend(PlaceCode::parse(&format!("{digits}01")).ok());
        }
        // Whoever writes a name in full means that one: 古交市 and not 古交.
        match found.as_slice() {
            [] => Named::Unknown,
            [one] if one.kind() == PlaceKind::City => Named::City(one.clone()),
            [one] => Named::County(one.clone()),
            _ => Named::Several(found),
        }
    }

    /// Whether what stands before a name names what lies around it.
    fn leads(&self, rest: &str, digits: &str) -> bool {
        if rest.is_empty() {
            return true;
        }
        let province = self.name(digits.get(..2).unwrap_or_default());
        let city =
            if digits.len() > 4 { self.name(digits.get(..4).unwrap_or_default()) } else { "" };
        let ends = |name: &str| -> Vec<String> {
            if name.is_empty() { Vec::new() } else { endings_of(name).map(str::to_owned).collect() }
        };
        let (provinces, cities) = (ends(province), ends(city));
        provinces.iter().chain(&cities).any(|name| name == rest)
            || provinces.iter().any(|province| {
                rest.strip_prefix(province.as_str())
                    .is_some_and(|rest| cities.iter().any(|city| city == rest))
            })
    }

    /// The counties of a city.
    pub fn counties_of(&self, city: &PlaceCode) -> Vec<PlaceCode> {
        let inside = self.names.range(city.as_str().to_owned()..);
        inside
            .take_while(|(code, _)| code.starts_with(city.as_str()))
            .filter(|(code, name)| code.len() == 6 && !NAMELESS.contains(&name.as_str()))
            .filter_map(|(code, _)| PlaceCode::parse(code).ok())
            .collect()
    }
}

/// A name in full, and without its ending where two signs or more are left.
fn endings_of(name: &str) -> impl Iterator<Item = &str> {
    let short = ENDINGS.iter().find_map(|ending| name.strip_suffix(ending));
    std::iter::once(name).chain(short.filter(|short| short.chars().count() >= 2))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(typed: &str, expected: &[&str]) {
        let titles = |codes: &[PlaceCode]| -> Vec<String> {
            let nowhere = PlaceCode::parse("9999").unwrap();
            codes.iter().map(|code| country().title(code, &nowhere)).collect()
        };
        let found = match country().find(typed) {
            Named::County(code) | Named::City(code) => titles(&[code]),
            Named::Several(codes) => titles(&codes),
            Named::Unknown => Vec::new(),
        };
        assert_eq!(found, expected, "{typed}");
    }

    #[test]
    fn a_place_is_found_as_people_write_it() {
        for typed in
            ["应县", " 应 县", "朔州应县", "朔州市应县", "山西朔州应县", "山西省朔州市应县"]
        {
            check(typed, &["山西省朔州市应县"]);
        }
        check("宝应县", &["江苏省扬州市宝应县"]);
        check("广州", &["广东省广州市"]);
        check("广东省广州市", &["广东省广州市"]);
        check("北京", &["北京市"]);
        check("北京市朝阳区", &["北京市朝阳区"]);
        check("济源", &["河南省济源市"]);
        check("山西省", &[]);
        check("不存在的县", &[]);
        check("", &[]);
    }

    #[test]
    fn a_name_that_several_bear_leads_to_all_of_them() {
        let Named::Several(found) = country().find("朝阳") else { panic!() };
        assert!(found.len() >= 3, "{found:?}");
        assert!(matches!(country().find("鼓楼区"), Named::Several(_)));
    }

    #[test]
    fn the_national_list_s_names_lead_to_a_code() {
        let code = |province, city, county| {
            country().of_names(province, city, county).map(|code| code.to_string())
        };
        assert_eq!(code("山西省", "朔州市", "应县").as_deref(), Some("140622"));
        assert_eq!(code("山西省", "朔州市", "某开发区").as_deref(), Some("1406"));
        assert_eq!(code("北京市", "北京市", "朝阳区").as_deref(), Some("110105"));
        assert_eq!(code("某省", "某市", "某县"), None);
    }

    #[test]
    fn a_city_has_its_counties() {
        let city = PlaceCode::parse("1406").unwrap();
        assert!(country().counties_of(&city).len() >= 6);
        let home = PlaceCode::parse("1401").unwrap();
        assert_eq!(country().title(&PlaceCode::parse("140622").unwrap(), &home), "朔州市应县");
    }
}
