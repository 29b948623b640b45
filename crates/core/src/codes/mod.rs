//! 健康码: the color of somebody's code, with every reason for it.
//!
//! A color is computed when it is asked for, from facts, the dated rules and the clock, and stored
//! nowhere. It is the gravest of the reasons that live at that moment; where none lives it is
//! green. A reason ends on the second, whoever works or does not. A negative test ends only what
//! its rule says that it ends: it says nothing of an isolated contact.

mod appeals;
mod facts;
mod manual;
mod outage;
mod outside;
mod reasons;
mod words;

pub use appeals::{
    ANSWER_MEDICAL_MS, ANSWER_MS, APPEAL_CHARS_MAX, APPEALS_MAX, Appeal, AppealOutcome,
    AppealStateKind, AppealWay, appealed, may_void,
};
pub use facts::{
    ArrivalCode, ArrivalKind, ContactHold, ManualReason, PersonalFacts, arrival_by_overlay,
    arrival_by_text,
};
pub use manual::{
    ManualState, ONE_APPROVAL_PEOPLE_MAX, PEOPLE_MAX, PEOPLE_PER_RECORD_MAX, Proposed,
    ProposedFlaw, approvals_needed, approved_at, is_manual_evidence, manual_rule, manual_state,
};
pub use outage::{
    OUTAGE_MS_MAX, OUTAGE_REASON_CHARS_MAX, OUTAGE_REASON_CHARS_MIN, Outage, OutageFlaw, outage_at,
    outage_may,
};
pub use outside::{OUTSIDE_REFUSED, OutsideAbout, OutsideAsker};
pub use reasons::{Lived, personal_reasons, zone_reason};
pub use words::{ask_words, lifted_words, reason_sentence};

use crate::ids::{AntigenReportId, ArrivalReportId, CaseId, CodeReasonId, ZoneId};
use crate::rules::{Ask, Clause, CodeCause, CodeColor, ColorIs, LiftedBy};
use crate::sampling::TubeCode;
use crate::{Moment, coded};
use std::cmp::Reverse;

coded! {
    /// The color of a code. The order is of gravity.
    HealthColor {
        /// 绿码
        Green = "green",
        /// 黄码
        Yellow = "yellow",
        /// 红码
        Red = "red",
    }

    /// Upon what somebody is said to be in such a case.
    EvidenceKind {
        /// 检验报告: a signed result of a laboratory.
        LabResult = "lab_result",
        /// 抗原自测: read off by the person himself.
        Antigen = "antigen",
        /// 风险区公布: an area that was rated, and that he lives in it.
        ZoneListing = "zone_listing",
        /// 流行病学调查记录: an investigation that names him.
        Investigation = "investigation",
        /// 隔离决定书: a decision that was handed to him.
        IsolationDecision = "isolation_decision",
        /// 外地协查函: a letter of another place.
        LetterFromElsewhere = "letter_from_elsewhere",
        /// 行程申报: what he reported himself.
        OwnReport = "own_report",
    }

    /// How far evidence reaches. A weak reason lapses where nobody answers an appeal in time.
    Strength {
        /// 强
        Strong = "strong",
        /// 弱
        Weak = "weak",
    }
}

impl HealthColor {
    /// What people read.
    pub fn title(self) -> &'static str {
        match self {
            HealthColor::Green => "绿码",
            HealthColor::Yellow => "黄码",
            HealthColor::Red => "红码",
        }
    }

    /// The same in English.
    pub fn title_en(self) -> &'static str {
        match self {
            HealthColor::Green => "Green code",
            HealthColor::Yellow => "Yellow code",
            HealthColor::Red => "Red code",
        }
    }
}

impl From<CodeColor> for HealthColor {
    fn from(color: CodeColor) -> HealthColor {
        match color {
            CodeColor::Red => HealthColor::Red,
            CodeColor::Yellow => HealthColor::Yellow,
        }
    }
}

impl EvidenceKind {
    /// What people read.
    pub fn title(self) -> &'static str {
        match self {
            EvidenceKind::LabResult => "检验报告",
            EvidenceKind::Antigen => "抗原自测",
            EvidenceKind::ZoneListing => "风险区公布",
            EvidenceKind::Investigation => "流行病学调查记录",
            EvidenceKind::IsolationDecision => "隔离决定书",
            EvidenceKind::LetterFromElsewhere => "外地协查函",
            EvidenceKind::OwnReport => "行程申报",
        }
    }

    /// How far it reaches.
    pub fn strength(self) -> Strength {
        match self {
            EvidenceKind::LabResult
            | EvidenceKind::ZoneListing
            | EvidenceKind::Investigation
            | EvidenceKind::IsolationDecision => Strength::Strong,
            EvidenceKind::Antigen | EvidenceKind::LetterFromElsewhere | EvidenceKind::OwnReport => {
                Strength::Weak
            }
        }
    }
}

/// By which rule.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct RuleRef {
    /// The text: `shanxi-codes`, or the title of a city's own rules.
    pub text: String,
    /// The number of the rule in it, from 1.
    pub number: u16,
}

/// What a reason comes from: by it an appeal names the reason. Never shown to anybody.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ReasonSource {
    /// The result of a tube.
    Tube(TubeCode),
    /// An antigen test.
    Antigen(AntigenReportId),
    /// An area under a level.
    Zone(ZoneId),
    /// What two people entered.
    Manual(CodeReasonId),
    /// What was reported of a journey.
    Arrival(ArrivalReportId),
    /// That he is a contact of a case: the id says nothing of whose.
    Contact(CaseId),
}

impl ReasonSource {
    /// As it stands in a form and in the store: `tube/…`.
    pub fn code(self) -> String {
        match self {
            ReasonSource::Tube(tube) => format!("tube/{tube}"),
            ReasonSource::Antigen(id) => format!("antigen/{id}"),
            ReasonSource::Zone(id) => format!("zone/{id}"),
            ReasonSource::Manual(id) => format!("manual/{id}"),
            ReasonSource::Arrival(id) => format!("arrival/{id}"),
            ReasonSource::Contact(id) => format!("contact/{id}"),
        }
    }

    /// Reads what [`ReasonSource::code`] writes.
    pub fn from_code(code: &str) -> Option<ReasonSource> {
        let (kind, id) = code.split_once('/')?;
        match kind {
            "tube" => TubeCode::parse(id).ok().map(ReasonSource::Tube),
            "antigen" => AntigenReportId::parse(id).map(ReasonSource::Antigen),
            "zone" => ZoneId::parse(id).map(ReasonSource::Zone),
            "manual" => CodeReasonId::parse(id).map(ReasonSource::Manual),
            "arrival" => ArrivalReportId::parse(id).map(ReasonSource::Arrival),
            "contact" => CaseId::parse(id).map(ReasonSource::Contact),
            _ => None,
        }
    }
}

/// Why a code is not green.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason {
    /// What.
    pub cause: CodeCause,
    /// In which color.
    pub color: HealthColor,
    /// Whether the words name that color.
    pub color_is: ColorIs,
    /// By which rule.
    pub rule: RuleRef,
    /// Its words.
    pub clause: Clause,
    /// Since when.
    pub since: Moment,
    /// Until before when; none where nobody knows yet.
    pub until: Option<Moment>,
    /// Until before when its rule is in force.
    pub rule_until: Option<Moment>,
    /// What ends it.
    pub lifted_by: LiftedBy,
    /// Whom to ask.
    pub ask: Ask,
    /// Upon what.
    pub evidence: EvidenceKind,
    /// How far that reaches.
    pub strength: Strength,
    /// From what it comes.
    pub source: ReasonSource,
    /// What two people wrote of it, for the person to read; empty where it follows from facts.
    pub said: String,
}

impl Reason {
    /// Whether it colors at a moment. Nothing but the clock is asked.
    pub fn is_live(&self, now: Moment) -> bool {
        let is_before = |end: Option<Moment>| end.is_none_or(|end| now < end);
        self.since <= now && is_before(self.until) && is_before(self.rule_until)
    }

    /// The next moment at which this reason may begin or end to color; none where only a fact can.
    pub fn turns_at(&self, now: Moment) -> Option<Moment> {
        let ends = [Some(self.since), self.until, self.rule_until];
        ends.into_iter().flatten().filter(|at| *at > now).min()
    }

    /// So that the gravest come first, in an order that does not depend on that of the facts.
    fn key(&self) -> impl Ord + use<> {
        let spans = (self.since, self.until, self.rule_until);
        (Reverse(self.color), self.cause, spans, self.rule.clone(), self.source)
    }
}

/// A code at a moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HealthCode {
    /// The color.
    pub color: HealthColor,
    /// The reasons that live, the gravest first; none where it is green.
    pub reasons: Vec<Reason>,
}

impl HealthCode {
    /// The code that these reasons come to at a moment.
    pub fn of(reasons: impl IntoIterator<Item = Reason>, now: Moment) -> HealthCode {
        let mut reasons: Vec<Reason> =
            reasons.into_iter().filter(|reason| reason.is_live(now)).collect();
        reasons.sort_by_cached_key(Reason::key);
        reasons.dedup();
        let color = reasons.first().map_or(HealthColor::Green, |gravest| gravest.color);
        HealthCode { color, reasons }
    }
}

/// The color alone, for whoever asks by the thousand.
pub fn color_at<'a>(reasons: impl IntoIterator<Item = &'a Reason>, now: Moment) -> HealthColor {
    let live = reasons.into_iter().filter(|reason| reason.is_live(now));
    live.map(|reason| reason.color).max().unwrap_or(HealthColor::Green)
}
