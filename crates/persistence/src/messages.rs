//! Messages as rows, and how one is added.

use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sqlite::Sqlite;
use parlor_community::ports::NewMessage;
use parlor_domain::{
    AccountId, Attachment, AttachmentKind, ClientId, ConversationId, MediaFile, Message, MessageId, Seq,
    StoreError,
};

use crate::schema::{attachments, messages};
use crate::time::Ts;
use crate::written::Value;

#[derive(Queryable, Selectable)]
#[diesel(table_name = messages, check_for_backend(Pg, Sqlite))]
pub(crate) struct MessageRow {
    id: i64,
    conversation_id: i64,
    seq: i64,
    sender_id: Option<i64>,
    client_id: Option<String>,
    text: String,
    sent_at: Ts,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = attachments, check_for_backend(Pg, Sqlite))]
pub(crate) struct AttachmentRow {
    message_id: i64,
    kind: String,
    path: String,
    size: i64,
}

impl AttachmentRow {
    pub fn attachment(self) -> Result<Attachment, StoreError> {
        let unreadable =
            |column| StoreError::Unreadable { table: "attachments", column, id: self.message_id.to_string() };
        let kind = AttachmentKind::of_extension(&self.kind).ok_or_else(|| unreadable("kind"))?;
        let size = u64::try_from(self.size).map_err(|_| unreadable("size"))?;
        let file = MediaFile::of_path(&self.path).ok_or_else(|| unreadable("path"))?;
        Ok(Attachment { kind, file, size })
    }
}

impl MessageRow {
    pub fn message(self, attachment: Option<AttachmentRow>) -> Result<Message, StoreError> {
        Ok(Message {
            id: MessageId(self.id),
            conversation: ConversationId(self.conversation_id),
            seq: Seq(self.seq),
            sender: self.sender_id.map(AccountId),
            client_id: self.client_id.map(ClientId::stored),
            text: self.text,
            attachment: attachment.map(AttachmentRow::attachment).transpose()?,
            sent_at: self.sent_at.0,
        })
    }
}

/// Takes the next place in a conversation, unless something more speaks against it, and counts it for the other member.
/// Its values are those of [`place_for`].
macro_rules! take_place {
    ($unless:literal, $returning:literal) => {
        concat!(
            "UPDATE conversations SET last_seq = last_seq + 1, active_at = ?, \
             low_unread = low_unread + CASE low_id WHEN ? THEN 0 ELSE 1 END, \
             high_unread = high_unread + CASE high_id WHEN ? THEN 0 ELSE 1 END \
             WHERE id = ? AND ? IN (low_id, high_id) \
             AND low_id IS NOT NULL AND high_id IS NOT NULL AND NOT is_closed",
            $unless,
            " RETURNING ",
            $returning
        )
    };
}
pub(crate) use take_place;

/// For which message the place is.
pub(crate) fn place_for<'a>(message: &NewMessage<'_>) -> [Value<'a>; 5] {
    let sender = Value::Number(message.sender.0);
    [Value::Time(Ts(message.sent_at)), sender, sender, Value::Number(message.conversation.0), sender]
}
