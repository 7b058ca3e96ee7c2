//! From what clients send to commands, and from outcomes to what they expect.

use parlor_auth::{Change, ChangeProfile, RequestEmailChange, SignUp};
use parlor_domain::{
    About, AccountId, EmailAddress, FileName, Identifiers, MediaFile, Message, Password, PasswordRules,
    RequestedUsername, Strictness, User, Username,
};

use super::wire;
use crate::always::media::address;
use crate::endpoint::{Check, FieldErrors, FieldFault};
use crate::shell::client::Client;

/// Where everybody has a picture who has none.
const NO_AVATAR: &str = "/media/avatars/default.png";

/// What was wrong with the fields of a sign-up, and the names that can be told of, if those were right.
pub struct Rejected {
    pub email: Option<EmailAddress>,
    pub username: Option<Username>,
    pub errors: FieldErrors,
}

pub fn sign_up(
    fields: wire::Registration,
    client: Client,
    (rules, strictness): (PasswordRules, Strictness),
) -> Result<SignUp, Rejected> {
    let mut check = Check::default();
    let requested = check.text("username", fields.username, RequestedUsername::parse);
    let email = check.text("email", fields.email, EmailAddress::parse);
    let username = requested.and_then(|requested| {
        let name = requested.for_account(email.as_ref());
        name.map_err(|invalid| check.refuse("username", invalid.into())).ok()
    });
    let about = About { username: username.as_ref(), email: email.as_ref(), names: None };
    let mut wanted = None;
    let password = check.password("password1", fields.password1, |password| {
        wanted = Some(password.expose().to_owned());
        rules.choose(password, strictness, &about)
    });
    let repeated = check.password("password2", fields.password2, Ok::<Password, _>);
    if wanted.zip(repeated).is_some_and(|(wanted, repeated)| wanted != repeated.expose()) {
        check.refuse("non_field_errors", FieldFault::PasswordMismatch);
    }
    let identifiers = Identifiers::of(email.clone(), username.clone());
    match check.done(identifiers.zip(password)) {
        Ok((identifiers, password)) => Ok(SignUp::of(identifiers, password, client.address)),
        Err(errors) => Err(Rejected { email, username, errors }),
    }
}

/// What is to change, and the email that is to be asked for.
pub struct Wanted {
    pub profile: ChangeProfile,
    pub email: Option<RequestEmailChange>,
}

/// The fields of a change, and what is wrong with them.
pub fn update(fields: wire::Update, client: Client) -> (Wanted, FieldErrors) {
    let mut check = Check::default();
    let username = check.optional_text("username", fields.username, RequestedUsername::parse);
    // An absent email is shown as empty text, so sending that back asks for none.
    let is_none = fields.email.is_blank();
    let wanted = if is_none { None } else { check.optional_text("email", fields.email, EmailAddress::parse) };
    let password = check.optional_password("old_password", fields.old_password);
    let address = client.address;
    let profile = ChangeProfile {
        username: username.map_or(Change::Keep, Change::To),
        removes_email: is_none,
        ..ChangeProfile::of_nothing(address)
    };
    let email = wanted.map(|wanted| RequestEmailChange { wanted, password, address });
    (Wanted { profile, email }, check.errors())
}

/// The address of a picture.
fn picture(account: AccountId, name: Option<FileName>) -> String {
    name.map_or_else(|| NO_AVATAR.to_owned(), |name| address(&MediaFile::avatar(account, name)))
}

impl From<User> for wire::User {
    fn from(user: User) -> Self {
        Self {
            username: user.person.username.as_ref().map(Username::as_str).unwrap_or_default().to_owned(),
            is_connected: user.is_connected,
            avatar: picture(user.person.id, user.person.avatar),
            friends: user.friends,
        }
    }
}

impl wire::User {
    /// Whoever was there once.
    pub fn deleted() -> Self {
        Self {
            username: "deleted account".to_owned(),
            is_connected: false,
            avatar: NO_AVATAR.to_owned(),
            friends: Vec::new(),
        }
    }
}

impl From<&Message> for wire::Message {
    fn from(message: &Message) -> Self {
        Self {
            id: message.id.0,
            text: message.text.clone(),
            attachment: message.attachment.as_ref().map(|attachment| address(&attachment.file)),
            timestamp: message.sent_at.rfc3339(),
            sender: message.sender.map(|sender| sender.0),
        }
    }
}
