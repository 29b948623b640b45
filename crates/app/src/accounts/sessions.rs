//! Signing in and out.

use super::vouching::vouch_code;
use crate::caller::{Caller, Request, Trust};
use crate::secrets::{check_password, password_hash, password_matches, session_secret};
use crate::{City, Refusal, secrets};
use fangxian_core::Moment;
use fangxian_core::audit::Deed;
use fangxian_core::ids::AccountId;
use fangxian_core::places::PlaceKind;
use fangxian_core::policy::{self, Act, Role};
use fangxian_store::accounts::{
    self as store, Account, Assignment, Session, account_by_id, account_by_login,
};
use fangxian_store::places::places_of_grid;
use fangxian_store::{StoreError, Tx, audit};
use std::time::Duration;
use tokio::time::{Instant, sleep_until};

/// A session ends this long after it was last used in an office.
const IDLE_OFFICE_MS: i64 = 15 * 60_000;
/// A session of the field lasts a shift.
const IDLE_FIELD_MS: i64 = 12 * 3_600_000;
/// A session ends after this long however it is used.
const ABSOLUTE_MS: i64 = 12 * 3_600_000;
/// So many wrong passwords in a row lock the account.
const FAILURES_MAX: i64 = 5;
/// For so long.
const LOCK_MS: i64 = 15 * 60_000;
/// A refused sign-in is answered no sooner than this.
const REFUSAL_TAKES: Duration = Duration::from_millis(300);
/// A session's last use is written no more often than this.
const TOUCH_EVERY_MS: i64 = 60_000;
/// A hash of no password, so that an unknown name takes as long as a wrong password.
const NO_PASSWORD: &str = "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$\
     Q2hlY2tlZCBzbyB0aGF0IHRpbWUgaXMgc3BlbnQuLi4";

/// What a sign-in gives: the secret for the cookie, and nothing that is kept.
pub struct SignedIn {
    /// The session's secret.
    pub secret: String,
    /// Who.
    pub caller: Caller,
}

/// Signs in. A wrong name, a wrong password, a disabled and a locked account look alike, and take
/// alike: only a wrong password is written down, and a write would be noticed.
pub async fn sign_in(
    city: &City,
    login: &str,
    password: &str,
    wall: Moment,
) -> Result<SignedIn, Refusal> {
    let answered_at = Instant::now() + REFUSAL_TAKES;
    let signed_in = checked_sign_in(city, login, password, wall).await;
    if matches!(signed_in, Err(Refusal::SignInFailed)) {
        sleep_until(answered_at).await;
    }
    signed_in
}

async fn checked_sign_in(
    city: &City,
    login: &str,
    password: &str,
    wall: Moment,
) -> Result<SignedIn, Refusal> {
    let wanted = login.trim().to_owned();
    let account =
        city.db.read(move |tx| async move { account_by_login(&tx, &wanted).await }).await?;
    let hash = account.as_ref().map_or(NO_PASSWORD, |account| &account.password_hash).to_owned();
    let matches = password.chars().count() <= secrets::PASSWORD_CHARS_MAX
        && password_matches(password.to_owned(), hash).await;
    let account = account.ok_or(Refusal::SignInFailed)?;
    let is_locked = account.locked_until.is_some_and(|until| wall < until);
    if account.disabled_at.is_some() || is_locked {
        return Err(Refusal::SignInFailed);
    }
    if !matches {
        note_failure(city, account.id, wall).await?;
        return Err(Refusal::SignInFailed);
    }
    let (secret, hash) = session_secret()?;
    let key = city.key();
    let caller = city
        .db
        .write(move |tx| async move {
            // The password took its time. Meanwhile it may have been reset, the account disabled,
            // or a flood of guesses have locked it.
            let now = account_by_id(&tx, account.id).await?.ok_or(Refusal::SignInFailed)?;
            let is_locked = now.locked_until.is_some_and(|until| wall < until);
            if now.password_hash != account.password_hash || now.disabled_at.is_some() || is_locked
            {
                return Err(Refusal::SignInFailed);
            }
            let assignments = assignments_of(&tx, account.id).await?;
            let idle = idle_ms(&assignments);
            store::account_clear_failures(&tx, account.id).await?;
            let session = Session {
                hash: hash.clone(),
                account: account.id,
                created_at: wall,
                seen_at: wall,
                ends_at: wall.plus_ms(idle),
                ended_at: None,
            };
            store::session_insert(&tx, &session).await?;
            audit::append(&tx, &key, own_deed(wall, account.id, "sign_in"))?;
            Ok::<Caller, Refusal>(caller_of(account, assignments, hash))
        })
        .await?;
    Ok(SignedIn { secret, caller })
}

async fn note_failure(city: &City, account: AccountId, wall: Moment) -> Result<(), Refusal> {
    let key = city.key();
    city.db
        .write(move |tx| async move {
            let failures = store::account_count_failure(&tx, account).await?;
            if failures >= FAILURES_MAX {
                store::account_lock(&tx, account, wall.plus_ms(LOCK_MS)).await?;
            }
            audit::append(&tx, &key, own_deed(wall, account, "sign_in_failed"))
        })
        .await?;
    Ok(())
}

pub(super) fn own_deed(at: Moment, account: AccountId, act: &str) -> Deed {
    Deed {
        at,
        account: Some(account),
        act: act.to_owned(),
        purpose: None,
        subject: account.to_string(),
        detail: String::new(),
    }
}

/// Who holds this session's secret; refused where it has ended. Using a session prolongs it.
pub async fn caller_by_secret(city: &City, secret: &str, wall: Moment) -> Result<Caller, Refusal> {
    let (session, caller) = live_session(city, &secrets::session_hash(secret), wall).await?;
    if session.seen_at.plus_ms(TOUCH_EVERY_MS) <= wall {
        let ends_at = wall.plus_ms(idle_ms(&caller.assignments));
        let touched = session.hash;
        city.db
            .write(
                move |tx| async move { store::session_touch(&tx, &touched, wall, ends_at).await },
            )
            .await?;
    }
    Ok(caller)
}

/// The caller of a request that is still being answered, as he stands now: refused where the
/// session has ended meanwhile. Prolongs nothing.
pub async fn caller_again(city: &City, caller: &Caller, wall: Moment) -> Result<Caller, Refusal> {
    live_session(city, &caller.session_hash, wall).await.map(|(_, caller)| caller)
}

async fn live_session(city: &City, hash: &str, wall: Moment) -> Result<(Session, Caller), Refusal> {
    let wanted = hash.to_owned();
    let found = city
        .db
        .read(move |tx| async move {
            let Some(session) = store::session_by_hash(&tx, &wanted).await? else {
                return Ok::<_, StoreError>(None);
            };
            let Some(account) = account_by_id(&tx, session.account).await? else {
                return Ok(None);
            };
            let assignments = assignments_of(&tx, account.id).await?;
            Ok(Some((session, account, assignments)))
        })
        .await?;
    let (session, account, assignments) = found.ok_or(Refusal::NotSignedIn)?;
    let has_ended = session.ended_at.is_some()
        || session.ends_at <= wall
        || session.created_at.plus_ms(ABSOLUTE_MS) <= wall;
    if has_ended || account.disabled_at.is_some() {
        return Err(Refusal::NotSignedIn);
    }
    let caller = caller_of(account, assignments, session.hash.clone());
    Ok((session, caller))
}

fn idle_ms(assignments: &[policy::Assignment]) -> i64 {
    let in_the_field = |role: Role| matches!(role, Role::GridWorker | Role::CommunityRegistrar);
    let only_field =
        !assignments.is_empty() && assignments.iter().all(|held| in_the_field(held.role));
    if only_field { IDLE_FIELD_MS } else { IDLE_OFFICE_MS }
}

fn caller_of(
    account: Account,
    assignments: Vec<policy::Assignment>,
    session_hash: String,
) -> Caller {
    let trust = match account.vouched_by {
        Some(_) => Trust::Vouched,
        None => Trust::Waits { code: vouch_code(&account) },
    };
    Caller {
        account: account.id,
        login: account.login,
        name: account.name,
        assignments,
        must_change_password: account.must_change_password,
        trust,
        session_hash,
    }
}

pub(super) async fn assignments_of(
    tx: &Tx,
    account: AccountId,
) -> Result<Vec<policy::Assignment>, StoreError> {
    let mut held: Vec<policy::Assignment> =
        store::assignments_of(tx, account).await?.into_iter().filter_map(known).collect();
    for one in &mut held {
        // A grid lies below its community; a division covers what its code says.
        if one.jurisdiction.kind() == PlaceKind::Compound {
            one.grid_places = places_of_grid(tx, &one.jurisdiction).await?;
        }
    }
    Ok(held)
}

/// A stored assignment; none where this program does not know the role, which gives no right.
pub(super) fn known(held: Assignment) -> Option<policy::Assignment> {
    Some(policy::Assignment {
        role: Role::from_code(&held.role)?,
        jurisdiction: held.jurisdiction,
        grid_places: Vec::new(),
        from: held.from_day,
        to: held.to_day,
    })
}

/// Ends the caller's session.
pub async fn sign_out(req: &Request) -> Result<(), Refusal> {
    req.authorize_own()?;
    let asked = req.clone();
    req.city
        .db
        .write(move |tx| async move {
            store::session_end(&tx, &asked.caller.session_hash, asked.wall).await?;
            asked.deed(&tx, Act::OwnKeep, &asked.caller.account.to_string(), "sign_out")
        })
        .await?;
    Ok(())
}

/// Changes the caller's own password and ends every other session.
pub async fn password_change(req: &Request, old: &str, new: &str) -> Result<(), Refusal> {
    req.authorize_own()?;
    check_password(new, Some(old))?;
    let id = req.caller.account;
    let account = req.city.db.read(move |tx| async move { account_by_id(&tx, id).await }).await?;
    let account = account.ok_or(Refusal::NotSignedIn)?;
    // Whoever found a screen open does not guess the password here without end.
    if account.locked_until.is_some_and(|until| req.wall < until) {
        return Err(Refusal::SignInFailed);
    }
    if !password_matches(old.to_owned(), account.password_hash.clone()).await {
        note_failure(&req.city, id, req.wall).await?;
        return Err(Refusal::SignInFailed);
    }
    let hash = password_hash(new.to_owned()).await?;
    let asked = req.clone();
    req.city
        .db
        .write(move |tx| async move {
            store::account_set_password(&tx, &account, &hash).await?;
            let own = Some(asked.caller.session_hash.as_str());
            store::sessions_end_of(&tx, account.id, own, asked.wall).await?;
            asked.deed(&tx, Act::OwnKeep, &account.id.to_string(), "password_change")
        })
        .await?;
    Ok(())
}
