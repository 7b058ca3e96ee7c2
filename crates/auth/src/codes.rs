//! Emailed codes: sending them, and judging what somebody typed. What a right one leads to stands in the use
//! case that asked for it.
//!
//! Counters are held before any account is locked, by everybody in that order.

mod judge;
mod own;
mod request;
mod send;

use std::time::Duration;

use parlor_domain::{ClientAddress, ClientKind, EmailAddress, Login, StoreError, Timestamp};

use crate::recognition::{Recognition, client_kind};
use crate::{Context, Refusal};

pub(crate) use judge::{Asked, Judged, judge};
pub use own::{OwnCodeError, OwnPurpose, request_own_code, verify_own_email};
pub use request::{RequestCode, request_code, request_sign_in_code};
pub(crate) use send::{hold_for_own, send, take_turn};

/// Who asks for a code, or shows one, without being signed in.
#[derive(Debug, Clone, Copy)]
pub struct Asker {
    /// Where the request came from.
    pub address: ClientAddress,
    /// How its client may be known.
    pub recognition: Recognition,
}

impl Asker {
    /// A client of a contract, of which nothing but the address is known.
    #[must_use]
    pub fn of_contract(address: ClientAddress) -> Self {
        Self { address, recognition: Recognition::ByAddress }
    }

    /// What the asker counts as to the account that has an address. No transaction may be open: it takes a
    /// connection of its own.
    pub(crate) fn kind(
        self,
        ctx: &Context,
        email: &EmailAddress,
        now: Timestamp,
    ) -> Result<ClientKind, StoreError> {
        let mut reader = ctx.store.read()?;
        let account = reader.accounts().by_login(&Login::from(email))?;
        client_kind(reader.as_mut(), account.as_ref(), self.recognition, self.address, now)
    }
}

/// No code is sent: the last one is too recent, or there were too many.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TooSoon {
    /// How long to wait.
    pub retry_after: Duration,
}

impl Refusal for TooSoon {}

/// Why a code opens nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CodeError {
    /// It is not the one that was sent, or was used, or is for something else, or nobody has the address, or
    /// there were too many tries: nobody is told which.
    Wrong,
    /// It was the right one until it ended.
    Expired,
}

impl Refusal for CodeError {}
