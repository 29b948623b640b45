use super::*;
use crate::ids::{HandoverId, LaboratoryId, PlateId};
use crate::labs::Well;
use crate::places::PlaceCode;
use crate::pools::TubeOutcome;
use crate::rules::RuleBook;
use uuid::Uuid;

fn tube(serial: u32) -> TubeCode {
    TubeCode::of(&PlaceCode::parse("140110").unwrap(), serial).unwrap()
}

fn tubes(serials: &[u32]) -> Vec<TubeCode> {
    serials.iter().map(|one| tube(*one)).collect()
}

#[test]
fn what_each_side_scanned_is_compared_by_code() {
    for (sent, received, missing, extra) in [
        (&[1, 2, 3][..], &[3, 1, 2][..], &[][..], &[][..]),
        (&[1, 2, 3], &[1, 3], &[2], &[]),
        (&[1, 2], &[1, 2, 9], &[], &[9]),
        // The counts are equal and nothing is right.
        (&[1, 2], &[1, 7], &[2], &[7]),
        (&[], &[4], &[], &[4]),
        (&[4, 4], &[4], &[], &[]),
    ] {
        let found = compare(&tubes(sent), &tubes(received));
        assert_eq!((found.missing.clone(), found.extra.clone()), (tubes(missing), tubes(extra)));
        assert_eq!(found.agrees(), missing.is_empty() && extra.is_empty());
    }
}

proptest::proptest! {
    #[test]
    fn nothing_is_lost_between_the_sides(
        sent in proptest::collection::btree_set(0u32..60, 0..40),
        received in proptest::collection::btree_set(0u32..60, 0..40),
    ) {
        let (sent, received): (Vec<u32>, Vec<u32>) =
            (sent.into_iter().collect(), received.into_iter().collect());
        let found = compare(&tubes(&sent), &tubes(&received));
        let back = compare(&tubes(&received), &tubes(&sent));
        proptest::prop_assert_eq!(found.both.len() + found.missing.len(), sent.len());
        proptest::prop_assert_eq!(found.both.len() + found.extra.len(), received.len());
        proptest::prop_assert_eq!(found.missing, back.extra);
    }

    #[test]
    fn the_stages_of_a_round_sum_up(far in proptest::collection::vec((0u8..6, 0i64..11), 0..60)) {
        let hour = 3_600_000;
        let all: Vec<TubeStages> = far
            .iter()
            .zip(0u32..)
            .map(|((far, people), serial)| TubeStages {
                code: tube(serial),
                n_stated: (*far >= 1).then_some(*people),
                n_inside: *people,
                opened_at: Moment(0),
                sealed_at: (*far >= 1).then_some(Moment(hour)),
                shipped_at: (*far >= 2).then_some(Moment(2 * hour)),
                received_at: (*far >= 3).then_some(Moment(3 * hour)),
                resulted_at: (*far >= 5).then_some(Moment(5 * hour)),
            })
            .collect();
        let (counts, gaps) = reconcile(&all);
        for pair in counts.windows(2) {
            let between = |of: fn(&StageCount) -> i64| of(&pair[0].1) - of(&pair[1].1);
            let gap = gaps.iter().find(|gap| gap.reached == pair[0].0);
            let named = gap.map_or(0, |gap| gap.tubes.len() as i64);
            proptest::prop_assert_eq!(between(|one| one.n_tubes), named);
            proptest::prop_assert_eq!(between(|one| one.n_people), gap.map_or(0, |one| one.n_people));
        }
        let open = open_since(&all, Moment(13 * hour + 1), 12);
        let due = all.iter().filter(|one| one.resulted_at.is_none()).count();
        proptest::prop_assert_eq!(open.len(), due);
        proptest::prop_assert!(open_since(&all, Moment(hour), 12).is_empty());
    }
}

#[test]
fn a_count_that_differs_from_the_names_is_a_gap_of_its_own() {
    let one = TubeStages {
        code: tube(1),
        n_stated: Some(10),
        n_inside: 9,
        opened_at: Moment(0),
        sealed_at: Some(Moment(1)),
        shipped_at: None,
        received_at: None,
        resulted_at: None,
    };
    let (_, gaps) = reconcile(&[one]);
    let said: Vec<(Stage, Stage, i64)> =
        gaps.iter().map(|gap| (gap.reached, gap.not, gap.n_people)).collect();
    assert_eq!(said, [(Stage::Sampled, Stage::Bound, 1), (Stage::Bound, Stage::Shipped, 9)]);
    let whole = TubeStages {
        n_inside: 10,
        shipped_at: Some(Moment(2)),
        received_at: Some(Moment(3)),
        resulted_at: Some(Moment(4)),
        ..one
    };
    assert!(reconcile(&[whole]).1.is_empty());
}

#[test]
fn a_tube_is_where_it_was_scanned_last() {
    let lab = LaboratoryId::from_uuid(Uuid::from_u128(7));
    let passing = |n: u128,
                   kind,
                   to: &Holder,
                   given: Option<i64>,
                   taken: Option<i64>,
                   counted: Option<i64>| Passing {
        handover: HandoverId::from_uuid(Uuid::from_u128(n)),
        kind,
        from: "caiyang1".to_owned(),
        to: to.clone(),
        given_at: given.map(Moment),
        taken_at: taken.map(Moment),
        counted_at: counted.map(Moment),
    };
    let (courier, at_lab) = (Holder::Courier("zhuanyun".to_owned()), Holder::Laboratory(lab));
    let (first, second) = (HandoverKind::SiteToCourier, HandoverKind::CourierToLab);
    let taken = passing(1, first, &courier, Some(20), Some(30), Some(31));
    for (passings, kind) in [
        (vec![], "at_site"),
        (vec![passing(1, first, &courier, Some(20), None, None)], "under_way"),
        (vec![passing(1, first, &courier, Some(20), None, Some(40))], "missing"),
        (vec![taken.clone()], "with_courier"),
        (vec![taken.clone(), passing(2, second, &at_lab, Some(50), None, None)], "under_way"),
        (vec![passing(2, second, &at_lab, Some(50), None, Some(60)), taken.clone()], "missing"),
        (vec![passing(2, second, &at_lab, Some(50), Some(60), Some(61)), taken.clone()], "at_lab"),
        // Found at the laboratory although nobody gave it.
        (vec![passing(2, second, &at_lab, None, Some(60), Some(61)), taken], "at_lab"),
    ] {
        let track = TubeTrack {
            code: tube(1),
            opened_at: Some(Moment(1)),
            sealed_at: Some(Moment(10)),
            passings,
            plated: None,
            resulted: None,
        };
        assert_eq!(whereabouts(&track).kind().code(), kind);
        let well = Well::parse("A01").unwrap();
        let plate = PlateId::from_uuid(Uuid::from_u128(9));
        let plated = TubeTrack { plated: Some((lab, plate, well, Moment(70))), ..track };
        assert_eq!(whereabouts(&plated).kind().code(), "plated");
        let resulted = TubeTrack { resulted: Some((TubeOutcome::Negative, Moment(80))), ..plated };
        assert_eq!(whereabouts(&resulted).kind().code(), "resulted");
    }
    let blank = TubeTrack {
        code: tube(1),
        opened_at: None,
        sealed_at: None,
        passings: vec![],
        plated: None,
        resulted: None,
    };
    assert_eq!(whereabouts(&blank), Whereabouts::Nowhere);
    let open = TubeTrack { opened_at: Some(Moment(3)), ..blank };
    assert_eq!(whereabouts(&open), Whereabouts::Open(Moment(3)));
}

#[test]
fn what_is_wrong_with_a_tube_is_named() {
    let rules = RuleBook::built_in().unwrap();
    let day = CityDay::parse("2022-11-24").unwrap();
    let limit = bound(rules.guides(), SampleMeasure::SealedToReceivedMinutes, day).unwrap();
    assert!(limit.clause.is_enforced() && limit.keeps(240) && !limit.keeps(241));
    let box_limit = bound(rules.guides(), SampleMeasure::TemperatureTenths, day).unwrap();
    assert!(!box_limit.clause.is_enforced(), "our own number holds nobody to anything");
    assert!(
        box_limit.keeps(20) && box_limit.keeps(80) && !box_limit.keeps(81) && !box_limit.keeps(19)
    );
    let early = CityDay::parse("2020-12-27").unwrap();
    assert_eq!(bound(rules.guides(), SampleMeasure::TemperatureTenths, early), None);
    let minutes = |n: i64| Some((Moment(n * 60_000), Some(&limit)));
    for (known, before, at, flaws) in [
        (Known::Sealed(Moment(0)), false, minutes(240), &[][..]),
        (Known::Sealed(Moment(0)), false, minutes(241), &[CarryFlaw::Late]),
        (Known::Sealed(Moment(0)), true, None, &[CarryFlaw::Twice]),
        (Known::Open, false, minutes(999), &[CarryFlaw::Unsealed]),
        (Known::Nowhere, true, None, &[CarryFlaw::Unknown, CarryFlaw::Twice]),
    ] {
        assert_eq!(tube_flaws(known, before, at), flaws);
    }
}
