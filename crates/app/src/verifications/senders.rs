//! Who sends lists, and is sent ours.

use crate::Refusal;
use crate::caller::Request;
use crate::city::change;
use fangxian_core::ids::{VerificationFactId, VerificationSenderId};
use fangxian_core::places::{PlaceCode, PlaceKind};
use fangxian_core::policy::{Act, Scope};
use fangxian_core::verifications::Sender;
use fangxian_store::feed::append;
use fangxian_store::verifications::{
    StoredSenderFact, sender_fact_by_id, sender_fact_insert, sender_facts_of, senders_now,
};
use fangxian_store::{StoreError, Tx};

/// A sender as he is shown.
#[derive(Clone, Debug)]
pub struct SenderSeen {
    /// Which.
    pub id: VerificationSenderId,
    /// What he is.
    pub sender: Sender,
    /// The jurisdiction of the desk that his lists come to.
    pub place: PlaceCode,
    /// How many facts of him were seen.
    pub n_facts: i64,
}

/// Something that is said of a sender.
#[derive(Clone, Debug)]
pub struct SenderDoing {
    /// Made by the client: the same again is the same act.
    pub fact: VerificationFactId,
    /// How many facts of him were seen; 0 for a new one.
    pub seen: i64,
    /// What he is from now on.
    pub says: Sender,
    /// The jurisdiction of the desk: that of a new one.
    pub place: PlaceCode,
}

/// Whether a desk answers for this jurisdiction: the city's, or a county's.
fn is_desk(place: &PlaceCode) -> bool {
    place.kind() <= PlaceKind::County
}

/// The senders of the desks that somebody answers for.
pub async fn senders_list(req: &Request) -> Result<Vec<SenderSeen>, Refusal> {
    let scope = req.authorize(Act::VerificationKeep)?;
    let read: Result<Vec<StoredSenderFact>, StoreError> =
        req.city.db.read(|tx| async move { senders_now(&tx).await }).await;
    let mut all: Vec<SenderSeen> =
        read?.into_iter().filter(|one| scope.covers(&one.place)).map(seen).collect();
    all.sort_by(|one, other| {
        let key = |one: &SenderSeen| (one.sender.is_ended, one.sender.kind);
        (key(one), &one.sender.name).cmp(&(key(other), &other.sender.name))
    });
    Ok(all)
}

fn seen(one: StoredSenderFact) -> SenderSeen {
    SenderSeen { id: one.sender, sender: one.says, place: one.place, n_facts: one.ordinal + 1 }
}

/// Enters a sender, puts him right, or ends him. The same again changes nothing.
pub async fn sender_say(
    req: &Request,
    id: VerificationSenderId,
    doing: SenderDoing,
) -> Result<(), Refusal> {
    let act = Act::VerificationKeep;
    let scope = req.authorize(act)?;
    let says = Sender {
        name: doing.says.name.trim().to_owned(),
        key: doing.says.key.trim().to_lowercase(),
        address: doing.says.address.trim().to_owned(),
        ..doing.says.clone()
    };
    says.check().map_err(|flaw| Refusal::BadInput(format!("{flaw}。")))?;
    let asked = req.clone();
    let write = req.city.db.write(move |tx| async move {
        let before = sender_facts_of(&tx, id).await?;
        let place = before.last().map_or(&doing.place, |last| &last.place).clone();
        if !is_desk(&place) || !scope.covers(&place) {
            return Err(Refusal::NotFound);
        }
        let body = serde_json::to_string(&says).unwrap_or_default();
        let body = format!("sender\n{id}\n{}\n{place}\n{body}", doing.seen);
        let body_mac = asked.city.keys.seals.fingerprint(body.as_bytes());
        if let Some(known) = sender_fact_by_id(&tx, &place.county(), doing.fact).await? {
            return if known.body_mac == body_mac { Ok(()) } else { Err(Refusal::IdReused) };
        }
        let ordinal = i64::try_from(before.len()).unwrap_or(i64::MAX);
        if ordinal != doing.seen {
            return Err(Refusal::Stale);
        }
        refuse_shared_key(&tx, (id, &says)).await?;
        let one = StoredSenderFact {
            county: place.county(),
            id: doing.fact,
            sender: id,
            ordinal,
            says,
            place,
            at: asked.now,
            by: asked.caller.login.clone(),
            body_mac,
        };
        sender_fact_insert(&tx, &one).await.map_err(|error| {
            let is_taken = error.conflicts_with("verification_sender_fact");
            if is_taken { Refusal::Stale } else { error.into() }
        })?;
        append(&tx, change(&asked.city.key(), asked.now, super::TOPIC, &id.to_string()))?;
        asked.deed(&tx, act, &id.to_string(), "sender")?;
        Ok(())
    });
    write.await?;
    req.city.catch_up().await
}

/// A key says whose a letter is: no two senders have the same.
async fn refuse_shared_key(
    tx: &Tx,
    (id, says): (VerificationSenderId, &Sender),
) -> Result<(), Refusal> {
    if says.key.is_empty() {
        return Ok(());
    }
    let others = senders_now(tx).await?;
    let is_taken =
        |one: &StoredSenderFact| one.sender != id && one.says.key == says.key && !one.says.is_ended;
    match others.iter().any(is_taken) {
        true => Err(Refusal::BadInput("这把公钥已登记在别的单位名下，请核对。".to_owned())),
        false => Ok(()),
    }
}

/// A sender by his id, of a desk that the scope covers.
pub(super) async fn sender_within(
    tx: &Tx,
    scope: &Scope,
    id: VerificationSenderId,
) -> Result<StoredSenderFact, Refusal> {
    let last = sender_facts_of(tx, id).await?.pop();
    last.filter(|one| scope.covers(&one.place)).ok_or(Refusal::NotFound)
}
