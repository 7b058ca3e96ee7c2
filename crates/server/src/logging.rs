//! The log: lines on standard error, for people or for machines.
//!
//! Says what is committed, too. A line is a line: whatever a client sent, it can neither end one nor colour
//! a terminal.

mod effects;
mod escape;
mod fields;
#[cfg(test)]
mod tests;

use std::io::{self, IsTerminal};

use tracing::Subscriber;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{EnvFilter, Layer, Registry, fmt};

use crate::error::Exit;
use crate::settings::{Log, LogFormat};
pub use effects::LoggedEffects;
pub use escape::Escaped;
use fields::EscapedFields;
#[cfg(test)]
pub(crate) use tests::logged;

/// Logs to standard error from now on.
///
/// # Errors
/// When the filter cannot be read, or somebody logs already.
pub fn start(log: &Log) -> Result<(), Exit> {
    let is_terminal = io::stderr().is_terminal();
    subscriber(log, is_terminal, io::stderr)?.try_init().map_err(|error| {
        Exit::failed(format!("the log cannot be started ({error}): start parlor once for each process"))
    })
}

fn subscriber<W>(log: &Log, is_terminal: bool, writer: W) -> Result<Box<dyn Subscriber + Send + Sync>, Exit>
where
    W: for<'writer> MakeWriter<'writer> + Send + Sync + 'static,
{
    // The server underneath tells of every thread it starts; whoever wants that can ask for it.
    let filtered = tracing_subscriber::registry().with(filter(&format!("actix_server=warn,{}", log.filter))?);
    let lines = fmt::layer().with_writer(writer);
    Ok(match log.format {
        LogFormat::Json => Box::new(
            filtered.with(lines.json().flatten_event(true).with_current_span(true).with_span_list(false)),
        ),
        // Asked for only where it must be off, so that NO_COLOR is heeded on a terminal.
        LogFormat::Text if is_terminal => Box::new(filtered.with(lines.fmt_fields(EscapedFields))),
        LogFormat::Text => Box::new(filtered.with(lines.fmt_fields(EscapedFields).with_ansi(false))),
    })
}

/// Levels for targets are decided once for each place that logs; what asks for more is asked about every span.
fn filter(text: &str) -> Result<Box<dyn Layer<Registry> + Send + Sync>, Exit> {
    if let Ok(targets) = text.parse::<Targets>() {
        return Ok(Box::new(targets));
    }
    let filter = EnvFilter::try_new(text).map_err(|error| Exit::usage(format!("PARLOR_LOG: {error}")))?;
    Ok(Box::new(filter))
}
