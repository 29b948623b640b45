//! Reports in the words of the field, all of them invented here.

use super::*;
use proptest::prelude::*;

fn day(text: &str) -> CityDay {
    CityDay::parse(text).unwrap()
}

fn clock(said: Option<TimeSaid>) -> String {
    said.map_or_else(String::new, |said| {
        let about = if said.is_about { "~" } else { "" };
        format!("{about}{:02}:{:02}", said.minute / 60, said.minute % 60)
    })
}

/// An episode in one line: kind, days, hours, place, way, people.
fn line(episode: &Episode) -> String {
    let days = episode.day.map_or("?".to_owned(), |day| day.to_string()[5..].to_owned());
    let until =
        episode.until_day.map_or_else(String::new, |day| format!("/{}", &day.to_string()[5..]));
    let hours = match (clock(episode.from), clock(episode.to)) {
        (from, to) if to.is_empty() => from,
        (from, to) => format!("{from}-{to}"),
    };
    let part = episode.part.map_or("", DayPart::code);
    let place = episode.place.as_ref().map_or("", |place| place.text.as_str());
    let ride = episode.ride.as_ref().map_or_else(String::new, |ride| {
        let end = |words: &Option<Words>| {
            words.as_ref().map_or_else(String::new, |words| words.text.clone())
        };
        format!(
            "{} {} {} {} {}>{}",
            ride.means.code(),
            ride.number.as_deref().unwrap_or("-"),
            ride.carriage.as_deref().unwrap_or("-"),
            ride.seat.as_deref().unwrap_or("-"),
            end(&ride.from),
            end(&ride.to)
        )
    });
    let people: Vec<&str> =
        episode.people.iter().map(|people| people.words.text.as_str()).collect();
    let people = people.join("+");
    let said =
        [episode.kind.code(), &format!("{days}{until}"), &hours, part, place, &ride, &people];
    let said: Vec<&str> = said.iter().copied().filter(|said| !said.is_empty()).collect();
    said.join(" | ")
}

/// A report of 2022-10-07, and its episodes.
fn check(text: &str, expected: &[&str]) {
    let read = read(text, day("2022-10-07")).unwrap();
    let lines: Vec<String> = read.episodes.iter().map(line).collect();
    assert_eq!(lines, expected, "{text}");
    within(text, &read);
}

/// Every range lies in the text, and says what it is said to say.
fn within(text: &str, read: &ReadReport) {
    let letters: Vec<char> = text.chars().collect();
    let span = |span: &Span| {
        assert!(span.start <= span.end && span.end <= letters.len(), "{span:?} of {text:?}");
    };
    let words = |words: &Words| {
        span(&words.span);
        let said: String = letters[words.span.start..words.span.end].iter().collect();
        assert_eq!(said, words.text, "{text:?}");
    };
    for doubt in &read.doubts {
        span(&doubt.span);
    }
    for episode in &read.episodes {
        span(&episode.span);
        assert!(episode.span.start < episode.span.end, "{episode:?} of {text:?}");
        episode.place.iter().for_each(words);
        episode.of.iter().for_each(words);
        episode.symptoms.iter().for_each(words);
        episode.people.iter().for_each(|people| words(&people.words));
        episode.doubts.iter().for_each(|doubt| span(&doubt.span));
        if let Some(ride) = &episode.ride {
            span(&ride.span);
            ride.from.iter().chain(&ride.to).for_each(words);
        }
    }
}

/// The codes of doubts of the only episode.
fn doubts(text: &str, expected: &[&str]) {
    let read = read(text, day("2022-10-07")).unwrap();
    let [episode] = read.episodes.as_slice() else { panic!("{text}: {read:?}") };
    let mut codes: Vec<&str> = episode.doubts.iter().map(|doubt| doubt.code.code()).collect();
    codes.sort_unstable();
    assert_eq!(codes, expected, "{text}");
}

#[test]
fn a_train_with_its_carriage() {
    check(
        "7月19日乘坐G8087次列车（3车厢）前往大同南站",
        &["ride | 07-19 | train G8087 3 - >大同南站"],
    );
    check(
        "7月19日8时许由太原南站乘坐G8087次列车（3车厢12F座）至大同",
        &["ride | 07-19 | ~08:00 | train G8087 3 12F 太原南站>大同"],
    );
    check(
        "2022年9月30日，乘坐D5362次列车（太原南—忻州西，2号车厢5A座）。",
        &["ride | 09-30 | train D5362 2 5A 太原南>忻州西"],
    );
    check("9月28日乘K603次列车由北京返回太原。", &["ride | 09-28 | train K603 - - 北京>太原"]);
}

#[test]
fn other_ways() {
    check(
        "10月1日14:20乘坐MU2405航班（12排3座）由上海飞往太原",
        &["ride | 10-01 | 14:20 | flight MU2405 - 12排3座 上海>太原"],
    );
    check(
        "10月1日7时乘坐103路公交车前往迎泽公园",
        &["ride | 10-01 | 07:00 | bus 103路 - - >迎泽公园"],
    );
    check("10月1日乘坐地铁2号线到西涧河站", &["ride | 10-01 | metro 地铁2号线 - - >西涧河站"]);
    check(
        "10月1日18时乘坐出租车（晋AT1234）回到家中",
        &["ride | 10-01 | 18:00 | taxi 晋AT1234 - - >家中"],
    );
    check("10月2日9时步行前往美特好超市", &["ride | 10-02 | 09:00 | foot - - - >美特好超市"]);
}

#[test]
fn places_with_their_hours() {
    check("10月3日8时许至9时20分在某超市购物", &["stay | 10-03 | ~08:00-09:20 | 某超市"]);
    check(
        "10月3日12:00-13:10在海底捞（长风街店）用餐，与2名同事同桌。",
        &["stay | 10-03 | 12:00-13:10 | 海底捞（长风街店） | 2名同事"],
    );
    check(
        "10月3日上午8时20分到并州饭店上班，停留至18时30分。9时离开。",
        &["stay | 10-03 | 08:20-18:30 | morning | 并州饭店"],
    );
    check(
        "10月4日下午2时至4时在和平路大同刀削面馆",
        &["stay | 10-04 | 14:00-16:00 | afternoon | 和平路大同刀削面馆"],
    );
    check(
        "10月4日晚10时至次日1时在麦乐迪KTV唱歌",
        &["stay | 10-04/10-05 | 22:00-01:00 | evening | 麦乐迪KTV"],
    );
    check("10月2日至4日居家未外出。", &["home | 10-02/10-04"]);
    check(
        "10月5日10时到山西大医院发热门诊就诊，进行核酸采样。",
        &["care | 10-05 | 10:00 | 山西大医院发热门诊"],
    );
}

#[test]
fn a_day_holds_until_another_is_named() {
    check(
        "10月3日：8时在美特好超市购物；9时30分到迎泽公园散步，12时返回家中。次日8时到单位上班。",
        &[
            "stay | 10-03 | 08:00 | 美特好超市",
            "stay | 10-03 | 09:30 | 迎泽公园",
            "home | 10-03 | 12:00 | 家中",
            "stay | 10-04 | 08:00 | 单位",
        ],
    );
    check(
        "9月30日\n15时在银座理发\n10月1日\n8时在亲贤北街早市买菜",
        &["stay | 09-30 | 15:00 | 银座", "stay | 10-01 | 08:00 | 亲贤北街早市"],
    );
}

#[test]
fn illness() {
    let read =
        read("10月2日出现发热、咳嗽症状，10月3日8时在社区核酸采样点采样。", day("2022-10-07"));
    let read = read.unwrap();
    assert_eq!(read.episodes[0].kind, EpisodeKind::Onset);
    assert_eq!(read.episodes[0].day, Some(day("2022-10-02")));
    let felt: Vec<&str> = read.episodes[0].symptoms.iter().map(|s| s.text.as_str()).collect();
    assert_eq!(felt, ["发热", "咳嗽"]);
    assert_eq!(read.episodes[1].kind, EpisodeKind::Sampled);
}

#[test]
fn what_was_not_done_is_no_visit() {
    let read = read("10月3日未去过超市。否认到过中高风险区。", day("2022-10-07")).unwrap();
    assert_eq!(read.episodes, []);
    let codes: Vec<&str> = read.doubts.iter().map(|doubt| doubt.code.code()).collect();
    assert_eq!(codes, ["denied", "denied", "nothing_found"]);
}

#[test]
fn what_is_unsure_is_said_to_be_unsure() {
    doubts("10月3日8时在美特好超市购物", &[]);
    doubts("10月3日8时许在某超市购物", &["place_vague", "time_about"]);
    doubts("10月3日在美特好超市购物", &["time_missing"]);
    doubts("8时在美特好超市购物", &["day_missing"]);
    doubts("2月30日8时在美特好超市购物", &["no_such_day"]);
    doubts("2022年10月9日8时在美特好超市购物", &["day_ahead"]);
    doubts("8月3日8时在美特好超市购物", &["long_ago"]);
    doubts("10月3日9时至8时在美特好超市购物", &["ends_before"]);
    doubts("10月3日8时可能到过美特好超市", &["said_unsure"]);
    doubts("10月3日8时计划前往美特好超市", &["planned"]);
    doubts("10月3日8时其丈夫到美特好超市购物", &["somebody_else"]);
    doubts("昨日8时在美特好超市购物", &["day_relative"]);
    doubts("10月3日8时乘坐出租车到火车站", &["ride_unnumbered"]);
}

#[test]
fn the_year_is_that_of_the_report_or_the_one_before() {
    let of = |text: &str, asked: &str| read(text, day(asked)).unwrap().episodes[0].day;
    assert_eq!(of("12月30日8时在超市购物", "2023-01-02"), Some(day("2022-12-30")));
    assert_eq!(of("1月2日8时在超市购物", "2023-01-02"), Some(day("2023-01-02")));
    assert_eq!(of("2021年1月2日8时在超市购物", "2023-01-02"), Some(day("2021-01-02")));
}

#[test]
fn of_whom_it_is_told() {
    let text = "病例1：10月3日8时在美特好超市购物。\n病例2：10月3日9时在迎泽公园散步。";
    let read = read(text, day("2022-10-07")).unwrap();
    let of: Vec<&str> =
        read.episodes.iter().map(|e| e.of.as_ref().map_or("", |of| of.text.as_str())).collect();
    assert_eq!(of, ["病例1", "病例2"]);
    assert!(read.doubts.iter().any(|doubt| doubt.code == DoubtCode::SeveralPeople));
}

#[test]
fn what_is_no_text_is_refused() {
    let of = |text: &str| read(text, day("2022-10-07"));
    assert_eq!(of(" \n　"), Err(Unreadable::Empty));
    assert_eq!(of("PK\u{3}\u{4}\0\0"), Err(Unreadable::NotText));
    assert_eq!(of(&"\u{fffd}".repeat(40)), Err(Unreadable::NotText));
    assert_eq!(of(&"在".repeat(TEXT_MAX + 1)), Err(Unreadable::TooLong));
}

#[test]
fn the_longest_text_is_read_in_a_moment() {
    for piece in ["与3人", "步行", "8时至", "乘坐由从", "7月19日、"] {
        let text: String = piece.chars().cycle().take(TEXT_MAX).collect();
        let began = std::time::Instant::now();
        let read = read(&text, day("2022-10-07")).unwrap();
        assert!(began.elapsed().as_millis() < 4_000, "{piece}: {:?}", began.elapsed());
        assert!(read.episodes.len() <= EPISODES_MAX + 12, "{piece}");
        within(&text, &read);
    }
}

fn pieces() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        6 => proptest::sample::select(vec![
            "7月19日", "10月3日", "19日", "2022年", "13月40日", "次日", "当晚", "昨天", "8时", "许", "至", "到",
            "9时20分", "24:00", "25:61", "8点半", "下午", "晚", "凌晨", "约", "在", "前往", "某超市", "美特好（长风街店）",
            "家中", "购物", "用餐", "乘坐", "G8087", "次列车", "（3车厢12F座）", "MU2405", "103路公交", "晋AT1234",
            "由", "太原南", "离开", "与", "2名同事", "和", "丈夫", "、", "，", "。", "：", "\n", "（", "）", "未去",
            "病例1", "发热", "出现", "居家", "停留", "每天", "可能", "１２：３０", "—",
        ]).prop_map(str::to_owned),
        1 => "\\PC{0,6}",
    ];
    proptest::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_text_breaks_the_reader_and_every_range_lies_in_it(text in pieces(), back in 0..400_i64) {
        let asked_on = day("2022-10-07").plus(-back);
        if let Ok(read) = read(&text, asked_on) {
            within(&text, &read);
            for episode in &read.episodes {
                // Nothing is made up: a day that nobody wrote is of the text or flagged.
                if episode.day.is_none() {
                    let codes = [DoubtCode::DayMissing, DoubtCode::NoSuchDay];
                    prop_assert!(episode.doubts.iter().any(|doubt| codes.contains(&doubt.code)));
                }
            }
        }
    }
}
