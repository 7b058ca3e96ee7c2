//! POST `/v1/sessions/refresh`

use actix_web::http::StatusCode;
use parlor_auth::RefreshError;

use super::wire;
use crate::endpoint::{Body, Check, Dialect, Fault, FieldFault, Problem, Reply, Words, ok};
use crate::shell::App;
use crate::shell::client::Client;
use crate::shell::refresh::refresh;
use crate::v1::V1;
use crate::v1::problem::problem;

pub async fn handle(app: App, client: Client, body: Body<V1, wire::Refresh>) -> Reply<V1, wire::Tokens> {
    let mut check = Check::default();
    let token =
        check.text("refresh_token", body.fields.refresh_token, |text| Ok::<_, FieldFault>(text.to_owned()));
    let token = check.done(token)?;
    let tokens = refresh(&app, token, client.address).await?;
    ok(tokens.into())
}

impl Words<RefreshError> for V1 {
    fn words(refusal: RefreshError) -> Problem {
        match refusal {
            RefreshError::Invalid => {
                let detail = "The refresh token is unknown, or was left behind, or its session is over.";
                problem(StatusCode::UNAUTHORIZED, "invalid_refresh_token", detail)
            }
            RefreshError::Expired => {
                problem(StatusCode::UNAUTHORIZED, "session_expired", "The session's time is over.")
            }
            RefreshError::TooOften { retry_after } => V1::fault(&Fault::Throttled { retry_after }),
        }
    }
}
