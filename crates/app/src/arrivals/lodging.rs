//! What the register of a lodging makes of arrivals: a guest of whom nobody knew becomes an arrival that
//! the house reported, and is handed over to the community of the house.

use super::kept::{ArrivalDoing, ArrivalWho, Draft, keep_next, standing_of, who_of};
use super::say::{ArrivalReport, Saying, arrival_facts, report, say};
use crate::{City, Refusal, mint};
use fangxian_core::Moment;
use fangxian_core::arrivals::{ArrivalSays, ArrivalStanding, ArrivalWay, Coming, Marked};
use fangxian_core::ids::{ArrivalFactId, ArrivalReportId};
use fangxian_core::journeys::VerdictKind;
use fangxian_core::places::PlaceCode;
use fangxian_core::results::is_same_name;
use fangxian_store::Tx;
use fangxian_store::arrivals::{StoredArrivalFact, arrival_facts_of_many, arrivals_by_documents};
use std::collections::HashMap;

/// Who says it: it is shown as it stands.
const HOUSE: &str = "店家";
/// A report and a guest are one journey where their moments lie so close together.
const NEAR_MS: i64 = 7 * 86_400_000;

/// What the rules of his day say of a guest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum GuestAsked {
    /// Nothing at all any more: nothing is reported.
    Nothing,
    /// That he is known.
    Reported,
    /// That he is kept, watched or tested: he is handed over.
    Kept,
}

impl GuestAsked {
    pub(crate) fn of(marked: &Marked<'_>) -> GuestAsked {
        if marked.answer.verdict.kind == VerdictKind::NothingAsked {
            return GuestAsked::Nothing;
        }
        match marked.days_kept() > 0 || marked.landing_test().is_some() {
            true => GuestAsked::Kept,
            false => GuestAsked::Reported,
        }
    }
}

/// A guest who came into the city.
#[derive(Clone, Debug)]
pub(crate) struct GuestArrival {
    pub(crate) coming: Coming,
    pub(crate) who: ArrivalWho,
    pub(crate) asked: GuestAsked,
}

/// What became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum GuestHanded {
    /// Nothing is asked.
    NotAsked,
    /// He had reported, and the community knows of him.
    Known,
    /// He had reported; he was handed over to the community of the house.
    Handed,
    /// Nobody knew of him: the house reported him and he was handed over.
    Reported,
}

impl GuestHanded {
    /// As the trail keeps it.
    pub(crate) fn code(self) -> &'static str {
        match self {
            GuestHanded::NotAsked => "nothing asked",
            GuestHanded::Known => "arrival known",
            GuestHanded::Handed => "arrival handed over",
            GuestHanded::Reported => "arrival reported",
        }
    }
}

/// The arrival that a guest is.
#[derive(Clone, Debug)]
pub(crate) struct GuestKnown {
    pub(crate) stored: Vec<StoredArrivalFact>,
    pub(crate) standing: ArrivalStanding,
}

/// Somebody at a house: his document and name, and when he came into the city.
pub(crate) type GuestSought<'a> = (&'a str, &'a str, Moment);

/// The arrivals of some guests, by their place in the list.
pub(crate) async fn arrivals_of_guests(
    tx: &Tx,
    city: &City,
    guests: &[GuestSought<'_>],
) -> Result<HashMap<usize, GuestKnown>, Refusal> {
    let Some(first) = guests.iter().map(|(.., at)| at.0).min() else {
        return Ok(HashMap::new());
    };
    let index = |document: &str| city.keys.seals.index("document", document);
    let indexes: Vec<Vec<u8>> = guests.iter().map(|(document, ..)| index(document)).collect();
    let found = arrivals_by_documents(tx, &indexes, Moment(first - NEAR_MS)).await?;
    let reports: Vec<ArrivalReportId> = found.iter().map(|(_, report)| *report).collect();
    let stored = arrival_facts_of_many(tx, &reports).await?;
    let mut by_guest: HashMap<usize, GuestKnown> = HashMap::new();
    for own in stored.chunk_by(|one, next| one.report == next.report) {
        let Some(standing) = standing_of(own)? else { continue };
        if standing.withdrawn_at.is_some() {
            continue;
        }
        let who = who_of(city, own)?;
        let own_at = standing.coming.arrives_at.0;
        for (at, (document, name, came)) in guests.iter().enumerate() {
            let is_he = |(known, _, number): (&str, _, &str)| {
                number == *document && is_same_name(known, name)
            };
            if (own_at - came.0).abs() > NEAR_MS || !who.everybody().any(is_he) {
                continue;
            }
            let is_later = |known: &GuestKnown| known.standing.coming.arrives_at.0 <= own_at;
            if by_guest.get(&at).is_none_or(is_later) {
                let known = GuestKnown { stored: own.to_vec(), standing: standing.clone() };
                by_guest.insert(at, known);
            }
        }
    }
    Ok(by_guest)
}

/// Whether the community of a place has him, or was told to receive him.
fn is_with(standing: &ArrivalStanding, place: &PlaceCode) -> bool {
    let community = crate::register::community(place);
    let is_here = |at: &PlaceCode| crate::register::community(at) == community;
    standing.received_at.is_some() || standing.handed.as_ref().is_some_and(|(at, _)| is_here(at))
}

/// Puts the arrival right that a house had reported of a guest whom it entered wrongly: whom the community
/// is to receive. One that he reported himself, or that a community has received, is not the house's.
pub(crate) async fn guest_corrected(
    tx: &Tx,
    (city, now): (&City, Moment),
    before: GuestSought<'_>,
    who: ArrivalWho,
) -> Result<(), Refusal> {
    let Some(known) = arrivals_of_guests(tx, city, &[before]).await?.remove(&0) else {
        return Ok(());
    };
    let GuestKnown { stored, standing } = known;
    let is_of_house = standing.way == ArrivalWay::Lodging && standing.received_at.is_none();
    let Some(first) = stored.first().filter(|_| is_of_house) else { return Ok(()) };
    let seen = i64::try_from(stored.len()).unwrap_or(i64::MAX);
    let draft = Draft {
        report: first.report,
        fact: ArrivalFactId::from_uuid(mint::uuid(now)?),
        says: ArrivalSays::Changed(Box::new(standing.coming.clone())),
        who: Some(who),
        reason: String::new(),
        by: Some(HOUSE.to_owned()),
    };
    keep_next(tx, (city, now), (&stored, seen), draft, &standing).await
}

/// Takes a guest for the arrival that he is, in the transaction in which he is entered.
pub(crate) async fn guest_arrives(
    tx: &Tx,
    (city, now): (&City, Moment),
    new: GuestArrival,
) -> Result<GuestHanded, Refusal> {
    let Some(place) = new.coming.stay.place().cloned() else { return Ok(GuestHanded::NotAsked) };
    if new.asked == GuestAsked::Nothing {
        return Ok(GuestHanded::NotAsked);
    }
    let sought = (new.who.document.as_str(), new.who.name.as_str(), new.coming.arrives_at);
    let known = arrivals_of_guests(tx, city, &[sought]).await?.remove(&0);
    let (known, became) = match known {
        Some(known) if is_with(&known.standing, &place) => return Ok(GuestHanded::Known),
        Some(known) => {
            let community = crate::register::community(&place);
            let said = known.standing.place().and_then(crate::register::community);
            if new.asked == GuestAsked::Reported && said == community {
                return Ok(GuestHanded::Known);
            }
            (known, GuestHanded::Handed)
        }
        None => {
            let id = ArrivalReportId::from_uuid(mint::uuid(now)?);
            let fact = ArrivalFactId::from_uuid(mint::uuid(now)?);
            let way = ArrivalWay::Lodging;
            let new = ArrivalReport { id, fact, coming: new.coming, who: new.who, way };
            report(tx, (city, now), new, Some(HOUSE.to_owned())).await?;
            let (stored, standing) = arrival_facts(tx, id).await?;
            (GuestKnown { stored, standing }, GuestHanded::Reported)
        }
    };
    let Some(id) = known.stored.first().map(|first| first.report) else {
        return Err(Refusal::NotFound);
    };
    let doing = ArrivalDoing {
        fact: ArrivalFactId::from_uuid(mint::uuid(now)?),
        seen: i64::try_from(known.stored.len()).unwrap_or(i64::MAX),
        reason: String::new(),
    };
    let (says, by) = (ArrivalSays::Handed(place), Some(HOUSE.to_owned()));
    let saying = Saying { id, doing, says, who: None, by };
    say(tx, (city, now), (&known.stored, &known.standing), saying).await?;
    Ok(became)
}
