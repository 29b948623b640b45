//! What is drafted is read back as the same changes.

use super::city::{CASES, CITY, counties, day, doubts, read_here, rules, told};
use fangxian_core::Level;
use fangxian_core::notices::{ChangeAction, DraftChange, DraftNotice, area_key, draft};
use proptest::prelude::*;
use std::collections::HashSet;

/// One change as it is compared: action, from, to, county, area, except.
type Fact = (ChangeAction, Option<Level>, Option<Level>, String, String, Option<String>);

pub(crate) fn drafted(date: &str, number: u32, changes: &[DraftChange]) -> String {
    let rules = rules();
    let date = day(date);
    draft(&DraftNotice {
        city: CITY,
        authority: "太原市疫情防控领导小组办公室",
        year: date.year(),
        number,
        date,
        edition: rules.edition_on(date).unwrap(),
        changes,
    })
}

pub(crate) fn change(
    action: ChangeAction,
    from: Option<Level>,
    to: Option<Level>,
    county: &str,
    area: &str,
    except: Option<&str>,
) -> DraftChange {
    DraftChange {
        action,
        from,
        to,
        county: county.to_owned(),
        area: area.to_owned(),
        except: except.map(str::to_owned),
    }
}

#[test]
fn a_notice_has_the_city_s_own_form() {
    use ChangeAction::{Added, Lowered, Released};
    use Level::{High, Medium};
    let text = drafted(
        "2022-10-14",
        112,
        &[
            change(Released, Some(Medium), None, "晋源区", "青槐村", None),
            change(Added, None, Some(High), "小店区", "白桦小区5号楼", None),
            change(Added, None, Some(Medium), "小店区", "白桦小区", Some("5号楼")),
            change(Added, None, Some(Medium), "迎泽区", "东村、西村交界片区", None),
            change(Added, None, Some(Medium), "迎泽区", "红杉家园", None),
            change(Lowered, Some(High), Some(Medium), "古交市", "矿山宿舍（3、4号楼）", None),
        ],
    );
    insta::assert_snapshot!(text);
    let read = read_here(&text);
    assert_eq!(
        told(&read),
        [
            "added ->high 小店区 白桦小区5号楼 [5号楼]",
            "added ->medium 小店区 白桦小区 less 5号楼",
            "added ->medium 迎泽区 东村、西村交界片区",
            "added ->medium 迎泽区 红杉家园",
            "lowered high>medium 古交市 矿山宿舍（3、4号楼） [3号楼,4号楼]",
            "released medium>- 晋源区 青槐村",
        ]
    );
    assert_eq!(doubts(&read), [""; 0]);
    assert_eq!(read.stated, read.found);
}

/// What can happen under the ninth edition, under the eighth and under the twenty measures.
fn turns(date: &str) -> Vec<(ChangeAction, Option<Level>, Option<Level>)> {
    let rules = rules();
    let levels: Vec<Level> =
        rules.edition_on(day(date)).unwrap().levels.iter().map(|rule| rule.level).collect();
    let mut turns = Vec::new();
    for &to in &levels {
        turns.push((ChangeAction::Added, None, Some(to)));
        turns.push((ChangeAction::Released, Some(to), None));
        for &from in &levels {
            if from.gravity() > to.gravity() {
                turns.push((ChangeAction::Lowered, Some(from), Some(to)));
            } else if from.gravity() < to.gravity() {
                turns.push((ChangeAction::Raised, Some(from), Some(to)));
            }
        }
    }
    turns
}

fn area() -> impl Strategy<Value = (String, Option<String>)> {
    let estate = prop::sample::select(vec![
        "白桦小区",
        "青槐家园",
        "红杉苑-东区",
        "汇丰路街道北坡村",
        "MOMA湖城",
        "新河 C 区",
        "太原市第九十中学",
        "和平里403小区",
        "建机宿舍二期",
        "东村、西村交界片区",
        "丰泽园及周边商铺",
        "平阳路12号",
        "除夕花园",
        "东至长青街，南至丰收路，西至铁路，北至河堤",
        "羊汤馆（红寺店）",
        "第三小学",
    ]);
    let part = prop_oneof![
        3 => Just(String::new()),
        2 => (1_u32..40).prop_map(|n| format!("{n}号楼")),
        1 => (1_u32..40, 1_u32..6).prop_map(|(n, m)| format!("{n}号楼{m}单元")),
        1 => (1_u32..10, 1_u32..9).prop_map(|(n, m)| format!("{n}-{}号楼", n + m)),
        1 => (1_u32..10, 1_u32..9).prop_map(|(n, m)| format!("{n}至{}号楼", n + m)),
        1 => (1_u32..10).prop_map(|n| format!("（{n}、{}、{}号楼及社区食堂）", n + 1, n + 3)),
        1 => (1_u32..10).prop_map(|n| format!("{n}、{}号楼", n + 2)),
        1 => (1_u32..10).prop_map(|n| format!("{n}号楼1单元、3单元")),
        1 => Just("B座".to_owned()),
        1 => Just("（北校区）".to_owned()),
        1 => Just("B座4—30层".to_owned()),
    ];
    let except = prop_oneof![
        3 => Just(None),
        1 => (1_u32..40).prop_map(|n| Some(format!("{n}号楼"))),
        1 => Just(Some("2号楼3单元、4单元".to_owned())),
        1 => Just(Some("村委会、鸽棚".to_owned())),
    ];
    let rest = prop::sample::select(vec!["小店区", "晋源区", "阳曲县"]).prop_map(|county| {
        (format!("{county}除高、中风险区外的其他地区"), Some("高、中风险区".to_owned()))
    });
    prop_oneof![
        9 => (estate, part, except).prop_map(|(estate, part, except)| (format!("{estate}{part}"), except)),
        1 => rest,
    ]
}

/// A day and the changes that are signed on it, no area twice.
pub(crate) fn signed() -> impl Strategy<Value = (&'static str, Vec<DraftChange>)> {
    prop::sample::select(vec!["2022-03-20", "2022-10-14", "2022-11-24"]).prop_flat_map(|date| {
        let county = prop::sample::select(counties());
        let one = (prop::sample::select(turns(date)), county, area()).prop_map(
            |((action, from, to), county, (area, except))| {
                change(action, from, to, &county.name, &area, except.as_deref())
            },
        );
        (Just(date), prop::collection::vec(one, 1..14)).prop_map(|(date, mut changes)| {
            let mut seen = HashSet::new();
            changes.retain(|one| {
                seen.insert((one.county.clone(), area_key(&one.area, one.except.as_deref())))
            });
            (date, changes)
        })
    })
}

fn sorted(mut facts: Vec<Fact>) -> Vec<String> {
    facts.sort_by(|a, b| format!("{a:?}").cmp(&format!("{b:?}")));
    facts.iter().map(|fact| format!("{fact:?}")).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(2 * CASES) })]

    #[test]
    fn reading_a_draft_gives_back_its_changes((date, changes) in signed(), number in 1_u32..500) {
        let text = drafted(date, number, &changes);
        let read = read_here(&text);
        let found = read.changes.iter().map(|one| {
            let county = one.county.clone().unwrap();
            (one.action, one.from, one.to, county, one.area.clone(), one.except.clone())
        });
        let signed = changes.iter().map(|one| {
            (one.action, one.from, one.to, one.county.clone(), one.area.clone(), one.except.clone())
        });
        prop_assert_eq!(sorted(found.collect()), sorted(signed.collect()), "{}", text);
        prop_assert_eq!(doubts(&read), Vec::<String>::new(), "{}", text);
        for change in &read.changes {
            prop_assert!(change.flags.is_empty(), "{:?}\n{}", change.flags, text);
        }
        prop_assert_eq!(read.number.unwrap(), format!("2022年第{number}号"));
        prop_assert_eq!(read.date.unwrap(), day(date));
        prop_assert_eq!(&read.stated, &read.found);
    }
}
