//! Appeals: taken on the page, by the hotline, at the counter, from a community that looked into it;
//! decided by another office; and told on one list with their clocks.

use super::live::{Known, known_of, live_known};
use super::manual::{fingerprint, reached};
use crate::audit::deed_of_nobody;
use crate::caller::Request;
use crate::cases::contact_let_go;
use crate::register::{Shown, community_code, counties, log_people, log_shown, opened};
use crate::seals::Spot;
use crate::{City, PassageRefusal, Refusal};
use fangxian_core::Moment;
use fangxian_core::codes::{
    APPEAL_CHARS_MAX, APPEALS_MAX, Appeal, AppealOutcome, AppealStateKind, AppealWay, HealthCode,
    Reason, ReasonSource, Strength, may_void,
};
use fangxian_core::ids::{CodeAppealId, PersonId};
use fangxian_core::looks::{LookKind, subject_of};
use fangxian_core::people::Document;
use fangxian_core::places::PlaceCode;
use fangxian_core::policy::Act;
use fangxian_core::results::is_same_name;
use fangxian_store::codes::{
    StoredAppeal, StoredAppealDecision, appeal_by_id, appeal_decide, appeal_insert,
    appeals_of_people, appeals_since,
};
use fangxian_store::people::{StoredPerson, people_by_documents, people_in_by_ids};
use fangxian_store::{StoreError, Tx, feed};
use std::collections::HashMap;
use std::sync::Arc;

/// Appeals are listed so long.
pub(super) const LISTED_DAYS: i64 = 30;

/// What somebody says.
#[derive(Clone, Debug)]
pub struct AppealAsked {
    /// Its id: what is sent twice is one appeal.
    pub id: CodeAppealId,
    /// Against which reason.
    pub source: ReasonSource,
    /// Whether it is about medical care.
    pub is_medical: bool,
    /// Why it is wrong, in his words.
    pub said: String,
}

/// What he gets at once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AppealReceipt {
    /// The number that he may name: the end of its id.
    pub number: String,
    /// When it was taken.
    pub at: Moment,
    /// By when it is answered.
    pub due_at: Moment,
    /// Whether the reason lapses by itself where nobody answers in time.
    pub lapses: bool,
}

/// An appeal as the office that decides it sees it.
#[derive(Clone, Debug)]
pub struct AppealSeen {
    /// The appeal.
    pub appeal: Appeal,
    /// How it came.
    pub way: AppealWay,
    /// Whose, masked.
    pub name: String,
    /// Whose.
    pub person: PersonId,
    /// Where he was counted.
    pub community: PlaceCode,
    /// What he says.
    pub said: String,
    /// The reason as it stands, where it still does.
    pub reason: Option<Reason>,
    /// How it stands.
    pub state: AppealStateKind,
    /// What he was told.
    pub answer: Option<String>,
}

/// Somebody's code, told by whoever verified who he is.
#[derive(Clone, Debug)]
pub struct CodeTold {
    /// Who.
    pub person: PersonId,
    /// His name, masked.
    pub name: String,
    /// His code.
    pub code: HealthCode,
    /// His appeals of the last days.
    pub appeals: Vec<(Appeal, AppealStateKind)>,
}

pub(super) fn said_spot(id: CodeAppealId) -> Spot {
    Spot { column: "code_appeal.said_sealed", record: id.uuid() }
}

pub(super) fn number_of(id: CodeAppealId) -> String {
    let digits = id.uuid().simple().to_string().to_uppercase();
    digits.chars().skip(24).collect()
}

/// The code of whoever has this document and this name, to tell him of it at the counter or on the
/// phone, and to write down that he says it is wrong.
pub async fn code_tell(
    req: &Request,
    document: &Document,
    name: &str,
) -> Result<CodeTold, Refusal> {
    let (scope, stored) = by_document(req, document, name).await?;
    let known = known_of(&req.city, &[stored.id], (req.now, req.wall)).await?;
    let person = opened(&req.city.keys.seals, &stored)?;
    let subject = subject_of(LookKind::Code, stored.id);
    req.city.seen.spend(req, &scope, [stored.id])?;
    log_people(req, &scope, &stored.door, &subject, [stored.id]).await?;
    let appeals = known.appeals.iter().map(|one| (*one, state(one, &known, req.now))).collect();
    Ok(CodeTold { person: stored.id, name: person.name.masked(), code: known.code, appeals })
}

async fn by_document(
    req: &Request,
    document: &Document,
    name: &str,
) -> Result<(fangxian_core::policy::Scope, StoredPerson), Refusal> {
    let scope = req.authorize(Act::CodeTell)?;
    let seals = &req.city.keys.seals;
    let (all, index) = (counties(&req.city), seals.index("document", document.number()));
    let read =
        req.city.db.read(move |tx| async move { people_by_documents(&tx, &all, &[index]).await });
    for stored in read.await?.into_iter().filter(|one| scope.covers(&one.door)) {
        if is_same_name(name, opened(seals, &stored)?.name.as_str()) {
            return Ok((scope, stored));
        }
    }
    Err(Refusal::NotFound)
}

pub(super) fn reason_of<'a>(all: &'a [Reason], appeal: &Appeal) -> Option<&'a Reason> {
    all.iter().find(|one| one.source == appeal.source && one.cause == appeal.cause)
}

fn strength_of(known: &Known, appeal: &Appeal) -> Strength {
    reason_of(&known.all, appeal).map_or(Strength::Strong, |reason| reason.strength)
}

pub(super) fn state(appeal: &Appeal, known: &Known, now: Moment) -> AppealStateKind {
    appeal.state(reason_of(&known.all, appeal), now)
}

/// Takes an appeal that somebody told, by phone or at the counter.
pub async fn appeal_enter(
    req: &Request,
    (document, name): (&Document, &str),
    way: AppealWay,
    asked: AppealAsked,
) -> Result<AppealReceipt, Refusal> {
    let (_, stored) = by_document(req, document, name).await?;
    taken(&req.city, &stored, (way, asked), Some(req), (req.now, req.wall)).await
}

/// Takes an appeal of whoever was proven, for himself or for one of his family.
pub(super) async fn appeal_of_page(
    city: &Arc<City>,
    stored: &StoredPerson,
    asked: AppealAsked,
    wall: Moment,
) -> Result<AppealReceipt, Refusal> {
    taken(city, stored, (AppealWay::Page, asked), None, (city.now(wall), wall)).await
}

/// Keeps an appeal. The same again is the same; against a reason that no longer lives there is none.
pub(super) async fn taken(
    city: &Arc<City>,
    stored: &StoredPerson,
    (way, asked): (AppealWay, AppealAsked),
    by: Option<&Request>,
    (now, wall): (Moment, Moment),
) -> Result<AppealReceipt, Refusal> {
    let said = crate::zones::note_of(&asked.said)?;
    if !(1..=APPEAL_CHARS_MAX).contains(&said.chars().count()) {
        return Err(Refusal::BadInput("请写明哪里不对，不超过500字。".to_owned()));
    }
    let known = known_of(city, &[stored.id], (now, wall)).await?;
    let login = by.map(|req| req.caller.login.clone());
    let what = format!("appeal\n{}\n{}\n{said}\n{login:?}", asked.source.code(), asked.is_medical);
    let body_mac = city.keys.seals.fingerprint(what.as_bytes());
    let (all, id) = (counties(city), asked.id);
    let read = city.db.read(move |tx| async move { appeal_by_id(&tx, &all, id).await });
    if let Some(before) = read.await? {
        let same = before.body_mac == body_mac && before.person == stored.id;
        return match same {
            true => Ok(receipt(&before.appeal, strength_of(&known, &before.appeal))),
            false => Err(Refusal::IdReused),
        };
    }
    let reason = known.code.reasons.iter().find(|one| one.source == asked.source);
    let reason = reason.ok_or(PassageRefusal::NoSuchReason)?;
    if known.appeals.iter().filter(|one| one.source == asked.source).count() >= APPEALS_MAX {
        return Err(PassageRefusal::AppealsTooMany.into());
    }
    let row = StoredAppeal {
        county: stored.door.county(),
        appeal: Appeal {
            id: asked.id,
            source: asked.source,
            cause: reason.cause,
            is_medical: asked.is_medical,
            at: now,
            decided: None,
        },
        person: stored.id,
        community: community_code(&stored.door)?,
        way,
        said: city.keys.seals.seal(said_spot(asked.id), said.as_bytes())?,
        by: login,
        body_mac,
        answer: None,
    };
    let given = receipt(&row.appeal, reason.strength);
    keep(city, row, by.cloned(), (now, wall)).await?;
    Ok(given)
}

async fn keep(
    city: &Arc<City>,
    row: StoredAppeal,
    by: Option<Request>,
    (now, wall): (Moment, Moment),
) -> Result<(), Refusal> {
    let of_city = Arc::clone(city);
    let act = match row.way {
        AppealWay::Community => Act::CodeWork,
        AppealWay::Page | AppealWay::Phone | AppealWay::Counter => Act::CodeTell,
    };
    let write = city.db.write(move |tx| async move {
        // A button that was touched twice: the other came first, and is there by now.
        appeal_insert(&tx, &row).await.map_err(|error| {
            match error.conflicts_with("code_appeal") {
                true => Refusal::Stale,
                false => Refusal::from(error),
            }
        })?;
        let (subject, detail) = (row.person.to_string(), format!("appeal {}", row.way.code()));
        match &by {
            Some(req) => req.deed(&tx, act, &subject, &detail)?,
            None => {
                deed_of_nobody(&tx, &of_city, wall, (act.code(), &subject, &detail))?;
            }
        }
        feed::append(&tx, crate::city::change(&of_city.key(), now, super::CHANGED, ""))?;
        Ok::<_, Refusal>(())
    });
    write.await?;
    city.catch_up().await
}

fn receipt(appeal: &Appeal, strength: Strength) -> AppealReceipt {
    AppealReceipt {
        number: number_of(appeal.id),
        at: appeal.at,
        due_at: appeal.due_at(),
        lapses: strength == Strength::Weak && may_void(appeal.cause),
    }
}

/// The appeals of the last days, those that are overdue first, then those that are due first.
pub async fn appeals_list(req: &Request) -> Result<Vec<AppealSeen>, Refusal> {
    let scope = req.authorize(Act::CodeAppealSee)?;
    let (all, since) = (reached(req, &scope), req.now.plus_ms(-LISTED_DAYS * 86_400_000));
    let read = req.city.db.read(move |tx| async move {
        let appeals = appeals_since(&tx, &all, since).await?;
        let ids: Vec<PersonId> = appeals.iter().map(|one| one.person).collect();
        let people = people_in_by_ids(&tx, &all, &ids).await?;
        Ok::<_, StoreError>((appeals, people))
    });
    let (appeals, people) = read.await?;
    let people: HashMap<PersonId, StoredPerson> =
        people.into_iter().map(|one| (one.id, one)).collect();
    let live = live_known(&req.city, (req.now, req.wall)).await?;
    let known: HashMap<PersonId, Vec<Reason>> =
        live.into_iter().map(|one| (one.person, one.all)).collect();
    let mut seen = Vec::with_capacity(appeals.len());
    for one in appeals {
        let Some(stored) = people.get(&one.person) else { continue };
        let all = known.get(&one.person).map(Vec::as_slice).unwrap_or_default();
        let reason = reason_of(all, &one.appeal);
        let spot = said_spot(one.appeal.id);
        let said = req.city.keys.seals.open(spot, &one.said)?;
        seen.push(AppealSeen {
            state: one.appeal.state(reason, req.now),
            reason: reason.cloned(),
            name: opened(&req.city.keys.seals, stored)?.name.masked(),
            said: String::from_utf8_lossy(&said).into_owned(),
            answer: one.answer.map(|(answer, _)| answer),
            appeal: one.appeal,
            way: one.way,
            person: one.person,
            community: one.community,
        });
    }
    let rank = |state: AppealStateKind| match state {
        AppealStateKind::Overdue => 0,
        AppealStateKind::Open => 1,
        AppealStateKind::Lapsed
        | AppealStateKind::Upheld
        | AppealStateKind::Voided
        | AppealStateKind::Moot => 2,
    };
    seen.sort_by_key(|one| (rank(one.state), one.appeal.due_at(), one.appeal.id));
    let at = scope.jurisdictions().first().cloned().unwrap_or_else(|| req.city.code.clone());
    let subject = subject_of(LookKind::CodeAppeals, &at);
    let named: Vec<PersonId> = people.into_keys().collect();
    req.city.seen.spend(req, &scope, named.iter().copied())?;
    for some in named.chunks(crate::register::NAMED_MAX) {
        let shown = Shown { named: some.to_vec(), of_place: None };
        log_shown(req, &scope, &at, (&subject, some.len()), shown).await?;
    }
    Ok(seen)
}

/// Decides an appeal, as another office than the one that decided the reason. What lapsed is over:
/// nothing is left to decide. What a laboratory found is put right by a laboratory.
pub async fn appeal_answer(
    req: &Request,
    id: CodeAppealId,
    outcome: AppealOutcome,
    answer: &str,
) -> Result<(), Refusal> {
    let act = Act::CodeAppealDecide;
    let scope = req.authorize(act)?;
    let answer = crate::register::reason_of(answer)?;
    let all = reached(req, &scope);
    let read = req.city.db.read(move |tx| async move { appeal_by_id(&tx, &all, id).await });
    let one = read.await?.filter(|one| scope.covers(&one.community)).ok_or(Refusal::NotFound)?;
    let body_mac = fingerprint(req, &format!("answer\n{id}\n{}\n{answer}", outcome.code()));
    let row = StoredAppealDecision {
        county: one.county.clone(),
        id,
        outcome,
        answer,
        at: req.now,
        by: req.caller.login.clone(),
        body_mac,
    };
    if let Some((known, by)) = &one.answer {
        let same = *known == row.answer && *by == row.by;
        let same = same && one.appeal.decided.is_some_and(|(known, _)| known == outcome);
        return if same { Ok(()) } else { Err(Refusal::Stale) };
    }
    if one.by.as_ref() == Some(&row.by) {
        return Err(Refusal::SamePerson);
    }
    let known = known_of(&req.city, &[one.person], (req.now, req.wall)).await?;
    match state(&one.appeal, &known, req.now) {
        AppealStateKind::Lapsed => return Err(PassageRefusal::AppealLapsed.into()),
        AppealStateKind::Open
        | AppealStateKind::Overdue
        | AppealStateKind::Upheld
        | AppealStateKind::Voided
        | AppealStateKind::Moot => {}
    }
    if outcome == AppealOutcome::Voided && !may_void(one.appeal.cause) {
        return Err(PassageRefusal::LabDecides.into());
    }
    let asked = req.clone();
    let write = req.city.db.write(move |tx| async move {
        appeal_decide(&tx, &row).await.map_err(|error| {
            match error.conflicts_with("code_appeal_decision") {
                true => Refusal::Stale,
                false => Refusal::from(error),
            }
        })?;
        asked.deed(&tx, act, &one.person.to_string(), row.outcome.code())?;
        contact_let_go(&tx, &asked, (row.outcome, one.appeal.source), one.person).await?;
        feed::append(&tx, super::changed(&asked))?;
        Ok::<_, Refusal>(())
    });
    write.await?;
    req.city.catch_up().await
}

/// The appeals of these people of the last days, as their codes need them.
pub(super) async fn appeals_of(
    tx: &Tx,
    city: &City,
    people: &[PersonId],
    now: Moment,
) -> Result<HashMap<PersonId, Vec<StoredAppeal>>, StoreError> {
    let since = now.plus_ms(-LISTED_DAYS * 86_400_000);
    let mut found: HashMap<PersonId, Vec<StoredAppeal>> = HashMap::new();
    for one in appeals_of_people(tx, &counties(city), people, since).await? {
        found.entry(one.person).or_default().push(one);
    }
    Ok(found)
}
