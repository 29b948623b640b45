//! What staff do with a report: open its photo for a reason, say that it cannot be read, and by two
//! people withdraw what was reported of the wrong person.

use super::follow::settle;
use super::known::{antigen_of, stay_of};
use super::photo::Photo;
use super::photo_spot;
use crate::caller::Request;
use crate::city::change;
use crate::orders::Within;
use crate::register::{counties, log_people, reason_of, stored_person};
use crate::{Refusal, TestingRefusal};
use fangxian_core::antigen::{AntigenMark, AntigenMarkKind, check_mark};
use fangxian_core::ids::{AntigenMarkId, AntigenReportId};
use fangxian_core::looks::{LookKind, subject_of};
use fangxian_core::policy::{Act, Scope};
use fangxian_store::antigen::{
    StoredAntigen, StoredAntigenMark, antigen_by_id, antigen_mark_insert, antigen_marks,
    antigen_photo,
};
use fangxian_store::people::StoredPerson;
use fangxian_store::{StoreError, feed};

/// A report whose person is within the caller's jurisdiction. Whoever is merged into another is that
/// other one.
async fn report_within(
    req: &Request,
    scope: &Scope,
    id: AntigenReportId,
) -> Result<(StoredAntigen, StoredPerson), Refusal> {
    let all = counties(&req.city);
    let read = req.city.db.read(move |tx| async move {
        let Some(report) = antigen_by_id(&tx, &all, id).await? else { return Ok(None) };
        let stays = stay_of(&tx, &all, [report.person]).await?;
        let person = stays.get(&report.person).copied().unwrap_or(report.person);
        Ok::<_, StoreError>(Some((report, person)))
    });
    let (report, person) = read.await?.ok_or(Refusal::NotFound)?;
    let stored = stored_person(req, scope, person).await?;
    Ok((report, stored))
}

/// The photo of a report, for a reason that is kept. The reading stands in the log and in the audit
/// trail before anything is shown.
pub async fn antigen_photo_see(
    req: &Request,
    id: AntigenReportId,
    reason: &str,
) -> Result<Photo, Refusal> {
    let scope = req.authorize(Act::AntigenPhotoSee)?;
    let (report, stored) = report_within(req, &scope, id).await?;
    let kind = report.photo.ok_or(Refusal::NotFound)?;
    let reason = reason_of(reason)?;
    let county = report.county.clone();
    let read = req.city.db.read(move |tx| async move { antigen_photo(&tx, &county, id).await });
    let sealed = read.await?.ok_or(Refusal::NotFound)?;
    let bytes = req.city.keys.seals.open(photo_spot(id), &sealed)?;
    let subject = subject_of(LookKind::AntigenPhoto, id);
    log_people(req, &scope, &stored.door, &subject, [stored.id]).await?;
    let asked = req.clone();
    let deed = req.city.db.write(move |tx| async move {
        asked.deed(&tx, Act::AntigenPhotoSee, &stored.id.to_string(), &reason)
    });
    deed.await?;
    Ok(Photo { kind, bytes })
}

/// Something that is to be said of a report.
#[derive(Clone, Debug)]
pub struct MarkAsked {
    /// Made by the client.
    pub id: AntigenMarkId,
    /// Of which report.
    pub report: AntigenReportId,
    /// What.
    pub kind: AntigenMarkKind,
    /// Why.
    pub reason: String,
}

/// Says something of a report. The same again changes nothing. Once two people have withdrawn it,
/// nobody need go to the door for it any more.
pub async fn antigen_mark(req: &Request, asked: MarkAsked) -> Result<(), Refusal> {
    let scope = req.authorize(Act::AntigenKeep)?;
    let (report, stored) = report_within(req, &scope, asked.report).await?;
    let reason = reason_of(&asked.reason)?;
    let print = format!("{asked:?}\n{}", req.caller.login);
    let row = StoredAntigenMark {
        id: asked.id,
        county: report.county.clone(),
        report: report.id,
        mark: AntigenMark {
            kind: asked.kind,
            at: req.now,
            by: req.caller.login.clone(),
            reason: reason.clone(),
        },
        body_mac: req.city.keys.seals.fingerprint(print.as_bytes()),
    };
    let acting = req.clone();
    let write = req.city.db.write(move |tx| async move {
        let all = counties(&acting.city);
        let known = antigen_marks(&tx, &all, &[report.id]).await?;
        if let Some(same) = known.iter().find(|one| one.id == row.id) {
            let is_same = same.body_mac == row.body_mac;
            return if is_same { Ok(()) } else { Err(Refusal::IdReused) };
        }
        let said: Vec<AntigenMark> = known.into_iter().map(|one| one.mark).collect();
        let by = (row.mark.kind, row.mark.by.as_str());
        check_mark(&said, by, report.photo.is_some())
            .map_err(TestingRefusal::AntigenMarkRefused)?;
        antigen_mark_insert(&tx, &row).await.map_err(taken)?;
        let times = (acting.now, acting.wall);
        if let Some(own) = antigen_of(&tx, &acting.city, &[stored.id], times).await?.get(&stored.id)
        {
            settle(&tx, Within::of(&acting), own).await?;
        }
        let detail = format!("{} {}: {reason}", row.mark.kind.code(), report.id);
        acting.deed(&tx, Act::AntigenKeep, &stored.id.to_string(), &detail)?;
        let at = report.community.as_str();
        feed::append(&tx, change(&acting.city.key(), acting.now, "antigen", at))?;
        Ok(())
    });
    write.await?;
    req.city.catch_up().await
}

fn taken(error: StoreError) -> Refusal {
    if error.conflicts_with("antigen_mark") { Refusal::Stale } else { error.into() }
}
