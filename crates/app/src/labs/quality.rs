//! Whether laboratories find what is there: control tubes that only the city's command knows of, and
//! each laboratory beside the others of its area.

use super::{LabKnown, labs_known, may_see};
use crate::antigen::antigen_discordance;
use crate::caller::Request;
use crate::register::counties;
use crate::{Refusal, TestingRefusal};
use fangxian_core::antigen::Discordance;
use fangxian_core::ids::LaboratoryId;
use fangxian_core::labs::{ControlStanding, Drift, LabCount, control_standing, drift, is_missed};
use fangxian_core::policy::Act;
use fangxian_core::pools::TubeOutcome;
use fangxian_core::sampling::TubeCode;
use fangxian_store::lab_quality::{
    HourCount, StoredControl, controls_among, controls_insert, controls_since, counts_by_hour,
    entered_of,
};
use fangxian_store::lab_results::{StoredSheet, StoredSheetRow, rows_of_sheet, sheets_of_plate};
use fangxian_store::{StoreError, Tx};
use std::collections::{BTreeMap, HashMap};

/// How many days back are looked at.
const DAYS_BACK: i64 = 90;
/// How many control tubes a list names, and how many are given out at once.
const CONTROLS_MAX: usize = 500;

/// A control tube and what became of it.
#[derive(Clone, Debug)]
pub struct ControlSeen {
    /// The tube.
    pub control: StoredControl,
    /// What became of it.
    pub standing: ControlStanding,
    /// The laboratory that entered it last.
    pub laboratory: Option<String>,
}

/// How laboratories do.
#[derive(Clone, Debug)]
pub struct QualitySeen {
    /// Each laboratory beside the others of its area.
    pub drifts: Vec<(LabKnown, Drift)>,
    /// The control tubes of the last quarter, the latest first.
    pub controls: Vec<ControlSeen>,
    /// How each answered those whose antigen test was positive before, of the last thirty days.
    pub discordance: BTreeMap<LaboratoryId, Discordance>,
    /// Results that were signed meanwhile.
    pub n_results: i64,
}

/// How laboratories do, for whoever directs them.
pub async fn labs_quality(req: &Request) -> Result<QualitySeen, Refusal> {
    let scope = req.authorize_city(Act::LabKeep)?;
    let labs = labs_known(&req.city).await?;
    let within = counties(&req.city);
    let since = req.today().plus(-DAYS_BACK).starts_at();
    let read = req.city.db.read(move |tx| async move {
        let counts = counts_by_hour(&tx, &within, since).await?;
        let limit = i64::try_from(CONTROLS_MAX).unwrap_or(i64::MAX);
        let controls = controls_since(&tx, &within, since, limit).await?;
        let codes: Vec<TubeCode> = controls.iter().map(|one| one.tube).collect();
        let entered = entered_of(&tx, &within, &codes).await?;
        Ok::<_, StoreError>((counts, controls, entered))
    });
    let (counts, controls, entered) = read.await?;
    let discordance = antigen_discordance(req).await?;
    let names: BTreeMap<LaboratoryId, String> =
        labs.iter().map(|lab| (lab.lab.id, lab.lab.name.clone())).collect();
    let of = |control: StoredControl| {
        let own = || entered.iter().filter(|(tube, _, _)| *tube == control.tube);
        let outcomes: Vec<TubeOutcome> = own().map(|(_, _, outcome)| *outcome).collect();
        ControlSeen {
            standing: control_standing(control.expects, &outcomes),
            laboratory: own().next_back().and_then(|(_, lab, _)| names.get(lab).cloned()),
            control,
        }
    };
    let shown = labs.into_iter().filter(|lab| may_see(req, &scope, lab));
    let all = of_all(&counts);
    let beside = |lab: LabKnown| {
        let found = drift(&beside_others(&counts, &all, lab.lab.id));
        (lab, found)
    };
    Ok(QualitySeen {
        drifts: shown.map(beside).collect(),
        controls: controls.into_iter().map(of).collect(),
        discordance,
        n_results: counts.iter().map(|one| one.n).sum(),
    })
}

/// Results of an area in an hour, and how many were positive, of all laboratories.
type OfAll<'a> = HashMap<(&'a str, i64), (i64, i64)>;

fn of_all(counts: &[HourCount]) -> OfAll<'_> {
    let mut all = OfAll::new();
    for one in counts {
        let sum = all.entry((one.county.as_str(), one.hour_number)).or_default();
        *sum = (sum.0 + one.n, sum.1 + one.n_positive);
    }
    all
}

/// A laboratory hour by hour beside the others of the areas that it served in that hour.
fn beside_others(counts: &[HourCount], all: &OfAll<'_>, id: LaboratoryId) -> Vec<LabCount> {
    let small = |n: i64| u32::try_from(n).unwrap_or(u32::MAX);
    let own = counts.iter().filter(|one| one.laboratory == id);
    own.map(|one| {
        let key = (one.county.as_str(), one.hour_number);
        let (n, n_positive) = all.get(&key).copied().unwrap_or_default();
        LabCount {
            area: one.county.parse().unwrap_or_default(),
            n: small(one.n),
            n_positive: small(one.n_positive),
            n_others: small(n - one.n),
            n_others_positive: small(n_positive - one.n_positive),
        }
    })
    .collect()
}

/// Gives control tubes out. They go among all others; nobody who carries or tests them is told.
pub async fn controls_give(
    req: &Request,
    codes: Vec<TubeCode>,
    expects: TubeOutcome,
) -> Result<(), Refusal> {
    req.authorize_city(Act::LabKeep)?;
    let is_sure = match expects {
        TubeOutcome::Positive | TubeOutcome::Negative => true,
        TubeOutcome::Unclear | TubeOutcome::Invalid => false,
    };
    if !is_sure || codes.is_empty() || codes.len() > CONTROLS_MAX {
        let say = "请写明质控管的管码和内容（阳性或阴性），一次不超过500管。";
        return Err(Refusal::BadInput(say.to_owned()));
    }
    let all = counties(&req.city);
    if !codes.iter().all(|code| all.contains(&code.county())) {
        return Err(Refusal::BadInput("有一根管不是本市的。".to_owned()));
    }
    let asked = req.clone();
    let write = req.city.db.write(move |tx| async move {
        let of = |tube: TubeCode| StoredControl {
            tube,
            expects,
            at: asked.now,
            by: asked.caller.login.clone(),
        };
        let controls: Vec<StoredControl> = codes.into_iter().map(of).collect();
        controls_insert(&tx, &controls).await?;
        // Which tubes they are does not stand in the trail: more people read that.
        asked.deed(&tx, Act::LabKeep, "controls", &format!("controls {}", controls.len()))?;
        Ok::<_, Refusal>(())
    });
    write.await?;
    req.city.catch_up().await
}

/// The rows of a sheet that speak of people. Refused where a control on the plate was missed, in
/// this sheet or in one before: else whoever enters could try until he hits it. Such a plate is
/// entered as invalid, and its tubes are repeated.
pub(super) async fn without_controls(
    tx: &Tx,
    sheet: &StoredSheet,
    rows: Vec<StoredSheetRow>,
) -> Result<Vec<StoredSheetRow>, Refusal> {
    let codes: Vec<TubeCode> = rows.iter().filter_map(|row| row.tube).collect();
    let controls = controls_among(tx, &codes).await?;
    if controls.is_empty() {
        return Ok(rows);
    }
    let of = |row: &StoredSheetRow| controls.iter().find(|one| Some(one.tube) == row.tube);
    let missed = |row: &StoredSheetRow| {
        let entered = of(row).zip(row.outcome);
        entered.is_some_and(|(control, outcome)| is_missed(control.expects, outcome))
    };
    let mut was_missed = rows.iter().any(missed);
    if let Some(plate) = sheet.plate {
        for other in sheets_of_plate(tx, &sheet.county, plate).await? {
            was_missed |= rows_of_sheet(tx, &sheet.county, other.id).await?.iter().any(missed);
        }
    }
    let is_spoilt =
        rows.iter().all(|row| row.outcome.is_none_or(|one| one == TubeOutcome::Invalid));
    if was_missed && !is_spoilt {
        return Err(TestingRefusal::PlateHeld.into());
    }
    Ok(rows.into_iter().filter(|row| of(row).is_none()).collect())
}
