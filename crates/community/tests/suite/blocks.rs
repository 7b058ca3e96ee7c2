//! Blocking: who is blocked, and who blocks, is nowhere to be seen by the other.

use parlor_community::ports::Direction::{Incoming, Outgoing};
use parlor_community::{
    AddFriendError, AskError, BlockError, NoRequest, NotBlocked, NotFriends, accept_request, account_named,
    add_friend, block, friends_as_users, list_blocked, list_friends, list_requests, list_users, part,
    show_person, unblock, withdraw_request,
};
use parlor_domain::{AccountId, AccountState, Announcement};

use crate::house::{House, refused};

fn blocked(house: &House, by: AccountId) -> Vec<AccountId> {
    list_blocked(house, by, None, 100).unwrap().0.iter().map(|blocked| blocked.person.id).collect()
}

#[test]
fn s55_a_block_ends_what_ties_the_two_and_nothing_can_tie_them() {
    let house = House::new();
    let (ann, ben, cleo) = (house.person("ann"), house.person("ben"), house.person("cleo"));
    add_friend(&house, ann, ben).unwrap();
    house.ask(ann, cleo).unwrap();
    for other in [ben, cleo] {
        block(&house, other, ann).unwrap();
        assert_eq!(blocked(&house, other), [ann]);
    }
    assert!(list_friends(&house, ann, None, 10).unwrap().0.is_empty());
    assert!(list_friends(&house, ben, None, 10).unwrap().0.is_empty());
    assert!(list_requests(&house, ann, Outgoing, None, 10).unwrap().0.is_empty());
    assert!(list_requests(&house, cleo, Incoming, None, 10).unwrap().0.is_empty());
    assert_eq!(blocked(&house, ann), [], "who is blocked is not told");
    for (one, other) in [(ann, ben), (ben, ann)] {
        assert_eq!(refused(house.ask(one, other)), AskError::NotFound);
        assert_eq!(refused(add_friend(&house, one, other)), AddFriendError::NotFound);
        assert_eq!(refused(accept_request(&house, one, other)), NoRequest::NotFound);
        assert_eq!(refused(withdraw_request(&house, one, other)), NoRequest::NotFound);
        assert_eq!(refused(part(&house, one, other)), NotFriends);
        assert_eq!(show_person(&house, one, other).unwrap(), None);
    }
    let told = house.effects.take_announcements();
    assert!(told.contains(&Announcement::Blocked { by: ben, whom: ann, conversation: None }), "{told:?}");
}

#[test]
fn s55_neither_of_a_blocked_pair_is_in_any_list_that_the_other_gets() {
    let house = House::new();
    let (ann, ben, cleo) = (house.person("ann"), house.person("ben"), house.person("cleo"));
    for one in [ann, ben] {
        add_friend(&house, one, cleo).unwrap();
    }
    block(&house, ann, ben).unwrap();
    for (viewer, hidden) in [(ann, "ben"), (ben, "ann")] {
        let users = list_users(&house, viewer, 0, 100).unwrap().users;
        let names: Vec<_> = users.iter().map(|user| user.person.username.clone().unwrap()).collect();
        assert!(names.iter().all(|name| name.as_str() != hidden), "{names:?}");
        assert_eq!(names.len(), 2);
        for user in users.iter().chain(&friends_as_users(&house, viewer).unwrap()) {
            assert!(user.friends.iter().all(|friend| friend.as_str() != hidden), "{user:?}");
        }
    }
    let seen_by_cleo = list_users(&house, cleo, 0, 100).unwrap().users;
    assert_eq!(seen_by_cleo.len(), 3, "nobody else is concerned");
    assert_eq!(seen_by_cleo[2].friends.len(), 2);
}

#[test]
fn each_lifts_its_own_block_and_only_then_are_they_strangers() {
    let house = House::new();
    let (ann, ben) = (house.person("ann"), house.person("ben"));
    let since = block(&house, ann, ben).unwrap().since;
    assert_eq!(block(&house, ann, ben).unwrap().since, since);
    block(&house, ben, ann).unwrap();
    unblock(&house, ann, ben).unwrap();
    assert_eq!(refused(unblock(&house, ann, ben)), NotBlocked);
    assert_eq!(refused(house.ask(ann, ben)), AskError::NotFound);
    unblock(&house, ben, ann).unwrap();
    house.ask(ann, ben).unwrap();
}

#[test]
fn nobody_blocks_oneself_or_nobody_and_who_is_gone_can_be_unblocked() {
    let house = House::new();
    let (ann, ben) = (house.person("ann"), house.person("ben"));
    assert_eq!(refused(block(&house, ann, ann)), BlockError::Oneself);
    assert_eq!(refused(block(&house, ann, AccountId(999))), BlockError::NotFound);
    block(&house, ann, ben).unwrap();
    house.set_state(ben, AccountState::Deactivated);
    assert_eq!(blocked(&house, ann), [ben]);
    unblock(&house, ann, ben).unwrap();
    assert_eq!(refused(block(&house, ann, ben)), BlockError::NotFound);
}

#[test]
fn a_name_is_found_whether_or_not_it_is_blocked_so_that_it_can_be_unblocked() {
    let house = House::new();
    let (ann, ben) = (house.person("ann"), house.person("ben"));
    block(&house, ben, ann).unwrap();
    assert_eq!(account_named(&house, "BEN").unwrap(), Some(ben));
    house.set_state(ben, AccountState::Deactivated);
    for name in ["ben", "nobody", "", "a\0b"] {
        assert_eq!(account_named(&house, name).unwrap(), None, "{name:?}");
    }
}
