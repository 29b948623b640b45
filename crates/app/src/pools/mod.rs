//! Until the whole module is merged: results are checked and kept, and nothing follows from them.

use crate::Refusal;
use crate::caller::Request;
use fangxian_core::pools::check_result;
use fangxian_store::Tx;
use fangxian_store::sampling::{StoredResult, results_insert, results_of_tubes};

/// Signs results. Where one cannot be signed, none is.
pub async fn results_sign(
    tx: &Tx,
    req: &Request,
    mut results: Vec<StoredResult>,
) -> Result<(), Refusal> {
    let codes: Vec<_> = results.iter().map(|one| one.tube).collect();
    let known = results_of_tubes(tx, &codes).await?;
    let mut flaws = Vec::new();
    for one in &mut results {
        one.result.signed_at = req.now;
        let stands = known.get(&one.tube).into_iter().flatten().map(|own| own.result.clone());
        let corrects = one.result.corrects.as_ref().map(|(id, _)| *id);
        let checked = check_result(&stands.collect::<Vec<_>>(), one.result.outcome, corrects);
        flaws.extend(checked.err().map(|flaw| (one.tube, flaw)));
    }
    if !flaws.is_empty() {
        return Err(Refusal::ResultsRefused(flaws));
    }
    results_insert(tx, &results).await?;
    Ok(())
}
