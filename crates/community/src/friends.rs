//! Who is friends with whom: asking, answering, parting, and the lists of it.
//!
//! Whatever changes what two people are to each other locks both their accounts, the one with the lower number
//! first, and then decides by the one row that stands for both. Who is not there, not active, or blocked, whichever
//! of the two blocks, is not told apart from somebody who never was.

mod add;
mod answer;
mod ask;
mod block;
mod list;
mod part;
mod users;

use parlor_domain::{AccountId, Bond, Pair, Relation, StoreError};

use crate::ports::{Met, Work};

pub use add::{AddFriendError, add_friend};
pub use answer::{NoRequest, accept_request, withdraw_request};
pub use ask::{AskError, AskFriend, ask_friend};
pub use block::{BlockError, NotBlocked, block, unblock};
pub(crate) use list::place;
pub use list::{account_named, list_blocked, list_friends, list_requests, show_person};
pub use part::{NotFriends, part};
pub use users::{UserPage, friends_as_users, list_users, users_by_id};

/// The most friends that somebody may have, and the most requests of one person that may wait for an answer.
pub const MOST_FRIENDS: usize = 1_000;

/// The two, if both are there and active.
fn meet_active(work: &mut dyn Work, pair: Pair) -> Result<Option<Relation>, StoreError> {
    let met = work.relations().meet(pair)?;
    Ok(met.filter(|met| met.are_active).map(|Met { relation, .. }| relation))
}

/// Whether both have room for one friend more. Their accounts are locked, so it stays true.
fn have_room(work: &mut dyn Work, pair: Pair) -> Result<bool, StoreError> {
    let relations = work.relations();
    Ok(relations.count_friends(pair.low())? < MOST_FRIENDS
        && relations.count_friends(pair.high())? < MOST_FRIENDS)
}

/// Whether somebody may ask one person more.
fn may_ask(work: &mut dyn Work, by: AccountId) -> Result<bool, StoreError> {
    Ok(work.relations().count_asked(by)? < MOST_FRIENDS)
}

fn are_friends(relation: &Relation) -> bool {
    matches!(relation.bond, Bond::Friends { .. })
}
