//! Which passwords may be chosen at a sign-up.

use serde_json::json;

use crate::both_databases;
use crate::support::Server;
use crate::v1::wrong;

both_databases! {
    fn s1_seven_characters_are_too_few_and_eight_enough(server: Server) {
        let told = |password: &str| sign_up(&server, password);
        assert_eq!(wrong(told("éèêëàâä")), "password: too_short");
        told("éèêëàâäô").expect(201);
    }

    fn s5_common_passwords_are_refused_at_a_native_sign_up(server: Server) {
        for common in ["password", "PASSWORD1", "iloveyou", "qwertyuiop", " trustno1 ", "football"] {
            assert_eq!(wrong(sign_up(&server, common)), "password: too_common", "{common}");
        }
        assert_eq!(wrong(sign_up(&server, "12345678")), "password: too_common entirely_numeric");
        assert_eq!(wrong(sign_up(&server, "8471920375")), "password: entirely_numeric");
        sign_up(&server, "a quiet evening").expect(201);
    }

    fn s6_names_and_the_product_are_refused_at_a_native_sign_up(server: Server) {
        for close in ["dupontmarie", "Marie.Dupont", "marie.dupont@example.com", "mduponT@example.com"] {
            let told = wrong(sign_up(&server, close));
            assert!(told.starts_with("password: too_similar"), "{close}: {told}");
        }
        assert_eq!(wrong(sign_up(&server, "MidnightRider")), "password: too_similar");
        assert_eq!(wrong(sign_up(&server, "quirkily")), "password: too_similar");
        assert_eq!(wrong(sign_up(&server, "Bartholomew")), "password: too_similar");
        assert_eq!(wrong(sign_up(&server, "parlor12")), "password: too_common");
        sign_up(&server, "a quiet evening").expect(201);
    }

    with [("PARLOR_PASSWORD__MIN_LENGTH", "12")]
    fn the_operator_may_ask_for_more_characters(server: Server) {
        let reply = sign_up(&server, "eleven char");
        assert!(reply.text.contains("at least 12 characters"), "{reply}");
        assert_eq!(wrong(reply), "password: too_short");
        sign_up(&server, "twelve chars").expect(201);
    }
}

fn sign_up(server: &Server, password: &str) -> crate::support::Reply {
    let body = json!({
        "email": "marie.dupont@example.com", "username": "midnight rider", "password": password,
        "first_name": "Bartholomew", "last_name": "Quirky",
    });
    server.anonymous().post("/v1/accounts", body)
}
