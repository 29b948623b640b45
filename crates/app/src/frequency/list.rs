//! Who is due, who is late, who is put off, who is to be told at the door; and how one person stands.

use super::held::{Community, of_place};
use super::{KnownEntry, facts_of_people, home_of, known_entries};
use crate::Refusal;
use crate::caller::Request;
use crate::register::{NAMED_MAX, community, log_people, log_reading, roster, stored_person};
use fangxian_core::frequency::{
    ExemptReason, REMINDER_HOUR, Requirement, StandingKind, TestStanding, Trade,
};
use fangxian_core::ids::{PersonId, TestEntryId};
use fangxian_core::looks::{LookKind, subject_of};
use fangxian_core::places::PlaceCode;
use fangxian_core::policy::{Act, Scope};
use fangxian_core::{CityDay, coded};
use fangxian_store::StoreError;
use fangxian_store::frequency::reminded;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// How many people one page may hold.
const PAGE_MAX: usize = 200;
const HOUR_MS: i64 = 3_600_000;

coded! {
    /// Whom a list shows.
    DueView {
        /// Who is late.
        Late = "late",
        /// Who is due today.
        Due = "due",
        /// Who is due soon, has not been reminded and has no phone to be reminded by.
        ToTell = "to_tell",
        /// Who is put off.
        Exempt = "exempt",
        /// Who works in a key trade.
        Trade = "trade",
        /// Everybody.
        All = "all",
    }
}

/// What to list.
#[derive(Clone, Debug)]
pub struct DueWanted {
    /// A community, or a place or a grid in it.
    pub within: PlaceCode,
    /// Of whom.
    pub view: DueView,
    /// From the how-many-th on.
    pub offset: usize,
    /// How many, at most [`PAGE_MAX`].
    pub limit: usize,
}

/// An entry, as it is shown.
#[derive(Clone, Debug)]
pub struct EntrySeen {
    /// Which.
    pub id: TestEntryId,
    /// The trade; none where he is put off.
    pub trade: Option<Trade>,
    /// Why he is put off.
    pub reason: Option<ExemptReason>,
    /// Where he works, or what is noted.
    pub words: String,
    /// The first day.
    pub first: CityDay,
    /// The last day.
    pub last: Option<CityDay>,
    /// Who said so, by sign-in name.
    pub by: String,
    /// Whether it holds today.
    pub holds: bool,
    /// How many facts there are of it.
    pub n_facts: i64,
}

/// Somebody on the list. The name is masked.
#[derive(Clone, Debug)]
pub struct DuePerson {
    /// Who.
    pub person: PersonId,
    /// 张*
    pub name: String,
    /// The household.
    pub door: PlaceCode,
    /// 迎泽小区 5号楼2单元302
    pub door_name: String,
    /// The end of the phone.
    pub phone_tail: Option<String>,
    /// How he stands.
    pub standing: TestStanding,
    /// What it comes to today.
    pub kind: StandingKind,
    /// Every so many days, by the gravest that covers him.
    pub every_days: Option<u8>,
    /// The day of his last sample in the last thirty days.
    pub last_sample: Option<CityDay>,
    /// What is said of him that holds today.
    pub entries: Vec<EntrySeen>,
}

/// A page of the list.
#[derive(Clone, Debug)]
pub struct DuePage {
    /// The people, door by door.
    pub rows: Vec<DuePerson>,
    /// How many there are in all.
    pub n_people: usize,
    /// How many are in each view.
    pub n_of_view: BTreeMap<DueView, usize>,
}

/// Who of a community, or of the caller's grid in it, is due and who is late.
pub async fn due_list(req: &Request, wanted: DueWanted) -> Result<DuePage, Refusal> {
    let scope = req.authorize(Act::FrequencyListSee)?;
    let within = wanted.within;
    let own = community(&within).filter(|_| scope.touches(&within)).ok_or(Refusal::NotFound)?;
    let roster = roster(&req.city, &own).await?;
    let today = req.today();
    let stand = Stand::of(req, &own).await?;
    let covered = roster.within(&within).filter(|(_, door)| scope.covers(&door.code));
    let covered: Vec<_> = covered.collect();
    let no_phone: BTreeSet<PersonId> = match req.city.has_sms() {
        true => {
            covered.iter().filter(|(one, _)| one.phone_tail.is_none()).map(|x| x.0.id).collect()
        }
        false => covered.iter().map(|(one, _)| one.id).collect(),
    };
    let to_tell = stand.to_tell(req, &own, no_phone).await?;
    let mut page = DuePage { rows: Vec::new(), n_people: 0, n_of_view: BTreeMap::new() };
    let mut shown = Vec::new();
    for (one, door) in covered {
        let Some(known) = stand.people.get(&one.id) else { continue };
        let views = known.views(today, to_tell.contains(&one.id));
        for view in &views {
            *page.n_of_view.entry(*view).or_default() += 1;
        }
        if !views.contains(&wanted.view) {
            continue;
        }
        if page.n_people >= wanted.offset && shown.len() < wanted.limit.min(PAGE_MAX) {
            shown.push((one.clone(), door.clone(), known));
        }
        page.n_people += 1;
    }
    req.city.seen.spend(req, &scope, shown.iter().map(|(one, ..)| one.id))?;
    let ids = shown.iter().map(|(one, ..)| one.id).collect();
    let mut entries = entries_by_person(req, &scope, &own, ids).await?;
    for (one, door, known) in shown {
        page.rows.push(DuePerson {
            person: one.id,
            name: one.name.masked(),
            door: door.code.clone(),
            door_name: door.whole(),
            phone_tail: one.phone_tail.clone(),
            standing: known.standing,
            kind: known.standing.kind(today),
            every_days: stand.every_days(known.standing),
            last_sample: known.last_sample,
            entries: entries.remove(&one.id).unwrap_or_default(),
        });
    }
    let subject = subject_of(LookKind::TestDue, &within);
    match page.rows.len() {
        0..=NAMED_MAX => {
            let shown = page.rows.iter().map(|row| row.person);
            log_people(req, &scope, &within, &subject, shown).await?;
        }
        n_rows => log_reading(req, &scope, &within, &subject, n_rows).await?,
    }
    Ok(page)
}

/// How one of the list stands.
struct One {
    standing: TestStanding,
    last_sample: Option<CityDay>,
    has_trade: bool,
}

impl One {
    fn of(
        own: &Community,
        requirements: &[Requirement],
        person: PersonId,
        today: CityDay,
    ) -> Option<One> {
        let known = own.known(person)?;
        let has_trade =
            own.entries(person).iter().any(|one| one.trade.is_some() && one.holds_on(today));
        let standing = own.standing(requirements, person, today);
        Some(One { standing, last_sample: known.last_sample, has_trade })
    }

    fn views(&self, today: CityDay, is_to_tell: bool) -> Vec<DueView> {
        let mut views = vec![DueView::All];
        match self.standing.kind(today) {
            StandingKind::Late => views.push(DueView::Late),
            StandingKind::Due => views.push(DueView::Due),
            StandingKind::Exempt => views.push(DueView::Exempt),
            StandingKind::NotCovered | StandingKind::NotYet => {}
        }
        if self.has_trade {
            views.push(DueView::Trade);
        }
        if is_to_tell {
            views.push(DueView::ToTell);
        }
        views
    }
}

/// How the people of a community stand today, and who is due tomorrow.
struct Stand {
    requirements: Vec<Requirement>,
    people: HashMap<PersonId, One>,
    due_today: Vec<PersonId>,
    due_tomorrow: Vec<PersonId>,
}

impl Stand {
    async fn of(req: &Request, own: &PlaceCode) -> Result<Stand, Refusal> {
        let book = &req.city.frequency;
        let (today, tomorrow) = (req.today(), req.today().plus(1));
        let requirements = of_place(&book.requirements(&req.city, today).await?, own);
        let then = of_place(&book.requirements(&req.city, tomorrow).await?, own);
        let roster = roster(&req.city, own).await?;
        let ids = roster.people.iter().map(|one| one.id);
        let ask = |own: &mut Community| {
            let of = |id: PersonId| Some((id, One::of(own, &requirements, id, today)?));
            let people: HashMap<PersonId, One> = ids.filter_map(of).collect();
            let who = |rules: &[Requirement], day| {
                own.who(rules, day, StandingKind::Due).into_iter().map(|(id, _)| id).collect()
            };
            (people, who(&requirements, today), who(&then, tomorrow))
        };
        let asked = book.with(&req.city, (own, req.wall), ask).await?;
        let (people, due_today, due_tomorrow) = asked;
        Ok(Stand { requirements, people, due_today, due_tomorrow })
    }

    fn every_days(&self, standing: TestStanding) -> Option<u8> {
        match standing {
            TestStanding::Owed { by, .. } => self.requirements.get(by).map(|one| one.every_days),
            TestStanding::NotCovered | TestStanding::Exempt { .. } => None,
        }
    }

    /// Whom somebody must tell at the door: who is due today, and from the evening on tomorrow.
    async fn to_tell(
        &self,
        req: &Request,
        own: &PlaceCode,
        no_phone: BTreeSet<PersonId>,
    ) -> Result<BTreeSet<PersonId>, Refusal> {
        let is_evening = req.now.ms_of_day() >= REMINDER_HOUR * HOUR_MS;
        let mut asked = vec![(req.today(), self.due_today.clone())];
        if is_evening {
            asked.push((req.today().plus(1), self.due_tomorrow.clone()));
        }
        for (_, people) in &mut asked {
            people.retain(|id| no_phone.contains(id));
        }
        let county = own.county();
        let read = req.city.db.read(move |tx| async move {
            let mut left = BTreeSet::new();
            for (day, people) in asked {
                let told = reminded(&tx, &county, &people, day).await?;
                left.extend(people.into_iter().filter(|id| !told.contains(id)));
            }
            Ok::<_, StoreError>(left)
        });
        Ok(read.await?)
    }
}

/// What is said of people that holds today. Why somebody is put off is for those who keep the
/// register; whoever visits reads that he is.
async fn entries_by_person(
    req: &Request,
    scope: &Scope,
    own: &PlaceCode,
    people: Vec<PersonId>,
) -> Result<HashMap<PersonId, Vec<EntrySeen>>, Refusal> {
    let mut found: HashMap<PersonId, Vec<EntrySeen>> = HashMap::new();
    for one in entries_said_of(req, own, people).await? {
        if one.entry.holds_on(req.today()) {
            found.entry(one.entry.person).or_default().push(seen(req, scope, one));
        }
    }
    Ok(found)
}

/// What was said of people of a community, in whichever of their records.
async fn entries_said_of(
    req: &Request,
    own: &PlaceCode,
    people: Vec<PersonId>,
) -> Result<Vec<KnownEntry>, Refusal> {
    let ask = |own: &mut Community| own.records_of(&people);
    let records = req.city.frequency.with(&req.city, (own, req.wall), ask).await?;
    let asked = req.clone();
    let read = req.city.db.read(move |tx| async move {
        let ids: Vec<PersonId> = records.keys().copied().collect();
        let mut facts = facts_of_people(&tx, &asked, &ids).await?;
        for fact in &mut facts {
            fact.person = records.get(&fact.person).copied().unwrap_or(fact.person);
        }
        known_entries(&asked.city.keys.seals, &facts)
    });
    Ok(read.await?)
}

fn seen(req: &Request, scope: &Scope, one: KnownEntry) -> EntrySeen {
    let keeps = scope.role() == fangxian_core::policy::Role::CommunityRegistrar;
    EntrySeen {
        id: one.entry.id,
        trade: one.entry.trade,
        reason: one.reason.filter(|_| keeps),
        words: if keeps { one.words } else { String::new() },
        first: one.entry.first,
        last: one.entry.last,
        holds: one.entry.holds_on(req.today()),
        by: one.by,
        n_facts: one.n_facts,
    }
}

/// How one person stands.
#[derive(Clone, Debug)]
pub struct PersonFrequency {
    /// How he stands.
    pub standing: TestStanding,
    /// What it comes to today.
    pub kind: StandingKind,
    /// The gravest that covers him.
    pub requirement: Option<Requirement>,
    /// The day of his last sample in the last thirty days.
    pub last_sample: Option<CityDay>,
    /// What was said of him, the latest first.
    pub entries: Vec<EntrySeen>,
}

/// How often one person is to be tested, when he was last and when he is due.
pub async fn frequency_person(req: &Request, id: PersonId) -> Result<PersonFrequency, Refusal> {
    let scope = req.authorize(Act::FrequencyListSee)?;
    let stored = stored_person(req, &scope, id).await?;
    let (own, today) = (home_of(&stored.door)?, req.today());
    let book = &req.city.frequency;
    let requirements = of_place(&book.requirements(&req.city, today).await?, &own);
    let ask = |own: &mut Community| One::of(own, &requirements, id, today);
    let one = book.with(&req.city, (&own, req.wall), ask).await?;
    let known = entries_said_of(req, &own, vec![id]).await?;
    let mut entries: Vec<EntrySeen> = known.into_iter().map(|one| seen(req, &scope, one)).collect();
    entries.sort_by_key(|one| std::cmp::Reverse((one.holds, one.first)));
    req.city.seen.spend(req, &scope, [id])?;
    let subject = subject_of(LookKind::TestClass, id);
    log_people(req, &scope, &stored.door, &subject, [id]).await?;
    let standing = one.as_ref().map_or(TestStanding::NotCovered, |one| one.standing);
    let requirement = match standing {
        TestStanding::Owed { by, .. } => requirements.get(by).cloned(),
        TestStanding::NotCovered | TestStanding::Exempt { .. } => None,
    };
    Ok(PersonFrequency {
        kind: standing.kind(today),
        standing,
        requirement,
        last_sample: one.and_then(|one| one.last_sample),
        entries,
    })
}
