//! What else a profile holds, names and an app's data; names that are taken away; and the revision that a
//! change is thought out on.

use parlor_auth::{
    Caller, Change, ChangeProfile, Failure, ProfileError, ProfileFaults, UsernameProblem, change_profile,
    operator,
};
use parlor_domain::{
    Account, AppData, AuditKind, JsonText, Login, PersonName, PersonNames, RequestedUsername, Revision,
};
use parlor_testkit::at_once;

use crate::house::{ANN, House, PASSWORD, by_username, home, is_out, refusal};

fn change(house: &House, caller: &Caller, command: ChangeProfile) -> Result<Account, Failure<ProfileError>> {
    change_profile(&house.ctx, caller.clone(), command)
}

fn ann(house: &House) -> Caller {
    let caller = house.caller(&house.ann());
    house.effects.take();
    caller
}

fn nothing() -> ChangeProfile {
    ChangeProfile::of_nothing(home())
}

fn name(raw: &str) -> PersonName {
    PersonName::parse(raw).unwrap().unwrap()
}

fn to_name(raw: &str) -> Change<PersonName> {
    Change::To(name(raw))
}

fn to_username(raw: &str) -> Change<RequestedUsername> {
    Change::To(RequestedUsername::parse(raw).unwrap())
}

fn json(text: &str) -> JsonText {
    JsonText::written(text.to_owned()).unwrap()
}

fn data(house: &House) -> AppData {
    let id = house.account(ANN).id;
    house.look(|reader| reader.accounts().app_data(id).unwrap())
}

#[test]
fn each_name_is_set_and_taken_away_by_itself() {
    let house = House::new();
    let caller = ann(&house);
    let named = |first: Option<&str>, last: Option<&str>| PersonNames {
        first: first.map(name),
        last: last.map(name),
    };
    let first = ChangeProfile { first_name: to_name("Ann"), ..nothing() };
    assert_eq!(change(&house, &caller, first).unwrap().names, named(Some("Ann"), None));
    let last = ChangeProfile { last_name: to_name("Lee"), ..nothing() };
    assert_eq!(change(&house, &caller, last).unwrap().names, named(Some("Ann"), Some("Lee")));
    let none = ChangeProfile { first_name: Change::Remove, ..nothing() };
    let changed = change(&house, &caller, none).unwrap();
    assert_eq!((&changed.names, changed.revision), (&named(None, Some("Lee")), Revision(4)));
    assert_eq!(house.account(ANN), changed);
    assert_eq!(house.effects.take(), [], "only what one signs in with is in the audit log");
}

#[test]
fn an_apps_documents_are_kept_and_taken_away_by_themselves() {
    let house = House::new();
    let caller = ann(&house);
    let public = ChangeProfile { public_data: Change::To(json("{\"a\":1}")), ..nothing() };
    change(&house, &caller, public).unwrap();
    let private = ChangeProfile { private_data: Change::To(json("[2]")), ..nothing() };
    assert_eq!(change(&house, &caller, private).unwrap().revision, Revision(3));
    assert_eq!(data(&house), AppData { public: Some(json("{\"a\":1}")), private: Some(json("[2]")) });
    let none = ChangeProfile { public_data: Change::Remove, ..nothing() };
    change(&house, &caller, none).unwrap();
    assert_eq!(data(&house), AppData { public: None, private: Some(json("[2]")) });
    assert_eq!(house.effects.take(), []);
}

#[test]
fn names_and_documents_that_are_there_already_are_no_change() {
    let house = House::new();
    let caller = ann(&house);
    let same = || ChangeProfile {
        first_name: to_name("Ann"),
        last_name: Change::Remove,
        public_data: Change::To(json("1")),
        private_data: Change::Remove,
        ..nothing()
    };
    let changed = change(&house, &caller, same()).unwrap();
    assert_eq!(changed.revision, Revision(2));
    assert_eq!(change(&house, &caller, same()).unwrap(), changed);
    assert_eq!(house.account(ANN), changed);
}

#[test]
fn a_username_can_be_taken_away_where_an_email_is_left() {
    let house = House::new();
    let caller = ann(&house);
    change(&house, &caller, ChangeProfile { username: to_username("ann"), ..nothing() }).unwrap();
    assert!(house.sign_in("ann", PASSWORD).is_ok());
    house.effects.take();
    let changed = change(&house, &caller, ChangeProfile { username: Change::Remove, ..nothing() }).unwrap();
    assert_eq!((changed.username(), &house.account(ANN)), (None, &changed));
    assert_eq!(house.effects.take_kinds(), [AuditKind::Renamed]);
    assert!(house.sign_in("ann", PASSWORD).is_err() && house.sign_in(ANN, PASSWORD).is_ok());
    assert!(house.sign_up(by_username("ann")).is_ok(), "it is free");
}

#[test]
fn a_username_that_is_not_there_is_taken_away_without_a_change() {
    let house = House::new();
    let caller = ann(&house);
    let remove = || ChangeProfile { username: Change::Remove, ..nothing() };
    let changed = change(&house, &caller, remove()).unwrap();
    house.effects.take();
    assert_eq!(change(&house, &caller, remove()).unwrap(), changed);
    assert_eq!(house.effects.take(), []);
}

#[test]
fn the_last_name_to_sign_in_with_stays_and_nothing_else_is_changed_with_it() {
    let house = House::new();
    house.sign_up(by_username("cleo")).unwrap();
    let tokens = house.sign_in("cleo", PASSWORD).unwrap().tokens;
    let before = house.account("cleo");
    let command = ChangeProfile { username: Change::Remove, first_name: to_name("Cleo"), ..nothing() };
    let refused = refusal(change(&house, &house.caller(&tokens), command));
    let username = Some(UsernameProblem::CannotRemove);
    assert_eq!(refused, ProfileError::Fields(ProfileFaults { username, email: None }));
    assert_eq!(house.account("cleo"), before);
}

#[test]
fn a_change_thought_out_on_the_present_revision_is_made() {
    let house = House::new();
    let caller = ann(&house);
    for revision in 1..4 {
        let first_name = to_name(&format!("Ann {revision}"));
        let command = ChangeProfile { first_name, on: vec![Revision(revision)], ..nothing() };
        assert_eq!(change(&house, &caller, command).unwrap().revision, Revision(revision + 1));
    }
}

#[test]
fn a_change_thought_out_on_another_revision_is_refused_even_if_it_changes_nothing() {
    let house = House::new();
    let caller = ann(&house);
    change(&house, &caller, ChangeProfile { username: to_username("ann"), ..nothing() }).unwrap();
    house.effects.take();
    let before = (house.account(ANN), data(&house));
    for revisions in [vec![Revision(0)], vec![Revision(1)], vec![Revision(3)], vec![Revision(1), Revision(3)]]
    {
        let on = || revisions.clone();
        let commands = [
            ChangeProfile { on: on(), ..nothing() },
            ChangeProfile { on: on(), username: to_username("annie"), ..nothing() },
            ChangeProfile {
                on: on(),
                first_name: to_name("Ann"),
                public_data: Change::To(json("1")),
                ..nothing()
            },
        ];
        for command in commands {
            assert_eq!(refusal(change(&house, &caller, command)), ProfileError::Outdated);
        }
    }
    assert_eq!(((house.account(ANN), data(&house)), house.effects.take()), (before, vec![]));
}

#[test]
fn what_an_operator_changes_counts_as_a_revision_too() {
    let house = House::new();
    let caller = ann(&house);
    operator::set_admin(&house.ctx, &Login::parse(ANN), true).unwrap();
    let command = ChangeProfile { first_name: to_name("Ann"), on: vec![Revision::FIRST], ..nothing() };
    assert_eq!(refusal(change(&house, &caller, command)), ProfileError::Outdated);
    let changed = change(&house, &caller, ChangeProfile { first_name: to_name("Ann"), ..nothing() }).unwrap();
    assert!(changed.is_admin, "it is not undone by a caller who has not seen it");
}

#[test]
fn of_many_changes_at_once_on_one_revision_one_is_made() {
    let house = House::new();
    let caller = ann(&house);
    let outcomes = at_once(20, |number| {
        let first_name = to_name(&format!("Ann {number}"));
        change(&house, &caller, ChangeProfile { first_name, on: vec![Revision::FIRST], ..nothing() })
    });
    let made: Vec<_> = outcomes.iter().filter_map(|outcome| outcome.as_ref().ok()).collect();
    assert_eq!(made, [&house.account(ANN)]);
    for refused in outcomes.into_iter().filter(Result::is_err) {
        assert_eq!(refusal(refused), ProfileError::Outdated);
    }
}

#[test]
fn of_changes_of_different_fields_at_once_none_undoes_another() {
    let house = House::new();
    let caller = ann(&house);
    at_once(4, |number| {
        let command = match number {
            0 => ChangeProfile { first_name: to_name("Ann"), ..nothing() },
            1 => ChangeProfile { last_name: to_name("Lee"), ..nothing() },
            2 => ChangeProfile { public_data: Change::To(json("1")), ..nothing() },
            _ => ChangeProfile { private_data: Change::To(json("2")), ..nothing() },
        };
        change(&house, &caller, command).unwrap();
    });
    let account = house.account(ANN);
    assert_eq!(account.names, PersonNames { first: Some(name("Ann")), last: Some(name("Lee")) });
    assert_eq!(data(&house), AppData { public: Some(json("1")), private: Some(json("2")) });
    assert_eq!(account.revision, Revision(5));
}

#[test]
fn s32_nothing_is_changed_for_an_account_that_was_switched_off_meanwhile() {
    let house = House::new();
    let caller = ann(&house);
    operator::deactivate(&house.ctx, &Login::parse(ANN)).unwrap();
    let before = house.account(ANN);
    assert!(is_out(&change(&house, &caller, ChangeProfile { first_name: to_name("Ann"), ..nothing() })));
    assert_eq!(house.account(ANN), before);
}
