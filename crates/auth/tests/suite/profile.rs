//! Changing what an account is known by.

use parlor_auth::{
    Caller, Change, ChangeProfile, EmailProblem, Failure, ProfileError, ProfileFaults, UsernameProblem,
    change_profile,
};
use parlor_domain::{
    Account, Actor, AuditEvent, AuditKind, Identifiers, InvalidUsername, RequestedUsername, Revision,
    Username,
};

use crate::house::{ANN, BOB, House, PASSWORD, by_username, home, refusal, session_of, username};

fn change(house: &House, name: Option<&str>) -> Result<Account, Failure<ProfileError>> {
    let caller = house.authenticate(&house.ann().access).unwrap();
    house.effects.take();
    let command = ChangeProfile {
        username: name.map_or(Change::Keep, |name| Change::To(RequestedUsername::parse(name).unwrap())),
        ..ChangeProfile::of_nothing(home())
    };
    change_profile(&house.ctx, caller, command)
}

#[test]
fn a_new_name_replaces_the_old_one() {
    let house = House::new();
    let before = house.account(ANN);
    let changed = change(&house, Some("Ann Smith")).unwrap();
    let expected = Account {
        identifiers: before.identifiers.clone().renamed(Some(username("Ann Smith"))).unwrap(),
        revision: Revision(2),
        ..before
    };
    assert_eq!(changed, expected);
    assert_eq!(house.account("ann smith"), expected);
    assert_eq!(house.account(ANN), expected);
    assert!(house.sign_in("Ann Smith", PASSWORD).is_ok());
}

#[test]
fn a_change_of_name_is_recorded_with_its_session() {
    let house = House::new();
    let tokens = house.ann();
    let caller = house.authenticate(&tokens.access).unwrap();
    house.effects.take();
    let requested = RequestedUsername::parse("ann").unwrap();
    let command = ChangeProfile { username: Change::To(requested), ..ChangeProfile::of_nothing(home()) };
    let id = change_profile(&house.ctx, caller, command).unwrap().id;
    let event = AuditEvent {
        kind: AuditKind::Renamed,
        actor: Actor::Account(id, home()),
        account: Some(id),
        session: Some(session_of(&tokens.refresh)),
    };
    assert_eq!(house.store.journal().last(), Some(&(event.clone(), house.now())));
    assert_eq!(house.effects.take(), [event]);
}

#[test]
fn what_is_already_so_is_no_change() {
    let house = House::new();
    let before = house.account(ANN);
    for name in [None, Some(ANN), Some("ANN@example.com")] {
        assert_eq!(change(&house, name).unwrap(), before, "{name:?}");
        assert_eq!(house.effects.take(), [], "{name:?}");
        assert_eq!(house.account(ANN), before);
    }
}

#[test]
fn a_name_may_be_written_anew() {
    let house = House::new();
    change(&house, Some("ann")).unwrap();
    let changed = change(&house, Some("Ann")).unwrap();
    assert_eq!(changed.username().map(Username::as_str), Some("Ann"));
    assert_eq!(house.account("ann"), changed);
}

#[test]
fn the_own_email_may_become_the_name_again() {
    let house = House::new();
    change(&house, Some("ann")).unwrap();
    let changed = change(&house, Some("ANN@Example.com")).unwrap();
    assert_eq!(changed.username().map(Username::as_str), Some(ANN));
}

#[test]
fn somebody_elses_address_is_no_name_whether_or_not_it_has_an_account() {
    let house = House::new();
    let invalid = UsernameProblem::Invalid(InvalidUsername::Characters);
    for address in [BOB, "nobody@example.com"] {
        let refused = refusal(change(&house, Some(address)));
        assert_eq!(
            refused,
            ProfileError::Fields(ProfileFaults { username: Some(invalid), email: None }),
            "{address}"
        );
    }
    assert_eq!(house.effects.take(), []);
}

#[test]
fn a_taken_name_is_refused_however_it_is_written() {
    let house = House::new();
    house.sign_up(by_username("Cleo")).unwrap();
    let before = house.account(ANN);
    for taken in ["Cleo", "CLEO", "ｃleo"] {
        let refused = refusal(change(&house, Some(taken)));
        assert_eq!(
            refused,
            ProfileError::Fields(ProfileFaults { username: Some(UsernameProblem::Taken), email: None })
        );
    }
    assert_eq!(house.effects.take(), []);
    assert_eq!(house.account(ANN), before);
}

#[test]
fn an_email_is_not_taken_away_and_one_that_is_not_there_stays_away() {
    let house = House::new();
    let remove = || ChangeProfile { removes_email: true, ..ChangeProfile::of_nothing(home()) };
    let caller = house.authenticate(&house.ann().access).unwrap();
    let refused = refusal(change_profile(&house.ctx, caller.clone(), remove()));
    assert_eq!(
        refused,
        ProfileError::Fields(ProfileFaults { username: None, email: Some(EmailProblem::CannotRemove) })
    );
    let identifiers = Identifiers::of(None, caller.account.username().cloned()).unwrap();
    let nameless = Caller { account: Account { identifiers, ..caller.account }, ..caller };
    assert!(change_profile(&house.ctx, nameless, remove()).is_ok());
}

#[test]
fn every_field_that_is_refused_is_told_at_once() {
    let house = House::new();
    let caller = house.authenticate(&house.ann().access).unwrap();
    let username = Change::To(RequestedUsername::parse(BOB).unwrap());
    let command = ChangeProfile { username, removes_email: true, ..ChangeProfile::of_nothing(home()) };
    let expected = ProfileError::Fields(ProfileFaults {
        username: Some(UsernameProblem::Invalid(InvalidUsername::Characters)),
        email: Some(EmailProblem::CannotRemove),
    });
    assert_eq!(refusal(change_profile(&house.ctx, caller, command)), expected);
}
