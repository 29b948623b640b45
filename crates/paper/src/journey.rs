//! What a journey takes, on a sheet to be taken along.

use crate::typesetter::clock;
use fangxian_core::{CityDay, Moment};
use serde::Serialize;
use serde_json::{Value, json};

/// What a journey takes. It names nobody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JourneyPaper {
    /// 太原市
    pub city: String,
    /// 朔州市应县 → 太原市（火车） → 广东省广州市（飞机）
    pub way: String,
    /// The day of the journey.
    pub day: CityDay,
    /// 下面的都符合，就直接放行
    pub verdict: String,
    /// What is asked, step by step.
    pub parts: Vec<JourneyPart>,
    /// What is not known, in sentences.
    pub unknown: Vec<String>,
    /// What the answer rests on, in sentences.
    pub grounds: Vec<String>,
    /// The clauses, in the order of their numbers.
    pub clauses: Vec<JourneyClause>,
    /// When it was printed, in the city's time.
    pub printed_at: Moment,
}

/// One step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JourneyPart {
    /// 出发以前
    pub title: String,
    /// What is asked.
    pub asks: Vec<JourneyAsk>,
}

/// One demand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JourneyAsk {
    /// 带48小时内核酸检测阴性证明
    pub text: String,
    /// 已有, 还没有, or nothing.
    pub standing: String,
    /// The number of its clause, from 1.
    pub clause: usize,
}

/// The words behind a demand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JourneyClause {
    /// The words.
    pub as_written: String,
    /// Where they stand.
    pub source: String,
    /// 官方原文
    pub confidence: String,
    /// What a reader should know besides; empty where there is nothing.
    pub note: String,
}

impl JourneyPaper {
    /// The same sheet with every text written anew.
    pub(crate) fn map_texts(&self, map: impl Fn(&str) -> String) -> JourneyPaper {
        let all = |texts: &[String]| texts.iter().map(|text| map(text)).collect();
        let ask = |one: &JourneyAsk| JourneyAsk { text: map(&one.text), ..one.clone() };
        let clause = |one: &JourneyClause| JourneyClause {
            as_written: map(&one.as_written),
            source: map(&one.source),
            confidence: map(&one.confidence),
            note: map(&one.note),
        };
        let part = |one: &JourneyPart| JourneyPart {
            title: map(&one.title),
            asks: one.asks.iter().map(ask).collect(),
        };
        JourneyPaper {
            city: map(&self.city),
            way: map(&self.way),
            day: self.day,
            verdict: map(&self.verdict),
            parts: self.parts.iter().map(part).collect(),
            unknown: all(&self.unknown),
            grounds: all(&self.grounds),
            clauses: self.clauses.iter().map(clause).collect(),
            printed_at: self.printed_at,
        }
    }

    pub(crate) fn values(&self) -> impl Serialize {
        json!({
            "city": self.city,
            "way": self.way,
            "day": self.day.written(),
            "verdict": self.verdict,
            "parts": self.parts.iter().map(part).collect::<Vec<_>>(),
            "unknown": self.unknown,
            "grounds": self.grounds,
            "clauses": self.clauses.iter().map(clause).collect::<Vec<_>>(),
            "printed_at":
                format!("{} {}", self.printed_at.city_day().written(), clock(self.printed_at)),
        })
    }
}

fn part(part: &JourneyPart) -> Value {
    let ask = |one: &JourneyAsk| json!({ "text": one.text, "standing": one.standing, "clause": one.clause });
    json!({ "title": part.title, "asks": part.asks.iter().map(ask).collect::<Vec<_>>() })
}

fn clause(one: &JourneyClause) -> Value {
    json!({
        "as_written": one.as_written,
        "source": one.source,
        "confidence": one.confidence,
        "note": one.note,
    })
}
