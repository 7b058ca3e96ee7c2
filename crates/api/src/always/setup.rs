//! GET and POST `/setup`: the form that the link printed at the first start leads to.

use actix_web::http::StatusCode;
use actix_web::http::header::{CONTENT_SECURITY_POLICY, ContentType, REFERRER_POLICY, VARY};
use actix_web::{HttpRequest, HttpResponse};
use parlor_auth::{CompleteSetup, SetupError, complete_setup};
use parlor_domain::{About, EmailAddress, SetupToken, Strictness};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::{IntoParams, ToSchema};

use super::Plain;
use super::index::wants_page;
use crate::contracts::plain;
use crate::endpoint::{Body, Check, Field, FieldErrors, FieldFault, Halt, Problem, Query, Refused, Words};
use crate::shell::App;
use crate::shell::client::Client;

const PAGE: &str = include_str!("setup.html");
/// The page runs nothing and loads nothing; its form goes nowhere else, and its address, which holds the
/// token, is told to nobody.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'";

/// What stands in the link
#[derive(Deserialize, IntoParams)]
pub struct Link {
    /// The token of the link
    #[serde(default)]
    #[param(value_type = String, required = false)]
    token: Field,
}

/// The first administrator
#[derive(Deserialize, ToSchema)]
#[schema(as = SetupForm)]
pub struct Form {
    /// The token of the link
    #[serde(default)]
    #[schema(value_type = String, required, examples("7c1185a5c5e9fc547c1185a5c5e9fc54"))]
    token: Field,
    /// The email
    #[serde(default)]
    #[schema(value_type = String, required, format = "email", max_length = 254, examples("ann@example.com"))]
    email: Field,
    /// The password
    #[serde(default)]
    #[schema(value_type = String, required, format = "password", min_length = 1, max_length = 1024, examples("a quiet evening"))]
    password: Field,
}

/// The account that was made
#[derive(Serialize, ToSchema)]
#[schema(as = SetupDone)]
pub struct Made {
    /// The account's id
    #[schema(minimum = 1, examples(1))]
    pub id: i64,
    /// Its email
    #[schema(examples("ann@example.com"))]
    pub email: String,
}

/// Shows the form. Whether the link is good is asked when it is sent: looking changes nothing and tells nothing.
pub async fn show(query: Query<Plain, Link>) -> Result<HttpResponse, Refused<Plain>> {
    let token = query.fields.token.given().as_deref().and_then(SetupToken::parse).ok_or_else(not_good)?;
    Ok(page(StatusCode::OK, token, &[]))
}

pub async fn make(
    app: App,
    client: Client,
    request: HttpRequest,
    body: Body<Plain, Form>,
) -> Result<HttpResponse, Refused<Plain>> {
    let token = body.fields.token.given().as_deref().and_then(SetupToken::parse).ok_or_else(not_good)?;
    let mut check = Check::default();
    let email = check.text("email", body.fields.email, EmailAddress::parse);
    let (rules, strictness) = app.password_rules(Strictness::Full);
    let about = About { email: email.as_ref(), ..About::default() };
    let password = check
        .password("password", body.fields.password, |password| rules.choose(password, strictness, &about));
    let read = check.done(email.clone().zip(password));
    let made = match read {
        Err(errors) => Err(errors),
        Ok((email, password)) => {
            let command = CompleteSetup { token, email, password, address: client.address };
            match app.run_hashing(move |ctx| complete_setup(ctx, command)).await {
                Err(Halt::Refused(SetupError::EmailTaken)) => {
                    Err(FieldErrors::of("email", FieldFault::EmailTaken))
                }
                other => Ok(other?),
            }
        }
    };
    let is_page = wants_page(&request);
    match made {
        Err(errors) if is_page => {
            let said: Vec<String> =
                errors.0.iter().flat_map(|(_, faults)| faults).map(|fault| fault.message()).collect();
            Ok(page(StatusCode::BAD_REQUEST, token, &said))
        }
        Err(errors) => Err(errors.into()),
        Ok(_) if is_page => Ok(html(
            StatusCode::CREATED,
            "<!doctype html>\n<title>Done</title>\n<p>The account is made: <a href=\"/admin/\">sign in with it</a>.</p>\n".to_owned(),
        )),
        Ok(account) => {
            let email = account.email().map(EmailAddress::as_str).unwrap_or_default().to_owned();
            Ok(HttpResponse::Created().insert_header((VARY, "Accept")).json(Made { id: account.id.0, email }))
        }
    }
}

fn page(status: StatusCode, token: SetupToken, said: &[String]) -> HttpResponse {
    // Both are of our own making: digits and letters, and texts that hold nothing of what was sent.
    let said: String = said.iter().map(|text| format!("<p class=\"said\">{text}</p>\n")).collect();
    html(status, PAGE.replace("{{said}}", &said).replace("{{token}}", &token.expose()))
}

fn html(status: StatusCode, page: String) -> HttpResponse {
    HttpResponse::build(status)
        .insert_header(ContentType::html())
        .insert_header((VARY, "Accept"))
        .insert_header((CONTENT_SECURITY_POLICY, POLICY))
        .insert_header((REFERRER_POLICY, "no-referrer"))
        .body(page)
}

pub fn not_good() -> Problem {
    let text = "This link is not good: it was used, or is too old, or there is an administrator already.";
    Problem::new(StatusCode::NOT_FOUND, json!({ "detail": text }))
}

impl Words<SetupError> for Plain {
    fn words(refusal: SetupError) -> Problem {
        match refusal {
            SetupError::NotGood => not_good(),
            SetupError::EmailTaken => plain::fields(&FieldErrors::of("email", FieldFault::EmailTaken)),
        }
    }
}
