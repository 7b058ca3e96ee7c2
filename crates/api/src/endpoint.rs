//! What an endpoint is: one value, from which its routes, its `Allow`, the wording of faults, its operation in
//! the OpenAPI document and the published list of endpoints come, so that none can drift from the others.

mod answer;
mod argument;
mod body;
mod declared;
mod dialect;
mod fault;
mod file_form;
mod form;
mod known;
mod message;
mod meter;
mod mount;
mod path;
mod query;
mod raw;
mod served;
mod shape;
#[cfg(test)]
mod tests;
mod upload;

use std::time::Duration;

use actix_web::http::{Method, StatusCode};
use actix_web::{FromRequest, Handler, Route};
use parlor_domain::Scope;
use serde_json::Value;
use utoipa::openapi::path::Parameter;

use crate::shell::limits::Budget;

pub(crate) use argument::Argument;
use argument::Arguments;

pub(crate) use answer::{Done, accepted, done};
pub(crate) use answer::{Gives, Problem, Refused, Reply, begun, created, ok, whole_seconds};
pub(crate) use body::{Body, kind_of};
pub(crate) use declared::Declared;
pub(crate) use dialect::{Dialect, Section, Words};
pub(crate) use fault::{Fault, Halt};
pub(crate) use file_form::FileForm;
pub(crate) use form::{Check, Field, FieldErrors, FieldFault, ItemFault};
pub(crate) use known::is_known;
pub(crate) use mount::mount;
pub(crate) use path::PathId;
pub(crate) use query::Query;
pub(crate) use raw::Raw;
pub(crate) use shape::{Schemas, Shape};
pub(crate) use upload::Upload;

/// One method at one address.
pub(crate) struct Endpoint {
    pub method: Method,
    /// With its trailing slash, if the contract writes one; it answers without it as well. `{id}` stands for
    /// a segment that an argument of the handler reads.
    pub path: &'static str,
    pub about: &'static str,
    /// Where it stands in the document.
    pub section: Section,
    /// Whether it wants a credential.
    pub who: Who,
    /// What its body looks like.
    pub takes: Option<Shape>,
    /// What it looks like as a form with files, where that is something else.
    pub takes_form: Option<Shape>,
    /// What it reads from its address.
    pub parameters: Vec<Parameter>,
    /// What it answers. 500 and 503 need not be said, see [`Endpoint::failures`].
    pub answers: Vec<Declared>,
    pub budget: Option<&'static Budget>,
    /// What a service key that may call it is good for.
    pub scope: Option<Scope>,
    /// Whether it may set a session's cookie.
    pub sets_cookie: bool,
    /// Whether it is told to whoever calls the API.
    pub is_listed: bool,
    /// What the handler gives.
    reply: Option<Shape>,
    refusal: fn(StatusCode) -> Vec<Shape>,
    pub(super) fault: fn(&Fault) -> Problem,
    pub(super) route: Route,
}

/// Who may call an endpoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Who {
    Anyone,
    SignedIn,
    /// Administrators; a service key may be as good.
    Administrator,
    /// Anyone; a credential makes a difference.
    Either,
}

/// The example of a refusal of whoever is signed in, but not the right one.
const FORBIDDEN: &str = "forbidden";

/// Begins an endpoint: the handler's reply says in which dialect it speaks, its arguments what it reads.
pub(crate) fn endpoint<D, R, F, Args>(method: Method, path: &'static str, handler: F) -> Endpoint
where
    D: Dialect,
    R: Gives + 'static,
    F: Handler<Args, Output = Result<R, Refused<D>>>,
    Args: FromRequest + Arguments + 'static,
{
    let endpoint = Endpoint {
        method,
        path,
        about: "",
        section: D::SECTION,
        who: Who::Anyone,
        takes: None,
        takes_form: None,
        parameters: Vec::new(),
        answers: Vec::new(),
        budget: None,
        sets_cookie: false,
        scope: None,
        is_listed: true,
        reply: R::shape(),
        refusal: D::refusal,
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

    /// A success, and its occasion. Its body is what the handler gives.
    pub fn gives(mut self, status: StatusCode, occasion: &'static str) -> Self {
        self.answers.push(Declared::new(status, occasion, self.reply.into_iter().collect()));
        self
    }

    /// A refusal, and its occasion. Its body is what the dialect refuses with.
    pub fn refuses(mut self, status: StatusCode, occasion: &'static str) -> Self {
        self.answers.push(Declared::new(status, occasion, (self.refusal)(status)));
        self
    }

    /// A fault that the endpoint may meet; the dialect's words for it are the example.
    pub fn meets(self, name: &'static str, occasion: &'static str, fault: &Fault) -> Self {
        let problem = (self.fault)(fault);
        self.refuses(problem.status(), occasion).example(name, problem)
    }

    /// How the last answer may look, where neither the handler's type nor the dialect says it.
    pub fn looks(mut self, shapes: impl Into<Vec<Shape>>) -> Self {
        if let Some(last) = self.answers.last_mut() {
            last.shapes = shapes.into();
        }
        self
    }

    /// An example of the last answer. A success without one is shown by the examples of its fields.
    pub fn example(mut self, name: &'static str, body: impl Into<Value>) -> Self {
        if let Some(last) = self.answers.last_mut() {
            last.examples.push((name, body.into()));
        }
        self
    }

    /// A header that the last answer has, and what it is for.
    pub fn header(mut self, name: &'static str, about: &'static str) -> Self {
        if let Some(last) = self.answers.last_mut() {
            last.headers.push((name, about));
        }
        self
    }

    /// Each call takes one from the budget of the client's address.
    pub fn spends(self, budget: &'static Budget) -> Self {
        let fault = Fault::Throttled { retry_after: Duration::from_secs(2) };
        Self { budget: Some(budget), ..self }.meets("throttled", "too many calls from this address", &fault)
    }

    /// For administrators alone.
    pub fn for_administrators(self) -> Self {
        Self { who: Who::Administrator, ..self }.forbids("no administrator's credential")
    }

    /// For administrators, and for service keys that are good for this.
    pub fn or_service_keys(self, scope: Scope) -> Self {
        let fault = Fault::Throttled { retry_after: Duration::from_millis(10) };
        Self { scope: Some(scope), ..self.for_administrators() }
            .forbids("neither an administrator's credential nor a service key that is good for this")
            .meets("key_throttled", "too many calls by this service key", &fault)
    }

    /// Says whom it refuses in other words.
    fn forbids(mut self, occasion: &'static str) -> Self {
        let is_it = |answer: &&mut Declared| answer.examples.iter().any(|(name, _)| *name == FORBIDDEN);
        if let Some(forbidden) = self.answers.iter_mut().find(is_it) {
            forbidden.occasion = occasion;
        }
        self
    }

    /// It may set a session's cookie, so pages of other sites may not call it.
    pub fn sets_cookie(self) -> Self {
        Self { sets_cookie: true, ..self }.guarded()
    }

    /// Pages of other sites are refused, where it could change anything.
    fn guarded(self) -> Self {
        const NAME: &str = "cross_origin";
        let mut examples = self.answers.iter().flat_map(|answer| &answer.examples);
        if self.method.is_safe() || examples.any(|(name, _)| *name == NAME) {
            return self;
        }
        self.meets(NAME, "a page of another site, with or for a cookie", &Fault::CrossOrigin)
    }

    /// Belongs to another endpoint, and is not worth a line of its own.
    pub fn unlisted(self) -> Self {
        Self { is_listed: false, ..self }
    }

    /// What any endpoint may answer, whatever it does.
    pub fn failures(&self) -> Vec<Declared> {
        let faults = [
            (
                "unexpected",
                "a fault of the service; the log has its reason under the request id",
                Fault::Unexpected,
            ),
            (
                "busy",
                "more is asked than can be done, or the database does not answer",
                Fault::Busy { retry_after: Duration::from_secs(2) },
            ),
        ];
        let declared = faults.map(|(name, occasion, fault)| {
            let problem = (self.fault)(&fault);
            let status = problem.status();
            let declared = Declared::new(status, occasion, (self.refusal)(status));
            Declared { examples: vec![(name, problem.into())], ..declared }
        });
        declared.into()
    }
}
