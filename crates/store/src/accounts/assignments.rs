//! Roles held in jurisdictions, dated.

use crate::db::many::holes;
use crate::{Row, StoreError, Tx, V, v};
use fangxian_core::ids::AccountId;
use fangxian_core::places::PlaceCode;
use fangxian_core::policy::Role;
use fangxian_core::{CityDay, Moment};
use uuid::Uuid;

/// A role in a jurisdiction, dated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assignment {
    /// Which assignment.
    pub id: Uuid,
    /// Who holds the role.
    pub account: AccountId,
    /// The role's code.
    pub role: String,
    /// Where: this place and all within it.
    pub jurisdiction: PlaceCode,
    /// The first day.
    pub from_day: CityDay,
    /// The last day, where it is known.
    pub to_day: Option<CityDay>,
    /// Who gave it: an account's id, or a word where the program did.
    pub granted_by: String,
    /// When it was given.
    pub granted_at: Moment,
}

impl Assignment {
    /// Whether the role is held on this day.
    pub fn holds_on(&self, day: CityDay) -> bool {
        self.from_day <= day && self.to_day.is_none_or(|last| day <= last)
    }
}

/// Adds assignments.
pub async fn assignments_insert(tx: &Tx, assignments: &[Assignment]) -> Result<(), StoreError> {
    let rows: Vec<_> = assignments
        .iter()
        .map(|one| {
            v![
                one.id,
                one.account,
                &one.role,
                &one.jurisdiction,
                one.from_day,
                one.to_day,
                &one.granted_by,
                one.granted_at,
            ]
        })
        .collect();
    tx.exec_rows(
        "insert into assignment (assignment_id, account_id, role, jurisdiction, from_day, to_day,
             granted_by, granted_at)
         values {rows}",
        rows,
    )
    .await?;
    Ok(())
}

/// Everything that an account was ever assigned, oldest first.
pub async fn assignments_of(tx: &Tx, account: AccountId) -> Result<Vec<Assignment>, StoreError> {
    let rows = tx
        .query(
            "select assignment_id, account_id, role, jurisdiction, from_day, to_day, granted_by,
                    granted_at
             from assignment
             where account_id = $1
             order by from_day, assignment_id",
            &v![account],
        )
        .await?;
    rows.iter().map(assignment).collect()
}

/// Who is assigned what on a day, for the list of accounts and for the check that no person
/// holds two roles that must be apart.
pub async fn assignments_on(tx: &Tx, day: CityDay) -> Result<Vec<Assignment>, StoreError> {
    let rows = tx
        .query(
            "select assignment_id, account_id, role, jurisdiction, from_day, to_day, granted_by,
                    granted_at
             from assignment
             where from_day <= $1 and (to_day is null or to_day >= $1)
             order by account_id, from_day, assignment_id",
            &v![day],
        )
        .await?;
    rows.iter().map(assignment).collect()
}

/// Who may sign in and holds one of these roles on a day in one of these places, or in a place
/// within the division `within`.
pub async fn accounts_answering(
    tx: &Tx,
    roles: &[Role],
    places: &[PlaceCode],
    within: Option<&PlaceCode>,
    day: CityDay,
) -> Result<Vec<AccountId>, StoreError> {
    let mut values = Vec::from(v![day]);
    values.extend(roles.iter().map(|role| V::from(role.code())));
    let of_roles = holes(2, roles.len());
    let first = values.len() + 1;
    values.extend(places.iter().map(V::from));
    let mut reached = format!("jurisdiction in ({})", holes(first, places.len()));
    if let Some(division) = within {
        let first = values.len() + 1;
        reached =
            format!("({reached} or (jurisdiction >= ${first} and jurisdiction < ${}))", first + 1);
        // ':' follows '9' in the byte order.
        values.extend(v![division.as_str(), format!("{division}:")]);
    }
    let sql = format!(
        "select distinct assignment.account_id
         from assignment
         join account on account.account_id = assignment.account_id
         where account.disabled_at is null
           and from_day <= $1 and (to_day is null or to_day >= $1)
           and role in ({of_roles}) and {reached}
         order by assignment.account_id"
    );
    let rows = tx.query(&sql, &values).await?;
    rows.iter().map(|row| row.id("account_id", AccountId::from_uuid)).collect()
}

/// Ends an assignment with this as its last day. One that has a last day already is stale.
pub async fn assignment_end(tx: &Tx, id: Uuid, last_day: CityDay) -> Result<(), StoreError> {
    tx.exec_versioned(
        "assignment",
        "update assignment set to_day = $1 where assignment_id = $2 and to_day is null",
        &v![last_day, id],
    )
    .await
}

fn assignment(row: &Row) -> Result<Assignment, StoreError> {
    Ok(Assignment {
        id: row.id("assignment_id", |id| id)?,
        account: row.id("account_id", AccountId::from_uuid)?,
        role: row.text("role")?.to_owned(),
        jurisdiction: row.place("jurisdiction")?,
        from_day: row.day("from_day")?,
        to_day: row.opt_day("to_day")?,
        granted_by: row.text("granted_by")?.to_owned(),
        granted_at: row.moment("granted_at")?,
    })
}
