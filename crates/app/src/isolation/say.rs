//! How something is said of a site, a vehicle, a home, a stay or a run: once, by its id, and by whoever has
//! seen what was said before.

use super::TOPIC;
use crate::Refusal;
use crate::caller::Request;
use crate::city::change;
use crate::register::counties;
use fangxian_core::ids::IsolationFactId;
use fangxian_core::isolation::{IsolationAbout, IsolationSays, Spot};
use fangxian_core::policy::Act;
use fangxian_store::isolation::{
    StoredIsolationFact, isolation_fact_by_id, isolation_fact_insert, isolation_facts_of,
};
use fangxian_store::{StoreError, Tx, feed};

/// A point that somebody entered, where it lies in the country.
pub(super) fn in_country(spot: Spot) -> Result<Spot, Refusal> {
    match spot.on_map() {
        Some(_) => Ok(spot),
        None => Err(Refusal::BadInput("坐标不在国内，请核对。".to_owned())),
    }
}

/// Something on its way to be kept.
pub(super) struct Saying {
    pub(super) county: String,
    pub(super) about: IsolationAbout,
    pub(super) subject: String,
    pub(super) fact: IsolationFactId,
    /// How many facts were seen; none where each stands by itself.
    pub(super) seen: Option<i64>,
    pub(super) says: IsolationSays,
    /// Sealed words, and what of them stands for the same.
    pub(super) words: Option<(Vec<u8>, String)>,
}

impl Saying {
    fn body_mac(&self, req: &Request) -> Vec<u8> {
        let says = serde_json::to_string(&self.says).unwrap_or_default();
        let words = self.words.as_ref().map(|(_, plain)| plain.as_str()).unwrap_or_default();
        fingerprint(req, &format!("{}\n{}\n{says}\n{words}", self.about.code(), self.subject))
    }

    /// Whether the very same was said before. The same id with other words is refused.
    pub(super) async fn is_said(&self, tx: &Tx, req: &Request) -> Result<bool, Refusal> {
        match isolation_fact_by_id(tx, &counties(&req.city), self.fact).await? {
            Some(known) if known.body_mac == self.body_mac(req) => Ok(true),
            Some(_) => Err(Refusal::IdReused),
            None => Ok(false),
        }
    }

    /// Keeps it, with its trace in the trail and in the feed.
    pub(super) async fn keep(self, tx: &Tx, req: &Request, act: Act) -> Result<(), Refusal> {
        let subject = [self.subject.clone()];
        let county = [self.county.clone()];
        let before = isolation_facts_of(tx, &county, self.about, &subject).await?;
        let ordinal = i64::try_from(before.len()).unwrap_or(i64::MAX);
        if self.seen.is_some_and(|seen| seen != ordinal) {
            return Err(Refusal::Stale);
        }
        let body_mac = self.body_mac(req);
        let detail = self.says.kind();
        let subject = format!("{}/{}", self.county, self.subject);
        let row = StoredIsolationFact {
            county: self.county,
            id: self.fact,
            about: self.about,
            subject: self.subject,
            ordinal,
            says: self.says,
            words: self.words.map(|(sealed, _)| sealed),
            at: req.now,
            by: req.caller.login.clone(),
            body_mac,
        };
        isolation_fact_insert(tx, &row).await.map_err(stale)?;
        req.deed(tx, act, &subject, detail)?;
        feed::append(tx, change(&req.city.key(), req.now, TOPIC, &subject))?;
        Ok(())
    }
}

/// That somebody else was quicker.
pub(super) fn stale(error: StoreError) -> Refusal {
    let tables = ["isolation_fact", "isolation_stay", "isolation_claim", "isolation_run"];
    let is_race = tables.iter().any(|table| error.conflicts_with(table))
        || error.conflicts_with("isolation_rider");
    match is_race {
        true => Refusal::Stale,
        false => Refusal::from(error),
    }
}

/// What stands for what was asked for, by whom: the same for the same only.
pub(super) fn fingerprint(req: &Request, what: &str) -> Vec<u8> {
    let whole = format!("isolation\n{what}\n{}", req.caller.login);
    req.city.keys.seals.fingerprint(whole.as_bytes())
}
