//! A pass as bytes: COSE_Sign1 (RFC 9052) over CWT claims (RFC 8392). Only what this program writes is
//! read: one algorithm, the claims in one order, nothing more and nothing less. What anybody else may
//! write is no pass.

use super::group::{Node, STEPS_MAX, Step, Way};
use super::{Alias, KeyId, PREFIX, Pass, PassKind, TEXT_CHARS_MAX, base45};
use crate::Moment;
use crate::codes::HealthColor;
use minicbor::data::Tag;
use minicbor::decode::Error;
use minicbor::{Decoder, Encoder};
use std::borrow::Cow;
use std::convert::Infallible;

/// COSE_Sign1.
const SIGN1: u64 = 18;
/// EdDSA.
const ALGORITHM: i64 = -8;
/// The claim of ours: kind, color, alias and mark.
const PASSAGE: i64 = -77_001;
/// The tag of the centre, beside the signature.
const CENTRE_TAG: i64 = -77_002;
/// The way to the root of those that were signed together, beside the signature.
const WAY: i64 = -77_003;
/// What is signed of a group is signed for this, and can be taken for no pass.
const GROUP: &[u8] = b"passes signed together";
/// The bytes of a tag.
const TAG_BYTES: usize = 16;

/// The text is no pass.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("not a pass")]
pub struct NotAPass;

impl From<Error> for NotAPass {
    fn from(_: Error) -> NotAPass {
        NotAPass
    }
}

/// A pass with its proofs, which are still to be looked at.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SignedPass {
    /// What it says.
    pub pass: Pass,
    /// Which key it says it is signed with.
    pub key: KeyId,
    /// The centre's tag.
    pub tag: [u8; TAG_BYTES],
    /// The signature: over what is signed of this pass, or over the root that its way leads to.
    pub signature: [u8; 64],
    /// The way to that root.
    pub way: Way,
    /// What is signed of it.
    pub signed: Vec<u8>,
}

/// What is signed: the `Sig_structure` of a pass.
pub fn signed_bytes(pass: &Pass, key: KeyId, city: &str) -> Vec<u8> {
    sig_structure(&protected(key), &[], &claims(pass, city))
}

/// What is signed of passes that are signed together.
pub fn group_bytes(root: &Node, key: KeyId) -> Vec<u8> {
    sig_structure(&protected(key), GROUP, root)
}

fn protected(key: KeyId) -> Vec<u8> {
    written(|e| {
        e.map(2)?.i64(1)?.i64(ALGORITHM)?.i64(4)?.bytes(&key.0)?;
        Ok(())
    })
}

fn claims(pass: &Pass, city: &str) -> Vec<u8> {
    written(|e| {
        e.map(4)?.i64(1)?.str(city)?;
        e.i64(4)?.i64(pass.ends_at().0.div_euclid(1_000))?;
        e.i64(6)?.i64(pass.made_at.0.div_euclid(1_000))?;
        e.i64(PASSAGE)?.array(if pass.mark.is_some() { 4 } else { 3 })?;
        e.u8(kind_number(pass.kind))?.u8(color_number(pass.color))?;
        e.bytes(&pass.alias.0.to_be_bytes())?;
        if let Some(mark) = &pass.mark {
            e.str(mark)?;
        }
        Ok(())
    })
}

fn sig_structure(protected: &[u8], signed_for: &[u8], payload: &[u8]) -> Vec<u8> {
    written(|e| {
        e.array(4)?.str("Signature1")?.bytes(protected)?.bytes(signed_for)?.bytes(payload)?;
        Ok(())
    })
}

type Writing = Result<(), minicbor::encode::Error<Infallible>>;

fn written(write: impl FnOnce(&mut Encoder<Vec<u8>>) -> Writing) -> Vec<u8> {
    let mut encoder = Encoder::new(Vec::with_capacity(256));
    // A vector takes whatever is written to it.
    let _ = write(&mut encoder);
    encoder.into_writer()
}

impl SignedPass {
    /// What the signature has to be over.
    pub fn proven(&self) -> Cow<'_, [u8]> {
        if self.way.is_empty() {
            return Cow::Borrowed(&self.signed);
        }
        Cow::Owned(group_bytes(&self.way.root(&self.signed), self.key))
    }

    /// The way as it is written: where each sum stands, one bit each, then the sums. Nothing where the
    /// pass was signed by itself.
    pub fn way_bytes(&self) -> Vec<u8> {
        if self.way.is_empty() {
            return Vec::new();
        }
        let mut bytes = Vec::with_capacity(1 + STEPS_MAX * size_of::<Node>());
        bytes.push(0);
        let mut before = 0_u8;
        for (n, step) in self.way.steps().enumerate() {
            before |= u8::from(step.is_before) << n;
            bytes.extend_from_slice(&step.beside);
        }
        if let Some(first) = bytes.first_mut() {
            *first = before;
        }
        bytes
    }

    /// The text that the QR code holds.
    pub fn text(&self, city: &str) -> String {
        let (head, body) = (protected(self.key), claims(&self.pass, city));
        format!("{PREFIX}{}", base45::encode(&self.bytes(&head, &body)))
    }

    fn bytes(&self, head: &[u8], body: &[u8]) -> Vec<u8> {
        written(|e| {
            e.tag(Tag::new(SIGN1))?.array(4)?.bytes(head)?;
            let way = self.way_bytes();
            e.map(if way.is_empty() { 1 } else { 2 })?.i64(CENTRE_TAG)?.bytes(&self.tag)?;
            if !way.is_empty() {
                e.i64(WAY)?.bytes(&way)?;
            }
            e.bytes(body)?.bytes(&self.signature)?;
            Ok(())
        })
    }
}

/// Reads the text of a code of this city. Neither its signature nor its tag is looked at.
///
/// # Errors
/// It is not what this program writes.
pub fn parse(text: &str, city: &str) -> Result<SignedPass, NotAPass> {
    if text.len() > TEXT_CHARS_MAX {
        return Err(NotAPass);
    }
    let bytes = base45::decode(text.strip_prefix(PREFIX).ok_or(NotAPass)?.as_bytes());
    let bytes = bytes.ok_or(NotAPass)?;
    let mut d = Decoder::new(&bytes);
    ensure(d.tag()? == Tag::new(SIGN1) && d.array()? == Some(4))?;
    let head = d.bytes()?;
    let n_proofs = d.map()?;
    ensure(d.i64()? == CENTRE_TAG)?;
    let tag = d.bytes()?.try_into().map_err(|_| NotAPass)?;
    let way = match n_proofs {
        Some(1) => Way::default(),
        Some(2) if d.i64()? == WAY => read_way(d.bytes()?)?,
        Some(_) | None => return Err(NotAPass),
    };
    let body = d.bytes()?;
    let signature = d.bytes()?.try_into().map_err(|_| NotAPass)?;
    ensure(d.position() == bytes.len())?;
    let key = read_protected(head)?;
    let pass = read_claims(body, city)?;
    let signed = signed_bytes(&pass, key, city);
    let found = SignedPass { pass, key, tag, signature, way, signed };
    // There is one way of writing a pass, and this is it.
    ensure(found.signed == sig_structure(head, &[], body) && found.bytes(head, body) == bytes)?;
    Ok(found)
}

fn read_way(bytes: &[u8]) -> Result<Way, NotAPass> {
    let (before, sums) = bytes.split_first().ok_or(NotAPass)?;
    let (sums, rest) = sums.as_chunks::<{ size_of::<Node>() }>();
    ensure(rest.is_empty() && !sums.is_empty() && sums.len() <= STEPS_MAX)?;
    let step =
        |(n, beside): (usize, &Node)| Step { beside: *beside, is_before: before >> n & 1 == 1 };
    Way::of(&sums.iter().enumerate().map(step).collect::<Vec<_>>()).ok_or(NotAPass)
}

fn read_protected(bytes: &[u8]) -> Result<KeyId, NotAPass> {
    let mut d = Decoder::new(bytes);
    ensure(d.map()? == Some(2) && d.i64()? == 1 && d.i64()? == ALGORITHM && d.i64()? == 4)?;
    let key = d.bytes()?.try_into().map_err(|_| NotAPass)?;
    ensure(d.position() == bytes.len())?;
    Ok(KeyId(key))
}

fn read_claims(bytes: &[u8], city: &str) -> Result<Pass, NotAPass> {
    let mut d = Decoder::new(bytes);
    ensure(d.map()? == Some(4) && d.i64()? == 1 && d.str()? == city && d.i64()? == 4)?;
    let ends = d.i64()?;
    ensure(d.i64()? == 6)?;
    let made = d.i64()?;
    ensure(d.i64()? == PASSAGE)?;
    let n = d.array()?.filter(|n| (3..=4).contains(n)).ok_or(NotAPass)?;
    let kind = d.u8()?;
    let kind = PassKind::ALL.iter().copied().find(|one| kind_number(*one) == kind);
    let color = d.u8()?;
    let color = HealthColor::ALL.iter().copied().find(|one| color_number(*one) == color);
    let alias = d.bytes()?.try_into().map(u64::from_be_bytes).map_err(|_| NotAPass)?;
    let mark = match n {
        4 => Some(d.str()?.to_owned()),
        _ => None,
    };
    ensure(d.position() == bytes.len())?;
    let pass = Pass {
        kind: kind.ok_or(NotAPass)?,
        alias: Alias(alias),
        color: color.ok_or(NotAPass)?,
        made_at: Moment(made.checked_mul(1_000).ok_or(NotAPass)?),
        mark,
    };
    // A pass whose end lies beyond all bounds would overflow when it is asked for its end.
    ensure((0..1 << 40).contains(&made))?;
    ensure(pass.ends_at().0 == ends.checked_mul(1_000).ok_or(NotAPass)?)?;
    Ok(pass)
}

fn ensure(holds: bool) -> Result<(), NotAPass> {
    if holds { Ok(()) } else { Err(NotAPass) }
}

fn kind_number(kind: PassKind) -> u8 {
    match kind {
        PassKind::Screen => 1,
        PassKind::Paper => 2,
    }
}

fn color_number(color: HealthColor) -> u8 {
    match color {
        HealthColor::Green => 1,
        HealthColor::Yellow => 2,
        HealthColor::Red => 3,
    }
}
