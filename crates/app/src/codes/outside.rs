//! Whoever asks for somebody's scans or codes without being whom they are for: refused, noted, and counted
//! for everybody to read (must-hold P17). There is no answer but the refusal.

use super::manual::fingerprint;
use crate::Refusal;
use crate::caller::Request;
use crate::zones::note_of;
use fangxian_core::Moment;
use fangxian_core::codes::{OutsideAbout, OutsideAsker};
use fangxian_core::ids::OutsideRequestId;
use fangxian_core::policy::{Act, Role};
use fangxian_store::codes::{StoredOutsideRequest, outside_request_insert, outside_requests_last};

/// So many weeks are public, and so many are shown.
const SHOWN_MS: i64 = 28 * 86_400_000;
const SHOWN: i64 = 200;
/// The number of a letter is no longer.
const REFERENCE_CHARS_MAX: usize = 60;

/// Notes that somebody asked, and was refused. The same again is the same.
pub async fn outside_refuse(
    req: &Request,
    id: OutsideRequestId,
    (asker, about): (OutsideAsker, OutsideAbout),
    reference: &str,
) -> Result<(), Refusal> {
    let act = Act::OutsideRefuse;
    req.authorize(act)?;
    let reference = note_of(reference)?;
    if reference.chars().count() > REFERENCE_CHARS_MAX {
        return Err(Refusal::BadInput("来函编号不超过60字，不要写个人姓名。".to_owned()));
    }
    let what = format!("outside\n{id}\n{}\n{}\n{reference}", asker.code(), about.code());
    let row = StoredOutsideRequest {
        county: req.city.key(),
        id,
        asker,
        about,
        reference,
        at: req.now,
        by: req.caller.login.clone(),
        body_mac: fingerprint(req, &what),
    };
    let asked = req.clone();
    let write = req.city.db.write(move |tx| async move {
        if outside_request_insert(&tx, &row).await? {
            let detail = format!("{} asked for {}, refused", row.asker.code(), row.about.code());
            asked.deed(&tx, act, &id.to_string(), &detail)?;
        }
        Ok::<_, Refusal>(())
    });
    write.await
}

/// A request that was refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutsideSeen {
    /// Who asked.
    pub asker: OutsideAsker,
    /// For what.
    pub about: OutsideAbout,
    /// The number of the letter.
    pub reference: String,
    /// When.
    pub at: Moment,
    /// The name of whoever refused it.
    pub by: String,
}

/// What was refused in four weeks, the newest first: to the city command all of it, to others their own.
pub async fn outside_list(req: &Request) -> Result<Vec<OutsideSeen>, Refusal> {
    let scope = req.authorize(Act::OutsideRefuse)?;
    let (key, since) = (req.city.key(), req.now.plus_ms(-SHOWN_MS));
    let read = req
        .city
        .db
        .read(move |tx| async move { outside_requests_last(&tx, &key, (since, SHOWN)).await });
    let all: Vec<StoredOutsideRequest> = read.await?;
    let is_command = scope.role() == Role::CityCommand;
    let shown = all.into_iter().filter(|one| is_command || one.by == req.caller.login);
    let seen = |one: StoredOutsideRequest| OutsideSeen {
        asker: one.asker,
        about: one.about,
        reference: one.reference,
        at: one.at,
        by: req.city.people.by_login(&one.by),
    };
    Ok(shown.map(seen).collect())
}
