//! Who is at a site, for those who ask where somebody is and nothing else of isolation.

use super::kept::Book;
use crate::{City, Refusal};
use fangxian_core::Moment;
use fangxian_core::ids::PersonId;
use fangxian_core::isolation::GuestState;
use fangxian_core::places::PlaceCode;
use fangxian_store::Tx;
use std::collections::HashMap;

/// Where at a site somebody is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Lodged {
    /// The name of the site.
    pub(crate) site: String,
    /// Where it lies.
    pub(crate) place: PlaceCode,
    /// In which room.
    pub(crate) room: String,
    /// Since when.
    pub(crate) since: Moment,
}

/// Everybody who has arrived at a site and has not left it.
pub(crate) async fn lodged(
    tx: &Tx,
    city: &City,
    now: Moment,
) -> Result<HashMap<PersonId, Lodged>, Refusal> {
    let book = Book::read(tx, city, now).await?;
    let found = book.stays.iter().filter_map(|stay| {
        let Some(GuestState::Arrived(_)) = &stay.state else { return None };
        let about = &book.sites.get(&stay.stored.site)?.site.about;
        let lodged = Lodged {
            site: about.name.clone(),
            place: about.place.clone(),
            room: stay.stored.room.clone(),
            since: stay.state.as_ref()?.since(),
        };
        Some((stay.stored.person, lodged))
    });
    Ok(found.collect())
}
