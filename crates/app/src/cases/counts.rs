//! What stays of cases that were destroyed: how many there were, and that they went. Of nobody.

use crate::Refusal;
use crate::caller::Request;
use fangxian_core::CityDay;
use fangxian_core::cases::CaseKind;
use fangxian_core::places::PlaceCode;
use fangxian_core::policy::{Act, Scope};
use fangxian_store::StoreError;
use fangxian_store::cases::{CaseCount, case_counts};
use fangxian_store::destroyed::{DestroyedKind, RecordsDestroyed, destroyed_list};
use std::collections::BTreeMap;

/// So many days and kinds, and so many notes, are shown at once: the latest.
const COUNTS_MOST: usize = 400;

/// How many cases of a kind were opened on a day in a county, and had how many contacts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CountSeen {
    /// The county.
    pub county: PlaceCode,
    /// The day on which they were opened.
    pub day: CityDay,
    /// Of which kind.
    pub kind: CaseKind,
    /// How many cases.
    pub n_cases: i64,
    /// How many close contacts they had.
    pub n_close: i64,
    /// How many contacts of those.
    pub n_secondary: i64,
    /// How many were asked about, and were none.
    pub n_other: i64,
    /// How many were let go by a person.
    pub n_released: i64,
}

/// The numbers that stay, and what was destroyed and when.
#[derive(Clone, Debug, Default)]
pub struct CountsSeen {
    /// The latest day first.
    pub counts: Vec<CountSeen>,
    /// The latest first.
    pub destroyed: Vec<(PlaceCode, RecordsDestroyed)>,
}

/// The numbers of the counties within the caller's jurisdiction. A part of a county has none of its own.
pub async fn case_counts_see(req: &Request) -> Result<CountsSeen, Refusal> {
    let scope = req.authorize(Act::CaseCountSee)?;
    let most = i64::try_from(COUNTS_MOST).unwrap_or(i64::MAX);
    let read = req.city.db.read(move |tx| async move {
        let kinds = [DestroyedKind::Case, DestroyedKind::RiskList];
        Ok::<_, StoreError>((case_counts(&tx).await?, destroyed_list(&tx, &kinds, most).await?))
    });
    let (counts, destroyed) = read.await?;
    let mut by_day: BTreeMap<(CityDay, CaseKind, PlaceCode), CountSeen> = BTreeMap::new();
    for one in counts {
        let Some(county) = county_within(&scope, &one.county) else { continue };
        let slot = by_day
            .entry((one.day, one.kind, county.clone()))
            .or_insert_with(|| nothing(county, &one));
        // Those of one day may have gone on several.
        slot.n_cases += one.n_cases;
        slot.n_close += one.n_close;
        slot.n_secondary += one.n_secondary;
        slot.n_other += one.n_other;
        slot.n_released += one.n_released;
    }
    let noted = destroyed.into_iter();
    let destroyed = noted.filter_map(|one| Some((county_within(&scope, &one.county)?, one)));
    Ok(CountsSeen {
        counts: by_day.into_values().rev().take(COUNTS_MOST).collect(),
        destroyed: destroyed.collect(),
    })
}

/// The county of a row, where the caller's jurisdiction covers it. What is of the whole city lies in its own.
fn county_within(scope: &Scope, county: &str) -> Option<PlaceCode> {
    let place = county.strip_suffix("00").unwrap_or(county);
    PlaceCode::parse(place).ok().filter(|place| scope.covers(place))
}

fn nothing(county: PlaceCode, one: &CaseCount) -> CountSeen {
    CountSeen {
        county,
        day: one.day,
        kind: one.kind,
        n_cases: 0,
        n_close: 0,
        n_secondary: 0,
        n_other: 0,
        n_released: 0,
    }
}
