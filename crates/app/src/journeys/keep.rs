//! Entering the last case of a county elsewhere, and withdrawing it.

use super::book::TOPIC;
use crate::Refusal;
use crate::caller::Request;
use crate::city::change;
use crate::register::reason_of;
use crate::zones::note_of;
use fangxian_core::CityDay;
use fangxian_core::ids::{ElsewhereCaseId, ElsewhereFactId};
use fangxian_core::national::country;
use fangxian_core::places::{PlaceCode, PlaceKind};
use fangxian_core::policy::Act;
use fangxian_store::journeys::{
    CaseWithdrawn, StoredCaseElsewhere, case_elsewhere_by_id, case_elsewhere_insert,
    case_elsewhere_withdraw as withdraw_row, cases_elsewhere_latest,
};
use fangxian_store::{StoreError, feed};

/// The longest source and the longest note, in signs.
const WORDS_CHARS_MAX: usize = 120;
/// How many are listed.
const LISTED_MAX: i64 = 500;
/// A case that lies longer back is a slip of the pen. Our own bound.
const DAYS_BACK_MAX: i64 = 400;

/// The last case of a county elsewhere, as a form says it.
#[derive(Clone, Debug)]
pub struct CaseReport {
    /// Made by the client: the same again is the same act.
    pub id: ElsewhereCaseId,
    /// The county, six digits.
    pub place: PlaceCode,
    /// The day on which its last case was reported.
    pub last_on: CityDay,
    /// Where that is written.
    pub source: String,
    /// A note; empty where there is none.
    pub note: String,
}

/// What was entered, the newest first.
pub async fn cases_elsewhere_list(req: &Request) -> Result<Vec<StoredCaseElsewhere>, Refusal> {
    req.authorize(Act::ElsewhereSee)?;
    let key = req.city.key();
    let read = req
        .city
        .db
        .read(move |tx| async move { cases_elsewhere_latest(&tx, &key, LISTED_MAX).await });
    Ok(read.await?)
}

/// Enters the last case of a county elsewhere.
pub async fn case_elsewhere_report(req: &Request, report: CaseReport) -> Result<(), Refusal> {
    req.authorize_city(Act::ElsewhereKeep)?;
    let asked_for = format!("case elsewhere\n{report:?}\n{}", req.caller.login);
    let body_mac = req.city.keys.seals.fingerprint(asked_for.as_bytes());
    let CaseReport { id, place, last_on, source, note } = report;
    let is_county = place.kind() == PlaceKind::County && country().knows(&place);
    if !is_county || place.lies_within(&req.city.code) {
        let say = "请选本市以外的县（市、区）。本市的病例在风险区里登记。";
        return Err(Refusal::BadInput(say.to_owned()));
    }
    let age = req.today().days_since(last_on);
    if !(0..=DAYS_BACK_MAX).contains(&age) {
        return Err(Refusal::DayOutOfRange);
    }
    let (source, note) = (words(&source)?, words(&note)?);
    if source.is_empty() {
        return Err(Refusal::BadInput("请写明出处，例如哪个地方哪天的通报。".to_owned()));
    }
    let county = req.city.key();
    let (at, by) = (req.now, req.caller.login.clone());
    let stored = StoredCaseElsewhere {
        county,
        id,
        place,
        last_on,
        source,
        note,
        at,
        by,
        body_mac,
        withdrawn: None,
    };
    let asked = req.clone();
    let written = req.city.db.write(move |tx| async move {
        if let Some(known) = case_elsewhere_by_id(&tx, &stored.county, id).await? {
            let is_same = known.body_mac == stored.body_mac;
            return if is_same { Ok(()) } else { Err(Refusal::IdReused) };
        }
        case_elsewhere_insert(&tx, &stored).await?;
        let (subject, place) = (id.to_string(), stored.place.to_string());
        feed::append(&tx, change(&stored.county, asked.now, TOPIC, &subject))?;
        asked.deed(&tx, Act::ElsewhereKeep, &subject, &format!("reported {place}"))?;
        Ok::<_, Refusal>(())
    });
    written.await?;
    req.city.catch_up().await
}

/// Withdraws what was entered wrongly.
pub async fn case_elsewhere_withdraw(
    req: &Request,
    id: ElsewhereCaseId,
    fact: ElsewhereFactId,
    reason: &str,
) -> Result<(), Refusal> {
    req.authorize_city(Act::ElsewhereKeep)?;
    let asked_for = format!("case withdrawn\n{id}\n{fact}\n{reason}\n{}", req.caller.login);
    let body_mac = req.city.keys.seals.fingerprint(asked_for.as_bytes());
    let reason = reason_of(reason)?;
    let (at, by) = (req.now, req.caller.login.clone());
    let withdrawn = CaseWithdrawn { id: fact, reason, at, by, body_mac };
    let (asked, county) = (req.clone(), req.city.key());
    let written = req.city.db.write(move |tx| async move {
        let known = case_elsewhere_by_id(&tx, &county, id).await?.ok_or(Refusal::NotFound)?;
        if let Some(before) = known.withdrawn {
            let is_same = before.id == withdrawn.id && before.body_mac == withdrawn.body_mac;
            return if is_same { Ok(()) } else { Err(Refusal::Stale) };
        }
        withdraw_row(&tx, &county, id, &withdrawn).await.map_err(taken)?;
        feed::append(&tx, change(&county, asked.now, TOPIC, &id.to_string()))?;
        asked.deed(&tx, Act::ElsewhereKeep, &id.to_string(), "withdrawn")?;
        Ok::<_, Refusal>(())
    });
    written.await?;
    req.city.catch_up().await
}

/// Of two who withdraw at once, the second has not seen what the first did.
fn taken(error: StoreError) -> Refusal {
    if error.conflicts_with("case_elsewhere_withdrawal") { Refusal::Stale } else { error.into() }
}

fn words(text: &str) -> Result<String, Refusal> {
    let text = note_of(text)?;
    match text.chars().count() > WORDS_CHARS_MAX {
        true => Err(Refusal::BadInput(format!("文字太长，最多{WORDS_CHARS_MAX}字。"))),
        false => Ok(text),
    }
}
