//! At the counter: a registrar finds somebody, tells him his results, prints the report.

use super::bindings::held_on;
use super::report::{ReportOf, report_paper, report_set};
use super::tests_of::{TestShown, tests_of};
use crate::Refusal;
use crate::antigen::{AntigenOwn, antigen_own};
use crate::caller::Request;
use crate::register::{counties, log_people, person_within};
use fangxian_core::CityDay;
use fangxian_core::ids::{BindingId, PersonId};
use fangxian_core::looks::{LookKind, subject_of};
use fangxian_core::policy::Act;
use fangxian_core::results::Consent;
use fangxian_core::sampling::TubeCode;
use fangxian_store::StoreError;
use fangxian_store::people::people_in_by_ids;
use fangxian_store::results::{
    BindingSaid, StoredBindingFact, bindings_by, bindings_of, card_numbers,
};

/// Somebody and his results, as the counter tells them.
#[derive(Clone, Debug)]
pub struct PersonResults {
    /// The record.
    pub person: PersonId,
    /// The name.
    pub name: String,
    /// `**************1234`
    pub document: String,
    /// The number of his card.
    pub card_number: i64,
    /// His tests, the latest first.
    pub tests: Vec<TestShown>,
    /// Who may look for him, and for whom he may look; those that hold today or later.
    pub bindings: Vec<BindingSeen>,
    /// His antigen tests of the last thirty days, the latest first.
    pub antigen: Vec<AntigenOwn>,
}

/// A binding as the counter sees it.
#[derive(Clone, Debug)]
pub struct BindingSeen {
    /// Which.
    pub binding: BindingId,
    /// Whether this person looks; else he is looked at.
    pub is_proxy: bool,
    /// The other one.
    pub other: PersonId,
    /// The other's name, masked.
    pub other_name: String,
    /// How it was agreed to.
    pub consent: Consent,
    /// From which day.
    pub first_day: CityDay,
    /// Until which day.
    pub last_day: CityDay,
}

/// Somebody's results, told at the counter. That it was told stands in his log.
pub async fn person_results(req: &Request, id: PersonId) -> Result<PersonResults, Refusal> {
    let (scope, stored) = person_within(req, Act::ResultTell, id).await?;
    let person = crate::register::opened(&req.city.keys.seals, &stored)?;
    let (all, today) = (counties(&req.city), req.wall.city_day());
    let read = req.city.db.read(move |tx| async move {
        let cards = card_numbers(&tx, &all, &[id]).await?;
        let of = bindings_of(&tx, &all, &[id]).await?;
        let by = bindings_by(&tx, &all, &[id]).await?;
        let mut open = Vec::new();
        for facts in [of, by] {
            let later = |fact: &&StoredBindingFact| match fact.said {
                BindingSaid::Begun(_, from, to) => {
                    let held = held_on(&facts, from.max(today));
                    to >= today && held.iter().any(|one| one.id == fact.id)
                }
                BindingSaid::Ended => false,
            };
            open.extend(facts.iter().filter(later).cloned());
        }
        let others: Vec<PersonId> = open
            .iter()
            .map(|fact| if fact.person == id { fact.proxy } else { fact.person })
            .collect();
        let others = people_in_by_ids(&tx, &all, &others).await?;
        Ok::<_, StoreError>((cards, open, others))
    });
    let (cards, open, others) = read.await?;
    let mut bindings = Vec::with_capacity(open.len());
    for fact in &open {
        let BindingSaid::Begun(consent, first_day, last_day) = fact.said else { continue };
        let is_proxy = fact.proxy == id;
        let other = if is_proxy { fact.person } else { fact.proxy };
        let stored = others.iter().find(|one| one.id == other);
        let name = stored.map(|one| crate::register::opened(&req.city.keys.seals, one));
        let other_name = name.transpose()?.map_or(String::new(), |one| one.name.masked());
        bindings.push(BindingSeen {
            binding: fact.binding,
            is_proxy,
            other,
            other_name,
            consent,
            first_day,
            last_day,
        });
    }
    let index = stored.document.as_ref().map(|sealed| sealed.index.clone());
    let document = index.map(|index| (index, person.name.as_str()));
    let tests = tests_of(&req.city, &[id], document, req.wall).await?;
    req.city.seen.spend(req, &scope, [id])?;
    let shown = std::iter::once(id).chain(bindings.iter().map(|one| one.other));
    log_people(req, &scope, &stored.door, &subject_of(LookKind::Results, id), shown).await?;
    Ok(PersonResults {
        person: id,
        name: person.name.as_str().to_owned(),
        document: person.document.masked(),
        card_number: cards.first().map_or(1, |(_, number)| *number),
        tests,
        bindings,
        antigen: antigen_own(&req.city, &[id], req.wall).await?,
    })
}

/// Prints the report of one of somebody's tests for him.
pub async fn person_report_pdf(
    req: &Request,
    id: PersonId,
    tube: TubeCode,
) -> Result<Vec<u8>, Refusal> {
    let (scope, stored) = person_within(req, Act::ResultTell, id).await?;
    let door = stored.door.clone();
    let of = ReportOf { stored, tube, printed_by: Some(req.caller.name.clone()) };
    let paper = report_paper(&req.city, of, req.wall).await?;
    let subject = subject_of(LookKind::ReportPrinted, id);
    log_people(req, &scope, &door, &subject, [id]).await?;
    report_set(&req.city, paper).await
}
