//! What owners are told without having asked.

use parlor_auth::operator;
use parlor_domain::{AccountState, Login};
use parlor_testkit::QueuedMail;

use crate::house::{ANN, BOB, HOUR, House, MINUTE, PASSWORD, WRONG, by_username, chosen, refusal};

fn kinds(house: &House) -> Vec<(String, String)> {
    house.mails().into_iter().map(|mail| (mail.to, mail.kind)).collect()
}

fn one(house: &House) -> QueuedMail {
    let [mail] = house.mails().try_into().unwrap();
    mail
}

/// Lets a refresh token of a session of Ann's come back after its successor was used.
fn reuse(house: &House) {
    let first = house.ann();
    let second = house.refresh(&first.refresh).unwrap();
    house.authenticate(&second.access).unwrap();
    house.wait(10);
    for _ in 0..3 {
        refusal(house.refresh(&first.refresh));
    }
}

#[test]
fn s41_a_reuse_is_told_to_the_owner_once_with_where_it_came_from() {
    let house = House::new();
    reuse(&house);
    let mail = one(&house);
    assert_eq!((mail.to.as_str(), mail.kind.as_str()), (ANN, "refresh_reused"));
    assert!(mail.text.contains("203.0.113.9"), "{}", mail.text);
}

#[test]
fn s42_an_older_token_that_comes_back_is_told_too() {
    let house = House::new();
    let first = house.ann();
    let second = house.refresh(&first.refresh).unwrap();
    house.refresh(&second.refresh).unwrap();
    house.wait(10);
    refusal(house.refresh(&first.refresh));
    assert_eq!(one(&house).kind, "refresh_reused");
}

#[test]
fn a_lock_is_told_to_whoever_has_the_account_once_for_each_lock() {
    let house = House::new();
    house.guess(ANN, 4);
    assert_eq!(kinds(&house), []);
    house.guess(ANN, 6);
    assert_eq!(kinds(&house), [(ANN.to_owned(), "locked".to_owned())]);
    house.guess("nobody@example.com", 6);
    assert_eq!(kinds(&house).len(), 1, "nobody is told of a name that nobody has");
}

#[test]
fn nobody_is_told_who_has_no_address_or_no_account_in_use() {
    let house = House::new();
    house.sign_up(by_username("carol")).unwrap();
    house.guess("carol", 5);
    let bob = house.account(BOB).id;
    house.store_as(|work| {
        work.accounts().set_state(bob, AccountState::Deactivated).unwrap();
    });
    house.guess(BOB, 5);
    assert_eq!(kinds(&house), []);
}

#[test]
fn a_stranger_causes_no_more_than_five_notices_of_a_kind_in_an_hour() {
    let house = House::new();
    for _ in 0..8 {
        house.guess(ANN, 5);
        operator::unlock(&house.ctx, &Login::parse(ANN)).unwrap();
        house.wait(5 * MINUTE);
    }
    assert_eq!(kinds(&house).len(), 5);
    reuse(&house);
    assert_eq!(kinds(&house).len(), 6, "each kind has a budget of its own");
    house.guess(BOB, 5);
    assert_eq!(kinds(&house).len(), 7, "and so has each account");
    house.wait(HOUR);
    house.guess(ANN, 5);
    assert_eq!(kinds(&house).len(), 8);
}

#[test]
fn with_the_budgets_off_every_notice_is_sent() {
    let house = House::with(|kit| kit.ctx.mail.notices = None);
    for _ in 0..8 {
        house.guess(ANN, 5);
        operator::unlock(&house.ctx, &Login::parse(ANN)).unwrap();
    }
    assert_eq!(kinds(&house).len(), 8);
}

#[test]
fn a_password_that_an_operator_set_is_told_to_the_owner() {
    let house = House::new();
    operator::set_password(&house.ctx, &Login::parse(ANN), &chosen("another good one")).unwrap();
    assert_eq!(kinds(&house), [(ANN.to_owned(), "password_changed".to_owned())]);
}

#[test]
fn what_goes_as_it_should_is_told_to_nobody() {
    let house = House::new();
    let tokens = house.ann();
    house.refresh(&tokens.refresh).unwrap();
    refusal(house.sign_in(ANN, WRONG));
    house.ann();
    house.sign_out(&tokens.refresh);
    assert_eq!(kinds(&house), []);
}

#[test]
fn a_sign_in_from_where_none_came_before_is_told_unless_it_is_the_first() {
    let house = House::new();
    house.ann();
    assert_eq!(kinds(&house), [], "the first is nobody else's");
    house.ann();
    assert_eq!(kinds(&house), [], "from home again");
    house.sign_in(ANN, PASSWORD).unwrap();
    let mail = one(&house);
    assert_eq!((mail.to.as_str(), mail.kind.as_str()), (ANN, "new_device"));
    assert!(mail.text.contains("203.0.113.9"), "{}", mail.text);
    house.sign_in(ANN, PASSWORD).unwrap();
    assert_eq!(kinds(&house).len(), 1, "that is known now");
}
