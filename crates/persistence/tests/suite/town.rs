//! People on a database, for the use cases of the community.

use std::sync::Arc;

use parlor_auth::ports::Store as Accounts;
use parlor_community::ports::{NotAPicture, Pictures};
use parlor_community::{AskError, AskFriend, Context, Policy, ask_friend};
use parlor_domain::{
    AccountId, AccountState, AvatarPolicy, Bond, Failure, Identifiers, NewAccount, PersonNames,
    PictureFormat, SentPicture, Username, WalletPolicy,
};
use parlor_persistence::Database;
use parlor_testkit::{FixedClock, RecordedEffects, SeededRandom};

use crate::support::Fresh;

pub struct Town {
    pub ctx: Context,
    database: Arc<Database>,
}

impl Town {
    pub fn on(fresh: &Fresh) -> Self {
        let database = Arc::new(fresh.open(Arc::new(RecordedEffects::default())));

        let ctx = Context {
            store: database.clone(),
            clock: Arc::new(FixedClock::default()),
            random: Arc::new(SeededRandom::default()),
            pictures: Arc::new(NoPictures),
            policy: Policy {
                wallet: WalletPolicy { allow_negative: false },
                avatars: AvatarPolicy::default(),
            },
        };
        Self { ctx, database }
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

    pub fn set_state(&self, id: AccountId, state: AccountState) {
        let mut work = Accounts::write(self.database.as_ref()).unwrap();
        work.accounts().set_state(id, state).unwrap();
        work.commit().unwrap();
    }

    pub fn delete(&self, id: AccountId) {
        let mut work = Accounts::write(self.database.as_ref()).unwrap();
        work.accounts().lock(id).unwrap();
        work.accounts().delete(id).unwrap();
        work.commit().unwrap();
    }
}

/// Nobody draws here.
struct NoPictures;

impl Pictures for NoPictures {
    fn redraw(&self, _: &[u8], _: PictureFormat) -> Result<Vec<u8>, NotAPicture> {
        Err(NotAPicture("nothing is drawn here".into()))
    }

    fn strip(&self, _: &[u8], _: SentPicture) -> Result<Vec<u8>, NotAPicture> {
        Err(NotAPicture("nothing is drawn here".into()))
    }
}
