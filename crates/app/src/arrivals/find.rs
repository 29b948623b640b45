//! Who stands at the station: found by his receipt, his document, his name or his train.

use super::kept::{ArrivalWho, TAIL_CHARS, receipt_number, tail_index, who_of};
use super::see::{DAYS_BACK, LISTED_MAX, Opened, opened_each};
use crate::Refusal;
use crate::caller::Request;
use crate::places::{PlaceSeen, path_of};
use crate::register::NAMED_MAX;
use fangxian_core::CityDay;
use fangxian_core::places::PlaceKind;
use fangxian_core::policy::Act;
use fangxian_core::results::is_same_name;
use fangxian_store::StoreError;
use fangxian_store::arrivals::{
    ArrivalsAsked, StoredArrivalFact, arrival_facts_between, arrival_facts_of_many,
    arrivals_by_tail,
};
use fangxian_store::places::divisions_search;

const DAY_MS: i64 = 86_400_000;
/// So many divisions a search goes through.
const COMMUNITIES_FOUND_MAX: i64 = 40;

/// What was said of the arrivals of a station on a day.
pub(super) async fn of_station(
    req: &Request,
    station: &str,
    day: CityDay,
) -> Result<Vec<StoredArrivalFact>, StoreError> {
    let (asked, span) = (station.to_owned(), (day.starts_at(), day.ends_at()));
    let read = req.city.db.read(move |tx| async move {
        arrival_facts_between(&tx, ArrivalsAsked::Station(&asked), span, LISTED_MAX).await
    });
    read.await
}

/// Whoever is meant. Who came elsewhere than he had said is found where he stands.
pub(super) async fn meant(
    req: &Request,
    (station, day): (&str, CityDay),
    typed: &str,
) -> Result<Vec<Opened>, Refusal> {
    let number = typed.to_uppercase();
    if number.contains('-') {
        // Who has his receipt in hand comes today or a day sooner or later than he had meant.
        let span = (day.starts_at().plus_ms(-DAY_MS), day.ends_at().plus_ms(DAY_MS));
        let read = req.city.db.read(move |tx| async move {
            arrival_facts_between(&tx, ArrivalsAsked::All, span, usize::MAX).await
        });
        let mut all = read.await?;
        all.retain(|one| receipt_number(one.report) == number);
        return Ok(opened_each(all)?);
    }
    let tail = tail_index(&req.city.keys.seals, typed);
    let since = req.today().plus(-DAYS_BACK).starts_at();
    let read = req.city.db.read(move |tx| async move {
        let found = arrivals_by_tail(&tx, &tail, since).await?;
        arrival_facts_of_many(&tx, &found).await
    });
    let by_document = read.await?;
    let mut all = opened_each(by_document)?;
    for one in opened_each(of_station(req, station, day).await?)? {
        let is_known = |known: &Opened| known.id() == one.id();
        if !all.iter().any(is_known) {
            all.push(one);
        }
    }
    let mut found = Vec::new();
    for one in all {
        if is_meant(&who_of(&req.city, &one.stored)?, typed) {
            found.push(one);
        }
    }
    found.truncate(NAMED_MAX);
    Ok(found)
}

fn is_meant(who: &ArrivalWho, typed: &str) -> bool {
    let same = |one: &str| one.eq_ignore_ascii_case(typed);
    let is_tail = typed.chars().count() == TAIL_CHARS;
    let ends_so = |document: &str| {
        is_tail && document.to_uppercase().ends_with(typed.to_uppercase().as_str())
    };
    let mut everybody = who.everybody();
    same(&who.number)
        || everybody.any(|(name, _, document)| {
            same(document) || ends_so(document) || is_same_name(typed, name)
        })
}

/// The communities whose name holds these words: where somebody says that he stays. Names that anybody
/// may read, without the compounds and doors below them.
pub async fn arrival_communities(req: &Request, words: &str) -> Result<Vec<PlaceSeen>, Refusal> {
    req.authorize(Act::ArrivalSee)?;
    let (words, city) = (words.trim().to_owned(), req.city.code.clone());
    if words.is_empty() {
        return Ok(Vec::new());
    }
    let read = req.city.db.read(move |tx| async move {
        let found = divisions_search(&tx, &words, &city, COMMUNITIES_FOUND_MAX).await?;
        let mut seen = Vec::new();
        for one in found.into_iter().filter(|one| one.code.kind() == PlaceKind::Community) {
            let path = path_of(&tx, &one.code).await?;
            seen.push(PlaceSeen { code: one.code, name: one.name, path });
        }
        Ok::<_, StoreError>(seen)
    });
    Ok(read.await?)
}
