//! One snapshot of the national risk list, read and written in the list's own JSON.

use crate::{CityDay, Level};
use serde::Deserialize;
use serde_json::{Value, json};
use std::fmt;

/// The hour that a snapshot is of, in Beijing time: `2022-11-24 21时`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct SnapshotTime {
    /// The day.
    pub day: CityDay,
    /// The hour, 0 to 24.
    pub hour: u8,
}

impl SnapshotTime {
    /// The day whose state the snapshot shows: that of 00时 shows the day before.
    pub fn shows_day(self) -> CityDay {
        if self.hour == 0 { self.day.plus(-1) } else { self.day }
    }

    /// Reads what is displayed: `2022-11-24T21`.
    pub fn from_written(text: &str) -> Option<SnapshotTime> {
        let (day, hour) = text.split_once('T')?;
        Some(SnapshotTime { day: CityDay::parse(day).ok()?, hour: hour.parse().ok()? })
    }
}

impl fmt::Display for SnapshotTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}T{:02}", self.day, self.hour)
    }
}

/// An area on the list.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct ListedArea {
    /// The province as written.
    pub province: String,
    /// The city as written.
    pub city: String,
    /// The county as written.
    pub county: String,
    /// The area as written, except-clause included.
    pub area: String,
    /// Its level.
    pub level: Level,
}

/// The list at one hour.
#[derive(Clone, PartialEq, Debug)]
pub struct Snapshot {
    /// The hour.
    pub time: SnapshotTime,
    /// The areas, in the order of the list.
    pub areas: Vec<ListedArea>,
}

/// A text that is no snapshot.
#[derive(Debug, thiserror::Error)]
pub enum BadSnapshot {
    /// Not JSON, or not of the list's shape.
    #[error("this is not a snapshot of the national risk list")]
    Shape(#[source] serde_json::Error),
    /// The hour cannot be read.
    #[error("“{0}” is not an hour such as 2022-11-24 21时")]
    Time(String),
    /// The counts that the list states differ from its rows: it was cut off, or put together wrong.
    #[error("the list states {stated} areas of level {level} and holds {found}")]
    Count {
        /// Which level.
        level: &'static str,
        /// How many it states.
        stated: usize,
        /// How many rows it has.
        found: usize,
    },
}

#[derive(Deserialize)]
struct Envelope {
    data: Option<Body>,
}

#[derive(Deserialize)]
struct Body {
    end_update_time: String,
    hcount: Option<usize>,
    mcount: Option<usize>,
    lcount: Option<usize>,
    #[serde(default)]
    highlist: Vec<County>,
    #[serde(default)]
    middlelist: Vec<County>,
    #[serde(default)]
    lowlist: Vec<County>,
}

#[derive(Deserialize)]
struct County {
    province: String,
    city: String,
    county: String,
    #[serde(default)]
    communitys: Vec<String>,
}

/// Reads a snapshot, with or without the envelope `{"data": …}` that the list comes in.
///
/// # Errors
/// What is no snapshot, and one whose stated counts differ from its rows.
pub fn parse(text: &str) -> Result<Snapshot, BadSnapshot> {
    let envelope: Option<Envelope> = serde_json::from_str(text).ok();
    let body = match envelope.and_then(|envelope| envelope.data) {
        Some(body) => body,
        None => serde_json::from_str(text).map_err(BadSnapshot::Shape)?,
    };
    let time = parse_time(&body.end_update_time)?;
    let lists = [
        (Level::High, body.highlist, body.hcount),
        (Level::Medium, body.middlelist, body.mcount),
        (Level::Low, body.lowlist, body.lcount),
    ];
    let mut areas = Vec::new();
    for (level, counties, stated) in lists {
        let before = areas.len();
        for county in counties {
            areas.extend(county.communitys.iter().map(|area| ListedArea {
                province: county.province.clone(),
                city: county.city.clone(),
                county: county.county.clone(),
                area: area.clone(),
                level,
            }));
        }
        let found = areas.len() - before;
        if let Some(stated) = stated.filter(|stated| *stated != found) {
            return Err(BadSnapshot::Count { level: level.code(), stated, found });
        }
    }
    Ok(Snapshot { time, areas })
}

fn parse_time(text: &str) -> Result<SnapshotTime, BadSnapshot> {
    let wrong = || BadSnapshot::Time(text.chars().take(40).collect());
    let (day, hour) = text.trim().trim_end_matches('时').split_once(' ').ok_or_else(wrong)?;
    let hour: u8 = hour.trim().parse().map_err(|_| wrong())?;
    let day = CityDay::parse(day).map_err(|_| wrong())?;
    if hour > 24 {
        return Err(wrong());
    }
    Ok(SnapshotTime { day, hour })
}

/// Writes a snapshot as the national list has it.
pub fn export(snapshot: &Snapshot) -> Value {
    let list = |level: Level| {
        let mut counties: Vec<(&ListedArea, Vec<&str>)> = Vec::new();
        for area in snapshot.areas.iter().filter(|area| area.level == level) {
            match counties.iter_mut().find(|(first, _)| {
                (&first.province, &first.city, &first.county)
                    == (&area.province, &area.city, &area.county)
            }) {
                Some((_, areas)) => areas.push(&area.area),
                None => counties.push((area, vec![&area.area])),
            }
        }
        counties
            .into_iter()
            .map(|(first, areas)| {
                json!({
                    "type": "2",
                    "province": first.province,
                    "city": first.city,
                    "county": first.county,
                    "area_name": format!("{} {} {}", first.province, first.city, first.county),
                    "communitys": areas,
                })
            })
            .collect::<Vec<Value>>()
    };
    let count = |level: Level| snapshot.areas.iter().filter(|area| area.level == level).count();
    json!({"data": {
        "end_update_time": format!("{} {}时", snapshot.time.day, snapshot.time.hour),
        "hcount": count(Level::High),
        "mcount": count(Level::Medium),
        "lcount": count(Level::Low),
        "highlist": list(Level::High),
        "middlelist": list(Level::Medium),
        "lowlist": list(Level::Low),
    }})
}
