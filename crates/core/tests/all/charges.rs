//! Who answers for a door on a day, what nobody answers for, and lines as people paste them.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "what fails here fails the test")]

use fangxian_core::CityDay;
use fangxian_core::charges::{
    Answerer, Capacity, Charge, ChargeAct, ChargeRemark, Houses, Known, LineFlaw, PlaceNamed,
    Reach, ReachFlaw, ReachKind, Term, chain, gaps, households_of, people_overloaded, read_lines,
};
use fangxian_core::ids::ChargeId;
use fangxian_core::people::{DoorWords, Name};
use fangxian_core::places::PlaceCode;

const COMMUNITY: &str = "140110003001";

fn day(text: &str) -> CityDay {
    CityDay::parse(&format!("2022-{text}")).unwrap()
}

fn place(within: &str) -> PlaceCode {
    PlaceCode::parse(&format!("{COMMUNITY}{within}")).unwrap()
}

fn who(name: &str, phone: &str) -> Answerer {
    Answerer {
        name: Name::parse(name).unwrap(),
        unit: String::new(),
        capacity: Capacity::Volunteer,
        known: Known::ByName,
        phone_key: (!phone.is_empty()).then(|| phone.as_bytes().to_vec()),
    }
}

/// `张三 of -01-5 from 11-01 to 11-08`, or without the last day.
fn charge(n: u128, words: &str) -> Charge {
    let words: Vec<&str> = words.split(' ').collect();
    let to = words.get(6).map(|to| day(to));
    let acts = [ChargeAct::Begun { from: day(words[4]), to }];
    let within = if words[2] == "all" { "" } else { words[2] };
    Charge {
        id: ChargeId::from_uuid(uuid::Uuid::from_u128(n)),
        who: who(words[0], ""),
        reach: Reach::read(ReachKind::Place, vec![place(within)], None).unwrap(),
        term: Term::of(&acts),
    }
}

fn anchor(n: u128, name: &str, home: &str, n_doors: usize) -> Charge {
    let doors = (1..=n_doors).map(|room| place(&format!("-01-5-1-{n}{room:02}"))).collect();
    Charge {
        id: ChargeId::from_uuid(uuid::Uuid::from_u128(n)),
        who: who(name, ""),
        reach: Reach::read(ReachKind::Anchor, doors, Some(place(home))).unwrap(),
        term: Term::of(&[ChargeAct::Begun { from: day("11-01"), to: None }]),
    }
}

#[test]
fn the_chain_of_a_door_goes_from_the_nearest_to_the_leader_and_follows_the_days() {
    let all = [
        charge(1, "王书记 of all from 11-01"),
        charge(2, "李科长 of -01 from 11-01 to 11-10"),
        charge(3, "张三 of -01-5 from 11-01 to 11-07"),
        charge(4, "赵四 of -01-5 from 11-08"),
        charge(5, "孙五 of -01-55 from 11-01"),
        charge(6, "周六 of -01-5-2 from 11-09 to 11-09"),
        anchor(7, "陈英", "-01-5-1-701", 12),
    ];
    for (on, door, names) in [
        ("10-31", "-01-5-2-302", ""),
        ("11-01", "-01-5-2-302", "张三 李科长 王书记"),
        ("11-07", "-01-5-2-302", "张三 李科长 王书记"),
        ("11-08", "-01-5-2-302", "赵四 李科长 王书记"),
        ("11-09", "-01-5-2-302", "周六 赵四 李科长 王书记"),
        ("11-10", "-01-5-2-302", "赵四 李科长 王书记"),
        ("11-11", "-01-5-2-302", "赵四 王书记"),
        ("11-11", "-01-5-1-712", "陈英 赵四 王书记"),
        ("11-11", "-01-5-1-701", "陈英 赵四 王书记"),
        ("11-11", "-01-5-1-713", "赵四 王书记"),
        ("11-11", "-01-55-1-101", "孙五 王书记"),
        ("11-11", "-02-5-2-302", "王书记"),
    ] {
        let found = chain(&all, &place(door), day(on));
        let found: Vec<&str> = found.iter().map(|one| one.who.name.as_str()).collect();
        assert_eq!(found.join(" "), names, "{door} on {on}");
    }
}

#[test]
fn the_days_of_a_charge_follow_from_what_was_done() {
    use ChargeAct::{Begun, Ended, Resumed, Withdrawn};
    let begun = Begun { from: day("11-01"), to: Some(day("11-20")) };
    for (acts, on, holds) in [
        (vec![], "11-01", false),
        (vec![begun], "11-20", true),
        (vec![begun], "11-21", false),
        (vec![begun, Ended { last: day("11-08") }], "11-08", true),
        (vec![begun, Ended { last: day("11-08") }], "11-09", false),
        (vec![begun, Ended { last: day("11-08") }, Resumed], "11-20", true),
        (vec![begun, Ended { last: day("11-30") }], "11-30", true),
        (vec![begun, Withdrawn], "11-05", false),
        // Handed over on its first day: it held on none.
        (vec![begun, Ended { last: day("10-31") }], "11-01", false),
    ] {
        assert_eq!(Term::of(&acts).holds_on(day(on)), holds, "{acts:?} on {on}");
    }
}

#[test]
fn the_same_person_does_not_stand_twice_for_the_same_place_and_days() {
    let first = charge(1, "张三 of -01-5 from 11-01 to 11-10");
    for (words, repeats) in [
        ("张三 of -01-5 from 11-10", true),
        ("张三 of -01-5 from 10-01 to 11-01", true),
        ("张三 of -01-5 from 11-11", false),
        ("张三 of -01-5 from 10-01 to 10-31", false),
        ("李四 of -01-5 from 11-01", false),
        ("张三 of -01-6 from 11-01", false),
        ("张三 of -01-5-1 from 11-01", false),
    ] {
        let other = charge(2, words);
        assert_eq!((other.repeats(&first), first.repeats(&other)), (repeats, repeats), "{words}");
    }
    let namesake =
        Charge { who: who("张三", "10000000002"), ..charge(2, "张三 of -01-5 from 11-01") };
    let known = Charge { who: who("张三", "10000000001"), ..first.clone() };
    assert!(!namesake.repeats(&known), "two phones are two people");
    assert!(namesake.repeats(&first), "nobody said that they are two");
    let over = Charge { term: Term::of(&[]), ..first.clone() };
    assert!(!over.repeats(&charge(2, "张三 of -01-5 from 11-01")), "what was withdrawn is no bar");
    let same_doors = Charge {
        id: ChargeId::from_uuid(uuid::Uuid::from_u128(9)),
        ..anchor(7, "陈英", "-01-5-1-701", 12)
    };
    assert!(same_doors.repeats(&anchor(7, "陈英", "-01-5-1-701", 12)));
}

#[test]
fn what_nobody_answers_for_is_found() {
    let houses = Houses {
        compounds: vec![place("-01"), place("-02")],
        buildings: vec![place("-01-5"), place("-01-6"), place("-01-7"), place("-01-8")],
        doors: [
            "-01-5-1-101",
            "-01-6-1-101",
            "-01-6-2-101",
            "-01-7-1-101",
            "-01-7-2-101",
            "-02-9-0-0",
        ]
        .map(place)
        .to_vec(),
    };
    let listed = Reach::read(ReachKind::Doors, vec![place("-01-7-2-101")], None).unwrap();
    let all = [
        charge(1, "王书记 of all from 11-01"),
        charge(2, "李科长 of -01 from 11-01"),
        charge(3, "张三 of -01-5 from 11-01 to 11-08"),
        charge(4, "赵四 of -01-6-1 from 11-01"),
        charge(5, "孙五 of -01-6-2 from 11-05"),
        Charge { reach: listed, ..charge(6, "周六 of -01 from 11-01") },
    ];
    for (on, compounds, buildings, doors) in [
        ("11-04", "-02", "-01-6 -01-7 -01-8", "-01-6-2-101 -01-7-1-101 -02-9-0-0"),
        ("11-05", "-02", "-01-7 -01-8", "-01-7-1-101 -02-9-0-0"),
        ("11-09", "-02", "-01-5 -01-7 -01-8", "-01-5-1-101 -01-7-1-101 -02-9-0-0"),
    ] {
        let gaps = gaps(&houses, &all, day(on));
        let said = |places: &[PlaceCode]| {
            let cut = |one: &PlaceCode| one.as_str().trim_start_matches(COMMUNITY).to_owned();
            places.iter().map(cut).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(said(&gaps.compounds), compounds, "{on}");
        assert_eq!(said(&gaps.buildings), buildings, "{on}");
        assert_eq!(said(&gaps.doors), doors, "{on}");
        assert_eq!(gaps.doors_without_anchor.len(), 5, "{on}");
    }
}

#[test]
fn an_anchor_household_with_too_many_or_too_few_doors_is_remarked_on() {
    use ChargeRemark::{TooFew, TooMany};
    for (n_doors, remarks) in [(9, vec![TooFew]), (10, vec![]), (15, vec![]), (16, vec![TooMany])] {
        let one = anchor(1, "陈英", "-01-5-1-999", n_doors);
        assert_eq!(one.remarks(day("11-05")), remarks, "{n_doors}");
    }
    // Two lists of ten are twenty households of one person, and nobody else's.
    let all = [
        anchor(1, "陈英", "-01-5-1-999", 10),
        anchor(2, "陈英", "-01-5-1-999", 10),
        anchor(3, "刘桂", "-01-5-1-998", 10),
    ];
    assert_eq!(households_of(&all[0], &all, day("11-05")), 20);
    assert_eq!(people_overloaded(&all, day("11-05")), [all[0].id, all[1].id]);
    assert!(people_overloaded(&all, day("10-05")).is_empty());
    let ends = charge(1, "张三 of -01-5 from 11-01 to 11-10");
    for (on, soon) in [("11-02", false), ("11-03", true), ("11-10", true), ("11-11", false)] {
        assert_eq!(ends.remarks(day(on)).contains(&ChargeRemark::EndsSoon), soon, "{on}");
    }
}

#[test]
fn what_can_be_in_nobody_s_charge_is_refused() {
    let doors = |n: usize| (0..n).map(|n| place(&format!("-01-5-1-{n}"))).collect::<Vec<_>>();
    let read = |kind, places, home: Option<&str>| Reach::read(kind, places, home.map(place));
    let county = PlaceCode::parse("140110").unwrap();
    let (one, many) = (ReachKind::Place, ReachKind::Doors);
    assert_eq!(read(one, vec![county], None), Err(ReachFlaw::TooWide));
    assert_eq!(read(one, vec![], None), Err(ReachFlaw::OnePlace));
    assert_eq!(read(many, vec![], None), Err(ReachFlaw::NoDoors));
    assert_eq!(read(many, vec![place("-01-5")], None), Err(ReachFlaw::NotADoor));
    assert_eq!(read(many, doors(201), None), Err(ReachFlaw::TooManyDoors));
    assert_eq!(read(ReachKind::Anchor, doors(10), None), Err(ReachFlaw::NoHome));
    assert_eq!(read(ReachKind::Anchor, doors(10), Some("-01-5")), Err(ReachFlaw::NotADoor));
    let alone = read(ReachKind::Anchor, vec![place("-01-5-1-1")], Some("-01-5-1-1"));
    assert_eq!(alone, Err(ReachFlaw::NoDoors), "nobody answers for himself alone");
}

/// How a line is understood: places, name, unit, capacity, phone, flaw.
fn understood(line: &str) -> String {
    let read = read_lines(line, &["兰亭御湖城东区", "并州花园2期", "东巷"]);
    let one = read.first().expect("a line");
    let place = |named: &PlaceNamed| match named {
        PlaceNamed::Community => "社区".to_owned(),
        PlaceNamed::Below(DoorWords { compound, building, unit, room }) => {
            format!("{compound}/{building}{unit}{room}")
        }
    };
    let places: Vec<String> = one.places.iter().map(place).collect();
    let name = one.name.as_ref().map_or("-", Name::as_str);
    let phone = one.phone.as_ref().map_or("-", |phone| phone.as_str());
    let flaw = one.flaw.map_or("", LineFlaw::code);
    let said = [&places.join("+"), name, &one.unit, one.capacity.code(), phone, flaw];
    said.join("|")
}

#[test]
fn a_line_is_understood_by_the_shape_of_its_parts() {
    for (line, said) in [
        ("5号楼 张三 尖草坪街道办 10000000001", "/5号楼|张三|尖草坪街道办|other|10000000001|"),
        ("5号楼\t张三\t党员\t100-0000-0001", "/5号楼|张三|党员|party_member|10000000001|"),
        ("5号楼：张三（志愿者）10000000001", "/5号楼|张三|志愿者|volunteer|10000000001|"),
        (
            "张三10000000001,街道科级干部,兰亭御湖城东区",
            "兰亭御湖城东区/|张三|街道科级干部|section_cadre|10000000001|",
        ),
        ("兰亭御湖城东区 5# 张三", "兰亭御湖城东区/5号楼|张三||other|-|"),
        (
            "兰亭御湖城东区5号楼2单元 欧阳明月 0351-4000001",
            "兰亭御湖城东区/5号楼2单元|欧阳明月||other|03514000001|",
        ),
        ("并州花园2期1号楼 张三", "并州花园2期/1号楼|张三||other|-|"),
        ("1、2、3号楼 张三", "/1号楼+/2号楼+/3号楼|张三||other|-|"),
        ("1,2号楼,张三,区教育局,10000000001", "/1号楼+/2号楼|张三|区教育局|other|10000000001|"),
        ("1-3号楼 张三", "/1号楼+/2号楼+/3号楼|张三||other|-|"),
        ("５号楼１、２单元　张三", "/5号楼1单元+/5号楼2单元|张三||other|-|"),
        ("5-2-302 张三", "/5号楼2单元302|张三||other|-|"),
        ("5 张三", "/5号楼|张三||other|-|"),
        ("A座 张三", "/A号楼|张三||other|-|"),
        ("全社区 王书 街道科级干部", "社区|王书|街道科级干部|section_cadre|-|"),
        ("5号楼 街道办 阿依古丽·买买提", "/5号楼|阿依古丽·买买提|街道办|other|-|"),
        ("楼栋 姓名 单位 电话", "|-||other|-|heading"),
        ("张三 10000000001", "|张三||other|10000000001|no_place"),
        ("5号楼 街道办 10000000001", "/5号楼|-|街道办|other|10000000001|no_name"),
        ("5号楼 张三 10000000001 10000000002", "/5号楼|张三||other|10000000001|two_phones"),
        ("5号楼 张三 1000000000100000001", "/5号楼|张三||other|-|phone_unreadable"),
        ("5号楼2单元302和7号楼 张三", "|张三||other|-|place_unreadable"),
    ] {
        assert_eq!(understood(line), said, "{line}");
    }
    let many = read_lines("\n\n5号楼 张三\n\n6号楼 李四\n", &[]);
    let numbers: Vec<usize> = many.iter().map(|one| one.number).collect();
    assert_eq!(numbers, [3, 5], "lines are numbered as they were pasted");
}
