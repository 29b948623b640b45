//! What has a code: 各级党政机关、企事业单位，村、居民小区，各类公共场所、经营场所、公共交通工具
//! (太原市疫情防控办通告2022年第65号, 三).

use crate::coded;

coded! {
    /// What a place is.
    VenueKind {
        /// 公交车: one vehicle, one code.
        Bus = "bus",
        /// 出租车、网约车、其他车辆
        Vehicle = "vehicle",
        /// 车站、机场、收费站
        Station = "station",
        /// 商场超市
        Mall = "mall",
        /// 农贸（集贸）市场
        Market = "market",
        /// 批发市场
        Wholesale = "wholesale",
        /// 餐饮
        Restaurant = "restaurant",
        /// 宾馆酒店、民宿、招待所
        Hotel = "hotel",
        /// 邮政、快递网点
        Post = "post",
        /// 学校、幼儿园
        School = "school",
        /// 医院、诊所
        Hospital = "hospital",
        /// 养老院、福利院
        CareHome = "care_home",
        /// 景点景区
        Scenic = "scenic",
        /// 图书馆、博物馆、美术馆
        Library = "library",
        /// 电影院
        Cinema = "cinema",
        /// 剧院
        Theatre = "theatre",
        /// 酒吧
        Bar = "bar",
        /// KTV
        Ktv = "ktv",
        /// 网吧
        NetCafe = "net_cafe",
        /// 健身房、体育馆
        Gym = "gym",
        /// 游泳馆
        Pool = "pool",
        /// 桑拿、澡堂
        Sauna = "sauna",
        /// 按摩、足疗、水疗、美容
        Massage = "massage",
        /// 棋牌室、麻将馆
        ChessRoom = "chess_room",
        /// 茶庄
        TeaHouse = "tea_house",
        /// 剧本杀
        ScriptGame = "script_game",
        /// 校外培训机构
        Training = "training",
        /// 机关单位
        Office = "office",
        /// 企业
        Company = "company",
        /// 小区、村的大门
        Compound = "compound",
        /// 其他
        Other = "other",
    }
}

impl VenueKind {
    /// What people read.
    pub fn title(self) -> &'static str {
        match self {
            VenueKind::Bus => "公交车",
            VenueKind::Vehicle => "出租车等车辆",
            VenueKind::Station => "车站、机场、收费站",
            VenueKind::Mall => "商场超市",
            VenueKind::Market => "农贸（集贸）市场",
            VenueKind::Wholesale => "批发市场",
            VenueKind::Restaurant => "餐饮",
            VenueKind::Hotel => "宾馆、民宿",
            VenueKind::Post => "邮政、快递网点",
            VenueKind::School => "学校、幼儿园",
            VenueKind::Hospital => "医院、诊所",
            VenueKind::CareHome => "养老院、福利院",
            VenueKind::Scenic => "景点景区",
            VenueKind::Library => "图书馆、博物馆、美术馆",
            VenueKind::Cinema => "电影院",
            VenueKind::Theatre => "剧院",
            VenueKind::Bar => "酒吧",
            VenueKind::Ktv => "KTV",
            VenueKind::NetCafe => "网吧",
            VenueKind::Gym => "健身房、体育馆",
            VenueKind::Pool => "游泳馆",
            VenueKind::Sauna => "桑拿、澡堂",
            VenueKind::Massage => "按摩、足疗、美容",
            VenueKind::ChessRoom => "棋牌室、麻将馆",
            VenueKind::TeaHouse => "茶庄",
            VenueKind::ScriptGame => "剧本杀",
            VenueKind::Training => "校外培训机构",
            VenueKind::Office => "机关单位",
            VenueKind::Company => "企业",
            VenueKind::Compound => "小区（村）大门",
            VenueKind::Other => "其他场所",
        }
    }

    /// After so many minutes somebody who went in counts as gone, where nobody said that he went out.
    /// Nobody's rule: as long as people stay at most as a rule, so that a place does not stay full of
    /// those who left by another door.
    pub fn stay_minutes(self) -> u32 {
        match self {
            VenueKind::Bus | VenueKind::Vehicle | VenueKind::Market | VenueKind::Post => 60,
            VenueKind::Restaurant | VenueKind::Mall | VenueKind::Gym | VenueKind::Pool => 120,
            VenueKind::Station
            | VenueKind::Wholesale
            | VenueKind::Library
            | VenueKind::Cinema
            | VenueKind::Theatre
            | VenueKind::Sauna
            | VenueKind::Massage
            | VenueKind::TeaHouse => 180,
            VenueKind::Scenic
            | VenueKind::Bar
            | VenueKind::Ktv
            | VenueKind::NetCafe
            | VenueKind::ChessRoom
            | VenueKind::ScriptGame
            | VenueKind::Training
            | VenueKind::Other => 240,
            VenueKind::Hospital => 360,
            VenueKind::School | VenueKind::Office | VenueKind::Company => 600,
            VenueKind::Hotel | VenueKind::CareHome | VenueKind::Compound => 720,
        }
    }
}
