//! The pages that ask first who somebody is: results, the code, an antigen test. What he typed is read, a
//! code is sent to his phone, and what was wrong stands above the form that he filled in.

use super::frame::Frame;
use super::results::{TypedForm, failed, notice_of, read};
use super::results_page::{Notice, Typed};
use super::{AskedQuery, asked_of, frame_of, private};
use crate::HttpState;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use fangxian_app::results::{Asked, LookUpRefused, code_send};
use fangxian_core::results::Secret;
use maud::Markup;

/// A page that asks who somebody is.
pub(super) struct Proving {
    /// Its address.
    pub(super) path: &'static str,
    /// Its form, with what is to be said above it.
    pub(super) form: fn(&Frame<'_>, &Typed, Option<Notice>) -> Markup,
}

impl Proving {
    /// The empty form.
    pub(super) fn empty(&self, state: &HttpState, query: AskedQuery) -> Response {
        let asked = asked_of(query);
        let frame = frame_of(state, self.path, &asked);
        private(StatusCode::OK, (self.form)(&frame, &Typed::default(), None))
    }

    /// The form again, and why.
    pub(super) fn again(
        &self,
        frame: &Frame<'_>,
        typed: &Typed,
        (status, notice): (StatusCode, Notice),
    ) -> Response {
        private(status, (self.form)(frame, typed, Some(notice)))
    }

    /// The empty form again, and why.
    pub(super) fn anew(&self, frame: &Frame<'_>, said: (StatusCode, Notice)) -> Response {
        self.again(frame, &Typed::default(), said)
    }

    /// Why nobody was proven.
    pub(super) fn refused(
        &self,
        frame: &Frame<'_>,
        typed: &Typed,
        error: &LookUpRefused,
    ) -> Response {
        match (notice_of(error), error) {
            (Some(said), _) => self.again(frame, typed, said),
            (None, LookUpRefused::Refused(refusal)) => failed(frame, error, refusal.code()),
            (None, _) => failed(frame, error, "look_up"),
        }
    }

    /// Who he says that he is, and the second secret; else the page that says what is wrong.
    pub(super) fn read(
        &self,
        frame: &Frame<'_>,
        headers: &HeaderMap,
        typed: TypedForm,
    ) -> Result<(Typed, Asked, Secret), Box<Response>> {
        let bad = |typed: &Typed, notice| {
            Box::new(self.again(frame, typed, (StatusCode::BAD_REQUEST, notice)))
        };
        let (typed, asked) =
            read(frame.day, headers, typed).map_err(|flaw| bad(&flaw.0, flaw.1))?;
        match Secret::parse(&typed.secret) {
            Some(secret) => Ok((typed, asked, secret)),
            None => Err(bad(&typed, Notice::SecretUnreadable)),
        }
    }

    /// Sends a code by a short message.
    pub(super) async fn code_sent(
        &self,
        (state, headers): (&HttpState, &HeaderMap),
        query: AskedQuery,
        typed: TypedForm,
    ) -> Response {
        let query = asked_of(query);
        let frame = frame_of(state, self.path, &query);
        let (typed, asked) = match read(frame.day, headers, typed) {
            Ok(read) => read,
            Err(flaw) => return self.again(&frame, &flaw.0, (StatusCode::BAD_REQUEST, flaw.1)),
        };
        if !state.city.has_sms() {
            return self.again(&frame, &typed, (StatusCode::SERVICE_UNAVAILABLE, Notice::NoSms));
        }
        match code_send(&state.city, &asked, state.wall()).await {
            Ok(()) => self.again(&frame, &typed, (StatusCode::OK, Notice::CodeSent)),
            Err(error) => self.refused(&frame, &typed, &error),
        }
    }
}
