//! The database as a whole: opening it, and lending its connections out.

use std::sync::Arc;

use parking_lot::{Mutex, MutexGuard};
use parlor_auth::ports::{Reader, Renewals, Store, Work};
use parlor_community::ports as community;
use parlor_domain::ports::Effects;
use parlor_domain::{Announcement, Balance, EntryId, Members, Message, Session, StoreError};
use thiserror::Error;

use crate::error::no_connection;
use crate::link::Link;
use crate::migrations;
use crate::pool::{Loan, Manager, PATIENCE, Pool};
use crate::rotate::rotate_within;
use crate::say::say_within;
use crate::target::Target;
use crate::unit::{SqlReader, SqlRenewals, SqlWork};

/// The database of one process.
pub struct Database {
    pool: Pool,
    /// SQLite has a single writer: whoever wants to write waits here, in order, holding no connection.
    turn: Option<Mutex<()>>,
    effects: Arc<dyn Effects>,
}

/// Why a database cannot be used.
#[derive(Debug, Error)]
pub enum OpenError {
    /// There is no way to it.
    #[error("the database cannot be opened ({0}): check PARLOR_DATABASE_URL and that the database runs")]
    Unreachable(#[source] diesel::ConnectionError),
    /// It was last used by a later version of this program.
    #[error("the database is newer than this program (it has the migration {0}): start a newer parlor")]
    Newer(String),
    /// What it holds cannot be read.
    #[error("the database cannot be read ({0}): check that PARLOR_DATABASE_URL names the right one")]
    Unreadable(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// A migration failed.
    #[error("the database could not be brought up to date, and nothing was changed ({0})")]
    Migration(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// The pool could not be made.
    #[error("the database takes no more connections ({0}): lower PARLOR_DATABASE_POOL")]
    Pool(#[source] r2d2::Error),
}

impl Database {
    /// Brings a database up to date, once, however many instances start together; says how many migrations
    /// that took.
    ///
    /// # Errors
    /// [`OpenError`]; then nothing was changed.
    pub fn migrate(target: &Target) -> Result<usize, OpenError> {
        let mut link = Link::open(target).map_err(OpenError::Unreachable)?;
        migrations::run(&mut link)
    }

    /// Brings the database up to date and opens `connections` to it at most.
    ///
    /// # Errors
    /// [`OpenError`], as a sentence for an operator.
    pub fn open(target: &Target, connections: u32, effects: Arc<dyn Effects>) -> Result<Self, OpenError> {
        Self::migrate(target)?;
        let pool = Pool::builder()
            .max_size(connections)
            .min_idle(Some(1))
            .connection_timeout(PATIENCE)
            .idle_timeout(None)
            .max_lifetime(None)
            .build(Manager(target.clone()))
            .map_err(OpenError::Pool)?;
        let turn = matches!(target, Target::Sqlite(_)).then(Mutex::default);
        Ok(Self { pool, turn, effects })
    }

    /// Whether the database answers.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] with the reason.
    pub fn ping(&self) -> Result<(), StoreError> {
        let mut loan = self.lend()?;
        loan.link.ping().map_err(|error| loan.failed(error))
    }

    /// How many use cases may run at once. On Postgres one for each connection: more would only contend for
    /// them. On SQLite twice as many, since those that wait to write hold none, and must not keep out those
    /// that read.
    #[must_use]
    pub fn turns(&self) -> usize {
        let connections = usize::try_from(self.pool.max_size()).unwrap_or(usize::MAX);
        if self.turn.is_some() { connections.saturating_mul(2) } else { connections }
    }

    /// How many connections there are, and how many of them nobody uses.
    #[must_use]
    pub fn connections(&self) -> (u32, u32) {
        let state = self.pool.state();
        (state.connections, state.idle_connections)
    }

    fn lend(&self) -> Result<Loan, StoreError> {
        self.pool.get().map(Loan::from).map_err(no_connection)
    }

    fn begin(&self) -> Result<SqlWork<'_>, StoreError> {
        // The turn first: whoever waits for it must not hold a connection.
        let turn = self.turn()?;
        SqlWork::begin(self.lend()?, turn, self.effects.as_ref())
    }

    /// Waits, where there can be one writer only, until nobody else in this process writes.
    fn turn(&self) -> Result<Option<MutexGuard<'_, ()>>, StoreError> {
        let Some(turn) = &self.turn else { return Ok(None) };
        let taken = turn.try_lock_for(PATIENCE);
        taken.map(Some).ok_or_else(|| StoreError::Unavailable("other writers took too long".into()))
    }
}

impl Store for Database {
    fn read(&self) -> Result<Box<dyn Reader + '_>, StoreError> {
        Ok(Box::new(SqlReader::new(self.lend()?)))
    }

    fn write(&self) -> Result<Box<dyn Work + '_>, StoreError> {
        Ok(Box::new(self.begin()?))
    }

    fn renew(&self) -> Result<Box<dyn Renewals + '_>, StoreError> {
        let turn = self.turn()?;
        Ok(Box::new(SqlRenewals::new(self.lend()?, turn)))
    }

    fn rotate(&self, rotated: &[Session]) -> Result<Vec<bool>, StoreError> {
        if self.turn.is_some() {
            return rotate_within(self.begin()?, rotated);
        }
        self.lend()?.rotate_together(rotated)
    }
}

impl community::Store for Database {
    fn read(&self) -> Result<Box<dyn community::Reader + '_>, StoreError> {
        Ok(Box::new(SqlReader::new(self.lend()?)))
    }

    fn write(&self) -> Result<Box<dyn community::Work + '_>, StoreError> {
        Ok(Box::new(self.begin()?))
    }

    fn post(&self, posting: &community::Posting) -> Result<Option<(EntryId, Balance)>, StoreError> {
        // SQLite has no statement for it; its transactions cost no trips.
        if self.turn.is_some() {
            return Ok(None);
        }
        let posted = self.lend()?.post(posting)?;
        if posted.is_some() {
            self.effects.committed(std::slice::from_ref(&posting.event));
        }
        Ok(posted)
    }

    fn say(&self, messages: &[community::NewMessage<'_>]) -> Result<Vec<Option<Message>>, StoreError> {
        if self.turn.is_some() {
            return say_within(self.begin()?, messages);
        }
        let said = self.lend()?.say(messages)?;
        let told = |(message, members): &(Message, Members)| Announcement::MessagePosted {
            message: message.clone(),
            members: *members,
        };
        let announcements: Vec<_> = said.iter().flatten().map(told).collect();
        self.effects.announced(&announcements);
        Ok(said.into_iter().map(|said| said.map(|(message, _)| message)).collect())
    }
}
