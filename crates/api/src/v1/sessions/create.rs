//! POST `/v1/sessions`

use actix_web::http::StatusCode;
use parlor_auth::{EmailProof, Origin, Pair, Recognition, SignIn, SignInError, sign_in};
use parlor_domain::{DeviceToken, Lifetime, Login};

use super::wire;
use crate::endpoint::{Body, Check, FieldErrors, FieldFault, Problem, Reply, Words, created};
use crate::shell::App;
use crate::shell::agent::Agent;
use crate::shell::client::Client;
use crate::v1::V1;
use crate::v1::problem::{locked_out, problem};

pub async fn handle(
    app: App,
    client: Client,
    agent: Agent,
    body: Body<V1, wire::SignIn>,
) -> Reply<V1, wire::NewSession> {
    let command = read(body.fields, client, agent)?;
    let signed_in = app.run_hashing(move |ctx| sign_in(ctx, command)).await?;
    created(signed_in.into())
}

fn read(fields: wire::SignIn, client: Client, agent: Agent) -> Result<SignIn, FieldErrors> {
    let mut check = Check::default();
    let login = check.text("login", fields.login, |text| Ok::<_, FieldFault>(Login::parse(text)));
    let password = check.password("password", fields.password, Ok);
    // A text that is no token of ours is as good as none: the sign-in must not fail by it.
    let token = check.nullable_text("device_token", fields.device_token.unless_blank(), |text| {
        Ok::<_, FieldFault>(DeviceToken::parse(text))
    });
    let (login, password) = check.done(login.zip(password))?;
    let origin = Origin {
        address: client.address,
        agent: agent.0,
        recognition: Recognition::ByToken(token.flatten()),
        lifetime: Lifetime::Native,
        kind: Pair,
    };
    Ok(SignIn { login, password, email: EmailProof::AsConfigured, origin })
}

impl Words<SignInError> for V1 {
    fn words(refusal: SignInError) -> Problem {
        match refusal {
            SignInError::Refused => {
                let detail = "There is no such account, or this is not its password.";
                problem(StatusCode::UNAUTHORIZED, "invalid_login", detail)
            }
            SignInError::Locked { until } => locked_out(until),
        }
    }
}
