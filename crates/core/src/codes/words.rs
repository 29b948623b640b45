//! What a reason says to the person whose code it is: never who else is meant.

use super::Reason;
use crate::rules::{Ask, CodeCause, LiftedBy};

/// Why, in one sentence, in Chinese and in English.
pub fn reason_sentence(reason: &Reason) -> (&'static str, &'static str) {
    match reason.cause {
        CodeCause::Positive => (
            "您本人的核酸检测结果是阳性。疾控人员会联系您，请先待在家里，不要外出。",
            "Your own nucleic test is positive. The disease control will call you; stay at home.",
        ),
        CodeCause::Unclear => (
            "您本人的核酸检测结果可疑，要重新采样复核。结果出来以前，请先待在家里。",
            "Your own test is unclear and is repeated. Stay at home until then.",
        ),
        CodeCause::PoolHold => (
            "您和几个人合用的一根采样管结果异常，还不能说是谁。工作人员会上门给您单独采样，结果阴性马上解除。",
            "A tube that you shared is not negative; nobody knows yet whose it is. You are sampled \
             alone; a negative result lifts this at once.",
        ),
        CodeCause::AntigenHold => (
            "您的抗原自测报告是阳性，要用核酸复核。复核阴性马上解除。",
            "Your antigen test was positive. A nucleic test of your own, if negative, lifts this.",
        ),
        CodeCause::LivesInZone => {
            ("您登记的住址在风险区范围内。", "The address registered for you lies in a risk area.")
        }
        CodeCause::CloseContact => (
            "调查认定您是密切接触者。核酸阴性不改变这一条，到期自动解除。",
            "You were found to be a close contact. A negative test does not end this; its days do.",
        ),
        CodeCause::SecondaryContact => (
            "调查认定您是密接的密接。核酸阴性不改变这一条，到期自动解除。",
            "You were found to be a contact of a contact. A negative test does not end this; its \
             days do.",
        ),
        CodeCause::Isolation => (
            "您正在集中隔离或居家隔离。到期自动解除。",
            "You are in isolation. It ends by itself on its day.",
        ),
        CodeCause::CaseElsewhere => {
            ("外地的检测报告确认您是感染者。", "A test made elsewhere found you infected.")
        }
        CodeCause::Arrival if reason.lifted_by == LiftedBy::TestsMade => (
            "您来（返）并后的核酸检测还没有做完。",
            "The tests asked of you after arriving are not all made.",
        ),
        CodeCause::Arrival => (
            "您来（返）并前去过的地方，按规定要先赋码管理。",
            "The place that you came from is under a rule.",
        ),
    }
}

/// What ends it, in Chinese and in English.
pub fn lifted_words(lifted_by: LiftedBy) -> (&'static str, &'static str) {
    match lifted_by {
        LiftedBy::OwnNegative => (
            "本人单独采样（一人一管），结果阴性，马上自动解除",
            "a negative test of your own, alone in its tube",
        ),
        LiftedBy::Days => ("到期自动解除，不用申请", "it ends by itself on its day"),
        LiftedBy::ZoneEnds => {
            ("风险区解除或者降级，自动解除，不用申请", "it ends by itself when the area is lifted")
        }
        LiftedBy::Treatment => {
            ("由疾控、医院排除或者治愈后解除", "the hospital or the disease control")
        }
        LiftedBy::TestsMade => {
            ("按要求做完检测，采样后自动解除", "making the tests that are asked for")
        }
    }
}

/// Whom to ask, in Chinese and in English.
pub fn ask_words(ask: Ask) -> (&'static str, &'static str) {
    match ask {
        Ask::Community => ("您住的社区居委会，或市民热线12345", "your community, or 12345"),
        Ask::DiseaseControl => ("区县疾控中心，或市民热线12345", "the disease control, or 12345"),
        Ask::DecidingUnit => {
            ("作决定的部门，经市民热线12345转", "whoever decided it, through 12345")
        }
    }
}
