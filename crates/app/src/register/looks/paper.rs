//! The sheet for the person himself: what stands in the log, in words that nobody has to explain.

use super::{Look, logged, page_of};
use crate::caller::Request;
use crate::register::{door_named, person_within, record};
use crate::{City, Refusal};
use fangxian_core::ids::PersonId;
use fangxian_core::looks::{LookKind, Sureness};
use fangxian_core::policy::{Act, Purpose, Role};
use fangxian_paper::{LookLine, LooksPaper};
use fangxian_store::people::StoredPerson;

/// How many entries one sheet holds: some months of a community that works every day.
const PRINTED_MAX: usize = 500;

/// Prints for somebody who looked at his record. That it was printed is itself an entry.
pub async fn person_looks_pdf(req: &Request, id: PersonId) -> Result<Vec<u8>, Refusal> {
    let (scope, stored) = person_within(req, Act::LookPrint, id).await?;
    let person = record::open(&req.city.keys.seals, &stored)?;
    let page = page_of(&req.city, &stored, None, PRINTED_MAX).await?;
    let paper = LooksPaper {
        name: person.name.as_str().to_owned(),
        door: door_named(req, &stored.door).await?.whole(),
        community: req.city.place_name(&crate::register::community_code(&stored.door)?),
        printed_by: req.caller.name.clone(),
        printed_at: req.wall,
        lines: lines(&req.city, page.rows),
        is_cut: page.next.is_some(),
    };
    req.city.seen.spend(req, &scope, [id])?;
    logged(req, &scope, &stored, LookKind::LooksPrinted).await?;
    let city = req.city.clone();
    let set = tokio::task::spawn_blocking(move || {
        let typesetter = city.typesetter.as_ref().ok_or(Refusal::NoFont)?;
        typesetter.looks_pdf(&paper).map_err(Refusal::Paper)
    });
    set.await.map_err(|_| Refusal::NoFont)?
}

/// A line of who looked, as its person is told.
pub(crate) struct OwnLook {
    /// The line.
    pub(crate) line: LookLine,
    /// What for.
    pub(crate) purpose: Option<Purpose>,
}

/// Who looked at these records, which are one person's: the newest first, at most so many lines.
pub(crate) async fn looks_own(
    city: &City,
    records: &[StoredPerson],
    most: usize,
) -> Result<Vec<OwnLook>, Refusal> {
    let mut looks: Vec<Look> = Vec::new();
    for stored in records {
        looks.extend(page_of(city, stored, None, PRINTED_MAX).await?.rows);
    }
    looks.sort_by_key(|look| std::cmp::Reverse((look.at, look.id)));
    looks.dedup_by_key(|look| look.id);
    let of = |line: LookLine| OwnLook {
        purpose: Purpose::ALL.iter().copied().find(|one| purpose(*one) == line.purpose),
        line,
    };
    Ok(lines(city, looks).into_iter().take(most).map(of).collect())
}

/// A line for what one office did alike on one day, however often.
fn lines(city: &City, looks: Vec<Look>) -> Vec<LookLine> {
    let mut lines: Vec<LookLine> = Vec::new();
    for look in looks {
        let one = line(city, &look);
        let is_alike = |last: &&mut LookLine| {
            let face = |line: &LookLine| {
                (line.day, line.who.clone(), line.unit.clone(), line.purpose.clone())
            };
            face(last) == face(&one) && last.what == one.what && last.is_possible == one.is_possible
        };
        // They come newest first: of those that are alike, the one that comes last was the first.
        let day = one.day;
        let of_day = lines.iter_mut().rev().take_while(|line| line.day == day);
        match of_day.into_iter().find(|line| is_alike(line)) {
            Some(known) => {
                known.n_times += 1;
                known.at = one.at;
            }
            None => lines.push(one),
        }
    }
    lines
}

fn line(city: &City, look: &Look) -> LookLine {
    let units: Vec<String> = look.units.iter().map(|unit| city.place_name(unit)).collect();
    LookLine {
        day: look.at.city_day(),
        at: look.at,
        n_times: 1,
        who: Role::from_code(&look.role).map_or_else(|| look.role.clone(), |r| who(r).to_owned()),
        unit: units.join("、"),
        purpose: Purpose::from_code(&look.purpose).map_or("", purpose).to_owned(),
        what: what(look.kind).to_owned(),
        is_possible: look.sureness == Sureness::Possible,
    }
}

fn who(role: Role) -> &'static str {
    match role {
        Role::CityCommand => "市指挥部",
        Role::ZoneDrafter => "通告拟稿人员",
        Role::ZoneSigner => "签批人员",
        Role::CommunityRegistrar => "社区登记人员",
        Role::GridWorker => "网格员",
        Role::Sampler => "采样员",
        Role::Courier => "转运员",
        Role::LabReporter => "检验员",
        Role::LabSigner => "检验审核人员",
        Role::CodeProposer => "疾控赋码人员",
        Role::CodeApprover => "赋码审批人员",
        Role::AppealOfficer => "申诉答复人员",
        Role::Hotline => "12345热线人员",
        Role::StationWorker => "车站、卡口查验人员",
        Role::Tracer => "疾控流调人员",
        Role::IsolationWorker => "隔离点工作人员",
        Role::TransferDriver => "转运司机",
        Role::CommunityDoctor => "社区医生",
        Role::Auditor => "审计人员",
        Role::Administrator => "系统管理员",
    }
}

fn purpose(purpose: Purpose) -> &'static str {
    match purpose {
        Purpose::Command => "指挥调度",
        Purpose::ZoneDecision => "划定风险区",
        Purpose::OrderWork => "办理工单",
        Purpose::Register => "居民登记",
        Purpose::Sampling => "核酸采样",
        Purpose::LabWork => "实验室检测",
        Purpose::ResultNotice => "告知检测结果",
        Purpose::CodeDecision => "健康码赋码",
        Purpose::Appeal => "健康码申诉",
        Purpose::Tracing => "流调溯源",
        Purpose::Isolation => "隔离转运",
        Purpose::Audit => "审计核查",
        Purpose::Administration => "账号管理",
        Purpose::OwnData => "本人事务",
    }
}

fn what(kind: LookKind) -> &'static str {
    match kind {
        LookKind::People => "居民名单",
        LookKind::Search => "查找居民时找到了您",
        LookKind::Alike => "登记别人时查重",
        LookKind::Pairs => "核对是否登记了两次",
        LookKind::Person => "打开了您的登记（号码只显示末几位）",
        LookKind::Revealed => "看了您完整的证件号码和电话",
        LookKind::History => "看了您的登记改过什么",
        LookKind::Looks => "查了谁看过您的登记",
        LookKind::LooksPrinted => "为您打印了这样一张单子",
        LookKind::Round => "清楼表（上门名单）",
        LookKind::RoundMissing => "还没做的人的名单",
        LookKind::RoundPrinted => "打印了清楼表（上门名单）",
        LookKind::Ledger => "台账名单",
        LookKind::LedgerOffers => "核对谁需要列入台账",
        LookKind::LedgerEntry => "打开了台账里您的一条",
        LookKind::ReportPreview => "预览报表",
        LookKind::Report => "填了报上级的报表",
        LookKind::ReportFile => "取走了报上级的报表",
        LookKind::ReportSince => "核对报表人数（只看人数）",
        LookKind::Export => "取走了一份名单（两人批准）",
        LookKind::ImportRejects => "取走了导入时有问题的行",
        LookKind::ImportUndo => "核对撤销导入会影响谁",
        LookKind::Results => "在窗口查了您的检测结果",
        LookKind::ReportPrinted => "在窗口打印了您的检测报告",
        LookKind::Cards => "打印了采样卡",
        LookKind::SamplingPack => "采样台带走了名单（姓名打码）",
        LookKind::TubePeople => "查了采样管里有谁",
        LookKind::Chain => "跟进阳性采样管",
        LookKind::TestDue => "应检名单",
        LookKind::TestClass => "检测频次",
        LookKind::Antigen => "抗原自测名单",
        LookKind::AntigenReported => "代报抗原自测",
        LookKind::AntigenPhoto => "看抗原自测照片",
        LookKind::Code => "看了您的健康码和原因",
        LookKind::CodeWork => "健康码核实名单",
        LookKind::CodeReasons => "登记的赋码理由",
        LookKind::CodeAppeals => "健康码申诉名单",
        LookKind::PaperCodes => "打印了您的纸质健康码",
        LookKind::Arrivals => "来返并人员",
        LookKind::Cases => "病例名单",
        LookKind::Case => "流调您的行程",
        LookKind::CaseContacts => "病例的密接名单",
        LookKind::FollowUps => "隔离人员随访名单",
        LookKind::ContactLetter => "打印给您的告知书",
        LookKind::Verifications => "协查名单（姓名、号码打码）",
        LookKind::Verification => "协查核查，看了完整证件和电话",
        LookKind::IsolationWaiting => "待隔离转运名单",
        LookKind::IsolationDoor => "上门交付转运的名单",
        LookKind::IsolationHouse => "隔离点入住名单",
    }
}
