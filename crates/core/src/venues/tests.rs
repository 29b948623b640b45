use super::*;
use crate::rules::RuleBook;

fn about(kind: VenueKind, capacity: Option<u32>) -> VenueAbout {
    VenueAbout {
        kind,
        name: "某商场".to_owned(),
        place: PlaceCode::parse("140110003001").unwrap(),
        address: "某街1号".to_owned(),
        entrances: Vec::new(),
        capacity,
    }
}

fn fact(says: VenueSays, by: &str) -> VenueFact {
    VenueFact { says, at: Moment(0), by: (!by.is_empty()).then(|| by.to_owned()) }
}

fn day(text: &str) -> CityDay {
    CityDay::parse(text).unwrap()
}

#[test]
fn two_people_make_a_place() {
    let applied = |by| fact(VenueSays::Applied(Box::new(about(VenueKind::Mall, None))), by);
    let approved = VenueSays::Approved { number: 7 };
    let at_the_desk = venue_of(&[applied("shequ")]).unwrap();
    assert_eq!(at_the_desk.state, VenueState::Applied);
    assert_eq!(may_follow(&at_the_desk, &approved, "shequ"), Err(VenueRefused::SamePerson));
    assert_eq!(may_follow(&at_the_desk, &approved, "zhihui"), Ok(()));
    // What the place itself sent in stands for nothing before somebody went there.
    let sent = venue_of(&[applied("")]).unwrap();
    assert_eq!(sent.state, VenueState::Sent);
    assert_eq!(may_follow(&sent, &approved, "zhihui"), Err(VenueRefused::State));
    let checked = venue_of(&[applied(""), fact(VenueSays::Checked, "shequ")]).unwrap();
    assert_eq!(may_follow(&checked, &approved, "shequ"), Err(VenueRefused::SamePerson));
    assert_eq!(may_follow(&checked, &approved, "zhihui"), Ok(()));
    let facts = [applied("shequ"), fact(approved.clone(), "zhihui")];
    let venue = venue_of(&facts).unwrap();
    assert_eq!((venue.state, venue.number), (VenueState::Approved, Some(7)));
    assert_eq!(may_follow(&venue, &approved, "zhihui"), Err(VenueRefused::State));
    let ended = [facts.to_vec(), vec![fact(VenueSays::Ended, "shequ")]].concat();
    let ended = venue_of(&ended).unwrap();
    assert_eq!(ended.state, VenueState::Ended);
    assert_eq!(may_follow(&ended, &VenueSays::Ended, "x"), Err(VenueRefused::State));
    assert_eq!(venue_of(&[]), None);
}

#[test]
fn three_quarters_on_the_holiday_of_may_2022() {
    let book = RuleBook::built_in().unwrap();
    let check = |kind, capacity, on: &str, limit| {
        let shares = book.venue_shares_on(day(on));
        assert_eq!(limit_on(&about(kind, capacity), shares), limit, "{kind:?} {on}");
    };
    // 接待量不得超过最大承载量的75%
    check(VenueKind::Mall, Some(1_000), "2022-04-29", Some(750));
    check(VenueKind::Market, Some(10), "2022-05-01", Some(7));
    check(VenueKind::Scenic, Some(1), "2022-05-01", Some(1));
    check(VenueKind::Mall, Some(1_000), "2022-04-28", Some(1_000));
    check(VenueKind::Office, Some(1_000), "2022-05-01", Some(1_000));
    check(VenueKind::Mall, None, "2022-05-01", None);
}

#[test]
fn a_trade_is_closed_from_a_day_to_a_day_and_opens_by_itself() {
    let closing = Closing {
        kinds: vec![VenueKind::Cinema, VenueKind::Bar],
        place: PlaceCode::parse("140110").unwrap(),
        first: day("2022-04-29"),
        last: Some(day("2022-05-04")),
        as_written: "全市所有酒吧、电影院等非生活必需密闭场所暂停开放".to_owned(),
        source: "2022年第65号".to_owned(),
    };
    let today = day("2022-04-29");
    assert_eq!(closing.check(today), Ok(()));
    assert_eq!(closing.check(day("2022-04-30")), Err(ClosingFlaw::Days));
    let bad = Closing { kinds: vec![], ..closing.clone() };
    assert_eq!(bad.check(today), Err(ClosingFlaw::Kinds));
    let bad = Closing { as_written: String::new(), ..closing.clone() };
    assert_eq!(bad.check(today), Err(ClosingFlaw::Words));
    let said = |says, by: &str| ClosingFact {
        says,
        at: Moment(0),
        by: by.to_owned(),
        reason: String::new(),
    };
    let made = said(ClosingSays::Made(Box::new(closing)), "nigao");
    let closed = |facts: &[ClosingFact], kind, on: &str| {
        let standing = ClosingStanding::of(facts).unwrap();
        closed_by(&about(kind, None), [&standing].into_iter(), day(on)).is_some()
    };
    let waiting = [made.clone()];
    assert!(!closed(&waiting, VenueKind::Cinema, "2022-04-30"), "one person closes nothing");
    let signed = [made.clone(), said(ClosingSays::Signed, "qianpi")];
    for (on, is_closed) in
        [("2022-04-28", false), ("2022-04-29", true), ("2022-05-04", true), ("2022-05-05", false)]
    {
        assert_eq!(closed(&signed, VenueKind::Cinema, on), is_closed, "{on}");
        assert!(!closed(&signed, VenueKind::Mall, on));
    }
    let early =
        [&signed[..], &[said(ClosingSays::Ended { last: day("2022-05-01") }, "q")]].concat();
    assert!(closed(&early, VenueKind::Bar, "2022-05-01"));
    assert!(!closed(&early, VenueKind::Bar, "2022-05-02"));
    let declined = [made, said(ClosingSays::Declined, "qianpi")];
    assert!(!closed(&declined, VenueKind::Bar, "2022-04-30"));
}

#[test]
fn a_code_is_read_as_it_is_written_and_nothing_else_is() {
    let code = VenueCode::of(1_234, &[1, 2, 3, 40, 255, 0, 9], Some(2));
    assert_eq!(code.to_string(), "1234-1238z0-2");
    assert_eq!(VenueCode::parse("1234-1238Z0-2"), Some(code));
    for wrong in [
        "",
        "1234",
        "1234-1238z",
        "-1238z0",
        "1234-1238z0-0",
        "1234-1238z0-2-1",
        "+123-1238z0",
        "1234-1238u0",
        "12345678901-1238z0",
        "1234-1238z0-",
        "1234-1238z0-300",
    ] {
        assert_eq!(VenueCode::parse(wrong), None, "{wrong}");
    }
}

#[test]
fn what_a_place_says_of_itself_is_bounded() {
    let check = |change: fn(&mut VenueAbout), flaw| {
        let mut one = about(VenueKind::Mall, Some(100));
        change(&mut one);
        assert_eq!(one.check(), flaw);
    };
    check(|_| {}, Ok(()));
    check(|one| one.name.clear(), Err(AboutFlaw::Name));
    check(|one| one.address = "长".repeat(121), Err(AboutFlaw::Address));
    check(|one| one.entrances = vec!["南门".into(), "南门".into()], Err(AboutFlaw::Entrances));
    check(|one| one.entrances = vec![String::new()], Err(AboutFlaw::Entrances));
    check(|one| one.capacity = Some(0), Err(AboutFlaw::Capacity));
}
