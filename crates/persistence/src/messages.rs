//! Messages as rows, and how one is added.

use diesel::backend::Backend;
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::serialize::ToSql;
use diesel::sql_types::{BigInt, HasSqlType};
use diesel::sqlite::Sqlite;
use parlor_domain::{
    AccountId, Attachment, AttachmentKind, ClientId, ConversationId, MediaFile, Message, MessageId, Seq,
    StoreError,
};

use crate::schema::{attachments, conversations, messages};
use crate::time::{Ts, UtcTs};

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

/// Takes the next place in a conversation, counts it for the other member, and gives the conversation. Its text is
/// the same each time, so that a connection prepares it once: diesel would have every `UPDATE` read anew.
pub(crate) struct TakePlace {
    pub conversation: i64,
    pub sender: i64,
    pub now: Ts,
}

impl<DB> QueryFragment<DB> for TakePlace
where
    DB: Backend + HasSqlType<BigInt> + HasSqlType<UtcTs>,
    i64: ToSql<BigInt, DB>,
    Ts: ToSql<UtcTs, DB>,
{
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        out.push_sql("UPDATE conversations SET last_seq = last_seq + 1, active_at = ");
        out.push_bind_param::<UtcTs, _>(&self.now)?;
        out.push_sql(", low_unread = low_unread + CASE low_id WHEN ");
        out.push_bind_param::<BigInt, _>(&self.sender)?;
        out.push_sql(" THEN 0 ELSE 1 END, high_unread = high_unread + CASE high_id WHEN ");
        out.push_bind_param::<BigInt, _>(&self.sender)?;
        out.push_sql(" THEN 0 ELSE 1 END WHERE id = ");
        out.push_bind_param::<BigInt, _>(&self.conversation)?;
        out.push_sql(" AND ");
        out.push_bind_param::<BigInt, _>(&self.sender)?;
        out.push_sql(
            " IN (low_id, high_id) AND low_id IS NOT NULL AND high_id IS NOT NULL AND NOT is_closed ",
        );
        out.push_sql(
            "RETURNING id, low_id, high_id, begun_by_low, is_closed, last_seq, low_read, high_read, \
             low_unread, high_unread, started_at, active_at",
        );
        Ok(())
    }
}

/// Found again by its text.
impl QueryId for TakePlace {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl Query for TakePlace {
    type SqlType = conversations::SqlType;
}

impl<Conn> RunQueryDsl<Conn> for TakePlace {}
