//! The kinds of sessions: what each gives, what each is shown by, and the one way in which each is renewed.

use std::convert::Infallible;

use parlor_auth::ports::Tokens as _;
use parlor_auth::{
    Caller, Cookie, Credential, EmailProof, Failure, Granted, Kind, Origin, RefreshError, SignIn, Single,
    StepUp, TokenKind, TokenTriple, Triple, authenticate, end_session, introspect, renew_single, sign_in,
    step_up, verify_token,
};
use parlor_domain::{Generation, Login, Session, SessionId, SessionKind, SessionSecret};
use parlor_testkit::PlainTokens;

use crate::house::{
    ANN, DAY, HOUR, House, MINUTE, PASSWORD, given, home, is_out, refusal, seconds_of, session_of,
};

/// Ann signs in and gets what she asks for.
fn ann<K: Kind>(house: &House, kind: K) -> K::Given {
    let (login, password) = (Login::parse(ANN), given(PASSWORD));
    let origin = Origin::of_contract(home()).opening(kind);
    sign_in(&house.ctx, SignIn { login, password, email: EmailProof::AsConfigured, origin }).unwrap().tokens
}

fn caller(house: &House, credential: &Credential) -> Option<Caller> {
    match authenticate::<Infallible>(&house.ctx, credential) {
        Ok(caller) => Some(caller),
        Err(Failure::Unauthenticated) => None,
        Err(other) => panic!("{other}"),
    }
}

fn opaque(secret: &SessionSecret) -> Credential {
    Credential::shown(&secret.expose())
}

fn cookie(secret: &SessionSecret) -> Credential {
    Credential::in_cookie(&secret.expose()).unwrap()
}

fn stored(house: &House, id: SessionId) -> Session {
    house.look(|reader| reader.sessions().with_account(id).unwrap().unwrap().0)
}

fn stepped_up(house: &House, caller: Caller) -> Granted {
    step_up(&house.ctx, caller, StepUp { password: given(PASSWORD), address: home() }).unwrap()
}

#[test]
fn a_single_token_lives_as_long_as_its_session() {
    let house = House::new();
    let token = ann(&house, Single);
    let claims = PlainTokens::claims(&token.access).unwrap();
    assert_eq!((claims.expires_at, token.expires_at), (house.now() + seconds_of(DAY), claims.expires_at));
    assert_eq!(stored(&house, claims.session).kind, SessionKind::Single);
    house.wait(DAY - 1);
    assert!(house.authenticate(&token.access).is_some());
    house.wait(1);
    assert!(house.authenticate(&token.access).is_none());
}

#[test]
fn a_single_token_is_made_anew_on_request_and_renews_its_session() {
    let house = House::new();
    let mut token = ann(&house, Single).access;
    let session = PlainTokens::claims(&token).unwrap().session;
    for _ in 0..5 {
        house.wait(DAY - 1);
        let shown = Credential::shown(&token);
        let next = renew_single::<Infallible>(&house.ctx, &caller(&house, &shown).unwrap(), &shown).unwrap();
        let claims = PlainTokens::claims(&next).unwrap();
        assert_eq!((claims.session, claims.expires_at), (session, house.now() + seconds_of(DAY)));
        assert_ne!(next, token);
        token = next;
    }
}

#[test]
fn s45_however_often_a_single_token_is_made_anew_the_absolute_end_holds() {
    let house = House::with(|kit| kit.ctx.policy.sessions.max_age = seconds_of(2 * DAY));
    let token = ann(&house, Single).access;
    let shown = Credential::shown(&token);
    house.wait(DAY - 1);
    let next = renew_single::<Infallible>(&house.ctx, &caller(&house, &shown).unwrap(), &shown).unwrap();
    house.wait(DAY - 10);
    let shown = Credential::shown(&next);
    let last = renew_single::<Infallible>(&house.ctx, &caller(&house, &shown).unwrap(), &shown).unwrap();
    house.wait(10);
    assert!(house.authenticate(&last).is_some());
    house.wait(1);
    assert!(house.authenticate(&last).is_none());
}

#[test]
fn a_single_token_is_not_made_anew_once_its_session_has_ended() {
    let house = House::new();
    let shown = Credential::shown(&ann(&house, Single).access);
    let caller = caller(&house, &shown).unwrap();
    end_session(&house.ctx, &caller, caller.session.id, home()).unwrap();
    assert!(is_out(&renew_single::<Infallible>(&house.ctx, &caller, &shown)));
}

#[test]
fn other_sessions_go_on_with_the_token_they_came_with_and_are_not_renewed_by_it() {
    let house = House::new();
    let pair = Credential::shown(&house.ann().access);
    let (triple, in_cookie) = (opaque(&ann(&house, Triple).opaque), cookie(&ann(&house, Cookie)));
    house.wait(30);
    let renew = |shown: &Credential| {
        let caller = caller(&house, shown).unwrap();
        let token = renew_single::<Infallible>(&house.ctx, &caller, shown).unwrap();
        assert_eq!(stored(&house, caller.session.id).expires_at, caller.session.expires_at);
        (token, caller.session)
    };
    assert_eq!(Credential::shown(&renew(&pair).0), pair);
    for shown in [triple, in_cookie] {
        let (token, session) = renew(&shown);
        let claims = PlainTokens::claims(&token).unwrap();
        assert_eq!(claims.session, session.id);
        assert!(claims.expires_at <= session.expires_at);
        assert!(claims.expires_at <= house.now() + house.ctx.policy.sessions.access_ttl);
    }
}

#[test]
fn a_triple_has_a_pair_and_an_opaque_token_that_lives_as_long_as_the_session() {
    let house = House::new();
    let TokenTriple { pair, opaque: secret } = ann(&house, Triple);
    let id = session_of(&pair.refresh);
    assert_eq!(caller(&house, &opaque(&secret)).unwrap().session.id, id);
    assert_eq!(house.authenticate(&pair.access).unwrap().session.id, id);
    house.wait(DAY - 1);
    let next = house.refresh(&pair.refresh).unwrap();
    house.wait(DAY - 1);
    assert!(caller(&house, &opaque(&secret)).is_some(), "it lives on from the last refresh");
    house.refresh(&next.refresh).unwrap();
    house.wait(DAY);
    assert!(caller(&house, &opaque(&secret)).is_none());
}

#[test]
fn two_triples_have_opaque_tokens_of_their_own() {
    let house = House::new();
    let (one, other) = (ann(&house, Triple), ann(&house, Triple));
    assert_ne!(one.opaque, other.opaque);
    house.sign_out(&one.pair.refresh);
    assert!(caller(&house, &opaque(&one.opaque)).is_none());
    assert!(caller(&house, &opaque(&other.opaque)).is_some());
}

#[test]
fn s31_a_session_in_a_cookie_ends_after_two_hours_without_use() {
    let house = House::new();
    let secret = ann(&house, Cookie);
    house.wait(2 * HOUR - 1);
    let id = caller(&house, &cookie(&secret)).unwrap().session.id;
    assert_eq!(stored(&house, id).expires_at, house.now() + seconds_of(2 * HOUR));
    house.wait(2 * HOUR - 1);
    assert!(caller(&house, &cookie(&secret)).is_some());
    house.wait(2 * HOUR);
    assert!(caller(&house, &cookie(&secret)).is_none());
}

#[test]
fn a_session_in_a_cookie_is_written_once_a_minute_at_most() {
    let house = House::new();
    let secret = ann(&house, Cookie);
    let id = caller(&house, &cookie(&secret)).unwrap().session.id;
    let ends = || stored(&house, id).expires_at;
    let first = ends();
    house.wait(MINUTE - 1);
    caller(&house, &cookie(&secret)).unwrap();
    assert_eq!(ends(), first);
    house.wait(1);
    caller(&house, &cookie(&secret)).unwrap();
    assert_eq!(ends(), first + seconds_of(MINUTE));
}

#[test]
fn s31_a_session_in_a_cookie_ends_for_good_however_much_it_is_used() {
    let house = House::with(|kit| kit.ctx.policy.sessions.max_age = seconds_of(3 * HOUR));
    let secret = ann(&house, Cookie);
    house.wait(2 * HOUR - 1);
    assert!(caller(&house, &cookie(&secret)).is_some());
    house.wait(HOUR);
    assert!(caller(&house, &cookie(&secret)).is_some());
    house.wait(1);
    assert!(caller(&house, &cookie(&secret)).is_none());
}

#[test]
fn a_secret_speaks_for_a_session_of_its_own_kind_alone() {
    let house = House::new();
    let (triple, in_cookie) = (ann(&house, Triple).opaque, ann(&house, Cookie));
    assert!(caller(&house, &cookie(&triple)).is_none());
    assert!(caller(&house, &opaque(&in_cookie)).is_none());
}

#[test]
fn s32_a_secret_is_over_with_its_session_and_its_account() {
    let house = House::new();
    let credentials = [opaque(&ann(&house, Triple).opaque), cookie(&ann(&house, Cookie))];
    for credential in &credentials {
        let caller = caller(&house, credential).unwrap();
        end_session(&house.ctx, &caller, caller.session.id, home()).unwrap();
    }
    assert!(credentials.iter().all(|credential| caller(&house, credential).is_none()));
    let credentials = [opaque(&ann(&house, Triple).opaque), cookie(&ann(&house, Cookie))];
    parlor_auth::operator::deactivate(&house.ctx, &Login::parse(ANN)).unwrap();
    assert!(credentials.iter().all(|credential| caller(&house, credential).is_none()));
}

#[test]
fn a_session_without_a_refresh_token_refuses_one_that_somebody_made_and_goes_on() {
    let house = House::new();
    let single = ann(&house, Single).access;
    let in_cookie = cookie(&ann(&house, Cookie));
    let ids = [PlainTokens::claims(&single).unwrap().session, caller(&house, &in_cookie).unwrap().session.id];
    for id in ids {
        for generation in [1, 2] {
            let token = PlainTokens.refresh(id, Generation(generation));
            assert_eq!(refusal(house.refresh(&token)), RefreshError::Invalid);
            assert!(verify_token(&house.ctx, &token).is_err());
        }
        assert_eq!(stored(&house, id).ended, None);
    }
}

#[test]
fn s29_a_step_up_gives_new_credentials_of_the_session_s_own_kind() {
    let house = House::new();
    let single = ann(&house, Single).access;
    let TokenTriple { pair, opaque: secret } = ann(&house, Triple);
    let in_cookie = ann(&house, Cookie);
    house.wait(HOUR);

    let Granted::Single(next) = stepped_up(&house, house.authenticate(&single).unwrap()) else { panic!() };
    assert_eq!(next.expires_at, house.now() + seconds_of(DAY));
    assert!(
        house.authenticate(&next.access).unwrap().session.is_fresh(&house.ctx.policy.sessions, house.now())
    );

    let Granted::Triple(next) = stepped_up(&house, caller(&house, &opaque(&secret)).unwrap()) else {
        panic!()
    };
    assert!(caller(&house, &opaque(&secret)).is_none());
    assert_eq!(caller(&house, &opaque(&next.opaque)).unwrap().session.id, session_of(&pair.refresh));
    assert_eq!(session_of(&next.pair.refresh), session_of(&pair.refresh));
    house.refresh(&next.pair.refresh).unwrap();

    let Granted::Cookie(next) = stepped_up(&house, caller(&house, &cookie(&in_cookie)).unwrap()) else {
        panic!()
    };
    assert!(caller(&house, &cookie(&in_cookie)).is_none());
    let session = caller(&house, &cookie(&next)).unwrap().session;
    assert_eq!((session.signed_in_at, session.kind), (house.now(), SessionKind::Cookie));
}

#[test]
fn an_opaque_token_is_told_of_to_other_back_ends_and_what_a_cookie_holds_is_not() {
    let house = House::new();
    let triple = ann(&house, Triple);
    let told = |secret: &SessionSecret| introspect(&house.ctx, &secret.expose()).unwrap();
    let known = told(&triple.opaque).unwrap();
    assert_eq!((known.kind, known.issued_at), (TokenKind::Access, None));
    assert_eq!(known.expires_at, stored(&house, known.session).expires_at);
    assert!(told(&ann(&house, Cookie)).is_none());
    let caller = caller(&house, &opaque(&triple.opaque)).unwrap();
    end_session(&house.ctx, &caller, known.session, home()).unwrap();
    assert!(told(&triple.opaque).is_none());
}
