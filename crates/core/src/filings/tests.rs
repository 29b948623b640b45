//! Filings, in the words of the rules.

use super::*;
use crate::places::PlaceCode;
use crate::rules::RuleBook;
use crate::venues::{Closing, ClosingStanding, VenueKind};
use crate::{CityDay, Level, Moment};

fn day(text: &str) -> CityDay {
    CityDay::parse(text).unwrap()
}

fn gathering(kind: GatheringKind, people: u32, on: &str) -> Gathering {
    Gathering {
        kind,
        place: PlaceCode::parse("140110003001").unwrap(),
        address: "演练饭店二楼".to_owned(),
        venue: None,
        day: day(on),
        starts_minute: 11 * 60,
        people,
        prepared: vec![Precaution::Temperature, Precaution::Masks],
    }
}

#[test]
fn what_the_notices_say_of_gatherings() {
    use GatheringKind as K;
    use GatheringVerdict as V;
    let book = RuleBook::built_in().unwrap();
    let check = |kind, people, on: &str, level: Option<Level>, verdict, words: &str| {
        let standing = Standing { level, ..Standing::default() };
        let one = gathering(kind, people, on);
        let answer = judge(&one, standing, book.gatherings_on(day(on)));
        assert_eq!(answer.verdict, verdict, "{kind:?} {people} {on} {level:?}");
        let first = answer.findings.first().and_then(|finding| finding.words());
        assert!(first.is_none_or(|(said, _)| said.contains(words)), "{first:?}");
        assert!(first.is_some() || words.is_empty(), "{kind:?} {on}");
    };
    // 承办50人以上宴会等聚餐活动，须向属地社区（村）报备（以上含本数）
    let file = "承办50人以上宴会等聚餐活动";
    check(K::Banquet, 50, "2022-04-29", None, V::MustFile, file);
    check(K::Wedding, 120, "2022-05-01", None, V::MustFile, file);
    check(K::Funeral, 50, "2022-11-24", None, V::MustFile, file);
    check(K::Banquet, 49, "2022-04-29", None, V::NotNeeded, "宴会不办");
    check(K::Banquet, 500, "2022-04-28", None, V::NotNeeded, "");
    check(K::Meeting, 500, "2022-05-01", None, V::NotNeeded, "谁举办谁负责");
    // 严控游园会、文艺演出、展销促销、体育赛事等大型活动
    for kind in [K::Fete, K::Show, K::Fair, K::Match] {
        check(kind, 30, "2022-05-01", None, V::Strict, "严控游园会");
    }
    // 任何单位和个人不得组织集体团拜和大型慰问、演出、联欢、聚餐、培训等活动
    let greeting = "任何单位和个人不得组织集体团拜";
    check(K::Greeting, 5, "2022-01-31", None, V::NotAllowed, greeting);
    check(K::Greeting, 5, "2022-01-11", None, V::NotNeeded, "");
    check(K::Banquet, 60, "2022-01-31", None, V::Strict, greeting);
    check(K::Meeting, 60, "2022-01-31", None, V::Strict, "从严控制大型会议活动");
    // Areas: by the words of each edition.
    check(K::Funeral, 8, "2022-07-01", Some(Level::High), V::NotAllowed, "足不出户");
    check(K::Funeral, 8, "2022-07-01", Some(Level::Medium), V::NotAllowed, "人不出区");
    check(K::Meeting, 8, "2022-07-01", Some(Level::Low), V::NotNeeded, "");
    check(K::Funeral, 8, "2022-05-01", Some(Level::Controlled), V::NotAllowed, "严禁聚集");
    check(K::Meeting, 8, "2022-05-01", Some(Level::Guarded), V::Strict, "严格限制人员聚集");
    check(K::Funeral, 8, "2022-11-24", Some(Level::High), V::NotAllowed, "足不出户");
}

#[test]
fn a_closed_trade_and_a_full_hall_are_named() {
    let closing = Closing {
        kinds: vec![VenueKind::Theatre],
        place: PlaceCode::parse("1401").unwrap(),
        first: day("2022-04-29"),
        last: None,
        as_written: "剧院、电影院等非生活必需密闭场所暂停开放".to_owned(),
        source: "2022年第65号".to_owned(),
    };
    let closed =
        ClosingStanding { last: None, is_signed: Some(true), made_by: "nigao".to_owned(), closing };
    let one = gathering(GatheringKind::Meeting, 80, "2022-05-01");
    let standing = Standing { level: None, closed: Some(&closed), limit: Some(75) };
    let answer = judge(&one, standing, std::iter::empty());
    assert_eq!(answer.verdict, GatheringVerdict::NotAllowed);
    assert_eq!(answer.findings[0].words().unwrap().1, "2022年第65号");
    assert_eq!(answer.findings[1], GatheringFinding::TooMany { limit: 75 });
    let full = judge(&one, Standing { limit: Some(80), ..Standing::default() }, std::iter::empty());
    assert_eq!(full.verdict, GatheringVerdict::NotNeeded);
}

fn said(says: GatheringSays, at: i64) -> GatheringFact {
    GatheringFact { says, at: Moment(at), by: None, reason: "理由".to_owned() }
}

#[test]
fn a_community_answers_within_its_clock_and_refuses_by_a_clause_alone() {
    let filed_at = day("2022-04-29").starts_at();
    let far = gathering(GatheringKind::Wedding, 80, "2022-05-05");
    let filed = said(GatheringSays::Filed(Box::new(far.clone())), filed_at.0);
    let standing = GatheringStanding::of(std::slice::from_ref(&filed)).unwrap();
    assert_eq!(standing.answer_until, filed_at.plus_ms(24 * 3_600_000));
    assert!(standing.is_late(standing.answer_until) && !standing.is_late(filed_at));
    let near = gathering(GatheringKind::Wedding, 80, "2022-04-29");
    let soon = GatheringStanding::of(&[said(GatheringSays::Filed(near.into()), filed_at.0)]);
    assert_eq!(soon.unwrap().answer_until, filed_at.plus_ms(11 * 3_600_000), "before it begins");

    let reply = |reply, people_max| GatheringSays::Answered { reply, people_max };
    let file = GatheringVerdict::MustFile;
    let check = |says: &GatheringSays, verdict, expected| {
        assert_eq!(standing.may_follow(says, verdict), expected, "{says:?}");
    };
    check(&reply(GatheringReply::Noted, None), file, Ok(()));
    check(&reply(GatheringReply::Shrink, Some(79)), file, Ok(()));
    check(&reply(GatheringReply::Shrink, Some(80)), file, Err(GatheringRefused::PeopleMax));
    check(&reply(GatheringReply::Noted, Some(9)), file, Err(GatheringRefused::PeopleMax));
    check(&reply(GatheringReply::Refused, None), file, Err(GatheringRefused::NoClause));
    check(&reply(GatheringReply::Refused, None), GatheringVerdict::Strict, Ok(()));
    // A new version waits for a new answer.
    let answered = said(reply(GatheringReply::Shrink, Some(40)), filed_at.0 + 1);
    let facts = vec![filed, answered];
    let shrunk = GatheringStanding::of(&facts).unwrap();
    assert_eq!((shrunk.state, shrunk.people_max), (GatheringState::Shrink, Some(40)));
    let smaller = Gathering { people: 40, ..far };
    let changed = said(GatheringSays::Changed(smaller.into()), filed_at.0 + 2);
    let facts = [facts, vec![changed]].concat();
    let again = GatheringStanding::of(&facts).unwrap();
    assert_eq!((again.state, again.gathering.people), (GatheringState::Waiting, 40));
    let over = [facts, vec![said(GatheringSays::Cancelled, filed_at.0 + 3)]].concat();
    let over = GatheringStanding::of(&over).unwrap();
    let refused = Err(GatheringRefused::State);
    assert_eq!(over.may_follow(&reply(GatheringReply::Noted, None), file), refused);
    assert!(!over.is_late(Moment(i64::MAX)));
}

#[test]
fn what_is_filed_is_ahead_and_whole() {
    let now = day("2022-04-29").starts_at().plus_ms(12 * 3_600_000);
    let check = |change: fn(&mut Gathering), expected| {
        let mut one = gathering(GatheringKind::Banquet, 60, "2022-04-30");
        change(&mut one);
        assert_eq!(one.check(now), expected, "{one:?}");
    };
    check(|_| (), Ok(()));
    check(|one| one.day = CityDay::parse("2022-04-29").unwrap(), Err(GatheringFlaw::Day));
    check(|one| one.day = CityDay::parse("2023-04-29").unwrap(), Err(GatheringFlaw::Day));
    check(|one| one.starts_minute = 1_440, Err(GatheringFlaw::Day));
    check(|one| one.people = 0, Err(GatheringFlaw::People));
    check(|one| one.address = String::new(), Err(GatheringFlaw::Address));
    check(|one| one.prepared.push(Precaution::Masks), Err(GatheringFlaw::Prepared));
}

fn leaving() -> Leaving {
    Leaving {
        place: PlaceCode::parse("140110003001").unwrap(),
        to: PlaceCode::parse("110105").unwrap(),
        means: crate::journeys::TravelMeans::Train,
        leaves: day("2022-04-30"),
        back: day("2022-05-03"),
        why: "探亲".to_owned(),
    }
}

#[test]
fn whoever_lives_in_a_closed_area_does_not_leave_and_nobody_else_is_held() {
    let book = RuleBook::built_in().unwrap();
    let check = |level: Option<Level>, on: &str, words: Option<&str>| {
        let rule = barred(level, book.stay_put_on(day(on)));
        assert_eq!(rule.map(|rule| rule.clause.as_written.as_str()), words, "{level:?} {on}");
    };
    check(None, "2022-04-30", None);
    check(Some(Level::Locked), "2022-04-30", Some("区域封闭、足不出户、服务上门"));
    check(Some(Level::Controlled), "2022-04-30", Some("人不出区、严禁聚集"));
    check(Some(Level::Guarded), "2022-04-30", None);
    check(Some(Level::Medium), "2022-07-30", Some("人不出区、错峰取物"));
    check(Some(Level::Low), "2022-07-30", None);
    check(Some(Level::High), "2022-11-24", Some("足不出户，上门服务"));
    check(Some(Level::Low), "2022-11-24", None);
}

#[test]
fn who_is_away_and_who_is_overdue_follows_from_the_days() {
    let at = day("2022-04-29").starts_at();
    let fact = |says| LeavingFact { says, at, by: None };
    let filed = fact(LeavingSays::Filed(Box::new(leaving())));
    let one = LeavingStanding::of(std::slice::from_ref(&filed)).unwrap();
    let check = |on: &str, state| assert_eq!(one.state(day(on)), state, "{on}");
    check("2022-04-29", LeavingState::Coming);
    check("2022-04-30", LeavingState::Away);
    check("2022-05-03", LeavingState::Away);
    check("2022-05-04", LeavingState::Overdue);
    let back = |on: &str| LeavingSays::Returned { on: day(on) };
    let today = day("2022-05-02");
    assert_eq!(one.may_follow(&back("2022-05-02"), today), Ok(()));
    assert_eq!(one.may_follow(&back("2022-05-03"), today), Err(LeavingRefused::Day));
    assert_eq!(one.may_follow(&back("2022-04-29"), today), Err(LeavingRefused::Day));
    assert_eq!(one.may_follow(&LeavingSays::Cancelled, today), Err(LeavingRefused::Day));
    let returned = LeavingStanding::of(&[filed, fact(back("2022-05-02"))]).unwrap();
    assert_eq!(returned.state(day("2022-06-01")), LeavingState::Returned);
    assert_eq!(returned.may_follow(&back("2022-05-02"), today), Err(LeavingRefused::Over));
    let city = PlaceCode::parse("1401").unwrap();
    assert_eq!(leaving().check(&city, day("2022-04-30")), Ok(()));
    assert_eq!(leaving().check(&city, day("2022-05-01")), Err(LeavingFlaw::Days));
    let near = Leaving { to: PlaceCode::parse("140105").unwrap(), ..leaving() };
    assert_eq!(near.check(&city, day("2022-04-30")), Err(LeavingFlaw::To));
}
