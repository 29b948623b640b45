//! That somebody was told of a reason that began to color his code, or that ended.

use crate::db::many::holes;
use crate::{Row, StoreError, Tx, V, v};
use fangxian_core::codes::ReasonSource;
use fangxian_core::ids::PersonId;
use fangxian_core::rules::CodeCause;
use fangxian_core::{Moment, coded};
use uuid::Uuid;

coded! {
    /// How somebody was told.
    ToldWay {
        /// A short message to his phone.
        Sms = "sms",
        /// An order to whoever goes to his door.
        Task = "task",
    }
}

/// That somebody was told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredTold {
    /// Where the person lies.
    pub county: String,
    /// Who.
    pub person: PersonId,
    /// Of what.
    pub cause: CodeCause,
    /// Which one.
    pub source: ReasonSource,
    /// Odd where it began, even where it ended.
    pub ordinal: i64,
    /// How.
    pub way: ToldWay,
    /// The message, or the order.
    pub sent: Uuid,
    /// When.
    pub at: Moment,
}

const COLUMNS: &str = "t.county, t.person_id, t.cause, t.source, t.ordinal, t.way, t.sent_id, t.at";

/// Notes that somebody is told. False where that was noted before, by this server or another.
pub async fn told_first(tx: &Tx, told: &StoredTold) -> Result<bool, StoreError> {
    let sql = "insert into code_told (county, person_id, cause, source, ordinal, way, sent_id, at)
               values ($1, $2, $3, $4, $5, $6, $7, $8)
               on conflict (county, person_id, cause, source, ordinal, way) do nothing";
    let values = v![
        &told.county,
        told.person.uuid(),
        told.cause.code(),
        told.source.code(),
        told.ordinal,
        told.way.code(),
        told.sent,
        told.at,
    ];
    Ok(tx.exec(sql, &values).await? == 1)
}

/// What was last told of each reason since a moment, in these counties.
pub async fn told_last(
    tx: &Tx,
    counties: &[String],
    since: Moment,
) -> Result<Vec<StoredTold>, StoreError> {
    let n = counties.len();
    let sql = format!(
        "select {COLUMNS} from code_told t
         where t.county in ({}) and t.at >= ${}
             and not exists (select 1 from code_told later
                 where later.county = t.county and later.person_id = t.person_id
                     and later.cause = t.cause and later.source = t.source
                     and later.ordinal > t.ordinal)
         order by t.county, t.person_id, t.cause, t.source, t.way",
        holes(1, n),
        n + 1
    );
    let mut values: Vec<V> = counties.iter().map(V::from).collect();
    values.push(V::from(since));
    told_rows(&tx.query(&sql, &values).await?)
}

/// What was last told of a reason; nothing where nobody was told of it.
pub async fn told_last_of(
    tx: &Tx,
    county: &str,
    person: PersonId,
    (cause, source): (CodeCause, ReasonSource),
) -> Result<i64, StoreError> {
    let sql = "select coalesce(max(ordinal), 0) as n from code_told
               where county = $1 and person_id = $2 and cause = $3 and source = $4";
    let values = v![county, person.uuid(), cause.code(), source.code()];
    tx.query_one(sql, &values).await?.int("n")
}

/// Whose messages of the time since a moment did not go out at the first try, or at all, and to whose
/// doors nobody was sent instead.
pub async fn told_unreached(
    tx: &Tx,
    outbox_county: &str,
    since: Moment,
    n_most: i64,
) -> Result<Vec<StoredTold>, StoreError> {
    let sql = format!(
        "select {COLUMNS} from code_told t
         join outbox o on o.county = $1 and o.message_id = t.sent_id
         where t.way = 'sms' and t.at >= $2 and o.sent_at is null
             and (o.gave_up_at is not null or o.tries >= 2)
             and not exists (select 1 from code_told task
                 where task.county = t.county and task.person_id = t.person_id
                     and task.cause = t.cause and task.source = t.source
                     and task.ordinal = t.ordinal and task.way = 'task')
         order by t.at, t.person_id limit $3"
    );
    told_rows(&tx.query(&sql, &v![outbox_county, since, n_most]).await?)
}

fn told_rows(rows: &[Row]) -> Result<Vec<StoredTold>, StoreError> {
    let one = |row: &Row| {
        let source = ReasonSource::from_code(row.text("source")?);
        Ok(StoredTold {
            county: row.text("county")?.to_owned(),
            person: row.id("person_id", PersonId::from_uuid)?,
            cause: row.word("cause", CodeCause::from_code)?,
            source: source.ok_or_else(|| row.damaged("source"))?,
            ordinal: row.int("ordinal")?,
            way: row.word("way", ToldWay::from_code)?,
            sent: row.id("sent_id", |id| id)?,
            at: row.moment("at")?,
        })
    };
    rows.iter().map(one).collect()
}
