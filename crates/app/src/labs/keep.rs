//! Which laboratories there are, and who works in them.

use super::{LabKnown, lab_deed, lab_within, labs_known, may_see, words};
use crate::Refusal;
use crate::caller::Request;
use fangxian_core::ids::LaboratoryId;
use fangxian_core::places::{PlaceCode, PlaceKind};
use fangxian_core::policy::{Act, Role};
use fangxian_store::accounts::{account_by_login, assignments_of};
use fangxian_store::labs::{StoredLab, StoredMember, lab_insert, lab_put, labs_all, member_insert};
use uuid::Uuid;

/// What is said of a laboratory.
#[derive(Clone, Debug)]
pub struct LabAsked {
    /// Made by the client.
    pub id: LaboratoryId,
    /// What it is called.
    pub name: String,
    /// How many tubes a day it says it can do.
    pub capacity_day: i64,
}

fn checked(asked: &LabAsked) -> Result<(String, i64), Refusal> {
    let name = words(&asked.name, 60, "请填写实验室名称，不超过60字。")?;
    match (1..=1_000_000).contains(&asked.capacity_day) {
        true => Ok((name, asked.capacity_day)),
        false => Err(Refusal::BadInput("请填写每天能检测多少管（1到1000000）。".to_owned())),
    }
}

/// The laboratories that the caller directs or works in.
pub async fn labs_list(req: &Request) -> Result<Vec<LabKnown>, Refusal> {
    let scope = req.authorize(Act::LabSee)?;
    let labs = labs_known(&req.city).await?;
    Ok(labs.into_iter().filter(|lab| may_see(req, &scope, lab)).collect())
}

/// Puts a laboratory in, in a county of the caller's.
pub async fn lab_new(req: &Request, place: PlaceCode, asked: LabAsked) -> Result<(), Refusal> {
    let scope = req.authorize(Act::LabKeep)?;
    let is_county = place.kind() == PlaceKind::County;
    if !is_county || !scope.covers(&place) {
        return Err(Refusal::NotFound);
    }
    let (name, capacity_day) = checked(&asked)?;
    let lab = StoredLab {
        id: asked.id,
        place,
        name,
        capacity_day,
        made_at: req.now,
        made_by: req.caller.login.clone(),
        version: 1,
    };
    let asked = req.clone();
    let write = req.city.db.write(move |tx| async move {
        if let Some(known) = labs_all(&tx).await?.into_iter().find(|one| one.id == lab.id) {
            let is_same = known.name == lab.name
                && known.place == lab.place
                && known.capacity_day == lab.capacity_day;
            return if is_same { Ok(()) } else { Err(Refusal::IdReused) };
        }
        lab_insert(&tx, &lab).await?;
        lab_deed(&tx, &asked, Act::LabKeep, lab.id, "new")?;
        Ok::<_, Refusal>(())
    });
    write.await?;
    req.city.catch_up().await
}

/// Changes the name and the capacity of a laboratory.
pub async fn lab_keep(req: &Request, asked: LabAsked, version: i64) -> Result<(), Refusal> {
    let scope = req.authorize(Act::LabKeep)?;
    let known = lab_within(req, &scope, asked.id).await?.lab;
    let (name, capacity_day) = checked(&asked)?;
    let lab = StoredLab { name, capacity_day, version, ..known };
    let asked = req.clone();
    let write = req.city.db.write(move |tx| async move {
        lab_put(&tx, &lab).await?;
        let detail = format!("capacity {}", lab.capacity_day);
        lab_deed(&tx, &asked, Act::LabKeep, lab.id, &detail)?;
        Ok::<_, Refusal>(())
    });
    write.await?;
    req.city.catch_up().await
}

/// Says that somebody works in a laboratory, or no longer. Only who may enter or sign results.
pub async fn lab_member_keep(
    req: &Request,
    id: LaboratoryId,
    fact: Uuid,
    login: &str,
    is_in: bool,
) -> Result<(), Refusal> {
    let scope = req.authorize(Act::LabKeep)?;
    let lab = lab_within(req, &scope, id).await?.lab;
    let day = req.wall.city_day();
    let member = StoredMember {
        fact,
        laboratory: id,
        login: words(login, 60, "请填写登录名。")?,
        is_in,
        at: req.now,
        by: req.caller.login.clone(),
    };
    let asked = req.clone();
    let write = req.city.db.write(move |tx| async move {
        let account = account_by_login(&tx, &member.login).await?;
        let held = match &account {
            Some(account) => assignments_of(&tx, account.id).await?,
            None => Vec::new(),
        };
        let works = |one: &fangxian_store::accounts::Assignment| {
            let is_lab = [Role::LabReporter, Role::LabSigner].map(Role::code);
            one.holds_on(day) && is_lab.contains(&one.role.as_str())
        };
        if member.is_in && !held.iter().any(works) {
            let say = "没有这个账号，或今天不是检验员、审核员。";
            return Err(Refusal::BadInput(say.to_owned()));
        }
        member_insert(&tx, &lab.place.county(), &member).await?;
        let detail = if member.is_in { "member in" } else { "member out" };
        lab_deed(&tx, &asked, Act::LabKeep, id, detail)?;
        Ok::<_, Refusal>(())
    });
    write.await?;
    req.city.catch_up().await
}
