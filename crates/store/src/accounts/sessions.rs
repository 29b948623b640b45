//! Signed-in browsers.

use crate::db::Engine;
use crate::{StoreError, Tx, v};
use fangxian_core::ids::AccountId;
use fangxian_core::{CityDay, Moment};

/// A signed-in browser.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// SHA-256 of the session's secret, in hexadecimal. The secret is nowhere.
    pub hash: String,
    /// Who signed in.
    pub account: AccountId,
    /// When.
    pub created_at: Moment,
    /// When it was last used.
    pub seen_at: Moment,
    /// When it ends by itself.
    pub ends_at: Moment,
    /// When it was ended before that.
    pub ended_at: Option<Moment>,
}

/// Adds a session.
pub async fn session_insert(tx: &Tx, session: &Session) -> Result<(), StoreError> {
    tx.exec(
        "insert into session (session_hash, account_id, created_at, seen_at, ends_at, ended_at)
         values ($1, $2, $3, $4, $5, $6)",
        &v![
            &session.hash,
            session.account,
            session.created_at,
            session.seen_at,
            session.ends_at,
            session.ended_at,
        ],
    )
    .await?;
    Ok(())
}

/// The session with this hash, whether it still runs or not.
pub async fn session_by_hash(tx: &Tx, hash: &str) -> Result<Option<Session>, StoreError> {
    let row = tx
        .query_opt(
            "select session_hash, account_id, created_at, seen_at, ends_at, ended_at
             from session
             where session_hash = $1",
            &v![hash],
        )
        .await?;
    let Some(row) = row else { return Ok(None) };
    Ok(Some(Session {
        hash: row.text("session_hash")?.to_owned(),
        account: row.id("account_id", AccountId::from_uuid)?,
        created_at: row.moment("created_at")?,
        seen_at: row.moment("seen_at")?,
        ends_at: row.moment("ends_at")?,
        ended_at: row.opt_moment("ended_at")?,
    }))
}

/// Notes that a session was used, and when it ends now. Never earlier than it was seen before.
pub async fn session_touch(
    tx: &Tx,
    hash: &str,
    seen_at: Moment,
    ends_at: Moment,
) -> Result<(), StoreError> {
    let sql = "update session set seen_at = $1, ends_at = $2
               where session_hash = $3 and ended_at is null and seen_at < $1";
    tx.exec(sql, &v![seen_at, ends_at, hash]).await.map(drop)
}

/// Ends a session. Ending it again changes nothing.
pub async fn session_end(tx: &Tx, hash: &str, at: Moment) -> Result<(), StoreError> {
    let sql = "update session set ended_at = $1 where session_hash = $2 and ended_at is null";
    tx.exec(sql, &v![at, hash]).await.map(drop)
}

/// Ends every session of an account, but the one to keep. Returns how many.
pub async fn sessions_end_of(
    tx: &Tx,
    account: AccountId,
    but: Option<&str>,
    at: Moment,
) -> Result<u64, StoreError> {
    tx.exec(
        "update session set ended_at = $1
         where account_id = $2 and ended_at is null and session_hash <> $3",
        &v![at, account, but.unwrap_or_default()],
    )
    .await
}

/// Removes sessions that ended before a moment. Returns how many.
pub async fn sessions_purge(tx: &Tx, before: Moment) -> Result<u64, StoreError> {
    tx.exec("delete from session where ends_at < $1 or ended_at < $1", &v![before]).await
}

/// By what right somebody acts, as it was when the request came in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// SHA-256 of the session's secret.
    pub session_hash: String,
    /// The day by the wall, which dates roles.
    pub day: CityDay,
    /// How many roles were held on that day.
    pub n_roles: i64,
}

/// Looks at the end of the transaction whether whoever acts in it may still: a session that was
/// ended, an account that was disabled or a role that was taken away meanwhile is stale, and
/// nothing is kept. Whoever takes one of them away at this moment waits, or is waited for.
pub fn stands_at_end(tx: &Tx, standing: Standing) -> Result<(), StoreError> {
    tx.standing_at_end(standing)
}

pub(crate) async fn assert_stands(tx: &Tx, standing: &Standing) -> Result<(), StoreError> {
    // SQLite has one writer; PostgreSQL must be told what nobody may change until the commit.
    let held = "select a.account_id from session s join account a on a.account_id = s.account_id
                where s.session_hash = $1 and s.ended_at is null and a.disabled_at is null";
    let held_for_now = "select a.account_id
                from session s join account a on a.account_id = s.account_id
                where s.session_hash = $1 and s.ended_at is null and a.disabled_at is null
                for share";
    let sql = match tx.engine() {
        Engine::Sqlite => held,
        Engine::Postgres => held_for_now,
    };
    let stale = StoreError::Stale { what: "right of the one who asks" };
    let Some(row) = tx.query_opt(sql, &v![&standing.session_hash]).await? else {
        return Err(stale);
    };
    let account = row.id("account_id", AccountId::from_uuid)?;
    let sql = "select count(*) as n from assignment
               where account_id = $1 and from_day <= $2 and (to_day is null or to_day >= $2)";
    let n_roles = tx.query_one(sql, &v![account, standing.day]).await?.int("n")?;
    if n_roles < standing.n_roles { Err(stale) } else { Ok(()) }
}
