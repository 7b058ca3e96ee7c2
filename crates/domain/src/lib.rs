//! The values and rules of Parlor: what an account, a password, a lockout and a session are.
//!
//! Everything here is a function of its arguments: no I/O, no clock, no random source, no serialisation.
//! What has to come from outside is named by the traits in [`ports`].
//!
//! # To add a value
//!
//! 1. Give it a file of its own and a private field, so that only its `parse` can make one.
//! 2. Let `parse` return a small error enum that says which rule refused, so that each dialect can word it.
//! 3. Put its rules into tests beside it, so that nobody past the edge has to check again.

mod account;
mod announcement;
mod app_data;
mod archive;
mod attachment;
mod audit;
mod audit_entry;
mod canonical;
mod client;
mod code;
mod conversation;
mod device;
mod email;
mod exact;
mod failure;
mod guesses;
mod idempotency;
mod locale;
mod lockout;
mod mail;
mod media;
mod names;
mod pair;
mod password;
mod person;
mod pin;
pub mod ports;
mod presence;
mod scope;
mod score;
mod service_key;
mod session;
mod sign_up;
mod time;
mod token;
mod username;
mod wallet;

pub use account::{Account, AccountId, AccountState, Identifiers, NewAccount, Revision};
pub use announcement::Announcement;
pub use app_data::{AppData, JsonText, TooLarge};
pub use archive::ends_as_archive;
pub use attachment::{Attachment, AttachmentKind, InvalidAttachment, SentPicture};
pub use audit::{Actor, AuditEvent, AuditKind};
pub use audit_entry::{ActorWanted, AuditEntry, AuditFilter};
pub use canonical::CanonicalKey;
pub use client::{ClientAddress, Network};
pub use code::{CodeCounter, CodeCounterKey, CodeDigest, CodePolicy, CodeScope, CodeSubject};
pub use conversation::{
    ClientId, Conversation, ConversationId, InvalidClientId, InvalidMessage, Members, Message, MessageId,
    MessageText, Seq,
};
pub use device::{KnownClient, UserAgent};
pub use email::{EmailAddress, InvalidEmail};
pub use exact::{MOST_EXACT, OutOfRange};
pub use failure::{Failure, Refusal, Unexpected};
pub use guesses::Guesses;
pub use idempotency::{IdempotencyKey, InvalidIdempotencyKey};
pub use locale::Locale;
pub use lockout::{Attempts, ClientKind, LockoutPolicy, Login, LoginKey, Match, Verdict};
pub use mail::{CodePurpose, CodeText, FactorChange, Mail, MailContent, NoticeBudget};
pub use media::{AvatarPolicy, FileExtension, FileName, MediaFile, MediaKind, PictureFormat};
pub use names::{InvalidName, PersonName, PersonNames};
pub use pair::{Blocked, Bond, Pair, Relation};
pub use password::{
    About, Attribute, NewPassword, Password, PasswordFault, PasswordHash, PasswordRules, Strictness,
};
pub use person::{Friend, FriendRequest, Person, Profile, Shunned, User};
pub use pin::{InvalidPin, Pin};
pub use ports::StoreError;
pub use presence::{InstanceId, Presence};
pub use scope::{Scope, ServiceKeyId};
pub use score::{Place, Score, ScoreMode, Standing};
pub use service_key::{InvalidServiceKeyName, Scopes, ServiceKey, ServiceKeyName, ServiceSecret};
pub use session::{
    Device, EndReason, Generation, Lifetime, NewSession, Renewal, Rotations, Session, SessionId, SessionKind,
    SessionPolicy, SessionSecret,
};
pub use sign_up::{MailDomain, SignUpPolicy};
pub use time::Timestamp;
pub use token::{DeviceToken, FlowToken, SetupToken};
pub use username::{InvalidUsername, NamePrefix, RequestedUsername, Username};
pub use wallet::{
    Amount, Author, Balance, Entry, EntryId, InvalidAmount, InvalidReason, NewEntry, Reason, Unmoved,
    WalletPolicy,
};
