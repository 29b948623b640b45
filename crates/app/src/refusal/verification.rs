//! What goes wrong with lists that ask about people.

/// Why something of a list, of a sender or of somebody who is asked about was refused.
#[derive(Debug, thiserror::Error)]
pub enum VerificationRefusal {
    /// No row holds anything.
    #[error("这个文件里没有可以核查的行。请确认第一行是表头、下面有人员。")]
    NoRows,
    /// Nobody can be found by its columns.
    #[error("请先指明哪一列是证件号码或电话；两样都没有的，请指明姓名和住址。")]
    Columns,
    /// It was taken or set aside.
    #[error("这份名单现在不能这样操作：已收下、已搁置或被他人改过，请刷新查看。")]
    ListState,
    /// The very list was taken before.
    #[error("这份名单与同一单位以前发来的一份完全相同。确实要再收一次的，请确认后再收。")]
    ListKnown,
    /// He sends no more.
    #[error("这个单位已停用，不能再收发名单。")]
    SenderEnded,
    /// He has no installation that takes letters.
    #[error("这个单位没有登记公钥和地址，不能通过接口发送，请下载文件发送。")]
    NoLetters,
    /// Nothing says where the answers of a file stand.
    #[error("请先指明哪一列是核查结果。")]
    AnswerColumn,
    /// Something cannot be said of the case now.
    #[error("{0}。")]
    Case(fangxian_core::verifications::CaseFlaw),
    /// An answer cannot be given so.
    #[error("{0}。")]
    Answer(fangxian_core::verifications::AnswerFlaw),
    /// A letter that nobody can read.
    #[error("来信的内容不完整或格式不对，没有收下。")]
    LetterUnreadable,
    /// A letter that was signed too long ago, or ahead of the clock.
    #[error("来信的签发时间与本机相差太大，没有收下。请核对两边的时钟后重发。")]
    LetterOld,
}

impl VerificationRefusal {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            VerificationRefusal::NoRows => "verification_no_rows",
            VerificationRefusal::Columns => "verification_columns",
            VerificationRefusal::ListState => "verification_list_state",
            VerificationRefusal::ListKnown => "verification_list_known",
            VerificationRefusal::SenderEnded => "verification_sender_ended",
            VerificationRefusal::NoLetters => "verification_no_letters",
            VerificationRefusal::AnswerColumn => "verification_answer_column",
            VerificationRefusal::Case(_) => "verification_case",
            VerificationRefusal::Answer(_) => "verification_answer",
            VerificationRefusal::LetterUnreadable => "letter_unreadable",
            VerificationRefusal::LetterOld => "letter_old",
        }
    }
}
