//! Short messages to residents: put into the outbox under a seal, in the transaction of what they
//! tell of, and handed to the gateway of the city's choice by the relay.

use super::signing::sms_digits;
use crate::seals::Spot;
use crate::{City, Refusal, mint};
use fangxian_core::Moment;
use fangxian_core::people::Phone;
use fangxian_store::outbox::{
    Claimed, Message, outbox_claim_due, outbox_give_up, outbox_mark_sent, outbox_put,
};
use fangxian_store::{StoreError, Tx};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use uuid::Uuid;

/// The way on which a message goes: to a phone.
const TO_PHONE: &str = "sms";
/// The way of what tells of a code that changed: after one-time codes, before reminders.
const TO_PHONE_NOTICE: &str = "sms_notice";
/// The way of what can wait for codes: a city is reminded within an evening, a code in seconds.
const TO_PHONE_LATER: &str = "sms_reminder";
const BODY: &str = "outbox.body";
/// One that the gateway did not take is tried again after this.
const RETRY_MS: i64 = 20_000;
/// A message is not sent once it is so old: its code has run out.
const HOLDS_MS: i64 = fangxian_core::results::CODE_HOLDS_MS;
/// A message about a code is worth sending for an hour; who was not reached by then is told at the door.
const NOTICE_HOLDS_MS: i64 = 3_600_000;
/// Nobody's phone rings in the night for a reminder of the evening.
const REMINDER_HOLDS_MS: i64 = (fangxian_core::frequency::REMINDER_LAST_HOUR
    - fangxian_core::frequency::REMINDER_HOUR)
    * 3_600_000;
/// How many are handed over in one turn.
const RELAY_BATCH: i64 = 50;
/// The same of reminders, once no code waits.
const REMINDER_BATCH: i64 = 200;

/// Hands short messages to whoever sends them: a program of the city's, a file in a drill.
pub trait SmsGateway: Send + Sync {
    /// Hands one over. Where it fails it is tried again.
    fn send(&self, phone: &str, text: &str) -> Result<(), SmsFailure>;
}

/// The gateway did not take a message. It says nothing of whom it was for.
#[derive(Debug, thiserror::Error)]
#[error("the SMS gateway did not take a message: {0}")]
pub struct SmsFailure(pub String);

#[derive(Serialize, Deserialize)]
struct Letter {
    phone: String,
    text: String,
}

/// A fresh code and what the phone is told.
pub(super) fn fresh_code() -> Result<(String, String), Refusal> {
    let code = sms_digits()?;
    let text = format!(
        "【防线】验证码{code}，用于查核酸结果或报抗原自测，10分钟内有效。不是您本人在办，请不要理会，也不要告诉别人。\
         Code {code} for your test results, valid 10 min. Tell nobody."
    );
    Ok((code, text))
}

/// Puts a message into the outbox. Phone and text lie there under a seal.
pub(crate) async fn sms_put(
    tx: &Tx,
    city: &City,
    phone: &Phone,
    text: String,
    wall: Moment,
) -> Result<(), Refusal> {
    put(tx, city, (TO_PHONE, mint::uuid(wall)?), (phone, text), wall).await
}

/// Puts a message about a code that changed into the outbox, under an id of the caller's.
pub(crate) async fn notice_put(
    tx: &Tx,
    city: &City,
    (id, phone): (Uuid, &Phone),
    text: String,
    wall: Moment,
) -> Result<(), Refusal> {
    put(tx, city, (TO_PHONE_NOTICE, id), (phone, text), wall).await
}

/// Puts a reminder into the outbox. It goes out after whatever codes wait.
pub(crate) async fn reminder_put(
    tx: &Tx,
    city: &City,
    phone: &Phone,
    text: String,
    wall: Moment,
) -> Result<(), Refusal> {
    put(tx, city, (TO_PHONE_LATER, mint::uuid(wall)?), (phone, text), wall).await
}

async fn put(
    tx: &Tx,
    city: &City,
    (way, id): (&str, Uuid),
    (phone, text): (&Phone, String),
    wall: Moment,
) -> Result<(), Refusal> {
    let letter = Letter { phone: phone.as_str().to_owned(), text };
    let letter = serde_json::to_vec(&letter).map_err(|_| damaged())?;
    let sealed = city.keys.seals.seal(Spot { column: BODY, record: id }, &letter)?;
    let message = Message {
        county: city.key(),
        id,
        kind: way.to_owned(),
        recipient: String::new(),
        body: hex::encode(sealed),
        created_at: wall,
    };
    Ok(outbox_put(tx, &[message]).await?)
}

/// Hands over what is due. Each is claimed before it goes out, so that two servers do not send the
/// same; one that was claimed by a server that died goes out again. Returns how many went out.
pub async fn sms_relay(
    city: &Arc<City>,
    gateway: &Arc<dyn SmsGateway>,
    wall: Moment,
) -> Result<usize, Refusal> {
    let n_codes = relay(city, gateway, wall, (TO_PHONE, HOLDS_MS, RELAY_BATCH)).await?;
    let notices = (TO_PHONE_NOTICE, NOTICE_HOLDS_MS, REMINDER_BATCH);
    let n_notices = relay(city, gateway, wall, notices).await?;
    let later = (TO_PHONE_LATER, REMINDER_HOLDS_MS, REMINDER_BATCH);
    Ok(n_codes + n_notices + relay(city, gateway, wall, later).await?)
}

async fn relay(
    city: &Arc<City>,
    gateway: &Arc<dyn SmsGateway>,
    wall: Moment,
    (way, holds_ms, batch): (&'static str, i64, i64),
) -> Result<usize, Refusal> {
    let key = city.key();
    let claim = city.db.write(move |tx| async move {
        let retry_at = wall.plus_ms(RETRY_MS);
        outbox_claim_due(&tx, (&key, way), wall, retry_at, batch).await
    });
    let claimed: Vec<Claimed> = claim.await?;
    let mut n_sent = 0;
    for one in claimed {
        let message = one.message;
        let is_old = message.created_at.plus_ms(holds_ms) <= wall;
        let is_sent = !is_old && handed_over(city, gateway, &message).await?;
        if !is_old && !is_sent {
            continue;
        }
        let write = city.db.write(move |tx| async move {
            match is_sent {
                true => outbox_mark_sent(&tx, &message.county, message.id, wall).await,
                false => outbox_give_up(&tx, &message.county, message.id, wall).await,
            }
        });
        write.await?;
        n_sent += usize::from(is_sent);
    }
    Ok(n_sent)
}

async fn handed_over(
    city: &Arc<City>,
    gateway: &Arc<dyn SmsGateway>,
    message: &Message,
) -> Result<bool, Refusal> {
    let sealed = hex::decode(&message.body).map_err(|_| damaged())?;
    let spot = Spot { column: BODY, record: message.id };
    let opened = city.keys.seals.open(spot, &sealed)?;
    let letter: Letter = serde_json::from_slice(&opened).map_err(|_| damaged())?;
    let gateway = Arc::clone(gateway);
    let sent = tokio::task::spawn_blocking(move || gateway.send(&letter.phone, &letter.text));
    Ok(matches!(sent.await, Ok(Ok(()))))
}

fn damaged() -> StoreError {
    StoreError::Damaged { table: "outbox".to_owned(), column: "body".to_owned() }
}
