//! Messages that are said by one piece of work, each in a conversation of its own.

use std::collections::HashMap;

use diesel::RunQueryDsl;
use diesel::pg::Pg;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::result::DatabaseErrorKind::UniqueViolation;
use diesel::result::Error::DatabaseError;
use diesel::result::QueryResult;
use diesel::sql_types::{Array, BigInt, Bool, Nullable, Text};
use parlor_community::ports::{Appended, NewMessage, Work as _};
use parlor_domain::{Announcement, ClientId, Members, Message, MessageId, Seq, StoreError};

use crate::conversations::members;
use crate::link::Link;
use crate::messages::take_place;
use crate::pool::Slot;
use crate::time::{Ts, UtcTs};
use crate::unit::SqlWork;

/// Before the lists of what is said.
const GIVEN: &str = "WITH given AS (SELECT * FROM unnest(";

/// Takes a place for each and puts it there. A conversation that somebody else keeps is not waited for, so that
/// it holds up none of the others. A name that the sender used before takes no place; where it is used twice at
/// once, the statement fails as a whole.
const SAY: &str = concat!(
    ") AS given (conversation_id, sender_id, client_id, text, sent_at)), \
     free AS (SELECT given.* FROM given JOIN conversations ON conversations.id = given.conversation_id \
     FOR NO KEY UPDATE OF conversations SKIP LOCKED), place AS (",
    take_place!(
        "free.sent_at",
        "free.sender_id",
        "FROM free WHERE conversations.id = free.conversation_id",
        " AND NOT EXISTS (SELECT 1 FROM messages WHERE messages.sender_id = free.sender_id AND \
         messages.conversation_id = free.conversation_id AND messages.client_id = free.client_id)",
        "conversations.id, last_seq, low_id, high_id, begun_by_low, free.sender_id, free.client_id, free.text, \
         free.sent_at"
    ),
    "), said AS (INSERT INTO messages (conversation_id, seq, sender_id, client_id, text, sent_at) \
     SELECT id, last_seq, sender_id, client_id, text, sent_at FROM place RETURNING id, conversation_id) \
     SELECT place.id, said.id, last_seq, low_id, high_id, begun_by_low \
     FROM said JOIN place ON place.id = said.conversation_id"
);

/// The statement with what is said, for Postgres.
#[derive(Default)]
struct Say<'a> {
    conversations: Vec<i64>,
    senders: Vec<i64>,
    client_ids: Vec<Option<&'a str>>,
    texts: Vec<&'a str>,
    times: Vec<Ts>,
}

/// The conversation, the message's number and place in it, and who is in it.
type SaidSql = (BigInt, BigInt, BigInt, Nullable<BigInt>, Nullable<BigInt>, Bool);
type Said = (i64, i64, i64, Option<i64>, Option<i64>, bool);

impl<'a> Say<'a> {
    fn of(messages: &'a [NewMessage<'_>]) -> Self {
        let mut say = Self::default();
        for message in messages {
            say.conversations.push(message.conversation.0);
            say.senders.push(message.sender.0);
            say.client_ids.push(message.client_id.map(ClientId::as_str));
            say.texts.push(message.text);
            say.times.push(Ts(message.sent_at));
        }
        say
    }
}

impl QueryFragment<Pg> for Say<'_> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        out.push_sql(GIVEN);
        out.push_bind_param::<Array<BigInt>, _>(&self.conversations)?;
        out.push_sql(", ");
        out.push_bind_param::<Array<BigInt>, _>(&self.senders)?;
        out.push_sql(", ");
        out.push_bind_param::<Array<Nullable<Text>>, _>(&self.client_ids)?;
        out.push_sql(", ");
        out.push_bind_param::<Array<Text>, _>(&self.texts)?;
        out.push_sql(", ");
        out.push_bind_param::<Array<UtcTs>, _>(&self.times)?;
        out.push_sql(SAY);
        Ok(())
    }
}

impl QueryId for Say<'_> {
    type QueryId = Say<'static>;
    const HAS_STATIC_QUERY_ID: bool = true;
}

impl Query for Say<'_> {
    type SqlType = SaidSql;
}

impl<Conn> RunQueryDsl<Conn> for Say<'_> {}

impl Slot {
    /// Says all of them by one statement, on Postgres; none if one of them was said before, at this very time.
    pub fn say(
        &mut self,
        messages: &[NewMessage<'_>],
    ) -> Result<Vec<Option<(Message, Members)>>, StoreError> {
        let Link::Postgres(conn) = &mut self.link else { return Ok(none(messages)) };
        let said: Vec<Said> = match Say::of(messages).get_results(conn) {
            Err(DatabaseError(UniqueViolation, _)) => return Ok(none(messages)),
            said => said.map_err(|error| self.failed(error))?,
        };
        let said: HashMap<i64, Said> = said.into_iter().map(|said| (said.0, said)).collect();
        let stored = messages.iter().map(|message| {
            let (_, id, seq, low, high, begun_by_low) = *said.get(&message.conversation.0)?;
            let stored = Message {
                id: MessageId(id),
                conversation: message.conversation,
                seq: Seq(seq),
                sender: Some(message.sender),
                client_id: message.client_id.cloned(),
                text: message.text.to_owned(),
                attachment: None,
                sent_at: message.sent_at,
            };
            Some((stored, members((low, high), begun_by_low)))
        });
        Ok(stored.collect())
    }
}

/// Says all of them in one transaction, of which each takes its part: where no statement travels, that costs
/// nothing. None if one of them was said before: the transaction has to be taken back then.
pub(crate) fn say_within(
    mut work: SqlWork<'_>,
    messages: &[NewMessage<'_>],
) -> Result<Vec<Option<Message>>, StoreError> {
    let mut said = Vec::with_capacity(messages.len());
    for message in messages {
        said.push(match work.conversations().append(message)? {
            Appended::Stored(stored) => {
                let (message, in_conversation) = *stored;
                let members = in_conversation.members;
                work.announce(Announcement::MessagePosted { message: message.clone(), members });
                Some(message)
            }
            Appended::Nowhere => None,
            Appended::Repeated => return Ok(none(messages)),
        });
    }
    Box::new(work).commit()?;
    Ok(said)
}

fn none<T>(messages: &[NewMessage<'_>]) -> Vec<Option<T>> {
    messages.iter().map(|_| None).collect()
}
