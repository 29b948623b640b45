//! How soon an area that is rated colors the codes of its people.

use super::timing::Timing;
use crate::clock;
use anyhow::{Context, Result, ensure};
use fangxian_app::{City, mint};
use fangxian_core::codes::HealthColor;
use fangxian_core::ids::{PersonId, ZoneFactId, ZoneId};
use fangxian_core::places::PlaceCode;
use fangxian_core::zones::{ZoneEvent, ZoneFact};
use fangxian_core::{Level, Moment};
use fangxian_store::StoreError;
use fangxian_store::feed::{Change, append};
use fangxian_store::zones::{
    Ground, GroundKind, StoredZone, StoredZoneFact, zone_fact_insert, zone_insert,
};
use std::sync::Arc;
use std::time::Instant;

/// How often it is rated.
const N_AREAS: usize = 100;

/// Rates the community high and takes it off again, and asks each time for somebody who lives there.
pub(super) async fn areas(city: &Arc<City>, place: &PlaceCode, person: PersonId) -> Result<Timing> {
    let county = PlaceCode::parse(&place.county())?;
    let mut times = Vec::new();
    let alias = city.keys.passes.alias(person);
    for _ in 0..N_AREAS {
        let now = city.now(clock::wall());
        let edition = city.rules.edition_on(now.city_day()).context("版本")?.id.clone();
        let id = ZoneId::from_uuid(mint::uuid(clock::wall())?);
        let zone = StoredZone {
            id,
            county: county.clone(),
            area_key: id.to_string(),
            area: "测速用的区域".to_owned(),
            except: None,
            parts: Vec::new(),
            place: Some(place.clone()),
            version: 1,
        };
        let rated = rated(&zone, ZoneEvent::Rated { level: Level::High, edition }, now)?;
        let gone = rated_off(&zone, now)?;
        let start = Instant::now();
        put(city, Some(zone.clone()), rated, now).await?;
        ensure!(city.passes.color(alias, now) == Some(HealthColor::Red), "没有变成红码");
        times.push(start.elapsed());
        put(city, None, gone, now).await?;
        ensure!(city.passes.color(alias, now) == Some(HealthColor::Green), "没有变回绿码");
    }
    Ok(Timing::of(times))
}

fn rated(zone: &StoredZone, event: ZoneEvent, now: Moment) -> Result<StoredZoneFact> {
    Ok(StoredZoneFact {
        zone: zone.id,
        county: zone.county.clone(),
        fact: ZoneFact {
            id: ZoneFactId::from_uuid(mint::uuid(clock::wall())?),
            on: now.city_day(),
            recorded_at: now,
            event,
        },
        proposed_by: Some("测速提议".to_owned()),
        signed_by: "测速".to_owned(),
        ground: Ground { kind: GroundKind::Rule, id: Some("bench".to_owned()) },
        as_written: "测速".to_owned(),
    })
}

fn rated_off(zone: &StoredZone, now: Moment) -> Result<StoredZoneFact> {
    rated(zone, ZoneEvent::Released, now.plus_ms(1))
}

/// As the server does where an area is rated: the fact, the feed, and what follows it.
async fn put(
    city: &Arc<City>,
    zone: Option<StoredZone>,
    fact: StoredZoneFact,
    now: Moment,
) -> Result<()> {
    let change = Change {
        county: city.key(),
        at: now,
        topic: "zone".to_owned(),
        subject: format!("{}/{}", fact.county, fact.zone),
    };
    let written: Result<(), StoreError> = city
        .db
        .write(move |tx| async move {
            if let Some(zone) = &zone {
                zone_insert(&tx, zone, now).await?;
            }
            zone_fact_insert(&tx, &fact).await?;
            append(&tx, change)
        })
        .await;
    written?;
    city.catch_up().await?;
    Ok(())
}
