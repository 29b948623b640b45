//! Cases are kept for their time alone: the days of the scans that they quote, after they were closed, and
//! never while anybody is kept by their list. Then everything of them goes with the key under which it was
//! sealed; what stays is a number.

use super::holds::{kept_until, standing_of as contact_standing};
use super::kept::standing_of;
use crate::audit::deed_of_nobody;
use crate::{City, Refusal};
use fangxian_core::cases::{CaseKind, ContactVerdict, Retention};
use fangxian_core::ids::{CaseId, RiskListId};
use fangxian_core::{CityDay, Moment};
use fangxian_store::cases::{
    CaseCount, StoredContact, case_count_insert, case_facts_of, cases_closed_before, cases_remove,
    cases_there, contacts_of_case, risk_list_remove, risk_lists_before,
};
use fangxian_store::destroyed::{DestroyedKind, RecordsDestroyed, destroyed_insert};
use fangxian_store::{StoreError, Tx};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::sync::Arc;
use uuid::Uuid;

/// At most so many at a turn, in which nobody else writes: the rest follow in the next.
const AT_ONCE_MAX: usize = 50;
/// So many closed cases are read at once: those by whose list somebody is kept are passed over.
const READ_AT_ONCE: i64 = 200;

/// What is known of one case that is over, before it goes.
struct Over {
    county: String,
    id: CaseId,
    closed: CityDay,
    opened: CityDay,
    kind: CaseKind,
    contacts: Vec<StoredContact>,
    sum: Sha256,
}

type Key = (String, DestroyedKind, CityDay);

/// What goes in one turn.
#[derive(Default)]
struct Gone {
    destroyed: BTreeMap<Key, (i64, i64, Sha256)>,
    counts: BTreeMap<(String, CityDay, CaseKind), CaseCount>,
    keys: Vec<Uuid>,
}

/// Until when what is known of cases is kept. The file is read at every use: it is rare, and small.
pub(super) fn retention() -> Result<Retention, Refusal> {
    // What is shipped was read by a test.
    Retention::built_in().map_err(|_| Refusal::Busy)
}

/// Destroys the cases and the lists of places whose time is over, some of them at each turn. Returns how
/// many. Called each hour, and again until nothing is due.
///
/// # Errors
/// The store or the folder of the keys cannot be written: it is tried again.
pub async fn cases_retire(city: &Arc<City>, wall: Moment) -> Result<usize, Refusal> {
    let rules = retention()?;
    let now = city.now(wall);
    let of = Arc::clone(city);
    let write = city.db.write(move |tx| async move {
        let mut gone = Gone::default();
        for one in cases_over(&tx, &of, &rules, now).await? {
            gone.case(&tx, one, now).await?;
        }
        lists_over(&tx, &rules, now, &mut gone).await?;
        let keys = std::mem::take(&mut gone.keys);
        gone.note(&tx, &of, (now, wall)).await?;
        Ok::<_, StoreError>(keys)
    });
    let keys: Vec<Uuid> = write.await?;
    // After the rows: where this fails, or the server dies between, the next turn destroys what is left.
    for key in &keys {
        city.record_key_destroy(*key)?;
    }
    keys_of_nothing(city, now).await?;
    Ok(keys.len())
}

/// The closed cases that are over, the oldest first.
async fn cases_over(
    tx: &Tx,
    city: &City,
    rules: &Retention,
    now: Moment,
) -> Result<Vec<Over>, StoreError> {
    let before = rules.first_case_day(now.city_day()).starts_at();
    let (mut found, mut after) = (Vec::new(), (Moment(i64::MIN), None));
    loop {
        let page = cases_closed_before(tx, before, after, READ_AT_ONCE).await?;
        let Some((last_at, _, last)) = page.last() else { return Ok(found) };
        after = (*last_at, Some(*last));
        for (_, county, id) in page {
            found.extend(case_over(tx, city, (rules, now), (county, id)).await?);
            if found.len() >= AT_ONCE_MAX {
                return Ok(found);
            }
        }
    }
}

async fn case_over(
    tx: &Tx,
    city: &City,
    (rules, now): (&Retention, Moment),
    (county, id): (String, CaseId),
) -> Result<Option<Over>, StoreError> {
    let facts = case_facts_of(tx, std::slice::from_ref(&county), &[id]).await?;
    let contacts = contacts_of_case(tx, &county, id).await?;
    let holds: Vec<Option<Moment>> = contacts
        .chunk_by(|one, next| one.person == next.person)
        .filter_map(|own| kept_until(city, &contact_standing(own)?))
        .collect();
    let standing = standing_of(&facts).filter(|one| rules.is_over(one, &holds, now));
    let Some((standing, closed)) = standing.and_then(|one| Some((one.clone(), one.closed_at?)))
    else {
        return Ok(None);
    };
    let mut sum = Sha256::new();
    facts.iter().for_each(|fact| sum.update(&fact.body_mac));
    contacts.iter().for_each(|contact| sum.update(&contact.body_mac));
    Ok(Some(Over {
        county,
        id,
        closed: closed.city_day(),
        opened: standing.opened_at.city_day(),
        kind: standing.about.kind,
        contacts,
        sum,
    }))
}

/// The lists of places that are over.
async fn lists_over(
    tx: &Tx,
    rules: &Retention,
    now: Moment,
    gone: &mut Gone,
) -> Result<(), StoreError> {
    let before = rules.first_list_day(now.city_day()).starts_at();
    let n_most = i64::try_from(AT_ONCE_MAX).unwrap_or(i64::MAX);
    for (county, id, at) in risk_lists_before(tx, before, n_most).await? {
        let (n_rows, macs) = risk_list_remove(tx, &county, id).await?;
        let mut sum = Sha256::new();
        macs.iter().for_each(|mac| sum.update(mac));
        let key = (county, DestroyedKind::RiskList, at.city_day());
        gone.add(key, n_rows, &sum.finalize(), id.uuid());
    }
    Ok(())
}

/// Destroys keys whose rows are gone: a server died between the rows and the key. A key of today may be of a
/// case that is being written.
async fn keys_of_nothing(city: &Arc<City>, now: Moment) -> Result<(), Refusal> {
    let made_before = now.city_day().plus(-1).starts_at();
    let is_old = |id: &Uuid| {
        let made = id.get_timestamp().map(|at| at.to_unix().0);
        made.is_some_and(|seconds| i64::try_from(seconds).is_ok_and(|s| s * 1_000 < made_before.0))
    };
    let left: Vec<Uuid> = city.record_keys_left()?.into_iter().filter(is_old).collect();
    let ids: Vec<CaseId> = left.iter().copied().map(CaseId::from_uuid).collect();
    let lists: Vec<RiskListId> = left.iter().copied().map(RiskListId::from_uuid).collect();
    let read = city.db.read(move |tx| async move {
        let mut there: Vec<Uuid> =
            cases_there(&tx, &ids).await?.into_iter().map(CaseId::uuid).collect();
        let known = fangxian_store::publications::risk_lists_there(&tx, &lists).await?;
        there.extend(known.into_iter().map(RiskListId::uuid));
        Ok::<_, StoreError>(there)
    });
    let there: Vec<Uuid> = read.await?;
    for id in left.into_iter().filter(|id| !there.contains(id)) {
        city.record_key_destroy(id)?;
    }
    Ok(())
}

impl Gone {
    fn add(&mut self, key: Key, n_rows: u64, sum: &[u8], record: Uuid) {
        let (n_records, all_rows, whole) = self.destroyed.entry(key).or_default();
        *n_records += 1;
        *all_rows += i64::try_from(n_rows).unwrap_or(i64::MAX);
        whole.update(sum);
        self.keys.push(record);
    }

    /// Counts a case and removes it.
    async fn case(&mut self, tx: &Tx, one: Over, now: Moment) -> Result<(), StoreError> {
        let Over { county, id, closed, opened, kind, contacts, sum } = one;
        let count =
            self.counts.entry((county.clone(), opened, kind)).or_insert_with(|| CaseCount {
                county: county.clone(),
                day: opened,
                kind,
                at: now,
                n_cases: 0,
                n_close: 0,
                n_secondary: 0,
                n_other: 0,
                n_released: 0,
            });
        count.n_cases += 1;
        for own in contacts.chunk_by(|one, next| one.person == next.person) {
            let Some(standing) = contact_standing(own) else { continue };
            let slot = match (standing.released_at, standing.verdict) {
                (Some(_), _) => &mut count.n_released,
                (None, ContactVerdict::Close) => &mut count.n_close,
                (None, ContactVerdict::Secondary) => &mut count.n_secondary,
                (None, ContactVerdict::Ask | ContactVerdict::TooFar | ContactVerdict::None) => {
                    &mut count.n_other
                }
            };
            *slot += 1;
        }
        let n_rows = cases_remove(tx, &county, &[id]).await?;
        let key = (county, DestroyedKind::Case, closed);
        self.add(key, n_rows, &sum.finalize(), id.uuid());
        Ok(())
    }

    /// Notes what went, and the numbers that stay.
    async fn note(
        self,
        tx: &Tx,
        city: &City,
        (now, wall): (Moment, Moment),
    ) -> Result<(), StoreError> {
        for ((county, what, day), (n_records, n_rows, sum)) in self.destroyed {
            let body_sum = hex::encode(sum.finalize());
            let detail =
                format!("{} {day} {n_records} records {n_rows} rows {body_sum}", what.code());
            deed_of_nobody(tx, city, wall, ("records_destroyed", &county, &detail))?;
            let one = RecordsDestroyed { county, what, day, at: now, n_records, n_rows, body_sum };
            destroyed_insert(tx, &one).await?;
        }
        for count in self.counts.into_values() {
            case_count_insert(tx, &count).await?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_of_places_are_there_for_as_long_as_a_later_list_asks_for_them() {
        let days = retention().unwrap().numbers.risk_list_days;
        assert_eq!(i64::from(days), crate::cases::told::publish::LISTED_DAYS);
    }
}
