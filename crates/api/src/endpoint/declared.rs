//! What an endpoint says of one of its answers.

use actix_web::http::StatusCode;
use serde_json::Value;

use super::Shape;

/// A status, when it is answered, and how it looks.
#[derive(Clone)]
pub(crate) struct Declared {
    pub status: StatusCode,
    pub occasion: &'static str,
    /// One of these; none for an answer without a body.
    pub shapes: Vec<Shape>,
    /// Headers that only this answer has, with what they are for.
    pub headers: Vec<(&'static str, &'static str)>,
    /// By name, of the first shape's media type.
    pub examples: Vec<(&'static str, Value)>,
}

impl Declared {
    pub fn new(status: StatusCode, occasion: &'static str, shapes: Vec<Shape>) -> Self {
        Self { status, occasion, shapes, headers: Vec::new(), examples: Vec::new() }
    }
}
