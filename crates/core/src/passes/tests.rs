use super::*;
use proptest::prelude::*;

const CITY: &str = "1401";

fn pass(kind: PassKind, mark: Option<&str>) -> Pass {
    Pass {
        kind,
        alias: Alias(0x0123_4567_89ab_cdef),
        color: HealthColor::Green,
        made_at: Moment(1_669_270_000_000),
        mark: mark.map(str::to_owned),
    }
}

fn text(pass: &Pass) -> String {
    text_of(pass, Way::default())
}

fn text_of(pass: &Pass, way: Way) -> String {
    let key = KeyId([7; 8]);
    let signed = signed_bytes(pass, key, CITY);
    let tag = [1; 16];
    SignedPass { pass: pass.clone(), key, tag, signature: [2; 64], way, signed }.text(CITY)
}

/// The longest way there is.
fn longest() -> Way {
    grouped(&[[9; 16]; GROUP_MAX]).unwrap().1[5]
}

#[test]
fn what_is_written_is_read_back_and_fits_a_code_that_a_cheap_phone_reads() {
    for one in [pass(PassKind::Screen, None), pass(PassKind::Paper, Some("李** 002X"))] {
        let text = text(&one);
        let read = parse(&text, CITY).unwrap();
        assert_eq!(read.pass, one);
        assert_eq!(read.key, KeyId([7; 8]));
        assert_eq!(read.signed, signed_bytes(&one, KeyId([7; 8]), CITY));
        // Version 10 of a QR code, with the second of four corrections, holds 311 such characters.
        assert!(text.len() <= 311, "{} characters", text.len());
        assert_eq!(parse(&text, "1402"), Err(NotAPass), "another city's");
    }
}

#[test]
fn a_pass_that_was_signed_with_others_bears_the_way_to_their_root() {
    let one = pass(PassKind::Screen, None);
    let text = text_of(&one, longest());
    let read = parse(&text, CITY).unwrap();
    assert_eq!((&read.pass, read.way), (&one, longest()));
    assert_eq!(read.proven(), group_bytes(&longest().root(&read.signed), read.key));
    // Version 11 of a QR code, with the second of four corrections, holds 366 such characters.
    assert!(text.len() <= 366, "{} characters", text.len());
}

#[test]
fn a_pass_is_good_for_its_time_and_not_a_second_longer() {
    let screen = pass(PassKind::Screen, None);
    let at = |seconds: i64| Moment(screen.made_at.0 + seconds * 1_000);
    assert_eq!(screen.check(at(0)), Ok(()));
    assert_eq!(screen.check(Moment(at(90).0 - 1)), Ok(()));
    assert_eq!(screen.check(at(90)), Err(PassFlaw::Old));
    assert_eq!(screen.check(at(-60)), Ok(()), "the gate's clock is a minute behind");
    assert_eq!(screen.check(at(-61)), Err(PassFlaw::NotYet));
    let paper = pass(PassKind::Paper, Some("李* 002X"));
    assert_eq!(paper.check(at(24 * 3600 - 1)), Ok(()));
    assert_eq!(paper.check(at(24 * 3600)), Err(PassFlaw::Old));
}

#[test]
fn what_the_document_is_compared_with_names_nobody() {
    assert_eq!(document_mark("欧阳某某", "99010119900101002X").as_deref(), Some("欧*** 002X"));
    assert_eq!(document_mark("李某", "E12345678").as_deref(), Some("李* 5678"));
    assert_eq!(document_mark("李某", "1234567"), None, "four of seven would say too much");
    assert_eq!(document_mark("", "E12345678"), None);
}

proptest! {
    #[test]
    fn anything_else_is_no_pass_and_crashes_nothing(any in any::<String>()) {
        prop_assert_eq!(parse(&any, CITY), Err(NotAPass));
        prop_assert_eq!(parse(&format!("{PREFIX}{any}"), CITY), Err(NotAPass));
    }

    #[test]
    fn bytes_that_look_like_one_are_none(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        prop_assert_eq!(parse(&format!("{PREFIX}{}", base45::encode(&bytes)), CITY), Err(NotAPass));
        prop_assert_eq!(base45::decode(base45::encode(&bytes).as_bytes()), Some(bytes));
    }

    #[test]
    fn a_character_changed_changes_what_is_signed_or_the_proofs(
        place in 4_usize..380, sign in "[0-9A-Z $%*+./:-]",
    ) {
        let whole = text_of(&pass(PassKind::Paper, Some("李** 002X")), longest());
        prop_assume!(place < whole.len() && whole[place..=place] != sign);
        let bent = format!("{}{sign}{}", &whole[..place], &whole[place + 1..]);
        let known = parse(&whole, CITY).unwrap();
        if let Ok(read) = parse(&bent, CITY) {
            prop_assert!((read.signed, read.tag, read.signature, read.way)
                    != (known.signed, known.tag, known.signature, known.way));
        }
    }
}
