//! What every handler is given.

use fangxian_app::City;
use fangxian_core::Moment;
use std::sync::Arc;

/// How session cookies are set.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Cookies {
    /// Behind HTTPS: `__Host-` and `Secure`.
    Secure,
    /// On plain HTTP of this machine or an office network.
    Plain,
}

/// What every handler is given. Cheap to clone.
#[derive(Clone)]
pub struct HttpState {
    /// The city.
    pub city: Arc<City>,
    /// Reads the clock on the wall. The binary gives it the real one, a test its own.
    pub wall: Arc<dyn Fn() -> Moment + Send + Sync>,
    /// How session cookies are set.
    pub cookies: Cookies,
}

impl HttpState {
    /// The clock on the wall.
    pub fn wall(&self) -> Moment {
        (self.wall)()
    }
}
