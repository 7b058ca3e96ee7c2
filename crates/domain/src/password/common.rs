//! The passwords that anybody would try first.

use std::collections::HashSet;
use std::sync::LazyLock;

/// Twenty thousand of them, lower case, most common first. Source: Django's `CommonPasswordValidator`, after
/// a list by Royce Williams; its licence is `common.LICENSE`.
const LIST: &str = include_str!("common.txt");

static COMMON: LazyLock<HashSet<&str>> = LazyLock::new(|| LIST.lines().collect());

/// Whether a password, in lower case, is one of them; white space around it does not make it another.
pub(super) fn is_common(password: &str) -> bool {
    COMMON.contains(password.trim())
}

#[cfg(test)]
mod tests {
    use super::super::{About, Password, PasswordFault, PasswordRules, Strictness};
    use super::*;

    #[test]
    fn s5_the_most_common_passwords_of_allowed_length_are_refused() {
        let rules = PasswordRules { min_length: 8 };
        let allowed: Vec<_> = LIST.lines().filter(|line| line.chars().count() >= 8).collect();
        assert!(allowed.len() >= 3_000);
        for raw in allowed {
            for spelled in [raw.to_owned(), raw.to_uppercase(), format!(" {raw} ")] {
                let chosen = rules.choose(Password::given(spelled), Strictness::Full, &About::default());
                assert!(chosen.unwrap_err().contains(&PasswordFault::TooCommon), "{raw}");
            }
        }
    }
}
