//! What is taken down of a day, and that it is signed. Fever or a symptom sends somebody at once, in the same
//! transaction.

use super::kept::{KeptPerson, body_sealed, day_standing, days_of, kept_of};
use crate::Refusal;
use crate::caller::Request;
use crate::cases::raise_at_door;
use crate::isolation::lodged;
use crate::orders::Within;
use fangxian_core::CityDay;
use fangxian_core::follow_ups::{FollowKind, FollowSays, Measure, parts_of};
use fangxian_core::ids::{FollowFactId, PersonId};
use fangxian_core::orders::OrderKind;
use fangxian_core::policy::Act;
use fangxian_store::Tx;
use fangxian_store::follow_ups::{StoredFollow, follow_by_id, follow_insert};

/// A phone may be away for a night: the day before is taken as well.
const DAYS_BACK: i64 = 1;

/// Something that is taken down.
#[derive(Clone, Debug)]
pub struct FollowSaying {
    /// Made by the client: the same again is the same act.
    pub fact: FollowFactId,
    /// Of which day.
    pub day: CityDay,
    /// How many facts of that day were seen; of what is signed.
    pub seen: Option<usize>,
    /// What.
    pub says: FollowSays,
}

fn act_of(kind: FollowKind) -> Act {
    match kind {
        FollowKind::Morning | FollowKind::Evening | FollowKind::Tested => Act::FollowKeep,
        FollowKind::Doctor => Act::FollowDoctor,
        FollowKind::Community => Act::FollowCommunity,
    }
}

/// Takes something down of a day of somebody who is kept, or signs it.
pub async fn follow_say(
    req: &Request,
    person: PersonId,
    saying: FollowSaying,
) -> Result<(), Refusal> {
    let kind = saying.says.kind();
    let act = act_of(kind);
    let scope = req.authorize(act)?;
    let back = req.today().days_since(saying.day);
    if !(0..=DAYS_BACK).contains(&back) {
        return Err(Refusal::BadInput("只能记今天和昨天的随访。".to_owned()));
    }
    let body_mac = fingerprint(req, person, &saying);
    let asked = req.clone();
    // Read before anything is held: who is brought to a site at this very moment belongs to either.
    let read = req.city.db.read(move |tx| async move { lodged(&tx, &asked.city, asked.now).await });
    let at_sites = read.await?;
    let asked = req.clone();
    let write = req.city.db.write(move |tx| async move {
        let kept = kept_of(&tx, &asked.city, (&[person], &at_sites), asked.now).await?;
        let kept = kept.into_iter().find(|one| scope.covers(one.place_at(asked.now)));
        let kept = kept.ok_or(Refusal::NotFound)?;
        let county = kept.stored.door.county();
        if let Some(known) = follow_by_id(&tx, &county, saying.fact).await? {
            return if known.body_mac == body_mac { Ok(()) } else { Err(Refusal::IdReused) };
        }
        let days = days_of(&tx, &asked.city, &[person], saying.day).await?;
        let own = days.get(&(person, saying.day)).map_or(&[][..], Vec::as_slice);
        if saying.seen.is_some_and(|seen| seen != own.len()) {
            return Err(Refusal::Stale);
        }
        let parts = parts_of(&kept.following, saying.day);
        let standing = day_standing(&asked.city, own)?;
        let by = asked.caller.login.clone();
        standing
            .check(&parts, &saying.says, &by)
            .map_err(|flaw| Refusal::BadInput(format!("{flaw}。")))?;
        let case = kept.hold.case;
        let row = StoredFollow {
            county,
            id: saying.fact,
            person,
            case,
            day: saying.day,
            ordinal: i64::try_from(own.len()).unwrap_or(i64::MAX),
            kind,
            body: body_sealed(&asked.city, (case, saying.fact), &saying.says)?,
            at: asked.now,
            by,
            body_mac,
        };
        follow_insert(&tx, &row).await.map_err(|error| {
            match error.conflicts_with("follow_fact") {
                true => Refusal::Stale,
                false => Refusal::from(error),
            }
        })?;
        asked.deed(&tx, act, &person.to_string(), kind.code())?;
        if saying.says.measure().is_some_and(Measure::is_alarm) {
            alarm(&tx, Within::of(&asked), &kept, saying.fact).await?;
        }
        Ok::<_, Refusal>(())
    });
    write.await?;
    req.city.catch_up().await
}

fn fingerprint(req: &Request, person: PersonId, saying: &FollowSaying) -> Vec<u8> {
    let measure = saying.says.measure().map(serde_json::to_string);
    let measure = measure.and_then(Result::ok).unwrap_or_default();
    let (fact, day, kind) = (saying.fact, saying.day, saying.says.kind().code());
    let said = format!("follow\n{person}\n{fact}\n{day}\n{kind}\n{measure}\n{}", req.caller.login);
    req.city.keys.seals.fingerprint(said.as_bytes())
}

/// Sends somebody to the door at once. Who it is and what he has does not stand in the order: it is read by
/// many.
async fn alarm(
    tx: &Tx,
    at: Within<'_>,
    kept: &KeptPerson,
    fact: FollowFactId,
) -> Result<(), Refusal> {
    let first = match &kept.lodged {
        Some(lodged) => format!("立即去{}{}房：这里", lodged.site, lodged.room),
        None => "立即上门：这户".to_owned(),
    };
    let words = format!(
        "{first}有1名隔离人员体温达到37.3℃或有症状。先电话问清情况，叫上医生，\
         单人单管采样，不要混采；喘不上气、胸痛、意识不清的马上打120。不要让本人自己去医院。"
    );
    let ground = "随访发现发热或有症状，当即采样、报告医生".to_owned();
    let says = (format!("follow:{fact}"), words, ground);
    let place = kept.place_at(at.now).clone();
    raise_at_door(tx, (at, place), OrderKind::FollowAlarm, says).await.map(drop)
}
