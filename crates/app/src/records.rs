//! The stored records that use-cases give out, under one name: whoever speaks for them outside
//! needs their shape and not the store.

pub use crate::order_tally::OrderCounts;
pub use fangxian_store::audit::TrailRow;
pub use fangxian_store::codes::{CodeFactKind, WorkKind as CodeWorkKind};
pub use fangxian_store::destroyed::DestroyedKind;
pub use fangxian_store::exports::{ExportJob, ExportNumbers, ExportState};
pub use fangxian_store::feed::FeedRow;
pub use fangxian_store::frequency::RequirementFactKind;
pub use fangxian_store::journeys::StoredCaseElsewhere;
pub use fangxian_store::lab_results::{SheetSource, SheetVerdict, StoredSheet};
pub use fangxian_store::labs::StoredPlate;
pub use fangxian_store::ledgers::OwnLedger;
pub use fangxian_store::notices::{NoticeState, StoredDraft, StoredNotice};
pub use fangxian_store::orders::{OrderFactKind, StoredOrder, StoredOrderFact};
pub use fangxian_store::people::{ImportState, RosterVerdict};
pub use fangxian_store::reports::{StoredReport, StoredSent, StoredTemplate};
pub use fangxian_store::sampling::{StoredDevice, StoredResult, StoredRoll};
pub use fangxian_store::snapshots::SnapshotState;
pub use fangxian_store::verifications::ReplyFormat;
pub use fangxian_store::zones::{GroundKind, StoredZone, StoredZoneFact};
