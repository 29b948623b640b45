//! The answer on a sheet, to be taken along.

use super::journey_facts;
use crate::{City, Refusal};
use fangxian_core::Moment;
use fangxian_core::journeys::{Answer, Question, TravelMeans, Trip, asked};
use fangxian_core::national::country;
use fangxian_core::rules::Clause;
use fangxian_paper::{JourneyAsk, JourneyClause, JourneyPaper, JourneyPart};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Semaphore;
use tokio::time::timeout;

/// So many sheets are set at once: anybody may ask for one.
static SETTING: Semaphore = Semaphore::const_new(2);
/// How long a sheet waits for its turn.
const TURN: Duration = Duration::from_secs(5);

/// The sheet of one question.
pub async fn journey_pdf(city: Arc<City>, q: &Question, now: Moment) -> Result<Vec<u8>, Refusal> {
    let facts = journey_facts(&city, q).await?;
    let paper = {
        let answer = asked(q, &city.code, &city.rules, &facts);
        paper_of(&city, q, &answer, now)
    };
    let Ok(Ok(_turn)) = timeout(TURN, SETTING.acquire()).await else { return Err(Refusal::Busy) };
    let set = tokio::task::spawn_blocking(move || {
        let typesetter = city.typesetter.as_ref().ok_or(Refusal::NoFont)?;
        typesetter.journey_pdf(&paper).map_err(Refusal::Paper)
    });
    set.await.map_err(|_| Refusal::NoFont)?
}

fn paper_of(city: &City, q: &Question, answer: &Answer<'_>, now: Moment) -> JourneyPaper {
    let clauses = answer.clauses();
    let number = |clause: &Clause| clauses.iter().position(|one| *one == clause).map(|n| n + 1);
    let parts = answer.steps.iter().map(|step| JourneyPart {
        title: step.at.title().to_owned(),
        asks: step
            .asks
            .iter()
            .map(|ask| JourneyAsk {
                text: ask.says(),
                standing: ask.standing.says().to_owned(),
                clause: number(ask.clause).unwrap_or_default(),
            })
            .collect(),
    });
    JourneyPaper {
        city: city.name.clone(),
        way: journey_way(city, q),
        day: q.day,
        verdict: answer.says().to_owned(),
        parts: parts.collect(),
        unknown: answer.unknown.iter().map(|one| one.says(&city.code)).collect(),
        grounds: answer.grounds.iter().map(|one| one.says(&city.code)).collect(),
        clauses: clauses
            .iter()
            .map(|clause| JourneyClause {
                as_written: clause.as_written.clone(),
                source: clause.source.clone(),
                confidence: clause.confidence.title().to_owned(),
                note: clause.note.clone().unwrap_or_default(),
            })
            .collect(),
        printed_at: now,
    }
}

/// 朔州市应县 —火车→ 太原市 —飞机→ 广东省广州市
pub fn journey_way(city: &City, q: &Question) -> String {
    let name = |place| match country().title(place, &city.code) {
        title if title.is_empty() => city.place_name(place),
        title => title,
    };
    let means = |means: TravelMeans| format!("（{}）", means.title());
    let mut way = name(&q.from);
    for place in &q.via {
        way.push_str(&format!(" → {}", name(place)));
    }
    match q.trip(&city.code) {
        Trip::Transit => {
            let onward = q.onward.map_or_else(String::new, means);
            way.push_str(&format!(" → {}{} → {}{onward}", city.name, means(q.means), name(&q.to)));
        }
        Trip::Arrive | Trip::Leave | Trip::Inside => {
            way.push_str(&format!(" → {}{}", name(&q.to), means(q.means)));
        }
    }
    way
}
