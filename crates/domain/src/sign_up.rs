//! Who may make an account.

use crate::EmailAddress;

/// What an operator allows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SignUpPolicy {
    /// Anybody, with any address.
    Open,
    /// Anybody with an address at one of these domains; an account without an address needs none.
    Domains(Vec<MailDomain>),
    /// Nobody but the operator.
    Closed,
}

impl SignUpPolicy {
    /// Whether an account with this address may be made by its owner.
    #[must_use]
    pub fn allows(&self, email: &EmailAddress) -> bool {
        match self {
            Self::Open => true,
            Self::Domains(domains) => domains.iter().any(|domain| domain.0 == email.domain()),
            Self::Closed => false,
        }
    }
}

/// What stands behind the `@` of addresses, in ASCII; a subdomain is another one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailDomain(String);

impl MailDomain {
    /// Reads a domain, in any spelling; `None` if no address can be at it.
    #[must_use]
    pub fn parse(raw: &str) -> Option<Self> {
        let probe = EmailAddress::parse(&format!("probe@{raw}")).ok()?;
        Some(Self(probe.domain().to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_listed_domains_are_allowed_in_whatever_spelling() {
        let domains = ["Example.com", "bücher.example"].map(|raw| MailDomain::parse(raw).unwrap());
        let policy = SignUpPolicy::Domains(domains.to_vec());
        let allows = |raw| policy.allows(&EmailAddress::parse(raw).unwrap());
        assert!(allows("ann@EXAMPLE.com") && allows("ann@xn--bcher-kva.example"));
        assert!(
            !allows("ann@sub.example.com") && !allows("ann@example.org") && !allows("ann@notexample.com")
        );
    }

    #[test]
    fn open_and_closed_ask_for_no_domain() {
        let ann = EmailAddress::parse("ann@example.com").unwrap();
        assert!(SignUpPolicy::Open.allows(&ann) && !SignUpPolicy::Closed.allows(&ann));
    }

    #[test]
    fn what_is_no_domain_is_refused() {
        for raw in ["", "@example.com", "exa mple.com", "example", "a@b.example"] {
            assert_eq!(MailDomain::parse(raw), None, "{raw}");
        }
    }
}
