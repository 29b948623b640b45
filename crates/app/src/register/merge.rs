//! Two records of one person: merged, told apart, and separated again.

use super::keep::{Change, keep_fact, known_by_index, reason_of};
use super::{community_code, counties, people_changed, record, stored_person};
use crate::caller::Request;
use crate::city::change;
use crate::ledgers::tours_follow;
use crate::{Refusal, mint};
use fangxian_core::ids::{PairFactId, PersonFactId, PersonId};
use fangxian_core::people::{Person, PersonFactKind, PersonField, merged, restored};
use fangxian_core::policy::{Act, Scope};
use fangxian_store::people::{
    PairFactKind, StoredPairFact, StoredPerson, StoredPersonFact, pair_fact_by_id,
    pair_fact_insert, person_facts, person_update,
};
use fangxian_store::places::place_by_code;
use fangxian_store::{StoreError, Tx, feed};
use std::collections::BTreeSet;

/// Two records, with the versions that were seen of them.
#[derive(Clone, Copy, Debug)]
pub struct Pair {
    /// The record that stays.
    pub person: PersonId,
    /// Its version.
    pub person_version: i64,
    /// The other record.
    pub other: PersonId,
    /// Its version.
    pub other_version: i64,
}

/// Says that two records are two people, so that nobody is asked again. The same id with the same
/// content again changes nothing.
pub async fn people_apart(
    req: &Request,
    fact: PairFactId,
    pair: Pair,
    reason: &str,
) -> Result<(), Refusal> {
    let scope = req.authorize(Act::PersonMerge)?;
    let reason = reason_of(reason)?;
    let said = Said::of(req, &scope, fact, pair, PairFactKind::Apart, reason, "").await?;
    let asked = req.clone();
    req.city
        .db
        .write(move |tx| async move {
            if said.is_known(&tx, &asked).await? {
                return Ok(());
            }
            said.refuse_stale_and_gone()?;
            pair_fact_insert(&tx, &said.fact(&asked, None)).await?;
            said.tell(&tx, &asked).await?;
            asked.deed(&tx, Act::PersonMerge, &pair.person.to_string(), "apart")?;
            Ok::<_, Refusal>(())
        })
        .await?;
    req.city.catch_up().await
}

/// Merges two records of one person: one stays, with the fields that were chosen of each; the other
/// is no longer counted, stays readable, and what was ticked of it counts for the one that stays.
/// The same id with the same content again changes nothing.
pub async fn people_merge(
    req: &Request,
    fact: PairFactId,
    pair: Pair,
    from_other: BTreeSet<PersonField>,
    reason: &str,
) -> Result<(), Refusal> {
    let scope = req.authorize(Act::PersonMerge)?;
    let reason = reason_of(reason)?;
    let chosen: Vec<&str> = from_other.iter().map(|field| field.code()).collect();
    let chosen = chosen.join(",");
    let said = Said::of(req, &scope, fact, pair, PairFactKind::Merged, reason, &chosen).await?;
    let asked = req.clone();
    req.city
        .db
        .write(move |tx| async move {
            if said.is_known(&tx, &asked).await? {
                return Ok(());
            }
            said.refuse_stale_and_gone()?;
            let seals = &asked.city.keys.seals;
            let (one, other) =
                (record::open(seals, &said.person)?, record::open(seals, &said.other)?);
            let whole = merged(&one, &other, &from_other, asked.today())
                .map_err(|flaw| Refusal::BadInput(format!("{flaw}。")))?;
            // The other first: its document is free then for the one that stays.
            said.write(&tx, &asked, Side::Other, &other, PersonFactKind::MergedAway).await?;
            said.write(&tx, &asked, Side::Person, &whole, PersonFactKind::Merged).await?;
            pair_fact_insert(&tx, &said.fact(&asked, None)).await?;
            said.tell(&tx, &asked).await?;
            let detail = format!("merged {}", pair.other);
            asked.deed(&tx, Act::PersonMerge, &pair.person.to_string(), &detail)?;
            Ok::<_, Refusal>(())
        })
        .await?;
    req.city.catch_up().await
}

/// Undoes a merge: both records stand again as they were, but for what was put right since.
pub async fn people_unmerge(
    req: &Request,
    fact: PairFactId,
    merge: PairFactId,
    (person_version, other_version): (i64, i64),
    reason: &str,
) -> Result<(), Refusal> {
    let scope = req.authorize(Act::PersonMerge)?;
    let reason = reason_of(reason)?;
    let all = counties(&req.city);
    let known =
        req.city.db.read(move |tx| async move { pair_fact_by_id(&tx, &all, merge).await }).await?;
    let known = known.filter(|one| one.kind == PairFactKind::Merged).ok_or(Refusal::NotFound)?;
    let pair = Pair { person: known.person, person_version, other: known.other, other_version };
    let undone = merge.to_string();
    let said = Said::of(req, &scope, fact, pair, PairFactKind::Unmerged, reason, &undone).await?;
    let asked = req.clone();
    req.city
        .db
        .write(move |tx| async move {
            if said.is_known(&tx, &asked).await? {
                return Ok(());
            }
            said.refuse_where_it_cannot_be_undone()?;
            let back = said.before(&tx, &asked, &known).await?;
            let other = record::open(&asked.city.keys.seals, &said.other)?;
            for person in [&back, &other] {
                if place_by_code(&tx, &person.door).await?.is_none() {
                    return Err(Refusal::NotUnmergeable("原来的门牌已经不在了"));
                }
            }
            said.write(&tx, &asked, Side::Person, &back, PersonFactKind::Unmerged).await?;
            said.write(&tx, &asked, Side::Other, &other, PersonFactKind::Unmerged).await?;
            pair_fact_insert(&tx, &said.fact(&asked, Some(merge))).await.map_err(twice)?;
            said.tell(&tx, &asked).await?;
            let detail = format!("unmerged {}", pair.other);
            asked.deed(&tx, Act::PersonMerge, &pair.person.to_string(), &detail)?;
            Ok::<_, Refusal>(())
        })
        .await?;
    req.city.catch_up().await
}

fn twice(error: StoreError) -> Refusal {
    match error.conflicts_with("person_pair_fact") {
        true => Refusal::NotUnmergeable("这次合并已经撤销过"),
        false => Refusal::from(error),
    }
}

#[derive(Clone, Copy)]
enum Side {
    Person,
    Other,
}

/// What is said of two records, with the records themselves.
struct Said {
    id: PairFactId,
    kind: PairFactKind,
    pair: Pair,
    person: StoredPerson,
    other: StoredPerson,
    reason: String,
    body_mac: Vec<u8>,
}

impl Said {
    async fn of(
        req: &Request,
        scope: &Scope,
        id: PairFactId,
        pair: Pair,
        kind: PairFactKind,
        reason: String,
        more: &str,
    ) -> Result<Said, Refusal> {
        if pair.person == pair.other {
            return Err(Refusal::BadInput("请选择两条不同的登记。".to_owned()));
        }
        let person = stored_person(req, scope, pair.person).await?;
        let other = stored_person(req, scope, pair.other).await?;
        let Pair { person_version, other_version, .. } = pair;
        let body = [
            kind.code(),
            &format!("{} {person_version} {} {other_version}", pair.person, pair.other),
            &reason,
            more,
            &req.caller.login,
        ]
        .join("\n");
        let body_mac = req.city.keys.seals.fingerprint(body.as_bytes());
        Ok(Said { id, kind, pair, person, other, reason, body_mac })
    }

    async fn is_known(&self, tx: &Tx, req: &Request) -> Result<bool, Refusal> {
        match pair_fact_by_id(tx, &counties(&req.city), self.id).await? {
            None => Ok(false),
            Some(known) if known.body_mac == self.body_mac => Ok(true),
            Some(_) => Err(Refusal::IdReused),
        }
    }

    fn refuse_stale_and_gone(&self) -> Result<(), Refusal> {
        let seen = (self.pair.person_version, self.pair.other_version);
        if seen != (self.person.version, self.other.version) {
            return Err(Refusal::Stale);
        }
        match (self.person.gone_at, self.other.gone_at) {
            (None, None) => Ok(()),
            (_, _) => Err(Refusal::PersonGone),
        }
    }

    fn refuse_where_it_cannot_be_undone(&self) -> Result<(), Refusal> {
        if self.person.gone_at.is_some() {
            return Err(Refusal::NotUnmergeable("保留的那条登记已不在册，请先恢复它"));
        }
        if self.other.gone_at.is_none() {
            return Err(Refusal::NotUnmergeable("这次合并已经撤销过"));
        }
        let seen = (self.pair.person_version, self.pair.other_version);
        if seen == (self.person.version, self.other.version) { Ok(()) } else { Err(Refusal::Stale) }
    }

    /// The record that stayed, as it was before the merge, but for what was put right since.
    async fn before(
        &self,
        tx: &Tx,
        req: &Request,
        merge: &StoredPairFact,
    ) -> Result<Person, Refusal> {
        let seals = &req.city.keys.seals;
        let facts = person_facts(tx, &self.person.door.county(), self.person.id).await?;
        let made = |version: i64| facts.iter().find(|fact| fact.assumed_version + 1 == version);
        let (Some(before), Some(then)) =
            (made(merge.person_version), made(merge.person_version + 1))
        else {
            return Err(Refusal::NotUnmergeable("合并前的登记已找不到"));
        };
        let open =
            |fact: &StoredPersonFact| record::open_whole(seals, fact.id, fact.person, &fact.record);
        let now = record::open(seals, &self.person)?;
        Ok(restored(&open(before)?, &open(then)?, &now))
    }

    /// Writes one of the two records anew, with its fact.
    async fn write(
        &self,
        tx: &Tx,
        req: &Request,
        side: Side,
        person: &Person,
        kind: PersonFactKind,
    ) -> Result<(), Refusal> {
        let (stored, version) = match side {
            Side::Person => (&self.person, self.pair.person_version),
            Side::Other => (&self.other, self.pair.other_version),
        };
        let is_gone = kind == PersonFactKind::MergedAway;
        let times = (is_gone.then_some(req.wall), stored.created_at);
        let sealed = record::seal(&req.city.keys.seals, person, stored.origin, times, version)?;
        person_update(tx, &sealed).await.map_err(known_by_index)?;
        let change = Change { kind, reason: &self.reason, assumed_version: version, is_gone };
        let fact = PersonFactId::from_uuid(mint::uuid(req.wall)?);
        keep_fact(tx, req, fact, person, &change, self.body_mac.clone()).await
    }

    fn fact(&self, req: &Request, undoes: Option<PairFactId>) -> StoredPairFact {
        let home = |one: &StoredPerson| community_code(&one.door);
        let community = home(&self.person).unwrap_or_else(|_| self.person.door.clone());
        StoredPairFact {
            id: self.id,
            kind: self.kind,
            person: self.person.id,
            community,
            other: self.other.id,
            other_community: home(&self.other).unwrap_or_else(|_| self.other.door.clone()),
            undoes,
            at: req.wall,
            by: req.caller.login.clone(),
            reason: self.reason.clone(),
            person_version: self.pair.person_version,
            other_version: self.pair.other_version,
            body_mac: self.body_mac.clone(),
        }
    }

    /// Tells whoever follows that the people of both communities changed, and who counts for whom;
    /// the home-visit team goes to whoever counts.
    async fn tell(&self, tx: &Tx, req: &Request) -> Result<(), Refusal> {
        let homes = [community_code(&self.person.door)?, community_code(&self.other.door)?];
        for home in BTreeSet::from(homes) {
            feed::append(tx, people_changed(req, &home))?;
            feed::append(tx, change(&req.city.key(), req.now, "merge", home.as_str()))?;
            tours_follow(tx, &req.city, (req.now, req.wall), &home).await?;
        }
        Ok(())
    }
}
