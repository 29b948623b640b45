//! The people of a community who are asked about: hundreds a day, masked in the list, opened one by one.

use super::HOUR_MS;
use super::kept::{CaseWords, standing_of, who_of_line, words_of};
use crate::caller::Request;
use crate::register::{NAMED_MAX, Shown, community, log_people, log_shown};
use crate::{City, Refusal};
use fangxian_core::ids::{PersonId, VerificationCaseId, VerificationListId};
use fangxian_core::looks::{LookKind, subject_of};
use fangxian_core::people::Name;
use fangxian_core::places::PlaceCode;
use fangxian_core::policy::{Act, Scope};
use fangxian_core::verifications::{
    ANSWER_HOLDS_HOURS, AskedAbout, AskedFlaw, CaseStanding, CaseState, Exposure, SenderKind,
    is_late, who_of,
};
use fangxian_core::{CityDay, Moment};
use fangxian_store::verifications::{
    StoredCaseFact, StoredLine, StoredList, StoredSenderFact, case_facts_of_many, cases_at_work,
    lines_of_cases, lists_by_ids, senders_now,
};
use fangxian_store::{StoreError, Tx};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// So many rows a list holds; the rest comes when these are answered.
pub(super) const ROWS_MAX: i64 = 500;

/// Somebody who is asked about, as a list shows him: the ends of numbers, never whole ones.
#[derive(Clone, Debug)]
pub struct CaseRow {
    /// Which case.
    pub id: VerificationCaseId,
    /// How many facts of it were seen.
    pub n_facts: i64,
    /// The first sign of the name, and that there are more.
    pub name: String,
    /// The end of the phone.
    pub phone: String,
    /// The end of the document.
    pub document: String,
    /// How it stands.
    pub standing: CaseStanding,
    /// Who asks, each once.
    pub senders: Vec<(String, SenderKind)>,
    /// How many lines ask about him.
    pub n_lines: usize,
    /// By when the first of his lists is due.
    pub due_at: Moment,
    /// Whether that is past.
    pub is_late: bool,
    /// Whether a list says that he may have met a case.
    pub is_exposed: bool,
    /// Whether his lines name two documents.
    pub differs: bool,
    /// What is wrong with his lines.
    pub flaws: Vec<AskedFlaw>,
    /// Who of the register he is.
    pub person: Option<PersonId>,
}

/// The list of a community.
#[derive(Clone, Debug)]
pub struct WorkSeen {
    /// Those who wait first, what is due first before; then those who were answered.
    pub rows: Vec<CaseRow>,
    /// How many wait.
    pub n_open: usize,
    /// How many of them beyond their time.
    pub n_late: usize,
    /// How many were answered within a day.
    pub n_answered: usize,
}

/// Something that was said of a case, as it is shown.
#[derive(Clone, Debug)]
pub struct CasePast {
    /// What, and where the case is after it.
    pub fact: StoredCaseFact,
    /// What was said in words.
    pub words: CaseWords,
}

/// Somebody who is asked about, opened to be called.
#[derive(Clone, Debug)]
pub struct CaseOpened {
    /// As the list shows him.
    pub row: CaseRow,
    /// Who, whole.
    pub who: AskedAbout,
    /// What each line says where it says otherwise: sender, number of the line, its own words.
    pub lines: Vec<(String, i64, AskedAbout)>,
    /// Where the lists say that he may have met a case.
    pub exposures: Vec<Exposure>,
    /// What was said of it, the first first.
    pub past: Vec<CasePast>,
}

/// Cases with all that is kept of them.
pub(super) struct Cases {
    pub(super) facts: BTreeMap<VerificationCaseId, Vec<StoredCaseFact>>,
    pub(super) lines: HashMap<VerificationCaseId, Vec<StoredLine>>,
    pub(super) lists: HashMap<VerificationListId, StoredList>,
    pub(super) senders: Vec<StoredSenderFact>,
}

impl Cases {
    pub(super) async fn read(tx: &Tx, ids: &[VerificationCaseId]) -> Result<Cases, StoreError> {
        let mut facts: BTreeMap<VerificationCaseId, Vec<StoredCaseFact>> = BTreeMap::new();
        for fact in case_facts_of_many(tx, ids).await? {
            facts.entry(fact.case).or_default().push(fact);
        }
        let mut lines: HashMap<VerificationCaseId, Vec<StoredLine>> = HashMap::new();
        let mut lists: BTreeSet<VerificationListId> = BTreeSet::new();
        for line in lines_of_cases(tx, ids).await? {
            lists.insert(line.list);
            lines.entry(line.case).or_default().push(line);
        }
        let lists = lists_by_ids(tx, &lists.into_iter().collect::<Vec<_>>()).await?;
        let lists = lists.into_iter().map(|list| (list.id, list)).collect();
        Ok(Cases { facts, lines, lists, senders: senders_now(tx).await? })
    }

    pub(super) fn lines_of(&self, case: VerificationCaseId) -> &[StoredLine] {
        self.lines.get(&case).map_or(&[][..], Vec::as_slice)
    }

    /// Who asks in this list.
    fn sender_of(&self, list: VerificationListId) -> Option<&StoredSenderFact> {
        let list = self.lists.get(&list)?;
        self.senders.iter().find(|one| one.sender == list.sender)
    }

    /// By when the first of the lists of a case is due.
    pub(super) fn due_at(&self, case: VerificationCaseId) -> Option<Moment> {
        let lists = self.lines_of(case).iter().filter_map(|line| self.lists.get(&line.list));
        lists.filter_map(|list| list.taken.map(|(_, due_at)| due_at)).min()
    }

    /// Each line of a case as it asks.
    fn asked(&self, city: &City, case: VerificationCaseId) -> Result<Vec<AskedAbout>, StoreError> {
        self.lines_of(case).iter().map(|line| who_of_line(city, line)).collect()
    }

    /// One of them as a list shows him, and who he is; none of one that nothing is kept of.
    pub(super) fn row(
        &self,
        city: &City,
        case: VerificationCaseId,
        (now, today): (Moment, CityDay),
    ) -> Result<Option<(CaseRow, AskedAbout)>, StoreError> {
        let facts = self.facts.get(&case).map_or(&[][..], Vec::as_slice);
        let (Some(standing), Some(due_at)) = (standing_of(facts), self.due_at(case)) else {
            return Ok(None);
        };
        let lines = self.lines_of(case);
        let asked = self.asked(city, case)?;
        let (who, differs) = who_of(&asked, today);
        let mut senders: Vec<(String, SenderKind)> = lines
            .iter()
            .filter_map(|line| self.sender_of(line.list))
            .map(|one| (one.says.name.clone(), one.says.kind))
            .collect();
        senders.sort();
        senders.dedup();
        let flaws = lines.iter().flat_map(|line| line.flaws.split(','));
        let flaws: BTreeSet<AskedFlaw> = flaws.filter_map(AskedFlaw::from_code).collect();
        let answered_at = standing.answered.as_ref().map(|(_, at, _)| *at);
        let row = CaseRow {
            id: case,
            n_facts: i64::try_from(facts.len()).unwrap_or(i64::MAX),
            name: masked_name(&who.name),
            phone: masked(&who.phone),
            document: masked(&who.document),
            senders,
            n_lines: lines.len(),
            is_late: is_late(due_at, answered_at, now),
            due_at,
            is_exposed: asked.iter().any(AskedAbout::is_exposed),
            differs,
            flaws: flaws.into_iter().collect(),
            person: lines.iter().find_map(|line| line.person),
            standing,
        };
        Ok(Some((row, who)))
    }
}

pub(super) fn masked_name(name: &str) -> String {
    Name::parse(name).map_or_else(|_| masked(name), |name| name.masked())
}

/// The last four signs; of what is shorter none.
fn masked(text: &str) -> String {
    let n = text.chars().count();
    let hidden = if n > 4 { n - 4 } else { n };
    let shown: String = text.chars().skip(hidden).collect();
    format!("{}{shown}", "*".repeat(hidden))
}

/// The rows of these cases, logged before they are shown.
pub(super) async fn rows_shown(
    req: &Request,
    (scope, at): (&Scope, &PlaceCode),
    ids: Vec<VerificationCaseId>,
) -> Result<Vec<CaseRow>, Refusal> {
    let of = ids.clone();
    let cases: Cases =
        req.city.db.read(move |tx| async move { Cases::read(&tx, &of).await }).await?;
    let mut rows = Vec::with_capacity(ids.len());
    for case in ids {
        let row = cases.row(&req.city, case, (req.now, req.today()))?;
        rows.extend(row.map(|(row, _)| row));
    }
    let named: BTreeSet<PersonId> = rows.iter().filter_map(|row| row.person).collect();
    req.city.seen.spend(req, scope, named.iter().copied())?;
    let subject = subject_of(LookKind::Verifications, at);
    let named: Vec<PersonId> = named.into_iter().collect();
    for some in named.chunks(NAMED_MAX) {
        log_people(req, scope, at, &subject, some.iter().copied()).await?;
    }
    // Whoever stands in no register is shown all the same, and that is noted, too.
    if rows.iter().any(|row| row.person.is_none()) {
        let nobody = Shown { named: Vec::new(), of_place: None };
        let n_rows = rows.iter().filter(|row| row.person.is_none()).count();
        log_shown(req, scope, at, (&subject, n_rows), nobody).await?;
    }
    Ok(rows)
}

/// Everybody of a community who is asked about and waits, or was answered within a day.
pub async fn work_list(req: &Request, place: PlaceCode) -> Result<WorkSeen, Refusal> {
    let scope = req.authorize(Act::VerificationWork)?;
    let own = community(&place).filter(|own| scope.covers(own)).ok_or(Refusal::NotFound)?;
    let (within, since) = (own.clone(), req.now.plus_ms(-ANSWER_HOLDS_HOURS * HOUR_MS));
    let read = req
        .city
        .db
        .read(move |tx| async move { cases_at_work(&tx, &within, since, ROWS_MAX).await });
    let mut rows = rows_shown(req, (&scope, &own), read.await?).await?;
    rows.sort_by_key(|row| {
        let is_answered = row.standing.state == CaseState::Answered;
        (is_answered, !row.is_exposed, row.due_at, row.standing.opened_at, row.id)
    });
    let waits = |row: &&CaseRow| row.standing.state == CaseState::Open;
    let n_open = rows.iter().filter(waits).count();
    Ok(WorkSeen {
        n_open,
        n_late: rows.iter().filter(waits).filter(|row| row.is_late).count(),
        n_answered: rows.len() - n_open,
        rows,
    })
}

/// Where somebody may see a case: the community that has it, the desk that has it, or one that a list of it
/// came to.
pub(super) fn scope_of(
    req: &Request,
    cases: &Cases,
    case: VerificationCaseId,
) -> Result<(Scope, CaseStanding), Refusal> {
    let scope = req.authorize(Act::VerificationSee)?;
    let facts = cases.facts.get(&case).map_or(&[][..], Vec::as_slice);
    let standing = standing_of(facts).ok_or(Refusal::NotFound)?;
    let mut lists = cases.lines_of(case).iter().filter_map(|line| cases.lists.get(&line.list));
    let is_own = scope.covers(&standing.place) || lists.any(|one| scope.covers(&one.place));
    if is_own { Ok((scope, standing)) } else { Err(Refusal::NotFound) }
}

/// One of them with whole numbers, to be called. That stands in the log and in the trail before it is shown.
pub async fn case_see(req: &Request, id: VerificationCaseId) -> Result<CaseOpened, Refusal> {
    let cases: Cases =
        req.city.db.read(move |tx| async move { Cases::read(&tx, &[id]).await }).await?;
    let (scope, standing) = scope_of(req, &cases, id)?;
    let city = &req.city;
    let (row, who) = cases.row(city, id, (req.now, req.today()))?.ok_or(Refusal::NotFound)?;
    let subject = format!("{}/{id}", LookKind::Verification.subject());
    req.city.seen.spend(req, &scope, row.person)?;
    match row.person {
        Some(person) => log_people(req, &scope, &standing.place, &subject, [person]).await?,
        None => {
            let nobody = Shown { named: Vec::new(), of_place: None };
            log_shown(req, &scope, &standing.place, (&subject, 1), nobody).await?;
        }
    }
    let asked = req.clone();
    let deed: Result<(), StoreError> =
        req.city
            .db
            .write(move |tx| async move {
                asked.deed(&tx, Act::VerificationSee, &id.to_string(), "opened")
            })
            .await;
    deed?;
    let mut lines = Vec::new();
    for line in cases.lines_of(id) {
        let sender = cases.sender_of(line.list).map(|one| one.says.name.clone());
        lines.push((sender.unwrap_or_default(), line.number, who_of_line(city, line)?));
    }
    let exposures: BTreeSet<Exposure> = lines
        .iter()
        .filter(|(.., asked)| asked.is_exposed())
        .map(|(.., asked)| asked.exposure.clone())
        .collect();
    let mut past = Vec::new();
    for fact in cases.facts.get(&id).into_iter().flatten() {
        past.push(CasePast { words: words_of(city, fact)?, fact: fact.clone() });
    }
    Ok(CaseOpened { row, who, lines, exposures: exposures.into_iter().collect(), past })
}
