//! What a handler's arguments say of its endpoint: what it reads and whom it serves is told by their types,
//! so that the published list cannot say anything else.

use actix_web::HttpRequest;
use actix_web::http::StatusCode;

use super::{Body, Endpoint, Who, Wire};
use crate::shell::client::Client;
use crate::shell::{App, SignedIn};

/// One argument of a handler.
pub(crate) trait Argument {
    fn describe(endpoint: Endpoint) -> Endpoint {
        endpoint
    }
}

impl Argument for App {}
impl Argument for Client {}
impl Argument for HttpRequest {}

impl<D> Argument for SignedIn<D> {
    fn describe(endpoint: Endpoint) -> Endpoint {
        let endpoint = Endpoint { who: Who::SignedIn, ..endpoint };
        endpoint.answers(StatusCode::UNAUTHORIZED, "no credential, or one that is not good")
    }
}

impl<D, T: Wire> Argument for Body<D, T> {
    fn describe(endpoint: Endpoint) -> Endpoint {
        Endpoint { takes: T::FIELDS, ..endpoint }
            .answers(StatusCode::BAD_REQUEST, "a body that cannot be read")
            .answers(StatusCode::PAYLOAD_TOO_LARGE, "a body larger than 64 KiB")
            .answers(StatusCode::UNSUPPORTED_MEDIA_TYPE, "a body that is neither JSON nor a form")
    }
}

/// All arguments of a handler.
pub(crate) trait Arguments {
    fn describe(endpoint: Endpoint) -> Endpoint;
}

macro_rules! arguments {
    ($($argument:ident)*) => {
        impl<$($argument: Argument),*> Arguments for ($($argument,)*) {
            fn describe(endpoint: Endpoint) -> Endpoint {
                $(let endpoint = $argument::describe(endpoint);)*
                endpoint
            }
        }
    };
}

arguments! {}
arguments! { A }
arguments! { A B }
arguments! { A B C }
arguments! { A B C D }
