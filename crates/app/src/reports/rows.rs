//! The rows of a report, drawn from the register and a round.

use crate::caller::Request;
use crate::register::{Door, Resident, Roster, record, roster};
use crate::rounds::Marks;
use crate::{City, Refusal};
use fangxian_core::ids::PersonId;
use fangxian_core::people::{DocumentKind, Person, Sex};
use fangxian_core::places::{PlaceCode, PlaceKind};
use fangxian_core::policy::Scope;
use fangxian_core::reports::{AGED_FROM_YEARS, ReportField, ReportRow};
use fangxian_core::rounds::{Outcome, RoundKind, Standing};
use fangxian_core::{CityDay, Moment};
use fangxian_sheets::FormText;
use fangxian_store::people::people_of_community;
use fangxian_store::rounds::StoredRound;
use std::collections::HashMap;
use std::sync::{Arc, PoisonError};

/// The most people that a report is drawn from.
const PEOPLE_MAX: usize = 20_000;

/// Whether numbers and names are shown, or only their ends.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Showing {
    Whole,
    Masked,
}

/// The people whom a report is drawn from.
pub(crate) struct Source {
    community: PlaceCode,
    community_name: String,
    roster: Arc<Roster>,
    people: HashMap<PersonId, Person>,
    standings: HashMap<PersonId, Told>,
    covered: Vec<usize>,
    today: CityDay,
}

/// The people of one row, with their doors.
type Group<'a> = Vec<(&'a Resident, &'a Door)>;

/// What a round tells of somebody.
struct Told {
    standing: Standing,
    outcome: String,
    reason: String,
    at: String,
}

impl Source {
    /// The people of a place within one community whom the scope covers, and how they stand.
    pub(crate) async fn read(
        req: &Request,
        scope: &Scope,
        place: &PlaceCode,
        round: Option<&StoredRound>,
    ) -> Result<Source, Refusal> {
        let community = crate::register::community(place).ok_or(Refusal::NotFound)?;
        let roster = roster(&req.city, &community).await?;
        let covered: Vec<usize> = (0..roster.people.len())
            .filter(|at| {
                let door = roster.people.get(*at).and_then(|one| roster.door_of(one));
                door.is_some_and(|door| door.code.lies_within(place) && scope.covers(&door.code))
            })
            .collect();
        if covered.len() > PEOPLE_MAX {
            return Err(Refusal::BadInput("范围太大，请选择一个社区、小区或楼。".to_owned()));
        }
        let of = community.clone();
        let stored =
            req.city.db.read(move |tx| async move { people_of_community(&tx, &of).await }).await?;
        let mut people = HashMap::with_capacity(stored.len());
        for one in &stored {
            people.insert(one.id, record::open(&req.city.keys.seals, one)?);
        }
        let standings = match round {
            Some(round) => told(&req.city, round, &community, &roster).await?,
            None => HashMap::new(),
        };
        let community_name = req.city.place_name(&community);
        let today = req.today();
        Ok(Source { community, community_name, roster, people, standings, covered, today })
    }

    pub(crate) fn community(&self) -> &PlaceCode {
        &self.community
    }

    pub(crate) fn community_name(&self) -> &str {
        &self.community_name
    }

    pub(crate) fn n_people(&self) -> usize {
        self.covered.len()
    }

    pub(crate) fn n_households(&self) -> usize {
        households(&self.residents().collect::<Vec<_>>())
    }

    fn residents(&self) -> impl Iterator<Item = (&Resident, &Door)> {
        self.covered.iter().filter_map(|at| {
            let one = self.roster.people.get(*at)?;
            Some((&**one, &**self.roster.door_of(one)?))
        })
    }

    /// The rows, a value for each field; at most so many.
    pub(crate) fn rows(
        &self,
        row: ReportRow,
        fields: &[ReportField],
        showing: Showing,
        limit: usize,
    ) -> Vec<Vec<FormText>> {
        let groups = self.groups(row);
        let rows = (1..).zip(groups.iter().take(limit));
        rows.map(|(n, group)| {
            fields.iter().map(|field| self.value(n, group, *field, showing)).collect()
        })
        .collect()
    }

    /// The people of each row.
    fn groups(&self, row: ReportRow) -> Vec<Group<'_>> {
        let mut groups: Vec<(Option<PlaceCode>, Group<'_>)> = Vec::new();
        for (one, door) in self.residents() {
            let key = match row {
                ReportRow::Person => None,
                ReportRow::Household => Some(door.code.clone()),
                ReportRow::Building => Some(self.building_of(door)),
            };
            match groups.last_mut() {
                Some((last, people)) if key.is_some() && *last == key => people.push((one, door)),
                Some(_) | None => groups.push((key, vec![(one, door)])),
            }
        }
        groups.into_iter().map(|(_, people)| people).collect()
    }

    /// The building, or the compound where its houses are not numbered as buildings.
    fn building_of(&self, door: &Door) -> PlaceCode {
        let above = |kind: PlaceKind| ancestor(door, kind);
        let building = above(PlaceKind::Building);
        let named = building.filter(|code| !self.roster.place_name(code).is_empty());
        named.or_else(|| above(PlaceKind::Compound)).unwrap_or_else(|| door.code.clone())
    }

    /// What is a number in the form, too: the row's own, an age, and how many.
    fn count(&self, n: i64, group: &[(&Resident, &Door)], field: ReportField) -> Option<i64> {
        use ReportField as F;
        let count = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
        let n_standing = |is: fn(Standing) -> bool| {
            let told = group.iter().filter_map(|(one, _)| self.standings.get(&one.id));
            count(told.filter(|told| is(told.standing)).count())
        };
        let age = |one: &Resident| one.age_on(self.today);
        match field {
            F::Serial => Some(n),
            F::Age => group.first().and_then(|(one, _)| age(one)).map(i64::from),
            F::CountPeople => Some(count(group.len())),
            F::CountHouseholds => Some(count(households(group))),
            F::CountDone => Some(n_standing(|one| one == Standing::Settled(Outcome::Done))),
            F::CountMissing => {
                Some(n_standing(|one| matches!(one, Standing::Missing | Standing::Disputed)))
            }
            F::CountAged => {
                let is_aged = |one: &Resident| age(one).is_some_and(|age| age >= AGED_FROM_YEARS);
                Some(count(group.iter().filter(|(one, _)| is_aged(one)).count()))
            }
            F::Name
            | F::DocumentKind
            | F::DocumentMasked
            | F::DocumentWhole
            | F::Sex
            | F::Born
            | F::PhoneMasked
            | F::PhoneWhole
            | F::Community
            | F::Compound
            | F::Building
            | F::Unit
            | F::Room
            | F::Address
            | F::Relation
            | F::Stay
            | F::Note
            | F::Outcome
            | F::OutcomeReason
            | F::OutcomeAt => None,
        }
    }

    fn value(
        &self,
        n: i64,
        group: &[(&Resident, &Door)],
        field: ReportField,
        showing: Showing,
    ) -> FormText {
        use ReportField as F;
        if let Some(n) = self.count(n, group, field) {
            return FormText::Count(n);
        }
        let Some((one, door)) = group.first() else { return FormText::Text(String::new()) };
        let person = self.people.get(&one.id);
        let told = self.standings.get(&one.id);
        let place = |kind| {
            let code = ancestor(door, kind);
            code.map(|code| self.roster.place_name(&code).to_owned()).unwrap_or_default()
        };
        let said = match field {
            // Counts that there are were given back above; an age is not always known.
            F::Serial
            | F::Age
            | F::CountPeople
            | F::CountHouseholds
            | F::CountDone
            | F::CountMissing
            | F::CountAged => String::new(),
            F::Name if showing == Showing::Masked => one.name.masked(),
            F::Name => one.name.as_str().to_owned(),
            F::DocumentKind if one.document_kind == DocumentKind::NoneYet => String::new(),
            F::DocumentKind => one.document_kind.title().to_owned(),
            F::DocumentWhole if showing == Showing::Whole => {
                person.map(|one| one.document.number().to_owned()).unwrap_or_default()
            }
            F::DocumentWhole | F::DocumentMasked => {
                person.map(|one| one.document.masked()).unwrap_or_default()
            }
            F::PhoneWhole if showing == Showing::Whole => {
                let phone = person.and_then(|one| one.phone.as_ref());
                phone.map(|phone| phone.as_str().to_owned()).unwrap_or_default()
            }
            F::PhoneWhole | F::PhoneMasked => {
                let phone = person.and_then(|one| one.phone.as_ref());
                phone.map(|phone| phone.masked()).unwrap_or_default()
            }
            F::Sex => match one.sex {
                Some(Sex::Male) => "男".to_owned(),
                Some(Sex::Female) => "女".to_owned(),
                None => String::new(),
            },
            F::Born => one.born.map(|day| day.to_string()).unwrap_or_default(),
            F::Community => self.community_name.clone(),
            F::Compound => door.compound.clone(),
            F::Building => place(PlaceKind::Building),
            F::Unit => place(PlaceKind::Unit),
            F::Room => place(PlaceKind::Household),
            F::Address => door.whole(),
            F::Relation => one.relation.title().to_owned(),
            F::Stay => one.stay.title().to_owned(),
            F::Note => one.note.clone(),
            F::Outcome => told.map(|told| told.outcome.clone()).unwrap_or_default(),
            F::OutcomeReason => told.map(|told| told.reason.clone()).unwrap_or_default(),
            F::OutcomeAt => told.map(|told| told.at.clone()).unwrap_or_default(),
        };
        FormText::Text(said)
    }
}

fn ancestor(door: &Door, kind: PlaceKind) -> Option<PlaceCode> {
    std::iter::successors(Some(door.code.clone()), PlaceCode::parent)
        .find(|place| place.kind() == kind)
}

fn households(people: &[(&Resident, &Door)]) -> usize {
    let mut doors: Vec<usize> = people.iter().map(|(one, _)| one.door).collect();
    doors.sort_unstable();
    doors.dedup();
    doors.len()
}

/// What a round tells of the people of a community.
async fn told(
    city: &City,
    round: &StoredRound,
    community: &PlaceCode,
    roster: &Roster,
) -> Result<HashMap<PersonId, Told>, Refusal> {
    let held = city.round_marks.get(city, round.id, community).await?;
    let marks = held.read().unwrap_or_else(PoisonError::into_inner);
    let within = roster.within(&round.place).map(|(one, _)| one.id);
    Ok(within.map(|id| (id, told_of(&marks, id, round.kind))).collect())
}

fn told_of(marks: &Marks, id: PersonId, kind: RoundKind) -> Told {
    let standing = marks.standing(id);
    let ticks = marks.ticks(id);
    let outcome = match standing {
        Standing::Missing => String::new(),
        Standing::Disputed => "两处不一致".to_owned(),
        Standing::Settled(Outcome::Done) => kind.done_title().to_owned(),
        Standing::Settled(outcome) => outcome.title().to_owned(),
    };
    let notes: Vec<&str> =
        ticks.iter().map(|(_, note)| note.as_str()).filter(|n| !n.is_empty()).collect();
    let last = ticks.iter().map(|(tick, _)| tick.seen_at).max();
    let told = standing != Standing::Missing;
    Told {
        standing,
        outcome,
        reason: if told { notes.join("；") } else { String::new() },
        at: last.filter(|_| told).map(written).unwrap_or_default(),
    }
}

/// 2022-11-24 09:05, by the city's clock.
fn written(at: Moment) -> String {
    let minutes = at.ms_of_day() / 60_000;
    format!("{} {:02}:{:02}", at.city_day(), minutes / 60, minutes % 60)
}
