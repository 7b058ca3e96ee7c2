//! The rule of generations, first by cases, then against a model that keeps everything and forgets nothing.

use proptest::prelude::*;

use super::*;

const GRACE: u64 = 10;
const POLICY: SessionPolicy = SessionPolicy {
    access_ttl: Duration::from_secs(3_000),
    refresh_ttl: Duration::from_secs(86_400),
    native_refresh_ttl: Duration::from_secs(90_000),
    cookie_ttl: Duration::from_secs(7_200),
    max_age: Duration::from_secs(400_000),
    grace: Duration::from_secs(GRACE),
    max_rotations: Some(SessionPolicy::USUAL_ROTATIONS),
    fresh_for: Duration::from_secs(900),
};

fn at(seconds: u64) -> Timestamp {
    Timestamp::from_micros(0).unwrap() + Duration::from_secs(seconds)
}

fn opened() -> Session {
    opened_as(SessionKind::Pair, Lifetime::Contract)
}

fn opened_as(kind: SessionKind, lifetime: Lifetime) -> Session {
    let new = NewSession::open(SessionId(1), AccountId(1), lifetime, &POLICY, at(0)).of(kind, None);
    Session {
        id: new.id,
        account: new.account,
        kind: new.kind,
        generation: Generation::FIRST,
        acknowledged_at: None,
        rotations: Rotations::default(),
        signed_in_at: new.signed_in_at,
        expires_at: new.expires_at,
        ends_at: new.ends_at,
        renewed_for: new.renewed_for,
        ended: None,
    }
}

fn rotated(session: Session, seconds: u64) -> Session {
    let current = session.generation;
    match session.present(current, &POLICY, at(seconds)) {
        Renewal::Rotated(next) => next,
        other => panic!("no rotation but {other:?}"),
    }
}

fn acknowledged(session: Session, seconds: u64) -> Session {
    Session { acknowledged_at: Some(at(seconds)), ..session }
}

#[test]
fn a_session_of_the_native_api_is_renewed_for_its_own_lifetime() {
    let native = NewSession::open(SessionId(1), AccountId(1), Lifetime::Native, &POLICY, at(0));
    assert_eq!((native.expires_at, native.ends_at), (at(90_000), at(400_000)));
    let session = Session { renewed_for: native.renewed_for, ..opened() };
    assert_eq!(rotated(session, 100).expires_at, at(90_100));
}

#[test]
fn s29_stepping_up_begins_a_generation_and_makes_the_sign_in_fresh_again() {
    let session = opened();
    assert!(session.is_fresh(&POLICY, at(899)) && !session.is_fresh(&POLICY, at(900)));
    let Renewal::Rotated(next) = session.stepped_up(&POLICY, at(2_000)) else { panic!("no rotation") };
    assert_eq!((next.generation, next.signed_in_at), (Generation(2), at(2_000)));
    assert!(next.is_fresh(&POLICY, at(2_899)));
}

#[test]
fn a_session_renews_by_the_way_of_its_kind_alone() {
    let (pair, triple) = (opened(), opened_as(SessionKind::Triple, Lifetime::Contract));
    let single = opened_as(SessionKind::Single, Lifetime::Contract);
    let cookie = opened_as(SessionKind::Cookie, Lifetime::Cookie);
    for session in [&pair, &triple] {
        assert!(matches!(session.clone().present(Generation::FIRST, &POLICY, at(1)), Renewal::Rotated(_)));
    }
    for session in [&single, &cookie] {
        for presented in [0, 1, 2] {
            let renewal = session.clone().present(Generation(presented), &POLICY, at(1));
            assert_eq!(renewal, Renewal::Foreign);
        }
    }
    assert_eq!(single.renewed_on_request(at(1)), Some(at(86_401)));
    for session in [&pair, &triple, &cookie] {
        assert_eq!(session.renewed_on_request(at(1)), None);
    }
    assert_eq!(cookie.renewed_by_use(at(100)), Some(at(7_300)));
    for session in [&pair, &triple, &single] {
        assert_eq!(session.renewed_by_use(at(100)), None);
    }
}

#[test]
fn a_use_renews_a_cookie_session_once_a_minute() {
    let session = opened_as(SessionKind::Cookie, Lifetime::Cookie);
    assert_eq!(session.renewed_by_use(at(59)), None);
    assert_eq!(session.renewed_by_use(at(60)), Some(at(7_260)));
    let renewed = Session { expires_at: at(7_260), ..session };
    assert_eq!(renewed.renewed_by_use(at(119)), None);
    assert_eq!(renewed.renewed_by_use(at(120)), Some(at(7_320)));
}

#[test]
fn one_that_lives_for_seconds_is_renewed_oftener() {
    let policy = SessionPolicy { cookie_ttl: Duration::from_secs(20), ..POLICY };
    let new = NewSession::open(SessionId(1), AccountId(1), Lifetime::Cookie, &policy, at(0));
    let session = opened_as(SessionKind::Cookie, Lifetime::Cookie);
    let session = Session { expires_at: new.expires_at, renewed_for: new.renewed_for, ..session };
    assert_eq!((session.renewed_by_use(at(1)), session.renewed_by_use(at(2))), (None, Some(at(22))));
}

#[test]
fn s29_stepping_up_begins_a_generation_whatever_the_kind() {
    for kind in [SessionKind::Single, SessionKind::Triple, SessionKind::Cookie] {
        let session = opened_as(kind, Lifetime::Contract);
        let Renewal::Rotated(next) = session.stepped_up(&POLICY, at(2_000)) else { panic!("{kind:?}") };
        assert_eq!((next.generation, next.signed_in_at, next.kind), (Generation(2), at(2_000), kind));
    }
}

#[test]
fn s40_the_predecessor_of_an_unacknowledged_generation_gets_it_again_however_late() {
    let session = rotated(opened(), 100);
    assert_eq!(session.clone().present(Generation(1), &POLICY, at(50_000)), Renewal::Repeated(session));
}

#[test]
fn s41_the_predecessor_is_reuse_once_the_grace_after_the_acknowledgement_is_over() {
    let session = acknowledged(rotated(opened(), 100), 200);
    let present = |seconds| session.clone().present(Generation(1), &POLICY, at(seconds));
    assert_eq!(present(209), Renewal::Repeated(session.clone()));
    assert_eq!(present(210), Renewal::Reused(session.clone()));
}

#[test]
fn s42_an_older_generation_is_reuse_once_the_grace_after_it_was_superseded_is_over() {
    let session = rotated(rotated(opened(), 100), 105);
    let present = |seconds| session.clone().present(Generation(1), &POLICY, at(seconds));
    assert_eq!(present(109), Renewal::Repeated(session.clone()));
    assert_eq!(present(110), Renewal::Reused(session.clone()));
}

#[test]
fn s45_the_absolute_end_holds_however_often_rotated() {
    let mut session = opened();
    for day in 1..=4 {
        session = rotated(session, day * 86_000);
    }
    assert_eq!(session.expires_at, session.ends_at);
    assert_eq!(session.clone().present(session.generation, &POLICY, at(400_000)), Renewal::Expired);
}

#[test]
fn s31_a_session_that_is_not_renewed_ends_after_the_refresh_lifetime() {
    assert!(opened().is_live(at(86_399)));
    assert!(!opened().is_live(at(86_400)));
    assert_eq!(opened().present(Generation::FIRST, &POLICY, at(86_400)), Renewal::Expired);
}

#[test]
fn s29_a_session_s_number_is_drawn_from_53_bits() {
    assert_eq!(SessionId::drawn([0; 8]), SessionId(1));
    assert_eq!(SessionId::drawn([0xff; 8]), SessionId((1 << 53) - 1));
    assert_eq!(SessionId::drawn([0, 0, 0, 0, 0, 0, 1, 2]), SessionId(258));
}

#[test]
fn a_generation_that_was_never_given_is_reuse() {
    assert!(matches!(opened().present(Generation(2), &POLICY, at(1)), Renewal::Reused(_)));
}

#[test]
fn more_than_sixty_rotations_an_hour_have_to_wait() {
    let mut session = opened();
    for second in 1..=60 {
        session = rotated(session, second);
    }
    let current = session.generation;
    let present = |seconds| session.clone().present(current, &POLICY, at(seconds));
    assert_eq!(present(61), Renewal::TooOften { retry_at: at(3_601) });
    assert!(matches!(present(3_601), Renewal::Rotated(next) if next.rotations.times().len() == 60));
}

#[test]
fn without_a_limit_rotations_go_on_and_only_the_newest_are_remembered() {
    let unlimited = SessionPolicy { max_rotations: None, ..POLICY };
    let mut session = opened();
    for second in 1..=200 {
        let current = session.generation;
        let Renewal::Rotated(next) = session.present(current, &unlimited, at(second)) else {
            panic!("no rotation at {second}");
        };
        session = next;
    }
    assert_eq!(session.rotations.times().len(), 60);
    let earlier = Generation(session.generation.0 - 3);
    assert_eq!(session.clone().present(earlier, &unlimited, at(201)), Renewal::Repeated(session));
}

#[test]
fn the_word_for_a_reason_reads_back() {
    for reason in EndReason::ALL {
        assert_eq!(EndReason::parse(reason.as_str()), Some(reason));
    }
}

/// What a client, or whoever stole from it, can do.
#[derive(Debug, Clone)]
enum Step {
    /// Presents the credential of a generation, counted back from the current one; the reply may be lost,
    /// which the server cannot see.
    Refresh {
        back: u32,
        reply_lost: bool,
    },
    /// Uses the newest access token whose reply arrived.
    UseAccessToken,
    SignOut,
    Wait {
        seconds: u64,
    },
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        8 => (0u32..4, any::<bool>()).prop_map(|(back, reply_lost)| Step::Refresh { back, reply_lost }),
        4 => Just(Step::UseAccessToken),
        1 => Just(Step::SignOut),
        4 => (0u64..12).prop_map(|seconds| Step::Wait { seconds }),
        1 => (0u64..90_000).prop_map(|seconds| Step::Wait { seconds }),
    ];
    prop::collection::vec(step, 1..60)
}

/// The rule as the design words it, over a complete history.
struct Model {
    /// When each generation began, the first at index 0.
    began: Vec<u64>,
    /// When each generation was acknowledged.
    acknowledged: Vec<Option<u64>>,
    over: bool,
}

#[derive(Debug, PartialEq)]
enum Expected {
    Rotates,
    Again,
    Waits,
    Ends,
    Nothing,
}

impl Model {
    fn current(&self) -> usize {
        self.began.len() - 1
    }

    fn expires(&self) -> u64 {
        (self.began[self.current()] + POLICY.refresh_ttl.as_secs()).min(POLICY.max_age.as_secs())
    }

    fn refresh(&mut self, generation: usize, now: u64) -> Expected {
        let n = self.current();
        if self.over || now >= self.expires() {
            return Expected::Nothing;
        }
        if generation == n {
            if self.began[1..].iter().filter(|began| now - **began < 3_600).count() >= 60 {
                return Expected::Waits;
            }
            self.acknowledged[n].get_or_insert(now);
            self.began.push(now);
            self.acknowledged.push(None);
            return Expected::Rotates;
        }
        let superseded = self.began[generation + 1];
        let again = match self.acknowledged[n] {
            None if generation + 1 == n => true,
            Some(acknowledged) if generation + 1 == n => now - acknowledged < GRACE,
            _ => now - superseded < GRACE,
        };
        if !again {
            self.over = true;
        }
        if again { Expected::Again } else { Expected::Ends }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, ..ProptestConfig::default() })]

    #[test]
    fn the_state_machine_agrees_with_the_model(steps in steps()) {
        let mut model = Model { began: vec![0], acknowledged: vec![None], over: false };
        let mut session = opened();
        let mut held = Generation::FIRST;
        let mut now = 0;
        for step in steps {
            match step {
                Step::Wait { seconds } => now += seconds,
                Step::SignOut => {
                    model.over = true;
                    session.ended.get_or_insert((at(now), EndReason::SignedOut));
                }
                Step::UseAccessToken => {
                    if session.is_live(at(now)) && session.is_acknowledged_by(held) {
                        session.acknowledged_at = Some(at(now));
                    }
                    let n = model.current();
                    if !model.over && now < model.expires() && usize::try_from(held.0).unwrap() == n + 1 {
                        model.acknowledged[n].get_or_insert(now);
                    }
                }
                Step::Refresh { back, reply_lost } => {
                    let presented = Generation(session.generation.0.saturating_sub(back).max(1));
                    let expected = model.refresh(usize::try_from(presented.0).unwrap() - 1, now);
                    let found = match session.clone().present(presented, &POLICY, at(now)) {
                        Renewal::Rotated(next) => { session = next; Expected::Rotates }
                        Renewal::Repeated(same) => { prop_assert_eq!(&same, &session); Expected::Again }
                        Renewal::TooOften { .. } => Expected::Waits,
                        Renewal::Reused(_) => {
                            session.ended = Some((at(now), EndReason::Reuse));
                            Expected::Ends
                        }
                        Renewal::Ended | Renewal::Expired => Expected::Nothing,
                        Renewal::Foreign => panic!("a pair rotates"),
                    };
                    prop_assert_eq!(&found, &expected);
                    if !reply_lost && matches!(found, Expected::Rotates | Expected::Again) {
                        held = session.generation;
                    }
                }
            }
        }
        prop_assert!(session.expires_at <= session.ends_at);
    }

    /// A session in a cookie lives as long after its last use as it is renewed for, give or take the minute in
    /// which a use is not written, and never past its absolute end.
    #[test]
    fn s31_a_session_in_a_cookie_lives_while_it_is_used(waits in prop::collection::vec(0u64..9_000, 1..80)) {
        let mut session = opened_as(SessionKind::Cookie, Lifetime::Cookie);
        let (mut now, mut last_use) = (0, 0);
        for wait in waits {
            now += wait;
            let (idle, limit) = (now - last_use, POLICY.cookie_ttl.as_secs());
            let is_live = session.is_live(at(now));
            if now >= POLICY.max_age.as_secs() || idle >= limit {
                prop_assert!(!is_live, "{now}");
            } else if idle < limit - 60 {
                prop_assert!(is_live, "{now}");
            }
            if !is_live {
                break;
            }
            last_use = now;
            if let Some(until) = session.renewed_by_use(at(now)) {
                prop_assert!(until > session.expires_at);
                session.expires_at = until;
            }
            prop_assert!(session.expires_at <= session.ends_at);
        }
    }
}
