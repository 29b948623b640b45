//! Orders that contacts call for: somebody goes to each door at once, and again when the days are over.

use super::holds::{kept_until, standing_of};
use super::kept::case_read;
use crate::orders::{Within, grid_of, raise};
use crate::register::{counties, opened};
use crate::results::notice_put;
use crate::{City, Refusal, mint};
use fangxian_core::cases::{ContactVerdict, keeping};
use fangxian_core::contacts::Ring;
use fangxian_core::ids::{CaseId, OrderId, PersonId};
use fangxian_core::orders::{OrderKind, OrderSource, OrderState, due_at};
use fangxian_core::places::PlaceCode;
use fangxian_core::{CityDay, Moment};
use fangxian_store::Tx;
use fangxian_store::cases::{StoredContact, contacts_of_case, contacts_of_people};
use fangxian_store::orders::StoredOrder;
use fangxian_store::people::{StoredPerson, people_in_by_ids};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Sends somebody to every door at which a close contact of a case lives. Part of the transaction that lists
/// or decides them, so that nobody is held whom nobody is sent to. What was raised is not raised again.
pub(super) async fn contact_orders(tx: &Tx, at: Within<'_>, id: CaseId) -> Result<(), Refusal> {
    let all = counties(at.city);
    let Some((case, _, own)) = case_read(tx, &all, id).await? else { return Ok(()) };
    let contacts = contacts_of_case(tx, &case.county, id).await?;
    let close = held(&contacts, ContactVerdict::Close);
    let mut doors: BTreeMap<PlaceCode, usize> = BTreeMap::new();
    for one in people_in_by_ids(tx, &all, &close).await? {
        // At the case's own door the squad is.
        if one.gone_at.is_none() && one.door != own.door {
            *doors.entry(one.door).or_default() += 1;
        }
    }
    for (door, n) in doors {
        let words = format!(
            "立即上门：这户有{n}人是密切接触者。当面告知原因、天数和申诉办法（12345），请在家等候，\
             不要外出；安排专车转运，行动不便、孕产妇、透析、带婴儿的先问清需要。"
        );
        let ground = ground_of(at.city, at.now.city_day(), Ring::Close);
        let cause = format!("contact:{id}:{door}");
        raise_at_door(tx, (at, door), OrderKind::ContactTell, (cause, words, ground)).await?;
    }
    Ok(())
}

/// Who of these stands so and was not let go.
fn held(contacts: &[StoredContact], verdict: ContactVerdict) -> Vec<PersonId> {
    let own = contacts.chunk_by(|one, next| one.person == next.person);
    own.filter_map(|own| {
        let standing = standing_of(own)?;
        let holds = standing.verdict == verdict && standing.released_at.is_none();
        holds.then_some(own.first()?.person)
    })
    .collect()
}

/// The words of the schedule by which a ring is kept.
fn ground_of(city: &City, day: CityDay, ring: Ring) -> String {
    let kept = keeping(&city.rules, day, ring, day.starts_at());
    kept.map(|kept| kept.schedule.clause.as_written.clone()).unwrap_or_default()
}

/// Sends somebody to a door. False where its cause has done so before.
pub(crate) async fn raise_at_door(
    tx: &Tx,
    (at, door): (Within<'_>, PlaceCode),
    kind: OrderKind,
    says: (String, String, String),
) -> Result<bool, Refusal> {
    let order = order_of((at, door), kind, says).with_grid(tx).await?;
    raise(tx, at, &order).await
}

/// An order to a door before it has its grid.
struct Draft(StoredOrder);

impl Draft {
    async fn with_grid(self, tx: &Tx) -> Result<StoredOrder, Refusal> {
        let grid = grid_of(tx, &self.0.place).await?;
        let county = PlaceCode::parse(&self.0.place.county()).map_err(|_| Refusal::PlaceUnknown)?;
        let id = OrderId::from_uuid(mint::uuid(self.0.created_at)?);
        Ok(StoredOrder { id, county, grid, ..self.0 })
    }
}

fn order_of(
    (at, door): (Within<'_>, PlaceCode),
    kind: OrderKind,
    (cause, instruction, ground): (String, String, String),
) -> Draft {
    Draft(StoredOrder {
        id: OrderId::from_uuid(uuid::Uuid::nil()),
        county: door.clone(),
        source: OrderSource::Contact,
        cause,
        kind,
        place: door,
        grid: None,
        for_day: at.now.city_day(),
        due_at: due_at(kind, at.now),
        instruction,
        ground,
        state: OrderState::Open,
        handed_back: 0,
        claimed_by: None,
        closed_at: None,
        created_at: at.now,
        version: 1,
    })
}

/// Tells whoever is let go tomorrow, where a message reaches him: else it is said at his door.
async fn release_told(tx: &Tx, at: Within<'_>, people: &[StoredPerson]) -> Result<(), Refusal> {
    for stored in people.iter().filter(|_| at.city.has_sms()) {
        let Some(phone) = opened(&at.city.keys.seals, stored)?.phone else { continue };
        let text = "【防线】您的隔离今晚24时期满，到时自动解除，码自动恢复，不用申请。今晚请配合最后一次核对；\
                    解除告知书可以向社区要。有疑问打12345。"
            .to_owned();
        notice_put(tx, at.city, (mint::uuid(at.wall)?, &phone), text, at.wall).await?;
    }
    Ok(())
}

/// Orders the releases of contacts whose last day is today, from six in the evening on: one for each door
/// and case. What was ordered is not ordered again. Returns how many doors.
///
/// # Errors
/// The store cannot be read or written: it is tried again.
pub async fn releases_follow(city: &Arc<City>, wall: Moment) -> Result<usize, Refusal> {
    let (of_city, now) = (Arc::clone(city), city.now(wall));
    let today = now.city_day();
    let hour_ms = fangxian_core::cases::RELEASE_ORDER_HOUR * 3_600_000;
    if now.ms_of_day() < hour_ms || !city.tracing.turn_release(today) {
        return Ok(0);
    }
    let write = city.db.write(move |tx| async move {
        let all = counties(&of_city);
        let people = super::holds::contact_people(&tx, &all, today).await?;
        let contacts = contacts_of_people(&tx, &people).await?;
        let mut over: BTreeMap<PersonId, CaseId> = BTreeMap::new();
        let lists = contacts.chunk_by(|a, b| (a.person, a.case) == (b.person, b.case));
        let holds = super::holds::contact_holds(&tx, &of_city, &people).await?;
        for list in lists {
            let Some((first, standing)) = list.first().zip(standing_of(list)) else { continue };
            let until = kept_until(&of_city, &standing).flatten();
            let is_last = until == Some(today.plus(1).starts_at());
            // Whoever is on a list that keeps him longer is not let go by this one.
            let counts = holds.get(&first.person).is_some_and(|hold| hold.case == first.case);
            if is_last && counts {
                over.insert(first.person, first.case);
            }
        }
        let ids: Vec<PersonId> = over.keys().copied().collect();
        let mut doors: BTreeMap<(PlaceCode, CaseId), Vec<StoredPerson>> = BTreeMap::new();
        for one in people_in_by_ids(&tx, &all, &ids).await? {
            if let Some(case) = over.get(&one.id).filter(|_| one.gone_at.is_none()) {
                doors.entry((one.door.clone(), *case)).or_default().push(one);
            }
        }
        let n_doors = doors.len();
        let at = Within { city: &of_city, now, wall, by: None };
        for ((door, case), people) in doors {
            let n = people.len();
            let words = format!(
                "这户有{n}人的隔离明天0时期满。今晚核对最后一次核酸结果，通知本人，安排接回；\
                 期满码自动恢复，不用申请。"
            );
            let cause = format!("release:{case}:{door}:{today}");
            let ground = ground_of(&of_city, today, Ring::Close);
            let says = (cause, words, ground);
            let kind = OrderKind::ContactRelease;
            // Whoever is told once is told with the order: a server that comes second tells nobody again.
            if raise_at_door(&tx, (at, door), kind, says).await? {
                release_told(&tx, at, &people).await?;
            }
        }
        sites_released(&tx, at).await?;
        Ok::<_, Refusal>(n_doors)
    });
    match write.await {
        Ok(n_doors) => {
            city.catch_up().await?;
            Ok(n_doors)
        }
        Err(error) => {
            city.tracing.release_again();
            Err(error)
        }
    }
}

/// The evening before, each site is told how many leave it.
async fn sites_released(tx: &Tx, at: Within<'_>) -> Result<(), Refusal> {
    let today = at.now.city_day();
    for leaving in crate::isolation::site_releases(tx, at.city, at.now).await? {
        let words = format!(
            "{}明天0时起有{}人期满离开。今晚核对最后一次核酸结果，通知本人和接收社区，安排接回；\
             转居家的由社区接到家，继续居家隔离。",
            leaving.name, leaving.n
        );
        let cause = format!("isolation_release:{}:{today}", leaving.site);
        let ground = ground_of(at.city, today, Ring::Close);
        let order =
            order_of((at, leaving.place), OrderKind::ContactRelease, (cause, words, ground));
        raise(tx, at, &order.with_grid(tx).await?).await?;
    }
    Ok(())
}
