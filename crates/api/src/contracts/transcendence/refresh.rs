//! POST `/api/token/refresh/`

use actix_web::HttpRequest;
use actix_web::http::header::{AUTHORIZATION, HeaderValue, WWW_AUTHENTICATE};
use parlor_auth::RefreshError;

use super::{Transcendence, wire};
use crate::contracts::plain;
use crate::endpoint::{Body, FieldErrors, FieldFault, Problem, Reply, Words, ok};
use crate::shell::App;
use crate::shell::client::Client;
use crate::shell::refresh::refresh;

pub async fn handle(
    app: App,
    client: Client,
    request: HttpRequest,
    body: Body<Transcendence, wire::Refresh>,
) -> Reply<Transcendence, wire::Renewed> {
    let token = body.fields.refresh.given().or_else(|| in_header(&request)).ok_or_else(missing)?;
    let tokens = refresh(&app, token, client.address).await?;
    let tokens = app.run::<_, RefreshError>(move |ctx| Ok(tokens.with_refresh_jwt(ctx)?)).await?;
    ok(wire::Renewed { access_token: tokens.access, refresh_token: tokens.refresh })
}

/// `Authorization: Bearer …`, `Authorization: Token …`, or a header `Bearer: Token …`.
fn in_header(request: &HttpRequest) -> Option<String> {
    let header = request.headers().get(AUTHORIZATION).or_else(|| request.headers().get("bearer"))?;
    let (scheme, token) = header.to_str().ok()?.trim().split_once(' ')?;
    let is_ours = ["bearer", "token"].iter().any(|ours| scheme.eq_ignore_ascii_case(ours));
    Some(token.trim()).filter(|token| is_ours && !token.is_empty()).map(str::to_owned)
}

/// What is answered without a refresh token.
pub fn missing() -> Problem {
    plain::fields(&FieldErrors::of("refresh", FieldFault::Required))
}

/// What is answered to one that is not good.
pub fn invalid() -> Problem {
    let problem = plain::token_not_valid("Token is invalid or expired");
    problem.header(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer realm=\"api\""))
}

impl Words<RefreshError> for Transcendence {
    fn words(refusal: RefreshError) -> Problem {
        match refusal {
            RefreshError::Invalid | RefreshError::Expired => invalid(),
            RefreshError::TooOften { retry_after } => plain::throttled(retry_after),
        }
    }
}
