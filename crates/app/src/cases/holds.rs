//! Whom the lists of contacts hold: one standing for each, however many lists he is on. From here codes,
//! orders and the desk have it.

use crate::City;
use fangxian_core::cases::{ContactFact, ContactStanding, ContactVerdict, gravest, keeping};
use fangxian_core::codes::ContactHold;
use fangxian_core::ids::{CaseId, PersonId};
use fangxian_core::{CityDay, Moment};
use fangxian_store::cases::{StoredContact, contacts_of_people, contacts_since};
use fangxian_store::{StoreError, Tx};
use std::collections::HashMap;

/// Nobody is kept for longer than this by any edition: who was listed before is not looked for.
const DAYS_BACK: i64 = 40;

/// What was said of one person in one case, as it stands.
pub(super) fn standing_of(own: &[StoredContact]) -> Option<ContactStanding> {
    let facts: Vec<ContactFact> = own.iter().map(|one| one.fact.clone()).collect();
    ContactStanding::of(&facts)
}

/// Until before when somebody who stands so is kept, by the edition of the day on which it came to stand:
/// a later edition frees nobody by itself. None where nobody keeps him; the moment is none where only a
/// release ends it.
pub(super) fn kept_until(city: &City, standing: &ContactStanding) -> Option<Option<Moment>> {
    let ring = standing.ring()?;
    let day = standing.since.city_day();
    let kept = keeping(&city.rules, day, ring, standing.says.last_at)?;
    Some(kept.until())
}

/// The hold of each of these people that counts: of several lists the gravest.
pub(crate) async fn contact_holds(
    tx: &Tx,
    city: &City,
    people: &[PersonId],
) -> Result<HashMap<PersonId, ContactHold>, StoreError> {
    let all = contacts_standing(tx, city, people).await?;
    Ok(all.into_iter().map(|(person, (hold, _))| (person, hold)).collect())
}

/// The same, with how each stands by the list that counts.
pub(crate) async fn contacts_standing(
    tx: &Tx,
    city: &City,
    people: &[PersonId],
) -> Result<HashMap<PersonId, (ContactHold, ContactStanding)>, StoreError> {
    let all = contacts_of_people(tx, people).await?;
    let mut found = HashMap::new();
    for own in all.chunk_by(|one, next| one.person == next.person) {
        let lists = own.chunk_by(|one, next| one.case == next.case);
        let holds: Vec<(CaseId, ContactStanding, Option<Moment>)> = lists
            .filter_map(|list| {
                let standing = standing_of(list)?;
                let until = kept_until(city, &standing)?;
                Some((list.first()?.case, standing, until))
            })
            .collect();
        let ranks: Vec<(ContactVerdict, Moment)> = holds
            .iter()
            .map(|(_, one, until)| (one.verdict, until.unwrap_or(Moment(i64::MAX))))
            .collect();
        let best = gravest(&ranks).and_then(|at| holds.get(at));
        let (Some((case, standing, until)), Some(person)) = (best, own.first()) else { continue };
        let Some(ring) = standing.ring() else { continue };
        let hold = ContactHold { case: *case, ring, since: standing.since, until: *until };
        found.insert(person.person, (hold, standing.clone()));
    }
    Ok(found)
}

/// Who may be held as a contact on a day.
pub(crate) async fn contact_people(
    tx: &Tx,
    counties: &[String],
    day: CityDay,
) -> Result<Vec<PersonId>, StoreError> {
    contacts_since(tx, counties, day.plus(-DAYS_BACK).starts_at()).await
}
