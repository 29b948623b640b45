//! The report of a test, signed, on paper.

use super::signing::report_key_id;
use super::tests_of::{TestShown, tests_of};
use crate::{City, Refusal, TestingRefusal};
use fangxian_core::Moment;
use fangxian_core::results::Statement;
use fangxian_core::sampling::TubeCode;
use fangxian_paper::ReportPaper;
use fangxian_store::people::StoredPerson;
use std::sync::Arc;

/// Whose report, of which tube, and who prints it.
pub(super) struct ReportOf {
    /// The record.
    pub(super) stored: StoredPerson,
    /// The tube.
    pub(super) tube: TubeCode,
    /// Who prints it at a counter.
    pub(super) printed_by: Option<String>,
}

/// The report of one of somebody's tests. Refused where there is none that speaks of him.
pub(super) async fn report_paper(
    city: &Arc<City>,
    of: ReportOf,
    wall: Moment,
) -> Result<ReportPaper, Refusal> {
    let person = crate::register::opened(&city.keys.seals, &of.stored)?;
    let index = of.stored.document.as_ref().map(|sealed| sealed.index.clone());
    let document = index.map(|index| (index, person.name.as_str()));
    let tests = tests_of(city, &[person.id], document, wall).await?;
    let test = tests.into_iter().find(|test| test.tube == of.tube);
    let test = test.ok_or(Refusal::NotFound)?;
    let (Some(outcome), Some(reported_at), true) =
        (test.outcome, test.reported_at, test.has_report())
    else {
        return Err(TestingRefusal::NoReport.into());
    };
    let statement = Statement {
        key_id: report_key_id(&city.keys.report_public()),
        sampled_at: test.taken_at,
        reported_at,
        issued_at: city.now(wall),
        outcome,
        document_tail: person.document.tail().to_owned(),
        masked_name: person.name.masked(),
    };
    let code = city.keys.reports.sign(&statement);
    Ok(paper(city, &person, &test, (reported_at, city.now(wall)), code, of.printed_by))
}

/// Sets it.
pub(super) async fn report_set(city: &Arc<City>, paper: ReportPaper) -> Result<Vec<u8>, Refusal> {
    let acting = Arc::clone(city);
    let set = tokio::task::spawn_blocking(move || {
        let typesetter = acting.typesetter.as_ref().ok_or(Refusal::NoFont)?;
        typesetter.report_pdf(&paper).map_err(Refusal::Paper)
    });
    set.await.map_err(|_| Refusal::NoFont)?
}

fn paper(
    city: &City,
    person: &fangxian_core::people::Person,
    test: &TestShown,
    (reported_at, issued_at): (Moment, Moment),
    code: String,
    printed_by: Option<String>,
) -> ReportPaper {
    let outcome = test.outcome.unwrap_or(fangxian_core::pools::TubeOutcome::Invalid);
    ReportPaper {
        city: city.name.clone(),
        name: person.name.as_str().to_owned(),
        document_kind: person.document.kind(),
        document: person.document.masked(),
        pool: test.pool.title().to_owned(),
        tube: test.tube.spaced(),
        place: test.place.clone(),
        laboratory: test.laboratory.clone(),
        sampled_at: test.taken_at,
        reported_at,
        issued_at,
        outcome,
        code,
        printed_by: printed_by.unwrap_or_default(),
        is_drill: city.clockwork == crate::city::Clockwork::Drill,
    }
}
