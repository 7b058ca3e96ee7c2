//! POST `/auth/logout/`

use parlor_auth::{EndSessionError, end_session};

use super::{Transcendence, wire};
use crate::contracts::plain;
use crate::endpoint::{Fault, Problem, Reply, Words, ok};
use crate::shell::client::Client;
use crate::shell::{App, SignedIn};

pub async fn handle(
    app: App,
    client: Client,
    signed_in: SignedIn<Transcendence>,
) -> Reply<Transcendence, wire::Detail> {
    app.run_as(signed_in.credential, move |ctx, caller| {
        end_session(ctx, &caller, caller.session.id, client.address)
    })
    .await?;
    ok(wire::Detail { detail: "Successfully logged out." })
}

impl Words<EndSessionError> for Transcendence {
    fn words(refusal: EndSessionError) -> Problem {
        match refusal {
            // Somebody else ended it in the same moment.
            EndSessionError::NotFound => plain::fault(&Fault::BadCredential),
        }
    }
}
