//! When the published keys are fetched, and how long a set is used. Must not know how they are fetched, nor
//! what they verify.

use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use parlor_domain::Timestamp;
use parlor_domain::ports::Clock;
use tokio::sync::Mutex;

use crate::keys::{Key, KeySet};
use crate::source::{KeySource, KeysUnavailable};

/// How long a set is used unasked when its source does not say.
const USUALLY_FRESH: Duration = Duration::from_secs(300);
/// No set is used unasked for longer, whatever its source says: Parlor publishes a key an hour before it signs.
const MOST_FRESH: Duration = Duration::from_secs(1_800);
/// After an answer, the source is left alone for so long, whatever it says and whatever tokens come: whoever
/// makes up names of keys causes two fetches a minute.
const PAUSE: Duration = Duration::from_secs(30);
/// After a failure, the source is left alone for so long.
const PAUSE_AFTER_FAILURE: Duration = Duration::from_secs(5);
/// A set goes on being used for so long while its source is away.
const KEPT: Duration = Duration::from_secs(24 * 3_600);

/// The keys, fetched when they are needed.
#[derive(Clone)]
pub(crate) struct KeyCache(Arc<Shared>);

struct Shared {
    source: Box<dyn KeySource>,
    clock: Arc<dyn Clock>,
    state: RwLock<State>,
    /// Held while the source is asked, so that one asks for all who wait.
    asking: Mutex<()>,
}

#[derive(Clone, Default)]
struct State {
    set: Option<Fetched>,
    /// When the source was last asked, and what went wrong.
    asked: Option<(Timestamp, Option<KeysUnavailable>)>,
}

#[derive(Clone)]
struct Fetched {
    keys: Arc<KeySet>,
    at: Timestamp,
    fresh_for: Duration,
}

/// What to do about the name of a key.
enum Step {
    /// The answer is known.
    Known(Result<Option<Key>, KeysUnavailable>),
    /// The source is to be asked. Until it answers, this key will do.
    Ask(Option<Key>),
}

impl KeyCache {
    pub(crate) fn new(source: Box<dyn KeySource>, clock: Arc<dyn Clock>) -> Self {
        let (state, asking) = (RwLock::default(), Mutex::new(()));
        Self(Arc::new(Shared { source, clock, state, asking }))
    }

    /// The key of a name; `None` if Parlor has none of that name.
    pub(crate) async fn find(&self, kid: &str) -> Result<Option<Key>, KeysUnavailable> {
        let known = match self.0.step(kid) {
            Step::Known(answer) => return answer,
            Step::Ask(known) => known,
        };
        if known.is_some() && self.0.asking.try_lock().is_err() {
            // Somebody asks already, and nobody has to wait for that.
            return Ok(known);
        }
        let (shared, name) = (Arc::clone(&self.0), kid.to_owned());
        // A task of its own: a client that hangs up does not take back what others wait for.
        let asked = tokio::spawn(async move { shared.ask(&name).await }).await;
        asked.map_err(KeysUnavailable::because)?;
        match self.0.step(kid) {
            Step::Known(answer) => answer,
            Step::Ask(known) => Ok(known),
        }
    }
}

impl Shared {
    fn step(&self, kid: &str) -> Step {
        self.state.read().unwrap_or_else(PoisonError::into_inner).step(kid, self.clock.now())
    }

    /// Asks the source, unless somebody did while this waited for its turn.
    async fn ask(&self, kid: &str) {
        let _turn = self.asking.lock().await;
        if matches!(self.step(kid), Step::Known(_)) {
            return;
        }
        let fetched = self.source.fetch().await.and_then(|published| {
            let keys = KeySet::parse(&published.jwks).map_err(KeysUnavailable::because)?;
            Ok((Arc::new(keys), published.fresh_for.unwrap_or(USUALLY_FRESH)))
        });
        let at = self.clock.now();
        let mut state = self.state.write().unwrap_or_else(PoisonError::into_inner);
        match fetched {
            Ok((keys, fresh_for)) => {
                let fresh_for = fresh_for.clamp(PAUSE, MOST_FRESH);
                *state = State { set: Some(Fetched { keys, at, fresh_for }), asked: Some((at, None)) };
            }
            Err(unavailable) => {
                tracing::warn!(reason = %unavailable, "Parlor's keys were not fetched; those from before stay in use");
                state.asked = Some((at, Some(unavailable)));
            }
        }
    }
}

impl State {
    fn step(&self, kid: &str, now: Timestamp) -> Step {
        let set = self.set.as_ref().filter(|set| is_within(KEPT, set.at, now));
        let key = set.and_then(|set| set.keys.find(kid));
        if key.is_some() && set.is_some_and(|set| is_within(set.fresh_for, set.at, now)) {
            return Step::Known(Ok(key));
        }
        match &self.asked {
            Some((at, Some(failure))) if is_within(PAUSE_AFTER_FAILURE, *at, now) => match key {
                Some(key) => Step::Known(Ok(Some(key))),
                // It may be a new key: nobody can tell before the source is back.
                None => Step::Known(Err(failure.clone())),
            },
            Some((at, None)) if is_within(PAUSE, *at, now) => Step::Known(Ok(key)),
            _ => Step::Ask(key),
        }
    }
}

/// Whether less than a span has passed. A clock that was set back ends every span, so that none lasts longer.
fn is_within(span: Duration, since: Timestamp, now: Timestamp) -> bool {
    now >= since && now.since(since) < span
}
