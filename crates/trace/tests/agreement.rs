//! The index says exactly what the plain search says.

#![allow(clippy::unwrap_used, reason = "what fails here fails the test")]

use fangxian_trace::{
    DAY_S, Index, SecondRule, Seeker, Span, Strength, Visit, Window, contacts, plain, second_ring,
};
use proptest::prelude::*;

/// The day on which the world of a test begins.
const DAY: u32 = 19_000;
const MINUTE: u32 = 60;

fn a_visit() -> impl Strategy<Value = Visit> {
    // Times crowd around midnight and at whole quarters of an hour, where edges meet.
    let at = prop_oneof![
        (0..3 * DAY_S),
        (0..3 * 96_u32).prop_map(|quarter| quarter * 15 * MINUTE),
        (1..3_u32, 0..121_u32).prop_map(|(day, minute)| day * DAY_S + minute * MINUTE - 3_600),
        (1..3_u32, 0..3_u32).prop_map(|(day, second)| day * DAY_S + second - 1),
    ];
    let stay = prop_oneof![
        Just(0),
        (0..4 * 15_u32).prop_map(|quarter| quarter * 15 * MINUTE),
        (0..3_600_u32),
        (4 * 3_600 - 1..4 * 3_600 + 2_u32),
        (0..2 * DAY_S),
    ];
    let strength = (0..4_usize).prop_map(|at| Strength::ALL[at]);
    (0..9_u32, 0..4_u32, at, stay, strength, any::<bool>()).prop_map(
        |(person, place, at, stay_s, strength, is_assumed)| {
            let from = DAY * DAY_S + at;
            // Numbers far apart, so that small segments list them.
            let place = if place == 3 { 4_000_000_000 } else { place };
            Visit { person: person * 7, place, from, to: from + stay_s, strength, is_assumed }
        },
    )
}

/// Visits in the batches in which they come; some come twice.
fn batches() -> impl Strategy<Value = Vec<Vec<Visit>>> {
    let batch = proptest::collection::vec(a_visit(), 0..14);
    proptest::collection::vec(batch, 1..6).prop_map(|mut batches| {
        let again: Vec<Visit> = batches.iter().flatten().copied().step_by(5).collect();
        batches.push(again);
        batches
    })
}

fn a_span() -> impl Strategy<Value = Span> {
    let edge = || prop_oneof![(0..3 * DAY_S), (0..4_u32).prop_map(|day| day * DAY_S)];
    (edge(), edge())
        .prop_map(|(a, b)| Span { since: DAY * DAY_S + a.min(b), until: DAY * DAY_S + a.max(b) })
}

fn a_window() -> impl Strategy<Value = Window> {
    let minutes = || prop_oneof![Just(0), Just(30), (0..13 * 60_u32)];
    (minutes(), minutes()).prop_map(|(before, after)| Window::new(before * 60, after * 60))
}

fn a_rule() -> impl Strategy<Value = SecondRule> {
    let window = a_window();
    let together = prop_oneof![Just(0), Just(1), (0..3 * 3_600_u32)];
    let entries = proptest::option::of(0..12_u32);
    (window, together, entries).prop_map(|(window, together_s, entries_max)| SecondRule {
        window,
        together_s,
        entries_max,
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..Default::default() })]

    #[test]
    fn both_rings_are_those_of_the_plain_search(
        batches in batches(), span in a_span(), window in a_window(), rule in a_rule(),
    ) {
        let visits: Vec<Visit> = batches.iter().flatten().copied().collect();
        let mut index = Index::default();
        for batch in batches {
            index.add(batch).unwrap();
        }
        let mut seeker = Seeker::default();
        for person in (0..9).map(|person| person * 7) {
            let plainly = plain::first_ring(&visits, person, span, window);
            let mut ring = seeker.first_ring(&index, person, span, window).to_vec();
            ring.sort_unstable();
            prop_assert_eq!(&ring, &plainly.keys().copied().collect::<Vec<u32>>());
            let exposures = seeker.exposures(&index, person, span, window);
            prop_assert_eq!(&exposures, &plainly.clone().into_iter().collect::<Vec<_>>());
            let evidence = contacts(plain::meetings(&visits, person, span, window), window);
            prop_assert_eq!(seeker.contacts(&index, person, span, window), evidence);
            let (people, cut) = plain::second_ring(&visits, person, &plainly, span.until, &rule);
            for n_threads in [1, 2] {
                let ring = second_ring(&index, person, &exposures, span.until, &rule, n_threads);
                prop_assert_eq!(&ring.cut, &cut);
                let found: Vec<u32> = ring.people.iter().collect();
                prop_assert_eq!(found, people.iter().copied().collect::<Vec<u32>>());
                prop_assert_eq!(ring.people.len(), people.len());
            }
        }
    }

    #[test]
    fn it_does_not_matter_how_visits_come(batches in batches(), day in 0..4_u32) {
        let mut whole = Index::of(batches.iter().flatten().copied()).unwrap();
        let mut grown = Index::default();
        for batch in batches {
            grown.add(batch).unwrap();
        }
        prop_assert_eq!(whole.n_rows(), grown.n_rows());
        let (mut seeker, window) = (Seeker::default(), Window::minutes_around(30));
        let span = Span { since: 0, until: u32::MAX };
        whole.drop_before(DAY + day);
        grown.drop_before(DAY + day);
        prop_assert!(grown.days().all(|held| held >= DAY + day));
        for person in (0..9).map(|person| person * 7) {
            let of_whole = seeker.contacts(&whole, person, span, window);
            prop_assert_eq!(seeker.contacts(&grown, person, span, window), of_whole);
            let n_met: usize =
                seeker.counts(&grown, person, span, window).iter().map(|count| count.n_visits).sum();
            let is_met = !seeker.first_ring(&grown, person, span, window).is_empty();
            prop_assert_eq!(n_met > 0, is_met);
        }
    }
}

#[test]
fn what_cannot_be_is_refused_and_nothing_is_added() {
    let good = Visit::until(1, 1, 5, 9, Strength::Seen);
    let mut index = Index::default();
    for bad in [
        Visit { to: 4, ..good },
        Visit { person: 1 << 26, ..good },
        Visit { to: 32 * DAY_S, ..good },
    ] {
        assert!(index.add([good, bad]).is_err());
        assert_eq!(index.n_rows(), 0);
    }
}

#[test]
fn whoever_searches_is_not_disturbed_by_whoever_adds() {
    let live = fangxian_trace::Live::default();
    let visit = |person, minute| {
        let at = DAY * DAY_S + minute * MINUTE;
        Visit::scanned(person, 3, at, 30 * MINUTE, Strength::RotatingCode)
    };
    live.add([visit(1, 0)]).unwrap();
    let before = live.now();
    std::thread::scope(|scope| {
        let adding = scope.spawn(|| {
            for n in 2..400 {
                live.add([visit(n, n % 20)]).unwrap();
            }
        });
        let (mut seeker, mut n_last) = (Seeker::default(), 0);
        let span = Span { since: 0, until: u32::MAX };
        while !adding.is_finished() {
            let now = live.now();
            let n = seeker.first_ring(&now, 1, span, Window::TOGETHER).len();
            assert!(n >= n_last && n + 1 == now.n_rows());
            n_last = n;
        }
    });
    assert_eq!((before.n_rows(), live.now().n_rows()), (1, 399));
    assert!(live.now().n_segments() < 8);
    assert_eq!(live.drop_before(DAY + 1), 1);
    assert_eq!(live.now().n_rows(), 0);
}
