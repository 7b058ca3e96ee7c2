//! The way of a refresh token: what it leads to is found out for each, and the rotations of many sessions are stored
//! together.

use parlor_auth::{Context, Presented, RefreshError, TokenPair, present, rotate_together};
use parlor_domain::{ClientAddress, Session, SessionId};

use super::App;
use super::together::Joint;
use crate::endpoint::Halt;

/// Presents a refresh token; see [`parlor_auth::refresh`].
pub(crate) async fn refresh(
    app: &App,
    token: String,
    address: ClientAddress,
) -> Result<TokenPair, Halt<RefreshError>> {
    let presented = app.run(move |ctx| {
        let presented = present(ctx, &token, address)?;
        Ok((presented, token))
    });
    match presented.await? {
        (Presented::Repeated(tokens), _) => Ok(tokens),
        (Presented::Next(session, tokens), token) => {
            if app.run_together(app.rotations(), session).await? {
                return Ok(tokens);
            }
            app.run(move |ctx| parlor_auth::refresh(ctx, &token, address)).await
        }
    }
}

/// Rotations of different sessions.
pub(crate) struct Rotations(pub Context);

impl Joint for Rotations {
    type Job = Session;
    /// Whether it is stored; if not, its token has to be judged anew.
    type Outcome = bool;
    type About = SessionId;

    fn about(session: &Session) -> SessionId {
        session.id
    }

    fn run(&self, sessions: Vec<Session>) -> Vec<bool> {
        rotate_together(&self.0, &sessions).unwrap_or_else(|error| {
            tracing::warn!(%error, "sessions that could not be renewed together are renewed one by one");
            vec![false; sessions.len()]
        })
    }
}
