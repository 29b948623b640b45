//! Reports of antigen tests: kept once under their id, found by person, by place and by outcome; their
//! photos beside them; each thing said of one once.

use crate::both::{NOW, on_both};
use fangxian_core::antigen::{AntigenMark, AntigenMarkKind, AntigenOutcome, PhotoKind};
use fangxian_core::ids::{AntigenMarkId, AntigenReportId, PersonId};
use fangxian_core::places::PlaceCode;
use fangxian_store::antigen::{
    AntigenReporter, StoredAntigen, StoredAntigenMark, antigen_by_id, antigen_counts,
    antigen_insert, antigen_mark_insert, antigen_marks, antigen_of_people, antigen_photo,
    antigen_photo_insert, antigen_positive_people, antigen_within,
};
use uuid::Uuid;

const COUNTY: &str = "140110";

fn place(code: &str) -> PlaceCode {
    PlaceCode::parse(code).unwrap()
}

fn report(n: u128, community: &str, outcome: AntigenOutcome, by: AntigenReporter) -> StoredAntigen {
    let at = NOW.plus_ms(i64::try_from(n).unwrap());
    StoredAntigen {
        id: AntigenReportId::from_uuid(Uuid::from_u128(n)),
        county: COUNTY.to_owned(),
        person: PersonId::from_uuid(Uuid::from_u128(n % 2)),
        community: place(community),
        outcome,
        tested_at: at.plus_ms(-1),
        reported_at: at,
        no_photo_reason: String::new(),
        photo: (n == 1).then_some(PhotoKind::Png),
        body_mac: vec![1],
        by,
    }
}

#[test]
fn reports_are_kept_once_and_found() {
    on_both(async |db| {
        use AntigenOutcome::{Invalid, Negative, Positive};
        let proxy = PersonId::from_uuid(Uuid::from_u128(9));
        let all = vec![
            report(1, "140110003001", Positive, AntigenReporter::Own),
            report(2, "140110003001", Negative, AntigenReporter::Proxy(proxy)),
            report(3, "140110003002", Positive, AntigenReporter::Staff("wangge".to_owned())),
            report(4, "140110004001", Invalid, AntigenReporter::Own),
        ];
        let (rows, counties) = (all.clone(), vec![COUNTY.to_owned()]);
        let kept = db.write(|tx| async move {
            let mut kept = Vec::new();
            for row in rows.iter().chain(&rows[..1]) {
                kept.push(antigen_insert(&tx, row).await?);
            }
            let photo = (COUNTY, rows[0].id);
            antigen_photo_insert(&tx, photo, vec![0, 255, 7], 3).await?;
            Ok::<_, fangxian_store::StoreError>(kept)
        });
        assert_eq!(kept.await.unwrap(), [true, true, true, true, false]);
        let expected = all.clone();
        db.read(|tx| async move {
            assert_eq!(antigen_by_id(&tx, &counties, all[2].id).await?, Some(all[2].clone()));
            let one = [PersonId::from_uuid(Uuid::from_u128(1))];
            let own = antigen_of_people(&tx, &counties, &one, NOW).await?;
            assert_eq!(own, [expected[0].clone(), expected[2].clone()]);
            let late = antigen_of_people(&tx, &counties, &one, NOW.plus_ms(2)).await?;
            assert_eq!(late, [expected[2].clone()]);
            assert_eq!(antigen_positive_people(&tx, &counties, NOW).await?, one);
            for (within, outcome, n) in [
                ("140110003001", None, 2),
                ("140110003", None, 3),
                ("1401", Some(Positive), 2),
                ("140110003001", Some(Positive), 1),
                ("140105", None, 0),
            ] {
                let place = place(within);
                let found = antigen_within(&tx, &counties, (&place, outcome), NOW, 10).await?;
                assert_eq!(found.len(), n, "{within} {outcome:?}");
            }
            let counts = antigen_counts(&tx, &counties, (NOW, NOW.plus_ms(4))).await?;
            let n: Vec<(&str, &str, i64)> = counts
                .iter()
                .map(|one| (one.community.as_str(), one.outcome.code(), one.n))
                .collect();
            assert_eq!(
                n,
                [
                    ("140110003001", "negative", 1),
                    ("140110003001", "positive", 1),
                    ("140110003002", "positive", 1)
                ]
            );
            assert_eq!(antigen_photo(&tx, COUNTY, all[0].id).await?, Some(vec![0, 255, 7]));
            assert_eq!(antigen_photo(&tx, COUNTY, all[1].id).await?, None);
            Ok::<_, fangxian_store::StoreError>(())
        })
        .await
        .unwrap();
    });
}

#[test]
fn each_thing_is_said_once_of_a_report() {
    on_both(async |db| {
        let mark = |n: u128, kind| StoredAntigenMark {
            id: AntigenMarkId::from_uuid(Uuid::from_u128(n)),
            county: COUNTY.to_owned(),
            report: AntigenReportId::from_uuid(Uuid::from_u128(1)),
            mark: AntigenMark {
                kind,
                at: NOW.plus_ms(i64::try_from(n).unwrap()),
                by: "shequ".to_owned(),
                reason: "反光".to_owned(),
            },
            body_mac: vec![2],
        };
        let first = mark(1, AntigenMarkKind::PhotoUnreadable);
        let second = mark(2, AntigenMarkKind::WithdrawAsked);
        for row in [first.clone(), second.clone()] {
            let write = db.write(|tx| async move { antigen_mark_insert(&tx, &row).await });
            write.await.unwrap();
        }
        let twice = mark(3, AntigenMarkKind::PhotoUnreadable);
        let twice = db.write(|tx| async move { antigen_mark_insert(&tx, &twice).await });
        assert!(twice.await.unwrap_err().conflicts_with("antigen_mark"));
        let read = db.read(|tx| async move {
            let ids = [AntigenReportId::from_uuid(Uuid::from_u128(1))];
            antigen_marks(&tx, &[COUNTY.to_owned()], &ids).await
        });
        assert_eq!(read.await.unwrap(), [first, second]);
    });
}
