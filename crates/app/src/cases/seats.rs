//! 座位与餐桌: where a case and his contacts sat, entered by a tracer; and what that makes of who was a question.

use super::holds::standing_of;
use super::kept::{EvidenceRow, Reached, case_change, case_within, evidence_open, fingerprint};
use super::memory::TracedPlace;
use super::orders::contact_orders;
use super::see::EpisodeSeen;
use crate::caller::Request;
use crate::orders::Within;
use crate::seals::Spot;
use crate::{City, Refusal};
use fangxian_core::cases::{
    ContactFact, ContactSays, ContactVerdict, EpisodeSource, LINE_DAYS_MAX, Met, SEATS_REASON,
    grade,
};
use fangxian_core::contacts::{Nearness, Seat, Setting, nearness};
use fangxian_core::ids::{CaseId, CaseSeatId, PersonId};
use fangxian_core::policy::Act;
use fangxian_core::report_text::seat_said;
use fangxian_core::rules::RuleBook;
use fangxian_core::{CityDay, Moment};
use fangxian_store::cases::{
    StoredCase, StoredContact, StoredSeat, contacts_insert, contacts_of_case, seat_insert,
    seats_of_case,
};
use fangxian_store::{StoreError, Tx, feed};
use serde::{Deserialize, Serialize};

const SEAT: &str = "case_seat.body_sealed";

/// Where somebody sat, as it is entered.
#[derive(Clone, Debug)]
pub struct SeatSaying {
    /// Made by the client: the same again is the same act.
    pub id: CaseSeatId,
    /// Which contact; none where it is the case himself.
    pub person: Option<PersonId>,
    /// The number of the place.
    pub venue: Option<u32>,
    /// Since when he was there.
    pub from: Moment,
    /// Until when.
    pub to: Moment,
    /// Where he sat.
    pub seat: Seat,
}

/// A seat as it is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeatSeen {
    /// Where he sat.
    pub seat: Seat,
    /// When it was entered.
    pub at: Moment,
    /// By whom, by sign-in name.
    pub by: String,
}

/// A place of a line of time, with the seat that he had there.
#[derive(Clone, Debug)]
pub struct LinePlace {
    /// Where and when.
    pub seen: EpisodeSeen,
    /// What people share there; none where the place has no number and its words name no seat.
    pub setting: Option<Setting>,
    /// Where he sat, as it was entered last.
    pub seat: Option<SeatSeen>,
    /// Where he sat by the words of the place, for whoever enters it.
    pub said: Option<Seat>,
}

/// One time that a case and a contact were at one place, with where both sat.
#[derive(Clone, Debug)]
pub struct MetSeen {
    /// Where and when.
    pub row: EvidenceRow,
    /// Where the case sat.
    pub case_seat: Option<SeatSeen>,
    /// Where the contact sat.
    pub own_seat: Option<SeatSeen>,
}

/// A seat as it is sealed.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct SeatKept {
    #[serde(default)]
    venue: Option<u32>,
    from: Moment,
    to: Moment,
    seat: Seat,
}

impl std::fmt::Debug for SeatKept {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SeatKept(…)")
    }
}

/// The seats of a case and his contacts, in the order of entering.
#[derive(Debug, Default)]
pub(super) struct Seats(Vec<(Option<PersonId>, SeatKept, Moment, String)>);

impl Seats {
    /// Reads them.
    pub(super) fn open(city: &City, stored: &[StoredSeat]) -> Result<Seats, StoreError> {
        let mut all = Vec::with_capacity(stored.len());
        for one in stored {
            let spot = Spot { column: SEAT, record: one.id.uuid() };
            let plain = city.record_open(one.case.uuid(), spot, &one.body)?;
            let kept = serde_json::from_slice(&plain).map_err(|_| StoreError::Damaged {
                table: "case_seat".to_owned(),
                column: "body_sealed".to_owned(),
            })?;
            all.push((one.person, kept, one.at, one.by.clone()));
        }
        Ok(Seats(all))
    }

    /// Where somebody sat at a place at that time, as it was entered last.
    fn of(
        &self,
        person: Option<PersonId>,
        venue: Option<u32>,
        (from, to): (Moment, Moment),
    ) -> Option<SeatSeen> {
        let last = self.0.iter().rev().find(|(whose, kept, ..)| {
            *whose == person && kept.venue == venue && kept.from <= to && from <= kept.to
        });
        last.map(|(_, kept, at, by)| SeatSeen { seat: kept.seat.clone(), at: *at, by: by.clone() })
    }

    /// What was shared, with where both sat. Of whom somebody met through another no seat is known.
    pub(super) fn of_row(&self, person: PersonId, row: EvidenceRow) -> MetSeen {
        let of = |whose| {
            let is_direct = row.through.is_none();
            is_direct.then(|| self.of(whose, row.venue, (row.from, row.to))).flatten()
        };
        MetSeen { case_seat: of(None), own_seat: of(Some(person)), row }
    }

    /// A place of a line of time with the case's own seat.
    pub(super) fn of_place(&self, seen: EpisodeSeen, place: Option<&TracedPlace>) -> LinePlace {
        let episode = &seen.episode;
        let is_told = episode.source == EpisodeSource::Told;
        let said = if is_told { seat_said(&episode.words) } else { None };
        // A sample and a house without a number are no place to sit at.
        let can_sit = is_told || episode.venue.is_some();
        let seat = self.of(None, episode.venue, (episode.from, episode.to)).filter(|_| can_sit);
        let of_words = seat.as_ref().map(|one| one.seat.setting());
        let of_words = of_words.or(said.as_ref().map(Seat::setting));
        let setting = place.map(|place| place.setting).or(of_words);
        let said = said.filter(|said| setting == Some(said.setting()));
        LinePlace { seat, said, setting, seen }
    }

    /// What the meetings of a contact amount to on a day, with where both sat; none where no seat decides any
    /// of them.
    pub(super) fn graded(
        &self,
        (rules, day): (&RuleBook, CityDay),
        person: PersonId,
        evidence: &[EvidenceRow],
    ) -> Option<(ContactVerdict, ContactSays)> {
        if !self.0.iter().any(|(whose, ..)| *whose == Some(person)) {
            return None;
        }
        let direct = evidence.iter().filter(|row| row.through.is_none());
        let met: Vec<Met> = direct.map(|row| self.met(person, row)).collect();
        let (verdict, says) = grade(rules, day, &met)?;
        Some((verdict, ContactSays { reason: SEATS_REASON.to_owned(), ..says }))
    }

    fn met(&self, person: PersonId, row: &EvidenceRow) -> Met {
        let MetSeen { case_seat, own_seat, .. } = self.of_row(person, row.clone());
        let both = case_seat.zip(own_seat);
        let nearness = both
            .map_or(Nearness::UNKNOWN, |(case, own)| nearness(row.setting, &case.seat, &own.seat));
        Met {
            setting: row.setting,
            from: row.from,
            to: row.to,
            overlap_s: row.overlap_s,
            known: row.known,
            is_assumed: row.is_assumed,
            nearness,
        }
    }
}

/// Says where a case or a contact of his sat. Whoever was a question by that place is decided by the words of
/// the list: what is milder at once; what is graver once a second tracer says the same.
pub async fn case_seat_say(req: &Request, id: CaseId, saying: SeatSaying) -> Result<(), Refusal> {
    let act = Act::CaseDecide;
    let reached = case_within(req, act, id).await?;
    let saying = checked(req, saying)?;
    let place = saying.venue.and_then(|venue| req.city.tracing.place(venue));
    if place.is_some_and(|place| place.setting != saying.seat.setting()) {
        return Err(not_of_place());
    }
    let row = row_of(req, &reached, &saying)?;
    let (asked, case) = (req.clone(), reached.case);
    let write = req.city.db.write(move |tx| async move {
        let stored = seats_of_case(&tx, &case.county, id).await?;
        if let Some(known) = stored.iter().find(|one| one.id == row.id) {
            return if known.body_mac == row.body_mac { Ok(()) } else { Err(Refusal::IdReused) };
        }
        let contacts = contacts_of_case(&tx, &case.county, id).await?;
        if let Some(person) = saying.person {
            met_there(&asked.city, &contacts, person, &saying)?;
        }
        let ordinal = i64::try_from(stored.len()).unwrap_or(i64::MAX);
        let row = StoredSeat { ordinal, ..row };
        seat_insert(&tx, &row).await.map_err(|error| match error.conflicts_with("case_seat") {
            true => Refusal::Stale,
            false => Refusal::from(error),
        })?;
        let whose = if row.person.is_some() { "seat of a contact" } else { "seat of the case" };
        asked.deed(&tx, act, &id.to_string(), whose)?;
        let mut all = stored;
        all.push(row);
        let seats = Seats::open(&asked.city, &all)?;
        seats_follow(&tx, &asked, &case, (&contacts, &seats)).await?;
        feed::append(&tx, case_change(&asked.city, asked.now, &case.county, id))?;
        Ok::<_, Refusal>(())
    });
    write.await?;
    req.city.catch_up().await
}

fn not_of_place() -> Refusal {
    Refusal::BadInput("这里没有这样的座位：交通工具填车厢和排号，共餐填桌号。".to_owned())
}

fn checked(req: &Request, saying: SeatSaying) -> Result<SeatSaying, Refusal> {
    saying.seat.check().map_err(|flaw| Refusal::BadInput(format!("{flaw}。")))?;
    let first = req.today().plus(-LINE_DAYS_MAX).starts_at();
    if saying.to < saying.from || saying.from > req.now || saying.to < first {
        return Err(Refusal::BadInput("请核对时间。".to_owned()));
    }
    let trimmed = |text: &str| text.trim().to_owned();
    let seat = match &saying.seat {
        Seat::Vehicle { carriage, row, place } => {
            Seat::Vehicle { carriage: trimmed(carriage), row: *row, place: trimmed(place) }
        }
        Seat::Table { table, near } => Seat::Table { table: trimmed(table), near: *near },
    };
    Ok(SeatSaying { seat, ..saying })
}

/// The row, of which the how-many-th is not known yet.
fn row_of(req: &Request, reached: &Reached, saying: &SeatSaying) -> Result<StoredSeat, Refusal> {
    let case = reached.case.id;
    let kept = SeatKept {
        venue: saying.venue,
        from: saying.from,
        to: saying.to,
        seat: saying.seat.clone(),
    };
    let plain = serde_json::to_vec(&kept).unwrap_or_default();
    let said = String::from_utf8_lossy(&plain);
    let words = format!("seat\n{case}\n{}\n{:?}\n{said}", saying.id, saying.person);
    let spot = Spot { column: SEAT, record: saying.id.uuid() };
    Ok(StoredSeat {
        county: reached.case.county.clone(),
        id: saying.id,
        case,
        ordinal: 0,
        person: saying.person,
        body: req.city.record_seals(case.uuid())?.seal(spot, &plain)?,
        at: req.now,
        by: req.caller.login.clone(),
        body_mac: fingerprint(req, &words),
    })
}

/// Refuses the seat of somebody who is not on the list, or was not there by its evidence.
fn met_there(
    city: &City,
    contacts: &[StoredContact],
    person: PersonId,
    saying: &SeatSaying,
) -> Result<(), Refusal> {
    let own: Vec<&StoredContact> = contacts.iter().filter(|one| one.person == person).collect();
    if own.is_empty() {
        return Err(Refusal::NotFound);
    }
    for fact in own {
        let is_there = |row: &EvidenceRow| {
            row.through.is_none()
                && row.setting == saying.seat.setting()
                && row.venue == saying.venue
                && row.from <= saying.to
                && saying.from <= row.to
        };
        if evidence_open(city, fact)?.iter().any(is_there) {
            return Ok(());
        }
    }
    Err(not_of_place())
}

/// Notes what the seats make of each contact who has one, and raises or calls off his orders. Part of the
/// transaction that keeps the seat.
async fn seats_follow(
    tx: &Tx,
    req: &Request,
    case: &StoredCase,
    (contacts, seats): (&[StoredContact], &Seats),
) -> Result<(), Refusal> {
    let by = &req.caller.login;
    let mut rows = Vec::new();
    for own in contacts.chunk_by(|one, next| one.person == next.person) {
        let (Some(last), Some(standing)) = (own.last(), standing_of(own)) else { continue };
        let mut evidence = Vec::new();
        for fact in own {
            evidence.extend(evidence_open(&req.city, fact)?);
        }
        let rules = (&req.city.rules, req.today());
        let graded = seats.graded(rules, last.person, &evidence);
        let Some((graded, says)) = graded else { continue };
        let Some((kind, verdict)) = standing.by_seats(graded, by) else { continue };
        let ordinal = i64::try_from(own.len()).unwrap_or(i64::MAX);
        let what = format!("seated\n{}\n{}\n{ordinal}\n{}", case.id, last.person, verdict.code());
        rows.push(StoredContact {
            ordinal,
            ring: verdict.ring().unwrap_or(last.ring),
            fact: ContactFact { kind, verdict, says, at: req.now, by: Some(by.clone()) },
            evidence: Vec::new(),
            body_mac: fingerprint(req, &what),
            ..last.clone()
        });
    }
    for some in rows.chunks(500) {
        let n_added = contacts_insert(tx, some).await?;
        if usize::try_from(n_added) != Ok(some.len()) {
            return Err(Refusal::Stale);
        }
    }
    if !rows.is_empty() {
        contact_orders(tx, Within::of(req), case.id).await?;
    }
    Ok(())
}

/// The seats of a case and of his contacts.
pub(super) async fn seats_of(
    tx: &Tx,
    city: &City,
    (county, case): (&str, CaseId),
) -> Result<Seats, StoreError> {
    Seats::open(city, &seats_of_case(tx, county, case).await?)
}
