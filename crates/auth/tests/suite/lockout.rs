//! Wrong passwords in a row, and whom they keep out.

use parlor_auth::{EmailProof, Origin, SignIn, SignInError, sign_in};
use parlor_domain::{Actor, AuditEvent, AuditKind, ClientAddress, Login};
use parlor_testkit::at_once;

use crate::house::{
    ANN, BOB, DAY, House, MINUTE, PASSWORD, WRONG, address, elsewhere, given, home, refusal, rename,
    seconds_of,
};

const LOCK: u64 = 15 * MINUTE;

/// The answer to whoever is one too many now, or tries again in the same moment.
fn locked(house: &House) -> SignInError {
    SignInError::Locked { until: house.now() + seconds_of(LOCK) }
}

#[test]
fn the_fifth_wrong_password_in_a_row_is_answered_as_locked() {
    let house = House::new();
    for _ in 1..5 {
        assert_eq!(refusal(house.sign_in(ANN, WRONG)), SignInError::Refused);
    }
    assert_eq!(refusal(house.sign_in(ANN, WRONG)), locked(&house));
    let kinds = house.effects.take_kinds();
    assert_eq!(kinds[..4], [AuditKind::SignInFailed; 4]);
    assert_eq!(kinds[4..], [AuditKind::Locked]);
}

#[test]
fn a_lock_is_recorded_with_the_account_and_where_the_tries_came_from() {
    let house = House::new();
    house.guess(ANN, 5);
    let event = AuditEvent {
        kind: AuditKind::Locked,
        actor: Actor::Anyone(elsewhere()),
        account: Some(house.account(ANN).id),
        session: None,
    };
    assert_eq!(house.effects.take().last(), Some(&event));
}

#[test]
fn s22_while_locked_the_right_password_gets_the_same_answer_and_nothing_is_compared() {
    let house = House::new();
    house.guess(ANN, 5);
    let locked = locked(&house);
    house.wait(LOCK - 1);
    let compared = house.passwords.checks();
    for password in [WRONG, PASSWORD] {
        assert_eq!(refusal(house.sign_in(ANN, password)), locked);
    }
    assert_eq!(house.passwords.checks(), compared);
}

#[test]
fn a_lock_ends_after_its_time_however_often_it_was_tried_meanwhile() {
    let house = House::new();
    house.guess(ANN, 5);
    house.wait(LOCK - 1);
    house.guess(ANN, 10);
    house.wait(1);
    assert!(house.sign_in(ANN, PASSWORD).is_ok());
}

#[test]
fn after_a_lock_the_count_starts_anew() {
    let house = House::new();
    house.guess(ANN, 5);
    house.wait(LOCK);
    for _ in 1..5 {
        assert_eq!(refusal(house.sign_in(ANN, WRONG)), SignInError::Refused);
    }
    assert_eq!(refusal(house.sign_in(ANN, WRONG)), locked(&house));
}

#[test]
fn a_right_password_before_the_fifth_sets_the_count_back() {
    let house = House::new();
    // From an unknown address, so that the sign-in makes nobody known.
    let unknown = ClientAddress::Unknown;
    for _ in 0..3 {
        for _ in 1..5 {
            assert_eq!(refusal(house.sign_in_from(unknown, ANN, WRONG)), SignInError::Refused);
        }
        house.sign_in_from(unknown, ANN, PASSWORD).unwrap();
    }
}

#[test]
fn failures_older_than_the_lock_lasts_no_longer_count() {
    let house = House::new();
    house.guess(ANN, 4);
    house.wait(LOCK);
    assert_eq!(refusal(house.sign_in(ANN, WRONG)), SignInError::Refused);
}

#[test]
fn s22_an_unknown_name_locks_alike() {
    let house = House::new();
    let answers = |name: &str| {
        let compared = house.passwords.checks();
        let answers: Vec<_> = (0..8).map(|_| refusal(house.sign_in(name, WRONG))).collect();
        (answers, house.passwords.checks() - compared)
    };
    let known = answers(ANN);
    assert_eq!(known.0[3..5], [SignInError::Refused, locked(&house)]);
    for unknown in ["nobody@example.com", "nobody"] {
        assert_eq!(answers(unknown), known, "{unknown}");
    }
}

#[test]
fn an_unknown_name_is_one_name_however_it_is_written() {
    let house = House::new();
    for name in ["nobody", "NOBODY", "ｎobody", "Nobody", "noBody"] {
        refusal(house.sign_in(name, WRONG));
    }
    assert_eq!(refusal(house.sign_in("nobody", WRONG)), locked(&house));
}

#[test]
fn s25_odd_names_neither_share_nor_escape_a_count() {
    let house = House::new();
    let long = "x".repeat(10_000);
    let names = ["", "\0", "a", "a\0", "а", &long, &format!("{long}y"), "' OR 1=1 --", "🎈"];
    for name in names {
        for _ in 1..5 {
            assert_eq!(refusal(house.sign_in(name, WRONG)), SignInError::Refused, "{name:.20}");
        }
    }
    for name in names {
        assert_eq!(refusal(house.sign_in(name, WRONG)), locked(&house), "{name:.20}");
    }
}

#[test]
fn all_names_of_an_account_count_together() {
    let house = House::new();
    let id = house.account(ANN).id;
    house.store_as(|work| rename(work, id, "ann"));
    house.guess(ANN, 2);
    house.guess("ann", 2);
    assert_eq!(refusal(house.sign_in("ANN", WRONG)), locked(&house));
    assert_eq!(refusal(house.sign_in(ANN, PASSWORD)), locked(&house));
}

#[test]
fn accounts_count_apart() {
    let house = House::new();
    house.guess(ANN, 5);
    assert!(house.sign_in(BOB, PASSWORD).is_ok());
}

#[test]
fn a_strangers_own_sign_in_sets_no_other_count_back() {
    let house = House::new();
    house.guess(ANN, 4);
    house.sign_in(BOB, PASSWORD).unwrap();
    assert_eq!(refusal(house.sign_in(ANN, WRONG)), locked(&house));
}

#[test]
fn s22_strangers_who_lock_do_not_keep_out_an_owner_at_a_known_address() {
    let house = House::new();
    house.ann();
    house.guess(ANN, 5);
    assert_eq!(refusal(house.sign_in(ANN, PASSWORD)), locked(&house));
    assert!(house.sign_in_from(home(), ANN, PASSWORD).is_ok());
    assert_eq!(refusal(house.sign_in(ANN, PASSWORD)), locked(&house), "strangers stay out");
}

#[test]
fn a_known_address_has_a_count_of_its_own() {
    let house = House::new();
    house.ann();
    house.guess(ANN, 4);
    for _ in 1..5 {
        assert_eq!(refusal(house.sign_in_from(home(), ANN, WRONG)), SignInError::Refused);
    }
    assert_eq!(refusal(house.sign_in_from(home(), ANN, WRONG)), locked(&house));
    assert_eq!(refusal(house.sign_in_from(home(), ANN, PASSWORD)), locked(&house));
    assert!(house.sign_in(ANN, PASSWORD).is_ok(), "strangers have one try left");
}

#[test]
fn an_address_is_known_to_the_account_that_signed_in_from_it_alone() {
    let house = House::new();
    house.ann();
    house.guess(BOB, 5);
    assert_eq!(refusal(house.sign_in_from(home(), BOB, PASSWORD)), locked(&house));
}

#[test]
fn an_address_stays_known_for_thirty_days_after_the_last_sign_in() {
    let house = House::new();
    house.ann();
    house.wait(29 * DAY);
    house.ann();
    house.wait(30 * DAY);
    house.guess(ANN, 5);
    assert!(house.sign_in_from(home(), ANN, PASSWORD).is_ok());
    house.wait(30 * DAY + 1);
    house.guess(ANN, 5);
    assert_eq!(refusal(house.sign_in_from(home(), ANN, PASSWORD)), locked(&house));
}

#[test]
fn an_account_knows_its_ten_newest_addresses() {
    let house = House::new();
    for number in 1..=11 {
        house.sign_in_from(address(&format!("198.51.100.{number}")), ANN, PASSWORD).unwrap();
        house.wait(1);
    }
    house.guess(ANN, 5);
    let refused = refusal(house.sign_in_from(address("198.51.100.1"), ANN, PASSWORD));
    assert_eq!(refused, locked(&house));
    assert!(house.sign_in_from(address("198.51.100.2"), ANN, PASSWORD).is_ok());
}

#[test]
fn s26_an_address_that_is_not_believed_is_never_known() {
    let house = House::new();
    house.sign_in_from(ClientAddress::Unknown, ANN, PASSWORD).unwrap();
    house.guess(ANN, 5);
    let refused = refusal(house.sign_in_from(ClientAddress::Unknown, ANN, PASSWORD));
    assert_eq!(refused, locked(&house));
}

#[test]
fn s22_a_right_password_opens_nothing_if_five_wrong_ones_were_counted_while_it_was_compared() {
    let house = House::new().meanwhile(|other| {
        for _ in 0..5 {
            let command = SignIn {
                login: Login::parse(ANN),
                password: given(WRONG),
                email: EmailProof::AsConfigured,
                origin: Origin::of_contract(elsewhere()),
            };
            refusal(sign_in(&other.ctx, command));
        }
    });
    assert_eq!(refusal(house.sign_in(ANN, PASSWORD)), locked(&house));
    let kinds = house.effects.take_kinds();
    assert_eq!(kinds[4..], [AuditKind::Locked, AuditKind::SignInFailed]);
}

#[test]
fn s22_two_hundred_tries_at_once_open_nothing_once_five_wrong_ones_are_counted() {
    const TRIES: usize = 200;
    let house = House::new().all_together(TRIES);
    let before = house.store.journal().len();
    let opened = at_once(TRIES, |number| {
        // One of them is right.
        house.sign_in(ANN, if number == 0 { PASSWORD } else { WRONG }).is_ok()
    });
    // The journal has the order of the commits; what follows a commit may be overtaken by the next one's.
    let kinds: Vec<_> = house.store.journal().into_iter().skip(before).map(|(event, _)| event.kind).collect();
    assert_eq!(kinds.len(), TRIES, "all were compared before any was judged");
    let signed_in = kinds.iter().position(|kind| *kind == AuditKind::SignedIn);
    assert_eq!(opened.iter().filter(|opened| **opened).count(), usize::from(signed_in.is_some()));
    let locked = kinds.iter().position(|kind| *kind == AuditKind::Locked).unwrap();
    let counted_before_the_lock = locked - signed_in.map_or(0, |at| at + 1);
    assert_eq!(counted_before_the_lock, 4, "{kinds:?}");
    assert!(signed_in.is_none_or(|at| at <= 4 && at < locked));
}

#[test]
fn s22_wrong_tries_at_once_are_refused_four_times_and_locked_ever_after() {
    const TRIES: usize = 200;
    let house = House::new().all_together(TRIES);
    let answers = at_once(TRIES, |_| refusal(house.sign_in(ANN, WRONG)));
    let locked = locked(&house);
    assert_eq!(answers.iter().filter(|answer| **answer == SignInError::Refused).count(), 4);
    assert_eq!(answers.iter().filter(|answer| **answer == locked).count(), TRIES - 4);
}
