//! What tables took down, as they sent it.

use super::{by_county, code_of, values};
use crate::db::many::holes;
use crate::{Row, StoreError, Tx, V, v};
use fangxian_core::Moment;
use fangxian_core::ids::{DeviceId, PersonId, RoundId, TubePartId, TubeUseId};
use fangxian_core::places::PlaceCode;
use fangxian_core::sampling::{Sampled, TubeCode};
use std::collections::HashMap;
use uuid::Uuid;

/// Somebody whom a table took down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MemberTaken {
    /// Who.
    pub who: Sampled,
    /// When the swab was taken, by the clock of the table.
    pub taken_at: Moment,
}

/// What a table took down for a tube.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredPart {
    /// Which part.
    pub id: TubePartId,
    /// Of which tube.
    pub tube: TubeCode,
    /// Of which use of it.
    pub use_id: TubeUseId,
    /// For which round.
    pub round: RoundId,
    /// The place of the first of these in the tube, from 0.
    pub first_position: i64,
    /// Who was taken down, in order.
    pub members: Vec<MemberTaken>,
    /// Who is in no register, sealed.
    pub strangers: Option<Vec<u8>>,
    /// By which phone.
    pub device: DeviceId,
    /// By whom, by sign-in name.
    pub by: String,
    /// When we heard of it.
    pub received_at: Moment,
    /// How far the clock of the phone was ahead of ours, in milliseconds.
    pub skew_ms: i64,
    /// The keyed fingerprint of what was sent.
    pub body_mac: Vec<u8>,
}

/// Somebody who was sampled, found by his community.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Taken {
    /// Which part says so.
    pub part: TubePartId,
    /// His place in the tube, from 0.
    pub position: i64,
    /// The tube.
    pub tube: TubeCode,
    /// For which round.
    pub round: RoundId,
    /// Who.
    pub person: PersonId,
    /// When, by our clock.
    pub taken_at: Moment,
    /// When we heard of it.
    pub received_at: Moment,
}

const COLUMNS: &str = "county, part_id, tube_code, use_id, round_id, first_position, members, \
     strangers_sealed, device_id, by_login, received_at, skew_ms, body_mac";

/// Adds parts. One whose id is known is passed over: compare first.
pub async fn parts_insert(tx: &Tx, parts: &[StoredPart]) -> Result<u64, StoreError> {
    let row = |one: &StoredPart| -> [V; 14] {
        v![
            one.tube.county(),
            one.id.uuid(),
            one.tube.to_string(),
            one.use_id.uuid(),
            one.round.uuid(),
            one.first_position,
            i64::try_from(one.members.len()).unwrap_or(i64::MAX),
            packed(&one.members),
            one.strangers.clone(),
            one.device.uuid(),
            &one.by,
            one.received_at,
            one.skew_ms,
            one.body_mac.clone(),
        ]
    };
    tx.exec_rows(
        "insert into tube_part (county, part_id, tube_code, use_id, round_id, first_position,
             n_members, members, strangers_sealed, device_id, by_login, received_at, skew_ms,
             body_mac)
         values {rows}
         on conflict (county, part_id) do nothing",
        parts.iter().map(row).collect(),
    )
    .await
}

/// Notes in which communities the people of parts are counted.
pub async fn sampled_in_insert(
    tx: &Tx,
    round: RoundId,
    at: Moment,
    of: &[(PlaceCode, String, TubePartId)],
) -> Result<u64, StoreError> {
    let row = |(community, county, part): &(PlaceCode, String, TubePartId)| -> [V; 6] {
        v![community.county(), community, round.uuid(), at, county, part.uuid()]
    };
    tx.exec_rows(
        "insert into sampled_in (county, community, round_id, received_at, part_county, part_id)
         values {rows}
         on conflict (county, community, round_id, received_at, part_id) do nothing",
        of.iter().map(row).collect(),
    )
    .await
}

/// Of those of these parts that are known, the fingerprint of what was sent.
pub async fn part_macs(
    tx: &Tx,
    parts: &[(String, TubePartId)],
) -> Result<HashMap<TubePartId, Vec<u8>>, StoreError> {
    let mut counties: HashMap<&str, Vec<TubePartId>> = HashMap::new();
    for (county, part) in parts {
        counties.entry(county).or_default().push(*part);
    }
    let mut found = HashMap::new();
    for (county, ids) in counties {
        for part in ids.chunks(500) {
            let sql = format!(
                "select part_id, body_mac from tube_part where county = $1 and part_id in ({})",
                holes(2, part.len())
            );
            let mut values = vec![V::from(county)];
            values.extend(part.iter().map(|id| V::from(id.uuid())));
            for row in &tx.query(&sql, &values).await? {
                let id = row.id("part_id", TubePartId::from_uuid)?;
                found.insert(id, row.bytes("body_mac")?.to_vec());
            }
        }
    }
    Ok(found)
}

/// Keeps a part aside that says something else under an id that is taken.
pub async fn part_aside(
    tx: &Tx,
    (county, aside): (&str, Uuid),
    part: TubePartId,
    body: Vec<u8>,
    (by, at): (&str, Moment),
) -> Result<(), StoreError> {
    tx.exec(
        "insert into tube_part_aside (county, aside_id, part_id, body_sealed, by_login,
             received_at)
         values ($1, $2, $3, $4, $5, $6)",
        &v![county, aside, part.uuid(), body, by, at],
    )
    .await
    .map(drop)
}

/// What was taken down for these tubes, by tube and position.
pub async fn parts_of_tubes(tx: &Tx, codes: &[TubeCode]) -> Result<Vec<StoredPart>, StoreError> {
    let mut found = Vec::new();
    for (county, part) in by_county(codes) {
        let sql = format!(
            "select {COLUMNS} from tube_part where county = $1 and tube_code in ({})
             order by tube_code, first_position, part_id",
            holes(2, part.len())
        );
        for row in &tx.query(&sql, &values(&county, &part)).await? {
            found.push(part_of(row)?);
        }
    }
    Ok(found)
}

/// How many were taken down for each of these tubes.
pub async fn n_inside_of(
    tx: &Tx,
    codes: &[TubeCode],
) -> Result<HashMap<TubeCode, i64>, StoreError> {
    let mut found = HashMap::new();
    for (county, part) in by_county(codes) {
        let sql = format!(
            "select tube_code, cast(sum(n_members) as bigint) as n_inside from tube_part
             where county = $1 and tube_code in ({}) group by tube_code",
            holes(2, part.len())
        );
        for row in &tx.query(&sql, &values(&county, &part)).await? {
            found.insert(code_of(row)?, row.int("n_inside")?);
        }
    }
    Ok(found)
}

/// The parts with somebody of a community that were received from `since` on; those of one round,
/// where it is given.
pub async fn parts_of_community(
    tx: &Tx,
    community: &PlaceCode,
    round: Option<RoundId>,
    since: Moment,
) -> Result<Vec<StoredPart>, StoreError> {
    let columns: Vec<String> =
        COLUMNS.split(", ").map(|column| format!("p.{}", column.trim())).collect();
    let mut sql = format!(
        "select {} from sampled_in s
         join tube_part p on p.county = s.part_county and p.part_id = s.part_id
         where s.county = $1 and s.community = $2 and s.received_at >= $3",
        columns.join(", ")
    );
    let mut values: Vec<V> = v![community.county(), community, since].into();
    if let Some(round) = round {
        sql.push_str(" and s.round_id = $4");
        values.push(V::from(round.uuid()));
    }
    tx.query(&sql, &values).await?.iter().map(part_of).collect()
}

impl StoredPart {
    /// Everybody of the register in it.
    pub fn taken(&self) -> impl Iterator<Item = Taken> {
        let (part, tube, round, first) = (self.id, self.tube, self.round, self.first_position);
        let (skew, received_at) = (self.skew_ms, self.received_at);
        self.members.iter().zip(0..).filter_map(move |(one, n)| match one.who {
            Sampled::Person(person) => Some(Taken {
                part,
                position: first + n,
                tube,
                round,
                person,
                taken_at: one.taken_at.plus_ms(-skew),
                received_at,
            }),
            Sampled::Stranger(_) => None,
        })
    }
}

/// Bytes of one member: what he is, who, when.
const MEMBER_BYTES: usize = 25;

fn packed(members: &[MemberTaken]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(members.len() * MEMBER_BYTES);
    for one in members {
        match one.who {
            Sampled::Person(person) => {
                bytes.push(0);
                bytes.extend(person.uuid().as_bytes());
            }
            Sampled::Stranger(place) => {
                bytes.push(1);
                bytes.push(place);
                bytes.extend([0; 15]);
            }
        }
        bytes.extend(one.taken_at.0.to_be_bytes());
    }
    bytes
}

fn unpacked(bytes: &[u8]) -> Option<Vec<MemberTaken>> {
    if !bytes.len().is_multiple_of(MEMBER_BYTES) {
        return None;
    }
    let member = |bytes: &[u8]| {
        let (kind, rest) = bytes.split_first()?;
        let (who, at) = rest.split_at_checked(16)?;
        let who: [u8; 16] = who.try_into().ok()?;
        let who = match kind {
            0 => Sampled::Person(PersonId::from_uuid(Uuid::from_bytes(who))),
            1 => Sampled::Stranger(who[0]),
            _ => return None,
        };
        Some(MemberTaken { who, taken_at: Moment(i64::from_be_bytes(at.try_into().ok()?)) })
    };
    bytes.chunks(MEMBER_BYTES).map(member).collect()
}

fn part_of(row: &Row) -> Result<StoredPart, StoreError> {
    Ok(StoredPart {
        id: row.id("part_id", TubePartId::from_uuid)?,
        tube: code_of(row)?,
        use_id: row.id("use_id", TubeUseId::from_uuid)?,
        round: row.id("round_id", RoundId::from_uuid)?,
        first_position: row.int("first_position")?,
        members: unpacked(row.bytes("members")?).ok_or_else(|| row.damaged("members"))?,
        strangers: row.opt_bytes("strangers_sealed")?.map(<[u8]>::to_vec),
        device: row.id("device_id", DeviceId::from_uuid)?,
        by: row.text("by_login")?.to_owned(),
        received_at: row.moment("received_at")?,
        skew_ms: row.int("skew_ms")?,
        body_mac: row.bytes("body_mac")?.to_vec(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_are_packed_and_unpacked() {
        let members = vec![
            MemberTaken {
                who: Sampled::Person(PersonId::from_uuid(Uuid::from_u128(7 << 90 | 5))),
                taken_at: Moment(1_669_600_000_123),
            },
            MemberTaken { who: Sampled::Stranger(3), taken_at: Moment(-1) },
        ];
        assert_eq!(unpacked(&packed(&members)), Some(members.clone()));
        assert_eq!(unpacked(&packed(&members)[1..]), None);
        let mut bent = packed(&members);
        bent[0] = 9;
        assert_eq!(unpacked(&bent), None);
    }
}
