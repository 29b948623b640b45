//! A letter to somebody who is kept as a contact, or who is free again.

use crate::typesetter::clock;
use fangxian_core::Moment;
use serde::Serialize;
use serde_json::json;

/// The letter. It names its reader, no case and no place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HoldLetterPaper {
    /// 隔离告知书
    pub title: String,
    /// Whose.
    pub name: String,
    /// 迎泽小区 5号楼2单元302
    pub door: String,
    /// 晋源社区居委会
    pub community: String,
    /// 密切接触者
    pub what: String,
    /// From when until when, in one sentence.
    pub span: String,
    /// Its parts.
    pub parts: Vec<HoldLetterPart>,
    /// The clause, and where it stands.
    pub clause: String,
    /// Who printed it.
    pub printed_by: String,
    /// When.
    pub printed_at: Moment,
}

/// One part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HoldLetterPart {
    /// 为什么
    pub title: String,
    /// Its sentences.
    pub lines: Vec<String>,
}

impl HoldLetterPaper {
    /// The same letter with every text written anew.
    pub(crate) fn map_texts(&self, map: impl Fn(&str) -> String) -> HoldLetterPaper {
        let part = |one: &HoldLetterPart| HoldLetterPart {
            title: map(&one.title),
            lines: one.lines.iter().map(|line| map(line)).collect(),
        };
        HoldLetterPaper {
            title: map(&self.title),
            name: map(&self.name),
            door: map(&self.door),
            community: map(&self.community),
            what: map(&self.what),
            span: map(&self.span),
            parts: self.parts.iter().map(part).collect(),
            clause: map(&self.clause),
            printed_by: map(&self.printed_by),
            printed_at: self.printed_at,
        }
    }

    pub(crate) fn values(&self) -> impl Serialize {
        let part = |one: &HoldLetterPart| json!({ "title": one.title, "lines": one.lines });
        json!({
            "title": self.title,
            "name": self.name,
            "door": self.door,
            "community": self.community,
            "what": self.what,
            "span": self.span,
            "parts": self.parts.iter().map(part).collect::<Vec<_>>(),
            "clause": self.clause,
            "printed_by": self.printed_by,
            "printed_at":
                format!("{} {}", self.printed_at.city_day().written(), clock(self.printed_at)),
        })
    }
}
