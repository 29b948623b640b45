//! Antigen tests reported by the person: who he is, then what he read off, with a photo. What was
//! typed and who was proven stand in no address.

use super::antigen_page::{Filled, Said, done_page, prove_page, report_page};
use super::frame::Frame;
use super::proving::Proving;
use super::results::{TypedForm, failed};
use super::results_page::Notice;
use super::{AskedQuery, asked_of, frame_of, is_from_elsewhere, private};
use crate::HttpState;
use axum::extract::multipart::{Field, MultipartError, MultipartRejection};
use axum::extract::{Multipart, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use fangxian_app::antigen::{
    AntigenAsked, AntigenPass, AntigenRefused, AntigenWhen, Photo, antigen_pass, antigen_prove,
    antigen_report_public, photo_checked,
};
use fangxian_core::Moment;
use fangxian_core::antigen::{AntigenOutcome, PHOTO_BYTES_MAX, PhotoFlaw};
use std::time::Duration;
use tokio::sync::Semaphore;
use tokio::time::timeout;

/// The largest body that is read to its end, so that whoever sends a photo that is too large is told
/// so in a sentence. Of a photo no more than it may have is held in memory.
pub(super) const BODY_BYTES_MAX: usize = 24 * 1024 * 1024;
/// A pass is a few hundred bytes, each name of a family some more.
const TEXT_BYTES_MAX: usize = 8 * 1024;
/// So many photos are received at once.
static RECEIVING: Semaphore = Semaphore::const_new(24);
/// How long a photo waits for its turn.
const TURN: Duration = Duration::from_secs(8);

const PAGE: Proving = Proving { path: "/antigen", form: prove_page };

/// The empty form.
pub(super) async fn form(State(state): State<HttpState>, asked: AskedQuery) -> Response {
    PAGE.empty(&state, asked)
}

/// Proves who somebody is, and shows the form.
pub(super) async fn proven_posted(
    State(state): State<HttpState>,
    headers: HeaderMap,
    query: AskedQuery,
    typed: TypedForm,
) -> Response {
    let query = asked_of(query);
    let frame = frame_of(&state, "/antigen", &query);
    let (typed, asked, secret) = match PAGE.read(&frame, &headers, typed) {
        Ok(read) => read,
        Err(page) => return *page,
    };
    match antigen_prove(&state.city, &asked, &secret, state.wall()).await {
        Ok(given) => {
            let filled = Filled { sealed: given.sealed, ..Filled::default() };
            let now = state.city.now(state.wall());
            let page = report_page(&frame, (&given.pass, &filled), now, None);
            private(StatusCode::OK, page)
        }
        Err(error) => PAGE.refused(&frame, &typed, &error),
    }
}

/// Sends a code.
pub(super) async fn code_posted(
    State(state): State<HttpState>,
    headers: HeaderMap,
    query: AskedQuery,
    typed: TypedForm,
) -> Response {
    PAGE.code_sent((&state, &headers), query, typed).await
}

/// Takes a report.
pub(super) async fn report_posted(
    State(state): State<HttpState>,
    headers: HeaderMap,
    query: AskedQuery,
    parts: Result<Multipart, MultipartRejection>,
) -> Response {
    let query = asked_of(query);
    let frame = frame_of(&state, "/antigen", &query);
    let Some(parts) = parts.ok().filter(|_| !is_from_elsewhere(&headers)) else {
        return over(&frame, Notice::FormUnreadable);
    };
    let wall = state.wall();
    let received = received(&state, parts).await;
    let Some(pass) = received.pass else { return over(&frame, Notice::TicketOver) };
    let filled = received.filled;
    let now = state.city.now(wall);
    let said = match (received.broken, received.photo, filled.outcome) {
        (Some(said), _, _) => Err(said),
        (None, Err(flaw), _) => Err(Said::Photo(flaw)),
        (None, Ok(_), None) => Err(Said::NoOutcome),
        (None, Ok(photo), Some(outcome)) => Ok(AntigenAsked { when: filled.when, outcome, photo }),
    };
    let asked = match said {
        Ok(asked) => asked,
        Err(said) => return told(&frame, (&pass, &filled), now, said),
    };
    match antigen_report_public(&state.city, &pass, filled.who, asked, wall).await {
        Ok(answer) => {
            let name = pass.names.get(filled.who).map(String::as_str).unwrap_or_default();
            private(StatusCode::OK, done_page(&frame, name, &answer))
        }
        Err(AntigenRefused::Over) => over(&frame, Notice::TicketOver),
        Err(AntigenRefused::Known) => told(&frame, (&pass, &filled), now, Said::Known),
        Err(AntigenRefused::Flaw(flaw)) => told(&frame, (&pass, &filled), now, Said::Flaw(flaw)),
        Err(AntigenRefused::Photo(flaw)) => told(&frame, (&pass, &filled), now, Said::Photo(flaw)),
        Err(AntigenRefused::Refused(refusal)) => failed(&frame, &refusal, refusal.code()),
    }
}

fn over(frame: &Frame<'_>, notice: Notice) -> Response {
    PAGE.anew(frame, (StatusCode::BAD_REQUEST, notice))
}

fn told(
    frame: &Frame<'_>,
    (pass, filled): (&AntigenPass, &Filled),
    now: Moment,
    said: Said,
) -> Response {
    let status = match said {
        Said::Photo(PhotoFlaw::TooLarge) => StatusCode::PAYLOAD_TOO_LARGE,
        Said::Photo(_) | Said::Flaw(_) | Said::NoOutcome | Said::Unreadable => {
            StatusCode::BAD_REQUEST
        }
        Said::Known => StatusCode::CONFLICT,
        Said::Busy => StatusCode::SERVICE_UNAVAILABLE,
    };
    private(status, report_page(frame, (pass, filled), now, Some(said)))
}

/// What came in: as much of it as could be read.
struct Received {
    pass: Option<AntigenPass>,
    filled: Filled,
    photo: Result<Option<Photo>, PhotoFlaw>,
    broken: Option<Said>,
}

/// Reads the parts in their order. The pass stands before the photo: without one, no photo is read.
async fn received(state: &HttpState, mut parts: Multipart) -> Received {
    let mut came =
        Received { pass: None, filled: Filled::default(), photo: Ok(None), broken: None };
    loop {
        let field = match parts.next_field().await {
            Ok(Some(field)) => field,
            Ok(None) => return came,
            Err(error) => return broken(came, &error),
        };
        let name = field.name().unwrap_or_default().to_owned();
        if name == "photo" {
            if came.pass.is_none() {
                return came;
            }
            match photo_of(field).await {
                Ok(photo) => came.photo = photo,
                Err(said) => came.broken = Some(said),
            }
            // It stands last in the form, and a body that was cut off in it has no further parts.
            return came;
        }
        let text = match bytes_of(field, TEXT_BYTES_MAX).await {
            Ok(Some(bytes)) => String::from_utf8(bytes).unwrap_or_default(),
            Ok(None) => {
                came.broken = Some(Said::Unreadable);
                return came;
            }
            Err(error) => return broken(came, &error),
        };
        match name.as_str() {
            "pass" => {
                came.pass = antigen_pass(&state.city, &text, state.wall());
                came.filled.sealed = text;
            }
            "who" => came.filled.who = text.parse().unwrap_or(usize::MAX),
            "when" => came.filled.when = when_of(&text),
            "outcome" => came.filled.outcome = AntigenOutcome::from_code(&text),
            _ => came.broken = Some(Said::Unreadable),
        }
    }
}

fn broken(mut came: Received, error: &MultipartError) -> Received {
    came.broken = Some(match error.status() {
        StatusCode::PAYLOAD_TOO_LARGE => Said::Photo(PhotoFlaw::TooLarge),
        _ => Said::Photo(PhotoFlaw::Broken),
    });
    came
}

fn when_of(text: &str) -> AntigenWhen {
    match text.parse() {
        Ok(from) => AntigenWhen::HalfHour(Moment(from)),
        Err(_) => AntigenWhen::Now,
    }
}

/// The bytes of a field, none where they are more; what is too much is read and let go.
async fn bytes_of(mut field: Field<'_>, most: usize) -> Result<Option<Vec<u8>>, MultipartError> {
    let mut bytes = Vec::new();
    let mut n_bytes = 0_usize;
    while let Some(chunk) = field.chunk().await? {
        n_bytes = n_bytes.saturating_add(chunk.len());
        match n_bytes <= most {
            true => bytes.extend_from_slice(&chunk),
            false => bytes = Vec::new(),
        }
    }
    Ok((n_bytes <= most).then_some(bytes))
}

/// The photo of a field, checked; none where nobody chose one.
async fn photo_of(field: Field<'_>) -> Result<Result<Option<Photo>, PhotoFlaw>, Said> {
    let Ok(Ok(_turn)) = timeout(TURN, RECEIVING.acquire()).await else { return Err(Said::Busy) };
    let bytes = match bytes_of(field, PHOTO_BYTES_MAX).await {
        Ok(Some(bytes)) => bytes,
        Ok(None) => return Ok(Err(PhotoFlaw::TooLarge)),
        Err(error) if error.status() == StatusCode::PAYLOAD_TOO_LARGE => {
            return Ok(Err(PhotoFlaw::TooLarge));
        }
        Err(_) => return Ok(Err(PhotoFlaw::Broken)),
    };
    if bytes.is_empty() {
        return Ok(Ok(None));
    }
    match photo_checked(bytes).await {
        Ok(photo) => Ok(Ok(Some(photo))),
        Err(AntigenRefused::Photo(flaw)) => Ok(Err(flaw)),
        Err(
            AntigenRefused::Over
            | AntigenRefused::Known
            | AntigenRefused::Flaw(_)
            | AntigenRefused::Refused(_),
        ) => Err(Said::Busy),
    }
}
