//! The audit trail as a chain: each entry carries the hash of the one before it, and signed
//! checkpoints, kept by somebody else, say how far it had come. Changing, taking out, moving or
//! adding an entry breaks the chain; cutting off its end, or writing all of it anew, contradicts
//! a checkpoint.

use crate::Moment;
use crate::ids::AccountId;
use sha2::{Digest as _, Sha256};
use std::collections::BTreeMap;
use std::fmt;

/// A SHA-256.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Fingerprint([u8; 32]);

/// What somebody did, as the trail records it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deed {
    /// When it was recorded.
    pub at: Moment,
    /// Who did it, or none where the program did.
    pub account: Option<AccountId>,
    /// What was done, as a code: `zone_sign_step_down`.
    pub act: String,
    /// What for, as a code, where the act needs a purpose.
    pub purpose: Option<String>,
    /// What it was done to: the kind of record and its id.
    pub subject: String,
    /// The rest, as JSON. Holds no personal data.
    pub detail: String,
}

/// A link of the chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Whose chain: six digits.
    pub county: String,
    /// 1 for the first, without gaps.
    pub seq: i64,
    /// What was done.
    pub deed: Deed,
    /// The hash of the entry before, or [`Fingerprint::start`] for the first.
    pub previous: Fingerprint,
    /// The hash over everything above.
    pub hash: Fingerprint,
}

/// How far the chain had come when a witness was told. Its signature is checked before it gets
/// here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    /// Whose chain: six digits.
    pub county: String,
    /// The last entry then.
    pub seq: i64,
    /// The hash of that entry.
    pub hash: Fingerprint,
    /// When it was signed.
    pub signed_at: Moment,
}

/// What a check of the chain found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Every entry follows from the one before, and every checkpoint agrees.
    Intact {
        /// The last entry, 0 where there is none.
        last_seq: i64,
        /// The last entry that a checkpoint covers. What comes after it can still be cut off or
        /// written anew without a trace.
        witnessed_seq: i64,
    },
    /// The chain does not hold.
    Broken {
        /// The entry at which it shows.
        seq: i64,
        /// What is wrong there.
        why: Flaw,
    },
}

/// What is wrong with a chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flaw {
    /// Another number stands here than the next one: something was taken out, put in or moved.
    OutOfOrder,
    /// The entry is of another chain.
    OtherChain,
    /// The entry does not carry the hash of the one before it.
    DoesNotFollow,
    /// The entry's contents do not give its hash.
    Changed,
    /// A witness saw another entry here.
    ContradictsCheckpoint,
    /// A witness saw this entry, and the chain ends before it.
    CutOff,
}

impl Fingerprint {
    /// The fingerprint of some bytes.
    pub fn of(bytes: &[u8]) -> Fingerprint {
        Fingerprint(Sha256::digest(bytes).into())
    }

    /// What stands in the place of the hash before the first entry of a chain.
    pub fn start(county: &str) -> Fingerprint {
        let mut ink = Ink::new("fangxian audit start 1");
        ink.text(county);
        ink.dry()
    }

    /// Reads 64 hexadecimal digits, lower case.
    pub fn parse(text: &str) -> Option<Fingerprint> {
        let digit = |byte: u8| match byte {
            b'0'..=b'9' => Some(byte - b'0'),
            b'a'..=b'f' => Some(byte - b'a' + 10),
            _ => None,
        };
        let digits: Vec<u8> = text.bytes().map(digit).collect::<Option<_>>()?;
        let bytes: Vec<u8> =
            digits.chunks_exact(2).map(|pair| pair.iter().fold(0, |sum, d| sum * 16 + d)).collect();
        match digits.len() {
            64 => bytes.try_into().ok().map(Fingerprint),
            _ => None,
        }
    }

    /// The bare bytes.
    pub fn bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

impl Entry {
    /// The next link of a chain.
    pub fn follow(county: &str, seq: i64, previous: Fingerprint, deed: Deed) -> Entry {
        let hash = Entry::hash_of(county, seq, previous, &deed);
        Entry { county: county.to_owned(), seq, deed, previous, hash }
    }

    /// Whether its hash is that of its words. Whether it follows the one before is for [`Walk`].
    pub fn is_whole(&self) -> bool {
        Entry::hash_of(&self.county, self.seq, self.previous, &self.deed) == self.hash
    }

    fn hash_of(county: &str, seq: i64, previous: Fingerprint, deed: &Deed) -> Fingerprint {
        let mut ink = Ink::new("fangxian audit entry 1");
        ink.text(county);
        ink.number(seq);
        ink.bytes(previous.bytes());
        ink.number(deed.at.0);
        ink.opt_text(deed.account.map(|account| account.to_string()).as_deref());
        ink.text(&deed.act);
        ink.opt_text(deed.purpose.as_deref());
        ink.text(&deed.subject);
        ink.text(&deed.detail);
        ink.dry()
    }
}

impl Checkpoint {
    /// The bytes that are signed. Their first line keeps a signature from being passed off as one
    /// over something else.
    pub fn message(&self) -> Vec<u8> {
        let Checkpoint { county, seq, hash, signed_at } = self;
        format!("fangxian audit checkpoint 1\n{county}\n{seq}\n{hash}\n{}\n", signed_at.0)
            .into_bytes()
    }
}

/// A check that takes the entries one after another, so that a chain of millions needs no room.
#[derive(Clone, Debug)]
pub struct Walk {
    county: String,
    last_seq: i64,
    last_hash: Fingerprint,
    witnessed: BTreeMap<i64, Vec<Fingerprint>>,
    flaw: Option<(i64, Flaw)>,
}

impl Walk {
    /// Begins before the first entry of a county's chain. Checkpoints of other counties are
    /// left out of account.
    pub fn new(county: &str, checkpoints: &[Checkpoint]) -> Walk {
        let mut witnessed: BTreeMap<i64, Vec<Fingerprint>> = BTreeMap::new();
        for checkpoint in checkpoints.iter().filter(|checkpoint| checkpoint.county == county) {
            witnessed.entry(checkpoint.seq).or_default().push(checkpoint.hash);
        }
        Walk {
            county: county.to_owned(),
            last_seq: 0,
            last_hash: Fingerprint::start(county),
            witnessed,
            flaw: None,
        }
    }

    /// Takes the next entry. After the first flaw nothing more is looked at.
    pub fn step(&mut self, entry: &Entry) {
        if self.flaw.is_some() {
            return;
        }
        let expected_seq = self.last_seq + 1;
        match self.flaw_of(entry, expected_seq) {
            Some(flaw) => self.flaw = Some((expected_seq, flaw)),
            None => {
                self.last_seq = entry.seq;
                self.last_hash = entry.hash;
            }
        }
    }

    /// What the check found, once every entry was taken.
    pub fn finish(self) -> Verdict {
        if let Some((seq, why)) = self.flaw {
            return Verdict::Broken { seq, why };
        }
        let witnessed_seq = self.witnessed.keys().next_back().copied().unwrap_or(0);
        if witnessed_seq > self.last_seq {
            return Verdict::Broken { seq: self.last_seq + 1, why: Flaw::CutOff };
        }
        Verdict::Intact { last_seq: self.last_seq, witnessed_seq }
    }

    fn flaw_of(&self, entry: &Entry, expected_seq: i64) -> Option<Flaw> {
        let hash = Entry::hash_of(&entry.county, entry.seq, entry.previous, &entry.deed);
        if entry.county != self.county {
            Some(Flaw::OtherChain)
        } else if entry.seq != expected_seq {
            Some(Flaw::OutOfOrder)
        } else if entry.previous != self.last_hash {
            Some(Flaw::DoesNotFollow)
        } else if entry.hash != hash {
            Some(Flaw::Changed)
        } else if self
            .witnessed
            .get(&entry.seq)
            .is_some_and(|seen| seen.iter().any(|seen| *seen != entry.hash))
        {
            Some(Flaw::ContradictsCheckpoint)
        } else {
            None
        }
    }
}

/// Checks a whole chain against the checkpoints that a witness kept.
pub fn verify(county: &str, entries: &[Entry], checkpoints: &[Checkpoint]) -> Verdict {
    let mut walk = Walk::new(county, checkpoints);
    entries.iter().for_each(|entry| walk.step(entry));
    walk.finish()
}

/// Writes fields into a hash, each with its length before it, so that no two lists of fields
/// give the same bytes.
struct Ink(Sha256);

impl Ink {
    fn new(what: &str) -> Ink {
        let mut ink = Ink(Sha256::new());
        ink.text(what);
        ink
    }

    fn bytes(&mut self, bytes: &[u8]) {
        self.0.update((bytes.len() as u64).to_be_bytes());
        self.0.update(bytes);
    }

    fn text(&mut self, text: &str) {
        self.bytes(text.as_bytes());
    }

    fn number(&mut self, number: i64) {
        self.bytes(&number.to_be_bytes());
    }

    fn opt_text(&mut self, text: Option<&str>) {
        match text {
            None => self.bytes(&[0]),
            Some(text) => {
                self.bytes(&[1]);
                self.text(text);
            }
        }
    }

    fn dry(self) -> Fingerprint {
        Fingerprint(self.0.finalize().into())
    }
}

#[cfg(test)]
#[path = "audit_tests.rs"]
mod tests;
