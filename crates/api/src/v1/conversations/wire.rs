//! Conversations as clients of `/v1` send and get them.

use parlor_community::ports::{OwnConversation, Window};
use parlor_community::{MessagePage, ReadMark as Mark};
use parlor_domain::{AccountId, ClientId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::always::media;
use crate::endpoint::Field;
use crate::v1::friends::wire::Person;

/// Something to say
#[derive(Deserialize, ToSchema)]
#[schema(as = NewMessage)]
pub struct NewMessage {
    /// What
    #[serde(default)]
    #[schema(value_type = String, required, min_length = 1, max_length = 4000, examples("Good morning!"))]
    pub text: Field,
    /// What the client calls the message: sent again under the same name it is stored once
    #[serde(default)]
    #[schema(value_type = Option<String>, min_length = 1, max_length = 64, pattern = "^[!-~]+$", examples("4075dd6b-c9ba-1349"))]
    pub client_id: Field,
    /// No text is a file.
    #[serde(default)]
    #[schema(ignore)]
    pub attachment: Field,
}

/// Something to say, with a file
#[derive(ToSchema)]
#[schema(as = MessageForm)]
#[expect(dead_code, reason = "a file is read apart from the fields; this is what their form looks like")]
pub struct MessageForm {
    /// What; may be left out beside a file
    #[schema(value_type = Option<String>, max_length = 4000, examples("Good morning!"))]
    text: Field,
    /// What the client calls the message: sent again under the same name it is stored once
    #[schema(value_type = Option<String>, min_length = 1, max_length = 64, pattern = "^[!-~]+$", examples("4075dd6b-c9ba-1349"))]
    client_id: Field,
    /// A png, jpg, jpeg, gif, webp, pdf or txt file of up to 5 MB, whose name says which. What is said beside a picture
    /// is left out, but for how it stands
    #[schema(value_type = Option<String>, format = "binary")]
    attachment: Field,
}

/// Up to where somebody has read
#[derive(Deserialize, ToSchema)]
#[schema(as = Read)]
pub struct Read {
    /// The place of the last message that was read
    #[serde(default)]
    #[schema(value_type = i64, required, minimum = 0, examples(3))]
    pub seq: Field,
}

/// Up to where somebody has read, and what is left
#[derive(Serialize, ToSchema)]
#[schema(as = ReadMark)]
pub struct ReadMark {
    /// The place of the last message that was read
    #[schema(minimum = 0, examples(3))]
    read_seq: i64,
    /// How many messages of the other come after it
    #[schema(minimum = 0, examples(0))]
    unread: u64,
}

/// A file that came with a message
#[derive(Serialize, ToSchema)]
#[schema(as = Attachment)]
pub struct Attachment {
    /// Where it is, for everybody who knows this address
    #[schema(examples("/media/attachments/7/cat-0f8fad5bd9cb469fa16570867728950e.png"))]
    path: String,
    /// What it is
    #[schema(examples("image/png"))]
    media_type: &'static str,
    /// How large it is, in bytes
    #[schema(minimum = 1, examples(48213))]
    size: u64,
}

/// Something that was said
#[derive(Serialize, ToSchema)]
#[schema(as = Message)]
pub struct Message {
    /// Its id
    #[schema(minimum = 1, examples(101))]
    id: i64,
    /// Where it was said
    #[schema(minimum = 1, examples(7))]
    conversation_id: i64,
    /// Its place there: 1, 2, 3, …
    #[schema(minimum = 1, examples(3))]
    seq: i64,
    /// Who said it; null once that account is gone
    #[schema(required, examples(1))]
    sender_id: Option<i64>,
    /// What the sender's client called it
    #[schema(required, examples("4075dd6b-c9ba-1349"))]
    client_id: Option<String>,
    /// What was said; without characters only beside an attachment
    #[schema(examples("Good morning!"))]
    text: String,
    /// What came with it
    #[schema(required, examples(json!(null)))]
    attachment: Option<Attachment>,
    /// When it was stored
    #[schema(format = "date-time", examples("2026-11-21T08:30:00.000000Z"))]
    sent_at: String,
}

/// A part of what was said, in its order
#[derive(Serialize, ToSchema)]
#[schema(as = Messages)]
pub struct Messages {
    /// The messages
    items: Vec<Message>,
    /// Whether there are more beyond them: after them where those after a place were asked for, else before them
    #[schema(examples(false))]
    has_more: bool,
}

/// A conversation of two, as one of them sees it
#[derive(Serialize, ToSchema)]
#[schema(as = Conversation)]
pub struct Conversation {
    /// Its id
    #[schema(minimum = 1, examples(7))]
    id: i64,
    /// The other one; null once that account is gone
    #[schema(required)]
    account: Option<Person>,
    /// Who began it; null once that account is gone
    #[schema(required, examples(1))]
    initiator_id: Option<i64>,
    /// When it was begun
    #[schema(format = "date-time", examples("2026-11-21T08:30:00.000000Z"))]
    started_at: String,
    /// When something was last said in it
    #[schema(format = "date-time", examples("2026-11-21T08:30:00.000000Z"))]
    active_at: String,
    /// The place of its last message; 0 while there is none
    #[schema(minimum = 0, examples(3))]
    last_seq: i64,
    /// Its last message
    #[schema(required)]
    last_message: Option<Message>,
    /// Up to where the account has read
    #[schema(minimum = 0, examples(3))]
    read_seq: i64,
    /// Up to where the other has
    #[schema(minimum = 0, examples(2))]
    read_seq_of_other: i64,
    /// How many messages of the other come after what the account has read
    #[schema(minimum = 0, examples(0))]
    unread: u64,
}

impl From<parlor_domain::Message> for Message {
    fn from(message: parlor_domain::Message) -> Self {
        Self {
            id: message.id.0,
            conversation_id: message.conversation.0,
            seq: message.seq.0,
            sender_id: message.sender.map(|AccountId(id)| id),
            client_id: message.client_id.as_ref().map(ClientId::as_str).map(str::to_owned),
            text: message.text,
            attachment: message.attachment.map(Attachment::from),
            sent_at: message.sent_at.rfc3339(),
        }
    }
}

impl From<parlor_domain::Attachment> for Attachment {
    fn from(attachment: parlor_domain::Attachment) -> Self {
        Self {
            path: media::address(&attachment.file),
            media_type: attachment.kind.media_type(),
            size: attachment.size,
        }
    }
}

impl From<OwnConversation> for Conversation {
    fn from(own: OwnConversation) -> Self {
        Self {
            id: own.conversation.id.0,
            account: own.other.map(Person::from),
            initiator_id: own.conversation.members.initiator.map(|AccountId(id)| id),
            started_at: own.conversation.started_at.rfc3339(),
            active_at: own.conversation.active_at.rfc3339(),
            last_seq: own.conversation.last_seq.0,
            last_message: own.last_message.map(Message::from),
            read_seq: own.read.0,
            read_seq_of_other: own.read_by_other.0,
            unread: own.unread,
        }
    }
}

impl Messages {
    pub fn of(page: MessagePage, window: Window) -> Self {
        let mut items: Vec<Message> = page.messages.into_iter().map(Message::from).collect();
        match window {
            Window::Newest | Window::Before(_) | Window::BeforeMessage(_) => items.reverse(),
            Window::After(_) => {}
        }
        Self { items, has_more: page.goes_on }
    }
}

impl From<Mark> for ReadMark {
    fn from(mark: Mark) -> Self {
        Self { read_seq: mark.read.0, unread: mark.unread }
    }
}
