//! Who looked at somebody's record: which entries of the read log are of one person, and how sure
//! that is.

use crate::Moment;
use crate::coded;
use crate::places::PlaceCode;

coded! {
    /// What a reading was. Follows from the subject of its entry in the read log.
    LookKind {
        /// The people of a place.
        People = "people",
        /// What a search found.
        Search = "search",
        /// Who is like somebody about to be registered.
        Alike = "alike",
        /// Records that may be of one person.
        Pairs = "pairs",
        /// One record, with the ends of numbers.
        Person = "person",
        /// The whole numbers.
        Revealed = "revealed",
        /// What was done to a record.
        History = "history",
        /// Who looked at a record.
        Looks = "looks",
        /// The same, printed for its person.
        LooksPrinted = "looks_printed",
        /// The list of a round.
        Round = "round",
        /// Who is missing from a round.
        RoundMissing = "round_missing",
        /// The list of a round on paper.
        RoundPrinted = "round_printed",
        /// A ledger.
        Ledger = "ledger",
        /// Whom the register offers for a ledger.
        LedgerOffers = "ledger_offers",
        /// One entry of a ledger.
        LedgerEntry = "ledger_entry",
        /// The first rows of a report.
        ReportPreview = "report_preview",
        /// A report that was filled.
        Report = "report",
        /// A report that was given out again.
        ReportFile = "report_file",
        /// What changed since a report, in numbers.
        ReportSince = "report_since",
        /// A copy of a list.
        Export = "export",
        /// The rows of a sheet that were not taken.
        ImportRejects = "import_rejects",
        /// Who would be left as he is where an import is taken back.
        ImportUndo = "import_undo",
        /// The results of somebody, told at a counter.
        Results = "results",
        /// A report of his, printed for him.
        ReportPrinted = "report_printed",
        /// Cards that were printed for the people of a place, or for one.
        Cards = "cards",
        /// The list that a phone took along to its table, names masked.
        SamplingPack = "sampling_pack",
        /// Who is in a tube.
        TubePeople = "tube_people",
        /// The chain of a positive tube.
        Chain = "chain",
        /// Who is due for a test, and who is late.
        TestDue = "test_due",
        /// How often one person is tested, and when he was last.
        TestClass = "test_class",
        /// What was reported of antigen tests.
        Antigen = "antigen",
        /// An antigen test that was written down for somebody.
        AntigenReported = "antigen_reported",
        /// The photo of an antigen test.
        AntigenPhoto = "antigen_photo",
        /// Why a code is not green, told to its person or looked into.
        Code = "code",
        /// The list of a community of codes that are not green.
        CodeWork = "code_work",
        /// What people entered of codes.
        CodeReasons = "code_reasons",
        /// Appeals.
        CodeAppeals = "code_appeals",
        /// Codes that were printed for somebody, or for his household.
        PaperCodes = "paper_codes",
        /// Who comes into the city.
        Arrivals = "arrivals",
        /// Open cases.
        Cases = "cases",
        /// One case, where it was.
        Case = "case",
        /// Whom a case met.
        CaseContacts = "case_contacts",
        /// Who is kept, and how his days stand.
        FollowUps = "follow_ups",
        /// A letter to somebody who is kept, printed for him.
        ContactLetter = "contact_letter",
        /// Who is asked about by lists of police, health, industry and other cities.
        Verifications = "verifications",
        /// One of them, with whole numbers, to be called.
        Verification = "verification",
        /// Who waits for a bed or a vehicle.
        IsolationWaiting = "isolation_waiting",
        /// Who is fetched at a door.
        IsolationDoor = "isolation_door",
        /// Who is isolated at a site.
        IsolationHouse = "isolation_house",
    }

    /// What somebody looks at on a public page, for himself or for his family.
    PageLook {
        /// The results of tests.
        Results = "results",
        /// The health code.
        Code = "code",
        /// A health code that is printed.
        Paper = "paper",
        /// A health code that stays on his phone for a day.
        Kept = "kept",
    }

    /// How much a reading shows of what it names.
    Extent {
        /// It showed this very person.
        Named = "named",
        /// It showed everybody of a place.
        All = "all",
        /// It showed some of a place; who they were is not kept.
        Some = "some",
    }
}

impl PageLook {
    /// What people read: 代您查看了…
    pub fn title(self) -> &'static str {
        match self {
            PageLook::Results => "核酸检测结果",
            PageLook::Code => "健康码",
            PageLook::Paper => "健康码（打印）",
            PageLook::Kept => "健康码（留在手机上）",
        }
    }
}

impl LookKind {
    /// How the subject of an entry begins.
    pub fn subject(self) -> &'static str {
        match self {
            LookKind::People => "people",
            LookKind::Search => "people/search",
            LookKind::Alike => "people/alike",
            LookKind::Pairs => "people/candidates",
            LookKind::Person => "person",
            LookKind::Revealed => "person-revealed",
            LookKind::History => "person-history",
            LookKind::Looks => "person-looks",
            LookKind::LooksPrinted => "person-looks-printed",
            LookKind::Round => "round",
            LookKind::RoundMissing => "round-missing",
            LookKind::RoundPrinted => "round-printed",
            LookKind::Ledger => "ledger",
            LookKind::LedgerOffers => "ledger-offers",
            LookKind::LedgerEntry => "ledger-entry",
            LookKind::ReportPreview => "report-preview",
            LookKind::Report => "report",
            LookKind::ReportFile => "report-file",
            LookKind::ReportSince => "report-since",
            LookKind::Export => "export",
            LookKind::ImportRejects => "import-rejects",
            LookKind::ImportUndo => "import-undo",
            LookKind::Results => "person-results",
            LookKind::ReportPrinted => "person-report",
            LookKind::Cards => "cards",
            LookKind::SamplingPack => "sampling-pack",
            LookKind::TubePeople => "tube",
            LookKind::Chain => "chain",
            LookKind::TestDue => "test-due",
            LookKind::TestClass => "test-class",
            LookKind::Antigen => "antigen",
            LookKind::AntigenReported => "antigen-reported",
            LookKind::AntigenPhoto => "antigen-photo",
            LookKind::Code => "person-code",
            LookKind::CodeWork => "code-work",
            LookKind::CodeReasons => "code-reasons",
            LookKind::CodeAppeals => "code-appeals",
            LookKind::PaperCodes => "paper-codes",
            LookKind::Arrivals => "arrivals",
            LookKind::Cases => "cases",
            LookKind::Case => "case",
            LookKind::CaseContacts => "case-contacts",
            LookKind::FollowUps => "follow-ups",
            LookKind::ContactLetter => "contact-letter",
            LookKind::Verifications => "verifications",
            LookKind::Verification => "verification",
            LookKind::IsolationWaiting => "isolation-waiting",
            LookKind::IsolationDoor => "isolation-door",
            LookKind::IsolationHouse => "isolation-house",
        }
    }

    /// What the subject of an entry says that was read. None where it is nothing of the register.
    pub fn of_subject(subject: &str) -> Option<LookKind> {
        let begins = |kind: &LookKind| {
            let rest = subject.strip_prefix(kind.subject());
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        // `people/search` is a search and no list of people.
        LookKind::ALL.iter().copied().filter(begins).max_by_key(|kind| kind.subject().len())
    }

    /// Whether no two rows of it hold the same person and none holds nobody, so that as many rows as
    /// people show everybody: of a report by household that is so where everybody lives alone.
    pub fn is_a_row_a_person(self) -> bool {
        match self {
            LookKind::People
            | LookKind::Round
            | LookKind::RoundMissing
            | LookKind::RoundPrinted
            | LookKind::ReportPreview
            | LookKind::Report
            | LookKind::Cards
            | LookKind::SamplingPack
            | LookKind::TestDue
            | LookKind::Export => true,
            // Entries, rows of a sheet, what was written earlier, or only numbers.
            LookKind::Search
            | LookKind::Alike
            | LookKind::Pairs
            | LookKind::Person
            | LookKind::Revealed
            | LookKind::History
            | LookKind::Looks
            | LookKind::LooksPrinted
            | LookKind::Ledger
            | LookKind::LedgerOffers
            | LookKind::LedgerEntry
            | LookKind::ReportFile
            | LookKind::ReportSince
            | LookKind::ImportRejects
            | LookKind::Results
            | LookKind::ReportPrinted
            | LookKind::TubePeople
            | LookKind::Chain
            | LookKind::TestClass
            | LookKind::Antigen
            | LookKind::AntigenReported
            | LookKind::AntigenPhoto
            | LookKind::Code
            | LookKind::CodeWork
            | LookKind::CodeReasons
            | LookKind::CodeAppeals
            | LookKind::PaperCodes
            | LookKind::Arrivals
            | LookKind::Cases
            | LookKind::Case
            | LookKind::CaseContacts
            | LookKind::FollowUps
            | LookKind::ContactLetter
            | LookKind::Verifications
            | LookKind::Verification
            | LookKind::IsolationWaiting
            | LookKind::IsolationDoor
            | LookKind::IsolationHouse
            | LookKind::ImportUndo => false,
        }
    }
}

/// A door at which somebody was counted, from a moment to before another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stay {
    /// The household.
    pub door: PlaceCode,
    /// From when.
    pub from: Moment,
    /// Until before when; none while it goes on.
    pub to: Option<Moment>,
}

/// How far the clock of a reading and that of a change may lie apart: a list is gathered a little
/// after its request came in.
pub const EDGE_MS: i64 = 60_000;

/// How sure it is that somebody was among those whom a reading showed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Sureness {
    /// He was.
    Certain,
    /// He may have been: the entry does not say whom of the place it showed, or he came or left in
    /// that very minute.
    Possible,
}

impl Stay {
    /// The moments at which a list may have shown somebody of this door: from the first, to before
    /// the second.
    pub fn reached(&self) -> (Moment, Moment) {
        let to = self.to.map_or(Moment(i64::MAX), |to| to.plus_ms(EDGE_MS));
        (self.from.plus_ms(-EDGE_MS), to)
    }

    /// How sure it is that a list of a place that holds the door, as of a moment that this reaches,
    /// showed him.
    pub fn sureness(&self, extent: Extent, as_of: Moment) -> Sureness {
        let is_well_within = self.from.plus_ms(EDGE_MS) <= as_of
            && self.to.is_none_or(|to| as_of < to.plus_ms(-EDGE_MS));
        match extent {
            Extent::Named => Sureness::Certain,
            Extent::All if is_well_within => Sureness::Certain,
            Extent::All | Extent::Some => Sureness::Possible,
        }
    }
}

/// Where somebody was counted and when: from what the record was after each change, oldest first:
/// its door, and whether it was counted.
pub fn stays(changes: &[(Moment, PlaceCode, bool)]) -> Vec<Stay> {
    let mut stays: Vec<Stay> = Vec::new();
    for (at, door, is_counted) in changes {
        let goes_on = stays.last().is_some_and(|last| last.to.is_none() && last.door == *door);
        if *is_counted && goes_on {
            continue;
        }
        if let Some(last) = stays.last_mut().filter(|last| last.to.is_none()) {
            last.to = Some(*at);
        }
        if *is_counted {
            stays.push(Stay { door: door.clone(), from: *at, to: None });
        }
    }
    stays
}

/// The codes under which a list may have shown somebody of a door: the door, and all that it lies
/// in.
pub fn above(door: &PlaceCode) -> Vec<PlaceCode> {
    std::iter::successors(Some(door.clone()), PlaceCode::parent).collect()
}

/// The subject under which a reading of this kind is logged.
pub fn subject_of(kind: LookKind, of: impl std::fmt::Display) -> String {
    format!("{}/{of}", kind.subject())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(code: &str) -> PlaceCode {
        PlaceCode::parse(code).unwrap()
    }

    #[test]
    fn a_subject_says_what_was_read() {
        for (subject, kind) in [
            ("person/1", Some(LookKind::Person)),
            ("person-revealed/1", Some(LookKind::Revealed)),
            ("people/140105001001", Some(LookKind::People)),
            ("people/search", Some(LookKind::Search)),
            ("people/candidates/140105001001", Some(LookKind::Pairs)),
            ("round/1", Some(LookKind::Round)),
            ("round-printed/1", Some(LookKind::RoundPrinted)),
            ("ledger-entry/1", Some(LookKind::LedgerEntry)),
            ("report-file/1", Some(LookKind::ReportFile)),
            ("account", None),
            ("account-waiting", None),
            ("peoples/1", None),
        ] {
            assert_eq!(LookKind::of_subject(subject), kind, "{subject}");
        }
        for kind in LookKind::ALL {
            assert_eq!(LookKind::of_subject(&subject_of(*kind, "x")), Some(*kind));
        }
    }

    #[test]
    fn somebody_is_counted_where_the_facts_say_and_while_they_say_it() {
        let (a, b) = (place("140105001001-01-5-1-101"), place("140105001002-01-1-1-1"));
        let at = |minutes: i64| Moment(minutes * EDGE_MS);
        let stay = |door: &PlaceCode, from, to: Option<i64>| Stay {
            door: door.clone(),
            from: at(from),
            to: to.map(at),
        };
        let changes = [
            (at(10), a.clone(), true),
            (at(20), a.clone(), true),
            (at(30), b.clone(), true),
            (at(40), b.clone(), false),
            (at(45), a.clone(), false),
            (at(50), a.clone(), true),
            (at(60), a.clone(), false),
            (at(70), b.clone(), true),
        ];
        let found = stays(&changes);
        let due = [
            stay(&a, 10, Some(30)),
            stay(&b, 30, Some(40)),
            stay(&a, 50, Some(60)),
            stay(&b, 70, None),
        ];
        assert_eq!(found, due);
        assert_eq!(stays(&[]), []);
        // At the edge nobody can tell.
        let first = &found[0];
        assert_eq!(first.reached(), (at(9), at(31)));
        for (minute, sure) in [(9, false), (10, false), (11, true), (28, true), (29, false)] {
            let due = if sure { Sureness::Certain } else { Sureness::Possible };
            assert_eq!(first.sureness(Extent::All, at(minute)), due, "{minute}");
            assert_eq!(first.sureness(Extent::Some, at(minute)), Sureness::Possible);
        }
        assert_eq!(first.sureness(Extent::Named, at(10)), Sureness::Certain);
    }

    #[test]
    fn a_door_lies_in_all_that_is_above_it() {
        let codes: Vec<String> =
            above(&place("140105001003-02-05-1-0302")).iter().map(PlaceCode::to_string).collect();
        assert_eq!(codes.len(), 8);
        assert_eq!(codes[7], "1401");
    }
}
