//! Conversations as rows.

use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sqlite::Sqlite;
use parlor_community::ports::{
    Appended, Conversations, ConversationsAfter, ConversationsMut, DiscardedFiles as _, Marked, NewMessage,
    OwnConversation, Window,
};
use parlor_domain::{
    AccountId, ClientId, Conversation, ConversationId, Members, Message, MessageId, Pair, Person, Seq,
    StoreError, Timestamp,
};

use crate::link::{first_locked, on};
use crate::messages::{AttachmentRow, MessageRow, take_place};
use crate::people::PersonRow;
use crate::pool::Slot;
use crate::schema::{accounts, attachments, conversations, messages};
use crate::time::Ts;
use crate::written::{Value, Written};

#[derive(Queryable, Selectable)]
#[diesel(table_name = conversations, check_for_backend(Pg, Sqlite))]
struct ConversationRow {
    id: i64,
    low_id: Option<i64>,
    high_id: Option<i64>,
    begun_by_low: bool,
    is_closed: bool,
    last_seq: i64,
    low_read: i64,
    high_read: i64,
    low_unread: i64,
    high_unread: i64,
    started_at: Ts,
    active_at: Ts,
}

impl From<&ConversationRow> for Conversation {
    fn from(row: &ConversationRow) -> Self {
        Self {
            id: ConversationId(row.id),
            members: members((row.low_id, row.high_id), row.begun_by_low),
            last_seq: Seq(row.last_seq),
            started_at: row.started_at.0,
            active_at: row.active_at.0,
        }
    }
}

pub(crate) fn members((low, high): (Option<i64>, Option<i64>), begun_by_low: bool) -> Members {
    let (low, high) = (low.map(AccountId), high.map(AccountId));
    let (initiator, receiver) = if begun_by_low { (low, high) } else { (high, low) };
    Members { initiator, receiver }
}

/// Gives the conversation whose place was taken.
const TAKE_PLACE: &str = take_place!(
    "?",
    "?",
    "WHERE id = ?",
    "",
    "id, low_id, high_id, begun_by_low, is_closed, last_seq, low_read, high_read, low_unread, high_unread, \
     started_at, active_at"
);

type OwnRow = (ConversationRow, Option<PersonRow>, Option<MessageRow>, Option<AttachmentRow>);

fn own((row, other, message, attachment): OwnRow, member: AccountId) -> Result<OwnConversation, StoreError> {
    let is_low = row.low_id == Some(member.0);
    let (read, read_by_other, unread) = if is_low {
        (row.low_read, row.high_read, row.low_unread)
    } else {
        (row.high_read, row.low_read, row.high_unread)
    };
    Ok(OwnConversation {
        conversation: Conversation::from(&row),
        other: other.map(Person::from),
        is_closed: row.is_closed,
        last_message: message.map(|message| message.message(attachment)).transpose()?,
        read: Seq(read),
        read_by_other: Seq(read_by_other),
        unread: u64::try_from(unread).unwrap_or_default(),
    })
}

/// A conversation with its last message and the one whom the member talks to.
macro_rules! own_rows {
    ($member:expr) => {
        conversations::table
            .left_join(
                accounts::table.on(accounts::id.nullable().eq(diesel::dsl::case_when(
                    conversations::low_id.eq($member.0),
                    conversations::high_id,
                )
                .otherwise(conversations::low_id))),
            )
            .left_join(
                messages::table.on(messages::conversation_id
                    .eq(conversations::id)
                    .and(messages::seq.eq(conversations::last_seq))),
            )
            .left_join(attachments::table.on(attachments::message_id.eq(messages::id)))
            .filter(conversations::low_id.eq($member.0).or(conversations::high_id.eq($member.0)))
            .select((
                ConversationRow::as_select(),
                Option::<PersonRow>::as_select(),
                Option::<MessageRow>::as_select(),
                Option::<AttachmentRow>::as_select(),
            ))
    };
}

impl Conversations for Slot {
    fn of_member(
        &mut self,
        member: AccountId,
        id: ConversationId,
    ) -> Result<Option<OwnConversation>, StoreError> {
        let found: Option<OwnRow> = on!(&mut self.link, |conn| own_rows!(member)
            .filter(conversations::id.eq(id.0))
            .get_result(conn)
            .optional())
        .map_err(|error| self.failed(error))?;
        found.map(|row| own(row, member)).transpose()
    }

    fn list(
        &mut self,
        of: AccountId,
        after: Option<ConversationsAfter>,
        limit: usize,
    ) -> Result<Vec<OwnConversation>, StoreError> {
        // Beyond every place there is, when the list begins.
        let (active_at, id) =
            after.map_or((Timestamp::LAST, i64::MAX), |place| (place.active_at, place.id.0));
        let rows: Vec<OwnRow> = on!(&mut self.link, |conn| own_rows!(of)
            .filter(diesel::dsl::not(conversations::is_closed))
            .filter(
                conversations::active_at
                    .lt(Ts(active_at))
                    .or(conversations::active_at.eq(Ts(active_at)).and(conversations::id.lt(id)))
            )
            .order((conversations::active_at.desc(), conversations::id.desc()))
            .limit(i64::try_from(limit).unwrap_or(i64::MAX))
            .load(conn))
        .map_err(|error| self.failed(error))?;
        rows.into_iter().map(|row| own(row, of)).collect()
    }

    fn messages(
        &mut self,
        of: ConversationId,
        window: Window,
        limit: usize,
    ) -> Result<Vec<Message>, StoreError> {
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        macro_rules! page {
            ($window:expr, $order:expr) => {
                on!(&mut self.link, |conn| messages::table
                    .left_join(attachments::table.on(attachments::message_id.eq(messages::id)))
                    .filter(messages::conversation_id.eq(of.0))
                    .filter($window)
                    .order($order)
                    .limit(limit)
                    .select((MessageRow::as_select(), Option::<AttachmentRow>::as_select()))
                    .load::<(MessageRow, Option<AttachmentRow>)>(conn))
            };
        }
        let rows = match window {
            Window::Newest => page!(messages::seq.gt(0), messages::seq.desc()),
            Window::Before(Seq(seq)) => page!(messages::seq.lt(seq), messages::seq.desc()),
            // Numbers rise within a conversation, since each is drawn while its row is held.
            Window::BeforeMessage(MessageId(id)) => page!(messages::id.lt(id), messages::seq.desc()),
            Window::After(Seq(seq)) => page!(messages::seq.gt(seq), messages::seq.asc()),
        }
        .map_err(|error| self.failed(error))?;
        rows.into_iter().map(|(row, attachment)| row.message(attachment)).collect()
    }

    fn by_client_id(
        &mut self,
        sender: AccountId,
        conversation: ConversationId,
        client_id: &ClientId,
    ) -> Result<Option<Message>, StoreError> {
        let found: Option<(MessageRow, Option<AttachmentRow>)> = on!(&mut self.link, |conn| messages::table
            .left_join(attachments::table.on(attachments::message_id.eq(messages::id)))
            .filter(messages::sender_id.eq(sender.0))
            .filter(messages::conversation_id.eq(conversation.0))
            .filter(messages::client_id.eq(client_id.as_str()))
            .select((MessageRow::as_select(), Option::<AttachmentRow>::as_select()))
            .get_result(conn)
            .optional())
        .map_err(|error| self.failed(error))?;
        found.map(|(row, attachment)| row.message(attachment)).transpose()
    }
}

impl ConversationsMut for Slot {
    fn of_pair(&mut self, pair: Pair) -> Result<Option<Conversation>, StoreError> {
        let row = conversations::table
            .filter(conversations::low_id.eq(pair.low().0))
            .filter(conversations::high_id.eq(pair.high().0));
        let row: Option<ConversationRow> =
            on!(&mut self.link, |conn| row.select(ConversationRow::as_select()).get_result(conn).optional())
                .map_err(|error| self.failed(error))?;
        Ok(row.as_ref().map(Conversation::from))
    }

    fn begin(&mut self, pair: Pair, by: AccountId, now: Timestamp) -> Result<Conversation, StoreError> {
        let values = (
            conversations::low_id.eq(pair.low().0),
            conversations::high_id.eq(pair.high().0),
            conversations::begun_by_low.eq(by == pair.low()),
            conversations::is_closed.eq(false),
            conversations::last_seq.eq(0),
            conversations::low_read.eq(0),
            conversations::high_read.eq(0),
            conversations::low_unread.eq(0),
            conversations::high_unread.eq(0),
            conversations::started_at.eq(Ts(now)),
            conversations::active_at.eq(Ts(now)),
        );
        let row: ConversationRow = on!(&mut self.link, |conn| diesel::insert_into(conversations::table)
            .values(values)
            .returning(ConversationRow::as_returning())
            .get_result(conn))
        .map_err(|error| self.failed(error))?;
        Ok(Conversation::from(&row))
    }

    fn close(&mut self, pair: Pair, is_closed: bool) -> Result<Option<ConversationId>, StoreError> {
        let row = conversations::table
            .filter(conversations::low_id.eq(pair.low().0))
            .filter(conversations::high_id.eq(pair.high().0));
        let id: Option<i64> = on!(&mut self.link, |conn| diesel::update(row)
            .set(conversations::is_closed.eq(is_closed))
            .returning(conversations::id)
            .get_result(conn)
            .optional())
        .map_err(|error| self.failed(error))?;
        Ok(id.map(ConversationId))
    }

    fn append(&mut self, message: &NewMessage<'_>) -> Result<Appended, StoreError> {
        let sender = Value::Number(message.sender.0);
        let conversation = Value::Number(message.conversation.0);
        let place = [Value::Time(Ts(message.sent_at)), sender, sender, conversation, sender];
        let take = Written::<conversations::SqlType>::new(TAKE_PLACE, &place);
        let taken: Option<ConversationRow> = on!(&mut self.link, |conn| take.get_result(conn).optional())
            .map_err(|error| self.failed(error))?;
        let Some(taken) = taken else { return Ok(Appended::Nowhere) };
        let values = (
            messages::conversation_id.eq(taken.id),
            messages::seq.eq(taken.last_seq),
            messages::sender_id.eq(message.sender.0),
            messages::client_id.eq(message.client_id.map(ClientId::as_str)),
            messages::text.eq(message.text),
            messages::sent_at.eq(Ts(message.sent_at)),
        );
        let row: Option<MessageRow> = on!(&mut self.link, |conn| diesel::insert_into(messages::table)
            .values(values)
            .on_conflict((messages::sender_id, messages::conversation_id, messages::client_id))
            .do_nothing()
            .returning(MessageRow::as_returning())
            .get_result(conn)
            .optional())
        .map_err(|error| self.failed(error))?;
        let Some(row) = row else { return Ok(Appended::Repeated) };
        let mut stored = row.message(None)?;
        if let Some(attachment) = message.attachment {
            let values = (
                attachments::message_id.eq(stored.id.0),
                attachments::kind.eq(attachment.kind.extension()),
                attachments::path.eq(attachment.file.path()),
                attachments::size.eq(i64::try_from(attachment.size).unwrap_or(i64::MAX)),
            );
            on!(&mut self.link, |conn| diesel::insert_into(attachments::table).values(values).execute(conn))
                .map_err(|error| self.failed(error))?;
            stored.attachment = Some(attachment.clone());
        }
        Ok(Appended::Stored(Box::new((stored, Conversation::from(&taken)))))
    }

    fn mark_read(
        &mut self,
        member: AccountId,
        id: ConversationId,
        up_to: Seq,
    ) -> Result<Option<Marked>, StoreError> {
        // Locked first: what is counted after it cannot grow meanwhile.
        let row = conversations::table
            .find(id.0)
            .filter(diesel::dsl::not(conversations::is_closed))
            .filter(conversations::low_id.eq(member.0).or(conversations::high_id.eq(member.0)));
        let row: Option<ConversationRow> = first_locked!(&mut self.link, row, ConversationRow::as_select())
            .map_err(|error| self.failed(error))?;
        let Some(row) = row else { return Ok(None) };
        let conversation = Conversation::from(&row);
        let is_low = row.low_id == Some(member.0);
        let (read, unread) =
            if is_low { (row.low_read, row.low_unread) } else { (row.high_read, row.high_unread) };
        let up_to = up_to.0.min(row.last_seq);
        if up_to <= read {
            let unread = u64::try_from(unread).unwrap_or_default();
            return Ok(Some(Marked { conversation, read: Seq(read), unread, has_moved: false }));
        }
        let left = if up_to == row.last_seq { 0 } else { self.count_unread(member, id, up_to)? };
        let row = conversations::table.find(id.0);
        if is_low {
            let values = (conversations::low_read.eq(up_to), conversations::low_unread.eq(left));
            on!(&mut self.link, |conn| diesel::update(row).set(values).execute(conn))
        } else {
            let values = (conversations::high_read.eq(up_to), conversations::high_unread.eq(left));
            on!(&mut self.link, |conn| diesel::update(row).set(values).execute(conn))
        }
        .map_err(|error| self.failed(error))?;
        let unread = u64::try_from(left).unwrap_or_default();
        Ok(Some(Marked { conversation, read: Seq(up_to), unread, has_moved: true }))
    }
}

impl Slot {
    /// How many messages of the other member come after a place.
    fn count_unread(&mut self, member: AccountId, id: ConversationId, up_to: i64) -> Result<i64, StoreError> {
        let rows = messages::table
            .filter(messages::conversation_id.eq(id.0))
            .filter(messages::seq.gt(up_to))
            .filter(messages::sender_id.is_null().or(messages::sender_id.ne(member.0)));
        on!(&mut self.link, |conn| rows.count().get_result(conn)).map_err(|error| self.failed(error))
    }
}

impl Slot {
    /// Takes an account out of its conversations before it is deleted: whoever is about to say something has said it
    /// by then, or finds nobody to say it to. Where nobody is left the conversation goes, and with it its files.
    pub(crate) fn leave_conversations(&mut self, id: AccountId) -> Result<(), StoreError> {
        let left_alone = || {
            let (low, high) = (conversations::low_id, conversations::high_id);
            (low.eq(id.0).and(high.is_null())).or(high.eq(id.0).and(low.is_null()))
        };
        let files: Vec<AttachmentRow> = on!(&mut self.link, |conn| attachments::table
            .inner_join(messages::table.on(messages::id.eq(attachments::message_id)))
            .inner_join(conversations::table.on(conversations::id.eq(messages::conversation_id)))
            .filter(left_alone().assume_not_null())
            .select(AttachmentRow::as_select())
            .load(conn))
        .map_err(|error| self.failed(error))?;
        for file in files {
            self.discard(&file.attachment()?.file, Timestamp::EPOCH)?;
        }
        let none = None::<i64>;
        on!(&mut self.link, |conn| diesel::delete(
            conversations::table.filter(left_alone().assume_not_null())
        )
        .execute(conn)
        .and_then(|_| diesel::update(conversations::table.filter(conversations::low_id.eq(id.0)))
            .set(conversations::low_id.eq(none))
            .execute(conn))
        .and_then(|_| diesel::update(conversations::table.filter(conversations::high_id.eq(id.0)))
            .set(conversations::high_id.eq(none))
            .execute(conn)))
        .map_err(|error| self.failed(error))?;
        Ok(())
    }
}
