//! What a positive antigen test sets going: somebody is sent to the door, and is called off once a
//! test of the person's own has spoken.

use super::known::{PersonAntigen, antigen_of, positive_people, stay_of};
use crate::city::change;
use crate::orders::{Within, call_off, grid_of, raise};
use crate::pools::people_in_tubes;
use crate::register::counties;
use crate::{Refusal, mint};
use fangxian_core::Moment;
use fangxian_core::antigen::{AntigenCase, AntigenStepKind, antigen_held};
use fangxian_core::ids::{AntigenReportId, OrderId, PersonId};
use fangxian_core::orders::{OrderKind, OrderSource, OrderState, due_at};
use fangxian_core::places::PlaceCode;
use fangxian_core::sampling::TubeCode;
use fangxian_store::antigen::StoredAntigen;
use fangxian_store::orders::{StoredOrder, orders_of_antigen};
use fangxian_store::people::{StoredPerson, people_in_by_ids};
use fangxian_store::{Tx, feed};
use std::collections::{BTreeMap, BTreeSet};

/// By when somebody is to be at the door of whoever reported then.
pub(super) fn told(reported_at: Moment) -> Moment {
    due_at(OrderKind::AntigenConfirm, reported_at)
}

/// What a report that was just kept sets going.
pub(super) async fn raise_for(
    tx: &Tx,
    at: Within<'_>,
    row: &StoredAntigen,
    stored: &StoredPerson,
) -> Result<(), Refusal> {
    let known = antigen_of(tx, at.city, &[row.person], (at.now, at.wall)).await?;
    if let Some(own) = known.get(&row.person)
        && own.case(row.id).is_some_and(|case| case.step.holds())
        && unfinished(tx, at, own).await?.is_empty()
    {
        send_to_door(tx, at, (row.id, row.tested_at), stored, row.id.to_string()).await?;
    }
    feed::append(tx, change(&at.city.key(), at.now, "antigen", row.community.as_str()))?;
    Ok(())
}

/// The orders of somebody's antigen tests at which there is something left to do.
async fn unfinished(
    tx: &Tx,
    at: Within<'_>,
    own: &PersonAntigen,
) -> Result<Vec<StoredOrder>, Refusal> {
    let reports: Vec<AntigenReportId> = own.cases.iter().map(|case| case.test.report).collect();
    let mut orders = orders_of_antigen(tx, &counties(at.city), &reports).await?;
    orders.retain(|order| order.state.is_unfinished());
    Ok(orders)
}

async fn send_to_door(
    tx: &Tx,
    at: Within<'_>,
    (report, tested_at): (AntigenReportId, Moment),
    stored: &StoredPerson,
    cause: String,
) -> Result<(), Refusal> {
    let door = stored.door.clone();
    let county = PlaceCode::parse(&door.county()).map_err(|_| Refusal::PlaceUnknown)?;
    let minutes = tested_at.ms_of_day() / 60_000;
    // Who it is does not stand here: an order is read and printed by many.
    let instruction = format!(
        "立即上门：这户有1人抗原自测阳性（{}{:02}:{:02}做）。请告知在家中单独等候、不要外出；\
         采样员上门单管采样，一人一管。单管阴性即解除，再做抗原不能解除。",
        tested_at.city_day().written(),
        minutes / 60,
        minutes % 60
    );
    let order = StoredOrder {
        id: OrderId::from_uuid(mint::uuid(at.wall)?),
        county,
        source: OrderSource::Antigen(report),
        cause: format!("antigen:{cause}"),
        kind: OrderKind::AntigenConfirm,
        grid: grid_of(tx, &door).await?,
        place: door,
        for_day: at.now.city_day(),
        due_at: due_at(OrderKind::AntigenConfirm, at.now),
        instruction,
        ground: "抗原自测阳性，须单管核酸复核".to_owned(),
        state: OrderState::Open,
        handed_back: 0,
        claimed_by: None,
        closed_at: None,
        created_at: at.now,
        version: 1,
    };
    raise(tx, at, &order).await.map(drop)
}

/// Follows what was signed of tubes with one person each: whoever is no longer held, nobody need go
/// to; whoever is still held and has no sample under way is gone to again. Part of the transaction of
/// whoever signs.
pub(crate) async fn antigen_settle(
    tx: &Tx,
    at: Within<'_>,
    singles: &[TubeCode],
) -> Result<(), Refusal> {
    if singles.is_empty() {
        return Ok(());
    }
    let positive = positive_people(tx, at.city, at.now).await?;
    if positive.is_empty() {
        return Ok(());
    }
    let inside = people_in_tubes(tx, at.city, singles).await?;
    let all = counties(at.city);
    let sampled: BTreeSet<PersonId> = inside.values().flat_map(BTreeMap::keys).copied().collect();
    let stays = stay_of(tx, &all, sampled).await?;
    let mut spoken: BTreeMap<PersonId, TubeCode> = BTreeMap::new();
    for (tube, people) in &inside {
        for record in people.keys() {
            let person = stays.get(record).copied().unwrap_or(*record);
            if positive.contains(&person) {
                spoken.insert(person, *tube);
            }
        }
    }
    let people: Vec<PersonId> = spoken.keys().copied().collect();
    let known = antigen_of(tx, at.city, &people, (at.now, at.wall)).await?;
    for stored in people_in_by_ids(tx, &all, &people).await? {
        let (Some(own), Some(tube)) = (known.get(&stored.id), spoken.get(&stored.id)) else {
            continue;
        };
        settle(tx, at, own).await?;
        let cause = |case: &AntigenCase| format!("{}:{tube}", case.test.report);
        if let Some(case) = antigen_held(&own.cases)
            && case.step.kind() == AntigenStepKind::Waiting
            && unfinished(tx, at, own).await?.is_empty()
        {
            let of = (case.test.report, case.test.tested_at);
            send_to_door(tx, at, of, &stored, cause(case)).await?;
        }
        feed::append(tx, change(&at.city.key(), at.now, "antigen", stored.door.as_str()))?;
    }
    Ok(())
}

/// Calls off what is left to do for tests that hold nobody any more. Where another test of the same
/// person still holds him, its own order is raised by whoever asks.
pub(super) async fn settle(tx: &Tx, at: Within<'_>, own: &PersonAntigen) -> Result<(), Refusal> {
    for order in unfinished(tx, at, own).await? {
        let holds = match order.source {
            OrderSource::Antigen(report) => own.case(report).is_some_and(|case| case.step.holds()),
            OrderSource::Zone { .. }
            | OrderSource::Ledgers
            | OrderSource::Frequency
            | OrderSource::Tube(_)
            | OrderSource::Code
            | OrderSource::Verification
            | OrderSource::Operation(_)
            | OrderSource::Contact => true,
        };
        if !holds {
            call_off(tx, at, order).await?;
        }
    }
    Ok(())
}
