//! The 清楼表: every resident by building, unit and door, with what became of each.

use super::marks::Marks;
use super::{counts_by_community, round_within};
use crate::Refusal;
use crate::caller::Request;
use crate::register::{Door, Resident, Roster, Sheet, communities, log_reading, roster};
use fangxian_core::CityDay;
use fangxian_core::ids::RoundId;
use fangxian_core::people::Stay;
use fangxian_core::places::{PlaceCode, PlaceKind};
use fangxian_core::policy::{Act, Scope};
use fangxian_core::rounds::{RoundCounts, Standing, Tick, is_reached_by_text};
use fangxian_paper::{RoundListPaper, RoundListPerson, RoundListUnit};
use fangxian_store::StoreError;
use fangxian_store::rounds::StoredRound;
use serde_json::value::RawValue;
use std::sync::{Arc, PoisonError, RwLock};

/// Somebody on the list.
#[derive(Clone, Debug)]
pub struct ListRow {
    /// The record.
    pub resident: Arc<Resident>,
    /// The door.
    pub door: Arc<Door>,
    /// The place whose people stand on one sheet with him.
    pub sheet: Arc<Sheet>,
    /// What the door is called there: 302.
    pub door_name: Arc<str>,
    /// Full years today.
    pub age: Option<i16>,
    /// How he stands.
    pub standing: Standing,
    /// The ticks that stand, with what was written beside each.
    pub ticks: Vec<(Tick, String)>,
}

/// The rows of a round's list for a copy that is taken out.
pub(crate) async fn round_rows(
    req: &Request,
    scope: &Scope,
    id: RoundId,
    place: PlaceCode,
) -> Result<(StoredRound, Vec<ListRow>), Refusal> {
    let round = round_within(req, scope, id).await?;
    let rows = rows(req, scope, &round, Some(place), |_| true).await?;
    Ok((round, rows))
}

/// A list that cannot be written does not go out in part.
pub fn unwritable(_: serde_json::Error) -> Refusal {
    let (table, column) = ("round_fact".to_owned(), "list".to_owned());
    Refusal::Store(StoreError::Damaged { table, column })
}

/// The people of one community on a list.
pub(super) struct ListPart {
    pub(super) roster: Arc<Roster>,
    pub(super) marks: Arc<RwLock<Marks>>,
    /// By their places in the roster.
    pub(super) who: Vec<usize>,
}

impl ListPart {
    fn residents(&self) -> impl Iterator<Item = &Arc<Resident>> {
        self.who.iter().filter_map(|place| self.roster.people.get(*place))
    }

    /// Somebody on the list, by his place in the roster.
    pub(super) fn row(&self, marks: &Marks, place: usize, today: CityDay) -> Option<ListRow> {
        let one = self.roster.people.get(place)?;
        let (sheet, door_name) = self.roster.spot_of(one)?;
        Some(ListRow {
            sheet: Arc::clone(sheet),
            door_name: Arc::clone(door_name),
            resident: Arc::clone(one),
            door: Arc::clone(self.roster.door_of(one)?),
            age: one.age_on(today),
            standing: marks.standing(one.id),
            ticks: marks.ticks(one.id),
        })
    }
}

/// The list of a round within a place of one community: everybody in the order of the walk, each
/// row as `write` writes it. Rows that were written before and still hold are given as they are, so
/// that everybody must write them alike.
pub async fn round_list(
    req: &Request,
    id: RoundId,
    place: Option<PlaceCode>,
    write: impl Fn(&ListRow) -> serde_json::Result<Box<RawValue>>,
) -> Result<(StoredRound, Vec<Arc<RawValue>>), Refusal> {
    let scope = req.authorize(Act::RoundListSee)?;
    let round = round_within(req, &scope, id).await?;
    let parts = parts(req, &scope, &round, place).await?;
    let n_people: usize = parts.iter().map(|part| part.who.len()).sum();
    check_length(n_people)?;
    let ids = parts.iter().flat_map(|part| part.residents().map(|one| one.id));
    req.city.seen.spend(req, &scope, ids)?;
    // The rows are written while the log is: they go out when both are done.
    let subject = format!("round/{id}");
    let logged = log_reading(req, &scope, &round.place, &subject, n_people);
    let written = async {
        let mut rows = Vec::with_capacity(n_people);
        for part in &parts {
            rows.extend(req.city.shown_rows.of(&req.city, (id, req.today()), part, &write)?);
        }
        Ok::<_, Refusal>(rows)
    };
    let (logged, rows) = tokio::join!(logged, written);
    logged?;
    Ok((round, rows?))
}

/// Who is on the list within a place of the round, community by community.
async fn parts(
    req: &Request,
    scope: &Scope,
    round: &StoredRound,
    place: Option<PlaceCode>,
) -> Result<Vec<ListPart>, Refusal> {
    let place = place.unwrap_or_else(|| round.place.clone());
    let inner = match (place.lies_within(&round.place), round.place.lies_within(&place)) {
        (true, _) => place,
        (false, true) => round.place.clone(),
        (false, false) => return Err(Refusal::NotFound),
    };
    let mut parts = Vec::new();
    for community in communities(&req.city, scope, &inner).await? {
        let roster = roster(&req.city, &community).await?;
        let marks = req.city.round_marks.get(&req.city, round.id, &community).await?;
        let who: Vec<usize> = if community.lies_within(&inner) && scope.covers(&community) {
            (0..roster.people.len()).collect()
        } else {
            let is_on = |door: &Door| door.code.lies_within(&inner) && scope.covers(&door.code);
            let is_on: Vec<bool> = roster.doors.iter().map(|door| is_on(door)).collect();
            let people = roster.people.iter().enumerate();
            people
                .filter(|(_, one)| is_on.get(one.door).is_some_and(|is_on| *is_on))
                .map(|(place, _)| place)
                .collect()
        };
        parts.push(ListPart { roster, marks, who });
    }
    Ok(parts)
}

async fn rows(
    req: &Request,
    scope: &Scope,
    round: &StoredRound,
    place: Option<PlaceCode>,
    is_wanted: impl Fn(Standing) -> bool,
) -> Result<Vec<ListRow>, Refusal> {
    let today = req.today();
    let mut rows = Vec::new();
    for part in parts(req, scope, round, place).await? {
        let marks = part.marks.read().unwrap_or_else(PoisonError::into_inner);
        for (place, one) in part.who.iter().zip(part.residents()) {
            if is_wanted(marks.standing(one.id)) {
                rows.extend(part.row(&marks, *place, today));
            }
        }
        check_length(rows.len())?;
    }
    Ok(rows)
}

/// The most people on one list.
const ROWS_MAX: usize = 20_000;

fn check_length(n_people: usize) -> Result<(), Refusal> {
    match n_people > ROWS_MAX {
        true => Err(Refusal::BadInput("范围太大，请选择一个社区、小区或楼。".to_owned())),
        false => Ok(()),
    }
}

/// A part of the area and how far it is.
#[derive(Clone, Debug)]
pub struct RoundPart {
    /// Its place.
    pub place: PlaceCode,
    /// Its name, with those above it up to the compound.
    pub name: String,
    /// How many stand how.
    pub counts: RoundCounts,
}

/// How far each part of a round is: by community where it covers several, else by unit.
pub async fn round_parts(req: &Request, id: RoundId) -> Result<Vec<RoundPart>, Refusal> {
    let scope = req.authorize(Act::RoundSee)?;
    let round = round_within(req, &scope, id).await?;
    if round.place.kind() < PlaceKind::Community {
        let counts = counts_by_community(&req.city, &scope, &round).await?;
        let part = |(place, counts): (PlaceCode, RoundCounts)| RoundPart {
            name: req.city.place_name(&place),
            place,
            counts,
        };
        return Ok(counts.into_iter().map(part).collect());
    }
    let mut parts: Vec<RoundPart> = Vec::new();
    for community in communities(&req.city, &scope, &round.place).await? {
        let roster = roster(&req.city, &community).await?;
        let held = req.city.round_marks.get(&req.city, round.id, &community).await?;
        let marks = held.read().unwrap_or_else(PoisonError::into_inner);
        for (one, _) in roster.within(&round.place).filter(|(_, door)| scope.covers(&door.code)) {
            let Some((sheet, _)) = roster.spot_of(one) else { continue };
            if parts.last().is_none_or(|last| last.place != sheet.place) {
                let (place, name) = (sheet.place.clone(), sheet.name.clone());
                parts.push(RoundPart { place, name, counts: RoundCounts::default() });
            }
            if let Some(last) = parts.last_mut() {
                last.counts.count(marks.standing(one.id));
            }
        }
    }
    Ok(parts)
}

/// A household that somebody of is missing.
#[derive(Clone, Debug)]
pub struct MissingDoor {
    /// The door.
    pub door: Arc<Door>,
    /// Who is missing, or of whom two say different things.
    pub people: Vec<ListRow>,
    /// Whether somebody must go there: nobody of the household has a phone, or all who are missing
    /// are old.
    pub by_door: bool,
}

/// Who is missing, by household. Those whom somebody must call on at the door are marked.
pub async fn round_missing(
    req: &Request,
    id: RoundId,
    place: Option<PlaceCode>,
) -> Result<(StoredRound, Vec<MissingDoor>), Refusal> {
    let scope = req.authorize(Act::RoundListSee)?;
    let round = round_within(req, &scope, id).await?;
    let is_wanted = |standing| matches!(standing, Standing::Missing | Standing::Disputed);
    let rows = rows(req, &scope, &round, place, is_wanted).await?;
    req.city.seen.spend(req, &scope, rows.iter().map(|row| row.resident.id))?;
    log_reading(req, &scope, &round.place, &format!("round-missing/{id}"), rows.len()).await?;
    let mut doors: Vec<MissingDoor> = Vec::new();
    for row in rows {
        if doors.last().is_none_or(|last| last.door.code != row.door.code) {
            let door = Arc::clone(&row.door);
            doors.push(MissingDoor { door, people: Vec::new(), by_door: false });
        }
        if let Some(last) = doors.last_mut() {
            last.people.push(row);
        }
    }
    for door in &mut doors {
        let missing = |row: &ListRow| (row.age, row.resident.phone_tail.is_some());
        door.by_door = !is_reached_by_text(&door.people.iter().map(missing).collect::<Vec<_>>());
    }
    Ok((round, doors))
}

/// The list on paper, a sheet for each unit, in large type, with a code per sheet and a number for
/// each door by which ticks are typed back. Typesetting takes its time: off the threads that serve.
pub async fn round_pdf(
    req: &Request,
    id: RoundId,
    place: Option<PlaceCode>,
    missing_only: bool,
) -> Result<Vec<u8>, Refusal> {
    let scope = req.authorize(Act::RoundListSee)?;
    let round = round_within(req, &scope, id).await?;
    let is_wanted =
        |standing| !missing_only || matches!(standing, Standing::Missing | Standing::Disputed);
    let rows = rows(req, &scope, &round, place, is_wanted).await?;
    req.city.seen.spend(req, &scope, rows.iter().map(|row| row.resident.id))?;
    log_reading(req, &scope, &round.place, &format!("round-printed/{id}"), rows.len()).await?;
    let mut paper = RoundListPaper {
        round: round.name.clone(),
        done: round.kind.done_title().to_owned(),
        community: req.city.place_name(&round.place),
        day: req.today(),
        printed_by: req.caller.name.clone(),
        printed_at: req.now,
        units: Vec::new(),
    };
    let mut last: Option<PlaceCode> = None;
    for row in rows {
        if last.as_ref() != Some(&row.sheet.place) {
            let name = row.sheet.name.clone();
            let code = format!("fangxian:round:{}:{}", round.id, row.sheet.place);
            paper.units.push(RoundListUnit { name, code, people: Vec::new() });
            last = Some(row.sheet.place.clone());
        }
        if let Some(unit) = paper.units.last_mut() {
            unit.people.push(printed(&row));
        }
    }
    let city = req.city.clone();
    let set = tokio::task::spawn_blocking(move || {
        let typesetter = city.typesetter.as_ref().ok_or(Refusal::NoFont)?;
        typesetter.round_list_pdf(&paper).map_err(Refusal::Paper)
    });
    set.await.map_err(|_| Refusal::NoFont)?
}

fn printed(row: &ListRow) -> RoundListPerson {
    let one = &row.resident;
    RoundListPerson {
        door: row.door_name.to_string(),
        name: one.name.as_str().to_owned(),
        age: row.age,
        phone_tail: one.phone_tail.clone().unwrap_or_default(),
        remark: match one.stay {
            Stay::Permanent => one.note.clone(),
            Stay::Temporary | Stay::Staff | Stay::Visitor => {
                format!("{} {}", one.stay.title(), one.note).trim().to_owned()
            }
        },
        outcome: match row.standing {
            Standing::Missing => String::new(),
            Standing::Disputed => "两处不一致".to_owned(),
            Standing::Settled(outcome) => outcome.title().to_owned(),
        },
    }
}
