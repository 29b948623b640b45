//! 亮码 at a rush hour: whoever proved who he is holds a ticket, and for it gets a fresh pass from memory,
//! without the store.

use crate::{City, Refusal};
use fangxian_core::Moment;
use fangxian_core::codes::HealthColor;
use fangxian_core::passes::{Alias, Pass, PassKind};
use hmac::{Hmac, Mac};
use sha2::Sha256;
use std::sync::Arc;

/// So long a ticket gets passes: a day out of the house. Then he proves again who he is.
const TICKET_HOLDS_MS: i64 = 12 * 3_600_000;
const TAG_BYTES: usize = 16;
/// The alias, the seconds when it was given and until which it holds, and the tag over all.
const TICKET_BYTES: usize = 16 + TAG_BYTES;

/// A pass, fresh.
#[derive(Clone, Debug)]
pub struct PassNow {
    /// What the square holds.
    pub text: String,
    /// The color of this moment.
    pub color: HealthColor,
    /// Until when a gate believes it.
    pub ends_at: Moment,
    /// For how many milliseconds still.
    pub good_ms: i64,
}

/// Makes tickets and knows them again.
pub(super) struct Tickets(Hmac<Sha256>);

impl Tickets {
    pub(super) fn new(key: Hmac<Sha256>) -> Tickets {
        Tickets(key)
    }

    fn tagging(&self, said: &[u8]) -> Hmac<Sha256> {
        let mut mac = self.0.clone();
        mac.update(said);
        mac
    }

    /// A ticket for passes of somebody, for half a day and until before `ends_at` at most.
    pub(super) fn give(&self, alias: Alias, now: Moment, ends_at: Option<Moment>) -> String {
        let until = ends_at.unwrap_or(Moment(i64::MAX)).min(now.plus_ms(TICKET_HOLDS_MS));
        let seconds = |at: Moment| u32::try_from(at.0.div_euclid(1_000)).unwrap_or_default();
        let mut bytes = Vec::with_capacity(TICKET_BYTES);
        bytes.extend_from_slice(&alias.0.to_be_bytes());
        bytes.extend_from_slice(&seconds(now).to_be_bytes());
        bytes.extend_from_slice(&seconds(until).to_be_bytes());
        let tag = self.tagging(&bytes).finalize().into_bytes();
        bytes.extend_from_slice(&tag[..TAG_BYTES]);
        hex::encode(bytes)
    }

    /// Whose ticket it is, and when it was given; none where it is none of ours, or its time is over.
    pub(super) fn read(&self, ticket: &str, now: Moment) -> Option<(Alias, Moment)> {
        let mut bytes = [0; TICKET_BYTES];
        hex::decode_to_slice(ticket, &mut bytes).ok()?;
        let (said, tag) = bytes.split_at(TICKET_BYTES - TAG_BYTES);
        // Compared in constant time.
        self.tagging(said).verify_truncated_left(tag).ok()?;
        let (alias, times) = said.split_at(8);
        let (given, until) = times.split_at(4);
        let at = |seconds: &[u8]| Some(i64::from(u32::from_be_bytes(seconds.try_into().ok()?)));
        let (given, until) = (at(given)?, at(until)?);
        let alias = Alias(u64::from_be_bytes(alias.try_into().ok()?));
        (now.0 < until * 1_000).then_some((alias, Moment(given * 1_000)))
    }
}

/// A fresh pass for whoever holds a ticket.
///
/// # Errors
/// The ticket is over or none of ours, or whom it is for is counted nowhere any more: not found, he
/// proves again who he is. Nobody was read into memory yet: later.
pub async fn pass_now(city: &Arc<City>, ticket: &str, wall: Moment) -> Result<PassNow, Refusal> {
    if !city.passes.is_loaded() {
        return Err(Refusal::Busy);
    }
    let now = city.now(wall);
    let (alias, given_at) = city.keys.passes.ticket_read(ticket, now).ok_or(Refusal::NotFound)?;
    if city.passes.is_ticket_ended(alias, given_at) {
        return Err(Refusal::NotFound);
    }
    let color = city.passes.color(alias, now).ok_or(Refusal::NotFound)?;
    let made_at = Moment(now.0 - now.0.rem_euclid(1_000));
    let pass = Pass { kind: PassKind::Screen, alias, color, made_at, mark: None };
    let ends_at = pass.ends_at();
    let code = city.code.as_str();
    let text = city.keys.passes.sign_together(pass, code).await.text(code);
    Ok(PassNow { text, color, ends_at, good_ms: ends_at.0 - now.0 })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::seals::keyed;

    const NOW: Moment = Moment(1_669_270_000_000);

    #[test]
    fn a_ticket_is_good_for_its_time_and_for_nobody_else() {
        let tickets = Tickets::new(keyed(&[7; 32]));
        let given = tickets.give(Alias(7), NOW, None);
        assert_eq!(tickets.read(&given, NOW), Some((Alias(7), NOW)));
        let last = NOW.plus_ms(TICKET_HOLDS_MS - 1);
        assert_eq!(tickets.read(&given, last), Some((Alias(7), NOW)));
        // Of whoever may look for another until midnight it holds until then.
        let until = NOW.plus_ms(60_000);
        let short = tickets.give(Alias(7), NOW, Some(until));
        assert!(tickets.read(&short, until.plus_ms(-1)).is_some());
        assert_eq!(tickets.read(&short, until), None);
        assert_eq!(tickets.read(&given, NOW.plus_ms(TICKET_HOLDS_MS)), None);
        assert_eq!(Tickets::new(keyed(&[8; 32])).read(&given, NOW), None);
        for at in 0..given.len() {
            let mut bent = given.clone().into_bytes();
            bent[at] = if bent[at] == b'0' { b'1' } else { b'0' };
            assert_eq!(tickets.read(&String::from_utf8(bent).unwrap(), NOW), None, "{at}");
        }
        assert_eq!(tickets.read("", NOW), None);
        assert_eq!(tickets.read(&given[2..], NOW), None);
    }
}
