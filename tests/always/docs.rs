//! `/docs` in a real browser

use crate::support::{Browser, Kind, Server};

#[test]
fn an_endpoint_is_found_and_tried() {
    let server = Server::with(Kind::Sqlite, &[]);
    let browser = Browser::open();
    browser.go(&format!("http://{}/docs", server.address()));
    browser.sees("/healthz");
    browser.press_at(".opblock [data-path='/healthz']");
    browser.press_at(".opblock.is-open .try-out__btn");
    browser.press_at(".opblock.is-open .execute");
    browser.sees("\"status\": \"ok\"");
    assert_eq!(browser.complaints(), [""; 0]);
}
