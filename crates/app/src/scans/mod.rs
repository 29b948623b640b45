//! 扫码: a gate asks, the answer stands in the log before it is given, and the log is drained behind.

mod days;
mod drain;
mod gates;
mod kept;
mod later;
mod retire;
mod room;
mod take;
mod venues;

pub use days::{DayKeys, FolderKeys};
pub(crate) use drain::scans_of_blocks;
pub use drain::{drain_scans, scans_of_day};
pub use gates::{Gate, gate_by_secret, gate_secret_hash};
pub(crate) use gates::{TOPIC as GATE, gate_enroll, gate_lost, gates_list};
pub use kept::gate_out;
pub(crate) use kept::{ScanKept, scans_keep};
pub use later::{LaterTaken, scans_later};
pub use retire::scans_retire;
pub(crate) use room::AtDoor;
pub use room::Room;
pub use take::{ScanAsk, ScanTold, scan_take};
pub use venues::{VenueAtGate, VenueBook};

use crate::{City, Refusal};
use days::DayCiphers;
use fangxian_intake::{IntakeLog, Options, Recovered};
use fangxian_store::scans::scan_drained;
use gates::GateBook;
use std::path::Path;
use std::sync::{Arc, OnceLock};

/// What a server that takes scans holds in memory.
#[derive(Default)]
pub struct Scans {
    /// Places, as a gate needs to know them.
    pub venues: VenueBook,
    gates: GateBook,
    /// Who typed wrong digits where.
    pub(crate) tries: crate::venues::Tries,
    intake: OnceLock<Intake>,
}

/// The log of this server.
struct Intake {
    log: IntakeLog,
    /// What this server's log is called in the store.
    name: String,
    days: DayCiphers,
}

impl Scans {
    fn intake(&self) -> Result<&Intake, Refusal> {
        // A command that takes no scans has no log; it is asked for none.
        self.intake.get().ok_or(Refusal::Busy)
    }

    /// Reads the gates anew, once one came or went.
    pub(crate) async fn gates_changed(&self, city: &City) -> Result<(), Refusal> {
        if self.gates.is_read() { self.gates.read(city).await } else { Ok(()) }
    }
}

/// Opens the intake log of this server in a folder of its own; its name is what the store knows it by.
/// Called once, before the first scan. Where the log cannot be opened, gates are known all the same, and
/// told to come back.
pub async fn scans_open(
    city: &Arc<City>,
    (folder, name): (&Path, &str),
    options: Options,
    keys: Arc<dyn DayKeys>,
) -> Result<Recovered, Refusal> {
    city.scans.gates.read(city).await?;
    let (key, taken_by) = (city.key(), name.to_owned());
    let drained = city.db.read(move |tx| async move { scan_drained(&tx, &key, &taken_by).await });
    let drained: i64 = drained.await?;
    let drained = u64::try_from(drained).unwrap_or_default();
    let (log, recovered) = IntakeLog::open(folder, options, drained)?;
    let intake = Intake { log, name: name.to_owned(), days: DayCiphers::new(keys) };
    let _ = city.scans.intake.set(intake);
    Ok(recovered)
}
