//! Everything that a request can be refused for: the one list that the API's codes come from.

mod isolation;
mod passage;
mod testing;
mod verification;

pub use isolation::IsolationRefusal;
pub use passage::PassageRefusal;
pub use testing::TestingRefusal;
pub use verification::VerificationRefusal;

use fangxian_core::ids::NoticeId;
use fangxian_core::notices::Unreadable;
use fangxian_core::policy::Role;
use fangxian_core::{CityDay, Level};
use fangxian_store::StoreError;

/// Why a request was refused. Programs read [`Refusal::code`]; people read the sentence, which is
/// in the user's language and never holds a name or a number of a person.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// No session, or one that has ended.
    #[error("请先登录。")]
    NotSignedIn,
    /// Wrong name or password, or too many tries: never says which.
    #[error("账号或密码不对，或者尝试次数过多。请核对后再试，15分钟后可重新尝试。")]
    SignInFailed,
    /// The first password must be changed before anything else.
    #[error("请先修改初始密码。")]
    PasswordMustChange,
    /// The new password is too short, or the old one again.
    #[error("新密码至少12位，且不能与原密码相同。")]
    PasswordWeak,
    /// A second person must vouch for the account before it gives any right.
    #[error("账号尚待第二人核实，核实之前不能办理业务。")]
    AccountUnvouched,
    /// The code is not the one that the owner of the account sees.
    #[error("核实码不对，或本人尚未修改初始密码。请向本人再问一次。")]
    VouchCodeWrong,
    /// Who gave out the password is no second person.
    #[error("初始密码由您发出，须由另一人核实。")]
    VoucherIsIssuer,
    /// The request does not say what it is for.
    #[error("请求没有说明用途，或用途不在许可之列。")]
    PurposeMissing,
    /// Nothing there, or not for this caller: both look alike.
    #[error("没有找到，或者不在您的职责范围内。")]
    NotFound,
    /// Somebody changed it in the meantime.
    #[error("内容已被他人更新，请刷新后再操作。")]
    Stale,
    /// The same id was used for something else before.
    #[error("这个编号已用于另一项内容，没有写入。请刷新后重试。")]
    IdReused,
    /// A field is missing, too long or not of its kind.
    #[error("{0}")]
    BadInput(String),
    /// The text cannot be read as a notice.
    #[error("{}", unreadable_sentence(.0))]
    NoticeUnreadable(Unreadable),
    /// The very text was put in before.
    #[error("同样的通告已经录入过。")]
    NoticeKnown(NoticeId),
    /// The notice was confirmed or set aside by somebody already.
    #[error("这份通告已经处理过，请刷新查看。")]
    NoticeClosed,
    /// Who put it in may not confirm it.
    #[error("录入人与确认人不能是同一人。")]
    SamePerson,
    /// A change is taken whose county is not known.
    #[error("第{}条的县（市、区）未确认，请先选定。", .0 + 1)]
    ChangeUnplaced(usize),
    /// A change is taken whose level is not known.
    #[error("这条变更没有日期或等级，不能生效。")]
    ChangeIncomplete,
    /// The zone is not on the list on that day.
    #[error("该区域当前不在风险区名单上。")]
    ZoneNotListed,
    /// The days have not passed.
    #[error("按规定最早{}才能降级或解除。", .0.written())]
    StepDownTooEarly(CityDay),
    /// A condition is missing.
    #[error("降级或解除的条件尚未满足：{0}。")]
    ConditionMissing(String),
    /// No rule ends this level.
    #[error("现行规定没有写明该等级如何解除。")]
    NoStepDownRule,
    /// A positive was found and the rules lift the area: it is not lowered meanwhile.
    #[error("区内发现核酸检测阳性者，按规定应转为{}，不能降级或解除。", .0.title())]
    RaiseDue(Level),
    /// Nothing was found, or the edition does not lift this level for it.
    #[error("没有可签发的升级：区内没有发现新的阳性，或适用的规定没有写明该等级因此升级。")]
    NoRaise,
    /// The day lies in the future, or before the zone was listed.
    #[error("日期不合适：不能晚于今天，也不能早于列入名单之日。")]
    DayOutOfRange,
    /// The fact cannot be withdrawn.
    #[error("这条记录不能撤销：它已经撤销过，或者本身就是一次撤销。")]
    NotWithdrawable,
    /// The edition is not known, or not in force.
    #[error("没有这一版规定，或尚未施行。")]
    EditionUnknown,
    /// The edition that the zones would move to knows no such level.
    #[error("现行规定没有“{}”这一等级。", .0.title())]
    LevelNotInEdition(Level),
    /// No change waits to be drafted.
    #[error("没有等待发布的变更。")]
    NothingToDraft,
    /// The order is not in a state in which this can be done.
    #[error("这张工单现在不能这样操作，请刷新查看。")]
    OrderState,
    /// Somebody else has claimed it.
    #[error("这张工单已由他人领取。")]
    OrderTaken,
    /// Evidence is missing.
    #[error("请填写完成情况：完成户数与未完成户数；有未完成的请写明原因。")]
    EvidenceMissing,
    /// The two roles may not be held by one person.
    #[error("同一人不能同时担任这两种角色（{}、{}）。", .0.code(), .1.code())]
    RolesConflict(Role, Role),
    /// The sign-in name is taken.
    #[error("这个登录名已被使用。")]
    LoginTaken,
    /// The place is not known.
    #[error("没有这个地点。")]
    PlaceUnknown,
    /// The snapshot cannot be read.
    #[error("这不是国家风险区名单：{0}")]
    SnapshotUnreadable(String),
    /// The very list was put in before.
    #[error("这份名单已经导入过，没有再写入。")]
    SnapshotKnown,
    /// The document is registered already.
    #[error("这个证件号在本社区已经登记，请查找后修改，不要重复登记。")]
    PersonKnown,
    /// The record counts for another.
    #[error("这条登记已并入同一人的另一条：请在那一条上修改，或先撤销合并。")]
    MergedAway,
    /// One of two records is no longer counted.
    #[error("两条登记中有一条已不在册，不能这样操作，请刷新查看。")]
    PersonGone,
    /// A merge cannot be undone, and why.
    #[error("不能撤销合并：{0}。")]
    NotUnmergeable(&'static str),
    /// The sheet cannot be read.
    #[error("{0}")]
    SheetUnreadable(fangxian_sheets::Unreadable),
    /// The columns of the sheet are not known, or one that is needed is missing.
    #[error("请先指明哪一列是姓名，并指明住址（楼号、房号，或一整列住址）。")]
    SheetColumns,
    /// The sheet ends where programs drop what does not fit.
    #[error(
        "这张表正好停在表格软件的行数上限，后面的行可能已被丢掉。请核对最后一行；确实完整的，请确认后再导入。"
    )]
    SheetMayBeCut,
    /// No heading is found in an empty form.
    #[error("这张表里找不到表头。请确认第一张要填的工作表里有“姓名”“楼号”“人数”这样的列名。")]
    FormHeader,
    /// No column of a form says what it is filled with.
    #[error("还没有指明任何一列填什么，请先对好列。")]
    FormUnmapped,
    /// A column would hold what the purpose of the report does not permit.
    #[error(
        "“{title}”这一列不能填这一项：这张表的用途用不到它（最少够用原则），或每行的内容里没有它。"
    )]
    FieldNotPermitted {
        /// What stands above the column.
        title: String,
    },
    /// Two gave the same code to two doors at once.
    #[error("有人同时登记了新的门牌，请再试一次。")]
    PlaceTaken,
    /// The sheet is not in a state in which this can be done.
    #[error("这份名单现在不能这样操作，请刷新查看。")]
    ImportState,
    /// The list that is to be taken out is not in a state in which this can be done.
    #[error("这份导出现在不能这样操作：未批准、已过期、已下载或已有人处理，请刷新查看。")]
    ExportState,
    /// Who asks does not approve.
    #[error("申请人不能审批自己的导出申请，须由另一人审批。")]
    OwnExport,
    /// Somebody has seen or taken out as many people in a day as his work needs.
    #[error("今天查看或导出的人数已达上限（{0}人），明天再试；确有需要请联系上级。")]
    BudgetSpent(usize),
    /// The round is closed.
    #[error("这一轮已经结束，不能再登记。")]
    RoundClosed,
    /// Somebody has no outcome yet.
    #[error("还有{missing}人没有结果、{disputed}人两处登记不一致，全部落实后才能结束这一轮。")]
    RoundIncomplete {
        /// How many nothing is known of.
        missing: usize,
        /// Of how many two say different things.
        disputed: usize,
    },
    /// He stands there already.
    #[error("此人已在这本台账上，请打开原来的那一条修改，不要重复列入。")]
    LedgerKnown,
    /// The entry was ended.
    #[error("这一条已经移出台账，不能再这样操作。需要的请重新列入。")]
    LedgerEnded,
    /// The same person is in charge of the same already.
    #[error("此人在这段日期里已经包联这一处，不要重复登记。")]
    ChargeKnown,
    /// What goes wrong in mass testing: phones, tubes, plates, reports.
    #[error(transparent)]
    Testing(#[from] TestingRefusal),
    /// What goes wrong in passage: codes, reasons, appeals.
    #[error(transparent)]
    Passage(#[from] PassageRefusal),
    /// What goes wrong with lists that ask about people.
    #[error(transparent)]
    Verification(#[from] VerificationRefusal),
    /// What goes wrong with isolation and transfer.
    #[error(transparent)]
    Isolation(#[from] IsolationRefusal),
    /// Only a drill may turn the clock.
    #[error("只有演练时才能调整日期，且只能往后。")]
    NotADrill,
    /// A round of many communities is being counted.
    #[error("正在清点名单，一般不到一分钟，请稍后再看。")]
    Counting,
    /// Too much at once. Nothing was written.
    #[error("系统繁忙，没有写入，请稍后再试。")]
    Busy,
    /// No room on the disk. Nothing was written.
    #[error("存储空间已满，没有写入。请立即联系系统管理员。")]
    Full,
    /// The intake log, or the keys of its days, cannot be read or written.
    #[error("扫码记录的存储出错，没有写入。请立即联系系统管理员。")]
    Intake(#[source] fangxian_intake::IntakeError),
    /// The paper could not be typeset.
    #[error("版面生成失败，请联系系统管理员。")]
    Paper(#[source] fangxian_paper::PaperError),
    /// No Chinese font is installed on the server.
    #[error("服务器没有安装中文字体，无法生成 PDF。请联系系统管理员。")]
    NoFont,
    /// The operating system gives no randomness.
    #[error("系统随机数不可用，请联系系统管理员。")]
    NoRandomness,
    /// The store failed in a way that the caller cannot mend.
    #[error("系统内部错误，没有写入。请联系系统管理员。")]
    Store(#[source] StoreError),
}

impl Refusal {
    /// The stable code.
    #[rustfmt::skip]
    pub fn code(&self) -> &'static str {
        match self {
            Refusal::NotSignedIn => "not_signed_in",
            Refusal::SignInFailed => "sign_in_failed",
            Refusal::PasswordMustChange => "password_must_change",
            Refusal::PasswordWeak => "password_weak",
            Refusal::AccountUnvouched => "account_unvouched",
            Refusal::VouchCodeWrong => "vouch_code_wrong",
            Refusal::VoucherIsIssuer => "voucher_is_issuer",
            Refusal::PurposeMissing => "purpose_missing",
            Refusal::NotFound => "not_found",
            Refusal::Stale => "stale",
            Refusal::IdReused => "id_reused",
            Refusal::BadInput(_) => "bad_input",
            Refusal::NoticeUnreadable(_) => "notice_unreadable",
            Refusal::NoticeKnown(_) => "notice_known",
            Refusal::NoticeClosed => "notice_closed",
            Refusal::SamePerson => "same_person",
            Refusal::ChangeUnplaced(_) => "change_unplaced",
            Refusal::ChangeIncomplete => "change_incomplete",
            Refusal::ZoneNotListed => "zone_not_listed",
            Refusal::StepDownTooEarly(_) => "zone_step_down_too_early",
            Refusal::ConditionMissing(_) => "zone_condition_missing",
            Refusal::NoStepDownRule => "zone_no_step_down_rule",
            Refusal::RaiseDue(_) => "zone_raise_due",
            Refusal::NoRaise => "zone_no_raise",
            Refusal::DayOutOfRange => "day_out_of_range",
            Refusal::NotWithdrawable => "fact_not_withdrawable",
            Refusal::EditionUnknown => "edition_unknown",
            Refusal::LevelNotInEdition(_) => "level_not_in_edition",
            Refusal::NothingToDraft => "nothing_to_draft",
            Refusal::OrderState => "order_state",
            Refusal::OrderTaken => "order_taken",
            Refusal::EvidenceMissing => "evidence_missing",
            Refusal::RolesConflict(_, _) => "roles_conflict",
            Refusal::LoginTaken => "login_taken",
            Refusal::PlaceUnknown => "place_unknown",
            Refusal::SnapshotUnreadable(_) => "snapshot_unreadable",
            Refusal::SnapshotKnown => "snapshot_known",
            Refusal::PersonKnown => "person_known",
            Refusal::MergedAway => "merged_away",
            Refusal::PersonGone => "person_gone",
            Refusal::NotUnmergeable(_) => "not_unmergeable",
            Refusal::SheetUnreadable(unreadable) => unreadable.code(),
            Refusal::FormHeader => "form_header",
            Refusal::FormUnmapped => "form_unmapped",
            Refusal::FieldNotPermitted { .. } => "field_not_permitted",
            Refusal::SheetColumns => "sheet_columns",
            Refusal::SheetMayBeCut => "sheet_may_be_cut",
            Refusal::PlaceTaken => "place_taken",
            Refusal::ImportState => "import_state",
            Refusal::ExportState => "export_state",
            Refusal::OwnExport => "own_export",
            Refusal::BudgetSpent(_) => "budget_spent",
            Refusal::RoundClosed => "round_closed",
            Refusal::RoundIncomplete { .. } => "round_incomplete",
            Refusal::LedgerKnown => "ledger_known",
            Refusal::ChargeKnown => "charge_known",
            Refusal::LedgerEnded => "ledger_ended",
            Refusal::Testing(own) => own.code(), Refusal::Passage(own) => own.code(), Refusal::Verification(own) => own.code(), Refusal::Isolation(own) => own.code(),
            Refusal::NotADrill => "not_a_drill",
            Refusal::Counting => "counting",
            Refusal::Busy => "busy",
            Refusal::Full => "storage_full",
            Refusal::Intake(_) => "intake_failed",
            Refusal::Paper(_) => "paper_failed",
            Refusal::NoFont => "no_font", Refusal::NoRandomness => "no_randomness",
            Refusal::Store(_) => "internal",
        }
    }
}

impl From<fangxian_intake::IntakeError> for Refusal {
    fn from(error: fangxian_intake::IntakeError) -> Refusal {
        Refusal::Intake(error)
    }
}

impl From<StoreError> for Refusal {
    fn from(error: StoreError) -> Refusal {
        if let StoreError::Stale { .. } = error {
            Refusal::Stale
        } else if error == StoreError::Busy {
            Refusal::Busy
        } else if error == StoreError::Full {
            Refusal::Full
        } else {
            Refusal::Store(error)
        }
    }
}

fn unreadable_sentence(why: &Unreadable) -> &'static str {
    match why {
        Unreadable::Empty => "没有文字：请粘贴通告全文，或上传文本文件。",
        Unreadable::NotText { .. } => "这不是文字：文件里有无法识别的内容，请上传纯文本（UTF-8）。",
        Unreadable::TooLong => "文字太长，不像一份通告。请只粘贴一份通告的全文。",
    }
}
