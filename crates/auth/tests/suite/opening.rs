//! What a session is when it is opened, and how long it lives from then on.

use std::convert::Infallible;

use parlor_auth::{EmailProof, Origin, Pair, Recognition, RefreshError, SignIn, show_device, sign_in};
use parlor_domain::{ClientAddress, Device, Lifetime, Login, UserAgent};

use crate::house::{ANN, DAY, House, PASSWORD, address, given, home, refusal, seconds_of, session_of};

fn opened(house: &House, origin: Origin) -> Device {
    let command = SignIn {
        login: Login::parse(ANN),
        password: given(PASSWORD),
        email: EmailProof::AsConfigured,
        origin,
    };
    let tokens = sign_in(&house.ctx, command).unwrap().tokens;
    show_device::<Infallible>(&house.ctx, &house.caller(&tokens)).unwrap()
}

#[test]
fn a_session_remembers_from_where_and_on_what_it_was_opened() {
    let house = House::new();
    let origin = Origin {
        address: home(),
        agent: UserAgent::read("Parlor/1 (Ann's phone)"),
        recognition: Recognition::ByAddress,
        lifetime: Lifetime::Native,
        kind: Pair,
    };
    let device = opened(&house, origin.clone());
    assert_eq!((device.network, device.agent), (home().network(), origin.agent));
    assert_eq!((device.opened_at, device.renewed_at), (house.now(), house.now()));
    assert_eq!(device.expires_at, house.now() + seconds_of(30 * DAY));
}

#[test]
fn s26_an_address_that_is_not_believed_is_not_shown_with_a_session() {
    let house = House::new();
    let device = opened(&house, Origin::of_contract(ClientAddress::Unknown));
    assert_eq!((device.network, device.agent), (None, None));
}

#[test]
fn s26_an_ipv6_client_is_shown_by_its_64() {
    let house = House::new();
    let device = opened(&house, Origin::of_contract(address("2001:db8:1:2:3:4:5:6")));
    assert_eq!(device.network.unwrap().to_string(), "2001:db8:1:2::/64");
}

#[test]
fn a_sessions_number_is_drawn_and_read_exactly_by_every_json_client() {
    let house = House::new();
    let mut numbers: Vec<_> = (0..50).map(|_| session_of(&house.ann().refresh).0).collect();
    assert!(numbers.iter().all(|number| (1..1 << 53).contains(number)), "{numbers:?}");
    assert!(numbers.iter().any(|number| *number > 1 << 40), "they are not counted");
    numbers.sort_unstable();
    numbers.dedup();
    assert_eq!(numbers.len(), 50);
}

#[test]
fn s31_each_kind_of_session_lives_and_is_renewed_for_its_own_time() {
    for (is_native, days) in [(false, 1), (true, 30)] {
        let house = House::new();
        let signed_in = if is_native {
            house.sign_in_native((home(), None), ANN, PASSWORD)
        } else {
            house.sign_in_from(home(), ANN, PASSWORD)
        };
        let mut tokens = signed_in.unwrap().tokens;
        for _ in 0..3 {
            assert_eq!(tokens.refresh_expires_at, house.now() + seconds_of(days * DAY));
            house.wait(days * DAY - 1);
            tokens = house.refresh(&tokens.refresh).unwrap();
        }
        house.wait(days * DAY);
        assert_eq!(refusal(house.refresh(&tokens.refresh)), RefreshError::Expired, "{days} days");
    }
}

#[test]
fn s31_no_kind_of_session_outlives_the_absolute_end() {
    let house = House::with(|kit| kit.ctx.policy.sessions.max_age = seconds_of(40 * DAY));
    let tokens = house.sign_in_native((home(), None), ANN, PASSWORD).unwrap().tokens;
    house.wait(29 * DAY);
    let tokens = house.refresh(&tokens.refresh).unwrap();
    assert_eq!(tokens.refresh_expires_at, house.now() + seconds_of(11 * DAY));
    house.wait(11 * DAY);
    assert_eq!(refusal(house.refresh(&tokens.refresh)), RefreshError::Expired);
}
