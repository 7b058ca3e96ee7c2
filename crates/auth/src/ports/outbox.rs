//! Mail on its way: the rows that wait, those who send them, and what makes a text of what is to be said.

use parlor_domain::{AccountId, EmailAddress, Mail, NoticeBudget, StoreError, Timestamp};
use thiserror::Error;

use crate::Unexpected;

/// Takes mail in, as part of a unit of work: it is sent if and only if that commits.
pub trait Outbox {
    /// Queues a mail, to be sent as soon as possible.
    ///
    /// # Errors
    /// [`StoreError`].
    fn queue(&mut self, mail: &NewMail, now: Timestamp) -> Result<(), StoreError>;

    /// Takes one from what an account may be sent of a kind; `false` if nothing is left. However many ask at
    /// once, no more than the budget's get `true`.
    ///
    /// # Errors
    /// [`StoreError`].
    fn spend(
        &mut self,
        account: AccountId,
        kind: &str,
        budget: &NoticeBudget,
        now: Timestamp,
    ) -> Result<bool, StoreError>;
}

/// A mail to be queued.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewMail {
    /// Its `Message-ID`, without brackets: the same however often it is sent.
    pub message_id: String,
    /// Whose mail it is; it goes with the account.
    pub account: Option<AccountId>,
    /// To whom.
    pub to: EmailAddress,
    /// What kind of mail it is, by [`parlor_domain::MailContent::kind`].
    pub kind: &'static str,
    /// Its text, sealed.
    pub sealed: Vec<u8>,
    /// From when on there is no use in sending it.
    pub gives_up_at: Timestamp,
}

/// Hands out what is to be sent, and keeps what came of it.
pub trait Deliveries {
    /// Takes at most `most` mails that are due, those that are due longest first, and keeps everybody else
    /// from them until `until`. No mail is leased to two at once.
    ///
    /// # Errors
    /// [`StoreError`].
    fn lease(&mut self, most: usize, until: Timestamp, now: Timestamp)
    -> Result<Vec<LeasedMail>, StoreError>;

    /// Keeps what came of a leased mail; `false`, and nothing changes, if it has been leased again since, or
    /// is gone. The text of a mail that will not be sent again is deleted.
    ///
    /// # Errors
    /// [`StoreError`].
    fn settle(&mut self, mail: &LeasedMail, outcome: &Settled, now: Timestamp) -> Result<bool, StoreError>;

    /// How many are still to be sent.
    ///
    /// # Errors
    /// [`StoreError`].
    fn pending(&mut self) -> Result<usize, StoreError>;

    /// Removes what was sent or failed before `before`, and the budgets that began before it; says how many.
    ///
    /// # Errors
    /// [`StoreError`].
    fn remove_ended(&mut self, before: Timestamp) -> Result<usize, StoreError>;
}

/// A mail that was handed out to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeasedMail {
    /// Its row.
    pub id: i64,
    /// As in [`NewMail`].
    pub message_id: String,
    /// As in [`NewMail`].
    pub account: Option<AccountId>,
    /// As in [`NewMail`].
    pub to: EmailAddress,
    /// As in [`NewMail`].
    pub kind: String,
    /// As in [`NewMail`].
    pub sealed: Vec<u8>,
    /// How often it was leased, this time included: what tells this lease from any other.
    pub attempt: u32,
    /// When it was queued.
    pub queued_at: Timestamp,
    /// As in [`NewMail`].
    pub gives_up_at: Timestamp,
}

/// What came of a leased mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Settled {
    /// It was sent.
    Sent,
    /// It was not, and will be tried again.
    Again {
        /// When.
        at: Timestamp,
        /// Why it was not.
        reason: String,
    },
    /// It will never be.
    Failed {
        /// Why not.
        reason: String,
    },
    /// Nobody tried; it is due as it was.
    Untried,
}

/// Sends mail. Slow, and it may fail for as long as it likes: never call it with a transaction open.
pub trait Mailer: Send + Sync {
    /// Hands a letter on to whoever delivers it.
    ///
    /// # Errors
    /// [`MailError`] says whether there is any use in trying again.
    fn send(&self, letter: &Letter) -> Result<(), MailError>;
}

/// A mail as it is sent.
#[derive(Clone, PartialEq, Eq)]
pub struct Letter {
    /// Its `Message-ID`, without brackets.
    pub message_id: String,
    /// To whom.
    pub to: EmailAddress,
    /// Its date.
    pub queued_at: Timestamp,
    /// What it says.
    pub text: Rendered,
}

/// What a mail says, in words. It may hold a code, so it has no `Debug`.
#[derive(Clone, PartialEq, Eq)]
pub struct Rendered {
    /// One line.
    pub subject: String,
    /// For whoever reads plain text.
    pub plain: String,
    /// For everybody else.
    pub html: String,
}

/// Why a mail was not sent.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum MailError {
    /// The next try may succeed: no connection, no answer, or an answer that says so (4xx).
    #[error("not now: {reason}")]
    Later {
        /// The other side's words, or what became of the connection.
        reason: String,
    },
    /// No other try will: the other side refuses this mail (5xx), or it cannot be written at all.
    #[error("never: {reason}")]
    Never {
        /// The other side's words, or what is wrong with the mail.
        reason: String,
    },
}

/// Puts a mail into words.
pub trait Templates: Send + Sync {
    /// The words, in the language asked for or the one that comes nearest. The only run of six digits in the
    /// plain text is the mail's code, if it has one.
    ///
    /// # Errors
    /// [`Unexpected`].
    fn render(&self, mail: &Mail) -> Result<Rendered, Unexpected>;
}

/// Seals small things that are stored but must not be readable in a copy of the database.
pub trait Sealer: Send + Sync {
    /// Seals something so that it opens only under the same `name`.
    ///
    /// # Errors
    /// [`Unexpected`].
    fn seal(&self, name: &str, plain: &[u8]) -> Result<Vec<u8>, Unexpected>;

    /// Opens it.
    ///
    /// # Errors
    /// [`Unexpected`] when it was sealed by another key, under another name, or was changed.
    fn open(&self, name: &str, sealed: &[u8]) -> Result<Vec<u8>, Unexpected>;
}
