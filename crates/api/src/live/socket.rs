//! One open socket, as the rest of the process sees it: something that texts are put into, and that can be told
//! to close. Neither ever waits.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};

use bytestring::ByteString;
use parlor_domain::{AccountId, SessionId};
use tokio::sync::Notify;

use super::{Closing, MAX_WAITING, MAX_WAITING_TEXTS};

/// The socket of a session.
pub(crate) struct Socket {
    pub account: AccountId,
    pub session: SessionId,
    state: Mutex<State>,
    changed: Notify,
}

#[derive(Default)]
struct State {
    waiting: VecDeque<ByteString>,
    bytes: usize,
    closing: Option<Closing>,
}

/// What its client gets next.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Next {
    Text(ByteString),
    Close(Closing),
}

impl Socket {
    pub fn new(account: AccountId, session: SessionId) -> Self {
        Self { account, session, state: Mutex::default(), changed: Notify::new() }
    }

    /// Has a text sent after those that wait. If too much waits already, the socket closes instead.
    pub fn send(&self, text: ByteString) {
        let mut state = self.lock();
        if state.closing.is_some() {
            return;
        }
        let bytes = state.bytes.saturating_add(text.len());
        if bytes > MAX_WAITING || state.waiting.len() >= MAX_WAITING_TEXTS {
            state.close(Closing::TooSlow);
        } else {
            state.bytes = bytes;
            state.waiting.push_back(text);
        }
        drop(state);
        self.changed.notify_one();
    }

    /// Closes it, unless it closes already.
    pub fn close(&self, closing: Closing) {
        self.lock().close(closing);
        self.changed.notify_one();
    }

    /// What is to be sent next, as soon as there is anything. Asked by one task only.
    pub(super) async fn next(&self) -> Next {
        loop {
            if let Some(next) = self.lock().next() {
                return next;
            }
            self.changed.notified().await;
        }
    }

    /// Waits until the socket is to be closed at once, while something is being sent.
    pub(super) async fn cut(&self) -> Closing {
        loop {
            let closing = self.lock().closing.filter(|closing| *closing != Closing::Stopping);
            if let Some(closing) = closing {
                return closing;
            }
            self.changed.notified().await;
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn close(&mut self, closing: Closing) {
        if self.closing.is_some_and(|already| already != Closing::Stopping) {
            return;
        }
        self.closing = Some(closing);
        if closing != Closing::Stopping {
            self.waiting = VecDeque::new();
            self.bytes = 0;
        }
    }

    fn next(&mut self) -> Option<Next> {
        if let Some(text) = self.waiting.pop_front() {
            self.bytes = self.bytes.saturating_sub(text.len());
            if self.waiting.is_empty() {
                // An idle socket keeps nothing.
                self.waiting = VecDeque::new();
            }
            return Some(Next::Text(text));
        }
        self.closing.map(Next::Close)
    }
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt as _;

    use super::*;

    fn socket() -> Socket {
        Socket::new(AccountId(1), SessionId(1))
    }

    fn next(socket: &Socket) -> Option<Next> {
        socket.next().now_or_never()
    }

    #[test]
    fn texts_go_out_in_their_order_and_then_nothing() {
        let socket = socket();
        socket.send("one".into());
        socket.send("two".into());
        assert_eq!(next(&socket), Some(Next::Text("one".into())));
        assert_eq!(next(&socket), Some(Next::Text("two".into())));
        assert_eq!(next(&socket), None);
    }

    #[test]
    fn s67_more_than_may_wait_closes_the_socket_and_nothing_is_kept_for_it() {
        for (text, fits) in [("x".to_owned(), MAX_WAITING_TEXTS), ("x".repeat(MAX_WAITING / 4), 4)] {
            let socket = socket();
            for _ in 0..fits {
                socket.send(text.as_str().into());
            }
            assert_ne!(socket.lock().closing, Some(Closing::TooSlow));
            socket.send("one more".into());
            assert_eq!(next(&socket), Some(Next::Close(Closing::TooSlow)));
            assert_eq!(socket.lock().bytes, 0);
        }
    }

    #[test]
    fn a_stop_lets_out_what_waits_and_whatever_else_closes_does_not() {
        let socket = socket();
        socket.send("last words".into());
        socket.close(Closing::Stopping);
        socket.send("too late".into());
        assert_eq!(next(&socket), Some(Next::Text("last words".into())));
        assert_eq!(next(&socket), Some(Next::Close(Closing::Stopping)));

        let socket = super::tests::socket();
        socket.send("never read".into());
        socket.close(Closing::SessionEnded);
        socket.close(Closing::Blocked);
        assert_eq!(next(&socket), Some(Next::Close(Closing::SessionEnded)));
    }
}
