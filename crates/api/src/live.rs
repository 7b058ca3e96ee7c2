//! Sockets that stay open: who has them, what goes out on them, what they may take, and when they close.
//!
//! Must not know what is said on them: an endpoint gives each socket a [`Listener`], and puts texts into
//! rooms. Nothing here waits for a client. What goes out is put into the socket's own queue, and a client that
//! is too slow to read it loses that socket and nothing else.

mod closing;
mod frames;
mod guard;
mod hub;
mod in_flight;
mod presence;
mod room;
mod run;
mod seen;
mod socket;
#[cfg(test)]
mod tests;
mod watch;

use std::time::Duration;

pub use hub::Live;

pub(crate) use closing::Closing;
pub(crate) use hub::NotOpened;
pub(crate) use presence::tell;
pub(crate) use run::{Heard, Listener, accept};
pub(crate) use watch::watch;

/// What an operator may set of sockets.
#[derive(Debug, Clone, Copy)]
pub struct SocketPolicy {
    /// How often a client is asked whether it is still there.
    pub ping_every: Duration,
    /// A client of which nothing came for so long is gone.
    pub silence: Duration,
    /// How many sockets an account may have open at once on one instance.
    pub per_account: usize,
    /// How long an instance of which nothing is heard is still believed to have its sockets.
    pub lease: Duration,
}

impl Default for SocketPolicy {
    fn default() -> Self {
        Self {
            ping_every: Duration::from_secs(20),
            silence: Duration::from_secs(60),
            per_account: 20,
            lease: Duration::from_secs(10),
        }
    }
}

/// The largest message that a client may send, whole or in fragments: an attachment of 5 MB in base64, and room
/// for the rest.
const MAX_MESSAGE: usize = 8 * 1024 * 1024;
/// Into how many fragments it may be cut. Each costs more memory than a small one has bytes.
const MAX_FRAGMENTS: usize = 1_024;
/// How long one message may take to arrive.
const MAX_ARRIVAL: Duration = Duration::from_secs(120);
/// What all messages that are arriving or being worked on may take together, on one instance.
const MAX_IN_FLIGHT: usize = 256 * 1024 * 1024;
/// How much may wait for a client that is slow to read.
const MAX_WAITING: usize = 256 * 1024;
/// How many texts that may be.
const MAX_WAITING_TEXTS: usize = 512;
/// How often it is asked which sessions are over: often enough that a socket outlives none by a second.
const WATCH_EVERY: Duration = Duration::from_millis(700);
