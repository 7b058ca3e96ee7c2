//! Keys of other back ends: who makes them, what they open, and what they do not.

use std::convert::Infallible;

use parlor_auth::{
    Authority, CreateServiceKey, Credential, Failure, RevokeError, Stale, TokenKind, administrator,
    authenticate, authorize, create_service_key, introspect, list_service_keys, operator, revoke_service_key,
};
use parlor_domain::{
    AccountId, Actor, AuditEvent, AuditKind, Login, Scope, Scopes, ServiceKey, ServiceKeyId, ServiceKeyName,
    ServiceSecret,
};

use crate::house::{ANN, BOB, House, MINUTE, PASSWORD, elsewhere, home, refusal};

fn wanted(scope: Scope) -> CreateServiceKey {
    CreateServiceKey { name: ServiceKeyName::parse("card table").unwrap(), scopes: Scopes::of([scope]) }
}

fn make(house: &House, scope: Scope) -> (ServiceKey, ServiceSecret) {
    create_service_key(&house.ctx, &Authority::Operator, wanted(scope)).unwrap()
}

fn open(house: &House, credential: &str, scope: Scope) -> Result<Actor, Failure<Infallible>> {
    authorize(&house.ctx, &Credential::shown(credential), scope, elsewhere())
}

/// Ann as an administrator, just signed in, with her access token.
fn admin(house: &House) -> (Authority, String) {
    operator::set_admin(&house.ctx, &Login::parse(ANN), true).unwrap();
    let access = house.sign_in(ANN, PASSWORD).unwrap().tokens.access;
    house.effects.take();
    let admin = administrator::<Infallible>(&house.ctx, &Credential::shown(&access), home()).unwrap();
    (admin.into(), access)
}

#[test]
fn a_key_opens_what_its_scope_names_and_nothing_else() {
    let house = House::new();
    let (key, secret) = make(&house, Scope::WalletWrite);
    let shown = secret.expose();
    assert_eq!(open(&house, &shown, Scope::WalletWrite).unwrap(), Actor::Service(key.id, elsewhere()));
    for scope in [Scope::AccountsRead, Scope::ScoresWrite] {
        assert!(matches!(open(&house, &shown, scope), Err(Failure::Forbidden)));
    }
    assert!(matches!(
        authenticate::<Infallible>(&house.ctx, &Credential::shown(&shown)),
        Err(Failure::Forbidden)
    ));
    assert!(matches!(
        administrator::<Infallible>(&house.ctx, &Credential::shown(&shown), home()),
        Err(Failure::Forbidden)
    ));
}

#[test]
fn a_key_that_was_taken_back_or_never_was_is_no_credential() {
    let house = House::new();
    let (key, secret) = make(&house, Scope::WalletWrite);
    revoke_service_key(&house.ctx, &Authority::Operator, key.id).unwrap();
    let never = ServiceSecret::drawn([7; 24]).expose();
    for shown in [secret.expose(), never, "pk_".to_owned(), "pk_x".to_owned()] {
        assert!(matches!(open(&house, &shown, Scope::WalletWrite), Err(Failure::Unauthenticated)));
        assert!(matches!(
            authenticate::<Infallible>(&house.ctx, &Credential::shown(&shown)),
            Err(Failure::Unauthenticated)
        ));
    }
    assert_eq!(refusal(revoke_service_key(&house.ctx, &Authority::Operator, key.id)), RevokeError::NotFound);
}

#[test]
fn administrators_do_what_every_scope_allows_and_others_do_not() {
    let house = House::new();
    let (_, access) = admin(&house);
    let bob = house.sign_in(BOB, PASSWORD).unwrap().tokens.access;
    let id = house.account(ANN).id;
    for scope in Scope::ALL {
        assert_eq!(open(&house, &access, scope).unwrap(), Actor::Account(id, elsewhere()));
        assert!(matches!(open(&house, &bob, scope), Err(Failure::Forbidden)));
        assert!(matches!(open(&house, "no token", scope), Err(Failure::Unauthenticated)));
    }
}

#[test]
fn a_key_is_made_and_taken_back_in_the_name_of_whoever_did_it() {
    let house = House::new();
    let (by, _) = admin(&house);
    let (key, _) = create_service_key(&house.ctx, &by, wanted(Scope::WalletWrite)).unwrap();
    revoke_service_key(&house.ctx, &by, key.id).unwrap();
    let actor = Actor::Account(house.account(ANN).id, home());
    let event = |kind| AuditEvent { kind, actor, account: None, session: by.session() };
    let expected = [AuditKind::ServiceKeyAdded(key.id), AuditKind::ServiceKeyRevoked(key.id)].map(event);
    assert_eq!(house.effects.take(), expected);
}

#[test]
fn making_a_key_wants_a_fresh_sign_in_and_taking_it_back_does_not() {
    let house = House::new();
    let (by, _) = admin(&house);
    house.wait(15 * MINUTE + 1);
    assert_eq!(refusal(create_service_key(&house.ctx, &by, wanted(Scope::WalletWrite))), Stale);
    let (key, _) = make(&house, Scope::WalletWrite);
    revoke_service_key(&house.ctx, &by, key.id).unwrap();
}

#[test]
fn rights_that_were_taken_meanwhile_are_gone() {
    let house = House::new();
    let (by, _) = admin(&house);
    operator::set_admin(&house.ctx, &Login::parse(ANN), false).unwrap();
    let refused = create_service_key(&house.ctx, &by, wanted(Scope::WalletWrite));
    assert!(matches!(refused, Err(Failure::Forbidden)));
    operator::end_sessions(&house.ctx, &Login::parse(ANN)).unwrap();
    let refused = revoke_service_key(&house.ctx, &by, ServiceKeyId(1));
    assert!(matches!(refused, Err(Failure::Unauthenticated)));
}

#[test]
fn the_last_use_is_kept_to_the_minute() {
    let house = House::new();
    let (_, secret) = make(&house, Scope::WalletWrite);
    let used = || list_service_keys(&house.ctx, None, 9).unwrap().0.first().unwrap().last_used_at;
    assert_eq!(used(), None);
    let first = house.now();
    for _ in 0..3 {
        open(&house, &secret.expose(), Scope::WalletWrite).unwrap();
        assert_eq!(used(), Some(first));
        house.wait(20);
    }
    open(&house, &secret.expose(), Scope::WalletWrite).unwrap();
    assert_eq!(used(), Some(house.now()));
}

#[test]
fn keys_are_listed_newest_first_and_the_list_goes_on() {
    let house = House::new();
    let mut made: Vec<_> = (0..5).map(|_| make(&house, Scope::WalletWrite).0).collect();
    made.reverse();
    let (mut listed, mut after) = (Vec::new(), None);
    loop {
        let (keys, next) = list_service_keys(&house.ctx, after, 2).unwrap();
        listed.extend(keys);
        after = next;
        if after.is_none() {
            break;
        }
    }
    assert_eq!(listed, made);
}

#[test]
fn a_token_is_told_with_whose_it_is_as_long_as_it_is_good() {
    let house = House::new();
    let tokens = house.ann();
    let account = house.account(ANN);
    let told = |token: &str| introspect(&house.ctx, token).unwrap();
    let access = told(&tokens.access).unwrap();
    assert_eq!((access.kind, access.account.id), (TokenKind::Access, account.id));
    assert_eq!((access.issued_at, access.expires_at), (Some(house.now()), tokens.access_expires_at));
    let refresh = told(&tokens.refresh).unwrap();
    assert_eq!((refresh.kind, refresh.session), (TokenKind::Refresh, access.session));
    assert_eq!((refresh.issued_at, refresh.expires_at), (None, tokens.refresh_expires_at));
    for odd in ["", "no token", "pk_x"] {
        assert!(told(odd).is_none());
    }
    operator::deactivate(&house.ctx, &Login::parse(ANN)).unwrap();
    assert!(told(&tokens.access).is_none() && told(&tokens.refresh).is_none());
}

#[test]
fn asking_changes_nothing() {
    let house = House::new();
    let first = house.ann();
    let second = house.refresh(&first.refresh).unwrap();
    // Whoever only asks does not show that the second generation arrived.
    assert!(introspect(&house.ctx, &second.access).unwrap().is_some());
    assert!(introspect(&house.ctx, &second.refresh).unwrap().is_some());
    assert_eq!(house.refresh(&first.refresh).unwrap().refresh, second.refresh);
    house.effects.take();
    assert!(
        introspect(&house.ctx, &second.access).unwrap().is_some_and(|told| told.account.id == AccountId(1))
    );
    assert_eq!(house.effects.take(), []);
}
