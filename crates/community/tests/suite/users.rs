//! The list of everybody.

use parlor_community::{add_friend, friends_as_users, list_users, users_by_id};
use parlor_domain::{AccountState, User};

use crate::house::House;

fn told(users: &[User]) -> Vec<String> {
    let tell = |user: &User| {
        let friends: Vec<_> = user.friends.iter().map(|friend| friend.as_str()).collect();
        format!("{}: {}", user.person.username.as_ref().unwrap().as_str(), friends.join(" "))
    };
    users.iter().map(tell).collect()
}

#[test]
fn everybody_is_listed_with_their_friends_each_in_order_of_name() {
    let house = House::new();
    let (ben, ann) = (house.person("Ben"), house.person("ann"));
    let (cleo, dan) = (house.person("cleo"), house.person("Dan"));
    for (one, other) in [(ann, dan), (ann, ben), (cleo, ann), (dan, ben)] {
        add_friend(&house, one, other).unwrap();
    }
    let page = list_users(&house, ann, 0, 100).unwrap();
    assert_eq!(told(&page.users), ["ann: Ben cleo Dan", "Ben: ann Dan", "cleo: ann", "Dan: ann Ben"]);
    assert!(!page.goes_on);
    let page = list_users(&house, ann, 1, 2).unwrap();
    assert_eq!(told(&page.users), ["Ben: ann Dan", "cleo: ann"]);
    assert!(page.goes_on);
    assert_eq!(told(&friends_as_users(&house, dan).unwrap()), ["ann: Ben cleo Dan", "Ben: ann Dan"]);
    assert_eq!(told(&users_by_id(&house, dan, &[dan, cleo]).unwrap()), ["cleo: ann", "Dan: ann Ben"]);

    house.set_state(ben, AccountState::Deactivated);
    let page = list_users(&house, ann, 0, 100).unwrap();
    assert_eq!(told(&page.users), ["ann: cleo Dan", "cleo: ann", "Dan: ann"]);
}
