//! What is known of tubes on their way: where each is, and how far the tubes of a round have come.

use crate::custody::{Side, code_of, holder_of};
use crate::db::many::holes;
use crate::lab_quality::controls_among;
use crate::{Row, StoreError, Tx, V, v};
use fangxian_core::Moment;
use fangxian_core::custody::{HandoverKind, Passing, TubeStages, TubeTrack};
use fangxian_core::ids::{HandoverId, LaboratoryId, PlateId, RoundId};
use fangxian_core::labs::Well;
use fangxian_core::places::PlaceCode;
use fangxian_core::pools::TubeOutcome;
use fangxian_core::sampling::TubeCode;
use std::collections::BTreeMap;

/// How many codes are asked for by one statement.
const CODES_AT_ONCE: usize = 1_000;

/// The round, the place and the times of a tube that a table has told of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownTube {
    /// The tube.
    pub code: TubeCode,
    /// In which round.
    pub round: RoundId,
    /// Where the table stood.
    pub place: PlaceCode,
    /// When it was opened.
    pub opened_at: Moment,
    /// When it was sealed.
    pub sealed_at: Option<Moment>,
}

/// The codes by their counties, as many at once as a statement takes.
fn by_county(codes: &[TubeCode]) -> Vec<(String, Vec<TubeCode>)> {
    let mut all: BTreeMap<String, Vec<TubeCode>> = BTreeMap::new();
    for code in codes {
        all.entry(code.county()).or_default().push(*code);
    }
    all.into_iter()
        .flat_map(|(county, codes)| {
            codes
                .chunks(CODES_AT_ONCE)
                .map(|some| (county.clone(), some.to_vec()))
                .collect::<Vec<_>>()
        })
        .collect()
}

/// Rows of a table that holds tubes, for these codes. `sql` holds `{codes}`; `$1` is the county.
pub(crate) async fn rows_of_codes(
    tx: &Tx,
    sql: &str,
    codes: &[TubeCode],
) -> Result<Vec<Row>, StoreError> {
    let mut rows = Vec::new();
    for (county, some) in by_county(codes) {
        let mut values = vec![V::from(&county)];
        values.extend(some.iter().map(|code| V::from(code.to_string())));
        rows.extend(tx.query(&sql.replace("{codes}", &holes(2, some.len())), &values).await?);
    }
    Ok(rows)
}

/// Those of these tubes that a table has told of.
pub async fn tubes_known(tx: &Tx, codes: &[TubeCode]) -> Result<Vec<KnownTube>, StoreError> {
    let sql = "select tube_code, round_id, place, opened_at, sealed_at from tube
               where county = $1 and tube_code in ({codes})";
    let read = |row: &Row| {
        Ok(KnownTube {
            code: code_of(row, "tube_code")?,
            round: row.id("round_id", RoundId::from_uuid)?,
            place: row.place("place")?,
            opened_at: row.moment("opened_at")?,
            sealed_at: row.opt_moment("sealed_at")?,
        })
    };
    rows_of_codes(tx, sql, codes).await?.iter().map(read).collect()
}

/// All that was scanned of these tubes, each one that was asked for, known or not.
pub async fn tracks_of(tx: &Tx, codes: &[TubeCode]) -> Result<Vec<TubeTrack>, StoreError> {
    let blank = |code: &TubeCode| TubeTrack {
        code: *code,
        opened_at: None,
        sealed_at: None,
        passings: Vec::new(),
        plated: None,
        resulted: None,
    };
    let mut all: BTreeMap<TubeCode, TubeTrack> =
        codes.iter().map(|code| (*code, blank(code))).collect();
    for known in tubes_known(tx, codes).await? {
        if let Some(track) = all.get_mut(&known.code) {
            (track.opened_at, track.sealed_at) = (Some(known.opened_at), known.sealed_at);
        }
    }
    // A control tube looks as any other: whoever carries or tests it cannot tell.
    for control in controls_among(tx, codes).await? {
        if let Some(track) = all.get_mut(&control.tube) {
            track.opened_at = track.opened_at.or(Some(control.at));
            track.sealed_at = track.sealed_at.or(Some(control.at));
        }
    }
    passings_read(tx, codes, &mut all).await?;
    let sql = "select tube_code, laboratory_id, plate_id, well, at from tube_plated
               where county = $1 and tube_code in ({codes}) order by at, plate_id";
    for row in rows_of_codes(tx, sql, codes).await? {
        let well = Well::parse(row.text("well")?).ok_or_else(|| row.damaged("well"))?;
        let lab = row.id("laboratory_id", LaboratoryId::from_uuid)?;
        let plate = row.id("plate_id", PlateId::from_uuid)?;
        if let Some(track) = all.get_mut(&code_of(&row, "tube_code")?) {
            track.plated = Some((lab, plate, well, row.moment("at")?));
        }
    }
    for (code, outcome, at) in outcomes_of(tx, codes).await? {
        if let Some(track) = all.get_mut(&code) {
            track.resulted = (outcome != TubeOutcome::Invalid).then_some((outcome, at));
        }
    }
    Ok(all.into_values().collect())
}

async fn passings_read(
    tx: &Tx,
    codes: &[TubeCode],
    all: &mut BTreeMap<TubeCode, TubeTrack>,
) -> Result<(), StoreError> {
    let sql = "select t.tube_code, t.side, t.at as scanned_at, h.handover_id, h.kind, h.from_login,
                   h.to_login, h.laboratory_id, r.at as found_at
               from handover_tube t
               join handover h on h.county = t.handover_county and h.handover_id = t.handover_id
               left join handover_receipt r
                   on r.county = h.county and r.handover_id = h.handover_id
               where t.county = $1 and t.tube_code in ({codes})
               order by t.tube_code, h.handover_id, t.side";
    for row in rows_of_codes(tx, sql, codes).await? {
        let id = row.id("handover_id", HandoverId::from_uuid)?;
        let at = row.moment("scanned_at")?;
        let (given_at, taken_at) = match row.word("side", Side::from_code)? {
            Side::Given => (Some(at), None),
            Side::Found => (None, Some(at)),
        };
        let Some(track) = all.get_mut(&code_of(&row, "tube_code")?) else { continue };
        match track.passings.iter_mut().find(|one| one.handover == id) {
            Some(known) => {
                known.given_at = known.given_at.or(given_at);
                known.taken_at = known.taken_at.or(taken_at);
            }
            None => track.passings.push(Passing {
                handover: id,
                kind: row.word("kind", HandoverKind::from_code)?,
                from: row.text("from_login")?.to_owned(),
                to: holder_of(&row)?,
                given_at,
                taken_at,
                counted_at: row.opt_moment("found_at")?,
            }),
        }
    }
    Ok(())
}

/// How these tubes stand by their signed results: the gravest that was not put right, else the
/// latest; the same as core says, for many at once.
async fn outcomes_of(
    tx: &Tx,
    codes: &[TubeCode],
) -> Result<Vec<(TubeCode, TubeOutcome, Moment)>, StoreError> {
    let sql = "select r.tube_code, r.outcome, r.signed_at from tube_result r
               where r.county = $1 and r.tube_code in ({codes}) and not exists
                   (select 1 from tube_result c
                    where c.county = r.county and c.corrects = r.result_id)
               order by r.tube_code, r.signed_at, r.result_id";
    let mut all: BTreeMap<TubeCode, (TubeOutcome, Moment)> = BTreeMap::new();
    for row in rows_of_codes(tx, sql, codes).await? {
        let now = (row.word("outcome", TubeOutcome::from_code)?, row.moment("signed_at")?);
        let grave = |outcome| match outcome {
            TubeOutcome::Positive => 2,
            TubeOutcome::Unclear => 1,
            TubeOutcome::Negative | TubeOutcome::Invalid => 0,
        };
        let entry = all.entry(code_of(&row, "tube_code")?).or_insert(now);
        if grave(now.0) > grave(entry.0) || (grave(now.0) == 0 && grave(entry.0) == 0) {
            *entry = now;
        }
    }
    Ok(all.into_iter().map(|(code, (outcome, at))| (code, outcome, at)).collect())
}

/// How far each tube of a round has come, with the place of its table, by code.
pub async fn stages_of_round(
    tx: &Tx,
    county: &str,
    round: RoundId,
) -> Result<Vec<(PlaceCode, TubeStages)>, StoreError> {
    let rows = tx
        .query(
            "select t.tube_code, t.place, t.n_stated, t.opened_at, t.sealed_at,
                 (select cast(coalesce(sum(p.n_members), 0) as bigint) from tube_part p
                  where p.county = t.county and p.tube_code = t.tube_code
                      and p.use_id = t.use_id) as n_inside,
                 (select min(h.at) from handover_tube h
                  where h.county = t.county and h.tube_code = t.tube_code) as shipped_at,
                 (select min(h.at) from handover_tube h
                  where h.county = t.county and h.tube_code = t.tube_code and h.side = 'found'
                      and h.kind = 'courier_to_lab') as lab_at,
                 (select max(r.signed_at) from tube_result r
                  where r.county = t.county and r.tube_code = t.tube_code
                      and r.outcome <> 'invalid' and not exists
                          (select 1 from tube_result c
                           where c.county = r.county and c.corrects = r.result_id)) as resulted_at
             from tube t where t.county = $1 and t.round_id = $2 order by t.tube_code",
            &v![county, round.uuid()],
        )
        .await?;
    let read = |row: &Row| {
        let stages = TubeStages {
            code: code_of(row, "tube_code")?,
            n_stated: row.opt_int("n_stated")?,
            n_inside: row.int("n_inside")?,
            opened_at: row.moment("opened_at")?,
            sealed_at: row.opt_moment("sealed_at")?,
            shipped_at: row.opt_moment("shipped_at")?,
            received_at: row.opt_moment("lab_at")?,
            resulted_at: row.opt_moment("resulted_at")?,
        };
        Ok((row.place("place")?, stages))
    };
    rows.iter().map(read).collect()
}

/// Tubes that this laboratory found and that are on no plate of it yet, or whose last plate said
/// nothing sure, since a moment, the oldest first.
pub async fn tubes_to_plate(
    tx: &Tx,
    counties: &[String],
    laboratory: LaboratoryId,
    since: Moment,
    limit: i64,
) -> Result<Vec<(TubeCode, Moment)>, StoreError> {
    let sql = format!(
        "select t.tube_code, min(t.at) as came_at from handover_tube t
         join handover h on h.county = t.handover_county and h.handover_id = t.handover_id
         where t.county in ({}) and t.side = 'found' and t.kind = 'courier_to_lab'
             and h.laboratory_id = $1 and t.at >= $2
             and not exists (select 1 from tube_plated p
                             where p.county = t.county and p.tube_code = t.tube_code)
         group by t.tube_code order by came_at, t.tube_code limit $3",
        holes(4, counties.len())
    );
    let mut values = v![laboratory.uuid(), since, limit].to_vec();
    values.extend(counties.iter().map(V::from));
    let read = |row: &Row| Ok((code_of(row, "tube_code")?, row.moment("came_at")?));
    tx.query(&sql, &values).await?.iter().map(read).collect()
}

/// How many tubes this laboratory has found since a moment.
pub async fn n_received_since(
    tx: &Tx,
    counties: &[String],
    laboratory: LaboratoryId,
    since: Moment,
) -> Result<i64, StoreError> {
    let sql = format!(
        "select count(distinct t.tube_code) as n from handover_tube t
         join handover h on h.county = t.handover_county and h.handover_id = t.handover_id
         where t.county in ({}) and t.side = 'found' and t.kind = 'courier_to_lab'
             and h.laboratory_id = $1 and t.at >= $2",
        holes(3, counties.len())
    );
    let mut values = v![laboratory.uuid(), since].to_vec();
    values.extend(counties.iter().map(V::from));
    tx.query_one(&sql, &values).await?.int("n")
}

/// Those of these tubes that this laboratory has found among what it took in.
pub async fn tubes_found_by(
    tx: &Tx,
    laboratory: LaboratoryId,
    codes: &[TubeCode],
) -> Result<Vec<TubeCode>, StoreError> {
    let sql = "select t.tube_code, h.laboratory_id from handover_tube t
               join handover h on h.county = t.handover_county and h.handover_id = t.handover_id
               where t.county = $1 and t.tube_code in ({codes}) and t.side = 'found'
                   and t.kind = 'courier_to_lab'";
    let mut found = Vec::new();
    for row in rows_of_codes(tx, sql, codes).await? {
        if row.opt_id("laboratory_id", LaboratoryId::from_uuid)? == Some(laboratory) {
            found.push(code_of(&row, "tube_code")?);
        }
    }
    Ok(found)
}
