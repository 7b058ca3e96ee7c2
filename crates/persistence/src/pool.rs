//! The few connections that everybody shares.

use std::ops::{Deref, DerefMut};
use std::time::{Duration, Instant};

use diesel::ConnectionError;
use parlor_domain::StoreError;
use r2d2::{ManageConnection, PooledConnection};

use crate::error::store_error;
use crate::link::Link;
use crate::target::Target;

/// How long a request waits for a connection before it is answered as unavailable.
pub(crate) const PATIENCE: Duration = Duration::from_secs(2);

/// A connection used within this time is taken to be alive. Asking each time would double a read's cost;
/// asking after a pause finds those that a restarted server has cut.
const FRESH: Duration = Duration::from_secs(1);

/// What the pool makes connections with.
pub(crate) struct Manager(pub Target);

/// A pooled connection with what the pool has to know of it.
pub(crate) struct Slot {
    pub link: Link,
    used_at: Instant,
    is_broken: bool,
}

pub(crate) type Pool = r2d2::Pool<Manager>;

/// A connection on loan. It goes back when dropped, or is thrown away if it failed.
pub(crate) struct Loan(PooledConnection<Manager>);

impl From<PooledConnection<Manager>> for Loan {
    fn from(conn: PooledConnection<Manager>) -> Self {
        Self(conn)
    }
}

impl Deref for Loan {
    type Target = Slot;
    fn deref(&self) -> &Slot {
        &self.0
    }
}

impl DerefMut for Loan {
    fn deref_mut(&mut self) -> &mut Slot {
        &mut self.0
    }
}

impl Drop for Loan {
    fn drop(&mut self) {
        self.0.used_at = Instant::now();
    }
}

impl Slot {
    pub fn new(link: Link) -> Self {
        Self { link, used_at: Instant::now(), is_broken: false }
    }

    /// Words an error, and marks the connection as broken unless the error proves it alive.
    pub fn failed(&mut self, error: diesel::result::Error) -> StoreError {
        let error = store_error(error);
        self.is_broken |= matches!(error, StoreError::Unavailable(_));
        error
    }

    pub fn mark_broken(&mut self) {
        self.is_broken = true;
    }
}

impl ManageConnection for Manager {
    type Connection = Slot;
    type Error = ConnectionError;

    fn connect(&self) -> Result<Slot, ConnectionError> {
        let mut link = Link::open(&self.0)?;
        link.limit().map_err(ConnectionError::CouldntSetupConfiguration)?;
        Ok(Slot::new(link))
    }

    fn is_valid(&self, slot: &mut Slot) -> Result<(), ConnectionError> {
        if slot.used_at.elapsed() < FRESH || matches!(slot.link, Link::Sqlite(_)) {
            return Ok(());
        }
        slot.link.ping().map_err(ConnectionError::CouldntSetupConfiguration)
    }

    fn has_broken(&self, slot: &mut Slot) -> bool {
        slot.is_broken
    }
}
