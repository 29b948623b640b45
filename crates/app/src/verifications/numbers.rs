//! In and out, counted: by sender how many lines came, were answered and told; by community how many wait.

use super::HOUR_MS;
use super::kept::standing_of;
use super::work::Cases;
use crate::Refusal;
use crate::caller::Request;
use fangxian_core::Moment;
use fangxian_core::ids::{VerificationListId, VerificationSenderId};
use fangxian_core::places::PlaceCode;
use fangxian_core::policy::{Act, Scope};
use fangxian_core::verifications::{
    ANSWER_HOLDS_HOURS, CaseState, DAYS_KEPT, ListDirection, ListState, Sender, is_late,
};
use fangxian_store::verifications::{
    cases_at_work, heard_of_list, line_counts_of, lists_within, senders_now,
};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// So many lists and cases are counted.
const COUNTED_MAX: i64 = 100_000;

/// What came from a sender and went back, and what was sent to him.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SenderCount {
    /// Lists that came and were taken.
    pub n_lists: usize,
    /// Their lines.
    pub n_lines: i64,
    /// How many have an answer.
    pub n_answered: i64,
    /// How many answers he has not heard, corrections among them.
    pub n_to_tell: i64,
    /// Lines without an answer of lists that are beyond their time.
    pub n_late: i64,
    /// Lists of ours that went to him.
    pub n_sent_lists: usize,
    /// Their lines.
    pub n_sent_lines: i64,
    /// How many he has answered.
    pub n_heard: i64,
}

/// How the people of a community stand who are asked about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CommunityCount {
    /// How many wait.
    pub n_open: usize,
    /// How many of them beyond their time.
    pub n_late: usize,
    /// How many were answered within a day.
    pub n_answered: usize,
}

/// The numbers of a place.
#[derive(Clone, Debug, Default)]
pub struct Numbers {
    /// By sender; none for whoever answers for no desk.
    pub senders: Vec<(Sender, SenderCount)>,
    /// By community, and by the jurisdiction of a desk for those who have none.
    pub communities: Vec<(PlaceCode, CommunityCount)>,
}

/// What came in and went out within the days that lists are kept, as far as the caller reaches.
pub async fn verification_numbers(req: &Request, within: &PlaceCode) -> Result<Numbers, Refusal> {
    let scope = req.authorize(Act::VerificationCount)?;
    if !scope.touches(within) {
        return Err(Refusal::NotFound);
    }
    let (of, reach, now) = (within.clone(), scope.clone(), req.now);
    let since = req.today().plus(-DAYS_KEPT).starts_at();
    let recent = now.plus_ms(-ANSWER_HOLDS_HOURS * HOUR_MS);
    let read = req.city.db.read(move |tx| async move {
        let mut lists = lists_within(&tx, &of, since, COUNTED_MAX).await?;
        lists.retain(|one| one.state == ListState::Taken && reach.covers(&one.place));
        let ids: Vec<VerificationListId> = lists.iter().map(|one| one.id).collect();
        let counts = line_counts_of(&tx, &ids).await?;
        let mut heard = HashMap::new();
        for list in lists.iter().filter(|one| one.direction == ListDirection::Out) {
            let all = heard_of_list(&tx, list.id).await?;
            let numbers: BTreeSet<i64> = all.iter().map(|one| one.number).collect();
            heard.insert(list.id, i64::try_from(numbers.len()).unwrap_or(i64::MAX));
        }
        let cases = cases_at_work(&tx, &of, recent, COUNTED_MAX).await?;
        let cases = Cases::read(&tx, &cases).await?;
        Ok::<_, Refusal>((lists, counts, heard, cases, senders_now(&tx).await?))
    });
    let (lists, counts, heard, cases, senders) = read.await?;
    let counts: HashMap<VerificationListId, (i64, i64)> =
        counts.into_iter().map(|(id, answered, to_tell)| (id, (answered, to_tell))).collect();
    let mut by_sender: BTreeMap<VerificationSenderId, SenderCount> = BTreeMap::new();
    for list in &lists {
        let own = by_sender.entry(list.sender).or_default();
        if list.direction == ListDirection::Out {
            own.n_sent_lists += 1;
            own.n_sent_lines += list.n_lines;
            own.n_heard += heard.get(&list.id).copied().unwrap_or_default();
            continue;
        }
        let (n_answered, n_to_tell) = counts.get(&list.id).copied().unwrap_or_default();
        own.n_lists += 1;
        own.n_lines += list.n_lines;
        own.n_answered += n_answered;
        own.n_to_tell += n_to_tell;
        if list.taken.is_some_and(|(_, due_at)| due_at < now) {
            own.n_late += list.n_lines - n_answered;
        }
    }
    let by_place = by_place(&cases, &scope, now);
    let senders = senders.into_iter().filter_map(|one| {
        let count = by_sender.get(&one.sender)?.clone();
        Some((one.says, count))
    });
    let mut senders: Vec<(Sender, SenderCount)> = senders.collect();
    senders.sort_by_key(|(_, count)| std::cmp::Reverse((count.n_late, count.n_lines)));
    let mut communities: Vec<(PlaceCode, CommunityCount)> = by_place.into_iter().collect();
    communities.sort_by_key(|(_, count)| std::cmp::Reverse((count.n_late, count.n_open)));
    Ok(Numbers { senders, communities })
}

/// How those who are asked about stand, by whoever has them.
fn by_place(cases: &Cases, scope: &Scope, now: Moment) -> BTreeMap<PlaceCode, CommunityCount> {
    let mut by_place: BTreeMap<PlaceCode, CommunityCount> = BTreeMap::new();
    for (case, facts) in &cases.facts {
        let (Some(standing), Some(due_at)) = (standing_of(facts), cases.due_at(*case)) else {
            continue;
        };
        if !scope.covers(&standing.place) {
            continue;
        }
        let own = by_place.entry(standing.place.clone()).or_default();
        match standing.state {
            CaseState::Answered => own.n_answered += 1,
            CaseState::Desk | CaseState::Open => {
                own.n_open += 1;
                own.n_late += usize::from(is_late(due_at, None, now));
            }
            CaseState::Joined => {}
        }
    }
    by_place
}
