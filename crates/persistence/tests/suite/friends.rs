//! What two people do to each other at once, and how many queries a list takes, on both databases.

use parlor_community::ports::Direction;
use parlor_community::{
    AskError, AskFriend, accept_request, add_friend, ask_friend, block, friends_as_users, list_blocked,
    list_friends, list_requests, list_users, part, search_profiles, unblock, users_by_id, withdraw_request,
};
use parlor_domain::{AccountId, AccountState, Bond, Failure, IdempotencyKey, NamePrefix};
use parlor_testkit::at_once;

use crate::support;
use crate::town::Town;

fn are_friends(town: &Town, one: AccountId, other: AccountId) -> bool {
    let of = |who, whom| {
        let (friends, _) = list_friends(&town.ctx, who, None, 10).unwrap();
        friends.iter().any(|friend| friend.person.id == whom)
    };
    assert_eq!(of(one, other), of(other, one), "a friendship has two sides");
    of(one, other)
}

#[test]
fn two_requests_that_cross_at_once_become_one_friendship() {
    for fresh in support::both() {
        let town = Town::on(&fresh);
        for round in 0..20 {
            let (ann, ben) = (town.person(&format!("ann{round}")), town.person(&format!("ben{round}")));
            let bonds = at_once(8, |number| {
                let (by, whom) = if number % 2 == 0 { (ann, ben) } else { (ben, ann) };
                town.ask(by, whom).unwrap()
            });
            let befriended = bonds.iter().filter(|bond| matches!(bond, Bond::Friends { .. })).count();
            assert!(befriended >= 1, "{bonds:?}");
            assert!(are_friends(&town, ann, ben));
            for who in [ann, ben] {
                for direction in [Direction::Incoming, Direction::Outgoing] {
                    let (open, _) = list_requests(&town.ctx, who, direction, None, 10).unwrap();
                    assert!(open.is_empty(), "{open:?}");
                }
            }
        }
    }
}

#[test]
fn s55_whatever_happens_at_once_with_a_block_the_two_are_no_friends_after_it() {
    for fresh in support::both() {
        let town = Town::on(&fresh);
        for round in 0..20 {
            let (ann, ben) = (town.person(&format!("ann{round}")), town.person(&format!("ben{round}")));
            town.ask(ann, ben).unwrap();
            at_once(6, |number| match number {
                0 => drop(accept_request(&town.ctx, ben, ann)),
                1 => drop(town.ask(ben, ann)),
                2 => drop(add_friend(&town.ctx, ann, ben)),
                3 => drop(withdraw_request(&town.ctx, ann, ben)),
                4 => drop(town.ask(ann, ben)),
                _ => drop(block(&town.ctx, ben, ann).unwrap()),
            });
            assert!(!are_friends(&town, ann, ben), "round {round}");
            let (open, _) = list_requests(&town.ctx, ben, Direction::Incoming, None, 10).unwrap();
            assert!(open.is_empty(), "{open:?}");
            assert_eq!(list_blocked(&town.ctx, ben, None, 10).unwrap().0.len(), 1);
        }
    }
}

#[test]
fn blocks_of_both_at_once_are_both_kept_and_both_lifted() {
    for fresh in support::both() {
        let town = Town::on(&fresh);
        let (ann, ben) = (town.person("ann"), town.person("ben"));
        let by = |number| if number == 0 { (ann, ben) } else { (ben, ann) };
        for _ in 0..10 {
            at_once(2, |number| drop(block(&town.ctx, by(number).0, by(number).1).unwrap()));
            for (who, whom) in [(ann, ben), (ben, ann)] {
                let (blocked, _) = list_blocked(&town.ctx, who, None, 10).unwrap();
                assert_eq!(blocked.iter().map(|one| one.person.id).collect::<Vec<_>>(), [whom]);
            }
            at_once(2, |number| unblock(&town.ctx, by(number).0, by(number).1).unwrap());
        }
        add_friend(&town.ctx, ann, ben).unwrap();
    }
}

#[test]
fn friends_who_part_while_one_leaves_leave_nothing_behind() {
    for fresh in support::both() {
        let town = Town::on(&fresh);
        for round in 0..10 {
            let (ann, ben) = (town.person(&format!("ann{round}")), town.person(&format!("ben{round}")));
            let cleo = town.person(&format!("cleo{round}"));
            add_friend(&town.ctx, ann, ben).unwrap();
            at_once(4, |number| match number {
                0 => drop(part(&town.ctx, ann, ben)),
                1 => town.delete(ben),
                2 => drop(town.ask(cleo, ben)),
                _ => drop(block(&town.ctx, ann, ben)),
            });
            let pairs = fresh.rows("SELECT CAST(count(*) AS TEXT) AS line FROM pairs");
            assert_eq!(pairs, ["0"], "round {round}");
        }
    }
}

#[test]
fn a_list_takes_as_many_queries_for_many_as_for_few() {
    for fresh in support::both() {
        let town = Town::on(&fresh);
        let (ann, name) = (town.person("ann"), NamePrefix::parse("o").unwrap());
        let count = || {
            let everybody: Vec<_> = (1..=150).map(AccountId).collect();
            let lists: [&dyn Fn(); 8] = [
                &|| drop(list_users(&town.ctx, ann, 0, 50).unwrap()),
                &|| drop(list_friends(&town.ctx, ann, None, 50).unwrap()),
                &|| drop(list_requests(&town.ctx, ann, Direction::Incoming, None, 50).unwrap()),
                &|| drop(list_blocked(&town.ctx, ann, None, 50).unwrap()),
                &|| drop(list_requests(&town.ctx, ann, Direction::Outgoing, None, 50).unwrap()),
                &|| drop(friends_as_users(&town.ctx, ann).unwrap()),
                &|| drop(users_by_id(&town.ctx, ann, &everybody).unwrap()),
                &|| drop(search_profiles(&town.ctx, ann, &name, None, 50).unwrap()),
            ];
            lists.map(support::queries)
        };
        let few = count();
        assert_eq!(few, [4, 1, 1, 1, 1, 4, 4, 1]);
        for number in 0..60 {
            let other = town.person(&format!("other{number}"));
            add_friend(&town.ctx, ann, other).unwrap();
            add_friend(&town.ctx, town.person(&format!("another{number}")), other).unwrap();
        }
        assert_eq!(count(), few);
        let users = list_users(&town.ctx, ann, 0, 50).unwrap().users;
        assert_eq!(users.iter().map(|user| user.friends.len()).max(), Some(60));
    }
}

#[test]
fn s57_a_request_under_one_key_is_asked_once_whatever_happens_at_once() {
    for fresh in support::both() {
        let town = Town::on(&fresh);
        for round in 0..10 {
            let (ann, ben) = (town.person(&format!("ann{round}")), town.person(&format!("ben{round}")));
            let cleo = town.person(&format!("cleo{round}"));
            let key = IdempotencyKey::parse("k").unwrap();
            let ask = |by, whom| ask_friend(&town.ctx, by, AskFriend { whom, key: Some(key.clone()) });
            // Both ask, each several times under a key of the same name; and one of them asks another under it.
            let bonds = at_once(9, |number| match number {
                0..4 => ask(ann, ben).ok(),
                4..8 => ask(ben, ann).ok(),
                _ => ask(ann, cleo).ok(),
            });
            let of_ann = [&bonds[..4], &bonds[8..]].concat();
            let answers = |bonds: &[Option<Bond>]| bonds.iter().flatten().copied().collect::<Vec<_>>();
            // Whoever of her two came first has the key.
            assert!(matches!(answers(&of_ann).len(), 1 | 4), "{of_ann:?}");
            for bonds in [answers(&of_ann), answers(&bonds[4..8])] {
                assert!(bonds.iter().all(|bond| *bond == bonds[0]), "{bonds:?}");
            }
            assert_eq!(are_friends(&town, ann, ben), bonds[8].is_none());
        }
    }
}

#[test]
fn a_request_under_a_key_and_a_deletion_at_once_do_not_wait_for_each_other_for_ever() {
    for fresh in support::both() {
        let town = Town::on(&fresh);
        for round in 0..20 {
            let (ann, ben) = (town.person(&format!("ann{round}")), town.person(&format!("ben{round}")));
            at_once(4, |number| match number {
                0 => town.delete(ann),
                _ => {
                    let key = IdempotencyKey::parse(&format!("k{number}")).unwrap();
                    let asked = ask_friend(&town.ctx, ann, AskFriend { whom: ben, key: Some(key) });
                    assert!(
                        matches!(asked, Ok(_) | Err(Failure::Refused(AskError::NotFound))),
                        "round {round}: {asked:?}"
                    );
                }
            });
            for table in ["pairs", "idempotency_keys"] {
                let rows = fresh.rows(&format!("SELECT CAST(count(*) AS TEXT) AS line FROM {table}"));
                assert_eq!(rows, ["0"], "round {round}: {table}");
            }
        }
    }
}

#[test]
fn names_are_in_the_same_order_on_both_databases() {
    let names = ["Zoë", "ann", "Ben", "ben 2", "ben-2", "émile", "岩", "b", "_x", "10", "9"];
    let orders = support::both().map(|fresh| {
        let town = Town::on(&fresh);
        let viewer = town.person("viewer");
        for name in names {
            add_friend(&town.ctx, viewer, town.person(name)).unwrap();
        }
        let (friends, _) = list_friends(&town.ctx, viewer, None, 50).unwrap();
        let friends: Vec<_> = friends.into_iter().map(|friend| friend.person.username.unwrap()).collect();
        let mut sorted = friends.clone();
        sorted.sort_by(|one, other| one.key().cmp(other.key()));
        assert_eq!(friends, sorted);
        let users = list_users(&town.ctx, viewer, 0, 50).unwrap().users;
        let listed: Vec<_> = users.into_iter().map(|user| user.person.username.unwrap()).collect();
        assert!(listed.iter().map(|name| name.key()).is_sorted());
        assert_eq!(listed.len(), friends.len() + 1);
        friends.iter().map(|name| name.as_str().to_owned()).collect::<Vec<_>>()
    });
    let [sqlite, postgres] = orders;
    assert_eq!(sqlite, postgres);
}

#[test]
fn whoever_is_switched_off_is_met_but_not_active() {
    for fresh in support::both() {
        let town = Town::on(&fresh);
        let (ann, ben) = (town.person("ann"), town.person("ben"));
        let pair = parlor_domain::Pair::of(ann, ben).unwrap();
        let met = |town: &Town| town.ctx.store.write().unwrap().relations().meet(pair).unwrap();
        assert!(met(&town).unwrap().are_active);
        town.set_state(ben, AccountState::Deactivated);
        assert!(!met(&town).unwrap().are_active);
        town.delete(ben);
        assert_eq!(met(&town), None);
    }
}
