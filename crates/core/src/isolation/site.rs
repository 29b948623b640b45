//! A site at which people are isolated: what it is, its rooms, who works there.

use super::rules::IsolationRules;
use super::says::{IsolationSays, Spot};
use super::{GuestClass, WORDS_MAX};
use crate::coded;
use crate::places::PlaceCode;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

coded! {
    /// What kind of site.
    IsolationSiteKind {
        /// 集中隔离点: contacts stay there, each in a room.
        Hotel = "hotel",
        /// 方舱: people who are ill stay there, many in a hall.
        Fangcang = "fangcang",
    }

    /// Which part of a site a room lies in.
    RoomZone {
        /// 清洁区: staff live there.
        Clean = "clean",
        /// 半污染区: where protective clothing is put on and off.
        Buffer = "buffer",
        /// 污染区: guests stay there, and nowhere else.
        Dirty = "dirty",
    }
}

impl IsolationSiteKind {
    /// Whom it takes: people who are ill and people who may be never share a site.
    pub fn takes(self) -> GuestClass {
        match self {
            IsolationSiteKind::Hotel => GuestClass::Contact,
            IsolationSiteKind::Fangcang => GuestClass::Case,
        }
    }
}

/// A room. Rooms of one floor stand in their order along it: neighbors in the list are neighbors.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Room {
    /// Its number at the door.
    pub label: String,
    /// On which floor.
    pub floor: i16,
    /// In which part.
    pub zone: RoomZone,
    /// How many beds.
    pub beds: u16,
}

/// What a site is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SiteAbout {
    /// Its name.
    pub name: String,
    /// Where it lies.
    pub place: PlaceCode,
    /// What kind.
    pub kind: IsolationSiteKind,
    /// Where it is on the map.
    #[serde(default)]
    pub spot: Option<Spot>,
}

/// A site as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IsolationSite {
    /// What it is.
    pub about: SiteAbout,
    /// Its rooms.
    pub rooms: Vec<Room>,
    /// Who works there, by sign-in name.
    pub staff: Vec<String>,
    /// Whether nobody is brought there any more.
    pub is_closed: bool,
}

/// How a site stands by what was said of it, in its order; none where it was never opened.
pub fn site_of<'a>(says: impl IntoIterator<Item = &'a IsolationSays>) -> Option<IsolationSite> {
    let mut standing: Option<IsolationSite> = None;
    for one in says {
        match (one, &mut standing) {
            (IsolationSays::SiteOpened(about), None) => {
                standing = Some(IsolationSite {
                    about: about.clone(),
                    rooms: Vec::new(),
                    staff: Vec::new(),
                    is_closed: false,
                });
            }
            (IsolationSays::SiteRooms { rooms }, Some(site)) => site.rooms.clone_from(rooms),
            (IsolationSays::SiteStaff { staff }, Some(site)) => site.staff.clone_from(staff),
            (IsolationSays::SiteSpot { spot }, Some(site)) => site.about.spot = Some(*spot),
            (IsolationSays::SiteClosed { .. }, Some(site)) => site.is_closed = true,
            (
                IsolationSays::SiteOpened(_)
                | IsolationSays::SiteRooms { .. }
                | IsolationSays::SiteStaff { .. }
                | IsolationSays::SiteSpot { .. }
                | IsolationSays::SiteClosed { .. }
                | IsolationSays::Vehicle { .. }
                | IsolationSays::Point { .. }
                | IsolationSays::Home { .. }
                | IsolationSays::Checked { .. }
                | IsolationSays::Needs { .. }
                | IsolationSays::Released { .. }
                | IsolationSays::CalledOff { .. }
                | IsolationSays::Signed { .. },
                _,
            ) => {}
        }
    }
    standing
}

/// Why a site, or its rooms, cannot be entered so.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SiteFlaw {
    /// No name, or a long one.
    #[error("请填隔离点名称，最多{WORDS_MAX}字")]
    Name,
    /// No number, a long one, or one that stands there twice.
    #[error("房号“{0}”空着、太长或重复")]
    Label(String),
    /// No bed, or too many.
    #[error("房间{0}的床位数不对")]
    Beds(String),
    /// Too many rooms.
    #[error("房间太多，一个点最多{0}间")]
    Rooms(usize),
}

impl SiteAbout {
    /// Whether a site can be opened so.
    ///
    /// # Errors
    /// The first flaw.
    pub fn check(&self) -> Result<(), SiteFlaw> {
        match (1..=WORDS_MAX).contains(&self.name.trim().chars().count()) {
            true => Ok(()),
            false => Err(SiteFlaw::Name),
        }
    }
}

/// Whether these can be the rooms of a site.
///
/// # Errors
/// The first flaw.
pub fn check_rooms(rules: &IsolationRules, rooms: &[Room]) -> Result<(), SiteFlaw> {
    if rooms.len() > rules.rooms.rooms_max {
        return Err(SiteFlaw::Rooms(rules.rooms.rooms_max));
    }
    let mut labels = BTreeSet::new();
    for room in rooms {
        let n_chars = room.label.trim().chars().count();
        if !(1..=12).contains(&n_chars) || !labels.insert(room.label.trim()) {
            return Err(SiteFlaw::Label(room.label.chars().take(12).collect()));
        }
        if !(1..=rules.rooms.beds_max).contains(&room.beds) {
            return Err(SiteFlaw::Beds(room.label.clone()));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn room(label: &str, beds: u16) -> Room {
        Room { label: label.to_owned(), floor: 3, zone: RoomZone::Dirty, beds }
    }

    fn check(rooms: &[Room], expected: &str) {
        let rules = IsolationRules::built_in().unwrap();
        let told = check_rooms(&rules, rooms).err().map_or(String::new(), |flaw| flaw.to_string());
        assert_eq!(told, expected);
    }

    #[test]
    fn rooms_have_numbers_of_their_own_and_beds() {
        check(&[], "");
        check(&[room("301", 1), room("302", 2)], "");
        check(&[room("301", 1), room(" 301", 2)], "房号“ 301”空着、太长或重复");
        check(&[room(" ", 1)], "房号“ ”空着、太长或重复");
        check(&[room("301", 0)], "房间301的床位数不对");
        let many: Vec<Room> = (0..801).map(|n| room(&n.to_string(), 1)).collect();
        check(&many, "房间太多，一个点最多800间");
    }
}
