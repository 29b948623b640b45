//! The buttons of reports on the page of results: what each stands for lies in it under a seal.

use super::report::{ReportOf, report_paper, report_set};
use super::tests_of::TestShown;
use crate::register::counties;
use crate::seals::Spot;
use crate::{City, Refusal};
use fangxian_core::Moment;
use fangxian_core::ids::PersonId;
use fangxian_core::pools::TubeOutcome;
use fangxian_core::sampling::TubeCode;
use fangxian_store::people::{StoredPerson, people_in_by_ids};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use uuid::Uuid;

/// The ticket of a report on the page of results holds so long.
const TICKET_HOLDS_MS: i64 = 30 * 60_000;
const TICKET: &str = "result.ticket";

/// What stands behind the button of a report, under a seal.
#[derive(Serialize, Deserialize)]
struct Ticket {
    person: PersonId,
    tube: String,
    until: Moment,
}

fn ticket_spot() -> Spot {
    Spot { column: TICKET, record: Uuid::nil() }
}

pub(super) fn with_tickets(
    city: &City,
    person: PersonId,
    tests: Vec<TestShown>,
    wall: Moment,
) -> Result<Vec<(TestShown, Option<String>)>, Refusal> {
    let mut shown = Vec::with_capacity(tests.len());
    for test in tests {
        // A positive is told by the disease control, not by a button.
        let is_negative = test.outcome == Some(TubeOutcome::Negative);
        let ticket = match test.has_report() && is_negative {
            false => None,
            true => {
                let until = wall.plus_ms(TICKET_HOLDS_MS);
                let ticket = Ticket { person, tube: test.tube.to_string(), until };
                let text = serde_json::to_vec(&ticket).map_err(|_| Refusal::NotFound)?;
                Some(hex::encode(city.keys.seals.seal(ticket_spot(), &text)?))
            }
        };
        shown.push((test, ticket));
    }
    Ok(shown)
}

/// The report behind a ticket of the page of results.
pub async fn look_up_report(
    city: &Arc<City>,
    ticket: &str,
    wall: Moment,
) -> Result<Vec<u8>, Refusal> {
    let sealed = hex::decode(ticket.trim()).map_err(|_| Refusal::NotFound)?;
    let opened = city.keys.seals.open(ticket_spot(), &sealed).map_err(|_| Refusal::NotFound)?;
    let ticket: Ticket = serde_json::from_slice(&opened).map_err(|_| Refusal::NotFound)?;
    if ticket.until < wall {
        return Err(Refusal::NotFound);
    }
    let (all, id) = (counties(city), ticket.person);
    let read = city.db.read(move |tx| async move { people_in_by_ids(&tx, &all, &[id]).await });
    let stored: Vec<StoredPerson> = read.await?;
    let stored = stored.into_iter().next().ok_or(Refusal::NotFound)?;
    let tube = TubeCode::parse(&ticket.tube).map_err(|_| Refusal::NotFound)?;
    let of = ReportOf { stored, tube, printed_by: None };
    report_set(city, report_paper(city, of, wall).await?).await
}
