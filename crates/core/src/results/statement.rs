//! What the code of a report says: short enough for a square that a phone reads off paper, and
//! whole, so that nothing else is needed to check it but the key.
//!
//! ```text
//! 1  version, 1
//! 4  which key
//! 6  sampled at, milliseconds
//! 6  reported at
//! 6  issued at
//! 1  outcome: 1 negative, 2 positive, 3 unclear
//! 4  the last signs of the document, spaces before them
//! n  the masked name, UTF-8
//! 64 the signature of Ed25519 over all before it
//! ```

use crate::Moment;
use crate::pools::TubeOutcome;

const VERSION: u8 = 1;
const HEAD_BYTES: usize = 28;
const NAME_BYTES_MAX: usize = 40;
/// The length of the signature that follows a statement.
pub const SIGNATURE_BYTES: usize = 64;

/// What a report states.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    /// Which key signs it: the first bytes of the fingerprint of the public half.
    pub key_id: [u8; 4],
    /// When the sample was taken.
    pub sampled_at: Moment,
    /// When the result was signed.
    pub reported_at: Moment,
    /// When this report was made.
    pub issued_at: Moment,
    /// The outcome; never an invalid one, of which there is no report.
    pub outcome: TubeOutcome,
    /// The last four signs of the document.
    pub document_tail: String,
    /// 张**
    pub masked_name: String,
}

/// The bytes are no statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("这不是检测报告的编码")]
pub struct NotAStatement;

impl Statement {
    /// The bytes that are signed.
    pub fn bytes(&self) -> Vec<u8> {
        let mut bytes = vec![VERSION];
        bytes.extend(self.key_id);
        for moment in [self.sampled_at, self.reported_at, self.issued_at] {
            let ms = u64::try_from(moment.0).unwrap_or_default().to_be_bytes();
            bytes.extend(ms.iter().skip(2));
        }
        bytes.push(match self.outcome {
            TubeOutcome::Negative => 1,
            TubeOutcome::Positive => 2,
            TubeOutcome::Unclear => 3,
            TubeOutcome::Invalid => 4,
        });
        let tail: String = self.document_tail.chars().filter(char::is_ascii).collect();
        let tail = tail.get(tail.len().saturating_sub(4)..).unwrap_or_default();
        bytes.extend(format!("{tail:>4}").bytes());
        let mut name = self.masked_name.clone();
        while name.len() > NAME_BYTES_MAX {
            name.pop();
        }
        bytes.extend(name.bytes());
        bytes
    }

    /// Reads what `bytes` writes, and nothing else.
    pub fn parse(bytes: &[u8]) -> Result<Statement, NotAStatement> {
        let (head, name) = bytes.split_at_checked(HEAD_BYTES).ok_or(NotAStatement)?;
        let part = |from: usize, to: usize| head.get(from..to).ok_or(NotAStatement);
        let moment = |from: usize| -> Result<Moment, NotAStatement> {
            let ms =
                part(from, from + 6)?.iter().fold(0_i64, |ms, byte| ms << 8 | i64::from(*byte));
            Ok(Moment(ms))
        };
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).map_err(|_| NotAStatement);
        let outcome = match part(23, 24)? {
            [1] => TubeOutcome::Negative,
            [2] => TubeOutcome::Positive,
            [3] => TubeOutcome::Unclear,
            _ => return Err(NotAStatement),
        };
        let statement = Statement {
            key_id: part(1, 5)?.try_into().map_err(|_| NotAStatement)?,
            sampled_at: moment(5)?,
            reported_at: moment(11)?,
            issued_at: moment(17)?,
            outcome,
            document_tail: text(part(24, 28)?)?.trim_start().to_owned(),
            masked_name: text(name)?,
        };
        // Whatever reads otherwise than it was written is no statement.
        if part(0, 1)? != [VERSION] || statement.bytes() != bytes {
            return Err(NotAStatement);
        }
        Ok(statement)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn statement() -> Statement {
        Statement {
            key_id: [1, 2, 3, 4],
            sampled_at: Moment(1_669_250_000_000),
            reported_at: Moment(1_669_270_000_000),
            issued_at: Moment(1_669_280_000_000),
            outcome: TubeOutcome::Negative,
            document_tail: "002X".to_owned(),
            masked_name: "张**".to_owned(),
        }
    }

    #[test]
    fn a_statement_is_read_as_it_was_written() {
        let whole = statement();
        assert_eq!(Statement::parse(&whole.bytes()), Ok(whole.clone()));
        let short = Statement { document_tail: "12".to_owned(), ..whole.clone() };
        assert_eq!(Statement::parse(&short.bytes()), Ok(short));
        let none = Statement { document_tail: String::new(), ..whole.clone() };
        assert_eq!(Statement::parse(&none.bytes()), Ok(none));
        let long = Statement { masked_name: "长".repeat(40), ..whole.clone() };
        assert_eq!(Statement::parse(&long.bytes()).unwrap().masked_name, "长".repeat(13));
        let invalid = Statement { outcome: TubeOutcome::Invalid, ..whole.clone() };
        assert_eq!(Statement::parse(&invalid.bytes()), Err(NotAStatement));
        for n in 0..HEAD_BYTES {
            assert_eq!(Statement::parse(&whole.bytes()[..n]), Err(NotAStatement));
        }
        let mut other = whole.bytes();
        other[0] = 2;
        assert_eq!(Statement::parse(&other), Err(NotAStatement));
    }
}
