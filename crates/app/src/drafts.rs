//! The next notice, drafted from what was signed since the last.

use crate::caller::Request;
use crate::city::change;
use crate::index::ZoneEntry;
use crate::{City, Refusal};
use fangxian_core::ids::{DraftId, ZoneFactId, ZoneId};
use fangxian_core::notices::{ChangeAction, DraftChange, DraftNotice, draft};
use fangxian_core::places::PlaceCode;
use fangxian_core::policy::Act;
use fangxian_core::zones::{ZoneEvent, withdrawn_facts};
use fangxian_core::{CityDay, Level, Moment};
use fangxian_paper::{Letterhead, NoticePaper};
use fangxian_store::notices::{
    StoredDraft, draft_by_id, draft_insert, drafted_facts, drafts_latest, highest_number,
    numbers_written,
};
use fangxian_store::zones::{GroundKind, StoredZoneFact};
use fangxian_store::{Tx, feed};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// A signed change that a notice must publish.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// The fact that was signed.
    pub fact: ZoneFactId,
    /// The zone.
    pub zone: ZoneId,
    /// Its county.
    pub county: PlaceCode,
    /// The area as written.
    pub area: String,
    /// What is left out of it.
    pub except: Option<String>,
    /// The level before; none where it was not listed.
    pub from: Option<Level>,
    /// The level after; none where it leaves the list.
    pub to: Option<Level>,
    /// The day from which it holds.
    pub on: CityDay,
    /// The sign-in name of who signed.
    pub signed_by: String,
}

/// The changes that wait for a notice, and the number that it will have.
pub async fn drafts_waiting(req: &Request) -> Result<(Vec<Change>, i64), Refusal> {
    req.authorize(Act::DraftSee)?;
    let (key, today) = (req.city.key(), req.today());
    let (published, number) = req
        .city
        .db
        .read(move |tx| async move {
            let published = drafted_facts(&tx).await?;
            Ok::<_, Refusal>((published, next_number(&tx, &key, today).await?))
        })
        .await?;
    Ok((waiting(&req.city, today, &published.into_iter().collect()), number))
}

/// One more than the highest number of the year, among drafts and notices that came in.
async fn next_number(tx: &Tx, key: &str, today: CityDay) -> Result<i64, Refusal> {
    let drafted = highest_number(tx, key, today.year()).await?;
    let written = numbers_written(tx, key).await?;
    let came_in = written.iter().filter_map(|number| {
        let (year, n) = number.trim_end_matches('号').split_once("年第")?;
        (year.parse::<i16>().ok()? == today.year()).then(|| n.trim().parse::<i64>().ok())?
    });
    Ok(came_in.chain([drafted]).max().unwrap_or_default() + 1)
}

/// Changes that a person signed on the ground of a rule or of an edition. What a notice or the
/// national list brought in is published already.
fn waiting(city: &City, today: CityDay, published: &BTreeSet<ZoneFactId>) -> Vec<Change> {
    let on_day = city.zones.on_day(today, Moment(i64::MAX));
    on_day.zones.iter().flat_map(|zone| changes_of(&zone.entry, published)).collect()
}

fn changes_of(entry: &ZoneEntry, published: &BTreeSet<ZoneFactId>) -> Vec<Change> {
    let withdrawn = withdrawn_facts(entry.facts(), Moment(i64::MAX));
    let is_waiting = |record: &&StoredZoneFact| {
        matches!(record.ground.kind, GroundKind::Rule | GroundKind::EditionChange)
            && !published.contains(&record.fact.id)
            && !withdrawn.contains(&record.fact.id)
    };
    let waiting = entry.records.iter().filter(is_waiting);
    waiting
        .filter_map(|record| {
            let to = match &record.fact.event {
                ZoneEvent::Rated { level, .. } => Some(*level),
                ZoneEvent::Released => None,
                ZoneEvent::CaseFound
                | ZoneEvent::AreaTested { .. }
                | ZoneEvent::ContactsCleared
                | ZoneEvent::Withdrawn { .. } => return None,
            };
            let from = entry.level_before(record);
            // The same level under a new edition changes nothing that a notice would say.
            (from != to).then(|| Change {
                fact: record.fact.id,
                zone: entry.zone.id,
                county: entry.zone.county.clone(),
                area: entry.zone.area.clone(),
                except: entry.zone.except.clone(),
                from,
                to,
                on: record.fact.on,
                signed_by: record.signed_by.clone(),
            })
        })
        .collect()
}

/// Drafts the next notice from these signed changes, in the city's own form.
pub async fn draft_make(
    req: &Request,
    id: DraftId,
    facts: &[ZoneFactId],
) -> Result<StoredDraft, Refusal> {
    let act = Act::DraftMake;
    req.authorize_city(act)?;
    let facts: BTreeSet<ZoneFactId> = facts.iter().copied().collect();
    let asked = req.clone();
    let made = req
        .city
        .db
        .write(move |tx| async move {
            let key = asked.city.key();
            if let Some(known) = draft_by_id(&tx, &key, id).await? {
                return Ok(known);
            }
            let today = asked.today();
            let published = drafted_facts(&tx).await?.into_iter().collect();
            let mut changes = waiting(&asked.city, today, &published);
            changes.retain(|change| facts.contains(&change.fact));
            if changes.is_empty() {
                return Err(Refusal::NothingToDraft);
            }
            if changes.len() != facts.len() {
                return Err(Refusal::Stale);
            }
            let n = next_number(&tx, &key, today).await?;
            let made = write_draft(&asked, id, n, &changes)?;
            let published: Vec<_> =
                changes.iter().map(|change| (change.county.to_string(), change.fact)).collect();
            draft_insert(&tx, &made, &published).await?;
            asked.deed(&tx, act, &id.to_string(), &format!("{}-{n}", made.year))?;
            feed::append(&tx, change(&key, asked.now, "draft", &id.to_string()))?;
            Ok(made)
        })
        .await?;
    req.city.catch_up().await?;
    Ok(made)
}

fn write_draft(
    req: &Request,
    id: DraftId,
    n: i64,
    changes: &[Change],
) -> Result<StoredDraft, Refusal> {
    let today = req.today();
    let edition = req.city.rules.edition_on(today).ok_or(Refusal::EditionUnknown)?;
    let words: Vec<DraftChange> = changes
        .iter()
        .map(|change| DraftChange {
            action: action_of(change.from, change.to),
            from: change.from,
            to: change.to,
            county: req.city.county_name(&change.county),
            area: change.area.clone(),
            except: change.except.clone(),
        })
        .collect();
    let body = draft(&DraftNotice {
        city: &req.city.name,
        authority: &authority_of(&req.city),
        year: today.year(),
        number: u32::try_from(n).unwrap_or(u32::MAX),
        date: today,
        edition,
        changes: &words,
    });
    Ok(StoredDraft {
        id,
        county: req.city.key(),
        year: today.year(),
        n,
        dated: today,
        edition: edition.id.0.clone(),
        body,
        changes: serde_json::to_string(changes)
            .map_err(|_| Refusal::BadInput("变更内容无法保存。".to_owned()))?,
        drafted_by: req.caller.login.clone(),
        drafted_at: req.now,
    })
}

fn authority_of(city: &City) -> String {
    format!("{}疫情防控领导小组办公室", city.name)
}

fn action_of(from: Option<Level>, to: Option<Level>) -> ChangeAction {
    match (from, to) {
        (None, _) => ChangeAction::Added,
        (Some(_), None) => ChangeAction::Released,
        (Some(from), Some(to)) if to.gravity() > from.gravity() => ChangeAction::Raised,
        (Some(_), Some(_)) => ChangeAction::Lowered,
    }
}

/// The changes of a draft.
pub fn changes_of_draft(draft: &StoredDraft) -> Result<Vec<Change>, Refusal> {
    serde_json::from_str(&draft.changes).map_err(|_| Refusal::NotFound)
}

/// Drafts, newest number first.
pub async fn drafts_list(req: &Request) -> Result<Vec<StoredDraft>, Refusal> {
    req.authorize(Act::DraftSee)?;
    let key = req.city.key();
    Ok(req.city.db.read(move |tx| async move { drafts_latest(&tx, &key, 100).await }).await?)
}

/// One draft.
pub async fn draft_see(req: &Request, id: DraftId) -> Result<StoredDraft, Refusal> {
    req.authorize(Act::DraftSee)?;
    let key = req.city.key();
    let found = req.city.db.read(move |tx| async move { draft_by_id(&tx, &key, id).await }).await?;
    found.ok_or(Refusal::NotFound)
}

/// A draft as PDF. Typesetting takes its time: off the threads that serve.
pub async fn draft_pdf(req: &Request, id: DraftId) -> Result<Vec<u8>, Refusal> {
    let draft = draft_see(req, id).await?;
    let city = req.city.clone();
    let set = tokio::task::spawn_blocking(move || {
        let typesetter = city.typesetter.as_ref().ok_or(Refusal::NoFont)?;
        let paper = NoticePaper::from_text(&draft.body, Letterhead::Plain);
        typesetter.notice_pdf(&paper.map_err(|_| Refusal::NotFound)?).map_err(Refusal::Paper)
    });
    set.await.map_err(|_| Refusal::NoFont)?
}
