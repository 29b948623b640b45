//! Lists as the desk sees them: how they are read, how many of their lines are answered, and what went out.

use super::kept::{ListColumn, cells_of, columns_of, name_of};
use super::put_in::list_within;
use super::table::samples;
use crate::Refusal;
use crate::caller::Request;
use fangxian_core::Moment;
use fangxian_core::ids::VerificationListId;
use fangxian_core::places::PlaceCode;
use fangxian_core::policy::Act;
use fangxian_core::verifications::{
    DAYS_KEPT, ListDirection, ListState, Sender, VerifyColumn, is_enough,
};
use fangxian_store::StoreError;
use fangxian_store::verifications::{
    StoredHeard, StoredList, StoredReply, heard_of_list, line_counts_of, list_known, lists_within,
    replies_of_list, rows_of_list, senders_now,
};
use std::collections::{BTreeSet, HashMap};

/// So many lists are shown.
const LISTS_MAX: i64 = 500;

/// A list as the desk sees it.
#[derive(Clone, Debug)]
pub struct ListSeen {
    /// As it is kept.
    pub list: StoredList,
    /// The name of the file.
    pub file_name: String,
    /// Whose it is, or to whom it goes.
    pub sender: Sender,
    /// Its columns; none in a list of lists.
    pub columns: Vec<ListColumn>,
    /// The first values of each.
    pub samples: Vec<Vec<String>>,
    /// Whether enough is known of its columns to take it.
    pub is_enough: bool,
    /// When the very same list of the same sender was taken before.
    pub known: Option<(VerificationListId, Moment)>,
    /// How many of its lines are answered: here, or of one of ours elsewhere.
    pub n_answered: i64,
    /// How many answers its sender has not heard.
    pub n_to_tell: i64,
    /// What went out of it.
    pub replies: Vec<StoredReply>,
}

/// The lists of the desks within a place that the caller answers for, the latest first.
pub async fn lists_list(req: &Request, within: &PlaceCode) -> Result<Vec<ListSeen>, Refusal> {
    let scope = req.authorize(Act::VerificationKeep)?;
    if !scope.touches(within) {
        return Err(Refusal::NotFound);
    }
    let (of, since) = (within.clone(), req.today().plus(-DAYS_KEPT).starts_at());
    let read = req.city.db.read(move |tx| async move {
        let mut lists = lists_within(&tx, &of, since, LISTS_MAX).await?;
        lists.retain(|one| scope.covers(&one.place));
        let ids: Vec<VerificationListId> = lists.iter().map(|one| one.id).collect();
        let counts = line_counts_of(&tx, &ids).await?;
        let mut heard = HashMap::new();
        for one in lists.iter().filter(|one| one.direction == ListDirection::Out) {
            let numbers = heard_of_list(&tx, one.id).await?;
            let numbers: BTreeSet<i64> = numbers.iter().map(|one| one.number).collect();
            heard.insert(one.id, numbers.len());
        }
        Ok::<_, StoreError>((lists, counts, heard, senders_now(&tx).await?))
    });
    let (lists, counts, heard, senders) = read.await?;
    let counts: HashMap<VerificationListId, (i64, i64)> =
        counts.into_iter().map(|(id, answered, to_tell)| (id, (answered, to_tell))).collect();
    let mut all = Vec::with_capacity(lists.len());
    for list in lists {
        let sender = senders.iter().find(|one| one.sender == list.sender);
        let sender = sender.map(|one| one.says.clone()).ok_or(Refusal::NotFound)?;
        let (mut n_answered, n_to_tell) = counts.get(&list.id).copied().unwrap_or_default();
        if let Some(n) = heard.get(&list.id) {
            n_answered = i64::try_from(*n).unwrap_or(i64::MAX);
        }
        all.push(ListSeen {
            file_name: name_of(&req.city, &list)?,
            sender,
            columns: Vec::new(),
            samples: Vec::new(),
            is_enough: true,
            known: None,
            n_answered,
            n_to_tell,
            replies: Vec::new(),
            list,
        });
    }
    Ok(all)
}

/// One list with its columns and what went out of it.
pub async fn list_see(req: &Request, id: VerificationListId) -> Result<ListSeen, Refusal> {
    let (_, list) = list_within(req, id).await?;
    let one = list.clone();
    let read = req.city.db.read(move |tx| async move {
        let rows = match one.state {
            ListState::Draft => rows_of_list(&tx, &one.county, id).await?,
            ListState::Taken | ListState::Dropped => Vec::new(),
        };
        let known = list_known(&tx, &one.body_mac, id).await?;
        let counts = line_counts_of(&tx, &[id]).await?;
        let heard = heard_of_list(&tx, id).await?;
        let replies = replies_of_list(&tx, id).await?;
        Ok::<_, StoreError>((rows, known, counts, heard, replies, senders_now(&tx).await?))
    });
    let (rows, known, counts, heard, replies, senders) = read.await?;
    let sender = senders.into_iter().find(|one| one.sender == list.sender);
    let columns = columns_of(&list)?;
    let mut cells = Vec::new();
    for row in rows.iter().take(SAMPLED_ROWS) {
        cells.push(cells_of(&req.city, id, row)?);
    }
    let known_columns: Vec<VerifyColumn> = columns.iter().filter_map(|one| one.column).collect();
    let (_, n_answered, n_to_tell) = counts.into_iter().next().unwrap_or((id, 0, 0));
    Ok(ListSeen {
        file_name: name_of(&req.city, &list)?,
        sender: sender.map(|one| one.says).ok_or(Refusal::NotFound)?,
        samples: samples(&columns, &cells),
        is_enough: is_enough(&known_columns),
        columns,
        known: known.map(|one| (one.id, one.received_at)),
        n_answered: match list.direction {
            ListDirection::In => n_answered,
            ListDirection::Out => n_heard(&heard),
        },
        n_to_tell,
        replies,
        list,
    })
}

/// So many rows are looked at for samples.
const SAMPLED_ROWS: usize = 20;

fn n_heard(heard: &[StoredHeard]) -> i64 {
    let numbers: BTreeSet<i64> = heard.iter().map(|one| one.number).collect();
    i64::try_from(numbers.len()).unwrap_or(i64::MAX)
}
