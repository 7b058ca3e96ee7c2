//! Sends a code to whoever has an address, for somebody who is not signed in.

use parlor_domain::{Account, AccountState, Actor, CodePurpose, EmailAddress, Login};

use super::{Asker, TooSoon, send, take_turn};
use crate::{Context, Failure};

/// What is asked for.
#[derive(Debug)]
pub struct RequestCode {
    /// The address to send it to.
    pub email: EmailAddress,
    /// What it is to be good for.
    pub purpose: CodePurpose,
    /// Who asks.
    pub asker: Asker,
}

/// Sends the code, if there is an account with this address that can use one. Whoever asks is not told.
///
/// # Errors
/// [`TooSoon`], whether or not anybody has the address.
pub fn request_code(ctx: &Context, command: RequestCode) -> Result<(), Failure<TooSoon>> {
    request(ctx, command, is_of_use)
}

/// The same for a code to sign in with, if the account with this address goes by this name. Whoever asks is not
/// told.
///
/// # Errors
/// [`TooSoon`], whether or not the two belong together.
pub fn request_sign_in_code(
    ctx: &Context,
    (login, email): (&Login, EmailAddress),
    asker: Asker,
) -> Result<(), Failure<TooSoon>> {
    let command = RequestCode { email, purpose: CodePurpose::SignIn, asker };
    request(ctx, command, |account, purpose| {
        let email = account.email().map(Login::from);
        let mut names = email.into_iter().chain(account.username().map(Login::from));
        is_of_use(account, purpose) && names.any(|name| name == *login)
    })
}

fn request(
    ctx: &Context,
    command: RequestCode,
    is_meant: impl FnOnce(&Account, CodePurpose) -> bool,
) -> Result<(), Failure<TooSoon>> {
    let RequestCode { email, purpose, asker } = command;
    let now = ctx.clock.now();
    let client = asker.kind(ctx, &email, now)?;
    let mut work = ctx.store.write()?;
    take_turn(ctx, work.as_mut(), (email.key(), purpose), client, now)??;
    let account = work.accounts().by_login(&Login::from(&email))?;
    if let Some(account) = account.filter(|account| is_meant(account, purpose)) {
        let actor = Actor::Anyone(asker.address);
        send(ctx, work.as_mut(), &account, (purpose, &email), (client, actor), now)?;
    }
    work.commit()?;
    Ok(())
}

/// Whether an account can do anything with a code of this purpose.
fn is_of_use(account: &Account, purpose: CodePurpose) -> bool {
    match (purpose, account.state) {
        (CodePurpose::EmailVerification, AccountState::Pending) => true,
        (CodePurpose::EmailVerification, AccountState::Active) => account.email_verified_at.is_none(),
        (CodePurpose::PasswordRecovery | CodePurpose::SignIn, AccountState::Active) => true,
        // Those are asked for within a session.
        (CodePurpose::PinReset | CodePurpose::EmailChange, _) => false,
        (_, AccountState::Pending | AccountState::Deactivated) => false,
    }
}
