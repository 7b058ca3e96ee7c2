//! How the fields of a line are written for people. `tracing-subscriber`'s own way escapes the codes of
//! terminals in messages, but lets line breaks pass there and everything in a value that is shown by its
//! `Display`.

use std::fmt::{self, Debug};

use tracing::field::{Field, Visit};
use tracing_subscriber::field::RecordFields;
use tracing_subscriber::fmt::FormatFields;
use tracing_subscriber::fmt::format::Writer;

use super::Escaped;

/// Writes `message name=value …`, every value escaped.
pub(super) struct EscapedFields;

impl<'writer> FormatFields<'writer> for EscapedFields {
    fn format_fields<R: RecordFields>(&self, writer: Writer<'writer>, fields: R) -> fmt::Result {
        let mut line = Line { writer, is_empty: true, result: Ok(()) };
        fields.record(&mut line);
        line.result
    }
}

struct Line<'writer> {
    writer: Writer<'writer>,
    is_empty: bool,
    result: fmt::Result,
}

impl Visit for Line<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        // What the bridge from the `log` crate adds stands elsewhere in the line.
        if self.result.is_err() || field.name().starts_with("log.") {
            return;
        }
        let space = if self.is_empty { "" } else { " " };
        self.is_empty = false;
        let name = field.name().trim_start_matches("r#");
        self.result = match name {
            "message" => write!(self.writer, "{space}{:?}", Escaped(value)),
            name => write!(self.writer, "{space}{name}={:?}", Escaped(value)),
        };
    }
}
