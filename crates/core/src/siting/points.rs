//! Places as people paste them: one a line, what it is, its name, where, and how many live there.

use super::CandidateKind;

/// A place on the map, in degrees.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct OnMap {
    /// East.
    pub longitude: f64,
    /// North.
    pub latitude: f64,
}

impl OnMap {
    /// A place within China; the two numbers in either order.
    pub fn of(one: f64, other: f64) -> Option<OnMap> {
        let (longitude, latitude) = if one > other { (one, other) } else { (other, one) };
        let is_in = (73.0..=136.0).contains(&longitude) && (3.0..=54.0).contains(&latitude);
        is_in.then_some(OnMap { longitude, latitude })
    }

    /// How far it is as the crow flies, in metres. Within a county the earth is flat enough.
    pub fn metres_to(self, other: OnMap) -> u32 {
        const METRES_PER_DEGREE: f64 = 111_195.0;
        let north = (self.latitude - other.latitude) * METRES_PER_DEGREE;
        let middle = (self.latitude + other.latitude).to_radians() / 2.0;
        let east = (self.longitude - other.longitude) * METRES_PER_DEGREE * middle.cos();
        // Two points of China are never as far apart as a u32 reaches.
        north.hypot(east).round() as u32
    }
}

/// What a line is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PointKind {
    /// People live there.
    People,
    /// A kiosk could stand there.
    Candidate(CandidateKind),
}

/// A line that is understood.
#[derive(Clone, Debug, PartialEq)]
pub struct Point {
    /// Which line, 1 for the first.
    pub line: usize,
    /// What it is.
    pub kind: PointKind,
    /// Its name.
    pub name: String,
    /// Where.
    pub at: OnMap,
    /// How many live there; none where the line does not say.
    pub people: Option<u64>,
}

/// Why a line is not understood.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LineFlaw {
    /// Too few columns.
    #[error("每行至少写：类别、名称、经度、纬度")]
    TooShort,
    /// The first word is no kind.
    #[error("类别不认识，请写：小区、社区、村、车站、市场、商场、社区医院、其他")]
    Kind,
    /// No longitude and latitude of this country.
    #[error("经度、纬度不对")]
    Where,
    /// The number of people is none.
    #[error("人数不对")]
    People,
}

/// Reads one line; none where it is empty or the heading.
pub fn read_line(number: usize, text: &str) -> Option<Result<Point, LineFlaw>> {
    let is_between = |sign: char| matches!(sign, ',' | '，' | '\t' | '、' | ';' | '；');
    let cells: Vec<&str> = text.split(is_between).map(str::trim).collect();
    let first = cells.first().copied().unwrap_or_default();
    if cells.iter().all(|cell| cell.is_empty()) || first == "类别" {
        return None;
    }
    Some(read_cells(number, &cells))
}

fn read_cells(number: usize, cells: &[&str]) -> Result<Point, LineFlaw> {
    let [kind, name, one, other, rest @ ..] = cells else { return Err(LineFlaw::TooShort) };
    if name.is_empty() {
        return Err(LineFlaw::TooShort);
    }
    let kind = kind_of(kind).ok_or(LineFlaw::Kind)?;
    let degrees = |cell: &str| cell.trim_end_matches('°').parse::<f64>().ok();
    let at = degrees(one).zip(degrees(other)).and_then(|(one, other)| OnMap::of(one, other));
    let at = at.ok_or(LineFlaw::Where)?;
    let people = match rest.first().copied().unwrap_or_default() {
        "" => None,
        digits => {
            let digits = digits.trim_end_matches('人').replace(',', "");
            let n_people = digits.parse::<u64>().ok().filter(|n| *n <= 1_000_000);
            Some(n_people.ok_or(LineFlaw::People)?)
        }
    };
    Ok(Point { line: number, kind, name: (*name).to_owned(), at, people })
}

fn kind_of(word: &str) -> Option<PointKind> {
    let candidate = PointKind::Candidate;
    Some(match word {
        "小区" | "社区" | "村" | "人口" | "居民" => PointKind::People,
        "车站" | "地铁站" | "公交站" | "火车站" => candidate(CandidateKind::Station),
        "市场" | "农贸市场" | "菜市场" => candidate(CandidateKind::Market),
        "商场" | "超市" | "商圈" => candidate(CandidateKind::Mall),
        "社区医院" | "卫生服务中心" | "社区卫生服务中心" | "卫生院" | "医院" => {
            candidate(CandidateKind::Clinic)
        }
        "其他" | "广场" | "候选" | "大门" => candidate(CandidateKind::Other),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_read_as_people_paste_them() {
        let read =
            |text: &str| read_line(1, text).map(|read| read.map(|one| (one.kind, one.people)));
        let station = PointKind::Candidate(CandidateKind::Station);
        assert_eq!(read("类别,名称,经度,纬度,人数"), None);
        assert_eq!(read("  "), None);
        assert_eq!(
            read("小区,幸福小区,112.55,37.87,1200"),
            Some(Ok((PointKind::People, Some(1200))))
        );
        assert_eq!(read("社区\t示例社区\t37.87\t112.55"), Some(Ok((PointKind::People, None))));
        assert_eq!(read("车站，南站，112.6，37.8"), Some(Ok((station, None))));
        assert_eq!(read("小区,幸福小区,112.55"), Some(Err(LineFlaw::TooShort)));
        assert_eq!(read("学校,一中,112.55,37.87"), Some(Err(LineFlaw::Kind)));
        assert_eq!(read("小区,幸福小区,212.55,37.87,1"), Some(Err(LineFlaw::Where)));
        assert_eq!(read("小区,幸福小区,112.55,37.87,很多"), Some(Err(LineFlaw::People)));
    }

    #[test]
    fn a_kilometre_is_a_kilometre() {
        let here = OnMap { longitude: 112.55, latitude: 37.87 };
        let check = |longitude, latitude, metres: u32| {
            let there = OnMap { longitude, latitude };
            assert!(here.metres_to(there).abs_diff(metres) <= 3, "{}", here.metres_to(there));
            assert_eq!(here.metres_to(there), there.metres_to(here));
        };
        check(112.55, 37.878_993, 1_000);
        check(112.561_392, 37.87, 1_000);
        check(112.55, 37.87, 0);
    }
}
