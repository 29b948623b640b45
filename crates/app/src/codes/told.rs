//! What somebody is told when a reason begins to color his code, or ends, and how it reaches him.

use crate::caller::Request;
use crate::orders::{Within, grid_of, raise};
use crate::register::opened;
use crate::results::notice_put;
use crate::{Refusal, mint};
use fangxian_core::Moment;
use fangxian_core::codes::{Reason, ReasonSource};
use fangxian_core::ids::{OrderId, PersonId};
use fangxian_core::orders::{OrderKind, OrderSource, OrderState, due_at};
use fangxian_core::places::PlaceCode;
use fangxian_core::rules::CodeCause;
use fangxian_store::Tx;
use fangxian_store::codes::{
    CodeFactKind, StoredCodeReason, StoredTold, ToldWay, code_reason_people, told_first,
    told_last_of,
};
use fangxian_store::orders::StoredOrder;
use fangxian_store::people::{StoredPerson, people_in_by_ids};
use uuid::Uuid;

/// What everybody is told besides.
const WHERE_TO_ASK: &str =
    "原因和申诉办法见公开页面“健康码”，或打12345。急病、临产、透析打120，不看码。";

/// What whoever is kept as a contact is told besides. It names no case and no place.
const KEPT: &str =
    "请在家等候，不要外出；早晚量体温，社区每天来问，有人上门采样；告知书可以向社区要";

/// Whether a reason began to color or ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Turned {
    /// It colors from now on.
    Began,
    /// It colors no more.
    Ended,
}

/// What somebody is to be told.
#[derive(Clone, Debug)]
pub(super) struct Turn {
    /// Of what.
    pub(super) cause: CodeCause,
    /// Which one.
    pub(super) source: ReasonSource,
    /// What became of it.
    pub(super) is: Turned,
    /// In words.
    pub(super) words: String,
}

/// That a reason began: what it is, its color and its end.
pub(super) fn begins_words(reason: &Reason) -> String {
    let until = [reason.until, reason.rule_until].into_iter().flatten().min();
    let words = until_words(reason.cause, reason.color.title(), until);
    match reason.source {
        // What he must do, and that there is a letter which says all of it.
        ReasonSource::Contact(_) => format!("{words}。{KEPT}"),
        ReasonSource::Zone(_)
        | ReasonSource::Tube(_)
        | ReasonSource::Antigen(_)
        | ReasonSource::Manual(_)
        | ReasonSource::Arrival(_) => words,
    }
}

fn until_words(cause: CodeCause, color: &str, until: Option<Moment>) -> String {
    match until {
        Some(until) => {
            let (day, minutes) = (until.city_day().written(), until.ms_of_day() / 60_000);
            format!(
                "{}（{color}），最晚到{day}{:02}:{:02}",
                cause.title(),
                minutes / 60,
                minutes % 60
            )
        }
        None => format!("{}（{color}）", cause.title()),
    }
}

/// That a reason ended.
pub(super) fn ends_words(cause: CodeCause) -> String {
    format!("“{}”已解除", cause.title())
}

/// Tells whoever a reason is of that two people entered, in the transaction that makes it hold, or ends
/// it: why, until when and how to appeal.
pub(super) async fn tell_people(
    tx: &Tx,
    asked: &Request,
    reason: &StoredCodeReason,
    kind: CodeFactKind,
) -> Result<(), Refusal> {
    let county = std::slice::from_ref(&reason.county);
    let people = code_reason_people(tx, county, &[reason.id]).await?;
    let ids: Vec<PersonId> = people.into_iter().map(|(_, person, _)| person).collect();
    let (says, cause) = (&reason.proposed, reason.proposed.cause);
    let (is, words) = match kind {
        CodeFactKind::Approved => {
            let last = says.last_day.written();
            (Turned::Began, format!("{}，最晚到{last}24时", cause.title()))
        }
        CodeFactKind::Ended | CodeFactKind::Declined => (Turned::Ended, ends_words(cause)),
    };
    let turn = Turn { cause, source: ReasonSource::Manual(reason.id), is, words };
    let turns = std::slice::from_ref(&turn);
    for stored in people_in_by_ids(tx, county, &ids).await? {
        tell_one(tx, Within::of(asked), &stored, turns).await?;
    }
    Ok(())
}

/// Tells somebody of what was not told before: by a short message where the register has a phone and the
/// city sends any, else by whoever goes to his door. False where all of it was told.
pub(super) async fn tell_one(
    tx: &Tx,
    at: Within<'_>,
    stored: &StoredPerson,
    turns: &[Turn],
) -> Result<bool, Refusal> {
    let person = opened(&at.city.keys.seals, stored)?;
    let phone = person.phone.filter(|_| at.city.has_sms());
    let way = if phone.is_some() { ToldWay::Sms } else { ToldWay::Task };
    let sent = mint::uuid(at.wall)?;
    let mut fresh: Vec<&Turn> = Vec::new();
    let county = stored.door.county();
    for turn in turns {
        let of = (turn.cause, turn.source);
        let last = told_last_of(tx, &county, stored.id, of).await?;
        // Odd where it began: told of a beginning he is told of its end next, and of none before it.
        let ordinal = match (turn.is, last % 2) {
            (Turned::Began, 0) | (Turned::Ended, 1) => last + 1,
            (Turned::Began | Turned::Ended, _) => continue,
        };
        let (cause, source) = of;
        let county = county.clone();
        let told =
            StoredTold { county, person: stored.id, cause, source, ordinal, way, sent, at: at.now };
        if told_first(tx, &told).await? {
            fresh.push(turn);
        }
    }
    if fresh.is_empty() {
        return Ok(false);
    }
    match phone {
        Some(phone) => {
            let words: Vec<&str> = fresh.iter().map(|turn| turn.words.as_str()).collect();
            let text = format!("【防线】您的健康码有变化：{}。{WHERE_TO_ASK}", words.join("；"));
            notice_put(tx, at.city, (sent, &phone), text, at.wall).await?;
        }
        None => to_the_door(tx, at, stored, sent).await?,
    }
    Ok(true)
}

/// Sends whoever goes from door to door to somebody whom no message reaches.
pub(super) async fn to_the_door(
    tx: &Tx,
    at: Within<'_>,
    stored: &StoredPerson,
    id: Uuid,
) -> Result<(), Refusal> {
    let door = stored.door.clone();
    let county = PlaceCode::parse(&door.county()).map_err(|_| Refusal::PlaceUnknown)?;
    // Who it is does not stand here: an order is read and printed by many.
    let instruction = "上门告知：这户有1人的健康码有变化，没有手机或短信没有送到。请给这一户打印纸质码\
         （上面有每个人的颜色和原因），当面说明原因、到什么时候、怎么申诉（打12345）。急病、临产、透析打120，不看码。"
        .to_owned();
    let order = StoredOrder {
        id: OrderId::from_uuid(id),
        county,
        source: OrderSource::Code,
        cause: format!("code:{id}"),
        kind: OrderKind::CodeTell,
        grid: grid_of(tx, &door).await?,
        place: door,
        for_day: at.now.city_day(),
        due_at: due_at(OrderKind::CodeTell, at.now),
        instruction,
        ground: "健康码变化要在1分钟内告知本人；没有手机的，上门告知".to_owned(),
        state: OrderState::Open,
        handed_back: 0,
        claimed_by: None,
        closed_at: None,
        created_at: at.now,
        version: 1,
    };
    raise(tx, at, &order).await.map(drop)
}
