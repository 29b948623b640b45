//! Phones that take samples down: enrolled by who works with them, revoked when they are lost. Each
//! signs what it sends with a key that never leaves it.

use super::Sampling;
use crate::caller::Request;
use crate::city::change;
use crate::sites::sites_standing;
use crate::zones::note_of;
use crate::{City, Refusal, TestingRefusal};
use fangxian_core::Moment;
use fangxian_core::ids::{DeviceId, SiteId};
use fangxian_core::policy::Act;
use fangxian_store::feed;
use fangxian_store::sampling::{
    StoredDevice, device_by_id, device_insert, device_revoke, devices_all,
};
use p256::ecdsa::signature::Verifier;
use p256::ecdsa::{Signature, VerifyingKey};
use std::collections::HashMap;
use std::sync::{Arc, PoisonError};
use tokio::sync::Mutex;

/// Enrolls a phone with its public key, the uncompressed point of P-256. The same again changes
/// nothing; another key under the same id is refused.
pub async fn device_enroll(
    req: &Request,
    id: DeviceId,
    label: &str,
    public_key: Vec<u8>,
) -> Result<(), Refusal> {
    req.authorize(Act::SamplingTake)?;
    let label = note_of(label)?;
    if label.chars().count() > 40 {
        return Err(Refusal::BadInput("手机名称不能超过40字。".to_owned()));
    }
    if VerifyingKey::from_sec1_bytes(&public_key).is_err() {
        return Err(Refusal::BadInput("手机的公钥格式不对。".to_owned()));
    }
    let device = StoredDevice {
        id,
        county: req.city.key(),
        by: req.caller.login.clone(),
        label,
        public_key,
        enrolled_at: req.now,
        revoked: None,
        skew_ms: None,
        last_sent_at: None,
        n_unsent: None,
        spot: None,
    };
    let asked = req.clone();
    req.city
        .db
        .write(move |tx| async move {
            if let Some(known) = device_by_id(&tx, &device.county, id).await? {
                return match (known.revoked, known.public_key == device.public_key) {
                    (Some(_), _) => Err(TestingRefusal::DeviceRevoked.into()),
                    (None, true) => Ok(()),
                    (None, false) => Err(Refusal::IdReused),
                };
            }
            device_insert(&tx, &device).await?;
            feed::append(&tx, change(&asked.city.key(), asked.now, "device", &id.to_string()))?;
            asked.deed(&tx, Act::SamplingTake, &id.to_string(), "enroll")?;
            Ok::<_, Refusal>(())
        })
        .await?;
    req.city.catch_up().await
}

/// A phone as it is shown.
#[derive(Clone, Debug)]
pub struct DeviceSeen {
    /// The phone.
    pub device: StoredDevice,
    /// The name of the site at which its table stood; none where it stood at none.
    pub site_name: Option<String>,
}

/// Every phone of the city: how far its clock is off, how much it still has, and where.
pub async fn devices_list(req: &Request) -> Result<Vec<DeviceSeen>, Refusal> {
    req.authorize(Act::DeviceKeep)?;
    let key = req.city.key();
    let devices = req.city.db.read(move |tx| async move { devices_all(&tx, &key).await }).await?;
    let sites = sites_standing(&req.city, req.now).await?;
    let names: HashMap<SiteId, String> =
        sites.into_iter().map(|seen| (seen.site.id, seen.site.name)).collect();
    let seen = |device: StoredDevice| {
        let site = device.spot.as_ref().and_then(|(_, site)| *site);
        DeviceSeen { site_name: site.and_then(|site| names.get(&site).cloned()), device }
    };
    Ok(devices.into_iter().map(seen).collect())
}

/// Revokes a phone that is lost: from the next batch on nothing of it is taken.
pub async fn device_lost(req: &Request, id: DeviceId) -> Result<(), Refusal> {
    req.authorize(Act::DeviceKeep)?;
    let asked = req.clone();
    req.city
        .db
        .write(move |tx| async move {
            let key = asked.city.key();
            device_by_id(&tx, &key, id).await?.ok_or(Refusal::NotFound)?;
            device_revoke(&tx, &key, id, asked.now, &asked.caller.login).await?;
            feed::append(&tx, change(&key, asked.now, "device", &id.to_string()))?;
            asked.deed(&tx, Act::DeviceKeep, &id.to_string(), "revoke")?;
            Ok::<_, Refusal>(())
        })
        .await?;
    req.city.catch_up().await
}

/// A phone as it is held in memory.
pub(super) struct Device {
    pub(super) stored: StoredDevice,
    /// One batch of a phone at a time: one that is sent again while the first is on its way waits,
    /// and finds it kept. With the phone's clock in the latest that was heard: one that a bad link
    /// brings after a later one says nothing new of how much the phone still has.
    pub(super) turn: Mutex<Option<Moment>>,
}

impl Sampling {
    /// The phone that signed these bytes.
    pub(super) async fn signed_by(
        &self,
        city: &City,
        id: DeviceId,
        bytes: &[u8],
        signature: &[u8],
    ) -> Result<Arc<Device>, Refusal> {
        let device = self.device(city, id).await?.ok_or(TestingRefusal::DeviceUnknown)?;
        if device.stored.revoked.is_some() {
            return Err(TestingRefusal::DeviceRevoked.into());
        }
        let key = VerifyingKey::from_sec1_bytes(&device.stored.public_key);
        let verified = key.and_then(|key| {
            Signature::from_slice(signature).and_then(|signature| key.verify(bytes, &signature))
        });
        verified.map(|()| device).map_err(|_| TestingRefusal::SignatureWrong.into())
    }

    async fn device(&self, city: &City, id: DeviceId) -> Result<Option<Arc<Device>>, Refusal> {
        let known = self.devices.read().unwrap_or_else(PoisonError::into_inner).get(&id).cloned();
        if known.is_some() {
            return Ok(known);
        }
        let key = city.key();
        let read = city.db.read(move |tx| async move { device_by_id(&tx, &key, id).await }).await?;
        let Some(stored) = read else { return Ok(None) };
        let read = Arc::new(Device { stored, turn: Mutex::default() });
        let mut devices = self.devices.write().unwrap_or_else(PoisonError::into_inner);
        devices.insert(id, Arc::clone(&read));
        Ok(Some(read))
    }
}
