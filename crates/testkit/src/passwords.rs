//! Password hashes that take no time and hide nothing.

use std::sync::atomic::{AtomicUsize, Ordering};

use parlor_auth::Unexpected;
use parlor_auth::ports::{Checked, Passwords};
use parlor_domain::{Password, PasswordHash};

const CURRENT: &str = "plain$";
const OUTDATED: &str = "old$";

/// Keeps a password as `plain$` and the password itself.
#[derive(Debug, Default)]
pub struct PlainPasswords {
    checks: AtomicUsize,
}

impl PlainPasswords {
    /// A hash of the kind that is no longer made, as an import would bring it.
    #[must_use]
    pub fn outdated(raw: &str) -> PasswordHash {
        PasswordHash::stored(format!("{OUTDATED}{raw}"))
    }

    /// How many passwords were compared so far, those of unknown names included.
    #[must_use]
    pub fn checks(&self) -> usize {
        self.checks.load(Ordering::SeqCst)
    }
}

impl Passwords for PlainPasswords {
    fn hash(&self, password: &Password) -> Result<PasswordHash, Unexpected> {
        Ok(PasswordHash::stored(format!("{CURRENT}{}", password.expose())))
    }

    fn check(&self, password: &Password, stored: Option<&PasswordHash>) -> Checked {
        self.checks.fetch_add(1, Ordering::SeqCst);
        let stored = stored.map(PasswordHash::as_str).unwrap_or_default();
        if stored.strip_prefix(CURRENT) == Some(password.expose()) {
            return Checked::Right;
        }
        if stored.strip_prefix(OUTDATED) == Some(password.expose()) {
            return Checked::RightButOutdated;
        }
        Checked::Wrong
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_right_outdated_or_wrong_and_each_look_counts() {
        let passwords = PlainPasswords::default();
        let given = |raw: &str| Password::given(raw.to_owned());
        let stored = passwords.hash(&given("one two three")).unwrap();
        assert_eq!(passwords.check(&given("one two three"), Some(&stored)), Checked::Right);
        assert_eq!(passwords.check(&given("one two"), Some(&stored)), Checked::Wrong);
        assert_eq!(passwords.check(&given(""), None), Checked::Wrong);
        let old = PlainPasswords::outdated("one");
        assert_eq!(passwords.check(&given("one"), Some(&old)), Checked::RightButOutdated);
        assert_eq!(passwords.checks(), 4);
    }
}
