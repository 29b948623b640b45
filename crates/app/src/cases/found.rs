//! The search itself: from the index, the register and the houses to contacts with evidence. It reads
//! memory alone and is run off the threads that serve.

use super::kept::EvidenceRow;
use super::memory::{Tracing, moment_of, second_of};
use crate::passes::PassKeys;
use fangxian_core::cases::{
    ContactSays, ContactVerdict, Episode, FIRST_MOST, Known, Met, PASSING_MOST, SECOND_MINUTES,
    SECOND_MOST, WINDOW_AFTER_MINUTES, grade,
};
use fangxian_core::contacts::{Kept, Nearness, Ring, Setting, kept};
use fangxian_core::ids::PersonId;
use fangxian_core::rules::RuleBook;
use fangxian_core::{CityDay, Moment};
use fangxian_trace::{Contact, DAY_S, Evidence, Index, Seeker, Span, Strength, Visit, Window};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// So many close contacts are followed to the second ring one by one. Our own bound: more, and the case is
/// a place, not a person.
const FOLLOWED_MOST: usize = 300;

/// What is known besides the index.
pub(super) struct Asked {
    /// The case.
    pub(super) person: PersonId,
    /// His number in the index; none where he was never scanned.
    pub(super) number: Option<u32>,
    /// From when to when contacts are sought.
    pub(super) span: (Moment, Moment),
    /// The day by whose edition it is judged.
    pub(super) day: CityDay,
    /// Where he was by what he told, as far as the places have numbers.
    pub(super) told: Vec<Episode>,
    /// Who lives with him, by the register.
    pub(super) household: Vec<PersonId>,
    /// Who shared a room of a house with him, from when to when.
    pub(super) roommates: Vec<(PersonId, Moment, Moment)>,
}

/// A place that was not followed on a day, because more were there than can be asked about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CutPlace {
    /// The number of the place.
    pub venue: u32,
    /// When he was there.
    pub from: Moment,
    /// How many visits of others lay within the window.
    pub n_visits: usize,
    /// How many are followed at most.
    pub most: usize,
}

/// What a search came to, in numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SearchTold {
    /// How many of his visits were looked at.
    pub n_visits: usize,
    /// Places that were not followed.
    pub cuts: Vec<CutPlace>,
    /// How many people he met who are listed, household included.
    pub n_first: usize,
    /// How many of the second ring.
    pub n_second: usize,
    /// Whether the second ring was followed from every close contact.
    pub is_second_whole: bool,
}

/// Somebody who was found.
pub(super) struct FoundContact {
    pub(super) person: PersonId,
    pub(super) ring: Ring,
    pub(super) verdict: ContactVerdict,
    pub(super) says: ContactSays,
    pub(super) evidence: Vec<EvidenceRow>,
}

/// Meetings of one person, as they are judged and as they are kept.
#[derive(Default)]
struct Meetings {
    met: Vec<Met>,
    rows: Vec<EvidenceRow>,
}

impl Meetings {
    fn push(&mut self, met: Met, row: EvidenceRow) {
        self.met.push(met);
        self.rows.push(row);
    }
}

/// Finds whom a case met.
pub(super) fn find(
    (rules, keys): (&RuleBook, &PassKeys),
    tracing: &Tracing,
    index: &Index,
    asked: &Asked,
) -> (Vec<FoundContact>, SearchTold) {
    let mut told = SearchTold::default();
    let mut seeker = Seeker::default();
    let mut met: BTreeMap<PersonId, Meetings> = BTreeMap::new();
    if let Some(number) = asked.number {
        let index = with_told(index, number, &asked.told);
        let span = Span { since: second_of(asked.span.0), until: second_of(asked.span.1) };
        let window = Window::new(0, WINDOW_AFTER_MINUTES * 60);
        told.cuts = cuts(&mut seeker, &index, tracing, (number, span, window), &mut told.n_visits);
        let contacts = seeker.contacts(&index, number, span, window);
        first_ring(tracing, &told.cuts, contacts, &mut met);
    }
    let (since, until) = asked.span;
    for person in asked.household.iter().filter(|one| **one != asked.person) {
        let (one, row) = lived((since, until), "同住（居民登记）");
        met.entry(*person).or_default().push(one, row);
    }
    for (person, from, to) in asked.roommates.iter().filter(|(one, ..)| *one != asked.person) {
        let (one, row) = lived((*from, *to), "同一房间（住宿登记）");
        met.entry(*person).or_default().push(one, row);
    }
    let mut found: Vec<FoundContact> = met
        .into_iter()
        .filter_map(|(person, meetings)| {
            let (verdict, says) = grade(rules, asked.day, &meetings.met)?;
            let evidence = meetings.rows;
            Some(FoundContact { person, ring: Ring::Close, verdict, says, evidence })
        })
        .collect();
    told.n_first = found.len();
    let second = second_ring((rules, keys), tracing, index, asked, &found, &mut told);
    told.n_second = second.len();
    found.extend(second);
    (found, told)
}

/// The index with where the case told that he was: a copy, of which nobody else knows.
fn with_told(index: &Index, number: u32, told: &[Episode]) -> Index {
    let mut index = index.clone();
    let visits = told.iter().filter_map(|one| {
        let (from, to) = (second_of(one.from), second_of(one.to));
        Visit::until(number, one.venue?, from, to, Strength::Told).checked().ok()
    });
    // Each was checked: none is refused.
    let _ = index.add(visits.collect::<Vec<Visit>>());
    index
}

/// Places on a day at which he met more than can be asked about.
fn cuts(
    seeker: &mut Seeker,
    index: &Index,
    tracing: &Tracing,
    (number, span, window): (u32, Span, Window),
    n_visits: &mut usize,
) -> Vec<CutPlace> {
    let mut of_day: BTreeMap<(u32, u32), CutPlace> = BTreeMap::new();
    for count in seeker.counts(index, number, span, window) {
        *n_visits += 1;
        let setting = tracing.place(count.place).map_or(Setting::Passing, |place| place.setting);
        let fresh = CutPlace {
            venue: count.place,
            from: moment_of(count.case.from),
            n_visits: 0,
            most: most_of(setting),
        };
        let one = of_day.entry((count.place, count.case.from / DAY_S)).or_insert(fresh);
        one.n_visits += count.n_visits;
    }
    of_day.into_values().filter(|one| one.n_visits > one.most).collect()
}

fn most_of(setting: Setting) -> usize {
    match setting {
        Setting::Passing => PASSING_MOST,
        Setting::Home
        | Setting::Care
        | Setting::Room
        | Setting::Meal
        | Setting::Entertainment
        | Setting::SmallRoom
        | Setting::Vehicle => FIRST_MOST,
    }
}

fn first_ring(
    tracing: &Tracing,
    cuts: &[CutPlace],
    contacts: Vec<Contact>,
    met: &mut BTreeMap<PersonId, Meetings>,
) {
    let cut: BTreeSet<(u32, u32)> =
        cuts.iter().map(|one| (one.venue, second_of(one.from) / DAY_S)).collect();
    let is_cut = |one: &Evidence| cut.contains(&(one.place, one.spell.from / DAY_S));
    let ids = tracing.ids(contacts.iter().map(|one| one.person));
    for (contact, id) in contacts.iter().zip(ids) {
        let Some(id) = id else { continue };
        for one in contact.evidence.iter().filter(|one| !is_cut(one)) {
            let (one, row) = shared(tracing, one, None);
            met.entry(id).or_default().push(one, row);
        }
    }
}

fn shared(tracing: &Tracing, one: &Evidence, through: Option<PersonId>) -> (Met, EvidenceRow) {
    let place = tracing.place(one.place);
    let setting = place.as_ref().map_or(Setting::Passing, |place| place.setting);
    let met = Met {
        setting,
        from: moment_of(one.spell.from),
        to: moment_of(one.spell.to),
        overlap_s: one.overlap_s,
        known: known_of(one.strength),
        is_assumed: one.is_assumed,
        nearness: Nearness::UNKNOWN,
    };
    let row = EvidenceRow {
        venue: Some(one.place),
        words: place.map(|place| place.name.clone()).unwrap_or_default(),
        setting,
        from: met.from,
        to: met.to,
        overlap_s: one.overlap_s,
        gap_s: one.gap_s,
        known: met.known,
        is_assumed: one.is_assumed,
        through,
    };
    (met, row)
}

/// Who lives together is together for the whole time.
fn lived((from, to): (Moment, Moment), words: &str) -> (Met, EvidenceRow) {
    let overlap_s = u32::try_from((to.0 - from.0) / 1_000).unwrap_or_default();
    let met = Met {
        setting: Setting::Home,
        from,
        to,
        overlap_s,
        known: Known::Seen,
        is_assumed: false,
        nearness: Nearness::UNKNOWN,
    };
    let row = EvidenceRow {
        venue: None,
        words: words.to_owned(),
        setting: Setting::Home,
        from,
        to,
        overlap_s,
        gap_s: 0,
        known: Known::Seen,
        is_assumed: false,
        through: None,
    };
    (met, row)
}

/// How well a visit is known, in the words of a case.
pub(super) fn known_of(strength: Strength) -> Known {
    match strength {
        Strength::StaticCode => Known::StaticCode,
        Strength::RotatingCode => Known::RotatingCode,
        Strength::Told => Known::Told,
        Strength::Seen => Known::Seen,
    }
}

/// Whom the close contacts met for long after they were exposed, where the edition still asks: 同住、同餐、
/// 同工作（学习）、同娱乐等长时间密切接触. A printed code alone makes nobody one.
fn second_ring(
    (rules, keys): (&RuleBook, &PassKeys),
    tracing: &Tracing,
    index: &Index,
    asked: &Asked,
    first: &[FoundContact],
    told: &mut SearchTold,
) -> Vec<FoundContact> {
    told.is_second_whole = true;
    let Kept::By { edition, .. } = kept(rules, asked.day, Ring::Secondary) else {
        return Vec::new();
    };
    let close: Vec<&FoundContact> =
        first.iter().filter(|one| one.verdict == ContactVerdict::Close).collect();
    told.is_second_whole = close.len() <= FOLLOWED_MOST;
    let graver: BTreeSet<PersonId> = close.iter().map(|one| one.person).collect();
    let mut seeker = Seeker::default();
    let mut met: HashMap<PersonId, Meetings> = HashMap::new();
    for one in close.iter().take(FOLLOWED_MOST) {
        let Some(number) = tracing.number(keys.alias(one.person)) else { continue };
        let span = Span { since: second_of(one.says.exposed_at), until: second_of(asked.span.1) };
        let crowded: BTreeSet<u32> = seeker
            .counts(index, number, span, Window::TOGETHER)
            .into_iter()
            .filter(|count| count.n_visits > SECOND_MOST)
            .map(|count| count.place)
            .collect();
        let contacts = seeker.contacts(index, number, span, Window::TOGETHER);
        let ids = tracing.ids(contacts.iter().map(|contact| contact.person));
        for (contact, id) in contacts.iter().zip(ids) {
            let Some(id) = id.filter(|id| *id != asked.person && !graver.contains(id)) else {
                continue;
            };
            for evidence in contact.evidence.iter().filter(|one| !crowded.contains(&one.place)) {
                let (shared, row) = shared(tracing, evidence, Some(one.person));
                if is_long(&shared) {
                    met.entry(id).or_default().push(shared, row);
                }
            }
        }
    }
    let mut found: Vec<FoundContact> = met
        .into_iter()
        .filter_map(|(person, meetings)| {
            let says = ContactSays {
                edition: edition.id.clone(),
                number: None,
                kind: None,
                question: None,
                exposed_at: meetings.met.iter().map(|one| one.from).min()?,
                last_at: meetings.met.iter().map(|one| one.to).max()?,
                known: meetings.met.iter().map(|one| one.known).max()?,
                is_assumed: meetings.met.iter().all(|one| one.is_assumed),
                reason: String::new(),
            };
            let (ring, verdict) = (Ring::Secondary, ContactVerdict::Secondary);
            Some(FoundContact { person, ring, verdict, says, evidence: meetings.rows })
        })
        .collect();
    found.sort_by_key(|one| one.person);
    found
}

fn is_long(met: &Met) -> bool {
    let is_named = match met.setting {
        Setting::Home | Setting::Room | Setting::Meal | Setting::Entertainment => true,
        Setting::Care | Setting::SmallRoom | Setting::Vehicle | Setting::Passing => false,
    };
    is_named && met.overlap_s >= SECOND_MINUTES * 60 && met.known != Known::StaticCode
}

#[cfg(test)]
mod tests {
    use super::*;
    use fangxian_core::ids::VenueId;
    use fangxian_core::venues::VenueKind;
    use fangxian_trace::{contacts, plain};
    use uuid::Uuid;

    const PEOPLE: u64 = 60;
    const PLACES: u64 = 12;

    fn id(number: u64) -> PersonId {
        PersonId::from_uuid(Uuid::from_u128(u128::from(number) + 1))
    }

    fn day(text: &str) -> CityDay {
        CityDay::parse(text).unwrap()
    }

    /// The same numbers at each run.
    struct Chance(u64);

    impl Chance {
        fn below(&mut self, n: u64) -> u64 {
            self.0 = self
                .0
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            (self.0 >> 33) % n
        }
    }

    /// A city that is generated: everybody has a number, every place a kind.
    fn city(keys: &PassKeys, seed: u64) -> (Tracing, Vec<Visit>) {
        let tracing = Tracing::default();
        for number in 0..PEOPLE {
            tracing.number_for(keys.alias(id(number)), id(number)).unwrap();
        }
        for place in 0..PLACES {
            let kind = VenueKind::ALL[place as usize * 2 % VenueKind::ALL.len()];
            let venue = VenueId::from_uuid(Uuid::from_u128(u128::from(place)));
            tracing.add_place(place as u32, venue, (kind, "场所"));
        }
        let mut chance = Chance(seed);
        let first = second_of(day("2022-10-04").starts_at());
        let visits = (0..600).map(|_| {
            let from = first + chance.below(3 * 86_400) as u32;
            let how = Strength::ALL[chance.below(4) as usize];
            let (person, place) = (chance.below(PEOPLE) as u32, chance.below(PLACES) as u32);
            Visit::scanned(person, place, from, 600 + chance.below(9_000) as u32, how)
        });
        (tracing, visits.collect())
    }

    fn asked(household: Vec<PersonId>) -> Asked {
        Asked {
            person: id(0),
            number: Some(0),
            span: (day("2022-10-05").starts_at(), day("2022-10-07").starts_at()),
            day: day("2022-10-07"),
            told: Vec::new(),
            household,
            roommates: Vec::new(),
        }
    }

    type Row = (Option<u32>, Moment, Moment, u32, u32);

    fn rows(one: &FoundContact) -> Vec<Row> {
        let row = |row: &EvidenceRow| (row.venue, row.from, row.to, row.overlap_s, row.gap_s);
        let mut rows: Vec<Row> = one.evidence.iter().map(row).collect();
        rows.sort_unstable();
        rows
    }

    fn rows_of(evidence: &[Evidence]) -> Vec<Row> {
        let row = |one: &Evidence| {
            let (from, to) = (moment_of(one.spell.from), moment_of(one.spell.to));
            (Some(one.place), from, to, one.overlap_s, one.gap_s)
        };
        let mut rows: Vec<Row> = evidence.iter().map(row).collect();
        rows.sort_unstable();
        rows
    }

    #[test]
    fn the_first_ring_and_its_evidence_are_those_of_the_plain_search() {
        let rules = RuleBook::built_in().unwrap();
        let keys = PassKeys::from_seed(&[7; 32]);
        let window = Window::new(0, WINDOW_AFTER_MINUTES * 60);
        let mut n_met = 0;
        for seed in 0..30 {
            let (tracing, visits) = city(&keys, seed);
            let index = Index::of(visits.iter().copied()).unwrap();
            let asked = asked(Vec::new());
            let span = Span { since: second_of(asked.span.0), until: second_of(asked.span.1) };
            let (found, told) = find((&rules, &keys), &tracing, &index, &asked);
            assert!(told.cuts.is_empty(), "{told:?}");
            let due = contacts(plain::meetings(&visits, 0, span, window), window);
            let of_plain: BTreeMap<PersonId, Vec<Row>> =
                due.iter().map(|one| (id(one.person.into()), rows_of(&one.evidence))).collect();
            let of_index: BTreeMap<PersonId, Vec<Row>> =
                found.iter().map(|one| (one.person, rows(one))).collect();
            assert_eq!(of_index, of_plain, "seed {seed}");
            n_met += found.len();
        }
        assert!(n_met > 300, "hardly anybody met: {n_met}");
    }

    #[test]
    fn the_second_ring_is_whom_close_contacts_were_with_for_long() {
        let rules = RuleBook::built_in().unwrap();
        let keys = PassKeys::from_seed(&[7; 32]);
        let mut n_found = 0;
        for seed in 0..90 {
            let (tracing, visits) = city(&keys, seed);
            let index = Index::of(visits.iter().copied()).unwrap();
            let asked = asked(vec![id(1)]);
            let (found, told) = find((&rules, &keys), &tracing, &index, &asked);
            let second: BTreeSet<PersonId> = found
                .iter()
                .filter(|one| one.ring == Ring::Secondary)
                .map(|one| one.person)
                .collect();
            assert!(told.is_second_whole);
            // The one who lives with him is exposed from the first moment on.
            let span = Span { since: second_of(asked.span.0), until: second_of(asked.span.1) };
            let met = plain::meetings(&visits, 1, span, Window::TOGETHER);
            let due: BTreeSet<PersonId> = contacts(met, Window::TOGETHER)
                .iter()
                .filter(|one| one.person != 0)
                .filter(|one| {
                    one.evidence.iter().any(|row| is_long(&shared(&tracing, row, None).0))
                })
                .map(|one| id(one.person.into()))
                .collect();
            assert_eq!(second, due, "seed {seed}");
            n_found += second.len();
        }
        assert!(n_found > 30, "hardly anybody: {n_found}");
    }

    #[test]
    fn a_crowded_place_is_told_with_its_number_and_names_nobody() {
        let rules = RuleBook::built_in().unwrap();
        let keys = PassKeys::from_seed(&[7; 32]);
        let tracing = Tracing::default();
        tracing.add_place(9, VenueId::from_uuid(Uuid::nil()), (VenueKind::Mall, "商场"));
        let noon = second_of(day("2022-10-06").starts_at()) + 43_200;
        let n = u32::try_from(PASSING_MOST).unwrap() + 2;
        let visits: Vec<Visit> = (0..n)
            .map(|number| {
                tracing.number_for(keys.alias(id(number.into())), id(number.into())).unwrap();
                Visit::scanned(number, 9, noon + number, 3_600, Strength::RotatingCode)
            })
            .collect();
        let ring = |n: usize| {
            let index = Index::of(visits.iter().copied().take(n)).unwrap();
            find((&rules, &keys), &tracing, &index, &asked(Vec::new()))
        };
        let (found, told) = ring(PASSING_MOST + 1);
        assert_eq!((found.len(), told.cuts.len()), (PASSING_MOST, 0));
        let (found, told) = ring(PASSING_MOST + 2);
        assert!(found.is_empty());
        let cut = told.cuts.first().unwrap();
        assert_eq!((cut.venue, cut.n_visits, cut.most), (9, PASSING_MOST + 1, PASSING_MOST));
    }
}
