//! A form is filled: what it would hold, and what it holds.

use super::form::FormReading;
use super::rows::{Showing, Source};
use super::{check_reading, damaged, form_of, form_spot, kept, template_within};
use crate::Refusal;
use crate::caller::Request;
use crate::register::log_reading;
use crate::rounds::round_within;
use fangxian_core::ids::{ReportId, RoundId, TemplateId};
use fangxian_core::places::PlaceCode;
use fangxian_core::policy::{Act, Scope};
use fangxian_core::reports::{ReportCell, ReportField};
use fangxian_sheets::{Filling, FormText};
use fangxian_store::reports::{
    StoredReport, StoredSent, StoredTemplate, report_by_id, report_insert,
};
use fangxian_store::rounds::StoredRound;
use sha2::{Digest, Sha256};

/// How many rows a preview shows.
const PREVIEW_ROWS: usize = 8;

/// The first rows of a report, with names and numbers hidden but for their ends.
#[derive(Clone, Debug)]
pub struct ReportPreview {
    /// The titles of the columns that are filled.
    pub titles: Vec<String>,
    /// The rows.
    pub rows: Vec<Vec<String>>,
    /// How many there would be.
    pub n_rows: usize,
}

/// A report that was filled and kept.
#[derive(Clone, Debug)]
pub struct ReportSeen {
    /// What was made when and for whom.
    pub report: StoredReport,
    /// What the form is called.
    pub template_name: String,
    /// Who asks for it.
    pub sender: String,
    /// To whom it was sent.
    pub sent: Vec<StoredSent>,
}

/// What a report is drawn from: template, mapping, people.
pub(super) struct Drawn {
    pub(super) template: StoredTemplate,
    pub(super) reading: FormReading,
    pub(super) form: Vec<u8>,
    pub(super) source: Source,
}

impl Drawn {
    pub(super) fn fields(&self) -> Vec<ReportField> {
        self.reading.columns.iter().filter_map(|one| one.field).collect()
    }

    pub(super) fn rows(&self, showing: Showing, limit: usize) -> Vec<Vec<FormText>> {
        self.source.rows(self.template.row, &self.fields(), showing, limit)
    }

    fn cell(&self, req: &Request, cell: ReportCell) -> String {
        match cell {
            ReportCell::Community => self.source.community_name().to_owned(),
            ReportCell::Today => req.today().to_string(),
            ReportCell::Reporter => req.caller.name.clone(),
            ReportCell::TotalPeople => self.source.n_people().to_string(),
            ReportCell::TotalHouseholds => self.source.n_households().to_string(),
        }
    }

    fn filling(&self, req: &Request, rows: Vec<Vec<FormText>>) -> Filling {
        let mapped = self.reading.columns.iter().filter(|one| one.field.is_some());
        let cells = self.reading.cells.iter().filter_map(|one| {
            let said = format!("{}{}", one.label, self.cell(req, one.cell?));
            Some((one.column, one.row, FormText::Text(said)))
        });
        Filling {
            sheet: self.reading.sheet,
            header_row: self.reading.header_row,
            columns: mapped.map(|one| u32::try_from(one.index).unwrap_or(u32::MAX)).collect(),
            rows,
            cells: cells.collect(),
        }
    }
}

/// Brings together what a report of a place is drawn from, in a version of its mapping.
pub(super) async fn drawn(
    req: &Request,
    scope: &Scope,
    template: StoredTemplate,
    number: i64,
    place: &PlaceCode,
    round: Option<&StoredRound>,
) -> Result<Drawn, Refusal> {
    if !scope.covers(place) || !place.lies_within(&template.place) {
        return Err(Refusal::NotFound);
    }
    let form = form_of(req, &template, number).await?;
    let reading: FormReading = serde_json::from_str(&form.reading).map_err(|_| damaged())?;
    // Whatever was mapped before: nothing leaves that the purpose does not permit.
    check_reading(&reading, &template)?;
    let form = req.city.keys.seals.open(form_spot(template.id), &form.form)?;
    let source = Source::read(req, scope, place, round).await?;
    Ok(Drawn { template, reading, form, source })
}

async fn round_of(
    req: &Request,
    scope: &Scope,
    round: Option<RoundId>,
) -> Result<Option<StoredRound>, Refusal> {
    match round {
        Some(id) => Ok(Some(round_within(req, scope, id).await?)),
        None => Ok(None),
    }
}

/// What a report would hold: its first rows, masked.
pub async fn report_preview(
    req: &Request,
    template: TemplateId,
    place: PlaceCode,
    round: Option<RoundId>,
) -> Result<ReportPreview, Refusal> {
    let scope = req.authorize(Act::ReportFill)?;
    let template = template_within(req, &scope, template).await?;
    let round = round_of(req, &scope, round).await?;
    let version = template.version;
    let drawn = drawn(req, &scope, template, version, &place, round.as_ref()).await?;
    let rows = drawn.rows(Showing::Masked, PREVIEW_ROWS);
    let n_rows = drawn.rows(Showing::Masked, usize::MAX).len();
    let subject = format!("report-preview/{}", drawn.template.id);
    log_reading(req, &scope, drawn.source.community(), &subject, rows.len()).await?;
    let mapped = drawn.reading.columns.iter().filter(|one| one.field.is_some());
    let said = |text: FormText| match text {
        FormText::Text(text) => text,
        FormText::Count(n) => n.to_string(),
    };
    Ok(ReportPreview {
        titles: mapped.map(|one| one.title.clone()).collect(),
        rows: rows.into_iter().map(|row| row.into_iter().map(said).collect()).collect(),
        n_rows,
    })
}

/// Fills a form for a place and keeps what came of it. The same id with the same question again
/// gives what was kept, however the register changed since.
pub async fn report_fill(
    req: &Request,
    id: ReportId,
    template: TemplateId,
    place: PlaceCode,
    round: Option<RoundId>,
) -> Result<ReportSeen, Refusal> {
    let scope = req.authorize(Act::ReportFill)?;
    let template = template_within(req, &scope, template).await?;
    let known = req.city.db.read(move |tx| async move { report_by_id(&tx, id).await }).await?;
    if let Some(known) = known {
        let is_same = (known.template, &known.place, known.round, &known.made_by)
            == (template.id, &place, round, &req.caller.login);
        return if is_same {
            kept::report_see(req, &scope, id).await
        } else {
            Err(Refusal::IdReused)
        };
    }
    let stored_round = round_of(req, &scope, round).await?;
    let version = template.version;
    let drawn = drawn(req, &scope, template, version, &place, stored_round.as_ref()).await?;
    if drawn.fields().is_empty() {
        return Err(Refusal::FormUnmapped);
    }
    let rows = drawn.rows(Showing::Whole, usize::MAX);
    let n_rows = rows.len();
    let told = serde_json::to_vec(&rows).map_err(|_| damaged())?;
    let (filling, form) = (drawn.filling(req, rows), drawn.form.clone());
    let filled = req.city.sheets.with(move |reader| reader.fill(form, filling)).await?;
    let filled = filled.map_err(Refusal::SheetUnreadable)?;
    let report = StoredReport {
        id,
        place,
        template: drawn.template.id,
        template_county: drawn.template.place.county(),
        form_number: version,
        round,
        purpose: drawn.template.purpose,
        n_rows: i64::try_from(n_rows).unwrap_or(i64::MAX),
        file_fingerprint: hex::encode(Sha256::digest(&filled)),
        rows_fingerprint: hex::encode(Sha256::digest(&told)),
        made_by: req.caller.login.clone(),
        made_at: req.now,
    };
    let seals = &req.city.keys.seals;
    let file = seals.seal(kept::file_spot(id), &filled)?;
    let told = seals.seal(kept::rows_spot(id), &told)?;
    log_reading(req, &scope, &report.place, &format!("report/{id}"), n_rows).await?;
    let asked = req.clone();
    req.city
        .db
        .write(move |tx| async move {
            if report_by_id(&tx, id).await?.is_some() {
                return Err(Refusal::IdReused);
            }
            report_insert(&tx, &report, file, told).await?;
            let detail = format!("{} rows, {}", report.n_rows, report.file_fingerprint);
            asked.deed(&tx, Act::ReportFill, &id.to_string(), &detail)?;
            Ok::<_, Refusal>(())
        })
        .await?;
    kept::report_see(req, &scope, id).await
}
