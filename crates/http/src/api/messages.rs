//! One's own messages.

use super::code::{Code, OrderKindCode};
use super::wire::Level;
use crate::caller::{Asked, Asking, At};
use crate::error::{ApiError, ErrorBody, bad_input};
use axum::Json;
use axum::http::StatusCode;
use fangxian_app::City;
use fangxian_app::messages::{AnswerWaits, PAGE_MAX, Received, Said, message_read, messages_list};
use fangxian_core::Moment;
use fangxian_core::ids::OrderId;
use fangxian_core::places::PlaceCode;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct MessagesQuery {
    /// The `next` of the page before.
    before: Option<String>,
    limit: Option<i64>,
}

/// What a message is about.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum MessageKind {
    ZoneChanged,
    OrderHandedBack,
    RetestDue,
    AntigenDue,
    CodeTellDue,
    CaseDoorDue,
    ContactDue,
    ContactCheckDue,
    CanaryAsked,
    CodesDiffer,
    TubesOverdue,
    CodeList,
    NoticeWaits,
    ArrivalsLate,
    GatheringsLate,
    VerificationsLate,
    FollowUpsLate,
    CasesUnclosed,
}

/// A message. Of the records that it leads to, one is named.
#[derive(Serialize, ToSchema)]
pub(crate) struct MessageView {
    message_id: Uuid,
    /// The city's moment of which it tells.
    at: i64,
    read: bool,
    kind: MessageKind,
    zone_id: Option<Uuid>,
    order_id: Option<Uuid>,
    notice_id: Option<Uuid>,
    /// The round of tubes that are overdue.
    round_id: Option<Uuid>,
    /// How many tubes.
    n_tubes: Option<i64>,
    /// How many answers wait beyond their time.
    n_late: Option<i64>,
    /// How many codes were on a list.
    n_people: Option<i64>,
    /// Whether it was refused, and nobody's code changed.
    refused: Option<bool>,
    /// The area as its notice names it, the place of the order or of the tubes' table, or the number
    /// of the notice.
    about: String,
    /// The county of a zone.
    county_name: Option<String>,
    /// The level before; null where the zone was not listed.
    from: Option<Level>,
    /// The level now; null where the zone is not listed.
    to: Option<Level>,
    /// What kind of work was handed back.
    work: Option<OrderKindCode>,
}

/// A page of messages, newest first.
#[derive(Serialize, ToSchema)]
pub(crate) struct MessagesPage {
    rows: Vec<MessageView>,
    next: Option<String>,
    /// How many of all of them are unread.
    n_unread: i64,
}

/// The caller's own messages.
#[utoipa::path(get, path = "/api/v1/messages", tag = "messages", params(MessagesQuery),
    responses((status = 200, body = MessagesPage), (status = 400, body = ErrorBody)))]
pub(crate) async fn message_list(
    Asked(req): Asked,
    Asking(query): Asking<MessagesQuery>,
) -> Result<Json<MessagesPage>, ApiError> {
    let before = query.before.as_deref().map(before_of).transpose()?;
    let limit = query.limit.unwrap_or(PAGE_MAX).clamp(1, PAGE_MAX);
    let (rows, n_unread) = messages_list(&req, before, limit).await?;
    let is_full = i64::try_from(rows.len()).is_ok_and(|n| n == limit);
    let next = rows.last().filter(|_| is_full);
    let next = next.map(|last| format!("{}.{}", last.landed_at.0, last.id));
    let rows = rows.into_iter().map(|row| view(&req.city, row)).collect();
    Ok(Json(MessagesPage { rows, next, n_unread }))
}

fn before_of(text: &str) -> Result<(Moment, Uuid), ApiError> {
    let parts = text
        .split_once('.')
        .and_then(|(at, id)| Some((Moment(at.parse().ok()?), Uuid::try_parse(id).ok()?)));
    parts.ok_or_else(|| bad_input("页码不对，请从头翻起。"))
}

fn late_kind(what: AnswerWaits) -> MessageKind {
    match what {
        AnswerWaits::Arrivals => MessageKind::ArrivalsLate,
        AnswerWaits::Gatherings => MessageKind::GatheringsLate,
        AnswerWaits::Verifications => MessageKind::VerificationsLate,
        AnswerWaits::FollowUps => MessageKind::FollowUpsLate,
        AnswerWaits::Cases => MessageKind::CasesUnclosed,
    }
}

impl MessageView {
    /// One of which nothing is said yet.
    fn of(row: &Received) -> MessageView {
        MessageView {
            message_id: row.id,
            at: row.at.0,
            read: row.is_read,
            kind: MessageKind::ZoneChanged,
            zone_id: None,
            order_id: None,
            notice_id: None,
            round_id: None,
            n_tubes: None,
            n_late: None,
            n_people: None,
            refused: None,
            about: String::new(),
            county_name: None,
            from: None,
            to: None,
            work: None,
        }
    }

    /// Somebody must go to a door.
    fn of_order(&mut self, city: &City, (kind, order): (MessageKind, OrderId), locus: &PlaceCode) {
        self.kind = kind;
        self.order_id = Some(order.uuid());
        self.about = city.place_name(locus);
    }
}

fn view(city: &City, row: Received) -> MessageView {
    let mut view = MessageView::of(&row);
    match row.said {
        Said::ZoneChanged { zone, county, area, from, to } => {
            view.zone_id = Some(zone.uuid());
            view.about = area;
            view.county_name = Some(city.county_name(&county));
            view.from = from.map(Level::from);
            view.to = to.map(Level::from);
        }
        Said::OrderHandedBack { order, work, locus } => {
            view.kind = MessageKind::OrderHandedBack;
            view.order_id = Some(order.uuid());
            view.about = city.place_name(&locus);
            view.work = Some(Code(work));
        }
        Said::RetestDue { order, locus } => {
            view.of_order(city, (MessageKind::RetestDue, order), &locus)
        }
        Said::AntigenDue { order, locus } => {
            view.of_order(city, (MessageKind::AntigenDue, order), &locus)
        }
        Said::CodeTellDue { order, locus } => {
            view.of_order(city, (MessageKind::CodeTellDue, order), &locus)
        }
        Said::CaseDoorDue { order, locus } => {
            view.of_order(city, (MessageKind::CaseDoorDue, order), &locus)
        }
        Said::ContactDue { order, locus } => {
            view.of_order(city, (MessageKind::ContactDue, order), &locus)
        }
        Said::ContactCheckDue { order, locus } => {
            view.of_order(city, (MessageKind::ContactCheckDue, order), &locus)
        }
        Said::TubesOverdue { round, place, tubes } => {
            view.kind = MessageKind::TubesOverdue;
            view.round_id = Some(round.uuid());
            view.n_tubes = Some(tubes);
            view.about = city.place_name(&place);
        }
        Said::AnswersLate { what, place, n } => {
            view.kind = late_kind(what);
            view.n_late = Some(n);
            view.about = city.place_name(&place);
        }
        Said::CanaryAsked { venue, by } => {
            view.kind = MessageKind::CanaryAsked;
            view.about = format!("{by} {venue}");
        }
        Said::CodesDiffer { differing, altered } => {
            view.kind = MessageKind::CodesDiffer;
            view.n_people = Some(differing);
            view.n_late = Some(altered);
        }
        Said::CodeList { place, people, refused } => {
            view.kind = MessageKind::CodeList;
            view.about = city.place_name(&place);
            view.n_people = Some(people);
            view.refused = Some(refused);
        }
        Said::NoticeWaits { notice, number } => {
            view.kind = MessageKind::NoticeWaits;
            view.notice_id = Some(notice.uuid());
            view.about = number.unwrap_or_default();
        }
    }
    view
}

/// Notes that the caller has read a message.
#[utoipa::path(post, path = "/api/v1/messages/{message_id}/read", tag = "messages",
    params(("message_id" = Uuid, Path)),
    responses((status = 204)))]
pub(crate) async fn message_seen(
    Asked(req): Asked,
    At(message): At<Uuid>,
) -> Result<StatusCode, ApiError> {
    message_read(&req, message).await?;
    Ok(StatusCode::NO_CONTENT)
}
