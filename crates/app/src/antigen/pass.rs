//! Who may report for whom: proven as for the look-up of results, and good for one report.

use crate::register::opened;
use crate::results::{Asked, LookUpRefused, family_of, proven};
use crate::seals::Spot;
use crate::{City, Refusal, mint};
use fangxian_core::Moment;
use fangxian_core::ids::{AntigenReportId, PersonId};
use fangxian_core::results::Secret;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use uuid::Uuid;

/// How long somebody has to fill the form.
const HOLDS_MS: i64 = 15 * 60_000;
const PASS: &str = "antigen.pass";

/// Who was proven, for whom he may report, and the id of the one report that it is good for. It
/// travels in the form under a seal, never in an address.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct AntigenPass {
    pub(super) records: Vec<PersonId>,
    pub(super) family: Vec<PersonId>,
    pub(super) report: AntigenReportId,
    pub(super) until: Moment,
    /// Himself, then those for whom he may report; the others' names masked.
    pub names: Vec<String>,
}

/// A pass, open for the form and under the seal under which it travels.
#[derive(Clone, Debug)]
pub struct PassGiven {
    /// Open.
    pub pass: AntigenPass,
    /// Under its seal.
    pub sealed: String,
}

fn spot() -> Spot {
    Spot { column: PASS, record: Uuid::nil() }
}

/// Gives a pass to whoever has this document, this name and this secret. Tries are counted together
/// with those of the look-up, and the answer tells as little.
pub async fn antigen_prove(
    city: &Arc<City>,
    asked: &Asked,
    secret: &Secret,
    wall: Moment,
) -> Result<PassGiven, LookUpRefused> {
    let own = proven(city, asked, secret, wall).await?;
    let records: Vec<PersonId> = own.iter().map(|one| one.id).collect();
    let family = family_of(city, &records, wall).await?;
    let mut names: Vec<String> =
        own.first().map(|one| one.name.as_str().to_owned()).into_iter().collect();
    for one in &family {
        names.push(opened(&city.keys.seals, one)?.name.masked());
    }
    let pass = AntigenPass {
        records,
        family: family.iter().map(|one| one.id).collect(),
        report: AntigenReportId::from_uuid(mint::uuid(wall)?),
        until: wall.plus_ms(HOLDS_MS),
        names,
    };
    let text = serde_json::to_vec(&pass).map_err(|_| Refusal::NotFound)?;
    let sealed = city.keys.seals.seal(spot(), &text)?;
    Ok(PassGiven { pass, sealed: hex::encode(sealed) })
}

/// The pass under a seal; none where it ran out or is none.
pub fn antigen_pass(city: &City, sealed: &str, wall: Moment) -> Option<AntigenPass> {
    let sealed = hex::decode(sealed.trim()).ok()?;
    let text = city.keys.seals.open(spot(), &sealed).ok()?;
    let pass: AntigenPass = serde_json::from_slice(&text).ok()?;
    (wall <= pass.until).then_some(pass)
}
