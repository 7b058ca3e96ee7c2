//! From what clients send to commands, and from outcomes to what they expect.

use parlor_auth::{
    BeginSignUp, ChangePassword, ChangeProfile, EmailProof, Origin, RequestEmailChange, SignIn, Single,
};
use parlor_community::wallet;
use parlor_domain::{
    About, Account, AccountId, Balance, EmailAddress, Login, MOST_EXACT, Password, PasswordFault,
    PasswordRules, RequestedUsername, Strictness, Username,
};

use super::{Blackjack, wire};
use crate::endpoint::{Check, Field, FieldErrors, FieldFault, Refused, Reply, ok};
use crate::shell::App;
use crate::shell::client::Client;

/// The longest password of this contract.
const MAX_PASSWORD: usize = 128;
/// What is said of a balance that clients could not read exactly.
pub const BALANCE_RANGE: FieldFault = FieldFault::NotBetween(-MOST_EXACT, MOST_EXACT);

/// What was wrong with the fields of a sign-up, and the names that can be told of, if those were right.
pub struct Rejected {
    pub email: Option<EmailAddress>,
    pub username: Option<Username>,
    pub errors: FieldErrors,
}

/// The fields of a sign-up.
pub fn registration(
    fields: wire::Registration,
    client: Client,
    rules: PasswordRules,
) -> Result<BeginSignUp, Rejected> {
    let mut check = Check::default();
    let email = check.text("email", fields.email, EmailAddress::parse);
    let requested = check.text("username", fields.username, RequestedUsername::parse);
    let username = requested.and_then(|requested| {
        let name = requested.for_account(email.as_ref());
        name.map_err(|invalid| check.refuse("username", invalid.into())).ok()
    });
    let password = check.password("password", fields.password, |password| {
        let about = About { email: email.as_ref(), username: username.as_ref(), ..About::default() };
        rules.choose(short_enough(password)?, Strictness::Full, &about)
    });
    match check.done(email.clone().zip(username.clone()).zip(password)) {
        Ok(((email, username), password)) => {
            Ok(BeginSignUp { email, username, password, address: client.address })
        }
        Err(errors) => Err(Rejected { email, username, errors }),
    }
}

fn short_enough(password: Password) -> Result<Password, Vec<PasswordFault>> {
    if password.expose().chars().count() > MAX_PASSWORD {
        return Err(vec![PasswordFault::TooLong(MAX_PASSWORD)]);
    }
    Ok(password)
}

/// The fields of a sign-in.
pub fn sign_in(fields: wire::Login, client: Client) -> Result<SignIn<Single>, FieldErrors> {
    let mut check = Check::default();
    let login = check.text("email", fields.email, |text| Ok::<_, FieldFault>(Login::parse(text)));
    let password = check.password("password", fields.password, Ok);
    let (login, password) = check.done(login.zip(password))?;
    let origin = Origin::of_contract(client.address).opening(Single);
    Ok(SignIn { login, password, email: EmailProof::AsConfigured, origin })
}

/// What is to change, and what is to be asked for.
pub struct Wanted {
    pub profile: ChangeProfile,
    pub email: Option<RequestEmailChange>,
    pub password: Option<ChangePassword>,
}

impl Wanted {
    /// Whether a password has to be hashed.
    pub fn is_slow(&self) -> bool {
        self.password.is_some() || self.email.as_ref().is_some_and(|email| email.password.is_some())
    }
}

/// The fields of a change, and what is wrong with them.
pub fn change(fields: wire::Change, client: Client) -> (Wanted, FieldErrors) {
    let mut check = Check::default();
    let address = client.address;
    // An absent email is shown as empty text, so sending that back asks for none.
    let removes_email = fields.email.is_blank();
    let email =
        if removes_email { None } else { check.optional_text("email", fields.email, EmailAddress::parse) };
    let username = check.optional_text("username", fields.username, RequestedUsername::parse);
    let wanted = if fields.password.is_missing() {
        None
    } else {
        check.password("password", fields.password, short_enough)
    };
    let current = fields.current_password.given_password();
    let profile = ChangeProfile {
        username: username.map_or(parlor_auth::Change::Keep, parlor_auth::Change::To),
        removes_email,
        ..ChangeProfile::of_nothing(address)
    };
    let email = email.map(|wanted| RequestEmailChange { wanted, password: current.clone(), address });
    let password =
        wanted.map(|wanted| ChangePassword { wanted, strictness: Strictness::Full, current, address });
    (Wanted { profile, email, password }, check.errors())
}

/// Whose balance is meant: by the address, or else by the body.
pub fn whose(query: Field, body: Field) -> Option<Login> {
    query.given().or(body.given()).map(|name| Login::parse(&name))
}

/// What a balance is set to.
pub fn new_balance(field: Field) -> Result<Balance, FieldErrors> {
    let refused = |fault| FieldErrors::of("balance", fault);
    let text = field.given().ok_or_else(|| refused(FieldFault::NotInteger))?;
    let digits = text.strip_prefix(['-', '+']).unwrap_or(&text);
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(refused(FieldFault::NotInteger));
    }
    // What 64 bits have no room for is out of range as well.
    text.parse().ok().and_then(|units| Balance::parse(units).ok()).ok_or_else(|| refused(BALANCE_RANGE))
}

/// What an account has to play with.
pub async fn balance_of(app: &App, account: AccountId) -> Result<i64, Refused<Blackjack>> {
    Ok(app.run_community(move |community| wallet::balance(community, account)).await?.units())
}

/// An answer about a balance.
pub fn balance_answer(balance: i64) -> Reply<Blackjack, wire::Balance> {
    ok(wire::Balance { user: wire::BalanceOf { balance } })
}

/// A player who is not signed in.
pub fn player(account: &Account, balance: i64) -> wire::Player {
    let (email, username) = names(account);
    wire::Player { email, username, balance }
}

/// A player with the token of a new session.
pub fn session(account: &Account, token: String) -> wire::Session {
    let (email, username) = names(account);
    wire::Session { email, username, token }
}

/// The player who is signed in.
pub fn own(account: &Account, token: String, balance: i64) -> wire::OwnPlayer {
    let (email, username) = names(account);
    wire::OwnPlayer { email, username, token, balance }
}

/// Email and username; an absent one is empty.
fn names(account: &Account) -> (String, String) {
    let text = |text: Option<&str>| text.unwrap_or_default().to_owned();
    (text(account.email().map(EmailAddress::as_str)), text(account.username().map(Username::as_str)))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_balance_is_a_whole_number_that_every_client_reads_exactly() {
        let read = |text: &str| {
            let balance = new_balance(Field::Value(json!(text))).map(Balance::units);
            balance.map_err(|errors| errors.0[0].1[0])
        };
        for (text, units) in [("0", 0), ("+5", 5), ("-5", -5), (" 7 ", 7), ("9007199254740991", MOST_EXACT)] {
            assert_eq!(read(text), Ok(units));
        }
        for text in ["9007199254740992", "9223372036854775808", "-9223372036854775809", &"9".repeat(40)] {
            assert_eq!(read(text), Err(BALANCE_RANGE), "{text}");
        }
        for text in ["", "-", "+", "1.0", "1e3", "ten", "0x10", "--1", "１"] {
            assert_eq!(read(text), Err(FieldFault::NotInteger), "{text}");
        }
    }
}
