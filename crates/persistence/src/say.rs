//! A message that is said by one statement.

use diesel::OptionalExtension as _;
use diesel::RunQueryDsl as _;
use diesel::result::DatabaseErrorKind::UniqueViolation;
use diesel::result::Error::DatabaseError;
use diesel::sql_types::{BigInt, Bool, Nullable};
use parlor_community::ports::NewMessage;
use parlor_domain::{ClientId, Members, Message, MessageId, Seq, StoreError};

use crate::conversations::members;
use crate::link::Link;
use crate::messages::{place_for, take_place};
use crate::pool::Slot;
use crate::written::{Value, Written};

/// Takes a place and puts a message there, for Postgres. A name that the sender used before takes none; where it is used
/// twice at once, the second statement fails as a whole.
const SAY: &str = concat!(
    "WITH place AS (",
    take_place!(
        " AND NOT EXISTS (SELECT 1 FROM messages WHERE sender_id = ? AND conversation_id = ? AND client_id = ?)",
        "id, low_id, high_id, begun_by_low, last_seq"
    ),
    "), said AS (INSERT INTO messages (conversation_id, seq, sender_id, client_id, text, sent_at) \
     SELECT id, last_seq, ?, ?, ?, ? FROM place RETURNING id) \
     SELECT said.id, place.last_seq, place.low_id, place.high_id, place.begun_by_low FROM said, place"
);

/// The message's number and place, and the conversation's members.
type SaidSql = (BigInt, BigInt, Nullable<BigInt>, Nullable<BigInt>, Bool);
type Said = (i64, i64, Option<i64>, Option<i64>, bool);

impl Slot {
    /// Appends a message by one statement, on Postgres; see [`parlor_community::ports::Store::say`].
    pub fn say(&mut self, message: &NewMessage<'_>) -> Result<Option<(Message, Members)>, StoreError> {
        let Link::Postgres(conn) = &mut self.link else { return Ok(None) };
        let client_id = Value::MaybeText(message.client_id.map(ClientId::as_str));
        let [at, sender, _, conversation, _] = place_for(message);
        let mut values = place_for(message).to_vec();
        values.extend([sender, conversation, client_id, sender, client_id, Value::Text(message.text), at]);
        let said: Option<Said> = match Written::<SaidSql>::new(SAY, &values).get_result(conn).optional() {
            Err(DatabaseError(UniqueViolation, _)) => None,
            said => said.map_err(|error| self.failed(error))?,
        };
        let Some((id, seq, low, high, begun_by_low)) = said else { return Ok(None) };
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
        Ok(Some((stored, members((low, high), begun_by_low))))
    }
}
