//! Asking, answering, parting.

use std::time::Duration;

use parlor_community::ports::Direction::{self, Incoming, Outgoing};
use parlor_community::{
    AddFriendError, AskError, AskFriend, MOST_FRIENDS, NoRequest, NotFriends, accept_request, add_friend,
    ask_friend, list_friends, list_requests, part, show_person, withdraw_request,
};
use parlor_domain::ports::Clock as _;
use parlor_domain::{AccountId, AccountState, Announcement, Bond, IdempotencyKey, Pair};

use crate::house::{House, refused};

fn friends(house: &House, of: AccountId) -> Vec<AccountId> {
    let (friends, next) = list_friends(house, of, None, 100).unwrap();
    assert_eq!(next, None);
    friends.iter().map(|friend| friend.person.id).collect()
}

fn requests(house: &House, of: AccountId, direction: Direction) -> Vec<AccountId> {
    let (requests, _) = list_requests(house, of, direction, None, 100).unwrap();
    requests.iter().map(|request| request.person.id).collect()
}

#[test]
fn a_request_waits_until_it_is_accepted() {
    let house = House::new();
    let (ann, ben) = (house.person("ann"), house.person("ben"));
    let asked_at = house.clock.now();
    assert_eq!(house.ask(ann, ben).unwrap(), Bond::Asked { by: ann, at: asked_at });
    assert_eq!((requests(&house, ann, Outgoing), requests(&house, ben, Incoming)), (vec![ben], vec![ann]));
    assert_eq!((requests(&house, ann, Incoming), requests(&house, ben, Outgoing)), (vec![], vec![]));
    assert!(friends(&house, ann).is_empty());

    house.clock.advance(Duration::from_secs(60));
    assert_eq!(house.ask(ann, ben).unwrap(), Bond::Asked { by: ann, at: asked_at });
    assert_eq!(refused(accept_request(&house, ann, ben)), NoRequest::NotFound);
    accept_request(&house, ben, ann).unwrap();
    assert_eq!((friends(&house, ann), friends(&house, ben)), (vec![ben], vec![ann]));
    assert_eq!(requests(&house, ben, Incoming), []);
    assert_eq!(refused(accept_request(&house, ben, ann)), NoRequest::NotFound);

    let befriended = Announcement::Befriended(Pair::of(ann, ben).unwrap());
    let told = [Announcement::FriendAsked { by: ann, whom: ben }, befriended];
    assert_eq!(
        house.effects.take_announcements(),
        told,
        "each is told once, and what changes nothing is not"
    );
}

#[test]
fn s57_a_request_that_comes_again_under_its_key_is_answered_as_before_and_asks_nothing() {
    let house = House::new();
    let (ann, ben, cleo) = (house.person("ann"), house.person("ben"), house.person("cleo"));
    let key = |text| Some(IdempotencyKey::parse(text).unwrap());
    let ask = |by, whom, text| ask_friend(&house, by, AskFriend { whom, key: key(text) });
    let asked = Bond::Asked { by: ann, at: house.clock.now() };
    assert_eq!(ask(ann, ben, "k").unwrap(), asked);
    // What came of it since changes neither the answer nor anything else.
    withdraw_request(&house, ben, ann).unwrap();
    house.clock.advance(Duration::from_secs(60));
    house.effects.take_announcements();
    assert_eq!(ask(ann, ben, "k").unwrap(), asked);
    assert_eq!((requests(&house, ben, Incoming), house.effects.take_announcements().len()), (vec![], 0));
    assert_eq!(refused(ask(ann, cleo, "k")), AskError::KeyReused);
    // Somebody else's keys are their own; and to ask what is there already has a key too.
    assert_eq!(ask(ben, ann, "k").unwrap(), Bond::Asked { by: ben, at: house.clock.now() });
    let friends = Bond::Friends { since: house.clock.now() };
    assert_eq!(ask(ann, ben, "k2").unwrap(), friends);
    house.clock.advance(Duration::from_secs(60));
    assert_eq!((ask(ann, ben, "k3").unwrap(), ask(ann, ben, "k3").unwrap()), (friends, friends));
    // A day later it is a key like any other.
    part(&house, ann, ben).unwrap();
    house.clock.advance(Duration::from_secs(24 * 3600));
    assert_eq!(ask(ann, cleo, "k").unwrap(), Bond::Asked { by: ann, at: house.clock.now() });
}

#[test]
fn s57_what_could_not_be_asked_may_be_asked_again_under_its_key() {
    let house = House::new();
    let (ann, ben) = (house.person("ann"), house.person("ben"));
    let ask = || {
        let key = IdempotencyKey::parse("k").unwrap();
        ask_friend(&house, ann, AskFriend { whom: ben, key: Some(key) })
    };
    house.set_state(ben, AccountState::Deactivated);
    assert_eq!(refused(ask()), AskError::NotFound);
    house.set_state(ben, AccountState::Active);
    assert_eq!(ask().unwrap(), Bond::Asked { by: ann, at: house.clock.now() });
}

#[test]
fn a_request_is_declined_or_taken_back_and_may_be_asked_again() {
    let house = House::new();
    let (ann, ben) = (house.person("ann"), house.person("ben"));
    for by in [ann, ben] {
        house.ask(ann, ben).unwrap();
        withdraw_request(&house, by, if by == ann { ben } else { ann }).unwrap();
        assert_eq!(requests(&house, ben, Incoming), []);
        assert_eq!(refused(withdraw_request(&house, ann, ben)), NoRequest::NotFound);
    }
}

#[test]
fn two_requests_that_cross_make_friends() {
    let house = House::new();
    let (ann, ben) = (house.person("ann"), house.person("ben"));
    house.ask(ann, ben).unwrap();
    assert_eq!(house.ask(ben, ann).unwrap(), Bond::Friends { since: house.clock.now() });
    assert_eq!((requests(&house, ann, Outgoing), friends(&house, ann)), (vec![], vec![ben]));
}

#[test]
fn who_is_added_is_a_friend_at_once_and_stays_one_when_added_again() {
    let house = House::new();
    let (ann, ben) = (house.person("ann"), house.person("ben"));
    house.ask(ben, ann).unwrap();
    add_friend(&house, ann, ben).unwrap();
    add_friend(&house, ben, ann).unwrap();
    assert_eq!((friends(&house, ann), friends(&house, ben)), (vec![ben], vec![ann]));
    assert_eq!(requests(&house, ann, Incoming), []);
    assert_eq!(refused(add_friend(&house, ann, ann)), AddFriendError::Oneself);
    assert_eq!(refused(add_friend(&house, ann, AccountId(999))), AddFriendError::NotFound);
}

#[test]
fn a_friendship_ends_for_both() {
    let house = House::new();
    let (ann, ben) = (house.person("ann"), house.person("ben"));
    add_friend(&house, ann, ben).unwrap();
    part(&house, ben, ann).unwrap();
    assert_eq!((friends(&house, ann), friends(&house, ben)), (vec![], vec![]));
    assert_eq!(refused(part(&house, ann, ben)), NotFriends);
    assert_eq!(refused(part(&house, ann, ann)), NotFriends);
}

#[test]
fn who_is_not_there_or_not_active_is_not_found() {
    let house = House::new();
    let (ann, ben, cleo) = (house.person("ann"), house.person("ben"), house.person("cleo"));
    add_friend(&house, ann, ben).unwrap();
    house.ask(cleo, ann).unwrap();
    for (state, friend, asked) in
        [(AccountState::Deactivated, vec![], vec![]), (AccountState::Active, vec![ben], vec![cleo])]
    {
        for id in [ben, cleo] {
            house.set_state(id, state);
        }
        assert_eq!((friends(&house, ann), requests(&house, ann, Incoming)), (friend, asked));
        assert_eq!(show_person(&house, ann, ben).unwrap().is_some(), state == AccountState::Active);
    }
    house.set_state(ben, AccountState::Deactivated);
    assert_eq!(refused(house.ask(cleo, ben)), AskError::NotFound);
    assert_eq!(refused(house.ask(cleo, AccountId(999))), AskError::NotFound);
    assert_eq!(refused(house.ask(cleo, cleo)), AskError::Oneself);
    // Whoever is switched off can still be left.
    part(&house, ann, ben).unwrap();
    house.delete(cleo);
    assert_eq!(refused(accept_request(&house, ann, cleo)), NoRequest::NotFound);
}

#[test]
fn nobody_has_more_than_a_thousand_friends() {
    let house = House::new();
    let (ann, ben) = (house.person("ann"), house.person("ben"));
    let others: Vec<_> = (0..MOST_FRIENDS).map(|number| house.person(&format!("other{number}"))).collect();
    for other in &others {
        add_friend(&house, ann, *other).unwrap();
    }
    assert_eq!(refused(add_friend(&house, ben, ann)), AddFriendError::TooMany);
    house.ask(ben, ann).unwrap();
    assert_eq!(refused(house.ask(ann, ben)), AskError::TooMany);
    assert_eq!(refused(accept_request(&house, ann, ben)), NoRequest::TooMany);
    part(&house, ann, others[0]).unwrap();
    accept_request(&house, ann, ben).unwrap();

    for other in others.iter().take(MOST_FRIENDS) {
        house.ask(ben, *other).unwrap();
    }
    let one_more = house.person("one more");
    assert_eq!(refused(house.ask(ben, one_more)), AskError::TooMany);
    withdraw_request(&house, ben, others[3]).unwrap();
    house.ask(ben, one_more).unwrap();
}

#[test]
fn friends_are_listed_in_order_of_name_a_page_at_a_time() {
    let house = House::new();
    let ann = house.person("ann");
    for name in ["delta", "Alpha", "charlie", "Éclair", "bravo"] {
        add_friend(&house, ann, house.person(name)).unwrap();
    }
    let mut after = None;
    let mut names = Vec::new();
    loop {
        let (page, next) = list_friends(&house, ann, after.as_ref(), 2).unwrap();
        assert!(page.len() <= 2);
        names.extend(page.into_iter().map(|friend| friend.person.username.unwrap().as_str().to_owned()));
        if next.is_none() {
            break;
        }
        after = next;
    }
    assert_eq!(names, ["Alpha", "bravo", "charlie", "delta", "Éclair"]);
}

#[test]
fn requests_are_listed_those_asked_last_first_a_page_at_a_time() {
    let house = House::new();
    let ann = house.person("ann");
    let others: Vec<_> = (0..5).map(|number| house.person(&format!("other{number}"))).collect();
    for (number, other) in others.iter().enumerate() {
        house.ask(*other, ann).unwrap();
        // Two of them in the same moment.
        house.clock.advance(Duration::from_secs(u64::from(number != 2)));
    }
    let mut after = None;
    let mut ids = Vec::new();
    loop {
        let (page, next) = list_requests(&house, ann, Incoming, after, 2).unwrap();
        ids.extend(page.iter().map(|request| request.person.id));
        if next.is_none() {
            break;
        }
        after = next;
    }
    assert_eq!(ids, [others[4], others[3], others[2], others[1], others[0]]);
}
