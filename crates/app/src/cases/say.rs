//! What is said of a case: that it is one, what was wrong, where it was, that it is over.

use super::kept::{EpisodeKept, Reached, case_change, case_within, fingerprint};
use crate::Refusal;
use crate::caller::Request;
use crate::register::{counties, opened, reason_of};
use crate::zones::note_of;
use fangxian_core::cases::{CaseAbout, CaseFact, CaseSays, Episode};
use fangxian_core::ids::{CaseFactId, CaseId, EpisodeId, PersonId};
use fangxian_core::people::Document;
use fangxian_core::policy::{Act, Scope};
use fangxian_core::results::is_same_name;
use fangxian_store::cases::{
    StoredCase, StoredCaseFact, StoredEpisode, case_by_id, case_fact_insert, case_facts_of,
    case_insert, cases_of_person, episode_by_id, episode_insert,
};
use fangxian_store::people::{StoredPerson, people_by_documents};
use fangxian_store::{Tx, feed};

/// Of whom a case is.
#[derive(Clone, Debug)]
pub struct CaseWho {
    /// The document.
    pub document: Document,
    /// The name.
    pub name: String,
}

/// A case that is opened at the desk.
#[derive(Clone, Debug)]
pub struct CaseOpening {
    /// Made by the client.
    pub id: CaseId,
    /// Made by the client: the same again is the same act.
    pub fact: CaseFactId,
    /// Of whom.
    pub who: CaseWho,
    /// What is known.
    pub about: CaseAbout,
}

/// Opens a case upon a report of a clinic, a laboratory, an antigen test or another city. Whoever it is of
/// is looked up by document and name within the jurisdiction; nobody is searched for by his name.
pub async fn case_open(req: &Request, opening: CaseOpening) -> Result<(), Refusal> {
    let act = Act::CaseKeep;
    let scope = req.authorize(act)?;
    let about = checked(req, opening.about)?;
    let stored = known(req, &scope, &opening.who).await?;
    let (id, fact) = (opening.id, opening.fact);
    let says = CaseSays::Opened(Box::new(about));
    let body_mac = fingerprint(req, &said_words((id, fact), &says, Some(stored.id)));
    let row = StoredCase {
        county: stored.door.county(),
        id,
        person: stored.id,
        cause: id.to_string(),
        at: req.now,
    };
    let asked = req.clone();
    let write = req.city.db.write(move |tx| async move {
        let all = counties(&asked.city);
        if let Some(known) = case_by_id(&tx, &all, id).await? {
            let county = [known.county];
            let facts = case_facts_of(&tx, &county, &[id]).await?;
            let is_same = facts.first().is_some_and(|one| one.body_mac == body_mac);
            return if is_same { Ok(()) } else { Err(Refusal::IdReused) };
        }
        if has_open(&tx, &asked, row.person).await? {
            return Err(Refusal::BadInput("这个人已有一个调查中的病例，没有重复立案。".to_owned()));
        }
        case_insert(&tx, &row).await?;
        let by = Some(asked.caller.login.clone());
        let fact = StoredCaseFact {
            county: row.county.clone(),
            id: fact,
            case: id,
            ordinal: 0,
            fact: CaseFact { says, at: asked.now, by },
            body_mac,
        };
        case_fact_insert(&tx, &fact).await?;
        asked.deed(&tx, act, &id.to_string(), fact.fact.says.kind().code())?;
        feed::append(&tx, case_change(&asked.city, asked.now, &row.county, id))?;
        Ok(())
    });
    write.await?;
    req.city.catch_up().await
}

/// Whether somebody has a case that is still open.
pub(super) async fn has_open(tx: &Tx, req: &Request, person: PersonId) -> Result<bool, Refusal> {
    let all = counties(&req.city);
    for case in cases_of_person(tx, &all, person).await? {
        let facts = case_facts_of(tx, &all, &[case.id]).await?;
        let standing = super::kept::standing_of(&facts);
        if standing.is_some_and(|one| one.closed_at.is_none()) {
            return Ok(true);
        }
    }
    Ok(false)
}

fn checked(req: &Request, about: CaseAbout) -> Result<CaseAbout, Refusal> {
    about.check(req.now).map_err(|flaw| Refusal::BadInput(format!("{flaw}。")))?;
    Ok(CaseAbout { report: note_of(&about.report)?, ..about })
}

async fn known(req: &Request, scope: &Scope, who: &CaseWho) -> Result<StoredPerson, Refusal> {
    let seals = &req.city.keys.seals;
    let (all, index) = (counties(&req.city), seals.index("document", who.document.number()));
    let read =
        req.city.db.read(move |tx| async move { people_by_documents(&tx, &all, &[index]).await });
    let found: Vec<StoredPerson> = read.await?;
    for stored in found.into_iter().filter(|one| scope.covers(&one.door)) {
        if is_same_name(&who.name, opened(seals, &stored)?.name.as_str()) {
            return Ok(stored);
        }
    }
    // Whether there is nobody of that document, or another of that name, is not told apart.
    Err(Refusal::BadInput("没有查到：证件号和姓名要与居民登记一致，且在本单位辖区内。".to_owned()))
}

fn said_words(
    (id, fact): (CaseId, CaseFactId),
    says: &CaseSays,
    person: Option<PersonId>,
) -> String {
    let says = serde_json::to_string(says).unwrap_or_default();
    format!("case\n{id}\n{fact}\n{person:?}\n{says}")
}

/// Puts right what is known of a case, as the caller saw it.
pub async fn case_correct(
    req: &Request,
    (id, fact): (CaseId, CaseFactId),
    seen: i64,
    about: CaseAbout,
) -> Result<(), Refusal> {
    let about = checked(req, about)?;
    say(req, (id, fact), seen, CaseSays::Corrected(Box::new(about))).await
}

/// Closes a case: from then on nobody sees it.
pub async fn case_close(
    req: &Request,
    (id, fact): (CaseId, CaseFactId),
    seen: i64,
    reason: &str,
) -> Result<(), Refusal> {
    say(req, (id, fact), seen, CaseSays::Closed { reason: reason_of(reason)? }).await
}

async fn say(
    req: &Request,
    (id, fact): (CaseId, CaseFactId),
    seen: i64,
    says: CaseSays,
) -> Result<(), Refusal> {
    let act = Act::CaseKeep;
    let scope = req.authorize(act)?;
    let body_mac = fingerprint(req, &said_words((id, fact), &says, None));
    let asked = req.clone();
    let write = req.city.db.write(move |tx| async move {
        let all = counties(&asked.city);
        let read = super::kept::case_read(&tx, &all, id).await?;
        let (case, facts, stored) = read.ok_or(Refusal::NotFound)?;
        if !scope.covers(&stored.door) {
            return Err(Refusal::NotFound);
        }
        // A closing that is sent again finds the case closed.
        if let Some(known) = facts.iter().find(|one| one.id == fact) {
            return if known.body_mac == body_mac { Ok(()) } else { Err(Refusal::IdReused) };
        }
        let standing = super::kept::standing_of(&facts).ok_or(Refusal::NotFound)?;
        if standing.closed_at.is_some() {
            return Err(Refusal::NotFound);
        }
        let ordinal = i64::try_from(facts.len()).unwrap_or(i64::MAX);
        if seen != ordinal {
            return Err(Refusal::Stale);
        }
        let by = Some(asked.caller.login.clone());
        let row = StoredCaseFact {
            county: case.county,
            id: fact,
            case: id,
            ordinal,
            fact: CaseFact { says, at: asked.now, by },
            body_mac,
        };
        case_fact_insert(&tx, &row).await.map_err(|error| {
            match error.conflicts_with("trace_case_fact") {
                true => Refusal::Stale,
                false => Refusal::from(error),
            }
        })?;
        asked.deed(&tx, act, &id.to_string(), row.fact.says.kind().code())?;
        feed::append(&tx, case_change(&asked.city, asked.now, &row.county, id))?;
        Ok(())
    });
    write.await?;
    req.city.catch_up().await
}

/// Where a case was, as it is entered.
#[derive(Clone, Debug)]
pub struct EpisodeAdding {
    /// Made by the client: the same again is the same act.
    pub id: EpisodeId,
    /// Where, when and how it is known.
    pub episode: Episode,
}

/// Says where a case was.
pub async fn episode_add(
    req: &Request,
    case: CaseId,
    adding: EpisodeAdding,
) -> Result<(), Refusal> {
    let act = Act::CaseKeep;
    let reached = case_within(req, act, case).await?;
    let episode = Episode { words: note_of(&adding.episode.words)?, ..adding.episode };
    episode.check(req.now).map_err(|flaw| Refusal::BadInput(format!("{flaw}。")))?;
    let kept = EpisodeKept::of(&episode);
    let said = serde_json::to_string(&kept).unwrap_or_default();
    let words = format!("episode\n{case}\n{}\n{}\n{said}", adding.id, episode.source.code());
    let row = StoredEpisode {
        county: reached.case.county.clone(),
        id: adding.id,
        case,
        source: episode.source,
        body: kept.seal(&req.city, (case, adding.id))?,
        withdraws: None,
        at: req.now,
        by: req.caller.login.clone(),
        body_mac: fingerprint(req, &words),
    };
    keep(req, act, reached, row).await
}

/// Withdraws such an entry, with the reason.
pub async fn episode_withdraw(
    req: &Request,
    case: CaseId,
    (id, withdraws): (EpisodeId, EpisodeId),
    reason: &str,
) -> Result<(), Refusal> {
    let act = Act::CaseKeep;
    let reached = case_within(req, act, case).await?;
    let reason = reason_of(reason)?;
    let county = reached.case.county.clone();
    let read =
        req.city.db.read(move |tx| async move { episode_by_id(&tx, &county, withdraws).await });
    let known = read.await?.filter(|one| one.case == case && one.withdraws.is_none());
    let known = known.ok_or(Refusal::NotFound)?;
    let words = format!("episode\n{case}\n{id}\nwithdraws {withdraws}\n{reason}");
    let row = StoredEpisode {
        county: reached.case.county.clone(),
        id,
        case,
        source: known.source,
        body: Vec::new(),
        withdraws: Some((withdraws, reason)),
        at: req.now,
        by: req.caller.login.clone(),
        body_mac: fingerprint(req, &words),
    };
    keep(req, act, reached, row).await
}

async fn keep(
    req: &Request,
    act: Act,
    reached: Reached,
    row: StoredEpisode,
) -> Result<(), Refusal> {
    let (asked, case) = (req.clone(), reached.case.id);
    let write = req.city.db.write(move |tx| async move {
        if let Some(known) = episode_by_id(&tx, &row.county, row.id).await? {
            return if known.body_mac == row.body_mac { Ok(()) } else { Err(Refusal::IdReused) };
        }
        episode_insert(&tx, &row).await.map_err(|error| {
            match error.conflicts_with("case_episode") {
                true => Refusal::Stale,
                false => Refusal::from(error),
            }
        })?;
        let detail = if row.withdraws.is_some() { "episode withdrawn" } else { "episode" };
        asked.deed(&tx, act, &case.to_string(), detail)?;
        feed::append(&tx, case_change(&asked.city, asked.now, &row.county, case))?;
        Ok::<_, Refusal>(())
    });
    write.await?;
    req.city.catch_up().await
}
