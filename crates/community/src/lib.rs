//! What people have and do in an app: each a function over a [`Context`] of ports, and the only place that knows
//! the order of its checks.
//!
//! Must not know HTTP, SQL, or how somebody signed in: whoever calls has been told who acts, and what for.
//!
//! # To add a use case
//!
//! 1. Give it a file: the command, the outcome, one error enum that lists every refusal, the function.
//! 2. Mark the error enum with [`parlor_domain::Refusal`], so that `?` carries it; each dialect then has to word it.
//! 3. What it needs from outside that no port offers yet becomes a method of the smallest port that fits in
//!    [`ports`], and a test of `parlor-persistence`, which both databases run.
//! 4. Test it in `tests/`, on an SQLite file of its own with a clock that stands still.

mod avatar;
mod context;
mod conversations;
mod files;
mod friends;
mod idempotency;
pub mod leaderboard;
mod page;
pub mod ports;
pub mod presence;
mod profile;
mod sweep;
pub mod wallet;

pub use avatar::{
    AvatarError, Content, Redrawn, Upload, begin_avatar, complete_avatar, redraw_avatar, remove_avatar,
};
pub use context::{Context, Policy};
pub use conversations::{
    AttachError, Attachable, MessagePage, NoConversation, PostError, PostMessage, ReadMark, SentFile,
    StartConversation, StartError, Started, begin_attachment, list_conversations, list_messages, mark_read,
    may_attach, post_message, post_together, read_attachment, show_conversation, start_conversation,
};
pub use files::{due_files, forget_files};
pub use friends::{
    AddFriendError, AskError, AskFriend, BlockError, MOST_FRIENDS, NoRequest, NotBlocked, NotFriends,
    UserPage, accept_request, account_named, add_friend, ask_friend, block, friends_as_users, list_blocked,
    list_friends, list_requests, list_users, part, show_person, unblock, users_by_id, withdraw_request,
};
pub use idempotency::KeyReused;
pub use presence::show_presence;
pub use profile::{belongings, search_profiles, show_profile};
pub use sweep::sweep;

use parlor_domain::Refusal;

/// There is no account with this number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UnknownAccount;

impl Refusal for UnknownAccount {}
