//! Laboratories and who works in them; plates with their maps.

use crate::custody::code_of;
use crate::db::many::holes;
use crate::tracks::rows_of_codes;
use crate::{Row, StoreError, Tx, V, v};
use fangxian_core::Moment;
use fangxian_core::ids::{LaboratoryId, PlateId};
use fangxian_core::labs::{InWell, Well, WellKind};
use fangxian_core::places::PlaceCode;
use fangxian_core::sampling::TubeCode;
use uuid::Uuid;

/// A laboratory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredLab {
    /// Which.
    pub id: LaboratoryId,
    /// Where: a county, or the city.
    pub place: PlaceCode,
    /// What it is called.
    pub name: String,
    /// How many tubes a day it says it can do.
    pub capacity_day: i64,
    /// When it was put in.
    pub made_at: Moment,
    /// By whom.
    pub made_by: String,
    /// One more with each change.
    pub version: i64,
}

/// Puts a laboratory in.
pub async fn lab_insert(tx: &Tx, lab: &StoredLab) -> Result<(), StoreError> {
    tx.exec(
        "insert into laboratory (county, laboratory_id, place, name, capacity_day, made_at,
             made_by)
         values ($1, $2, $3, $4, $5, $6, $7)",
        &v![
            lab.place.county(),
            lab.id.uuid(),
            &lab.place,
            &lab.name,
            lab.capacity_day,
            lab.made_at,
            &lab.made_by,
        ],
    )
    .await?;
    Ok(())
}

/// Changes the name and the capacity, if nobody changed them meanwhile.
pub async fn lab_put(tx: &Tx, lab: &StoredLab) -> Result<(), StoreError> {
    tx.exec_versioned(
        "laboratory",
        "update laboratory set name = $1, capacity_day = $2, version = version + 1
         where county = $3 and laboratory_id = $4 and version = $5",
        &v![&lab.name, lab.capacity_day, lab.place.county(), lab.id.uuid(), lab.version],
    )
    .await
}

/// All laboratories, by name. A city has some dozens.
pub async fn labs_all(tx: &Tx) -> Result<Vec<StoredLab>, StoreError> {
    let sql = "select laboratory_id, place, name, capacity_day, made_at, made_by, version
               from laboratory order by name, laboratory_id";
    let read = |row: &Row| {
        Ok(StoredLab {
            id: row.id("laboratory_id", LaboratoryId::from_uuid)?,
            place: row.place("place")?,
            name: row.text("name")?.to_owned(),
            capacity_day: row.int("capacity_day")?,
            made_at: row.moment("made_at")?,
            made_by: row.text("made_by")?.to_owned(),
            version: row.int("version")?,
        })
    };
    tx.query(sql, &[]).await?.iter().map(read).collect()
}

/// That somebody works in a laboratory, or no longer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredMember {
    /// Made where it was done.
    pub fact: Uuid,
    /// Where.
    pub laboratory: LaboratoryId,
    /// Who, by sign-in name.
    pub login: String,
    /// Whether he works there from now on.
    pub is_in: bool,
    /// When.
    pub at: Moment,
    /// Who said so.
    pub by: String,
}

/// Keeps that somebody works in a laboratory of a county, or no longer. The same id again changes
/// nothing.
pub async fn member_insert(tx: &Tx, county: &str, one: &StoredMember) -> Result<(), StoreError> {
    tx.exec(
        "insert into laboratory_member (county, fact_id, laboratory_id, login, is_in, at, by_login)
         values ($1, $2, $3, $4, $5, $6, $7) on conflict (county, fact_id) do nothing",
        &v![
            county,
            one.fact,
            one.laboratory.uuid(),
            &one.login,
            i64::from(one.is_in),
            one.at,
            &one.by,
        ],
    )
    .await?;
    Ok(())
}

/// Who works where now, by laboratory and sign-in name.
pub async fn members_all(tx: &Tx) -> Result<Vec<(LaboratoryId, String)>, StoreError> {
    let sql = "select m.laboratory_id, m.login from laboratory_member m
               where m.is_in = 1 and not exists
                   (select 1 from laboratory_member l
                    where l.county = m.county and l.laboratory_id = m.laboratory_id
                        and l.login = m.login
                        and (l.at > m.at or (l.at = m.at and l.fact_id > m.fact_id)))
               order by m.laboratory_id, m.login";
    let read = |row: &Row| {
        let lab = row.id("laboratory_id", LaboratoryId::from_uuid)?;
        Ok((lab, row.text("login")?.to_owned()))
    };
    tx.query(sql, &[]).await?.iter().map(read).collect()
}

/// A plate without its map.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredPlate {
    /// Which.
    pub id: PlateId,
    /// The county of its laboratory, six digits.
    pub county: String,
    /// Of which laboratory.
    pub laboratory: LaboratoryId,
    /// What is written on it.
    pub label: String,
    /// Which kit.
    pub kit: String,
    /// Below which cycle a curve has risen, in hundredths, by the instructions of the kit.
    pub ct_bar: i64,
    /// Tubes on it.
    pub n_tubes: i64,
    /// When it was filled.
    pub at: Moment,
    /// By whom.
    pub by: String,
    /// The keyed fingerprint of what was asked for.
    pub body_mac: Vec<u8>,
}

/// Keeps a plate with its whole map.
pub async fn plate_insert(
    tx: &Tx,
    plate: &StoredPlate,
    wells: &[(Well, InWell)],
) -> Result<(), StoreError> {
    tx.exec(
        "insert into plate (county, plate_id, laboratory_id, label, kit, ct_bar, n_tubes, at,
             by_login, body_mac)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        &v![
            &plate.county,
            plate.id.uuid(),
            plate.laboratory.uuid(),
            &plate.label,
            &plate.kit,
            plate.ct_bar,
            plate.n_tubes,
            plate.at,
            &plate.by,
            plate.body_mac.clone(),
        ],
    )
    .await?;
    let map: Vec<[V; 5]> = wells
        .iter()
        .map(|(well, inside)| {
            let tube = inside.tube().map(|code| code.to_string());
            v![&plate.county, plate.id.uuid(), well.to_string(), inside.kind().code(), tube]
        })
        .collect();
    let sql = "insert into plate_well (county, plate_id, well, kind, tube_code) values {rows}";
    tx.exec_rows(sql, map).await?;
    let tubes: Vec<[V; 7]> = wells
        .iter()
        .filter_map(|(well, inside)| inside.tube().map(|code| (well, code)))
        .map(|(well, code)| {
            v![
                code.county(),
                code.to_string(),
                plate.id.uuid(),
                &plate.county,
                plate.laboratory.uuid(),
                well.to_string(),
                plate.at,
            ]
        })
        .collect();
    let sql = "insert into tube_plated (county, tube_code, plate_id, plate_county, laboratory_id,
                   well, at) values {rows}";
    tx.exec_rows(sql, tubes).await?;
    Ok(())
}

const PLATE_COLUMNS: &str =
    "county, plate_id, laboratory_id, label, kit, ct_bar, n_tubes, at, by_login, body_mac";

fn plate_of(row: &Row) -> Result<StoredPlate, StoreError> {
    Ok(StoredPlate {
        id: row.id("plate_id", PlateId::from_uuid)?,
        county: row.text("county")?.to_owned(),
        laboratory: row.id("laboratory_id", LaboratoryId::from_uuid)?,
        label: row.text("label")?.to_owned(),
        kit: row.text("kit")?.to_owned(),
        ct_bar: row.int("ct_bar")?,
        n_tubes: row.int("n_tubes")?,
        at: row.moment("at")?,
        by: row.text("by_login")?.to_owned(),
        body_mac: row.bytes("body_mac")?.to_vec(),
    })
}

/// A plate, wherever in these counties its laboratory is.
pub async fn plate_by_id(
    tx: &Tx,
    counties: &[String],
    id: PlateId,
) -> Result<Option<StoredPlate>, StoreError> {
    let sql = format!(
        "select {PLATE_COLUMNS} from plate where plate_id = $1 and county in ({})",
        holes(2, counties.len())
    );
    let mut values = vec![V::from(id.uuid())];
    values.extend(counties.iter().map(V::from));
    tx.query_opt(&sql, &values).await?.as_ref().map(plate_of).transpose()
}

/// The latest plates of a laboratory.
pub async fn plates_of_lab(
    tx: &Tx,
    county: &str,
    laboratory: LaboratoryId,
    limit: i64,
) -> Result<Vec<StoredPlate>, StoreError> {
    let sql = format!(
        "select {PLATE_COLUMNS} from plate where county = $1 and laboratory_id = $2
         order by at desc, plate_id desc limit $3"
    );
    let values = v![county, laboratory.uuid(), limit];
    tx.query(&sql, &values).await?.iter().map(plate_of).collect()
}

/// The map of a plate, by well.
pub async fn wells_of_plate(
    tx: &Tx,
    county: &str,
    plate: PlateId,
) -> Result<Vec<(Well, InWell)>, StoreError> {
    let sql = "select well, kind, tube_code from plate_well where county = $1 and plate_id = $2
               order by well";
    let read = |row: &Row| {
        let well = Well::parse(row.text("well")?).ok_or_else(|| row.damaged("well"))?;
        let inside = match row.word("kind", WellKind::from_code)? {
            WellKind::Tube => InWell::Tube(code_of(row, "tube_code")?),
            WellKind::NegativeControl => InWell::NegativeControl,
            WellKind::PositiveControl => InWell::PositiveControl,
        };
        Ok((well, inside))
    };
    tx.query(sql, &v![county, plate.uuid()]).await?.iter().map(read).collect()
}

/// A plating of a tube: on which plate, when, and when its results were signed, if they were.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plating {
    /// The tube.
    pub code: TubeCode,
    /// The plate.
    pub plate: PlateId,
    /// What is written on the plate.
    pub label: String,
    /// When its results were signed.
    pub signed_at: Option<Moment>,
}

/// On which plates these tubes have been.
pub async fn platings_of(tx: &Tx, codes: &[TubeCode]) -> Result<Vec<Plating>, StoreError> {
    let sql = "select t.tube_code, t.plate_id, p.label,
                   (select max(d.at) from result_sheet s
                    join result_sheet_decision d
                        on d.county = s.county and d.sheet_id = s.sheet_id
                    where s.county = t.plate_county and s.plate_id = t.plate_id
                        and d.decision = 'signed') as sheet_signed_at
               from tube_plated t
               join plate p on p.county = t.plate_county and p.plate_id = t.plate_id
               where t.county = $1 and t.tube_code in ({codes})
               order by t.tube_code, t.at, t.plate_id";
    let read = |row: &Row| {
        Ok(Plating {
            code: code_of(row, "tube_code")?,
            plate: row.id("plate_id", PlateId::from_uuid)?,
            label: row.text("label")?.to_owned(),
            signed_at: row.opt_moment("sheet_signed_at")?,
        })
    };
    rows_of_codes(tx, sql, codes).await?.iter().map(read).collect()
}
