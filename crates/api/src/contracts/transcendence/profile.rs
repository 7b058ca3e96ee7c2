//! GET `/users/profile/`

use std::convert::Infallible;

use parlor_community::{Context, users_by_id};
use parlor_domain::{Account, StoreError, Username};

use super::{Transcendence, wire};
use crate::endpoint::{Reply, ok};
use crate::shell::{App, SignedIn};

pub async fn show(app: App, signed_in: SignedIn<Transcendence>) -> Reply<Transcendence, wire::Profiles> {
    let profile = app.run_community_as::<_, Infallible>(signed_in.credential, |community, caller| {
        let id = caller.account.id.0;
        let wire::User { username, is_connected, avatar, friends } = oneself(community, &caller.account)?;
        // Signing in with 42 is for another day.
        Ok(wire::Profile { id, username, is_connected, is_42: false, avatar, friends })
    });
    ok(wire::Profiles(vec![profile.await?]))
}

/// Somebody as the lists show them, to themselves.
pub fn oneself(community: &Context, account: &Account) -> Result<wire::User, StoreError> {
    let found = users_by_id(community, account.id, &[account.id])?.pop();
    // Whoever was deleted in this moment is still answered as who they were.
    Ok(found.map_or_else(|| alone(account), wire::User::from))
}

fn alone(account: &Account) -> wire::User {
    wire::User {
        username: account.username().map(Username::as_str).unwrap_or_default().to_owned(),
        ..wire::User::deleted()
    }
}
