//! Who is friends with whom, who asks to be, and who blocks whom.

use parlor_domain::{
    AccountId, CanonicalKey, Friend, FriendRequest, Pair, Person, Relation, Shunned, StoreError, Timestamp,
    User,
};

/// A place in a list of people in order of name: the canonical name of the one there, and the number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PeopleAfter {
    /// The canonical name; without characters for whoever has none.
    pub name: String,
    /// The number, which tells apart those without a name.
    pub id: AccountId,
}

/// A place in a list of requests: when the one there was asked, and with whom it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RequestsAfter {
    /// When it was asked.
    pub asked_at: Timestamp,
    /// The other's number.
    pub id: AccountId,
}

/// Which requests are meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// Those that others asked.
    Incoming,
    /// Those that one asked oneself.
    Outgoing,
}

/// People as others see them: who is not active is not there, nor who is blocked, whichever of the two blocks.
pub trait People {
    /// Somebody, as `viewer` sees them.
    fn person(&mut self, viewer: AccountId, id: AccountId) -> Result<Option<Person>, StoreError>;

    /// The number of whoever is active and has this name, blocked or not.
    fn id_of(&mut self, name: &CanonicalKey) -> Result<Option<AccountId>, StoreError>;

    /// Friends in order of name, and whether they are there.
    fn friends(
        &mut self,
        of: AccountId,
        after: Option<&PeopleAfter>,
        limit: usize,
        now: Timestamp,
    ) -> Result<Vec<Friend>, StoreError>;

    /// Requests that wait for an answer, those asked last first.
    fn requests(
        &mut self,
        of: AccountId,
        direction: Direction,
        after: Option<RequestsAfter>,
        limit: usize,
    ) -> Result<Vec<FriendRequest>, StoreError>;

    /// Somebody whom `by` blocks, active or not.
    fn blocked_one(&mut self, by: AccountId, whom: AccountId) -> Result<Option<Shunned>, StoreError>;

    /// Those whom somebody blocks, in order of name; here those who are not active are told too.
    fn blocked(
        &mut self,
        by: AccountId,
        after: Option<&PeopleAfter>,
        limit: usize,
    ) -> Result<Vec<Shunned>, StoreError>;
}

/// Which people a list of users is of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Users<'a> {
    /// Everybody who has a username.
    Everybody,
    /// The friends of whoever looks.
    Friends,
    /// These, active or not.
    These(&'a [AccountId]),
}

/// People with their friends. Two queries, however many there are.
pub trait UserLists {
    /// Active people in order of username, without those whom `viewer` blocks or who block `viewer`; their
    /// friends likewise.
    fn users(
        &mut self,
        viewer: AccountId,
        which: Users<'_>,
        offset: usize,
        limit: usize,
        now: Timestamp,
    ) -> Result<Vec<User>, StoreError>;
}

/// Two accounts whose relation nobody else can change until the work ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Met {
    /// What they are to each other.
    pub relation: Relation,
    /// Whether both accounts are active.
    pub are_active: bool,
}

/// Changes what people are to each other.
pub trait Relations {
    /// Locks both accounts, the one with the lower number first; `None` unless both are there.
    fn meet(&mut self, pair: Pair) -> Result<Option<Met>, StoreError>;

    /// Writes what the two are to each other from now on. Both accounts are locked.
    fn set(&mut self, relation: &Relation) -> Result<(), StoreError>;

    /// Whether an account is signed in anywhere.
    fn is_connected(&mut self, id: AccountId, now: Timestamp) -> Result<bool, StoreError>;

    /// How many friends an account has, active or not.
    fn count_friends(&mut self, of: AccountId) -> Result<usize, StoreError>;

    /// How many requests of an account wait for an answer.
    fn count_asked(&mut self, by: AccountId) -> Result<usize, StoreError>;
}
