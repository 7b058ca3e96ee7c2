//! What a password is, and which ones may be chosen. Must not know how one is hashed.

use std::fmt;

use secrecy::{ExposeSecret, SecretString};

use crate::{EmailAddress, PersonName, PersonNames, Username};

mod common;

/// A password as somebody typed it: taken whole, never trimmed, never shown.
#[derive(Clone)]
pub struct Password(SecretString);

impl Password {
    /// Any text may be tried as a password; whether one may be *chosen* is for [`PasswordRules`] to say.
    #[must_use]
    pub fn given(raw: String) -> Self {
        Self(raw.into())
    }

    /// The plain text, for the hasher and the rules.
    #[must_use]
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password(…)")
    }
}

/// A password that the rules let through; only such a one is ever hashed for keeping.
#[derive(Debug, Clone)]
pub struct NewPassword(Password);

impl NewPassword {
    /// The password itself.
    #[must_use]
    pub fn password(&self) -> &Password {
        &self.0
    }
}

/// A stored hash, in one of Django's shapes: `algorithm$parameters…`.
#[derive(Clone, PartialEq, Eq)]
pub struct PasswordHash(String);

impl PasswordHash {
    /// Takes a hash as stored. Whether it is well formed shows when it is verified.
    #[must_use]
    pub fn stored(text: String) -> Self {
        Self(text)
    }

    /// The hash as stored.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for PasswordHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PasswordHash(…)")
    }
}

/// How many of the rules apply.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Strictness {
    /// All of them.
    Full,
    /// Length alone, where a contract documents a weaker example.
    LengthOnly,
}

/// Which passwords may be chosen. No rule asks for kinds of characters (ASVS 6.2.5).
#[derive(Debug, Clone, Copy)]
pub struct PasswordRules {
    /// Fewest characters.
    pub min_length: usize,
}

/// Why a password may not be chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PasswordFault {
    /// Fewer characters than this.
    TooShort(usize),
    /// More characters than this.
    TooLong(usize),
    /// Close to something known about the account.
    TooSimilar(Attribute),
    /// Among the first that anybody would try.
    TooCommon,
    /// Nothing but digits.
    EntirelyNumeric,
}

/// What a password was found too close to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Attribute {
    /// The username.
    Username,
    /// The email address or its local part.
    Email,
    /// The first name.
    FirstName,
    /// The last name.
    LastName,
}

/// What is known about whoever chooses a password, to which it must not be close.
#[derive(Debug, Clone, Copy, Default)]
pub struct About<'a> {
    /// The username.
    pub username: Option<&'a Username>,
    /// The address.
    pub email: Option<&'a EmailAddress>,
    /// The first and last name.
    pub names: Option<&'a PersonNames>,
}

impl<'a> About<'a> {
    fn attributes(&self) -> impl Iterator<Item = (Attribute, &'a str)> {
        let name = |name: Option<&'a PersonName>| name.map(PersonName::as_str);
        let all = [
            (Attribute::Username, self.username.map(Username::as_str)),
            (Attribute::Email, self.email.map(EmailAddress::as_str)),
            // By itself too: beside a long domain it would look like little.
            (Attribute::Email, self.email.map(EmailAddress::local_part)),
            (Attribute::FirstName, name(self.names.and_then(|names| names.first.as_ref()))),
            (Attribute::LastName, name(self.names.and_then(|names| names.last.as_ref()))),
        ];
        all.into_iter().filter_map(|(attribute, text)| Some((attribute, text?)))
    }
}

impl PasswordRules {
    /// Most characters. Beyond it a password is only a way to keep the server busy.
    pub const MAX_LENGTH: usize = 1024;

    /// Lets a password be chosen, or lists every rule that refuses it, the length first.
    ///
    /// # Errors
    /// At least one [`PasswordFault`].
    pub fn choose(
        &self,
        password: Password,
        strictness: Strictness,
        about: &About<'_>,
    ) -> Result<NewPassword, Vec<PasswordFault>> {
        let text = password.expose();
        let length = text.chars().count();
        let mut faults = Vec::new();
        if length < self.min_length {
            faults.push(PasswordFault::TooShort(self.min_length));
        }
        if length > Self::MAX_LENGTH {
            return Err(vec![PasswordFault::TooLong(Self::MAX_LENGTH)]);
        }
        if strictness == Strictness::Full {
            let lower = text.to_lowercase();
            for (attribute, known) in about.attributes() {
                let fault = PasswordFault::TooSimilar(attribute);
                if is_similar(&lower, &known.to_lowercase()) && !faults.contains(&fault) {
                    faults.push(fault);
                }
            }
            if common::is_common(&lower) || is_similar(&lower, PRODUCT) {
                faults.push(PasswordFault::TooCommon);
            }
            if !text.is_empty() && text.chars().all(char::is_numeric) {
                faults.push(PasswordFault::EntirelyNumeric);
            }
        }
        if faults.is_empty() { Ok(NewPassword(password)) } else { Err(faults) }
    }
}

/// The product's own name is among the first guesses (ASVS 6.2.11).
const PRODUCT: &str = "parlor";

/// Whether a password is close to a known text or to one of its words, by the measure that Django's
/// `UserAttributeSimilarityValidator` uses: twice the shared characters over all characters, 0.7 or more.
fn is_similar(password: &str, known: &str) -> bool {
    let words = known.split(|c: char| !c.is_alphanumeric() && c != '_');
    words.chain([known]).filter(|word| !word.is_empty()).any(|word| {
        let (ours, theirs) = (password.chars().count(), word.chars().count());
        // A word a tenth of the password's length cannot reach the ratio, however much of it is shared.
        ours < 10 * theirs && 20 * shared_characters(password, word) >= 7 * (ours + theirs)
    })
}

fn shared_characters(left: &str, right: &str) -> usize {
    let (mut left, mut right): (Vec<char>, Vec<char>) = (left.chars().collect(), right.chars().collect());
    left.sort_unstable();
    right.sort_unstable();
    let mut right = right.into_iter().peekable();
    left.into_iter()
        .filter(|c| {
            while right.next_if(|other| other < c).is_some() {}
            right.next_if_eq(c).is_some()
        })
        .count()
}

#[cfg(test)]
mod tests {
    use super::*;

    const RULES: PasswordRules = PasswordRules { min_length: 8 };

    fn faults(raw: &str) -> Vec<PasswordFault> {
        let email = EmailAddress::parse("marianne.dupont@example.com").unwrap();
        let username = Username::parse("midnight rider").unwrap();
        let names = PersonNames { first: None, last: PersonName::parse("Quirky").unwrap() };
        let about = About { username: Some(&username), email: Some(&email), names: Some(&names) };
        RULES.choose(Password::given(raw.to_owned()), Strictness::Full, &about).err().unwrap_or_default()
    }

    #[test]
    fn s1_seven_characters_are_refused_and_eight_accepted() {
        assert_eq!(faults("éèêëàâä"), [PasswordFault::TooShort(8)]);
        assert_eq!(faults("éèêëàâäô"), []);
    }

    #[test]
    fn s2_long_passwords_of_mixed_scripts_are_accepted() {
        assert_eq!(faults(&"pÄ岩🎈".repeat(16)), []);
        assert_eq!(faults(&"x岩".repeat(512)), []);
        assert_eq!(faults(&"x岩".repeat(513)), [PasswordFault::TooLong(1024)]);
    }

    #[test]
    fn s4_no_kind_of_character_is_asked_for() {
        assert_eq!(faults("a quiet evening in the old parlour by the sea"), []);
    }

    #[test]
    fn s6_names_addresses_and_the_product_are_refused() {
        use {Attribute::*, PasswordFault::*};
        assert_eq!(faults("midnight rider"), [TooSimilar(Username)]);
        assert_eq!(faults("Midnight1"), [TooSimilar(Username), TooCommon]);
        assert_eq!(faults("marianne.dupont"), [TooSimilar(Email)]);
        assert_eq!(faults("Dupont75"), [TooSimilar(Email)]);
        assert_eq!(faults("quirky12"), [TooSimilar(LastName)]);
        assert_eq!(faults("parlor12"), [TooCommon]);
    }

    #[test]
    fn s6_the_local_part_is_refused_however_long_the_domain() {
        let email = EmailAddress::parse("a.bee@a-very-long-domain-indeed.example.com").unwrap();
        let about = About { email: Some(&email), ..About::default() };
        let choose = |raw: &str| RULES.choose(Password::given(raw.to_owned()), Strictness::Full, &about);
        assert_eq!(choose("a.bee.a.").unwrap_err(), [PasswordFault::TooSimilar(Attribute::Email)]);
        assert!(choose("a quiet evening").is_ok());
    }

    #[test]
    fn digits_alone_are_refused_and_every_fault_is_told() {
        use PasswordFault::*;
        assert_eq!(faults("8471920375"), [EntirelyNumeric]);
        assert_eq!(faults("8471920"), [TooShort(8), EntirelyNumeric]);
        assert_eq!(faults("1234567"), [TooShort(8), TooCommon, EntirelyNumeric]);
    }

    #[test]
    fn length_alone_counts_where_a_contract_says_so() {
        let choose = |raw: &str| {
            RULES.choose(Password::given(raw.to_owned()), Strictness::LengthOnly, &About::default()).is_ok()
        };
        assert!(choose("12345678"));
        assert!(!choose("1234567"));
    }

    #[test]
    fn secrets_do_not_show_in_debug_output() {
        let hash = PasswordHash::stored("bcrypt$secret".into());
        let shown = format!("{:?} {hash:?}", Password::given("hunter22".into()));
        assert!(!shown.contains("hunter22") && !shown.contains("bcrypt"), "{shown}");
    }
}
