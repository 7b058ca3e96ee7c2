//! DELETE `/v1/sessions/{id}`

use insta::assert_snapshot;

use crate::both_databases;
use crate::support::{Exchange, Server};
use crate::v1::{code, problem};

both_databases! {
    fn a_session_ends_and_is_no_more(server: Server) {
        let ann = server.owner("ann@example.com");
        let lost = ann.again();
        let address = format!("/v1/sessions/{}", lost.session());
        assert_snapshot!(ann.delete(&address), @"204 ");
        assert_eq!(code(lost.get("/v1/accounts/me")), "401 bad_credential");
        assert_eq!(code(lost.renew(&lost.refresh_token)), "401 invalid_refresh_token");
        assert_eq!(code(ann.delete(&address)), "404 not_found");
        assert_eq!(code(lost.delete(&address)), "401 bad_credential");
        ann.get("/v1/accounts/me").expect(200);
    }

    fn one_s_own_may_be_named_too(server: Server) {
        let ann = server.owner("ann@example.com");
        let address = format!("/v1/sessions/{}/", ann.session());
        ann.delete(&address).expect(204);
        assert_eq!(code(ann.delete(&address)), "401 bad_credential");
    }

    fn what_is_no_id_is_not_found(server: Server) {
        let ann = server.owner("ann@example.com");
        let own = ann.session();
        for id in [
            "0".to_owned(),
            "-1".to_owned(),
            format!("0{own}"),
            format!("+{own}"),
            format!("{own}.0"),
            format!("%20{own}"),
            format!("{own}%00"),
            format!("{own}x"),
            "9223372036854775808".to_owned(),
            "all".to_owned(),
            "Others".to_owned(),
            "%ff".to_owned(),
            "%2e%2e".to_owned(),
        ] {
            let reply = problem(ann.delete(&format!("/v1/sessions/{id}")));
            assert_snapshot!(reply, @r#"404 {"title":"Not Found","status":404,"code":"not_found","detail":"There is nothing here.","request_id":"…"}"#);
        }
        ann.get("/v1/sessions/current").expect(200);
    }

    fn s52_a_session_of_somebody_else_is_not_told_from_one_that_never_was(server: Server) {
        let ann = server.owner("ann@example.com");
        let ben = server.owner("ben@example.com");
        let ended = ben.again();
        let ids = [ben.session(), ended.session(), 1, 4_503_599_627_370_496, i64::MAX];
        ended.delete("/v1/sessions/current").expect(204);
        for method in ["DELETE", "GET", "HEAD", "PUT", "PATCH", "POST", "OPTIONS"] {
            let told = ids.map(|id| {
                let path = format!("/v1/sessions/{id}");
                let reply =
                    ann.request(method, &path).json(&serde_json::json!({ "is_current": true })).reply();
                let headers = ["allow", "content-type", "content-length", "www-authenticate", "etag"];
                let headers = headers.map(|name| reply.header(name).to_owned());
                let text = reply.text.replace(reply.header("x-request-id"), "");
                (reply.status, text, headers)
            });
            let expected = match method {
                "DELETE" => 404,
                "OPTIONS" => 204,
                _ => 405,
            };
            for one in &told {
                assert_eq!((one, one.0), (&told[0], expected), "{method}");
            }
        }
        ben.get("/v1/sessions/current").expect(200);
        ben.renew(&ben.refresh_token).expect(200);
    }
}
