//! The ledgers of a community or a grid as a list, and one entry with its history.

use super::sealed::{open_content, open_said};
use super::{entries_that_count, entry_within};
use crate::Refusal;
use crate::caller::Request;
use crate::register::{
    NAMED_MAX, Roster, Shown, community, counties, log_people, log_shown, record, roster,
};
use fangxian_core::ids::{LedgerEntryId, OwnLedgerId, PersonId};
use fangxian_core::ledgers::{
    CareCategory, Due, EntryContent, EntryState, LedgerFactKind, LedgerKind, Visited, due_on,
};
use fangxian_core::people::{Name, Person};
use fangxian_core::places::PlaceCode;
use fangxian_core::policy::{Act, Scope};
use fangxian_core::{CityDay, Moment};
use fangxian_store::StoreError;
use fangxian_store::ledgers::{StoredEntry, ledger_facts, visits_by_entry};
use fangxian_store::people::{StoredPerson, people_in_by_ids};
use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};

/// What was ended stays on the list of what is over for so long. Our own choice: half a year.
const OVER_DAYS: i64 = 183;
/// The most entries on one list.
const ROWS_MAX: usize = 2_000;

/// Which entries to list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LedgerView {
    /// Those that hold.
    Standing,
    /// Those whose review is late.
    Overdue,
    /// Those for which anything is due today and not done.
    Due,
    /// Those that ended, or whose person left.
    Over,
}

/// What to list.
#[derive(Clone, Debug)]
pub struct LedgerWanted {
    /// Within this place of a community.
    pub within: PlaceCode,
    /// Only of this ledger.
    pub kind: Option<LedgerKind>,
    /// Only of this category.
    pub category: Option<CareCategory>,
    /// Only of this ledger of the community's own.
    pub own: Option<OwnLedgerId>,
    /// Which of them.
    pub view: LedgerView,
}

/// An entry as it stands today.
#[derive(Clone, Debug)]
pub struct EntrySeen {
    /// The entry.
    pub entry: StoredEntry,
    /// What it says.
    pub content: EntryContent,
    /// The name.
    pub name: Name,
    /// Full years today.
    pub age: Option<i16>,
    /// The end of the phone.
    pub phone_tail: Option<String>,
    /// The household.
    pub door: PlaceCode,
    /// 迎泽小区 5号楼2单元302
    pub door_name: String,
    /// How it stands.
    pub state: EntryState,
    /// What is due today.
    pub due: Due,
    /// The visits.
    pub visited: Visited,
}

/// How many entries there are, whatever is listed of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LedgerCounts {
    /// Of each ledger.
    pub by_kind: BTreeMap<LedgerKind, usize>,
    /// Of each category of special care.
    pub by_category: BTreeMap<CareCategory, usize>,
    /// Whose review is late.
    pub n_overdue: usize,
    /// For which anything is due today and not done.
    pub n_due: usize,
    /// For which anything is, or was, due today.
    pub n_of_today: usize,
}

/// A list with its counts.
#[derive(Clone, Debug)]
pub struct LedgerPage {
    /// The entries: what is late first, then what is due, then door by door.
    pub rows: Vec<EntrySeen>,
    /// The counts.
    pub counts: LedgerCounts,
}

/// The entries of a community, or of the caller's grid in it.
pub async fn ledger_list(req: &Request, wanted: LedgerWanted) -> Result<LedgerPage, Refusal> {
    let scope = req.authorize(Act::LedgerSee)?;
    let within = wanted.within.clone();
    let own = community(&within).filter(|_| scope.touches(&within)).ok_or(Refusal::NotFound)?;
    let today = req.today();
    let since = match wanted.view {
        LedgerView::Over => today.plus(-OVER_DAYS).starts_at(),
        LedgerView::Standing | LedgerView::Overdue | LedgerView::Due => Moment(i64::MAX),
    };
    let of = own.clone();
    let read = req.city.db.read(move |tx| async move {
        let entries = entries_that_count(&tx, &of, since).await?;
        Ok::<_, StoreError>((entries, visits_by_entry(&tx, &of, today).await?))
    });
    let (entries, visits) = read.await?;
    let visits: HashMap<LedgerEntryId, Visited> = visits.into_iter().collect();
    let roster = roster(&req.city, &own).await?;
    let gone = gone_people(req, &roster, &entries).await?;
    let mut page = LedgerPage { rows: Vec::new(), counts: LedgerCounts::default() };
    for entry in entries {
        let visited = visits.get(&entry.id).copied().unwrap_or_default();
        let Some(seen) = seen(req, &roster, &gone, entry, visited)? else { continue };
        if !scope.covers(&seen.door) || !is_within(&seen.door, &within) {
            continue;
        }
        page.counts.add(&seen);
        if wanted.fits(&seen) && page.rows.len() < ROWS_MAX {
            page.rows.push(seen);
        }
    }
    let order: HashMap<&PlaceCode, usize> =
        roster.doors.iter().enumerate().map(|(n, door)| (&door.code, n)).collect();
    page.rows.sort_by_key(|one| {
        let late = one.state == EntryState::Overdue;
        let place = order.get(&one.door).copied().unwrap_or(usize::MAX);
        (Reverse(late), Reverse(one.due.is_open()), place, one.entry.id)
    });
    let people = page.rows.iter().map(|row| row.entry.person).collect();
    log_entries(req, &scope, &own, &format!("ledger/{within}"), (people, &roster)).await?;
    Ok(page)
}

/// Logs that entries of a ledger were shown. Whoever is counted in the community no more is named
/// however long the list is: by its place it would not be found.
pub(super) async fn log_entries(
    req: &Request,
    scope: &Scope,
    own: &PlaceCode,
    subject: &str,
    (people, roster): (Vec<PersonId>, &Roster),
) -> Result<(), Refusal> {
    let n_rows = people.len();
    let is_long = n_rows > NAMED_MAX;
    let is_named = |one: &PersonId| !is_long || roster.place_of(*one).is_none();
    let named = people.into_iter().filter(is_named).collect();
    let of_place = is_long.then(|| (own.clone(), req.wall));
    log_shown(req, scope, own, (subject, n_rows), Shown { named, of_place }).await
}

/// A grid's code says nothing of its buildings: its people are those that the scope covers.
fn is_within(door: &PlaceCode, within: &PlaceCode) -> bool {
    door.lies_within(within) || within.as_str().contains("-G")
}

impl LedgerWanted {
    fn fits(&self, one: &EntrySeen) -> bool {
        let matter = &one.content.matter;
        self.kind.is_none_or(|kind| kind == matter.kind())
            && self.category.is_none_or(|category| matter.category() == Some(category))
            && self.own.is_none_or(|wanted| matter.own_ledger() == Some(wanted))
            && match (self.view, one.state) {
                (LedgerView::Standing, EntryState::Standing | EntryState::Overdue) => true,
                (LedgerView::Overdue, EntryState::Overdue) => true,
                (LedgerView::Due, EntryState::Standing | EntryState::Overdue) => one.due.is_open(),
                (LedgerView::Over, EntryState::Left | EntryState::Ended) => true,
                (
                    LedgerView::Standing | LedgerView::Overdue | LedgerView::Due,
                    EntryState::Left | EntryState::Ended,
                )
                | (LedgerView::Overdue, EntryState::Standing)
                | (LedgerView::Over, EntryState::Standing | EntryState::Overdue) => false,
            }
    }
}

impl LedgerCounts {
    fn add(&mut self, one: &EntrySeen) {
        match one.state {
            EntryState::Left | EntryState::Ended => return,
            EntryState::Overdue => self.n_overdue += 1,
            EntryState::Standing => {}
        }
        *self.by_kind.entry(one.content.matter.kind()).or_default() += 1;
        if let Some(category) = one.content.matter.category() {
            *self.by_category.entry(category).or_default() += 1;
        }
        self.n_due += usize::from(one.due.is_open());
        self.n_of_today += usize::from(one.due.is_any());
    }
}

/// Those on the list whom the register no longer counts.
async fn gone_people(
    req: &Request,
    roster: &Roster,
    entries: &[StoredEntry],
) -> Result<HashMap<PersonId, (StoredPerson, Person)>, Refusal> {
    let gone = entries.iter().map(|one| one.person).filter(|one| roster.resident(*one).is_none());
    let ids: Vec<PersonId> = gone.collect();
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let counties = counties(&req.city);
    let read =
        req.city.db.read(move |tx| async move { people_in_by_ids(&tx, &counties, &ids).await });
    let mut people = HashMap::new();
    for stored in read.await? {
        let person = record::open(&req.city.keys.seals, &stored)?;
        people.insert(stored.id, (stored, person));
    }
    Ok(people)
}

fn seen(
    req: &Request,
    roster: &Roster,
    gone: &HashMap<PersonId, (StoredPerson, Person)>,
    entry: StoredEntry,
    visited: Visited,
) -> Result<Option<EntrySeen>, Refusal> {
    let today = req.today();
    let content = open_content(&req.city.keys.seals, &entry)?;
    if let Some(one) = roster.resident(entry.person) {
        let Some(door) = roster.door_of(one) else { return Ok(None) };
        let state = state_of(&entry, &content, true, today);
        return Ok(Some(EntrySeen {
            name: one.name.clone(),
            age: one.age_on(today),
            phone_tail: one.phone_tail.clone(),
            door: door.code.clone(),
            door_name: door.whole(),
            due: due_of(&entry, &content, state, visited, today),
            state,
            visited,
            content,
            entry,
        }));
    }
    // A roster that was read a moment ago may lack him, too.
    let Some((stored, person)) = gone.get(&entry.person) else { return Ok(None) };
    let state = state_of(&entry, &content, stored.gone_at.is_none(), today);
    Ok(Some(EntrySeen {
        name: person.name.clone(),
        age: person.age_on(today),
        phone_tail: person.phone.as_ref().map(|phone| phone.tail().to_owned()),
        door: person.door.clone(),
        door_name: roster.whole_name(&person.door),
        due: due_of(&entry, &content, state, visited, today),
        state,
        visited,
        content,
        entry,
    }))
}

fn state_of(
    entry: &StoredEntry,
    content: &EntryContent,
    is_counted: bool,
    today: CityDay,
) -> EntryState {
    if entry.ended_at.is_some() {
        EntryState::Ended
    } else if !is_counted {
        EntryState::Left
    } else if content.review_on < today {
        EntryState::Overdue
    } else {
        EntryState::Standing
    }
}

fn due_of(
    entry: &StoredEntry,
    content: &EntryContent,
    state: EntryState,
    visited: Visited,
    today: CityDay,
) -> Due {
    match state {
        EntryState::Standing | EntryState::Overdue => {
            due_on(content, entry.entered_at.city_day(), visited, today)
        }
        EntryState::Left | EntryState::Ended => Due::default(),
    }
}

/// What was done to an entry.
#[derive(Clone, Debug)]
pub struct EntryPast {
    /// What.
    pub kind: LedgerFactKind,
    /// When.
    pub at: Moment,
    /// Who, by sign-in name.
    pub by: String,
    /// Why; only for whoever keeps the ledger, because a diagnosis may stand there.
    pub reason: Option<String>,
    /// The next review as it was set.
    pub review_on: CityDay,
    /// What is different from before.
    pub fields: Vec<&'static str>,
}

/// One entry with its history.
#[derive(Clone, Debug)]
pub struct EntryWhole {
    /// The entry.
    pub seen: EntrySeen,
    /// What was done to it, oldest first.
    pub past: Vec<EntryPast>,
}

/// One entry.
pub async fn entry_see(req: &Request, id: LedgerEntryId) -> Result<EntryWhole, Refusal> {
    let scope = req.authorize(Act::LedgerSee)?;
    let (entry, person) = entry_within(req, &scope, id).await?;
    let today = req.today();
    let of = entry.clone();
    let read = req.city.db.read(move |tx| async move {
        let facts = ledger_facts(&tx, &of).await?;
        Ok::<_, StoreError>((facts, visits_by_entry(&tx, &of.community, today).await?))
    });
    let (facts, visits) = read.await?;
    let may_keep = req.authorize(Act::LedgerKeep).is_ok();
    let mut past: Vec<EntryPast> = Vec::with_capacity(facts.len());
    let mut before: Option<EntryContent> = None;
    for fact in facts {
        let said = open_said(&req.city.keys.seals, &fact)?;
        let fields = before.map(|before| before.differences(&said.content)).unwrap_or_default();
        past.push(EntryPast {
            kind: fact.kind,
            at: fact.at,
            by: fact.by,
            reason: may_keep.then_some(said.reason),
            review_on: said.content.review_on,
            fields,
        });
        before = Some(said.content);
    }
    let roster = roster(&req.city, &entry.community).await?;
    let opened = record::open(&req.city.keys.seals, &person)?;
    let gone = HashMap::from([(entry.person, (person, opened))]);
    let visited = visits.into_iter().find(|(of, _)| *of == id).map(|(_, visited)| visited);
    let (community, who) = (entry.community.clone(), entry.person);
    let seen = seen(req, &roster, &gone, entry, visited.unwrap_or_default())?;
    let seen = seen.ok_or(Refusal::NotFound)?;
    log_people(req, &scope, &community, &format!("ledger-entry/{id}"), [who]).await?;
    Ok(EntryWhole { seen, past })
}
