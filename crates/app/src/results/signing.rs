//! Reports are signed, so that anybody can check one without asking us; receipt codes follow from
//! a key, so that a card can be printed again.

use crate::Refusal;
use crate::seals::{derived, keyed};
use data_encoding::BASE32_NOPAD;
use ed25519_dalek::{Signer, SigningKey, VerifyingKey};
use fangxian_core::audit::Fingerprint;
use fangxian_core::ids::PersonId;
use fangxian_core::results::{NotAStatement, ReceiptCode, SIGNATURE_BYTES, Statement};
use hmac::{Hmac, Mac};
use sha2::Sha256;

/// How the text of a report's code begins.
pub const REPORT_BEGINS: &str = "FXR1:";

/// Signs reports. A key of its own, so that it can be published and replaced by itself.
#[derive(Clone)]
pub(crate) struct ReportKey {
    key: SigningKey,
}

impl ReportKey {
    pub(crate) fn from_seed(seed: &[u8; 32]) -> ReportKey {
        let key = derived(seed, "fangxian: signing reports, 1");
        ReportKey { key: SigningKey::from_bytes(&key) }
    }

    pub(crate) fn public(&self) -> [u8; 32] {
        self.key.verifying_key().to_bytes()
    }

    /// The text of the code: the statement and its signature, in signs that a square holds tightly
    /// and that survive being copied.
    pub(crate) fn sign(&self, statement: &Statement) -> String {
        let mut bytes = statement.bytes();
        let signature = self.key.sign(&bytes);
        bytes.extend(signature.to_bytes());
        format!("{REPORT_BEGINS}{}", BASE32_NOPAD.encode(&bytes))
    }
}

/// Which key it is: the first bytes of the fingerprint of its public half.
pub fn report_key_id(public: &[u8; 32]) -> [u8; 4] {
    let print = Fingerprint::of(public).to_string();
    let mut id = [0; 4];
    // A fingerprint is written in hexadecimal.
    let _ = hex::decode_to_slice(print.get(..8).unwrap_or_default(), &mut id);
    id
}

/// Why a report does not hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotGenuine {
    /// No text of a report.
    #[error("这不是检测报告上的编码，请核对是否复制完整")]
    NotAReport,
    /// Signed with another key.
    #[error("这份报告不是用这把公钥签发的，核对不了")]
    OtherKey,
    /// The signature does not hold: something was altered.
    #[error("签名不符：这份报告被改动过，或者是伪造的")]
    Forged,
}

impl From<NotAStatement> for NotGenuine {
    fn from(_: NotAStatement) -> NotGenuine {
        NotGenuine::NotAReport
    }
}

/// What a report states, if the signature holds under this key. Nothing else is needed: no store,
/// no network. Gaps and small letters make no difference; any other change does.
pub fn report_verify(text: &str, public: &[u8; 32]) -> Result<Statement, NotGenuine> {
    let text: String = text.chars().filter(|sign| !sign.is_whitespace()).collect();
    let text = text.to_ascii_uppercase();
    let body = text.strip_prefix(REPORT_BEGINS).ok_or(NotGenuine::NotAReport)?;
    let bytes = BASE32_NOPAD.decode(body.as_bytes()).map_err(|_| NotGenuine::NotAReport)?;
    let n_stated = bytes.len().checked_sub(SIGNATURE_BYTES).ok_or(NotGenuine::NotAReport)?;
    let (stated, signature) = bytes.split_at(n_stated);
    let signature = <[u8; SIGNATURE_BYTES]>::try_from(signature);
    let signature = signature.map_err(|_| NotGenuine::NotAReport)?;
    let signature = ed25519_dalek::Signature::from_bytes(&signature);
    let key = VerifyingKey::from_bytes(public).map_err(|_| NotGenuine::OtherKey)?;
    let statement = Statement::parse(stated);
    if let Ok(statement) = &statement
        && statement.key_id != report_key_id(public)
    {
        return Err(NotGenuine::OtherKey);
    }
    key.verify_strict(stated, &signature).map_err(|_| NotGenuine::Forged)?;
    Ok(statement?)
}

/// Makes the receipt codes of cards.
#[derive(Clone)]
pub(crate) struct Receipts {
    key: Hmac<Sha256>,
}

impl Receipts {
    pub(crate) fn from_seed(seed: &[u8; 32]) -> Receipts {
        Receipts { key: keyed(&derived(seed, "fangxian: receipt codes, 1")) }
    }

    /// The code of somebody's card. Another number, another code.
    pub(crate) fn code(&self, person: PersonId, card_number: i64) -> ReceiptCode {
        let mut mac = self.key.clone();
        mac.update(person.uuid().as_bytes());
        mac.update(&card_number.to_be_bytes());
        let bytes = mac.finalize().into_bytes();
        let mut first = [0; 8];
        for (to, from) in first.iter_mut().zip(bytes) {
            *to = from;
        }
        ReceiptCode::of_fingerprint(&first)
    }
}

/// Six digits, each as likely as any other.
pub(super) fn sms_digits() -> Result<String, Refusal> {
    // The share by which a code below 2^64 mod 10^8 is likelier is one in 10^11.
    let drawn = u64::from_be_bytes(crate::mint::random()?);
    Ok(format!("{:08}", drawn % 100_000_000))
}

#[cfg(test)]
mod tests {
    use super::*;
    use fangxian_core::Moment;
    use fangxian_core::pools::TubeOutcome;
    use uuid::Uuid;

    fn statement(key: &ReportKey) -> Statement {
        Statement {
            key_id: report_key_id(&key.public()),
            sampled_at: Moment(1_669_250_000_000),
            reported_at: Moment(1_669_270_000_000),
            issued_at: Moment(1_669_280_000_000),
            outcome: TubeOutcome::Negative,
            document_tail: "5678".to_owned(),
            masked_name: "A***".to_owned(),
        }
    }

    #[test]
    fn a_report_holds_as_it_was_signed_and_not_with_one_bit_altered() {
        let key = ReportKey::from_seed(&[7; 32]);
        let text = key.sign(&statement(&key));
        assert!(text.len() < 190, "{} signs", text.len());
        assert_eq!(report_verify(&text, &key.public()), Ok(statement(&key)));
        let with_gaps = text.to_lowercase().replacen("fxr1:", "fxr1: \n", 1);
        assert_eq!(report_verify(&with_gaps, &key.public()), Ok(statement(&key)));
        let bytes = BASE32_NOPAD.decode(&text.as_bytes()[5..]).unwrap();
        for bit in 0..bytes.len() * 8 {
            let mut bent = bytes.clone();
            bent[bit / 8] ^= 1 << (bit % 8);
            let bent = format!("{REPORT_BEGINS}{}", BASE32_NOPAD.encode(&bent));
            assert!(report_verify(&bent, &key.public()).is_err(), "bit {bit}");
        }
        // Each sign replaced by each other one, left out, and something put behind.
        for at in 0..text.len() {
            for sign in "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567:1=".chars() {
                let mut bent: Vec<char> = text.chars().collect();
                if bent[at] != sign {
                    bent[at] = sign;
                    let bent: String = bent.into_iter().collect();
                    assert!(report_verify(&bent, &key.public()).is_err(), "{at} {sign}");
                }
            }
            let cut = format!("{}{}", &text[..at], &text[at + 1..]);
            assert!(report_verify(&cut, &key.public()).is_err(), "without {at}");
        }
        assert!(report_verify(&format!("{text}A"), &key.public()).is_err());
    }

    #[test]
    fn a_report_of_another_place_is_told_apart() {
        let (ours, theirs) = (ReportKey::from_seed(&[7; 32]), ReportKey::from_seed(&[8; 32]));
        let text = theirs.sign(&statement(&theirs));
        assert_eq!(report_verify(&text, &ours.public()), Err(NotGenuine::OtherKey));
        // Signed by somebody else under our number.
        let forged = theirs.sign(&statement(&ours));
        assert_eq!(report_verify(&forged, &ours.public()), Err(NotGenuine::Forged));
        for text in ["", "FXR1:", "FXR1:AAAA", "https://example.invalid", "FXR2:AAAA"] {
            assert_eq!(report_verify(text, &ours.public()), Err(NotGenuine::NotAReport), "{text}");
        }
    }

    #[test]
    fn a_card_has_the_same_code_again_and_a_new_card_another() {
        let receipts = Receipts::from_seed(&[7; 32]);
        let person = |n| PersonId::from_uuid(Uuid::from_u128(n));
        assert_eq!(receipts.code(person(1), 1), receipts.code(person(1), 1));
        assert_ne!(receipts.code(person(1), 1), receipts.code(person(1), 2));
        assert_ne!(receipts.code(person(1), 1), receipts.code(person(2), 1));
        let other = Receipts::from_seed(&[8; 32]);
        assert_ne!(receipts.code(person(1), 1), other.code(person(1), 1));
    }
}
