//! Signing in and out, and one's own account.

use super::code::{ActCode, Code, PurposeCode, RoleCode};
use crate::caller::{Asked, Body, check_origin, cookie_name};
use crate::error::{ApiError, ErrorBody};
use crate::state::{Cookies, HttpState};
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use fangxian_app::accounts::{caller_again, password_change, sign_in, sign_out};
use fangxian_app::city::Clockwork;
use fangxian_app::{Caller, City, Refusal, Trust};
use fangxian_core::Moment;
use fangxian_core::policy::{Act, Purpose, authorize, policy};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SignIn {
    login: String,
    password: String,
}

/// A role that the person holds today.
#[derive(Serialize, ToSchema)]
pub(crate) struct HeldRole {
    role: RoleCode,
    jurisdiction: String,
    place_name: String,
}

/// A code and a name.
#[derive(Serialize, ToSchema)]
pub(crate) struct Named {
    code: String,
    name: String,
}

/// The edition in force.
#[derive(Serialize, ToSchema)]
pub(crate) struct InForce {
    id: String,
    short: String,
}

/// Who is signed in, and what he may do.
#[derive(Serialize, ToSchema)]
pub(crate) struct Me {
    account_id: Uuid,
    login: String,
    name: String,
    must_change_password: bool,
    /// What to tell the second person who vouches for the account; null once that is done.
    vouch_code: Option<String>,
    roles: Vec<HeldRole>,
    /// What he may do, by the codes of the policy table.
    acts: Vec<ActCode>,
    /// What he may do it for.
    purposes: Vec<PurposeCode>,
    city: Named,
    today: String,
    drill: bool,
    edition: Option<InForce>,
}

fn me_of(city: &City, caller: &Caller, wall: Moment) -> Me {
    let held: Vec<_> =
        caller.assignments.iter().filter(|held| held.holds_on(wall.city_day())).collect();
    let is_vouched = caller.trust == Trust::Vouched;
    let may = |act: &Act| {
        (is_vouched || *act == Act::OwnKeep)
            && policy(*act).purposes.iter().any(|purpose| {
                authorize(&caller.assignments, *act, *purpose, wall.city_day()).is_ok()
            })
    };
    let acts: Vec<Act> = Act::ALL.iter().copied().filter(may).collect();
    let serves = |purpose: &Purpose| acts.iter().any(|act| policy(*act).purposes.contains(purpose));
    let today = city.now(wall).city_day();
    Me {
        account_id: caller.account.uuid(),
        login: caller.login.clone(),
        name: caller.name.clone(),
        must_change_password: caller.must_change_password,
        vouch_code: match &caller.trust {
            Trust::Waits { code } if !caller.must_change_password => Some(code.clone()),
            Trust::Waits { .. } | Trust::Vouched => None,
        },
        roles: held
            .iter()
            .map(|held| HeldRole {
                role: Code(held.role),
                jurisdiction: held.jurisdiction.to_string(),
                place_name: city.place_name(&held.jurisdiction),
            })
            .collect(),
        purposes: Purpose::ALL.iter().copied().filter(serves).map(Code).collect(),
        acts: acts.into_iter().map(Code).collect(),
        city: Named { code: city.key(), name: city.name.clone() },
        today: today.to_string(),
        drill: city.clockwork == Clockwork::Drill,
        edition: city
            .rules
            .edition_on(today)
            .map(|edition| InForce { id: edition.id.to_string(), short: edition.short.clone() }),
    }
}

/// Sign in.
#[utoipa::path(post, path = "/api/v1/session", tag = "session", request_body = SignIn,
    responses((status = 200, body = Me), (status = 401, body = ErrorBody)))]
pub(crate) async fn session_open(
    State(state): State<HttpState>,
    headers: HeaderMap,
    Body(body): Body<SignIn>,
) -> Result<Response, ApiError> {
    check_origin(&Method::POST, &headers)?;
    let wall = state.wall();
    let signed_in = sign_in(&state.city, &body.login, &body.password, wall).await?;
    let me = me_of(&state.city, &signed_in.caller, wall);
    Ok(with_cookie(state.cookies, &signed_in.secret, Json(me).into_response()))
}

fn with_cookie(cookies: Cookies, secret: &str, mut response: Response) -> Response {
    let name = cookie_name(cookies);
    let secure = match cookies {
        Cookies::Secure => "; Secure",
        Cookies::Plain => "",
    };
    let age = if secret.is_empty() { "; Max-Age=0" } else { "" };
    let cookie = format!("{name}={secret}; Path=/; HttpOnly; SameSite=Strict{secure}{age}");
    if let Ok(value) = HeaderValue::from_str(&cookie) {
        response.headers_mut().insert(header::SET_COOKIE, value);
    }
    response
}

/// Who is signed in.
#[utoipa::path(get, path = "/api/v1/session", tag = "session",
    responses((status = 200, body = Me), (status = 401, body = ErrorBody)))]
pub(crate) async fn session_see(Asked(req): Asked) -> Result<Json<Me>, ApiError> {
    req.authorize_own()?;
    Ok(Json(me_of(&req.city, &req.caller, req.wall)))
}

/// Sign out.
#[utoipa::path(delete, path = "/api/v1/session", tag = "session", responses((status = 204)))]
pub(crate) async fn session_close(
    State(state): State<HttpState>,
    Asked(req): Asked,
) -> Result<Response, ApiError> {
    sign_out(&req).await?;
    Ok(with_cookie(state.cookies, "", StatusCode::NO_CONTENT.into_response()))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewPassword {
    old: String,
    new: String,
}

/// Change one's own password. Every other session ends.
#[utoipa::path(post, path = "/api/v1/session/password", tag = "session",
    request_body = NewPassword,
    responses((status = 200, body = Me), (status = 400, body = ErrorBody)))]
pub(crate) async fn session_password(
    Asked(req): Asked,
    Body(body): Body<NewPassword>,
) -> Result<Json<Me>, ApiError> {
    if body.new.is_empty() {
        return Err(Refusal::PasswordWeak.into());
    }
    password_change(&req, &body.old, &body.new).await?;
    let caller = caller_again(&req.city, &req.caller, req.wall).await?;
    Ok(Json(me_of(&req.city, &caller, req.wall)))
}
