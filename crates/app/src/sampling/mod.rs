//! Sampling: phones that take samples down with or without a network, the tubes, and how far a
//! round is.

mod asked;
mod batch;
mod bulletin;
mod devices;
mod going;
mod inside;
mod judge;
mod known;
mod landing;
mod pack;
mod rolls;
mod strangers;

use devices::Device;

pub use asked::{RoundDue, rounds_asked};
pub use batch::{BatchSent, MEMBERS_MAX, PartAnswer, PartVerdict, batch_take};
pub use bulletin::{SampledCounts, sampling_bulletin, sampling_bulletin_pdf};
pub use devices::{DeviceSeen, device_enroll, device_lost, devices_list};
pub use going::{GoingRound, rounds_going};
pub use inside::{TubePerson, TubeSeen, round_tubes, tube_people};
pub use judge::{MemberSent, PartSent, StrangerSent};
pub(crate) use landing::{
    LandingTube, landed_at, landed_strangers, landing_round_known, landing_rounds, landing_take,
};
pub(crate) use pack::level_of;
pub use pack::{Pack, PackPerson, Priority, sampling_pack};
pub use rolls::{roll_give_out, roll_labels_pdf, rolls_list};
pub(crate) use strangers::open_strangers;
pub use strangers::{StrangerSeen, stranger_is, strangers_list};

use fangxian_core::ids::DeviceId;
use fangxian_core::sampling::Roll;
use fangxian_store::sampling::rolls_all;
use fangxian_store::{Db, StoreError, Tx, settings};
use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};
use tokio::sync::Semaphore;
use uuid::Uuid;

/// What is asked for with each batch, in memory.
pub struct Sampling {
    /// Which history of the store this is.
    pub(crate) history: Uuid,
    devices: RwLock<HashMap<DeviceId, Arc<Device>>>,
    rolls: RwLock<Option<Arc<[Roll]>>>,
    /// Held by the batches that are being taken.
    line: Semaphore,
}

/// How many batches are taken at the same time. More of them on two cores only wait for each other,
/// and whoever looks at a board waits for all of them.
const BATCHES_AT_ONCE: usize = 8;

impl Sampling {
    pub(crate) fn new(history: Uuid) -> Sampling {
        let line = Semaphore::new(BATCHES_AT_ONCE);
        Sampling { history, devices: RwLock::default(), rolls: RwLock::default(), line }
    }

    /// The name of the history, which is `fresh` where there was none.
    pub(crate) async fn history(tx: &Tx, fresh: Uuid) -> Result<Uuid, StoreError> {
        settings::setting_put_first(tx, settings::HISTORY, &fresh.to_string()).await?;
        let known = settings::setting_get(tx, settings::HISTORY).await?;
        Ok(known.and_then(|known| Uuid::parse_str(&known).ok()).unwrap_or(fresh))
    }

    /// Forgets a phone: it is read again.
    pub(crate) fn forget_device(&self, id: DeviceId) {
        self.devices.write().unwrap_or_else(PoisonError::into_inner).remove(&id);
    }

    /// Forgets the rolls: they are read again.
    pub(crate) fn forget_rolls(&self) {
        *self.rolls.write().unwrap_or_else(PoisonError::into_inner) = None;
    }

    /// The codes that were given out.
    pub(crate) async fn rolls(&self, db: &Db) -> Result<Arc<[Roll]>, StoreError> {
        if let Some(known) = &*self.rolls.read().unwrap_or_else(PoisonError::into_inner) {
            return Ok(Arc::clone(known));
        }
        let read = db.read(|tx| async move { rolls_all(&tx).await }).await?;
        let rolls: Arc<[Roll]> = read.into_iter().map(|one| one.roll).collect();
        let mut known = self.rolls.write().unwrap_or_else(PoisonError::into_inner);
        *known = Some(Arc::clone(&rolls));
        Ok(rolls)
    }
}
