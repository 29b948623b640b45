//! 告知书 and 解除告知书: what somebody who is kept, or is free again, is given on paper.

use super::LATE_DAYS;
use crate::caller::Request;
use crate::cases::{contact_of_case, contacts_standing};
use crate::register::{community, counties, log_people, opened};
use crate::{City, Refusal};
use fangxian_core::Moment;
use fangxian_core::cases::keeping;
use fangxian_core::follow_ups::{HoldLetter, hold_letter};
use fangxian_core::ids::{CaseId, PersonId};
use fangxian_core::looks::{LookKind, subject_of};
use fangxian_core::policy::{Act, Scope};
use fangxian_paper::{HoldLetterPaper, HoldLetterPart};
use fangxian_store::follow_ups::community_phone;
use fangxian_store::people::{StoredPerson, people_in_by_ids};
use fangxian_store::{StoreError, Tx};
use std::sync::Arc;

/// The letter to somebody of the caller's jurisdiction who is kept, or was let go in the last days, as a PDF.
pub async fn follow_letter_pdf(req: &Request, person: PersonId) -> Result<Vec<u8>, Refusal> {
    let paper = follow_letter(req, person).await?;
    set(&req.city, paper).await
}

/// The same before it is set.
pub async fn follow_letter(req: &Request, person: PersonId) -> Result<HoldLetterPaper, Refusal> {
    let act = Act::FollowSee;
    let scope = req.authorize(act)?;
    let all = counties(&req.city);
    let read =
        req.city.db.read(move |tx| async move { people_in_by_ids(&tx, &all, &[person]).await });
    let stored: Vec<StoredPerson> = read.await?;
    let stored = stored.into_iter().find(|one| scope.covers(&one.door));
    let stored = stored.ok_or(Refusal::NotFound)?;
    printed(req, act, &scope, stored).await
}

/// The letter to a contact of an open case, as the tracer prints it.
pub async fn contact_letter_pdf(
    req: &Request,
    case: CaseId,
    person: PersonId,
) -> Result<Vec<u8>, Refusal> {
    let (scope, stored) = contact_of_case(req, case, person).await?;
    let paper = printed(req, Act::CaseSee, &scope, stored).await?;
    set(&req.city, paper).await
}

/// Makes it; that it was printed stands in the log before anything is shown.
async fn printed(
    req: &Request,
    act: Act,
    scope: &Scope,
    stored: StoredPerson,
) -> Result<HoldLetterPaper, Refusal> {
    let (asked, known) = (req.clone(), stored.clone());
    let read = req.city.db.read(move |tx| async move {
        letter_of(&tx, &asked.city, &known, (asked.now, &asked.caller.name)).await
    });
    let paper = read.await?.ok_or(Refusal::NotFound)?;
    req.city.seen.spend(req, scope, [stored.id])?;
    let (acting, id) = (req.clone(), stored.id);
    let write = req.city.db.write(move |tx| async move {
        acting.deed(&tx, act, &id.to_string(), "letter printed")?;
        Ok::<_, StoreError>(())
    });
    write.await?;
    let subject = subject_of(LookKind::ContactLetter, stored.id);
    log_people(req, scope, &stored.door, &subject, [stored.id]).await?;
    Ok(paper)
}

/// The letter to somebody as he stands now; none of somebody who is not kept, nor was in the last days.
async fn letter_of(
    tx: &Tx,
    city: &City,
    stored: &StoredPerson,
    (now, by): (Moment, &str),
) -> Result<Option<HoldLetterPaper>, StoreError> {
    let mut all = contacts_standing(tx, city, &[stored.id]).await?;
    let Some((hold, standing)) = all.remove(&stored.id) else { return Ok(None) };
    let own = community(&stored.door);
    let phone = match &own {
        Some(own) => community_phone(tx, &own.county(), own).await?,
        None => None,
    };
    let day = standing.since.city_day();
    let kept = keeping(&city.rules, day, hold.ring, standing.says.last_at);
    let letter = kept.and_then(|kept| hold_letter(&standing, &kept, phone.as_deref()));
    let (Some(letter), over) = (letter, hold.until.filter(|until| *until <= now)) else {
        return Ok(None);
    };
    let person = opened(&city.keys.seals, stored)?;
    let paper = HoldLetterPaper {
        title: "隔离医学观察告知书".to_owned(),
        name: person.name.as_str().to_owned(),
        door: city.place_name(&stored.door),
        community: own.map(|own| city.place_name(&own)).unwrap_or_default(),
        what: letter.what.clone(),
        span: letter.span.clone(),
        parts: parts(&letter),
        clause: letter.clause.clone(),
        printed_by: by.to_owned(),
        printed_at: now,
    };
    match over {
        None => Ok(Some(paper)),
        Some(at) if now.city_day().days_since(at.city_day()) <= LATE_DAYS => {
            Ok(Some(freed(paper, &letter, at)))
        }
        Some(_) => Ok(None),
    }
}

fn parts(letter: &HoldLetter) -> Vec<HoldLetterPart> {
    let part = |title: &str, lines: &[String]| HoldLetterPart {
        title: title.to_owned(),
        lines: lines.to_vec(),
    };
    letter.parts.iter().map(|one| part(&one.title, &one.lines)).collect()
}

/// The letter to somebody whose days are over.
fn freed(paper: HoldLetterPaper, letter: &HoldLetter, at: Moment) -> HoldLetterPaper {
    let ended = at.plus_ms(-1).city_day().written();
    let lines = [
        "隔离已经按期解除，健康码已自动恢复，不用再办手续。",
        "可以凭这张告知书复工、复学；任何单位不得因为曾经隔离拒绝您。",
        "接下来几天请留意体温，有不舒服及时告诉社区或去发热门诊。",
    ];
    let free = HoldLetterPart {
        title: "从现在起".to_owned(),
        lines: lines.map(str::to_owned).to_vec(),
    };
    let ask = parts(letter).into_iter().filter(|part| part.title == "有事找谁");
    HoldLetterPaper {
        title: "解除隔离医学观察告知书".to_owned(),
        what: String::new(),
        span: format!("您作为{}的隔离已于{ended}24时解除", letter.what),
        parts: std::iter::once(free).chain(ask).collect(),
        clause: String::new(),
        ..paper
    }
}

async fn set(city: &Arc<City>, paper: HoldLetterPaper) -> Result<Vec<u8>, Refusal> {
    let city = Arc::clone(city);
    let set = tokio::task::spawn_blocking(move || {
        let typesetter = city.typesetter.as_ref().ok_or(Refusal::NoFont)?;
        typesetter.hold_letter_pdf(&paper).map_err(Refusal::Paper)
    });
    set.await.map_err(|_| Refusal::NoFont)?
}
