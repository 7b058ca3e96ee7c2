//! An SMTP server for tests, on a socket: it keeps every mail, and does wrong what it is told to.
//!
//! Must not know what is in a mail, nor who sends it.

mod conversation;
mod tls;

use std::collections::VecDeque;
use std::net::{SocketAddr, TcpListener};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use tls::Acceptor;
pub use tls::Certificate;

/// A server that runs until the process ends.
pub struct Smtp {
    address: SocketAddr,
    shared: Arc<Shared>,
}

/// A mail as it arrived.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Received {
    /// Who sent it, as the envelope says.
    pub from: String,
    /// To whom, as the envelope says.
    pub to: Vec<String>,
    /// Header and body.
    pub message: String,
    /// Whether the connection was encrypted.
    pub encrypted: bool,
    /// Who had signed in.
    pub user: Option<String>,
}

/// What the server does wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// It answers with this code at a stage.
    Refuse(Stage, u16),
    /// It stops answering at a stage, and never says why.
    Hang(Stage),
    /// It closes the connection at a stage.
    Drop(Stage),
    /// It takes the mail and closes the connection instead of saying so.
    DropAfterTaking,
}

/// A moment of a conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// The first line, which is the server's.
    Greeting,
    /// `MAIL FROM`
    From,
    /// `RCPT TO`
    To,
    /// `DATA`
    Data,
    /// The end of the mail.
    Body,
}

/// What the server asks of those who send.
#[derive(Default)]
pub struct Terms {
    /// A user and a password; nobody else may send.
    pub login: Option<(String, String)>,
    /// A certificate, and whether TLS begins with the first byte or with `STARTTLS`, without which nobody may
    /// send.
    pub tls: Option<(Certificate, TlsFrom)>,
}

/// When TLS begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TlsFrom {
    /// With the first byte.
    Start,
    /// With `STARTTLS`.
    Command,
}

struct Shared {
    login: Option<(String, String)>,
    tls: Option<(Acceptor, TlsFrom)>,
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    received: Vec<Received>,
    /// What goes wrong in each of the next tries; then `always`, if that is set.
    next: VecDeque<Fault>,
    always: Option<Fault>,
    /// How many tries were begun: mails, or connections that came to nothing.
    tries: usize,
}

impl Smtp {
    /// Takes mail from everybody, not encrypted.
    #[must_use]
    pub fn start() -> Self {
        Self::with(Terms::default())
    }

    /// Takes mail on these terms.
    ///
    /// # Panics
    /// When nothing can be listened on.
    #[must_use]
    pub fn with(terms: Terms) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let tls = terms.tls.map(|(certificate, from)| (Acceptor::new(&certificate), from));
        let shared =
            Arc::new(Shared { login: terms.login, tls, state: Mutex::default(), changed: Condvar::new() });
        let serving = Arc::clone(&shared);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let serving = Arc::clone(&serving);
                // A client that goes away in the middle ends its conversation and nothing else.
                thread::spawn(move || drop(conversation::hold(stream, &serving)));
            }
        });
        Self { address, shared }
    }

    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The value of `PARLOR_SMTP_URL` that leads here without TLS.
    #[must_use]
    pub fn url(&self) -> String {
        format!("smtp://{}?tls=none", self.address)
    }

    /// Does this wrong in the next try, or in the one after those that will go wrong already.
    pub fn fail_next(&self, fault: Fault) {
        self.shared.state().next.push_back(fault);
    }

    /// Does this wrong in every try from now on, or nothing any more.
    pub fn fail_always(&self, fault: Option<Fault>) {
        self.shared.state().always = fault;
    }

    /// The mails that came so far.
    #[must_use]
    pub fn received(&self) -> Vec<Received> {
        self.shared.state().received.clone()
    }

    /// The mails that came so far, once there are so many.
    ///
    /// # Panics
    /// After half a minute.
    #[must_use]
    pub fn wait_for(&self, mails: usize) -> Vec<Received> {
        self.wait(&format!("{mails} mails"), |state| state.received.len() >= mails);
        self.received()
    }

    /// How many tries went wrong or right so far.
    #[must_use]
    pub fn tries(&self) -> usize {
        self.shared.state().tries
    }

    /// Waits until so many tries were begun.
    ///
    /// # Panics
    /// After half a minute.
    pub fn wait_for_tries(&self, tries: usize) {
        self.wait(&format!("{tries} tries"), |state| state.tries >= tries);
    }

    fn wait(&self, what: &str, is_done: impl Fn(&State) -> bool) {
        const PATIENCE: Duration = Duration::from_secs(30);
        let begun = Instant::now();
        let mut state = self.shared.state();
        while !is_done(&state) {
            let left = PATIENCE.saturating_sub(begun.elapsed());
            assert!(
                !left.is_zero(),
                "{what} never came; there are {} in {} tries",
                state.received.len(),
                state.tries
            );
            state = self.shared.changed.wait_timeout(state, left).unwrap_or_else(PoisonError::into_inner).0;
        }
    }
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What goes wrong at a stage of this try. The next fault waits for its stage.
    fn fault_at(&self, stage: Stage) -> Option<Fault> {
        let mut state = self.state();
        let next = state.next.front().copied().or(state.always)?;
        let is_now = match next {
            Fault::Refuse(at, _) | Fault::Hang(at) | Fault::Drop(at) => at == stage,
            Fault::DropAfterTaking => stage == Stage::Body,
        };
        if !is_now {
            return None;
        }
        state.next.pop_front();
        state.tries += 1;
        self.changed.notify_all();
        Some(next)
    }

    fn take(&self, mail: Received, counts: bool) {
        let mut state = self.state();
        state.received.push(mail);
        state.tries += usize::from(counts);
        self.changed.notify_all();
    }
}
