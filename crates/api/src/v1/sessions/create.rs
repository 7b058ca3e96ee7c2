//! POST `/v1/sessions`

use actix_web::http::StatusCode;
use parlor_auth::{
    EmailProof, Origin, Pair, Recognition, SignIn, SignInByCode, SignInError, sign_in, sign_in_by_code,
};
use parlor_domain::{DeviceToken, Lifetime, Login, Password};

use super::wire;
use crate::endpoint::{Body, Check, FieldErrors, FieldFault, Problem, Reply, Words, created};
use crate::shell::App;
use crate::shell::agent::Agent;
use crate::shell::client::Client;
use crate::v1::V1;
use crate::v1::codes::typed;
use crate::v1::problem::{locked_out, problem};

pub async fn handle(
    app: App,
    client: Client,
    agent: Agent,
    body: Body<V1, wire::SignIn>,
) -> Reply<V1, wire::NewSession> {
    let signed_in = match read(body.fields, client, agent)? {
        Wanted::ByPassword(command) => app.run_hashing(move |ctx| sign_in(ctx, command)).await?,
        Wanted::ByCode(command) => app.run_paced(move |ctx| sign_in_by_code(ctx, command)).await?,
    };
    created(signed_in.into())
}

enum Wanted {
    ByPassword(SignIn),
    ByCode(SignInByCode),
}

fn read(fields: wire::SignIn, client: Client, agent: Agent) -> Result<Wanted, FieldErrors> {
    let mut check = Check::default();
    let name = if fields.login.is_missing() { fields.email } else { fields.login };
    let login = check.text("login", name, |text| Ok::<_, FieldFault>(Login::parse(text)));
    let by_code = fields.password.is_missing() && !fields.code.is_missing();
    let proof = if by_code {
        typed(&mut check, fields.code).map(Proof::Code)
    } else {
        check.password("password", fields.password, Ok).map(Proof::Password)
    };
    // A text that is no token of ours is as good as none: the sign-in must not fail by it.
    let token = check.nullable_text("device_token", fields.device_token.unless_blank(), |text| {
        Ok::<_, FieldFault>(DeviceToken::parse(text))
    });
    let (login, proof) = check.done(login.zip(proof))?;
    let origin = Origin {
        address: client.address,
        agent: agent.0,
        recognition: Recognition::ByToken(token.flatten()),
        lifetime: Lifetime::Native,
        kind: Pair,
    };
    Ok(match proof {
        Proof::Code(code) => Wanted::ByCode(SignInByCode { login, code, origin }),
        Proof::Password(password) => {
            Wanted::ByPassword(SignIn { login, password, email: EmailProof::AsConfigured, origin })
        }
    })
}

enum Proof {
    Password(Password),
    Code(String),
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
