//! 落地检: a tube that is filled at a station. It is a tube as any other, and travels as any other; its
//! round is that of the station and the day.

use super::judge::{StrangerSent, strangers_spot};
use crate::caller::Request;
use crate::register::{community, counties, record};
use crate::{City, PassageRefusal, Refusal};
use fangxian_core::arrivals::{Station, landing_round, stations};
use fangxian_core::ids::{DeviceId, PersonId, RoundId, TubePartId, TubeUseId};
use fangxian_core::people::{Document, DocumentKind};
use fangxian_core::places::PlaceCode;
use fangxian_core::results::is_same_name;
use fangxian_core::rounds::RoundKind;
use fangxian_core::sampling::{Pool, Sampled, TubeCode};
use fangxian_core::{CityDay, Moment};
use fangxian_store::people::people_by_documents;
use fangxian_store::rounds::StoredRound;
use fangxian_store::sampling::{
    MemberTaken, StoredPart, StoredStranger, StoredTube, n_inside_of, parts_insert, roll_with,
    sampled_in_insert, strangers_insert, tube_told, tubes_by_codes, tubes_insert,
};
use fangxian_store::tracks::tracks_of;
use fangxian_store::{StoreError, Tx};
use uuid::Uuid;

/// Tubes of so many days ago are known by their station.
const DAYS_KNOWN: i64 = 30;

/// Somebody who was sampled: name, kind and number of his document.
pub(crate) type LandingPerson<'a> = (&'a str, DocumentKind, &'a str);

/// A tube as the station says it.
pub(crate) struct LandingTube<'a> {
    /// What was said; sent again, it is the same.
    pub(crate) said: Uuid,
    pub(crate) code: TubeCode,
    /// The code of the station.
    pub(crate) station: &'a str,
    /// Where he stays; none where nobody knows.
    pub(crate) stays: Option<&'a PlaceCode>,
    pub(crate) people: Vec<LandingPerson<'a>>,
    pub(crate) phone: &'a str,
}

/// Takes down who is in a tube. Refused where no such code was given out, where the tube is another's,
/// where it holds no more, and where it has left the station.
pub(crate) async fn landing_take(
    tx: &Tx,
    req: &Request,
    landing: LandingTube<'_>,
) -> Result<(), Refusal> {
    let mut all = stations(&req.city.code).iter();
    let station = all.find(|one| one.code == landing.station).ok_or(Refusal::NotFound)?;
    let (tube, n_before) = tube_for(tx, req, (station, &landing)).await?;
    let part = TubePartId::from_uuid(landing.said);
    let lies = landing.stays.and_then(community);
    let lies = lies.or_else(|| PlaceCode::parse(&tube.code.county()).ok());
    let lies = lies.ok_or(Refusal::PlaceUnknown)?;
    let mut taken =
        Taken { members: Vec::new(), sent: Vec::new(), homes: Vec::new(), rows: Vec::new() };
    for one in &landing.people {
        let position = n_before + i64::try_from(taken.members.len()).unwrap_or_default();
        let who = match known(tx, req, *one).await? {
            Some((person, home)) => {
                taken.homes.push((home, tube.code.county(), part));
                Sampled::Person(person)
            }
            None => {
                let stranger = stranger(*one, landing.phone);
                taken.rows.push(StoredStranger {
                    part,
                    position,
                    tube: tube.code,
                    community: lies.clone(),
                    document_index: stranger.document_index(&req.city, req.today()),
                    round: tube.round,
                    taken_at: req.now,
                    received_at: req.wall,
                    is_matched: false,
                });
                taken.sent.push(stranger);
                Sampled::Stranger(u8::try_from(taken.sent.len() - 1).unwrap_or(u8::MAX))
            }
        };
        taken.members.push(MemberTaken { who, taken_at: req.now });
    }
    keep(tx, req, (&tube, part, n_before), taken).await
}

struct Taken {
    members: Vec<MemberTaken>,
    sent: Vec<StrangerSent>,
    homes: Vec<(PlaceCode, String, TubePartId)>,
    rows: Vec<StoredStranger>,
}

async fn keep(
    tx: &Tx,
    req: &Request,
    (tube, part, first_position): (&StoredTube, TubePartId, i64),
    taken: Taken,
) -> Result<(), Refusal> {
    let seal = |sent: &[StrangerSent]| {
        let text = serde_json::to_vec(sent).unwrap_or_default();
        req.city.keys.seals.seal(strangers_spot(part), &text)
    };
    let strangers = (!taken.sent.is_empty()).then(|| seal(&taken.sent)).transpose()?;
    let part = StoredPart {
        id: part,
        tube: tube.code,
        use_id: tube.use_id,
        round: tube.round,
        first_position,
        members: taken.members,
        strangers,
        device: tube.device,
        by: req.caller.login.clone(),
        received_at: req.wall,
        skew_ms: 0,
        body_mac: req.city.keys.seals.fingerprint(part.to_string().as_bytes()),
    };
    parts_insert(tx, &[part]).await?;
    sampled_in_insert(tx, tube.round, req.wall, &taken.homes).await?;
    strangers_insert(tx, &taken.rows).await?;
    Ok(())
}

/// The tube, opened where it is new, and how many were in it before.
async fn tube_for(
    tx: &Tx,
    req: &Request,
    (station, landing): (&Station, &LandingTube<'_>),
) -> Result<(StoredTube, i64), Refusal> {
    let (code, n_more) = (landing.code, i64::try_from(landing.people.len()).unwrap_or(i64::MAX));
    let given_out = roll_with(tx, code).await?.ok_or(PassageRefusal::TubeUnknown)?;
    let (pool, round) = (given_out.roll.pool, landing_round(&station.code, req.today()));
    let holds = |n: i64| usize::try_from(n).is_ok_and(|n| n <= pool.capacity());
    if !holds(n_more) {
        return Err(PassageRefusal::TubeFull.into());
    }
    let Some(mut tube) = tubes_by_codes(tx, &[code]).await?.pop() else {
        let tube = StoredTube {
            code,
            use_id: TubeUseId::from_uuid(landing.said),
            round,
            place: station.place.clone(),
            site: None,
            // It was typed at a desk.
            device: DeviceId::from_uuid(Uuid::nil()),
            pool,
            opened_at: req.now,
            received_at: req.wall,
            by: req.caller.login.clone(),
            sealed: Some((req.now, n_more)),
            flags: Vec::new(),
        };
        tubes_insert(tx, std::slice::from_ref(&tube)).await?;
        return Ok((tube, 0));
    };
    let n_before = n_inside_of(tx, &[code]).await?.remove(&code).unwrap_or_default();
    let has_left = tracks_of(tx, &[code]).await?.iter().any(|track| {
        !track.passings.is_empty() || track.plated.is_some() || track.resulted.is_some()
    });
    let is_shared = match pool {
        Pool::Five | Pool::Ten | Pool::Twenty => true,
        Pool::One | Pool::Household => false,
    };
    if tube.round != round || !is_shared || has_left {
        return Err(PassageRefusal::TubeTaken.into());
    }
    if !holds(n_before + n_more) {
        return Err(PassageRefusal::TubeFull.into());
    }
    tube.sealed = Some((req.now, n_before + n_more));
    tube_told(tx, &tube).await?;
    Ok((tube, n_before))
}

/// Who of the register has this document and this name, where that is one record.
async fn known(
    tx: &Tx,
    req: &Request,
    (name, kind, number): LandingPerson<'_>,
) -> Result<Option<(PersonId, PlaceCode)>, Refusal> {
    let Ok(document) = Document::parse(kind, number, req.today()) else { return Ok(None) };
    let seals = &req.city.keys.seals;
    let Some(index) = record::document_index(seals, &document) else { return Ok(None) };
    let mut named = Vec::new();
    for holder in people_by_documents(tx, &counties(&req.city), &[index]).await? {
        if is_same_name(name, record::open(seals, &holder)?.name.as_str()) {
            named.push(holder);
        }
    }
    let [holder] = named.as_slice() else { return Ok(None) };
    Ok(community(&holder.door).map(|home| (holder.id, home)))
}

fn stranger((name, document_kind, number): LandingPerson<'_>, phone: &str) -> StrangerSent {
    StrangerSent {
        document_kind,
        document: number.to_owned(),
        name: name.to_owned(),
        phone: phone.to_owned(),
        card: String::new(),
    }
}

/// The rounds of landing tests of the last so many days, today's first.
pub(crate) fn landing_rounds(
    city: &City,
    today: CityDay,
    days: i64,
) -> impl Iterator<Item = StoredRound> {
    let of_day = move |n: i64| {
        let day = today.plus(-n);
        stations(&city.code).iter().map(move |station| StoredRound {
            id: landing_round(&station.code, day),
            // A tube bears the county that gave it out, whichever of the city's that is.
            place: city.code.clone(),
            name: format!("{} 落地检 {day}", station.name),
            kind: RoundKind::Sampling,
            opened_at: day.starts_at(),
            opened_by: String::new(),
            closed: None,
            version: 1,
        })
    };
    (0..days).flat_map(of_day)
}

/// The round of landing tests that this is; none where it is none of the last days.
pub(crate) fn landing_round_known(city: &City, id: RoundId, now: Moment) -> Option<StoredRound> {
    landing_rounds(city, now.city_day(), DAYS_KNOWN).find(|round| round.id == id)
}

/// Where somebody was sampled, where that was on landing: the station by its name.
pub(crate) fn landed_at(city: &City, round: RoundId, taken_at: Moment) -> Option<&'static str> {
    let day = taken_at.city_day();
    let own = stations(&city.code).iter().find(|one| landing_round(&one.code, day) == round);
    own.map(|station| station.name.as_str())
}

/// Where the people of these tubes are looked for who are in no register: where they said that they stay.
pub(crate) async fn landed_strangers(
    tx: &Tx,
    city: &City,
    code: TubeCode,
) -> Result<Vec<PlaceCode>, StoreError> {
    let parts = fangxian_store::sampling::parts_of_tubes(tx, &[code]).await?;
    let parts: Vec<TubePartId> = parts.into_iter().map(|part| part.id).collect();
    let rows = fangxian_store::sampling::strangers_of_parts(tx, &counties(city), &parts).await?;
    Ok(rows.into_iter().map(|row| row.community).collect())
}
