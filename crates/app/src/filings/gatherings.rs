//! A gathering is filed, changed, cancelled and answered.

use super::kept::{
    Draft, FilingDoing, FilingWho, keep_first, keep_next, known_before, receipt_checked, says_text,
    seen_all,
};
use super::see::gathering_facts;
use super::told::{GatheringTold, Known};
use crate::audit::deed_of_nobody;
use crate::caller::Request;
use crate::register::reason_of;
use crate::venues::place_known;
use crate::zones::note_of;
use crate::{City, PassageRefusal, Refusal};
use fangxian_core::Moment;
use fangxian_core::filings::{
    FilingKind, Gathering, GatheringRefused, GatheringReply, GatheringSays, GatheringStanding,
    GatheringVerdict,
};
use fangxian_core::ids::{FilingFactId, FilingId};
use fangxian_core::policy::Act;
use fangxian_store::Tx;
use fangxian_store::filings::filing_facts_of;
use std::sync::Arc;

/// A gathering that is filed.
#[derive(Clone, Debug)]
pub struct GatheringFile {
    /// Made by whoever enters it.
    pub id: FilingId,
    /// The same again is the same filing.
    pub fact: FilingFactId,
    /// What it is.
    pub gathering: Gathering,
    /// Who answers for it.
    pub who: FilingWho,
}

/// Files a gathering at the desk: at the counter, or by phone.
pub async fn gathering_file(req: &Request, new: GatheringFile) -> Result<GatheringTold, Refusal> {
    let act = Act::GatheringKeep;
    let scope = req.authorize(act)?;
    if !scope.covers(&new.gathering.place) {
        return Err(Refusal::NotFound);
    }
    let (asked, id) = (req.clone(), new.id);
    let by = Some(req.caller.login.clone());
    let write = req.city.db.write(move |tx| async move {
        let (told, is_new) = file(&tx, (&asked.city, asked.now), new, by).await?;
        if is_new {
            asked.deed(&tx, act, &id.to_string(), "filed")?;
        }
        Ok::<_, Refusal>(told)
    });
    let told = write.await?;
    req.city.catch_up().await?;
    Ok(told)
}

/// Somebody files a gathering by himself.
pub async fn gathering_file_public(
    city: &Arc<City>,
    new: GatheringFile,
    wall: Moment,
) -> Result<GatheringTold, Refusal> {
    let (of, now, id) = (Arc::clone(city), city.now(wall), new.id);
    let write = city.db.write(move |tx| async move {
        let (told, is_new) = file(&tx, (&of, now), new, None).await?;
        if is_new {
            deed_of_nobody(&tx, &of, wall, ("gathering_filed", &id.to_string(), "filed"))?;
        }
        Ok::<_, Refusal>(told)
    });
    let told = write.await?;
    city.catch_up().await?;
    Ok(told)
}

async fn file(
    tx: &Tx,
    (city, now): (&City, Moment),
    new: GatheringFile,
    by: Option<String>,
) -> Result<(GatheringTold, bool), Refusal> {
    let gathering = cleaned(new.gathering)?;
    let known = Known::read(tx, gathering.venue.into_iter().collect()).await?;
    let told = known.tell(city, &gathering);
    let spread = (gathering.place.clone(), (gathering.day, gathering.day));
    let says = GatheringSays::Filed(Box::new(gathering.clone()));
    let draft = Draft {
        filing: new.id,
        fact: new.fact,
        what: FilingKind::Gathering,
        kind: says.kind().code(),
        says: says_text(&says)?,
        who: Some(new.who.checked()?),
        reason: String::new(),
        by,
    };
    // What is sent again is answered again, also when its time has passed.
    let stored = filing_facts_of(tx, new.id).await?;
    if known_before(city, &stored, &draft)? {
        return Ok((told, false));
    }
    if !stored.is_empty() {
        return Err(Refusal::IdReused);
    }
    allowed(&known, &gathering, &told, now)?;
    place_known(tx, &gathering.place).await?;
    let is_new = keep_first(tx, (city, now), draft, spread).await?;
    Ok((told, is_new))
}

fn cleaned(mut gathering: Gathering) -> Result<Gathering, Refusal> {
    gathering.address = note_of(&gathering.address)?;
    Ok(gathering)
}

/// What is not allowed on its day is not filed: the answer says by whose words.
fn allowed(
    known: &Known,
    gathering: &Gathering,
    told: &GatheringTold,
    now: Moment,
) -> Result<(), Refusal> {
    gathering.check(now).map_err(|flaw| Refusal::BadInput(format!("{flaw}。")))?;
    known.check_venue(gathering)?;
    if told.verdict != GatheringVerdict::NotAllowed {
        return Ok(());
    }
    let first = told.findings.first();
    let says = first.map(|one| one.says.clone()).unwrap_or_default();
    let words = first.and_then(|one| one.words.as_ref());
    let words = words.map(|(said, source)| format!("“{said}”（{source}）")).unwrap_or_default();
    Err(PassageRefusal::GatheringBarred(format!("{says}{words}")).into())
}

/// Says something of a gathering at the desk: that it changed, is cancelled, or what the community
/// answers.
pub async fn gathering_say(
    req: &Request,
    id: FilingId,
    doing: FilingDoing,
    (says, who): (GatheringSays, Option<FilingWho>),
) -> Result<(), Refusal> {
    let act = Act::GatheringKeep;
    let scope = req.authorize(act)?;
    let asked = req.clone();
    let write = req.city.db.write(move |tx| async move {
        let (stored, standing) = gathering_facts(&tx, id).await?;
        if !scope.covers(&standing.gathering.place) {
            return Err(Refusal::NotFound);
        }
        if let GatheringSays::Changed(new) = &says
            && !scope.covers(&new.place)
        {
            return Err(Refusal::NotFound);
        }
        let by = Some(asked.caller.login.clone());
        let kind = says.kind().code();
        let parts = Saying { id, doing, says, who, by };
        if say(&tx, (&asked.city, asked.now), (&stored, &standing), parts).await? {
            asked.deed(&tx, act, &id.to_string(), kind)?;
        }
        Ok::<_, Refusal>(())
    });
    write.await?;
    req.city.catch_up().await
}

/// Whoever filed it by himself changes or cancels it, by its receipt.
pub async fn gathering_say_public(
    city: &Arc<City>,
    (id, key): (FilingId, &str),
    doing: FilingDoing,
    (says, who): (GatheringSays, Option<FilingWho>),
    wall: Moment,
) -> Result<(), Refusal> {
    receipt_checked(city, id, key)?;
    // The answer is the community's.
    if matches!(says, GatheringSays::Answered { .. }) {
        return Err(Refusal::NotFound);
    }
    let (of, now) = (Arc::clone(city), city.now(wall));
    let write = city.db.write(move |tx| async move {
        let (stored, standing) = gathering_facts(&tx, id).await?;
        let kind = says.kind().code();
        let parts = Saying { id, doing, says, who, by: None };
        if say(&tx, (&of, now), (&stored, &standing), parts).await? {
            deed_of_nobody(&tx, &of, wall, ("gathering_filed", &id.to_string(), kind))?;
        }
        Ok::<_, Refusal>(())
    });
    write.await?;
    city.catch_up().await
}

struct Saying {
    id: FilingId,
    doing: FilingDoing,
    says: GatheringSays,
    who: Option<FilingWho>,
    by: Option<String>,
}

async fn say(
    tx: &Tx,
    (city, now): (&City, Moment),
    (stored, standing): (&[fangxian_store::filings::StoredFilingFact], &GatheringStanding),
    saying: Saying,
) -> Result<bool, Refusal> {
    let Saying { id, doing, says, who, by } = saying;
    let says = match says {
        GatheringSays::Changed(new) => GatheringSays::Changed(Box::new(cleaned(*new)?)),
        GatheringSays::Filed(_) | GatheringSays::Cancelled | GatheringSays::Answered { .. } => says,
    };
    let needs_reason = match &says {
        GatheringSays::Answered { reply, .. } => *reply != GatheringReply::Noted,
        GatheringSays::Filed(_) | GatheringSays::Changed(_) | GatheringSays::Cancelled => false,
    };
    let reason = if needs_reason { reason_of(&doing.reason)? } else { note_of(&doing.reason)? };
    let version = match &says {
        GatheringSays::Filed(new) | GatheringSays::Changed(new) => new,
        GatheringSays::Cancelled | GatheringSays::Answered { .. } => &standing.gathering,
    };
    let is_version = matches!(says, GatheringSays::Changed(_));
    let who = match (is_version, who) {
        (true, Some(who)) => Some(who.checked()?),
        (true, None) => return Err(Refusal::BadInput("请写负责人姓名和电话。".to_owned())),
        (false, _) => None,
    };
    let draft = Draft {
        filing: id,
        fact: doing.fact,
        what: FilingKind::Gathering,
        kind: says.kind().code(),
        says: says_text(&says)?,
        who,
        reason,
        by,
    };
    if known_before(city, stored, &draft)? {
        return Ok(false);
    }
    seen_all(stored, doing.seen)?;
    let known = Known::read(tx, version.venue.into_iter().collect()).await?;
    let told = known.tell(city, version);
    standing.may_follow(&says, told.verdict).map_err(|refused| match refused {
        GatheringRefused::State => Refusal::Stale,
        GatheringRefused::PeopleMax => Refusal::BadInput(
            "请缩小规模时要写最多几人，比报备的人数少；其他答复不写人数。".to_owned(),
        ),
        GatheringRefused::NoClause => Refusal::BadInput(
            "没有条款说这一天不得举办，不能这样答复；可以请其缩小规模或延期。".to_owned(),
        ),
    })?;
    if is_version {
        allowed(&known, version, &told, now)?;
        place_known(tx, &version.place).await?;
    }
    let spread = (version.place.clone(), (version.day, version.day));
    keep_next(tx, (city, now), (stored, doing.seen), draft, spread).await?;
    Ok(true)
}
