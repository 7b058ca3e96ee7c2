//! What the system is asked for the connections of clients.

use std::any::Any;

use actix_web::dev::Extensions;
use actix_web::rt::net::TcpStream;
use rustix::net::sockopt::set_tcp_user_timeout;
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

/// How long a client may leave unread, or unacknowledged, what was sent to it: then the system drops the
/// connection. Nobody else could: a connection that takes no bytes takes no goodbye either.
const UNREAD_FOR_MILLIS: u32 = 60_000;

/// Called for every connection that comes.
pub fn on_connect(connection: &dyn Any, _: &mut Extensions) {
    if let Some(stream) = connection.downcast_ref::<TcpStream>() {
        // Where the system knows no such limit, its own, longer ones hold.
        set_tcp_user_timeout(stream, UNREAD_FOR_MILLIS).ok();
    }
}

/// Takes as many open files as the system allows: each socket is one, and the usual limit is for programs that
/// have few.
pub fn allow_many() {
    let Rlimit { current, maximum } = getrlimit(Resource::Nofile);
    let wanted = Rlimit { current: maximum, maximum };
    if current != maximum && setrlimit(Resource::Nofile, wanted).is_err() {
        tracing::warn!(?current, "the limit of open files stays as it is");
    }
}
