//! The poster of a place, a page for each entrance, and the sheet for those without phones.

use super::see::venue_kept;
use crate::Refusal;
use crate::caller::Request;
use fangxian_core::ids::VenueId;
use fangxian_core::policy::Act;
use fangxian_core::venues::{VenueState, limit_on};
use fangxian_paper::{VenuePaper, VenuePoster};
use fangxian_store::StoreError;

/// What is printed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum VenueSheet {
    /// 场所码海报
    Poster,
    /// 空白登记表
    HandRegister,
}

/// Prints. `origin` is where the pages of this server are found from outside: `https://…`.
pub async fn venue_paper(
    req: &Request,
    id: VenueId,
    sheet: VenueSheet,
    origin: &str,
) -> Result<Vec<u8>, Refusal> {
    let act = Act::VenueKeep;
    let (venue, _) = venue_kept(req, act, id).await?;
    let number = venue.number.filter(|_| venue.state == VenueState::Approved);
    let number = number.ok_or(Refusal::Stale)?;
    let keys = &req.city.keys.venues;
    let poster = |entrance: Option<u8>, name: &str| VenuePoster {
        entrance: name.to_owned(),
        address: format!("{origin}/v/{}", keys.code(number, entrance)),
    };
    let named = venue.about.entrances.iter().zip(1_u8..);
    let mut posters: Vec<VenuePoster> = named.map(|(name, at)| poster(Some(at), name)).collect();
    if posters.is_empty() {
        posters.push(poster(None, ""));
    }
    let paper = VenuePaper {
        city: req.city.name.clone(),
        kind: venue.about.kind.title().to_owned(),
        name: venue.about.name.clone(),
        number,
        limit: limit_on(&venue.about, req.city.rules.venue_shares_on(req.today())),
        posters,
        printed_by: req.caller.name.clone(),
        printed_at: req.now,
    };
    let city = req.city.clone();
    let set = tokio::task::spawn_blocking(move || {
        let typesetter = city.typesetter.as_ref().ok_or(Refusal::NoFont)?;
        let pdf = match sheet {
            VenueSheet::Poster => typesetter.venue_poster_pdf(&paper),
            VenueSheet::HandRegister => typesetter.venue_register_pdf(&paper),
        };
        pdf.map_err(Refusal::Paper)
    });
    let pdf = set.await.map_err(|_| Refusal::NoFont)??;
    let detail = match sheet {
        VenueSheet::Poster => "poster printed",
        VenueSheet::HandRegister => "sheet printed",
    };
    let asked = req.clone();
    let told: Result<(), StoreError> = req
        .city
        .db
        .write(move |tx| async move { asked.deed(&tx, act, &id.to_string(), detail) })
        .await;
    Ok(told.map(|()| pdf)?)
}
