//! The published table of budgets is what runs.

use std::time::{Duration, Instant};

use actix_web::dev::Service as _;
use actix_web::http::{Method, StatusCode};
use actix_web::test::TestRequest;
use parlor_api::{Setup, reference};
use parlor_testkit::MemoryContext;
use serde_json::json;

use crate::support::{header, service, setup};

/// A line of the table.
struct Published {
    name: String,
    calls: u32,
    seconds: u32,
    /// Method and address.
    spent_by: Vec<(Method, String)>,
}

fn published() -> Vec<Published> {
    let reference = reference();
    let (_, section) = reference.split_once("\n## Budgets\n").unwrap();
    let rows = section.lines().filter(|line| line.starts_with("| `"));
    let read = |row: &str| {
        let cells: Vec<_> =
            row.trim_matches('|').split('|').map(|cell| cell.trim().replace('`', "")).collect();
        let spent_by = cells[3].split(", ").map(|endpoint| {
            let (method, path) = endpoint.split_once(' ').unwrap();
            (method.parse().unwrap(), path.replace("{id}", "1"))
        });
        Published {
            name: cells[0].clone(),
            calls: cells[1].parse().unwrap(),
            seconds: cells[2].parse().unwrap(),
            spent_by: spent_by.collect(),
        }
    };
    rows.map(read).collect()
}

#[actix_web::test]
async fn s21_a_running_service_lets_through_as_many_calls_as_the_table_says() {
    let budgets = published();
    assert!(budgets.len() >= 3, "no table was found");
    for Published { name, calls, seconds, spent_by } in budgets {
        for (method, path) in spent_by {
            let limited = Setup { rate_limits: true, ..setup(MemoryContext::new().ctx) };
            let service = service(limited).await;
            let begun = Instant::now();
            let mut passed = 0;
            loop {
                let request = TestRequest::with_uri(&path).method(method.clone()).set_json(json!({}));
                let request = request.peer_addr("192.0.2.1:4000".parse().unwrap()).to_request();
                let response = service.call(request).await.unwrap();
                let left = header(&response, "ratelimit");
                assert_eq!(
                    header(&response, "ratelimit-policy"),
                    format!("\"{name}\";q={calls};w={seconds}")
                );
                if response.status() == StatusCode::TOO_MANY_REQUESTS {
                    assert!(left.starts_with(&format!("\"{name}\";r=0;t=")));
                    break;
                }
                if passed == 0 {
                    let back = seconds.div_ceil(calls);
                    assert_eq!(left, format!("\"{name}\";r={};t={back}", calls - 1));
                }
                passed += 1;
            }
            // What came back meanwhile may be spent too.
            let each = Duration::from_secs(u64::from(seconds)) / calls;
            let most = calls + u32::try_from(begun.elapsed().as_micros() / each.as_micros()).unwrap();
            assert!((calls..=most).contains(&passed), "{method} {path}: {passed} of {calls} calls");
        }
    }
}

#[actix_web::test]
async fn where_nothing_is_counted_nothing_is_told() {
    let service = service(setup(MemoryContext::new().ctx)).await;
    let request = TestRequest::post().uri("/api/login/").set_json(json!({})).to_request();
    let response = service.call(request).await.unwrap();
    assert!(
        !response.headers().contains_key("ratelimit") && !response.headers().contains_key("ratelimit-policy")
    );
}
