//! Tells an account's own clients from strangers, and remembers them.

use std::time::Duration;

use parlor_domain::{
    Account, AccountId, ClientAddress, ClientKind, DeviceToken, KnownClient, StoreError, Timestamp,
};

use crate::Context;
use crate::ports::{Reader, Work};

/// How a client may be known again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Recognition {
    /// By its address alone.
    ByAddress,
    /// By the token it got at an earlier sign-in, if it sent one; it gets one if that is not known.
    ByToken(Option<DeviceToken>),
}

/// How long a client stays known after a sign-in from it.
pub(crate) const KNOWN_FOR: Duration = Duration::from_secs(30 * 24 * 3600);
/// How many of them an account keeps.
const KEPT: usize = 10;
/// The number of no account.
const NOBODY: AccountId = AccountId(0);

/// What a try counts as. A device's token says more than an address, which others may share.
pub(crate) fn client_kind(
    reader: &mut dyn Reader,
    account: Option<&Account>,
    recognition: Recognition,
    address: ClientAddress,
    now: Timestamp,
) -> Result<ClientKind, StoreError> {
    let device = match recognition {
        Recognition::ByToken(token) => token.map(KnownClient::Device),
        Recognition::ByAddress => None,
    };
    // Asked for a name that nobody has too, so that the answer takes as long.
    let id = account.map_or(NOBODY, |account| account.id);
    for client in device.into_iter().chain(address.network().map(KnownClient::Address)) {
        if reader.known_clients().is_known(id, client, now - KNOWN_FOR)? {
            return Ok(ClientKind::Known(client));
        }
    }
    Ok(ClientKind::Stranger)
}

/// Remembers whom a sign-in came from; gives the device's token, where it is to have one: the one it sent,
/// if that was known, else a new one, so that nobody can plant a token of his own on somebody else's device.
pub(crate) fn remember(
    ctx: &Context,
    work: &mut dyn Work,
    account: AccountId,
    client: ClientKind,
    (recognition, address): (Recognition, ClientAddress),
    now: Timestamp,
) -> Result<Option<DeviceToken>, StoreError> {
    if let Some(network) = address.network() {
        work.known_clients().remember(account, KnownClient::Address(network), now, KEPT)?;
    }
    if recognition == Recognition::ByAddress {
        return Ok(None);
    }
    let token = match client {
        ClientKind::Known(KnownClient::Device(token)) => token,
        ClientKind::Known(KnownClient::Address(_)) | ClientKind::SignedIn | ClientKind::Stranger => {
            let mut drawn = [0; 16];
            ctx.random.fill(&mut drawn);
            DeviceToken::drawn(drawn)
        }
    };
    work.known_clients().remember(account, KnownClient::Device(token), now, KEPT)?;
    Ok(Some(token))
}
