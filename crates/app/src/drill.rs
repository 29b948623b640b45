//! The drill clock and the turn of the day.

use crate::caller::Request;
use crate::city::{Clockwork, change, drill_day_setting};
use crate::{Refusal, orders};
use fangxian_core::CityDay;
use fangxian_core::policy::Act;
use fangxian_store::feed;
use fangxian_store::settings::setting_put;

/// The clock never goes back, so a year that was typed wrongly would end the drill for good.
const TURN_DAYS_MAX: i64 = 366;

/// Turns the clock of a drill on to `day` and raises what that day calls for.
pub async fn drill_turn(req: &Request, day: CityDay) -> Result<(), Refusal> {
    let act = Act::DrillTurn;
    req.authorize_city(act)?;
    if req.city.clockwork != Clockwork::Drill || day <= req.today() {
        return Err(Refusal::NotADrill);
    }
    if day > req.today().plus(TURN_DAYS_MAX) {
        return Err(Refusal::BadInput("一次最多往后调366天，请核对年份。".to_owned()));
    }
    let asked = req.clone();
    req.city
        .db
        .write(move |tx| async move {
            setting_put(&tx, drill_day_setting(), &day.to_string()).await?;
            asked.deed(&tx, act, &day.to_string(), "")?;
            feed::append(&tx, change(&asked.city.key(), asked.now, "day", &day.to_string()))?;
            Ok::<(), Refusal>(())
        })
        .await?;
    req.city.turn_to(day, req.wall);
    orders::orders_follow_day(&req.city, req.wall).await?;
    Ok(())
}
