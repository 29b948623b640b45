//! Keeping a ledger: somebody is entered, put right, visited, reviewed, ended.

use super::offers::{grounds_of, pass_of};
use super::sealed::{Said, open_content, seal_content, seal_said};
use super::tours::tours_follow;
use super::{entry_within, index_of, ledgers_changed};
use crate::Refusal;
use crate::caller::Request;
use crate::register::{community_code, reason_of, stored_person};
use crate::zones::note_of;
use fangxian_core::CityDay;
use fangxian_core::ids::{LedgerEntryId, LedgerFactId, PersonId};
use fangxian_core::ledgers::{
    EntryContent, EntryOrigin, LedgerFactKind, LedgerKind, Matter, MatterWords, REVIEW_DAYS_MAX,
    Rhythm, review_by_default,
};
use fangxian_core::places::PlaceCode;
use fangxian_core::policy::Act;
use fangxian_store::ledgers::{
    StoredEntry, StoredLedgerFact, entry_by_id, entry_insert, entry_update, ledger_fact_by_id,
    ledger_fact_insert, own_ledgers, pass_insert,
};
use fangxian_store::{StoreError, Tx, feed};

/// What a form says of an entry.
#[derive(Clone, Debug)]
pub struct EntryWords {
    /// Which ledger.
    pub kind: LedgerKind,
    /// What for.
    pub matter: MatterWords,
    /// What he needs visiting for; as usual where it is empty.
    pub need: String,
    /// How often, where it is not as the rules have it.
    pub rhythm: Option<Rhythm>,
    /// When it must be looked at again; by the rules where it is not said.
    pub review_on: Option<CityDay>,
    /// Why.
    pub reason: String,
}

impl EntryWords {
    fn content(&self, today: CityDay) -> Result<EntryContent, Refusal> {
        let say = |flaw: String| Refusal::BadInput(format!("{flaw}。"));
        let matter = Matter::read(self.kind, &self.matter, today);
        let matter = matter.map_err(|flaw| say(flaw.to_string()))?;
        let need = note_of(&self.need)?;
        EntryContent::new(matter, &need, self.rhythm, self.review_on, today)
            .map_err(|flaw| say(flaw.to_string()))
    }
}

/// Puts somebody on a ledger. The same ids with the same content again change nothing.
pub async fn entry_enter(
    req: &Request,
    (id, fact): (LedgerEntryId, LedgerFactId),
    person: PersonId,
    origin: EntryOrigin,
    words: EntryWords,
) -> Result<(), Refusal> {
    let scope = req.authorize(Act::LedgerEnter)?;
    let stored = stored_person(req, &scope, person).await?;
    let community = community_code(&stored.door)?;
    let mac = fingerprint(req, &format!("enter\n{person}\n{origin:?}\n{words:?}\n{id}"));
    if known_fact(req, &community, fact, &mac).await? {
        return Ok(());
    }
    if stored.gone_at.is_some() {
        return Err(Refusal::BadInput("此人已不在本社区登记，不能列入台账。".to_owned()));
    }
    let (content, reason) = (words.content(req.today())?, reason_of(&words.reason)?);
    if origin == EntryOrigin::Rule {
        let category = content.matter.category();
        let grounds = grounds_of(req, &community, person).await?;
        if !grounds.iter().any(|one| Some(one.category) == category) {
            return Err(Refusal::BadInput("登记已经变了，此人不再符合这一类。".to_owned()));
        }
    }
    let seals = &req.city.keys.seals;
    let entry = StoredEntry {
        id,
        community: community.clone(),
        person,
        matter_index: index_of(&req.city, "ledger", person, &content.matter.key()),
        content: seal_content(seals, id, &content)?,
        origin,
        entered_at: req.now,
        ended_at: None,
        version: 1,
    };
    let kept = fact_of(req, &entry, (fact, LedgerFactKind::Entered), 0, (&content, reason), mac)?;
    let asked = req.clone();
    req.city
        .db
        .write(move |tx| async move {
            if let Some(known) = ledger_fact_by_id(&tx, &community.county(), fact).await? {
                return if known.body_mac == kept.body_mac {
                    Ok(())
                } else {
                    Err(Refusal::IdReused)
                };
            }
            if entry_by_id(&tx, &[community.county()], id).await?.is_some() {
                return Err(Refusal::IdReused);
            }
            own_is_open(&tx, &community, &content.matter).await?;
            entry_insert(&tx, &entry).await.map_err(known_by_index)?;
            finish(&tx, &asked, Act::LedgerEnter, &kept).await
        })
        .await?;
    req.city.catch_up().await
}

/// Puts an entry right.
pub async fn entry_change(
    req: &Request,
    (id, fact): (LedgerEntryId, LedgerFactId),
    version: i64,
    words: EntryWords,
) -> Result<(), Refusal> {
    let mac = fingerprint(req, &format!("change\n{id}\n{version}\n{words:?}"));
    let of = Deed { act: Act::LedgerKeep, kind: LedgerFactKind::Changed, fact, version };
    advance(req, id, of, mac, |_, today| Ok((words.content(today)?, reason_of(&words.reason)?)))
        .await
}

/// Says that an entry was looked at and still holds, until the next review.
pub async fn entry_review(
    req: &Request,
    (id, fact): (LedgerEntryId, LedgerFactId),
    version: i64,
    review_on: Option<CityDay>,
    note: &str,
) -> Result<(), Refusal> {
    let note = note_of(note)?;
    let mac = fingerprint(req, &format!("review\n{id}\n{version}\n{review_on:?}\n{note}"));
    let of = Deed { act: Act::LedgerVisit, kind: LedgerFactKind::Reviewed, fact, version };
    advance(req, id, of, mac, |content, today| {
        let usual = || review_by_default(&content.matter, today);
        let review_on = review_on.unwrap_or_else(usual);
        if !(1..=REVIEW_DAYS_MAX).contains(&review_on.days_since(today)) {
            let say = "下次复核应在明天之后的半年以内；不再需要的，请移出台账。";
            return Err(Refusal::BadInput(say.to_owned()));
        }
        Ok((EntryContent { review_on, ..content }, note))
    })
    .await
}

/// Ends an entry, with the reason. Where the register still offers the person for the same, that
/// is passed over too: whoever was taken off a ledger is not offered again the next day.
pub async fn entry_end(
    req: &Request,
    (id, fact): (LedgerEntryId, LedgerFactId),
    version: i64,
    reason: &str,
) -> Result<(), Refusal> {
    let reason = reason_of(reason)?;
    let mac = fingerprint(req, &format!("end\n{id}\n{version}\n{reason}"));
    let of = Deed { act: Act::LedgerKeep, kind: LedgerFactKind::Ended, fact, version };
    advance(req, id, of, mac, |content, _| Ok((content, reason))).await
}

/// Notes that somebody was there. It assumes no version: two may visit on one day.
pub async fn entry_visit(
    req: &Request,
    (id, fact): (LedgerEntryId, LedgerFactId),
    note: &str,
) -> Result<(), Refusal> {
    let scope = req.authorize(Act::LedgerVisit)?;
    let (entry, person) = entry_within(req, &scope, id).await?;
    let note = note_of(note)?;
    let mac = fingerprint(req, &format!("visit\n{id}\n{note}"));
    if known_fact(req, &entry.community, fact, &mac).await? {
        return Ok(());
    }
    if entry.ended_at.is_some() || person.gone_at.is_some() {
        return Err(Refusal::LedgerEnded);
    }
    let content = open_content(&req.city.keys.seals, &entry)?;
    let of = (fact, LedgerFactKind::Visited);
    let kept = fact_of(req, &entry, of, entry.version, (&content, note), mac)?;
    let asked = req.clone();
    req.city
        .db
        .write(move |tx| async move {
            if let Some(known) = ledger_fact_by_id(&tx, &entry.community.county(), fact).await? {
                return if known.body_mac == kept.body_mac {
                    Ok(())
                } else {
                    Err(Refusal::IdReused)
                };
            }
            finish(&tx, &asked, Act::LedgerVisit, &kept).await
        })
        .await?;
    req.city.catch_up().await
}

/// What is done to an entry that moves its version on.
#[derive(Clone, Copy)]
struct Deed {
    act: Act,
    kind: LedgerFactKind,
    fact: LedgerFactId,
    version: i64,
}

async fn advance(
    req: &Request,
    id: LedgerEntryId,
    of: Deed,
    mac: Vec<u8>,
    next: impl FnOnce(EntryContent, CityDay) -> Result<(EntryContent, String), Refusal>,
) -> Result<(), Refusal> {
    let scope = req.authorize(of.act)?;
    let (entry, person) = entry_within(req, &scope, id).await?;
    if known_fact(req, &entry.community, of.fact, &mac).await? {
        return Ok(());
    }
    if entry.version != of.version {
        return Err(Refusal::Stale);
    }
    if entry.ended_at.is_some() {
        return Err(Refusal::LedgerEnded);
    }
    let seals = &req.city.keys.seals;
    let (content, reason) = next(open_content(seals, &entry)?, req.today())?;
    let mut entry = entry;
    entry.matter_index = index_of(&req.city, "ledger", entry.person, &content.matter.key());
    entry.content = seal_content(seals, id, &content)?;
    entry.version = of.version;
    let mut passes = Vec::new();
    if of.kind == LedgerFactKind::Ended {
        entry.ended_at = Some(req.now);
        if person.gone_at.is_none() {
            let offered = grounds_of(req, &entry.community, entry.person).await?;
            let same =
                offered.into_iter().filter(|one| content.matter.category() == Some(one.category));
            for one in same {
                passes.push(pass_of(req, &entry.community, of.fact, &one, &reason, mac.clone())?);
            }
        }
    }
    let kept = fact_of(req, &entry, (of.fact, of.kind), of.version, (&content, reason), mac)?;
    let asked = req.clone();
    req.city
        .db
        .write(move |tx| async move {
            if let Some(known) = ledger_fact_by_id(&tx, &entry.community.county(), of.fact).await? {
                return if known.body_mac == kept.body_mac {
                    Ok(())
                } else {
                    Err(Refusal::IdReused)
                };
            }
            own_is_known(&tx, &entry.community, &content.matter).await?;
            entry_update(&tx, &entry).await.map_err(known_by_index)?;
            for pass in &passes {
                pass_insert(&tx, pass).await?;
            }
            finish(&tx, &asked, of.act, &kept).await
        })
        .await?;
    req.city.catch_up().await
}

/// Whether this very fact is kept already. The same id with another content is refused.
async fn known_fact(
    req: &Request,
    community: &PlaceCode,
    fact: LedgerFactId,
    mac: &[u8],
) -> Result<bool, Refusal> {
    let county = community.county();
    let read =
        req.city.db.read(move |tx| async move { ledger_fact_by_id(&tx, &county, fact).await });
    match read.await? {
        None => Ok(false),
        Some(known) if known.body_mac == mac => Ok(true),
        Some(_) => Err(Refusal::IdReused),
    }
}

fn fact_of(
    req: &Request,
    entry: &StoredEntry,
    (id, kind): (LedgerFactId, LedgerFactKind),
    assumed_version: i64,
    (content, reason): (&EntryContent, String),
    body_mac: Vec<u8>,
) -> Result<StoredLedgerFact, Refusal> {
    let said = Said { content: content.clone(), reason };
    Ok(StoredLedgerFact {
        id,
        entry: entry.id,
        community: entry.community.clone(),
        kind,
        at: req.now,
        by: req.caller.login.clone(),
        assumed_version,
        body: seal_said(&req.city.keys.seals, id, &said)?,
        body_mac,
    })
}

/// Keeps the fact, lets the orders of the day follow, and tells whoever follows.
async fn finish(tx: &Tx, req: &Request, act: Act, fact: &StoredLedgerFact) -> Result<(), Refusal> {
    ledger_fact_insert(tx, fact).await?;
    tours_follow(tx, &req.city, (req.now, req.wall), &fact.community).await?;
    feed::append(tx, ledgers_changed(req, &fact.community))?;
    Ok(req.deed(tx, act, &fact.entry.to_string(), fact.kind.code())?)
}

/// A ledger of the community's own must be there, and open where somebody is entered.
async fn own_is_open(tx: &Tx, community: &PlaceCode, matter: &Matter) -> Result<(), Refusal> {
    let Matter::Own { ledger } = matter else { return Ok(()) };
    let known = own_ledgers(tx, community).await?;
    match known.iter().find(|one| one.id == *ledger) {
        None => Err(Refusal::NotFound),
        Some(one) if one.closed_at.is_some() => {
            Err(Refusal::BadInput("这本台账已经停用，不能再列入。".to_owned()))
        }
        Some(_) => Ok(()),
    }
}

async fn own_is_known(tx: &Tx, community: &PlaceCode, matter: &Matter) -> Result<(), Refusal> {
    let Matter::Own { ledger } = matter else { return Ok(()) };
    let known = own_ledgers(tx, community).await?;
    if known.iter().any(|one| one.id == *ledger) { Ok(()) } else { Err(Refusal::NotFound) }
}

/// Somebody else entered him for the same at the same moment, or before.
fn known_by_index(error: StoreError) -> Refusal {
    if error.conflicts_with("ledger_entry") { Refusal::LedgerKnown } else { Refusal::from(error) }
}

fn fingerprint(req: &Request, what: &str) -> Vec<u8> {
    let whole = format!("{what}\n{}", req.caller.login);
    req.city.keys.seals.fingerprint(whole.as_bytes())
}
