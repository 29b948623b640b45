//! A report of an investigation: pasted, read, and accepted one episode after the other.

use crate::caller::Request;
use crate::cases::kept::{EpisodeKept, case_change, case_within, episodes_standing, fingerprint};
use crate::cases::say::EpisodeAdding;
use crate::cases::see::logged;
use crate::seals::Spot;
use crate::zones::note_of;
use crate::{City, Refusal};
use fangxian_core::cases::{Episode, EpisodeSource, Known};
use fangxian_core::ids::{CaseId, CaseReportId, EpisodeId};
use fangxian_core::looks::{LookKind, subject_of};
use fangxian_core::notices::Span;
use fangxian_core::policy::Act;
use fangxian_core::report_text::{ReadReport, TEXT_MAX, Unreadable, read};
use fangxian_core::{CityDay, Moment};
use fangxian_store::case_reports::{
    StoredReportText, StoredWords, report_text_by_id, report_text_insert, report_texts_of,
    report_words_insert, report_words_of,
};
use fangxian_store::cases::{StoredEpisode, episode_by_id, episode_insert, episodes_of_case};
use fangxian_store::{StoreError, feed};
use std::collections::BTreeSet;

const BODY: &str = "case_report.body_sealed";
/// No case has more reports.
const REPORTS_MAX: i64 = 50;
/// A report was written so many days ago at most. Our own bound.
const WRITTEN_DAYS_MAX: i64 = 60;

/// A report that is pasted.
#[derive(Clone)]
pub struct ReportPasting {
    /// Made by the client: the same again is the same act.
    pub id: CaseReportId,
    /// On which day it was written.
    pub written_on: CityDay,
    /// Its words.
    pub text: String,
}

/// A report as it is shown, with what is read of it.
#[derive(Clone)]
pub struct ReportSeen {
    /// Which.
    pub id: CaseReportId,
    /// On which day it was written.
    pub written_on: CityDay,
    /// When it was pasted.
    pub at: Moment,
    /// By whom, by sign-in name.
    pub by: String,
    /// Its words.
    pub text: String,
    /// What is read of it, by the program as it is today.
    pub read: ReadReport,
    /// Entries of the line of time that were accepted from it, with their words.
    pub accepted: Vec<(EpisodeId, Span)>,
}

/// One episode that a person accepts, as he left it after looking.
#[derive(Clone, Debug)]
pub struct ReportAccepting {
    /// From which report.
    pub report: CaseReportId,
    /// From which words of it.
    pub span: Span,
    /// What he makes of them.
    pub adding: EpisodeAdding,
}

/// Keeps a report of an open case. What is no text is refused with a sentence.
pub async fn report_paste(
    req: &Request,
    case: CaseId,
    pasting: ReportPasting,
) -> Result<(), Refusal> {
    let act = Act::CaseKeep;
    let reached = case_within(req, act, case).await?;
    let back = req.today().days_since(pasting.written_on);
    if !(0..=WRITTEN_DAYS_MAX).contains(&back) {
        let say = format!("报告日期不能晚于今天，也不能早于{WRITTEN_DAYS_MAX}天前。");
        return Err(Refusal::BadInput(say));
    }
    reading(&pasting.text, pasting.written_on)?;
    let spot = Spot { column: BODY, record: pasting.id.uuid() };
    let said = format!("report\n{case}\n{}\n{}\n{}", pasting.id, pasting.written_on, pasting.text);
    let row = StoredReportText {
        county: reached.case.county.clone(),
        id: pasting.id,
        case,
        written_on: pasting.written_on,
        body: req.city.record_seals(case.uuid())?.seal(spot, pasting.text.as_bytes())?,
        at: req.now,
        by: req.caller.login.clone(),
        body_mac: fingerprint(req, &said),
    };
    let asked = req.clone();
    let write = req.city.db.write(move |tx| async move {
        if let Some(known) = report_text_by_id(&tx, &row.county, row.id).await? {
            return if known.body_mac == row.body_mac { Ok(()) } else { Err(Refusal::IdReused) };
        }
        let known = report_texts_of(&tx, &row.county, case, REPORTS_MAX).await?;
        if i64::try_from(known.len()).is_ok_and(|n| n >= REPORTS_MAX) {
            let say = format!("一个病例最多存{REPORTS_MAX}份报告。");
            return Err(Refusal::BadInput(say));
        }
        report_text_insert(&tx, &row).await?;
        asked.deed(&tx, act, &case.to_string(), "report")?;
        feed::append(&tx, case_change(&asked.city, asked.now, &row.county, case))?;
        Ok(())
    });
    write.await?;
    req.city.catch_up().await
}

fn reading(text: &str, written_on: CityDay) -> Result<ReadReport, Refusal> {
    read(text, written_on).map_err(|why| {
        let say = match why {
            Unreadable::Empty => "没有文字，请粘贴报告内容。".to_owned(),
            Unreadable::NotText => {
                "这不是文字，可能是文件或编码不对，请粘贴报告的文字。".to_owned()
            }
            Unreadable::TooLong => format!("文字太长，一次最多{TEXT_MAX}字，请分段粘贴。"),
        };
        Refusal::BadInput(say)
    })
}

/// The reports of an open case with what is read of them. That they were looked at is logged before
/// anything is shown.
pub async fn reports_see(req: &Request, case: CaseId) -> Result<Vec<ReportSeen>, Refusal> {
    let reached = case_within(req, Act::CaseSee, case).await?;
    let county = reached.case.county.clone();
    let read = req.city.db.read(move |tx| async move {
        let reports = report_texts_of(&tx, &county, case, REPORTS_MAX).await?;
        let words = report_words_of(&tx, &county, case).await?;
        Ok::<_, StoreError>((reports, words, episodes_of_case(&tx, &county, case).await?))
    });
    let (reports, words, episodes) = read.await?;
    let standing: BTreeSet<EpisodeId> =
        episodes_standing(&req.city, &episodes)?.into_iter().map(|(id, _)| id).collect();
    let subject = subject_of(LookKind::Case, case);
    logged(req, &reached.scope, &reached.stored.door, &subject, &[reached.case.person]).await?;
    let mut seen = Vec::new();
    for report in reports {
        let text = text_of(&req.city, &report)?;
        let accepted = words
            .iter()
            .filter(|one| one.report == report.id && standing.contains(&one.episode))
            .map(|one| (one.episode, one.span))
            .collect();
        let read = reading(&text, report.written_on)?;
        let StoredReportText { id, written_on, at, by, .. } = report;
        seen.push(ReportSeen { id, written_on, at, by, text, read, accepted });
    }
    Ok(seen)
}

pub(super) fn text_of(city: &City, stored: &StoredReportText) -> Result<String, StoreError> {
    let spot = Spot { column: BODY, record: stored.id.uuid() };
    let plain = city.record_open(stored.case.uuid(), spot, &stored.body)?;
    String::from_utf8(plain).map_err(|_| spot.damaged())
}

/// Accepts one episode: an entry of the line of time that keeps the words it came from.
pub async fn report_accept(
    req: &Request,
    case: CaseId,
    accepting: ReportAccepting,
) -> Result<(), Refusal> {
    let act = Act::CaseKeep;
    let reached = case_within(req, act, case).await?;
    let (report, span, id) = (accepting.report, accepting.span, accepting.adding.id);
    let county = reached.case.county.clone();
    let read =
        req.city.db.read(move |tx| async move { report_text_by_id(&tx, &county, report).await });
    let stored = read.await?.filter(|one| one.case == case).ok_or(Refusal::NotFound)?;
    let n_chars = text_of(&req.city, &stored)?.chars().count();
    if span.start >= span.end || span.end > n_chars {
        return Err(Refusal::BadInput("所指的文字不在这份报告里。".to_owned()));
    }
    let adding = accepting.adding.episode;
    let episode = Episode {
        words: note_of(&adding.words)?,
        source: EpisodeSource::Told,
        known: Known::Told,
        ..adding
    };
    episode.check(req.now).map_err(|flaw| Refusal::BadInput(format!("{flaw}。")))?;
    let kept = EpisodeKept::of(&episode);
    let plain = serde_json::to_string(&kept).unwrap_or_default();
    let said = format!("accepted\n{case}\n{id}\n{report}\n{}-{}\n{plain}", span.start, span.end);
    let row = StoredEpisode {
        county: reached.case.county.clone(),
        id,
        case,
        source: episode.source,
        body: kept.seal(&req.city, (case, id))?,
        withdraws: None,
        at: req.now,
        by: req.caller.login.clone(),
        body_mac: fingerprint(req, &said),
    };
    let words = StoredWords { county: row.county.clone(), episode: id, report, span, at: req.now };
    let asked = req.clone();
    let write = req.city.db.write(move |tx| async move {
        if let Some(known) = episode_by_id(&tx, &row.county, row.id).await? {
            return if known.body_mac == row.body_mac { Ok(()) } else { Err(Refusal::IdReused) };
        }
        episode_insert(&tx, &row).await?;
        report_words_insert(&tx, &words).await?;
        asked.deed(&tx, act, &case.to_string(), "episode of a report")?;
        feed::append(&tx, case_change(&asked.city, asked.now, &row.county, case))?;
        Ok::<_, Refusal>(())
    });
    write.await?;
    req.city.catch_up().await
}
