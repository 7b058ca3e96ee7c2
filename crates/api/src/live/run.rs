//! The life of one socket, from the handshake to its close.

use std::future::pending;
use std::pin::pin;
use std::rc::Rc;
use std::time::Duration;

use actix_web::dev::Payload;
use actix_web::{FromRequest as _, HttpRequest, HttpResponse, web};
use actix_ws::{AggregatedMessage as Message, AggregatedMessageStream, Closed, Session};
use bytestring::ByteString;
use futures_util::StreamExt as _;
use futures_util::future::LocalBoxFuture;
use tokio::select;
use tokio::time::{Instant, sleep_until};

use super::guard::{Arrivals, Guard};
use super::hub::Open;
use super::socket::Next;
use super::{Closing, MAX_ARRIVAL, MAX_MESSAGE};
use crate::shell::limits::Meter;

/// What is done with what a client says, and how the service words what it says itself.
pub(crate) trait Listener {
    /// Hears a text. The next one is not read before this is done; what others say goes out meanwhile.
    fn hear(&self, text: ByteString) -> LocalBoxFuture<'static, Heard>;

    /// What is answered to bytes that are no text.
    fn no_text(&self) -> ByteString;

    /// What is answered to more texts than may come.
    fn too_many(&self, retry_after: Duration) -> ByteString;
}

/// What follows from a text.
#[derive(Debug)]
pub(crate) enum Heard {
    /// Nothing that this client alone is told.
    Nothing,
    /// An answer for this client alone.
    Answer(ByteString),
    /// The socket's end.
    Close(Closing),
}

/// Completes the handshake, and lets the socket live on a task of its own.
///
/// # Errors
/// When the request asks for no WebSocket, or for one that is not spoken here.
pub(crate) async fn accept(
    request: &HttpRequest,
    payload: Payload,
    (open, meter): (Open, Meter),
    listener: impl Listener + 'static,
) -> Result<HttpResponse, actix_web::Error> {
    open.live().noticed().await;
    let arrivals = Arrivals::new(open.live().in_flight().share());
    let mut guarded = Guard::over(payload, Rc::clone(&arrivals));
    let guarded = web::Payload::from_request(request, &mut guarded).await?;
    let (response, session, messages) = actix_ws::handle(request, guarded)?;
    let messages = messages.max_frame_size(MAX_MESSAGE).aggregate_continuations();
    let messages = messages.max_continuation_size(MAX_MESSAGE);
    let policy = open.live().policy();
    let live = Life {
        session,
        messages,
        arrivals,
        meter,
        ping_every: policy.ping_every,
        silence: policy.silence,
        open,
        listener,
    };
    actix_web::rt::spawn(live.run());
    Ok(response)
}

struct Life<L> {
    session: Session,
    messages: AggregatedMessageStream,
    arrivals: Rc<Arrivals>,
    meter: Meter,
    ping_every: Duration,
    silence: Duration,
    open: Open,
    listener: L,
}

/// What happens on a socket.
enum Event {
    Out(Next),
    In(Option<Result<Message, actix_ws::ProtocolError>>),
    Heard(Heard),
    Look,
}

/// How a socket ends.
enum End {
    /// The service closes it.
    Closing(Closing),
    /// The client closed it, or is gone.
    Gone,
}

impl From<Closed> for End {
    fn from(Closed: Closed) -> Self {
        Self::Gone
    }
}

impl<L: Listener> Life<L> {
    async fn run(mut self) {
        let end = self.live().await;
        // From here on nobody counts it as open, or waits for it.
        let Self { open, session, messages, .. } = self;
        drop(open);
        match end {
            End::Gone => drop(session.close(None).await),
            // A client that reads nothing would not read this either, and it must not be waited for.
            End::Closing(Closing::TooSlow) => drop(session),
            End::Closing(closing) => {
                tracing::debug!(?closing, "a socket closes");
                drop(tokio::time::timeout(GOODBYE, session.close(Some(closing.reason()))).await);
            }
        }
        drop(messages);
    }

    async fn live(&mut self) -> End {
        let mut hearing: Option<LocalBoxFuture<'static, Heard>> = None;
        let mut look = pin!(sleep_until(Instant::now() + self.ping_every));
        loop {
            let event = select! {
                next = self.open.socket.next() => Event::Out(next),
                message = self.messages.next(), if hearing.is_none() => Event::In(message),
                heard = heard(hearing.as_mut()) => Event::Heard(heard),
                () = look.as_mut() => Event::Look,
            };
            let followed = match event {
                Event::Out(next) => self.send(next).await,
                Event::In(message) => match self.receive(message).await {
                    Ok(next) => {
                        hearing = next;
                        Ok(())
                    }
                    Err(end) => Err(end),
                },
                Event::Heard(heard) => {
                    hearing = None;
                    self.arrivals.worked_on();
                    self.answer(heard)
                }
                Event::Look => {
                    look.as_mut().reset(Instant::now() + self.ping_every);
                    self.look().await
                }
            };
            if let Err(end) = followed {
                return end;
            }
        }
    }

    async fn send(&mut self, next: Next) -> Result<(), End> {
        match next {
            Next::Text(text) => within(&self.open, self.session.text(text)).await,
            Next::Close(closing) => Err(End::Closing(closing)),
        }
    }

    async fn receive(
        &mut self,
        message: Option<Result<Message, actix_ws::ProtocolError>>,
    ) -> Result<Option<LocalBoxFuture<'static, Heard>>, End> {
        let message = match message {
            Some(Ok(message)) => message,
            Some(Err(error)) => return Err(self.failed(&error)),
            None => return Err(End::Gone),
        };
        let heard = match message {
            Message::Close(reason) => {
                // Its own code goes back to it (RFC 6455, 5.5.1).
                drop(tokio::time::timeout(GOODBYE, self.session.clone().close(reason)).await);
                return Err(End::Gone);
            }
            Message::Text(text) => match self.meter.take() {
                Ok(()) => return Ok(Some(self.listener.hear(text))),
                Err(retry_after) => Heard::Answer(self.listener.too_many(retry_after)),
            },
            Message::Binary(_) => match self.meter.take() {
                Ok(()) => Heard::Answer(self.listener.no_text()),
                Err(retry_after) => Heard::Answer(self.listener.too_many(retry_after)),
            },
            Message::Ping(bytes) => {
                self.meter.take().map_err(|_| End::Closing(Closing::Flooding))?;
                within(&self.open, self.session.pong(&bytes)).await?;
                Heard::Nothing
            }
            Message::Pong(_) => Heard::Nothing,
        };
        self.arrivals.worked_on();
        self.answer(heard)?;
        Ok(None)
    }

    fn answer(&self, heard: Heard) -> Result<(), End> {
        match heard {
            Heard::Nothing => Ok(()),
            Heard::Answer(text) => {
                self.open.socket.send(text);
                Ok(())
            }
            Heard::Close(closing) => Err(End::Closing(closing)),
        }
    }

    /// Asks the client whether it is there, unless it has not been for too long.
    async fn look(&mut self) -> Result<(), End> {
        let is_silent = self.arrivals.heard_at().elapsed() >= self.silence;
        let is_endless = self.arrivals.begun_at().is_some_and(|begun| begun.elapsed() >= MAX_ARRIVAL);
        if is_silent || is_endless {
            return Err(End::Closing(Closing::Silent));
        }
        within(&self.open, self.session.ping(b"")).await
    }

    fn failed(&self, error: &actix_ws::ProtocolError) -> End {
        use std::io::ErrorKind::InvalidData;
        if let Some(closing) = self.arrivals.refused() {
            return End::Closing(closing);
        }
        match error {
            // What could not be read, as against a connection that broke.
            actix_ws::ProtocolError::Io(error) if error.kind() != InvalidData => End::Gone,
            _ => End::Closing(Closing::Malformed),
        }
    }
}

/// How long the last words may take to be put into the connection.
const GOODBYE: Duration = Duration::from_secs(1);

/// Sends something, for as long as the socket may stay open.
async fn within(open: &Open, sending: impl Future<Output = Result<(), Closed>>) -> Result<(), End> {
    select! {
        biased;
        sent = sending => Ok(sent?),
        closing = open.socket.cut() => Err(End::Closing(closing)),
    }
}

async fn heard(hearing: Option<&mut LocalBoxFuture<'static, Heard>>) -> Heard {
    match hearing {
        Some(hearing) => hearing.await,
        None => pending().await,
    }
}
