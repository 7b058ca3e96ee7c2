//! Our own words. Must not know the operator's.

use minijinja::{Environment, UndefinedBehavior};

macro_rules! templates {
    ($($name:literal),* $(,)?) => {
        /// The files that an operator can replace, with our words in them.
        pub(super) const FILES: &[(&str, &str)] =
            &[$(($name, include_str!(concat!("../../../templates/en/", $name)))),*];
    };
}

templates![
    "mail.html",
    "email_verification.txt",
    "sign_in.txt",
    "password_recovery.txt",
    "pin_reset.txt",
    "email_change.txt",
    "address_in_use.txt",
    "new_device.txt",
    "password_changed.txt",
    "email_changed.txt",
    "factor_changed.txt",
    "locked.txt",
    "refresh_reused.txt",
];

/// The language of our words.
pub(super) const LOCALE: &str = "en";

/// The words of a file of ours.
pub(super) fn file(name: &str) -> Option<&'static str> {
    FILES.iter().find(|(ours, _)| *ours == name).map(|(_, text)| *text)
}

pub(super) fn environment() -> Environment<'static> {
    with_loader(|name| file(name).map(str::to_owned))
}

/// An environment that is strict about names, so that a misspelt one shows at the start, and that escapes what
/// goes into `.html`.
pub(super) fn with_loader(
    load: impl Fn(&str) -> Option<String> + Send + Sync + 'static,
) -> Environment<'static> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_trim_blocks(true);
    environment.set_lstrip_blocks(true);
    environment.set_loader(move |name| Ok(load(name)));
    environment
}
