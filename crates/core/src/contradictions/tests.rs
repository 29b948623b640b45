//! What is a contradiction and what is none, and that a record judges nobody.

use super::*;
use crate::cases::{Episode, EpisodeSource, Known};
use crate::{CityDay, Moment};

fn at(hour: i64) -> Moment {
    CityDay::parse("2022-10-03").unwrap().starts_at().plus_ms(hour * 3_600_000)
}

fn told(venue: Option<u32>, from: i64, to: i64) -> Episode {
    Episode {
        venue,
        words: "某处".to_owned(),
        from: at(from),
        to: at(to),
        source: EpisodeSource::Told,
        known: Known::Told,
        is_assumed: false,
    }
}

fn seen(venue: u32, from: i64, known: Known) -> Episode {
    Episode {
        venue: Some(venue),
        words: String::new(),
        source: EpisodeSource::Scan,
        known,
        ..told(None, from, from)
    }
}

/// What is found of a line of time.
fn check(episodes: &[Episode], expected: &[&str]) {
    let found: Vec<&str> = find(episodes).iter().map(|one| one.kind.code()).collect();
    assert_eq!(found, expected, "{episodes:?}");
}

#[test]
fn what_does_not_go_together() {
    let gate = Known::RotatingCode;
    check(&[told(Some(7), 8, 12), seen(9, 10, gate)], &["elsewhere"]);
    check(&[told(Some(7), 8, 12), seen(7, 10, gate)], &[]);
    // Within the slack of memory.
    check(&[told(Some(7), 8, 10), seen(9, 10, gate)], &["unsaid"]);
    check(&[told(Some(9), 8, 9), told(Some(7), 10, 12), seen(9, 9, gate)], &[]);
    // A place that he did not name, on a day of which he was asked.
    check(&[told(Some(7), 8, 9), seen(9, 15, gate)], &["unsaid"]);
    // Of another day nobody asked him.
    check(&[told(Some(7), 8, 9), seen(9, 30, gate)], &[]);
    check(&[seen(9, 10, gate)], &[]);
    // A printed code is no ground.
    check(&[told(Some(7), 8, 12), seen(9, 10, Known::StaticCode)], &[]);
    // Where a place has no number it cannot be told that it was another.
    check(&[told(None, 8, 12), seen(9, 10, gate)], &["unsaid"]);
}

#[test]
fn a_record_judges_nobody() {
    let recorded = |note: &str| ContradictionSays::Recorded {
        kind: DifferenceKind::Unsaid,
        said: None,
        seen: Side {
            place: "某超市".to_owned(),
            from: at(8),
            to: at(9),
            source: EpisodeSource::Scan,
            known: Known::RotatingCode,
            words: String::new(),
            entered_by: "liudiao".to_owned(),
            entered_at: at(20),
        },
        note: note.to_owned(),
    };
    assert_eq!(recorded("").check(None), Ok(()));
    assert_eq!(recorded("再次询问，仍说没有去过").check(None), Ok(()));
    assert_eq!(recorded("故意隐瞒行程").check(None), Err(ContradictionFlaw::Judges("隐瞒")));
    assert_eq!(recorded(&"字".repeat(401)).check(None), Err(ContradictionFlaw::Length));
    let explained = ContradictionSays::Explained {
        words: "我没有隐瞒，手机借给了孩子".to_owned()
    };
    assert_eq!(explained.check(Some(ContradictionStanding::Open)), Ok(()));
    assert_eq!(
        explained.check(Some(ContradictionStanding::Withdrawn)),
        Err(ContradictionFlaw::Withdrawn)
    );
    let withdrawn = ContradictionSays::Withdrawn { reason: "查实是同名".to_owned() };
    let handed =
        ContradictionSays::Handed { office: "区疾控".to_owned(), letter: "1号".to_owned() };
    let stands = |says: &[ContradictionSays]| standing_of(says).map(|standing| standing.code());
    assert_eq!(stands(&[]), None);
    assert_eq!(stands(std::slice::from_ref(&explained)), None);
    assert_eq!(stands(&[recorded(""), explained.clone()]), Some("explained"));
    assert_eq!(stands(&[recorded(""), handed, explained.clone()]), Some("handed"));
    assert_eq!(stands(&[recorded(""), withdrawn, explained]), Some("withdrawn"));
}
