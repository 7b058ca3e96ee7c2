//! DELETE `/v1/sessions/{id}`

use parlor_auth::{EndSessionError, Failure, end_session};
use parlor_domain::SessionId;

use crate::endpoint::{Dialect, Done, Fault, PathId, Problem, Refused, Words, done};
use crate::shell::client::Client;
use crate::shell::{App, SignedIn};
use crate::v1::V1;

pub async fn handle(
    app: App,
    client: Client,
    signed_in: SignedIn<V1>,
    path: PathId<V1>,
) -> Result<Done, Refused<V1>> {
    let session = SessionId(path.id);
    let cookie = app.cookies().ended(&signed_in.credential);
    let is_own = app.run_as(signed_in.credential, move |ctx, caller| {
        end_session(ctx, &caller, session, client.address)?;
        Ok::<_, Failure<EndSessionError>>(session == caller.session.id)
    });
    let is_own = is_own.await?;
    Ok(done()?.cookie(cookie.filter(|_| is_own)))
}

impl Words<EndSessionError> for V1 {
    fn words(refusal: EndSessionError) -> Problem {
        match refusal {
            EndSessionError::NotFound => V1::fault(&Fault::NotFound),
        }
    }
}
