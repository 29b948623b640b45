//! Lists that are taken out: one person asks and says why, another approves, the copy is fetched
//! once within a day, says whose it is, and can be traced.

mod copy;

use super::budget::{GRID_ROWS_PER_DAY, WIDE_ROWS_PER_DAY};
use super::keep::reason_of;
use super::{community, counties, log_reading, roster};
use crate::Refusal;
use crate::caller::Request;
use crate::rounds::{round_rows, round_within};
use copy::{Copy, columns_of};
use fangxian_core::ids::{ExportId, PersonId, RoundId};
use fangxian_core::people::{Column, ROSTER_COLUMNS};
use fangxian_core::places::{PlaceCode, PlaceKind};
use fangxian_core::policy::{Act, Scope};
use fangxian_store::exports::{
    ExportJob, ExportNumbers, ExportState, export_by_id, export_by_mark, export_insert,
    export_step, exports_latest, rows_fetched_since,
};
use fangxian_store::people::{StoredPerson, people_in_by_ids};

/// How long an approved copy can be fetched.
const FETCHED_WITHIN_MS: i64 = 24 * 3_600_000;
/// How many are listed.
const LISTED_MAX: i64 = 200;

/// A list that somebody wants to take out, as it is shown.
#[derive(Clone, Debug)]
pub struct ExportSeen {
    /// The job.
    pub job: ExportJob,
    /// Until when it can be fetched, where it was approved.
    pub fetched_until: Option<fangxian_core::Moment>,
    /// Whether that is over.
    pub is_expired: bool,
    /// Whether the caller asked for it.
    pub is_own: bool,
}

/// What somebody asks for.
#[derive(Clone, Debug)]
pub struct ExportAsked {
    /// Of whom: a community or a place in it.
    pub place: PlaceCode,
    /// The list of this round, or the register.
    pub round: Option<RoundId>,
    /// The columns.
    pub columns: Vec<Column>,
    /// Whether numbers are whole.
    pub numbers: ExportNumbers,
    /// Why.
    pub reason: String,
}

/// Asks to take a list out. The same id with the same content again changes nothing.
pub async fn export_ask(req: &Request, id: ExportId, asked: ExportAsked) -> Result<(), Refusal> {
    let scope = req.authorize(Act::ExportAsk)?;
    let place = asked.place;
    if place.kind() < PlaceKind::Community || !scope.covers(&place) {
        return Err(Refusal::NotFound);
    }
    if let Some(round) = asked.round {
        round_within(req, &scope, round).await?;
    }
    let wanted: Vec<&str> = ROSTER_COLUMNS
        .iter()
        .filter(|column| asked.columns.contains(column) && **column != Column::Address)
        .map(|column| column.code())
        .collect();
    if !asked.columns.contains(&Column::Name) {
        return Err(Refusal::BadInput("导出的栏目里要有姓名。".to_owned()));
    }
    let job = ExportJob {
        id,
        place,
        round: asked.round,
        columns: wanted.join(","),
        numbers: asked.numbers,
        reason: reason_of(&asked.reason)?,
        asked_by: req.caller.login.clone(),
        asked_at: req.wall,
        state: ExportState::Asked,
        decided: None,
        fetched: None,
        version: 1,
    };
    let own = req.clone();
    req.city
        .db
        .write(move |tx| async move {
            if let Some(known) = export_by_id(&tx, &counties(&own.city), id).await? {
                let face = |one: &ExportJob| {
                    let what = (one.place.clone(), one.round, one.columns.clone(), one.numbers);
                    (what, one.reason.clone(), one.asked_by.clone())
                };
                return if face(&known) == face(&job) { Ok(()) } else { Err(Refusal::IdReused) };
            }
            export_insert(&tx, &job).await?;
            let detail = format!("asked {} {}", job.place, job.numbers.code());
            own.deed(&tx, Act::ExportAsk, &id.to_string(), &detail)?;
            Ok::<_, Refusal>(())
        })
        .await
}

/// The lists that somebody wants to take out of the caller's places, the latest first.
pub async fn exports_list(req: &Request) -> Result<Vec<ExportSeen>, Refusal> {
    let scope = req.authorize(Act::ExportSee)?;
    let all = counties(&req.city);
    let found =
        req.city.db.read(move |tx| async move { exports_latest(&tx, &all, LISTED_MAX).await });
    let found: Vec<ExportJob> = found.await?;
    let own = found.into_iter().filter(|job| scope.covers(&job.place));
    Ok(own.map(|job| seen(req, job)).collect())
}

fn seen(req: &Request, job: ExportJob) -> ExportSeen {
    let fetched_until = job.decided.as_ref().map(|(_, at, _)| at.plus_ms(FETCHED_WITHIN_MS));
    let fetched_until = fetched_until.filter(|_| job.state == ExportState::Approved);
    ExportSeen {
        is_expired: fetched_until.is_some_and(|until| until < req.wall),
        fetched_until,
        is_own: job.asked_by == req.caller.login,
        job,
    }
}

/// A job within the scope.
async fn job_within(req: &Request, scope: &Scope, id: ExportId) -> Result<ExportJob, Refusal> {
    let all = counties(&req.city);
    let found = req.city.db.read(move |tx| async move { export_by_id(&tx, &all, id).await });
    let found: Option<ExportJob> = found.await?;
    found.filter(|job| scope.covers(&job.place)).ok_or(Refusal::NotFound)
}

/// Approves or declines, as the second person. The same decision of the same person again changes
/// nothing.
pub async fn export_decide(
    req: &Request,
    id: ExportId,
    version: i64,
    is_approved: bool,
    said: &str,
) -> Result<(), Refusal> {
    let scope = req.authorize(Act::ExportApprove)?;
    let job = job_within(req, &scope, id).await?;
    let said = said.trim();
    if said.chars().count() > 200 || (!is_approved && said.is_empty()) {
        return Err(Refusal::BadInput("不同意的，请写明原因，不超过200字。".to_owned()));
    }
    if job.asked_by == req.caller.login {
        return Err(Refusal::OwnExport);
    }
    let state = if is_approved { ExportState::Approved } else { ExportState::Declined };
    if let Some((by, _, before)) = &job.decided {
        let is_same = *by == req.caller.login && before == said && job.state == state;
        return if is_same { Ok(()) } else { Err(Refusal::ExportState) };
    }
    let decided = Some((req.caller.login.clone(), req.wall, said.to_owned()));
    let job = ExportJob { state, decided, version, ..job };
    let own = req.clone();
    req.city
        .db
        .write(move |tx| async move {
            export_step(&tx, &job).await?;
            own.deed(&tx, Act::ExportApprove, &id.to_string(), state.code())?;
            Ok::<_, Refusal>(())
        })
        .await
}

/// Fetches the copy, once. It is noted as fetched, in the trail and among the readings, before a
/// byte of it leaves; whoever fetched as many rows today as live in the community is refused.
pub async fn export_fetch(req: &Request, id: ExportId, version: i64) -> Result<Vec<u8>, Refusal> {
    let scope = req.authorize(Act::ExportAsk)?;
    let job = job_within(req, &scope, id).await?;
    if job.asked_by != req.caller.login {
        return Err(Refusal::NotFound);
    }
    if job.state != ExportState::Approved || seen(req, job.clone()).is_expired {
        return Err(Refusal::ExportState);
    }
    let copy = gather(req, &scope, &job).await?;
    let n_rows = copy.n_rows();
    spend(req, &job, n_rows).await?;
    let mark = copy::mark_of(&req.city.keys.seals, &job, &req.caller.login);
    let fetched = Some((req.wall, i64::try_from(n_rows).unwrap_or(i64::MAX), mark.clone()));
    let next = ExportJob { state: ExportState::Fetched, fetched, version, ..job.clone() };
    let line = format!(
        "{} {} {} 导出，用途：{}，副本 {mark}",
        req.caller.name,
        req.caller.login,
        req.now.city_day().written(),
        job.reason
    );
    let written = tokio::task::spawn_blocking(move || copy.written(&line, &mark));
    let bytes = written.await.map_err(|_| Refusal::Busy)??;
    let own = req.clone();
    req.city
        .db
        .write(move |tx| async move {
            export_step(&tx, &next).await?;
            own.deed(&tx, Act::ExportAsk, &id.to_string(), &format!("fetched {n_rows}"))?;
            Ok::<_, Refusal>(())
        })
        .await?;
    log_reading(req, &scope, &job.place, &format!("export/{id}"), n_rows).await?;
    Ok(bytes)
}

/// How many rows somebody may fetch in a day: as many as live in the community, and as many as a
/// grid has where hardly anybody does.
async fn spend(req: &Request, job: &ExportJob, n_rows: usize) -> Result<(), Refusal> {
    let own = community(&job.place).ok_or(Refusal::NotFound)?;
    let n_people = roster(&req.city, &own).await?.people.len();
    let limit = n_people.clamp(GRID_ROWS_PER_DAY, WIDE_ROWS_PER_DAY);
    let since = req.wall.city_day().starts_at();
    let (all, by) = (counties(&req.city), req.caller.login.clone());
    let before = req
        .city
        .db
        .read(move |tx| async move { rows_fetched_since(&tx, &all, &by, since).await })
        .await?;
    let before = usize::try_from(before).unwrap_or(usize::MAX);
    if before.saturating_add(n_rows) > limit { Err(Refusal::BudgetSpent(limit)) } else { Ok(()) }
}

/// The people of a copy as the store has them, in the order of their doors.
async fn gather(req: &Request, scope: &Scope, job: &ExportJob) -> Result<Copy, Refusal> {
    let own = community(&job.place).ok_or(Refusal::NotFound)?;
    let roster = roster(&req.city, &own).await?;
    let covered = roster.within(&job.place).filter(|(_, door)| scope.covers(&door.code));
    let ids: Vec<PersonId> = covered.map(|(one, _)| one.id).collect();
    let county = [own.county()];
    let wanted = ids.clone();
    let stored: Vec<StoredPerson> = req
        .city
        .db
        .read(move |tx| async move { people_in_by_ids(&tx, &county, &wanted).await })
        .await?;
    let outcomes = match job.round {
        None => None,
        Some(round) => {
            let (round, rows) = round_rows(req, scope, round, job.place.clone()).await?;
            Some((round.kind, rows))
        }
    };
    let columns = columns_of(&job.columns);
    Copy::of(&req.city.keys.seals, &roster, &ids, &stored, (columns, job.numbers), outcomes)
}

/// Whose copy it is that bears a mark.
pub async fn export_trace(req: &Request, mark: &str) -> Result<ExportJob, Refusal> {
    req.authorize_city(Act::ExportTrace)?;
    let (all, mark) = (counties(&req.city), mark.trim().to_uppercase());
    let found = req.city.db.read(move |tx| async move { export_by_mark(&tx, &all, &mark).await });
    let found: Option<ExportJob> = found.await?;
    found.ok_or(Refusal::NotFound)
}
