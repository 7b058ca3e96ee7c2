//! GET `/v1/leaderboard/me`

use insta::assert_snapshot;
use serde_json::json;

use super::{players, told};
use crate::both_databases;
use crate::support::Server;
use crate::v1::{code, wrong};

both_databases! {
    fn one_s_own_rank_is_told_with_those_around(server: Server) {
        let [.., dan, _, _] = players(&server, [9, 7, 7, 5, 3, 1]);
        let own = dan.get("/v1/leaderboard/me?limit=1").expect(200);
        assert_eq!((&own.json()["rank"], &own.json()["score"]), (&json!(4), &json!(5)));
        assert_eq!(told(own), [[2, 4, 7], [4, 5, 5], [5, 6, 3]]);
        assert_eq!(told(dan.get("/v1/leaderboard/me?limit=0")), [[4, 5, 5]]);
        let all = [[1, 2, 9], [2, 3, 7], [2, 4, 7], [4, 5, 5], [5, 6, 3], [6, 7, 1], [7, 1, -9]];
        assert_eq!(told(dan.get("/v1/leaderboard/me")), all);
    }

    fn the_first_and_the_last_have_nobody_beyond_them(server: Server) {
        let [ann, _, cat] = players(&server, [9, 5, -10]);
        assert_eq!(told(ann.get("/v1/leaderboard/me?limit=1")), [[1, 2, 9], [2, 3, 5]]);
        assert_eq!(told(cat.get("/v1/leaderboard/me?limit=1")), [[3, 1, -9], [4, 4, -10]]);
    }

    fn a_limit_that_is_wrong_is_told(server: Server) {
        let ann = server.owner("ann@example.com");
        for limit in ["-1", "51", "9223372036854775807"] {
            assert_eq!(wrong(ann.get(&format!("/v1/leaderboard/me?limit={limit}"))), "limit: out_of_range");
        }
        assert_eq!(wrong(ann.get("/v1/leaderboard/me?limit=x")), "limit: not_an_integer");
        assert_eq!(code(server.anonymous().get("/v1/leaderboard/me")), "401 no_credential");
        assert_snapshot!(ann.get("/v1/leaderboard/me?limit=0"), @r#"200 {"rank":1,"score":0,"items":[{"rank":1,"account_id":1,"username":null,"avatar":null,"score":0}]}"#);
    }
}
