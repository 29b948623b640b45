//! Deciding of a site, and saying how long its queue is.

use super::book::by_site;
use super::{KnownSite, site_within};
use crate::Refusal;
use crate::caller::Request;
use crate::city::change;
use crate::register::reason_of;
use crate::zones::note_of;
use fangxian_core::ids::{SiteFactId, SiteId};
use fangxian_core::places::{PlaceCode, PlaceKind};
use fangxian_core::policy::{Act, Scope};
use fangxian_core::sites::{
    Hours, Offers, QueueSaid, SiteFact, SiteKind, SiteSays, SiteState, Spot, Wait, check,
};
use fangxian_store::places::{division_by_code, place_by_code};
use fangxian_store::sites::{
    StoredQueue, StoredSiteFact, site_fact_by_id, site_fact_insert, site_facts_of,
    site_queue_insert,
};
use fangxian_store::{StoreError, Tx, feed};

/// The longest name of a site, in signs.
const NAME_CHARS_MAX: usize = 40;
/// The longest address and the longest words of what a site offers, in signs.
const WORDS_CHARS_MAX: usize = 120;
/// The most holidays that a site writes down.
const HOLIDAYS_MAX: usize = 40;

/// An act on a site: which fact it is, what was seen, and why.
#[derive(Clone, Debug)]
pub struct Doing {
    /// Made by the client: the same again is the same act.
    pub fact: SiteFactId,
    /// How many facts of the site were seen.
    pub seen: i64,
    /// Why.
    pub reason: String,
}

/// A site that is chosen.
#[derive(Clone, Debug)]
pub struct SiteChoose {
    /// Made by the client.
    pub id: SiteId,
    /// What it is.
    pub kind: SiteKind,
    /// What people call it.
    pub name: String,
    /// Where.
    pub spot: Spot,
}

/// Decides to have a site.
pub async fn site_choose(req: &Request, doing: Doing, new: SiteChoose) -> Result<(), Refusal> {
    let scope = req.authorize(Act::SiteKeep)?;
    let SiteChoose { id, kind, name, spot } = new;
    let name = words(&name, NAME_CHARS_MAX)?;
    if name.is_empty() {
        return Err(Refusal::BadInput("请写采样点的名称。".to_owned()));
    }
    let spot = spot_of(&scope, spot)?;
    let county = spot.place.county();
    write(req, county, id, doing, SiteSays::Chosen { kind, name, spot }).await
}

/// Says something of a site that was chosen: built, opened, moved, closed, its hours, its offers.
pub async fn site_say(
    req: &Request,
    id: SiteId,
    doing: Doing,
    says: SiteSays,
) -> Result<(), Refusal> {
    let scope = req.authorize(Act::SiteKeep)?;
    let known = site_within(req, &scope, id).await?;
    let site = known.standing(req.now).ok_or(Refusal::NotFound)?;
    if !scope.covers(&site.spot.place) {
        return Err(Refusal::NotFound);
    }
    let says = match says {
        SiteSays::Chosen { .. } => return Err(Refusal::IdReused),
        SiteSays::Moved { to, from } => SiteSays::Moved { to: spot_of(&scope, to)?, from },
        SiteSays::HoursSet(hours) => SiteSays::HoursSet(Box::new(hours_of(*hours)?)),
        SiteSays::OffersSet(offers) => SiteSays::OffersSet(offers_of(offers)?),
        SiteSays::Built | SiteSays::Opened | SiteSays::Closed => says,
    };
    if let SiteSays::Moved { to, .. } = &says
        && to.place.county() != known.county
    {
        let say = "新地点在另一个县（市、区）：请关闭这里，再在那边新选一个采样点。";
        return Err(Refusal::BadInput(say.to_owned()));
    }
    write(req, known.county, id, doing, says).await
}

fn spot_of(scope: &Scope, spot: Spot) -> Result<Spot, Refusal> {
    match spot.place.kind() {
        PlaceKind::City | PlaceKind::County | PlaceKind::Street => {
            return Err(Refusal::BadInput("请选到社区（村）或小区。".to_owned()));
        }
        PlaceKind::Community
        | PlaceKind::Compound
        | PlaceKind::Building
        | PlaceKind::Unit
        | PlaceKind::Household => {}
    }
    if !scope.covers(&spot.place) {
        return Err(Refusal::NotFound);
    }
    let address = words(&spot.address, WORDS_CHARS_MAX)?;
    if address.is_empty() {
        return Err(Refusal::BadInput("请写明具体地点，让居民找得到。".to_owned()));
    }
    Ok(Spot { place: spot.place, address })
}

fn words(text: &str, n_max: usize) -> Result<String, Refusal> {
    let text = note_of(text)?;
    match text.chars().count() > n_max {
        true => Err(Refusal::BadInput(format!("文字太长，最多{n_max}字。"))),
        false => Ok(text),
    }
}

fn hours_of(mut hours: Hours) -> Result<Hours, Refusal> {
    hours.note = words(&hours.note, WORDS_CHARS_MAX)?;
    if hours.holidays.len() > HOLIDAYS_MAX {
        return Err(Refusal::BadInput(format!("节假日最多写{HOLIDAYS_MAX}条。")));
    }
    for one in &mut hours.holidays {
        one.name = words(&one.name, NAME_CHARS_MAX)?;
    }
    Ok(hours)
}

fn offers_of(mut offers: Offers) -> Result<Offers, Refusal> {
    for text in [&mut offers.for_whom, &mut offers.pool_words, &mut offers.bring] {
        *text = words(text, WORDS_CHARS_MAX)?;
    }
    offers.helps.sort_unstable();
    offers.helps.dedup();
    Ok(offers)
}

async fn write(
    req: &Request,
    county: String,
    site: SiteId,
    doing: Doing,
    says: SiteSays,
) -> Result<(), Refusal> {
    let asked_for = format!("site\n{site}\n{says:?}\n{doing:?}\n{}", req.caller.login);
    let body_mac = req.city.keys.seals.fingerprint(asked_for.as_bytes());
    let reason = reason_of(&doing.reason)?;
    let asked = req.clone();
    let written = req.city.db.write(move |tx| async move {
        if let Some(known) = site_fact_by_id(&tx, &county, doing.fact).await? {
            let is_same = known.body_mac == body_mac;
            return if is_same { Ok(()) } else { Err(Refusal::IdReused) };
        }
        let known = by_site(site_facts_of(&tx, &county, site).await?);
        let known = known.into_iter().next();
        decide(&asked, known.as_ref(), doing.seen, &says)?;
        if let SiteSays::Chosen { spot, .. } | SiteSays::Moved { to: spot, .. } = &says {
            place_known(&tx, &spot.place).await?;
        }
        let kind = says.kind();
        let fact = StoredSiteFact {
            county,
            id: doing.fact,
            site,
            ordinal: doing.seen,
            fact: SiteFact { says, at: asked.now },
            reason,
            by: asked.caller.login.clone(),
            body_mac,
        };
        site_fact_insert(&tx, &fact).await.map_err(taken)?;
        feed::append(&tx, change(&asked.city.key(), asked.now, "site", &site.to_string()))?;
        asked.deed(&tx, Act::SiteKeep, &site.to_string(), kind.code())?;
        Ok::<_, Refusal>(())
    });
    written.await?;
    req.city.catch_up().await
}

fn decide(
    req: &Request,
    known: Option<&KnownSite>,
    seen: i64,
    says: &SiteSays,
) -> Result<(), Refusal> {
    let site = known.and_then(|one| one.standing(req.now));
    match (known, site, says) {
        (None, _, SiteSays::Chosen { .. }) => Ok(()),
        (Some(_), _, SiteSays::Chosen { .. }) => Err(Refusal::IdReused),
        (Some(known), Some(site), _) => {
            if known.n_facts() != seen {
                return Err(Refusal::Stale);
            }
            let checked = check(&site, says, req.today());
            checked.map_err(|flaw| Refusal::BadInput(format!("{flaw}。")))
        }
        (_, _, _) => Err(Refusal::NotFound),
    }
}

async fn place_known(tx: &Tx, place: &PlaceCode) -> Result<(), Refusal> {
    let is_known = match place.kind() {
        PlaceKind::City | PlaceKind::County | PlaceKind::Street | PlaceKind::Community => {
            division_by_code(tx, place).await?.is_some()
        }
        PlaceKind::Compound | PlaceKind::Building | PlaceKind::Unit | PlaceKind::Household => {
            place_by_code(tx, place).await?.is_some()
        }
    };
    if is_known { Ok(()) } else { Err(Refusal::PlaceUnknown) }
}

/// Of two who decide at once, the second has not seen what the first decided.
fn taken(error: StoreError) -> Refusal {
    if error.conflicts_with("site_fact") { Refusal::Stale } else { error.into() }
}

/// Says how long somebody waits who comes to a site now.
pub async fn site_queue_say(
    req: &Request,
    id: SiteId,
    fact: SiteFactId,
    wait: Wait,
) -> Result<(), Refusal> {
    let scope = req.authorize(Act::SiteQueue)?;
    let known = site_within(req, &scope, id).await?;
    let site = known.standing(req.now).ok_or(Refusal::NotFound)?;
    if !scope.touches(&site.spot.place) {
        return Err(Refusal::NotFound);
    }
    match site.state {
        SiteState::Open => {}
        SiteState::Chosen | SiteState::Built | SiteState::Closed => {
            return Err(Refusal::BadInput("采样点没有启用，不用报排队。".to_owned()));
        }
    }
    let asked = req.clone();
    let written = req.city.db.write(move |tx| async move {
        let said = QueueSaid { wait, at: asked.now };
        let by = asked.caller.login.clone();
        site_queue_insert(&tx, &StoredQueue { county: known.county, site: id, id: fact, said, by })
            .await?;
        feed::append(&tx, change(&asked.city.key(), asked.now, "site_queue", &id.to_string()))?;
        asked.deed(&tx, Act::SiteQueue, &id.to_string(), wait.code())?;
        Ok::<_, Refusal>(())
    });
    written.await?;
    req.city.catch_up().await
}
