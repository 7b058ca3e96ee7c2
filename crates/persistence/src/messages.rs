//! Messages as rows, and how one is added.

use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sqlite::Sqlite;
use parlor_domain::{
    AccountId, Attachment, AttachmentKind, ClientId, ConversationId, MediaFile, Message, MessageId, Seq,
    StoreError,
};

use crate::schema::{attachments, messages};
use crate::time::Ts;

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

/// Takes the next place in a conversation and counts it for the other member: at that instant, for this sender, in
/// which of them and unless what more speaks against it.
macro_rules! take_place {
    ($at:literal, $sender:literal, $which:literal, $unless:literal, $returning:literal) => {
        concat!(
            "UPDATE conversations SET last_seq = last_seq + 1, active_at = ",
            $at,
            ", low_unread = low_unread + CASE low_id WHEN ",
            $sender,
            " THEN 0 ELSE 1 END, high_unread = high_unread + CASE high_id WHEN ",
            $sender,
            " THEN 0 ELSE 1 END ",
            $which,
            " AND ",
            $sender,
            " IN (low_id, high_id) AND low_id IS NOT NULL AND high_id IS NOT NULL AND NOT is_closed",
            $unless,
            " RETURNING ",
            $returning
        )
    };
}
pub(crate) use take_place;
