//! What is known of a zone, as its page shows it.

use super::code::{AreaTestOutcomeCode, Code, GroundKindCode};
use super::wire::Level;
use fangxian_app::City;
use fangxian_app::records::StoredZoneFact;
use fangxian_core::ids::ZoneFactId;
use fangxian_core::zones::ZoneEvent;
use serde::Serialize;
use std::collections::BTreeSet;
use utoipa::ToSchema;
use uuid::Uuid;

/// What a fact rests on.
#[derive(Serialize, ToSchema)]
pub(crate) struct GroundView {
    kind: GroundKindCode,
    id: Option<String>,
}

/// What was seen or decided.
#[derive(Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum FactKind {
    Rated,
    Released,
    CaseFound,
    AreaTested,
    ContactsCleared,
    Withdrawn,
}

/// A fact of a zone.
#[derive(Serialize, ToSchema)]
pub(crate) struct FactView {
    fact_id: Uuid,
    kind: FactKind,
    on: String,
    recorded_at: i64,
    level: Option<Level>,
    edition: Option<String>,
    outcome: Option<AreaTestOutcomeCode>,
    withdraws: Option<Uuid>,
    /// Whether another fact has withdrawn it.
    withdrawn: bool,
    signed_by: String,
    signed_by_name: String,
    ground: GroundView,
    as_written: String,
}

/// A zone's facts in the order in which they became known, and which of them no longer count.
pub(crate) fn facts_of(
    city: &City,
    records: &[StoredZoneFact],
    withdrawn: &BTreeSet<ZoneFactId>,
) -> Vec<FactView> {
    records
        .iter()
        .map(|record| {
            let (kind, level, edition, outcome, withdraws) = match &record.fact.event {
                ZoneEvent::Rated { level, edition } => {
                    (FactKind::Rated, Some((*level).into()), Some(edition.to_string()), None, None)
                }
                ZoneEvent::Released => (FactKind::Released, None, None, None, None),
                ZoneEvent::CaseFound => (FactKind::CaseFound, None, None, None, None),
                ZoneEvent::AreaTested { outcome } => {
                    (FactKind::AreaTested, None, None, Some(Code(*outcome)), None)
                }
                ZoneEvent::ContactsCleared => (FactKind::ContactsCleared, None, None, None, None),
                ZoneEvent::Withdrawn { fact } => {
                    (FactKind::Withdrawn, None, None, None, Some(fact.uuid()))
                }
            };
            FactView {
                fact_id: record.fact.id.uuid(),
                kind,
                on: record.fact.on.to_string(),
                recorded_at: record.fact.recorded_at.0,
                level,
                edition,
                outcome,
                withdraws,
                withdrawn: withdrawn.contains(&record.fact.id),
                signed_by: record.signed_by.clone(),
                signed_by_name: city.people.by_login(&record.signed_by),
                ground: GroundView { kind: Code(record.ground.kind), id: record.ground.id.clone() },
                as_written: record.as_written.clone(),
            }
        })
        .collect()
}
