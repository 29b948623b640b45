//! Zones and their facts.

use crate::{Row, StoreError, Tx, v};
use fangxian_core::ids::{ZoneFactId, ZoneId};
use fangxian_core::places::PlaceCode;
use fangxian_core::rules::EditionId;
use fangxian_core::zones::{AreaTestOutcome, ZoneEvent, ZoneFact};
use fangxian_core::{Level, Moment, coded};

/// A zone as the store has it, without its facts.
#[derive(Clone, Debug, PartialEq)]
pub struct StoredZone {
    /// Which zone.
    pub id: ZoneId,
    /// The county, six digits.
    pub county: PlaceCode,
    /// The normal form of area and except-clause, by which a notice finds it again.
    pub area_key: String,
    /// The area as written, less its except-clause.
    pub area: String,
    /// What is left out of it, as written.
    pub except: Option<String>,
    /// The parts that the notice names.
    pub parts: Vec<String>,
    /// Where it is; none while nobody has said so.
    pub place: Option<PlaceCode>,
    /// Counts the changes of the zone, its facts among them.
    pub version: i64,
}

/// A fact with what the core does not decide on: who, and on what ground.
#[derive(Clone, Debug, PartialEq)]
pub struct StoredZoneFact {
    /// The zone.
    pub zone: ZoneId,
    /// The county of the zone.
    pub county: PlaceCode,
    /// The fact itself.
    pub fact: ZoneFact,
    /// Who proposed it, where that is another person than who signed.
    pub proposed_by: Option<String>,
    /// The sign-in name of who signed it.
    pub signed_by: String,
    /// What it rests on.
    pub ground: Ground,
    /// The words that it comes from, or the note of the person who recorded it.
    pub as_written: String,
}

/// What a fact rests on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ground {
    /// The kind of ground.
    pub kind: GroundKind,
    /// Which notice, snapshot or edition; none for a person's own word.
    pub id: Option<String>,
}

coded! {
    /// The kinds of ground.
    GroundKind {
        /// A notice that was confirmed.
        Notice = "notice",
        /// A snapshot of the national list.
        Snapshot = "snapshot",
        /// A clause of the edition, signed by a person.
        Rule = "rule",
        /// An edition that came into force, signed by a person.
        EditionChange = "edition_change",
        /// What a person saw or was told.
        Person = "person",
    }
}

/// Adds a zone.
pub async fn zone_insert(tx: &Tx, zone: &StoredZone, at: Moment) -> Result<(), StoreError> {
    tx.exec(
        "insert into zone (county, zone_id, area_key, area, left_out, parts, place, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
        &v![
            &zone.county,
            zone.id,
            zone.area_key.as_str(),
            zone.area.as_str(),
            zone.except.as_deref(),
            serde_json::Value::from(zone.parts.clone()).to_string(),
            zone.place.as_ref(),
            at,
        ],
    )
    .await?;
    Ok(())
}

/// Links a zone to its place, if the row is still at `version`.
pub async fn zone_set_place(
    tx: &Tx,
    zone: &StoredZone,
    place: &PlaceCode,
    version: i64,
) -> Result<(), StoreError> {
    tx.exec_versioned(
        "zone",
        "update zone set place = $1, version = version + 1
         where county = $2 and zone_id = $3 and version = $4",
        &v![place, &zone.county, zone.id, version],
    )
    .await
}

/// Moves a zone's version on, if it is still the one that was read. Goes with every new fact, so
/// that of two people who decide at once the second is told that it is stale.
pub async fn zone_advance(tx: &Tx, zone: &StoredZone) -> Result<(), StoreError> {
    tx.exec_versioned(
        "zone",
        "update zone set version = version + 1
         where county = $1 and zone_id = $2 and version = $3",
        &v![&zone.county, zone.id, zone.version],
    )
    .await
}

const ZONE_COLUMNS: &str = "county, zone_id, area_key, area, left_out, parts, place, version";

/// One zone.
pub async fn zone_by_id(
    tx: &Tx,
    county: &PlaceCode,
    id: ZoneId,
) -> Result<Option<StoredZone>, StoreError> {
    let sql = format!("select {ZONE_COLUMNS} from zone where county = $1 and zone_id = $2");
    let row = tx.query_opt(&sql, &v![county, id]).await?;
    row.as_ref().map(zone_of).transpose()
}

/// Every zone, by county. For the index that is built at start.
pub async fn zones_all(tx: &Tx) -> Result<Vec<StoredZone>, StoreError> {
    let sql = format!("select {ZONE_COLUMNS} from zone order by county, zone_id");
    tx.query(&sql, &[]).await?.iter().map(zone_of).collect()
}

/// Zones of a county that carry this area, the newest first.
pub async fn zones_by_area(
    tx: &Tx,
    county: &PlaceCode,
    area_key: &str,
) -> Result<Vec<StoredZone>, StoreError> {
    let sql = format!(
        "select {ZONE_COLUMNS} from zone where county = $1 and area_key = $2
         order by created_at desc, zone_id desc"
    );
    tx.query(&sql, &v![county, area_key]).await?.iter().map(zone_of).collect()
}

fn zone_of(row: &Row) -> Result<StoredZone, StoreError> {
    Ok(StoredZone {
        id: row.id("zone_id", ZoneId::from_uuid)?,
        county: row.place("county")?,
        area_key: row.text("area_key")?.to_owned(),
        area: row.text("area")?.to_owned(),
        except: row.opt_text("left_out")?.map(str::to_owned),
        parts: serde_json::from_str(row.text("parts")?).map_err(|_| row.damaged("parts"))?,
        place: row.opt_place("place")?,
        version: row.int("version")?,
    })
}

/// Adds a fact. The same fact again is a conflict: the caller decides whether it is the same.
pub async fn zone_fact_insert(tx: &Tx, stored: &StoredZoneFact) -> Result<(), StoreError> {
    let event = &stored.fact.event;
    let (kind, level, edition, outcome, withdraws) = match event {
        ZoneEvent::Rated { level, edition } => {
            ("rated", Some(level.code()), Some(edition.0.as_str()), None, None)
        }
        ZoneEvent::Released => ("released", None, None, None, None),
        ZoneEvent::CaseFound => ("case_found", None, None, None, None),
        ZoneEvent::AreaTested { outcome } => {
            ("area_tested", None, None, Some(outcome.code()), None)
        }
        ZoneEvent::ContactsCleared => ("contacts_cleared", None, None, None, None),
        ZoneEvent::Withdrawn { fact } => ("withdrawn", None, None, None, Some(*fact)),
    };
    tx.exec(
        "insert into zone_fact (county, fact_id, zone_id, kind, on_day, recorded_at, level, edition,
             outcome, withdraws, proposed_by, signed_by, ground_kind, ground_id, as_written)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)",
        &v![
            &stored.county,
            stored.fact.id,
            stored.zone,
            kind,
            stored.fact.on,
            stored.fact.recorded_at,
            level,
            edition,
            outcome,
            withdraws,
            stored.proposed_by.as_deref(),
            stored.signed_by.as_str(),
            stored.ground.kind.code(),
            stored.ground.id.as_deref(),
            stored.as_written.as_str(),
        ],
    )
    .await?;
    Ok(())
}

const FACT_COLUMNS: &str = "county, fact_id, zone_id, kind, on_day, recorded_at, level, edition, \
     outcome, withdraws, proposed_by, signed_by, ground_kind, ground_id, as_written";

/// The facts of one zone, in the order in which they became known.
pub async fn zone_facts(
    tx: &Tx,
    county: &PlaceCode,
    zone: ZoneId,
) -> Result<Vec<StoredZoneFact>, StoreError> {
    let sql = format!(
        "select {FACT_COLUMNS} from zone_fact where county = $1 and zone_id = $2
         order by recorded_at, fact_id"
    );
    tx.query(&sql, &v![county, zone]).await?.iter().map(fact_of).collect()
}

/// Every fact of every zone, by zone. For the index that is built at start.
pub async fn zone_facts_all(tx: &Tx) -> Result<Vec<StoredZoneFact>, StoreError> {
    let sql = format!(
        "select {FACT_COLUMNS} from zone_fact order by county, zone_id, recorded_at, fact_id"
    );
    tx.query(&sql, &[]).await?.iter().map(fact_of).collect()
}

/// One fact by its id.
pub async fn zone_fact_by_id(
    tx: &Tx,
    county: &PlaceCode,
    fact: ZoneFactId,
) -> Result<Option<StoredZoneFact>, StoreError> {
    let sql = format!("select {FACT_COLUMNS} from zone_fact where county = $1 and fact_id = $2");
    let row = tx.query_opt(&sql, &v![county, fact]).await?;
    row.as_ref().map(fact_of).transpose()
}

fn fact_of(row: &Row) -> Result<StoredZoneFact, StoreError> {
    Ok(StoredZoneFact {
        zone: row.id("zone_id", ZoneId::from_uuid)?,
        county: row.place("county")?,
        fact: ZoneFact {
            id: row.id("fact_id", ZoneFactId::from_uuid)?,
            on: row.day("on_day")?,
            recorded_at: row.moment("recorded_at")?,
            event: event_of(row)?,
        },
        proposed_by: row.opt_text("proposed_by")?.map(str::to_owned),
        signed_by: row.text("signed_by")?.to_owned(),
        ground: Ground {
            kind: row.word("ground_kind", GroundKind::from_code)?,
            id: row.opt_text("ground_id")?.map(str::to_owned),
        },
        as_written: row.text("as_written")?.to_owned(),
    })
}

fn event_of(row: &Row) -> Result<ZoneEvent, StoreError> {
    Ok(match row.text("kind")? {
        "rated" => ZoneEvent::Rated {
            level: row.word("level", Level::from_code)?,
            edition: EditionId(row.text("edition")?.to_owned()),
        },
        "released" => ZoneEvent::Released,
        "case_found" => ZoneEvent::CaseFound,
        "contacts_cleared" => ZoneEvent::ContactsCleared,
        "area_tested" => {
            ZoneEvent::AreaTested { outcome: row.word("outcome", AreaTestOutcome::from_code)? }
        }
        "withdrawn" => ZoneEvent::Withdrawn { fact: row.id("withdraws", ZoneFactId::from_uuid)? },
        _ => return Err(row.damaged("kind")),
    })
}
