//! GET `/v1/sessions`: a page at a time

use insta::assert_snapshot;
use parlor_testkit::at_once;
use serde_json::Value;

use crate::both_databases;
use crate::support::{Client, PASSWORD, Server};
use crate::v1::{problem, wrong};

both_databases! {
    fn every_session_is_on_one_page_and_no_more_than_one(server: Server) {
        let ann = server.owner("ann@example.com");
        server.owner("ben@example.com").again();
        // Opened at once, so that some may have been at the same instant.
        at_once(8, |_| (0..6).for_each(|_| drop(ann.sign_in(&ann.email, PASSWORD).expect(201))));
        let all = walk(&ann, 100, |_| {}).concat();
        assert_eq!(all.len(), 49);
        for limit in [1, 7, 48, 49, 50] {
            let pages = walk(&ann, limit, |_| {});
            let (last, full) = pages.split_last().unwrap();
            assert!(full.iter().all(|page| page.len() == limit), "{limit}");
            assert!((1..=limit).contains(&last.len()), "the last page is none without items");
            assert_eq!(pages.concat(), all, "{limit}");
        }
        let usual = ann.get("/v1/sessions").json();
        assert_eq!((usual["items"].as_array().unwrap().len(), &usual["next_cursor"]), (49, &Value::Null));
    }

    fn fifty_are_a_page_where_nobody_says_how_many(server: Server) {
        let ann = server.owner("ann@example.com");
        for _ in 0..50 {
            ann.sign_in(&ann.email, PASSWORD).expect(201);
        }
        let page = ann.get("/v1/sessions").json();
        assert_eq!(page["items"].as_array().unwrap().len(), 50);
        let next = page["next_cursor"].as_str().unwrap();
        let page = ann.get(&format!("/v1/sessions?cursor={next}")).json();
        assert_eq!((page["items"].as_array().unwrap().len(), &page["next_cursor"]), (1, &Value::Null));
    }

    fn what_comes_and_goes_between_two_pages_moves_nothing_else(server: Server) {
        let ann = server.owner("ann@example.com");
        for _ in 0..11 {
            ann.sign_in(&ann.email, PASSWORD).expect(201);
        }
        let before = walk(&ann, 100, |_| {}).concat();
        let pages = walk(&ann, 3, |page| {
            ann.sign_in(&ann.email, PASSWORD).expect(201);
            // The last one of the page, to which its cursor points.
            if page.last() != Some(&ann.session()) {
                ann.delete(&format!("/v1/sessions/{}", page.last().unwrap())).expect(204);
            }
        });
        assert_eq!(pages.concat(), before);
    }

    fn a_limit_is_a_number_from_1_to_100(server: Server) {
        let ann = server.owner("ann@example.com");
        for limit in ["0", "101", "-1", "9223372036854775807"] {
            assert_eq!(
                wrong(ann.get(&format!("/v1/sessions?limit={limit}"))),
                "limit: out_of_range",
                "{limit}"
            );
        }
        for limit in ["", "x", "1.5", "1e1", "0x1", "9223372036854775808", "%00", "%ff", "١"] {
            assert_eq!(
                wrong(ann.get(&format!("/v1/sessions?limit={limit}"))),
                "limit: not_an_integer",
                "{limit}"
            );
        }
        for limit in ["1", "100", "%201%20", "0&limit=5"] {
            ann.get(&format!("/v1/sessions?limit={limit}")).expect(200);
        }
        assert_snapshot!(
            problem(ann.get("/v1/sessions?limit=0&cursor=x")),
            @r#"400 {"title":"Bad Request","status":400,"code":"invalid_fields","detail":"Some fields are wrong.","errors":{"limit":[{"code":"out_of_range","message":"Ensure this value is between 1 and 100."}],"cursor":[{"code":"invalid","message":"Not a cursor that this list gave."}]},"request_id":"…"}"#
        );
    }

    fn a_cursor_that_this_list_did_not_give_is_refused_or_does_no_harm(server: Server) {
        let ann = server.owner("ann@example.com");
        ann.again();
        let own = walk(&ann, 100, |_| {}).concat();
        let given = ann.get("/v1/sessions?limit=1").text_of("next_cursor");
        for cursor in [
            "x",
            "0",
            "%00",
            "%F0%9F%A6%80",
            &given[1..],
            &format!("{given}="),
            &format!("{given}AA"),
            &"A".repeat(10_000),
            "!!!!",
        ] {
            assert_eq!(
                wrong(ann.get(&format!("/v1/sessions?cursor={cursor}"))),
                "cursor: invalid",
                "{cursor}"
            );
        }
        assert_eq!(wrong(ann.get("/v1/sessions?cursor=")), "cursor: blank");
        // Any sixteen bytes are of a cursor's length: times of long ago and far ahead, numbers below zero.
        for byte in [0x00_u8, 0x01, 0x03, 0x05, 0x10, 0x7f, 0x80, 0x81, 0xe0, 0xfc, 0xff] {
            for rest in [0x00, 0xff] {
                let bytes: Vec<u8> = (0..16).map(|place| if place == 0 { byte } else { rest }).collect();
                let reply = ann.get(&format!("/v1/sessions?cursor={}", encode(&bytes)));
                if reply.status != 200 {
                    assert_eq!(wrong(reply), "cursor: invalid", "{bytes:?}");
                    continue;
                }
                let ids = ids(&reply.json());
                assert!(ids.iter().all(|id| own.contains(id)), "{bytes:?}: {ids:?}");
            }
        }
    }

    fn s52_a_cursor_of_somebody_else_shows_nothing_of_theirs(server: Server) {
        let (ann, ben) = (server.owner("ann@example.com"), server.owner("ben@example.com"));
        let (mut anns, mut bens) = (vec![ann.session()], vec![ben.session()]);
        for _ in 0..4 {
            anns.push(ann.again().session());
            bens.push(ben.again().session());
        }
        let cursor = ann.get("/v1/sessions?limit=2").text_of("next_cursor");
        let seen = ids(&ben.get(&format!("/v1/sessions?cursor={cursor}")).expect(200).json());
        assert!(
            !seen.is_empty() && seen.iter().all(|id| bens.contains(id) && !anns.contains(id)),
            "{seen:?}"
        );
    }
}

/// The ids on every page, from the first to the last; says in between what is on each.
fn walk(client: &Client, limit: usize, mut between: impl FnMut(&[i64])) -> Vec<Vec<i64>> {
    let mut pages = Vec::new();
    let mut address = format!("/v1/sessions?limit={limit}");
    loop {
        let page = client.get(&address).expect(200).json();
        pages.push(ids(&page));
        let Some(cursor) = page["next_cursor"].as_str() else { return pages };
        between(pages.last().unwrap());
        address = format!("/v1/sessions?limit={limit}&cursor={cursor}");
    }
}

fn ids(page: &Value) -> Vec<i64> {
    page["items"].as_array().unwrap().iter().map(|item| item["id"].as_i64().unwrap()).collect()
}

fn encode(bytes: &[u8]) -> String {
    use base64::Engine as _;
    base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(bytes)
}
