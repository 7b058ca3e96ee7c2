//! The two databases that every test runs on.

use parlor_testkit::Postgres;

/// Which database a server keeps its data in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A file in the data dir, as it is when nothing is set.
    Sqlite,
    /// An empty database on a server of this run.
    Postgres,
}

impl Kind {
    /// The setting that names an empty database, if one has to be named.
    pub fn fresh(self) -> Option<(String, String)> {
        match self {
            Self::Sqlite => None,
            Self::Postgres => Some(("PARLOR_DATABASE_URL".to_owned(), Postgres::shared().database())),
        }
    }
}

/// Makes two tests of a function that is given a running server: `name::sqlite` and `name::postgres`.
///
/// ```ignore
/// both_databases! {
///     fn a_sentence_that_holds(server: Server) { … }
///
///     with [("PARLOR_TOKENS__ACCESS_TTL", "1s")]
///     fn a_sentence_that_holds_with_a_setting(server: Server) { … }
/// }
/// ```
#[macro_export]
macro_rules! both_databases {
    () => {};
    (fn $name:ident($($server:tt)+) $body:block $($rest:tt)*) => {
        $crate::both_databases! { with [] fn $name($($server)+) $body $($rest)* }
    };
    (with [$($setting:expr),*] fn $name:ident($($server:tt)+) $body:block $($rest:tt)*) => {
        mod $name {
            use super::*;

            fn check($($server)+) $body

            #[test]
            fn sqlite() {
                let server = Server::with($crate::support::Kind::Sqlite, &[$($setting),*]);
                // The other database gets the same answers.
                insta::allow_duplicates! { check(server) }
            }

            #[test]
            fn postgres() {
                let server = Server::with($crate::support::Kind::Postgres, &[$($setting),*]);
                // The other database gets the same answers.
                insta::allow_duplicates! { check(server) }
            }
        }

        $crate::both_databases! { $($rest)* }
    };
}
