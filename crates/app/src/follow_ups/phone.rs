//! Whom of a community to call: as it stands on letters.

use crate::Refusal;
use crate::caller::Request;
use crate::register::community;
use fangxian_core::places::PlaceCode;
use fangxian_core::policy::Act;
use fangxian_store::follow_ups::{community_phone, community_phone_insert};

/// The longest number: with its area code and an extension.
const CHARS_MAX: usize = 24;

/// Says whom of a community to call. The same again changes nothing.
pub async fn community_phone_say(
    req: &Request,
    place: PlaceCode,
    phone: &str,
) -> Result<(), Refusal> {
    let act = Act::FollowPhone;
    let scope = req.authorize(act)?;
    let own = community(&place).filter(|own| scope.covers(own)).ok_or(Refusal::NotFound)?;
    let phone = phone.trim().to_owned();
    let is_number = |c: char| c.is_ascii_digit() || matches!(c, '-' | ' ' | '+');
    let n_digits = phone.chars().filter(char::is_ascii_digit).count();
    if n_digits < 3 || phone.chars().count() > CHARS_MAX || !phone.chars().all(is_number) {
        return Err(Refusal::BadInput("请填写社区的办公电话，只写数字和短横。".to_owned()));
    }
    let asked = req.clone();
    let write = req.city.db.write(move |tx| async move {
        let county = own.county();
        if community_phone(&tx, &county, &own).await?.as_deref() == Some(phone.as_str()) {
            return Ok(());
        }
        let by = (asked.now, asked.caller.login.as_str());
        community_phone_insert(&tx, (&county, &own), &phone, by).await.map_err(
            |error| match error.conflicts_with("community_phone") {
                true => Refusal::Stale,
                false => Refusal::from(error),
            },
        )?;
        asked.deed(&tx, act, own.as_str(), "community phone")?;
        Ok::<_, Refusal>(())
    });
    write.await
}
