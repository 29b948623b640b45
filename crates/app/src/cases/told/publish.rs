//! Places and times for everybody: proposed from the open cases, signed by somebody else, withdrawn.

use super::publish_draft::{Asking, drafted};
use crate::caller::Request;
use crate::cases::kept::fingerprint;
use crate::city::change;
use crate::register::reason_of;
use crate::seals::Spot;
use crate::{City, Refusal};
use fangxian_core::Moment;
use fangxian_core::ids::{CaseId, RiskListFactId, RiskListId};
use fangxian_core::policy::Act;
use fangxian_core::publication::{
    Judged, PublicWindow, PublicationRules, RiskListFactKind, RiskListState, WINDOWS_MAX, leak_of,
    list_state, shown_until,
};
use fangxian_store::publications::{
    StoredRiskFact, StoredRiskList, risk_fact_insert, risk_facts_of, risk_list_insert,
    risk_lists_since,
};
use fangxian_store::{StoreError, Tx, feed};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The topic of the feed; the subject is the list.
const TOPIC: &str = "risk_list";
const HOMES: &str = "risk_list.homes_sealed";
/// Lists are looked at that were proposed so many days ago at most: what is told is no older.
pub(in crate::cases) const LISTED_DAYS: i64 = 45;

/// A list as staff see it: what is told, and what was said of it. It has no case in it.
#[derive(Clone, Debug)]
pub struct RiskListSeen {
    /// Which.
    pub id: RiskListId,
    /// What is told.
    pub windows: Vec<PublicWindow>,
    /// How it stands.
    pub state: RiskListState,
    /// What was said of it, in its order.
    pub facts: Vec<StoredRiskFact>,
}

/// A window as everybody sees it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct RiskTold {
    /// Where and when.
    pub window: PublicWindow,
    /// When it was first published.
    pub told_at: Moment,
}

/// That homes had windows to themselves, as it is sealed: so that no series of lists draws a path.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Alone {
    /// The door.
    pub(super) home: String,
    /// The window.
    pub(super) window: PublicWindow,
}

/// The rules on publication. They are read at every use: it is rare, and the file is small.
pub fn risk_rules() -> Result<PublicationRules, Refusal> {
    // What is shipped was read by a test.
    PublicationRules::built_in().map_err(|_| Refusal::Busy)
}

/// A stretch of the draft, with the cases that were there. Only whoever follows the cases sees it.
#[derive(Clone, Debug)]
pub struct RiskDrafted {
    /// What could be told, and why it is held back.
    pub judged: Judged,
    /// The cases.
    pub cases: Vec<CaseId>,
}

/// Everything that could be told of the open cases within reach, with what is held back and why.
pub async fn risk_draft(req: &Request, asking: &Asking) -> Result<Vec<RiskDrafted>, Refusal> {
    let draft = drafted(req, Act::RiskListPropose, asking).await?;
    let ids = &draft.cases;
    let of = |judged: Judged| {
        let cases = judged.stretch.cases.iter().filter_map(|at| ids.get(*at).copied()).collect();
        RiskDrafted { judged, cases }
    };
    Ok(draft.judged.into_iter().map(of).collect())
}

/// Proposes a list: windows of the draft, none of which is held back. Nobody is told before another signs.
pub async fn risk_propose(
    req: &Request,
    (id, fact): (RiskListId, RiskListFactId),
    asking: &Asking,
    chosen: Vec<PublicWindow>,
) -> Result<(), Refusal> {
    let act = Act::RiskListPropose;
    req.authorize(act)?;
    if chosen.is_empty() || chosen.len() > WINDOWS_MAX {
        return Err(Refusal::BadInput(format!("请选择1至{WINDOWS_MAX}处地点。")));
    }
    let rules = risk_rules()?;
    let draft = drafted(req, act, asking).await?;
    let mut homes = Vec::new();
    for window in &chosen {
        let one = draft.judged.iter().find(|one| one.stretch.window == *window);
        // What is known has changed since the page was made.
        let one = one.ok_or(Refusal::Stale)?;
        if let Some(held) = one.held.first() {
            return Err(Refusal::BadInput(format!("有一处不能公布：{}。", held.says(&rules))));
        }
        let mut own = one.stretch.homes.iter();
        if let (Some(home), None) = (own.next(), own.next()) {
            let home = draft.doors.get(*home).cloned().unwrap_or_default();
            homes.push(Alone { home, window: window.clone() });
        }
    }
    let mut windows = chosen;
    windows.sort();
    windows.dedup();
    let said = serde_json::to_string(&windows).unwrap_or_default();
    let body_mac = fingerprint(req, &format!("risk\n{id}\n{fact}\n{said}"));
    let spot = Spot { column: HOMES, record: id.uuid() };
    let plain = serde_json::to_vec(&homes).unwrap_or_default();
    let key = req.city.key();
    let list = StoredRiskList {
        county: key.clone(),
        id,
        windows,
        homes: req.city.record_seals(id.uuid())?.seal(spot, &plain)?,
        at: req.now,
    };
    let row = fact_of(req, (id, fact, 0), RiskListFactKind::Proposed, String::new(), body_mac);
    let asked = req.clone();
    let write = req.city.db.write(move |tx| async move {
        if let Some(first) = risk_facts_of(&tx, &key, &[id]).await?.first() {
            let is_same = first.id == row.id && first.body_mac == row.body_mac;
            return if is_same { Ok(()) } else { Err(Refusal::IdReused) };
        }
        risk_list_insert(&tx, &list).await?;
        keep(&tx, &asked, act, &row).await
    });
    write.await?;
    req.city.catch_up().await
}

fn fact_of(
    req: &Request,
    (list, id, ordinal): (RiskListId, RiskListFactId, i64),
    kind: RiskListFactKind,
    reason: String,
    body_mac: Vec<u8>,
) -> StoredRiskFact {
    StoredRiskFact {
        county: req.city.key(),
        id,
        list,
        ordinal,
        kind,
        reason,
        at: req.now,
        by: req.caller.login.clone(),
        body_mac,
    }
}

async fn keep(tx: &Tx, asked: &Request, act: Act, row: &StoredRiskFact) -> Result<(), Refusal> {
    risk_fact_insert(tx, row).await.map_err(|error| {
        match error.conflicts_with("risk_list_fact") {
            true => Refusal::Stale,
            false => Refusal::from(error),
        }
    })?;
    asked.deed(tx, act, &row.list.to_string(), row.kind.code())?;
    feed::append(tx, change(&asked.city.key(), asked.now, TOPIC, &row.list.to_string()))?;
    Ok(())
}

/// The lists of the last weeks, the newest first.
pub async fn risk_lists(req: &Request) -> Result<Vec<RiskListSeen>, Refusal> {
    req.authorize(Act::RiskListSee)?;
    lists_of(&req.city, req.now).await
}

async fn lists_of(city: &Arc<City>, now: Moment) -> Result<Vec<RiskListSeen>, Refusal> {
    let (key, since) = (city.key(), now.plus_ms(-LISTED_DAYS * 86_400_000));
    let read = city.db.read(move |tx| async move {
        let lists = risk_lists_since(&tx, &key, since).await?;
        let ids: Vec<RiskListId> = lists.iter().map(|one| one.id).collect();
        let facts = risk_facts_of(&tx, &key, &ids).await?;
        Ok::<_, StoreError>((lists, facts))
    });
    let (lists, facts) = read.await?;
    let mut of: BTreeMap<RiskListId, Vec<StoredRiskFact>> = BTreeMap::new();
    for fact in facts {
        of.entry(fact.list).or_default().push(fact);
    }
    let seen = lists.into_iter().filter_map(|list| {
        let facts = of.remove(&list.id).unwrap_or_default();
        let kinds: Vec<RiskListFactKind> = facts.iter().map(|fact| fact.kind).collect();
        let state = list_state(&kinds)?;
        Some(RiskListSeen { id: list.id, windows: list.windows, state, facts })
    });
    Ok(seen.collect())
}

/// What earlier lists told of one home alone: those that are published, or wait for a signature.
pub(super) async fn alone_before(city: &Arc<City>, now: Moment) -> Result<Vec<Alone>, Refusal> {
    let lists = lists_of(city, now).await?;
    let (key, since) = (city.key(), now.plus_ms(-LISTED_DAYS * 86_400_000));
    let read = city.db.read(move |tx| async move { risk_lists_since(&tx, &key, since).await });
    let stored: Vec<StoredRiskList> = read.await?;
    let mut found = Vec::new();
    for list in stored {
        let state = lists.iter().find(|one| one.id == list.id).map(|one| one.state);
        // What was withdrawn has been read by somebody all the same.
        let counts = matches!(
            state,
            Some(RiskListState::Waiting | RiskListState::Published | RiskListState::Withdrawn)
        );
        if !counts {
            continue;
        }
        if list.homes.is_empty() {
            continue;
        }
        let spot = Spot { column: HOMES, record: list.id.uuid() };
        let plain = city.record_open(list.id.uuid(), spot, &list.homes)?;
        let alone: Vec<Alone> = serde_json::from_slice(&plain).map_err(|_| damaged())?;
        found.extend(alone);
    }
    Ok(found)
}

fn damaged() -> StoreError {
    StoreError::Damaged { table: "risk_list".to_owned(), column: "homes_sealed".to_owned() }
}

/// What somebody decides of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RiskDeciding {
    /// 签发
    Sign,
    /// 不签
    Decline,
    /// 撤回
    Withdraw,
}

/// Signs a list as the second person, declines it, or withdraws one that was told.
pub async fn risk_decide(
    req: &Request,
    (id, fact): (RiskListId, RiskListFactId),
    seen: i64,
    deciding: RiskDeciding,
    reason: &str,
) -> Result<(), Refusal> {
    let act = Act::RiskListSign;
    req.authorize(act)?;
    let (kind, reason) = match deciding {
        RiskDeciding::Sign => (RiskListFactKind::Signed, String::new()),
        RiskDeciding::Decline => (RiskListFactKind::Declined, reason_of(reason)?),
        RiskDeciding::Withdraw => (RiskListFactKind::Withdrawn, reason_of(reason)?),
    };
    let body_mac = fingerprint(req, &format!("risk\n{id}\n{fact}\n{}\n{reason}", kind.code()));
    let lists = lists_of(&req.city, req.now).await?;
    let list = lists.into_iter().find(|one| one.id == id).ok_or(Refusal::NotFound)?;
    if let Some(known) = list.facts.iter().find(|one| one.id == fact) {
        return if known.body_mac == body_mac { Ok(()) } else { Err(Refusal::IdReused) };
    }
    let ordinal = i64::try_from(list.facts.len()).unwrap_or(i64::MAX);
    let is_open = match kind {
        RiskListFactKind::Withdrawn => list.state == RiskListState::Published,
        RiskListFactKind::Proposed | RiskListFactKind::Signed | RiskListFactKind::Declined => {
            list.state == RiskListState::Waiting
        }
    };
    if seen != ordinal || !is_open {
        return Err(Refusal::Stale);
    }
    let proposer = list.facts.first().map(|one| one.by.clone());
    if kind == RiskListFactKind::Signed {
        if proposer.as_ref() == Some(&req.caller.login) {
            return Err(Refusal::SamePerson);
        }
        still_safe(&list.windows, req.now)?;
    }
    let row = fact_of(req, (id, fact, ordinal), kind, reason, body_mac);
    let asked = req.clone();
    let write = req.city.db.write(move |tx| async move { keep(&tx, &asked, act, &row).await });
    write.await?;
    req.city.catch_up().await
}

/// What can be checked of a list by itself, once more before it is told to everybody.
fn still_safe(windows: &[PublicWindow], now: Moment) -> Result<(), Refusal> {
    let rules = risk_rules()?;
    for window in windows {
        let is_old = shown_until(window, &rules) < now.city_day();
        let is_never = window.place.kind.is_some_and(|kind| rules.is_never(kind));
        if is_old || is_never || leak_of(&window.place.name, &[]).is_some() {
            let say = format!("“{}”现在不能公布，请退回重新提出。", window.place.name);
            return Err(Refusal::BadInput(say));
        }
    }
    Ok(())
}

/// What everybody is told now: the windows of the lists that are published, each once, by place.
pub async fn risk_told(city: &Arc<City>, now: Moment) -> Result<Vec<RiskTold>, Refusal> {
    let rules = risk_rules()?;
    let mut told: BTreeMap<PublicWindow, Moment> = BTreeMap::new();
    for list in lists_of(city, now).await? {
        let signed = list.facts.iter().find(|one| one.kind == RiskListFactKind::Signed);
        let Some(signed) = signed.filter(|_| list.state == RiskListState::Published) else {
            continue;
        };
        for window in list.windows {
            if shown_until(&window, &rules) >= now.city_day() {
                let at = told.entry(window).or_insert(signed.at);
                *at = signed.at.min(*at);
            }
        }
    }
    Ok(told.into_iter().map(|(window, told_at)| RiskTold { window, told_at }).collect())
}
