//! GET `/v1/leaderboard`

mod me;

use insta::assert_snapshot;
use serde_json::{Value, json};

use super::admin::scores::write;
use super::{code, wrong};
use crate::both_databases;
use crate::support::{Owner, Reply, Server};

/// Rank, account and score of each.
pub fn told(reply: Reply) -> Vec<[i64; 3]> {
    let items = reply.expect(200).json()["items"].as_array().unwrap().clone();
    let number = |item: &Value, name: &str| item[name].as_i64().unwrap();
    items.iter().map(|item| ["rank", "account_id", "score"].map(|name| number(item, name))).collect()
}

/// An administrator, and players with these scores, whose ids begin with 2.
pub fn players<const N: usize>(server: &Server, scores: [i64; N]) -> [Owner; N] {
    let admin = server.admin("root@example.com");
    let mut number = 0;
    let players = scores.map(|score| {
        number += 1;
        let player = server.owner(&format!("player{number}@example.com"));
        write(&admin, json!([{ "account_id": player.id, "mode": "set", "value": score }])).expect(200);
        player
    });
    // The administrator is out of the way.
    write(&admin, json!([{ "account_id": 1, "mode": "set", "value": -9 }])).expect(200);
    players
}

both_databases! {
    fn scores_stand_highest_first_and_equal_ones_share_a_rank(server: Server) {
        let [_, ben, ..] = players(&server, [5, 9, 9, 1]);
        ben.patch("/v1/accounts/me", json!({ "username": "ben" })).expect(200);
        let anyone = server.anonymous();
        assert_eq!(told(anyone.get("/v1/leaderboard")), [[1, 3, 9], [1, 4, 9], [3, 2, 5], [4, 5, 1], [5, 1, -9]]);
        // A name that is an email is not for everybody.
        assert_snapshot!(anyone.get("/v1/leaderboard?limit=2").text.split_once(r#","next"#).unwrap().0, @r#"{"items":[{"rank":1,"account_id":3,"username":"ben","avatar":null,"score":9},{"rank":1,"account_id":4,"username":null,"avatar":null,"score":9}]"#);
    }

    fn the_leaderboard_comes_in_pages(server: Server) {
        players(&server, [7, 7, 7, 3, 3, 1]);
        let anyone = server.anonymous();
        let mut path = "/v1/leaderboard?limit=2".to_owned();
        let mut pages = Vec::new();
        loop {
            let page = anyone.get(&path).expect(200);
            let next = page.json()["next_cursor"].as_str().map(str::to_owned);
            pages.push(told(page));
            let Some(next) = next else { break };
            path = format!("/v1/leaderboard?limit=2&cursor={next}");
        }
        assert_eq!(
            pages,
            [vec![[1, 2, 7], [1, 3, 7]], vec![[1, 4, 7], [4, 5, 3]], vec![[4, 6, 3], [6, 7, 1]], vec![[7, 1, -9]]]
        );
        assert_eq!(wrong(anyone.get("/v1/leaderboard?limit=0&cursor=x")), "limit: out_of_range, cursor: invalid");
    }

    fn whoever_leaves_is_off_the_leaderboard_and_whoever_comes_back_is_on_it(server: Server) {
        let [ann, ben, _] = players(&server, [9, 5, 1]);
        let anyone = server.anonymous();
        ann.post("/v1/accounts/me/deactivate", json!({})).expect(204);
        assert_eq!(told(anyone.get("/v1/leaderboard")), [[1, 3, 5], [2, 4, 1], [3, 1, -9]]);
        server.cli(&["account", "activate", "--email", &ann.email], "");
        ben.delete("/v1/accounts/me").expect(204);
        assert_eq!(told(anyone.get("/v1/leaderboard")), [[1, 2, 9], [2, 4, 1], [3, 1, -9]]);
    }

    fn ranks_are_there_right_after_a_restart(mut server: Server) {
        let [_, ben, _] = players(&server, [9, 5, 1]);
        server.restart();
        assert_eq!(told(server.anonymous().get("/v1/leaderboard?limit=1")), [[1, 2, 9]]);
        assert_eq!(ben.get("/v1/leaderboard/me").expect(200).json()["rank"], 2);
    }

    fn everybody_begins_with_no_points(server: Server) {
        let ann = server.owner("ann@example.com");
        server.owner("ben@example.com");
        assert_eq!(told(server.anonymous().get("/v1/leaderboard/")), [[1, 1, 0], [1, 2, 0]]);
        assert_eq!(code(ann.post("/v1/leaderboard", json!({ "score": 9 }))), "405 method_not_allowed");
    }
}
