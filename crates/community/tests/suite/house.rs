//! A small service with a few people in it.

use std::ops::Deref;
use std::sync::Arc;

use parlor_auth::ports::Store as Accounts;
use parlor_community::ports::{NotAPicture, Pictures};
use parlor_community::{AskError, AskFriend, Context, Policy, ask_friend};
use parlor_domain::{
    AccountId, AccountState, AvatarPolicy, Bond, Failure, Identifiers, NewAccount, PersonNames,
    PictureFormat, SentPicture, Username, WalletPolicy,
};
use parlor_persistence::{Database, Target};
use parlor_testkit::{FixedClock, RecordedEffects, SeededRandom};
use tempfile::TempDir;

/// A context on a file that goes with it.
pub struct House {
    ctx: Context,
    pub database: Arc<Database>,
    pub clock: Arc<FixedClock>,
    pub effects: Arc<RecordedEffects>,
    folder: TempDir,
}

impl Deref for House {
    type Target = Context;

    fn deref(&self) -> &Context {
        &self.ctx
    }
}

impl House {
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let target = Target::parse(&format!("sqlite://{}/parlor.db", folder.path().display())).unwrap();
        let effects = Arc::new(RecordedEffects::default());
        let database = Arc::new(Database::open(&target, 4, effects.clone()).unwrap());
        let clock = Arc::new(FixedClock::default());
        let ctx = Context {
            store: database.clone(),
            clock: clock.clone(),
            random: Arc::new(SeededRandom::default()),
            pictures: Arc::new(PlainPictures),
            policy: Policy {
                wallet: WalletPolicy { allow_negative: false },
                avatars: AvatarPolicy::default(),
            },
        };
        Self { ctx, database, clock, effects, folder }
    }

    /// Somebody of this name, with an active account.
    pub fn person(&self, name: &str) -> AccountId {
        let mut work = Accounts::write(self.database.as_ref()).unwrap();
        let account = NewAccount {
            identifiers: Identifiers::of(None, Some(Username::parse(name).unwrap())).unwrap(),
            email_verified_at: None,
            names: PersonNames::default(),
            locale: None,
            terms_accepted_at: None,
            password: None,
            state: AccountState::Active,
            is_admin: false,
            created_at: self.ctx.clock.now(),
        };
        let id = work.accounts().insert(&account).unwrap().id;
        work.commit().unwrap();
        id
    }

    /// Asks without a key.
    pub fn ask(&self, by: AccountId, whom: AccountId) -> Result<Bond, Failure<AskError>> {
        ask_friend(&self.ctx, by, AskFriend { whom, key: None })
    }

    /// Asks the database itself: rows of one text, named `line`.
    pub fn rows(&self, sql: &str) -> Vec<String> {
        parlor_testkit::sqlite_rows(&self.folder.path().join("parlor.db"), sql)
    }

    pub fn set_state(&self, id: AccountId, state: AccountState) {
        let mut work = Accounts::write(self.database.as_ref()).unwrap();
        work.accounts().set_state(id, state).unwrap();
        work.commit().unwrap();
    }

    pub fn delete(&self, id: AccountId) {
        let mut work = Accounts::write(self.database.as_ref()).unwrap();
        work.accounts().delete(id).unwrap();
        work.commit().unwrap();
    }
}

/// Takes whatever says that it is a picture.
struct PlainPictures;

impl Pictures for PlainPictures {
    fn redraw(&self, content: &[u8], _: PictureFormat) -> Result<Vec<u8>, NotAPicture> {
        if content.starts_with(b"picture") {
            Ok(content.to_vec())
        } else {
            Err(NotAPicture("it does not say that it is one".into()))
        }
    }

    fn strip(&self, content: &[u8], _: SentPicture) -> Result<Vec<u8>, NotAPicture> {
        let mut parts = content.splitn(2, |byte| *byte == b'#');
        match (parts.next(), parts.next()) {
            (Some(picture), Some(_)) => Ok(picture.to_vec()),
            _ => Err(NotAPicture("it says nothing".into())),
        }
    }
}

/// The refusal of a use case that must not have done anything.
#[track_caller]
pub fn refused<T: std::fmt::Debug, E: std::fmt::Debug>(outcome: Result<T, parlor_domain::Failure<E>>) -> E {
    match outcome.unwrap_err() {
        parlor_domain::Failure::Refused(refusal) => refusal,
        other => panic!("{other:?}"),
    }
}
