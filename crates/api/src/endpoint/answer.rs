//! What goes back to a client.

use std::fmt;
use std::marker::PhantomData;
use std::time::Duration;

use actix_web::body::BoxBody;
use actix_web::http::StatusCode;
use actix_web::http::header::{HeaderName, HeaderValue, SET_COOKIE};
use actix_web::{HttpRequest, HttpResponse, Responder, ResponseError};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::{Dialect, Fault, FieldErrors, Halt, Shape, Words};

/// What a handler returns: an answer, or a refusal in the words of its dialect.
pub(crate) type Reply<D, T> = Result<Answer<T>, Refused<D>>;

/// What a handler answers with when all went well; its type says how that looks.
pub(crate) trait Gives: Responder {
    /// `None` where there is no body, or where the endpoint has to say it.
    fn shape() -> Option<Shape>;
}

/// An answer as JSON.
pub(crate) struct Answer<T> {
    status: StatusCode,
    body: Option<T>,
    headers: Vec<(HeaderName, HeaderValue)>,
}

impl<T> Answer<T> {
    /// The same with a header.
    pub fn header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.push((name, value));
        self
    }

    /// The same with a cookie set, if there is one to set.
    pub fn cookie(mut self, cookie: impl Into<Option<HeaderValue>>) -> Self {
        self.headers.extend(cookie.into().map(|cookie| (SET_COOKIE, cookie)));
        self
    }
}

/// 200
pub(crate) fn ok<D, T>(body: T) -> Reply<D, T> {
    Ok(Answer { status: StatusCode::OK, body: Some(body), headers: Vec::new() })
}

/// 201
pub(crate) fn created<D, T>(body: T) -> Reply<D, T> {
    Ok(Answer { status: StatusCode::CREATED, body: Some(body), headers: Vec::new() })
}

/// 202, without a body, from an endpoint that may give one.
pub(crate) fn begun<D, T>() -> Reply<D, T> {
    Ok(Answer { status: StatusCode::ACCEPTED, body: None, headers: Vec::new() })
}

/// A success without a body.
pub(crate) struct Done {
    status: StatusCode,
    cookies: Vec<HeaderValue>,
}

impl Done {
    /// The same with a cookie set, if there is one to set.
    pub fn cookie(mut self, cookie: impl Into<Option<HeaderValue>>) -> Self {
        self.cookies.extend(cookie.into());
        self
    }
}

/// 204
pub(crate) fn done<D>() -> Result<Done, Refused<D>> {
    Ok(Done { status: StatusCode::NO_CONTENT, cookies: Vec::new() })
}

/// 202
pub(crate) fn accepted<D>() -> Result<Done, Refused<D>> {
    Ok(Done { status: StatusCode::ACCEPTED, cookies: Vec::new() })
}

impl Gives for Done {
    fn shape() -> Option<Shape> {
        None
    }
}

impl Responder for Done {
    type Body = BoxBody;

    fn respond_to(self, _: &HttpRequest) -> HttpResponse {
        let mut response = HttpResponse::build(self.status);
        for cookie in self.cookies {
            response.append_header((SET_COOKIE, cookie));
        }
        response.finish()
    }
}

/// An answer that the handler made by hand.
impl Gives for HttpResponse {
    fn shape() -> Option<Shape> {
        None
    }
}

impl<T: Serialize + ToSchema> Gives for Answer<T> {
    fn shape() -> Option<Shape> {
        Some(Shape::json::<T>())
    }
}

impl<T: Serialize> Responder for Answer<T> {
    type Body = BoxBody;

    fn respond_to(self, _: &HttpRequest) -> HttpResponse {
        let mut response = HttpResponse::build(self.status);
        for header in self.headers {
            response.append_header(header);
        }
        match self.body {
            Some(body) => response.json(body),
            None => response.finish(),
        }
    }
}

/// How many seconds to tell somebody who has to wait.
pub(crate) fn whole_seconds(span: Duration) -> u64 {
    span.as_secs() + u64::from(span.subsec_nanos() > 0)
}

/// A refusal, worded: what a dialect makes of a fault, of wrong fields or of a use case's refusal.
#[derive(Debug)]
pub(crate) struct Problem {
    status: StatusCode,
    body: Value,
    headers: Vec<(HeaderName, HeaderValue)>,
}

impl Problem {
    pub fn new(status: StatusCode, body: impl Serialize) -> Self {
        // What stands in bodies of problems are texts, which can always be written.
        Self { status, body: serde_json::to_value(body).unwrap_or_default(), headers: Vec::new() }
    }

    pub fn status(&self) -> StatusCode {
        self.status
    }

    pub fn header(mut self, name: HeaderName, value: impl Into<HeaderValue>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    pub fn response(&self) -> HttpResponse {
        let mut response = HttpResponse::build(self.status);
        for header in &self.headers {
            response.insert_header(header.clone());
        }
        response.json(&self.body)
    }
}

/// The body alone, as an example.
impl From<Problem> for Value {
    fn from(problem: Problem) -> Self {
        problem.body
    }
}

/// A problem that came up in the dialect `D`: the type keeps words of two dialects apart.
pub(crate) struct Refused<D> {
    problem: Problem,
    dialect: PhantomData<fn(D)>,
}

impl<D> From<Problem> for Refused<D> {
    fn from(problem: Problem) -> Self {
        Self { problem, dialect: PhantomData }
    }
}

impl<D: Dialect> From<Fault> for Refused<D> {
    fn from(fault: Fault) -> Self {
        D::fault(&fault).into()
    }
}

impl<D: Dialect> From<FieldErrors> for Refused<D> {
    fn from(errors: FieldErrors) -> Self {
        D::fields(&errors).into()
    }
}

impl<E, D: Words<E>> From<Halt<E>> for Refused<D> {
    fn from(halt: Halt<E>) -> Self {
        match halt {
            Halt::Refused(refusal) => D::words(refusal).into(),
            Halt::Fault(fault) => fault.into(),
        }
    }
}

impl<D> fmt::Debug for Refused<D> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.problem.fmt(f)
    }
}

impl<D> fmt::Display for Refused<D> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "refused with {}", self.problem.status)
    }
}

impl<D> ResponseError for Refused<D> {
    fn status_code(&self) -> StatusCode {
        self.problem.status
    }

    fn error_response(&self) -> HttpResponse {
        self.problem.response()
    }
}
