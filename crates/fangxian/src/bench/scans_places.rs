//! The places of a city and the gates at some of them.

use super::scans::{N_GATES, N_VENUES};
use crate::clock;
use anyhow::Result;
use fangxian_app::scans::gate_secret_hash;
use fangxian_app::{City, mint};
use fangxian_core::ids::{GateId, VenueFactId, VenueId};
use fangxian_core::places::PlaceCode;
use fangxian_core::venues::{VenueAbout, VenueFact, VenueKind, VenueSays};
use fangxian_store::StoreError;
use fangxian_store::scans::{StoredGate, gate_insert};
use fangxian_store::venues::{StoredVenueFact, venue_fact_insert};
use std::sync::Arc;

/// So many places are put in at once.
const AT_ONCE: u32 = 10_000;

/// Gates at places all over the city, with their secrets.
pub(super) async fn gates(city: &Arc<City>) -> Result<Vec<String>> {
    let mut secrets = Vec::new();
    let mut gates = Vec::new();
    for number in 1..=N_GATES {
        let secret = hex::encode(mint::random::<32>()?);
        gates.push(StoredGate {
            id: GateId::from_uuid(mint::uuid(clock::wall())?),
            county: "140105".to_owned(),
            number: i64::from(number),
            venue: i64::from(number * (N_VENUES / N_GATES) - 1),
            label: "南门".to_owned(),
            secret_hash: gate_secret_hash(&secret).to_vec(),
            made_at: clock::wall(),
            by: "shequ".to_owned(),
            ended_at: None,
        });
        secrets.push(secret);
    }
    let put: Result<(), StoreError> = city
        .db
        .write(|tx| async move {
            for gate in &gates {
                gate_insert(&tx, gate).await?;
            }
            Ok(())
        })
        .await;
    put?;
    Ok(secrets)
}

/// Puts every place into the store, applied for and approved.
pub(super) async fn venues(city: &Arc<City>, place: &PlaceCode) -> Result<()> {
    for first in (0..N_VENUES).step_by(AT_ONCE as usize) {
        let mut facts = Vec::new();
        for number in first..(first + AT_ONCE).min(N_VENUES) {
            let id = VenueId::from_uuid(mint::uuid(clock::wall())?);
            let about = VenueAbout {
                kind: VenueKind::Mall,
                name: format!("测速商店{number}"),
                place: place.clone(),
                address: format!("测速街{number}号"),
                entrances: Vec::new(),
                capacity: None,
            };
            let said = [VenueSays::Applied(Box::new(about)), VenueSays::Approved { number }];
            for (ordinal, says) in (0..).zip(said) {
                facts.push(StoredVenueFact {
                    county: place.county(),
                    id: VenueFactId::from_uuid(mint::uuid(clock::wall())?),
                    venue: id,
                    ordinal,
                    answers: (ordinal == 0).then(|| vec![0; 64]),
                    fact: VenueFact {
                        says,
                        at: city.now(clock::wall()),
                        by: Some("shequ".to_owned()),
                    },
                    reason: "测速".to_owned(),
                    body_mac: vec![0; 32],
                });
            }
        }
        let put: Result<(), StoreError> = city
            .db
            .write(|tx| async move {
                for fact in &facts {
                    venue_fact_insert(&tx, fact).await?;
                }
                Ok(())
            })
            .await;
        put?;
    }
    Ok(())
}
