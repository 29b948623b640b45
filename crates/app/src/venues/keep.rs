//! A place applies for its code, at the desk or by itself; what is said of it then.

use super::TOPIC;
use super::load::facts_of;
use crate::audit::deed_of_nobody;
use crate::caller::Request;
use crate::city::change;
use crate::register::reason_of;
use crate::seals::{Seals, Spot};
use crate::zones::note_of;
use crate::{City, Refusal, mint};
use fangxian_core::Moment;
use fangxian_core::ids::{VenueFactId, VenueId};
use fangxian_core::people::Phone;
use fangxian_core::places::{PlaceCode, PlaceKind};
use fangxian_core::policy::Act;
use fangxian_core::venues::{
    Venue, VenueAbout, VenueFact, VenueRefused, VenueSays, may_follow, venue_of,
};
use fangxian_store::feed::{advance, append};
use fangxian_store::places::{division_by_code, place_by_code};
use fangxian_store::venues::{
    StoredVenueFact, venue_fact_insert, venue_facts_of, venues_sent_since,
};
use fangxian_store::{StoreError, Tx};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

const ANSWERS: &str = "venue_fact.answers_sealed";
/// The longest name of somebody who answers for a place, in signs.
const NAME_CHARS_MAX: usize = 30;
/// So many places of one county may send themselves in within a day: more is no place, but a program.
const SENT_A_DAY_MAX: i64 = 200;
const DAY_MS: i64 = 86_400_000;

/// Who answers for a place. Whoever looks at it is noted.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VenueAnswers {
    /// The name.
    pub name: String,
    /// The phone.
    pub phone: String,
}

impl std::fmt::Debug for VenueAnswers {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("VenueAnswers(…)")
    }
}

/// A place that applies.
#[derive(Clone, Debug)]
pub struct VenueApply {
    /// Made by whoever enters it.
    pub id: VenueId,
    /// The same again is the same application.
    pub fact: VenueFactId,
    /// What it says of itself.
    pub about: VenueAbout,
    /// Who answers for it.
    pub answers: VenueAnswers,
}

/// Something that is said of a place.
#[derive(Clone, Debug)]
pub struct VenueDoing {
    /// Made by the client: the same again is the same act.
    pub fact: VenueFactId,
    /// How many facts of the place were seen.
    pub seen: i64,
    /// Why; needed where it is declined or ended.
    pub reason: String,
}

/// Applies for the code of a place at the desk.
pub async fn venue_apply(req: &Request, new: VenueApply) -> Result<(), Refusal> {
    let scope = req.authorize(Act::VenueKeep)?;
    if !scope.covers(&new.about.place) {
        return Err(Refusal::NotFound);
    }
    let asked = req.clone();
    let login = Some(req.caller.login.clone());
    let fact = application(&req.city, new, login, req.now)?;
    let write = req.city.db.write(move |tx| async move {
        if apply(&tx, &asked.city, &fact).await? {
            asked.deed(&tx, Act::VenueKeep, &fact.venue.to_string(), "applied")?;
        }
        Ok::<_, Refusal>(())
    });
    write.await?;
    req.city.catch_up().await
}

/// A place sends itself in. Nothing follows from it before somebody of the community went there and
/// another approved it.
pub async fn venue_apply_public(
    city: &Arc<City>,
    new: VenueApply,
    wall: Moment,
) -> Result<(), Refusal> {
    let now = city.now(wall);
    let fact = application(city, new, None, now)?;
    let of = Arc::clone(city);
    let write = city.db.write(move |tx| async move {
        let since = Moment(now.0 - DAY_MS);
        if venues_sent_since(&tx, &fact.county, since).await? >= SENT_A_DAY_MAX {
            return Err(Refusal::Busy);
        }
        if apply(&tx, &of, &fact).await? {
            let subject = fact.venue.to_string();
            deed_of_nobody(&tx, &of, wall, ("venue_sent_in", &subject, ""))?;
        }
        Ok(())
    });
    write.await?;
    city.catch_up().await
}

fn application(
    city: &City,
    new: VenueApply,
    by: Option<String>,
    now: Moment,
) -> Result<StoredVenueFact, Refusal> {
    let VenueApply { id, fact, mut about, answers } = new;
    about.name = note_of(&about.name)?;
    about.address = note_of(&about.address)?;
    for entrance in &mut about.entrances {
        *entrance = note_of(entrance)?;
    }
    about.check().map_err(|flaw| Refusal::BadInput(format!("{flaw}。")))?;
    match about.place.kind() {
        PlaceKind::City | PlaceKind::County | PlaceKind::Street => {
            return Err(Refusal::BadInput("请选到社区（村）或小区。".to_owned()));
        }
        PlaceKind::Community
        | PlaceKind::Compound
        | PlaceKind::Building
        | PlaceKind::Unit
        | PlaceKind::Household => {}
    }
    let name = note_of(&answers.name)?;
    if !(1..=NAME_CHARS_MAX).contains(&name.chars().count()) {
        return Err(Refusal::BadInput(format!("请写负责人姓名，最多{NAME_CHARS_MAX}字。")));
    }
    let phone = Phone::parse(&answers.phone);
    let phone = phone.map_err(|flaw| Refusal::BadInput(format!("{flaw}。")))?;
    let answers = VenueAnswers { name, phone: phone.as_str().to_owned() };
    let seals = &city.keys.seals;
    let asked_for = format!("{id}\n{about:?}\n{}\n{}\n{by:?}", answers.name, answers.phone);
    Ok(StoredVenueFact {
        county: about.place.county(),
        id: fact,
        venue: id,
        ordinal: 0,
        fact: VenueFact { says: VenueSays::Applied(Box::new(about)), at: now, by },
        answers: Some(seal_answers(seals, fact, &answers)?),
        reason: String::new(),
        body_mac: seals.fingerprint(asked_for.as_bytes()),
    })
}

fn damaged() -> StoreError {
    StoreError::Damaged { table: "venue_fact".to_owned(), column: "answers_sealed".to_owned() }
}

fn seal_answers(
    seals: &Seals,
    fact: VenueFactId,
    answers: &VenueAnswers,
) -> Result<Vec<u8>, Refusal> {
    let json = serde_json::to_vec(answers).map_err(|_| damaged())?;
    seals.seal(Spot { column: ANSWERS, record: fact.uuid() }, &json)
}

/// Who answers for a place.
pub(super) fn open_answers(
    seals: &Seals,
    fact: &StoredVenueFact,
) -> Result<VenueAnswers, StoreError> {
    let sealed = fact.answers.as_ref().ok_or_else(damaged)?;
    let spot = Spot { column: ANSWERS, record: fact.id.uuid() };
    serde_json::from_slice(&seals.open(spot, sealed)?).map_err(|_| damaged())
}

/// Whether it was kept now; false where it was kept before.
async fn apply(tx: &Tx, city: &City, fact: &StoredVenueFact) -> Result<bool, Refusal> {
    if let Some(first) = venue_facts_of(tx, fact.venue).await?.first() {
        let is_same = first.id == fact.id && first.body_mac == fact.body_mac;
        return if is_same { Ok(false) } else { Err(Refusal::IdReused) };
    }
    if let VenueSays::Applied(about) = &fact.fact.says {
        place_known(tx, &about.place).await?;
    }
    venue_fact_insert(tx, fact).await.map_err(|error| {
        if error.conflicts_with("venue_fact") { Refusal::IdReused } else { error.into() }
    })?;
    append(tx, change(&city.key(), fact.fact.at, TOPIC, &fact.venue.to_string()))?;
    Ok(true)
}

/// Refused where a place is none in which something can be.
pub(crate) async fn place_known(tx: &Tx, place: &PlaceCode) -> Result<(), Refusal> {
    let is_known = match place.kind() {
        PlaceKind::Community => division_by_code(tx, place).await?.is_some(),
        PlaceKind::City | PlaceKind::County | PlaceKind::Street => false,
        PlaceKind::Compound | PlaceKind::Building | PlaceKind::Unit | PlaceKind::Household => {
            place_by_code(tx, place).await?.is_some()
        }
    };
    if is_known { Ok(()) } else { Err(Refusal::PlaceUnknown) }
}

/// Says something of a place: that it was checked, approved, declined, ended, inspected. The number of
/// what is said to be approved is given here.
pub async fn venue_say(
    req: &Request,
    (id, act): (VenueId, Act),
    doing: VenueDoing,
    says: VenueSays,
) -> Result<(), Refusal> {
    let scope = req.authorize(act)?;
    let reason = match &says {
        VenueSays::Declined | VenueSays::Ended => reason_of(&doing.reason)?,
        VenueSays::Applied(_)
        | VenueSays::Checked
        | VenueSays::Approved { .. }
        | VenueSays::Inspected { .. } => note_of(&doing.reason)?,
    };
    let asked_for = format!("say\n{id}\n{says:?}\n{}\n{reason}\n{}", doing.seen, req.caller.login);
    let body_mac = req.city.keys.seals.fingerprint(asked_for.as_bytes());
    let asked = req.clone();
    let write = req.city.db.write(move |tx| async move {
        let stored = venue_facts_of(&tx, id).await?;
        let venue = venue_of(&facts_of(&stored)).ok_or(Refusal::NotFound)?;
        let place = &venue.about.place;
        // A patrol of a grid goes to the places of its community.
        let reaches = match &says {
            VenueSays::Inspected { .. } => scope.touches(place),
            VenueSays::Applied(_)
            | VenueSays::Checked
            | VenueSays::Approved { .. }
            | VenueSays::Declined
            | VenueSays::Ended => scope.covers(place),
        };
        if !reaches {
            return Err(Refusal::NotFound);
        }
        if let Some(known) = stored.iter().find(|one| one.id == doing.fact) {
            let is_same = known.body_mac == body_mac;
            return if is_same { Ok(()) } else { Err(Refusal::IdReused) };
        }
        decide(&asked, &venue, &says)?;
        let ordinal = i64::try_from(stored.len()).unwrap_or(i64::MAX);
        if ordinal != doing.seen {
            return Err(Refusal::Stale);
        }
        let says = numbered(&tx, &asked, says).await?;
        let kind = says.kind();
        let by = Some(asked.caller.login.clone());
        let fact = StoredVenueFact {
            county: venue.about.place.county(),
            id: doing.fact,
            venue: id,
            ordinal,
            fact: VenueFact { says, at: asked.now, by },
            answers: None,
            reason,
            body_mac,
        };
        venue_fact_insert(&tx, &fact).await.map_err(|error| {
            // Of two who say something at once the second has not seen the first.
            if error.conflicts_with("venue_fact") { Refusal::Stale } else { error.into() }
        })?;
        append(&tx, change(&asked.city.key(), asked.now, TOPIC, &id.to_string()))?;
        asked.deed(&tx, act, &id.to_string(), kind.code())?;
        Ok::<_, Refusal>(())
    });
    write.await?;
    req.city.catch_up().await
}

fn decide(req: &Request, venue: &Venue, says: &VenueSays) -> Result<(), Refusal> {
    may_follow(venue, says, &req.caller.login).map_err(|refused| match refused {
        VenueRefused::State => Refusal::Stale,
        VenueRefused::SamePerson => Refusal::SamePerson,
    })
}

async fn numbered(tx: &Tx, req: &Request, says: VenueSays) -> Result<VenueSays, Refusal> {
    match says {
        VenueSays::Approved { .. } => {
            let number = advance(tx, &req.city.key(), TOPIC, 1).await?;
            let number = u32::try_from(number).map_err(|_| Refusal::Full)?;
            Ok(VenueSays::Approved { number })
        }
        VenueSays::Applied(_)
        | VenueSays::Checked
        | VenueSays::Declined
        | VenueSays::Ended
        | VenueSays::Inspected { .. } => Ok(says),
    }
}

/// A fresh pair of ids for what a place sends in.
pub fn venue_fresh_ids(now: Moment) -> Result<(VenueId, VenueFactId), Refusal> {
    Ok((VenueId::from_uuid(mint::uuid(now)?), VenueFactId::from_uuid(mint::uuid(now)?)))
}
