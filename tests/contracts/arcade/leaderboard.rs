//! GET `/users/leaderboard/`

use insta::assert_snapshot;
use serde_json::{Value, json};

use super::player::Player;
use crate::both_databases;
use crate::support::Server;

const PATH: &str = "/users/leaderboard/";

both_databases! {
    fn equal_scores_share_a_rank_and_the_next_one_skips(server: Server) {
        let names = ["ann", "ben", "cleo", "dan"];
        let players = names.map(|name| Player::new(&server, name));
        let root = server.admin("root@example.com");
        let scores: Vec<Value> = [(1, 10), (2, 30), (3, 30), (4, 20)]
            .map(|(id, value)| json!({ "account_id": id, "mode": "set", "value": value }))
            .into();
        root.post("/v1/admin/scores", json!({ "scores": scores })).expect(200);
        assert_snapshot!(
            server.anonymous().get("/users/leaderboard/?limit=4"),
            @r#"200 [{"id":2,"username":"ben","avatar":"/media/avatars/default.png","score":30,"rank":1},{"id":3,"username":"cleo","avatar":"/media/avatars/default.png","score":30,"rank":1},{"id":4,"username":"dan","avatar":"/media/avatars/default.png","score":20,"rank":3},{"id":1,"username":"ann","avatar":"/media/avatars/default.png","score":10,"rank":4}]"#
        );
        let own = players.map(|player| (player.me().json()["score"].clone(), player.me().json()["rank"].clone()));
        assert_eq!(own, [(10, 4), (30, 1), (30, 1), (20, 3)].map(|(score, rank)| (json!(score), json!(rank))));
    }

    fn the_rest_is_told_by_links(server: Server) {
        for name in ["ann", "ben", "cleo"] {
            Player::new(&server, name);
        }
        let anyone = server.anonymous();
        let all = anyone.get(PATH).expect(200);
        assert_eq!((all.json().as_array().unwrap().len(), all.header("link")), (3, ""));
        let part = anyone.get(&format!("{PATH}?limit=1&offset=1")).expect(200);
        assert_eq!(part.json()[0]["id"], 2);
        assert_eq!(
            part.header("link"),
            r#"</users/leaderboard/?limit=1&offset=2>; rel="next", </users/leaderboard/?limit=1&offset=0>; rel="prev""#
        );
        assert_snapshot!(anyone.get(&format!("{PATH}?offset=9")), @"200 []");
        assert_snapshot!(
            anyone.get(&format!("{PATH}?limit=0&offset=x")),
            @r#"400 {"errors":{"limit":["Ensure this value is between 1 and 1000."],"offset":["A valid integer is required."]}}"#
        );
    }
}
