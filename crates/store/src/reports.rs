//! Forms that superiors ask for, what was made of them, and to whom that was sent.

use crate::{Row, StoreError, Tx, v};
use fangxian_core::ids::{ReportId, RoundId, SentId, TemplateId};
use fangxian_core::places::PlaceCode;
use fangxian_core::reports::{ReportPurpose, ReportRow};
use fangxian_core::{CityDay, Moment};

/// A form that is filled again and again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredTemplate {
    /// Which one.
    pub id: TemplateId,
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
    /// Who put it in, by sign-in name.
    pub made_by: String,
    /// When.
    pub made_at: Moment,
    /// The keyed fingerprint of what was put in: the same id with another is refused.
    pub body_mac: Vec<u8>,
    /// How many versions of its mapping there are.
    pub version: i64,
}

/// The empty form and which column is what, in one version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredForm {
    /// Of which template.
    pub template: TemplateId,
    /// From 1.
    pub number: i64,
    /// The file, sealed.
    pub form: Vec<u8>,
    /// Sheet, heading, columns, single cells: JSON.
    pub reading: String,
    /// Who mapped it, by sign-in name.
    pub made_by: String,
    /// When.
    pub made_at: Moment,
}

/// What was made of a form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredReport {
    /// Which one.
    pub id: ReportId,
    /// For whom it was filled.
    pub place: PlaceCode,
    /// Of which template.
    pub template: TemplateId,
    /// The county under which the template stands.
    pub template_county: String,
    /// In which version.
    pub form_number: i64,
    /// Whose outcomes it tells.
    pub round: Option<RoundId>,
    /// What for.
    pub purpose: ReportPurpose,
    /// How many rows it has.
    pub n_rows: i64,
    /// SHA-256 over the bytes of the file, in hex.
    pub file_fingerprint: String,
    /// SHA-256 over its rows, in hex.
    pub rows_fingerprint: String,
    /// Who filled it, by sign-in name.
    pub made_by: String,
    /// When.
    pub made_at: Moment,
}

/// That a report was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredSent {
    /// Which note.
    pub id: SentId,
    /// Of which report.
    pub report: ReportId,
    /// The day.
    pub on: CityDay,
    /// To whom.
    pub to: String,
    /// Who notes it, by sign-in name.
    pub by: String,
    /// When.
    pub noted_at: Moment,
}

const TEMPLATE_COLUMNS: &str = "template_id, place, name, sender, purpose, row_kind, made_by, \
     made_at, body_mac, version";

/// Keeps a template.
pub async fn template_insert(tx: &Tx, one: &StoredTemplate) -> Result<(), StoreError> {
    tx.exec(
        "insert into report_template (county, template_id, place, name, sender, purpose, row_kind,
             made_by, made_at, body_mac, version)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        &v![
            one.place.county(),
            one.id.uuid(),
            &one.place,
            &one.name,
            &one.sender,
            one.purpose.code(),
            one.row.code(),
            &one.made_by,
            one.made_at,
            one.body_mac.clone(),
            one.version,
        ],
    )
    .await?;
    Ok(())
}

/// Notes that there is one more version of a template's mapping, if nobody changed it meanwhile.
pub async fn template_step(tx: &Tx, one: &StoredTemplate) -> Result<(), StoreError> {
    tx.exec_versioned(
        "report_template",
        "update report_template set version = version + 1
         where county = $1 and template_id = $2 and version = $3",
        &v![one.place.county(), one.id.uuid(), one.version],
    )
    .await
}

/// All templates, by name; a city has some dozens. The caller keeps to his own.
pub async fn templates_all(tx: &Tx) -> Result<Vec<StoredTemplate>, StoreError> {
    let sql = format!("select {TEMPLATE_COLUMNS} from report_template order by name, template_id");
    tx.query(&sql, &[]).await?.iter().map(template_of).collect()
}

/// A template by its id, in any county.
pub async fn template_by_id(tx: &Tx, id: TemplateId) -> Result<Option<StoredTemplate>, StoreError> {
    let sql = format!("select {TEMPLATE_COLUMNS} from report_template where template_id = $1");
    tx.query_opt(&sql, &v![id.uuid()]).await?.as_ref().map(template_of).transpose()
}

/// Keeps a version of a form.
pub async fn form_insert(tx: &Tx, county: &str, one: &StoredForm) -> Result<(), StoreError> {
    tx.exec(
        "insert into report_form (county, template_id, form_number, form_sealed, reading, made_by,
             made_at)
         values ($1, $2, $3, $4, $5, $6, $7)",
        &v![
            county,
            one.template.uuid(),
            one.number,
            one.form.clone(),
            &one.reading,
            &one.made_by,
            one.made_at,
        ],
    )
    .await?;
    Ok(())
}

/// One version of a form.
pub async fn form_by_number(
    tx: &Tx,
    county: &str,
    template: TemplateId,
    number: i64,
) -> Result<Option<StoredForm>, StoreError> {
    let row = tx
        .query_opt(
            "select template_id, form_number, form_sealed, reading, made_by, made_at
             from report_form where county = $1 and template_id = $2 and form_number = $3",
            &v![county, template.uuid(), number],
        )
        .await?;
    row.as_ref().map(form_of).transpose()
}

const REPORT_COLUMNS: &str = "report_id, place, template_id, template_county, form_number, \
     round_id, purpose, n_rows, file_fingerprint, rows_fingerprint, made_by, made_at";

/// Keeps a report with its file and its rows, both sealed.
pub async fn report_insert(
    tx: &Tx,
    one: &StoredReport,
    file: Vec<u8>,
    rows: Vec<u8>,
) -> Result<(), StoreError> {
    tx.exec(
        "insert into report (county, report_id, place, template_id, template_county, form_number,
             round_id, purpose, n_rows, file_sealed, rows_sealed, file_fingerprint,
             rows_fingerprint, made_by, made_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)",
        &v![
            one.place.county(),
            one.id.uuid(),
            &one.place,
            one.template.uuid(),
            &one.template_county,
            one.form_number,
            one.round.map(RoundId::uuid),
            one.purpose.code(),
            one.n_rows,
            file,
            rows,
            &one.file_fingerprint,
            &one.rows_fingerprint,
            &one.made_by,
            one.made_at,
        ],
    )
    .await?;
    Ok(())
}

/// A report by its id, in any county.
pub async fn report_by_id(tx: &Tx, id: ReportId) -> Result<Option<StoredReport>, StoreError> {
    let sql = format!("select {REPORT_COLUMNS} from report where report_id = $1");
    tx.query_opt(&sql, &v![id.uuid()]).await?.as_ref().map(report_of).transpose()
}

/// The reports of a place, the latest first.
pub async fn reports_of_place(
    tx: &Tx,
    place: &PlaceCode,
    limit: i64,
) -> Result<Vec<StoredReport>, StoreError> {
    let sql = format!(
        "select {REPORT_COLUMNS} from report where county = $1 and place = $2
         order by made_at desc, report_id desc limit $3"
    );
    let rows = tx.query(&sql, &v![place.county(), place, limit]).await?;
    rows.iter().map(report_of).collect()
}

/// The file of a report and its rows, both sealed.
pub async fn report_content(
    tx: &Tx,
    county: &str,
    id: ReportId,
) -> Result<Option<(Vec<u8>, Vec<u8>)>, StoreError> {
    let row = tx
        .query_opt(
            "select file_sealed, rows_sealed from report where county = $1 and report_id = $2",
            &v![county, id.uuid()],
        )
        .await?;
    let content = |row: &Row| {
        let bytes = |column| row.bytes(column).map(<[u8]>::to_vec);
        Ok((bytes("file_sealed")?, bytes("rows_sealed")?))
    };
    row.as_ref().map(content).transpose()
}

/// Notes that a report was sent.
pub async fn sent_insert(tx: &Tx, county: &str, one: &StoredSent) -> Result<(), StoreError> {
    tx.exec(
        "insert into report_sent (county, sent_id, report_id, sent_on, sent_to, by_login, noted_at)
         values ($1, $2, $3, $4, $5, $6, $7)",
        &v![county, one.id.uuid(), one.report.uuid(), one.on, &one.to, &one.by, one.noted_at,],
    )
    .await?;
    Ok(())
}

/// To whom the reports of a place were sent, the first note first.
pub async fn sent_of_place(tx: &Tx, place: &PlaceCode) -> Result<Vec<StoredSent>, StoreError> {
    let rows = tx
        .query(
            "select report_sent.sent_id, report_sent.report_id, report_sent.sent_on,
                 report_sent.sent_to, report_sent.by_login, report_sent.noted_at
             from report_sent
             join report on report.county = report_sent.county
                 and report.report_id = report_sent.report_id
             where report.county = $1 and report.place = $2
             order by report_sent.noted_at, report_sent.sent_id",
            &v![place.county(), place],
        )
        .await?;
    rows.iter().map(sent_of).collect()
}

/// A note that a report was sent, by its id.
pub async fn sent_by_id(
    tx: &Tx,
    county: &str,
    id: SentId,
) -> Result<Option<StoredSent>, StoreError> {
    let row = tx
        .query_opt(
            "select sent_id, report_id, sent_on, sent_to, by_login, noted_at
             from report_sent where county = $1 and sent_id = $2",
            &v![county, id.uuid()],
        )
        .await?;
    row.as_ref().map(sent_of).transpose()
}

fn template_of(row: &Row) -> Result<StoredTemplate, StoreError> {
    Ok(StoredTemplate {
        id: row.id("template_id", TemplateId::from_uuid)?,
        place: row.place("place")?,
        name: row.text("name")?.to_owned(),
        sender: row.text("sender")?.to_owned(),
        purpose: row.word("purpose", ReportPurpose::from_code)?,
        row: row.word("row_kind", ReportRow::from_code)?,
        made_by: row.text("made_by")?.to_owned(),
        made_at: row.moment("made_at")?,
        body_mac: row.bytes("body_mac")?.to_vec(),
        version: row.int("version")?,
    })
}

fn form_of(row: &Row) -> Result<StoredForm, StoreError> {
    Ok(StoredForm {
        template: row.id("template_id", TemplateId::from_uuid)?,
        number: row.int("form_number")?,
        form: row.bytes("form_sealed")?.to_vec(),
        reading: row.text("reading")?.to_owned(),
        made_by: row.text("made_by")?.to_owned(),
        made_at: row.moment("made_at")?,
    })
}

fn report_of(row: &Row) -> Result<StoredReport, StoreError> {
    Ok(StoredReport {
        id: row.id("report_id", ReportId::from_uuid)?,
        place: row.place("place")?,
        template: row.id("template_id", TemplateId::from_uuid)?,
        template_county: row.text("template_county")?.to_owned(),
        form_number: row.int("form_number")?,
        round: row.opt_id("round_id", RoundId::from_uuid)?,
        purpose: row.word("purpose", ReportPurpose::from_code)?,
        n_rows: row.int("n_rows")?,
        file_fingerprint: row.text("file_fingerprint")?.to_owned(),
        rows_fingerprint: row.text("rows_fingerprint")?.to_owned(),
        made_by: row.text("made_by")?.to_owned(),
        made_at: row.moment("made_at")?,
    })
}

fn sent_of(row: &Row) -> Result<StoredSent, StoreError> {
    Ok(StoredSent {
        id: row.id("sent_id", SentId::from_uuid)?,
        report: row.id("report_id", ReportId::from_uuid)?,
        on: row.day("sent_on")?,
        to: row.text("sent_to")?.to_owned(),
        by: row.text("by_login")?.to_owned(),
        noted_at: row.moment("noted_at")?,
    })
}
