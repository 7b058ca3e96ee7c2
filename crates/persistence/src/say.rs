//! A message that is said by one statement.

use diesel::OptionalExtension as _;
use diesel::RunQueryDsl as _;
use diesel::result::DatabaseErrorKind::UniqueViolation;
use diesel::result::Error::DatabaseError;
use diesel::sql_types::{BigInt, Bool, Nullable};
use parlor_community::ports::NewMessage;
use parlor_domain::{AccountId, ClientId, Members, Message, MessageId, Seq, StoreError};

use crate::link::Link;
use crate::pool::Slot;
use crate::time::Ts;
use crate::written::{Value, Written};

/// Takes a place and puts a message there, for Postgres. A name that the sender used before takes none; where it is used
/// twice at once, the second statement fails as a whole.
const SAY: &str = "WITH place AS (UPDATE conversations SET last_seq = last_seq + 1, active_at = ?, \
    low_unread = low_unread + CASE low_id WHEN ? THEN 0 ELSE 1 END, \
    high_unread = high_unread + CASE high_id WHEN ? THEN 0 ELSE 1 END \
    WHERE id = ? AND ? IN (low_id, high_id) AND low_id IS NOT NULL AND high_id IS NOT NULL AND NOT is_closed \
    AND NOT EXISTS (SELECT 1 FROM messages WHERE sender_id = ? AND conversation_id = ? AND client_id = ?) \
    RETURNING id, low_id, high_id, begun_by_low, last_seq), \
    said AS (INSERT INTO messages (conversation_id, seq, sender_id, client_id, text, sent_at) \
    SELECT id, last_seq, ?, ?, ?, ? FROM place RETURNING id) \
    SELECT said.id, place.last_seq, place.low_id, place.high_id, place.begun_by_low FROM said, place";

/// The message's number and place, and the conversation's members.
type SaidSql = (BigInt, BigInt, Nullable<BigInt>, Nullable<BigInt>, Bool);
type Said = (i64, i64, Option<i64>, Option<i64>, bool);

impl Slot {
    /// Appends a message by one statement, on Postgres; see [`parlor_community::ports::Store::say`].
    pub fn say(&mut self, message: &NewMessage<'_>) -> Result<Option<(Message, Members)>, StoreError> {
        let Link::Postgres(conn) = &mut self.link else { return Ok(None) };
        let (sender, conversation) = (message.sender.0, message.conversation.0);
        let client_id = message.client_id.map(ClientId::as_str);
        let values = [
            Value::Time(Ts(message.sent_at)),
            Value::Number(sender),
            Value::Number(sender),
            Value::Number(conversation),
            Value::Number(sender),
            Value::Number(sender),
            Value::Number(conversation),
            Value::MaybeText(client_id),
            Value::Number(sender),
            Value::MaybeText(client_id),
            Value::Text(message.text),
            Value::Time(Ts(message.sent_at)),
        ];
        let said: Option<Said> = match Written::<SaidSql>::new(SAY, &values).get_result(conn).optional() {
            Err(DatabaseError(UniqueViolation, _)) => None,
            said => said.map_err(|error| self.failed(error))?,
        };
        let Some((id, seq, low, high, begun_by_low)) = said else { return Ok(None) };
        let (low, high) = (low.map(AccountId), high.map(AccountId));
        let (initiator, receiver) = if begun_by_low { (low, high) } else { (high, low) };
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
        Ok(Some((stored, Members { initiator, receiver })))
    }
}
