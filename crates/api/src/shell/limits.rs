//! How often one client address may call what is dear. Beside it, the lockout guards each account.

use std::num::NonZeroU32;
use std::time::Duration;

use governor::clock::{Clock, DefaultClock};
use governor::{DefaultDirectRateLimiter, DefaultKeyedRateLimiter, Quota, RateLimiter};
use parlor_domain::{ClientAddress, Network};

/// So many calls within a span, all at once or spread; they come back evenly.
#[derive(Debug)]
pub(crate) struct Budget {
    pub name: &'static str,
    pub calls: NonZeroU32,
    pub within: Duration,
}

pub(crate) static SIGN_UP: Budget =
    Budget { name: "sign_up", calls: NonZeroU32::new(20).unwrap(), within: Duration::from_secs(600) };
pub(crate) static SIGN_IN: Budget =
    Budget { name: "sign_in", calls: NonZeroU32::new(30).unwrap(), within: Duration::from_secs(60) };
pub(crate) static REFRESH: Budget =
    Budget { name: "refresh", calls: NonZeroU32::new(120).unwrap(), within: Duration::from_secs(60) };

const ALL: [&Budget; 3] = [&SIGN_UP, &SIGN_IN, &REFRESH];

/// Behind a proxy that nobody named all clients share one budget, so it has to be wide.
const SHARED_BY: NonZeroU32 = NonZeroU32::new(50).unwrap();

/// What is left of every budget.
pub(crate) struct Limits {
    counters: Option<Vec<Counter>>,
    clock: DefaultClock,
}

struct Counter {
    budget: &'static Budget,
    by_network: DefaultKeyedRateLimiter<Network>,
    unknown: DefaultDirectRateLimiter,
}

impl Limits {
    pub fn new(enabled: bool) -> Self {
        let counters = enabled.then(|| ALL.iter().filter_map(|budget| Counter::new(budget)).collect());
        Self { counters, clock: DefaultClock::default() }
    }

    /// Takes one call from the budget of an address; once it is spent, says how long to wait.
    pub fn spend(&self, budget: &Budget, address: ClientAddress) -> Result<(), Duration> {
        let Some(counters) = &self.counters else { return Ok(()) };
        let Some(counter) = counters.iter().find(|counter| counter.budget.name == budget.name) else {
            return Ok(());
        };
        let spent = match address {
            ClientAddress::Known(network) => counter.by_network.check_key(&network),
            ClientAddress::Unknown => counter.unknown.check(),
        };
        spent.map_err(|until| until.wait_time_from(self.clock.now()))
    }

    /// Forgets the addresses whose budget is whole again.
    pub fn tidy(&self) {
        for counter in self.counters.iter().flatten() {
            counter.by_network.retain_recent();
            counter.by_network.shrink_to_fit();
        }
    }
}

impl Counter {
    fn new(budget: &'static Budget) -> Option<Self> {
        let each = quota(budget.calls, budget.within)?;
        let shared = quota(budget.calls.saturating_mul(SHARED_BY), budget.within)?;
        Some(Self { budget, by_network: RateLimiter::keyed(each), unknown: RateLimiter::direct(shared) })
    }
}

fn quota(calls: NonZeroU32, within: Duration) -> Option<Quota> {
    Quota::with_period(within / calls.get()).map(|quota| quota.allow_burst(calls))
}

#[cfg(test)]
mod tests {
    use std::net::{IpAddr, Ipv4Addr};

    use super::*;

    fn from(last: u8) -> ClientAddress {
        ClientAddress::Known(Network::from(IpAddr::V4(Ipv4Addr::new(192, 0, 2, last))))
    }

    fn spend_all(limits: &Limits, address: ClientAddress) -> u32 {
        (0..).take_while(|_| limits.spend(&SIGN_IN, address).is_ok()).take(10_000).map(|_| 1).sum()
    }

    #[test]
    fn each_address_has_its_own_budget_and_is_told_how_long_to_wait() {
        let limits = Limits::new(true);
        assert_eq!(spend_all(&limits, from(1)), SIGN_IN.calls.get());
        let wait = limits.spend(&SIGN_IN, from(1)).unwrap_err();
        assert!(wait > Duration::ZERO && wait <= Duration::from_secs(2), "{wait:?}");
        assert!(limits.spend(&SIGN_IN, from(2)).is_ok());
        assert!(limits.spend(&SIGN_UP, from(1)).is_ok());
    }

    #[test]
    fn s26_unknown_addresses_share_one_wide_budget() {
        let limits = Limits::new(true);
        assert_eq!(spend_all(&limits, ClientAddress::Unknown), SIGN_IN.calls.get() * SHARED_BY.get());
    }

    #[test]
    fn switched_off_nothing_is_counted() {
        assert_eq!(spend_all(&Limits::new(false), from(1)), 10_000);
    }
}
