//! What every use case needs from outside, whatever its subject: time, randomness, a journal, and the one
//! way in which a store fails.

use thiserror::Error;

use crate::{Announcement, AuditEvent, Timestamp};

/// The only source of time.
pub trait Clock: Send + Sync {
    /// Now, cut to microseconds.
    fn now(&self) -> Timestamp;
}

/// The only source of randomness: the operating system's generator, or a seeded one in tests.
pub trait Random: Send + Sync {
    /// Fills `bytes` evenly and unpredictably.
    fn fill(&self, bytes: &mut [u8]);
}

/// What is said of a unit of work: written with it in one transaction, or not at all.
pub trait Journal {
    /// Notes that something happened at `at`. It is stored when the work commits, and told to
    /// [`Effects`] after that.
    fn record(&mut self, event: AuditEvent, at: Timestamp);
}

/// What follows a commit and may be lost with the process: log lines today, hints to other instances,
/// closed sockets and removed files where those exist. What must not be lost is a row instead.
pub trait Effects: Send + Sync {
    /// Called once for each committed unit of work that recorded something.
    fn committed(&self, events: &[AuditEvent]);

    /// Called once for each committed unit of work that may have queued mail, so that nobody has to wait for
    /// the next look at the queue.
    fn mail_queued(&self) {}

    /// Called once for each committed unit of work that announced something, in the order of its announcements.
    /// Units that commit one after the other may be told of in either order.
    fn announced(&self, _announcements: &[Announcement]) {}
}

/// How a store fails. That something is not there is an answer, not an error.
#[derive(Debug, Error)]
pub enum StoreError {
    /// A unique constraint refused; its name says what was taken.
    #[error("conflict on {constraint}")]
    Conflict {
        /// The same name on every database.
        constraint: &'static str,
    },
    /// A stored row breaks a rule of the domain.
    #[error("unreadable row {id} in {table}: {column}")]
    Unreadable {
        /// The table.
        table: &'static str,
        /// The column that could not be read.
        column: &'static str,
        /// The row's primary key.
        id: String,
    },
    /// No connection, no answer, or an answer that cannot be.
    #[error("the database did not answer: {0}")]
    Unavailable(#[source] Box<dyn std::error::Error + Send + Sync>),
}
