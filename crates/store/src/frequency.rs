//! How often people are tested: what was said of decisions and of people, and who was reminded.

use crate::db::many::holes;
use crate::{Row, StoreError, Tx, V, v};
use fangxian_core::frequency::{Decided, EntryKind, Trade};
use fangxian_core::ids::{FrequencyFactId, PersonId, TestEntryId, TestRequirementId};
use fangxian_core::places::PlaceCode;
use fangxian_core::{CityDay, Moment, coded};
use std::collections::HashMap;

coded! {
    /// What was said of a decision.
    RequirementFactKind {
        /// It was made.
        Made = "made",
        /// The second person signed it.
        Signed = "signed",
        /// The second person declined it.
        Declined = "declined",
        /// It was given a last day.
        Ended = "ended",
    }

    /// How somebody was reminded.
    ReminderWay {
        /// By a message to the phone in the register.
        Sms = "sms",
        /// At the door.
        Door = "door",
    }
}

/// What was said of a decision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredRequirementFact {
    /// Where the place of the decision stands.
    pub county: String,
    /// Made where it was said.
    pub id: FrequencyFactId,
    /// Of which decision.
    pub requirement: TestRequirementId,
    /// The how-many-th fact of it, from 0.
    pub ordinal: i64,
    /// What.
    pub kind: RequirementFactKind,
    /// What was decided, where it is made.
    pub decided: Option<Decided>,
    /// The last day, where it is ended.
    pub ended: Option<CityDay>,
    /// When.
    pub at: Moment,
    /// Who, by sign-in name.
    pub by: String,
    /// Why.
    pub reason: String,
    /// The keyed fingerprint of what was asked for: the same id with another is refused.
    pub body_mac: Vec<u8>,
}

const REQUIREMENT_COLUMNS: &str = "county, fact_id, requirement_id, ordinal, kind, place, \
     every_days, trade, first_day, last_day, as_written, source, at, by_login, reason, body_mac";

/// Adds what was said of a decision. One that another has come before is refused by a unique index.
pub async fn requirement_fact_insert(
    tx: &Tx,
    fact: &StoredRequirementFact,
) -> Result<(), StoreError> {
    let decided = fact.decided.as_ref();
    let sql = format!(
        "insert into test_requirement_fact ({REQUIREMENT_COLUMNS})
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)"
    );
    let values = v![
        &fact.county,
        fact.id.uuid(),
        fact.requirement.uuid(),
        fact.ordinal,
        fact.kind.code(),
        decided.map(|one| one.place.clone()),
        decided.map(|one| i64::from(one.every_days)),
        decided.and_then(|one| one.trade).map(Trade::code),
        decided.map(|one| one.first),
        fact.ended.or(decided.and_then(|one| one.last)),
        decided.map(|one| one.as_written.clone()),
        decided.map(|one| one.source.clone()),
        fact.at,
        &fact.by,
        &fact.reason,
        fact.body_mac.clone(),
    ];
    tx.exec(&sql, &values).await.map(drop)
}

/// All that was said of decisions, those of one together and in their order.
pub async fn requirement_facts_all(tx: &Tx) -> Result<Vec<StoredRequirementFact>, StoreError> {
    let sql = format!(
        "select {REQUIREMENT_COLUMNS} from test_requirement_fact
         order by requirement_id, ordinal"
    );
    tx.query(&sql, &[]).await?.iter().map(requirement_fact_of).collect()
}

/// What was said of one decision, in its order.
pub async fn requirement_facts_of(
    tx: &Tx,
    id: TestRequirementId,
) -> Result<Vec<StoredRequirementFact>, StoreError> {
    let sql = format!(
        "select {REQUIREMENT_COLUMNS} from test_requirement_fact
         where requirement_id = $1 order by ordinal"
    );
    tx.query(&sql, &v![id.uuid()]).await?.iter().map(requirement_fact_of).collect()
}

fn requirement_fact_of(row: &Row) -> Result<StoredRequirementFact, StoreError> {
    let kind = row.word("kind", RequirementFactKind::from_code)?;
    let decided = match kind {
        RequirementFactKind::Made => Some(Decided {
            place: row.place("place")?,
            trade: row.opt_word("trade", Trade::from_code)?,
            every_days: u8::try_from(row.int("every_days")?)
                .map_err(|_| row.damaged("every_days"))?,
            first: row.day("first_day")?,
            last: row.opt_day("last_day")?,
            as_written: row.text("as_written")?.to_owned(),
            source: row.text("source")?.to_owned(),
        }),
        RequirementFactKind::Signed
        | RequirementFactKind::Declined
        | RequirementFactKind::Ended => None,
    };
    let ended = match kind {
        RequirementFactKind::Ended => row.opt_day("last_day")?,
        RequirementFactKind::Made | RequirementFactKind::Signed | RequirementFactKind::Declined => {
            None
        }
    };
    Ok(StoredRequirementFact {
        county: row.text("county")?.to_owned(),
        id: row.id("fact_id", FrequencyFactId::from_uuid)?,
        requirement: row.id("requirement_id", TestRequirementId::from_uuid)?,
        ordinal: row.int("ordinal")?,
        kind,
        decided,
        ended,
        at: row.moment("at")?,
        by: row.text("by_login")?.to_owned(),
        reason: row.text("reason")?.to_owned(),
        body_mac: row.bytes("body_mac")?.to_vec(),
    })
}

/// What was said of a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredEntryFact {
    /// Where the record of the person lies.
    pub county: String,
    /// Made where it was said.
    pub id: FrequencyFactId,
    /// Of which entry.
    pub entry: TestEntryId,
    /// 0 for what begins it, 1 for what ends it.
    pub ordinal: i64,
    /// Of whom.
    pub person: PersonId,
    /// That he works in a trade, or is put off.
    pub kind: EntryKind,
    /// The trade, where that begins.
    pub trade: Option<Trade>,
    /// The first day, where it begins.
    pub first: Option<CityDay>,
    /// The last day, where one is set.
    pub last: Option<CityDay>,
    /// When.
    pub at: Moment,
    /// Who, by sign-in name.
    pub by: String,
    /// Where he works, or why he is put off, sealed.
    pub body: Vec<u8>,
    /// The keyed fingerprint of what was asked for.
    pub body_mac: Vec<u8>,
}

const ENTRY_COLUMNS: &str = "county, fact_id, entry_id, ordinal, person_id, kind, trade, \
     first_day, last_day, at, by_login, body_sealed, body_mac";

/// Adds what was said of people. One that another has come before is refused by a unique index.
pub async fn entry_facts_insert(tx: &Tx, facts: &[StoredEntryFact]) -> Result<(), StoreError> {
    let row = |fact: &StoredEntryFact| -> [V; 13] {
        v![
            &fact.county,
            fact.id.uuid(),
            fact.entry.uuid(),
            fact.ordinal,
            fact.person.uuid(),
            fact.kind.code(),
            fact.trade.map(Trade::code),
            fact.first,
            fact.last,
            fact.at,
            &fact.by,
            fact.body.clone(),
            fact.body_mac.clone(),
        ]
    };
    let sql = format!("insert into test_entry_fact ({ENTRY_COLUMNS}) values {{rows}}");
    tx.exec_rows(&sql, facts.iter().map(row).collect()).await.map(drop)
}

/// Which of these facts are kept, with the fingerprints of what was asked for.
pub async fn entry_fact_macs(
    tx: &Tx,
    county: &str,
    ids: &[FrequencyFactId],
) -> Result<Vec<(FrequencyFactId, Vec<u8>)>, StoreError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let sql = format!(
        "select fact_id, body_mac from test_entry_fact where county = $1 and fact_id in ({})",
        holes(2, ids.len())
    );
    let mut values = v![county].to_vec();
    values.extend(ids.iter().map(|id| V::from(id.uuid())));
    let known = |row: &Row| {
        Ok((row.id("fact_id", FrequencyFactId::from_uuid)?, row.bytes("body_mac")?.to_vec()))
    };
    tx.query(&sql, &values).await?.iter().map(known).collect()
}

/// What was said of the people who are counted in a community, those of one entry together and in
/// their order.
pub async fn entry_facts_of_community(
    tx: &Tx,
    community: &PlaceCode,
) -> Result<Vec<StoredEntryFact>, StoreError> {
    let columns: Vec<String> =
        ENTRY_COLUMNS.split(", ").map(|column| format!("f.{}", column.trim())).collect();
    let sql = format!(
        "select {} from person p
         join test_entry_fact f on f.county = p.county and f.person_id = p.person_id
         where p.county = $1 and p.community = $2 and p.gone_at is null
         order by f.entry_id, f.ordinal",
        columns.join(", ")
    );
    tx.query(&sql, &v![community.county(), community]).await?.iter().map(entry_fact_of).collect()
}

/// What was said of these people, those of one entry together and in their order.
pub async fn entry_facts_of_people(
    tx: &Tx,
    counties: &[String],
    people: &[PersonId],
) -> Result<Vec<StoredEntryFact>, StoreError> {
    let mut found = Vec::new();
    for county in counties {
        for part in people.chunks(500) {
            let sql = format!(
                "select {ENTRY_COLUMNS} from test_entry_fact
                 where county = $1 and person_id in ({}) order by entry_id, ordinal",
                holes(2, part.len())
            );
            let mut values = vec![V::from(county)];
            values.extend(part.iter().map(|id| V::from(id.uuid())));
            for row in &tx.query(&sql, &values).await? {
                found.push(entry_fact_of(row)?);
            }
        }
    }
    Ok(found)
}

/// What was said of one entry, wherever in these counties it is.
pub async fn entry_facts_of(
    tx: &Tx,
    counties: &[String],
    id: TestEntryId,
) -> Result<Vec<StoredEntryFact>, StoreError> {
    let sql = format!(
        "select {ENTRY_COLUMNS} from test_entry_fact where entry_id = $1 and county in ({})
         order by ordinal",
        holes(2, counties.len())
    );
    let mut values = vec![V::from(id.uuid())];
    values.extend(counties.iter().map(V::from));
    tx.query(&sql, &values).await?.iter().map(entry_fact_of).collect()
}

fn entry_fact_of(row: &Row) -> Result<StoredEntryFact, StoreError> {
    Ok(StoredEntryFact {
        county: row.text("county")?.to_owned(),
        id: row.id("fact_id", FrequencyFactId::from_uuid)?,
        entry: row.id("entry_id", TestEntryId::from_uuid)?,
        ordinal: row.int("ordinal")?,
        person: row.id("person_id", PersonId::from_uuid)?,
        kind: row.word("kind", EntryKind::from_code)?,
        trade: row.opt_word("trade", Trade::from_code)?,
        first: row.opt_day("first_day")?,
        last: row.opt_day("last_day")?,
        at: row.moment("at")?,
        by: row.text("by_login")?.to_owned(),
        body: row.bytes("body_sealed")?.to_vec(),
        body_mac: row.bytes("body_mac")?.to_vec(),
    })
}

/// Since when each person who is counted in a community is: since he was registered, or since he
/// came back.
pub async fn people_since(
    tx: &Tx,
    community: &PlaceCode,
) -> Result<Vec<(PersonId, Moment)>, StoreError> {
    let sql = "select person_id, created_at as since from person
               where county = $1 and community = $2 and gone_at is null";
    let since = |row: &Row| Ok((row.id("person_id", PersonId::from_uuid)?, row.moment("since")?));
    let values = v![community.county(), community];
    let registered: Result<Vec<(PersonId, Moment)>, StoreError> =
        tx.query(sql, &values).await?.iter().map(since).collect();
    let sql = "select p.person_id, max(f.at) as since from person p
               join person_fact f on f.county = p.county and f.person_id = p.person_id
               where p.county = $1 and p.community = $2 and p.gone_at is null
                 and f.kind = 'returned'
               group by p.person_id";
    let returned: Result<HashMap<PersonId, Moment>, StoreError> =
        tx.query(sql, &values).await?.iter().map(since).collect();
    let returned = returned?;
    let later = |(id, at): (PersonId, Moment)| {
        (id, returned.get(&id).map_or(at, |returned| at.max(*returned)))
    };
    Ok(registered?.into_iter().map(later).collect())
}

/// Notes that these people of one county were reminded of a day. Gives those who had not been.
pub async fn reminders_insert(
    tx: &Tx,
    county: &str,
    people: &[PersonId],
    due: CityDay,
    (way, at, by): (ReminderWay, Moment, Option<&str>),
) -> Result<Vec<PersonId>, StoreError> {
    let mut fresh = Vec::new();
    for part in people.chunks(500) {
        let known = reminded(tx, county, part, due).await?;
        let new: Vec<PersonId> = part.iter().copied().filter(|id| !known.contains(id)).collect();
        let row = |id: &PersonId| -> [V; 6] { v![county, id.uuid(), due, way.code(), at, by] };
        // Two servers that do so at once: the second waits at the key of the first and fails whole.
        tx.exec_rows(
            "insert into test_reminder (county, person_id, due_day, way, at, by_login)
             values {rows}",
            new.iter().map(row).collect(),
        )
        .await?;
        fresh.extend(new);
    }
    Ok(fresh)
}

/// Those of these people who were reminded of a day.
pub async fn reminded(
    tx: &Tx,
    county: &str,
    people: &[PersonId],
    due: CityDay,
) -> Result<Vec<PersonId>, StoreError> {
    let mut found = Vec::new();
    for part in people.chunks(500) {
        let sql = format!(
            "select person_id from test_reminder
             where county = $1 and due_day = $2 and person_id in ({})",
            holes(3, part.len())
        );
        let mut values = v![county, due].to_vec();
        values.extend(part.iter().map(|id| V::from(id.uuid())));
        for row in &tx.query(&sql, &values).await? {
            found.push(row.id("person_id", PersonId::from_uuid)?);
        }
    }
    Ok(found)
}
