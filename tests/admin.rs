//! The administrators' pages.

mod browser;
mod page;
mod session;

use serde_json::json;

use crate::support::{Client, Exchange, PASSWORD, Reply, Server};

/// Makes an administrator by the operator's command.
fn make_admin(server: &Server, email: &str) {
    let made = server.cli(&["account", "create", "--email", email, "--admin", "--password-stdin"], PASSWORD);
    assert_eq!(made.status, 0, "{}", made.stderr);
}

/// Signs in as the pages do.
fn open(client: &Client, login: &str, password: &str) -> Reply {
    client.post("/admin/session", json!({ "login": login, "password": password }))
}

/// What an answer sets a cookie to, with its attributes.
fn set(reply: &Reply, name: &str) -> Option<String> {
    let prefix = format!("{name}=");
    let mut cookies = reply.headers().get_all("set-cookie").iter().map(|value| value.to_str().unwrap());
    cookies.find(|cookie| cookie.starts_with(&prefix)).map(str::to_owned)
}

/// The same without its attributes, as a browser sends it.
fn cookie(reply: &Reply, name: &str) -> String {
    set(reply, name).unwrap_or_else(|| panic!("no {name} in {reply}")).split(';').next().unwrap().to_owned()
}

/// Asks with a cookie.
fn with(client: &Client, cookie: &str, method: &str, path: &str) -> Reply {
    client.request(method, path).header("cookie", cookie).reply()
}
