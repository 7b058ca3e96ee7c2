//! How often one client address may call what is dear, and one service key anything. Beside it, the lockout guards
//! each account.

use std::num::NonZeroU32;
use std::time::Duration;

use actix_web::http::header::{HeaderMap, HeaderName, HeaderValue};
use governor::clock::{Clock, DefaultClock, QuantaInstant};
use governor::middleware::StateInformationMiddleware;
use governor::{DefaultDirectRateLimiter, DefaultKeyedRateLimiter, NotUntil, Quota, RateLimiter};
use parlor_domain::{ClientAddress, Network, ServiceKeyId};

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

/// Codes sent, and codes shown, by whoever is not signed in. Beside it each mail address has limits of its own.
pub(crate) static CODES: Budget =
    Budget { name: "codes", calls: NonZeroU32::new(60).unwrap(), within: Duration::from_secs(600) };

/// Everything that is stored of an account may be much to read.
pub(crate) static EXPORT: Budget =
    Budget { name: "export", calls: NonZeroU32::new(20).unwrap(), within: Duration::from_secs(600) };

/// All that a service key does, wherever it calls from. It is not told in headers: back ends that come near it
/// are better served by asking for less.
pub(crate) static SERVICE_KEY: Budget =
    Budget { name: "service_key", calls: NonZeroU32::new(6_000).unwrap(), within: Duration::from_secs(60) };

/// What changes what people are to each other: requests, answers, blocks.
pub(crate) static FRIENDS: Budget =
    Budget { name: "friends", calls: NonZeroU32::new(60).unwrap(), within: Duration::from_secs(60) };

/// Messages that are sent.
pub(crate) static MESSAGES: Budget =
    Budget { name: "messages", calls: NonZeroU32::new(600).unwrap(), within: Duration::from_secs(60) };

/// Pictures that are sent: each is decoded and written.
pub(crate) static AVATAR: Budget =
    Budget { name: "avatar", calls: NonZeroU32::new(20).unwrap(), within: Duration::from_secs(600) };

/// Searches for people: many at once would copy the list of them.
pub(crate) static SEARCH: Budget =
    Budget { name: "search", calls: NonZeroU32::new(60).unwrap(), within: Duration::from_secs(60) };

/// Looks at the leaderboard: a page of it is read from an index, but it is for whoever asks.
pub(crate) static LEADERBOARD: Budget =
    Budget { name: "leaderboard", calls: NonZeroU32::new(300).unwrap(), within: Duration::from_secs(60) };

/// Scores that are written, a thousand at most with each call: as many calls as a service key has.
pub(crate) static SCORES: Budget =
    Budget { name: "scores", calls: NonZeroU32::new(6_000).unwrap(), within: Duration::from_secs(60) };

/// Every budget of addresses; one that is not here would never be spent.
pub(crate) const ALL: [&Budget; 11] = [
    &SIGN_UP,
    &SIGN_IN,
    &REFRESH,
    &CODES,
    &EXPORT,
    &FRIENDS,
    &MESSAGES,
    &AVATAR,
    &SEARCH,
    &LEADERBOARD,
    &SCORES,
];

/// Behind a proxy that nobody named all clients share one budget, so it has to be wide.
const SHARED_BY: NonZeroU32 = NonZeroU32::new(50).unwrap();

/// What a client sends on one socket; counted for each socket by itself, and not by address.
pub(crate) static FRAMES: Budget =
    Budget { name: "frames", calls: NonZeroU32::new(100).unwrap(), within: Duration::from_secs(20) };

/// What is left of every budget.
pub(crate) struct Limits {
    counters: Option<Vec<Counter>>,
    by_key: Option<DefaultKeyedRateLimiter<ServiceKeyId>>,
    clock: DefaultClock,
}

struct Counter {
    budget: &'static Budget,
    by_network: DefaultKeyedRateLimiter<Network, StateInformationMiddleware>,
    unknown: DefaultDirectRateLimiter<StateInformationMiddleware>,
}

/// How a budget stands after a call.
#[derive(Debug)]
pub(crate) struct Standing {
    pub name: &'static str,
    /// How many calls it has when it is whole: more where clients share it.
    pub calls: u32,
    pub within: Duration,
    pub left: u32,
    /// How long to wait, if this call was one too many.
    pub refused: Option<Duration>,
}

impl Limits {
    pub fn new(enabled: bool) -> Self {
        let counters = enabled.then(|| ALL.iter().filter_map(|budget| Counter::new(budget)).collect());
        let quota = quota(SERVICE_KEY.calls, SERVICE_KEY.within).filter(|_| enabled);
        Self { counters, by_key: quota.map(RateLimiter::keyed), clock: DefaultClock::default() }
    }

    /// Takes one call from the budget of a service key; how long to wait, if it was one too many.
    pub fn spend_key(&self, key: ServiceKeyId) -> Result<(), Duration> {
        let Some(by_key) = &self.by_key else { return Ok(()) };
        by_key.check_key(&key).map_err(|until| until.wait_time_from(self.clock.now()))
    }

    /// Takes one call from the budget of an address and says how it stands; nothing where none is counted.
    pub fn spend(&self, budget: &Budget, address: ClientAddress) -> Option<Standing> {
        let mut counters = self.counters.iter().flatten();
        let counter = counters.find(|counter| counter.budget.name == budget.name)?;
        let (spent, calls) = match address {
            ClientAddress::Known(network) => (counter.by_network.check_key(&network), budget.calls),
            ClientAddress::Unknown => (counter.unknown.check(), budget.calls.saturating_mul(SHARED_BY)),
        };
        let wait = |until: NotUntil<QuantaInstant>| until.wait_time_from(self.clock.now());
        let (left, refused) = match spent {
            Ok(state) => (state.remaining_burst_capacity(), None),
            Err(until) => (0, Some(wait(until))),
        };
        Some(Standing { name: budget.name, calls: calls.get(), within: budget.within, left, refused })
    }

    /// A whole budget for a socket that was just opened.
    pub fn meter(&self) -> Meter {
        let quota = self.counters.as_ref().and_then(|_| quota(FRAMES.calls, FRAMES.within));
        Meter(quota.map(|quota| Box::new(RateLimiter::direct(quota))))
    }

    /// Forgets the addresses and keys whose budget is whole again.
    pub fn tidy(&self) {
        if let Some(by_key) = &self.by_key {
            by_key.retain_recent();
            by_key.shrink_to_fit();
        }
        for counter in self.counters.iter().flatten() {
            counter.by_network.retain_recent();
            counter.by_network.shrink_to_fit();
        }
    }
}

/// What is left of one socket's budget; nothing is counted where budgets are switched off.
pub(crate) struct Meter(Option<Box<DefaultDirectRateLimiter>>);

impl Meter {
    /// Takes one frame, or tells how long to wait.
    pub fn take(&self) -> Result<(), Duration> {
        let Some(left) = &self.0 else { return Ok(()) };
        left.check().map_err(|until| until.wait_time_from(DefaultClock::default().now()))
    }
}

/// The headers of draft-ietf-httpapi-ratelimit-headers.
pub(crate) const POLICY: HeaderName = HeaderName::from_static("ratelimit-policy");
pub(crate) const LEFT: HeaderName = HeaderName::from_static("ratelimit");

impl Standing {
    /// Tells a client how many calls a budget has, how many are left, and in how many seconds it is whole.
    pub fn tell(&self, headers: &mut HeaderMap) {
        let Self { name, calls, within, left, .. } = self;
        let window = within.as_secs();
        let whole_in = (window * u64::from(calls.saturating_sub(*left))).div_ceil(u64::from(*calls).max(1));
        for (header, text) in [
            (POLICY, format!("\"{name}\";q={calls};w={window}")),
            (LEFT, format!("\"{name}\";r={left};t={whole_in}")),
        ] {
            if let Ok(text) = HeaderValue::from_str(&text) {
                headers.insert(header, text);
            }
        }
    }
}

impl Counter {
    fn new(budget: &'static Budget) -> Option<Self> {
        let each = quota(budget.calls, budget.within)?;
        let shared = quota(budget.calls.saturating_mul(SHARED_BY), budget.within)?;
        let by_network = RateLimiter::keyed(each).with_middleware();
        Some(Self { budget, by_network, unknown: RateLimiter::direct(shared).with_middleware() })
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

    fn refused(limits: &Limits, budget: &Budget, address: ClientAddress) -> Option<Duration> {
        limits.spend(budget, address).and_then(|standing| standing.refused)
    }

    fn spend_all(limits: &Limits, address: ClientAddress) -> u32 {
        (0..).take_while(|_| refused(limits, &SIGN_IN, address).is_none()).take(10_000).map(|_| 1).sum()
    }

    #[test]
    fn each_address_has_its_own_budget_and_is_told_how_long_to_wait() {
        let limits = Limits::new(true);
        assert_eq!(spend_all(&limits, from(1)), SIGN_IN.calls.get());
        let wait = refused(&limits, &SIGN_IN, from(1)).unwrap();
        assert!(wait > Duration::ZERO && wait <= Duration::from_secs(2), "{wait:?}");
        assert_eq!(limits.spend(&SIGN_IN, from(2)).unwrap().left, SIGN_IN.calls.get() - 1);
        assert_eq!(limits.spend(&SIGN_UP, from(1)).unwrap().left, SIGN_UP.calls.get() - 1);
    }

    #[test]
    fn s26_unknown_addresses_share_one_wide_budget() {
        let limits = Limits::new(true);
        assert_eq!(spend_all(&limits, ClientAddress::Unknown), SIGN_IN.calls.get() * SHARED_BY.get());
    }

    #[test]
    fn s21_every_budget_that_an_endpoint_spends_is_counted() {
        for endpoint in crate::service::endpoints(crate::Contract::ALL) {
            let Some(spent) = endpoint.budget else { continue };
            assert!(ALL.iter().any(|budget| std::ptr::eq(*budget, spent)), "{} is not counted", spent.name);
        }
    }

    #[test]
    fn s21_each_service_key_has_a_budget_of_its_own() {
        let limits = Limits::new(true);
        let spent = (0..).take_while(|_| limits.spend_key(ServiceKeyId(1)).is_ok()).take(10_000).count();
        assert!((6_000..6_100).contains(&spent), "{spent}");
        assert!(limits.spend_key(ServiceKeyId(1)).unwrap_err() <= Duration::from_millis(10));
        assert_eq!(limits.spend_key(ServiceKeyId(2)), Ok(()));
        assert_eq!(limits.spend(&SIGN_IN, from(1)).unwrap().left, SIGN_IN.calls.get() - 1);
    }

    #[test]
    fn s28_each_socket_has_its_own_budget() {
        let limits = Limits::new(true);
        let spend_all =
            |meter: Meter| (0..10_000_u32).take_while(|_| meter.take().is_ok()).map(|_| 1).sum::<u32>();
        for _ in 0..2 {
            assert_eq!(spend_all(limits.meter()), FRAMES.calls.get());
        }
        assert_eq!(spend_all(Limits::new(false).meter()), 10_000);
    }

    #[test]
    fn switched_off_nothing_is_counted() {
        assert_eq!(Limits::new(false).spend_key(ServiceKeyId(1)), Ok(()));
        assert_eq!(spend_all(&Limits::new(false), from(1)), 10_000);
    }
}
