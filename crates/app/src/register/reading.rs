//! What is logged of a reading before anything is shown: who, what for, and whom it was of, so that
//! a person's own log is whole. Few people are named; of a list the places are kept.

use super::{community, roster};
use crate::caller::Request;
use crate::{Refusal, mint};
use fangxian_core::Moment;
use fangxian_core::ids::PersonId;
use fangxian_core::looks::{Extent, LookKind};
use fangxian_core::places::{PlaceCode, PlaceKind};
use fangxian_core::policy::Scope;
use fangxian_store::read_log::{ReadOf, Reading, day_seen_insert, read_of_insert, readings_insert};
use std::collections::BTreeMap;

/// How many people a reading names at most. A list of more is known by its place.
pub(crate) const NAMED_MAX: usize = 50;

/// Whom a reading showed.
pub(crate) struct Shown {
    /// These very people.
    pub(crate) named: Vec<PersonId>,
    /// People of a place, as they were at a moment.
    pub(crate) of_place: Option<(PlaceCode, Moment)>,
}

/// Where the role was held in which somebody reads, as the log keeps it.
pub(crate) fn unit_of(scope: &Scope) -> String {
    let codes: Vec<&str> = scope.jurisdictions().iter().map(PlaceCode::as_str).collect();
    codes.join(",")
}

/// Logs that a list of a place was shown, as far as the scope covers it.
pub(crate) async fn log_reading(
    req: &Request,
    scope: &Scope,
    at: &PlaceCode,
    subject: &str,
    n_rows: usize,
) -> Result<(), Refusal> {
    let shown = Shown { named: Vec::new(), of_place: Some((at.clone(), req.wall)) };
    log_shown(req, scope, at, (subject, n_rows), shown).await
}

/// Logs that these people were shown.
pub(crate) async fn log_people(
    req: &Request,
    scope: &Scope,
    at: &PlaceCode,
    subject: &str,
    people: impl IntoIterator<Item = PersonId>,
) -> Result<(), Refusal> {
    let named: Vec<PersonId> = people.into_iter().collect();
    let n_rows = named.len();
    log_shown(req, scope, at, (subject, n_rows), Shown { named, of_place: None }).await
}

/// Logs that people were shown. Nothing is shown before it is written.
pub(crate) async fn log_shown(
    req: &Request,
    scope: &Scope,
    at: &PlaceCode,
    (subject, n_rows): (&str, usize),
    shown: Shown,
) -> Result<(), Refusal> {
    let reading = Reading {
        county: at.county(),
        id: mint::uuid(req.wall)?,
        at: req.wall,
        account: req.caller.account,
        role: scope.role().code().to_owned(),
        unit: unit_of(scope),
        purpose: req.purpose.code().to_owned(),
        subject: subject.to_owned(),
        rows_read: i64::try_from(n_rows).unwrap_or(i64::MAX),
    };
    let row = |about: String, extent, as_of| ReadOf {
        county: reading.county.clone(),
        about,
        read: reading.id,
        extent,
        as_of,
    };
    let mut of: Vec<ReadOf> =
        shown.named.iter().map(|person| row(person.to_string(), Extent::Named, req.wall)).collect();
    if let Some((place, as_of)) = &shown.of_place {
        let places = scope.covered_of(place);
        let is_all = *as_of == req.wall && shows_all(req, &places, subject, n_rows).await?;
        let extent = if is_all { Extent::All } else { Extent::Some };
        of.extend(places.iter().map(|place| row(place.to_string(), extent, *as_of)));
    }
    let (key, account) = (req.city.key(), req.caller.account);
    let unsaved = req.city.seen.unsaved(account);
    let kept = unsaved.clone();
    let write = req.city.db.write(move |tx| async move {
        readings_insert(&tx, &[reading]).await?;
        read_of_insert(&tx, &of).await?;
        if let Some((day, people)) = unsaved {
            day_seen_insert(&tx, &key, account, day, &people).await?;
        }
        Ok::<_, fangxian_store::StoreError>(())
    });
    write.await?;
    if let Some((_, people)) = kept {
        req.city.seen.saved(account, &people);
    }
    Ok(())
}

/// Whether as many were shown as live in these places, so that everybody was.
async fn shows_all(
    req: &Request,
    places: &[PlaceCode],
    subject: &str,
    n_rows: usize,
) -> Result<bool, Refusal> {
    let counts = LookKind::of_subject(subject).is_some_and(LookKind::is_a_row_a_person);
    if !counts || places.iter().any(|place| place.kind() < PlaceKind::Community) {
        return Ok(false);
    }
    let mut by_community: BTreeMap<PlaceCode, Vec<&PlaceCode>> = BTreeMap::new();
    for place in places {
        let Some(own) = community(place) else { return Ok(false) };
        by_community.entry(own).or_default().push(place);
    }
    let mut n_people = 0;
    for (own, parts) in by_community {
        let roster = roster(&req.city, &own).await?;
        n_people += match parts.contains(&&own) {
            true => roster.people.len(),
            false => parts.iter().map(|part| roster.within(part).count()).sum(),
        };
        if n_people > n_rows {
            return Ok(false);
        }
    }
    Ok(true)
}
