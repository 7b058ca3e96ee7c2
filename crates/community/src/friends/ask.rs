//! Asks somebody to be friends.

use parlor_domain::{
    AccountId, Announcement, Author, Bond, Failure, IdempotencyKey, Pair, Refusal, Timestamp,
};

use super::{are_friends, have_room, may_ask};
use crate::idempotency::{begin, finish, unreadable};
use crate::ports::{Call, Met, Operation};
use crate::{Context, KeyReused};

/// Who is asked.
#[derive(Debug, Clone)]
pub struct AskFriend {
    /// Whom.
    pub whom: AccountId,
    /// What makes the call harmless to repeat.
    pub key: Option<IdempotencyKey>,
}

/// Why nobody was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AskError {
    /// Nobody is friends with oneself.
    Oneself,
    /// There is nobody of that number whom one sees.
    NotFound,
    /// One of the two has as many friends, or the one who asks as many open requests, as anybody may.
    TooMany,
    /// The key came with another body before.
    KeyReused,
}

impl Refusal for AskError {}

impl From<KeyReused> for AskError {
    fn from(KeyReused: KeyReused) -> Self {
        Self::KeyReused
    }
}

/// Asks somebody to be friends; says what the two are to each other now. Two who ask each other are friends at once.
/// To ask again, or a friend, changes nothing. The same key for the same one gets the first answer again, and asks
/// nothing, whatever became of the request since.
///
/// # Errors
/// [`AskError`].
pub fn ask_friend(ctx: &Context, by: AccountId, command: AskFriend) -> Result<Bond, Failure<AskError>> {
    let now = ctx.clock.now();
    let AskFriend { whom, key } = command;
    let pair = Pair::of(by, whom).ok_or(AskError::Oneself)?;
    let caller = Author::Account(by);
    let call =
        key.map(|key| Call { caller, operation: Operation::FriendRequest, key, body: whom.to_string() });
    let mut work = ctx.store.write()?;
    // The accounts before the key, which refers to one of them: whoever deletes that has locked it first.
    let Met { relation: before, are_active } = work.relations().meet(pair)?.ok_or(AskError::NotFound)?;
    if let Some(outcome) = begin(work.as_mut(), call.as_ref(), now)? {
        return Ok(read(&outcome).ok_or_else(|| unreadable(call.as_ref()))?);
    }
    if !are_active {
        return Err(AskError::NotFound.into());
    }
    let after = before.ask(by, now).map_err(|_| AskError::NotFound)?;
    if after != before {
        let befriended = are_friends(&after);
        let fits = if befriended { have_room(work.as_mut(), pair)? } else { may_ask(work.as_mut(), by)? };
        if !fits {
            return Err(AskError::TooMany.into());
        }
        work.relations().set(&after)?;
        work.announce(if befriended {
            Announcement::Befriended(pair)
        } else {
            Announcement::FriendAsked { by, whom }
        });
    }
    finish(work.as_mut(), call.as_ref(), &text(after.bond))?;
    work.commit()?;
    Ok(after.bond)
}

fn text(bond: Bond) -> String {
    match bond {
        Bond::Strangers => "strangers".to_owned(),
        Bond::Asked { by, at } => format!("asked {} {by}", at.rfc3339()),
        Bond::Friends { since } => format!("friends {}", since.rfc3339()),
    }
}

fn read(text: &str) -> Option<Bond> {
    let words: Vec<&str> = text.split(' ').collect();
    match words.as_slice() {
        ["strangers"] => Some(Bond::Strangers),
        ["asked", at, by] => {
            Some(Bond::Asked { by: AccountId(by.parse().ok()?), at: Timestamp::parse_rfc3339(at)? })
        }
        ["friends", since] => Some(Bond::Friends { since: Timestamp::parse_rfc3339(since)? }),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_came_of_a_request_reads_back_from_its_text_and_from_nothing_else() {
        let at = Timestamp::from_micros(1_764_144_000_123_456).unwrap();
        for bond in [Bond::Strangers, Bond::Asked { by: AccountId(7), at }, Bond::Friends { since: at }] {
            assert_eq!(read(&text(bond)), Some(bond));
        }
        for odd in ["", "7", "asked", "asked 7", "asked 2026-11-26T08:00:00Z ann", "friends yesterday"] {
            assert_eq!(read(odd), None, "{odd}");
        }
    }
}
