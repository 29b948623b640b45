//! Accounts, for the administrator.

use super::code::{Code, RoleCode};
use crate::caller::{Asked, Asking, At, Body, IfMatch};
use crate::error::{ApiError, ErrorBody};
use axum::Json;
use axum::http::StatusCode;
use fangxian_app::accounts::{
    AccountSeen, Grant, account_make, account_set_disabled, account_vouch, accounts_list,
    accounts_unvouched, password_reset, role_end, role_grant,
};
use fangxian_app::{Refusal, Request};
use fangxian_core::ids::AccountId;
use fangxian_core::places::PlaceCode;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

/// A role that an account holds, held or will hold.
#[derive(Serialize, ToSchema)]
pub(crate) struct RoleView {
    assignment_id: Uuid,
    role: RoleCode,
    jurisdiction: String,
    place_name: String,
    from: String,
    to: Option<String>,
}

/// An account.
#[derive(Serialize, ToSchema)]
pub(crate) struct AccountView {
    account_id: Uuid,
    login: String,
    name: String,
    disabled: bool,
    must_change_password: bool,
    /// Whether a second person has vouched for it. Until then it gives no right.
    vouched: bool,
    /// Whether whoever asks gave out its password, and so cannot be the second person.
    issued_by_me: bool,
    version: i64,
    roles: Vec<RoleView>,
}

fn view_of(req: &Request, seen: AccountSeen) -> AccountView {
    let city = &req.city;
    AccountView {
        account_id: seen.account.id.uuid(),
        login: seen.account.login,
        name: seen.account.name,
        disabled: seen.account.disabled_at.is_some(),
        must_change_password: seen.account.must_change_password,
        vouched: seen.account.vouched_by.is_some(),
        issued_by_me: seen.account.issued_by == req.caller.account.to_string(),
        version: seen.account.version,
        roles: seen
            .assignments
            .into_iter()
            .map(|(id, held)| RoleView {
                assignment_id: id,
                role: Code(held.role),
                place_name: city.place_name(&held.jurisdiction),
                jurisdiction: held.jurisdiction.to_string(),
                from: held.from.to_string(),
                to: held.to.map(|day| day.to_string()),
            })
            .collect(),
    }
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct AccountsQuery {
    /// The sign-in name after which the page begins.
    after: Option<String>,
    limit: Option<i64>,
}

/// A page of accounts.
#[derive(Serialize, ToSchema)]
pub(crate) struct AccountsPage {
    rows: Vec<AccountView>,
    next: Option<String>,
}

/// Accounts, in the order of their sign-in names.
#[utoipa::path(get, path = "/api/v1/accounts", tag = "accounts", params(AccountsQuery),
    responses((status = 200, body = AccountsPage)))]
pub(crate) async fn account_list(
    Asked(req): Asked,
    Asking(query): Asking<AccountsQuery>,
) -> Result<Json<AccountsPage>, ApiError> {
    let limit = query.limit.unwrap_or(50).clamp(1, 200);
    let seen = accounts_list(&req, &query.after.unwrap_or_default(), limit).await?;
    let is_full = i64::try_from(seen.len()).is_ok_and(|n| n == limit);
    let next = seen.last().filter(|_| is_full).map(|seen| seen.account.login.clone());
    let rows = seen.into_iter().map(|seen| view_of(&req, seen)).collect();
    Ok(Json(AccountsPage { rows, next }))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewRole {
    role: RoleCode,
    jurisdiction: String,
}

impl NewRole {
    fn grant(&self) -> Result<Grant, ApiError> {
        let jurisdiction =
            PlaceCode::parse(&self.jurisdiction).map_err(|_| Refusal::PlaceUnknown)?;
        Ok(Grant { role: self.role.0, jurisdiction })
    }
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewAccount {
    account_id: Uuid,
    login: String,
    name: String,
    roles: Vec<NewRole>,
}

/// A first password, which is kept nowhere and shown once.
#[derive(Serialize, ToSchema)]
pub(crate) struct FirstPassword {
    first_password: String,
}

/// Make an account with a first password that must be changed.
#[utoipa::path(post, path = "/api/v1/accounts", tag = "accounts", request_body = NewAccount,
    responses((status = 200, body = FirstPassword), (status = 409, body = ErrorBody)))]
pub(crate) async fn account_add(
    Asked(req): Asked,
    Body(body): Body<NewAccount>,
) -> Result<Json<FirstPassword>, ApiError> {
    let grants = body.roles.iter().map(NewRole::grant).collect::<Result<Vec<_>, _>>()?;
    let id = AccountId::from_uuid(body.account_id);
    let first_password = account_make(&req, id, &body.login, &body.name, &grants).await?;
    Ok(Json(FirstPassword { first_password }))
}

/// Give a role to an account.
#[utoipa::path(post, path = "/api/v1/accounts/{account_id}/roles", tag = "accounts",
    params(("account_id" = Uuid, Path)), request_body = NewRole,
    responses((status = 204), (status = 409, body = ErrorBody)))]
pub(crate) async fn account_role_add(
    Asked(req): Asked,
    At(id): At<Uuid>,
    IfMatch(seen): IfMatch,
    Body(body): Body<NewRole>,
) -> Result<StatusCode, ApiError> {
    role_grant(&req, AccountId::from_uuid(id), seen, body.grant()?).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// End a role at once.
#[utoipa::path(delete, path = "/api/v1/accounts/{account_id}/roles/{assignment_id}",
    tag = "accounts", params(("account_id" = Uuid, Path), ("assignment_id" = Uuid, Path)),
    responses((status = 204), (status = 409, body = ErrorBody)))]
pub(crate) async fn account_role_end(
    Asked(req): Asked,
    At((id, assignment)): At<(Uuid, Uuid)>,
    IfMatch(seen): IfMatch,
) -> Result<StatusCode, ApiError> {
    role_end(&req, AccountId::from_uuid(id), seen, assignment).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SetDisabled {
    version: i64,
    disabled: bool,
}

/// Disable an account, which ends its sessions, or let it sign in again.
#[utoipa::path(put, path = "/api/v1/accounts/{account_id}/disabled", tag = "accounts",
    params(("account_id" = Uuid, Path)), request_body = SetDisabled,
    responses((status = 204), (status = 409, body = ErrorBody)))]
pub(crate) async fn account_disable(
    Asked(req): Asked,
    At(id): At<Uuid>,
    IfMatch(seen): IfMatch,
    Body(body): Body<SetDisabled>,
) -> Result<StatusCode, ApiError> {
    let version = seen.unwrap_or(body.version);
    account_set_disabled(&req, AccountId::from_uuid(id), version, body.disabled).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Give an account a new first password, which ends its sessions.
#[utoipa::path(post, path = "/api/v1/accounts/{account_id}/password", tag = "accounts",
    params(("account_id" = Uuid, Path)),
    responses((status = 200, body = FirstPassword), (status = 404, body = ErrorBody)))]
pub(crate) async fn account_password(
    Asked(req): Asked,
    At(id): At<Uuid>,
    IfMatch(seen): IfMatch,
) -> Result<Json<FirstPassword>, ApiError> {
    let first_password = password_reset(&req, AccountId::from_uuid(id), seen).await?;
    Ok(Json(FirstPassword { first_password }))
}

/// The accounts that wait for a second person.
#[derive(Serialize, ToSchema)]
pub(crate) struct AccountsWaiting {
    rows: Vec<AccountView>,
}

/// Accounts that nobody has vouched for yet.
#[utoipa::path(get, path = "/api/v1/accounts/waiting", tag = "accounts",
    responses((status = 200, body = AccountsWaiting)))]
pub(crate) async fn account_waiting(Asked(req): Asked) -> Result<Json<AccountsWaiting>, ApiError> {
    let seen = accounts_unvouched(&req).await?;
    Ok(Json(AccountsWaiting { rows: seen.into_iter().map(|seen| view_of(&req, seen)).collect() }))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Vouch {
    /// The eight digits that the owner of the account has told.
    code: String,
}

/// Vouch that an account is in the right hands, as the second person.
#[utoipa::path(post, path = "/api/v1/accounts/{account_id}/vouch", tag = "accounts",
    params(("account_id" = Uuid, Path)), request_body = Vouch,
    responses((status = 204), (status = 409, body = ErrorBody)))]
pub(crate) async fn account_vouched(
    Asked(req): Asked,
    At(id): At<Uuid>,
    Body(body): Body<Vouch>,
) -> Result<StatusCode, ApiError> {
    account_vouch(&req, AccountId::from_uuid(id), &body.code).await?;
    Ok(StatusCode::NO_CONTENT)
}
