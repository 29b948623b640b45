//! The table that says who may.

use super::table::{Act, Purpose, Role};

/// One row of the policy table.
#[derive(Clone, Copy, Debug)]
pub struct PolicyRow {
    /// Who may.
    pub roles: &'static [Role],
    /// For what.
    pub purposes: &'static [Purpose],
}

/// The row of an act.
pub fn policy(act: Act) -> PolicyRow {
    ROWS.get(act as usize).map_or(PolicyRow { roles: &[], purposes: &[] }, |(_, row)| *row)
}

use Act as A;
use Purpose as P;
use Role as R;

const OFFICE: &[Role] = &[R::CityCommand, R::ZoneDrafter, R::ZoneSigner, R::CommunityRegistrar];
const FIELD: &[Role] =
    &[R::CityCommand, R::ZoneDrafter, R::ZoneSigner, R::CommunityRegistrar, R::GridWorker];

const fn row(roles: &'static [Role], purposes: &'static [Purpose]) -> PolicyRow {
    PolicyRow { roles, purposes }
}

/// The policy table, in the order of the acts. A new act breaks the build until it has its row here.
const ROWS: [(Act, PolicyRow); Act::ALL.len()] = [
    (A::BoardSee, row(OFFICE, &[P::Command, P::ZoneDecision, P::OrderWork])),
    (A::ZoneSee, row(FIELD, &[P::Command, P::ZoneDecision, P::OrderWork, P::Register])),
    (A::ZoneCaseRecord, row(&[R::ZoneDrafter], &[P::ZoneDecision])),
    (A::ZoneTestRecord, row(&[R::ZoneDrafter], &[P::ZoneDecision])),
    (A::ZoneStepDownSign, row(&[R::ZoneSigner], &[P::ZoneDecision])),
    (A::ZoneRaiseSign, row(&[R::ZoneSigner], &[P::ZoneDecision])),
    (A::ZoneFactWithdraw, row(&[R::ZoneSigner], &[P::ZoneDecision])),
    (
        A::ZonePlaceSet,
        row(&[R::ZoneDrafter, R::CommunityRegistrar], &[P::ZoneDecision, P::Register]),
    ),
    (
        A::NoticePreview,
        row(&[R::CityCommand, R::ZoneDrafter, R::ZoneSigner], &[P::Command, P::ZoneDecision]),
    ),
    (A::NoticePutIn, row(&[R::ZoneDrafter], &[P::ZoneDecision])),
    (
        A::NoticeSee,
        row(&[R::CityCommand, R::ZoneDrafter, R::ZoneSigner], &[P::Command, P::ZoneDecision]),
    ),
    (A::NoticeConfirm, row(&[R::ZoneSigner], &[P::ZoneDecision])),
    (A::NoticeSetAside, row(&[R::ZoneDrafter, R::ZoneSigner], &[P::ZoneDecision])),
    (
        A::DraftSee,
        row(&[R::CityCommand, R::ZoneDrafter, R::ZoneSigner], &[P::Command, P::ZoneDecision]),
    ),
    (A::DraftMake, row(&[R::ZoneDrafter], &[P::ZoneDecision])),
    (A::EditionSee, row(FIELD, &[P::Command, P::ZoneDecision, P::OrderWork, P::Register])),
    (
        A::EditionChangeSee,
        row(&[R::CityCommand, R::ZoneDrafter, R::ZoneSigner], &[P::Command, P::ZoneDecision]),
    ),
    (A::EditionChangeSign, row(&[R::ZoneSigner], &[P::ZoneDecision])),
    (A::OrderSee, row(FIELD, &[P::Command, P::OrderWork])),
    (A::OrderWork, row(&[R::CommunityRegistrar, R::GridWorker], &[P::OrderWork])),
    (A::PlaceSee, row(FIELD, &[P::Command, P::ZoneDecision, P::OrderWork, P::Register])),
    (A::SnapshotPutIn, row(&[R::ZoneDrafter], &[P::ZoneDecision])),
    (
        A::SnapshotSee,
        row(&[R::CityCommand, R::ZoneDrafter, R::ZoneSigner], &[P::Command, P::ZoneDecision]),
    ),
    (A::JurisdictionSee, row(&[R::Administrator], &[P::Administration])),
    (A::AccountSee, row(&[R::Administrator], &[P::Administration])),
    (A::AccountKeep, row(&[R::Administrator], &[P::Administration])),
    (A::AccountVouch, row(&[R::Administrator, R::CityCommand], &[P::Administration])),
    (A::AuditSee, row(&[R::Auditor], &[P::Audit])),
    (A::ReadLogSee, row(&[R::Auditor], &[P::Audit])),
    (A::FeedFollow, row(FIELD, &[P::Command, P::ZoneDecision, P::OrderWork, P::Register])),
    (A::MessageSee, row(Role::ALL, &[P::OwnData])),
    (A::PersonSee, row(&[R::CommunityRegistrar, R::GridWorker], &[P::Register, P::OrderWork])),
    (A::PersonReveal, row(&[R::CommunityRegistrar, R::GridWorker], &[P::Register, P::OrderWork])),
    (A::PersonAdd, row(&[R::CommunityRegistrar, R::GridWorker], &[P::Register, P::OrderWork])),
    (A::PersonKeep, row(&[R::CommunityRegistrar], &[P::Register])),
    (A::PersonMerge, row(&[R::CommunityRegistrar], &[P::Register])),
    (A::LookSee, row(&[R::CommunityRegistrar, R::Auditor], &[P::Register, P::Audit])),
    (A::LookPrint, row(&[R::CommunityRegistrar], &[P::Register])),
    (A::RosterImport, row(&[R::CommunityRegistrar], &[P::Register])),
    (A::ExportSee, row(&[R::CityCommand, R::CommunityRegistrar], &[P::Command, P::Register])),
    (A::ExportAsk, row(&[R::CommunityRegistrar], &[P::Register])),
    (A::ExportApprove, row(&[R::CityCommand, R::CommunityRegistrar], &[P::Command, P::Register])),
    (A::ExportTrace, row(&[R::Auditor], &[P::Audit])),
    (
        A::RoundSee,
        row(
            &[R::CityCommand, R::CommunityRegistrar, R::GridWorker],
            &[P::Command, P::OrderWork, P::Register],
        ),
    ),
    (A::RoundKeep, row(&[R::CommunityRegistrar], &[P::OrderWork, P::Register])),
    (A::RoundListSee, row(&[R::CommunityRegistrar, R::GridWorker], &[P::OrderWork])),
    (A::RoundTick, row(&[R::CommunityRegistrar, R::GridWorker], &[P::OrderWork])),
    (A::LedgerSee, row(&[R::CommunityRegistrar, R::GridWorker], &[P::Register, P::OrderWork])),
    (A::LedgerEnter, row(&[R::CommunityRegistrar, R::GridWorker], &[P::Register, P::OrderWork])),
    (A::LedgerVisit, row(&[R::CommunityRegistrar, R::GridWorker], &[P::Register, P::OrderWork])),
    (A::LedgerKeep, row(&[R::CommunityRegistrar], &[P::Register])),
    (A::GridSee, row(&[R::CommunityRegistrar], &[P::Register])),
    (A::GridDraw, row(&[R::CommunityRegistrar], &[P::Register])),
    (
        A::ChargeSee,
        row(
            &[R::CityCommand, R::CommunityRegistrar, R::GridWorker],
            &[P::Command, P::OrderWork, P::Register],
        ),
    ),
    (
        A::ChargeCall,
        row(
            &[R::CityCommand, R::CommunityRegistrar, R::GridWorker],
            &[P::Command, P::OrderWork, P::Register],
        ),
    ),
    (A::ChargeKeep, row(&[R::CommunityRegistrar], &[P::Register])),
    (A::ReportSee, row(&[R::CityCommand, R::CommunityRegistrar], &[P::Command, P::Register])),
    (
        A::ReportTemplateKeep,
        row(&[R::CityCommand, R::CommunityRegistrar], &[P::Command, P::Register]),
    ),
    (A::ReportFill, row(&[R::CommunityRegistrar], &[P::Register])),
    (A::DrillTurn, row(&[R::CityCommand], &[P::Command])),
    (
        A::SamplingSee,
        row(
            &[R::CityCommand, R::CommunityRegistrar, R::Sampler],
            &[P::Command, P::OrderWork, P::Sampling],
        ),
    ),
    (A::SamplingKeep, row(&[R::CityCommand, R::CommunityRegistrar], &[P::Command, P::OrderWork])),
    (A::SamplingTake, row(&[R::Sampler], &[P::Sampling])),
    (A::DeviceKeep, row(&[R::CommunityRegistrar], &[P::OrderWork])),
    (A::GateKeep, row(&[R::CommunityRegistrar], &[P::OrderWork])),
    (A::VenueSee, row(FIELD, &[P::Command, P::ZoneDecision, P::OrderWork])),
    (A::VenueKeep, row(&[R::CommunityRegistrar], &[P::OrderWork])),
    (A::VenueApprove, row(&[R::CityCommand, R::CommunityRegistrar], &[P::Command, P::OrderWork])),
    (A::VenueInspect, row(&[R::CommunityRegistrar, R::GridWorker], &[P::OrderWork])),
    (A::VenueClose, row(&[R::CityCommand, R::ZoneDrafter], &[P::Command, P::ZoneDecision])),
    (A::VenueCloseSign, row(&[R::CityCommand, R::ZoneSigner], &[P::Command, P::ZoneDecision])),
    (A::VerificationKeep, row(&[R::CityCommand], &[P::Command])),
    (A::VerificationWork, row(&[R::CommunityRegistrar], &[P::OrderWork])),
    (
        A::VerificationSee,
        row(&[R::CityCommand, R::CommunityRegistrar], &[P::Command, P::OrderWork]),
    ),
    (
        A::VerificationCount,
        row(&[R::CityCommand, R::CommunityRegistrar], &[P::Command, P::OrderWork]),
    ),
    (
        A::GatheringSee,
        row(&[R::CityCommand, R::CommunityRegistrar, R::GridWorker], &[P::Command, P::OrderWork]),
    ),
    (A::GatheringKeep, row(&[R::CommunityRegistrar], &[P::OrderWork])),
    (A::LeavingKeep, row(&[R::CommunityRegistrar], &[P::OrderWork])),
    (A::ArrivalReport, row(&[R::CommunityRegistrar, R::StationWorker], &[P::OrderWork])),
    (
        A::ArrivalSee,
        row(
            &[R::CityCommand, R::CommunityRegistrar, R::StationWorker],
            &[P::Command, P::OrderWork],
        ),
    ),
    (A::ArrivalKeep, row(&[R::CommunityRegistrar], &[P::OrderWork])),
    (A::ArrivalStation, row(&[R::StationWorker], &[P::OrderWork])),
    (A::ArrivalDirect, row(&[R::CityCommand], &[P::Command])),
    (A::ArrivalCount, row(&[R::CityCommand], &[P::Command])),
    (
        A::LodgingSee,
        row(&[R::CityCommand, R::CommunityRegistrar, R::GridWorker], &[P::Command, P::OrderWork]),
    ),
    (A::LodgingKeep, row(&[R::CommunityRegistrar], &[P::OrderWork])),
    (A::TubePeopleSee, row(&[R::CommunityRegistrar], &[P::OrderWork])),
    (
        A::ChainSee,
        row(&[R::CityCommand, R::CommunityRegistrar, R::GridWorker], &[P::Command, P::OrderWork]),
    ),
    (
        A::SiteSee,
        row(
            &[R::CityCommand, R::CommunityRegistrar, R::GridWorker, R::Sampler],
            &[P::Command, P::OrderWork, P::Sampling],
        ),
    ),
    (A::SiteKeep, row(&[R::CityCommand, R::CommunityRegistrar], &[P::Command, P::OrderWork])),
    (A::SiteQueue, row(&[R::Sampler], &[P::Sampling])),
    (A::TubeCarry, row(&[R::Sampler, R::Courier, R::LabReporter], &[P::Sampling, P::LabWork])),
    (
        A::TubeTrack,
        row(
            &[
                R::CityCommand,
                R::CommunityRegistrar,
                R::Sampler,
                R::Courier,
                R::LabReporter,
                R::LabSigner,
            ],
            &[P::Command, P::OrderWork, P::Sampling, P::LabWork],
        ),
    ),
    (A::LabSee, row(&[R::CityCommand, R::LabReporter, R::LabSigner], &[P::Command, P::LabWork])),
    (A::LabKeep, row(&[R::CityCommand], &[P::Command])),
    (A::LabReport, row(&[R::LabReporter], &[P::LabWork])),
    (A::LabSign, row(&[R::LabSigner], &[P::LabWork])),
    (A::ResultTell, row(&[R::CommunityRegistrar], &[P::ResultNotice])),
    (A::FrequencySee, row(FIELD, &[P::Command, P::ZoneDecision, P::OrderWork, P::Register])),
    (A::FrequencyDecide, row(&[R::CityCommand, R::ZoneDrafter], &[P::Command, P::ZoneDecision])),
    (A::FrequencySign, row(&[R::CityCommand, R::ZoneSigner], &[P::Command, P::ZoneDecision])),
    (
        A::FrequencyListSee,
        row(&[R::CommunityRegistrar, R::GridWorker], &[P::OrderWork, P::Register]),
    ),
    (A::FrequencyKeep, row(&[R::CommunityRegistrar], &[P::Register])),
    (A::AntigenSee, row(&[R::CityCommand, R::CommunityRegistrar], &[P::Command, P::OrderWork])),
    (A::AntigenReport, row(&[R::CommunityRegistrar, R::GridWorker], &[P::OrderWork])),
    (A::AntigenPhotoSee, row(&[R::CommunityRegistrar], &[P::OrderWork])),
    (A::AntigenKeep, row(&[R::CityCommand, R::CommunityRegistrar], &[P::Command, P::OrderWork])),
    (A::CodeReasonSee, row(&[R::CodeProposer, R::CodeApprover], &[P::CodeDecision])),
    (A::CodeReasonPropose, row(&[R::CodeProposer], &[P::CodeDecision])),
    (A::CodeReasonApprove, row(&[R::CodeApprover], &[P::CodeDecision])),
    (A::CodeTell, row(&[R::Hotline, R::CommunityRegistrar], &[P::Appeal])),
    (A::CodeAppealSee, row(&[R::AppealOfficer], &[P::Appeal])),
    (A::CodeAppealDecide, row(&[R::AppealOfficer], &[P::Appeal])),
    (A::CodeWork, row(&[R::CommunityRegistrar], &[P::OrderWork])),
    (A::PaperCodePrint, row(&[R::CommunityRegistrar, R::GridWorker], &[P::OrderWork])),
    (
        A::CareGive,
        row(&[R::CommunityRegistrar, R::GridWorker, R::Hotline], &[P::OrderWork, P::Appeal]),
    ),
    (
        A::OutsideRefuse,
        row(
            &[R::CityCommand, R::CommunityRegistrar, R::Hotline],
            &[P::Command, P::OrderWork, P::Appeal],
        ),
    ),
    (A::CodeOutageSee, row(Role::ALL, &[P::OwnData])),
    (A::CodeOutageKeep, row(&[R::CityCommand], &[P::Command])),
    (A::CanarySet, row(&[R::Auditor], &[P::Audit])),
    (A::ElsewhereSee, row(FIELD, &[P::Command, P::ZoneDecision, P::OrderWork, P::Register])),
    (A::ElsewhereKeep, row(&[R::CityCommand], &[P::Command])),
    (A::CaseSee, row(&[R::Tracer], &[P::Tracing])),
    (A::CaseKeep, row(&[R::Tracer], &[P::Tracing])),
    (A::CaseDecide, row(&[R::Tracer], &[P::Tracing])),
    (A::CaseCountSee, row(&[R::Tracer, R::Auditor], &[P::Tracing, P::Audit])),
    (
        A::OperationSee,
        row(
            &[R::CityCommand, R::ZoneDrafter, R::ZoneSigner, R::Tracer],
            &[P::Command, P::ZoneDecision, P::Tracing],
        ),
    ),
    (A::OperationZoneSign, row(&[R::ZoneSigner], &[P::ZoneDecision])),
    (A::TransmissionSee, row(&[R::Tracer], &[P::Tracing])),
    (A::TransmissionChoose, row(&[R::Tracer], &[P::Tracing])),
    (
        A::RiskListSee,
        row(
            &[R::CityCommand, R::ZoneDrafter, R::ZoneSigner, R::Tracer],
            &[P::Command, P::ZoneDecision, P::Tracing],
        ),
    ),
    (A::RiskListPropose, row(&[R::Tracer], &[P::Tracing])),
    (A::RiskListSign, row(&[R::ZoneSigner], &[P::ZoneDecision])),
    (A::ContradictionSee, row(&[R::Tracer], &[P::Tracing])),
    (A::ContradictionKeep, row(&[R::Tracer], &[P::Tracing])),
    (A::IsolationSee, row(&[R::CityCommand, R::Tracer], &[P::Command, P::Tracing])),
    (A::IsolationKeep, row(&[R::CityCommand], &[P::Command])),
    (A::IsolationAssign, row(&[R::CityCommand, R::Tracer], &[P::Command, P::Tracing])),
    (A::IsolationDoor, row(&[R::CommunityRegistrar, R::GridWorker], &[P::OrderWork])),
    (A::IsolationDrive, row(&[R::TransferDriver], &[P::Isolation])),
    (A::IsolationHouse, row(&[R::IsolationWorker], &[P::Isolation])),
    (
        A::FollowSee,
        row(
            &[R::CityCommand, R::CommunityRegistrar, R::GridWorker, R::CommunityDoctor],
            &[P::Command, P::OrderWork],
        ),
    ),
    (
        A::FollowKeep,
        row(&[R::CommunityRegistrar, R::GridWorker, R::CommunityDoctor], &[P::OrderWork]),
    ),
    (A::FollowPhone, row(&[R::CommunityRegistrar, R::CommunityDoctor], &[P::OrderWork])),
    (A::FollowDoctor, row(&[R::CommunityDoctor], &[P::OrderWork])),
    (A::FollowCommunity, row(&[R::CommunityRegistrar, R::GridWorker], &[P::OrderWork])),
    (A::OwnKeep, row(Role::ALL, &[P::OwnData])),
];

// Each row stands at the place of its act.
const _: () = {
    let mut at = 0;
    while at < ROWS.len() {
        assert!(
            ROWS[at].0 as usize == at,
            "a row of the policy table is not at the place of its act"
        );
        at += 1;
    }
};
