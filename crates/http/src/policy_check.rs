//! The route table, for the test that walks all routes with all roles.

use crate::api::guarded_routes;
use fangxian_core::policy::Act;

/// A route and its act.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RouteRow {
    /// GET, POST …
    pub method: &'static str,
    /// Under `/api/v1`.
    pub path: &'static str,
    /// The row of the policy table that it stands under.
    pub act: Act,
}

/// Every route that asks for a session.
pub fn routes() -> Vec<RouteRow> {
    guarded_routes()
        .into_iter()
        .map(|route| RouteRow { method: route.method, path: route.path, act: route.act })
        .collect()
}
