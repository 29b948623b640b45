//! The room of antigen tests: counts by place, positive ones on top and late ones first.

use super::DAYS;
use super::follow::told;
use super::known::{PersonAntigen, antigen_of, stay_of};
use crate::caller::Request;
use crate::register::{NAMED_MAX, counties, log_people, log_reading, opened};
use crate::{City, Refusal};
use fangxian_core::Moment;
use fangxian_core::antigen::{
    AntigenBy, AntigenMark, AntigenMarkKind, AntigenOutcome, AntigenStep, AntigenStepKind,
    Withdrawal, withdrawal,
};
use fangxian_core::ids::{AntigenReportId, OrderId, PersonId};
use fangxian_core::looks::{LookKind, subject_of};
use fangxian_core::orders::OrderState;
use fangxian_core::places::PlaceCode;
use fangxian_core::policy::{Act, Scope};
use fangxian_store::Tx;
use fangxian_store::antigen::{StoredAntigen, antigen_counts, antigen_within};
use fangxian_store::orders::{StoredOrder, orders_of_antigen};
use fangxian_store::people::{StoredPerson, people_in_by_ids};
use std::collections::{BTreeMap, HashMap};

/// How many positive ones of the last thirty days are looked at, the latest first.
const POSITIVES_MAX: i64 = 300;
/// How many of the day's others are named.
const OTHERS_MAX: i64 = 200;

/// A report in the room. Names are masked.
#[derive(Clone, Debug)]
pub struct AntigenRow {
    /// Which.
    pub report: AntigenReportId,
    /// Of whom.
    pub person: PersonId,
    /// The name, masked.
    pub name: String,
    /// The household.
    pub door: PlaceCode,
    /// What was read off.
    pub outcome: AntigenOutcome,
    /// When it was done.
    pub tested_at: Moment,
    /// When it was reported.
    pub reported_at: Moment,
    /// How it came to us.
    pub by: AntigenBy,
    /// Whether there is a photo.
    pub has_photo: bool,
    /// Why not, where staff wrote that down.
    pub no_photo_reason: String,
    /// Whether the photo was found unreadable.
    pub is_unreadable: bool,
    /// Where it stands, where it is positive.
    pub step: Option<AntigenStep>,
    /// By when somebody must have been there, while it waits.
    pub due_at: Option<Moment>,
    /// Whether that has passed.
    pub is_late: bool,
    /// The order that goes to the door, and where it is.
    pub order: Option<(OrderId, OrderState)>,
    /// Who asked that it be withdrawn, by sign-in name, and why.
    pub withdrawal: Option<(String, String)>,
}

/// Counts of a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlaceAntigen {
    /// The community, or what lies above it.
    pub place: PlaceCode,
    /// Reported today: negative.
    pub n_negative: i64,
    /// Positive.
    pub n_positive: i64,
    /// Invalid.
    pub n_invalid: i64,
    /// Of the last thirty days: held and not yet sampled singly.
    pub n_waiting: usize,
    /// Of them those to whom nobody came in time.
    pub n_late: usize,
    /// Sampled singly; the result is awaited.
    pub n_retaken: usize,
    /// Confirmed by a test of their own, or positive before.
    pub n_confirmed: usize,
    /// Refuted by one.
    pub n_refuted: usize,
}

/// The room.
#[derive(Clone, Debug)]
pub struct AntigenRoom {
    /// By place, those with late ones first.
    pub places: Vec<PlaceAntigen>,
    /// The reports.
    pub rows: Vec<AntigenRow>,
    /// Whether there were more positive ones than are looked at.
    pub is_cut: bool,
}

/// What was reported within a place, as far as the caller's jurisdiction covers it.
pub async fn antigen_room(req: &Request, within: PlaceCode) -> Result<AntigenRoom, Refusal> {
    let scope = req.authorize(Act::AntigenSee)?;
    if !scope.touches(&within) {
        return Err(Refusal::NotFound);
    }
    let (city, reach, place) = (req.city.clone(), scope.clone(), within.clone());
    let (now, wall) = (req.now, req.wall);
    let read = req.city.db.read(move |tx| async move {
        let reading = Reading { tx: &tx, city: &city, scope: &reach, now, wall };
        reading.room(&place).await
    });
    let room: AntigenRoom = read.await?;
    let people: Vec<PersonId> = room.rows.iter().map(|row| row.person).collect();
    let subject = subject_of(LookKind::Antigen, &within);
    match people.len() {
        0 => {}
        1..=NAMED_MAX => log_people(req, &scope, &within, &subject, people).await?,
        n_rows => log_reading(req, &scope, &within, &subject, n_rows).await?,
    }
    Ok(room)
}

struct Reading<'a> {
    tx: &'a Tx,
    city: &'a City,
    scope: &'a Scope,
    now: Moment,
    wall: Moment,
}

impl Reading<'_> {
    async fn room(&self, within: &PlaceCode) -> Result<AntigenRoom, Refusal> {
        let all = counties(self.city);
        let today = self.now.city_day().starts_at();
        let since = self.now.plus_ms(-DAYS * 86_400_000);
        let positive = (within, Some(AntigenOutcome::Positive));
        let mut reports = antigen_within(self.tx, &all, positive, since, POSITIVES_MAX).await?;
        let is_cut = i64::try_from(reports.len()).is_ok_and(|n| n == POSITIVES_MAX);
        let mut others =
            antigen_within(self.tx, &all, (within, None), today, OTHERS_MAX + POSITIVES_MAX)
                .await?;
        others.retain(|one| one.outcome != AntigenOutcome::Positive);
        others.truncate(usize::try_from(OTHERS_MAX).unwrap_or_default());
        reports.extend(others);
        let rows = self.rows(&all, reports).await?;
        let counts = antigen_counts(self.tx, &all, (today, Moment(i64::MAX))).await?;
        let mut places: BTreeMap<PlaceCode, PlaceAntigen> = BTreeMap::new();
        for count in counts {
            if count.community.lies_within(within) && self.scope.touches(&count.community) {
                let own = entry(&mut places, part_of(within, &count.community));
                match count.outcome {
                    AntigenOutcome::Negative => own.n_negative += count.n,
                    AntigenOutcome::Positive => own.n_positive += count.n,
                    AntigenOutcome::Invalid => own.n_invalid += count.n,
                }
            }
        }
        for row in &rows {
            let Some(kind) = row.step.map(AntigenStep::kind) else { continue };
            let own = entry(&mut places, part_of(within, &row.door));
            own.n_late += usize::from(row.is_late);
            match kind {
                AntigenStepKind::Waiting => own.n_waiting += 1,
                AntigenStepKind::Retaken => own.n_retaken += 1,
                AntigenStepKind::Confirmed | AntigenStepKind::PositiveBefore => {
                    own.n_confirmed += 1;
                }
                AntigenStepKind::Refuted => own.n_refuted += 1,
                AntigenStepKind::Withdrawn => {}
            }
        }
        let mut places: Vec<PlaceAntigen> = places.into_values().collect();
        places.sort_by_key(|one| {
            let first = (one.n_late, one.n_waiting);
            (std::cmp::Reverse(first), one.place.clone())
        });
        Ok(AntigenRoom { places, rows, is_cut })
    }

    async fn rows(
        &self,
        all: &[String],
        reports: Vec<StoredAntigen>,
    ) -> Result<Vec<AntigenRow>, Refusal> {
        let stays = stay_of(self.tx, all, reports.iter().map(|one| one.person)).await?;
        let people: Vec<PersonId> = stays.values().copied().collect();
        let stored = people_in_by_ids(self.tx, all, &people).await?;
        let stored: HashMap<PersonId, StoredPerson> = stored
            .into_iter()
            .filter(|one| self.scope.covers(&one.door))
            .map(|one| (one.id, one))
            .collect();
        let people: Vec<PersonId> = stored.keys().copied().collect();
        let known = antigen_of(self.tx, self.city, &people, (self.now, self.wall)).await?;
        let ids: Vec<AntigenReportId> = reports.iter().map(|one| one.id).collect();
        let mut orders: HashMap<AntigenReportId, StoredOrder> = HashMap::new();
        for order in orders_of_antigen(self.tx, all, &ids).await? {
            if let fangxian_core::orders::OrderSource::Antigen(report) = order.source {
                // The last that was raised.
                orders.insert(report, order);
            }
        }
        let mut rows = Vec::with_capacity(reports.len());
        for report in reports {
            let person = stays.get(&report.person).copied().unwrap_or(report.person);
            let (Some(stored), Some(own)) = (stored.get(&person), known.get(&person)) else {
                continue;
            };
            rows.push(self.row(report, stored, own, &orders)?);
        }
        rows.sort_by_key(|row| {
            (rank(row), row.due_at, std::cmp::Reverse(row.reported_at), row.report)
        });
        Ok(rows)
    }

    fn row(
        &self,
        report: StoredAntigen,
        stored: &StoredPerson,
        own: &PersonAntigen,
        orders: &HashMap<AntigenReportId, StoredOrder>,
    ) -> Result<AntigenRow, Refusal> {
        let marks = own.reports.iter().find(|(one, _)| one.id == report.id);
        let marks: &[AntigenMark] = marks.map(|(_, marks)| marks.as_slice()).unwrap_or_default();
        let step = own.case(report.id).map(|case| case.step);
        let waits = step.is_some_and(|step| step.kind() == AntigenStepKind::Waiting);
        let due_at = waits.then(|| told(report.reported_at));
        Ok(AntigenRow {
            report: report.id,
            person: stored.id,
            name: opened(&self.city.keys.seals, stored)?.name.masked(),
            door: stored.door.clone(),
            outcome: report.outcome,
            tested_at: report.tested_at,
            reported_at: report.reported_at,
            by: report.by.kind(),
            has_photo: report.photo.is_some(),
            is_unreadable: marks.iter().any(|mark| mark.kind == AntigenMarkKind::PhotoUnreadable),
            step,
            due_at,
            is_late: due_at.is_some_and(|due| due < self.now),
            order: orders.get(&report.id).map(|order| (order.id, order.state)),
            withdrawal: match withdrawal(marks) {
                Withdrawal::Asked { by, reason } => Some((by, reason)),
                Withdrawal::None | Withdrawal::Done(_) => None,
            },
            no_photo_reason: report.no_photo_reason,
        })
    }
}

/// What comes first: who waits, and of them who waits longest; then who was sampled; then the rest.
fn rank(row: &AntigenRow) -> u8 {
    match row.step.map(AntigenStep::kind) {
        Some(AntigenStepKind::Waiting) => 0,
        Some(AntigenStepKind::Retaken) => 1,
        Some(AntigenStepKind::Confirmed | AntigenStepKind::PositiveBefore) => 2,
        Some(AntigenStepKind::Refuted | AntigenStepKind::Withdrawn) => 3,
        None => 4,
    }
}

/// The part of a place in which another lies: of a city its counties, down to the community.
fn part_of(within: &PlaceCode, place: &PlaceCode) -> PlaceCode {
    let length = match within.as_str().len() {
        ..=4 => 6,
        5..=6 => 9,
        _ => 12,
    };
    let code: String = place.as_str().chars().take(length).collect();
    PlaceCode::parse(&code).unwrap_or_else(|_| within.clone())
}

fn entry(places: &mut BTreeMap<PlaceCode, PlaceAntigen>, place: PlaceCode) -> &mut PlaceAntigen {
    places.entry(place.clone()).or_insert_with(|| PlaceAntigen {
        place,
        n_negative: 0,
        n_positive: 0,
        n_invalid: 0,
        n_waiting: 0,
        n_late: 0,
        n_retaken: 0,
        n_confirmed: 0,
        n_refuted: 0,
    })
}
