//! A batch of what a phone took down: each part once, in whatever order, answered when it is durable.

use super::devices::Device;
use super::judge::{Judged, MemberSent, PartSent, judge, strangers_spot};
use crate::caller::Request;
use crate::city::change;
use crate::register::{community, counties};
use crate::seals::Spot;
use crate::{Refusal, mint};
use fangxian_core::Moment;
use fangxian_core::ids::{DeviceId, PersonId, RoundId, TubePartId};
use fangxian_core::places::PlaceCode;
use fangxian_core::policy::Act;
use fangxian_core::sampling::{Roll, SKEW_MAX_MS, Sampled, TubeCode, TubeFlag};
use fangxian_store::people::communities_of_people;
use fangxian_store::rounds::{StoredRound, round_by_id};
use fangxian_store::sampling::{
    MemberTaken, StoredPart, StoredTube, device_heard, device_stands, n_inside_of, part_aside,
    part_macs, parts_insert, sampled_in_insert, strangers_insert, tube_told, tubes_by_codes,
    tubes_insert,
};
use fangxian_store::{Tx, feed};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

/// How many people are taken at once.
pub const MEMBERS_MAX: usize = 500;

/// How long a batch waits in line before its phone is told to come back later.
const LINE_WAIT: std::time::Duration = std::time::Duration::from_secs(5);

/// A batch as a phone sent it.
pub struct BatchSent {
    /// Which phone.
    pub device: DeviceId,
    /// Its clock when it sent.
    pub made_at: Moment,
    /// By how much it put that clock right, in milliseconds.
    pub put_right_ms: i64,
    /// How many captures it still has after these.
    pub n_unsent: i64,
    /// What its tables took down.
    pub parts: Vec<PartSent>,
}

/// What became of a part.
#[derive(Debug)]
pub enum PartVerdict {
    /// It is kept, now or since before, with what a person must look at.
    Kept(Vec<TubeFlag>),
    /// The id stands for something else: it is kept aside.
    SetAside,
    /// It cannot be kept, and why.
    Refused(Refusal),
}

/// The answer to a batch.
#[derive(Debug)]
pub struct PartAnswer {
    /// How far the phone's clock is ahead of ours, in milliseconds.
    pub skew_ms: i64,
    /// Part by part.
    pub parts: Vec<(TubePartId, PartVerdict)>,
}

/// Takes a batch. `bytes` is the body as it was signed.
pub async fn batch_take(
    req: &Request,
    sent: BatchSent,
    bytes: &[u8],
    signature: &[u8],
) -> Result<PartAnswer, Refusal> {
    let scope = req.authorize(Act::SamplingTake)?;
    let sampling = &req.city.sampling;
    let device = sampling.signed_by(&req.city, sent.device, bytes, signature).await?;
    if sent.parts.iter().map(|part| part.members.len()).sum::<usize>() > MEMBERS_MAX {
        return Err(Refusal::BadInput(format!("一次最多上传{MEMBERS_MAX}人。")));
    }
    let skew_ms = sent.made_at.0 - req.now.0;
    let held = Arc::clone(&device);
    let mut heard = held.turn.lock().await;
    let made_at = sent.made_at;
    let is_late = heard.is_some_and(|last| overtaken(made_at, last));
    // Tables wait in line for each other, and not the boards for the tables.
    let waited = tokio::time::timeout(LINE_WAIT, sampling.line.acquire()).await;
    let _place = waited.ok().and_then(Result::ok).ok_or(Refusal::Busy)?;
    let rolls = sampling.rolls(&req.city.db).await?;
    let asked = req.clone();
    let parts = req
        .city
        .db
        .write(move |tx| async move {
            let rounds = rounds_of(&tx, &sent.parts).await?;
            let mut verdicts = Vec::with_capacity(sent.parts.len());
            let mut judged = Vec::with_capacity(sent.parts.len());
            for part in sent.parts {
                let id = part.id;
                match judge(&asked, &scope, &rounds, part) {
                    Ok(part) => judged.push(part),
                    Err(Refusal::Store(error)) => return Err(Refusal::Store(error)),
                    Err(refusal) => verdicts.push((id, PartVerdict::Refused(refusal))),
                }
            }
            let latest = judged.iter().map(|one| &one.part).max_by_key(|part| part.opened_at);
            let spot = latest.map(|part| (part.place.clone(), part.site));
            let taking = Taking { tx: &tx, req: &asked, device: &device, rolls: &rolls, skew_ms };
            verdicts.extend(taking.keep(judged).await?);
            let stored = &device.stored;
            // Times that were put right are right; whoever looks after phones is told of the clock.
            let clock_ms = skew_ms.saturating_sub(sent.put_right_ms);
            let at = (stored.county.as_str(), stored.id);
            if !is_late {
                device_heard(&tx, at, asked.now, clock_ms, sent.n_unsent).await?;
            }
            if let Some((place, site)) = spot.filter(|_| !is_late) {
                device_stands(&tx, at, &place, site).await?;
            }
            let detail = format!("{} parts", verdicts.len());
            asked.deed(&tx, Act::SamplingTake, &stored.id.to_string(), &detail)?;
            Ok::<_, Refusal>(verdicts)
        })
        .await?;
    if !is_late {
        *heard = Some(made_at);
    }
    req.city.catch_up_a_turn().await?;
    Ok(PartAnswer { skew_ms, parts })
}

/// Whether a batch comes after one that its phone made later. Where the difference is larger than a
/// clock may be off, the clock was turned.
fn overtaken(made_at: Moment, last: Moment) -> bool {
    made_at < last && last.0.saturating_sub(made_at.0) <= SKEW_MAX_MS
}

async fn rounds_of(tx: &Tx, parts: &[PartSent]) -> Result<Vec<StoredRound>, Refusal> {
    let ids: BTreeSet<RoundId> = parts.iter().map(|part| part.round).collect();
    let mut rounds = Vec::new();
    for id in ids {
        rounds.extend(round_by_id(tx, id).await?);
    }
    Ok(rounds)
}

/// What a batch is taken in with.
pub(super) struct Taking<'a> {
    pub(super) tx: &'a Tx,
    pub(super) req: &'a Request,
    device: &'a Device,
    rolls: &'a [Roll],
    pub(super) skew_ms: i64,
}

impl Taking<'_> {
    async fn keep(
        &self,
        judged: Vec<Judged<'_>>,
    ) -> Result<Vec<(TubePartId, PartVerdict)>, Refusal> {
        let keys: Vec<(String, TubePartId)> =
            judged.iter().map(|one| (one.tube.county(), one.part.id)).collect();
        let mut known = part_macs(self.tx, &keys).await?;
        let mut verdicts = Vec::with_capacity(judged.len());
        let mut fresh: Vec<Judged<'_>> = Vec::with_capacity(judged.len());
        let mut again = Vec::new();
        for one in judged {
            let id = one.part.id;
            match known.get(&id) {
                Some(mac) if *mac == one.body_mac => again.push((id, one.tube)),
                Some(_) => {
                    self.set_aside(&one).await?;
                    verdicts.push((id, PartVerdict::SetAside));
                }
                None => {
                    known.insert(id, one.body_mac.clone());
                    fresh.push(one);
                }
            }
        }
        let mut tubes = self.keep_tubes(&fresh).await?;
        self.keep_parts(&fresh).await?;
        // A part that is sent again is answered as it would have been at first: of a tube that must
        // be looked at, the answer that said so may be the one that was lost.
        let told = |code: &TubeCode| tubes.contains_key(code);
        let untold: BTreeSet<TubeCode> =
            again.iter().map(|(_, code)| *code).filter(|code| !told(code)).collect();
        let untold: Vec<TubeCode> = untold.into_iter().collect();
        let known = tubes_by_codes(self.tx, &untold).await?;
        tubes.extend(known.into_iter().map(|one| (one.code, one)));
        let flags = |code| tubes.get(code).map(|tube| tube.flags.clone()).unwrap_or_default();
        verdicts.extend(again.iter().map(|(id, code)| (*id, PartVerdict::Kept(flags(code)))));
        verdicts.extend(fresh.iter().map(|one| (one.part.id, PartVerdict::Kept(flags(&one.tube)))));
        Ok(verdicts)
    }

    async fn set_aside(&self, one: &Judged<'_>) -> Result<(), Refusal> {
        let aside = mint::uuid(self.req.wall)?;
        let spot = Spot { column: "tube_part_aside.body_sealed", record: aside };
        let body = self.req.city.keys.seals.seal(spot, one.body.as_bytes())?;
        let by = (self.req.caller.login.as_str(), self.req.wall);
        part_aside(self.tx, (&one.tube.county(), aside), one.part.id, body, by).await?;
        Ok(())
    }

    /// Opens, seals and flags the tubes of these parts. Returns each as it now stands.
    async fn keep_tubes(
        &self,
        fresh: &[Judged<'_>],
    ) -> Result<HashMap<TubeCode, StoredTube>, Refusal> {
        let codes: BTreeSet<TubeCode> = fresh.iter().map(|one| one.tube).collect();
        let codes: Vec<TubeCode> = codes.into_iter().collect();
        let mut tubes: HashMap<TubeCode, StoredTube> =
            tubes_by_codes(self.tx, &codes).await?.into_iter().map(|one| (one.code, one)).collect();
        let before: Vec<TubeCode> = tubes.keys().copied().collect();
        let mut inside = n_inside_of(self.tx, &before).await?;
        let is_new = |code: &TubeCode| !before.contains(code);
        let mut changed = BTreeSet::new();
        for one in fresh {
            let tube = tubes.entry(one.tube).or_insert_with(|| self.opened(one));
            let n_before = inside.entry(one.tube).or_default();
            *n_before += i64::try_from(one.part.members.len()).unwrap_or(i64::MAX);
            let before = tube.clone();
            if tube.use_id != one.part.use_id {
                flag(tube, TubeFlag::Clash);
            } else if let Some((at, stated)) = one.part.sealed {
                let at = at.plus_ms(-self.skew_ms);
                tube.sealed = Some((at, i64::try_from(stated).unwrap_or(i64::MAX)));
            }
            if one.round.closed.as_ref().is_some_and(|(at, _)| tube.opened_at > *at) {
                flag(tube, TubeFlag::RoundClosed);
            }
            if *tube != before {
                changed.insert(one.tube);
            }
        }
        for (code, tube) in &mut tubes {
            let before = tube.flags.clone();
            recount(tube, inside.get(code).copied().unwrap_or_default());
            if tube.flags != before {
                changed.insert(*code);
            }
        }
        let opened: Vec<StoredTube> =
            tubes.values().filter(|tube| is_new(&tube.code)).cloned().collect();
        tubes_insert(self.tx, &opened).await?;
        for code in changed.into_iter().filter(|code| !is_new(code)) {
            if let Some(tube) = tubes.get(&code) {
                tube_told(self.tx, tube).await?;
            }
        }
        Ok(tubes)
    }

    fn opened(&self, one: &Judged<'_>) -> StoredTube {
        let part = &one.part;
        let mut tube = StoredTube {
            code: one.tube,
            use_id: part.use_id,
            round: part.round,
            place: part.place.clone(),
            site: part.site,
            device: self.device.stored.id,
            pool: part.pool,
            opened_at: part.opened_at.plus_ms(-self.skew_ms),
            received_at: self.req.wall,
            by: self.req.caller.login.clone(),
            sealed: None,
            flags: Vec::new(),
        };
        if self.skew_ms.abs() > SKEW_MAX_MS {
            flag(&mut tube, TubeFlag::Clock);
        }
        // A city whose maker prints the codes gives out none.
        let county = one.tube.county();
        let gives_out = self.rolls.iter().any(|roll| roll.first.county() == county);
        if gives_out && !self.rolls.iter().any(|roll| roll.holds(one.tube)) {
            flag(&mut tube, TubeFlag::NoRoll);
        }
        tube
    }

    async fn keep_parts(&self, fresh: &[Judged<'_>]) -> Result<(), Refusal> {
        if fresh.is_empty() {
            return Ok(());
        }
        let homes = self.homes(fresh).await?;
        let mut parts = Vec::with_capacity(fresh.len());
        let mut counted: BTreeMap<RoundId, Vec<(PlaceCode, String, TubePartId)>> = BTreeMap::new();
        let mut strangers = Vec::new();
        for one in fresh {
            let own = community(&one.part.place);
            let mut communities: BTreeSet<&PlaceCode> =
                one.part.people().filter_map(|id| homes.get(&id).or(own.as_ref())).collect();
            communities.extend(own.as_ref().filter(|_| one.part.strangers().next().is_some()));
            let at = (one.tube.county(), one.part.id);
            let row = |code: &PlaceCode| (code.clone(), at.0.clone(), at.1);
            counted.entry(one.part.round).or_default().extend(communities.into_iter().map(row));
            parts.push(self.part(one)?);
            strangers.extend(self.strangers(one, own.as_ref()));
        }
        parts_insert(self.tx, &parts).await?;
        let key = self.req.city.key();
        for (round, rows) in counted {
            sampled_in_insert(self.tx, round, self.req.wall, &rows).await?;
            let told: BTreeSet<&PlaceCode> = rows.iter().map(|(code, ..)| code).collect();
            for community in told {
                let subject = format!("{round}/{community}");
                feed::append(self.tx, change(&key, self.req.now, "tick", &subject))?;
            }
        }
        if !strangers.is_empty() {
            self.know_strangers(fresh, &mut strangers).await?;
            strangers_insert(self.tx, &strangers).await?;
        }
        Ok(())
    }

    /// Where everybody of the register is counted: most live where the table stands, of which the
    /// people are in memory as soon as their round was counted.
    async fn homes(&self, fresh: &[Judged<'_>]) -> Result<HashMap<PersonId, PlaceCode>, Refusal> {
        let mut homes = HashMap::new();
        let mut ids: BTreeSet<PersonId> = BTreeSet::new();
        for one in fresh {
            let own = community(&one.part.place);
            let members = own.as_ref().and_then(|own| self.req.city.rosters.members_known(own));
            for id in one.part.people() {
                let near = own.as_ref().zip(members.as_ref());
                match near.filter(|(_, of)| of.place_of(id).is_some()) {
                    Some((own, _)) => drop(homes.insert(id, own.clone())),
                    None => drop(ids.insert(id)),
                }
            }
        }
        if ids.is_empty() {
            return Ok(homes);
        }
        let near: BTreeSet<String> = fresh.iter().map(|one| one.part.place.county()).collect();
        let near: Vec<String> = near.into_iter().collect();
        let ids: Vec<PersonId> = ids.into_iter().collect();
        homes.extend(communities_of_people(self.tx, &near, &ids).await?);
        let left: Vec<PersonId> = ids.into_iter().filter(|id| !homes.contains_key(id)).collect();
        if !left.is_empty() {
            let all = counties(&self.req.city);
            homes.extend(communities_of_people(self.tx, &all, &left).await?);
        }
        Ok(homes)
    }

    fn part(&self, one: &Judged<'_>) -> Result<StoredPart, Refusal> {
        let part = &one.part;
        let taken: Vec<_> = part.strangers().map(|(_, stranger, _)| stranger).collect();
        let strangers = match taken.is_empty() {
            true => None,
            false => {
                let text = serde_json::to_vec(&taken).unwrap_or_default();
                Some(self.req.city.keys.seals.seal(strangers_spot(part.id), &text)?)
            }
        };
        let mut n_strangers = 0;
        let member = |one: &MemberSent| match one {
            MemberSent::Person(person, at) => {
                MemberTaken { who: Sampled::Person(*person), taken_at: *at }
            }
            MemberSent::Stranger(_, at) => {
                n_strangers += 1;
                MemberTaken { who: Sampled::Stranger(n_strangers - 1), taken_at: *at }
            }
        };
        Ok(StoredPart {
            id: part.id,
            tube: one.tube,
            use_id: part.use_id,
            round: part.round,
            first_position: i64::try_from(part.first_position).unwrap_or_default(),
            members: part.members.iter().map(member).collect(),
            strangers,
            device: self.device.stored.id,
            by: self.req.caller.login.clone(),
            received_at: self.req.wall,
            skew_ms: self.skew_ms,
            body_mac: one.body_mac.clone(),
        })
    }
}

/// What the numbers of a tube say, once its parts are counted.
fn recount(tube: &mut StoredTube, n_inside: i64) {
    tube.flags.retain(|flag| !matches!(flag, TubeFlag::Count | TubeFlag::TooMany));
    if usize::try_from(n_inside).is_ok_and(|n| n > tube.pool.capacity()) {
        flag(tube, TubeFlag::TooMany);
    }
    if tube.sealed.is_some_and(|(_, stated)| stated != n_inside) {
        flag(tube, TubeFlag::Count);
    }
}

fn flag(tube: &mut StoredTube, flag: TubeFlag) {
    if !tube.flags.contains(&flag) {
        tube.flags.push(flag);
    }
}
