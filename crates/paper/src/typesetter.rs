//! Sets sheets: values in, PDF out.

use crate::fonts::{Families, Fonts, FontsError};
use crate::sheet::{Sheet, VALUES_PATH, file_id};
use crate::templates::Templates;
use crate::{
    CardsPaper, HoldLetterPaper, JourneyPaper, LooksPaper, NoticePaper, OrderListPaper,
    PassesPaper, ReportPaper, RoundListPaper, TUBE_LABELS_MAX, TubeLabelsPaper, VenuePaper,
};
use fangxian_core::Moment;
use serde::Serialize;
use std::collections::BTreeSet;
use std::path::PathBuf;
use typst::diag::SourceDiagnostic;
use typst::foundations::{Bytes, Smart};
use typst::syntax::Source;
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, WorldExt};
use typst_pdf::PdfOptions;

/// How many settings an intermediate result is kept for. A list that is printed again with one
/// order less is set mostly from what is kept; more would only fill memory.
const KEPT_FOR: usize = 2;

/// Sets sheets. Made once; finding fonts takes some milliseconds.
///
/// Setting a sheet keeps a processor busy for tens of milliseconds, and the first one also reads
/// its fonts: call it where that holds nobody up.
pub struct Typesetter {
    library: LazyHash<Library>,
    fonts: Fonts,
    notice: Source,
    order_list: Source,
    round_list: Source,
    looks: Source,
    report: Source,
    cards: Source,
    tube_labels: Source,
    journey: Source,
    passes: Source,
    venue_poster: Source,
    venue_register: Source,
    hold_letter: Source,
}

/// How many orders one list may hold. Setting one takes about 2 ms and 0.2 MB.
const ORDERS_MAX: usize = 2_000;
/// How many people one printing of a round's list may hold: a large community.
const PEOPLE_MAX: usize = 10_000;

/// Why a sheet was not printed.
#[derive(Debug, thiserror::Error)]
pub enum PaperError {
    /// The sheet holds characters that no font has. A notice is not printed with holes in it.
    #[error(
        "no font holds the characters {characters} ({codes}): install one that does, such as \
         `apt-get install fonts-hanazono`",
        codes = codes(characters)
    )]
    NoGlyph {
        /// Which ones, each once.
        characters: String,
    },
    /// The list is longer than anybody walks by; it would hold up everybody else's.
    #[error(
        "the list holds {n_orders} orders, at most {ORDERS_MAX} are printed at once: print it by grid"
    )]
    TooLong {
        /// How many it holds.
        n_orders: usize,
    },
    /// The template is wrong.
    #[error("could not set the template {template}: {problems}")]
    Template {
        /// Which one.
        template: &'static str,
        /// What typst says, with the line.
        problems: String,
    },
}

/// Whether the PDF says of its parts what they are, for screen readers.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Structure {
    /// For what is published.
    Tagged,
    /// For what is printed and worked by: tags would make a long list several times as heavy.
    Plain,
}

#[derive(Serialize)]
struct Values<'a, T> {
    fonts: Families,
    paper: &'a T,
}

impl Typesetter {
    /// Finds the fonts in the directories and keeps the templates.
    pub fn new(font_dirs: &[PathBuf], templates: Templates) -> Result<Typesetter, FontsError> {
        let source = |path, text| match file_id(path) {
            Some(id) => Source::new(id, text),
            None => Source::detached(text),
        };
        Ok(Typesetter {
            library: LazyHash::new(Library::default()),
            fonts: Fonts::find(font_dirs)?,
            notice: source("/notice.typ", templates.notice),
            order_list: source("/order-list.typ", templates.order_list),
            round_list: source("/round-list.typ", templates.round_list),
            looks: source("/looks.typ", templates.looks),
            report: source("/report.typ", templates.report),
            cards: source("/cards.typ", templates.cards),
            tube_labels: source("/tube-labels.typ", templates.tube_labels),
            journey: source("/journey.typ", templates.journey),
            passes: source("/passes.typ", templates.passes),
            venue_poster: source("/venue-poster.typ", templates.venue_poster),
            venue_register: source("/venue-register.typ", templates.venue_register),
            hold_letter: source("/hold-letter.typ", templates.hold_letter),
        })
    }

    /// The notice in the official form. Refused where a character has no font: a signed text must
    /// not go out with holes. The same notice gives the same bytes.
    pub fn notice_pdf(&self, notice: &NoticePaper) -> Result<Vec<u8>, PaperError> {
        let mut missing = BTreeSet::new();
        notice.for_each_text(|text| missing.extend(self.missing_characters(text)));
        if missing.is_empty() {
            self.pdf("notice.typ", &self.notice, &notice.values(), Structure::Tagged)
        } else {
            Err(PaperError::NoGlyph { characters: missing.into_iter().collect() })
        }
    }

    /// The list of orders that a grid works by on paper. A character that no font has is printed
    /// as its code, 〔U+1F600〕: the list must come out, and the hole must be seen.
    pub fn order_list_pdf(&self, list: &OrderListPaper) -> Result<Vec<u8>, PaperError> {
        let n_orders = list.n_orders();
        if n_orders > ORDERS_MAX {
            return Err(PaperError::TooLong { n_orders });
        }
        let list = list.map_texts(|text| self.with_codes(text));
        self.pdf("order-list.typ", &self.order_list, &list.values(), Structure::Plain)
    }

    /// The list of a round, a sheet for each unit. As with orders, a character that no font has is
    /// printed as its code.
    pub fn round_list_pdf(&self, list: &RoundListPaper) -> Result<Vec<u8>, PaperError> {
        let n_orders = list.n_people();
        if n_orders > PEOPLE_MAX {
            return Err(PaperError::TooLong { n_orders });
        }
        let list = list.map_texts(|text| self.with_codes(text));
        self.pdf("round-list.typ", &self.round_list, &list.values(), Structure::Plain)
    }

    /// Who looked at somebody's record, for himself: tagged, because a screen may read it to him. A
    /// character that no font has is printed as its code.
    pub fn looks_pdf(&self, looks: &LooksPaper) -> Result<Vec<u8>, PaperError> {
        let n_orders = looks.n_lines();
        if n_orders > ORDERS_MAX {
            return Err(PaperError::TooLong { n_orders });
        }
        let looks = looks.map_texts(|text| self.with_codes(text));
        self.pdf("looks.typ", &self.looks, &looks.values(), Structure::Tagged)
    }

    /// The report of a test: tagged, because a screen may read it to him. A character that no font
    /// has is printed as its code.
    pub fn report_pdf(&self, report: &ReportPaper) -> Result<Vec<u8>, PaperError> {
        let report = report.map_texts(|text| self.with_codes(text));
        self.pdf("report.typ", &self.report, &report.values(), Structure::Tagged)
    }

    /// Cards to be cut. A character that no font has is printed as its code.
    pub fn cards_pdf(&self, cards: &CardsPaper) -> Result<Vec<u8>, PaperError> {
        let n_orders = cards.n_cards();
        if n_orders > ORDERS_MAX {
            return Err(PaperError::TooLong { n_orders });
        }
        let cards = cards.map_texts(|text| self.with_codes(text));
        self.pdf("cards.typ", &self.cards, &cards.values(), Structure::Plain)
    }

    /// The labels of tubes.
    pub fn tube_labels_pdf(&self, labels: &TubeLabelsPaper) -> Result<Vec<u8>, PaperError> {
        if labels.n_tubes > TUBE_LABELS_MAX {
            let n_orders = usize::try_from(labels.n_tubes).unwrap_or(usize::MAX);
            return Err(PaperError::TooLong { n_orders });
        }
        let labels = labels.map_texts(|text| self.with_codes(text));
        self.pdf("tube-labels.typ", &self.tube_labels, &labels.values(), Structure::Plain)
    }

    /// What a journey takes: tagged, because a screen may read it to somebody. A character that no
    /// font has is printed as its code.
    pub fn journey_pdf(&self, journey: &JourneyPaper) -> Result<Vec<u8>, PaperError> {
        let journey = journey.map_texts(|text| self.with_codes(text));
        self.pdf("journey.typ", &self.journey, &journey.values(), Structure::Tagged)
    }

    /// Codes on paper: tagged, because a screen may read the sheet to somebody. A character that no
    /// font has is printed as its code.
    pub fn passes_pdf(&self, passes: &PassesPaper) -> Result<Vec<u8>, PaperError> {
        let n_orders = passes.people.len();
        if n_orders > ORDERS_MAX {
            return Err(PaperError::TooLong { n_orders });
        }
        let passes = passes.map_texts(|text| self.with_codes(text));
        self.pdf("passes.typ", &self.passes, &passes.values(), Structure::Tagged)
    }

    /// The posters of a place, a page for each entrance.
    pub fn venue_poster_pdf(&self, venue: &VenuePaper) -> Result<Vec<u8>, PaperError> {
        let venue = venue.map_texts(|text| self.with_codes(text));
        self.pdf("venue-poster.typ", &self.venue_poster, &venue.values(), Structure::Tagged)
    }

    /// The blank sheet on which those without phones are written down.
    pub fn venue_register_pdf(&self, venue: &VenuePaper) -> Result<Vec<u8>, PaperError> {
        let venue = venue.map_texts(|text| self.with_codes(text));
        self.pdf("venue-register.typ", &self.venue_register, &venue.values(), Structure::Plain)
    }

    /// A letter to somebody who is kept: tagged, because a screen may read it to him. A character that no
    /// font has is printed as its code.
    pub fn hold_letter_pdf(&self, letter: &HoldLetterPaper) -> Result<Vec<u8>, PaperError> {
        let letter = letter.map_texts(|text| self.with_codes(text));
        self.pdf("hold-letter.typ", &self.hold_letter, &letter.values(), Structure::Tagged)
    }

    /// The characters of the text that no font holds, each once, in the order of their codes.
    pub fn missing_characters(&self, text: &str) -> BTreeSet<char> {
        text.chars().filter(|&c| !matches!(c, '\n' | '\t') && !self.fonts.has(c)).collect()
    }

    fn with_codes(&self, text: &str) -> String {
        let missing = self.missing_characters(text);
        if missing.is_empty() {
            return text.to_owned();
        }
        let shown = |c: char| if missing.contains(&c) { code(c) } else { c.to_string() };
        text.chars().map(shown).collect()
    }

    fn pdf<T: Serialize>(
        &self,
        name: &'static str,
        template: &Source,
        paper: &T,
        structure: Structure,
    ) -> Result<Vec<u8>, PaperError> {
        let wrong = |problems| PaperError::Template { template: name, problems };
        let values = serde_json::to_vec(&Values { fonts: self.fonts.families(), paper })
            .map_err(|error| wrong(format!("{VALUES_PATH}: {error}")))?;
        let sheet = Sheet {
            library: &self.library,
            fonts: &self.fonts,
            template,
            values: Bytes::new(values),
        };
        let options = PdfOptions {
            creator: Smart::Custom(Some("Fangxian".to_owned())),
            tagged: structure == Structure::Tagged,
            ..PdfOptions::default()
        };
        let pdf = typst::compile(&sheet)
            .output
            .and_then(|document| typst_pdf::pdf(&document, &options))
            .map_err(|problems| wrong(problems_text(&sheet, &problems)));
        comemo::evict(KEPT_FOR);
        pdf
    }
}

/// `09:05`, in the city.
pub(crate) fn clock(moment: Moment) -> String {
    let minutes = moment.ms_of_day() / 60_000;
    format!("{:02}:{:02}", minutes / 60, minutes % 60)
}

fn problems_text(sheet: &Sheet<'_>, problems: &[SourceDiagnostic]) -> String {
    let text = |problem: &SourceDiagnostic| match sheet.range(problem.span) {
        Some(range) => {
            let before = sheet.template.text().get(..range.start).unwrap_or_default();
            format!("line {}: {}", before.matches('\n').count() + 1, problem.message)
        }
        None => problem.message.to_string(),
    };
    problems.iter().map(text).collect::<Vec<_>>().join("; ")
}

fn codes(characters: &str) -> String {
    let code = |c: char| format!("U+{:04X}", u32::from(c));
    characters.chars().map(code).collect::<Vec<_>>().join(", ")
}

fn code(character: char) -> String {
    format!("〔U+{:04X}〕", u32::from(character))
}
