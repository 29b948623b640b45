//! 告知书: what somebody is told who is kept as a contact, in his own words: what, why, until when, what he must
//! do, what he can do against it, whom to ask. It names no case and no place.

use crate::cases::{ContactStanding, Keeping};
use crate::contacts::Ring;
use crate::rules::{Phase, Stay};
use crate::{CityDay, Moment};

/// A letter, part by part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HoldLetter {
    /// 密切接触者
    pub what: String,
    /// In one sentence: from when until when.
    pub span: String,
    /// Its parts, in their order.
    pub parts: Vec<LetterPart>,
    /// The clause by which he is kept, and where it stands.
    pub clause: String,
}

/// One part: what it is about, and its sentences.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LetterPart {
    /// 为什么
    pub title: String,
    /// What it says.
    pub lines: Vec<String>,
}

/// The letter to somebody who is kept so; `phone` is that of his community, where it has told one. None of
/// somebody whom nobody keeps.
pub fn hold_letter(
    standing: &ContactStanding,
    keeping: &Keeping<'_>,
    phone: Option<&str>,
) -> Option<HoldLetter> {
    let ring = standing.ring()?;
    let clause = &keeping.schedule.clause;
    let parts = vec![
        why(ring, keeping.day_zero),
        how(keeping),
        must(),
        tests(keeping),
        rights(),
        ask(phone),
    ];
    Some(HoldLetter {
        what: title(ring).to_owned(),
        span: span(standing.since, keeping),
        parts,
        clause: format!("{}（{}）", clause.as_written, clause.source),
    })
}

fn title(ring: Ring) -> &'static str {
    match ring {
        Ring::Close => "密切接触者",
        Ring::Secondary => "密接的密接",
    }
}

fn part(title: &str, lines: Vec<String>) -> LetterPart {
    LetterPart { title: title.to_owned(), lines }
}

fn span(since: Moment, keeping: &Keeping<'_>) -> String {
    let from = since.city_day().written();
    match keeping.last_day {
        Some(last) => format!("从{from}起，到{}24时止，到时自动解除，不用申请", last.written()),
        None => format!("从{from}起，由疾控部门通知解除"),
    }
}

fn why(ring: Ring, day_zero: CityDay) -> LetterPart {
    let day = day_zero.written();
    let met = match ring {
        Ring::Close => format!("流行病学调查发现，{day}您与一名感染者有过符合判定标准的接触。"),
        Ring::Secondary => {
            format!("流行病学调查发现，{day}您与一名密切接触者有过较长时间的接触。")
        }
    };
    let private = "按规定不能告诉您这个人是谁、在哪里遇到；您的情况我们也不会告诉别人。";
    part("为什么", vec![met, private.to_owned()])
}

fn how(keeping: &Keeping<'_>) -> LetterPart {
    let mut lines: Vec<String> = keeping.schedule.phases.iter().map(phase).collect();
    let zero = keeping.day_zero.written();
    lines.push(format!("天数从最后一次接触那天（{zero}，算第0天）数起。"));
    part("怎么安排", lines)
}

fn phase(phase: &Phase) -> String {
    let how = match phase.stay {
        Stay::Central => "在集中隔离点隔离",
        Stay::HomeIsolation => "在家隔离，不出门",
        Stay::CentralCare => "在定点医院治疗",
        Stay::HomeMonitor => "在家健康监测，不算隔离，少出门、不聚集",
    };
    match phase.days {
        Some(days) => format!("{how}{days}天。"),
        None => format!("{how}，直到通知解除。"),
    }
}

fn must() -> LetterPart {
    let lines = [
        "请在家等候，不要外出，单独住一间房，开窗通风，家里人也戴口罩、分开吃饭。",
        "每天早晚各量一次体温，社区每天来问；医生和社区工作人员两个人签字。",
        "体温到37.3℃，或者咳嗽、嗓子疼、没力气、闻不到味道、拉肚子、胸闷，马上打下面的电话，不要自己去医院。",
        "急病、临产、透析、化疗直接打120，任何人不能因为隔离不给看病。买药买菜有困难告诉社区。",
    ];
    part("您要做的", lines.map(str::to_owned).to_vec())
}

fn tests(keeping: &Keeping<'_>) -> LetterPart {
    let days: Vec<String> = keeping.test_days.iter().map(|day| day.written()).collect();
    let line = match days.as_slice() {
        [] => "核酸采样的日子由社区通知。".to_owned(),
        days => format!("有人上门采样：{}。", days.join("、")),
    };
    part("哪天做核酸", vec![line])
}

fn rights() -> LetterPart {
    let lines = [
        "您可以问清楚依据，可以要求看规定原文。",
        "觉得弄错了，可以申诉：在公开页面“健康码”里点“申诉”，或者打12345，或者告诉社区，当场给回执；由另一个单位在24小时内答复，看病的事4小时。",
        "申诉期间请先在家等候。弄错的立即解除，码同时恢复。",
    ];
    part("您的权利", lines.map(str::to_owned).to_vec())
}

fn ask(phone: Option<&str>) -> LetterPart {
    let line = match phone {
        Some(phone) => format!("社区电话：{phone}。打不通就打12345。"),
        None => "打12345，会转到您的社区。".to_owned(),
    };
    part("有事找谁", vec![line])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cases::{ContactSays, ContactVerdict, Known, keeping};
    use crate::rules::{EditionId, RuleBook};

    /// On which day somebody of a ring is listed: the letter's words.
    fn words(on: &str, verdict: ContactVerdict, phone: Option<&str>) -> Option<String> {
        let rules = RuleBook::built_in().unwrap();
        let day = CityDay::parse(on).unwrap();
        let since = day.starts_at().plus_ms(9 * 3_600_000);
        let says = ContactSays {
            edition: EditionId("P9".to_owned()),
            number: Some(1),
            kind: None,
            question: None,
            exposed_at: since,
            last_at: since,
            known: Known::Seen,
            is_assumed: false,
            reason: "甲某某的同桌".to_owned(),
        };
        let standing = ContactStanding { verdict, says, since, released_at: None, waits: None };
        let keeping = keeping(&rules, day, verdict.ring()?, since)?;
        let letter = hold_letter(&standing, &keeping, phone)?;
        let mut text = format!("{}\n{}\n", letter.what, letter.span);
        for part in letter.parts {
            text.push_str(&format!("{}：{}\n", part.title, part.lines.join("")));
        }
        Some(text + &letter.clause)
    }

    #[test]
    fn a_letter_says_what_why_until_when_and_what_he_can_do() {
        let close = words("2022-11-24", ContactVerdict::Close, Some("0351-0000001")).unwrap();
        for said in [
            "密切接触者",
            "从2022年11月24日起，到2022年12月2日24时止",
            "2022年11月24日您与一名感染者",
            "在集中隔离点隔离5天",
            "在家隔离，不出门3天",
            "有人上门采样：2022年11月25日",
            "申诉",
            "12345",
            "社区电话：0351-0000001",
            "120",
            "二十条",
        ] {
            assert!(close.contains(said), "{said} in {close}");
        }
        // What a tracer noted points at somebody, and is not in it.
        assert!(!close.contains("甲某某") && !close.contains("同桌"));
        let second = words("2022-10-07", ContactVerdict::Secondary, None).unwrap();
        for said in ["密接的密接", "一名密切接触者", "在家隔离，不出门7天", "会转到您的社区"]
        {
            assert!(second.contains(said), "{said} in {second}");
        }
        assert_eq!(words("2022-10-07", ContactVerdict::Ask, None), None);
        // The twenty measures keep nobody of the second ring.
        assert_eq!(words("2022-11-24", ContactVerdict::Secondary, None), None);
    }
}
