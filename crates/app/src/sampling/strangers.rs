//! Whom no register knew: looked up by the community whose table took him down.

use super::judge::{StrangerSent, strangers_spot};
use super::known::taken_of;
use crate::caller::Request;
use crate::city::change;
use crate::register::{community, log_reading, reason_of, stored_person};
use crate::{City, Refusal, mint};
use fangxian_core::ids::{PersonId, TubePartId};
use fangxian_core::places::PlaceCode;
use fangxian_core::policy::Act;
use fangxian_core::sampling::Sampled;
use fangxian_store::sampling::{
    StoredMatch, StoredPart, StoredStranger, parts_of_tubes, stranger_known, strangers_match,
    strangers_of_community,
};
use fangxian_store::{Tx, feed};
use std::collections::HashMap;

/// How far back strangers are listed, in days.
const DAYS: i64 = 30;

/// Somebody whom no register knew, as he was taken down.
#[derive(Clone, Debug)]
pub struct StrangerSeen {
    /// The sample.
    pub row: StoredStranger,
    /// What was taken down; none where the part cannot be read.
    pub stranger: Option<StrangerSent>,
}

/// What was taken down of these strangers, in their order.
pub(crate) async fn open_strangers(
    tx: &Tx,
    city: &City,
    rows: &[StoredStranger],
) -> Result<Vec<Option<StrangerSent>>, Refusal> {
    let mut codes: Vec<_> = rows.iter().map(|row| row.tube).collect();
    codes.sort_unstable();
    codes.dedup();
    let parts: HashMap<TubePartId, StoredPart> =
        parts_of_tubes(tx, &codes).await?.into_iter().map(|part| (part.id, part)).collect();
    let mut opened = Vec::with_capacity(rows.len());
    for row in rows {
        opened.push(match parts.get(&row.part) {
            Some(part) => open_one(city, part, row.position)?,
            None => None,
        });
    }
    Ok(opened)
}

fn open_one(
    city: &City,
    part: &StoredPart,
    position: i64,
) -> Result<Option<StrangerSent>, Refusal> {
    let Some(sealed) = &part.strangers else { return Ok(None) };
    let text = city.keys.seals.open(strangers_spot(part.id), sealed)?;
    let all: Vec<StrangerSent> = serde_json::from_slice(&text).unwrap_or_default();
    let within = usize::try_from(position - part.first_position).unwrap_or(usize::MAX);
    let place = part.members.get(within).and_then(|member| match member.who {
        Sampled::Stranger(place) => Some(usize::from(place)),
        Sampled::Person(_) => None,
    });
    Ok(place.and_then(|place| all.into_iter().nth(place)))
}

/// Those of whom nobody has said who they are, of the tables of a community.
pub async fn strangers_list(req: &Request, place: PlaceCode) -> Result<Vec<StrangerSeen>, Refusal> {
    let scope = req.authorize(Act::TubePeopleSee)?;
    let own = community(&place).filter(|own| scope.covers(own)).ok_or(Refusal::NotFound)?;
    let (city, at) = (req.city.clone(), own.clone());
    let since = req.wall.plus_ms(-DAYS * 86_400_000);
    let read: Result<Vec<StrangerSeen>, Refusal> = req
        .city
        .db
        .read(move |tx| async move {
            let rows = strangers_of_community(&tx, &at, since).await?;
            let rows: Vec<StoredStranger> =
                rows.into_iter().filter(|row| !row.is_matched).collect();
            let opened = open_strangers(&tx, &city, &rows).await?;
            let seen = rows.into_iter().zip(opened);
            Ok::<_, Refusal>(seen.map(|(row, stranger)| StrangerSeen { row, stranger }).collect())
        })
        .await;
    let seen = read?;
    log_reading(req, &scope, &own, "strangers", seen.len()).await?;
    Ok(seen)
}

/// Says that a stranger is somebody of the register: from then on the sample is that person's.
pub async fn stranger_is(
    req: &Request,
    place: PlaceCode,
    (part, position): (TubePartId, i64),
    person: PersonId,
    reason: &str,
) -> Result<(), Refusal> {
    let scope = req.authorize(Act::SamplingKeep)?;
    let own = community(&place).filter(|own| scope.covers(own)).ok_or(Refusal::NotFound)?;
    let reason = reason_of(reason)?;
    let person = stored_person(req, &scope, person).await?;
    let home = community(&person.door).ok_or(Refusal::NotFound)?;
    let asked = req.clone();
    req.city
        .db
        .write(move |tx| async move {
            let rows = strangers_of_community(&tx, &own, fangxian_core::Moment(i64::MIN)).await?;
            let row = rows.into_iter().find(|row| (row.part, row.position) == (part, position));
            let row = row.ok_or(Refusal::NotFound)?;
            if !stranger_known(&tx, &row).await? {
                return Err(Refusal::Stale);
            }
            let mut taken = taken_of(&row, person.id);
            // The list of the round reads what came since it last looked.
            taken.received_at = asked.wall;
            let one = StoredMatch {
                id: mint::uuid(asked.wall)?,
                community: home.clone(),
                taken,
                by: asked.caller.login.clone(),
                reason,
            };
            strangers_match(&tx, &[one]).await?;
            let subject = format!("{}/{home}", row.round);
            feed::append(&tx, change(&asked.city.key(), asked.now, "tick", &subject))?;
            asked.deed(&tx, Act::SamplingKeep, &person.id.to_string(), "stranger")?;
            Ok::<_, Refusal>(())
        })
        .await?;
    req.city.catch_up().await
}
