//! 纸质码: the code of somebody without a phone, on a sheet that is good for a day, printed at the
//! counter, by whoever goes from door to door, or by one of the family who may look for him.

use super::live::code_of;
use super::page::{of_pass, pass_opened, proven_of_pass};
use crate::caller::Request;
use crate::city::change;
use crate::passes::ENDED;
use crate::register::{community, counties, log_people, opened, person_within, roster};
use crate::results::note_looks;
use crate::{City, Refusal};
use fangxian_core::Moment;
use fangxian_core::codes::HealthColor;
use fangxian_core::ids::PersonId;
use fangxian_core::looks::{LookKind, PageLook, subject_of};
use fangxian_core::passes::{PAPER_SECONDS, Pass, PassKind, document_mark};
use fangxian_core::people::Person;
use fangxian_core::policy::{Act, Scope};
use fangxian_paper::{PassLine, PassesPaper, PrintedPass};
use fangxian_store::StoreError;
use fangxian_store::feed::append;
use fangxian_store::pass_ends::{PassEndKind, StoredPassEnd, paper_end_of, pass_end_insert};
use fangxian_store::people::{StoredPerson, people_in_by_ids};
use std::sync::Arc;
use uuid::Uuid;

/// More people live behind no door that is a household.
const PEOPLE_MAX: usize = 40;

/// The sheet of one person, or of everybody who is counted at his door, as a PDF. That it was printed
/// stands in the log of each, whether or not the printer then works.
pub async fn paper_code_pdf(
    req: &Request,
    id: PersonId,
    is_household: bool,
) -> Result<Vec<u8>, Refusal> {
    let paper = paper_code_sheet(req, id, is_household).await?;
    set(&req.city, paper).await
}

/// The same before it is set.
pub async fn paper_code_sheet(
    req: &Request,
    id: PersonId,
    is_household: bool,
) -> Result<PassesPaper, Refusal> {
    let (scope, stored, ids) = people_of_sheet(req, id, is_household).await?;
    let (all, wanted) = (counties(&req.city), ids.clone());
    let read =
        req.city.db.read(move |tx| async move { people_in_by_ids(&tx, &all, &wanted).await });
    let mut found = read.await?;
    found.sort_by_key(|one| ids.iter().position(|id| *id == one.id));
    let mut people = Vec::with_capacity(found.len());
    for stored in &found {
        people.push(line(&req.city, &opened(&req.city.keys.seals, stored)?, req.wall).await?);
    }
    req.city.seen.spend(req, &scope, ids.iter().copied())?;
    let (acting, n) = (req.clone(), ids.len());
    let write = req.city.db.write(move |tx| async move {
        let told = format!("paper codes printed {n}");
        acting.deed(&tx, Act::PaperCodePrint, &id.to_string(), &told)?;
        Ok::<_, StoreError>(())
    });
    write.await?;
    log_people(req, &scope, &stored.door, &subject_of(LookKind::PaperCodes, id), ids).await?;
    Ok(sheet(&req.city, req.caller.name.clone(), people, req.wall))
}

/// Who is on a sheet: somebody alone, or everybody who is counted at his door.
async fn people_of_sheet(
    req: &Request,
    id: PersonId,
    is_household: bool,
) -> Result<(Scope, StoredPerson, Vec<PersonId>), Refusal> {
    let (scope, stored) = person_within(req, Act::PaperCodePrint, id).await?;
    let own = community(&stored.door).ok_or(Refusal::PlaceUnknown)?;
    let roster = roster(&req.city, &own).await?;
    let resident = roster.resident(id).ok_or(Refusal::PersonGone)?;
    let ids: Vec<PersonId> = if is_household {
        roster
            .within(&stored.door)
            .filter(|(one, _)| one.door == resident.door)
            .map(|(one, _)| one.id)
            .collect()
    } else {
        vec![id]
    };
    match ids.len() {
        0..=PEOPLE_MAX => Ok((scope, stored, ids)),
        _ => Err(Refusal::BadInput("这一户登记的人太多，请逐个办理。".to_owned())),
    }
}

/// Ends every sheet of somebody that was printed until now, or of everybody who is counted at his door:
/// it was lost. Gates refuse it from here on; one that is printed afterwards is good. Twice is once.
pub async fn paper_code_end(
    req: &Request,
    id: PersonId,
    (end, is_household): (Uuid, bool),
) -> Result<(), Refusal> {
    let (_, stored, ids) = people_of_sheet(req, id, is_household).await?;
    let asked = req.clone();
    let write = req.city.db.write(move |tx| async move {
        let mut n_new = 0;
        for person in ids {
            let one = StoredPassEnd {
                id: end_id(&asked.city, end, person),
                county: stored.door.county(),
                person,
                kind: PassEndKind::Paper,
                at: asked.now,
                by: asked.caller.login.clone(),
            };
            n_new += usize::from(pass_end_insert(&tx, &one).await?);
        }
        if n_new > 0 {
            append(&tx, change(&asked.city.key(), asked.now, ENDED, ""))?;
            let told = format!("paper codes ended {n_new}");
            asked.deed(&tx, Act::PaperCodePrint, &id.to_string(), &told)?;
        }
        Ok::<_, StoreError>(())
    });
    write.await?;
    req.city.catch_up().await
}

/// The same for the same person and the same touch of the button.
fn end_id(city: &City, end: Uuid, person: PersonId) -> Uuid {
    let print = city.keys.seals.fingerprint(format!("paper end\n{end}\n{person}").as_bytes());
    let mut bytes = [0; 16];
    for (to, from) in bytes.iter_mut().zip(&print) {
        *to = *from;
    }
    Uuid::from_bytes(bytes)
}

/// When the sheets of somebody were ended last, and by whom: as his record shows it.
pub async fn paper_code_ended(
    req: &Request,
    stored: &StoredPerson,
) -> Result<Option<(Moment, String)>, Refusal> {
    let (county, id) = (stored.door.county(), stored.id);
    let read = req.city.db.read(move |tx| async move { paper_end_of(&tx, &county, id).await });
    let found: Option<StoredPassEnd> = read.await?;
    Ok(found.map(|one| (one.at, req.city.people.by_login(&one.by))))
}

/// The sheet of somebody of whom a page was shown, by the pass that it carries: himself, or one for
/// whom he may look. A pass that ran out, or a family that is none any more, is not found.
pub async fn paper_code_of_page(
    city: &Arc<City>,
    pass: &str,
    who: usize,
    wall: Moment,
) -> Result<PassesPaper, Refusal> {
    let pass = pass_opened(city, pass, wall)?;
    let (stored, _) = of_pass(city, &pass, who, wall).await?;
    let person = opened(&city.keys.seals, &stored)?;
    let own = proven_of_pass(city, &pass).await?;
    let by = (who > 0).then_some(&own);
    let people = vec![line(city, &person, wall).await?];
    note_looks(city, &[(person, by)], PageLook::Paper, wall).await?;
    let by = if who > 0 { "家人" } else { "本人" };
    Ok(sheet(city, by.to_owned(), people, wall))
}

/// The same as a PDF.
pub async fn paper_code_of_page_pdf(
    city: &Arc<City>,
    pass: &str,
    who: usize,
    wall: Moment,
) -> Result<Vec<u8>, Refusal> {
    let paper = paper_code_of_page(city, pass, who, wall).await?;
    set(city, paper).await
}

pub(super) fn made_at(city: &City, wall: Moment) -> Moment {
    let now = city.now(wall);
    Moment(now.0 - now.0.rem_euclid(1_000))
}

/// A pass that is good for a day together with the document; none for whoever has no number that can be
/// compared.
pub(super) fn pass_of_a_day(
    city: &City,
    person: &Person,
    color: HealthColor,
    wall: Moment,
) -> Option<PrintedPass> {
    let mark = document_mark(person.name.as_str(), person.document.number())?;
    let pass = Pass {
        kind: PassKind::Paper,
        alias: city.keys.passes.alias(person.id),
        color,
        made_at: made_at(city, wall),
        mark: Some(mark.clone()),
    };
    let code = city.keys.passes.sign(pass, city.code.as_str()).text(city.code.as_str());
    Some(PrintedPass { mark, code })
}

async fn line(city: &Arc<City>, person: &Person, wall: Moment) -> Result<PassLine, Refusal> {
    let code = code_of(city, &[person.id], wall).await?;
    let pass = pass_of_a_day(city, person, code.color, wall);
    let mut reasons: Vec<String> =
        code.reasons.iter().map(|reason| reason.cause.title().to_owned()).collect();
    reasons.dedup();
    Ok(PassLine { name: person.name.masked(), pass, color: code.color, reasons })
}

fn sheet(city: &City, printed_by: String, people: Vec<PassLine>, wall: Moment) -> PassesPaper {
    let printed_at = made_at(city, wall);
    PassesPaper {
        city: city.name.clone(),
        printed_by,
        printed_at,
        ends_at: printed_at.plus_ms(PAPER_SECONDS * 1_000),
        people,
    }
}

async fn set(city: &Arc<City>, paper: PassesPaper) -> Result<Vec<u8>, Refusal> {
    let city = Arc::clone(city);
    let set = tokio::task::spawn_blocking(move || {
        let typesetter = city.typesetter.as_ref().ok_or(Refusal::NoFont)?;
        typesetter.passes_pdf(&paper).map_err(Refusal::Paper)
    });
    set.await.map_err(|_| Refusal::NoFont)?
}
