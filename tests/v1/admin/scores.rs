//! POST `/v1/admin/scores`

use insta::assert_snapshot;
use parlor_testkit::at_once;
use serde_json::{Value, json};

use crate::both_databases;
use crate::support::{Client, Exchange, Reply, Server};
use crate::v1::introspect::back_end;
use crate::v1::{code, problem, wrong};

const PATH: &str = "/v1/admin/scores";

/// Writes these.
pub fn write(admin: &Client, scores: Value) -> Reply {
    admin.post(PATH, json!({ "scores": scores }))
}

fn score(account: i64, mode: &str, value: i64) -> Value {
    json!({ "account_id": account, "mode": mode, "value": value })
}

both_databases! {
    fn scores_are_set_added_to_and_bettered_in_their_order(server: Server) {
        let game = back_end(&server, "scores:write");
        let (ann, ben) = (server.owner("ann@example.com"), server.owner("ben@example.com"));
        let most = 9_007_199_254_740_991;
        let reply = write(&game, json!([
            score(ann.id, "set", 10), score(ann.id, "add", -3), score(ben.id, "best", 5), score(ben.id, "best", 4),
            score(777, "set", 1), score(ann.id, "add", most), score(ann.id, "best", 8),
        ]));
        assert_snapshot!(reply, @r#"200 {"scores":[{"account_id":1,"outcome":"written","score":10},{"account_id":1,"outcome":"written","score":7},{"account_id":2,"outcome":"written","score":5},{"account_id":2,"outcome":"written","score":5},{"account_id":777,"outcome":"unknown_account","score":null},{"account_id":1,"outcome":"out_of_range","score":null},{"account_id":1,"outcome":"written","score":8}]}"#);
        assert_eq!(ann.get("/v1/leaderboard/me").expect(200).json()["score"], 8);
        assert_eq!(ben.get("/v1/leaderboard/me").expect(200).json()["rank"], 2);
    }

    fn nothing_is_written_of_what_is_wrong_anywhere(server: Server) {
        let admin = server.admin("root@example.com");
        let wrong_ones = json!([score(1, "set", 5), { "account_id": 1, "mode": "more", "value": 1.5 }, 7]);
        assert_snapshot!(problem(write(&admin, wrong_ones)), @r#"400 {"title":"Bad Request","status":400,"code":"invalid_fields","detail":"Some fields are wrong.","errors":{"scores":[{"code":"not_a_choice","message":"[1].mode: Not one of the values that are possible here."},{"code":"not_an_integer","message":"[1].value: A valid integer is required."},{"code":"not_an_object","message":"[2]: An object is expected."}]},"request_id":"…"}"#);
        assert_eq!(wrong(write(&admin, json!([]))), "scores: blank");
        assert_eq!(wrong(write(&admin, json!({}))), "scores: not_a_list");
        assert_eq!(wrong(admin.post(PATH, json!({}))), "scores: required");
        assert_eq!(wrong(write(&admin, json!(vec![score(1, "set", 5); 1_001]))), "scores: too_many");
        for edge in ["9007199254740992", "-9223372036854775808", "9223372036854775808"] {
            let body = format!(r#"[{{"account_id":1,"mode":"set","value":{edge}}}]"#);
            assert_eq!(wrong(write(&admin, serde_json::from_str(&body).unwrap())), "scores: out_of_range");
        }
        assert_eq!(admin.get("/v1/leaderboard/me").expect(200).json()["score"], 0);
    }

    fn s52_scores_are_written_by_those_who_may(server: Server) {
        let ann = server.owner("ann@example.com");
        let mine = || json!([score(ann.id, "set", 9)]);
        assert_eq!(code(write(&server.anonymous(), mine())), "401 no_credential");
        assert_eq!(code(write(&ann, mine())), "403 forbidden");
        assert_eq!(code(write(&back_end(&server, "wallet:write"), mine())), "403 forbidden");
        assert_eq!(ann.get("/v1/leaderboard/me").expect(200).json()["score"], 0);
    }

    fn s53_a_score_is_not_written_by_any_other_body(server: Server) {
        let ann = server.owner("ann@example.com");
        ann.patch("/v1/accounts/me", json!({ "score": 9, "rank": 1 })).expect(200);
        ann.patch("/api/me/", json!({ "score": 9 })).expect(200);
        assert_eq!(ann.get("/v1/leaderboard/me").expect(200).json()["score"], 0);
    }

    fn s57_a_call_for_scores_that_comes_again_is_made_once(server: Server) {
        let admin = server.admin("root@example.com");
        let send = |value: i64| {
            let body = json!({ "scores": [score(1, "add", value), score(777, "set", 1)] });
            admin.request("POST", PATH).header("idempotency-key", "round-7").json(&body).reply()
        };
        let answers = at_once(8, |_| send(5).expect(200).text);
        assert!(answers.iter().all(|answer| *answer == answers[0]));
        assert_snapshot!(send(5), @r#"200 {"scores":[{"account_id":1,"outcome":"written","score":5},{"account_id":777,"outcome":"unknown_account","score":null}]}"#);
        assert_eq!(code(send(6)), "422 idempotency_key_reused");
        assert_eq!(admin.get("/v1/leaderboard/me").expect(200).json()["score"], 5);
    }

    fn scores_that_are_added_at_once_all_count(server: Server) {
        let admin = server.admin("root@example.com");
        let (ann, ben) = (server.owner("ann@example.com"), server.owner("ben@example.com"));
        at_once(10, |thread| {
            for _ in 0..10 {
                let (one, other) = if thread % 2 == 0 { (ann.id, ben.id) } else { (ben.id, ann.id) };
                write(&admin, json!([score(one, "add", 1), score(other, "add", 1)])).expect(200);
            }
        });
        for player in [ann, ben] {
            assert_eq!(player.get("/v1/leaderboard/me").expect(200).json()["score"], 100);
        }
    }
}
