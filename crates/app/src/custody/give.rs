//! Giving and taking: each side scans for itself.

use super::{HandoverSeen, TENTHS, handover_of_mine, handover_see, holds, takes};
use crate::caller::Request;
use crate::city::change;
use crate::labs::labs_known;
use crate::register::counties;
use crate::{Refusal, TestingRefusal};
use fangxian_core::custody::{HandoverKind, Holder, TUBES_MAX};
use fangxian_core::ids::HandoverId;
use fangxian_core::policy::{Act, Role};
use fangxian_core::sampling::TubeCode;
use fangxian_store::accounts::{account_by_login, assignments_of};
use fangxian_store::custody::{
    StoredHandover, StoredReceipt, handover_by_id, handover_insert, receipt_insert,
};
use fangxian_store::tracks::tubes_known;
use fangxian_store::{StoreError, feed};
use std::collections::BTreeSet;

/// Tubes that somebody gives.
#[derive(Clone, Debug)]
pub struct Giving {
    /// Made by the client: the same again is the same act.
    pub id: HandoverId,
    /// To whom.
    pub to: Holder,
    /// What he scanned.
    pub codes: Vec<TubeCode>,
    /// What he counted.
    pub n_stated: i64,
    /// Of the box, in tenths of a degree.
    pub temperature: Option<i64>,
}

/// Tubes that somebody found.
#[derive(Clone, Debug)]
pub struct Taking {
    /// Of which hand-over.
    pub id: HandoverId,
    /// What he scanned.
    pub codes: Vec<TubeCode>,
    /// What he counted.
    pub n_found: i64,
    /// Of the box, in tenths of a degree.
    pub temperature: Option<i64>,
}

fn bad(text: &str) -> Refusal {
    Refusal::BadInput(text.to_owned())
}

fn check(codes: &[TubeCode], counted: i64, temperature: Option<i64>) -> Result<(), Refusal> {
    let each: BTreeSet<TubeCode> = codes.iter().copied().collect();
    if each.len() != codes.len() {
        return Err(bad("同一根管扫了两次，请去掉重复的。"));
    }
    if codes.len() > TUBES_MAX {
        return Err(bad("一次交接的管太多，请分几箱交接。"));
    }
    if !(0..=100_000).contains(&counted) {
        return Err(bad("清点的管数不对，请重新清点。"));
    }
    match temperature.is_none_or(|tenths| TENTHS.contains(&tenths)) {
        true => Ok(()),
        false => Err(bad("温度不对，请核对后再填。")),
    }
}

/// Gives tubes to somebody who carries, or to a laboratory. What is odd about a tube is named and
/// refuses nothing: the box goes on all the same.
pub async fn handover_give(req: &Request, giving: Giving) -> Result<HandoverSeen, Refusal> {
    let scope = req.authorize(Act::TubeCarry)?;
    check(&giving.codes, giving.n_stated, giving.temperature)?;
    let first = giving.codes.first().ok_or_else(|| bad("还没有扫任何一根管。"))?;
    let kind = match &giving.to {
        Holder::Courier(_) if holds(req, Role::Sampler) => HandoverKind::SiteToCourier,
        Holder::Laboratory(_) if holds(req, Role::Courier) => HandoverKind::CourierToLab,
        Holder::Courier(_) | Holder::Laboratory(_) => return Err(Refusal::NotFound),
    };
    taker_exists(req, &giving.to).await?;
    let counties = counties(&req.city);
    if !giving.codes.iter().all(|code| counties.contains(&code.county())) {
        return Err(bad("有一根管不是本市的。"));
    }
    let one = StoredHandover {
        id: giving.id,
        county: first.county(),
        kind,
        from: req.caller.login.clone(),
        to: giving.to.clone(),
        n_stated: giving.n_stated,
        temperature: giving.temperature,
        at: req.now,
        body_mac: mac(req, &format!("give\n{giving:?}")),
        receipt: None,
    };
    let asked = req.clone();
    let codes = giving.codes;
    let write = req.city.db.write(move |tx| async move {
        if let Some(known) = handover_by_id(&tx, &counties, one.id).await? {
            let is_same = known.body_mac == one.body_mac;
            return if is_same { Ok(()) } else { Err(Refusal::IdReused) };
        }
        if one.kind == HandoverKind::SiteToCourier {
            let known = tubes_known(&tx, &codes).await?;
            if known.iter().any(|tube| !scope.touches(&tube.place)) {
                return Err(bad("有一根管不是您所在采样点的，请核对后再交。"));
            }
        }
        handover_insert(&tx, &one, &codes).await.map_err(|error| taken(error, "handover"))?;
        tell(&tx, &asked, one.id)?;
        let detail = format!("give {} {}", one.kind.code(), codes.len());
        asked.deed(&tx, Act::TubeCarry, &one.id.to_string(), &detail)?;
        Ok::<_, Refusal>(())
    });
    write.await?;
    req.city.catch_up().await?;
    handover_see(req, giving.id).await
}

/// Takes tubes over: what was scanned is compared with what was given.
pub async fn handover_take(req: &Request, taking: Taking) -> Result<HandoverSeen, Refusal> {
    req.authorize(Act::TubeCarry)?;
    check(&taking.codes, taking.n_found, taking.temperature)?;
    let one = handover_of_mine(req, taking.id).await?;
    let may = match one.kind {
        HandoverKind::SiteToCourier => holds(req, Role::Courier),
        HandoverKind::CourierToLab => holds(req, Role::LabReporter),
    };
    if !may || !takes(req, &one).await? {
        return Err(Refusal::NotFound);
    }
    let counties = counties(&req.city);
    if !taking.codes.iter().all(|code| counties.contains(&code.county())) {
        return Err(bad("有一根管不是本市的。"));
    }
    let receipt = StoredReceipt {
        by: req.caller.login.clone(),
        n_found: taking.n_found,
        temperature: taking.temperature,
        at: req.now,
        body_mac: mac(req, &format!("take\n{taking:?}")),
    };
    let asked = req.clone();
    let (codes, id) = (taking.codes, taking.id);
    let write = req.city.db.write(move |tx| async move {
        let known = handover_by_id(&tx, &counties, id).await?.ok_or(Refusal::NotFound)?;
        if let Some(before) = &known.receipt {
            let is_same = before.body_mac == receipt.body_mac;
            return if is_same { Ok(()) } else { Err(TestingRefusal::HandoverTaken.into()) };
        }
        let kept = receipt_insert(&tx, &known, &receipt, &codes).await;
        kept.map_err(|error| taken(error, "handover_receipt"))?;
        tell(&tx, &asked, id)?;
        let detail = format!("take {} {}", known.kind.code(), codes.len());
        asked.deed(&tx, Act::TubeCarry, &id.to_string(), &detail)?;
        Ok::<_, Refusal>(())
    });
    write.await?;
    req.city.catch_up().await?;
    handover_see(req, id).await
}

fn mac(req: &Request, what: &str) -> Vec<u8> {
    let whole = format!("{what}\n{}", req.caller.login);
    req.city.keys.seals.fingerprint(whole.as_bytes())
}

fn taken(error: StoreError, table: &str) -> Refusal {
    if error.conflicts_with(table) { Refusal::Stale } else { error.into() }
}

fn tell(tx: &fangxian_store::Tx, req: &Request, id: HandoverId) -> Result<(), StoreError> {
    feed::append(tx, change(&req.city.key(), req.now, "handover", &id.to_string()))
}

async fn taker_exists(req: &Request, to: &Holder) -> Result<(), Refusal> {
    match to {
        Holder::Laboratory(id) => {
            let labs = labs_known(&req.city).await?;
            let is_known = labs.iter().any(|lab| lab.lab.id == *id);
            if is_known { Ok(()) } else { Err(bad("没有这个实验室。")) }
        }
        Holder::Courier(login) => {
            let (login, day) = (login.clone(), req.wall.city_day());
            if login == req.caller.login {
                return Err(bad("不能交给自己。"));
            }
            let read = req.city.db.read(move |tx| async move {
                let Some(account) = account_by_login(&tx, &login).await? else { return Ok(false) };
                let held = assignments_of(&tx, account.id).await?;
                let carries = |one: &fangxian_store::accounts::Assignment| {
                    one.role == Role::Courier.code() && one.holds_on(day)
                };
                Ok::<_, StoreError>(held.iter().any(carries))
            });
            if read.await? {
                Ok(())
            } else {
                Err(bad("没有这个转运员，或今天不在岗。"))
            }
        }
    }
}
