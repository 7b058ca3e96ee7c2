//! Stands between a connection and what reads frames from it, and lets no more through than may be held.
//!
//! `actix-ws` looks at the size of a frame only once all of it has come, and closes then without a word. So what
//! comes is followed here first: a message that will be too large ends the stream at its head.

use std::cell::{Cell, RefCell};
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};

use actix_web::dev::Payload;
use actix_web::error::PayloadError;
use actix_web::web::Bytes;
use futures_util::Stream;
use tokio::time::Instant;

use super::frames::{Frames, TooLarge};
use super::in_flight::Share;
use super::{Closing, MAX_IN_FLIGHT};

/// What is known of what came, shared with whoever works on it. One thread has both.
pub(super) struct Arrivals {
    inner: RefCell<Inner>,
    heard_at: Cell<Instant>,
    /// Since when a message has been on its way.
    begun_at: Cell<Option<Instant>>,
    refused: Cell<Option<Closing>>,
}

struct Inner {
    frames: Frames,
    share: Share,
}

impl Arrivals {
    pub fn new(share: Share) -> Rc<Self> {
        let inner = RefCell::new(Inner { frames: Frames::default(), share });
        let heard_at = Cell::new(Instant::now());
        Rc::new(Self { inner, heard_at, begun_at: Cell::default(), refused: Cell::default() })
    }

    /// When anything came last.
    pub fn heard_at(&self) -> Instant {
        self.heard_at.get()
    }

    /// Since when a message has been on its way.
    pub fn begun_at(&self) -> Option<Instant> {
        self.begun_at.get()
    }

    /// Why nothing more is let through.
    pub fn refused(&self) -> Option<Closing> {
        self.refused.get()
    }

    /// What came was worked on, but for a message that is not whole yet.
    pub fn worked_on(&self) {
        let Inner { frames, share } = &mut *self.inner.borrow_mut();
        share.keep(frames.unfinished());
    }

    fn pass(&self, bytes: &[u8]) -> Result<(), Closing> {
        let now = Instant::now();
        let Inner { frames, share } = &mut *self.inner.borrow_mut();
        self.heard_at.set(now);
        if !share.take(bytes.len(), MAX_IN_FLIGHT) {
            return Err(Closing::NoRoom);
        }
        frames.pass(bytes).map_err(|TooLarge| Closing::TooLarge)?;
        let begun_at = self.begun_at.get().unwrap_or(now);
        self.begun_at.set(frames.is_within().then_some(begun_at));
        Ok(())
    }
}

/// The connection, guarded.
pub(super) struct Guard {
    payload: Payload,
    arrivals: Rc<Arrivals>,
}

impl Guard {
    /// What reads frames gets this in place of the connection.
    pub fn over(payload: Payload, arrivals: Rc<Arrivals>) -> Payload {
        Payload::Stream { payload: Box::pin(Self { payload, arrivals }) }
    }
}

impl Stream for Guard {
    type Item = Result<Bytes, PayloadError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if self.arrivals.refused().is_some() {
            return Poll::Ready(None);
        }
        let Poll::Ready(next) = Pin::new(&mut self.payload).poll_next(context) else { return Poll::Pending };
        let Some(Ok(bytes)) = next else { return Poll::Ready(next) };
        Poll::Ready(match self.arrivals.pass(&bytes) {
            Ok(()) => Some(Ok(bytes)),
            Err(closing) => {
                self.arrivals.refused.set(Some(closing));
                Some(Err(PayloadError::Overflow))
            }
        })
    }
}
