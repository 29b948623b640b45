//! Whether somebody may go in, and why.

use super::{Check, Emergency};
use crate::coded;
use crate::codes::HealthColor;

/// From this on it is a fever, in tenths of a degree: 37.3 ℃.
const FEVER_TENTHS: i16 = 373;

coded! {
    /// What a gate does.
    Verdict {
        /// 放行
        Pass = "pass",
        /// 不放行
        Refuse = "refuse",
    }

    /// Why.
    Why {
        /// Nothing speaks against it.
        Fine = "fine",
        /// 紧急放行: 其他急救
        Emergency = "emergency",
        /// The authority asks for no code here.
        NoCodeAsked = "no_code_asked",
        /// 红码
        Red = "red",
        /// 黄码
        Yellow = "yellow",
        /// The pass is older than it may be: a picture of one.
        PassOld = "pass_old",
        /// The clocks differ too much.
        PassNotYet = "pass_not_yet",
        /// No pass of this city, or changed.
        PassForged = "pass_forged",
        /// Nobody of the register.
        Unknown = "unknown",
        /// The place is closed by notice.
        Closed = "closed",
        /// As many are inside as may be.
        Full = "full",
        /// 发热
        Fever = "fever",
        /// No mask.
        NoMask = "no_mask",
        /// The rule of this place asks for a certificate, and there is none.
        NoCertificate = "no_certificate",
        /// 紧急放行: 临产
        Labour = "labour",
        /// 紧急放行: 透析
        Dialysis = "dialysis",
        /// 纸质码已作废: the sheet was lost.
        PassEnded = "pass_ended",
        /// 健康码停用: by document and paper list, by the word of the city command.
        CodesDown = "codes_down",
    }
}

impl Why {
    /// What the guard reads, and says.
    pub fn says(self) -> &'static str {
        match self {
            Why::Fine => "可以进入。",
            Why::Emergency => "紧急情况，请立即放行。已记录。",
            Why::Labour => "临产，请立即放行。已记录。",
            Why::Dialysis => "去做透析，请立即放行。已记录。",
            Why::NoCodeAsked => "现行规定不要求查验健康码，可以进入。",
            Why::Red => {
                "健康码为红码，不能进入。请他打开自己的健康码看原因和联系电话；如需就医，请按“紧急放行”。"
            }
            Why::Yellow => {
                "健康码为黄码，不能进入。请他打开自己的健康码看原因和解除办法；如需就医，请按“紧急放行”。"
            }
            Why::PassOld => {
                "这个码已过期，可能是截图。请他刷新后再出示；没有手机的，请看证件并手工登记。"
            }
            Why::PassNotYet => "这个码的时间不对。请核对手机时间，刷新后再出示。",
            Why::PassForged => "这不是本市的健康码，或被改动过。请看证件并手工登记。",
            Why::PassEnded => {
                "这张纸质码已经作废（报过丢失）。请他出示重新打印的；没有的，请看证件并手工登记。"
            }
            Why::Unknown => "系统里没有此人。请看证件并手工登记，由社区补录。",
            Why::Closed => "本场所按通告暂停开放，不能进入。",
            Why::Full => "场所内人数已达上限，请稍候，有人离开后再进入。",
            Why::Fever => "体温37.3℃以上，不能进入。请引导到发热门诊。",
            Why::NoMask => "请戴好口罩再进入。",
            Why::CodesDown => {
                "健康码暂时停用。请看身份证件，写进纸质登记表（姓名、证件、电话、时间），就可以进入。"
            }
            Why::NoCertificate => "需要核酸检测阴性证明，没有或已超期。请就近采样。",
        }
    }

    /// What follows from it.
    pub fn verdict(self) -> Verdict {
        match self {
            Why::Fine
            | Why::Emergency
            | Why::Labour
            | Why::Dialysis
            | Why::NoCodeAsked
            | Why::CodesDown => Verdict::Pass,
            Why::Red
            | Why::Yellow
            | Why::PassOld
            | Why::PassNotYet
            | Why::PassForged
            | Why::PassEnded
            | Why::Unknown
            | Why::Closed
            | Why::Full
            | Why::Fever
            | Why::NoMask
            | Why::NoCertificate => Verdict::Refuse,
        }
    }
}

/// What is known at the gate.
#[derive(Clone, Copy, Debug, Default)]
pub struct Asked {
    /// What was wrong with the pass; nothing where it was good or none was shown.
    pub pass: Option<Why>,
    /// The color of the moment; none of somebody whom the register does not know.
    pub color: Option<HealthColor>,
    /// Whether the day's rules ask for a code at all.
    pub is_code_asked: bool,
    /// Whether codes are down by the word of the city command: whoever has none that can be read goes in
    /// by document and paper list.
    pub is_down: bool,
    /// Whether the place is closed by notice.
    pub is_closed: bool,
    /// How many may still go in; none where nobody counts.
    pub n_free: Option<u32>,
    /// Tenths of a degree, where it was taken.
    pub temperature: Option<i16>,
    /// Whether he wears a mask, where it was looked at.
    pub has_mask: Option<bool>,
    /// Whether he has the certificate that this place asks for, where it asks.
    pub has_certificate: Option<bool>,
    /// Whether he must pass at once.
    pub emergency: Option<Emergency>,
}

/// What is decided.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Decision {
    /// What the gate does.
    pub verdict: Verdict,
    /// Why.
    pub why: Why,
}

/// Decides at a gate. Who is in labour, on the way to dialysis or to a rescue passes whatever his code
/// says, and whatever is wrong with it (must-hold P9). Else the first of these that speaks against him
/// is told: the place, his code, his health, his papers, and last whether there is room. While codes are
/// down nothing that is wrong with a code speaks against anybody; what one says that is good does.
pub fn decide(asked: &Asked) -> Decision {
    let why = why(asked);
    Decision { verdict: why.verdict(), why }
}

fn why(asked: &Asked) -> Why {
    match asked.emergency {
        Some(Emergency::Labour) => return Why::Labour,
        Some(Emergency::Dialysis) => return Why::Dialysis,
        Some(Emergency::Rescue) => return Why::Emergency,
        None => {}
    }
    if asked.is_closed {
        return Why::Closed;
    }
    let by_code = by_code(asked);
    let is_by_document = asked.is_down && by_code.is_some_and(is_unread);
    if let Some(why) = by_code.filter(|_| !is_by_document) {
        return why;
    }
    if asked.temperature.is_some_and(|tenths| tenths >= FEVER_TENTHS) {
        return Why::Fever;
    }
    if asked.has_mask == Some(false) {
        return Why::NoMask;
    }
    if asked.has_certificate == Some(false) {
        return Why::NoCertificate;
    }
    if asked.n_free == Some(0) {
        return Why::Full;
    }
    match (asked.is_code_asked, is_by_document) {
        (_, true) => Why::CodesDown,
        (true, false) => Why::Fine,
        (false, false) => Why::NoCodeAsked,
    }
}

/// What speaks against somebody by his code.
fn by_code(asked: &Asked) -> Option<Why> {
    if !asked.is_code_asked {
        return None;
    }
    match (asked.pass, asked.color) {
        (Some(flaw), _) => Some(flaw),
        (None, Some(HealthColor::Green)) => None,
        (None, Some(HealthColor::Yellow)) => Some(Why::Yellow),
        (None, Some(HealthColor::Red)) => Some(Why::Red),
        (None, None) => Some(Why::Unknown),
    }
}

/// Whether a code could not be read for what it is, so that it says nothing of anybody.
fn is_unread(why: Why) -> bool {
    match why {
        Why::PassOld | Why::PassNotYet | Why::PassForged | Why::PassEnded | Why::Unknown => true,
        Why::Fine
        | Why::Emergency
        | Why::NoCodeAsked
        | Why::Red
        | Why::Yellow
        | Why::Closed
        | Why::Full
        | Why::Fever
        | Why::NoMask
        | Why::NoCertificate
        | Why::Labour
        | Why::Dialysis
        | Why::CodesDown => false,
    }
}

/// Which checks a decision rests on, as they are logged.
impl Asked {
    /// The checks that were made.
    pub fn checks(&self) -> impl Iterator<Item = Check> {
        let made = [
            (Check::Temperature, self.temperature.is_some()),
            (Check::Code, self.color.is_some() || self.pass.is_some()),
            (Check::Certificate, self.has_certificate.is_some()),
            (Check::Mask, self.has_mask.is_some()),
        ];
        made.into_iter().filter(|(_, is_made)| *is_made).map(|(check, _)| check)
    }
}
