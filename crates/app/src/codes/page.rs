//! The page on which somebody reads his code: proven as for his results, with those for whom he may
//! look, and with who has looked.

use super::live::code_of;
use crate::register::{OwnLook, counties, looks_own, opened};
use crate::results::{Asked, LookUpRefused, family_of, note_looks, proven};
use crate::{City, Refusal};
use fangxian_core::Moment;
use fangxian_core::codes::HealthCode;
use fangxian_core::ids::PersonId;
use fangxian_core::people::Person;
use fangxian_core::policy::Purpose;
use fangxian_core::results::Secret;
use fangxian_store::people::{StoredPerson, people_in_by_ids};
use std::sync::Arc;

/// Of so many lines of who looked somebody is told here; all of it stands on the sheet of the
/// counter.
const LOOKS_SHOWN: usize = 12;

/// What was found.
#[derive(Clone, Debug)]
pub struct CodeFound {
    /// Himself first, then those for whom he may look.
    pub people: Vec<CodePerson>,
    /// Who looked at his record, the newest first.
    pub looked: Vec<LookedAt>,
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

pub(super) async fn code_found(
    city: &Arc<City>,
    own: &[Person],
    wall: Moment,
) -> Result<CodeFound, Refusal> {
    let Some(first) = own.first() else { return Err(Refusal::NotFound) };
    let records: Vec<PersonId> = own.iter().map(|one| one.id).collect();
    let mut found = vec![CodePerson {
        name: first.name.as_str().to_owned(),
        document: first.document.masked(),
        code: code_of(city, &records, wall).await?,
    }];
    let mut seen = vec![(first.clone(), None)];
    for stored in &family_of(city, &records, wall).await? {
        let person = opened(&city.keys.seals, stored)?;
        found.push(CodePerson {
            name: person.name.masked(),
            document: person.document.masked(),
            code: code_of(city, &[person.id], wall).await?,
        });
        seen.push((person, Some(first)));
    }
    let all = counties(city);
    let read = city.db.read(move |tx| async move { people_in_by_ids(&tx, &all, &records).await });
    let stored: Vec<StoredPerson> = read.await?;
    let looked = looks_own(city, &stored, LOOKS_SHOWN).await?;
    note_looks(city, &seen, "健康码", wall).await?;
    Ok(CodeFound { people: found, looked: looked.into_iter().map(looked_at).collect() })
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
