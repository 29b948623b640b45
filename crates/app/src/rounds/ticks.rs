//! Ticks from phones, desks and paper. A phone that was offline all day sends them in any order,
//! and sends them again where it heard no answer: each is kept once, under the id that the phone
//! gave it.

use super::marks::note_spot;
use super::round_within;
use crate::caller::Request;
use crate::city::change;
use crate::register::{community_code, counties};
use crate::{Refusal, mint};
use fangxian_core::ids::{PersonId, RoundFactId, RoundId};
use fangxian_core::places::PlaceCode;
use fangxian_core::policy::{Act, Scope};
use fangxian_core::rounds::{Means, Outcome, Tick, check_tick};
use fangxian_core::{CityDay, Moment};
use fangxian_store::feed;
use fangxian_store::people::{StoredPerson, people_in_by_ids};
use fangxian_store::rounds::{StoredRound, StoredTick, tick_set_aside, ticks_by_ids, ticks_insert};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// How many ticks are taken at once.
pub const TICKS_MAX: usize = 500;
/// The longest note, in signs.
const NOTE_CHARS_MAX: usize = 200;
/// How many ticks one may replace: more than ever stand at once.
const REPLACES_MAX: usize = 50;

/// A tick as it was sent.
#[derive(Clone, Debug)]
pub struct TickSent {
    /// Made where it was ticked.
    pub id: RoundFactId,
    /// Whom it is about.
    pub person: PersonId,
    /// What became of him.
    pub outcome: Outcome,
    /// The reason, or where to.
    pub note: String,
    /// When he is back.
    pub back_on: Option<CityDay>,
    /// The ticks that whoever ticked had before him.
    pub replaces: Vec<RoundFactId>,
    /// By the clock of the device.
    pub seen_at: Moment,
    /// How it was taken down.
    pub means: Means,
}

/// What became of a tick that was sent.
#[derive(Debug)]
pub enum TickVerdict {
    /// It is kept, now or since before.
    Kept,
    /// The id stands for something else: this one is kept aside, and somebody will look at it.
    SetAside,
    /// It cannot be kept, and why.
    Refused(Refusal),
}

/// Takes ticks. Each is judged on its own: one that cannot be kept holds up no other.
pub async fn ticks_take(
    req: &Request,
    round: RoundId,
    sent: Vec<TickSent>,
) -> Result<Vec<(RoundFactId, TickVerdict)>, Refusal> {
    let scope = req.authorize(Act::RoundTick)?;
    if sent.len() > TICKS_MAX {
        return Err(Refusal::BadInput(format!("一次最多上传{TICKS_MAX}条。")));
    }
    let round = round_within(req, &scope, round).await?;
    let asked = req.clone();
    let verdicts = req
        .city
        .db
        .write(move |tx| async move {
            let people: BTreeSet<PersonId> = sent.iter().map(|tick| tick.person).collect();
            let people: Vec<PersonId> = people.into_iter().collect();
            let people = people_in_by_ids(&tx, &counties(&asked.city), &people).await?;
            let people: HashMap<PersonId, StoredPerson> =
                people.into_iter().map(|one| (one.id, one)).collect();
            let batch = Batch::judge(&asked, &scope, &round, &people, sent)?;
            let (verdicts, ticked) = batch.keep(&tx, &asked).await?;
            for community in &ticked {
                let subject = format!("{}/{community}", round.id);
                feed::append(&tx, change(&asked.city.key(), asked.now, "tick", &subject))?;
                asked.deed(&tx, Act::RoundTick, &round.id.to_string(), community.as_str())?;
            }
            Ok::<_, Refusal>(verdicts)
        })
        .await?;
    req.city.catch_up().await?;
    Ok(verdicts)
}

/// Ticks that may be kept, by the county that they lie in, and verdicts on the others.
struct Batch {
    by_county: BTreeMap<String, Vec<(StoredTick, String)>>,
    verdicts: Vec<(RoundFactId, TickVerdict)>,
}

impl Batch {
    fn judge(
        req: &Request,
        scope: &Scope,
        round: &StoredRound,
        people: &HashMap<PersonId, StoredPerson>,
        sent: Vec<TickSent>,
    ) -> Result<Batch, Refusal> {
        let mut batch = Batch { by_county: BTreeMap::new(), verdicts: Vec::new() };
        for one in sent {
            let id = one.id;
            match stored(req, scope, round, people.get(&one.person), one) {
                Ok((tick, body)) => {
                    let county = tick.community.county();
                    batch.by_county.entry(county).or_default().push((tick, body));
                }
                Err(Refusal::Store(error)) => return Err(Refusal::Store(error)),
                Err(refusal) => batch.verdicts.push((id, TickVerdict::Refused(refusal))),
            }
        }
        Ok(batch)
    }

    async fn keep(
        mut self,
        tx: &fangxian_store::Tx,
        req: &Request,
    ) -> Result<(Vec<(RoundFactId, TickVerdict)>, BTreeSet<PlaceCode>), Refusal> {
        let mut ticked = BTreeSet::new();
        for (county, ticks) in self.by_county {
            let ids: Vec<RoundFactId> = ticks.iter().map(|(one, _)| one.tick.id).collect();
            let mut known: HashMap<RoundFactId, Vec<u8>> = ticks_by_ids(tx, &county, &ids)
                .await?
                .into_iter()
                .map(|one| (one.tick.id, one.body_mac))
                .collect();
            let mut fresh = Vec::new();
            for (one, body) in ticks {
                let id = one.tick.id;
                let verdict = match known.get(&id) {
                    Some(mac) if *mac == one.body_mac => TickVerdict::Kept,
                    Some(_) => {
                        let (by, at) = (&req.caller.login, req.wall);
                        let aside = mint::uuid(req.wall)?;
                        let spot = crate::seals::Spot {
                            column: "round_fact_aside.body_sealed",
                            record: aside,
                        };
                        let sealed = req.city.keys.seals.seal(spot, body.as_bytes())?;
                        tick_set_aside(tx, &county, aside, id, sealed, by, at).await?;
                        TickVerdict::SetAside
                    }
                    None => {
                        known.insert(id, one.body_mac.clone());
                        ticked.insert(one.community.clone());
                        fresh.push(one);
                        TickVerdict::Kept
                    }
                };
                self.verdicts.push((id, verdict));
            }
            ticks_insert(tx, &fresh).await?;
        }
        Ok((self.verdicts, ticked))
    }
}

/// A tick as it is kept, and its whole content as text, for the fingerprint.
fn stored(
    req: &Request,
    scope: &Scope,
    round: &StoredRound,
    person: Option<&StoredPerson>,
    sent: TickSent,
) -> Result<(StoredTick, String), Refusal> {
    // A list may have been taken before the grids were drawn anew: what a worker reports of
    // somebody in his community is kept, although he would not be shown him today.
    let reached = |one: &&StoredPerson| {
        let own = community_code(&one.door);
        let reaches = scope.covers(&one.door) || own.is_ok_and(|own| scope.touches(&own));
        reaches && one.door.lies_within(&round.place)
    };
    let person = person.filter(reached).ok_or(Refusal::NotFound)?;
    let note = sent.note.trim();
    if note.chars().count() > NOTE_CHARS_MAX {
        return Err(Refusal::BadInput(format!("说明不能超过{NOTE_CHARS_MAX}字。")));
    }
    check_tick(sent.outcome, note, sent.back_on, sent.means)
        .map_err(|flaw| Refusal::BadInput(format!("{flaw}。")))?;
    if sent.replaces.contains(&sent.id) || sent.replaces.len() > REPLACES_MAX {
        return Err(Refusal::BadInput("这条记录不能替代它自己。".to_owned()));
    }
    // What was ticked before the end may arrive after it: a phone had no network.
    if round.closed.as_ref().is_some_and(|(at, _)| sent.seen_at > *at) {
        return Err(Refusal::RoundClosed);
    }
    let body = serde_json::json!([
        round.id,
        sent.id,
        sent.person,
        sent.outcome,
        note,
        sent.back_on,
        sent.replaces,
        sent.seen_at.0,
        sent.means,
        req.caller.login,
    ])
    .to_string();
    let seals = &req.city.keys.seals;
    let note = match note.is_empty() {
        true => None,
        false => Some(seals.seal(note_spot(sent.id), note.as_bytes())?),
    };
    let tick = Tick {
        id: sent.id,
        person: sent.person,
        outcome: sent.outcome,
        back_on: sent.back_on,
        replaces: sent.replaces,
        seen_at: sent.seen_at,
        by: req.caller.login.clone(),
        means: sent.means,
    };
    let stored = StoredTick {
        round: round.id,
        community: community_code(&person.door)?,
        tick,
        note,
        received_at: req.wall,
        body_mac: seals.fingerprint(body.as_bytes()),
    };
    Ok((stored, body))
}
