//! `parlor account show`

use std::io::Write;

use parlor_auth::Context;
use parlor_auth::operator::{self, Report};
use parlor_domain::{EmailAddress, Timestamp, Username};

use super::done;
use crate::cli::Whom;
use crate::error::Exit;

/// What stands for a name that the account has not. No name can read so, since none may have brackets.
const NONE: &str = "(none)";

/// Prints one line for each thing there is to know, as `key: value`.
pub(super) fn run(ctx: &Context, whom: &Whom, output: &mut dyn Write) -> Result<(), Exit> {
    let report = done(operator::show(ctx, &whom.login()), whom)?;
    for (key, value) in lines(&report) {
        writeln!(output, "{key}: {value}")?;
    }
    Ok(())
}

fn lines(report: &Report) -> [(&'static str, String); 9] {
    let account = &report.account;
    [
        ("id", account.id.to_string()),
        ("username", account.username().map_or(NONE, Username::as_str).to_owned()),
        ("email", account.email().map_or(NONE, EmailAddress::as_str).to_owned()),
        ("email verified", time_or_no(account.email_verified_at)),
        ("state", account.state.as_str().to_owned()),
        ("admin", if account.is_admin { "yes" } else { "no" }.to_owned()),
        ("created", time(account.created_at)),
        ("live sessions", report.live_sessions.to_string()),
        ("locked until", time_or_no(report.locked_until)),
    ]
}

fn time_or_no(at: Option<Timestamp>) -> String {
    at.map_or_else(|| "no".to_owned(), time)
}

/// RFC 3339, in UTC, to the second.
fn time(at: Timestamp) -> String {
    at.utc().format("%Y-%m-%dT%H:%M:%SZ").to_string()
}
