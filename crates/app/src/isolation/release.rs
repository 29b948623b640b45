//! Who leaves which site tomorrow: ordered the evening before, with the releases of contacts.

use super::kept::Book;
use crate::cases::isolated_people;
use crate::{City, Refusal};
use fangxian_core::Moment;
use fangxian_core::ids::IsolationSiteId;
use fangxian_core::isolation::GuestStateKind;
use fangxian_core::places::PlaceCode;
use fangxian_store::Tx;

/// How many leave a site tomorrow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SiteLeaving {
    /// Which site.
    pub site: IsolationSiteId,
    /// Its name.
    pub name: String,
    /// Where it lies.
    pub place: PlaceCode,
    /// How many.
    pub n: usize,
}

/// The sites that somebody leaves as soon as today is over. Part of the transaction that orders it.
pub(crate) async fn site_releases(
    tx: &Tx,
    city: &City,
    now: Moment,
) -> Result<Vec<SiteLeaving>, Refusal> {
    let book = Book::read(tx, city, now).await?;
    let isolated = isolated_people(tx, city, now).await?;
    let next = now.city_day().plus(1).starts_at();
    let mut found = Vec::new();
    for known in book.sites.values() {
        let there = book.holders(known.id);
        let there = there.filter(|one| one.kind() == Some(GuestStateKind::Arrived));
        let leaving = there.filter(|one| {
            let held = isolated.get(&one.stored.person);
            held.is_some_and(|held| held.central.or(held.until) == Some(next))
        });
        let n = leaving.count();
        if n > 0 {
            let about = &known.site.about;
            let (name, place) = (about.name.clone(), about.place.clone());
            found.push(SiteLeaving { site: known.id, name, place, n });
        }
    }
    Ok(found)
}
