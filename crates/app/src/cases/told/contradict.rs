//! Where what a case said and what was seen do not go together: found, recorded by a person, explained by
//! whom it is of, handed to the responsible office. Nothing else in the program reads these records.

use crate::Refusal;
use crate::caller::Request;
use crate::cases::kept::{Reached, case_within, fingerprint};
use crate::cases::line::line_of;
use crate::cases::see::{EpisodeSeen, logged};
use crate::seals::Spot;
use crate::zones::note_of;
use fangxian_core::Moment;
use fangxian_core::cases::{Episode, LINE_DAYS_MAX};
use fangxian_core::contradictions::{
    ContradictionFactKind, ContradictionSays, ContradictionStanding, DifferenceKind, Side, find,
    standing_of,
};
use fangxian_core::ids::{CaseId, ContradictionId, EpisodeId};
use fangxian_core::looks::{LookKind, subject_of};
use fangxian_core::policy::Act;
use fangxian_store::StoreError;
use fangxian_store::case_reports::{StoredWords, report_texts_of, report_words_of};
use fangxian_store::cases::{StoredEpisode, episodes_of_case};
use fangxian_store::contradictions::{
    StoredContradiction, contradiction_insert, contradictions_of,
};
use std::collections::BTreeMap;

const BODY: &str = "case_contradiction.body_sealed";
const REPORTS_MAX: i64 = 50;

/// A fact of a record as it is shown.
#[derive(Clone, Debug)]
pub struct ContradictionFact {
    /// What.
    pub says: ContradictionSays,
    /// When.
    pub at: Moment,
    /// By whom, by sign-in name.
    pub by: String,
}

/// A record as it is shown.
#[derive(Clone, Debug)]
pub struct ContradictionSeen {
    /// Which.
    pub id: ContradictionId,
    /// How it stands.
    pub standing: ContradictionStanding,
    /// What was said of it, in order; both sides first.
    pub facts: Vec<ContradictionFact>,
}

/// Something that is found and not recorded yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContradictionFound {
    /// How they differ.
    pub kind: DifferenceKind,
    /// What was said; none where nothing was.
    pub said: Option<Side>,
    /// What was seen.
    pub seen: Side,
}

/// What does not go together in the line of a case.
#[derive(Clone, Debug, Default)]
pub struct ContradictionsSeen {
    /// What was found, and nobody has recorded.
    pub found: Vec<ContradictionFound>,
    /// What was recorded.
    pub records: Vec<ContradictionSeen>,
}

/// What does not go together in the line of an open case, and what was recorded of that.
pub async fn contradictions_see(
    req: &Request,
    case: CaseId,
) -> Result<ContradictionsSeen, Refusal> {
    let reached = case_within(req, Act::ContradictionSee, case).await?;
    let found = found(req, &reached).await?;
    let records = records(req, &reached).await?;
    let subject = subject_of(LookKind::Case, case);
    logged(req, &reached.scope, &reached.stored.door, &subject, &[reached.case.person]).await?;
    let is_recorded = |one: &ContradictionFound| {
        records.iter().any(|record| {
            record.standing != ContradictionStanding::Withdrawn
                && matches!(
                    record.facts.first().map(|fact| &fact.says),
                    Some(ContradictionSays::Recorded { kind, said, seen, .. })
                        if *kind == one.kind && same(seen, &one.seen)
                            && match (said, &one.said) {
                                (Some(a), Some(b)) => same(a, b),
                                (None, None) => true,
                                (Some(_), None) | (None, Some(_)) => false,
                            }
                )
        })
    };
    let found = found.into_iter().filter(|one| !is_recorded(one)).collect();
    Ok(ContradictionsSeen { found, records })
}

fn same(one: &Side, other: &Side) -> bool {
    (one.from, one.to, &one.place) == (other.from, other.to, &other.place)
}

async fn found(req: &Request, reached: &Reached) -> Result<Vec<ContradictionFound>, Refusal> {
    let span = (req.now.plus_ms(-LINE_DAYS_MAX * 86_400_000), req.now);
    let line = line_of(req, reached, span).await?;
    let (county, case) = (reached.case.county.clone(), reached.case.id);
    let read = req.city.db.read(move |tx| async move {
        let entered = episodes_of_case(&tx, &county, case).await?;
        let reports = report_texts_of(&tx, &county, case, REPORTS_MAX).await?;
        let words = report_words_of(&tx, &county, case).await?;
        Ok::<_, StoreError>((entered, reports, words))
    });
    let (entered, reports, words) = read.await?;
    let entered: BTreeMap<EpisodeId, StoredEpisode> =
        entered.into_iter().map(|one| (one.id, one)).collect();
    let mut texts = BTreeMap::new();
    for report in &reports {
        texts.insert(report.id, super::report::text_of(&req.city, report)?);
    }
    let quote = |one: &StoredWords| {
        let text = texts.get(&one.report)?;
        let n_chars = one.span.end.saturating_sub(one.span.start);
        Some(text.chars().skip(one.span.start).take(n_chars).collect::<String>())
    };
    let side = |one: &EpisodeSeen| {
        let entry = one.id.and_then(|id| entered.get(&id));
        let words = one.id.and_then(|id| words.iter().find(|words| words.episode == id));
        Side {
            place: place_of(req, &one.episode),
            from: one.episode.from,
            to: one.episode.to,
            source: one.episode.source,
            known: one.episode.known,
            words: words.and_then(quote).unwrap_or_default(),
            entered_by: entry.map(|entry| entry.by.clone()).unwrap_or_default(),
            entered_at: entry.map_or(one.episode.from, |entry| entry.at),
        }
    };
    let episodes: Vec<Episode> = line.iter().map(|one| one.episode.clone()).collect();
    let found = find(&episodes).into_iter().filter_map(|one| {
        let seen = side(line.get(one.seen)?);
        let said = one.said.and_then(|at| line.get(at)).map(side);
        Some(ContradictionFound { kind: one.kind, said, seen })
    });
    Ok(found.collect())
}

fn place_of(req: &Request, one: &Episode) -> String {
    let named = one.venue.and_then(|venue| req.city.tracing.place(venue));
    match named {
        Some(place) if one.words.trim().is_empty() => place.name.clone(),
        Some(_) | None => one.words.clone(),
    }
}

fn spot(id: ContradictionId, ordinal: i64) -> Spot {
    // Each fact opens by itself.
    let record = uuid::Uuid::from_u128(id.uuid().as_u128() ^ u128::from(ordinal.unsigned_abs()));
    Spot { column: BODY, record }
}

async fn records(req: &Request, reached: &Reached) -> Result<Vec<ContradictionSeen>, Refusal> {
    let (county, case) = (reached.case.county.clone(), reached.case.id);
    let read =
        req.city.db.read(move |tx| async move { contradictions_of(&tx, &county, case).await });
    let stored: Vec<StoredContradiction> = read.await?;
    let mut records = Vec::new();
    for own in stored.chunk_by(|a, b| a.id == b.id) {
        let Some(first) = own.first() else { continue };
        let mut facts = Vec::new();
        for one in own {
            let says = opened(req, one)?;
            facts.push(ContradictionFact { says, at: one.at, by: one.by.clone() });
        }
        let said: Vec<ContradictionSays> = facts.iter().map(|fact| fact.says.clone()).collect();
        if let Some(standing) = standing_of(&said) {
            records.push(ContradictionSeen { id: first.id, standing, facts });
        }
    }
    records.sort_by_key(|one| one.facts.first().map(|fact| fact.at));
    Ok(records)
}

fn opened(req: &Request, one: &StoredContradiction) -> Result<ContradictionSays, StoreError> {
    let damaged = || StoreError::Damaged {
        table: "case_contradiction".to_owned(),
        column: "body_sealed".to_owned(),
    };
    let sealed = spot(one.id, one.ordinal);
    let plain = req.city.record_open(one.case.uuid(), sealed, &one.body)?;
    let says: ContradictionSays = serde_json::from_slice(&plain).map_err(|_| damaged())?;
    if says.kind() == one.kind { Ok(says) } else { Err(damaged()) }
}

/// Records what was found, as it is found now: nobody writes either side himself. `note` adds what else is
/// known, and judges nobody.
pub async fn contradiction_record(
    req: &Request,
    case: CaseId,
    id: ContradictionId,
    found_as: &ContradictionFoundAs,
    note: &str,
) -> Result<(), Refusal> {
    let act = Act::ContradictionKeep;
    let reached = case_within(req, act, case).await?;
    let note = note_of(note)?;
    let is_it = |one: &&ContradictionFound| {
        one.kind == found_as.kind
            && (one.seen.from, one.seen.to) == (found_as.seen_from, found_as.seen_to)
            && one.seen.place == found_as.seen_place
    };
    let known = records(req, &reached).await?;
    let all = found(req, &reached).await?;
    // What is known has changed since the page was made.
    let one = all.iter().find(is_it).ok_or(Refusal::Stale)?;
    let says = ContradictionSays::Recorded {
        kind: one.kind,
        said: one.said.clone(),
        seen: one.seen.clone(),
        note,
    };
    let is_taken = known.iter().any(|record| record.id == id);
    let standing = known.iter().find(|record| record.id == id).map(|record| record.standing);
    keep(req, &reached, (id, 0), says, if is_taken { None } else { standing }).await
}

/// Which of what was found is recorded.
#[derive(Clone, Debug)]
pub struct ContradictionFoundAs {
    /// How they differ.
    pub kind: DifferenceKind,
    /// Where he was seen.
    pub seen_place: String,
    /// Since when.
    pub seen_from: Moment,
    /// Until when.
    pub seen_to: Moment,
}

/// Adds what was said of a record: his own words, to whom it was handed, or that it is none.
pub async fn contradiction_say(
    req: &Request,
    case: CaseId,
    (id, seen): (ContradictionId, i64),
    says: ContradictionSays,
) -> Result<(), Refusal> {
    let reached = case_within(req, Act::ContradictionKeep, case).await?;
    if says.kind() == ContradictionFactKind::Recorded || seen < 1 {
        return Err(Refusal::NotFound);
    }
    let open = Some(ContradictionStanding::Open);
    says.check(open).map_err(|flaw| Refusal::BadInput(format!("{flaw}。")))?;
    let records = records(req, &reached).await?;
    let record = records.into_iter().find(|one| one.id == id).ok_or(Refusal::NotFound)?;
    let n_facts = i64::try_from(record.facts.len()).unwrap_or(i64::MAX);
    if seen > n_facts {
        return Err(Refusal::Stale);
    }
    // The same again is the same act: it is compared where it stands.
    let before: Vec<ContradictionSays> = record
        .facts
        .iter()
        .take(usize::try_from(seen).unwrap_or(usize::MAX))
        .map(|fact| fact.says.clone())
        .collect();
    keep(req, &reached, (id, seen), says, standing_of(&before)).await
}

async fn keep(
    req: &Request,
    reached: &Reached,
    (id, ordinal): (ContradictionId, i64),
    says: ContradictionSays,
    standing: Option<ContradictionStanding>,
) -> Result<(), Refusal> {
    let act = Act::ContradictionKeep;
    says.check(standing).map_err(|flaw| Refusal::BadInput(format!("{flaw}。")))?;
    let case = reached.case.id;
    let plain = serde_json::to_vec(&says).unwrap_or_default();
    let said = String::from_utf8_lossy(&plain).into_owned();
    let row = StoredContradiction {
        county: reached.case.county.clone(),
        id,
        ordinal,
        case,
        kind: says.kind(),
        body: req.city.record_seals(case.uuid())?.seal(spot(id, ordinal), &plain)?,
        at: req.now,
        by: req.caller.login.clone(),
        body_mac: fingerprint(req, &format!("contradiction\n{case}\n{id}\n{ordinal}\n{said}")),
    };
    let asked = req.clone();
    let write = req.city.db.write(move |tx| async move {
        let known = contradictions_of(&tx, &row.county, case).await?;
        let there = known.iter().find(|one| one.id == row.id && one.ordinal == row.ordinal);
        if let Some(there) = there {
            // Two people who say something at once: the second is told.
            return match there.body_mac == row.body_mac {
                true => Ok(()),
                false if row.ordinal == 0 => Err(Refusal::IdReused),
                false => Err(Refusal::Stale),
            };
        }
        contradiction_insert(&tx, &row).await.map_err(|error| {
            match error.conflicts_with("case_contradiction") {
                true => Refusal::Stale,
                false => Refusal::from(error),
            }
        })?;
        asked.deed(&tx, act, &case.to_string(), row.kind.code())?;
        Ok::<_, Refusal>(())
    });
    write.await
}
