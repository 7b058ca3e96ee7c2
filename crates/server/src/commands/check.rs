//! `parlor check`: reaches each thing that the settings name, and says how it stands. Changes nothing.

mod address;
mod database;
mod folder;
mod mail;
mod media;
mod secret;

use std::fmt;
use std::io::Write;

use crate::error::Exit;
use crate::logging::Escaped;
use crate::settings::Settings;

/// How one thing stands.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Line {
    verdict: Verdict,
    thing: &'static str,
    text: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Verdict {
    /// It is as it should be.
    Ok,
    /// It works, and the operator may want to know.
    Note,
    /// It would not work.
    Failed,
}

impl Line {
    fn ok(thing: &'static str, text: impl fmt::Display) -> Self {
        Self { verdict: Verdict::Ok, thing, text: text.to_string() }
    }

    fn note(thing: &'static str, text: impl fmt::Display) -> Self {
        Self { verdict: Verdict::Note, thing, text: text.to_string() }
    }

    fn failed(thing: &'static str, text: impl fmt::Display) -> Self {
        Self { verdict: Verdict::Failed, thing, text: text.to_string() }
    }
}

/// One line, whatever another program's error message brought along.
impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let verdict = match self.verdict {
            Verdict::Ok => "ok",
            Verdict::Note => "note",
            Verdict::Failed => "failed",
        };
        let text = self.text.split_whitespace().collect::<Vec<_>>().join(" ");
        write!(f, "{verdict:<6} {}: {}", self.thing, Escaped(text))
    }
}

/// Prints a line for each thing.
///
/// # Errors
/// When one of them failed.
pub fn run(settings: &Settings, output: &mut dyn Write) -> Result<(), Exit> {
    // Settings that cannot be read never come here.
    let mut lines = vec![Line::ok("settings", "read")];
    let (inspection, of_database) = database::check(settings);
    lines.extend(of_database);
    lines.extend(secret::check(settings, inspection.as_ref()));
    lines.extend(folder::check(settings));
    lines.extend(address::check(settings));
    lines.extend(mail::check(settings, inspection.as_ref()));
    lines.push(media::check(settings));
    for line in &lines {
        writeln!(output, "{line}")?;
    }
    match lines.iter().filter(|line| line.verdict == Verdict::Failed).count() {
        0 => Ok(()),
        failed => Err(Exit::failed(format!(
            "{failed} of {} things would not work: the lines that begin with \"failed\" say why",
            lines.len()
        ))),
    }
}
