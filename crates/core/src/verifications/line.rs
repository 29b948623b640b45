//! What one line of a list says of whom it asks about. No line is refused: each is answered, if only by
//! saying that too little is known.

use super::VerifyColumn;
use crate::people::{Document, DocumentKind, Name, Phone, RowFlaw, document_of, says_none};
use crate::{CityDay, coded};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

coded! {
    /// What is wrong with a line; whoever calls is told.
    AskedFlaw {
        /// Neither a document nor a phone nor a name.
        NobodyNamed = "nobody_named",
        /// A name that can be none.
        NameUnreadable = "name_unreadable",
        /// The number of the document is wrong.
        DocumentWrong = "document_wrong",
        /// The program of the sender lost the last digits of the number.
        DigitsLost = "digits_lost",
        /// The phone is no number.
        PhoneWrong = "phone_wrong",
    }
}

impl AskedFlaw {
    /// What is wrong, for whoever calls.
    pub fn sentence(self) -> &'static str {
        match self {
            AskedFlaw::NobodyNamed => "没有姓名、证件号和电话，无法确定是谁",
            AskedFlaw::NameUnreadable => "姓名里有数字或无法识别的字符",
            AskedFlaw::DocumentWrong => "证件号码有误，按原样显示，不用来比对",
            AskedFlaw::DigitsLost => "号码的末几位已被表格软件丢掉，请向发送单位要完整号码",
            AskedFlaw::PhoneWrong => "电话号码有误，按原样显示",
        }
    }
}

/// The longest of the texts of a line, in signs.
const TEXT_CHARS_MAX: usize = 200;

/// The texts of a line by their columns; where a number lost digits, that.
#[derive(Clone, Default)]
pub struct LineWords(pub BTreeMap<VerifyColumn, Result<String, AskedFlaw>>);

impl LineWords {
    fn text(&self, column: VerifyColumn) -> String {
        let text = self.0.get(&column).and_then(|text| text.as_ref().ok());
        let text = text.map(|text| text.trim()).filter(|text| !says_none(text));
        text.unwrap_or_default().chars().take(TEXT_CHARS_MAX).collect()
    }

    fn is_cut(&self, column: VerifyColumn) -> bool {
        matches!(self.0.get(&column), Some(Err(_)))
    }
}

/// Where and when somebody may have met a case, in the sender's words. It is his word, and no evidence:
/// no code changes by it.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Exposure {
    /// Where.
    pub place: String,
    /// When.
    pub time: String,
}

/// Whom a line asks about, as it says. Hides itself.
#[derive(Clone, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AskedAbout {
    /// The name; empty where the line has none.
    pub name: String,
    /// The code of the kind of the document; empty where its number is none.
    pub document_kind: String,
    /// The number; as it was written where that is wrong.
    pub document: String,
    /// The phone, digits alone; as it was written where that is wrong.
    pub phone: String,
    /// Where he is thought to be.
    pub address: String,
    /// Where he may have met a case.
    pub exposure: Exposure,
    /// By which the sender knows the line.
    pub reference: String,
    /// What the sender says besides.
    pub note: String,
}

impl std::fmt::Debug for AskedAbout {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("AskedAbout(…)")
    }
}

impl AskedAbout {
    /// The document, where its number is a right one.
    pub fn document(&self, today: CityDay) -> Option<Document> {
        let kind = DocumentKind::from_code(&self.document_kind)?;
        Document::parse(kind, &self.document, today).ok().filter(|one| !one.number().is_empty())
    }

    /// The phone, where it is one.
    pub fn phone(&self) -> Option<Phone> {
        Phone::parse(&self.phone).ok()
    }

    /// Whether the sender says where he met a case.
    pub fn is_exposed(&self) -> bool {
        !self.exposure.place.is_empty() || !self.exposure.time.is_empty()
    }
}

/// Reads a line, with all that is wrong with it.
pub fn read_line(words: &LineWords, today: CityDay) -> (AskedAbout, Vec<AskedFlaw>) {
    let mut flaws = Vec::new();
    let written = words.text(VerifyColumn::Name);
    let name = match Name::parse(&written) {
        Ok(name) => name.as_str().to_owned(),
        Err(_) => {
            flaws.extend((!written.is_empty()).then_some(AskedFlaw::NameUnreadable));
            written
        }
    };
    let number = words.text(VerifyColumn::DocumentNumber);
    let kind = words.text(VerifyColumn::DocumentKind);
    let read = document_of(&kind, &number, today).or_else(|flaw| {
        // A kind that nobody knows takes no number away.
        let is_of_kind = flaw == RowFlaw::DocumentKindUnknown;
        if is_of_kind { document_of("", &number, today) } else { Err(flaw) }
    });
    let (document_kind, document) = match read {
        Ok(known) if known.number().is_empty() => (String::new(), String::new()),
        Ok(known) => (known.kind().code().to_owned(), known.number().to_owned()),
        Err(_) => {
            flaws.push(AskedFlaw::DocumentWrong);
            (String::new(), number)
        }
    };
    let written = words.text(VerifyColumn::Phone);
    let phone = match Phone::parse(&written) {
        Ok(phone) => phone.as_str().to_owned(),
        Err(_) => {
            flaws.extend((!written.is_empty()).then_some(AskedFlaw::PhoneWrong));
            written
        }
    };
    if words.is_cut(VerifyColumn::DocumentNumber) || words.is_cut(VerifyColumn::Phone) {
        flaws.push(AskedFlaw::DigitsLost);
    }
    if name.is_empty() && document.is_empty() && phone.is_empty() {
        flaws.push(AskedFlaw::NobodyNamed);
    }
    let asked = AskedAbout {
        name,
        document_kind,
        document,
        phone,
        address: words.text(VerifyColumn::Address),
        exposure: Exposure {
            place: words.text(VerifyColumn::ExposurePlace),
            time: words.text(VerifyColumn::ExposureTime),
        },
        reference: words.text(VerifyColumn::Reference),
        note: words.text(VerifyColumn::Note),
    };
    (asked, flaws)
}

/// One person as all that his lines say of him: of each item what most of them say, and of those that as
/// many say the first in order, so that it matters not which came first. Numbers that are right come before
/// those that are not. The second says whether his lines name two documents.
pub fn who_of(lines: &[AskedAbout], today: CityDay) -> (AskedAbout, bool) {
    let most = |item: &dyn Fn(&AskedAbout) -> &str| -> String {
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for one in lines.iter().map(item).filter(|text| !text.is_empty()) {
            *counts.entry(one).or_default() += 1;
        }
        let best = counts.iter().rev().max_by_key(|(_, n)| **n);
        best.map(|(text, _)| (*text).to_owned()).unwrap_or_default()
    };
    let sure: std::collections::BTreeSet<(String, String)> = lines
        .iter()
        .filter_map(|one| one.document(today))
        .map(|one| (one.number().to_owned(), one.kind().code().to_owned()))
        .collect();
    let (document, document_kind) = match sure.first() {
        Some(first) => first.clone(),
        None => (most(&|one| one.document.as_str()), String::new()),
    };
    let phones: Vec<String> =
        lines.iter().filter_map(|one| one.phone().map(|phone| phone.as_str().to_owned())).collect();
    let phone = match phones.is_empty() {
        true => most(&|one| one.phone.as_str()),
        false => most(&|one| if one.phone().is_some() { one.phone.as_str() } else { "" }),
    };
    let exposed = lines.iter().filter(|one| one.is_exposed()).map(|one| &one.exposure).min();
    let who = AskedAbout {
        name: most(&|one| one.name.as_str()),
        document_kind,
        document,
        phone,
        address: most(&|one| one.address.as_str()),
        exposure: exposed.cloned().unwrap_or_default(),
        reference: String::new(),
        note: most(&|one| one.note.as_str()),
    };
    (who, sure.len() > 1)
}
