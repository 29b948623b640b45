//! The look-up of results: tries that are counted, codes that went out, cards, who may look for
//! whom, and who looked. No number of a person stands here, only keyed indexes.

use crate::db::many::holes;
use crate::{Row, StoreError, Tx, V, v};
use fangxian_core::ids::{BindingFactId, BindingId, PersonId};
use fangxian_core::looks::PageLook;
use fangxian_core::results::{Consent, TRIES_MAX, TryKind};
use fangxian_core::{CityDay, Moment};
use uuid::Uuid;

/// Takes one of the places for a try, before anything is looked at. None where all are taken: as
/// many were tried within the while. Of those who try at once no more get a place than there are.
pub async fn try_take(
    tx: &Tx,
    county: &str,
    (kind, subject): (TryKind, &[u8]),
    try_id: Uuid,
    now: Moment,
) -> Result<bool, StoreError> {
    for slot in 0..TRIES_MAX {
        let taken = tx
            .exec(
                "insert into result_try (county, kind, subject, slot, try_id, tried_at)
                 values ($1, $2, $3, $4, $5, $6)
                 on conflict (county, kind, subject, slot) do update
                 set try_id = excluded.try_id, tried_at = excluded.tried_at
                 where result_try.tried_at <= $7",
                &v![
                    county,
                    kind.code(),
                    subject.to_vec(),
                    slot,
                    try_id,
                    now,
                    now.plus_ms(-kind.while_ms())
                ],
            )
            .await?;
        if taken == 1 {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Gives the place of a try back: it succeeded.
pub async fn try_give_back(
    tx: &Tx,
    county: &str,
    (kind, subject): (TryKind, &[u8]),
    try_id: Uuid,
) -> Result<(), StoreError> {
    tx.exec(
        "delete from result_try
         where county = $1 and kind = $2 and subject = $3 and try_id = $4",
        &v![county, kind.code(), subject.to_vec(), try_id],
    )
    .await?;
    Ok(())
}

/// A code that went out, or as if it had.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredCode {
    /// Which.
    pub id: Uuid,
    /// For whom: the keyed index of the document.
    pub document_index: Vec<u8>,
    /// The keyed fingerprint of the code.
    pub mac: Vec<u8>,
    /// When.
    pub sent_at: Moment,
}

/// Keeps a code.
pub async fn code_insert(tx: &Tx, county: &str, code: &StoredCode) -> Result<(), StoreError> {
    tx.exec(
        "insert into result_code (county, code_id, document_index, code_mac, sent_at)
         values ($1, $2, $3, $4, $5)",
        &v![county, code.id, code.document_index.clone(), code.mac.clone(), code.sent_at],
    )
    .await?;
    Ok(())
}

/// The last code for a document that went out after a moment, and was not used.
pub async fn code_open(
    tx: &Tx,
    county: &str,
    document_index: &[u8],
    after: Moment,
) -> Result<Option<StoredCode>, StoreError> {
    let row = tx
        .query_opt(
            "select code_id, document_index, code_mac, sent_at, used_at from result_code
             where county = $1 and document_index = $2 and sent_at > $3
             order by sent_at desc, code_id desc limit 1",
            &v![county, document_index.to_vec(), after],
        )
        .await?;
    let Some(row) = row else { return Ok(None) };
    if row.opt_moment("used_at")?.is_some() {
        return Ok(None);
    }
    Ok(Some(StoredCode {
        id: row.id("code_id", |id| id)?,
        document_index: row.bytes("document_index")?.to_vec(),
        mac: row.bytes("code_mac")?.to_vec(),
        sent_at: row.moment("sent_at")?,
    }))
}

/// Uses a code up. False where somebody else just did.
pub async fn code_use(tx: &Tx, county: &str, id: Uuid, now: Moment) -> Result<bool, StoreError> {
    let n_used = tx
        .exec(
            "update result_code set used_at = $1
             where county = $2 and code_id = $3 and used_at is null",
            &v![now, county, id],
        )
        .await?;
    Ok(n_used == 1)
}

/// Clears away tries and codes that no longer count. Returns how many.
pub async fn tries_clear(tx: &Tx, county: &str, before: Moment) -> Result<u64, StoreError> {
    let tries = "delete from result_try where county = $1 and tried_at < $2";
    let codes = "delete from result_code where county = $1 and sent_at < $2";
    Ok(tx.exec(tries, &v![county, before]).await? + tx.exec(codes, &v![county, before]).await?)
}

/// The numbers of people's cards, where they are not the first.
pub async fn card_numbers(
    tx: &Tx,
    counties: &[String],
    people: &[PersonId],
) -> Result<Vec<(PersonId, i64)>, StoreError> {
    let mut found = Vec::new();
    for part in people.chunks(500) {
        let sql = format!(
            "select person_id, max(card_number) as card_number from result_card
             where county in ({}) and person_id in ({}) group by person_id",
            holes(1, counties.len()),
            holes(1 + counties.len(), part.len())
        );
        let mut values: Vec<V> = counties.iter().map(V::from).collect();
        values.extend(part.iter().map(|id| V::from(id.uuid())));
        for row in &tx.query(&sql, &values).await? {
            found.push((row.id("person_id", PersonId::from_uuid)?, row.int("card_number")?));
        }
    }
    Ok(found)
}

/// Gives somebody a card of this number. False where there is one of it already.
pub async fn card_insert(
    tx: &Tx,
    county: &str,
    person: PersonId,
    (number, now): (i64, Moment),
    by: &str,
) -> Result<bool, StoreError> {
    let n_made = tx
        .exec(
            "insert into result_card (county, person_id, card_number, made_at, by_login)
             values ($1, $2, $3, $4, $5)
             on conflict (county, person_id, card_number) do nothing",
            &v![county, person.uuid(), number, now, by],
        )
        .await?;
    Ok(n_made == 1)
}

/// What was done to a binding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredBindingFact {
    /// Made where it was done.
    pub id: BindingFactId,
    /// Where the record of whose results it is lies.
    pub county: String,
    /// Of which binding.
    pub binding: BindingId,
    /// Whose results.
    pub person: PersonId,
    /// Who looks.
    pub proxy: PersonId,
    /// What was done.
    pub said: BindingSaid,
    /// When.
    pub at: Moment,
    /// Who wrote it down, by sign-in name.
    pub by: String,
    /// The keyed fingerprint of what was asked for.
    pub body_mac: Vec<u8>,
}

/// What was done to a binding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BindingSaid {
    /// It holds from the first to the last day, by this consent.
    Begun(Consent, CityDay, CityDay),
    /// It holds no more.
    Ended,
}

const BINDING_COLUMNS: &str = "county, fact_id, binding_id, ordinal, person_id, proxy_id, consent, \
     first_day, last_day, at, by_login, body_mac";

/// Adds what was done. Of two who end one at once the second is refused by a unique index.
pub async fn binding_fact_insert(tx: &Tx, fact: &StoredBindingFact) -> Result<(), StoreError> {
    let (ordinal, begun) = match fact.said {
        BindingSaid::Begun(consent, from, to) => (0_i64, Some((consent, from, to))),
        BindingSaid::Ended => (1, None),
    };
    let sql = format!(
        "insert into result_binding_fact ({BINDING_COLUMNS})
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)"
    );
    tx.exec(
        &sql,
        &v![
            &fact.county,
            fact.id.uuid(),
            fact.binding.uuid(),
            ordinal,
            fact.person.uuid(),
            fact.proxy.uuid(),
            begun.map(|(consent, _, _)| consent.code()),
            begun.map(|(_, from, _)| from),
            begun.map(|(_, _, to)| to),
            fact.at,
            &fact.by,
            fact.body_mac.clone(),
        ],
    )
    .await?;
    Ok(())
}

/// What was done to one binding, what begins it first.
pub async fn binding_facts(
    tx: &Tx,
    counties: &[String],
    binding: BindingId,
) -> Result<Vec<StoredBindingFact>, StoreError> {
    facts_where(tx, counties, "binding_id", &[binding.uuid()]).await
}

/// What was done to the bindings of those whose results these are.
pub async fn bindings_of(
    tx: &Tx,
    counties: &[String],
    people: &[PersonId],
) -> Result<Vec<StoredBindingFact>, StoreError> {
    let ids: Vec<Uuid> = people.iter().map(|id| id.uuid()).collect();
    facts_where(tx, counties, "person_id", &ids).await
}

/// What was done to the bindings by which these may look.
pub async fn bindings_by(
    tx: &Tx,
    counties: &[String],
    proxies: &[PersonId],
) -> Result<Vec<StoredBindingFact>, StoreError> {
    let ids: Vec<Uuid> = proxies.iter().map(|id| id.uuid()).collect();
    facts_where(tx, counties, "proxy_id", &ids).await
}

async fn facts_where(
    tx: &Tx,
    counties: &[String],
    column: &str,
    ids: &[Uuid],
) -> Result<Vec<StoredBindingFact>, StoreError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let sql = format!(
        "select {BINDING_COLUMNS} from result_binding_fact
         where county in ({}) and {column} in ({}) order by binding_id, ordinal",
        holes(1, counties.len()),
        holes(1 + counties.len(), ids.len())
    );
    let mut values: Vec<V> = counties.iter().map(V::from).collect();
    values.extend(ids.iter().map(|id| V::from(*id)));
    tx.query(&sql, &values).await?.iter().map(binding_of).collect()
}

fn binding_of(row: &Row) -> Result<StoredBindingFact, StoreError> {
    let said = match row.int("ordinal")? {
        0 => BindingSaid::Begun(
            row.word("consent", Consent::from_code)?,
            row.day("first_day")?,
            row.day("last_day")?,
        ),
        _ => BindingSaid::Ended,
    };
    Ok(StoredBindingFact {
        id: row.id("fact_id", BindingFactId::from_uuid)?,
        county: row.text("county")?.to_owned(),
        binding: row.id("binding_id", BindingId::from_uuid)?,
        person: row.id("person_id", PersonId::from_uuid)?,
        proxy: row.id("proxy_id", PersonId::from_uuid)?,
        said,
        at: row.moment("at")?,
        by: row.text("by_login")?.to_owned(),
        body_mac: row.bytes("body_mac")?.to_vec(),
    })
}

/// That somebody's results were looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredLook {
    /// Which time.
    pub id: Uuid,
    /// Where his record lies.
    pub county: String,
    /// Whose results.
    pub person: PersonId,
    /// Who looked, where it was not himself.
    pub proxy: Option<PersonId>,
    /// When.
    pub at: Moment,
    /// At what; none where that was not kept.
    pub what: Option<PageLook>,
}

/// Notes who looked.
pub async fn looks_insert(tx: &Tx, looks: &[StoredLook]) -> Result<(), StoreError> {
    let rows: Vec<[V; 6]> = looks
        .iter()
        .map(|one| {
            v![
                &one.county,
                one.id,
                one.person.uuid(),
                one.proxy.map(PersonId::uuid),
                one.at,
                one.what.map(|what| what.code()),
            ]
        })
        .collect();
    tx.exec_rows(
        "insert into result_look (county, look_id, person_id, proxy_id, at, what) values {rows}",
        rows,
    )
    .await?;
    Ok(())
}

/// The last times that somebody's results were looked at, the newest first.
pub async fn looks_latest(
    tx: &Tx,
    county: &str,
    person: PersonId,
    limit: i64,
) -> Result<Vec<StoredLook>, StoreError> {
    let rows = tx
        .query(
            "select county, look_id, person_id, proxy_id, at, what from result_look
             where county = $1 and person_id = $2 order by at desc, look_id desc limit $3",
            &v![county, person.uuid(), limit],
        )
        .await?;
    let look = |row: &Row| {
        Ok(StoredLook {
            id: row.id("look_id", |id| id)?,
            county: row.text("county")?.to_owned(),
            person: row.id("person_id", PersonId::from_uuid)?,
            proxy: row.opt_id("proxy_id", PersonId::from_uuid)?,
            at: row.moment("at")?,
            what: row.opt_word("what", PageLook::from_code)?,
        })
    };
    rows.iter().map(look).collect()
}
