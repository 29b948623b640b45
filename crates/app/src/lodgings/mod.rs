//! 住宿登记: the page of a house on which it enters its guests and what it did, the desk of the community
//! and of the command.

mod check_in;
mod correct;
mod desk;
mod house;
mod kept;
mod pasted;
mod rooms;
mod see;

pub use check_in::{CheckIn, guest_check_in, guest_say};
pub use correct::{GuestFix, guest_correct};
pub use desk::{HouseSeen, house_give, houses_list};
pub use house::{House, HouseToday, house_fresh_id, house_opened, house_say, house_today};
pub use kept::Guest;
pub(crate) use kept::stay_of;
pub use pasted::{PastedBack, PastedBad, guests_paste, whence};
pub(crate) use rooms::{rooms_shared, stays_of_person};
pub use see::{GuestArrived, GuestBefore, GuestFound, GuestSeen, HousePage, guest_see, house_page};

/// The topic of the feed; the subject is the house.
const TOPIC: &str = "lodging";
