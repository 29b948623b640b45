//! The notice desk: read, put in, confirm, set aside.

use super::code::{ChangeActionCode, Code, NoticeFlagCode, NoticeStateCode};
use super::wire::Level;
use super::wire::PlaceView;
use crate::caller::{Asked, Asking, At, Body};
use crate::error::{ApiError, ErrorBody, bad_input};
use axum::Json;
use fangxian_app::notices::{
    Confirmation, KeptNotice, Meets, Reading, n_flags, notice_confirm, notice_preview,
    notice_put_in, notice_see, notice_set_aside, notices_list,
};
use fangxian_app::{Refusal, Request};
use fangxian_core::Moment;
use fangxian_core::ids::NoticeId;
use fangxian_core::notices::{AreaChange, AreaCounts, Flag};
use fangxian_core::places::PlaceCode;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

/// A doubt.
#[derive(Serialize, ToSchema)]
pub(crate) struct FlagView {
    /// The codes are those of `fangxian notice read --json`.
    code: NoticeFlagCode,
    message: String,
    as_written: String,
}

impl From<&Flag> for FlagView {
    fn from(flag: &Flag) -> FlagView {
        FlagView {
            code: Code(flag.code),
            message: flag.message.clone(),
            as_written: flag.as_written.clone(),
        }
    }
}

/// Where words stand in the body, in characters, end exclusive.
#[derive(Serialize, ToSchema)]
pub(crate) struct SpanView {
    start: usize,
    end: usize,
}

/// One area whose level the notice changes.
#[derive(Serialize, ToSchema)]
pub(crate) struct ChangeView {
    action: ChangeActionCode,
    from: Option<Level>,
    to: Option<Level>,
    county: Option<String>,
    county_code: Option<String>,
    area: String,
    except: Option<String>,
    parts: Vec<String>,
    as_written: String,
    flags: Vec<FlagView>,
    at: SpanView,
    /// The zone of the register that it is about.
    zone_id: Option<Uuid>,
    /// Where it is, if that is beyond doubt.
    place: Option<String>,
    /// Where it may be.
    candidates: Vec<PlaceView>,
}

fn change_view(change: &AreaChange, meets: &Meets) -> ChangeView {
    ChangeView {
        action: Code(change.action),
        from: change.from.map(Into::into),
        to: change.to.map(Into::into),
        county: change.county.clone(),
        county_code: change.county_code.clone(),
        area: change.area.clone(),
        except: change.except.clone(),
        parts: change.parts.clone(),
        as_written: change.as_written.clone(),
        flags: change.flags.iter().map(FlagView::from).collect(),
        at: SpanView { start: change.span.start, end: change.span.end },
        zone_id: meets.zone.map(|zone| zone.uuid()),
        place: meets.place.as_ref().map(ToString::to_string),
        candidates: meets
            .candidates
            .iter()
            .map(|candidate| PlaceView {
                code: candidate.code.to_string(),
                name: candidate.name.clone(),
                path: candidate.path.clone(),
            })
            .collect(),
    }
}

/// Counts of areas, in all and by county as written. The keys are level codes, or `unlisted`.
#[derive(Serialize, ToSchema)]
pub(crate) struct CountsView {
    levels: BTreeMap<String, u32>,
    by_county: BTreeMap<String, BTreeMap<String, u32>>,
}

impl From<&AreaCounts> for CountsView {
    fn from(counts: &AreaCounts) -> CountsView {
        let own = |level: &&'static str| (*level).to_owned();
        CountsView {
            levels: counts.levels.iter().map(|(level, n)| (own(level), *n)).collect(),
            by_county: counts.by_county.iter().map(|(level, n)| (own(level), n.clone())).collect(),
        }
    }
}

/// A notice as it was read. A proposal: nothing is applied before a person confirms it.
#[derive(Serialize, ToSchema)]
pub(crate) struct ReadingView {
    authority: Option<String>,
    number: Option<String>,
    date: Option<String>,
    edition: Option<String>,
    edition_short: Option<String>,
    changes: Vec<ChangeView>,
    stated: CountsView,
    found: CountsView,
    flags: Vec<FlagView>,
}

fn reading_view(req: &Request, reading: &Reading) -> ReadingView {
    let notice = &reading.notice;
    let edition = notice.edition.as_ref().and_then(|id| req.city.rules.edition(id));
    let nothing = Meets::default();
    let meets = reading.meets.iter().chain(std::iter::repeat(&nothing));
    ReadingView {
        authority: notice.authority.clone(),
        number: notice.number.clone(),
        date: notice.date.map(|day| day.to_string()),
        edition: notice.edition.as_ref().map(ToString::to_string),
        edition_short: edition.map(|edition| edition.short.clone()),
        changes: notice.changes.iter().zip(meets).map(|(c, m)| change_view(c, m)).collect(),
        stated: CountsView::from(&notice.stated),
        found: CountsView::from(&notice.found),
        flags: notice.flags.iter().map(FlagView::from).collect(),
    }
}

/// A notice that is kept.
#[derive(Serialize, ToSchema)]
pub(crate) struct NoticeView {
    notice_id: Uuid,
    state: NoticeStateCode,
    version: i64,
    body: String,
    reading: ReadingView,
    /// The changes that were taken, by their place, once it is confirmed.
    taken: Option<Vec<usize>>,
    put_in_by: String,
    put_in_by_name: String,
    put_in_at: i64,
    closed_by: Option<String>,
    closed_by_name: Option<String>,
    closed_at: Option<i64>,
    /// Whether the caller put it in himself, and so may not confirm it.
    mine: bool,
}

fn notice_view(req: &Request, kept: &KeptNotice) -> NoticeView {
    #[derive(Deserialize)]
    struct Outcome {
        taken: Option<Vec<usize>>,
    }
    let stored = &kept.stored;
    let outcome: Option<Outcome> = serde_json::from_str(&stored.outcome).ok();
    NoticeView {
        notice_id: stored.id.uuid(),
        state: Code(stored.state),
        version: stored.version,
        body: stored.body.clone(),
        reading: reading_view(req, &kept.reading),
        taken: outcome.and_then(|outcome| outcome.taken),
        put_in_by: stored.put_in_by.clone(),
        put_in_by_name: req.city.people.by_login(&stored.put_in_by),
        put_in_at: stored.put_in_at.0,
        closed_by: stored.closed_by.clone(),
        closed_by_name: stored.closed_by.as_deref().map(|by| req.city.people.by_login(by)),
        closed_at: stored.closed_at.map(|at| at.0),
        mine: stored.put_in_by == req.caller.login,
    }
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NoticeText {
    text: String,
}

/// Read a text and keep nothing.
#[utoipa::path(post, path = "/api/v1/notice-readings", tag = "notices",
    request_body = NoticeText,
    responses((status = 200, body = ReadingView), (status = 400, body = ErrorBody)))]
pub(crate) async fn notice_read(
    Asked(req): Asked,
    Body(body): Body<NoticeText>,
) -> Result<Json<ReadingView>, ApiError> {
    let reading = notice_preview(&req, &body.text).await?;
    Ok(Json(reading_view(&req, &reading)))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewNotice {
    /// Made by the client.
    notice_id: Uuid,
    text: String,
}

/// Put a notice in. Nothing is applied before a second person confirms it.
#[utoipa::path(post, path = "/api/v1/notices", tag = "notices", request_body = NewNotice,
    responses((status = 200, body = NoticeView), (status = 409, body = ErrorBody)))]
pub(crate) async fn notice_add(
    Asked(req): Asked,
    Body(body): Body<NewNotice>,
) -> Result<Json<NoticeView>, ApiError> {
    let kept = notice_put_in(&req, NoticeId::from_uuid(body.notice_id), &body.text).await?;
    Ok(Json(notice_view(&req, &kept)))
}

/// A notice in a list.
#[derive(Serialize, ToSchema)]
pub(crate) struct NoticeRow {
    notice_id: Uuid,
    state: NoticeStateCode,
    number: Option<String>,
    date: Option<String>,
    n_changes: usize,
    n_flags: usize,
    put_in_by: String,
    put_in_by_name: String,
    put_in_at: i64,
    mine: bool,
}

/// A page of notices.
#[derive(Serialize, ToSchema)]
pub(crate) struct NoticesPage {
    rows: Vec<NoticeRow>,
    next: Option<String>,
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct PageQuery {
    /// The `next` of the page before.
    after: Option<String>,
    limit: Option<i64>,
}

/// Notices, newest first.
#[utoipa::path(get, path = "/api/v1/notices", tag = "notices", params(PageQuery),
    responses((status = 200, body = NoticesPage)))]
pub(crate) async fn notice_list(
    Asked(req): Asked,
    Asking(query): Asking<PageQuery>,
) -> Result<Json<NoticesPage>, ApiError> {
    let limit = query.limit.unwrap_or(30).clamp(1, 50);
    let before = query.after.as_deref().map(place_in_list).transpose()?;
    let kept = notices_list(&req, before, limit).await?;
    let is_full = i64::try_from(kept.len()).is_ok_and(|n| n == limit);
    let next = kept.last().filter(|_| is_full);
    let next = next.map(|last| format!("{}.{}", last.stored.put_in_at.0, last.stored.id));
    let rows = kept
        .iter()
        .map(|kept| NoticeRow {
            notice_id: kept.stored.id.uuid(),
            state: Code(kept.stored.state),
            number: kept.stored.number.clone(),
            date: kept.stored.dated.map(|day| day.to_string()),
            n_changes: kept.reading.notice.changes.len(),
            n_flags: n_flags(&kept.reading.notice),
            put_in_by: kept.stored.put_in_by.clone(),
            put_in_by_name: req.city.people.by_login(&kept.stored.put_in_by),
            put_in_at: kept.stored.put_in_at.0,
            mine: kept.stored.put_in_by == req.caller.login,
        })
        .collect();
    Ok(Json(NoticesPage { rows, next }))
}

fn place_in_list(after: &str) -> Result<(Moment, NoticeId), ApiError> {
    let wrong = || bad_input("翻页位置不对。");
    let (at, id) = after.split_once('.').ok_or_else(wrong)?;
    let at = at.parse().map_err(|_| wrong())?;
    Ok((Moment(at), NoticeId::parse(id).ok_or_else(wrong)?))
}

/// One notice.
#[utoipa::path(get, path = "/api/v1/notices/{notice_id}", tag = "notices",
    params(("notice_id" = Uuid, Path)),
    responses((status = 200, body = NoticeView), (status = 404, body = ErrorBody)))]
pub(crate) async fn notice_one(
    Asked(req): Asked,
    At(id): At<Uuid>,
) -> Result<Json<NoticeView>, ApiError> {
    let kept = notice_see(&req, NoticeId::from_uuid(id)).await?;
    Ok(Json(notice_view(&req, &kept)))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ConfirmNotice {
    version: i64,
    /// The changes that are taken, by their place in the reading.
    take: Vec<usize>,
    /// Where an area is, by the place of its change: a county, or a place within one.
    #[serde(default)]
    places: BTreeMap<usize, String>,
}

/// Confirm a notice: what is taken becomes fact, and the work that it calls for is raised.
#[utoipa::path(post, path = "/api/v1/notices/{notice_id}/confirm", tag = "notices",
    params(("notice_id" = Uuid, Path)), request_body = ConfirmNotice,
    responses((status = 200, body = NoticeView), (status = 409, body = ErrorBody)))]
pub(crate) async fn notice_take(
    Asked(req): Asked,
    At(id): At<Uuid>,
    Body(body): Body<ConfirmNotice>,
) -> Result<Json<NoticeView>, ApiError> {
    let id = NoticeId::from_uuid(id);
    let mut places = BTreeMap::new();
    for (n, code) in body.places {
        places.insert(n, PlaceCode::parse(&code).map_err(|_| Refusal::PlaceUnknown)?);
    }
    notice_confirm(&req, id, body.version, Confirmation { take: body.take, places }).await?;
    Ok(Json(notice_view(&req, &notice_see(&req, id).await?)))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SetAside {
    version: i64,
    reason: String,
}

/// Set a notice aside.
#[utoipa::path(post, path = "/api/v1/notices/{notice_id}/set-aside", tag = "notices",
    params(("notice_id" = Uuid, Path)), request_body = SetAside,
    responses((status = 200, body = NoticeView), (status = 409, body = ErrorBody)))]
pub(crate) async fn notice_drop(
    Asked(req): Asked,
    At(id): At<Uuid>,
    Body(body): Body<SetAside>,
) -> Result<Json<NoticeView>, ApiError> {
    let id = NoticeId::from_uuid(id);
    notice_set_aside(&req, id, body.version, &body.reason).await?;
    Ok(Json(notice_view(&req, &notice_see(&req, id).await?)))
}
