use super::*;
use crate::ids::{PersonId, VerificationCaseId};
use crate::places::PlaceCode;
use crate::{CityDay, Moment};
use proptest::prelude::*;
use std::collections::BTreeSet;
use uuid::Uuid;

fn today() -> CityDay {
    CityDay::parse("2022-10-08").unwrap()
}

fn place(code: &str) -> PlaceCode {
    PlaceCode::parse(code).unwrap()
}

fn words(texts: &[(VerifyColumn, &str)]) -> LineWords {
    let texts = texts.iter().map(|(column, text)| (*column, Ok((*text).to_owned())));
    LineWords(texts.collect())
}

fn line(name: &str, document: &str, phone: &str) -> (AskedAbout, Vec<AskedFlaw>) {
    let texts = [
        (VerifyColumn::Name, name),
        (VerifyColumn::DocumentNumber, document),
        (VerifyColumn::Phone, phone),
    ];
    read_line(&words(&texts), today())
}

#[test]
fn no_line_is_refused_and_what_is_wrong_with_it_is_told() {
    let check = |name: &str, document: &str, phone: &str, flaws: &[AskedFlaw]| {
        assert_eq!(line(name, document, phone).1, flaws, "{name} {document} {phone}");
    };
    check("测试", "11010519491231002X", "10000000000", &[]);
    check("张　三", "", "100-0000-0000", &[]);
    check("测试", "110105194912310021", "", &[AskedFlaw::DocumentWrong]);
    check("测试", "", "打不通", &[AskedFlaw::PhoneWrong]);
    check("3号", "", "10000000000", &[AskedFlaw::NameUnreadable]);
    check("", "无", "不详", &[AskedFlaw::NobodyNamed]);
    let cut = LineWords([(VerifyColumn::DocumentNumber, Err(AskedFlaw::DigitsLost))].into());
    assert_eq!(read_line(&cut, today()).1, [AskedFlaw::DigitsLost, AskedFlaw::NobodyNamed]);
    // A wrong number is shown as it was written, and compared with nothing.
    let (wrong, _) = line("测试", "110105194912310021", "");
    assert_eq!((wrong.document.as_str(), wrong.document(today())), ("110105194912310021", None));
}

fn keys(document: u8, contact: u8, person: u8) -> LineKeys {
    let key = |n: u8| (n > 0).then(|| vec![n]);
    LineKeys {
        document: key(document),
        contact: key(contact),
        person: (person > 0).then(|| PersonId::from_uuid(Uuid::from_u128(u128::from(person)))),
    }
}

#[test]
fn who_is_one_person_is_decided_by_document_register_or_name_and_phone() {
    let check = |one: LineKeys, other: LineKeys, same: bool| {
        assert_eq!(is_same_person(&one, &other), same, "{one:?} {other:?}");
        assert_eq!(is_same_person(&other, &one), same, "either way");
        let grouped = groups(&[one, other], &[None, None]);
        assert_eq!(grouped[0] == grouped[1], same);
    };
    check(keys(1, 1, 0), keys(1, 2, 0), true);
    check(keys(1, 1, 0), keys(0, 1, 0), true);
    // The same name and phone, and two documents: two people, until the register says otherwise.
    check(keys(1, 1, 0), keys(2, 1, 0), false);
    check(keys(1, 1, 7), keys(2, 1, 7), true);
    check(keys(0, 1, 0), keys(0, 2, 0), false);
    check(keys(0, 0, 0), keys(0, 0, 0), false);
}

/// The groups as sets of lines, whatever names them.
fn sets(roots: &[usize], order: &[usize]) -> BTreeSet<BTreeSet<usize>> {
    let mut sets: Vec<BTreeSet<usize>> = vec![BTreeSet::new(); roots.len()];
    for (at, root) in roots.iter().enumerate() {
        sets[*root].insert(order[at]);
    }
    sets.into_iter().filter(|set| !set.is_empty()).collect()
}

proptest! {
    /// Lists in any order, together or one by one, make the same people; and it is the closure of what is
    /// decided of each two lines, by a plain search.
    #[test]
    fn merging_is_independent_of_the_order_in_which_lines_come(
        lines in prop::collection::vec((0u8..5, 0u8..5, 0u8..4), 1..24),
        order in any::<u64>(), cut in 0usize..24,
    ) {
        let all: Vec<LineKeys> = lines.iter().map(|(d, c, p)| keys(*d, *c, *p)).collect();
        let straight: Vec<usize> = (0..all.len()).collect();
        let once = sets(&groups(&all, &vec![None; all.len()]), &straight);
        let mut turned = straight.clone();
        turned.sort_by_key(|n| (*n as u64 + 1).wrapping_mul(order | 1));
        let mixed: Vec<LineKeys> = turned.iter().map(|n| all[*n].clone()).collect();
        prop_assert_eq!(&sets(&groups(&mixed, &vec![None; all.len()]), &turned), &once);
        // The first part before, as cases that are known; the rest comes later.
        let cut = cut.min(mixed.len());
        let first = groups(&mixed[..cut], &vec![None; cut]);
        let mut before: Vec<Option<usize>> = first.into_iter().map(Some).collect();
        before.resize(mixed.len(), None);
        prop_assert_eq!(&sets(&groups(&mixed, &before), &turned), &once);
        // A plain search: whoever is linked to anybody of a set is of it.
        let mut plain: Vec<BTreeSet<usize>> = Vec::new();
        for n in 0..all.len() {
            let linked = |set: &BTreeSet<usize>| {
                set.iter().any(|other| is_same_person(&all[n], &all[*other]))
            };
            let (mut own, others): (Vec<_>, Vec<_>) = plain.into_iter().partition(linked);
            own.push(BTreeSet::from([n]));
            plain = others;
            plain.push(own.into_iter().flatten().collect());
        }
        prop_assert_eq!(plain.into_iter().collect::<BTreeSet<_>>(), once);
    }

    /// Who somebody is does not hang on which line came first.
    #[test]
    fn who_lines_say_that_somebody_is_is_independent_of_their_order(
        names in prop::collection::vec(0usize..3, 1..6), turn in 0usize..6,
    ) {
        let all: Vec<AskedAbout> = names
            .iter()
            .map(|n| {
                let document = ["X7000001", "", "X7000002"][*n];
                line(["测试", "张三", ""][*n], document, ["10000000000", "", "1"][*n]).0
            })
            .collect();
        let mut turned = all.clone();
        turned.rotate_left(turn % all.len());
        prop_assert_eq!(who_of(&all, today()), who_of(&turned, today()));
        let n_documents: BTreeSet<_> = all.iter().filter_map(|one| one.document(today()))
            .map(|one| one.number().to_owned()).collect();
        prop_assert_eq!(who_of(&all, today()).1, n_documents.len() > 1);
    }
}

#[test]
fn an_address_means_the_community_whose_name_stands_in_it_and_none_where_two_do() {
    let known = [
        ("140105", "小店区"),
        ("140106", "迎泽区"),
        ("140106003", "迎泽街道"),
        ("140105001001", "白云社区居委会"),
        ("140105001002", "康宁街社区居委会"),
        ("140106003001", "南内环街二社区居民委员会"),
        ("140106003002", "康宁街社区居委会"),
        ("140106003002-01", "云水世纪明珠"),
    ];
    let codes: Vec<(PlaceCode, &str)> =
        known.iter().map(|(code, name)| (place(code), *name)).collect();
    let check = |address: &str, found: &str| {
        let named = codes.iter().map(|(code, name)| NamedPlace { code, name });
        let said = place_by_words(address, named).map(|code| code.to_string());
        assert_eq!(said.unwrap_or_default(), found, "{address}");
    };
    check("太原市小店区白云社区5号楼", "140105001001");
    check("迎泽区 南内环街二社区", "140106003001");
    check("云水世纪明珠3-2-1001", "140106003002");
    // Two communities have the name: the county says which.
    check("康宁街社区12号", "");
    check("小店区康宁街社区12号", "140105001002");
    // What the address says of the county holds.
    check("迎泽区白云社区", "");
    check("小店区", "");
    check("", "");
}

fn answer(kind: VerifyAnswer) -> Answer {
    let (place, remark) = (String::new(), String::new());
    Answer { answer: kind, since: None, place, remark, means: VerifyMeans::Phone }
}

#[test]
fn an_answer_says_what_its_kind_asks_for() {
    let check = |answer: &Answer, n_tries: usize, due: Option<AnswerFlaw>| {
        assert_eq!(answer.check(n_tries, today()).err(), due, "{answer:?}");
    };
    for kind in VerifyAnswer::ALL {
        let due = match kind {
            VerifyAnswer::Left => Some(AnswerFlaw::Whither),
            VerifyAnswer::Isolated => Some(AnswerFlaw::Where),
            VerifyAnswer::Unreachable => Some(AnswerFlaw::Tries),
            VerifyAnswer::Here
            | VerifyAnswer::NotHere
            | VerifyAnswer::NeverBeen
            | VerifyAnswer::WrongNumber
            | VerifyAnswer::Abroad
            | VerifyAnswer::Deceased
            | VerifyAnswer::Insufficient => None,
        };
        check(&answer(*kind), TRIES_BEFORE_UNREACHABLE - 1, due);
    }
    check(&answer(VerifyAnswer::Unreachable), TRIES_BEFORE_UNREACHABLE, None);
    let since =
        |days: i64| Answer { since: Some(today().plus(days)), ..answer(VerifyAnswer::Here) };
    check(&since(0), 0, None);
    check(&since(1), 0, Some(AnswerFlaw::Since));
    check(&since(-400), 0, Some(AnswerFlaw::Since));
    let said = |kind, place: &str, remark: &str| answer_words(kind, Some(today()), place, remark);
    assert_eq!(said(VerifyAnswer::Here, "", ""), "在本地（自2022-10-08）");
    assert_eq!(
        said(VerifyAnswer::Left, "晋中市", "坐火车"),
        "已离开本地，去往晋中市（自2022-10-08）；坐火车"
    );
}

#[test]
fn a_case_stands_by_its_facts() {
    let (desk, own) = (place("1401"), place("140105001001"));
    let fact =
        |says, place: &PlaceCode, at| CaseFact { says, place: place.clone(), at: Moment(at) };
    let tried = CaseSays::Tried { means: VerifyMeans::Phone };
    let said = |answer| CaseSays::Answered { answer, since: None, means: VerifyMeans::Phone };
    let mut facts = vec![fact(CaseSays::Opened, &desk, 1)];
    let state = |facts: &[CaseFact]| CaseStanding::of(facts).unwrap();
    assert_eq!(CaseStanding::of(&[]), None);
    assert_eq!(state(&facts).state, CaseState::Desk);
    assert_eq!(state(&facts).may(AskedFactKind::Tried, false), Err(CaseFlaw::AtDesk));
    facts.push(fact(CaseSays::Placed { by: PlacedBy::Register }, &own, 2));
    facts.push(fact(tried.clone(), &own, 3));
    assert_eq!((state(&facts).state, state(&facts).n_tries), (CaseState::Open, 1));
    assert_eq!(state(&facts).may(AskedFactKind::Answered, true), Err(CaseFlaw::NotAnswered));
    facts.push(fact(CaseSays::HandedBack, &desk, 4));
    assert_eq!((state(&facts).state, &state(&facts).place), (CaseState::Desk, &desk));
    facts.push(fact(CaseSays::Placed { by: PlacedBy::Desk }, &own, 5));
    assert_eq!(state(&facts).n_tries, 0, "the next community tries for itself");
    facts.push(fact(said(VerifyAnswer::Here), &own, 6));
    let standing = state(&facts);
    assert_eq!((standing.state, standing.n_answers), (CaseState::Answered, 1));
    for kind in AskedFactKind::ALL {
        let may = standing.may(*kind, *kind == AskedFactKind::Answered);
        assert_eq!(may.is_ok(), *kind == AskedFactKind::Answered, "{kind:?}");
    }
    facts.push(fact(said(VerifyAnswer::Abroad), &own, 7));
    let (last, at, n) = state(&facts).answered.unwrap();
    assert_eq!((last, at, n), (said(VerifyAnswer::Abroad), Moment(7), 6));
    let into = VerificationCaseId::from_uuid(Uuid::from_u128(1));
    let joined = [fact(CaseSays::Opened, &desk, 1), fact(CaseSays::Joined { into }, &desk, 2)];
    assert_eq!(state(&joined).may(AskedFactKind::Answered, false), Err(CaseFlaw::Joined));
    // Answered in time is not late, whenever it is asked.
    let (due, later) = (Moment(10), Moment(99));
    assert!(!is_late(due, Some(Moment(10)), later) && is_late(due, Some(Moment(11)), later));
    assert!(!is_late(due, None, Moment(10)) && is_late(due, None, Moment(11)));
}

#[test]
fn a_sender_is_entered_with_a_key_and_an_address_that_can_be_one() {
    let sender = |name: &str, key: &str, address: &str| Sender {
        name: name.to_owned(),
        kind: SenderKind::OtherCity,
        key: key.to_owned(),
        address: address.to_owned(),
        is_ended: false,
    };
    let key = "5a".repeat(32);
    let check =
        |one: Sender, due: Option<SenderFlaw>| assert_eq!(one.check().err(), due, "{one:?}");
    check(sender("外地专班", &key, "https://a.example/peer/letters"), None);
    check(sender("外地专班", "", ""), None);
    check(sender("", "", ""), Some(SenderFlaw::Name));
    check(sender("外地专班", "5a", ""), Some(SenderFlaw::Key));
    check(sender("外地专班", &key.to_uppercase(), ""), Some(SenderFlaw::Key));
    for address in ["ftp://a", "http://a.example", "https://a b", "javascript:1"] {
        check(sender("外地专班", &key, address), Some(SenderFlaw::Address));
    }
    assert!(!sender("外地专班", &key, "").takes_letters());
}

#[test]
fn the_columns_of_a_list_are_enough_where_somebody_can_be_found_by_them() {
    use VerifyColumn as C;
    for (columns, due) in [
        (&[C::DocumentNumber][..], true),
        (&[C::Phone], true),
        (&[C::Name, C::Address], true),
        (&[C::Name], false),
        (&[C::Address, C::ExposurePlace], false),
    ] {
        assert_eq!(is_enough(columns), due, "{columns:?}");
    }
    let mut seen = BTreeSet::new();
    for word in LIST_COLUMNS.iter().flat_map(|column| column.synonyms()) {
        assert!(seen.insert(word), "{word} means two columns");
    }
}
