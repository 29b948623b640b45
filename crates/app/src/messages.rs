//! Messages to the people who work: whoever answers for a place hears within a minute that it
//! changed. Written to the outbox in the transaction of the act; the relay lands them.
//!
//! A message names no resident and quotes nobody: what there is to read stands on the page it leads to.

mod alarms;
mod doors;
mod late;

pub(crate) use alarms::{tell_of_canary, tell_of_code_list, tell_of_codes_differing};
pub(crate) use doors::tell_of_retest;
pub use late::AnswerWaits;
pub(crate) use late::tell_of_late;

use crate::caller::Request;
use crate::city::change;
use crate::index::ZoneEntry;
use crate::orders::Within;
use crate::{City, Refusal, mint};
use fangxian_core::ids::{AccountId, NoticeId, OrderId, RoundId, VenueId, ZoneId};
use fangxian_core::orders::OrderKind;
use fangxian_core::places::PlaceCode;
use fangxian_core::policy::{Act, Role};
use fangxian_core::{Level, Moment};
use fangxian_store::accounts::accounts_answering;
use fangxian_store::orders::StoredOrder;
use fangxian_store::outbox::{
    Delivered, Message, inbox_deliver, inbox_mark_read, inbox_page, inbox_unread, outbox_claim_due,
    outbox_give_up, outbox_mark_sent, outbox_put,
};
use fangxian_store::{StoreError, Tx, feed, places};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The way on which a message goes: to the list of an account.
const TO_INBOX: &str = "inbox";
/// One that could not be landed is tried again after this.
const RETRY_MS: i64 = 15_000;
/// After so many tries it is left for a person to look at: an hour and more.
const TRIES_MAX: i64 = 300;
/// How many are landed in one transaction.
const RELAY_BATCH: i64 = 200;
/// How many messages one page may hold.
pub const PAGE_MAX: i64 = 100;

/// What a message says. Codes and records: the words are made where it is read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Said {
    /// An area within the reader's jurisdiction came under another level.
    ZoneChanged {
        /// Which zone.
        zone: ZoneId,
        /// Its county.
        county: PlaceCode,
        /// The area as the notice names it.
        area: String,
        /// The level before; none where it was not listed.
        from: Option<Level>,
        /// The level now; none where it left the list.
        to: Option<Level>,
    },
    /// An order of the reader's community was handed back.
    OrderHandedBack {
        /// Which order.
        order: OrderId,
        /// What kind.
        work: OrderKind,
        /// The place that answered for it.
        locus: PlaceCode,
    },
    /// Somebody must go to a door at once: a tube that people there share is positive.
    RetestDue {
        /// Which order.
        order: OrderId,
        /// The place that answers for it.
        locus: PlaceCode,
    },
    /// Somebody must go to a door at once: somebody there tested positive at home.
    AntigenDue {
        /// Which order.
        order: OrderId,
        /// The place that answers for it.
        locus: PlaceCode,
    },
    /// Somebody whom no message reaches is told at the door that his code changed.
    CodeTellDue {
        /// Which order.
        order: OrderId,
        /// The place that answers for it.
        locus: PlaceCode,
    },
    /// The squad must go to the door of somebody whose own tube is positive.
    CaseDoorDue {
        /// Which order.
        order: OrderId,
        /// The place that answers for it.
        locus: PlaceCode,
    },
    /// Somebody must go to a door at once: somebody there is a contact.
    ContactDue {
        /// Which order.
        order: OrderId,
        /// The place that answers for it.
        locus: PlaceCode,
    },
    /// Somebody who is here may have met a case, as a list says: he is asked at the door.
    ContactCheckDue {
        /// Which order.
        order: OrderId,
        /// The place that answers for it.
        locus: PlaceCode,
    },
    /// Tubes of a round are without a result for too long.
    TubesOverdue {
        /// Which round.
        round: RoundId,
        /// Where their tables stood.
        place: PlaceCode,
        /// How many.
        tubes: i64,
    },
    /// Answers that a community owes wait beyond their time.
    AnswersLate {
        /// Which.
        what: AnswerWaits,
        /// The community.
        place: PlaceCode,
        /// How many.
        n: i64,
    },
    /// Somebody proposed to color many codes at once, or codes upon a list without evidence.
    CodeList {
        /// Where.
        place: PlaceCode,
        /// How many were on the list.
        people: i64,
        /// Whether it was refused, and nobody's code changed.
        refused: bool,
    },
    /// Somebody asked for the scans of a place that is there to be asked for.
    CanaryAsked {
        /// Which place.
        venue: VenueId,
        /// Who, by sign-in name.
        by: String,
    },
    /// Codes that were computed anew are others than gates are told.
    CodesDiffer {
        /// How many.
        differing: i64,
        /// How many reasons do not stand as they were entered.
        altered: i64,
    },
    /// A notice waits for the second person.
    NoticeWaits {
        /// Which notice.
        notice: NoticeId,
        /// Its number, where it could be read.
        number: Option<String>,
    },
}

/// A message on its reader's list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Received {
    /// Which message.
    pub id: Uuid,
    /// The city's moment of which it tells.
    pub at: Moment,
    /// What it says.
    pub said: Said,
    /// Whether it was read.
    pub is_read: bool,
    /// When it landed, by the wall: the place on the list.
    pub landed_at: Moment,
}

/// A message as it lies in the outbox and on the list.
#[derive(Serialize, Deserialize)]
struct Letter {
    at: Moment,
    said: Said,
}

/// Tells whoever answers for a zone that it changed, where it did.
pub(crate) async fn tell_of_zone(
    tx: &Tx,
    req: &Request,
    before: &ZoneEntry,
    after: &ZoneEntry,
) -> Result<(), Refusal> {
    let level = |entry: &ZoneEntry| {
        let listing = entry.listing(req.today(), Moment(i64::MAX));
        listing.map(|listing| (listing.level, listing.since))
    };
    // A zone that is found again, at the same level, is news only to those who had not heard.
    let moved = before.zone.place != after.zone.place;
    let (was, is) = (if moved { None } else { level(before) }, level(after));
    if was == is {
        return Ok(());
    }
    let said = Said::ZoneChanged {
        zone: after.zone.id,
        county: after.zone.county.clone(),
        area: after.zone.area.clone(),
        from: was.map(|(level, _)| level),
        to: is.map(|(level, _)| level),
    };
    let readers = match &after.zone.place {
        Some(place) => {
            let grids = places::grids_of_place(tx, place).await?;
            let mut loci: Vec<PlaceCode> = grids.into_iter().map(|grid| grid.code).collect();
            loci.extend(std::iter::successors(Some(place.clone()), PlaceCode::parent));
            let roles = [Role::CommunityRegistrar, Role::GridWorker];
            accounts_answering(tx, &roles, &loci, None, req.wall.city_day()).await?
        }
        // Until somebody says where it is, it may be any community's of the county.
        None => {
            let roles = [Role::CommunityRegistrar];
            let county = &after.zone.county;
            let loci: Vec<PlaceCode> =
                std::iter::successors(Some(county.clone()), PlaceCode::parent).collect();
            accounts_answering(tx, &roles, &loci, Some(county), req.wall.city_day()).await?
        }
    };
    send(tx, req, readers, said).await
}

/// Tells the community that an order was handed back: it must find somebody else.
pub(crate) async fn tell_of_handed_back(
    tx: &Tx,
    req: &Request,
    order: &StoredOrder,
) -> Result<(), Refusal> {
    let around: Vec<PlaceCode> =
        std::iter::successors(Some(order.locus().clone()), PlaceCode::parent).collect();
    let today = req.wall.city_day();
    let readers = accounts_answering(tx, &[Role::CommunityRegistrar], &around, None, today).await?;
    let said =
        Said::OrderHandedBack { order: order.id, work: order.kind, locus: order.locus().clone() };
    send(tx, req, readers, said).await
}

/// Tells whoever answers for a place that tubes of its tables are without a result for too long.
pub(crate) async fn tell_of_tubes(
    tx: &Tx,
    at: Within<'_>,
    round: RoundId,
    place: PlaceCode,
    tubes: i64,
) -> Result<(), Refusal> {
    let around: Vec<PlaceCode> =
        std::iter::successors(Some(place.clone()), PlaceCode::parent).collect();
    let roles = [Role::CommunityRegistrar, Role::CityCommand];
    let readers = accounts_answering(tx, &roles, &around, None, at.wall.city_day()).await?;
    send_from(tx, at, readers, Said::TubesOverdue { round, place, tubes }).await
}

/// Tells the signers that a notice waits for them.
pub(crate) async fn tell_of_notice(
    tx: &Tx,
    req: &Request,
    notice: NoticeId,
    number: Option<&str>,
) -> Result<(), Refusal> {
    let city = [req.city.code.clone()];
    let readers =
        accounts_answering(tx, &[Role::ZoneSigner], &city, None, req.wall.city_day()).await?;
    let said = Said::NoticeWaits { notice, number: number.map(str::to_owned) };
    send(tx, req, readers, said).await
}

async fn send(tx: &Tx, req: &Request, readers: Vec<AccountId>, said: Said) -> Result<(), Refusal> {
    send_from(tx, Within::of(req), readers, said).await
}

async fn send_from(
    tx: &Tx,
    at: Within<'_>,
    readers: Vec<AccountId>,
    said: Said,
) -> Result<(), Refusal> {
    let letter = Letter { at: at.now, said };
    let body = serde_json::to_string(&letter).map_err(|_| damaged("outbox"))?;
    // Who did it knows it.
    let mut messages = Vec::new();
    for reader in readers.into_iter().filter(|reader| Some(*reader) != at.by) {
        messages.push(Message {
            county: at.city.key(),
            id: mint::uuid(at.wall)?,
            kind: TO_INBOX.to_owned(),
            recipient: reader.to_string(),
            body: body.clone(),
            created_at: at.wall,
        });
    }
    Ok(outbox_put(tx, &messages).await?)
}

/// Lands what is due. Run every second by each server; a server that dies between two steps
/// leaves the message due, and it lands once. Returns how many landed.
pub async fn messages_relay(city: &City, wall: Moment) -> Result<usize, Refusal> {
    let mut n_landed = 0;
    loop {
        let key = city.key();
        let claimed = city
            .db
            .write(move |tx| async move {
                let retry_at = wall.plus_ms(RETRY_MS);
                outbox_claim_due(&tx, (&key, TO_INBOX), wall, retry_at, RELAY_BATCH).await
            })
            .await?;
        if claimed.is_empty() {
            break;
        }
        let key = city.key();
        n_landed += city
            .db
            .write(move |tx| async move {
                let mut n_landed = 0;
                for one in &claimed {
                    let (message, at) = (&one.message, wall);
                    if one.n_tries > TRIES_MAX {
                        outbox_give_up(&tx, &message.county, message.id, at).await?;
                        continue;
                    }
                    n_landed += usize::from(inbox_deliver(&tx, message, at).await?);
                    outbox_mark_sent(&tx, &message.county, message.id, at).await?;
                }
                if n_landed > 0 {
                    feed::append(&tx, change(&key, wall, "message", ""))?;
                }
                Ok::<usize, StoreError>(n_landed)
            })
            .await?;
    }
    if n_landed > 0 {
        city.catch_up().await?;
    }
    Ok(n_landed)
}

/// The caller's own messages, newest first, and how many are unread.
pub async fn messages_list(
    req: &Request,
    before: Option<(Moment, Uuid)>,
    limit: i64,
) -> Result<(Vec<Received>, i64), Refusal> {
    req.authorize(Act::MessageSee)?;
    let (key, reader) = (req.city.key(), req.caller.account.to_string());
    let before = before.unwrap_or((Moment(i64::MAX), Uuid::max()));
    let limit = limit.clamp(1, PAGE_MAX);
    let (rows, n_unread) = req
        .city
        .db
        .read(move |tx| async move {
            let rows = inbox_page(&tx, &key, &reader, before, limit).await?;
            let n_unread = inbox_unread(&tx, &key, &reader).await?;
            Ok::<_, StoreError>((rows, n_unread))
        })
        .await?;
    let rows: Result<Vec<Received>, Refusal> = rows.into_iter().map(received).collect();
    Ok((rows?, n_unread))
}

fn received(row: Delivered) -> Result<Received, Refusal> {
    let letter: Letter = serde_json::from_str(&row.body).map_err(|_| damaged("inbox"))?;
    Ok(Received {
        id: row.id,
        at: letter.at,
        said: letter.said,
        is_read: row.read_at.is_some(),
        landed_at: row.delivered_at,
    })
}

fn damaged(table: &str) -> StoreError {
    StoreError::Damaged { table: table.to_owned(), column: "body".to_owned() }
}

/// Notes that the caller has read a message. Twice is once; on a message that is not on his list it
/// has no effect, and does not tell whether there is one.
pub async fn message_read(req: &Request, id: Uuid) -> Result<(), Refusal> {
    req.authorize(Act::MessageSee)?;
    let (key, reader, wall) = (req.city.key(), req.caller.account.to_string(), req.wall);
    let write = req
        .city
        .db
        .write(move |tx| async move { inbox_mark_read(&tx, &key, &reader, id, wall).await });
    write.await.map(drop)?;
    Ok(())
}
