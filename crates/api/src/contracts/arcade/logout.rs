//! POST `/users/logout/`

use parlor_auth::{EndSessionError, end_session};

use super::{Arcade, wire};
use crate::endpoint::{Dialect, Fault, Problem, Reply, Words, ok};
use crate::shell::client::Client;
use crate::shell::{App, SignedIn};

pub async fn handle(app: App, client: Client, signed_in: SignedIn<Arcade>) -> Reply<Arcade, wire::Done> {
    let cookie = app.cookies().ended(&signed_in.credential);
    let ended = app.run_as(signed_in.credential, move |ctx, caller| {
        end_session(ctx, &caller, caller.session.id, client.address)?;
        Ok(wire::Done::of(&caller.account, "Logout successful."))
    });
    Ok(ok(ended.await?)?.cookie(cookie))
}

impl Words<EndSessionError> for Arcade {
    fn words(refusal: EndSessionError) -> Problem {
        match refusal {
            // It was over a moment before.
            EndSessionError::NotFound => Self::fault(&Fault::BadCredential),
        }
    }
}
