//! What an endpoint is: one value, from which its routes, its `Allow`, the wording of faults and the
//! published list of endpoints come, so that none of them can drift from the others.

mod answer;
mod argument;
mod body;
mod dialect;
mod fault;
mod form;
mod mount;

use actix_web::http::{Method, StatusCode};
use actix_web::{FromRequest, Handler, Responder, Route};

use crate::shell::limits::Budget;

use argument::Arguments;

pub(crate) use answer::{Problem, Refused, Reply, created, ok};
pub(crate) use body::Body;
pub(crate) use dialect::{Dialect, Words};
pub(crate) use fault::{Fault, Halt};
pub(crate) use form::{Check, Field, FieldErrors, FieldFault};
pub(crate) use mount::mount;

/// One method at one address.
pub(crate) struct Endpoint {
    pub method: Method,
    /// With its trailing slash, if the contract writes one; it answers without it as well.
    pub path: &'static str,
    pub about: &'static str,
    /// Whether it wants a credential.
    pub who: Who,
    /// The fields of its body.
    pub takes: &'static [&'static str],
    /// Every status it answers with, each with its occasion.
    pub answers: Vec<(StatusCode, &'static str)>,
    pub budget: Option<&'static Budget>,
    pub(super) fault: fn(&Fault) -> Problem,
    pub(super) route: Route,
}

/// Who may call an endpoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Who {
    Anyone,
    SignedIn,
}

/// The fields that a body may have, for whoever reads the list of endpoints.
pub(crate) trait Wire {
    const FIELDS: &'static [&'static str];
}

/// Begins an endpoint: the handler's reply says in which dialect it speaks, its arguments what it reads.
pub(crate) fn endpoint<D, R, F, Args>(method: Method, path: &'static str, handler: F) -> Endpoint
where
    D: Dialect,
    R: Responder + 'static,
    F: Handler<Args, Output = Result<R, Refused<D>>>,
    Args: FromRequest + Arguments + 'static,
{
    let endpoint = Endpoint {
        method,
        path,
        about: "",
        who: Who::Anyone,
        takes: &[],
        answers: Vec::new(),
        budget: None,
        fault: D::fault,
        route: Route::new().to(handler),
    };
    Args::describe(endpoint)
}

impl Endpoint {
    /// What the call does, in one line.
    pub fn about(self, about: &'static str) -> Self {
        Self { about, ..self }
    }

    /// A status it answers with, and the occasion. 500 and 503 need not be said: any endpoint may fail.
    pub fn answers(mut self, status: StatusCode, occasion: &'static str) -> Self {
        self.answers.push((status, occasion));
        self
    }

    /// Each call takes one from the budget of the client's address.
    pub fn spends(self, budget: &'static Budget) -> Self {
        Self { budget: Some(budget), ..self }
            .answers(StatusCode::TOO_MANY_REQUESTS, "too many calls from this address")
    }
}
