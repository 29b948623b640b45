//! The phones of a city's tables: each with its key, sending what it took down.

use crate::city;
use crate::clock;
use anyhow::{Context, Result, bail, ensure};
use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use fangxian_app::{City, mint};
use fangxian_core::Moment;
use fangxian_core::ids::{DeviceId, RoundId};
use fangxian_core::places::PlaceCode;
use fangxian_core::sampling::TubeCode;
use fangxian_http::{Cookies, Front, HttpState, router};
use fangxian_store::StoreError;
use fangxian_store::sampling::{StoredDevice, device_insert};
use p256::ecdsa::signature::Signer;
use p256::ecdsa::{Signature, SigningKey};
use std::collections::HashMap;
use std::fmt::Write;
use std::ops::Range;
use std::sync::Arc;
use std::time::Duration;
use tower::ServiceExt;

/// How many share a tube.
pub(super) const TUBE_PEOPLE: u64 = 10;

/// The phones.
pub(super) struct Phones {
    router: Front,
    cookie: String,
    devices: Vec<(DeviceId, SigningKey)>,
}

/// A batch that a phone will send.
pub(super) struct Planned {
    device: usize,
    community: PlaceCode,
    /// By their numbers in the city.
    pub(super) people: Range<u64>,
    first_serial: u32,
    round: RoundId,
    seed: u64,
    registered_at: Moment,
}

impl Phones {
    pub(super) async fn enrolled(city: &Arc<City>, secret: &str, n: usize) -> Result<Arc<Phones>> {
        let mut devices = Vec::with_capacity(n);
        for number in 0..n {
            let mut bytes = [7; 32];
            bytes[24..].copy_from_slice(&(number as u64 + 1).to_be_bytes());
            let key = SigningKey::from_slice(&bytes)?;
            devices.push((DeviceId::from_uuid(mint::uuid(clock::wall())?), key));
        }
        for part in devices.chunks(500) {
            let rows: Vec<StoredDevice> = part.iter().map(|one| stored(city, one)).collect();
            let put: Result<(), StoreError> = city
                .db
                .write(move |tx| async move {
                    for row in &rows {
                        device_insert(&tx, row).await?;
                    }
                    Ok(())
                })
                .await;
            put?;
        }
        let state = HttpState {
            city: Arc::clone(city),
            wall: Arc::new(clock::wall),
            cookies: Cookies::Plain,
        };
        let cookie = format!("fangxian={secret}");
        Ok(Arc::new(Phones { router: router(state), cookie, devices }))
    }

    /// A day: everybody of the city once, in batches of so many, tube by tube.
    pub(super) fn day(
        &self,
        plan: &fangxian_invent::City,
        seed: u64,
        registered_at: Moment,
        round: RoundId,
        batch: usize,
        turn: u32,
    ) -> Vec<Planned> {
        let mut serials: HashMap<String, u32> = HashMap::new();
        let (mut batches, mut first) = (Vec::new(), 0);
        for index in 0..plan.n_communities() {
            let n = plan.n_people_of(index).unwrap_or_default();
            let Some(head) = plan.head(index) else { continue };
            let community = head.code.clone();
            let serial = serials.entry(community.county()).or_insert(1 + (turn - 1) * 2_000_000);
            for from in (first..first + n).step_by(batch) {
                let people = from..(from + batch as u64).min(first + n);
                let n_tubes = (people.end - people.start).div_ceil(TUBE_PEOPLE);
                batches.push(Planned {
                    device: batches.len() % self.devices.len(),
                    community: community.clone(),
                    people,
                    first_serial: *serial,
                    round,
                    seed,
                    registered_at,
                });
                *serial += u32::try_from(n_tubes).unwrap_or(u32::MAX);
            }
            first += n;
        }
        // Tables all over the city send at the same time, and not one community after another.
        let n = batches.len();
        let mut order: Vec<usize> = (0..n).collect();
        order.sort_by_key(|place| place.wrapping_mul(2_654_435_761) % n.max(1));
        let mut taken: Vec<Option<Planned>> = batches.into_iter().map(Some).collect();
        order.into_iter().filter_map(|place| taken.get_mut(place).and_then(Option::take)).collect()
    }

    /// Sends a batch until it is kept. Returns how often it was told to come back later.
    pub(super) async fn send(&self, city: &City, planned: &Planned) -> Result<u64> {
        let body = planned.body(city)?;
        let (device, key) = self.devices.get(planned.device).context("没有这台手机")?;
        let signature: Signature = key.sign(body.as_bytes());
        let signature = STANDARD.encode(signature.to_bytes());
        for again in 0..1_000 {
            let request = Request::builder()
                .method("POST")
                .uri("/api/v1/sampling/batches")
                .header("cookie", &self.cookie)
                .header("purpose", "sampling")
                .header("x-fangxian", "1")
                .header("x-device", device.to_string())
                .header("x-signature", &signature)
                .header("content-type", "application/json")
                .body(Body::from(body.clone()))?;
            let response = self.router.clone().oneshot(request).await?;
            let status = response.status();
            let told = to_bytes(response.into_body(), 1 << 22).await?;
            match status {
                StatusCode::OK => {
                    let told: serde_json::Value = serde_json::from_slice(&told)?;
                    let answers = told["answers"].as_array().context("没有答复")?;
                    let kept = answers.iter().filter(|one| one["fate"] == "kept").count();
                    ensure!(kept == planned.n_tubes(), "只收下{kept}段：{told}");
                    return Ok(again);
                }
                StatusCode::SERVICE_UNAVAILABLE | StatusCode::TOO_MANY_REQUESTS => {
                    tokio::time::sleep(Duration::from_millis(50 + again * 50)).await;
                }
                status => bail!("{status} {}", String::from_utf8_lossy(&told)),
            }
        }
        bail!("一千次都没有送到")
    }
}

impl Planned {
    fn n_tubes(&self) -> usize {
        usize::try_from((self.people.end - self.people.start).div_ceil(TUBE_PEOPLE)).unwrap_or(0)
    }

    /// As a phone writes it.
    fn body(&self, city: &City) -> Result<String> {
        let now = city.now(clock::wall()).0;
        let mut text = String::with_capacity(48 * 1024);
        write!(text, "{{\"made_at\":{now},\"n_unsent\":0,\"parts\":[")?;
        let county = PlaceCode::parse(&self.community.county())?;
        let firsts = self.people.clone().step_by(TUBE_PEOPLE as usize);
        for (serial, first) in (self.first_serial..).zip(firsts) {
            let last = (first + TUBE_PEOPLE).min(self.people.end);
            let code = TubeCode::of(&county, serial).context("管码用完")?;
            if first != self.people.start {
                text.push(',');
            }
            write!(
                text,
                "{{\"part_id\":\"{}\",\"tube\":\"{code}\",\"use_id\":\"{}\",\"round_id\":\"{}\",\
                 \"place\":\"{}\",\"site_id\":null,\"pool\":\"ten\",\"opened_at\":{},\
                 \"first_position\":0,\"sealed\":{{\"at\":{},\"stated\":{}}},\"members\":[",
                mint::uuid(clock::wall())?,
                mint::uuid(clock::wall())?,
                self.round,
                self.community,
                now - 600_000,
                now - 1_000,
                last - first,
            )?;
            for person in first..last {
                let id = city::person_id(person, self.seed, self.registered_at);
                let comma = if person == first { "" } else { "," };
                write!(text, "{comma}{{\"person_id\":\"{id}\",\"taken_at\":{}}}", now - 300_000)?;
            }
            text.push_str("]}");
        }
        text.push_str("]}");
        Ok(text)
    }
}

fn stored(city: &City, (id, key): &(DeviceId, SigningKey)) -> StoredDevice {
    let point = key.verifying_key().to_sec1_point(false);
    StoredDevice {
        id: *id,
        county: city.key(),
        by: "quancai".to_owned(),
        label: "采样台".to_owned(),
        public_key: point.as_bytes().to_vec(),
        enrolled_at: city.now(clock::wall()),
        revoked: None,
        skew_ms: None,
        last_sent_at: None,
        n_unsent: None,
        spot: None,
    }
}
