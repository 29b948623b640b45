//! A hand-over is signed, each end by whoever stands there.

use super::kept::{Book, RunKnown};
use super::say::Saying;
use crate::Refusal;
use crate::caller::Request;
use crate::refusal::IsolationRefusal;
use fangxian_core::ids::{IsolationFactId, IsolationStayId, TransferRunId};
use fangxian_core::isolation::{Hand, IsolationAbout, IsolationSays};
use fangxian_core::policy::{Act, Scope};
use std::collections::BTreeSet;

/// One end of a hand-over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HandSigning {
    /// Made by the client: the same again is the same act.
    pub fact: IsolationFactId,
    /// Of which run.
    pub run: TransferRunId,
    /// Which end.
    pub hand: Hand,
    /// At which stop, from 0; none at the site.
    pub stop: Option<u16>,
    /// For whom.
    pub stays: BTreeSet<IsolationStayId>,
}

/// The act that signing an end is: the community at its door, the driver on his way, the site at its gate.
fn act_of(hand: Hand) -> Act {
    match hand {
        Hand::Gave => Act::IsolationDoor,
        Hand::Took | Hand::Delivered => Act::IsolationDrive,
        Hand::Received => Act::IsolationHouse,
    }
}

/// Whether the caller stands at that end.
fn is_there(
    req: &Request,
    scope: &Scope,
    book: &Book,
    known: &RunKnown,
    one: &HandSigning,
) -> bool {
    let login = &req.caller.login;
    match one.hand {
        Hand::Gave => {
            let stop = one.stop.and_then(|at| known.run.stops.get(usize::from(at)));
            stop.is_some_and(|stop| scope.covers(&stop.door))
        }
        Hand::Took | Hand::Delivered => known.stored.driver == *login,
        Hand::Received => book.sites.get(&known.stored.site).is_some_and(|site| {
            scope.touches(&site.site.about.place) && site.site.staff.contains(login)
        }),
    }
}

/// Signs one end of a hand-over, for the people who are named. The other end must name the same.
pub async fn hand_sign(req: &Request, one: HandSigning) -> Result<(), Refusal> {
    let act = act_of(one.hand);
    let scope = req.authorize(act)?;
    let asked = req.clone();
    let write = req.city.db.write(move |tx| async move {
        let book = Book::read(&tx, &asked.city, asked.now).await?;
        let known = book.run(one.run).ok_or(Refusal::NotFound)?;
        if !is_there(&asked, &scope, &book, known, &one) {
            return Err(Refusal::NotFound);
        }
        let saying = Saying {
            county: known.stored.county.clone(),
            about: IsolationAbout::Run,
            subject: one.run.to_string(),
            fact: one.fact,
            seen: Some(i64::try_from(known.run.facts.len()).unwrap_or(i64::MAX)),
            says: IsolationSays::Signed {
                hand: one.hand,
                stop: one.stop,
                stays: one.stays.clone(),
            },
            words: None,
        };
        if saying.is_said(&tx, &asked).await? {
            return Ok(());
        }
        let at = (one.hand, one.stop.map(usize::from));
        let by = asked.caller.login.as_str();
        known.run.check(at, &one.stays, by).map_err(IsolationRefusal::Hand)?;
        saying.keep(&tx, &asked, act).await
    });
    write.await?;
    req.city.catch_up().await
}
