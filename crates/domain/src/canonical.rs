//! When two names are the same name.

use icu_casemap::CaseMapper;
use icu_normalizer::{ComposingNormalizerBorrowed, DecomposingNormalizerBorrowed};

/// The form in which names are compared and kept unique, in every database alike: compatibility forms
/// made one and case folded. `Straße`, `STRASSE` and `ｓｔｒａｓｓｅ` share one key; Latin `a` and Cyrillic `а`
/// do not.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CanonicalKey(String);

impl CanonicalKey {
    /// The key of any text. Source: Unicode 16, section 3.13, D146 (compatibility caseless match).
    #[must_use]
    pub fn of(text: &str) -> Self {
        let fold = CaseMapper::new();
        let nfkc = ComposingNormalizerBorrowed::new_nfkc();
        let decomposed = DecomposingNormalizerBorrowed::new_nfd().normalize(text);
        let once = nfkc.normalize(&fold.fold_string(&decomposed)).into_owned();
        Self(nfkc.normalize(&fold.fold_string(&once)).into_owned())
    }

    /// A key as a store gives it back.
    #[must_use]
    pub fn stored(key: String) -> Self {
        Self(key)
    }

    /// A key made of parts that each are in canonical form already.
    pub(crate) fn of_parts(local: &Self, domain: &str) -> Self {
        Self(format!("{}@{domain}", local.0))
    }

    /// The key as stored.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn case_width_and_composition_do_not_matter() {
        for same in ["Straße", "STRASSE", "ｓｔｒａｓｓｅ"] {
            assert_eq!(CanonicalKey::of(same).as_str(), "strasse");
        }
        assert_eq!(CanonicalKey::of("e\u{301}"), CanonicalKey::of("É"));
    }

    #[test]
    fn letters_of_two_scripts_stay_apart() {
        assert_ne!(CanonicalKey::of("a"), CanonicalKey::of("а"));
    }

    proptest! {
        #[test]
        fn the_key_of_a_key_is_itself(text in "\\PC{0,20}") {
            let key = CanonicalKey::of(&text);
            prop_assert_eq!(CanonicalKey::of(key.as_str()), key);
        }
    }
}
