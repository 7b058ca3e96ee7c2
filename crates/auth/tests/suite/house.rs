//! A small service with a few people in it, and short words for what they do.

use std::convert::Infallible;
use std::net::IpAddr;
use std::ops::Deref;
use std::time::Duration;

use parlor_auth::ports::{Reader, Tokens, Work};
use parlor_auth::{
    Caller, Credential, EmailProof, Failure, Origin, Pair, Recognition, RefreshError, SignIn, SignInError,
    SignUp, SignUpError, SignedIn, TokenPair, authenticate, refresh, sign_in, sign_out, sign_up,
};
use parlor_domain::{
    About, Account, AccountId, AuditEvent, ClientAddress, DeviceToken, EmailAddress, Identifiers, Lifetime,
    Login, NewPassword, Password, PersonNames, Session, SessionId, Strictness, Timestamp, Username,
};
use parlor_testkit::{MemoryContext, PlainTokens};

use crate::stand_ins::{AllTogether, Meanwhile};

pub const ANN: &str = "ann@example.com";
pub const BOB: &str = "bob@example.com";
pub const PASSWORD: &str = "correct horse battery";
pub const WRONG: &str = "incorrect horse battery";

pub const MINUTE: u64 = 60;
pub const HOUR: u64 = 3_600;
pub const DAY: u64 = 24 * HOUR;

/// A context in memory. Ann and Bob have accounts, both with [`PASSWORD`].
pub struct House(MemoryContext);

impl Deref for House {
    type Target = MemoryContext;

    fn deref(&self) -> &MemoryContext {
        &self.0
    }
}

impl House {
    pub fn new() -> Self {
        let house = Self(MemoryContext::new());
        for email in [ANN, BOB] {
            house.sign_up(by_email(email)).unwrap();
        }
        house.effects.take();
        house
    }

    /// The same with some of its context changed.
    pub fn with(change: impl FnOnce(&mut MemoryContext)) -> Self {
        let mut house = Self::new();
        change(&mut house.0);
        house
    }

    /// The same, with something that another instance does while the next password is compared.
    pub fn meanwhile(self, happens: impl FnOnce(MemoryContext) + Send + 'static) -> Self {
        let Self(mut kit) = self;
        let other = kit.clone();
        kit.ctx.passwords = Meanwhile::new(&kit.passwords, move || happens(other));
        Self(kit)
    }

    /// The same, where so many passwords have to be under way before any of them is compared.
    pub fn all_together(self, tries: usize) -> Self {
        let Self(mut kit) = self;
        kit.ctx.passwords = AllTogether::new(&kit.passwords, tries);
        Self(kit)
    }

    pub fn now(&self) -> Timestamp {
        self.ctx.clock.now()
    }

    pub fn wait(&self, seconds: u64) {
        self.clock.advance(seconds_of(seconds));
    }

    pub fn sign_up(&self, identifiers: Identifiers) -> Result<Account, Failure<SignUpError>> {
        sign_up(&self.ctx, SignUp::of(identifiers, chosen(PASSWORD), home()))
    }

    /// Signs in from an address that no account knows.
    pub fn sign_in(&self, login: &str, password: &str) -> Result<SignedIn, Failure<SignInError>> {
        self.sign_in_from(elsewhere(), login, password)
    }

    pub fn sign_in_from(
        &self,
        address: ClientAddress,
        login: &str,
        password: &str,
    ) -> Result<SignedIn, Failure<SignInError>> {
        let command = SignIn {
            login: Login::parse(login),
            password: given(password),
            email: EmailProof::AsConfigured,
            origin: Origin::of_contract(address),
        };
        sign_in(&self.ctx, command)
    }

    /// Signs in as a client of the native API that wants to be known again.
    pub fn sign_in_native(
        &self,
        (address, token): (ClientAddress, Option<DeviceToken>),
        login: &str,
        password: &str,
    ) -> Result<SignedIn, Failure<SignInError>> {
        let recognition = Recognition::ByToken(token);
        let origin = Origin { address, agent: None, recognition, lifetime: Lifetime::Native, kind: Pair };
        let command = SignIn {
            login: Login::parse(login),
            password: given(password),
            email: EmailProof::AsConfigured,
            origin,
        };
        sign_in(&self.ctx, command)
    }

    /// Ann signs in at home.
    pub fn ann(&self) -> TokenPair {
        self.sign_in_from(home(), ANN, PASSWORD).unwrap().tokens
    }

    /// Lets a stranger try so many wrong passwords.
    pub fn guess(&self, login: &str, times: usize) {
        for _ in 0..times {
            refusal(self.sign_in(login, WRONG));
        }
    }

    pub fn authenticate(&self, access: &str) -> Option<Caller> {
        match authenticate::<Infallible>(&self.ctx, &Credential::shown(access)) {
            Ok(caller) => Some(caller),
            Err(Failure::Unauthenticated) => None,
            Err(other) => panic!("{other}"),
        }
    }

    /// Who acts with these tokens.
    pub fn caller(&self, tokens: &TokenPair) -> Caller {
        self.authenticate(&tokens.access).unwrap()
    }

    pub fn refresh(&self, token: &str) -> Result<TokenPair, Failure<RefreshError>> {
        refresh(&self.ctx, token, elsewhere())
    }

    pub fn sign_out(&self, token: &str) {
        sign_out(&self.ctx, token, home()).unwrap();
    }

    pub fn account(&self, login: &str) -> Account {
        self.ctx.store.read().unwrap().accounts().by_login(&Login::parse(login)).unwrap().unwrap()
    }

    /// The session that a refresh token belongs to, as it is stored.
    pub fn session(&self, refresh_token: &str) -> Session {
        self.ctx.store.read().unwrap().sessions().with_account(session_of(refresh_token)).unwrap().unwrap().0
    }

    /// Looks at what is stored.
    pub fn look<T>(&self, look: impl FnOnce(&mut dyn Reader) -> T) -> T {
        look(self.ctx.store.read().unwrap().as_mut())
    }

    /// What was recorded of an account so far, oldest first.
    pub fn recorded_of(&self, id: AccountId) -> Vec<AuditEvent> {
        let events = self.store.journal().into_iter().map(|(event, _)| event);
        events.filter(|event| event.account == Some(id)).collect()
    }

    /// Changes what is stored behind the back of the use cases.
    pub fn store_as(&self, change: impl FnOnce(&mut dyn Work)) {
        let mut work = self.ctx.store.write().unwrap();
        change(work.as_mut());
        work.commit().unwrap();
    }
}

/// Gives an account another name.
pub fn rename(work: &mut dyn Work, id: AccountId, name: &str) {
    work.accounts().set_profile(id, Some(&username(name)), &PersonNames::default()).unwrap();
}

pub fn session_of(refresh_token: &str) -> SessionId {
    PlainTokens.read_refresh(refresh_token).unwrap().0
}

/// What a use case refused with.
pub fn refusal<T, E>(outcome: Result<T, Failure<E>>) -> E {
    match outcome {
        Err(Failure::Refused(error)) => error,
        Err(Failure::Unauthenticated | Failure::Forbidden) => panic!("the credential was refused"),
        Err(Failure::Store(error)) => panic!("{error}"),
        Err(Failure::Unexpected(error)) => panic!("{error}"),
        Ok(_) => panic!("it was not refused"),
    }
}

/// Whether a use case took the credential for one that is no longer good.
pub fn is_out<T, E>(outcome: &Result<T, Failure<E>>) -> bool {
    matches!(outcome, Err(Failure::Unauthenticated))
}

pub fn seconds_of(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

pub fn email(raw: &str) -> EmailAddress {
    EmailAddress::parse(raw).unwrap()
}

pub fn username(raw: &str) -> Username {
    Username::parse(raw).unwrap()
}

pub fn by_email(raw: &str) -> Identifiers {
    Identifiers::of_email(email(raw))
}

pub fn by_username(raw: &str) -> Identifiers {
    Identifiers::of(None, Some(username(raw))).unwrap()
}

pub fn given(raw: &str) -> Password {
    Password::given(raw.to_owned())
}

pub fn chosen(raw: &str) -> NewPassword {
    let rules = MemoryContext::new().ctx.policy.passwords;
    rules.choose(given(raw), Strictness::Full, &About::default()).unwrap()
}

pub fn address(raw: &str) -> ClientAddress {
    ClientAddress::Known(raw.parse::<IpAddr>().unwrap().into())
}

/// Where Ann lives.
pub fn home() -> ClientAddress {
    address("192.0.2.1")
}

/// Where strangers come from.
pub fn elsewhere() -> ClientAddress {
    address("203.0.113.9")
}
