//! POST `/twofa/send-code/`

use actix_web::HttpResponse;
use actix_web::http::header::ContentType;
use parlor_auth::{Asker, TooSoon, request_sign_in_code};
use parlor_domain::{EmailAddress, Login};

use super::{Transcendence, wire};
use crate::contracts::plain;
use crate::endpoint::{Body, Check, FieldFault, Problem, Refused, Words};
use crate::shell::App;
use crate::shell::client::Client;

/// What is answered, whoever it was that asked.
pub const SENT: &str = "Email sent. Use the code sent in the login process";

pub async fn handle(
    app: App,
    client: Client,
    body: Body<Transcendence, wire::SendCode>,
) -> Result<HttpResponse, Refused<Transcendence>> {
    let mut check = Check::default();
    let login = check.text("username", body.fields.username, |text| Ok::<_, FieldFault>(Login::parse(text)));
    let email = check.text("email", body.fields.email, EmailAddress::parse);
    let (login, email) = check.done(login.zip(email))?;
    let asker = Asker::of_contract(client.address);
    app.run_paced(move |ctx| request_sign_in_code(ctx, (&login, email), asker)).await?;
    Ok(HttpResponse::Ok().content_type(ContentType::plaintext()).body(SENT))
}

impl Words<TooSoon> for Transcendence {
    fn words(TooSoon { retry_after }: TooSoon) -> Problem {
        plain::throttled(retry_after)
    }
}
