//! The card that somebody shows at the table, with the receipt code below it: one, or a sheet for
//! everybody of a place.

use crate::caller::Request;
use crate::register::{community, counties, log_people, log_reading, person_within, roster};
use crate::{City, Refusal};
use fangxian_core::ids::PersonId;
use fangxian_core::looks::{LookKind, subject_of};
use fangxian_core::places::PlaceCode;
use fangxian_core::policy::Act;
use fangxian_core::results::ReceiptCode;
use fangxian_paper::{CardLine, CardsPaper};
use fangxian_store::StoreError;
use fangxian_store::results::{card_insert, card_numbers};
use std::collections::HashMap;

/// How many cards one printing holds: a large building, some compounds.
const CARDS_MAX: usize = 1_500;
/// How the text of a card's square begins.
const CARD_BEGINS: &str = "FX1:";

/// The card of one person, as it holds now. Printed again, it is the same.
pub async fn card_pdf(req: &Request, id: PersonId) -> Result<Vec<u8>, Refusal> {
    let (scope, stored) = person_within(req, Act::ResultTell, id).await?;
    let own = community(&stored.door).ok_or(Refusal::PlaceUnknown)?;
    let roster = roster(&req.city, &own).await?;
    let resident = roster.resident(id).ok_or(Refusal::PersonGone)?;
    let door = roster.door_of(resident).ok_or(Refusal::PlaceUnknown)?;
    let lines = lines(req, vec![(id, resident.name.as_str().to_owned(), door.whole())]).await?;
    log_people(req, &scope, &stored.door, &subject_of(LookKind::Cards, id), [id]).await?;
    set(req, &own, lines).await
}

/// The cards of everybody of a place, in the order of the doors.
pub async fn cards_pdf(req: &Request, within: PlaceCode) -> Result<Vec<u8>, Refusal> {
    let scope = req.authorize(Act::ResultTell)?;
    let own = community(&within).filter(|_| scope.touches(&within)).ok_or(Refusal::NotFound)?;
    let roster = roster(&req.city, &own).await?;
    let covered = roster.within(&within).filter(|(_, door)| scope.covers(&door.code));
    let people: Vec<(PersonId, String, String)> =
        covered.map(|(one, door)| (one.id, one.name.as_str().to_owned(), door.whole())).collect();
    if people.len() > CARDS_MAX {
        return Err(Refusal::BadInput("人太多，请按楼栋分开打印。".to_owned()));
    }
    let n_cards = people.len();
    let lines = lines(req, people).await?;
    log_reading(req, &scope, &within, &subject_of(LookKind::Cards, &within), n_cards).await?;
    set(req, &own, lines).await
}

/// Gives somebody a new card; the code of the one before holds no more. The number is the one after
/// that which was seen: of two who do it at once the second is told.
pub async fn card_renew(req: &Request, id: PersonId, number: i64) -> Result<(), Refusal> {
    let (_, stored) = person_within(req, Act::ResultTell, id).await?;
    let (all, acting) = (counties(&req.city), req.clone());
    let write = req.city.db.write(move |tx| async move {
        let known = card_numbers(&tx, &all, &[id]).await?;
        let now = known.first().map_or(1, |(_, number)| *number);
        if number != now + 1 {
            return Err(Refusal::Stale);
        }
        let of = (number, acting.now);
        let login = acting.caller.login.clone();
        if !card_insert(&tx, &stored.door.county(), id, of, &login).await? {
            return Err(Refusal::Stale);
        }
        acting.deed(&tx, Act::ResultTell, &id.to_string(), &format!("card {number}"))?;
        Ok(())
    });
    write.await
}

/// The receipt code of somebody's card of a number. Whoever has it may look: it goes onto paper and
/// nowhere else.
pub fn receipt_of(city: &City, person: PersonId, card_number: i64) -> ReceiptCode {
    city.keys.receipts.code(person, card_number)
}

async fn lines(
    req: &Request,
    people: Vec<(PersonId, String, String)>,
) -> Result<Vec<CardLine>, Refusal> {
    let ids: Vec<PersonId> = people.iter().map(|(id, _, _)| *id).collect();
    let (all, acting) = (counties(&req.city), req.clone());
    // Whoever holds a code may look: that it was printed is a deed.
    let write = req.city.db.write(move |tx| async move {
        let numbers = card_numbers(&tx, &all, &ids).await?;
        let subject = match ids.as_slice() {
            [only] => only.to_string(),
            _ => String::new(),
        };
        acting.deed(&tx, Act::ResultTell, &subject, &format!("cards printed {}", ids.len()))?;
        Ok::<_, StoreError>(numbers)
    });
    let numbers: HashMap<PersonId, i64> = write.await?.into_iter().collect();
    let line = |(id, name, door): (PersonId, String, String)| {
        let number = numbers.get(&id).copied().unwrap_or(1);
        CardLine {
            name,
            door,
            code: format!("{CARD_BEGINS}{id}"),
            receipt: receipt_of(&req.city, id, number).spaced(),
            number,
        }
    };
    Ok(people.into_iter().map(line).collect())
}

async fn set(req: &Request, own: &PlaceCode, lines: Vec<CardLine>) -> Result<Vec<u8>, Refusal> {
    let paper = CardsPaper {
        community: req.city.place_name(own),
        printed_by: req.caller.name.clone(),
        printed_at: req.wall,
        cards: lines,
    };
    let city = req.city.clone();
    let set = tokio::task::spawn_blocking(move || {
        let typesetter = city.typesetter.as_ref().ok_or(Refusal::NoFont)?;
        typesetter.cards_pdf(&paper).map_err(Refusal::Paper)
    });
    set.await.map_err(|_| Refusal::NoFont)?
}
