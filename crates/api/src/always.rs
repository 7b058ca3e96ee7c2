//! The addresses that are there whatever is configured.

mod healthz;
mod index;
mod jwks;
mod readyz;

use actix_web::http::{Method, StatusCode};

use crate::contracts::plain::Plain;
use crate::endpoint::{Endpoint, endpoint};

/// The table of contents.
pub(crate) fn routes() -> Vec<Endpoint> {
    vec![
        endpoint(Method::GET, "/", index::handle)
            .about("what this is, as a page or as JSON")
            .answers(StatusCode::OK, "links to what is here"),
        endpoint(Method::GET, "/healthz", healthz::handle)
            .about("whether the process runs")
            .answers(StatusCode::OK, "it does"),
        endpoint(Method::GET, "/readyz", readyz::handle)
            .about("whether the database answers")
            .answers(StatusCode::OK, "it does")
            .answers(StatusCode::SERVICE_UNAVAILABLE, "it does not, with the reason"),
        endpoint(Method::GET, "/.well-known/jwks.json", jwks::handle)
            .about("the public keys of the access tokens (RFC 7517)")
            .answers(StatusCode::OK, "the key set"),
    ]
}
