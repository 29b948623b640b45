//! How laboratories answered those whose antigen test was positive before.

use super::DAYS;
use super::known::{antigen_of, stay_of};
use crate::Refusal;
use crate::caller::Request;
use crate::register::counties;
use fangxian_core::antigen::{AntigenOutcome, AntigenStep, Discordance, discordance};
use fangxian_core::ids::{LaboratoryId, PersonId};
use fangxian_store::antigen::antigen_within;
use std::collections::{BTreeMap, BTreeSet};

/// How many positive ones are looked at, the latest first.
const POSITIVES_MAX: i64 = 1_000;

/// How each laboratory answered the positive ones of the last thirty days. Counts, and nobody's name.
pub(crate) async fn antigen_discordance(
    req: &Request,
) -> Result<BTreeMap<LaboratoryId, Discordance>, Refusal> {
    let (city, now, wall) = (req.city.clone(), req.now, req.wall);
    let read = req.city.db.read(move |tx| async move {
        let all = counties(&city);
        let since = now.plus_ms(-DAYS * 86_400_000);
        let positive = (&city.code, Some(AntigenOutcome::Positive));
        let reports = antigen_within(&tx, &all, positive, since, POSITIVES_MAX).await?;
        let stays = stay_of(&tx, &all, reports.iter().map(|one| one.person)).await?;
        let people: BTreeSet<PersonId> = stays.into_values().collect();
        let people: Vec<PersonId> = people.into_iter().collect();
        let known = antigen_of(&tx, &city, &people, (now, wall)).await?;
        let mut ended = Vec::new();
        for own in known.values() {
            // Two antigen tests of one person that the same sample answered are one answer.
            let mut answered = BTreeSet::new();
            for case in &own.cases {
                let tube = match case.step {
                    AntigenStep::Refuted { tube, .. } | AntigenStep::Confirmed { tube, .. } => tube,
                    AntigenStep::Waiting { .. }
                    | AntigenStep::PositiveBefore(_)
                    | AntigenStep::Withdrawn(_) => continue,
                };
                if !answered.insert(tube) {
                    continue;
                }
                let test = own.tests.iter().find(|test| test.sample.tube == tube);
                ended.extend(test.and_then(|test| test.laboratory).map(|lab| (case.step, lab)));
            }
        }
        Ok::<_, Refusal>(discordance(ended))
    });
    read.await
}
