//! Who is there, as several instances tell it at once, on both databases.

use std::sync::Arc;
use std::time::Duration;

use parlor_community::presence::{Report, Reported, Sockets, remove_lapsed, report, take_leave};
use parlor_community::{Context, add_friend, block, list_friends, part, show_presence, show_profile};
use parlor_domain::ports::Clock as _;
use parlor_domain::{AccountId, AccountState, InstanceId, Presence, Timestamp};
use parlor_testkit::{FixedClock, at_once};

use crate::support::{self, Fresh};
use crate::town::Town;

const LEASE: Duration = Duration::from_secs(10);
const HERE: InstanceId = InstanceId(-7);
const THERE: InstanceId = InstanceId(8);

/// People, a clock that the test moves, and instances that tell of their sockets.
struct Place {
    town: Town,
    ctx: Context,
    clock: Arc<FixedClock>,
}

impl Place {
    fn on(fresh: &Fresh) -> Self {
        let (town, clock) = (Town::on(fresh), Arc::new(FixedClock::default()));
        let ctx = Context { clock: clock.clone(), ..town.ctx.clone() };
        Self { town, ctx, clock }
    }

    fn all(&self, instance: InstanceId, open: &[AccountId]) {
        let told = self.report(instance, Sockets::All(open.to_vec()), &[]);
        assert_eq!(told, Reported::Kept);
    }

    fn changed(&self, instance: InstanceId, opened: &[AccountId], closed: &[AccountId]) -> Reported {
        let sockets = Sockets::Changed { opened: opened.to_vec(), closed: closed.to_vec() };
        self.report(instance, sockets, &[])
    }

    fn report(&self, instance: InstanceId, sockets: Sockets, seen: &[AccountId]) -> Reported {
        report(&self.ctx, &Report { instance, lease: LEASE, sockets, seen: seen.to_vec() }).unwrap()
    }

    fn presence(&self, of: AccountId) -> Presence {
        show_presence(&self.ctx, of).unwrap()
    }

    fn is_online(&self, of: AccountId) -> bool {
        self.presence(of) == Presence::Online
    }

    fn is_away_since(&self, of: AccountId, at: Timestamp) -> bool {
        self.presence(of) == Presence::Offline { last_seen: Some(at) }
    }
}

const NEVER: Presence = Presence::Offline { last_seen: None };

#[test]
fn whoever_has_a_socket_open_is_there_and_was_last_seen_when_it_closed() {
    for fresh in support::both() {
        let place = Place::on(&fresh);
        let (ann, ben) = (place.town.person("ann"), place.town.person("ben"));
        place.all(HERE, &[]);
        assert_eq!((place.presence(ann), place.presence(ben)), (NEVER, NEVER));
        assert_eq!(place.changed(HERE, &[ann, ben], &[]), Reported::Kept);
        assert!(place.is_online(ann) && place.is_online(ben));
        place.clock.advance(Duration::from_secs(5));
        // Told twice it is as if told once.
        for _ in 0..2 {
            assert_eq!(place.changed(HERE, &[ben], &[ann]), Reported::Kept);
        }
        assert!(place.is_away_since(ann, place.clock.now()) && place.is_online(ben));
        assert_eq!(fresh.rows_of("connections"), 1);
    }
}

#[test]
fn who_has_sockets_at_two_instances_is_there_until_the_last_of_them_closes() {
    for fresh in support::both() {
        let place = Place::on(&fresh);
        let ann = place.town.person("ann");
        place.all(HERE, &[ann]);
        place.all(THERE, &[ann]);
        place.changed(HERE, &[], &[ann]);
        assert!(place.is_online(ann));
        place.clock.advance(Duration::from_secs(3));
        place.changed(THERE, &[], &[ann]);
        assert!(place.is_away_since(ann, place.clock.now()));
    }
}

#[test]
fn s69_what_a_dead_instance_told_counts_for_its_lease_and_its_people_were_last_seen_at_its_end() {
    for fresh in support::both() {
        let place = Place::on(&fresh);
        let (ann, ben) = (place.town.person("ann"), place.town.person("ben"));
        place.all(HERE, &[ann, ben]);
        place.all(THERE, &[ben]);
        let end = place.clock.now() + LEASE;
        place.clock.advance(LEASE - Duration::from_micros(1));
        assert_eq!(remove_lapsed(&place.ctx).unwrap(), 0);
        assert!(place.is_online(ann));
        place.changed(THERE, &[], &[]);
        place.clock.advance(Duration::from_micros(1));
        // Also before anybody has removed what it left.
        assert!(place.is_away_since(ann, end) && place.is_online(ben));
        assert_eq!(at_once(4, |_| remove_lapsed(&place.ctx).unwrap()).iter().sum::<usize>(), 1);
        assert!(place.is_away_since(ann, end) && place.is_online(ben));
        assert_eq!((fresh.rows_of("instances"), fresh.rows_of("connections")), (1, 1));
    }
}

#[test]
fn an_instance_that_lost_its_lease_is_told_so_and_tells_everything_anew() {
    for fresh in support::both() {
        let place = Place::on(&fresh);
        let (ann, ben) = (place.town.person("ann"), place.town.person("ben"));
        assert_eq!(place.changed(HERE, &[ann], &[]), Reported::NoLease);
        assert_eq!(fresh.rows_of("connections"), 0);
        place.all(HERE, &[ann]);
        place.clock.advance(LEASE * 2);
        assert_eq!(remove_lapsed(&place.ctx).unwrap(), 1);
        assert_eq!(place.changed(HERE, &[ben], &[]), Reported::NoLease);
        place.all(HERE, &[ann, ben]);
        assert!(place.is_online(ann) && place.is_online(ben));
        // It slept, and nobody noticed.
        place.clock.advance(LEASE * 2);
        assert!(!place.is_online(ann));
        assert_eq!(place.changed(HERE, &[], &[]), Reported::Kept);
        assert!(place.is_online(ann));
        // What it does not know to be written is forgotten when it tells everything.
        place.all(HERE, &[ben]);
        assert!(place.is_away_since(ann, place.clock.now()) && place.is_online(ben));
    }
}

#[test]
fn an_instance_that_takes_leave_leaves_nobody_behind() {
    for fresh in support::both() {
        let place = Place::on(&fresh);
        let (ann, ben) = (place.town.person("ann"), place.town.person("ben"));
        place.all(HERE, &[ann]);
        place.clock.advance(Duration::from_secs(1));
        take_leave(&place.ctx, HERE, &[ben]).unwrap();
        let now = place.clock.now();
        assert!(place.is_away_since(ann, now) && place.is_away_since(ben, now));
        assert_eq!((fresh.rows_of("instances"), fresh.rows_of("connections")), (0, 0));
        take_leave(&place.ctx, HERE, &[]).unwrap();
    }
}

#[test]
fn to_use_a_session_is_to_be_seen_and_never_earlier_than_before() {
    for fresh in support::both() {
        let place = Place::on(&fresh);
        let ann = place.town.person("ann");
        place.all(HERE, &[]);
        let nothing = || Sockets::Changed { opened: Vec::new(), closed: Vec::new() };
        place.report(HERE, nothing(), &[ann]);
        let seen = place.clock.now();
        assert!(place.is_away_since(ann, seen));
        // A clock that goes backwards, or is that of another machine.
        place.clock.set(seen - Duration::from_secs(60));
        place.report(HERE, nothing(), &[ann]);
        assert!(place.is_away_since(ann, seen));
    }
}

#[test]
fn s55_friends_see_who_is_there_and_neither_strangers_do_nor_a_pair_that_is_blocked() {
    for fresh in support::both() {
        let place = Place::on(&fresh);
        let (ann, ben, eve) = (place.town.person("ann"), place.town.person("ben"), place.town.person("eve"));
        place.all(HERE, &[ann, ben, eve]);
        add_friend(&place.ctx, ann, ben).unwrap();
        let seen =
            |viewer, of| show_profile(&place.ctx, viewer, of).unwrap().and_then(|shown| shown.presence);
        assert_eq!((seen(ann, ben), seen(ben, ann)), (Some(Presence::Online), Some(Presence::Online)));
        assert_eq!(seen(ann, ann), Some(Presence::Online));
        assert_eq!((seen(eve, ann), seen(ann, eve)), (None, None));
        let listed = |of| {
            let (friends, _) = list_friends(&place.ctx, of, None, 10).unwrap();
            friends.iter().map(|friend| friend.presence).collect::<Vec<_>>()
        };
        assert_eq!(listed(ann), [Presence::Online]);
        place.changed(HERE, &[], &[ben]);
        let away = Presence::Offline { last_seen: Some(place.clock.now()) };
        assert_eq!((listed(ann), seen(ann, ben)), (vec![away], Some(away)));
        part(&place.ctx, ann, ben).unwrap();
        assert_eq!((seen(ann, ben), seen(ben, ann)), (None, None));
        add_friend(&place.ctx, ann, ben).unwrap();
        block(&place.ctx, ben, ann).unwrap();
        assert_eq!((seen(ann, ben), seen(ben, ann), listed(ann)), (None, None, vec![]));
        // Whoever is switched off is nowhere.
        place.town.set_state(eve, AccountState::Deactivated);
        assert_eq!(show_profile(&place.ctx, ann, eve).unwrap(), None);
    }
}

#[test]
fn accounts_that_are_deleted_meanwhile_take_their_presence_along_and_nothing_fails() {
    for fresh in support::both() {
        let place = Place::on(&fresh);
        place.all(HERE, &[]);
        for round in 0..10 {
            let people: Vec<_> =
                (0..8).map(|number| place.town.person(&format!("p{round}-{number}"))).collect();
            at_once(4, |number| match number {
                0 => drop(place.changed(HERE, &people, &[])),
                1 => drop(place.changed(HERE, &people[..4], &people[4..])),
                2 => people.iter().for_each(|one| place.town.delete(*one)),
                _ => place.all(THERE, &people),
            });
            place.changed(HERE, &people, &people);
            assert_eq!((fresh.rows_of("connections"), fresh.rows_of("last_seen")), (0, 0), "round {round}");
        }
    }
}

#[test]
fn instances_that_tell_of_the_same_people_at_once_wait_for_each_other_in_turn() {
    for fresh in support::both() {
        let place = Place::on(&fresh);
        let people: Vec<_> = (0..20).map(|number| place.town.person(&format!("p{number}"))).collect();
        let backwards: Vec<_> = people.iter().rev().copied().collect();
        for instance in 0..4 {
            place.all(InstanceId(instance), &people);
        }
        for _ in 0..20 {
            place.clock.advance(Duration::from_millis(1));
            at_once(5, |number| match number {
                4 => drop(remove_lapsed(&place.ctx).unwrap()),
                3 => place.all(InstanceId(3), &people),
                _ => {
                    let instance = InstanceId(i64::try_from(number).unwrap());
                    place.changed(instance, &people, &backwards);
                    place.changed(instance, &backwards, &people);
                }
            });
        }
        assert!(people.iter().all(|one| place.is_online(*one)));
    }
}

#[test]
fn to_tell_of_many_takes_as_many_statements_as_of_one() {
    for fresh in support::both() {
        let place = Place::on(&fresh);
        let people: Vec<_> = (0..300).map(|number| place.town.person(&format!("p{number}"))).collect();
        let count = |people: &[AccountId]| {
            let all = || place.all(HERE, people);
            let some = || assert_eq!(place.changed(HERE, people, people), Reported::Kept);
            [
                support::queries(all),
                support::queries(some),
                support::queries(|| drop(remove_lapsed(&place.ctx))),
            ]
        };
        place.all(HERE, &[]);
        let few = count(&people[..1]);
        assert_eq!(count(&people), few);
        assert!(few.iter().all(|statements| *statements <= 10), "{few:?}");
    }
}
