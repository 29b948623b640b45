//! Who may do what: role × jurisdiction × purpose, in one table.
//!
//! [`authorize`] is the only maker of a [`Scope`], and every read of the store asks for one, so a
//! query without a jurisdiction does not compile.

mod rows;
mod table;

pub use rows::{PolicyRow, policy};
pub use table::{Act, Purpose, Role};

use crate::CityDay;
use crate::places::PlaceCode;
use std::collections::BTreeSet;

/// A role held in a jurisdiction, first and last day included.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assignment {
    /// The role.
    pub role: Role,
    /// Where it holds.
    pub jurisdiction: PlaceCode,
    /// What a grid covers, where the jurisdiction is one: the code of a grid nests in its
    /// community, and says nothing of its buildings.
    pub grid_places: Vec<PlaceCode>,
    /// The first day.
    pub from: CityDay,
    /// The last day; none while it is open.
    pub to: Option<CityDay>,
}

impl Assignment {
    /// Whether the role holds on `day`.
    pub fn holds_on(&self, day: CityDay) -> bool {
        self.from <= day && self.to.is_none_or(|last| day <= last)
    }
}

/// What an authorized request may reach. Only [`authorize`] makes one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scope {
    role: Role,
    act: Act,
    purpose: Purpose,
    jurisdictions: Vec<PlaceCode>,
    grid_places: Vec<PlaceCode>,
}

/// Why a request was not authorized. Outside, every one of them looks alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Denied {
    /// No role held today may do this.
    #[error("no role held today may do this")]
    Role,
    /// The act is not done for this purpose.
    #[error("the act is not done for this purpose")]
    Purpose,
}

/// Decides whether the holder of these assignments may do `act` for `purpose` on `today`, and
/// where.
pub fn authorize(
    assignments: &[Assignment],
    act: Act,
    purpose: Purpose,
    today: CityDay,
) -> Result<Scope, Denied> {
    let row = policy(act);
    if !row.purposes.contains(&purpose) {
        return Err(Denied::Purpose);
    }
    let held: Vec<&Assignment> = assignments
        .iter()
        .filter(|held| held.holds_on(today) && row.roles.contains(&held.role))
        .collect();
    let role = held.first().ok_or(Denied::Role)?.role;
    let jurisdictions = held.iter().map(|held| held.jurisdiction.clone()).collect();
    let grid_places = held.iter().flat_map(|held| held.grid_places.iter().cloned()).collect();
    Ok(Scope { role, act, purpose, jurisdictions, grid_places })
}

/// Decides whether somebody who is signed in may keep his own account for `purpose`. It asks for
/// no role: who lost the last one can still change the password and sign out, and nothing else.
pub fn authorize_own(purpose: Purpose) -> Result<(), Denied> {
    if policy(Act::OwnKeep).purposes.contains(&purpose) { Ok(()) } else { Err(Denied::Purpose) }
}

impl Scope {
    /// The role that it was granted to.
    pub fn role(&self) -> Role {
        self.role
    }

    /// The act that it was granted for.
    pub fn act(&self) -> Act {
        self.act
    }

    /// The purpose that was stated.
    pub fn purpose(&self) -> Purpose {
        self.purpose
    }

    /// Where it reaches, by code: what an order is given to. The places of a grid reach further
    /// ([`Scope::covers`]).
    pub fn jurisdictions(&self) -> &[PlaceCode] {
        &self.jurisdictions
    }

    /// Whether it reaches `place`.
    pub fn covers(&self, place: &PlaceCode) -> bool {
        self.reach().any(|own| place.lies_within(own))
    }

    /// Whether it reaches `place`, or only a part of it. A community sees the county-wide zone
    /// that it lies in; it may not change it.
    pub fn touches(&self, place: &PlaceCode) -> bool {
        self.reach().any(|own| place.lies_within(own) || own.lies_within(place))
    }

    /// What it covers of `place`: the place itself, or the parts of it that the scope reaches, none
    /// of which lies within another.
    pub fn covered_of(&self, place: &PlaceCode) -> Vec<PlaceCode> {
        if self.covers(place) {
            return vec![place.clone()];
        }
        let within: BTreeSet<&PlaceCode> =
            self.reach().filter(|own| own.lies_within(place)).collect();
        let is_inner =
            |one: &PlaceCode| within.iter().any(|own| *own != one && one.lies_within(own));
        within.iter().filter(|one| !is_inner(one)).map(|one| PlaceCode::clone(one)).collect()
    }

    fn reach(&self) -> impl Iterator<Item = &PlaceCode> {
        self.jurisdictions.iter().chain(&self.grid_places)
    }
}

/// Whether one person may hold both. Who drafts or reports does not sign, who audits or operates does
/// nothing else (must-hold P16).
pub fn may_be_one_person(one: Role, other: Role) -> bool {
    let apart = |role: Role| match role {
        Role::Auditor | Role::Administrator => true,
        Role::CityCommand
        | Role::ZoneDrafter
        | Role::ZoneSigner
        | Role::CommunityRegistrar
        | Role::GridWorker
        | Role::Sampler
        | Role::Courier
        | Role::LabReporter
        | Role::LabSigner
        | Role::CodeProposer
        | Role::CodeApprover
        | Role::Hotline
        | Role::StationWorker
        | Role::Tracer
        | Role::IsolationWorker
        | Role::TransferDriver
        | Role::CommunityDoctor
        | Role::AppealOfficer => false,
    };
    if one == other {
        return true;
    }
    if apart(one) || apart(other) {
        return false;
    }
    // Propose, approve and decide appeals are three people of three offices.
    let decides =
        |role: Role| matches!(role, Role::CodeProposer | Role::CodeApprover | Role::AppealOfficer);
    if decides(one) && decides(other) {
        return false;
    }
    // Who finds contacts approves no reason upon them, and decides nobody's appeal against one.
    let answers = |role: Role| matches!(role, Role::CodeApprover | Role::AppealOfficer);
    if (one == Role::Tracer && answers(other)) || (answers(one) && other == Role::Tracer) {
        return false;
    }
    !matches!(
        (one, other),
        (Role::ZoneDrafter, Role::ZoneSigner)
            | (Role::ZoneSigner, Role::ZoneDrafter)
            | (Role::LabReporter, Role::LabSigner)
            | (Role::LabSigner, Role::LabReporter)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> CityDay {
        CityDay::parse(text).unwrap()
    }

    fn held(role: Role, place: &str, from: &str, to: Option<&str>) -> Assignment {
        let jurisdiction = PlaceCode::parse(place).unwrap();
        let grid_places = Vec::new();
        Assignment { role, jurisdiction, grid_places, from: day(from), to: to.map(day) }
    }

    #[test]
    fn a_grid_reaches_its_buildings_and_what_they_lie_in_and_no_other_building() {
        let place = |code: &str| PlaceCode::parse(code).unwrap();
        let held = [Assignment {
            grid_places: vec![place("140105001001-01-5"), place("140105001001-01-6")],
            ..held(Role::GridWorker, "140105001001-G02", "2022-10-01", None)
        }];
        let scope = authorize(&held, Act::ZoneSee, Purpose::OrderWork, day("2022-10-07")).unwrap();
        for (code, covered, touched) in [
            ("140105001001-01-5", true, true),
            ("140105001001-01-5-1", true, true),
            ("140105001001-01", false, true),
            ("140105001001", false, true),
            ("140105001001-G02", true, true),
            ("140105001001-01-7", false, false),
            ("140105001001-01-55", false, false),
            ("140105001001-02", false, false),
            ("140105001001-G03", false, false),
        ] {
            let seen = (scope.covers(&place(code)), scope.touches(&place(code)));
            assert_eq!(seen, (covered, touched), "{code}");
        }
        let covered = |code: &str| -> Vec<String> {
            scope.covered_of(&place(code)).iter().map(PlaceCode::to_string).collect()
        };
        let own = ["140105001001-01-5", "140105001001-01-6", "140105001001-G02"];
        assert_eq!(covered("140105001001"), own);
        assert_eq!(covered("140105001001-01"), own[..2]);
        assert_eq!(covered("140105001001-01-5-1"), ["140105001001-01-5-1"]);
        assert_eq!(covered("140105001001-02"), [""; 0]);
    }

    #[test]
    fn who_holds_no_role_keeps_his_own_account_and_nothing_else() {
        assert_eq!(authorize_own(Purpose::OwnData), Ok(()));
        assert_eq!(authorize_own(Purpose::Command), Err(Denied::Purpose));
        for (act, purpose) in
            Act::ALL.iter().flat_map(|act| Purpose::ALL.iter().map(move |p| (act, p)))
        {
            assert!(authorize(&[], *act, *purpose, day("2022-10-07")).is_err(), "{act:?}");
        }
    }

    #[test]
    fn a_role_ends_with_its_last_day() {
        let held = [held(Role::ZoneSigner, "1401", "2022-10-01", Some("2022-10-07"))];
        let may =
            |today| authorize(&held, Act::NoticeConfirm, Purpose::ZoneDecision, day(today)).is_ok();
        assert!(!may("2022-09-30"));
        assert!(may("2022-10-01"));
        assert!(may("2022-10-07"));
        assert!(!may("2022-10-08"));
    }

    #[test]
    fn a_purpose_that_is_not_the_act_s_is_denied() {
        let held = [held(Role::GridWorker, "140105001001", "2022-10-01", None)];
        let on = |purpose| authorize(&held, Act::OrderWork, purpose, day("2022-10-07"));
        assert!(on(Purpose::OrderWork).is_ok());
        assert_eq!(on(Purpose::Audit), Err(Denied::Purpose));
    }

    #[test]
    fn a_scope_reaches_its_own_places_and_no_sibling() {
        let held = [held(Role::CommunityRegistrar, "140105001001", "2022-10-01", None)];
        let scope = authorize(&held, Act::OrderSee, Purpose::OrderWork, day("2022-10-07")).unwrap();
        let place = |code: &str| PlaceCode::parse(code).unwrap();
        assert!(scope.covers(&place("140105001001-01")));
        assert!(!scope.covers(&place("140105001002")));
        assert!(!scope.covers(&place("140105")));
        assert!(scope.touches(&place("140105")));
        assert!(!scope.touches(&place("140106")));
    }

    #[test]
    fn every_act_has_somebody_and_a_purpose() {
        for act in Act::ALL {
            let row = policy(*act);
            assert!(!row.roles.is_empty() && !row.purposes.is_empty(), "{act:?}");
        }
    }

    #[test]
    fn no_purpose_serves_police_debt_or_petition() {
        for purpose in Purpose::ALL {
            for word in ["police", "debt", "petition"] {
                assert!(!purpose.code().contains(word));
            }
        }
    }

    #[test]
    fn who_drafts_does_not_sign_and_who_audits_does_nothing_else() {
        assert!(!may_be_one_person(Role::ZoneDrafter, Role::ZoneSigner));
        assert!(!may_be_one_person(Role::Auditor, Role::GridWorker));
        assert!(!may_be_one_person(Role::ZoneSigner, Role::Administrator));
        assert!(may_be_one_person(Role::CommunityRegistrar, Role::GridWorker));
        assert!(!may_be_one_person(Role::CodeProposer, Role::CodeApprover));
        assert!(!may_be_one_person(Role::CodeApprover, Role::AppealOfficer));
        for one in Role::ALL {
            for other in Role::ALL {
                assert_eq!(may_be_one_person(*one, *other), may_be_one_person(*other, *one));
            }
        }
    }
}
