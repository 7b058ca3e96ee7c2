//! The open sockets of this process, by whose they are and by the room that they are in.

mod attendance;

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use parlor_domain::ports::Effects;
use parlor_domain::{AccountId, Announcement, AuditEvent, AuditKind, ConversationId, Seq, SessionId};
use tokio::sync::{Notify, watch};

use self::attendance::Attendance;
use super::in_flight::InFlight;
use super::room::{Room, Telling};
use super::seen::Seen;
use super::socket::Socket;
use super::{Closing, SocketPolicy};

/// The open sockets; every copy is about the same ones. What follows a commit reaches them through it.
#[derive(Clone, Default)]
pub struct Live(Arc<Hub>);

#[derive(Default)]
struct Hub {
    policy: SocketPolicy,
    sockets: Mutex<Sockets>,
    in_flight: InFlight,
    /// Told when somebody opened their first socket, or closed their last one.
    moved: Notify,
    /// How much of that the other instances know; nothing, if nobody tells them.
    told: watch::Sender<Option<u64>>,
    seen: Seen,
}

#[derive(Default)]
struct Sockets {
    by_account: HashMap<AccountId, Vec<Arc<Socket>>>,
    rooms: HashMap<ConversationId, Room>,
    attendance: Attendance,
    is_stopping: bool,
}

/// An open socket. It counts as open for as long as this is kept.
pub(crate) struct Open {
    pub socket: Arc<Socket>,
    room: ConversationId,
    live: Live,
}

/// Why a socket was not opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NotOpened {
    /// The account has as many as it may have.
    TooMany,
    /// The service is about to stop.
    Stopping,
}

impl Live {
    /// Without any socket yet.
    #[must_use]
    pub fn new(policy: SocketPolicy) -> Self {
        Self(Arc::new(Hub { policy, ..Hub::default() }))
    }

    pub(crate) fn policy(&self) -> SocketPolicy {
        self.0.policy
    }

    pub(super) fn in_flight(&self) -> &InFlight {
        &self.0.in_flight
    }

    /// Counts a socket as open, from before it is asked whether it may be: so that whatever closes it meanwhile
    /// finds it.
    pub(crate) fn open(
        &self,
        (account, session): (AccountId, SessionId),
        (room, telling): (ConversationId, Telling),
    ) -> Result<Open, NotOpened> {
        let mut sockets = self.lock();
        if sockets.is_stopping {
            return Err(NotOpened::Stopping);
        }
        let own = sockets.by_account.entry(account).or_default();
        if own.len() >= self.0.policy.per_account {
            return Err(NotOpened::TooMany);
        }
        let socket = Arc::new(Socket::new(account, session));
        own.push(Arc::clone(&socket));
        let is_first = own.len() == 1;
        if is_first {
            sockets.moved(account);
        }
        let entered = sockets.rooms.entry(room).or_insert_with(|| Room::new(telling));
        entered.enter(Arc::clone(&socket));
        drop(sockets);
        if is_first {
            self.0.moved.notify_one();
        }
        metrics::gauge!("parlor_sockets").increment(1);
        Ok(Open { socket, room, live: self.clone() })
    }

    /// Closes the sockets that a session opened.
    pub(crate) fn end_session(&self, session: SessionId, account: AccountId) {
        let sockets = self.lock();
        let own = sockets.by_account.get(&account).into_iter().flatten();
        own.filter(|socket| socket.session == session).for_each(|socket| socket.close(Closing::SessionEnded));
    }

    /// The sessions that have sockets open, each once, with whose they are.
    pub(super) fn sessions(&self) -> Vec<(SessionId, AccountId)> {
        let sockets = self.lock();
        let open = sockets.by_account.values().flatten();
        let mut sessions: Vec<_> = open.map(|socket| (socket.session, socket.account)).collect();
        drop(sockets);
        sessions.sort_unstable();
        sessions.dedup();
        sessions
    }

    /// Lets out what rooms held back for too long.
    pub(super) fn look_at_rooms(&self) {
        self.lock().rooms.values_mut().for_each(Room::look);
    }

    /// Opens no more and closes all that are open, once what waits in them is sent.
    pub fn stop(&self) {
        let mut sockets = self.lock();
        sockets.is_stopping = true;
        sockets.by_account.values().flatten().for_each(|socket| socket.close(Closing::Stopping));
    }

    fn lock(&self) -> MutexGuard<'_, Sockets> {
        self.0.sockets.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Open {
    /// Tells the place of the last text of its room that was stored before it opened.
    pub fn stands_at(&self, last: Seq) {
        if let Some(room) = self.live.lock().rooms.get_mut(&self.room) {
            room.stands_at(last.0);
        }
    }

    pub(super) fn live(&self) -> &Live {
        &self.live
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        let mut sockets = self.live.lock();
        let mut was_last = false;
        if let Entry::Occupied(mut own) = sockets.by_account.entry(self.socket.account) {
            own.get_mut().retain(|other| !Arc::ptr_eq(other, &self.socket));
            was_last = own.get().is_empty();
            if was_last {
                own.remove();
            }
        }
        if was_last {
            sockets.moved(self.socket.account);
        }
        if let Entry::Occupied(mut room) = sockets.rooms.entry(self.room)
            && !room.get_mut().leave(&self.socket)
        {
            room.remove();
        }
        drop(sockets);
        if was_last {
            self.live.0.moved.notify_one();
        }
        metrics::gauge!("parlor_sockets").decrement(1);
    }
}

impl Effects for Live {
    fn committed(&self, events: &[AuditEvent]) {
        for event in events {
            match (event.kind, event.session, event.account) {
                (AuditKind::SessionEnded(_), Some(session), Some(account)) => {
                    self.end_session(session, account);
                }
                (AuditKind::SignedIn, _, Some(account)) => self.saw(account),
                _ => {}
            }
        }
    }

    fn announced(&self, announcements: &[Announcement]) {
        let mut sockets = self.lock();
        for announcement in announcements {
            match announcement {
                Announcement::MessagePosted { message, .. } => {
                    if let Some(room) = sockets.rooms.get_mut(&message.conversation) {
                        room.post(message);
                    }
                }
                Announcement::Blocked { conversation, .. } => {
                    if let Some(room) = conversation.and_then(|conversation| sockets.rooms.get(&conversation))
                    {
                        room.close(Closing::Blocked);
                    }
                }
                Announcement::ConversationRead { .. }
                | Announcement::FriendAsked { .. }
                | Announcement::FriendRequestWithdrawn { .. }
                | Announcement::Befriended(_)
                | Announcement::Parted(_) => {}
            }
        }
    }
}
