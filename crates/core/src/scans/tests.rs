use super::*;
use crate::Moment;
use crate::codes::{HealthColor, Strength};
use crate::passes::Alias;
use proptest::prelude::*;

const GREEN: Asked = Asked {
    pass: None,
    color: Some(HealthColor::Green),
    is_code_asked: true,
    is_down: false,
    is_closed: false,
    n_free: None,
    temperature: Some(365),
    has_mask: Some(true),
    has_certificate: None,
    emergency: None,
};

#[test]
fn a_green_code_a_mask_and_no_fever_pass() {
    let said = decide(&GREEN);
    assert_eq!((said.verdict, said.why), (Verdict::Pass, Why::Fine));
}

#[test]
fn what_speaks_against_somebody_is_told_in_words() {
    let table = [
        (Asked { color: Some(HealthColor::Red), ..GREEN }, Why::Red, "红码"),
        (Asked { color: Some(HealthColor::Yellow), ..GREEN }, Why::Yellow, "黄码"),
        (Asked { color: None, ..GREEN }, Why::Unknown, "没有此人"),
        (Asked { pass: Some(Why::PassOld), ..GREEN }, Why::PassOld, "截图"),
        (Asked { is_closed: true, ..GREEN }, Why::Closed, "暂停开放"),
        (Asked { temperature: Some(373), ..GREEN }, Why::Fever, "37.3"),
        (Asked { has_mask: Some(false), ..GREEN }, Why::NoMask, "口罩"),
        (Asked { has_certificate: Some(false), ..GREEN }, Why::NoCertificate, "阴性证明"),
        (Asked { n_free: Some(0), ..GREEN }, Why::Full, "上限"),
    ];
    for (asked, why, word) in table {
        let said = decide(&asked);
        assert_eq!((said.verdict, said.why), (Verdict::Refuse, why));
        assert!(said.why.says().contains(word), "{}", said.why.says());
    }
    assert_eq!(decide(&Asked { temperature: Some(372), ..GREEN }).why, Why::Fine);
    assert_eq!(decide(&Asked { n_free: Some(1), ..GREEN }).why, Why::Fine);
}

#[test]
fn whoever_must_be_helped_passes_whatever_his_code_says() {
    for emergency in Emergency::ALL {
        for color in [None, Some(HealthColor::Red), Some(HealthColor::Yellow)] {
            for pass in [None, Some(Why::PassOld), Some(Why::PassForged)] {
                let asked = Asked {
                    emergency: Some(*emergency),
                    color,
                    pass,
                    is_closed: true,
                    temperature: Some(400),
                    ..GREEN
                };
                assert_eq!(decide(&asked).verdict, Verdict::Pass);
                // What for is kept with the scan.
                let due = match emergency {
                    Emergency::Labour => Why::Labour,
                    Emergency::Dialysis => Why::Dialysis,
                    Emergency::Rescue => Why::Emergency,
                };
                assert_eq!(decide(&asked).why, due);
            }
        }
    }
}

#[test]
fn where_the_authority_asks_for_no_code_nobody_is_refused_for_one() {
    let none = Asked { is_code_asked: false, color: None, pass: Some(Why::PassOld), ..GREEN };
    assert_eq!(decide(&none).why, Why::NoCodeAsked);
    assert_eq!(decide(&Asked { color: Some(HealthColor::Red), ..none }).verdict, Verdict::Pass);
}

#[test]
fn while_codes_are_down_no_code_keeps_nobody_out_and_everything_else_still_does() {
    let down = Asked { is_down: true, ..GREEN };
    assert_eq!(decide(&down).why, Why::Fine, "a green code that can be read is one");
    let none = Asked { color: None, ..down };
    assert_eq!(decide(&none).why, Why::CodesDown);
    assert_eq!(decide(&none).verdict, Verdict::Pass);
    assert!(
        Why::CodesDown.says().contains("身份证件") && Why::CodesDown.says().contains("纸质登记表")
    );
    for flaw in [Why::PassOld, Why::PassNotYet, Why::PassForged, Why::PassEnded, Why::Unknown] {
        // Of whom a code is that cannot be read nobody knows: its color counts for nothing.
        for color in [None, Some(HealthColor::Red)] {
            let asked = Asked { pass: Some(flaw), color, ..down };
            assert_eq!(decide(&asked).why, Why::CodesDown);
            assert_eq!(decide(&Asked { is_down: false, ..asked }).why, flaw, "the control");
        }
    }
    // The act is no pardon: what somebody's own code says counts.
    assert_eq!(decide(&Asked { color: Some(HealthColor::Red), ..down }).why, Why::Red);
    assert_eq!(decide(&Asked { color: Some(HealthColor::Yellow), ..down }).why, Why::Yellow);
    let table = [
        (Asked { is_closed: true, ..none }, Why::Closed),
        (Asked { temperature: Some(373), ..none }, Why::Fever),
        (Asked { has_mask: Some(false), ..none }, Why::NoMask),
        (Asked { has_certificate: Some(false), ..none }, Why::NoCertificate),
        (Asked { n_free: Some(0), ..none }, Why::Full),
        (Asked { emergency: Some(Emergency::Labour), ..none }, Why::Labour),
        (Asked { is_code_asked: false, ..none }, Why::NoCodeAsked),
    ];
    for (asked, why) in table {
        assert_eq!(decide(&asked).why, why);
    }
}

fn one_of<T: Clone + std::fmt::Debug + 'static>(all: &'static [T]) -> impl Strategy<Value = T> {
    prop::sample::select(all)
}

proptest! {
    #[test]
    fn a_graver_color_never_lets_more_people_in(
        closed in any::<bool>(), asked in any::<bool>(), down in any::<bool>(),
        temperature in 350_i16..400,
    ) {
        let of = |color| {
            let one = Asked {
                color: Some(color), is_closed: closed, is_code_asked: asked, is_down: down,
                temperature: Some(temperature), ..GREEN
            };
            decide(&one).verdict
        };
        prop_assert!(of(HealthColor::Green) <= of(HealthColor::Yellow));
        prop_assert!(of(HealthColor::Yellow) <= of(HealthColor::Red));
    }

    #[test]
    fn what_is_kept_is_read_back(
        (source, strength, why) in (one_of(ScanSource::ALL), one_of(Strength::ALL), one_of(Why::ALL)),
        color in prop::option::of(one_of(HealthColor::ALL)),
        checks in prop::sample::subsequence(Check::ALL, 0..=Check::ALL.len()),
        temperature in prop::option::of(300_i16..430),
        (county, venue, gate, later_ms, at) in any::<(u32, u32, u32, i32, i64)>(),
        (id, person) in any::<([u8; 16], [u8; 16])>(),
    ) {
        let scan = Scan {
            id: ScanId(id), source, strength, why, color, checks, temperature, county, venue, gate,
            at: Moment(at), later_ms, person,
        };
        let bytes = scan.to_bytes();
        prop_assert_eq!(Scan::from_bytes(&bytes), Ok(scan));
        prop_assert_eq!(Scan::from_bytes(&bytes[1..]), Err(NotAScan));
        let sent = GateRecord {
            id: ScanId(id), alias: Alias(u64::from(venue)), at: Moment(at), why, color,
            checks: Scan::from_bytes(&bytes).unwrap().checks, temperature,
        };
        prop_assert_eq!(GateRecord::from_bytes(&sent.to_bytes()), Ok(sent));
    }
}
