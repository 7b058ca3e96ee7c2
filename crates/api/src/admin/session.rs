//! POST `/admin/session`

use actix_web::http::StatusCode;
use actix_web::http::header::SET_COOKIE;
use parlor_auth::{AdministratorSignInError, EmailProof, SignIn, sign_in_as_administrator};
use parlor_domain::{DeviceToken, Login};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::endpoint::{Body, Check, Field, FieldFault, Problem, Reply, Words, created};
use crate::shell::App;
use crate::shell::agent::Agent;
use crate::shell::client::Client;
use crate::shell::cookies::Browser;
use crate::v1::{V1, problem};

/// An administrator who signs in
#[derive(Deserialize, ToSchema)]
#[schema(as = AdminSignIn)]
pub struct Form {
    /// The email or the username
    #[serde(default)]
    #[schema(value_type = String, required, min_length = 1, examples("ann@example.com"))]
    login: Field,
    /// The password, whole: its white space counts
    #[serde(default)]
    #[schema(value_type = String, required, format = "password", min_length = 1, examples("a quiet evening"))]
    password: Field,
}

/// An administrator, just signed in
#[derive(Serialize, ToSchema)]
#[schema(as = AdminSignedIn)]
pub struct Opened {
    /// The account's id
    #[schema(minimum = 1, examples(1))]
    account_id: i64,
}

pub async fn open(
    app: App,
    client: Client,
    agent: Agent,
    browser: Browser,
    body: Body<V1, Form>,
) -> Reply<V1, Opened> {
    let mut check = Check::default();
    let login = check.text("login", body.fields.login, |text| Ok::<_, FieldFault>(Login::parse(text)));
    let password = check.password("password", body.fields.password, Ok);
    let (login, password) = check.done(login.zip(password))?;
    let origin = browser.origin(client, agent);
    let command = SignIn { login, password, email: EmailProof::AsConfigured, origin };
    let opened = app.run_hashing(move |ctx| sign_in_as_administrator(ctx, command)).await?;
    let device = |device: DeviceToken| app.cookies().device(&device);
    Ok(created(Opened { account_id: opened.account.id.0 })?
        .header(SET_COOKIE, app.cookies().session(&opened.tokens))
        .cookie(opened.device.map(device)))
}

impl Words<AdministratorSignInError> for V1 {
    fn words(refusal: AdministratorSignInError) -> Problem {
        match refusal {
            AdministratorSignInError::SignIn(refusal) => Self::words(refusal),
            AdministratorSignInError::NotAdministrator => {
                let detail = "This account is not an administrator's.";
                problem(StatusCode::FORBIDDEN, "not_administrator", detail)
            }
        }
    }
}
