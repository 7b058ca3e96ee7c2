//! GET and DELETE `/v1/sessions/current`

use insta::assert_snapshot;

use crate::both_databases;
use crate::support::{Exchange, Server};
use crate::v1::{code, is_instant};

both_databases! {
    fn the_session_of_the_credential_is_shown(server: Server) {
        let ann = server.owner("ann@example.com").again();
        let reply = ann.get("/v1/sessions/current");
        let id = reply.json()["id"].as_i64().unwrap();
        assert!((1..1 << 53).contains(&id), "{reply}");
        for instant in ["created_at", "renewed_at", "expires_at"] {
            assert!(is_instant(&reply.text_of(instant)), "{reply}");
        }
        assert_eq!(reply.text_of("renewed_at"), reply.text_of("created_at"));
        assert_eq!(ann.get("/v1/sessions/current/").text, reply.text);
        let mut shown = reply.hiding(&["created_at", "expires_at"]);
        shown.text = shown.text.replace(&id.to_string(), "1");
        assert_snapshot!(
            shown,
            @r#"200 {"id":1,"kind":"pair","is_current":true,"created_at":"…","renewed_at":"…","expires_at":"…","address":"127.0.0.1","user_agent":null}"#
        );
    }

    fn renewing_it_shows(server: Server) {
        let ann = server.owner("ann@example.com");
        let before = ann.get("/v1/sessions/current").expect(200);
        ann.renew(&ann.refresh_token).expect(200);
        let after = ann.get("/v1/sessions/current").expect(200);
        assert_eq!(after.json()["id"], before.json()["id"]);
        assert_eq!(after.text_of("created_at"), before.text_of("created_at"));
        assert!(after.text_of("renewed_at") > before.text_of("renewed_at"));
        assert!(after.text_of("expires_at") > before.text_of("expires_at"));
    }

    fn signing_out_ends_the_session_and_no_other(server: Server) {
        let ann = server.owner("ann@example.com");
        let other = ann.again();
        assert_snapshot!(ann.delete("/v1/sessions/current"), @"204 ");
        assert_eq!(code(ann.get("/v1/sessions/current")), "401 bad_credential");
        assert_eq!(code(ann.delete("/v1/sessions/current")), "401 bad_credential");
        assert_eq!(code(ann.renew(&ann.refresh_token)), "401 invalid_refresh_token");
        other.get("/v1/sessions/current").expect(200);
        other.request("DELETE", "/v1/sessions/current/").body("what is this").reply().expect(204);
        other.get("/v1/sessions/current").expect(401);
    }
}
