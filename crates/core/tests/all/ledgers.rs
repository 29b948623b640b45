//! The rules of the ledgers, in their own words.

#![allow(clippy::unwrap_used, clippy::panic, reason = "what fails here fails the test")]

use fangxian_core::CityDay;
use fangxian_core::ids::{OwnLedgerId, PersonId};
use fangxian_core::ledgers::{
    CareCategory, ContentFlaw, EntryContent, Housemate, LedgerKind, Matter, MatterFlaw,
    MatterWords, Rhythm, RhythmFlaw, Tour, Visited, Weekdays, candidates, due_on,
    review_by_default, tour_instruction,
};
use fangxian_core::people::Stay;
use fangxian_core::places::PlaceCode;
use proptest::prelude::*;
use uuid::Uuid;

/// A Thursday.
const TODAY: &str = "2022-11-24";

fn day(text: &str) -> CityDay {
    CityDay::parse(text).unwrap()
}

fn person(n: u128) -> PersonId {
    PersonId::from_uuid(Uuid::from_u128(n))
}

/// Reads `category key=value …` as a form would say it.
fn read(words: &str) -> Result<Matter, MatterFlaw> {
    let (head, rest) = words.split_once(' ').unwrap_or((words, ""));
    let kind = match head {
        "居家隔离" => LedgerKind::LatentRisk,
        "自定义" => LedgerKind::Own,
        _ => LedgerKind::SpecialCare,
    };
    let mut said = MatterWords {
        category: CareCategory::ALL.iter().copied().find(|one| one.title() == head),
        ..MatterWords::default()
    };
    for word in rest.split_whitespace() {
        let (key, value) = word.split_once('=').unwrap();
        match key {
            "预产期" => said.due_on = Some(day(value)),
            "透析日" => said.weekdays = value.split(',').map(|n| n.parse().unwrap()).collect(),
            "下次" => said.next_on = Some(day(value)),
            "至" => said.until = Some(day(value)),
            "医生" => said.doctor = value.to_owned(),
            "信息员" => said.informant = value.to_owned(),
            "台账" => said.own = Some(OwnLedgerId::from_uuid(Uuid::from_u128(7))),
            _ => panic!("{key}"),
        }
    }
    Matter::read(kind, &said, day(TODAY))
}

#[test]
fn an_entry_says_all_that_its_matter_needs_and_nothing_else() {
    use MatterFlaw as F;
    let check = |words: &str, flaw: Option<MatterFlaw>| {
        assert_eq!(read(words).err(), flaw, "{words}");
    };
    for category in CareCategory::ALL {
        let more = match category {
            CareCategory::Pregnant => " 预产期=2023-03-01",
            CareCategory::Dialysis => " 透析日=1,3,5",
            CareCategory::LivingAlone
            | CareCategory::Over80
            | CareCategory::Bedridden
            | CareCategory::Chemotherapy
            | CareCategory::Infant
            | CareCategory::Disability
            | CareCategory::OnlinePupil => "",
        };
        let words = format!("{}{more}", category.title());
        check(&words, None);
        assert_eq!(read(&words).unwrap().category(), Some(*category));
        assert_eq!(read(&words).unwrap().kind(), LedgerKind::SpecialCare);
    }
    check("孕产妇", Some(F::DueOn));
    check("孕产妇 预产期=2024-01-01", Some(F::DueOn));
    check("孕产妇 预产期=2022-11-01", None);
    check("孕产妇 预产期=2022-09-01", Some(F::DueOn));
    check("透析", Some(F::Weekdays));
    check("透析 透析日=8", Some(F::Weekdays));
    check("化疗 下次=2022-11-28", None);
    check("化疗 下次=2022-11-20", Some(F::NextOn));
    check("卧床 预产期=2023-03-01", Some(F::TooMuch));
    check("独居 医生=甲", Some(F::TooMuch));
    check("居家隔离 至=2022-11-29 医生=甲 信息员=乙", None);
    check("居家隔离 至=2022-11-29 医生=甲", Some(F::PairIncomplete));
    check("居家隔离 至=2022-11-29 信息员=乙", Some(F::PairIncomplete));
    check("居家隔离 医生=甲 信息员=乙", Some(F::Until));
    check("居家隔离 至=2022-11-23 医生=甲 信息员=乙", Some(F::Until));
    check("自定义 台账=一", None);
    check("自定义", Some(F::OwnMissing));
    assert_eq!(
        Matter::read(LedgerKind::SpecialCare, &MatterWords::default(), day(TODAY)),
        Err(F::CategoryMissing)
    );
}

#[test]
fn a_pair_with_one_missing_is_no_pair_even_under_a_seal() {
    let whole =
        r#"{"home_isolation":{"until":"2022-11-29","pair":{"doctor":"甲","informant":"乙"}}}"#;
    let read: Matter = serde_json::from_str(whole).unwrap();
    assert_eq!(serde_json::to_string(&read).unwrap(), whole);
    for broken in [
        whole.replace(r#","informant":"乙""#, ""),
        whole.replace("甲", " "),
        whole.replace("乙", &"长".repeat(21)),
    ] {
        assert!(serde_json::from_str::<Matter>(&broken).is_err(), "{broken}");
    }
}

#[test]
fn how_often_is_said_or_follows_the_matter() {
    let check = |words: &str, on: &str, title: &str| {
        assert_eq!(read(words).unwrap().rhythm_on(day(on)).title(), title, "{words} {on}");
    };
    check("卧床", TODAY, "每天上门");
    check("80岁以上", TODAY, "每天上门");
    check("残疾", TODAY, "每天上门");
    check("上网课", TODAY, "每天上门");
    check("独居", TODAY, "每3天上门");
    check("透析 透析日=5,1,3", TODAY, "每周一、三、五");
    check("孕产妇 预产期=2023-01-20", "2023-01-05", "每7天上门");
    check("孕产妇 预产期=2023-01-20", "2023-01-06", "每天上门");
    check("婴幼儿", TODAY, "每7天上门");
    check("居家隔离 至=2022-11-29 医生=甲 信息员=乙", TODAY, "每天上门");
    check("自定义 台账=一", TODAY, "到期复核");

    let form = |every, times| Rhythm::read(every, times);
    assert_eq!(form(None, None), Ok(None));
    assert_eq!(form(Some(0), None), Ok(Some(Rhythm::AtReview)));
    assert_eq!(form(Some(1), None), Ok(Some(Rhythm::Daily(1))));
    assert_eq!(form(None, Some(2)), Ok(Some(Rhythm::Daily(2))));
    assert_eq!(form(Some(10), None), Ok(Some(Rhythm::Every(10))));
    for (every, times) in [(Some(31), None), (None, Some(4)), (None, Some(0)), (Some(2), Some(2))] {
        assert_eq!(form(every, times), Err(RhythmFlaw::OutOfRange), "{every:?} {times:?}");
    }
}

#[test]
fn what_is_due_follows_the_days() {
    // Words of the matter, entered on, last visit before today, visits today, today; visits due and
    // left.
    let check = |words: &str, entered: &str, last: &str, n_today, today: &str, due: (u8, u8)| {
        let content =
            EntryContent::new(read(words).unwrap(), "", None, Some(day("2022-12-20")), day(TODAY));
        let last_before = (!last.is_empty()).then(|| day(last));
        let seen =
            due_on(&content.unwrap(), day(entered), Visited { last_before, n_today }, day(today));
        assert_eq!((seen.n_visits, seen.n_visits_left), due, "{words} {today}");
    };
    check("卧床", TODAY, "", 0, TODAY, (1, 1));
    check("卧床", TODAY, "", 1, TODAY, (1, 0));
    check("透析 透析日=1,4", TODAY, "", 0, "2022-11-24", (1, 1));
    check("透析 透析日=1,4", TODAY, "", 0, "2022-11-25", (0, 0));
    check("透析 透析日=1,4", TODAY, "", 0, "2022-11-28", (1, 1));
    check("独居", TODAY, "", 0, "2022-11-26", (0, 0));
    check("独居", TODAY, "", 0, "2022-11-27", (1, 1));
    // Missed, it stays due until somebody goes.
    check("独居", TODAY, "", 0, "2022-12-02", (1, 1));
    check("独居", TODAY, "2022-12-01", 0, "2022-12-02", (0, 0));
    check("独居", TODAY, "2022-11-27", 1, "2022-12-02", (1, 0));
    check("自定义 台账=一", TODAY, "", 0, "2022-12-02", (0, 0));
}

#[test]
fn an_entry_is_looked_at_again_by_its_day_and_late_the_day_after() {
    let content = EntryContent::new(read("卧床").unwrap(), "送药", None, None, day(TODAY)).unwrap();
    assert_eq!((content.review_on, content.need.as_str()), (day("2022-12-24"), "送药"));
    let is_review = |today| due_on(&content, day(TODAY), Visited::default(), day(today)).is_review;
    assert!(!is_review("2022-12-23"));
    assert!(is_review("2022-12-24") && is_review("2022-12-25"));
    let by_rule = |words| review_by_default(&read(words).unwrap(), day(TODAY));
    assert_eq!(by_rule("孕产妇 预产期=2022-12-01"), day("2022-12-01"));
    assert_eq!(by_rule("孕产妇 预产期=2022-11-20"), day("2022-12-08"));
    assert_eq!(by_rule("居家隔离 至=2022-11-29 医生=甲 信息员=乙"), day("2022-11-29"));
    let set = |review: &str| {
        EntryContent::new(read("卧床").unwrap(), "", None, Some(day(review)), day(TODAY)).err()
    };
    assert_eq!(set("2022-11-24"), None);
    assert_eq!(set("2022-11-23"), Some(ContentFlaw::ReviewOutOfRange));
    assert_eq!(set("2023-05-26"), None);
    assert_eq!(set("2023-05-27"), Some(ContentFlaw::ReviewOutOfRange));
}

#[test]
fn the_order_of_the_day_says_numbers_and_no_names() {
    let mut tour = Tour::default();
    assert!(tour.is_empty());
    let matters = ["透析 透析日=4", "卧床", "卧床", "自定义 台账=一", "独居"];
    for words in matters {
        let review = if words.starts_with('自') { TODAY } else { "2022-12-01" };
        let content =
            EntryContent::new(read(words).unwrap(), "", None, Some(day(review)), day(TODAY));
        let content = content.unwrap();
        tour.add(&content.matter, due_on(&content, day(TODAY), Visited::default(), day(TODAY)));
    }
    assert_eq!(
        tour_instruction(&tour),
        "上午10时出发，应上门3人次（卧床2、透析1），到期复核1条。名单见台账“今日应上门”。"
    );
}

/// A household as `born/stay …`; whom the rules offer, as `n category`.
fn offered(household: &str, today: &str) -> Vec<String> {
    let people: Vec<Housemate> = household
        .split_whitespace()
        .zip(1..)
        .map(|(one, n)| {
            let (born, stay) = one.split_once('/').unwrap_or((one, "常住"));
            let born = CityDay::parse(born).ok();
            Housemate { id: person(n), born, stay: Stay::from_words(stay).unwrap() }
        })
        .collect();
    let door = PlaceCode::parse("140110003001-01-5-1-101").unwrap();
    candidates(&door, &people, day(today))
        .into_iter()
        .map(|one| format!("{} {}", one.person.uuid().as_u128(), one.category.title()))
        .collect()
}

#[test]
fn the_register_offers_whom_the_rules_mean() {
    let check = |household: &str, today: &str, due: &[&str]| {
        assert_eq!(offered(household, today), due, "{household} {today}");
    };
    check("1942-11-24", TODAY, &["1 80岁以上", "1 独居"]);
    check("1942-11-25", TODAY, &["1 独居"]);
    check("1942-11-25", "2022-11-25", &["1 80岁以上", "1 独居"]);
    check("1962-11-24", TODAY, &["1 独居"]);
    check("1962-11-25", TODAY, &[]);
    check("1990-01-01", TODAY, &[]);
    check("1940-01-01 1941-01-01", TODAY, &["1 80岁以上", "2 80岁以上"]);
    check("1990-01-01 2019-11-25", TODAY, &["2 婴幼儿"]);
    check("1990-01-01 2019-11-24", TODAY, &[]);
    check("1990-01-01 2022-11-24", TODAY, &["2 婴幼儿"]);
    // A carer who only works there, or a guest, is no company to live with.
    check("1950-01-01 1980-01-01/保安", TODAY, &["1 独居"]);
    check("1950-01-01 1980-01-01/访客", TODAY, &["1 独居"]);
    check("1950-01-01 1980-01-01/租户", TODAY, &[]);
    check("1930-01-01/访客", TODAY, &[]);
    // Nobody's age is guessed.
    check("不详", TODAY, &[]);
}

#[test]
fn a_candidate_says_why_and_on_what_it_rests() {
    let door = PlaceCode::parse("140110003001-01-5-1-101").unwrap();
    let one = |born: &str, today: &str| {
        let mate = Housemate { id: person(1), born: Some(day(born)), stay: Stay::Permanent };
        candidates(&door, &[mate], day(today)).remove(0)
    };
    let first = one("1940-05-01", TODAY);
    assert_eq!(first.because, "登记的出生日期是1940年5月1日，今天82岁。");
    // A year passes, and it rests on the same; the birth is put right, and it does not.
    assert_eq!(first.ground, one("1940-05-01", "2024-01-01").ground);
    assert_ne!(first.ground, one("1940-05-02", TODAY).ground);
}

proptest! {
    #[test]
    fn a_later_visit_never_brings_the_next_one_forward(
        every in 2u8..=30, earlier in 0i64..60, more in 0i64..60, ahead in 1i64..60,
    ) {
        let from = day("2022-09-01");
        let content = EntryContent {
            matter: Matter::Bedridden,
            need: String::new(),
            own_rhythm: Some(Rhythm::Every(every)),
            review_on: day("2099-01-01"),
        };
        let today = from.plus(earlier + more + ahead);
        let due = |last: i64| {
            let visited = Visited { last_before: Some(from.plus(last)), n_today: 0 };
            due_on(&content, from, visited, today).n_visits
        };
        prop_assert!(due(earlier) >= due(earlier + more));
    }

    #[test]
    fn in_any_week_the_days_of_the_week_come_as_often_as_they_were_chosen(
        mut days in proptest::collection::vec(1u8..=7, 1..7), start in 0i64..4_000,
    ) {
        let chosen = Weekdays::new(&days).unwrap();
        days.sort_unstable();
        days.dedup();
        prop_assert_eq!(chosen.days(), days.clone());
        let from = day("2020-01-01").plus(start);
        let n = (0..7).filter(|n| chosen.contains(from.plus(*n))).count();
        prop_assert_eq!(n, days.len());
    }

    #[test]
    fn what_is_sealed_is_read_back(weekdays in proptest::collection::vec(1u8..=7, 1..7), every in 2u8..=30) {
        let content = EntryContent {
            matter: Matter::Dialysis { on: Weekdays::new(&weekdays).unwrap() },
            need: "接送".to_owned(),
            own_rhythm: Some(Rhythm::Every(every)),
            review_on: day(TODAY),
        };
        let text = serde_json::to_string(&content).unwrap();
        prop_assert_eq!(serde_json::from_str::<EntryContent>(&text).unwrap(), content);
    }
}
