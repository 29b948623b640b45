//! Who waits for a bed, with the room that is proposed for each and why; and who has one and waits to be
//! fetched, with whom each vehicle could fetch.

use super::fleet::{LoadProposed, fleet_ask, loads};
use super::kept::{Book, SiteKnown};
use super::runs::lacking;
use crate::Refusal;
use crate::caller::Request;
use crate::cases::{Isolated, isolated_people, schedule_of};
use crate::ledgers::needs_by_person;
use crate::register::{NAMED_MAX, community, counties, log_people, opened};
use fangxian_core::Moment;
use fangxian_core::coded;
use fangxian_core::ids::{IsolationSiteId, IsolationStayId, PersonId};
use fangxian_core::isolation::{
    FreeRoom, Guest, GuestClass, GuestNeed, HomeCondition, IsolationAbout, IsolationSays,
    PlacedWhy, UnplacedWhy, Waiter, Whereto, assign, home_fit, whereto,
};
use fangxian_core::looks::{LookKind, subject_of};
use fangxian_core::places::PlaceCode;
use fangxian_core::policy::{Act, Role, Scope};
use fangxian_core::rules::Clause;
use fangxian_store::Tx;
use fangxian_store::isolation::isolation_facts_of;
use fangxian_store::people::{StoredPerson, people_in_by_ids};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// So many households are shown at once: everybody of them is named in the log.
const PARTIES_MAX: usize = 40;

coded! {
    /// Where a household is to be isolated.
    WheretoKind {
        /// 集中隔离
        Site = "site",
        /// 先评估居家条件
        AskHome = "ask_home",
        /// 居家隔离
        Home = "home",
    }
}

/// Somebody who waits, with what is proposed for him.
#[derive(Clone, Debug)]
pub struct PersonProposed {
    /// Who.
    pub person: PersonId,
    /// The name, masked.
    pub name: String,
    /// The age, where it is known.
    pub age: Option<i16>,
    /// What he needs.
    pub needs: Vec<GuestNeed>,
    /// The room that is proposed, and why.
    pub proposed: Option<(IsolationSiteId, String, Vec<PlacedWhy>)>,
    /// Why there is none.
    pub unplaced: Option<UnplacedWhy>,
}

/// A household of which somebody waits.
#[derive(Clone, Debug)]
pub struct PartySeen {
    /// Where it lives.
    pub door: PlaceCode,
    /// As what they are isolated.
    pub class: GuestClass,
    /// Where.
    pub whereto: WheretoKind,
    /// By whose words.
    pub clause: Clause,
    /// What their home lacks; none while nobody has looked.
    pub home_lacks: Option<Vec<HomeCondition>>,
    /// Whether they come before others.
    pub is_first: bool,
    /// Who.
    pub people: Vec<PersonProposed>,
}

/// Somebody who has a bed and waits to be fetched.
#[derive(Clone, Debug)]
pub struct RiderSeen {
    /// His stay.
    pub stay: IsolationStayId,
    /// The name, masked.
    pub name: String,
    /// Where he is fetched.
    pub door: PlaceCode,
    /// As what.
    pub class: GuestClass,
    /// Where he is to be brought.
    pub site: IsolationSiteId,
    /// His room.
    pub room: String,
    /// Whether he is fetched before others.
    pub is_first: bool,
    /// Since when he waits.
    pub since: Moment,
}

/// Who waits for what.
#[derive(Clone, Debug, Default)]
pub struct WaitingSeen {
    /// For a bed, those first who come first.
    pub parties: Vec<PartySeen>,
    /// How many households are not shown.
    pub n_more: usize,
    /// To be fetched.
    pub riders: Vec<RiderSeen>,
    /// Whom each vehicle that stands could fetch, of those that fetch somebody.
    pub loads: Vec<LoadProposed>,
    /// Buildings on the way of any of these, or of a run that goes on, whose place on the map nobody entered.
    pub lacking: Vec<PlaceCode>,
    /// How many people wait for another run even so.
    pub n_left: usize,
    /// How many households were not looked at for it, because they are too many at once.
    pub n_cut: usize,
}

/// Whether the caller may see people of a class: who is a case only a tracer sees.
pub(super) fn may_see(scope: &Scope, class: GuestClass) -> bool {
    class == GuestClass::Contact || scope.role() == Role::Tracer
}

/// Somebody with what the register and the ledgers say of him.
pub(super) struct GuestKnown {
    pub(super) guest: Guest,
    pub(super) stored: StoredPerson,
    pub(super) name: String,
    pub(super) isolated: Isolated,
}

/// These people as guests, as far as the scope covers their doors and may see them.
pub(super) async fn guests(
    tx: &Tx,
    req: &Request,
    scope: &Scope,
    isolated: &HashMap<PersonId, Isolated>,
) -> Result<Vec<GuestKnown>, Refusal> {
    let (city, rules) = (&req.city, super::isolation_rules()?);
    let ids: Vec<PersonId> = isolated.keys().copied().collect();
    let mut stored = people_in_by_ids(tx, &counties(city), &ids).await?;
    stored.retain(|one| one.gone_at.is_none() && scope.covers(&one.door));
    let homes: BTreeSet<PlaceCode> = stored.iter().filter_map(|one| community(&one.door)).collect();
    let mut needs: HashMap<PersonId, Vec<GuestNeed>> = HashMap::new();
    for home in homes {
        needs.extend(needs_by_person(tx, city, &home).await?);
    }
    let mut found = Vec::new();
    for stored in stored {
        let Some(one) = isolated.get(&stored.id).filter(|one| may_see(scope, one.exposure.class))
        else {
            continue;
        };
        let person = opened(&city.keys.seals, &stored)?;
        let age = person.age_on(req.today());
        let mut own = needs.remove(&stored.id).unwrap_or_default();
        if age.is_some_and(|age| age < rules.ride.infant_below_age) {
            own.push(GuestNeed::Infant);
        }
        own.sort();
        own.dedup();
        let guest = Guest {
            person: stored.id,
            exposure: one.exposure,
            household: stored.door.clone(),
            age,
            needs: own,
        };
        found.push(GuestKnown { guest, name: person.name.masked(), stored, isolated: *one });
    }
    found.sort_by(|one, other| {
        (&one.stored.door, one.guest.person).cmp(&(&other.stored.door, other.guest.person))
    });
    Ok(found)
}

/// Who waits for a bed and who to be fetched, within the caller's jurisdiction. Everybody who is shown is
/// named in the log.
pub async fn isolation_waiting(req: &Request) -> Result<WaitingSeen, Refusal> {
    let scope = req.authorize(Act::IsolationAssign)?;
    let (asked, own) = (req.clone(), scope.clone());
    let read = req.city.db.read(move |tx| async move {
        let book = Book::read(&tx, &asked.city, asked.now).await?;
        let mut isolated = isolated_people(&tx, &asked.city, asked.now).await?;
        isolated.retain(|_, one| one.is_held(asked.now));
        let known = guests(&tx, &asked, &own, &isolated).await?;
        let (parties, n_more, mut shown) = parties(&tx, &asked, &own, &book, &known).await?;
        let riders = riders(&own, &book, &known);
        shown.extend(riders.iter().filter_map(|one| Some(book.stay(one.stay)?.stored.person)));
        let fetched = parties.iter().filter(|one| one.whereto != WheretoKind::Home);
        let doors = riders.iter().map(|one| &one.door).chain(fetched.map(|one| &one.door));
        let doors: BTreeSet<PlaceCode> = doors.cloned().collect();
        let lacking = lacking(&tx, &asked, (&own, &book), doors).await?;
        let ask = fleet_ask(&tx, &asked, (&own, &book), &riders).await?;
        let seen = WaitingSeen { parties, n_more, riders, lacking, ..WaitingSeen::default() };
        Ok::<_, Refusal>((seen, shown, ask))
    });
    let (seen, shown, ask) = read.await?;
    let at = scope.jurisdictions().first().cloned().unwrap_or_else(|| req.city.code.clone());
    logged(req, &scope, (LookKind::IsolationWaiting, &at), shown).await?;
    let (loads, n_left, n_cut) = loads(ask).await?;
    Ok(WaitingSeen { loads, n_left, n_cut, ..seen })
}

/// Names everybody who is about to be shown in the log.
pub(super) async fn logged(
    req: &Request,
    scope: &Scope,
    (kind, at): (LookKind, &PlaceCode),
    shown: BTreeSet<PersonId>,
) -> Result<(), Refusal> {
    req.city.seen.spend(req, scope, shown.iter().copied())?;
    let subject = subject_of(kind, at);
    let all: Vec<PersonId> = shown.into_iter().collect();
    for named in all.chunks(NAMED_MAX) {
        log_people(req, scope, at, &subject, named.iter().copied()).await?;
    }
    if all.is_empty() {
        log_people(req, scope, at, &subject, []).await?;
    }
    Ok(())
}

/// Sites that the caller may use, those of the county in which most households wait first.
pub(super) fn free_rooms(scope: &Scope, book: &Book) -> Vec<FreeRoom> {
    book.rooms(|known: &SiteKnown| scope.covers(&known.site.about.place))
}

type Parties = (Vec<PartySeen>, usize, BTreeSet<PersonId>);

async fn parties(
    tx: &Tx,
    req: &Request,
    scope: &Scope,
    book: &Book,
    known: &[GuestKnown],
) -> Result<Parties, Refusal> {
    let housed: HashSet<PersonId> = book
        .stays
        .iter()
        .filter(|one| one.holds_bed() || has_left(one, known))
        .map(|one| one.stored.person)
        .collect();
    let mut by_door: BTreeMap<_, Vec<&GuestKnown>> = BTreeMap::new();
    for one in known.iter().filter(|one| !housed.contains(&one.guest.person)) {
        let key = (one.guest.household.clone(), one.guest.exposure);
        by_door.entry(key).or_default().push(one);
    }
    let doors: Vec<String> = by_door.keys().map(|(door, _)| door.to_string()).collect();
    let all = counties(&req.city);
    let mut homes: HashMap<String, Vec<HomeCondition>> = HashMap::new();
    for fact in isolation_facts_of(tx, &all, IsolationAbout::Home, &doors).await? {
        if let IsolationSays::Home { answers } = &fact.says {
            let lacks = home_fit(&book.rules, answers).missing;
            homes.insert(fact.subject.clone(), lacks.iter().map(|one| one.condition).collect());
        }
    }
    let waiting: Vec<Guest> = by_door.values().flatten().map(|one| one.guest.clone()).collect();
    let rooms = free_rooms(scope, book);
    let assignment = assign(&book.rules, &waiting, &rooms);
    let mut seen = Vec::new();
    for ((door, exposure), own) in by_door {
        let lacks = homes.get(&door.to_string()).cloned();
        let Some((kind, clause)) = where_of(req, book, &own, lacks.as_deref()) else { continue };
        let people = own.iter().map(|one| PersonProposed {
            person: one.guest.person,
            name: one.name.clone(),
            age: one.guest.age,
            needs: one.guest.needs.clone(),
            proposed: assignment
                .placed
                .iter()
                .find(|placed| placed.person == one.guest.person)
                .map(|placed| (placed.site, placed.room.clone(), placed.why.clone())),
            unplaced: assignment
                .unplaced
                .iter()
                .find(|other| other.person == one.guest.person)
                .map(|other| other.why),
        });
        seen.push(PartySeen {
            door,
            class: exposure.class,
            whereto: kind,
            clause,
            home_lacks: lacks,
            is_first: own.iter().any(|one| one.guest.is_first()),
            people: people.collect(),
        });
    }
    seen.sort_by_key(|party| (!party.is_first, party.whereto != WheretoKind::Site));
    let n_more = seen.len().saturating_sub(PARTIES_MAX);
    seen.truncate(PARTIES_MAX);
    let shown = seen.iter().flat_map(|party| party.people.iter().map(|one| one.person)).collect();
    Ok((seen, n_more, shown))
}

/// Whether somebody left a site since he came to be held: the rest of his days he is at home.
fn has_left(stay: &super::kept::StayKnown, known: &[GuestKnown]) -> bool {
    let is_gone = stay.state.as_ref().is_some_and(|state| state.left().is_some());
    is_gone
        && known.iter().any(|one| {
            one.guest.person == stay.stored.person && one.guest.exposure == stay.stored.exposure
        })
}

/// Where a household is isolated, by the edition and by what was found at its home.
fn where_of(
    req: &Request,
    book: &Book,
    own: &[&GuestKnown],
    lacks: Option<&[HomeCondition]>,
) -> Option<(WheretoKind, Clause)> {
    let first = own.first()?;
    let schedule = schedule_of(&req.city, &first.isolated, req.today())?;
    // What it lacks says the same as the answers: everything else holds.
    let answers = lacks
        .map(|lacks| HomeCondition::ALL.iter().map(|one| (*one, !lacks.contains(one))).collect());
    let home = answers.as_ref().map(|answers| home_fit(&book.rules, answers));
    match whereto(schedule, home.as_ref()) {
        Whereto::Site(clause) => Some((WheretoKind::Site, clause.clone())),
        Whereto::Home(clause) => Some((WheretoKind::Home, clause.clone())),
        Whereto::AskHome(clause) => Some((WheretoKind::AskHome, clause.clone())),
        Whereto::Nowhere => None,
    }
}

fn riders(scope: &Scope, book: &Book, known: &[GuestKnown]) -> Vec<RiderSeen> {
    let names: HashMap<PersonId, &str> =
        known.iter().map(|one| (one.guest.person, one.name.as_str())).collect();
    let waiting = book.stays.iter().filter(|one| one.waits_for_run());
    let waiting = waiting
        .filter(|one| scope.covers(&one.stored.door) && may_see(scope, one.stored.exposure.class));
    let mut riders: Vec<RiderSeen> = waiting
        .map(|one| RiderSeen {
            stay: one.stored.id,
            name: names.get(&one.stored.person).copied().unwrap_or_default().to_owned(),
            door: one.stored.door.clone(),
            class: one.stored.exposure.class,
            site: one.stored.site,
            room: one.stored.room.clone(),
            is_first: one.stored.is_first,
            since: one.stored.at,
        })
        .collect();
    riders.sort_by(|one, other| {
        (!one.is_first, one.since, &one.door).cmp(&(!other.is_first, other.since, &other.door))
    });
    riders
}

/// Whoever waits, as the planning of runs needs it.
pub(super) fn waiter(book: &Book, id: IsolationStayId) -> Option<Waiter> {
    let one = book.stay(id).filter(|one| one.waits_for_run())?;
    Some(Waiter {
        stay: id,
        site: one.stored.site,
        exposure: one.stored.exposure,
        door: one.stored.door.clone(),
        is_first: one.stored.is_first,
        since: one.stored.at,
    })
}
