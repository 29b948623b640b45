//! What is asked of homes and sites of isolation, and by whose words, on the wire.

use super::wire::Clause;
use fangxian_core::isolation::IsolationRules;
use serde::Serialize;
use utoipa::ToSchema;

/// A condition or an item with its words.
#[derive(Serialize, ToSchema)]
pub(crate) struct IsolationWords {
    code: String,
    words: String,
    is_needed: bool,
}

/// What is asked of homes and sites, and by whose words.
#[derive(Serialize, ToSchema)]
pub(crate) struct IsolationRulesView {
    home: Vec<IsolationWords>,
    check: Vec<IsolationWords>,
    rooms: Clause,
    ride: Clause,
    home_clause: Clause,
    check_clause: Clause,
}

pub(super) fn rules_view(rules: &IsolationRules) -> IsolationRulesView {
    let words = |code: &str, words: &str, is_needed| IsolationWords {
        code: code.to_owned(),
        words: words.to_owned(),
        is_needed,
    };
    let home = rules.home.iter().map(|one| words(one.condition.code(), &one.words, one.is_needed));
    IsolationRulesView {
        home: home.collect(),
        check: rules.check.iter().map(|one| words(one.item.code(), &one.words, true)).collect(),
        rooms: Clause::from(&rules.rooms.clause),
        ride: Clause::from(&rules.ride.clause),
        home_clause: Clause::from(&rules.home_clause),
        check_clause: Clause::from(&rules.check_clause),
    }
}
