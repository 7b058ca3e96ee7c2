//! `parlor key create`, `list` and `revoke`: keys for other back ends.

use std::io::Write;

use parlor_auth::{
    Authority, Context, CreateServiceKey, Failure, RevokeError, Stale, create_service_key, list_service_keys,
    revoke_service_key,
};
use parlor_domain::{Scopes, ServiceKey, ServiceKeyId, Timestamp};

use crate::cli::CreateKey;
use crate::error::Exit;

/// How many keys are asked for at a time.
const AT_ONCE: usize = 1_000;

/// Makes a key and prints its secret, alone.
///
/// # Errors
/// A sentence for the operator.
pub fn create(ctx: &Context, args: CreateKey, output: &mut dyn Write) -> Result<(), Exit> {
    let command = CreateServiceKey { name: args.name, scopes: Scopes::of(args.scopes) };
    let made = create_service_key(ctx, &Authority::Operator, command);
    let (_, secret) = made.map_err(|failure| {
        // Only those who sign in can have done so too long ago.
        Exit::from_failure(failure, |Stale| Exit::failed("the sign-in is too long ago: sign in again"))
    })?;
    writeln!(output, "{}", secret.expose())?;
    Ok(())
}

/// Prints one line for each key.
///
/// # Errors
/// A sentence for the operator.
pub fn list(ctx: &Context, output: &mut dyn Write) -> Result<(), Exit> {
    let mut after = None;
    loop {
        let (keys, next) = list_service_keys(ctx, after, AT_ONCE)?;
        for key in &keys {
            writeln!(output, "{}", line(key))?;
        }
        if next.is_none() {
            return Ok(());
        }
        after = next;
    }
}

/// Takes a key back.
///
/// # Errors
/// A sentence for the operator.
pub fn revoke(ctx: &Context, id: i64) -> Result<(), Exit> {
    let revoked: Result<(), Failure<_>> = revoke_service_key(ctx, &Authority::Operator, ServiceKeyId(id));
    revoked.map_err(|failure| {
        Exit::from_failure(failure, |refusal| match refusal {
            RevokeError::NotFound => Exit::failed(format!(
                "there is no key {id} that is still good: look at them with `parlor key list`"
            )),
        })
    })
}

fn line(key: &ServiceKey) -> String {
    let used =
        key.last_used_at.map_or_else(|| "never used".to_owned(), |at| format!("last used {}", time(at)));
    let stands = key.revoked_at.map_or_else(|| "good".to_owned(), |at| format!("revoked {}", time(at)));
    let (id, name, scopes, made) = (key.id, key.name.as_str(), &key.scopes, time(key.created_at));
    format!("{id}: {name:?}, {scopes}, made {made}, {used}, {stands}")
}

/// RFC 3339, in UTC, to the second.
fn time(at: Timestamp) -> String {
    at.utc().format("%Y-%m-%dT%H:%M:%SZ").to_string()
}
