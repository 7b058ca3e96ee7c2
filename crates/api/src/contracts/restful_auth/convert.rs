//! From what clients send to commands, and from outcomes to what they expect.

use parlor_auth::{ChangeProfile, SignIn, SignUp, TokenPair};
use parlor_domain::{
    Account, EmailAddress, Identifiers, Login, PasswordRules, RequestedUsername, Strictness, Username,
};

use super::wire;
use crate::endpoint::{Check, FieldErrors};
use crate::shell::client::Client;

/// The fields of a sign-up, judged by the password rules of this contract.
pub fn sign_up(
    fields: wire::Register,
    client: Client,
    (rules, strictness): (PasswordRules, Strictness),
) -> Result<SignUp, FieldErrors> {
    let mut check = Check::default();
    let email = check.text("email", fields.email, EmailAddress::parse);
    let password = check.password("password", fields.password, |password| {
        rules.choose(password, strictness, None, email.as_ref())
    });
    let (email, password) = check.done(email.zip(password))?;
    Ok(SignUp { identifiers: Identifiers::of_email(email), password, address: client.address })
}

/// The fields of a sign-in; `None` when one is missing.
pub fn sign_in(fields: wire::Login, client: Client) -> Option<SignIn> {
    let login = Login::parse(&fields.email.given()?);
    Some(SignIn { login, password: fields.password.given_password()?, address: client.address })
}

/// The fields of a change of which the username has to be there.
pub fn replace_profile(fields: wire::Profile, client: Client) -> Result<ChangeProfile, FieldErrors> {
    let mut check = Check::default();
    let username = check.text("username", fields.username, RequestedUsername::parse);
    let email = check.optional_text("email", fields.email, EmailAddress::parse);
    let username = check.done(username)?;
    Ok(ChangeProfile { username: Some(username), email, address: client.address })
}

/// The fields of a change of which any may be missing.
pub fn change_profile(fields: wire::Profile, client: Client) -> Result<ChangeProfile, FieldErrors> {
    let mut check = Check::default();
    let username = check.optional_text("username", fields.username, RequestedUsername::parse);
    let email = check.optional_text("email", fields.email, EmailAddress::parse);
    check.done(Some(ChangeProfile { username, email, address: client.address }))
}

impl From<Account> for wire::Registered {
    fn from(account: Account) -> Self {
        Self { id: account.id.0, email: text_of(account.email().map(EmailAddress::as_str)) }
    }
}

impl From<Account> for wire::Me {
    fn from(account: Account) -> Self {
        Self {
            id: account.id.0,
            username: text_of(account.username().map(Username::as_str)),
            email: text_of(account.email().map(EmailAddress::as_str)),
        }
    }
}

impl From<TokenPair> for wire::Tokens {
    fn from(tokens: TokenPair) -> Self {
        Self { access_token: tokens.access, refresh_token: tokens.refresh }
    }
}

/// An absent name is an empty one.
fn text_of(text: Option<&str>) -> String {
    text.unwrap_or_default().to_owned()
}
