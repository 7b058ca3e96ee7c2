//! Who has a socket open here, as the other instances are to be told.

use std::collections::HashSet;
use std::time::Duration;

use parlor_community::presence::Sockets as Told;
use parlor_domain::AccountId;
use tokio::time::timeout;

use super::{Live, Sockets};

/// What is to be told.
#[derive(Default)]
pub(super) struct Attendance {
    /// Those who opened their first socket or closed their last one, since that was asked.
    moved: HashSet<AccountId>,
    /// How often anybody did.
    moves: u64,
}

/// How long a handshake waits for the others to be told: nobody is kept out because they are not.
const NOTICED_WITHIN: Duration = Duration::from_millis(500);

impl Sockets {
    /// Notes that somebody opened their first socket, or closed their last one.
    pub(super) fn moved(&mut self, account: AccountId) {
        self.attendance.moved.insert(account);
        self.attendance.moves = self.attendance.moves.saturating_add(1);
    }
}

impl Live {
    /// Waits until somebody comes or goes. Asked by one task only.
    pub(in crate::live) async fn moved(&self) {
        self.0.moved.notified().await;
    }

    /// Who came and went since that was asked, and up to which move that is.
    pub(in crate::live) fn take_moves(&self) -> (Told, u64) {
        let mut sockets = self.lock();
        let moved = std::mem::take(&mut sockets.attendance.moved);
        let (opened, closed) =
            moved.into_iter().partition(|account| sockets.by_account.contains_key(account));
        (Told::Changed { opened, closed }, sockets.attendance.moves)
    }

    /// Everybody who has a socket open, likewise.
    pub(in crate::live) fn take_all(&self) -> (Told, u64) {
        let mut sockets = self.lock();
        sockets.attendance.moved.clear();
        (Told::All(sockets.by_account.keys().copied().collect()), sockets.attendance.moves)
    }

    /// The others know of so many moves.
    pub(in crate::live) fn told(&self, moves: u64) {
        self.0.told.send_replace(Some(moves));
    }

    /// Waits for a moment until the others know what has happened so far, if anybody tells them: so that whoever has
    /// opened a socket is there for friends who look right after it.
    pub(in crate::live) async fn noticed(&self) {
        let moves = self.lock().attendance.moves;
        let mut told = self.0.told.subscribe();
        let is_told = |told: &Option<u64>| told.is_none_or(|told| told >= moves);
        drop(timeout(NOTICED_WITHIN, told.wait_for(is_told)).await);
    }

    /// Somebody uses a session.
    pub(crate) fn saw(&self, account: AccountId) {
        self.0.seen.note(account);
    }

    /// Who did, as far as it is worth telling.
    pub(in crate::live) fn take_seen(&self) -> Vec<AccountId> {
        self.0.seen.take()
    }
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt as _;
    use parlor_domain::{ConversationId, SessionId};

    use super::*;
    use crate::live::SocketPolicy;
    use crate::live::hub::Open;

    const ROOM: ConversationId = ConversationId(7);

    fn open(live: &Live, account: i64) -> Open {
        live.open((AccountId(account), SessionId(1)), (ROOM, |_| "".into())).unwrap()
    }

    fn changed(opened: &[i64], closed: &[i64]) -> Told {
        let accounts = |numbers: &[i64]| numbers.iter().copied().map(AccountId).collect();
        Told::Changed { opened: accounts(opened), closed: accounts(closed) }
    }

    #[test]
    fn the_first_socket_of_an_account_and_the_last_are_told_and_none_between() {
        let live = Live::new(SocketPolicy::default());
        let first = open(&live, 1);
        assert!(live.moved().now_or_never().is_some());
        assert_eq!(live.take_moves(), (changed(&[1], &[]), 1));
        let second = open(&live, 1);
        drop(first);
        assert!(live.moved().now_or_never().is_none());
        assert_eq!(live.take_moves(), (changed(&[], &[]), 1));
        drop(second);
        assert!(live.moved().now_or_never().is_some());
        assert_eq!(live.take_moves(), (changed(&[], &[1]), 2));
    }

    #[test]
    fn whoever_came_and_went_is_told_as_gone_and_who_went_and_came_as_there() {
        let live = Live::new(SocketPolicy::default());
        drop(open(&live, 1));
        assert_eq!(live.take_moves().0, changed(&[], &[1]));
        drop(open(&live, 2));
        let _open = open(&live, 2);
        assert_eq!(live.take_moves().0, changed(&[2], &[]));
        assert_eq!(live.take_all().0, Told::All(vec![AccountId(2)]));
    }

    #[test]
    fn a_handshake_waits_for_what_has_happened_so_far_and_only_if_somebody_tells_of_it() {
        let live = Live::new(SocketPolicy::default());
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        runtime.block_on(async {
            let _one = open(&live, 1);
            assert!(live.noticed().now_or_never().is_some(), "nobody tells");
            live.told(0);
            assert!(live.noticed().now_or_never().is_none());
            live.told(1);
            assert!(live.noticed().now_or_never().is_some());
            let _other = open(&live, 2);
            // Nobody is kept out for longer than a moment.
            live.noticed().await;
        });
    }
}
