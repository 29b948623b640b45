//! What a place lets people share.

use crate::coded;
use crate::venues::VenueKind;

coded! {
    /// What people share who are at one place, as far as the kinds of close contact ask.
    Setting {
        /// 家: they live there together.
        Home = "home",
        /// 病房、养老机构: some are cared for by others.
        Care = "care",
        /// 办公室、会议室、车间、班组、宿舍、教室
        Room = "room",
        /// 共餐
        Meal = "meal",
        /// 共同娱乐, in closed or badly ventilated rooms.
        Entertainment = "entertainment",
        /// 卫生间、电梯
        SmallRoom = "small_room",
        /// 交通工具
        Vehicle = "vehicle",
        /// 商场、车站、景区: a place that many pass through, where to have been is not to have met.
        Passing = "passing",
    }
}

impl Setting {
    /// What a place of this kind is.
    pub fn of(kind: VenueKind) -> Setting {
        match kind {
            VenueKind::Bus | VenueKind::Vehicle => Setting::Vehicle,
            VenueKind::Restaurant | VenueKind::TeaHouse => Setting::Meal,
            VenueKind::Hospital | VenueKind::CareHome => Setting::Care,
            VenueKind::School | VenueKind::Training | VenueKind::Office | VenueKind::Company => {
                Setting::Room
            }
            VenueKind::Cinema
            | VenueKind::Theatre
            | VenueKind::Bar
            | VenueKind::Ktv
            | VenueKind::NetCafe
            | VenueKind::Gym
            | VenueKind::Pool
            | VenueKind::Sauna
            | VenueKind::Massage
            | VenueKind::ChessRoom
            | VenueKind::ScriptGame => Setting::Entertainment,
            VenueKind::Station
            | VenueKind::Mall
            | VenueKind::Market
            | VenueKind::Wholesale
            | VenueKind::Hotel
            | VenueKind::Post
            | VenueKind::Scenic
            | VenueKind::Library
            | VenueKind::Compound
            | VenueKind::Other => Setting::Passing,
        }
    }
}

/// For how many minutes somebody is taken to have stayed who scanned the code of a place and never
/// checked out.
///
/// No authority wrote these: they are what this program assumes, on the long side so that nobody is
/// missed, and whatever rests on one is marked as assumed wherever it is shown.
pub fn assumed_stay_minutes(kind: VenueKind) -> u32 {
    match kind {
        VenueKind::Compound | VenueKind::Post => 15,
        VenueKind::Bus | VenueKind::Vehicle => 45,
        VenueKind::Station | VenueKind::Market => 60,
        VenueKind::Mall | VenueKind::Restaurant | VenueKind::Massage => 90,
        VenueKind::Wholesale
        | VenueKind::Scenic
        | VenueKind::Library
        | VenueKind::Gym
        | VenueKind::Pool
        | VenueKind::Other => 120,
        VenueKind::Hospital
        | VenueKind::Cinema
        | VenueKind::Theatre
        | VenueKind::Bar
        | VenueKind::Sauna
        | VenueKind::TeaHouse
        | VenueKind::Training => 180,
        VenueKind::Ktv | VenueKind::NetCafe | VenueKind::ChessRoom | VenueKind::ScriptGame => 240,
        VenueKind::School | VenueKind::Office | VenueKind::Company => 540,
        VenueKind::Hotel | VenueKind::CareHome => 720,
    }
}
