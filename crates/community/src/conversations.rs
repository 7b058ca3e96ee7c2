//! What people say to each other, two at a time.
//!
//! Who is not a member of a conversation cannot tell it from one that never was. A conversation of two of whom one
//! blocks the other is closed: it is in no list, and nothing is said or read in it until the block is lifted.

mod attach;
mod list;
mod post;
mod read;
mod start;

pub use attach::{AttachError, Attachable, SentFile, begin_attachment, may_attach, read_attachment};
pub use list::{MessagePage, NoConversation, list_conversations, list_messages, show_conversation};
pub use post::{PostError, PostMessage, post_message, post_together};
pub use read::{ReadMark, mark_read};
pub use start::{StartConversation, StartError, Started, start_conversation};
