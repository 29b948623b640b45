//! One entry, many reports: a superior's form is put in once, filled with one click as often as it
//! is asked for, and what was given out is kept with its fingerprint.

mod fill;
mod form;
mod kept;
mod rows;

pub use fill::{ReportPreview, ReportSeen, report_fill, report_preview};
pub use form::{FormCell, FormColumn, FormReading};
pub use kept::{ReportSince, report_file, report_send, report_since, reports_list};

use crate::Refusal;
use crate::caller::Request;
use crate::seals::Spot;
use crate::zones::note_of;
use fangxian_core::ids::TemplateId;
use fangxian_core::places::PlaceCode;
use fangxian_core::policy::{Act, Scope};
use fangxian_core::reports::{ReportCell, ReportField, ReportPurpose, ReportRow};
use fangxian_sheets::{Filling, Outline};
use fangxian_store::places::division_by_code;
use fangxian_store::reports::{
    StoredForm, StoredTemplate, form_by_number, form_insert, template_by_id, template_insert,
    template_step, templates_all,
};
use std::collections::{BTreeSet, HashMap};

/// The largest form that is taken: an empty table with its borders.
pub const FORM_BYTES_MAX: usize = 2 * 1024 * 1024;

/// A template as it is shown.
#[derive(Clone, Debug)]
pub struct TemplateSeen {
    /// Who asks for what.
    pub template: StoredTemplate,
    /// Its latest form.
    pub reading: FormReading,
    /// When that was mapped.
    pub mapped_at: fangxian_core::Moment,
    /// By whom, by sign-in name.
    pub mapped_by: String,
    /// Whether the caller may change it.
    pub is_own: bool,
}

/// What is said of a template when it is put in.
#[derive(Clone, Debug)]
pub struct TemplateEntry {
    /// It may be filled for whatever lies within.
    pub place: PlaceCode,
    /// What it is called.
    pub name: String,
    /// Who asks for it.
    pub sender: String,
    /// What for.
    pub purpose: ReportPurpose,
    /// What a row of it is.
    pub row: ReportRow,
}

fn form_spot(id: TemplateId) -> Spot {
    Spot { column: "report_form.form_sealed", record: id.uuid() }
}

fn damaged() -> Refusal {
    Refusal::Store(fangxian_store::StoreError::Damaged {
        table: "report_form".to_owned(),
        column: "reading".to_owned(),
    })
}

/// A word of one line that must be there.
fn word(text: &str, chars_max: usize, what: &str) -> Result<String, Refusal> {
    let text = note_of(text)?.replace(['\n', '\t'], " ");
    match text.chars().count() {
        n if (1..=chars_max).contains(&n) => Ok(text),
        _ => Err(Refusal::BadInput(format!("请填写{what}，不超过{chars_max}字。"))),
    }
}

/// Puts an empty form in and guesses what its columns are. The same id with the same content again
/// changes nothing.
pub async fn template_put_in(
    req: &Request,
    id: TemplateId,
    entry: TemplateEntry,
    bytes: Vec<u8>,
) -> Result<TemplateSeen, Refusal> {
    let scope = req.authorize(Act::ReportTemplateKeep)?;
    if !scope.covers(&entry.place) {
        return Err(Refusal::NotFound);
    }
    if bytes.len() > FORM_BYTES_MAX {
        return Err(Refusal::BadInput(
            "表样太大，最多2MB。请只留空表，删去数据和图片。".to_owned(),
        ));
    }
    let name = word(&entry.name, 40, "表名")?;
    let sender = word(&entry.sender, 40, "要表单位")?;
    let seals = &req.city.keys.seals;
    let mut whole = [entry.place.as_str(), &name, &sender, entry.purpose.code(), entry.row.code()]
        .join("\n")
        .into_bytes();
    whole.push(b'\n');
    whole.extend(&bytes);
    let body_mac = seals.fingerprint(&whole);
    let form = seals.seal(form_spot(id), &bytes)?;
    let book = looked_at(req, bytes).await?;
    let reading = form::guess(&book, entry.purpose, entry.row).ok_or(Refusal::FormHeader)?;
    let template = StoredTemplate {
        id,
        place: entry.place,
        name,
        sender,
        purpose: entry.purpose,
        row: entry.row,
        made_by: req.caller.login.clone(),
        made_at: req.now,
        body_mac,
        version: 1,
    };
    let form = StoredForm {
        template: id,
        number: 1,
        form,
        reading: serde_json::to_string(&reading).map_err(|_| damaged())?,
        made_by: req.caller.login.clone(),
        made_at: req.now,
    };
    let asked = req.clone();
    req.city
        .db
        .write(move |tx| async move {
            if let Some(known) = template_by_id(&tx, id).await? {
                let is_same = known.body_mac == template.body_mac;
                return if is_same { Ok(()) } else { Err(Refusal::IdReused) };
            }
            division_by_code(&tx, &template.place).await?.ok_or(Refusal::PlaceUnknown)?;
            template_insert(&tx, &template).await?;
            form_insert(&tx, &template.place.county(), &form).await?;
            asked.deed(&tx, Act::ReportTemplateKeep, &id.to_string(), "put_in")?;
            Ok::<_, Refusal>(())
        })
        .await?;
    template_see(req, id).await
}

/// Reads the top of a form, and tries whether it can be filled at all.
async fn looked_at(req: &Request, bytes: Vec<u8>) -> Result<Outline, Refusal> {
    let looked = req.city.sheets.with(move |reader| {
        let book = reader.outline(bytes.clone(), None, form::TOP_ROWS)?;
        let sheet = book.tops.iter().position(Option::is_some).unwrap_or_default();
        reader.fill(bytes, Filling { sheet, ..Filling::default() })?;
        Ok(book)
    });
    looked.await?.map_err(Refusal::SheetUnreadable)
}

/// The templates that may be filled for the caller's places, by name.
pub async fn templates_list(req: &Request) -> Result<Vec<TemplateSeen>, Refusal> {
    let scope = req.authorize(Act::ReportSee)?;
    let templates = req.city.db.read(|tx| async move { templates_all(&tx).await }).await?;
    let mut seen = Vec::new();
    for template in templates.into_iter().filter(|one| scope.touches(&one.place)) {
        let is_own = may_keep(req, &template);
        let form = form_of(req, &template, template.version).await?;
        seen.push(self::seen(template, form, is_own)?);
    }
    Ok(seen)
}

/// One template.
pub async fn template_see(req: &Request, id: TemplateId) -> Result<TemplateSeen, Refusal> {
    let scope = req.authorize(Act::ReportSee)?;
    let template = template_within(req, &scope, id).await?;
    let is_own = may_keep(req, &template);
    let form = form_of(req, &template, template.version).await?;
    seen(template, form, is_own)
}

fn may_keep(req: &Request, template: &StoredTemplate) -> bool {
    req.authorize(Act::ReportTemplateKeep).is_ok_and(|scope| scope.covers(&template.place))
}

fn seen(template: StoredTemplate, form: StoredForm, is_own: bool) -> Result<TemplateSeen, Refusal> {
    let reading = serde_json::from_str(&form.reading).map_err(|_| damaged())?;
    let (mapped_at, mapped_by) = (form.made_at, form.made_by);
    Ok(TemplateSeen { template, reading, mapped_at, mapped_by, is_own })
}

/// A template that touches the scope.
async fn template_within(
    req: &Request,
    scope: &Scope,
    id: TemplateId,
) -> Result<StoredTemplate, Refusal> {
    let found = req.city.db.read(move |tx| async move { template_by_id(&tx, id).await }).await?;
    found.filter(|one| scope.touches(&one.place)).ok_or(Refusal::NotFound)
}

async fn form_of(
    req: &Request,
    template: &StoredTemplate,
    number: i64,
) -> Result<StoredForm, Refusal> {
    let (county, id) = (template.place.county(), template.id);
    let read = move |tx| async move { form_by_number(&tx, &county, id, number).await };
    req.city.db.read(read).await?.ok_or(Refusal::NotFound)
}

/// Says what each column is drawn from and what is written into the cells above; what is not named
/// stays as it was. It is kept as a version of its own: what was filled before still tells by which.
pub async fn template_map(
    req: &Request,
    id: TemplateId,
    version: i64,
    columns: Vec<(usize, Option<ReportField>)>,
    cells: Vec<(u32, u32, Option<ReportCell>)>,
) -> Result<TemplateSeen, Refusal> {
    let scope = req.authorize(Act::ReportTemplateKeep)?;
    let template = template_within(req, &scope, id).await?;
    if !scope.covers(&template.place) {
        return Err(Refusal::NotFound);
    }
    let form = form_of(req, &template, template.version).await?;
    let mut reading: FormReading = serde_json::from_str(&form.reading).map_err(|_| damaged())?;
    let said: HashMap<usize, _> = columns.into_iter().collect();
    for column in &mut reading.columns {
        if let Some(field) = said.get(&column.index) {
            column.field = *field;
        }
    }
    for cell in &mut reading.cells {
        let own = cells.iter().find(|(column, row, _)| (*column, *row) == (cell.column, cell.row));
        if let Some((_, _, meant)) = own {
            cell.cell = *meant;
        }
    }
    check_reading(&reading, &template)?;
    let next = StoredForm {
        number: template.version + 1,
        reading: serde_json::to_string(&reading).map_err(|_| damaged())?,
        made_by: req.caller.login.clone(),
        made_at: req.now,
        ..form
    };
    let assumed = StoredTemplate { version, ..template };
    let asked = req.clone();
    req.city
        .db
        .write(move |tx| async move {
            template_step(&tx, &assumed).await?;
            form_insert(&tx, &assumed.place.county(), &next).await?;
            asked.deed(&tx, Act::ReportTemplateKeep, &id.to_string(), "map")?;
            Ok::<_, Refusal>(())
        })
        .await?;
    template_see(req, id).await
}

/// A report holds what its purpose permits and its rows have, each once.
fn check_reading(reading: &FormReading, template: &StoredTemplate) -> Result<(), Refusal> {
    let mut taken = BTreeSet::new();
    for column in &reading.columns {
        let Some(field) = column.field else { continue };
        if !taken.insert(field) {
            return Err(Refusal::BadInput("有两列指成了同一项，请改正。".to_owned()));
        }
        if !template.purpose.permits(field) || !template.row.has(field) {
            return Err(Refusal::FieldNotPermitted { title: column.title.clone() });
        }
    }
    Ok(())
}
