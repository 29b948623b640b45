//! A report: who may, checked, kept with its photo under a seal, and what follows from it, in one
//! transaction.

use super::follow::{raise_for, told};
use super::known::{PersonAntigen, antigen_of};
use super::pass::AntigenPass;
use super::photo::{Photo, photo_read};
use super::photo_spot;
use crate::audit::deed_of_nobody;
use crate::caller::Request;
use crate::orders::Within;
use crate::register::{
    community_code, counties, log_people, opened, person_within, reason_of, stays_for,
};
use crate::results::{family_of, sms_put};
use crate::{City, Refusal, TestingRefusal};
use fangxian_core::Moment;
use fangxian_core::antigen::{
    AntigenCase, AntigenFollows, AntigenOutcome, PhotoFlaw, PhotoGiven, ReportFlaw,
    antigen_follows, check_report,
};
use fangxian_core::ids::{AntigenReportId, PersonId};
use fangxian_core::looks::{LookKind, subject_of};
use fangxian_core::people::Phone;
use fangxian_core::policy::Act;
use fangxian_store::antigen::{
    AntigenReporter, StoredAntigen, antigen_by_id, antigen_insert, antigen_photo_insert,
};
use fangxian_store::people::{StoredPerson, people_in_by_ids};
use fangxian_store::{StoreError, Tx};
use std::sync::Arc;
use tokio::sync::Semaphore;

/// When a test was done, as a form says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AntigenWhen {
    /// Just now.
    Now,
    /// At that moment.
    At(Moment),
    /// Within the half hour that begins then. The end of it counts, or now: a sample taken in that
    /// half hour may have been taken before.
    HalfHour(Moment),
}

const HALF_HOUR_MS: i64 = 30 * 60_000;

impl AntigenWhen {
    fn tested_at(self, now: Moment) -> Moment {
        match self {
            AntigenWhen::Now => now,
            AntigenWhen::At(at) => at,
            AntigenWhen::HalfHour(from) if from > now => from,
            AntigenWhen::HalfHour(from) => from.plus_ms(HALF_HOUR_MS).min(now),
        }
    }
}

/// What was read off a cassette.
#[derive(Clone, Debug)]
pub struct AntigenAsked {
    /// When the test was done.
    pub when: AntigenWhen,
    /// What was read off.
    pub outcome: AntigenOutcome,
    /// The photo.
    pub photo: Option<Photo>,
}

/// What became of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AntigenAnswer {
    /// Which.
    pub report: AntigenReportId,
    /// What was reported.
    pub outcome: AntigenOutcome,
    /// When the test was done.
    pub tested_at: Moment,
    /// What follows.
    pub follows: AntigenFollows,
    /// By when somebody is to be at the door, where that follows.
    pub due_at: Option<Moment>,
}

/// Why a report by the person is not taken.
#[derive(Debug, thiserror::Error)]
pub enum AntigenRefused {
    /// Whoever was proven may not report for this person any more.
    #[error("这一页已经过期，请重新填写证件和查询码。")]
    Over,
    /// The same form was sent before with something else in it.
    #[error("这张表已经上报过。要再报一次，请重新填写。")]
    Known,
    /// It cannot be so.
    #[error("{0}。")]
    Flaw(ReportFlaw),
    /// The photo is none.
    #[error("{0}。")]
    Photo(PhotoFlaw),
    /// Something failed on our side.
    #[error(transparent)]
    Refused(#[from] Refusal),
}

impl From<StoreError> for AntigenRefused {
    fn from(error: StoreError) -> AntigenRefused {
        AntigenRefused::Refused(error.into())
    }
}

impl From<AntigenRefused> for Refusal {
    fn from(refused: AntigenRefused) -> Refusal {
        match refused {
            AntigenRefused::Over => Refusal::NotFound,
            AntigenRefused::Known => Refusal::IdReused,
            AntigenRefused::Flaw(flaw) => TestingRefusal::AntigenRefused(flaw).into(),
            AntigenRefused::Photo(flaw) => TestingRefusal::PhotoRefused(flaw).into(),
            AntigenRefused::Refused(refusal) => refusal,
        }
    }
}

/// So many photos are read at once: one that is made to be large in memory is large only twice.
static READING: Semaphore = Semaphore::const_new(2);

/// Checks and strips a photo, beside whoever else is served.
pub async fn photo_checked(sent: Vec<u8>) -> Result<Photo, AntigenRefused> {
    let _place = READING.acquire().await;
    let read = tokio::task::spawn_blocking(move || photo_read(sent)).await;
    read.map_err(|_| AntigenRefused::Photo(PhotoFlaw::Broken))?.map_err(AntigenRefused::Photo)
}

/// Takes a report by whoever holds the pass, for himself (0) or for one of those for whom he may.
pub async fn antigen_report_public(
    city: &Arc<City>,
    pass: &AntigenPass,
    who: usize,
    asked: AntigenAsked,
    wall: Moment,
) -> Result<AntigenAnswer, AntigenRefused> {
    let own = own_record(city, &pass.records).await?.ok_or(AntigenRefused::Over)?;
    let (stored, by) = match who.checked_sub(1) {
        None => (own, AntigenReporter::Own),
        Some(at) => {
            let wanted = pass.family.get(at).copied().ok_or(AntigenRefused::Over)?;
            // What was agreed to may have ended since.
            let family = family_of(city, &pass.records, wall).await?;
            let stored = family.into_iter().find(|one| one.id == wanted);
            (stored.ok_or(AntigenRefused::Over)?, AntigenReporter::Proxy(own.id))
        }
    };
    let told = match &by {
        AntigenReporter::Proxy(proxy) => phone_to_tell(city, &stored, *proxy).await?,
        AntigenReporter::Own | AntigenReporter::Staff(_) => None,
    };
    let at = Within { city, now: city.now(wall), wall, by: None };
    let report = Report { id: pass.report, stored, by, no_photo_reason: String::new(), asked };
    taken(city, at, report, Done::ByPerson(told)).await
}

/// The record under which somebody is counted, of those that bear his document.
async fn own_record(
    city: &Arc<City>,
    records: &[PersonId],
) -> Result<Option<StoredPerson>, StoreError> {
    let (all, records) = (counties(city), records.to_vec());
    let read = city.db.read(move |tx| async move {
        let mut ids = Vec::new();
        for record in records {
            ids.push(stays_for(&tx, &all, record).await?);
        }
        people_in_by_ids(&tx, &all, &ids).await
    });
    let stored = read.await?;
    let counted = stored.iter().find(|one| one.gone_at.is_none()).cloned();
    Ok(counted.or_else(|| stored.into_iter().next()))
}

/// The phone of whoever was reported for by another, and what it is told; none where they share it.
async fn phone_to_tell(
    city: &Arc<City>,
    stored: &StoredPerson,
    proxy: PersonId,
) -> Result<Option<(Phone, String)>, Refusal> {
    let person = opened(&city.keys.seals, stored)?;
    let proxy = own_record(city, &[proxy]).await?;
    let proxy = proxy.map(|one| opened(&city.keys.seals, &one)).transpose()?;
    let (Some(phone), Some(proxy)) = (person.phone, proxy) else { return Ok(None) };
    let text = format!(
        "【防线】{}刚才替您上报了一次抗原自测。不是您的，请马上联系社区；不同意由此人代办的，请到社区窗口解除绑定。",
        proxy.name.masked()
    );
    Ok((proxy.phone.as_ref() != Some(&phone)).then_some((phone, text)))
}

/// Takes a report of somebody who has no phone, by staff, with a photo or with why there is none.
/// The same id with the same content again changes nothing.
pub async fn antigen_report_staff(
    req: &Request,
    id: AntigenReportId,
    person: PersonId,
    no_photo_reason: &str,
    asked: AntigenAsked,
) -> Result<AntigenAnswer, Refusal> {
    let (scope, stored) = person_within(req, Act::AntigenReport, person).await?;
    if stored.gone_at.is_some() {
        return Err(Refusal::PersonGone);
    }
    let no_photo_reason = match no_photo_reason.trim().is_empty() || asked.photo.is_some() {
        true => String::new(),
        false => reason_of(no_photo_reason)?,
    };
    let subject = subject_of(LookKind::AntigenReported, person);
    log_people(req, &scope, &stored.door, &subject, [person]).await?;
    let by = AntigenReporter::Staff(req.caller.login.clone());
    let report = Report { id, stored, by, no_photo_reason, asked };
    Ok(taken(&req.city, Within::of(req), report, Done::ByStaff(req.clone())).await?)
}

struct Report {
    id: AntigenReportId,
    stored: StoredPerson,
    by: AntigenReporter,
    no_photo_reason: String,
    asked: AntigenAsked,
}

enum Done {
    /// By the person or another; whom to tell.
    ByPerson(Option<(Phone, String)>),
    /// By staff.
    ByStaff(Request),
}

impl Report {
    fn photo_given(&self) -> PhotoGiven {
        match (&self.asked.photo, self.no_photo_reason.is_empty()) {
            (Some(_), _) => PhotoGiven::Shown,
            (None, false) => PhotoGiven::Excused,
            (None, true) => PhotoGiven::Missing,
        }
    }

    fn row(&self, city: &City, now: Moment) -> Result<StoredAntigen, Refusal> {
        let seals = &city.keys.seals;
        let photo = self.asked.photo.as_ref();
        let print = photo.map(|photo| hex::encode(seals.fingerprint(&photo.bytes)));
        let body = format!(
            "{} {:?} {:?} {} {print:?} {:?}",
            self.stored.id,
            self.by,
            self.asked.when,
            self.asked.outcome.code(),
            self.no_photo_reason
        );
        Ok(StoredAntigen {
            id: self.id,
            county: self.stored.door.county(),
            person: self.stored.id,
            community: community_code(&self.stored.door)?,
            outcome: self.asked.outcome,
            tested_at: self.asked.when.tested_at(now),
            reported_at: now,
            by: self.by.clone(),
            no_photo_reason: self.no_photo_reason.clone(),
            photo: photo.map(|photo| photo.kind),
            body_mac: seals.fingerprint(body.as_bytes()),
        })
    }
}

async fn taken(
    city: &Arc<City>,
    at: Within<'_>,
    report: Report,
    done: Done,
) -> Result<AntigenAnswer, AntigenRefused> {
    let row = report.row(city, at.now)?;
    let photo = match &report.asked.photo {
        Some(photo) => {
            let sealed = city.keys.seals.seal(photo_spot(report.id), &photo.bytes)?;
            Some((sealed, photo.bytes.len()))
        }
        None => None,
    };
    let given = report.photo_given();
    let (of_city, now, wall, by) = (Arc::clone(city), at.now, at.wall, at.by);
    let stored = report.stored;
    let write = city.db.write(move |tx| async move {
        let at = Within { city: &of_city, now, wall, by };
        if let Some(known) = antigen_by_id(&tx, &counties(&of_city), row.id).await? {
            return answered_again(&tx, at, &row, &known).await;
        }
        let before = antigen_of(&tx, &of_city, &[row.person], (now, wall)).await?;
        let n_before = before.get(&row.person).map_or(0, |own| n_within_a_day(own, now));
        check_report(row.outcome, (row.tested_at, now), given, n_before)
            .map_err(AntigenRefused::Flaw)?;
        if !antigen_insert(&tx, &row).await? {
            // A button that was touched twice: the other came first, and is there by now.
            let known = antigen_by_id(&tx, &counties(&of_city), row.id).await?;
            let known = known.ok_or(Refusal::Stale)?;
            return answered_again(&tx, at, &row, &known).await;
        }
        if let Some((sealed, n_bytes)) = photo {
            antigen_photo_insert(&tx, (&row.county, row.id), sealed, n_bytes).await?;
        }
        note_deed(&tx, at, &row, done).await?;
        raise_for(&tx, at, &row, &stored).await?;
        answered(&tx, at, &row).await
    });
    let answer = write.await?;
    city.catch_up().await?;
    Ok(answer)
}

fn n_within_a_day(known: &PersonAntigen, now: Moment) -> usize {
    let since = now.plus_ms(-24 * 3_600_000);
    known.reports.iter().filter(|(report, _)| report.reported_at > since).count()
}

/// What is answered to a report whose id is taken: the same where it says the same.
async fn answered_again(
    tx: &Tx,
    at: Within<'_>,
    row: &StoredAntigen,
    known: &StoredAntigen,
) -> Result<AntigenAnswer, AntigenRefused> {
    match known.body_mac == row.body_mac {
        true => answered(tx, at, known).await,
        false => Err(AntigenRefused::Known),
    }
}

/// What follows from a report that is kept, as it stands now.
async fn answered(
    tx: &Tx,
    at: Within<'_>,
    row: &StoredAntigen,
) -> Result<AntigenAnswer, AntigenRefused> {
    let known = antigen_of(tx, at.city, &[row.person], (at.now, at.wall)).await?;
    let case: Option<AntigenCase> =
        known.get(&row.person).and_then(|own| own.case(row.id)).copied();
    let follows = antigen_follows(row.outcome, case.as_ref());
    let due_at = (follows == AntigenFollows::Held).then(|| told(row.reported_at));
    let (report, outcome, tested_at) = (row.id, row.outcome, row.tested_at);
    Ok(AntigenAnswer { report, outcome, tested_at, follows, due_at })
}

/// The trail says that there was a report and by whom, never what it says.
async fn note_deed(
    tx: &Tx,
    at: Within<'_>,
    row: &StoredAntigen,
    done: Done,
) -> Result<(), Refusal> {
    let detail = format!("antigen {}", row.by.kind().code());
    match done {
        Done::ByStaff(req) => {
            req.deed(tx, Act::AntigenReport, &row.person.to_string(), &detail)?;
        }
        Done::ByPerson(told) => {
            let (act, subject) = (Act::AntigenReport.code(), row.person.to_string());
            deed_of_nobody(tx, at.city, at.wall, (act, &subject, &detail))?;
            if let Some((phone, text)) = told {
                sms_put(tx, at.city, &phone, text, at.wall).await?;
            }
        }
    }
    Ok(())
}
