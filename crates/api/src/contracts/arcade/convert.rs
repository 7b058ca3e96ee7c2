//! From what clients send to commands, and from outcomes to what they expect.

use parlor_auth::{Change, ChangeProfile, Cookie, EmailProof, Origin, SignIn, SignUp, WishEmail};
use parlor_domain::{
    About, Account, EmailAddress, FileName, Identifiers, Login, MediaFile, PasswordRules, PersonName,
    RequestedUsername, Standing, Strictness, Username,
};

use super::wire;
use crate::always::media::{DEFAULT_AVATAR, address};
use crate::endpoint::{Check, FieldErrors, FieldFault};
use crate::shell::client::Client;

/// The most characters of a name in this contract.
const MOST_OF_A_NAME: usize = 50;

/// The fields of a sign-up. When some are wrong, the username comes back with the errors, if it was right, so that it
/// can be said whether it is taken.
pub fn sign_up(
    fields: wire::Register,
    client: Client,
    (rules, strictness): (PasswordRules, Strictness),
) -> Result<SignUp, (Option<Username>, FieldErrors)> {
    let mut check = Check::default();
    // Nobody has an email yet, so none can be a name.
    let username = check.text("username", fields.username, |text| {
        RequestedUsername::parse(text).and_then(|requested| requested.for_account(None))
    });
    let first = check.password("password1", fields.password1, Ok);
    let about = About { username: username.as_ref(), ..About::default() };
    let is_other = |second: &str| first.as_ref().is_some_and(|first| first.expose() != second);
    let second = check.password("password2", fields.password2, |second| {
        if is_other(second.expose()) { Ok(None) } else { rules.choose(second, strictness, &about).map(Some) }
    });
    if let Some(None) = second {
        check.refuse("password2", FieldFault::PasswordMismatch);
    }
    let identifiers = Identifiers::of(None, username.clone());
    match check.done(identifiers.zip(second.flatten())) {
        Ok((identifiers, password)) => Ok(SignUp::of(identifiers, password, client.address)),
        Err(errors) => Err((username, errors)),
    }
}

/// The fields of a sign-in; `None` when one is missing.
pub fn sign_in(fields: wire::Login, origin: Origin<Cookie>) -> Option<SignIn<Cookie>> {
    let login = Login::parse(&fields.username.given()?);
    let password = fields.password.given_password()?;
    Some(SignIn { login, password, email: EmailProof::AsConfigured, origin })
}

/// What is to become of an account.
pub enum Wanted {
    Deactivated,
    Changed(Box<Changes>),
}

pub struct Changes {
    pub profile: ChangeProfile,
    pub email: Option<WishEmail>,
}

/// The fields of a change, and what is wrong with them.
pub fn change(fields: wire::UserChange, client: Client) -> (Wanted, FieldErrors) {
    let mut check = Check::default();
    let address = client.address;
    let username = check.optional_text("username", fields.username, RequestedUsername::parse);
    let is_none = fields.email.is_blank();
    let email = if is_none { None } else { check.optional_text("email", fields.email, EmailAddress::parse) };
    let mut name = |field, text| {
        let wanted = check.change(field, text, |text| {
            if text.chars().count() > MOST_OF_A_NAME {
                return Err(FieldFault::TooLong(MOST_OF_A_NAME));
            }
            PersonName::parse(text).map_err(FieldFault::from)
        });
        match wanted {
            Change::Keep => Change::Keep,
            Change::Remove | Change::To(None) => Change::Remove,
            Change::To(Some(name)) => Change::To(name),
        }
    };
    let first_name = name("first_name", fields.first_name);
    let last_name = name("last_name", fields.last_name);
    let deactivates = check.optional_boolean("deactivate", fields.deactivate);
    let password = check.optional_password("password", fields.password);
    let username = username.map_or(Change::Keep, Change::To);
    let profile = ChangeProfile { username, first_name, last_name, ..ChangeProfile::of_nothing(address) };
    let email = (is_none || email.is_some()).then_some(WishEmail { wanted: email, password, address });
    let wanted =
        if deactivates { Wanted::Deactivated } else { Wanted::Changed(Box::new(Changes { profile, email })) };
    (wanted, check.errors())
}

impl wire::Done {
    pub fn of(account: &Account, message: &'static str) -> Self {
        Self { id: account.id.0, username: username_of(account), message }
    }
}

impl wire::User {
    pub fn of(account: &Account, standing: Standing) -> Self {
        let text = |text: Option<&str>| text.unwrap_or_default().to_owned();
        Self {
            id: account.id.0,
            username: username_of(account),
            avatar: avatar(account.id, standing.avatar),
            email: text(account.email().map(EmailAddress::as_str)),
            first_name: text(account.names.first.as_ref().map(PersonName::as_str)),
            last_name: text(account.names.last.as_ref().map(PersonName::as_str)),
            score: standing.place.score.points(),
            rank: standing.rank,
            date_joined: account.created_at.rfc3339(),
        }
    }
}

impl From<Standing> for wire::Standing {
    fn from(standing: Standing) -> Self {
        let account = standing.place.account;
        Self {
            id: account.0,
            username: standing.username.map_or_else(String::new, |name| name.as_str().to_owned()),
            avatar: avatar(account, standing.avatar),
            score: standing.place.score.points(),
            rank: standing.rank,
        }
    }
}

/// An absent name is an empty one.
pub fn username_of(account: &Account) -> String {
    account.username().map(Username::as_str).unwrap_or_default().to_owned()
}

fn avatar(account: parlor_domain::AccountId, name: Option<FileName>) -> String {
    name.map_or_else(|| DEFAULT_AVATAR.to_owned(), |name| address(&MediaFile::avatar(account, name)))
}
