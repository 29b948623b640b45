//! A site as those see it who work there: who is there, who comes, who leaves, and what they need.

use super::drive::{RunStopSeen, stops_seen};
use super::kept::{Book, SiteKnown, StayKnown};
use super::say::Saying;
use super::sites::checks_of;
use super::waiting::logged;
use crate::caller::Request;
use crate::cases::{Isolated, isolated_people};
use crate::refusal::IsolationRefusal;
use crate::register::{counties, opened};
use crate::seals::Spot;
use crate::zones::note_of;
use crate::{City, Refusal};
use fangxian_core::Moment;
use fangxian_core::ids::{
    IsolationFactId, IsolationSiteId, IsolationStayId, PersonId, TransferRunId,
};
use fangxian_core::isolation::{
    CheckAnswers, CheckItem, GuestStateKind, Hand, IsolationAbout, IsolationSays, NeedsKept,
    RunState, SiteAbout, may_release,
};
use fangxian_core::looks::LookKind;
use fangxian_core::policy::{Act, Scope};
use fangxian_store::isolation::StoredIsolationFact;
use fangxian_store::people::people_in_by_ids;
use fangxian_store::{StoreError, Tx};
use std::collections::{BTreeSet, HashMap};

const WORDS: &str = "isolation_fact.words_sealed";

/// Somebody who is at a site or on his way there.
#[derive(Clone, Debug)]
pub struct GuestSeen {
    /// His stay.
    pub stay: IsolationStayId,
    /// The name: who brings his meals knows him by it.
    pub name: String,
    /// The age, where it is known.
    pub age: Option<i16>,
    /// His room.
    pub room: String,
    /// Where he is.
    pub state: GuestStateKind,
    /// Since when.
    pub since: Moment,
    /// When he leaves; none where that is not known, or at once.
    pub leaves_at: Option<Moment>,
    /// Whether he may leave now.
    pub may_leave: bool,
    /// What he needs, as it was last kept.
    pub needs: Option<NeedsKept>,
}

/// A run that brings people to the site.
#[derive(Clone, Debug)]
pub struct IncomingRun {
    /// Which.
    pub id: TransferRunId,
    /// By which vehicle.
    pub plate: String,
    /// How far it is.
    pub state: RunState,
    /// When it comes, as planned.
    pub arrives_at: Moment,
    /// The doors, in their order.
    pub stops: Vec<RunStopSeen>,
    /// Who is on board.
    pub taken: BTreeSet<IsolationStayId>,
    /// Whether the driver signed, and whether the site did.
    pub signed: (bool, bool),
}

/// A site as those see it who work there.
#[derive(Clone, Debug)]
pub struct HouseSeen {
    /// Which.
    pub id: IsolationSiteId,
    /// What it is.
    pub about: SiteAbout,
    /// What it did not do today; none while it has not looked.
    pub lacks: Option<Vec<CheckItem>>,
    /// By room.
    pub guests: Vec<GuestSeen>,
    /// What is on its way.
    pub runs: Vec<IncomingRun>,
}

fn works_there(req: &Request, scope: &Scope, known: &SiteKnown) -> bool {
    scope.touches(&known.site.about.place) && known.site.staff.contains(&req.caller.login)
}

/// The sites at which the caller works. Everybody who is there is named in the log.
pub async fn houses_see(req: &Request) -> Result<Vec<HouseSeen>, Refusal> {
    let scope = req.authorize(Act::IsolationHouse)?;
    let (asked, own) = (req.clone(), scope.clone());
    let read = req.city.db.read(move |tx| async move {
        let book = Book::read(&tx, &asked.city, asked.now).await?;
        let checks = checks_of(&tx, &asked).await?;
        let isolated = isolated_people(&tx, &asked.city, asked.now).await?;
        let (mut houses, mut shown) = (Vec::new(), BTreeSet::new());
        for known in book.sites.values().filter(|known| works_there(&asked, &own, known)) {
            let stays: Vec<&StayKnown> = book.holders(known.id).collect();
            shown.extend(stays.iter().map(|one| one.stored.person));
            houses.push(HouseSeen {
                id: known.id,
                about: known.site.about.clone(),
                lacks: checks.get(&known.id).cloned(),
                guests: guests(&tx, &asked, &isolated, &stays).await?,
                runs: incoming(&book, known.id),
            });
        }
        Ok::<_, Refusal>((houses, shown))
    });
    let (houses, shown) = read.await?;
    let at = scope.jurisdictions().first().cloned().unwrap_or_else(|| req.city.code.clone());
    logged(req, &scope, (LookKind::IsolationHouse, &at), shown).await?;
    Ok(houses)
}

fn incoming(book: &Book, site: IsolationSiteId) -> Vec<IncomingRun> {
    let own = book.runs.iter().filter(|one| one.stored.site == site && one.run.is_unfinished());
    let mut runs: Vec<IncomingRun> = own
        .map(|one| IncomingRun {
            id: one.stored.id,
            plate: one.stored.plate.clone(),
            state: one.run.state(),
            arrives_at: one.stored.arrives_at,
            stops: stops_seen(one),
            taken: one.run.taken(),
            signed: (
                one.run.signature(Hand::Delivered, None).is_some(),
                one.run.signature(Hand::Received, None).is_some(),
            ),
        })
        .collect();
    runs.sort_by_key(|one| (one.arrives_at, one.id));
    runs
}

async fn guests(
    tx: &Tx,
    req: &Request,
    isolated: &HashMap<PersonId, Isolated>,
    stays: &[&StayKnown],
) -> Result<Vec<GuestSeen>, Refusal> {
    let city = &req.city;
    let ids: Vec<PersonId> = stays.iter().map(|one| one.stored.person).collect();
    let mut people = HashMap::new();
    for stored in people_in_by_ids(tx, &counties(city), &ids).await? {
        people.insert(stored.id, opened(&city.keys.seals, &stored)?);
    }
    let mut found = Vec::new();
    for stay in stays {
        let Some(person) = people.get(&stay.stored.person) else { continue };
        let Some(state) = &stay.state else { continue };
        let leaves = leaving(stay, isolated, req.now);
        found.push(GuestSeen {
            stay: stay.stored.id,
            name: person.name.as_str().to_owned(),
            age: person.age_on(req.today()),
            room: stay.stored.room.clone(),
            state: state.kind(),
            since: state.since(),
            leaves_at: leaves.as_ref().err().and_then(|early| early.from),
            may_leave: leaves.is_ok() && state.kind() == GuestStateKind::Arrived,
            needs: needs_of(city, &stay.facts)?,
        });
    }
    found.sort_by(|one, other| (&one.room, one.stay).cmp(&(&other.room, other.stay)));
    Ok(found)
}

type Leaving = Result<fangxian_core::isolation::ReleaseWhy, fangxian_core::isolation::TooEarly>;

/// Whether somebody may leave now, by the list that holds him.
fn leaving(stay: &StayKnown, isolated: &HashMap<PersonId, Isolated>, now: Moment) -> Leaving {
    let held = isolated.get(&stay.stored.person);
    may_release(held.map(|one| one.until), held.and_then(|one| one.central), now)
}

fn needs_of(city: &City, facts: &[StoredIsolationFact]) -> Result<Option<NeedsKept>, StoreError> {
    let last = facts.iter().rev().find_map(|fact| Some((fact, fact.words.as_ref()?)));
    let Some((fact, sealed)) = last else { return Ok(None) };
    let spot = Spot { column: WORDS, record: fact.id.uuid() };
    let plain = city.keys.seals.open(spot, sealed)?;
    serde_json::from_slice(&plain).map(Some).map_err(|_| StoreError::Damaged {
        table: "isolation_fact".to_owned(),
        column: "words_sealed".to_owned(),
    })
}

/// A stay at a site at which the caller works, and who is there.
fn own_guest<'a>(
    req: &Request,
    scope: &Scope,
    book: &'a Book,
    id: IsolationStayId,
) -> Result<&'a StayKnown, Refusal> {
    let stay = book.stay(id).ok_or(Refusal::NotFound)?;
    let site = book.sites.get(&stay.stored.site).ok_or(Refusal::NotFound)?;
    let is_own = works_there(req, scope, site);
    if is_own { Ok(stay) } else { Err(Refusal::NotFound) }
}

/// Keeps what a guest needs. It is sealed.
pub async fn needs_keep(
    req: &Request,
    (id, fact): (IsolationStayId, IsolationFactId),
    needs: NeedsKept,
) -> Result<(), Refusal> {
    let act = Act::IsolationHouse;
    let scope = req.authorize(act)?;
    let needs =
        NeedsKept { medicines: note_of(&needs.medicines)?, note: note_of(&needs.note)?, ..needs };
    let plain = serde_json::to_string(&needs).unwrap_or_default();
    let spot = Spot { column: WORDS, record: fact.uuid() };
    let sealed = req.city.keys.seals.seal(spot, plain.as_bytes())?;
    let asked = req.clone();
    let write = req.city.db.write(move |tx| async move {
        let book = Book::read(&tx, &asked.city, asked.now).await?;
        let stay = own_guest(&asked, &scope, &book, id)?;
        let saying = Saying {
            county: stay.stored.county.clone(),
            about: IsolationAbout::Stay,
            subject: id.to_string(),
            fact,
            seen: None,
            says: IsolationSays::Needs {},
            words: Some((sealed, plain)),
        };
        if saying.is_said(&tx, &asked).await? {
            return Ok(());
        }
        // Before he comes, so that the first meal is the right one; not after he left.
        if !stay.holds_bed() {
            return Err(IsolationRefusal::NotWaiting.into());
        }
        saying.keep(&tx, &asked, act).await
    });
    write.await?;
    req.city.catch_up().await
}

/// Lets a guest go whose days there are over, or whom nobody holds any more.
pub async fn guest_release(
    req: &Request,
    (id, fact): (IsolationStayId, IsolationFactId),
) -> Result<(), Refusal> {
    let act = Act::IsolationHouse;
    let scope = req.authorize(act)?;
    let asked = req.clone();
    let write = req.city.db.write(move |tx| async move {
        let book = Book::read(&tx, &asked.city, asked.now).await?;
        let stay = own_guest(&asked, &scope, &book, id)?;
        let isolated = isolated_people(&tx, &asked.city, asked.now).await?;
        let left = stay.state.as_ref().and_then(|state| state.left());
        let why = match left {
            Some(why) => why,
            None => leaving(stay, &isolated, asked.now).map_err(IsolationRefusal::TooEarly)?,
        };
        let saying = Saying {
            county: stay.stored.county.clone(),
            about: IsolationAbout::Stay,
            subject: id.to_string(),
            fact,
            seen: None,
            says: IsolationSays::Released { why },
            words: None,
        };
        if saying.is_said(&tx, &asked).await? {
            return Ok(());
        }
        if stay.kind() != Some(GuestStateKind::Arrived) {
            return Err(IsolationRefusal::NotWaiting.into());
        }
        saying.keep(&tx, &asked, act).await
    });
    write.await?;
    req.city.catch_up().await
}

/// Keeps what a site found when it looked at itself today.
pub async fn house_check(
    req: &Request,
    (id, fact): (IsolationSiteId, IsolationFactId),
    answers: CheckAnswers,
) -> Result<(), Refusal> {
    let act = Act::IsolationHouse;
    let scope = req.authorize(act)?;
    let asked = req.clone();
    let write = req.city.db.write(move |tx| async move {
        let book = Book::read(&tx, &asked.city, asked.now).await?;
        let known = book.sites.get(&id).ok_or(Refusal::NotFound)?;
        if !works_there(&asked, &scope, known) {
            return Err(Refusal::NotFound);
        }
        let saying = Saying {
            county: known.county.clone(),
            about: IsolationAbout::Check,
            subject: id.to_string(),
            fact,
            seen: None,
            says: IsolationSays::Checked { day: asked.today(), answers },
            words: None,
        };
        match saying.is_said(&tx, &asked).await? {
            true => Ok(()),
            false => saying.keep(&tx, &asked, act).await,
        }
    });
    write.await?;
    req.city.catch_up().await
}
