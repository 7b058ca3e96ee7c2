//! DELETE `/v1/sessions` and `/v1/sessions/others`

use insta::assert_snapshot;

use crate::both_databases;
use crate::support::{Owner, PASSWORD, Server};
use crate::v1::code;

both_databases! {
    fn the_others_end_and_this_one_goes_on(server: Server) {
        let ann = server.owner("ann@example.com");
        let others = [ann.again(), ann.again()];
        let contract = ann.login(&ann.email, PASSWORD).expect(200);
        let ben = server.owner("ben@example.com");
        assert_snapshot!(ann.delete("/v1/sessions/others"), @"204 ");
        others.iter().for_each(ended);
        ann.with(&contract).get("/api/me/").expect(401);
        assert_eq!(ann.get("/v1/sessions").json()["items"].as_array().unwrap().len(), 1);
        ben.get("/v1/sessions/current").expect(200);
        // Where there are no others, nothing is wrong.
        ann.delete("/v1/sessions/others/").expect(204);
        ann.renew(&ann.refresh_token).expect(200);
    }

    fn all_end_with_this_one_too(server: Server) {
        let ann = server.owner("ann@example.com");
        let other = ann.again();
        let ben = server.owner("ben@example.com");
        assert_snapshot!(ann.delete("/v1/sessions"), @"204 ");
        ended(&ann);
        ended(&other);
        assert_eq!(code(ann.delete("/v1/sessions")), "401 bad_credential");
        ben.get("/v1/sessions/current").expect(200);
        ann.sign_in(&ann.email, PASSWORD).expect(201);
    }
}

fn ended(owner: &Owner) {
    assert_eq!(code(owner.get("/v1/sessions/current")), "401 bad_credential");
    assert_eq!(code(owner.renew(&owner.refresh_token)), "401 invalid_refresh_token");
}
