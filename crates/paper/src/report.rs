//! The report of a test, for whom it is of, with a code that is checked without asking anybody.

use crate::codes::qr_svg;
use crate::typesetter::clock;
use fangxian_core::Moment;
use fangxian_core::people::DocumentKind;
use fangxian_core::pools::TubeOutcome;
use serde::Serialize;
use serde_json::json;

/// A report as it is printed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportPaper {
    /// 太原市
    pub city: String,
    /// The name.
    pub name: String,
    /// What kind of document.
    pub document_kind: DocumentKind,
    /// Its number, masked.
    pub document: String,
    /// 10混1
    pub pool: String,
    /// The code of the tube in groups.
    pub tube: String,
    /// Where the sample was taken.
    pub place: String,
    /// The laboratory; empty where it is not known.
    pub laboratory: String,
    /// When the sample was taken.
    pub sampled_at: Moment,
    /// When the result was signed.
    pub reported_at: Moment,
    /// When this sheet was made.
    pub issued_at: Moment,
    /// The outcome.
    pub outcome: TubeOutcome,
    /// The text of the code: what is stated, signed.
    pub code: String,
    /// Who printed it at a counter; empty where the person printed it himself.
    pub printed_by: String,
    /// Whether the city is in a drill.
    pub is_drill: bool,
}

impl ReportPaper {
    /// The same sheet with every text written anew.
    pub(crate) fn map_texts(&self, map: impl Fn(&str) -> String) -> ReportPaper {
        ReportPaper {
            name: map(&self.name),
            place: map(&self.place),
            laboratory: map(&self.laboratory),
            printed_by: map(&self.printed_by),
            ..self.clone()
        }
    }

    pub(crate) fn values(&self) -> impl Serialize {
        let (kind, kind_en) = match self.document_kind {
            DocumentKind::ResidentId => ("居民身份证", "Resident ID"),
            DocumentKind::Passport => ("护照", "Passport"),
            DocumentKind::HongKongMacao => ("港澳居民证件", "Hong Kong / Macao permit"),
            DocumentKind::Taiwan => ("台湾居民证件", "Taiwan permit"),
            DocumentKind::PermanentResidence => {
                ("外国人永久居留身份证", "Permanent resident ID card")
            }
            DocumentKind::Other => ("其他证件", "Other document"),
            DocumentKind::NoneYet => ("暂无证件", "No document"),
        };
        let outcome_en = match self.outcome {
            TubeOutcome::Negative => "NEGATIVE",
            TubeOutcome::Positive => "POSITIVE",
            TubeOutcome::Unclear => "INCONCLUSIVE",
            TubeOutcome::Invalid => "INVALID",
        };
        let (head, tail) = self.code.split_at(self.code.len().min(5));
        let groups: Vec<String> = tail
            .as_bytes()
            .chunks(8)
            .map(|part| String::from_utf8_lossy(part).into_owned())
            .collect();
        json!({
            "city": self.city,
            "name": self.name,
            "document_kind": kind,
            "document_kind_en": kind_en,
            "document": self.document,
            "pool": self.pool,
            "tube": self.tube,
            "place": self.place,
            "laboratory": self.laboratory,
            "sampled_at": when(self.sampled_at),
            "reported_at": when(self.reported_at),
            "issued_at": when(self.issued_at),
            "outcome": self.outcome.title(),
            "outcome_en": outcome_en,
            "qr": qr_svg(&self.code),
            "code": format!("{head} {}", groups.join(" ")),
            "printed_by": self.printed_by,
            "is_drill": self.is_drill,
        })
    }
}

/// `2022-11-24 09:05`: read alike in both languages.
pub(crate) fn when(moment: Moment) -> String {
    format!("{} {}", moment.city_day(), clock(moment))
}
