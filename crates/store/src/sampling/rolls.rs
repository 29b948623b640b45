//! Codes of tubes that were given out to be printed.

use crate::{Row, StoreError, Tx, v};
use fangxian_core::Moment;
use fangxian_core::ids::RollId;
use fangxian_core::places::PlaceCode;
use fangxian_core::sampling::{Pool, Roll, TubeCode};

/// A roll as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredRoll {
    /// Which roll.
    pub id: RollId,
    /// Its codes and for how many people a tube is.
    pub roll: Roll,
    /// For which place.
    pub place: PlaceCode,
    /// When.
    pub made_at: Moment,
    /// By whom, by sign-in name.
    pub made_by: String,
}

const COLUMNS: &str = "county, roll_id, first_serial, n_tubes, pool, place, made_at, made_by";

/// The first number of a county that was never given out.
pub async fn roll_next_serial(tx: &Tx, county: &str) -> Result<i64, StoreError> {
    let row = tx
        .query_opt(
            "select first_serial + n_tubes as next from tube_roll where county = $1
             order by first_serial desc limit 1",
            &v![county],
        )
        .await?;
    row.map_or(Ok(1), |row| row.int("next"))
}

/// Gives codes out. Two who take the same numbers at once: the second is told that it is stale.
pub async fn roll_insert(tx: &Tx, roll: &StoredRoll) -> Result<(), StoreError> {
    tx.exec_versioned(
        "tube_roll",
        "insert into tube_roll (county, roll_id, first_serial, n_tubes, pool, place, made_at,
             made_by)
         values ($1, $2, $3, $4, $5, $6, $7, $8)
         on conflict do nothing",
        &v![
            roll.roll.first.county(),
            roll.id.uuid(),
            roll.roll.first.serial(),
            roll.roll.n_tubes,
            roll.roll.pool.code(),
            &roll.place,
            roll.made_at,
            &roll.made_by,
        ],
    )
    .await
}

/// Every roll, by county and number.
pub async fn rolls_all(tx: &Tx) -> Result<Vec<StoredRoll>, StoreError> {
    let sql = format!("select {COLUMNS} from tube_roll order by county, first_serial");
    tx.query(&sql, &[]).await?.iter().map(roll_of).collect()
}

/// The roll that a code is of; none where it was never given out.
pub async fn roll_with(tx: &Tx, code: TubeCode) -> Result<Option<StoredRoll>, StoreError> {
    let sql = format!(
        "select {COLUMNS} from tube_roll
         where county = $1 and first_serial <= $2 and first_serial + n_tubes > $2
         order by first_serial desc limit 1"
    );
    let row = tx.query_opt(&sql, &v![code.county(), i64::from(code.serial())]).await?;
    row.as_ref().map(roll_of).transpose()
}

/// A roll by its id.
pub async fn roll_by_id(tx: &Tx, id: RollId) -> Result<Option<StoredRoll>, StoreError> {
    let sql = format!("select {COLUMNS} from tube_roll where roll_id = $1");
    tx.query_opt(&sql, &v![id.uuid()]).await?.as_ref().map(roll_of).transpose()
}

fn roll_of(row: &Row) -> Result<StoredRoll, StoreError> {
    let county = row.place("county")?;
    let serial = u32::try_from(row.int("first_serial")?).ok();
    let first = serial.and_then(|serial| TubeCode::of(&county, serial));
    let n_tubes = u32::try_from(row.int("n_tubes")?).map_err(|_| row.damaged("n_tubes"))?;
    Ok(StoredRoll {
        id: row.id("roll_id", RollId::from_uuid)?,
        roll: Roll {
            first: first.ok_or_else(|| row.damaged("first_serial"))?,
            n_tubes,
            pool: row.word("pool", Pool::from_code)?,
        },
        place: row.place("place")?,
        made_at: row.moment("made_at")?,
        made_by: row.text("made_by")?.to_owned(),
    })
}
