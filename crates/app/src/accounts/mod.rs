//! Accounts, roles and sessions.

mod sessions;
mod vouching;

pub use sessions::{SignedIn, caller_again, caller_by_secret, password_change, sign_in, sign_out};
pub use vouching::{account_vouch, account_vouch_at_console, accounts_unvouched};

use crate::caller::Request;
use crate::city::change;
use crate::register::unit_of;
use crate::secrets::password_hash;
use crate::zones::note_of;
use crate::{City, Refusal, mint};
use fangxian_core::Moment;
use fangxian_core::ids::AccountId;
use fangxian_core::places::PlaceCode;
use fangxian_core::policy::{self, Act, Role, Scope, may_be_one_person};
use fangxian_store::accounts::{
    self as store, Account, Assignment, account_by_id, account_by_login,
};
use fangxian_store::read_log::{Reading, readings_insert};
use fangxian_store::{Tx, audit, feed};
use sessions::{assignments_of, known, own_deed};
use uuid::Uuid;

/// Stands for the program itself, where an account is made outside a request.
const PROGRAM: &str = "program";

/// A role to give, in a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grant {
    /// The role.
    pub role: Role,
    /// Where.
    pub jurisdiction: PlaceCode,
}

/// An account with the roles it holds.
pub struct AccountSeen {
    /// The account.
    pub account: Account,
    /// Its roles with their ids, past ones included.
    pub assignments: Vec<(Uuid, policy::Assignment)>,
}

/// Accounts in the order of their sign-in names. Names are personal data: the reading is logged in
/// the transaction that reads.
pub async fn accounts_list(
    req: &Request,
    after_login: &str,
    limit: i64,
) -> Result<Vec<AccountSeen>, Refusal> {
    let scope = req.authorize_city(Act::AccountSee)?;
    let (after, limit) = (after_login.to_owned(), limit.clamp(1, 200));
    let reading = reading_of(req, &scope)?;
    req.city
        .db
        .write(move |tx| async move {
            let accounts = store::accounts_page(&tx, &after, limit).await?;
            read_with_roles(&tx, accounts, reading).await
        })
        .await
}

/// What the read log says of a list of accounts, but for how many they were.
fn reading_of(req: &Request, scope: &Scope) -> Result<Reading, Refusal> {
    Ok(Reading {
        county: req.city.key(),
        id: mint::uuid(req.wall)?,
        at: req.wall,
        account: req.caller.account,
        role: scope.role().code().to_owned(),
        unit: unit_of(scope),
        purpose: req.purpose.code().to_owned(),
        subject: "account".to_owned(),
        rows_read: 0,
    })
}

/// Accounts with their roles; the reading is logged.
async fn read_with_roles(
    tx: &Tx,
    accounts: Vec<Account>,
    reading: Reading,
) -> Result<Vec<AccountSeen>, Refusal> {
    let mut seen = Vec::with_capacity(accounts.len());
    for account in accounts {
        let held = store::assignments_of(tx, account.id).await?;
        let assignments =
            held.into_iter().filter_map(|held| Some((held.id, known(held)?))).collect();
        seen.push(AccountSeen { account, assignments });
    }
    let rows_read = i64::try_from(seen.len()).unwrap_or(i64::MAX);
    readings_insert(tx, &[Reading { rows_read, ..reading }]).await?;
    Ok(seen)
}

/// Makes an account with a first password that must be changed. Returns the password, which is
/// kept nowhere and shown once.
pub async fn account_make(
    req: &Request,
    id: AccountId,
    login: &str,
    name: &str,
    grants: &[Grant],
) -> Result<String, Refusal> {
    let act = Act::AccountKeep;
    req.authorize_city(act)?;
    check_grants(req, &[], grants)?;
    let account = new_account(id, login, name, req.wall)?;
    let password = mint::first_password()?;
    let account = Account {
        password_hash: password_hash(password.clone()).await?,
        issued_by: req.caller.account.to_string(),
        ..account
    };
    let assignments =
        grants.iter().map(|grant| assignment_of(req, id, grant)).collect::<Result<Vec<_>, _>>()?;
    let asked = req.clone();
    req.city
        .db
        .write(move |tx| async move {
            if account_by_login(&tx, &account.login).await?.is_some() {
                return Err(Refusal::LoginTaken);
            }
            if account_by_id(&tx, account.id).await?.is_some() {
                return Err(Refusal::IdReused);
            }
            store::account_insert(&tx, &account).await?;
            store::assignments_insert(&tx, &assignments).await?;
            asked.deed(&tx, act, &id.to_string(), "make")?;
            feed::append(&tx, change(&asked.city.key(), asked.now, "account", &id.to_string()))?;
            Ok(())
        })
        .await?;
    req.city.catch_up().await?;
    Ok(password)
}

/// An account as it begins. The sign-in name is short, of plain letters, so that it can be typed
/// on any phone.
pub(crate) fn new_account(
    id: AccountId,
    login: &str,
    name: &str,
    wall: Moment,
) -> Result<Account, Refusal> {
    let login_is_fine = (3..=32).contains(&login.len())
        && login
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
    if !login_is_fine {
        return Err(Refusal::BadInput("登录名为3至32位小写字母、数字或短横线。".to_owned()));
    }
    let name = note_of(name)?;
    if name.is_empty() || name.chars().count() > 40 {
        return Err(Refusal::BadInput("请填写姓名，最多40字。".to_owned()));
    }
    Ok(Account {
        id,
        login: login.to_owned(),
        name,
        password_hash: String::new(),
        must_change_password: true,
        disabled_at: None,
        failed_count: 0,
        locked_until: None,
        created_at: wall,
        issued_by: PROGRAM.to_owned(),
        vouched_by: None,
        version: 1,
    })
}

fn assignment_of(req: &Request, account: AccountId, grant: &Grant) -> Result<Assignment, Refusal> {
    Ok(Assignment {
        id: mint::uuid(req.wall)?,
        account,
        role: grant.role.code().to_owned(),
        jurisdiction: grant.jurisdiction.clone(),
        from_day: req.wall.city_day(),
        to_day: None,
        granted_by: req.caller.account.to_string(),
        granted_at: req.wall,
    })
}

fn check_grants(req: &Request, held: &[Role], grants: &[Grant]) -> Result<(), Refusal> {
    let mut roles = held.to_vec();
    for grant in grants {
        if let Some(other) = roles.iter().find(|held| !may_be_one_person(**held, grant.role)) {
            return Err(Refusal::RolesConflict(*other, grant.role));
        }
        if !grant.jurisdiction.lies_within(&req.city.code) {
            return Err(Refusal::PlaceUnknown);
        }
        roles.push(grant.role);
    }
    Ok(())
}

/// The account, if it is still at the version that the caller saw, where he says which.
async fn account_as_seen(tx: &Tx, id: AccountId, seen: Option<i64>) -> Result<Account, Refusal> {
    let account = account_by_id(tx, id).await?.ok_or(Refusal::NotFound)?;
    match seen {
        Some(seen) if seen != account.version => Err(Refusal::Stale),
        Some(_) | None => Ok(account),
    }
}

/// Gives a role to an account. Nobody gives one to himself.
pub async fn role_grant(
    req: &Request,
    id: AccountId,
    seen: Option<i64>,
    grant: Grant,
) -> Result<(), Refusal> {
    let act = Act::AccountKeep;
    req.authorize_city(act)?;
    if id == req.caller.account {
        return Err(Refusal::SamePerson);
    }
    let assignment = assignment_of(req, id, &grant)?;
    let asked = req.clone();
    req.city
        .db
        .write(move |tx| async move {
            // Two who each give him one of two roles that exclude each other must not both see
            // him without.
            if !store::account_hold(&tx, id).await? {
                return Err(Refusal::NotFound);
            }
            let account = account_as_seen(&tx, id, seen).await?;
            let held = assignments_of(&tx, account.id).await?;
            let today = asked.wall.city_day();
            let roles: Vec<Role> = held
                .iter()
                .filter(|held| held.to.is_none_or(|last| today <= last))
                .map(|held| held.role)
                .collect();
            check_grants(&asked, &roles, std::slice::from_ref(&grant))?;
            // Two administrators at once would each see only what was held before.
            store::account_advance(&tx, &account).await?;
            store::assignments_insert(&tx, &[assignment]).await?;
            asked.deed(&tx, act, &id.to_string(), grant.role.code())?;
            Ok(())
        })
        .await
}

/// Ends a role at the end of yesterday, so that it gives no right from this moment on.
pub async fn role_end(
    req: &Request,
    id: AccountId,
    seen: Option<i64>,
    assignment: Uuid,
) -> Result<(), Refusal> {
    let act = Act::AccountKeep;
    req.authorize_city(act)?;
    let asked = req.clone();
    req.city
        .db
        .write(move |tx| async move {
            // Whoever acts by this role just now ends before it, or is refused.
            store::account_hold(&tx, id).await?;
            account_as_seen(&tx, id, seen).await?;
            // Of this very account, or the trail would name somebody else.
            let held = store::assignments_of(&tx, id).await?;
            if held.iter().all(|held| held.id != assignment) {
                return Err(Refusal::NotFound);
            }
            store::assignment_end(&tx, assignment, asked.wall.city_day().plus(-1)).await?;
            asked.deed(&tx, act, &id.to_string(), "end_role")?;
            Ok(())
        })
        .await
}

/// Disables an account and ends its sessions, or lets it sign in again. Nobody locks himself out.
pub async fn account_set_disabled(
    req: &Request,
    id: AccountId,
    version: i64,
    disabled: bool,
) -> Result<(), Refusal> {
    let act = Act::AccountKeep;
    req.authorize_city(act)?;
    if id == req.caller.account {
        return Err(Refusal::SamePerson);
    }
    let asked = req.clone();
    req.city
        .db
        .write(move |tx| async move {
            let account = account_by_id(&tx, id).await?.ok_or(Refusal::NotFound)?;
            let account = Account { version, ..account };
            store::account_set_disabled(&tx, &account, disabled.then_some(asked.wall)).await?;
            if disabled {
                store::sessions_end_of(&tx, id, None, asked.wall).await?;
            }
            asked.deed(&tx, act, &id.to_string(), if disabled { "disable" } else { "enable" })?;
            Ok(())
        })
        .await
}

/// Gives an account a new first password and ends its sessions. Returns the password.
pub async fn password_reset(
    req: &Request,
    id: AccountId,
    seen: Option<i64>,
) -> Result<String, Refusal> {
    let act = Act::AccountKeep;
    req.authorize_city(act)?;
    if id == req.caller.account {
        return Err(Refusal::SamePerson);
    }
    let password = mint::first_password()?;
    let hash = password_hash(password.clone()).await?;
    let asked = req.clone();
    req.city
        .db
        .write(move |tx| async move {
            let account = account_as_seen(&tx, id, seen).await?;
            let issuer = asked.caller.account.to_string();
            store::account_issue_password(&tx, &account, &hash, &issuer).await?;
            store::sessions_end_of(&tx, id, None, asked.wall).await?;
            asked.deed(&tx, act, &id.to_string(), "password_reset")?;
            Ok::<(), Refusal>(())
        })
        .await?;
    Ok(password)
}

/// Makes the first administrator where there is no account at all. Returns the sign-in name and
/// the first password, which is shown once and must be changed.
pub async fn first_administrator(
    city: &City,
    wall: Moment,
) -> Result<Option<(String, String)>, Refusal> {
    let n = city.db.read(|tx| async move { store::n_accounts(&tx).await }).await?;
    if n > 0 {
        return Ok(None);
    }
    let login = "admin";
    let password = mint::first_password()?;
    seed_account(city, login, "系统管理员", Role::Administrator, &city.code, &password, true, wall)
        .await?;
    Ok(Some((login.to_owned(), password)))
}

/// Adds an account from outside a request: the first administrator, the people of a demonstration.
#[expect(clippy::too_many_arguments, reason = "a row of a demonstration, said once")]
pub(crate) async fn seed_account(
    city: &City,
    login: &str,
    name: &str,
    role: Role,
    place: &PlaceCode,
    password: &str,
    must_change_password: bool,
    wall: Moment,
) -> Result<(), Refusal> {
    let id = AccountId::from_uuid(mint::uuid(wall)?);
    let account = Account {
        password_hash: password_hash(password.to_owned()).await?,
        must_change_password,
        // Whoever starts the program is the first; there is nobody yet to be the second.
        vouched_by: Some(PROGRAM.to_owned()),
        ..new_account(id, login, name, wall)?
    };
    let assignment = Assignment {
        id: mint::uuid(wall)?,
        account: id,
        role: role.code().to_owned(),
        jurisdiction: place.clone(),
        from_day: wall.city_day(),
        to_day: None,
        granted_by: PROGRAM.to_owned(),
        granted_at: wall,
    };
    let key = city.key();
    city.db
        .write(move |tx| async move {
            store::account_insert(&tx, &account).await?;
            store::assignments_insert(&tx, &[assignment]).await?;
            audit::append(&tx, &key, own_deed(wall, id, "account_seeded"))
        })
        .await?;
    city.people.learn(id, login, name);
    Ok(())
}
