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
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{EnvFilter, fmt};

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
    let filter = format!("actix_server=warn,{}", log.filter);
    let filter = EnvFilter::try_new(filter).map_err(|error| Exit::usage(format!("PARLOR_LOG: {error}")))?;
    let builder = fmt().with_env_filter(filter).with_writer(writer);
    Ok(match log.format {
        LogFormat::Json => Box::new(
            builder.json().flatten_event(true).with_current_span(true).with_span_list(false).finish(),
        ),
        // Asked for only where it must be off, so that NO_COLOR is heeded on a terminal.
        LogFormat::Text if is_terminal => Box::new(builder.fmt_fields(EscapedFields).finish()),
        LogFormat::Text => Box::new(builder.fmt_fields(EscapedFields).with_ansi(false).finish()),
    })
}
