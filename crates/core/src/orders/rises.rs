//! To whom an order rises that nobody does.

use crate::Moment;
use crate::places::PlaceCode;

/// Who has to see to an order that is overdue: first its community, a day later the street, then
/// the county, then the city. Computed when asked, so that it rises with every worker stopped.
/// None while it is not overdue.
pub fn rises_to(place: &PlaceCode, due_at: Moment, now: Moment) -> Option<PlaceCode> {
    let overdue_ms = now.0 - due_at.0;
    if overdue_ms <= 0 {
        return None;
    }
    let days = overdue_ms / 86_400_000;
    let lengths: &[usize] = match days {
        0 => &[12, 9, 6, 4],
        1 => &[9, 6, 4],
        2 => &[6, 4],
        _ => &[4],
    };
    lengths
        .iter()
        .filter_map(|length| place.as_str().get(..*length))
        .find_map(|code| PlaceCode::parse(code).ok())
}
