//! What is said of somebody who is asked about: tried in vain, not of this community, answered, put right.

use super::kept::{CaseWords, words_sealed};
use super::letter_out::answers_put;
use super::work::{Cases, scope_of};
use super::{HOUR_MS, TOPIC};
use crate::caller::Request;
use crate::city::change;
use crate::orders::{Within, grid_of, raise};
use crate::refusal::VerificationRefusal;
use crate::register::counties;
use crate::zones::note_of;
use crate::{Refusal, mint};
use fangxian_core::contacts::kinds_on;
use fangxian_core::ids::{OrderId, VerificationCaseId, VerificationFactId};
use fangxian_core::orders::{OrderKind, OrderSource, OrderState, due_at};
use fangxian_core::places::{PlaceCode, PlaceKind};
use fangxian_core::policy::{Act, Role, Scope};
use fangxian_core::rules::ContactKind;
use fangxian_core::verifications::{
    Answer, AskedFactKind, CaseFact, CaseSays, CaseStanding, ListDirection, ListWay, VerifyMeans,
};
use fangxian_store::Tx;
use fangxian_store::feed::append;
use fangxian_store::orders::StoredOrder;
use fangxian_store::people::people_in_by_ids;
use fangxian_store::verifications::{
    StoredCaseFact, StoredList, case_fact_by_id, case_fact_insert,
};
use std::collections::BTreeSet;

/// Something that is said of a case.
#[derive(Clone, Debug)]
pub struct CaseDoing {
    /// Made by the client: the same again is the same act.
    pub fact: VerificationFactId,
    /// How many facts of the case were seen.
    pub seen: i64,
    /// What.
    pub doing: Doing,
}

/// What is said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Doing {
    /// He was not reached.
    Tried {
        /// By what means.
        means: VerifyMeans,
        /// What there is to say.
        remark: String,
    },
    /// He is not of this community.
    HandBack {
        /// Why, and where he may be.
        reason: String,
    },
    /// What was found.
    Answer(Answer),
    /// What was answered is wrong; why stands in the remark.
    Correct(Answer),
}

/// A fact on its way to be kept.
pub(super) struct Said {
    pub(super) id: VerificationCaseId,
    pub(super) fact: VerificationFactId,
    pub(super) seen: i64,
    pub(super) says: CaseSays,
    pub(super) words: Option<CaseWords>,
    /// Where the case is after it; none where it stays.
    pub(super) place: Option<PlaceCode>,
    /// Whether it puts an answer right.
    pub(super) is_correction: bool,
}

/// Says something of somebody who is asked about. The same again changes nothing; what others said meanwhile
/// has to be seen first.
pub async fn case_say(
    req: &Request,
    id: VerificationCaseId,
    said: CaseDoing,
) -> Result<(), Refusal> {
    let said = drafted(id, said)?;
    let asked = req.clone();
    let write = req.city.db.write(move |tx| async move { keep(&tx, &asked, said).await });
    write.await?;
    req.city.catch_up().await
}

fn drafted(id: VerificationCaseId, said: CaseDoing) -> Result<Said, Refusal> {
    let is_correction = matches!(said.doing, Doing::Correct(_));
    let (says, words) = match said.doing {
        Doing::Tried { means, remark } => {
            let words = CaseWords { place: String::new(), remark: note_of(&remark)? };
            (CaseSays::Tried { means }, words)
        }
        Doing::HandBack { reason } => {
            let remark = crate::register::reason_of(&note_of(&reason)?)?;
            (CaseSays::HandedBack, CaseWords { place: String::new(), remark })
        }
        Doing::Answer(answer) | Doing::Correct(answer) => {
            let place = note_of(&answer.place)?;
            let remark = note_of(&answer.remark)?;
            if is_correction && remark.is_empty() {
                return Err(Refusal::BadInput("更正答复请写明原因。".to_owned()));
            }
            let says = CaseSays::Answered {
                answer: answer.answer,
                since: answer.since,
                means: answer.means,
            };
            (says, CaseWords { place, remark })
        }
    };
    let (fact, seen) = (said.fact, said.seen);
    let words = Some(words);
    Ok(Said { id, fact, seen, says, words, place: None, is_correction })
}

/// Keeps what is said, where it can be said now, and does what follows.
pub(super) async fn keep(tx: &Tx, req: &Request, said: Said) -> Result<(), Refusal> {
    let cases = Cases::read(tx, &[said.id]).await?;
    let (scope, standing) = scope_of(req, &cases, said.id)?;
    let kind = said.says.kind();
    let facts = cases.facts.get(&said.id).map_or(&[][..], Vec::as_slice);
    let first = facts.first().ok_or(Refusal::NotFound)?;
    let body = serde_json::to_string(&(&said.says, &said.words, &said.place)).unwrap_or_default();
    let body = format!("case\n{}\n{}\n{}\n{body}", said.id, said.seen, req.caller.login);
    let body_mac = req.city.keys.seals.fingerprint(body.as_bytes());
    if let Some(known) = case_fact_by_id(tx, &first.county, said.fact).await? {
        return if known.body_mac == body_mac { Ok(()) } else { Err(Refusal::IdReused) };
    }
    if i64::try_from(facts.len()).unwrap_or(i64::MAX) != said.seen {
        return Err(Refusal::Stale);
    }
    may_now(req, &scope, &standing, &said)?;
    // Back to the desk that asked first.
    let place = match kind {
        AskedFactKind::HandedBack => first.fact.place.clone(),
        AskedFactKind::Opened
        | AskedFactKind::Placed
        | AskedFactKind::Joined
        | AskedFactKind::Tried
        | AskedFactKind::Answered => said.place.unwrap_or_else(|| standing.place.clone()),
    };
    let words = said.words.filter(|words| *words != CaseWords::default());
    let one = StoredCaseFact {
        county: first.county.clone(),
        id: said.fact,
        case: said.id,
        ordinal: said.seen,
        fact: CaseFact { says: said.says, place, at: req.now },
        words: words.map(|words| words_sealed(&req.city, said.fact, &words)).transpose()?,
        by: Some(req.caller.login.clone()),
        body_mac,
    };
    case_fact_insert(tx, std::slice::from_ref(&one)).await.map_err(|error| {
        // Of two who say something at once the second has not seen the first.
        if error.conflicts_with("verification_fact") { Refusal::Stale } else { error.into() }
    })?;
    follow(tx, req, &cases, &one).await?;
    append(tx, change(&req.city.key(), req.now, TOPIC, &said.id.to_string()))?;
    Ok(req.deed(tx, Act::VerificationSee, &said.id.to_string(), kind.code())?)
}

/// Whether this can be said now, by whoever says it. A desk answers for whom it has; what a community has the
/// community says.
fn may_now(
    req: &Request,
    scope: &Scope,
    standing: &CaseStanding,
    said: &Said,
) -> Result<(), Refusal> {
    let kind = said.says.kind();
    let is_desk = scope.role() == Role::CityCommand;
    let is_placed = standing.place.kind() >= PlaceKind::Community;
    let may = match kind {
        AskedFactKind::Placed => is_desk,
        AskedFactKind::Answered => is_desk != is_placed,
        AskedFactKind::Tried | AskedFactKind::HandedBack => !is_desk && is_placed,
        AskedFactKind::Opened | AskedFactKind::Joined => false,
    };
    if !may {
        return Err(Refusal::NotFound);
    }
    standing.may(kind, said.is_correction).map_err(VerificationRefusal::Case)?;
    let CaseSays::Answered { answer, since, means } = &said.says else { return Ok(()) };
    let (answer, since, means) = (*answer, *since, *means);
    let CaseWords { place, remark } = said.words.clone().unwrap_or_default();
    let answer = Answer { answer, since, place, remark, means };
    answer.check(standing.n_tries, req.today()).map_err(VerificationRefusal::Answer)?;
    Ok(())
}

/// What follows upon an answer: it goes to each sender who has an installation; and whoever is here and may
/// have met a case is asked at his door. Nobody's code changes: a list is no evidence.
async fn follow(
    tx: &Tx,
    req: &Request,
    cases: &Cases,
    one: &StoredCaseFact,
) -> Result<(), Refusal> {
    let CaseSays::Answered { answer, .. } = &one.fact.says else { return Ok(()) };
    let lines = cases.lines_of(one.case);
    let mut lists = BTreeSet::new();
    for line in lines {
        let list = cases.lists.get(&line.list);
        lists.extend(list.filter(|list| is_answered_by_letter(list)).map(|list| list.id));
    }
    for list in lists {
        answers_put(tx, &req.city, list, req.wall).await?;
    }
    let is_exposed = cases
        .row(&req.city, one.case, (req.now, req.today()))?
        .is_some_and(|(row, _)| row.is_exposed);
    if answer.is_here() && is_exposed {
        send_to_door(tx, req, cases, one).await?;
    }
    Ok(())
}

fn is_answered_by_letter(list: &StoredList) -> bool {
    list.direction == ListDirection::In && list.way == ListWay::Letter
}

/// Sends somebody to the door: an order names nobody and is read by many. One for each case, however often
/// its answer is put right.
async fn send_to_door(
    tx: &Tx,
    req: &Request,
    cases: &Cases,
    one: &StoredCaseFact,
) -> Result<(), Refusal> {
    let person = cases.lines_of(one.case).iter().find_map(|line| line.person);
    let stored = people_in_by_ids(tx, &counties(&req.city), person.as_slice()).await?;
    let own = |door: &PlaceCode| door.lies_within(&one.fact.place);
    let door = stored.into_iter().map(|person| person.door).find(own);
    let place = door.unwrap_or_else(|| one.fact.place.clone());
    let edition = kinds_on(&req.city.rules, req.today());
    let rule = edition.and_then(|edition| {
        let mut kinds = edition.contact_kinds.iter();
        kinds.find(|kind| kind.kind == ContactKind::InvestigatorFinds)
    });
    let ground = match rule {
        Some(rule) => {
            format!("协查名单提示有接触史，是否密接由现场调查认定：“{}”", rule.clause.as_written)
        }
        None => "协查名单提示有接触史，须由现场调查人员核实".to_owned(),
    };
    let hours = (due_at(OrderKind::ContactCheck, req.now).0 - req.now.0) / HOUR_MS;
    let instruction = format!(
        "{hours}小时内上门：这里有1人在协查名单上，名单说他可能与感染者同时到过一处（地点、时间在“协查核查”里看）。\
         请当面核实有没有去过、和谁在一起，请他先不要外出，并报疾控人员判定。名单不是流调结论，不改变健康码。"
    );
    let at = Within::of(req);
    let order = StoredOrder {
        id: OrderId::from_uuid(mint::uuid(req.wall)?),
        county: PlaceCode::parse(&place.county()).map_err(|_| Refusal::PlaceUnknown)?,
        source: OrderSource::Verification,
        cause: format!("verification:{}", one.case),
        kind: OrderKind::ContactCheck,
        grid: grid_of(tx, &place).await?,
        place,
        for_day: req.today(),
        due_at: due_at(OrderKind::ContactCheck, req.now),
        instruction,
        ground,
        state: OrderState::Open,
        handed_back: 0,
        claimed_by: None,
        closed_at: None,
        created_at: req.now,
        version: 1,
    };
    raise(tx, at, &order).await.map(drop)
}
