//! The name of one area, taken apart.

use super::lines::Print;
use super::parts::parts;

/// An area as it is written, taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AreaName {
    /// The area, less its except-clause.
    pub area: String,
    /// What is left out of it.
    pub except: Option<String>,
    /// The parts that are named.
    pub parts: Vec<String>,
}

/// Takes apart a text that is one area: 白云小区（不含5号楼） is 白云小区 without 5号楼.
pub fn split_area(area: &str) -> AreaName {
    let print = Print::new(area);
    let read = super::areas::whole(&print);
    let name: String = read.name.iter().map(|range| print.as_written(range.clone())).collect();
    let letters: Vec<char> =
        read.name.iter().flat_map(|range| print.slice(range.clone()).iter().copied()).collect();
    AreaName {
        area: name,
        except: read.except.map(|range| print.as_written(range)),
        parts: parts(&letters).names,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_area_of_the_national_list_is_taken_apart() {
        let check = |text: &str, area: &str, except: Option<&str>, parts: &[&str]| {
            let name = split_area(text);
            assert_eq!((name.area.as_str(), name.except.as_deref()), (area, except), "{text}");
            assert_eq!(name.parts, parts, "{text}");
        };
        check("白云小区（不含5号楼）", "白云小区", Some("5号楼"), &[]);
        check("白云小区5号楼", "白云小区5号楼", None, &["5号楼"]);
        check("盛立苑小区（2号楼3单元除外）", "盛立苑小区", Some("2号楼3单元"), &[]);
        check(
            "新店小区二期（3、4、5号楼）",
            "新店小区二期（3、4、5号楼）",
            None,
            &["3号楼", "4号楼", "5号楼"],
        );
    }
}
