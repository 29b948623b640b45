//! The one shape of an error: a stable code for programs, a sentence for people.

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use fangxian_app::{
    IsolationRefusal, PassageRefusal, Refusal, TestingRefusal, VerificationRefusal,
};
use serde::Serialize;
use std::error::Error;
use utoipa::ToSchema;

/// What every error answers.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ErrorBody {
    /// Stable: programs may depend on it.
    pub(crate) code: &'static str,
    /// A sentence in the user's language.
    pub(crate) message: String,
    /// The notice that the same text is already kept as, where that is the reason.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) notice_id: Option<String>,
}

/// A refusal on its way out.
#[derive(Debug)]
pub(crate) struct ApiError(pub(crate) Refusal);

impl From<Refusal> for ApiError {
    fn from(refusal: Refusal) -> ApiError {
        ApiError(refusal)
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let status = status_of(&self.0);
        if status.is_server_error() {
            // The sentence for the person says nothing of the cause; the log has the chain of it,
            // which never carries a value that somebody put in.
            tracing::error!(code = self.0.code(), "{}", chain(&self.0));
        }
        let mut notice_id = None;
        if let Refusal::NoticeKnown(id) = &self.0 {
            notice_id = Some(id.to_string());
        }
        let body = ErrorBody { code: self.0.code(), message: self.0.to_string(), notice_id };
        (status, Json(body)).into_response()
    }
}

fn chain(error: &dyn Error) -> String {
    let mut words = error.to_string();
    let mut next = error.source();
    while let Some(cause) = next {
        words = format!("{words}: {cause}");
        next = cause.source();
    }
    words
}

fn status_of(refusal: &Refusal) -> StatusCode {
    match refusal {
        Refusal::NotSignedIn | Refusal::SignInFailed => StatusCode::UNAUTHORIZED,
        Refusal::PasswordMustChange | Refusal::AccountUnvouched => StatusCode::FORBIDDEN,
        Refusal::NotFound => StatusCode::NOT_FOUND,
        Refusal::Testing(refusal) => status_of_testing(refusal),
        Refusal::Passage(refusal) => status_of_passage(refusal),
        Refusal::Verification(refusal) => status_of_verification(refusal),
        Refusal::Isolation(refusal) => status_of_isolation(refusal),
        Refusal::Stale
        | Refusal::IdReused
        | Refusal::NoticeKnown(_)
        | Refusal::NoticeClosed
        | Refusal::SamePerson
        | Refusal::ZoneNotListed
        | Refusal::StepDownTooEarly(_)
        | Refusal::ConditionMissing(_)
        | Refusal::NoStepDownRule
        | Refusal::RaiseDue(_)
        | Refusal::VouchCodeWrong
        | Refusal::VoucherIsIssuer
        | Refusal::NoRaise
        | Refusal::NotWithdrawable
        | Refusal::NothingToDraft
        | Refusal::OrderState
        | Refusal::OrderTaken
        | Refusal::RolesConflict(_, _)
        | Refusal::LoginTaken
        | Refusal::SnapshotKnown
        | Refusal::PersonKnown
        | Refusal::MergedAway
        | Refusal::PersonGone
        | Refusal::NotUnmergeable(_)
        | Refusal::ImportState
        | Refusal::SheetMayBeCut
        | Refusal::PlaceTaken
        | Refusal::ExportState
        | Refusal::OwnExport
        | Refusal::RoundClosed
        | Refusal::RoundIncomplete { .. }
        | Refusal::LedgerKnown
        | Refusal::ChargeKnown
        | Refusal::LedgerEnded
        | Refusal::NotADrill => StatusCode::CONFLICT,
        Refusal::PasswordWeak
        | Refusal::PurposeMissing
        | Refusal::BadInput(_)
        | Refusal::NoticeUnreadable(_)
        | Refusal::ChangeUnplaced(_)
        | Refusal::ChangeIncomplete
        | Refusal::DayOutOfRange
        | Refusal::EditionUnknown
        | Refusal::LevelNotInEdition(_)
        | Refusal::EvidenceMissing
        | Refusal::PlaceUnknown
        | Refusal::SheetUnreadable(_)
        | Refusal::SheetColumns
        | Refusal::FormHeader
        | Refusal::FormUnmapped
        | Refusal::FieldNotPermitted { .. }
        | Refusal::SnapshotUnreadable(_) => StatusCode::BAD_REQUEST,
        Refusal::BudgetSpent(_) => StatusCode::TOO_MANY_REQUESTS,
        Refusal::Counting | Refusal::Busy => StatusCode::SERVICE_UNAVAILABLE,
        Refusal::Full => StatusCode::INSUFFICIENT_STORAGE,
        Refusal::Paper(_) | Refusal::NoFont => StatusCode::INTERNAL_SERVER_ERROR,
        Refusal::NoRandomness | Refusal::Intake(_) | Refusal::Store(_) => {
            StatusCode::INTERNAL_SERVER_ERROR
        }
    }
}

fn status_of_verification(refusal: &VerificationRefusal) -> StatusCode {
    match refusal {
        VerificationRefusal::NoRows
        | VerificationRefusal::Columns
        | VerificationRefusal::NoLetters
        | VerificationRefusal::AnswerColumn
        | VerificationRefusal::Answer(_)
        | VerificationRefusal::LetterUnreadable
        | VerificationRefusal::LetterOld => StatusCode::BAD_REQUEST,
        VerificationRefusal::ListState
        | VerificationRefusal::ListKnown
        | VerificationRefusal::SenderEnded
        | VerificationRefusal::Case(_) => StatusCode::CONFLICT,
    }
}

fn status_of_isolation(refusal: &IsolationRefusal) -> StatusCode {
    match refusal {
        IsolationRefusal::Site(_) | IsolationRefusal::Share(_) | IsolationRefusal::Ride(_) => {
            StatusCode::BAD_REQUEST
        }
        IsolationRefusal::Room(_)
        | IsolationRefusal::NotWaiting
        | IsolationRefusal::Vehicle
        | IsolationRefusal::Hand(_)
        | IsolationRefusal::TooEarly(_) => StatusCode::CONFLICT,
    }
}

fn status_of_passage(refusal: &PassageRefusal) -> StatusCode {
    match refusal {
        PassageRefusal::Proposed(_)
        | PassageRefusal::LinesUnknown(_)
        | PassageRefusal::Outage(_)
        | PassageRefusal::SeveralCounties => StatusCode::BAD_REQUEST,
        PassageRefusal::EvidenceUsed
        | PassageRefusal::NoSuchReason
        | PassageRefusal::AppealsTooMany
        | PassageRefusal::AppealLapsed
        | PassageRefusal::LabDecides
        | PassageRefusal::TubeUnknown
        | PassageRefusal::TubeTaken
        | PassageRefusal::TubeFull
        | PassageRefusal::GatheringBarred(_) => StatusCode::CONFLICT,
    }
}

fn status_of_testing(refusal: &TestingRefusal) -> StatusCode {
    match refusal {
        TestingRefusal::DeviceUnknown
        | TestingRefusal::DeviceRevoked
        | TestingRefusal::SignatureWrong => StatusCode::FORBIDDEN,
        TestingRefusal::AntigenRefused(_) | TestingRefusal::PhotoRefused(_) => {
            StatusCode::BAD_REQUEST
        }
        TestingRefusal::AntigenMarkRefused(_)
        | TestingRefusal::HandoverTaken
        | TestingRefusal::PlateEntered
        | TestingRefusal::PlateHeld
        | TestingRefusal::NoReport
        | TestingRefusal::BindingsTooMany
        | TestingRefusal::BindingKnown
        | TestingRefusal::TestEntryKnown
        | TestingRefusal::ResultsRefused(_) => StatusCode::CONFLICT,
    }
}

/// A field that is missing or not of its kind.
pub(crate) fn bad_input(sentence: &str) -> ApiError {
    ApiError(Refusal::BadInput(sentence.to_owned()))
}
