//! What people say to each other.

use parlor_domain::{
    AccountId, Attachment, ClientId, Conversation, ConversationId, Message, MessageId, Pair, Person, Seq,
    StoreError, Timestamp,
};

/// A conversation as one of its two sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnConversation {
    /// What both see.
    pub conversation: Conversation,
    /// The other one, active or not; `None` once that account is gone.
    pub other: Option<Person>,
    /// Whether either blocks the other: then it is hidden, and nothing is said in it.
    pub is_closed: bool,
    /// The last message.
    pub last_message: Option<Message>,
    /// Up to where this member has read.
    pub read: Seq,
    /// Up to where the other has.
    pub read_by_other: Seq,
    /// How many messages of the other come after what this member has read.
    pub unread: u64,
}

/// A place in a list of conversations: when something was last said in the one there, and its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ConversationsAfter {
    /// When something was last said.
    pub active_at: Timestamp,
    /// Its number.
    pub id: ConversationId,
}

/// Which messages are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Window {
    /// The last ones.
    Newest,
    /// Those before a place.
    Before(Seq),
    /// Those before a message, by its number.
    BeforeMessage(MessageId),
    /// Those after a place.
    After(Seq),
}

/// Looks into conversations.
pub trait Conversations {
    /// A conversation, if `member` is one of its two.
    fn of_member(
        &mut self,
        member: AccountId,
        id: ConversationId,
    ) -> Result<Option<OwnConversation>, StoreError>;

    /// The conversations of somebody that are not closed, those in which something was said last first.
    fn list(
        &mut self,
        of: AccountId,
        after: Option<ConversationsAfter>,
        limit: usize,
    ) -> Result<Vec<OwnConversation>, StoreError>;

    /// Messages of a conversation, those nearest to the place first.
    fn messages(
        &mut self,
        of: ConversationId,
        window: Window,
        limit: usize,
    ) -> Result<Vec<Message>, StoreError>;

    /// A message by what its sender's client called it.
    fn by_client_id(
        &mut self,
        sender: AccountId,
        conversation: ConversationId,
        client_id: &ClientId,
    ) -> Result<Option<Message>, StoreError>;
}

/// A message about to be stored.
#[derive(Debug, Clone)]
pub struct NewMessage<'a> {
    /// Where.
    pub conversation: ConversationId,
    /// Who says it.
    pub sender: AccountId,
    /// What the sender's client calls it.
    pub client_id: Option<&'a ClientId>,
    /// What is said.
    pub text: &'a str,
    /// What comes with it.
    pub attachment: Option<&'a Attachment>,
    /// When.
    pub sent_at: Timestamp,
}

/// What came of a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Appended {
    /// It is the last of its conversation.
    Stored(Box<(Message, Conversation)>),
    /// Its sender's client has sent it before. What was begun has to be taken back.
    Repeated,
    /// There is no such conversation that is open, and in which both are there. Nothing was begun.
    Nowhere,
}

/// Changes conversations.
pub trait ConversationsMut {
    /// The conversation of two people. Their accounts are locked.
    fn of_pair(&mut self, pair: Pair) -> Result<Option<Conversation>, StoreError>;

    /// Begins the conversation of two people, who have none. Their accounts are locked.
    fn begin(&mut self, pair: Pair, by: AccountId, now: Timestamp) -> Result<Conversation, StoreError>;

    /// Closes the conversation of two people, or opens it again; says which it is, if there is one. Their
    /// accounts are locked.
    fn close(&mut self, pair: Pair, is_closed: bool) -> Result<Option<ConversationId>, StoreError>;

    /// Takes the next place in a conversation and stores a message there. Whoever blocks the sender meanwhile does
    /// so before or after it.
    fn append(&mut self, message: &NewMessage<'_>) -> Result<Appended, StoreError>;

    /// Moves up to where a member has read, never back; says where that is, with the conversation as it stands and
    /// how much is left. `None` where the conversation is closed or not the member's.
    fn mark_read(
        &mut self,
        member: AccountId,
        id: ConversationId,
        up_to: Seq,
    ) -> Result<Option<Marked>, StoreError>;
}

/// Up to where somebody has read now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Marked {
    /// Where.
    pub conversation: Conversation,
    /// Up to where.
    pub read: Seq,
    /// How many messages of the other come after it.
    pub unread: u64,
    /// Whether it is further than before.
    pub has_moved: bool,
}
