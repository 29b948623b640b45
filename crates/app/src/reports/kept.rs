//! What was given out: the very bytes, to whom they were sent, and how they differ from today.

use super::fill::{ReportSeen, drawn};
use super::rows::Showing;
use super::word;
use crate::Refusal;
use crate::caller::Request;
use crate::register::{Shown, log_reading, log_shown};
use crate::rounds::round_within;
use crate::seals::Spot;
use fangxian_core::CityDay;
use fangxian_core::ids::{ReportId, SentId, TemplateId};
use fangxian_core::places::PlaceCode;
use fangxian_core::policy::{Act, Scope};
use fangxian_core::reports::ReportField;
use fangxian_sheets::FormText;
use fangxian_store::reports::{
    StoredReport, StoredSent, StoredTemplate, report_by_id, report_content, reports_of_place,
    sent_by_id, sent_insert, sent_of_place, template_by_id,
};
use std::collections::HashMap;

/// How many reports of a place are listed.
const REPORTS_MAX: i64 = 100;

/// What a kept report has that today's would not, and the other way round.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReportSince {
    /// Rows of then.
    pub rows_then: usize,
    /// Rows of today.
    pub rows_now: usize,
    /// Rows that are the same, their number aside.
    pub same: usize,
    /// Rows of then that are not there any more, or not in the same words.
    pub gone: usize,
    /// Rows of today that were not there, or not in the same words.
    pub added: usize,
}

pub(super) fn file_spot(id: ReportId) -> Spot {
    Spot { column: "report.file_sealed", record: id.uuid() }
}

pub(super) fn rows_spot(id: ReportId) -> Spot {
    Spot { column: "report.rows_sealed", record: id.uuid() }
}

fn damaged() -> Refusal {
    Refusal::Store(fangxian_store::StoreError::Damaged {
        table: "report".to_owned(),
        column: "rows_sealed".to_owned(),
    })
}

/// The reports of a place, the latest first.
pub async fn reports_list(req: &Request, place: PlaceCode) -> Result<Vec<ReportSeen>, Refusal> {
    let scope = req.authorize(Act::ReportSee)?;
    if !scope.covers(&place) {
        return Err(Refusal::NotFound);
    }
    let read = req.city.db.read(move |tx| async move {
        let reports = reports_of_place(&tx, &place, REPORTS_MAX).await?;
        let sent = sent_of_place(&tx, &place).await?;
        let templates = fangxian_store::reports::templates_all(&tx).await?;
        Ok::<_, Refusal>((reports, sent, templates))
    });
    let (reports, sent, templates) = read.await?;
    let names: HashMap<TemplateId, StoredTemplate> =
        templates.into_iter().map(|one| (one.id, one)).collect();
    Ok(reports.into_iter().map(|report| seen(report, &names, &sent)).collect())
}

fn seen(
    report: StoredReport,
    names: &HashMap<TemplateId, StoredTemplate>,
    sent: &[StoredSent],
) -> ReportSeen {
    let template = names.get(&report.template);
    let word = |of: fn(&StoredTemplate) -> &String| template.map(of).cloned().unwrap_or_default();
    ReportSeen {
        template_name: word(|one| &one.name),
        sender: word(|one| &one.sender),
        sent: sent.iter().filter(|one| one.report == report.id).cloned().collect(),
        report,
    }
}

async fn report_within(
    req: &Request,
    scope: &Scope,
    id: ReportId,
) -> Result<StoredReport, Refusal> {
    let found = req.city.db.read(move |tx| async move { report_by_id(&tx, id).await }).await?;
    found.filter(|one| scope.covers(&one.place)).ok_or(Refusal::NotFound)
}

/// One report.
pub(super) async fn report_see(
    req: &Request,
    scope: &Scope,
    id: ReportId,
) -> Result<ReportSeen, Refusal> {
    let report = report_within(req, scope, id).await?;
    let (template, place) = (report.template, report.place.clone());
    let read = req.city.db.read(move |tx| async move {
        let template = template_by_id(&tx, template).await?;
        Ok::<_, Refusal>((template, sent_of_place(&tx, &place).await?))
    });
    let (template, sent) = read.await?;
    let names = template.into_iter().map(|one| (one.id, one)).collect();
    Ok(seen(report, &names, &sent))
}

/// The very bytes that were given out.
pub async fn report_file(req: &Request, id: ReportId) -> Result<Vec<u8>, Refusal> {
    let scope = req.authorize(Act::ReportFill)?;
    let report = report_within(req, &scope, id).await?;
    let (file, _) = content(req, &report).await?;
    let n_rows = usize::try_from(report.n_rows).unwrap_or_default();
    // It holds whoever lived there when it was made. Its moment is the city's, the log's the wall's;
    // what a drill has shifted them by is the same for both unless its day was turned in between.
    let as_of = req.wall.plus_ms(report.made_at.0 - req.now.0);
    let shown = Shown { named: Vec::new(), of_place: Some((report.place.clone(), as_of)) };
    let subject = format!("report-file/{id}");
    log_shown(req, &scope, &report.place, (&subject, n_rows), shown).await?;
    let asked = req.clone();
    let deed = req.city.db.write(move |tx| async move {
        asked.deed(&tx, Act::ReportFill, &id.to_string(), "given out")
    });
    deed.await?;
    Ok(file)
}

async fn content(req: &Request, report: &StoredReport) -> Result<(Vec<u8>, Vec<u8>), Refusal> {
    let (county, id) = (report.place.county(), report.id);
    let found = req.city.db.read(move |tx| async move { report_content(&tx, &county, id).await });
    let (file, rows) = found.await?.ok_or(Refusal::NotFound)?;
    let seals = &req.city.keys.seals;
    Ok((seals.open(file_spot(id), &file)?, seals.open(rows_spot(id), &rows)?))
}

/// Notes that a report was sent, to whom and on which day. The same id with the same content again
/// changes nothing.
pub async fn report_send(
    req: &Request,
    id: ReportId,
    sent: SentId,
    on: CityDay,
    to: &str,
) -> Result<ReportSeen, Refusal> {
    let scope = req.authorize(Act::ReportFill)?;
    let report = report_within(req, &scope, id).await?;
    if on > req.today() || on < report.made_at.city_day() {
        return Err(Refusal::BadInput("报送日期应在填表之后、今天之前（含当天）。".to_owned()));
    }
    let by = req.caller.login.clone();
    let to = word(to, 40, "报送给谁")?;
    let one = StoredSent { id: sent, report: id, on, to, by, noted_at: req.now };
    let asked = req.clone();
    req.city
        .db
        .write(move |tx| async move {
            let county = report.place.county();
            if let Some(known) = sent_by_id(&tx, &county, sent).await? {
                let is_same = (known.report, known.on, &known.to, &known.by)
                    == (one.report, one.on, &one.to, &one.by);
                return if is_same { Ok(()) } else { Err(Refusal::IdReused) };
            }
            sent_insert(&tx, &county, &one).await?;
            asked.deed(&tx, Act::ReportFill, &id.to_string(), "sent")?;
            Ok::<_, Refusal>(())
        })
        .await?;
    report_see(req, &scope, id).await
}

/// What today's report of the same form would have that this one has not, in counts.
pub async fn report_since(req: &Request, id: ReportId) -> Result<ReportSince, Refusal> {
    let scope = req.authorize(Act::ReportFill)?;
    let report = report_within(req, &scope, id).await?;
    let (_, rows) = content(req, &report).await?;
    let then: Vec<Vec<FormText>> = serde_json::from_slice(&rows).map_err(|_| damaged())?;
    let template = report.template;
    let template = req.city.db.read(move |tx| async move { template_by_id(&tx, template).await });
    let template = template.await?.ok_or(Refusal::NotFound)?;
    let round = match report.round {
        Some(round) => Some(round_within(req, &scope, round).await?),
        None => None,
    };
    let number = report.form_number;
    let drawn = drawn(req, &scope, template, number, &report.place, round.as_ref()).await?;
    let now = drawn.rows(Showing::Whole, usize::MAX);
    log_reading(req, &scope, &report.place, &format!("report-since/{id}"), now.len()).await?;
    let serial = drawn.fields().iter().position(|field| *field == ReportField::Serial);
    Ok(compared(then, now, serial))
}

/// Compares rows as a multitude: their order and their number do not matter.
fn compared(
    then: Vec<Vec<FormText>>,
    now: Vec<Vec<FormText>>,
    serial: Option<usize>,
) -> ReportSince {
    let (rows_then, rows_now) = (then.len(), now.len());
    let key = |mut row: Vec<FormText>| {
        if let Some(number) = serial.and_then(|at| row.get_mut(at)) {
            *number = FormText::Count(0);
        }
        format!("{row:?}")
    };
    let mut left: HashMap<String, usize> = HashMap::new();
    for row in then {
        *left.entry(key(row)).or_default() += 1;
    }
    let mut same = 0;
    for row in now {
        if let Some(n) = left.get_mut(&key(row)).filter(|n| **n > 0) {
            *n -= 1;
            same += 1;
        }
    }
    ReportSince { rows_then, rows_now, same, gone: rows_then - same, added: rows_now - same }
}
