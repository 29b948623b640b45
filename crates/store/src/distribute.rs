//! Prepares a PostgreSQL with the Citus extension: what grows is spread over the machines by
//! county, and what a county has lies together on one of them; the rest stands on every machine.

use crate::schema::Schema;
use std::collections::BTreeSet;

/// The statements that spread the tables of a migrated, empty database. Run once, in order, as
/// the owner of the tables. Tables come after those that they refer to.
pub fn distribute_statements(schema: &Schema, references: &BTreeSet<String>) -> Vec<String> {
    let mut statements = vec!["create extension if not exists citus".to_owned()];
    let tables = schema.parents_first();
    let (everywhere, growing): (Vec<&str>, Vec<&str>) =
        tables.iter().map(|table| table.name.as_str()).partition(|name| references.contains(*name));
    for name in everywhere {
        statements.push(format!("select create_reference_table('{name}')"));
    }
    let first = growing.first().copied().unwrap_or_default();
    for name in growing {
        let beside = if name == first { "none" } else { first };
        statements.push(format!(
            "select create_distributed_table('{name}', 'county', colocate_with => '{beside}')"
        ));
    }
    statements
}
