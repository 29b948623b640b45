//! What somebody reports before he comes, leaves or invites: the ways to the three forms.

use super::frame::Frame;
use maud::{Markup, html};

/// A heading and the three ways, as the first page and the page of journeys show them.
pub(super) fn to_file(frame: &Frame<'_>) -> Markup {
    let words = frame.words();
    html! {
        h2 { (words.to_file) }
        nav {
            a.to href=(frame.to("/arrive")) { (words.to_arrive) }
            a.to href=(frame.to("/leave")) { (words.to_leave) }
            a.to href=(frame.to("/gathering")) { (words.to_gather) }
        }
    }
}
