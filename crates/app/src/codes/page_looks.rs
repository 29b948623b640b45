//! What was looked at and printed on the public pages: by his family, and with his own receipt.

use super::page::LookedAt;
use crate::register::{counties, opened};
use crate::{City, Refusal};
use fangxian_core::ids::PersonId;
use fangxian_core::looks::PageLook;
use fangxian_store::StoreError;
use fangxian_store::people::{StoredPerson, people_in_by_ids};
use fangxian_store::results::{StoredLook, looks_latest};
use std::collections::HashMap;

/// So many of the last are gone through.
const LOOKS_READ: i64 = 60;

/// Whether a code left the page: on a sheet, or on a phone.
fn is_taken_away(what: Option<PageLook>) -> bool {
    match what {
        Some(PageLook::Paper | PageLook::Kept) => true,
        Some(PageLook::Results | PageLook::Code) | None => false,
    }
}

/// Who of the family looked, and what was taken away, the newest first; what one did alike on one day is
/// one line. That he himself reads his code is no news to him; that a code was printed with his receipt is.
pub(super) async fn page_looks(
    city: &City,
    records: &[StoredPerson],
) -> Result<Vec<LookedAt>, Refusal> {
    let own: Vec<(String, PersonId)> =
        records.iter().map(|one| (one.door.county(), one.id)).collect();
    let all = counties(city);
    let read = city.db.read(move |tx| async move {
        let mut looks: Vec<StoredLook> = Vec::new();
        for (county, id) in own {
            looks.extend(looks_latest(&tx, &county, id, LOOKS_READ).await?);
        }
        looks.retain(|one| one.proxy.is_some() || is_taken_away(one.what));
        looks.sort_by_key(|one| std::cmp::Reverse((one.at, one.id)));
        let mut proxies: Vec<PersonId> = looks.iter().filter_map(|one| one.proxy).collect();
        proxies.sort_unstable();
        proxies.dedup();
        let proxies = people_in_by_ids(&tx, &all, &proxies).await?;
        Ok::<_, StoreError>((looks, proxies))
    });
    let (looks, proxies) = read.await?;
    let mut names = HashMap::new();
    for proxy in &proxies {
        let name = opened(&city.keys.seals, proxy)?.name.masked();
        names.insert(proxy.id, name);
    }
    let mut lines: Vec<LookedAt> = Vec::new();
    for look in looks {
        let who = match look.proxy {
            None => "本人".to_owned(),
            Some(id) => format!("家人{}", names.get(&id).map_or("", String::as_str)),
        };
        let what = look.what.unwrap_or(PageLook::Results).title();
        let is_alike = |line: &&mut LookedAt| {
            line.who == who && line.what == what && line.at.city_day() == look.at.city_day()
        };
        match lines.iter_mut().find(is_alike) {
            // They come newest first.
            Some(line) => (line.n_times, line.at) = (line.n_times + 1, look.at),
            None => lines.push(LookedAt::on_page(look.at, who, what)),
        }
    }
    Ok(lines)
}
