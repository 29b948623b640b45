//! A list is taken: each line is read, whoever it asks about is found among those who are asked about
//! already and in the register, and is given to his community.

use super::find::{Line, find_by_address, find_in_register, keys_of};
use super::kept::{cells_of, columns_of, standing_of, who_sealed};
use super::letter_out::answers_put;
use super::put_in::list_within;
use super::see::{ListSeen, list_see};
use super::table::line_of;
use super::{HOUR_MS, TOPIC};
use crate::caller::Request;
use crate::city::change;
use crate::refusal::VerificationRefusal;
use crate::{City, Refusal, mint};
use fangxian_core::ids::{PersonId, VerificationCaseId, VerificationFactId, VerificationListId};
use fangxian_core::places::PlaceCode;
use fangxian_core::policy::Act;
use fangxian_core::verifications::{
    ANSWER_HOLDS_HOURS, CaseFact, CaseSays, CaseState, DUE_HOURS_MAX, LineKeys, ListDirection,
    ListState, ListWay, PlacedBy, VerifyColumn, groups, is_enough,
};
use fangxian_core::{CityDay, Moment};
use fangxian_store::feed::append;
use fangxian_store::verifications::{
    StoredCaseFact, StoredLine, StoredList, case_fact_insert, case_facts_of_many, lines_by_keys,
    lines_insert, lines_rejoin, list_known, list_set, rows_of_list, verifications_lock,
};
use fangxian_store::{StoreError, Tx};
use std::collections::{BTreeMap, BTreeSet};

/// Takes a list that was put in: its people are asked from now on, and it is due in so many hours. One that
/// was taken before is taken again only by whoever says that he knows.
pub async fn list_take(
    req: &Request,
    id: VerificationListId,
    (version, due_hours): (i64, i64),
    although_known: bool,
) -> Result<ListSeen, Refusal> {
    let (_, list) = list_within(req, id).await?;
    if list.state != ListState::Draft || list.version != version {
        return Err(VerificationRefusal::ListState.into());
    }
    if !(1..=DUE_HOURS_MAX).contains(&due_hours) {
        return Err(Refusal::BadInput(format!("办理时限应为1至{DUE_HOURS_MAX}小时。")));
    }
    let due_at = req.now.plus_ms(due_hours * HOUR_MS);
    let lines = match list.direction {
        ListDirection::In => lines_read(&req.city, &list, req.today()).await?,
        ListDirection::Out => Vec::new(),
    };
    let asked = req.clone();
    let write = req.city.db.write(move |tx| async move {
        let known = list_known(&tx, &list.body_mac, list.id).await?;
        if known.is_some() && !although_known {
            return Err(VerificationRefusal::ListKnown.into());
        }
        taken(&tx, (&asked.city, asked.now, asked.wall), list, (&lines, due_at)).await?;
        asked.deed(&tx, Act::VerificationKeep, &id.to_string(), "list taken").map_err(Refusal::from)
    });
    write.await?;
    req.city.catch_up().await?;
    list_see(req, id).await
}

/// Every line of a list, with who of the register it asks about and where he is.
pub(super) async fn lines_read(
    city: &City,
    list: &StoredList,
    today: CityDay,
) -> Result<Vec<Line>, Refusal> {
    let columns = columns_of(list)?;
    let known: Vec<VerifyColumn> = columns.iter().filter_map(|one| one.column).collect();
    if !is_enough(&known) {
        return Err(VerificationRefusal::Columns.into());
    }
    let (county, id) = (list.county.clone(), list.id);
    let rows = city.db.read(move |tx| async move { rows_of_list(&tx, &county, id).await });
    let mut lines = Vec::new();
    for row in rows.await? {
        let (who, flaws) = line_of(&cells_of(city, list.id, &row)?, &columns, today);
        let keys = keys_of(city, &who, today);
        lines.push(Line { number: row.number, who, flaws, keys, place: None });
    }
    find_in_register(city, &mut lines).await?;
    find_by_address(city, &mut lines);
    Ok(lines)
}

/// Keeps a list as taken, and gives each of its lines to a case.
pub(super) async fn taken(
    tx: &Tx,
    (city, now, wall): (&City, Moment, Moment),
    list: StoredList,
    (lines, due_at): (&[Line], Moment),
) -> Result<(), Refusal> {
    verifications_lock(tx, &city.key()).await?;
    let (id, way) = (list.id, list.way);
    let list = StoredList { state: ListState::Taken, taken: Some((now, due_at)), ..list };
    list_set(tx, &list).await?;
    let known = Known::of(tx, lines, now).await?;
    let mut joining =
        Joining { city, now, wall, list: &list, facts: Vec::new(), joined: Vec::new() };
    let cases = joining.cases(lines, known)?;
    let mut stored = Vec::with_capacity(lines.len());
    for (line, case) in lines.iter().zip(&cases) {
        let flaws: Vec<&str> = line.flaws.iter().map(|flaw| flaw.code()).collect();
        stored.push(StoredLine {
            county: list.county.clone(),
            list: id,
            number: line.number,
            case: *case,
            who: who_sealed(city, (id, line.number), &line.who)?,
            document: line.keys.document.clone(),
            contact: line.keys.contact.clone(),
            person: line.keys.person,
            flaws: flaws.join(","),
        });
    }
    lines_insert(tx, &stored).await?;
    case_fact_insert(tx, &joining.facts).await?;
    for (from, into) in &joining.joined {
        lines_rejoin(tx, *from, *into).await?;
    }
    append(tx, change(&city.key(), now, TOPIC, &id.to_string()))?;
    // What was answered this morning answers this list, too.
    if way == ListWay::Letter {
        answers_put(tx, city, id, wall).await?;
    }
    Ok(())
}

/// The cases of those who are asked about already, and the lines by which they are known.
struct Known {
    lines: Vec<StoredLine>,
    /// Of each case the facts in their order.
    facts: BTreeMap<VerificationCaseId, Vec<StoredCaseFact>>,
}

impl Known {
    async fn of(tx: &Tx, lines: &[Line], now: Moment) -> Result<Known, StoreError> {
        let keys = |of: fn(&LineKeys) -> Option<Vec<u8>>| -> Vec<Vec<u8>> {
            let all: BTreeSet<Vec<u8>> = lines.iter().filter_map(|line| of(&line.keys)).collect();
            all.into_iter().collect()
        };
        let people: BTreeSet<PersonId> = lines.iter().filter_map(|line| line.keys.person).collect();
        let people: Vec<PersonId> = people.into_iter().collect();
        let documents = keys(|keys| keys.document.clone());
        let contacts = keys(|keys| keys.contact.clone());
        let mut known = lines_by_keys(tx, &documents, &contacts, &people).await?;
        let cases: BTreeSet<VerificationCaseId> = known.iter().map(|line| line.case).collect();
        let cases: Vec<VerificationCaseId> = cases.into_iter().collect();
        let mut facts: BTreeMap<VerificationCaseId, Vec<StoredCaseFact>> = BTreeMap::new();
        for fact in case_facts_of_many(tx, &cases).await? {
            facts.entry(fact.case).or_default().push(fact);
        }
        let holds = now.plus_ms(-ANSWER_HOLDS_HOURS * HOUR_MS);
        facts.retain(|_, own| {
            standing_of(own).is_some_and(|standing| match standing.state {
                CaseState::Desk | CaseState::Open => true,
                CaseState::Answered => standing.answered.is_some_and(|(_, at, _)| at >= holds),
                CaseState::Joined => false,
            })
        });
        known.retain(|line| facts.contains_key(&line.case));
        Ok(Known { lines: known, facts })
    }
}

/// Gives lines to cases, and says what follows for these.
struct Joining<'a> {
    city: &'a City,
    now: Moment,
    wall: Moment,
    list: &'a StoredList,
    facts: Vec<StoredCaseFact>,
    joined: Vec<(VerificationCaseId, VerificationCaseId)>,
}

impl Joining<'_> {
    /// The case of each line: of those who are asked about already theirs, of the others a new one.
    fn cases(&mut self, lines: &[Line], known: Known) -> Result<Vec<VerificationCaseId>, Refusal> {
        let ids: Vec<VerificationCaseId> = known.facts.keys().copied().collect();
        let mark = |case| ids.iter().position(|one| *one == case);
        let mut keys: Vec<LineKeys> = lines.iter().map(|line| line.keys.clone()).collect();
        let mut before: Vec<Option<usize>> = vec![None; lines.len()];
        for line in &known.lines {
            keys.push(LineKeys {
                document: line.document.clone(),
                contact: line.contact.clone(),
                person: line.person,
            });
            before.push(mark(line.case));
        }
        let roots = groups(&keys, &before);
        let mut of_group: BTreeMap<usize, BTreeSet<VerificationCaseId>> = BTreeMap::new();
        for (line, root) in known.lines.iter().zip(roots.iter().skip(lines.len())) {
            of_group.entry(*root).or_default().insert(line.case);
        }
        let mut case_of: BTreeMap<usize, VerificationCaseId> = BTreeMap::new();
        let mut cases = Vec::with_capacity(lines.len());
        for (n, root) in roots.iter().take(lines.len()).enumerate() {
            let case = match case_of.get(root) {
                Some(case) => *case,
                None => {
                    let group: Vec<&Line> = lines
                        .iter()
                        .zip(&roots)
                        .skip(n)
                        .filter(|(_, own)| *own == root)
                        .map(|(line, _)| line)
                        .collect();
                    let old = of_group.get(root).cloned().unwrap_or_default();
                    self.case(&group, &old, &known.facts)?
                }
            };
            case_of.insert(*root, case);
            cases.push(case);
        }
        Ok(cases)
    }

    /// The case of one person: the oldest that is open, into which the others that are open go; else the one
    /// that was answered last; else a new one.
    fn case(
        &mut self,
        lines: &[&Line],
        old: &BTreeSet<VerificationCaseId>,
        facts: &BTreeMap<VerificationCaseId, Vec<StoredCaseFact>>,
    ) -> Result<VerificationCaseId, Refusal> {
        let of = |case: &VerificationCaseId| facts.get(case).map_or(&[][..], Vec::as_slice);
        let standing = |case: &VerificationCaseId| standing_of(of(case));
        let is_open = |case: &&VerificationCaseId| {
            standing(case).is_some_and(|one| one.state != CaseState::Answered)
        };
        let mut open = old.iter().filter(is_open);
        let Some(stays) = open.next().copied() else {
            let answered = old.iter().max_by_key(|case| {
                standing(case).and_then(|one| one.answered).map(|(_, at, _)| at)
            });
            return match answered {
                Some(case) => Ok(*case),
                None => self.open(lines),
            };
        };
        let own = of(&stays);
        let county = own.first().map_or(&self.list.county, |first| &first.county).clone();
        let mut place = place_of(lines.iter().copied());
        for case in open.copied() {
            let theirs = of(&case);
            let Some(there) = standing(&case) else { continue };
            let their_county =
                theirs.first().map_or(&self.list.county, |first| &first.county).clone();
            let says = CaseSays::Joined { into: stays };
            self.fact((case, &their_county), theirs.len(), says, there.place.clone())?;
            self.joined.push((case, stays));
            if place.is_none() {
                place = there.placed_by.map(|by| (there.place, by));
            }
        }
        // A desk that has him gives him on as soon as somebody says whose he is.
        if let (Some(here), Some((place, by))) = (standing(&stays), place)
            && here.state == CaseState::Desk
            && !own.iter().any(|one| one.fact.says == CaseSays::HandedBack)
        {
            self.fact((stays, &county), own.len(), CaseSays::Placed { by }, place)?;
        }
        Ok(stays)
    }

    fn open(&mut self, lines: &[&Line]) -> Result<VerificationCaseId, Refusal> {
        let case = VerificationCaseId::from_uuid(mint::uuid(self.wall)?);
        let county = self.list.county.clone();
        self.fact((case, &county), 0, CaseSays::Opened, self.list.place.clone())?;
        if let Some((place, by)) = place_of(lines.iter().copied()) {
            self.fact((case, &county), 1, CaseSays::Placed { by }, place)?;
        }
        Ok(case)
    }

    fn fact(
        &mut self,
        (case, county): (VerificationCaseId, &str),
        ordinal: usize,
        says: CaseSays,
        place: PlaceCode,
    ) -> Result<(), Refusal> {
        let body = format!("taken\n{}\n{case}\n{ordinal}", self.list.id);
        self.facts.push(StoredCaseFact {
            county: county.to_owned(),
            id: VerificationFactId::from_uuid(mint::uuid(self.wall)?),
            case,
            ordinal: i64::try_from(ordinal).unwrap_or(i64::MAX),
            fact: CaseFact { says, place, at: self.now },
            words: None,
            by: None,
            body_mac: self.city.keys.seals.fingerprint(body.as_bytes()),
        });
        Ok(())
    }
}

/// Whose community these lines of one person say: the register's first; of several the smallest code, so
/// that it matters not which line came first.
fn place_of<'a>(lines: impl Iterator<Item = &'a Line>) -> Option<(PlaceCode, PlacedBy)> {
    let places = lines.filter_map(|line| line.place.clone());
    places.min_by_key(|(place, by)| (*by, place.clone()))
}
