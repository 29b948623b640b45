//! What there is to do in a laboratory: tubes that came in, plates, sheets that wait for a signature.

use super::{LabKnown, lab_within};
use crate::Refusal;
use crate::caller::Request;
use crate::register::counties;
use fangxian_core::Moment;
use fangxian_core::coded;
use fangxian_core::ids::LaboratoryId;
use fangxian_core::policy::Act;
use fangxian_core::sampling::TubeCode;
use fangxian_store::StoreError;
use fangxian_store::lab_results::{SheetVerdict, StoredSheet, sheets_of_lab, tubes_to_repeat};
use fangxian_store::labs::{StoredPlate, plates_of_lab};
use fangxian_store::tracks::{n_received_since, tubes_to_plate};

/// How many tubes a list names.
const TUBES_LISTED: i64 = 1_000;
/// How many plates and sheets.
const PLATES_LISTED: i64 = 100;
/// How far back tubes are looked for that are on no plate.
const DAYS_BACK: i64 = 14;

coded! {
    /// How far a plate is.
    PlateState {
        /// Nothing is entered.
        Filled = "filled",
        /// Entered, not signed.
        Entered = "entered",
        /// Sent back: to be entered anew.
        SentBack = "sent_back",
        /// Signed.
        Signed = "signed",
    }
}

/// What there is to do in a laboratory.
#[derive(Clone, Debug)]
pub struct LabWork {
    /// The laboratory.
    pub laboratory: LabKnown,
    /// Tubes that came in today.
    pub n_today: i64,
    /// Came in, and are on no plate, the oldest first.
    pub to_plate: Vec<(TubeCode, Moment)>,
    /// To be tested again: what was said of them is that nothing can be said.
    pub to_repeat: Vec<(TubeCode, Moment)>,
    /// The latest plates.
    pub plates: Vec<(StoredPlate, PlateState)>,
    /// The latest sheets.
    pub sheets: Vec<StoredSheet>,
}

/// What there is to do in a laboratory.
pub async fn lab_work(req: &Request, id: LaboratoryId) -> Result<LabWork, Refusal> {
    let scope = req.authorize(Act::LabSee)?;
    let laboratory = lab_within(req, &scope, id).await?;
    let (within, county) = (counties(&req.city), laboratory.lab.place.county());
    let day = req.today();
    let (midnight, since) = (day.starts_at(), day.plus(-DAYS_BACK).starts_at());
    let read = req.city.db.read(move |tx| async move {
        Ok::<_, StoreError>((
            n_received_since(&tx, &within, id, midnight).await?,
            tubes_to_plate(&tx, &within, id, since, TUBES_LISTED).await?,
            tubes_to_repeat(&tx, &within, id, since, TUBES_LISTED).await?,
            plates_of_lab(&tx, &county, id, PLATES_LISTED).await?,
            sheets_of_lab(&tx, &county, id, PLATES_LISTED).await?,
        ))
    });
    let (n_today, to_plate, to_repeat, plates, sheets) = read.await?;
    let state = |plate: &StoredPlate| {
        // The latest first: what was sent back before does not count any more.
        let last = sheets.iter().find(|sheet| sheet.plate == Some(plate.id));
        match last.map(|sheet| sheet.decision.as_ref().map(|said| said.verdict)) {
            None => PlateState::Filled,
            Some(None) => PlateState::Entered,
            Some(Some(SheetVerdict::SentBack)) => PlateState::SentBack,
            Some(Some(SheetVerdict::Signed)) => PlateState::Signed,
        }
    };
    let plates = plates.into_iter().map(|plate| (plate.clone(), state(&plate))).collect();
    Ok(LabWork { laboratory, n_today, to_plate, to_repeat, plates, sheets })
}
