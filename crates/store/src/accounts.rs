//! Accounts, the roles that they hold in jurisdictions, and their sessions.

mod assignments;
mod sessions;

pub(crate) use sessions::assert_stands;

pub use assignments::{
    Assignment, accounts_answering, assignment_end, assignments_insert, assignments_of,
    assignments_on,
};
pub use sessions::{
    Session, Standing, session_by_hash, session_end, session_insert, session_touch,
    sessions_end_of, sessions_purge, stands_at_end,
};

use crate::{Row, StoreError, Tx, v};
use fangxian_core::Moment;
use fangxian_core::ids::AccountId;
use std::fmt;

/// A person who signs in, as stored.
#[derive(Clone, PartialEq, Eq)]
pub struct Account {
    /// Which account.
    pub id: AccountId,
    /// The name to sign in with, unique.
    pub login: String,
    /// The person's name, shown to colleagues.
    pub name: String,
    /// Argon2id, in its own text form.
    pub password_hash: String,
    /// Whether the password must be changed before anything else.
    pub must_change_password: bool,
    /// Since when the account may no longer sign in.
    pub disabled_at: Option<Moment>,
    /// Wrong passwords in a row.
    pub failed_count: i64,
    /// Until when sign-in is refused after too many of them.
    pub locked_until: Option<Moment>,
    /// When it was made.
    pub created_at: Moment,
    /// Who gave out the first password: an account's id, or a word where the program did.
    pub issued_by: String,
    /// Who, besides that one, vouched that it reached the right hands; without it the account
    /// gives no right.
    pub vouched_by: Option<String>,
    /// Counts the changes, from 1.
    pub version: i64,
}

/// Shows neither the name nor the hash.
impl fmt::Debug for Account {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Account({}, version {})", self.id, self.version)
    }
}

/// Adds an account. A taken login is [`StoreError::Conflict`] on `account(login)`.
pub async fn account_insert(tx: &Tx, account: &Account) -> Result<(), StoreError> {
    tx.exec(
        "insert into account (account_id, login, name, password_hash, must_change_password,
             disabled_at, failed_count, locked_until, created_at, issued_by, vouched_by, version)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        &v![
            account.id,
            &account.login,
            &account.name,
            &account.password_hash,
            account.must_change_password,
            account.disabled_at,
            account.failed_count,
            account.locked_until,
            account.created_at,
            &account.issued_by,
            account.vouched_by.as_deref(),
            account.version,
        ],
    )
    .await?;
    Ok(())
}

/// The account with this id.
pub async fn account_by_id(tx: &Tx, id: AccountId) -> Result<Option<Account>, StoreError> {
    let row = tx
        .query_opt(
            "select account_id, login, name, password_hash, must_change_password, disabled_at,
                    failed_count, locked_until, created_at, issued_by, vouched_by, version
             from account
             where account_id = $1",
            &v![id],
        )
        .await?;
    row.as_ref().map(account).transpose()
}

/// The account that signs in with this name.
pub async fn account_by_login(tx: &Tx, login: &str) -> Result<Option<Account>, StoreError> {
    let row = tx
        .query_opt(
            "select account_id, login, name, password_hash, must_change_password, disabled_at,
                    failed_count, locked_until, created_at, issued_by, vouched_by, version
             from account
             where login = $1",
            &v![login],
        )
        .await?;
    row.as_ref().map(account).transpose()
}

/// A page of accounts by login, after the given one.
pub async fn accounts_page(
    tx: &Tx,
    after_login: &str,
    limit: i64,
) -> Result<Vec<Account>, StoreError> {
    let rows = tx
        .query(
            "select account_id, login, name, password_hash, must_change_password, disabled_at,
                    failed_count, locked_until, created_at, issued_by, vouched_by, version
             from account
             where login > $1
             order by login
             limit $2",
            &v![after_login, limit],
        )
        .await?;
    rows.iter().map(account).collect()
}

/// Every account with its sign-in name and its holder's name.
pub async fn accounts_named(tx: &Tx) -> Result<Vec<(AccountId, String, String)>, StoreError> {
    tx.query("select account_id, login, name from account order by login", &[])
        .await?
        .iter()
        .map(|row| {
            let id = row.id("account_id", AccountId::from_uuid)?;
            Ok((id, row.text("login")?.to_owned(), row.text("name")?.to_owned()))
        })
        .collect()
}

/// How many accounts there are. None means a first start.
pub async fn n_accounts(tx: &Tx) -> Result<i64, StoreError> {
    tx.query_one("select count(*) as n from account", &[]).await?.int("n")
}

/// The accounts that wait for somebody to vouch for them, by login.
pub async fn accounts_unvouched(tx: &Tx, limit: i64) -> Result<Vec<Account>, StoreError> {
    let rows = tx
        .query(
            "select account_id, login, name, password_hash, must_change_password, disabled_at,
                    failed_count, locked_until, created_at, issued_by, vouched_by, version
             from account
             where vouched_by is null and disabled_at is null
             order by login
             limit $1",
            &v![limit],
        )
        .await?;
    rows.iter().map(account).collect()
}

/// Sets the password that its owner has chosen.
pub async fn account_set_password(
    tx: &Tx,
    account: &Account,
    password_hash: &str,
) -> Result<(), StoreError> {
    tx.exec_versioned(
        "account",
        "update account
         set password_hash = $1, must_change_password = 0, failed_count = 0, locked_until = null,
             version = version + 1
         where account_id = $2 and version = $3",
        &v![password_hash, account.id, account.version],
    )
    .await
}

/// Sets a first password that somebody else gives out: its owner must change it, and a second
/// person must vouch anew.
pub async fn account_issue_password(
    tx: &Tx,
    account: &Account,
    password_hash: &str,
    issued_by: &str,
) -> Result<(), StoreError> {
    tx.exec_versioned(
        "account",
        "update account
         set password_hash = $1, must_change_password = 1, failed_count = 0, locked_until = null,
             issued_by = $2, vouched_by = null, version = version + 1
         where account_id = $3 and version = $4",
        &v![password_hash, issued_by, account.id, account.version],
    )
    .await
}

/// Notes who vouched for an account.
pub async fn account_vouch(tx: &Tx, account: &Account, vouched_by: &str) -> Result<(), StoreError> {
    tx.exec_versioned(
        "account",
        "update account set vouched_by = $1, version = version + 1
         where account_id = $2 and version = $3",
        &v![vouched_by, account.id, account.version],
    )
    .await
}

/// Counts one change of what an account holds, so that of two who change it at once one is told.
pub async fn account_advance(tx: &Tx, account: &Account) -> Result<(), StoreError> {
    tx.exec_versioned(
        "account",
        "update account set version = version + 1 where account_id = $1 and version = $2",
        &v![account.id, account.version],
    )
    .await
}

/// Lets an account no longer sign in, or lets it again with `None`. End its sessions too:
/// [`sessions_end_of`].
pub async fn account_set_disabled(
    tx: &Tx,
    account: &Account,
    disabled_at: Option<Moment>,
) -> Result<(), StoreError> {
    tx.exec_versioned(
        "account",
        "update account set disabled_at = $1, version = version + 1
         where account_id = $2 and version = $3",
        &v![disabled_at, account.id, account.version],
    )
    .await
}

/// Counts one more wrong password and returns how many there were in a row. Two at once count as
/// two, and the version stays: guessing must not disturb who edits the account.
pub async fn account_count_failure(tx: &Tx, id: AccountId) -> Result<i64, StoreError> {
    let row = tx
        .query_one(
            "update account set failed_count = failed_count + 1
             where account_id = $1
             returning failed_count",
            &v![id],
        )
        .await?;
    row.int("failed_count")
}

/// Refuses sign-in until a moment.
pub async fn account_lock(tx: &Tx, id: AccountId, until: Moment) -> Result<(), StoreError> {
    let sql = "update account set locked_until = $1 where account_id = $2";
    tx.exec(sql, &v![until, id]).await.map(drop)
}

/// Forgets the wrong passwords after a right one.
pub async fn account_clear_failures(tx: &Tx, id: AccountId) -> Result<(), StoreError> {
    let sql = "update account set failed_count = 0, locked_until = null
               where account_id = $1 and (failed_count > 0 or locked_until is not null)";
    tx.exec(sql, &v![id]).await.map(drop)
}

/// Holds an account for the rest of the transaction, so that of two who change its roles at once
/// the second sees what the first has done. Returns whether there is such an account.
pub async fn account_hold(tx: &Tx, id: AccountId) -> Result<bool, StoreError> {
    let sql = "update account set version = version where account_id = $1";
    Ok(tx.exec(sql, &v![id]).await? > 0)
}

fn account(row: &Row) -> Result<Account, StoreError> {
    Ok(Account {
        id: row.id("account_id", AccountId::from_uuid)?,
        login: row.text("login")?.to_owned(),
        name: row.text("name")?.to_owned(),
        password_hash: row.text("password_hash")?.to_owned(),
        must_change_password: row.flag("must_change_password")?,
        disabled_at: row.opt_moment("disabled_at")?,
        failed_count: row.int("failed_count")?,
        locked_until: row.opt_moment("locked_until")?,
        created_at: row.moment("created_at")?,
        issued_by: row.text("issued_by")?.to_owned(),
        vouched_by: row.opt_text("vouched_by")?.map(str::to_owned),
        version: row.int("version")?,
    })
}
