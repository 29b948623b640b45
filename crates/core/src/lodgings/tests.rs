use super::*;
use crate::journeys::{CodeShown, Residence, StayedIn};
use crate::places::PlaceCode;
use crate::rules::RuleBook;
use crate::venues::VenueKind;
use crate::{CityDay, Moment};

fn day(text: &str) -> CityDay {
    CityDay::parse(text).unwrap()
}

fn place(code: &str) -> PlaceCode {
    PlaceCode::parse(code).unwrap()
}

fn at(text: &str, hour: i64) -> Moment {
    day(text).starts_at().plus_ms(hour * 3_600_000)
}

fn staying(from: &str) -> Staying {
    Staying {
        from: place(from),
        station: "taiyuan".to_owned(),
        arrived_at: at("2022-10-08", 8),
        since: at("2022-10-08", 10),
        tested_at: Some(at("2022-10-07", 9)),
        code: CodeShown::Green,
        stayed: StayedIn::Nowhere,
        residence: Residence::Elsewhere,
    }
}

#[test]
fn a_guest_is_an_arrival_unless_he_comes_from_the_city_or_came_long_ago() {
    let (city, house) = (place("1401"), place("140110003001"));
    let now = at("2022-10-08", 11);
    let guest = staying("110105");
    assert_eq!(guest.check(&city, now), Ok(()));
    let coming = guest.coming(&city, &house).unwrap();
    assert_eq!(coming.stay.place(), Some(&house));
    assert_eq!(coming.check(&city, now), Ok(()), "what a guest becomes can be reported");
    assert!(staying("140105").coming(&city, &house).is_none());
    let mut long = guest.clone();
    long.arrived_at = at("2022-09-10", 8);
    assert!(long.coming(&city, &house).is_none());
    for (change, flaw) in [
        (Staying { since: at("2022-10-08", 12), ..guest.clone() }, StayFlaw::Moment),
        (Staying { arrived_at: at("2022-10-08", 11), ..guest.clone() }, StayFlaw::Moment),
        (Staying { station: "mars".to_owned(), ..guest.clone() }, StayFlaw::Station),
        (Staying { tested_at: Some(at("2022-10-09", 1)), ..guest.clone() }, StayFlaw::TestedAt),
    ] {
        assert_eq!(change.check(&city, now), Err(flaw));
    }
}

#[test]
fn a_stay_ends_once_and_is_kept_for_twenty_one_days_after() {
    let fact = |says, hour| StayFact { says, at: at("2022-10-08", hour) };
    let came = fact(StaySays::CheckedIn(Box::new(staying("110105"))), 10);
    let one = StayStanding::of(std::slice::from_ref(&came)).unwrap();
    assert_eq!((one.gone_on(), one.may_follow(&StaySays::Left)), (None, Ok(())));
    assert_eq!(one.may_follow(&StaySays::Returned), Err(StayRefused::State));
    let left = fact(StaySays::Left, 12);
    let one = StayStanding::of(&[came.clone(), left.clone()]).unwrap();
    assert_eq!(one.gone_on(), Some(day("2022-10-30")));
    assert_eq!(one.may_follow(&StaySays::Left), Err(StayRefused::State));
    let one = StayStanding::of(&[came, left.clone(), fact(StaySays::Returned, 13)]).unwrap();
    assert_eq!(one.left_at, None, "it was a slip");
    assert!(StayStanding::of(&[left]).is_none());
}

#[test]
fn how_often_a_house_is_disinfected_follows_from_the_rules_of_its_day() {
    let book = RuleBook::built_in().unwrap();
    let asked = |kind, on| disinfection_on(kind, book.disinfections_on(day(on)));
    let hotel = asked(VenueKind::Hotel, "2022-04-29").unwrap();
    assert_eq!((hotel.times, hotel.is_ours), (2, true), "the words have no number");
    assert!(hotel.clause.as_written.contains("加大消毒频次"));
    assert!(asked(VenueKind::Hotel, "2022-04-28").is_none());
    assert!(asked(VenueKind::Hotel, "2022-12-07").is_none());
    // 晋中邮政 is another city's: it is shown here and holds nobody.
    assert!(asked(VenueKind::Post, "2022-04-29").is_none());
    assert!(has_page(VenueKind::Post, book.disinfections_on(day("2022-04-29"))));
    assert!(!has_page(VenueKind::Bar, book.disinfections_on(day("2022-04-29"))));
}

#[test]
fn what_is_wanting_of_a_day() {
    let on = day("2022-10-08");
    let done = |hours: &[i64]| HouseDay {
        disinfected: hours.iter().map(|hour| at("2022-10-08", *hour)).collect(),
        ..HouseDay::default()
    };
    for (hours, now, wanting) in [
        (&[][..], at("2022-10-08", 11), 0),
        (&[], at("2022-10-08", 12), 1),
        (&[], at("2022-10-09", 0), 2),
        (&[9], at("2022-10-08", 23), 0),
        (&[9], at("2022-10-09", 5), 1),
        (&[9, 18], at("2022-10-09", 5), 0),
        (&[9, 9, 9], at("2022-10-09", 5), 1),
    ] {
        assert_eq!(done(hours).n_wanting(2, on, now), wanting, "{hours:?}");
    }
    assert!(!done(&[]).is_reported());
    assert!(HouseDay { said_none: true, ..HouseDay::default() }.is_reported());
    assert!(HouseDay { n_came: 1, ..HouseDay::default() }.is_reported());
}

#[test]
fn a_list_is_read_in_any_order_and_every_bad_line_says_why() {
    let today = day("2022-10-08");
    let text = "房号\t证件号码\t姓名（必填）\t电话\t从哪里来\t怎么来的\t到本市时间\t健康码\t备注\n\
        301\t990101199001010010\t来客甲\t10000000051\t北京市朝阳区\t高铁 太原南站\t10.8 8:30\t绿码\t窗边\n\
        \n\
        302\tP1000001\t来客乙\t10000000052\n\
        303\t990101199001010010\t来客丙\t10000000053\t广州\t飞机\t昨天\n\
        304\t990101199001010010\t来客丁\t1\t广州\t飞机\t\t\t\t多的";
    let read = pasted(text, today).unwrap();
    assert_eq!(read.unknown, ["备注"]);
    assert_eq!(read.lines.iter().map(|line| line.number).collect::<Vec<_>>(), [2, 4, 5, 6]);
    let first = read.lines[0].read.as_ref().unwrap();
    assert_eq!((first.name.as_str(), first.room.as_str()), ("来客甲", "301"));
    assert_eq!(first.station(&place("1401")).as_deref(), Some("taiyuan_south"));
    assert_eq!(first.arrived_at, Some(at("2022-10-08", 8).plus_ms(30 * 60_000)));
    assert_eq!(first.code, CodeShown::Green);
    let why = |at: usize| read.lines[at].read.as_ref().unwrap_err().clone();
    assert!(why(1).contains("证件类型"), "{}", why(1));
    assert!(why(2).contains("昨天"), "{}", why(2));
    assert!(why(3).contains("10列"), "{}", why(3));
    assert_eq!(format!("{first:?}"), "PastedGuest(…)");
    for (text, why) in
        [("", "没有内容"), ("301\t张三", "第一行要有列名"), ("姓名\t证件号\t身份证", "有两列")]
    {
        let flaw = pasted(text, today).unwrap_err();
        assert!(flaw.contains(why), "{flaw}");
    }
    let many = format!("姓名\t证件号\n{}", "甲\t1\n".repeat(LINES_MAX + 1));
    assert!(pasted(&many, today).unwrap_err().contains("最多"));
}
