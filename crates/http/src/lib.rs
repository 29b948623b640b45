//! How Fangxian speaks: routes, callers, wire types beside their handlers, OpenAPI, the public
//! pages and the two apps.

mod api;
mod assets;
mod caller;
mod door;
mod error;
mod events;
mod front;
mod gate;
mod gate_page;
mod metrics;
mod pass;
mod peer;
mod policy_check;
pub mod public;
mod router;
mod state;
mod wire;

pub use api::openapi;
pub use front::Front;
pub use metrics::metrics_router;
pub use policy_check::{RouteRow, routes};
pub use router::router;
pub use state::{Cookies, HttpState};
pub use wire::serve;
