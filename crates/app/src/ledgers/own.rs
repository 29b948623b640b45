//! Ledgers that a community keeps under a name of its own.

use super::ledgers_changed;
use crate::Refusal;
use crate::caller::Request;
use crate::register::community;
use crate::zones::note_of;
use fangxian_core::ids::OwnLedgerId;
use fangxian_core::places::PlaceCode;
use fangxian_core::policy::Act;
use fangxian_store::feed;
use fangxian_store::ledgers::{OwnLedger, own_ledger_insert, own_ledger_update, own_ledgers};

/// The longest name, in signs.
const NAME_CHARS_MAX: usize = 20;
/// The most ledgers that a community keeps of its own.
const OWN_MAX: usize = 30;

/// The own ledgers of a community, the oldest first, the closed ones too.
pub async fn own_ledgers_list(req: &Request, of: PlaceCode) -> Result<Vec<OwnLedger>, Refusal> {
    let scope = req.authorize(Act::LedgerSee)?;
    let own = community(&of).filter(|own| *own == of && scope.touches(own));
    let own = own.ok_or(Refusal::NotFound)?;
    Ok(req.city.db.read(move |tx| async move { own_ledgers(&tx, &own).await }).await?)
}

/// Makes one. The same id with the same content again changes nothing.
pub async fn own_ledger_make(
    req: &Request,
    id: OwnLedgerId,
    of: PlaceCode,
    name: &str,
) -> Result<(), Refusal> {
    let scope = req.authorize(Act::LedgerKeep)?;
    let own = community(&of).filter(|own| *own == of && scope.covers(own));
    let own = own.ok_or(Refusal::NotFound)?;
    let ledger = OwnLedger {
        id,
        community: own,
        name: name_of(name)?,
        opened_at: req.now,
        opened_by: req.caller.login.clone(),
        closed_at: None,
        version: 1,
    };
    let asked = req.clone();
    req.city
        .db
        .write(move |tx| async move {
            let known = own_ledgers(&tx, &ledger.community).await?;
            if let Some(known) = known.iter().find(|one| one.id == id) {
                let is_same = (&known.name, &known.opened_by) == (&ledger.name, &ledger.opened_by);
                return if is_same { Ok(()) } else { Err(Refusal::IdReused) };
            }
            refuse_taken(&known, &ledger)?;
            if known.len() >= OWN_MAX {
                return Err(Refusal::BadInput("自定义台账最多30本。".to_owned()));
            }
            own_ledger_insert(&tx, &ledger).await.map_err(|error| {
                // The id is another community's.
                if error.conflicts_with("own_ledger") { Refusal::IdReused } else { error.into() }
            })?;
            feed::append(&tx, ledgers_changed(&asked, &ledger.community))?;
            asked.deed(&tx, Act::LedgerKeep, &id.to_string(), "make")?;
            Ok::<_, Refusal>(())
        })
        .await?;
    req.city.catch_up().await
}

/// Renames one, closes it, or opens it again. Who stands on a closed one stays until he is ended.
pub async fn own_ledger_change(
    req: &Request,
    (of, id): (PlaceCode, OwnLedgerId),
    version: i64,
    name: &str,
    is_closed: bool,
) -> Result<(), Refusal> {
    let scope = req.authorize(Act::LedgerKeep)?;
    let own = community(&of).filter(|own| *own == of && scope.covers(own));
    let own = own.ok_or(Refusal::NotFound)?;
    let name = name_of(name)?;
    let asked = req.clone();
    req.city
        .db
        .write(move |tx| async move {
            let known = own_ledgers(&tx, &own).await?;
            let before = known.iter().find(|one| one.id == id).ok_or(Refusal::NotFound)?;
            let closed_at = is_closed.then_some(before.closed_at.unwrap_or(asked.now));
            let ledger = OwnLedger { name, closed_at, version, ..before.clone() };
            refuse_taken(&known, &ledger)?;
            own_ledger_update(&tx, &ledger).await?;
            feed::append(&tx, ledgers_changed(&asked, &own))?;
            let what = if is_closed { "close" } else { "keep" };
            asked.deed(&tx, Act::LedgerKeep, &id.to_string(), what)?;
            Ok::<_, Refusal>(())
        })
        .await?;
    req.city.catch_up().await
}

fn refuse_taken(known: &[OwnLedger], ledger: &OwnLedger) -> Result<(), Refusal> {
    let is_taken = |one: &OwnLedger| one.id != ledger.id && one.name == ledger.name;
    if known.iter().any(is_taken) {
        return Err(Refusal::BadInput("已有一本同名的台账，请换个名字。".to_owned()));
    }
    Ok(())
}

fn name_of(name: &str) -> Result<String, Refusal> {
    let name = note_of(name)?;
    match name.chars().count() {
        1..=NAME_CHARS_MAX => Ok(name),
        _ => Err(Refusal::BadInput("请给台账起个名字，不超过20字。".to_owned())),
    }
}
