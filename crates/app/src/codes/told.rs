//! What somebody is told when two offices color his code, or end that.

use crate::Refusal;
use crate::caller::Request;
use crate::register::opened;
use crate::results::sms_put;
use fangxian_core::ids::PersonId;
use fangxian_store::Tx;
use fangxian_store::codes::{CodeFactKind, StoredCodeReason, code_reason_people};
use fangxian_store::people::people_in_by_ids;

/// Tells whoever a reason is of, where the register has a phone, in the transaction that makes it
/// hold, or ends it: why, until when and how to appeal.
pub(super) async fn tell_people(
    tx: &Tx,
    asked: &Request,
    reason: &StoredCodeReason,
    kind: CodeFactKind,
) -> Result<(), Refusal> {
    let county = std::slice::from_ref(&reason.county);
    let people = code_reason_people(tx, county, &[reason.id]).await?;
    let ids: Vec<PersonId> = people.into_iter().map(|(_, person, _)| person).collect();
    let (says, cause) = (&reason.proposed, reason.proposed.cause.title());
    let text = match kind {
        CodeFactKind::Approved => format!(
            "【防线】您的健康码有变化：{cause}，最晚到{}24时。原因和申诉办法见公开页面“健康码”，或打12345。急病、临产、透析打120，不看码。",
            says.last_day.written()
        ),
        CodeFactKind::Ended | CodeFactKind::Declined => {
            format!("【防线】您健康码上的“{cause}”已提前解除。详情见公开页面“健康码”，或打12345。")
        }
    };
    for stored in people_in_by_ids(tx, county, &ids).await? {
        let person = opened(&asked.city.keys.seals, &stored)?;
        if let Some(phone) = person.phone {
            sms_put(tx, &asked.city, &phone, text.clone(), asked.wall).await?;
        }
    }
    Ok(())
}
