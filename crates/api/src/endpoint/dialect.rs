//! A dialect: how one outside words what can go wrong.

use std::convert::Infallible;

use actix_web::http::StatusCode;

use super::{Fault, FieldErrors, Problem, Shape};

/// Where endpoints stand in the document: the tag of an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Section {
    pub name: &'static str,
    pub about: &'static str,
}

/// The words for what any endpoint may meet.
pub(crate) trait Dialect: 'static {
    /// The section of its endpoints.
    const SECTION: Section;

    /// How a refusal with this status may look; every problem looks like one of these.
    fn refusal(status: StatusCode) -> Vec<Shape>;

    /// Words a fault. Written as a `match` without `_`, so that a new fault cannot be forgotten.
    fn fault(fault: &Fault) -> Problem;

    /// Words every field that was refused, all at once.
    fn fields(errors: &FieldErrors) -> Problem;
}

/// The words for the refusals of one use case, beside the endpoint that runs it. A use case that gains a
/// refusal stops exactly those endpoints from compiling.
pub(crate) trait Words<E>: Dialect {
    /// Words one refusal.
    fn words(refusal: E) -> Problem;
}

impl<D: Dialect> Words<Infallible> for D {
    fn words(refusal: Infallible) -> Problem {
        match refusal {}
    }
}
