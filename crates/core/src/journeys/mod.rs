//! What somebody must do who comes into the city, passes through it or leaves it: one question,
//! answered from the dated rules and from what is known of that day.
//!
//! Nothing is guessed: what no rule says is named as unknown ([`Unknown`]), and every demand bears
//! the clauses that it stands on.

mod answer;
mod asks;
mod decide;
mod origin;
mod question;
mod says;

pub use answer::{Answer, Ask, AskStanding, Demand, Ground, Step, Unknown, Verdict, VerdictKind};
pub use decide::asked;
pub use origin::{origins_of, stay_days};
pub use question::{
    CaseElsewhere, CodeShown, Facts, ListedCounty, Proof, Question, Residence, RiskList, StayedIn,
    TravelMeans, Trip,
};
