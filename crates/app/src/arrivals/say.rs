//! What is said of an arrival: reported, put right, withdrawn, checked, sampled, handed over, received.

use super::kept::{
    ArrivalDoing, ArrivalWho, Draft, keep_first, keep_next, known_before, receipt_checked,
    standing_of, who_of,
};
use super::told::ArrivalTold;
use super::tubes::{landed, whose};
use crate::audit::deed_of_nobody;
use crate::caller::Request;
use crate::journeys::journey_facts;
use crate::register::reason_of;
use crate::venues::place_known;
use crate::zones::note_of;
use crate::{City, Refusal};
use fangxian_core::Moment;
use fangxian_core::arrivals::{
    ArrivalFact, ArrivalSays, ArrivalStanding, ArrivalWay, Coming, Refused, StayAt, marked,
    stations,
};
use fangxian_core::ids::{ArrivalFactId, ArrivalReportId};
use fangxian_core::national::country;
use fangxian_core::places::PlaceCode;
use fangxian_core::policy::{Act, Role, Scope};
use fangxian_store::Tx;
use fangxian_store::arrivals::{StoredArrivalFact, arrival_facts_of};
use std::sync::Arc;

/// What people did by themselves, in the trail.
const REPORTED: &str = "arrival_reported";

/// An arrival that is reported.
#[derive(Clone, Debug)]
pub struct ArrivalReport {
    /// Made by whoever enters it.
    pub id: ArrivalReportId,
    /// The same again is the same report.
    pub fact: ArrivalFactId,
    /// Whence, by what, when, whither.
    pub coming: Coming,
    /// Who.
    pub who: ArrivalWho,
    /// How it came.
    pub way: ArrivalWay,
}

/// What the rules of its day say of an arrival. Nothing is kept.
pub async fn arrival_ask(city: &City, coming: &Coming) -> Result<ArrivalTold, Refusal> {
    let facts = journey_facts(city, &coming.question(&city.code)).await?;
    Ok(ArrivalTold::of(&marked(coming, &city.code, &city.rules, &facts), &city.code))
}

/// The same for somebody at the desk.
pub async fn arrival_asked_at(req: &Request, coming: &Coming) -> Result<ArrivalTold, Refusal> {
    req.authorize(Act::ArrivalReport)?;
    arrival_ask(&req.city, coming).await
}

/// Whether somebody who works for a place or at a station has to do with an arrival.
pub(super) fn is_of(scope: &Scope, city: &City, standing: &ArrivalStanding) -> bool {
    match scope.role() {
        Role::StationWorker => is_of_station(scope, city, &standing.coming.station),
        Role::CityCommand
        | Role::ZoneDrafter
        | Role::ZoneSigner
        | Role::CommunityRegistrar
        | Role::GridWorker
        | Role::Sampler
        | Role::Courier
        | Role::LabReporter
        | Role::LabSigner
        | Role::CodeProposer
        | Role::CodeApprover
        | Role::AppealOfficer
        | Role::Hotline
        | Role::Tracer
        | Role::IsolationWorker
        | Role::TransferDriver
        | Role::CommunityDoctor
        | Role::Auditor
        | Role::Administrator => scope.covers(standing.place().unwrap_or(&city.code)),
    }
}

/// Whether somebody works at a station.
pub(super) fn is_of_station(scope: &Scope, city: &City, station: &str) -> bool {
    stations(&city.code).iter().any(|one| one.code == station && scope.covers(&one.place))
}

/// Reports an arrival at the desk: at the counter of a community, by phone, or at a station where
/// somebody came without a report.
pub async fn arrival_report(req: &Request, new: ArrivalReport) -> Result<ArrivalTold, Refusal> {
    let act = Act::ArrivalReport;
    let scope = req.authorize(act)?;
    // Where somebody works says how it came.
    let way = match (scope.role(), new.way) {
        (Role::StationWorker, _) => ArrivalWay::Station,
        (_, ArrivalWay::Phone | ArrivalWay::Counter) => new.way,
        (_, ArrivalWay::Page | ArrivalWay::Station | ArrivalWay::Lodging) => {
            return Err(Refusal::NotFound);
        }
    };
    let new = ArrivalReport { way, ..new };
    if !is_of(&scope, &req.city, &first_standing(&new)) {
        return Err(Refusal::NotFound);
    }
    let told = arrival_ask(&req.city, &new.coming).await?;
    let (asked, id) = (req.clone(), new.id);
    let by = Some(req.caller.login.clone());
    let write = req.city.db.write(move |tx| async move {
        if report(&tx, (&asked.city, asked.now), new, by).await? {
            asked.deed(&tx, act, &id.to_string(), "reported")?;
        }
        Ok::<_, Refusal>(())
    });
    write.await?;
    req.city.catch_up().await?;
    Ok(told)
}

/// Somebody reports by himself that he comes.
pub async fn arrival_report_public(
    city: &Arc<City>,
    new: ArrivalReport,
    wall: Moment,
) -> Result<(), Refusal> {
    let new = ArrivalReport { way: ArrivalWay::Page, ..new };
    let (of, now, id) = (Arc::clone(city), city.now(wall), new.id);
    let write = city.db.write(move |tx| async move {
        if report(&tx, (&of, now), new, None).await? {
            deed_of_nobody(&tx, &of, wall, (REPORTED, &id.to_string(), "reported"))?;
        }
        Ok::<_, Refusal>(())
    });
    write.await?;
    city.catch_up().await
}

fn first_standing(new: &ArrivalReport) -> ArrivalStanding {
    ArrivalStanding {
        coming: new.coming.clone(),
        way: new.way,
        withdrawn_at: None,
        checked: None,
        samples: Vec::new(),
        declined_at: None,
        handed: None,
        received_at: None,
        absent_at: None,
    }
}

pub(super) async fn report(
    tx: &Tx,
    (city, now): (&City, Moment),
    new: ArrivalReport,
    by: Option<String>,
) -> Result<bool, Refusal> {
    let who = new.who.checked(now.city_day())?;
    let coming = counted(new.coming.clone(), &who);
    let standing = first_standing(&ArrivalReport { coming: coming.clone(), ..new.clone() });
    let draft = Draft {
        report: new.id,
        fact: new.fact,
        says: ArrivalSays::Reported(Box::new(coming.clone()), new.way),
        who: Some(who),
        reason: String::new(),
        by,
    };
    let stored = arrival_facts_of(tx, new.id).await?;
    if known_before(city, &stored, &draft)? {
        return Ok(false);
    }
    if !stored.is_empty() {
        return Err(Refusal::IdReused);
    }
    coming_fits(tx, city, &coming, now).await?;
    keep_first(tx, (city, now), draft, &standing).await?;
    Ok(true)
}

fn counted(coming: Coming, who: &ArrivalWho) -> Coming {
    let n_companions = u16::try_from(who.companions.len()).unwrap_or(u16::MAX);
    Coming { n_companions, ..coming }
}

async fn coming_fits(tx: &Tx, city: &City, coming: &Coming, now: Moment) -> Result<(), Refusal> {
    coming.check(&city.code, now).map_err(|flaw| Refusal::BadInput(format!("{flaw}。")))?;
    let through = match &coming.stay {
        StayAt::Through(to) => Some(to),
        StayAt::Home(_) | StayAt::Lodging(_) | StayAt::Unsaid => None,
    };
    let elsewhere = std::iter::once(&coming.from).chain(&coming.via).chain(through);
    let mut elsewhere = elsewhere.filter(|place| !place.lies_within(&city.code));
    if elsewhere.any(|place| !country().knows(place)) {
        return Err(Refusal::BadInput("没有查到从哪里来或要去的地方，请核对。".to_owned()));
    }
    match coming.stay.place() {
        Some(place) => place_known(tx, place).await,
        None => Ok(()),
    }
}

pub(super) struct Saying {
    pub(super) id: ArrivalReportId,
    pub(super) doing: ArrivalDoing,
    pub(super) says: ArrivalSays,
    pub(super) who: Option<ArrivalWho>,
    pub(super) by: Option<String>,
}

/// Says something of an arrival for a community: put right, withdrawn, received, not here.
pub async fn arrival_say(
    req: &Request,
    id: ArrivalReportId,
    doing: ArrivalDoing,
    (says, who): (ArrivalSays, Option<ArrivalWho>),
) -> Result<(), Refusal> {
    say_by(req, Act::ArrivalKeep, (id, doing), (says, who)).await
}

/// Says something of an arrival at a station: what was seen, the sample, that he is handed over.
pub async fn arrival_say_at_station(
    req: &Request,
    id: ArrivalReportId,
    doing: ArrivalDoing,
    says: ArrivalSays,
) -> Result<(), Refusal> {
    say_by(req, Act::ArrivalStation, (id, doing), (says, None)).await
}

/// The command sends somebody who has no place, or is not where he was sent, to a community.
pub async fn arrival_direct(
    req: &Request,
    id: ArrivalReportId,
    doing: ArrivalDoing,
    place: PlaceCode,
) -> Result<(), Refusal> {
    req.authorize_city(Act::ArrivalDirect)?;
    say_by(req, Act::ArrivalDirect, (id, doing), (ArrivalSays::Handed(place), None)).await
}

async fn say_by(
    req: &Request,
    act: Act,
    (id, doing): (ArrivalReportId, ArrivalDoing),
    (says, who): (ArrivalSays, Option<ArrivalWho>),
) -> Result<(), Refusal> {
    let scope = req.authorize(act)?;
    let asked = req.clone();
    let write = req.city.db.write(move |tx| async move {
        let (stored, standing) = arrival_facts(&tx, id).await?;
        let is_direct = act == Act::ArrivalDirect;
        if !is_direct && !is_of(&scope, &asked.city, &standing) {
            return Err(Refusal::NotFound);
        }
        // What is put right stays with whoever puts it right: else it would be lost between two.
        if let ArrivalSays::Changed(new) = &says
            && !scope.covers(new.stay.place().unwrap_or(&asked.city.code))
        {
            return Err(Refusal::NotFound);
        }
        let kind = says.kind().code();
        let by = Some(asked.caller.login.clone());
        let mut says = says;
        whose(who_of(&asked.city, &stored)?.everybody().count(), &mut says)?;
        let (fact, said) = (doing.fact, says.clone());
        let saying = Saying { id, doing, says, who, by };
        if say(&tx, (&asked.city, asked.now), (&stored, &standing), saying).await? {
            if let ArrivalSays::Sampled(sample) = &said {
                landed(&tx, &asked, (&stored, &standing), (fact, sample)).await?;
            }
            asked.deed(&tx, act, &id.to_string(), kind)?;
        }
        Ok::<_, Refusal>(())
    });
    write.await?;
    req.city.catch_up().await
}

/// Whoever reported by himself puts it right or withdraws it, by its receipt.
pub async fn arrival_say_public(
    city: &Arc<City>,
    (id, key): (ArrivalReportId, &str),
    doing: ArrivalDoing,
    (says, who): (ArrivalSays, Option<ArrivalWho>),
    wall: Moment,
) -> Result<(), Refusal> {
    receipt_checked(city, id, key)?;
    match says {
        ArrivalSays::Changed(_) | ArrivalSays::Withdrawn => {}
        ArrivalSays::Reported(..)
        | ArrivalSays::Checked(_)
        | ArrivalSays::Sampled(_)
        | ArrivalSays::Declined
        | ArrivalSays::Handed(_)
        | ArrivalSays::Received
        | ArrivalSays::Absent => return Err(Refusal::NotFound),
    }
    let (of, now) = (Arc::clone(city), city.now(wall));
    let write = city.db.write(move |tx| async move {
        let (stored, standing) = arrival_facts(&tx, id).await?;
        let kind = says.kind().code();
        let saying = Saying { id, doing, says, who, by: None };
        if say(&tx, (&of, now), (&stored, &standing), saying).await? {
            deed_of_nobody(&tx, &of, wall, (REPORTED, &id.to_string(), kind))?;
        }
        Ok::<_, Refusal>(())
    });
    write.await?;
    city.catch_up().await
}

/// The facts of an arrival and how it stands.
pub(super) async fn arrival_facts(
    tx: &Tx,
    id: ArrivalReportId,
) -> Result<(Vec<StoredArrivalFact>, ArrivalStanding), Refusal> {
    let stored = arrival_facts_of(tx, id).await?;
    let standing = standing_of(&stored)?.ok_or(Refusal::NotFound)?;
    Ok((stored, standing))
}

pub(super) async fn say(
    tx: &Tx,
    (city, now): (&City, Moment),
    (stored, standing): (&[StoredArrivalFact], &ArrivalStanding),
    saying: Saying,
) -> Result<bool, Refusal> {
    let Saying { id, doing, says, who, by } = saying;
    let who = match (&says, who) {
        (ArrivalSays::Changed(_), Some(who)) => Some(who.checked(now.city_day())?),
        (ArrivalSays::Changed(_), None) => {
            return Err(Refusal::BadInput("请写姓名、证件和电话。".to_owned()));
        }
        (_, _) => None,
    };
    let says = match (says, &who) {
        (ArrivalSays::Changed(coming), Some(who)) => {
            ArrivalSays::Changed(Box::new(counted(*coming, who)))
        }
        (says, _) => says,
    };
    let needs_reason = matches!(says, ArrivalSays::Absent | ArrivalSays::Declined);
    let reason = if needs_reason { reason_of(&doing.reason)? } else { note_of(&doing.reason)? };
    let draft = Draft { report: id, fact: doing.fact, says: says.clone(), who, reason, by };
    if known_before(city, stored, &draft)? {
        return Ok(false);
    }
    follows(tx, city, (standing, now), &says).await?;
    let mut facts = vec![ArrivalFact {
        says: ArrivalSays::Reported(Box::new(standing.coming.clone()), standing.way),
        at: now,
    }];
    facts.push(ArrivalFact { says, at: now });
    let mut next = ArrivalStanding::of(&facts).ok_or(Refusal::NotFound)?;
    // Where he was sent before holds until he is sent elsewhere.
    next.handed = next.handed.or_else(|| standing.handed.clone());
    keep_next(tx, (city, now), (stored, doing.seen), draft, &next).await?;
    Ok(true)
}

/// Whether it may be said now.
async fn follows(
    tx: &Tx,
    city: &City,
    (standing, now): (&ArrivalStanding, Moment),
    says: &ArrivalSays,
) -> Result<(), Refusal> {
    standing.may_follow(says, now).map_err(|refused| match refused {
        Refused::State => Refusal::Stale,
        Refused::NoPlace => Refusal::BadInput("还没有去处，请先由指挥部安排。".to_owned()),
        Refused::Early => {
            Refusal::BadInput("还没有到他报的到达时间，不能说他不在这里。".to_owned())
        }
    })?;
    match says {
        ArrivalSays::Changed(coming) => coming_fits(tx, city, coming, now).await,
        ArrivalSays::Handed(place) => place_known(tx, place).await,
        ArrivalSays::Checked(check) => {
            let certified = check.certificate_taken_at;
            if !check.is_possible() || certified.is_some_and(|taken| taken > now) {
                let say = "请核对体温（34.0到43.0度）和核酸采样时间（不能晚于现在）。";
                return Err(Refusal::BadInput(say.to_owned()));
            }
            Ok(())
        }
        ArrivalSays::Reported(..)
        | ArrivalSays::Withdrawn
        | ArrivalSays::Sampled(_)
        | ArrivalSays::Declined
        | ArrivalSays::Received
        | ArrivalSays::Absent => Ok(()),
    }
}
