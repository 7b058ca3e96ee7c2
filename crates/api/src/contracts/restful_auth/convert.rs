//! From what clients send to commands, and from outcomes to what they expect.

use parlor_auth::{Change, ChangeProfile, EmailProof, Origin, RequestEmailChange, SignIn, SignUp, TokenPair};
use parlor_domain::{
    About, Account, EmailAddress, Identifiers, Login, PasswordRules, RequestedUsername, Strictness, Username,
};

use super::wire;
use crate::endpoint::{Check, FieldErrors};
use crate::shell::client::Client;

/// The fields of a sign-up, judged by the password rules of this contract. When some are wrong, the email
/// comes back with the errors, if it was right, so that it can be said whether it is taken.
pub fn sign_up(
    fields: wire::Register,
    client: Client,
    (rules, strictness): (PasswordRules, Strictness),
) -> Result<SignUp, (Option<EmailAddress>, FieldErrors)> {
    let mut check = Check::default();
    let email = check.text("email", fields.email, EmailAddress::parse);
    let password = check.password("password", fields.password, |password| {
        rules.choose(password, strictness, &About { email: email.as_ref(), ..About::default() })
    });
    match check.done(email.clone().zip(password)) {
        Ok((email, password)) => Ok(SignUp::of(Identifiers::of_email(email), password, client.address)),
        Err(errors) => Err((email, errors)),
    }
}

/// The fields of a sign-in; `None` when one is missing.
pub fn sign_in(fields: wire::Login, client: Client) -> Option<SignIn> {
    let login = Login::parse(&fields.email.given()?);
    let password = fields.password.given_password()?;
    let email = EmailProof::AsConfigured;
    Some(SignIn { login, password, email, origin: Origin::of_contract(client.address) })
}

/// What is to change, and the email that is to be asked for.
pub struct Wanted {
    pub profile: ChangeProfile,
    pub email: Option<RequestEmailChange>,
}

/// The fields of a change, and what is wrong with them; `replace` wants the username to be there.
pub fn profile(fields: wire::Profile, replace: bool, client: Client) -> (Wanted, FieldErrors) {
    let mut check = Check::default();
    let username = if replace {
        check.text("username", fields.username, RequestedUsername::parse)
    } else {
        check.optional_text("username", fields.username, RequestedUsername::parse)
    };
    // An absent email is shown as empty text, so sending that back asks for none.
    let is_none = fields.email.is_blank();
    let wanted = if is_none { None } else { check.optional_text("email", fields.email, EmailAddress::parse) };
    let password = fields.current_password.given_password();
    let address = client.address;
    let profile = ChangeProfile {
        username: username.map_or(Change::Keep, Change::To),
        removes_email: is_none,
        ..ChangeProfile::of_nothing(address)
    };
    let email = wanted.map(|wanted| RequestEmailChange { wanted, password, address });
    (Wanted { profile, email }, check.errors())
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
