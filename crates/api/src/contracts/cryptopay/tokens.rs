//! POST `/api/v1/auth/token/obtain/`, `/token/verify/` and `/token/refresh/`

use actix_web::http::StatusCode;
use actix_web::http::header::{HeaderValue, WWW_AUTHENTICATE};
use parlor_auth::{
    EmailProof, Failure, Origin, RefreshError, SignIn, SignInError, VerifyTokenError, sign_in, verify_token,
};
use parlor_domain::{Login, Password};

use super::error::{detail, locked};
use super::{Cryptopay, wire};
use crate::contracts::plain;
use crate::endpoint::{Body, Check, FieldFault, Halt, Problem, Reply, Words, ok};
use crate::shell::App;
use crate::shell::client::Client;
use crate::shell::refresh::refresh;

pub async fn obtain(
    app: App,
    client: Client,
    body: Body<Cryptopay, wire::Obtain>,
) -> Reply<Cryptopay, wire::Tokens> {
    let mut check = Check::default();
    let login = check.text("email", body.fields.email, |text| Ok::<_, FieldFault>(Login::parse(text)));
    let password = check.password("password", body.fields.password, Ok::<Password, _>);
    let (login, password) = check.done(login.zip(password))?;
    // This contract signs nobody in whose email is not confirmed, whatever the operator says.
    let (email, origin) = (EmailProof::Required, Origin::of_contract(client.address));
    let command = SignIn { login, password, email, origin };
    let tokens = app.run_hashing(move |ctx| Ok(sign_in(ctx, command)?.tokens.with_refresh_jwt(ctx)?)).await?;
    ok(tokens.into())
}

pub async fn verify(app: App, body: Body<Cryptopay, wire::Token>) -> Reply<Cryptopay, wire::Good> {
    let mut check = Check::default();
    let token = check.text("token", body.fields.token, |text| Ok::<_, FieldFault>(text.to_owned()));
    let token = check.done(token)?;
    app.run(move |ctx| verify_token(ctx, &token)).await?;
    ok(wire::Good {})
}

/// Why there are no new tokens.
enum NotRefreshed {
    WrongType,
    Refused(RefreshError),
}

pub async fn renew(
    app: App,
    client: Client,
    body: Body<Cryptopay, wire::Refresh>,
) -> Reply<Cryptopay, wire::Tokens> {
    let mut check = Check::default();
    let token = check.text("refresh", body.fields.refresh, |text| Ok::<_, FieldFault>(text.to_owned()));
    let token = check.done(token)?;
    let renewed = match refresh(&app, token.clone(), client.address).await {
        Ok(tokens) => Ok(tokens),
        Err(Halt::Refused(refusal)) => Err(refusal),
        Err(Halt::Fault(fault)) => return Err(fault.into()),
    };
    let tokens = app.run(move |ctx| match renewed {
        Ok(tokens) => Ok(tokens.with_refresh_jwt(ctx)?),
        // Only now, since nearly every token is of the right kind.
        Err(RefreshError::Invalid) if ctx.tokens.read_access(&token, ctx.clock.now()).is_some() => {
            Err(Failure::Refused(NotRefreshed::WrongType))
        }
        Err(refusal) => Err(Failure::Refused(NotRefreshed::Refused(refusal))),
    });
    let tokens = tokens.await?;
    ok(tokens.into())
}

impl Words<SignInError> for Cryptopay {
    fn words(refusal: SignInError) -> Problem {
        match refusal {
            SignInError::Refused => {
                let text = "No active account found with the given credentials";
                challenge(detail(StatusCode::UNAUTHORIZED, text))
            }
            SignInError::Locked { .. } => locked(),
        }
    }
}

pub fn invalid() -> Problem {
    challenge(plain::token_not_valid("Token is invalid or expired"))
}

pub fn wrong_type() -> Problem {
    challenge(plain::token_not_valid("Token has wrong type"))
}

fn challenge(problem: Problem) -> Problem {
    problem.header(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer realm=\"api\""))
}

impl Words<VerifyTokenError> for Cryptopay {
    fn words(refusal: VerifyTokenError) -> Problem {
        match refusal {
            VerifyTokenError::Invalid => invalid(),
        }
    }
}

impl Words<NotRefreshed> for Cryptopay {
    fn words(refusal: NotRefreshed) -> Problem {
        match refusal {
            NotRefreshed::WrongType => wrong_type(),
            NotRefreshed::Refused(RefreshError::Invalid | RefreshError::Expired) => invalid(),
            NotRefreshed::Refused(RefreshError::TooOften { retry_after }) => plain::throttled(retry_after),
        }
    }
}
