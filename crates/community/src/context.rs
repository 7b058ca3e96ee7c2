//! What every use case is given: the ports, and the small policies that operators set.

use std::sync::Arc;

use parlor_domain::ports::{Clock, Random};
use parlor_domain::{AvatarPolicy, WalletPolicy};

use crate::ports::{Pictures, Store};

/// The ports and policies of one running service.
#[derive(Clone)]
pub struct Context {
    /// Where everything is kept.
    pub store: Arc<dyn Store>,
    /// The only clock.
    pub clock: Arc<dyn Clock>,
    /// The only source of randomness.
    pub random: Arc<dyn Random>,
    /// Draws pictures anew.
    pub pictures: Arc<dyn Pictures>,
    /// What operators set.
    pub policy: Policy,
}

/// The rules that operators may tune.
#[derive(Debug, Clone)]
pub struct Policy {
    /// Which moves of a balance hold.
    pub wallet: WalletPolicy,
    /// How large the file of a picture may be.
    pub avatars: AvatarPolicy,
}
