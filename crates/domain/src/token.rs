//! Random texts that are shown to one client alone, and sent back by it.

use std::fmt;

/// A token of 128 random bits, written as 32 hexadecimal digits. Never shown by `Debug`.
macro_rules! random_token {
    ($(#[$about:meta])* $name:ident) => {
        $(#[$about])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name([u8; 16]);

        impl $name {
            /// The token that random bytes make.
            #[must_use]
            pub fn drawn(bytes: [u8; 16]) -> Self {
                Self(bytes)
            }

            /// Reads the text form. Anything else is no token of ours.
            #[must_use]
            pub fn parse(text: &str) -> Option<Self> {
                read(text).map(Self)
            }

            /// The text form, for its client alone.
            #[must_use]
            pub fn expose(&self) -> String {
                format!("{:032x}", u128::from_be_bytes(self.0))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(concat!(stringify!($name), "(…)"))
            }
        }
    };
}

random_token! {
    /// Given to a device at a sign-in, and sent back by it at the next one. It opens nothing; it only lets
    /// wrong passwords of this device count apart from those of strangers.
    DeviceToken
}

random_token! {
    /// Given to whoever proved an email, and good for setting the account's first password, once and soon.
    FlowToken
}

random_token! {
    /// Stands in the link that lets somebody make the first administrator, once.
    SetupToken
}

fn read(text: &str) -> Option<[u8; 16]> {
    let is_ours = text.len() == 32 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    let number = is_ours.then(|| u128::from_str_radix(text, 16).ok())??;
    Some(number.to_be_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_reads_back_and_shows_itself_to_nobody_else() {
        let token = DeviceToken::drawn([7; 16]);
        assert_eq!(DeviceToken::parse(&token.expose()), Some(token));
        assert_eq!(token.expose().len(), 32);
        assert_eq!(format!("{token:?}"), "DeviceToken(…)");
    }

    #[test]
    fn anything_else_is_no_token() {
        for text in ["", "0", &"g".repeat(32), &"0".repeat(33), &format!("+{}", "0".repeat(31))] {
            assert_eq!(FlowToken::parse(text), None, "{text}");
        }
    }
}
