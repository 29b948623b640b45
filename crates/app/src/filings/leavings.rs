//! Somebody files that he leaves the city, changes it, and says that he is back.

use super::kept::{
    Draft, FilingDoing, FilingWho, keep_first, keep_next, known_before, receipt_checked, says_text,
    seen_all,
};
use super::see::leaving_facts;
use super::told::{LeavingTold, leaving_told};
use crate::audit::deed_of_nobody;
use crate::caller::Request;
use crate::venues::place_known;
use crate::zones::note_of;
use crate::{City, Refusal};
use fangxian_core::Moment;
use fangxian_core::filings::{
    FilingKind, Leaving, LeavingFlaw, LeavingRefused, LeavingSays, LeavingStanding,
};
use fangxian_core::ids::{FilingFactId, FilingId};
use fangxian_core::national::{Named, country};
use fangxian_core::places::PlaceCode;
use fangxian_core::policy::Act;
use fangxian_store::Tx;
use fangxian_store::filings::{StoredFilingFact, filing_facts_of};
use std::sync::Arc;

/// That somebody leaves.
#[derive(Clone, Debug)]
pub struct LeavingFile {
    /// Made by whoever enters it.
    pub id: FilingId,
    /// The same again is the same filing.
    pub fact: FilingFactId,
    /// Whither, when, why.
    pub leaving: Leaving,
    /// Who.
    pub who: FilingWho,
}

/// What the rules say of leaving, before it is filed. Nothing is kept.
pub fn leaving_ask(city: &City, leaving: &Leaving) -> LeavingTold {
    leaving_told(city, &leaving.place, leaving.leaves)
}

/// The county or city elsewhere that was named, by its code or by a name that only one bears.
pub fn whither(typed: &str) -> Option<PlaceCode> {
    let typed = typed.trim();
    if let Ok(code) = PlaceCode::parse(typed) {
        return Some(code).filter(|code| country().knows(code));
    }
    match country().find(typed) {
        Named::County(code) | Named::City(code) => Some(code),
        Named::Several(_) | Named::Unknown => None,
    }
}

/// Files at the desk that somebody leaves: at the counter, or by phone.
pub async fn leaving_file(req: &Request, new: LeavingFile) -> Result<LeavingTold, Refusal> {
    let act = Act::LeavingKeep;
    let scope = req.authorize(act)?;
    if !scope.covers(&new.leaving.place) {
        return Err(Refusal::NotFound);
    }
    let told = leaving_ask(&req.city, &new.leaving);
    let (asked, id) = (req.clone(), new.id);
    let by = Some(req.caller.login.clone());
    let write = req.city.db.write(move |tx| async move {
        if file(&tx, (&asked.city, asked.now), new, by).await? {
            asked.deed(&tx, act, &id.to_string(), "filed")?;
        }
        Ok::<_, Refusal>(())
    });
    write.await?;
    req.city.catch_up().await?;
    Ok(told)
}

/// Somebody files by himself that he leaves.
pub async fn leaving_file_public(
    city: &Arc<City>,
    new: LeavingFile,
    wall: Moment,
) -> Result<LeavingTold, Refusal> {
    let told = leaving_ask(city, &new.leaving);
    let (of, now, id) = (Arc::clone(city), city.now(wall), new.id);
    let write = city.db.write(move |tx| async move {
        if file(&tx, (&of, now), new, None).await? {
            deed_of_nobody(&tx, &of, wall, ("leaving_filed", &id.to_string(), "filed"))?;
        }
        Ok::<_, Refusal>(())
    });
    write.await?;
    city.catch_up().await?;
    Ok(told)
}

/// A filing is no permission: it is taken also from whoever may not leave, and the answer says so.
async fn file(
    tx: &Tx,
    (city, now): (&City, Moment),
    new: LeavingFile,
    by: Option<String>,
) -> Result<bool, Refusal> {
    let leaving = cleaned(new.leaving)?;
    let spread = (leaving.place.clone(), (leaving.leaves, leaving.back));
    let says = LeavingSays::Filed(Box::new(leaving.clone()));
    let draft = Draft {
        filing: new.id,
        fact: new.fact,
        what: FilingKind::Leaving,
        kind: says.kind().code(),
        says: says_text(&says)?,
        who: Some(new.who.checked()?),
        reason: String::new(),
        by,
    };
    let stored = filing_facts_of(tx, new.id).await?;
    if known_before(city, &stored, &draft)? {
        return Ok(false);
    }
    checked(city, &leaving, now)?;
    place_known(tx, &leaving.place).await?;
    keep_first(tx, (city, now), draft, spread).await
}

fn cleaned(mut leaving: Leaving) -> Result<Leaving, Refusal> {
    leaving.why = note_of(&leaving.why)?;
    Ok(leaving)
}

fn checked(city: &City, leaving: &Leaving, now: Moment) -> Result<(), Refusal> {
    let flawed = |flaw: LeavingFlaw| Refusal::BadInput(format!("{flaw}。"));
    if !country().knows(&leaving.to) {
        return Err(flawed(LeavingFlaw::To));
    }
    leaving.check(&city.code, now.city_day()).map_err(flawed)
}

/// Says something of it at the desk: that it changed, that he does not go, that he is back.
pub async fn leaving_say(
    req: &Request,
    id: FilingId,
    doing: FilingDoing,
    (says, who): (LeavingSays, Option<FilingWho>),
) -> Result<(), Refusal> {
    let act = Act::LeavingKeep;
    let scope = req.authorize(act)?;
    let asked = req.clone();
    let write = req.city.db.write(move |tx| async move {
        let (stored, standing) = leaving_facts(&tx, id).await?;
        if !scope.covers(&standing.leaving.place) {
            return Err(Refusal::NotFound);
        }
        if let LeavingSays::Changed(new) = &says
            && !scope.covers(&new.place)
        {
            return Err(Refusal::NotFound);
        }
        let (by, kind) = (Some(asked.caller.login.clone()), says.kind().code());
        let saying = Saying { id, doing, says, who, by };
        if say(&tx, (&asked.city, asked.now), (&stored, &standing), saying).await? {
            asked.deed(&tx, act, &id.to_string(), kind)?;
        }
        Ok::<_, Refusal>(())
    });
    write.await?;
    req.city.catch_up().await
}

/// Whoever filed it says by its receipt that it changed, that he does not go, that he is back.
pub async fn leaving_say_public(
    city: &Arc<City>,
    (id, key): (FilingId, &str),
    doing: FilingDoing,
    (says, who): (LeavingSays, Option<FilingWho>),
    wall: Moment,
) -> Result<(), Refusal> {
    receipt_checked(city, id, key)?;
    let (of, now) = (Arc::clone(city), city.now(wall));
    let write = city.db.write(move |tx| async move {
        let (stored, standing) = leaving_facts(&tx, id).await?;
        let kind = says.kind().code();
        let saying = Saying { id, doing, says, who, by: None };
        if say(&tx, (&of, now), (&stored, &standing), saying).await? {
            deed_of_nobody(&tx, &of, wall, ("leaving_filed", &id.to_string(), kind))?;
        }
        Ok::<_, Refusal>(())
    });
    write.await?;
    city.catch_up().await
}

struct Saying {
    id: FilingId,
    doing: FilingDoing,
    says: LeavingSays,
    who: Option<FilingWho>,
    by: Option<String>,
}

async fn say(
    tx: &Tx,
    (city, now): (&City, Moment),
    (stored, standing): (&[StoredFilingFact], &LeavingStanding),
    saying: Saying,
) -> Result<bool, Refusal> {
    let Saying { id, doing, says, who, by } = saying;
    let says = match says {
        LeavingSays::Changed(new) => LeavingSays::Changed(Box::new(cleaned(*new)?)),
        LeavingSays::Filed(_) | LeavingSays::Cancelled | LeavingSays::Returned { .. } => says,
    };
    let is_version = matches!(says, LeavingSays::Changed(_));
    let who = match (is_version, who) {
        (true, Some(who)) => Some(who.checked()?),
        (true, None) => return Err(Refusal::BadInput("请写姓名和电话。".to_owned())),
        (false, _) => None,
    };
    let draft = Draft {
        filing: id,
        fact: doing.fact,
        what: FilingKind::Leaving,
        kind: says.kind().code(),
        says: says_text(&says)?,
        who,
        reason: note_of(&doing.reason)?,
        by,
    };
    if known_before(city, stored, &draft)? {
        return Ok(false);
    }
    seen_all(stored, doing.seen)?;
    standing.may_follow(&says, now.city_day()).map_err(|refused| match refused {
        LeavingRefused::Over => Refusal::Stale,
        LeavingRefused::Day => Refusal::DayOutOfRange,
    })?;
    let version = match &says {
        LeavingSays::Filed(new) | LeavingSays::Changed(new) => new,
        LeavingSays::Cancelled | LeavingSays::Returned { .. } => &standing.leaving,
    };
    if is_version {
        checked(city, version, now)?;
        place_known(tx, &version.place).await?;
    }
    let spread = (version.place.clone(), (version.leaves, version.back));
    keep_next(tx, (city, now), (stored, doing.seen), draft, spread).await?;
    Ok(true)
}
