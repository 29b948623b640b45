//! Closed lists on the wire: a value that is one of a few codes, which the description names, so
//! that a client knows them all.

use fangxian_app::frequency::{DueView, TradeLineFlaw};
use fangxian_app::labs::PlateState;
use fangxian_app::records::{
    CodeFactKind, CodeWorkKind, DestroyedKind, ExportNumbers, ExportState, GroundKind, ImportState,
    NoticeState, OrderFactKind, ReplyFormat, RequirementFactKind, RosterVerdict, SheetSource,
    SheetVerdict, SnapshotState,
};
use fangxian_core::antigen::{
    AntigenBy, AntigenFollows, AntigenMarkKind, AntigenOutcome, AntigenStepKind,
};
use fangxian_core::arrivals::{ArrivalMeans, ArrivalState, ArrivalWay, StayKind};
use fangxian_core::cases::{
    CaseFactKind, CaseKind, CaseSource, ContactVerdict, EpisodeSource, Known,
};
use fangxian_core::charges::{Capacity, ChargeFactKind, ChargeRemark, LineFlaw, ReachKind};
use fangxian_core::coded::{self, Coded};
use fangxian_core::codes::{
    AppealOutcome, AppealStateKind, AppealWay, EvidenceKind, HealthColor, ManualState,
    OutsideAbout, OutsideAsker, Strength,
};
use fangxian_core::contacts::{Near, Question, Setting};
use fangxian_core::custody::{CarryFlaw, HandoverKind, Stage, WhereKind};
use fangxian_core::filings::{
    GatheringKind, GatheringReply, GatheringState, GatheringVerdict, LeavingState, Precaution,
};
use fangxian_core::frequency::{ExemptReason, NotApplied, RequirementState, StandingKind, Trade};
use fangxian_core::journeys::{
    AskStanding, CodeShown, Proof, Residence, StayedIn, TravelMeans, Trip, VerdictKind,
};
use fangxian_core::labs::{ControlStanding, DriftKind, FileRowFlaw, WellKind};
use fangxian_core::ledgers::{CareCategory, EntryOrigin, EntryState, LedgerFactKind, LedgerKind};
use fangxian_core::looks::LookKind;
use fangxian_core::notices::{ChangeAction, FlagCode};
use fangxian_core::orders::{OrderKind, OrderState};
use fangxian_core::people::{
    AlikeGround, Column, DocumentKind, Origin, PersonFactKind, PersonField, Relation, RowFlaw, Sex,
    Stay,
};
use fangxian_core::policy::{Act, Purpose, Role};
use fangxian_core::pools::{ChainStepKind, TubeOutcome};
use fangxian_core::reports::{ReportCell, ReportField, ReportPurpose, ReportRow};
use fangxian_core::results::{Consent, ShownKind};
use fangxian_core::rounds::{Means, Outcome, RoundKind};
use fangxian_core::rules::{CodeCause, Color, Confidence, JourneyStep, LiftedBy};
use fangxian_core::sampling::plan::Need;
use fangxian_core::sampling::{Pool, RoundGround, TubeFlag};
use fangxian_core::scans::Emergency;
use fangxian_core::sites::{Offer, SiteFactKind, SiteKind, SiteState, Wait};
use fangxian_core::siting::CandidateKind;
use fangxian_core::venues::{
    ClosingFactKind, ClosingState, Finding, VenueFactKind, VenueKind, VenueState,
};
use fangxian_core::verifications::{
    AskedFactKind, AskedFlaw, BackState, CaseState, ListDirection, ListState, ListWay, PlacedBy,
    SenderKind, VerifyAnswer, VerifyColumn, VerifyMeans,
};
use fangxian_core::zones::AreaTestOutcome;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::borrow::Cow;
use utoipa::openapi::schema::{ObjectBuilder, SchemaType, Type};
use utoipa::openapi::{RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

/// A value of a closed list, written as its code.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) struct Code<T>(pub(crate) T);

impl<T: Coded> Serialize for Code<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.0.code())
    }
}

impl<'de, T: Coded> Deserialize<'de> for Code<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Code<T>, D::Error> {
        coded::read(deserializer).map(Code)
    }
}

impl<T: Coded> PartialSchema for Code<T> {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(SchemaType::new(Type::String))
            .enum_values(Some(T::ALL.iter().map(|value| value.code())))
            .into()
    }
}

impl<T: Coded> ToSchema for Code<T> {
    fn name() -> Cow<'static, str> {
        let path = std::any::type_name::<T>();
        Cow::Borrowed(path.rsplit("::").next().unwrap_or(path))
    }
}

/// The lists of the API. A field names its list by one of these: the description then refers to it.
pub(crate) type ActCode = Code<Act>;
pub(crate) type CaseFactCode = Code<CaseFactKind>;
pub(crate) type CaseKindCode = Code<CaseKind>;
pub(crate) type CaseSourceCode = Code<CaseSource>;
pub(crate) type EpisodeSourceCode = Code<EpisodeSource>;
pub(crate) type KnownCode = Code<Known>;
pub(crate) type ContactVerdictCode = Code<ContactVerdict>;
pub(crate) type NearCode = Code<Near>;
pub(crate) type QuestionCode = Code<Question>;
pub(crate) type SettingCode = Code<Setting>;
pub(crate) type AntigenByCode = Code<AntigenBy>;
pub(crate) type AntigenFollowsCode = Code<AntigenFollows>;
pub(crate) type AntigenMarkCode = Code<AntigenMarkKind>;
pub(crate) type AntigenOutcomeCode = Code<AntigenOutcome>;
pub(crate) type AntigenStepCode = Code<AntigenStepKind>;
pub(crate) type AppealOutcomeCode = Code<AppealOutcome>;
pub(crate) type AppealStateCode = Code<AppealStateKind>;
pub(crate) type AppealWayCode = Code<AppealWay>;
pub(crate) type CodeCauseCode = Code<CodeCause>;
pub(crate) type CodeEvidenceCode = Code<EvidenceKind>;
pub(crate) type CodeFactKindCode = Code<CodeFactKind>;
pub(crate) type CodeWorkCode = Code<CodeWorkKind>;
pub(crate) type HealthColorCode = Code<HealthColor>;
pub(crate) type LiftedByCode = Code<LiftedBy>;
pub(crate) type ManualStateCode = Code<ManualState>;
pub(crate) type StrengthCode = Code<Strength>;
pub(crate) type AlikeGroundCode = Code<AlikeGround>;
pub(crate) type AreaTestOutcomeCode = Code<AreaTestOutcome>;
pub(crate) type CapacityCode = Code<Capacity>;
pub(crate) type CareCategoryCode = Code<CareCategory>;
pub(crate) type ChargeFactKindCode = Code<ChargeFactKind>;
pub(crate) type ChargeRemarkCode = Code<ChargeRemark>;
pub(crate) type ReachKindCode = Code<ReachKind>;
pub(crate) type LineFlawCode = Code<LineFlaw>;
pub(crate) type ChainStepCode = Code<ChainStepKind>;
pub(crate) type ChangeActionCode = Code<ChangeAction>;
pub(crate) type ClosingFactCode = Code<ClosingFactKind>;
pub(crate) type ClosingStateCode = Code<ClosingState>;
pub(crate) type FindingCode = Code<Finding>;
pub(crate) type ArrivalMeansCode = Code<ArrivalMeans>;
pub(crate) type ArrivalStateCode = Code<ArrivalState>;
pub(crate) type ArrivalWayCode = Code<ArrivalWay>;
pub(crate) type MarkColorCode = Code<Color>;
pub(crate) type StayKindCode = Code<StayKind>;
pub(crate) type GatheringKindCode = Code<GatheringKind>;
pub(crate) type GatheringReplyCode = Code<GatheringReply>;
pub(crate) type GatheringStateCode = Code<GatheringState>;
pub(crate) type GatheringVerdictCode = Code<GatheringVerdict>;
pub(crate) type LeavingStateCode = Code<LeavingState>;
pub(crate) type PrecautionCode = Code<Precaution>;
pub(crate) type VenueFactCode = Code<VenueFactKind>;
pub(crate) type VenueKindCode = Code<VenueKind>;
pub(crate) type VenueStateCode = Code<VenueState>;
pub(crate) type ConfidenceCode = Code<Confidence>;
pub(crate) type NoticeFlagCode = Code<FlagCode>;
pub(crate) type DocumentKindCode = Code<DocumentKind>;
pub(crate) type ExportNumbersCode = Code<ExportNumbers>;
pub(crate) type ExportStateCode = Code<ExportState>;
pub(crate) type EntryOriginCode = Code<EntryOrigin>;
pub(crate) type EntryStateCode = Code<EntryState>;
pub(crate) type GroundKindCode = Code<GroundKind>;
pub(crate) type ImportStateCode = Code<ImportState>;
pub(crate) type LedgerFactKindCode = Code<LedgerFactKind>;
pub(crate) type LedgerKindCode = Code<LedgerKind>;
pub(crate) type LookKindCode = Code<LookKind>;
pub(crate) type MeansCode = Code<Means>;
pub(crate) type NoticeStateCode = Code<NoticeState>;
pub(crate) type OrderFactKindCode = Code<OrderFactKind>;
pub(crate) type OrderKindCode = Code<OrderKind>;
pub(crate) type OrderStateCode = Code<OrderState>;
pub(crate) type OutcomeCode = Code<Outcome>;
pub(crate) type PersonFactKindCode = Code<PersonFactKind>;
pub(crate) type PersonFieldCode = Code<PersonField>;
pub(crate) type PersonOriginCode = Code<Origin>;
pub(crate) type PurposeCode = Code<Purpose>;
pub(crate) type RelationCode = Code<Relation>;
pub(crate) type ReportCellCode = Code<ReportCell>;
pub(crate) type ReportFieldCode = Code<ReportField>;
pub(crate) type ReportPurposeCode = Code<ReportPurpose>;
pub(crate) type ReportRowCode = Code<ReportRow>;
pub(crate) type RoleCode = Code<Role>;
pub(crate) type RosterColumnCode = Code<Column>;
pub(crate) type RosterVerdictCode = Code<RosterVerdict>;
pub(crate) type RoundGroundCode = Code<RoundGround>;
pub(crate) type RoundKindCode = Code<RoundKind>;
pub(crate) type RowFlawCode = Code<RowFlaw>;
pub(crate) type CandidateKindCode = Code<CandidateKind>;
pub(crate) type NeedCode = Code<Need>;
pub(crate) type OfferCode = Code<Offer>;
pub(crate) type AskStandingCode = Code<AskStanding>;
pub(crate) type CodeShownCode = Code<CodeShown>;
pub(crate) type JourneyStepCode = Code<JourneyStep>;
pub(crate) type TravelMeansCode = Code<TravelMeans>;
pub(crate) type ProofCode = Code<Proof>;
pub(crate) type ResidenceCode = Code<Residence>;
pub(crate) type StayedInCode = Code<StayedIn>;
pub(crate) type TripCode = Code<Trip>;
pub(crate) type VerdictKindCode = Code<VerdictKind>;
pub(crate) type PoolCode = Code<Pool>;
pub(crate) type SiteFactKindCode = Code<SiteFactKind>;
pub(crate) type SiteKindCode = Code<SiteKind>;
pub(crate) type SiteStateCode = Code<SiteState>;
pub(crate) type WaitCode = Code<Wait>;
pub(crate) type SexCode = Code<Sex>;
pub(crate) type SnapshotStateCode = Code<SnapshotState>;
pub(crate) type StayCode = Code<Stay>;
pub(crate) type CarryFlawCode = Code<CarryFlaw>;
pub(crate) type ControlStandingCode = Code<ControlStanding>;
pub(crate) type DriftKindCode = Code<DriftKind>;
pub(crate) type FileRowFlawCode = Code<FileRowFlaw>;
pub(crate) type HandoverKindCode = Code<HandoverKind>;
pub(crate) type PlateStateCode = Code<PlateState>;
pub(crate) type SheetSourceCode = Code<SheetSource>;
pub(crate) type SheetVerdictCode = Code<SheetVerdict>;
pub(crate) type StageCode = Code<Stage>;
pub(crate) type WellKindCode = Code<WellKind>;
pub(crate) type WhereKindCode = Code<WhereKind>;
pub(crate) type ConsentCode = Code<Consent>;
pub(crate) type ShownCode = Code<ShownKind>;
pub(crate) type DueViewCode = Code<DueView>;
pub(crate) type ExemptReasonCode = Code<ExemptReason>;
pub(crate) type NotAppliedCode = Code<NotApplied>;
pub(crate) type RequirementFactCode = Code<RequirementFactKind>;
pub(crate) type RequirementStateCode = Code<RequirementState>;
pub(crate) type TestStandingCode = Code<StandingKind>;
pub(crate) type TradeCode = Code<Trade>;
pub(crate) type TradeLineFlawCode = Code<TradeLineFlaw>;
pub(crate) type EmergencyCode = Code<Emergency>;
pub(crate) type OutsideAboutCode = Code<OutsideAbout>;
pub(crate) type OutsideAskerCode = Code<OutsideAsker>;
pub(crate) type TubeFlagCode = Code<TubeFlag>;
pub(crate) type TubeOutcomeCode = Code<TubeOutcome>;
pub(crate) type AskedFactKindCode = Code<AskedFactKind>;
pub(crate) type AskedFlawCode = Code<AskedFlaw>;
pub(crate) type DestroyedCode = Code<DestroyedKind>;
pub(crate) type BackStateCode = Code<BackState>;
pub(crate) type CaseStateCode = Code<CaseState>;
pub(crate) type ListDirectionCode = Code<ListDirection>;
pub(crate) type ListStateCode = Code<ListState>;
pub(crate) type ListWayCode = Code<ListWay>;
pub(crate) type PlacedByCode = Code<PlacedBy>;
pub(crate) type ReplyFormatCode = Code<ReplyFormat>;
pub(crate) type SenderKindCode = Code<SenderKind>;
pub(crate) type VerifyAnswerCode = Code<VerifyAnswer>;
pub(crate) type VerifyColumnCode = Code<VerifyColumn>;
pub(crate) type VerifyMeansCode = Code<VerifyMeans>;
