//! The page on which somebody reads his code and says what is wrong in it: proven as for his results,
//! with those for whom he may look, and with who has looked.

use super::appeals::{AppealAsked, AppealReceipt, LISTED_DAYS, appeal_of_page, number_of};
use super::live::{Known, known_of};
use super::page_looks::page_looks;
use crate::register::{OwnLook, counties, looks_own, opened};
use crate::results::{Asked, LookUpRefused, bond_over, family_of, note_looks, proven};
use crate::seals::Spot;
use crate::{City, Refusal, mint};
use fangxian_core::Moment;
use fangxian_core::codes::{AppealStateKind, HealthCode, ReasonSource};
use fangxian_core::ids::{CodeAppealId, PersonId};
use fangxian_core::looks::PageLook;
use fangxian_core::people::Person;
use fangxian_core::policy::Purpose;
use fangxian_core::results::Secret;
use fangxian_store::codes::appeals_of_people;
use fangxian_store::people::{StoredPerson, people_in_by_ids};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use uuid::Uuid;

/// Of so many lines of who looked somebody is told here; all of it stands on the sheet of the
/// counter.
const LOOKS_SHOWN: usize = 12;
/// So long somebody has to write what is wrong.
const HOLDS_MS: i64 = 30 * 60_000;
const PASS: &str = "code.pass";

/// What was found.
#[derive(Clone, Debug)]
pub struct CodeFound {
    /// Himself first, then those for whom he may look.
    pub people: Vec<CodePerson>,
    /// Who looked at his record, the newest first.
    pub looked: Vec<LookedAt>,
    /// By which an appeal is sent, under a seal; it is good for half an hour.
    pub pass: String,
}

/// Somebody whose code is shown.
#[derive(Clone, Debug)]
pub struct CodePerson {
    /// His name; of those for whom somebody looks, masked.
    pub name: String,
    /// `**************1234`
    pub document: String,
    /// His code.
    pub code: HealthCode,
    /// His appeals of the last days, the newest first.
    pub appeals: Vec<OwnAppeal>,
}

/// An appeal as its person sees it.
#[derive(Clone, Debug)]
pub struct OwnAppeal {
    /// The number that he was given.
    pub number: String,
    /// Against what.
    pub source: ReasonSource,
    /// When.
    pub at: Moment,
    /// By when it is answered.
    pub due_at: Moment,
    /// How it stands.
    pub state: AppealStateKind,
    /// What he is told.
    pub answer: Option<String>,
}

/// That somebody's record was looked at, however often by one office in one day.
#[derive(Clone, Debug)]
pub struct LookedAt {
    /// When first.
    pub at: Moment,
    /// How often.
    pub n_times: usize,
    /// In which role.
    pub who: String,
    /// Where that role is held.
    pub unit: String,
    /// What for, in words.
    pub purpose: String,
    /// What for.
    pub purpose_code: Option<Purpose>,
    /// What was looked at.
    pub what: String,
}

impl LookedAt {
    /// Once, on a public page.
    pub(super) fn on_page(at: Moment, who: String, what: &str) -> LookedAt {
        let (unit, purpose) = (String::new(), String::new());
        LookedAt { at, n_times: 1, who, unit, purpose, purpose_code: None, what: what.to_owned() }
    }
}

/// Who was proven, for whom he may appeal and against what. It travels in the form under a seal.
#[derive(Serialize, Deserialize)]
pub(super) struct CodePass {
    /// His records, then those of each for whom he may look.
    people: Vec<(Vec<PersonId>, Vec<String>)>,
    /// So that what is sent twice is one appeal.
    nonce: Uuid,
    until: Moment,
}

fn spot() -> Spot {
    Spot { column: PASS, record: Uuid::nil() }
}

/// The code of whoever has this document, this name and this secret.
pub async fn code_look_up(
    city: &Arc<City>,
    asked: &Asked,
    secret: &Secret,
    wall: Moment,
) -> Result<CodeFound, LookUpRefused> {
    let people = proven(city, asked, secret, wall).await?;
    Ok(code_found(city, &people, wall).await?)
}

async fn code_found(city: &Arc<City>, own: &[Person], wall: Moment) -> Result<CodeFound, Refusal> {
    let Some(first) = own.first() else { return Err(Refusal::NotFound) };
    let records: Vec<PersonId> = own.iter().map(|one| one.id).collect();
    let name = first.name.as_str().to_owned();
    let mut found = vec![code_person(city, (&records, first, name), wall).await?];
    let mut pass = vec![records.clone()];
    let mut seen = vec![(first.clone(), None)];
    for stored in &family_of(city, &records, wall).await? {
        let person = opened(&city.keys.seals, stored)?;
        let of = (&[person.id][..], &person, person.name.masked());
        found.push(code_person(city, of, wall).await?);
        pass.push(vec![person.id]);
        seen.push((person, Some(first)));
    }
    let all = counties(city);
    let read = city.db.read(move |tx| async move { people_in_by_ids(&tx, &all, &records).await });
    let stored: Vec<StoredPerson> = read.await?;
    let looked = looks_own(city, &stored, LOOKS_SHOWN).await?;
    let mut looked: Vec<LookedAt> = looked.into_iter().map(looked_at).collect();
    looked.extend(page_looks(city, &stored).await?);
    looked.sort_by_key(|look| std::cmp::Reverse(look.at));
    looked.truncate(LOOKS_SHOWN);
    note_looks(city, &seen, PageLook::Code, wall).await?;
    let sources = |one: &CodePerson| one.code.reasons.iter().map(|one| one.source.code()).collect();
    let pass = CodePass {
        people: pass.into_iter().zip(&found).map(|(own, one)| (own, sources(one))).collect(),
        nonce: mint::uuid(wall)?,
        until: wall.plus_ms(HOLDS_MS),
    };
    let text = serde_json::to_vec(&pass).map_err(|_| Refusal::NotFound)?;
    Ok(CodeFound { people: found, looked, pass: hex::encode(city.keys.seals.seal(spot(), &text)?) })
}

async fn code_person(
    city: &Arc<City>,
    (records, person, name): (&[PersonId], &Person, String),
    wall: Moment,
) -> Result<CodePerson, Refusal> {
    let now = city.now(wall);
    let known = known_of(city, records, (now, wall)).await?;
    Ok(CodePerson {
        name,
        document: person.document.masked(),
        appeals: own_appeals(city, records, &known, now).await?,
        code: known.code,
    })
}

async fn own_appeals(
    city: &City,
    records: &[PersonId],
    known: &Known,
    now: Moment,
) -> Result<Vec<OwnAppeal>, Refusal> {
    let (all, records) = (counties(city), records.to_vec());
    let since = now.plus_ms(-LISTED_DAYS * 86_400_000);
    let read =
        city.db.read(move |tx| async move { appeals_of_people(&tx, &all, &records, since).await });
    let own = read.await?.into_iter().rev().map(|one| OwnAppeal {
        number: number_of(one.appeal.id),
        source: one.appeal.source,
        at: one.appeal.at,
        due_at: one.appeal.due_at(),
        state: super::appeals::state(&one.appeal, known, now),
        answer: one.answer.map(|(answer, _)| answer),
    });
    Ok(own.collect())
}

fn looked_at(look: OwnLook) -> LookedAt {
    let OwnLook { line, purpose } = look;
    LookedAt {
        at: line.at,
        n_times: line.n_times,
        who: line.who,
        unit: line.unit,
        purpose: line.purpose,
        purpose_code: purpose,
        what: line.what,
    }
}

/// What somebody wrote on the page.
#[derive(Clone, Debug)]
pub struct PageAppeal {
    /// For himself (0), or for which of his family.
    pub who: usize,
    /// Against the how-many-th reason that the page showed of him, from 0.
    pub at: usize,
    /// Whether it is about medical care.
    pub is_medical: bool,
    /// What is wrong.
    pub said: String,
}

/// Takes an appeal from the page, by the pass that it carries. A pass that ran out, or a family that
/// is none any more, is not found.
pub async fn appeal_on_page(
    city: &Arc<City>,
    pass: &str,
    appeal: PageAppeal,
    wall: Moment,
) -> Result<AppealReceipt, Refusal> {
    let pass = pass_opened(city, pass, wall)?;
    let (stored, sources) = of_pass(city, &pass, appeal.who, wall).await?;
    let source = sources.get(appeal.at).and_then(|code| ReasonSource::from_code(code));
    let source = source.ok_or(Refusal::NotFound)?;
    let asked = AppealAsked {
        id: id_of(city, &pass, appeal.who, source),
        source,
        is_medical: appeal.is_medical,
        said: appeal.said,
    };
    appeal_of_page(city, &stored, asked, wall).await
}

/// A pass of the page; one that ran out is not found.
pub(super) fn pass_opened(city: &City, pass: &str, wall: Moment) -> Result<CodePass, Refusal> {
    let sealed = hex::decode(pass.trim()).map_err(|_| Refusal::NotFound)?;
    let text = city.keys.seals.open(spot(), &sealed).map_err(|_| Refusal::NotFound)?;
    let pass: CodePass = serde_json::from_slice(&text).map_err(|_| Refusal::NotFound)?;
    if pass.until < wall { Err(Refusal::NotFound) } else { Ok(pass) }
}

/// The record of one of whom a pass speaks, the one under which he is counted where there is one, and
/// the reasons that the page showed of him. A family that is none any more is not found.
pub(super) async fn of_pass<'a>(
    city: &Arc<City>,
    pass: &'a CodePass,
    who: usize,
    wall: Moment,
) -> Result<(StoredPerson, &'a [String]), Refusal> {
    let own = pass.people.first().ok_or(Refusal::NotFound)?;
    let (records, sources) = pass.people.get(who).ok_or(Refusal::NotFound)?;
    if who > 0 {
        let family = family_of(city, &own.0, wall).await?;
        if !family.iter().any(|one| records.contains(&one.id)) {
            return Err(Refusal::NotFound);
        }
    }
    let (all, ids) = (counties(city), records.clone());
    let read = city.db.read(move |tx| async move { people_in_by_ids(&tx, &all, &ids).await });
    let mut stored: Vec<StoredPerson> = read.await?;
    let counted = stored.iter().position(|one| one.gone_at.is_none()).unwrap_or(0);
    if stored.is_empty() {
        Err(Refusal::NotFound)
    } else {
        Ok((stored.swap_remove(counted), sources))
    }
}

/// Until before when whoever was proven may look for one of his family; none for himself.
pub(super) async fn family_until(
    city: &City,
    pass: &CodePass,
    who: usize,
    wall: Moment,
) -> Result<Option<Moment>, Refusal> {
    match (pass.people.first(), pass.people.get(who)) {
        (Some((own, _)), Some((records, _))) if who > 0 => {
            bond_over(city, (own, records), wall).await
        }
        (_, _) => Ok(None),
    }
}

/// Whoever was proven when the page was shown.
pub(super) async fn proven_of_pass(city: &City, pass: &CodePass) -> Result<Person, Refusal> {
    let (records, _) = pass.people.first().ok_or(Refusal::NotFound)?;
    let (all, ids) = (counties(city), records.clone());
    let read = city.db.read(move |tx| async move { people_in_by_ids(&tx, &all, &ids).await });
    let stored: Vec<StoredPerson> = read.await?;
    Ok(opened(&city.keys.seals, stored.first().ok_or(Refusal::NotFound)?)?)
}

/// The same for the same button of the same page, however often it is touched.
fn id_of(city: &City, pass: &CodePass, who: usize, source: ReasonSource) -> CodeAppealId {
    let what = format!("code appeal\n{}\n{who}\n{}", pass.nonce, source.code());
    let print = city.keys.seals.fingerprint(what.as_bytes());
    let mut bytes = [0; 16];
    for (to, from) in bytes.iter_mut().zip(&print) {
        *to = *from;
    }
    CodeAppealId::from_uuid(Uuid::from_bytes(bytes))
}
