//! `/twofa/send-code/`

use insta::assert_snapshot;
use serde_json::json;

use super::players::{email, register, send_code};
use crate::both_databases;
use crate::support::Server;

both_databases! {
    fn a_code_goes_out_where_the_two_belong_together_and_the_answer_is_the_same_where_not(server: Server) {
        let anyone = server.anonymous();
        register(&anyone, "manoli").expect(201);
        register(&anyone, "ann").expect(201);
        let (mut manoli, mut ann) = (server.inbox(&email("manoli")), server.inbox(&email("ann")));
        let call = |username: &str, email: &str| {
            anyone.post("/twofa/send-code/", json!({ "username": username, "email": email }))
        };
        let crossed = call("manoli", "ann@example.com");
        assert_snapshot!(crossed, @"200 Email sent. Use the code sent in the login process");
        let unknown = call("nobody", "nobody@example.com");
        assert_eq!((unknown.status, &unknown.text), (crossed.status, &crossed.text));
        assert_eq!((manoli.count(), ann.count()), (0, 0));
        let right = send_code(&anyone, "manoli");
        assert_eq!((right.status, &right.text), (200, &crossed.text));
        assert_eq!(right.header("content-type"), crossed.header("content-type"));
        manoli.code();
        // Waiting is for all alike.
        assert_eq!(send_code(&anyone, "manoli").status, 429);
        assert_eq!(call("nobody", "nobody@example.com").status, 429);
        assert!(!send_code(&anyone, "manoli").header("retry-after").is_empty());
    }

    fn what_is_missing_is_told(server: Server) {
        assert_snapshot!(
            server.anonymous().post("/twofa/send-code/", json!({ "email": "x" })),
            @r#"400 {"username":["This field is required."],"email":["Enter a valid email address."]}"#
        );
    }
}
