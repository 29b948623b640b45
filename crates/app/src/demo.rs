//! The demonstration: the city's real divisions, invented people, and the zones that stood in
//! November 2022 by the city's own notices and the national list. Everything invented is marked
//! as such where it is shown.

use crate::accounts::seed_account;
use crate::{City, Refusal, mint};
use fangxian_core::ids::{ZoneFactId, ZoneId};
use fangxian_core::notices::{area_key, split_area};
use fangxian_core::places::PlaceCode;
use fangxian_core::policy::Role;
use fangxian_core::rules::{EditionId, RuleBook};
use fangxian_core::zones::{ZoneEvent, ZoneFact};
use fangxian_core::{CityDay, Level, Moment};
use fangxian_store::places::{
    Grid, Place, grid_places_put, grids_upsert, places_upsert, places_within,
};
use fangxian_store::zones::{
    Ground, GroundKind, StoredZone, StoredZoneFact, zone_advance, zone_fact_insert, zone_insert,
    zones_all,
};
use fangxian_store::{Db, Tx};

/// The one password of the demonstration. No other account has a password that is known.
pub const PASSWORD: &str = "yanlian-demo-2022";

/// A person of the demonstration. Invented.
pub struct DemoPerson {
    /// The sign-in name.
    pub login: &'static str,
    /// The name, marked as invented.
    pub name: &'static str,
    /// The role.
    pub role: Role,
    /// Where.
    pub place: &'static str,
}

/// One person for each role.
pub const PEOPLE: &[DemoPerson] = &[
    person("zhihui", "演示·市指挥部", Role::CityCommand, "1401"),
    person("nigao", "演示·拟稿员", Role::ZoneDrafter, "1401"),
    person("qianpi", "演示·签批人", Role::ZoneSigner, "1401"),
    person("shequ", "演示·社区登记员", Role::CommunityRegistrar, "140110003001"),
    person("wangge", "演示·网格员", Role::GridWorker, "140110003001-G02"),
    person("caiyang1", "演示·采样员一", Role::Sampler, "140110003001"),
    person("caiyang2", "演示·采样员二", Role::Sampler, "140110003001"),
    person("zhuanyun", "演示·转运员", Role::Courier, "140110"),
    person("jianyan", "演示·检验员", Role::LabReporter, "140110"),
    person("shenhe", "演示·审核员", Role::LabSigner, "140110"),
    person("jikong", "演示·疾控赋码员", Role::CodeProposer, "140110"),
    person("weijian", "演示·卫健审批员", Role::CodeApprover, "140110"),
    person("weijian2", "演示·卫健审批员二", Role::CodeApprover, "1401"),
    person("shensu", "演示·申诉答复员", Role::AppealOfficer, "1401"),
    person("rexian", "演示·12345坐席", Role::Hotline, "1401"),
    person("chezhan", "演示·车站查验员", Role::StationWorker, "1401"),
    person("liudiao", "演示·流调员", Role::Tracer, "1401"),
    person("geli", "演示·隔离点工作人员", Role::IsolationWorker, "1401"),
    person("siji", "演示·转运司机", Role::TransferDriver, "1401"),
    person("yisheng", "演示·社区医生", Role::CommunityDoctor, "140110003001"),
    person("shenji", "演示·审计员", Role::Auditor, "1401"),
    person("guanli", "演示·系统管理员", Role::Administrator, "1401"),
];

const fn person(
    login: &'static str,
    name: &'static str,
    role: Role,
    place: &'static str,
) -> DemoPerson {
    DemoPerson { login, name, role, place }
}

/// Compounds that stand in for the real ones: their names come from the notices, where they lie in
/// the tree of places and what they consist of is invented.
struct Compound {
    community: &'static str,
    name: &'static str,
    n_buildings: u16,
    n_units: u16,
    households_per_unit: u16,
}

const COMPOUNDS: &[Compound] = &[
    Compound {
        community: "140110003001",
        name: "兰亭御湖城东区",
        n_buildings: 12,
        n_units: 2,
        households_per_unit: 22,
    },
    Compound {
        community: "140110003001",
        name: "当代MOMA沿湖城",
        n_buildings: 9,
        n_units: 2,
        households_per_unit: 18,
    },
    Compound {
        community: "140110003002",
        name: "龙源小区",
        n_buildings: 20,
        n_units: 3,
        households_per_unit: 12,
    },
    Compound {
        community: "140105004001",
        name: "白云小区",
        n_buildings: 8,
        n_units: 3,
        households_per_unit: 12,
    },
];

/// Grids of a compound's community, each a run of its buildings.
const BUILDINGS_PER_GRID: u16 = 4;

/// A zone's history, from the city's notices and the national list.
struct History {
    county: &'static str,
    area: &'static str,
    /// `level day`, `released day`, `case day`, in order.
    facts: &'static [(&'static str, &'static str)],
}

const fn history(
    county: &'static str,
    area: &'static str,
    facts: &'static [(&'static str, &'static str)],
) -> History {
    History { county, area, facts }
}

const HISTORIES: &[History] = &[
    history(
        "140105",
        "白云小区5号楼",
        &[("high", "2022-10-07"), ("medium", "2022-10-14"), ("released", "2022-10-17")],
    ),
    history(
        "140105",
        "白云小区（不含5号楼）",
        &[("medium", "2022-10-07"), ("released", "2022-10-14")],
    ),
    history("140109", "融创长风壹号小区", &[("medium", "2022-10-07"), ("released", "2022-10-15")]),
    history("140109", "华清苑-东区", &[("medium", "2022-10-07"), ("released", "2022-10-15")]),
    history("140109", "南上庄西街小区", &[("medium", "2022-10-07"), ("released", "2022-10-15")]),
    history("140181", "东曲工人村17号楼", &[("high", "2022-11-17")]),
    history("140181", "屯乐苑1号楼", &[("high", "2022-11-17")]),
    history("140110", "牛家口村", &[("high", "2022-11-20")]),
    history("140110", "绿地世纪城2期7号楼", &[("high", "2022-11-15"), ("case", "2022-11-22")]),
    history("140110", "龙源小区17号楼2单元", &[("high", "2022-11-21")]),
    history("140110", "万水物贸城", &[("high", "2022-11-21")]),
    history("140110", "龙盛苑东区11号楼4单元", &[("high", "2022-11-21")]),
    history("140110", "北河下村翡翠山庄C区12号楼2单元", &[("high", "2022-11-21")]),
    history("140107", "太原市五育中学（羊市街校区）", &[("high", "2022-11-15")]),
    history("140109", "双华时代小区B座", &[("high", "2022-11-23")]),
    history("140105", "尊成公学小学", &[("high", "2022-11-15"), ("case", "2022-11-21")]),
    history(
        "140105",
        "小店街道中心校李家庄小学",
        &[("high", "2022-11-15"), ("case", "2022-11-21")],
    ),
    history("140122", "西龙庄村", &[("high", "2022-11-21")]),
    history("140122", "西龙庄村黄寨边坡施工项目部", &[("high", "2022-11-21")]),
    history("140122", "阳曲县湘味楼二部", &[("high", "2022-11-21")]),
    history("140122", "阳曲县王婆大虾饭店", &[("high", "2022-11-21")]),
];

/// Puts the places, the grids and the zones of the demonstration into a store that has the
/// divisions and no zone yet. Facts of days after `today` are left out.
pub async fn demo_fill(
    db: &Db,
    rules: &RuleBook,
    today: CityDay,
    wall: Moment,
) -> Result<(), Refusal> {
    let mut zones = Vec::new();
    for history in HISTORIES {
        zones.push(zone_of(history, rules, today, wall)?);
    }
    let (places, grids, grid_places) = tree()?;
    db.write(move |tx| async move {
        if !zones_all(&tx).await?.is_empty() {
            return Ok(());
        }
        put_tree(&tx, places, grids, grid_places).await?;
        for (zone, facts) in zones {
            put_zone(&tx, zone, &facts, wall).await?;
        }
        Ok::<(), Refusal>(())
    })
    .await
}

/// Puts the places and grids of the communities that have none: an invented city has its own.
async fn put_tree(
    tx: &Tx,
    mut places: Vec<Place>,
    mut grids: Vec<Grid>,
    mut grid_places: Vec<(PlaceCode, PlaceCode)>,
) -> Result<(), Refusal> {
    for compound in COMPOUNDS {
        let own = code(compound.community)?;
        if !places_within(tx, &own).await?.is_empty() {
            places.retain(|place| !place.code.lies_within(&own));
            grids.retain(|grid| grid.community != own);
            grid_places.retain(|(_, place)| !place.lies_within(&own));
        }
    }
    places_upsert(tx, &places).await?;
    grids_upsert(tx, &grids).await?;
    grid_places_put(tx, &grid_places).await?;
    Ok(())
}

async fn put_zone(
    tx: &Tx,
    mut zone: StoredZone,
    facts: &[StoredZoneFact],
    wall: Moment,
) -> Result<(), Refusal> {
    zone_insert(tx, &zone, wall).await?;
    for fact in facts {
        zone_advance(tx, &zone).await?;
        zone_fact_insert(tx, fact).await?;
        zone.version += 1;
    }
    Ok(())
}

/// Adds one account for each role, where the store has none.
pub async fn demo_people(city: &City, wall: Moment) -> Result<(), Refusal> {
    let n = city.db.read(|tx| async move { fangxian_store::accounts::n_accounts(&tx).await });
    if n.await? > 0 {
        return Ok(());
    }
    for person in PEOPLE {
        demo_person(city, person, wall).await?;
    }
    Ok(())
}

/// Adds the account of one more person of a demonstration, with the password that everybody knows.
pub async fn demo_person(city: &City, person: &DemoPerson, wall: Moment) -> Result<(), Refusal> {
    let place = code(person.place)?;
    let (login, name) = (person.login, person.name);
    seed_account(city, login, name, person.role, &place, PASSWORD, false, wall).await
}

fn code(text: &str) -> Result<PlaceCode, Refusal> {
    PlaceCode::parse(text).map_err(|_| Refusal::PlaceUnknown)
}

fn zone_of(
    history: &History,
    rules: &RuleBook,
    today: CityDay,
    wall: Moment,
) -> Result<(StoredZone, Vec<StoredZoneFact>), Refusal> {
    let name = split_area(history.area);
    let county = code(history.county)?;
    let zone = StoredZone {
        id: ZoneId::from_uuid(mint::uuid(wall)?),
        county: county.clone(),
        area_key: area_key(history.area, None),
        area: name.area,
        except: name.except,
        parts: name.parts,
        place: None,
        version: 1,
    };
    let mut facts = Vec::new();
    for (what, on) in history.facts {
        let on = CityDay::parse(on).map_err(|_| Refusal::DayOutOfRange)?;
        if on > today {
            break;
        }
        let event = match (*what, Level::from_code(what)) {
            (_, Some(level)) => ZoneEvent::Rated { level, edition: edition_id(rules, on)? },
            ("released", None) => ZoneEvent::Released,
            (_, None) => ZoneEvent::CaseFound,
        };
        // Published at five in the afternoon, as the city's notices were.
        let recorded_at = on.starts_at().plus_ms(17 * 3_600_000);
        facts.push(StoredZoneFact {
            zone: zone.id,
            county: county.clone(),
            fact: ZoneFact { id: ZoneFactId::from_uuid(mint::uuid(wall)?), on, recorded_at, event },
            proposed_by: Some("demonstration".to_owned()),
            signed_by: "演示".to_owned(),
            ground: Ground { kind: GroundKind::Snapshot, id: Some("demonstration".to_owned()) },
            as_written: format!("演示数据：{}", history.area),
        });
    }
    Ok((zone, facts))
}

fn edition_id(rules: &RuleBook, on: CityDay) -> Result<EditionId, Refusal> {
    rules.edition_on(on).map(|edition| edition.id.clone()).ok_or(Refusal::EditionUnknown)
}

type Tree = (Vec<Place>, Vec<Grid>, Vec<(PlaceCode, PlaceCode)>);

fn tree() -> Result<Tree, Refusal> {
    let (mut places, mut grids, mut grid_places) = (Vec::new(), Vec::new(), Vec::new());
    let mut n_grids = std::collections::BTreeMap::<&str, u16>::new();
    let mut n_compounds = std::collections::BTreeMap::<&str, u16>::new();
    for compound in COMPOUNDS {
        let n_compound = n_compounds.entry(compound.community).or_default();
        *n_compound += 1;
        let own = format!("{}-{n_compound:02}", compound.community);
        places.push(place(&own, compound.name.to_owned(), *n_compound)?);
        for building in 1..=compound.n_buildings {
            let of_building = format!("{own}-{building:02}");
            places.push(place(&of_building, format!("{building}号楼"), building)?);
            for unit in 1..=compound.n_units {
                places.push(place(&format!("{of_building}-{unit}"), format!("{unit}单元"), unit)?);
            }
            if building % BUILDINGS_PER_GRID == 1 {
                let n = n_grids.entry(compound.community).or_default();
                *n += 1;
                let last = (building + BUILDINGS_PER_GRID - 1).min(compound.n_buildings);
                grids.push(Grid {
                    code: code(&format!("{}-G{n:02}", compound.community))?,
                    community: code(compound.community)?,
                    name: format!("第{n}网格（{}{building}—{last}号楼）", compound.name),
                    n_households: i64::from(
                        (last + 1 - building) * compound.n_units * compound.households_per_unit,
                    ),
                });
            }
            if let Some(grid) = grids.last() {
                grid_places.push((grid.code.clone(), code(&of_building)?));
            }
        }
    }
    Ok((places, grids, grid_places))
}

fn place(text: &str, name: String, ordinal: u16) -> Result<Place, Refusal> {
    Ok(Place { code: code(text)?, name, ordinal: i64::from(ordinal) })
}
