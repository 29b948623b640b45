//! What a phone sent, judged part by part.

use crate::caller::Request;
use crate::register::record;
use crate::seals::Spot;
use crate::{City, Refusal};
use fangxian_core::ids::{PersonId, RoundId, SiteId, TubePartId, TubeUseId};
use fangxian_core::people::{Document, DocumentKind, Name};
use fangxian_core::places::PlaceCode;
use fangxian_core::policy::Scope;
use fangxian_core::rounds::RoundKind;
use fangxian_core::sampling::{CodeFlaw, Pool, TubeCode};
use fangxian_core::{CityDay, Moment};
use fangxian_store::rounds::StoredRound;
use serde::{Deserialize, Serialize};
use std::fmt::Write;

/// Somebody of no register that the table had, as he was taken down.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct StrangerSent {
    /// The kind of document; `none_yet` where he has none with him.
    pub document_kind: DocumentKind,
    /// The number as it was taken down: one that is wrong is kept too, and somebody asks.
    pub document: String,
    /// The name as it was given.
    pub name: String,
    /// The phone, where he gave one.
    pub phone: String,
    /// The code of the receipt that he took along.
    pub card: String,
}

/// Somebody in a part.
#[derive(Clone, Debug)]
pub enum MemberSent {
    /// Of the register.
    Person(PersonId, Moment),
    /// Of no register.
    Stranger(StrangerSent, Moment),
}

/// What a table took down for a tube.
#[derive(Clone, Debug)]
pub struct PartSent {
    /// Made on the phone; sent again, it is the same part.
    pub id: TubePartId,
    /// The code, if it is one.
    pub tube: Result<TubeCode, CodeFlaw>,
    /// This use of the tube, made when it was opened.
    pub use_id: TubeUseId,
    /// For which round.
    pub round: RoundId,
    /// Where the table stands.
    pub place: PlaceCode,
    /// At which site.
    pub site: Option<SiteId>,
    /// For how many the tube is.
    pub pool: Pool,
    /// When it was opened, by the clock of the phone.
    pub opened_at: Moment,
    /// The place of the first of these in the tube, from 0.
    pub first_position: usize,
    /// Who, in order.
    pub members: Vec<MemberSent>,
    /// When it was sealed, and how many swabs were counted.
    pub sealed: Option<(Moment, usize)>,
}

/// The most people in one tube.
const INSIDE_MAX: usize = 20;
/// The longest name or number that is taken down.
const WORDS_MAX: usize = 80;

/// A part that may be kept, in a round that there is.
pub(super) struct Judged<'a> {
    pub(super) tube: TubeCode,
    pub(super) round: &'a StoredRound,
    pub(super) part: PartSent,
    pub(super) body: String,
    pub(super) body_mac: Vec<u8>,
}

/// Judges one part. What cannot be kept is refused with the reason; what is only odd is kept and
/// flagged, because the swab is in the tube.
pub(super) fn judge<'a>(
    req: &Request,
    scope: &Scope,
    rounds: &'a [StoredRound],
    part: PartSent,
) -> Result<Judged<'a>, Refusal> {
    let tube = part.tube.map_err(|flaw| Refusal::BadInput(format!("{flaw}。")))?;
    let round = rounds.iter().find(|one| one.id == part.round).ok_or(Refusal::NotFound)?;
    let within = part.place.lies_within(&round.place) || round.place.lies_within(&part.place);
    if !scope.touches(&part.place) || !within || round.kind != RoundKind::Sampling {
        return Err(Refusal::NotFound);
    }
    if part.first_position + part.members.len() > INSIDE_MAX {
        return Err(Refusal::BadInput(format!("一管最多{INSIDE_MAX}人。")));
    }
    if part.members.is_empty() && part.sealed.is_none() {
        return Err(Refusal::BadInput("这一段没有人，也没有封管。".to_owned()));
    }
    let too_long = |one: &MemberSent| match one {
        MemberSent::Person(..) => false,
        MemberSent::Stranger(one, _) => [&one.document, &one.name, &one.phone, &one.card]
            .iter()
            .any(|text| text.chars().count() > WORDS_MAX),
    };
    if part.members.iter().any(too_long) {
        return Err(Refusal::BadInput(format!("姓名或号码太长，不能超过{WORDS_MAX}个字。")));
    }
    let body = written(tube, &part);
    let body_mac = req.city.keys.seals.fingerprint(body.as_bytes());
    Ok(Judged { tube, round, part, body, body_mac })
}

/// The whole content of a part as text, for its fingerprint and for the shelf of what clashes.
fn written(tube: TubeCode, part: &PartSent) -> String {
    let mut text = format!(
        "{} {tube} {} {} {} {} {} {} {}",
        part.id,
        part.use_id,
        part.round,
        part.place,
        part.site.map(|site| site.to_string()).unwrap_or_default(),
        part.pool.code(),
        part.opened_at.0,
        part.first_position,
    );
    for member in &part.members {
        // Writing to a String cannot fail.
        let _ = match member {
            MemberSent::Person(person, at) => write!(text, "\n{person} {}", at.0),
            MemberSent::Stranger(one, at) => {
                let one = serde_json::to_string(one).unwrap_or_default();
                write!(text, "\n{one} {}", at.0)
            }
        };
    }
    if let Some((at, stated)) = part.sealed {
        let _ = write!(text, "\nsealed {} {stated}", at.0);
    }
    text
}

impl PartSent {
    /// The strangers of the part, with their place in the tube.
    pub(super) fn strangers(&self) -> impl Iterator<Item = (usize, &StrangerSent, Moment)> {
        let first = self.first_position;
        self.members.iter().enumerate().filter_map(move |(n, one)| match one {
            MemberSent::Person(..) => None,
            MemberSent::Stranger(stranger, at) => Some((first + n, stranger, *at)),
        })
    }

    /// Those of the register.
    pub(super) fn people(&self) -> impl Iterator<Item = PersonId> {
        self.members.iter().filter_map(|one| match one {
            MemberSent::Person(person, _) => Some(*person),
            MemberSent::Stranger(..) => None,
        })
    }
}

impl StrangerSent {
    /// The keyed index of the document; none where he has none, or where it cannot be right.
    pub(super) fn document_index(&self, city: &City, today: CityDay) -> Option<Vec<u8>> {
        let document = Document::parse(self.document_kind, &self.document, today).ok()?;
        record::document_index(&city.keys.seals, &document)
    }

    /// Whether the name is this one, as it is compared.
    pub(super) fn is_named(&self, name: &Name) -> bool {
        let compared = |name: &str| name.split_whitespace().collect::<String>().to_lowercase();
        Name::parse(&self.name).is_ok_and(|own| compared(own.as_str()) == compared(name.as_str()))
    }
}

/// Where what was taken down of strangers is sealed for.
pub(super) fn strangers_spot(part: TubePartId) -> Spot {
    Spot { column: "tube_part.strangers_sealed", record: part.uuid() }
}
