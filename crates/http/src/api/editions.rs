//! The rules as sentences, and what an edition changes.

use super::code::{Code, ConfidenceCode};
use super::wire::Level;
use crate::caller::{Asked, Asking, Body};
use crate::error::{ApiError, ErrorBody};
use axum::Json;
use fangxian_app::Request;
use fangxian_app::editions::{edition_change_see, edition_change_sign};
use fangxian_core::ids::ZoneId;
use fangxian_core::policy::Act;
use fangxian_core::rules::{Edition, EditionId, sentences};
use fangxian_core::zones::Why;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

/// A rule as a sentence, with the words that it rests on.
#[derive(Serialize, ToSchema)]
pub(crate) struct SentenceView {
    text: String,
    as_written: String,
    source: String,
    confidence: ConfidenceCode,
    note: Option<String>,
}

/// Rules under one heading.
#[derive(Serialize, ToSchema)]
pub(crate) struct SectionView {
    heading: String,
    sentences: Vec<SentenceView>,
}

/// An edition as sentences.
#[derive(Serialize, ToSchema)]
pub(crate) struct EditionView {
    id: String,
    title: String,
    short: String,
    published: String,
    in_force_from: String,
    in_force_to: Option<String>,
    in_force_now: bool,
    sections: Vec<SectionView>,
}

/// All editions, earliest first.
#[derive(Serialize, ToSchema)]
pub(crate) struct EditionsView {
    editions: Vec<EditionView>,
}

/// The rules, each edition as sentences that a health official can read and sign.
#[utoipa::path(get, path = "/api/v1/editions", tag = "rules",
    responses((status = 200, body = EditionsView)))]
pub(crate) async fn edition_list(Asked(req): Asked) -> Result<Json<EditionsView>, ApiError> {
    req.authorize(Act::EditionSee)?;
    let editions = req.city.rules.editions();
    Ok(Json(EditionsView {
        editions: editions.iter().map(|edition| edition_view(&req, edition)).collect(),
    }))
}

fn edition_view(req: &Request, edition: &Edition) -> EditionView {
    let today = req.today();
    // An edition is read as on its last day, or today while it is in force: with the local rules
    // that went with it.
    let day = edition.in_force_to.map_or(today, |last| last.min(today)).max(edition.in_force_from);
    let sections = sentences(edition, req.city.rules.overlay_on(day), day);
    EditionView {
        id: edition.id.to_string(),
        title: edition.title.clone(),
        short: edition.short.clone(),
        published: edition.published.to_string(),
        in_force_from: edition.in_force_from.to_string(),
        in_force_to: edition.in_force_to.map(|day| day.to_string()),
        in_force_now: edition.is_in_force(today),
        sections: sections
            .into_iter()
            .map(|section| SectionView {
                heading: section.heading.to_owned(),
                sentences: section
                    .sentences
                    .into_iter()
                    .map(|sentence| SentenceView {
                        confidence: Code(sentence.confidence()),
                        as_written: joined(sentence.clauses.iter().map(|c| c.as_written.as_str())),
                        source: joined(sentence.clauses.iter().map(|c| c.source.as_str())),
                        note: Some(joined(
                            sentence.clauses.iter().filter_map(|c| c.note.as_deref()),
                        ))
                        .filter(|note| !note.is_empty()),
                        text: sentence.text,
                    })
                    .collect(),
            })
            .collect(),
    }
}

/// Different words once each: two clauses of one sentence often come from one source.
fn joined<'a>(words: impl Iterator<Item = &'a str>) -> String {
    let mut once: Vec<&str> = Vec::new();
    for word in words {
        if !once.contains(&word) {
            once.push(word);
        }
    }
    once.join("；")
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct EditionChangeQuery {
    /// The edition, such as P20.
    to: String,
}

/// Whether the level stays.
#[derive(Serialize, ToSchema)]
pub(crate) enum WhyView {
    #[serde(rename = "level_stays")]
    Stays,
    #[serde(rename = "level_renamed")]
    Renamed,
    #[serde(rename = "level_ends")]
    Ends,
}

/// A zone that an edition changes.
#[derive(Serialize, ToSchema)]
pub(crate) struct EditionChangeRowView {
    zone_id: Uuid,
    area: String,
    except: Option<String>,
    county_name: String,
    level: Level,
    edition: String,
    becomes: Option<Level>,
    earliest_now: Option<String>,
    earliest_then: Option<String>,
    why: WhyView,
}

/// What an edition changes.
#[derive(Serialize, ToSchema)]
pub(crate) struct EditionChangeView {
    to: String,
    day: String,
    /// Whether it is in force, so that the change can be signed.
    in_force: bool,
    rows: Vec<EditionChangeRowView>,
}

/// What an edition changes for every zone that does not follow it yet.
#[utoipa::path(get, path = "/api/v1/edition-change", tag = "rules", params(EditionChangeQuery),
    responses((status = 200, body = EditionChangeView), (status = 400, body = ErrorBody)))]
pub(crate) async fn edition_change(
    Asked(req): Asked,
    Asking(query): Asking<EditionChangeQuery>,
) -> Result<Json<EditionChangeView>, ApiError> {
    let to = EditionId(query.to);
    let rows = edition_change_see(&req, &to)?;
    let in_force = req.city.rules.edition_on(req.today()).is_some_and(|now| now.id == to);
    Ok(Json(EditionChangeView {
        to: to.to_string(),
        day: req.today().to_string(),
        in_force,
        rows: rows
            .into_iter()
            .map(|changed| EditionChangeRowView {
                zone_id: changed.entry.zone.id.uuid(),
                area: changed.entry.zone.area.clone(),
                except: changed.entry.zone.except.clone(),
                county_name: req.city.county_name(&changed.entry.zone.county),
                level: changed.listing.level.into(),
                edition: changed.listing.edition.to_string(),
                becomes: changed.row.becomes.map(Into::into),
                earliest_now: changed.row.earliest_now.map(|day| day.to_string()),
                earliest_then: changed.row.earliest_then.map(|day| day.to_string()),
                why: match changed.row.why {
                    Why::LevelStays => WhyView::Stays,
                    Why::LevelRenamed => WhyView::Renamed,
                    Why::LevelEnds => WhyView::Ends,
                },
            })
            .collect(),
    }))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SignEditionChange {
    to: String,
    zone_ids: Vec<Uuid>,
}

/// How many zones changed.
#[derive(Serialize, ToSchema)]
pub(crate) struct EditionChangeSigned {
    n_changed: usize,
}

/// Sign what an edition in force changes for these zones.
#[utoipa::path(post, path = "/api/v1/edition-change", tag = "rules",
    request_body = SignEditionChange,
    responses((status = 200, body = EditionChangeSigned), (status = 400, body = ErrorBody)))]
pub(crate) async fn edition_change_apply(
    Asked(req): Asked,
    Body(body): Body<SignEditionChange>,
) -> Result<Json<EditionChangeSigned>, ApiError> {
    let zones: Vec<ZoneId> = body.zone_ids.into_iter().map(ZoneId::from_uuid).collect();
    let n_changed = edition_change_sign(&req, &EditionId(body.to), &zones).await?;
    Ok(Json(EditionChangeSigned { n_changed }))
}
