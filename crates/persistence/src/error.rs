//! What went wrong in a database, in the words of the ports.

use diesel::result::{DatabaseErrorKind, Error};
use parlor_auth::ports::{EMAIL_TAKEN, ROOT_TAKEN, USERNAME_TAKEN};
use parlor_domain::StoreError;

/// Unique constraints by the name the ports know: Postgres tells that name, SQLite only the columns.
const CONSTRAINTS: [(&str, &str); 3] = [
    (EMAIL_TAKEN, "UNIQUE constraint failed: accounts.email_key"),
    (USERNAME_TAKEN, "UNIQUE constraint failed: accounts.username_key"),
    (ROOT_TAKEN, "UNIQUE constraint failed: root_secret.id"),
];

/// Words an error of diesel.
pub(crate) fn store_error(error: Error) -> StoreError {
    conflict(&error).map_or_else(
        || StoreError::Unavailable(Box::new(error)),
        |constraint| StoreError::Conflict { constraint },
    )
}

fn conflict(error: &Error) -> Option<&'static str> {
    let Error::DatabaseError(DatabaseErrorKind::UniqueViolation, info) = error else { return None };
    let (name, message) = (info.constraint_name(), info.message());
    CONSTRAINTS.iter().find(|(ours, text)| name == Some(*ours) || message == *text).map(|(ours, _)| *ours)
}

/// A connection that did not come in time.
pub(crate) fn no_connection(error: r2d2::Error) -> StoreError {
    StoreError::Unavailable(Box::new(error))
}
