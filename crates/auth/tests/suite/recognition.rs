//! Devices that an account signed in on before, and the tokens by which they are known again.

use parlor_auth::{
    EmailProof, EndSessions, Origin, Pair, Recognition, SignIn, SignInError, end_sessions, operator,
};
use parlor_domain::{ClientAddress, DeviceToken, Lifetime, Login};
use parlor_testkit::at_once;

use crate::house::{
    ANN, BOB, DAY, House, MINUTE, PASSWORD, WRONG, address, chosen, elsewhere, given, home, refusal,
    seconds_of,
};

/// Where addresses say nothing.
const NOWHERE: ClientAddress = ClientAddress::Unknown;

fn locked(house: &House) -> SignInError {
    SignInError::Locked { until: house.now() + seconds_of(15 * MINUTE) }
}

/// Ann signs in from nowhere in particular, so that she is known by the token that she gets and nothing else.
fn known_device(house: &House) -> DeviceToken {
    house.sign_in_native((NOWHERE, None), ANN, PASSWORD).unwrap().device.unwrap()
}

#[test]
fn a_client_gets_a_token_if_it_asks_to_be_known_again() {
    let house = House::new();
    assert!(house.sign_in_native((home(), None), ANN, PASSWORD).unwrap().device.is_some());
    assert_eq!(house.sign_in_from(home(), ANN, PASSWORD).unwrap().device, None);
}

#[test]
fn s29_each_device_gets_a_token_of_its_own_of_128_bits() {
    let house = House::new();
    let (one, other) = (known_device(&house), known_device(&house));
    assert_ne!(one, other);
    assert_eq!((one.expose().len(), other.expose().len()), (32, 32));
}

#[test]
fn a_device_that_is_known_keeps_its_token() {
    let house = House::new();
    let token = known_device(&house);
    let again = house.sign_in_native((elsewhere(), Some(token)), ANN, PASSWORD).unwrap();
    assert_eq!(again.device, Some(token));
}

#[test]
fn a_token_that_was_never_given_is_replaced_and_stays_unknown() {
    let house = House::new();
    let planted = DeviceToken::drawn([7; 16]);
    for place in [NOWHERE, home(), home()] {
        let given = house.sign_in_native((place, Some(planted)), ANN, PASSWORD).unwrap().device;
        assert!(given.is_some_and(|given| given != planted), "{place:?}");
    }
    house.guess(ANN, 5);
    let refused = refusal(house.sign_in_native((NOWHERE, Some(planted)), ANN, PASSWORD));
    assert_eq!(refused, locked(&house));
}

#[test]
fn s22_strangers_who_lock_do_not_keep_out_an_owner_on_a_known_device() {
    let house = House::new();
    let token = known_device(&house);
    house.guess(ANN, 5);
    let far_away = address("198.51.100.7");
    assert!(house.sign_in_native((far_away, Some(token)), ANN, PASSWORD).is_ok());
    assert_eq!(refusal(house.sign_in(ANN, PASSWORD)), locked(&house), "strangers stay out");
    assert_eq!(refusal(house.sign_in_native((elsewhere(), None), ANN, PASSWORD)), locked(&house));
}

#[test]
fn s26_a_device_is_known_also_where_its_address_is_not_believed() {
    let house = House::new();
    let token = known_device(&house);
    house.guess(ANN, 5);
    assert_eq!(refusal(house.sign_in_native((NOWHERE, None), ANN, PASSWORD)), locked(&house));
    assert!(house.sign_in_native((NOWHERE, Some(token)), ANN, PASSWORD).is_ok());
}

#[test]
fn a_device_counts_apart_from_its_address_and_from_strangers() {
    let house = House::new();
    let token = house.sign_in_native((home(), None), ANN, PASSWORD).unwrap().device;
    for _ in 1..5 {
        let refused = refusal(house.sign_in_native((home(), token), ANN, WRONG));
        assert_eq!(refused, SignInError::Refused);
    }
    for password in [WRONG, PASSWORD] {
        assert_eq!(refusal(house.sign_in_native((home(), token), ANN, password)), locked(&house));
    }
    assert!(house.sign_in_from(home(), ANN, PASSWORD).is_ok());
    assert!(house.sign_in(ANN, PASSWORD).is_ok());
}

#[test]
fn two_devices_count_apart() {
    let house = House::new();
    let (lost, kept) = (known_device(&house), known_device(&house));
    for _ in 0..5 {
        refusal(house.sign_in_native((elsewhere(), Some(lost)), ANN, WRONG));
    }
    assert_eq!(refusal(house.sign_in_native((elsewhere(), Some(lost)), ANN, PASSWORD)), locked(&house));
    assert!(house.sign_in_native((elsewhere(), Some(kept)), ANN, PASSWORD).is_ok());
}

#[test]
fn s22_a_device_is_known_to_the_account_that_signed_in_on_it_alone() {
    let house = House::new();
    let token = known_device(&house);
    house.guess(BOB, 5);
    assert_eq!(refusal(house.sign_in_native((NOWHERE, Some(token)), BOB, PASSWORD)), locked(&house));
    house.guess("nobody", 5);
    assert_eq!(refusal(house.sign_in_native((NOWHERE, Some(token)), "nobody", PASSWORD)), locked(&house));
}

#[test]
fn s22_two_hundred_tries_at_once_on_a_known_device_open_nothing_once_five_wrong_ones_are_counted() {
    const TRIES: usize = 200;
    let house = House::new();
    let token = known_device(&house);
    let house = house.all_together(TRIES);
    let answers = at_once(TRIES, |number| {
        let password = if number == 0 { PASSWORD } else { WRONG };
        house
            .sign_in_native((NOWHERE, Some(token)), ANN, password)
            .map_err(|refused| refusal::<(), _>(Err(refused)))
    });
    let opened = answers.iter().filter(|answer| answer.is_ok()).count();
    let refused = answers.iter().filter(|answer| matches!(answer, Err(SignInError::Refused))).count();
    // At most four are wrong before the right one, and four after it; the next one locks for good.
    assert!(refused >= 4 && refused <= 4 + 4 * opened && opened <= 1, "{opened} {refused}");
    assert_eq!(refusal(house.sign_in_native((NOWHERE, Some(token)), ANN, PASSWORD)), locked(&house));
}

#[test]
fn a_refused_sign_in_makes_nobody_known() {
    let house = House::new();
    let token = DeviceToken::drawn([7; 16]);
    refusal(house.sign_in_native((home(), Some(token)), ANN, WRONG));
    house.guess(ANN, 4);
    for client in [(home(), None), (home(), Some(token)), (NOWHERE, Some(token))] {
        assert_eq!(refusal(house.sign_in_native(client, ANN, PASSWORD)), locked(&house));
    }
}

#[test]
fn a_device_stays_known_for_thirty_days_after_its_last_sign_in() {
    let house = House::new();
    let token = known_device(&house);
    house.wait(29 * DAY);
    house.sign_in_native((NOWHERE, Some(token)), ANN, PASSWORD).unwrap();
    house.wait(30 * DAY);
    house.guess(ANN, 5);
    assert!(house.sign_in_native((NOWHERE, Some(token)), ANN, PASSWORD).is_ok());
    house.wait(30 * DAY + 1);
    house.guess(ANN, 5);
    assert_eq!(refusal(house.sign_in_native((NOWHERE, Some(token)), ANN, PASSWORD)), locked(&house));
}

#[test]
fn devices_and_addresses_together_are_ten_at_most() {
    for (addresses, is_known) in [(9, true), (10, false)] {
        let house = House::new();
        let token = known_device(&house);
        for number in 1..=addresses {
            house.wait(1);
            house.sign_in_from(address(&format!("198.51.100.{number}")), ANN, PASSWORD).unwrap();
        }
        house.guess(ANN, 5);
        let outcome = house.sign_in_native((NOWHERE, Some(token)), ANN, PASSWORD);
        assert_eq!(outcome.is_ok(), is_known, "after {addresses} others");
    }
}

#[test]
fn whatever_signs_out_everywhere_forgets_every_device() {
    let ways: [fn(&House); 3] = [
        |house| operator::set_password(&house.ctx, &Login::parse(ANN), &chosen(PASSWORD)).unwrap(),
        |house| assert_eq!(operator::end_sessions(&house.ctx, &Login::parse(ANN)).unwrap(), 1),
        |house| {
            let caller = house.caller(&house.ann());
            assert_eq!(end_sessions(&house.ctx, &caller, EndSessions::All, home()).unwrap(), 2);
        },
    ];
    for (number, way) in ways.into_iter().enumerate() {
        let house = House::new();
        let token = known_device(&house);
        way(&house);
        house.guess(ANN, 5);
        let refused = refusal(house.sign_in_native((home(), Some(token)), ANN, PASSWORD));
        assert_eq!(refused, locked(&house), "way {number}");
    }
}

#[test]
fn s74_a_devices_token_stands_in_nothing_that_is_recorded_or_shown() {
    let house = House::new();
    let token = known_device(&house);
    refusal(house.sign_in_native((home(), Some(token)), ANN, WRONG));
    let signed_in = house.sign_in_native((home(), Some(token)), ANN, PASSWORD).unwrap();
    let recognition = Recognition::ByToken(Some(token));
    let origin = Origin { address: home(), agent: None, recognition, lifetime: Lifetime::Native, kind: Pair };
    let command = SignIn {
        login: Login::parse(ANN),
        password: given(PASSWORD),
        email: EmailProof::AsConfigured,
        origin,
    };
    let shown = format!("{:?} {signed_in:?} {command:?}", house.store.journal());
    assert!(!shown.contains(&token.expose()) && shown.contains("DeviceToken(…)"), "{shown}");
}
