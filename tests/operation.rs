//! What an operator does: settings, starting, stopping, more than one instance, and the commands.

mod accounts;
mod check;
mod instances;
mod keys;
mod locks;
mod mail;
mod media;
mod metrics;
mod openapi;
mod refusals;
mod root_secret;
mod settings;
mod setup;
mod start;
mod stop;

use crate::support::Ran;

/// What a command printed, which has to have gone well.
#[track_caller]
fn done(ran: Ran) -> String {
    assert_eq!(ran.status, 0, "{ran:?}");
    ran.stdout
}

/// What a command complained of: one sentence on one line, with this status, and nothing else.
#[track_caller]
fn refused(ran: Ran, status: i32) -> String {
    assert_eq!((ran.status, ran.stdout.as_str()), (status, ""), "{ran:?}");
    let sentence = ran.stderr.strip_suffix('\n').unwrap_or_else(|| panic!("{ran:?}"));
    assert!(!sentence.contains('\n') && sentence.ends_with(['.', '?']), "{ran:?}");
    sentence.to_owned()
}
