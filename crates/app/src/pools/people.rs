//! What is known of somebody's tests.

use crate::antigen::{held_by_antigen, positive_people};
use crate::register::{community, counties, merged_into, stays_for};
use crate::sampling::StrangerSent;
use crate::sampling::open_strangers;
use crate::{City, Refusal};
use fangxian_core::Moment;
use fangxian_core::ids::{LaboratoryId, PersonId, RoundId, SiteId};
use fangxian_core::places::PlaceCode;
use fangxian_core::pools::{
    PersonSample, TubeResult, TubeStanding, person_standing, tube_standing,
};
use fangxian_core::sampling::TubeCode;
use fangxian_store::people::people_in_by_ids;
use fangxian_store::sampling::{
    StoredResult, StoredTube, Taken, matched_of_community, matched_of_tubes, n_inside_of,
    parts_of_community, parts_of_tubes, results_grave_since, results_of_tubes,
    strangers_by_document, tubes_by_codes,
};
use fangxian_store::{StoreError, Tx};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

/// How far back tests are looked for, in days.
const DAYS: i64 = 30;

/// A test of somebody.
#[derive(Clone, Debug)]
pub struct PersonTest {
    /// The sample and how its tube stands.
    pub sample: PersonSample,
    /// For which round.
    pub round: RoundId,
    /// At which site.
    pub site: Option<SiteId>,
    /// Where the table stood.
    pub place: PlaceCode,
    /// When the tube was sealed, as far as we know.
    pub sealed_at: Option<Moment>,
    /// When what stands was signed.
    pub result_signed_at: Option<Moment>,
    /// By which laboratory.
    pub laboratory: Option<LaboratoryId>,
}

/// A test of somebody of no register.
#[derive(Clone, Debug)]
pub struct StrangerTest {
    /// The test.
    pub test: PersonTest,
    /// What was taken down of him.
    pub stranger: StrangerSent,
}

/// Everything that is known of somebody's tests of the last thirty days, the latest first; tests of
/// records that were merged into his are his.
pub async fn person_tests(
    city: &Arc<City>,
    person: PersonId,
    wall: Moment,
) -> Result<Vec<PersonTest>, Refusal> {
    let of_city = Arc::clone(city);
    let found: Result<_, Refusal> = city
        .db
        .read(move |tx| async move {
            let all = counties(&of_city);
            let person = stays_for(&tx, &all, person).await?;
            Ok(tests_of_people(&tx, &of_city, &[person], wall).await?.remove(&person))
        })
        .await;
    Ok(found?.unwrap_or_default())
}

/// The same for several, who are merged into nobody.
pub(crate) async fn tests_of_people(
    tx: &Tx,
    city: &City,
    people: &[PersonId],
    wall: Moment,
) -> Result<HashMap<PersonId, Vec<PersonTest>>, Refusal> {
    let stored = people_in_by_ids(tx, &counties(city), people).await?;
    let mut records: BTreeMap<PlaceCode, HashMap<PersonId, PersonId>> = BTreeMap::new();
    let homes: BTreeSet<PlaceCode> = stored.iter().filter_map(|one| community(&one.door)).collect();
    for one in &stored {
        if let Some(home) = community(&one.door) {
            records.entry(home).or_default().insert(one.id, one.id);
        }
    }
    for home in homes {
        for away in merged_into(tx, &home).await? {
            if people.contains(&away.stays) {
                records.entry(away.community).or_default().insert(away.record, away.stays);
            }
        }
    }
    let since = wall.plus_ms(-DAYS * 86_400_000);
    let mut taken: Vec<(PersonId, Taken)> = Vec::new();
    for (own, records) in records {
        let parts = parts_of_community(tx, &own, None, since).await?;
        let matched = matched_of_community(tx, &own, None, since).await?;
        let all = parts.iter().flat_map(|part| part.taken());
        for one in all.chain(matched.into_iter().map(|(one, _)| one)) {
            taken.extend(records.get(&one.person).map(|stays| (*stays, one)));
        }
    }
    let tubes = Tubes::read(tx, taken.iter().map(|(_, one)| one.tube)).await?;
    let mut found: HashMap<PersonId, Vec<PersonTest>> = HashMap::new();
    let mut seen = BTreeSet::new();
    for (person, one) in taken {
        if seen.insert((person, one.part, one.position)) {
            found.entry(person).or_default().extend(tubes.test(one.tube, one.taken_at));
        }
    }
    for tests in found.values_mut() {
        tests.sort_by_key(|test| std::cmp::Reverse((test.sample.taken_at, test.sample.tube)));
    }
    Ok(found)
}

/// The tests of whoever showed this document and is in no register, the latest first.
pub async fn stranger_tests(
    city: &Arc<City>,
    document_index: Vec<u8>,
) -> Result<Vec<StrangerTest>, Refusal> {
    let of_city = Arc::clone(city);
    city.db
        .read(move |tx| async move {
            let rows = strangers_by_document(&tx, &counties(&of_city), &document_index).await?;
            let rows: Vec<_> = rows.into_iter().filter(|one| !one.is_matched).collect();
            let tubes = Tubes::read(&tx, rows.iter().map(|one| one.tube)).await?;
            let mut found = Vec::new();
            for row in rows.into_iter().rev() {
                let Some(test) = tubes.test(row.tube, row.taken_at) else { continue };
                let stranger = open_strangers(&tx, &of_city, std::slice::from_ref(&row)).await?;
                let stranger = stranger.into_iter().flatten().next();
                found.extend(stranger.map(|stranger| StrangerTest { test, stranger }));
            }
            Ok::<_, Refusal>(found)
        })
        .await
}

/// Tubes with what is in them and what was said of them.
pub(crate) struct Tubes {
    tubes: HashMap<TubeCode, StoredTube>,
    inside: HashMap<TubeCode, i64>,
    results: HashMap<TubeCode, Vec<StoredResult>>,
}

impl Tubes {
    pub(crate) async fn read(
        tx: &Tx,
        codes: impl Iterator<Item = TubeCode>,
    ) -> Result<Tubes, StoreError> {
        let codes: BTreeSet<TubeCode> = codes.collect();
        let codes: Vec<TubeCode> = codes.into_iter().collect();
        let tubes = tubes_by_codes(tx, &codes).await?;
        Ok(Tubes {
            tubes: tubes.into_iter().map(|one| (one.code, one)).collect(),
            inside: n_inside_of(tx, &codes).await?,
            results: results_of_tubes(tx, &codes).await?,
        })
    }

    pub(crate) fn tube(&self, code: TubeCode) -> Option<&StoredTube> {
        self.tubes.get(&code)
    }

    pub(crate) fn results(&self, code: TubeCode) -> Vec<TubeResult> {
        let results = self.results.get(&code).map(Vec::as_slice).unwrap_or_default();
        results.iter().map(|one| one.result.clone()).collect()
    }

    pub(crate) fn n_inside(&self, code: TubeCode) -> usize {
        let inside = self.inside.get(&code).copied().unwrap_or_default();
        usize::try_from(inside).unwrap_or_default()
    }

    /// The laboratories that signed anything of a tube.
    pub(crate) fn laboratories(&self, code: TubeCode) -> impl Iterator<Item = LaboratoryId> {
        self.results.get(&code).into_iter().flatten().map(|one| one.laboratory)
    }

    /// The test of whoever is in a tube since this moment.
    pub(crate) fn test(&self, code: TubeCode, taken_at: Moment) -> Option<PersonTest> {
        let tube = self.tube(code)?;
        let standing = tube_standing(&self.results(code));
        let stands = match standing {
            TubeStanding::Known(_, at) => Some(at),
            TubeStanding::Waiting => None,
        };
        let laboratory = self.results.get(&code).and_then(|all| {
            all.iter().find(|one| Some(one.result.signed_at) == stands).map(|one| one.laboratory)
        });
        Some(PersonTest {
            sample: PersonSample {
                tube: code,
                pool: tube.pool,
                n_inside: self.n_inside(code),
                taken_at,
                standing,
            },
            round: tube.round,
            site: tube.site,
            place: tube.place.clone(),
            sealed_at: tube.sealed.map(|(at, _)| at),
            result_signed_at: stands,
            laboratory,
        })
    }
}

/// Everybody of the register in a tube, matched strangers included, with when he was sampled.
pub(crate) async fn people_in_tubes(
    tx: &Tx,
    city: &City,
    codes: &[TubeCode],
) -> Result<HashMap<TubeCode, BTreeMap<PersonId, Moment>>, Refusal> {
    let mut found: HashMap<TubeCode, BTreeMap<PersonId, Moment>> = HashMap::new();
    if codes.is_empty() {
        return Ok(found);
    }
    for part in parts_of_tubes(tx, codes).await? {
        for one in part.taken() {
            found.entry(one.tube).or_default().insert(one.person, one.taken_at);
        }
    }
    for (tube, person, _) in matched_of_tubes(tx, &counties(city), codes).await? {
        found.entry(tube).or_default().entry(person).or_insert(Moment(0));
    }
    Ok(found)
}

/// The tubes of the city that were positive or unclear within the last thirty days.
pub(crate) async fn grave_tubes(
    tx: &Tx,
    city: &City,
    now: Moment,
) -> Result<Vec<TubeCode>, StoreError> {
    let since = now.plus_ms(-DAYS * 86_400_000);
    let mut codes = Vec::new();
    for county in counties(city) {
        codes.extend(results_grave_since(tx, &county, since).await?);
    }
    Ok(codes)
}

/// Who of a community waits for a test of his own.
pub(crate) async fn held_in_community(
    city: &Arc<City>,
    own: &PlaceCode,
    (now, wall): (Moment, Moment),
) -> Result<BTreeSet<PersonId>, Refusal> {
    let of_city = Arc::clone(city);
    let own = own.clone();
    city.db
        .read(move |tx| async move {
            let codes = grave_tubes(&tx, &of_city, now).await?;
            let inside = people_in_tubes(&tx, &of_city, &codes).await?;
            let mut people: BTreeSet<PersonId> =
                inside.into_values().flat_map(BTreeMap::into_keys).collect();
            let tested = positive_people(&tx, &of_city, now).await?;
            people.extend(&tested);
            let people: Vec<PersonId> = people.into_iter().collect();
            let stored = people_in_by_ids(&tx, &[own.county()], &people).await?;
            let here = stored.iter().filter(|one| one.door.lies_within(&own));
            let here: Vec<PersonId> = here.map(|one| one.id).collect();
            let tests = tests_of_people(&tx, &of_city, &here, wall).await?;
            let is_held = |tests: &[PersonTest]| {
                let samples: Vec<PersonSample> = tests.iter().map(|test| test.sample).collect();
                person_standing(&samples).held().is_some()
            };
            let mut held: BTreeSet<PersonId> =
                tests.iter().filter(|(_, tests)| is_held(tests)).map(|(id, _)| *id).collect();
            let tested: Vec<PersonId> =
                here.into_iter().filter(|one| tested.contains(one)).collect();
            held.extend(held_by_antigen(&tx, &of_city, &tested, (now, wall)).await?);
            Ok::<_, Refusal>(held)
        })
        .await
}
