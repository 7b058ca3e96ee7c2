//! Where settings are read from, and which wins.

use std::fs;

use base64::prelude::{BASE64_URL_SAFE_NO_PAD, Engine};
use serde_json::{Value, json};

use crate::support::{Installation, Kind, Server};

const FILE: &str = r#"
public_url = "https://accounts.example.com"
trusted_proxies = ["127.0.0.1", "10.0.0.0/8"]

[tokens]
access_ttl = "7m"
algorithm = "EdDSA"

[lockout]
failures = 2
"#;

#[test]
fn a_file_sets_what_the_environment_does_not() {
    let mut installation = Installation::new(Kind::Sqlite, &[]);
    keep(&mut installation, FILE);
    let server = installation.serve();
    let (header, claims) = token(&server, "ann@example.com");
    assert_eq!((&header["alg"], lifetime(&claims)), (&json!("EdDSA"), 7 * 60));
    assert_eq!(claims["iss"], "https://accounts.example.com");
    let stranger = server.anonymous().from("127.0.0.9");
    stranger.login("ann@example.com", "a wrong password").expect(401);
    stranger.login("ann@example.com", "a wrong password").expect(403);
}

#[test]
fn the_environment_wins_over_a_file() {
    let settings =
        [("PARLOR_TOKENS__ACCESS_TTL", "9m"), ("PARLOR_PUBLIC_URL", "https://elsewhere.example.com")];
    let mut installation = Installation::new(Kind::Sqlite, &settings);
    keep(&mut installation, FILE);
    let server = installation.serve();
    let (header, claims) = token(&server, "ann@example.com");
    assert_eq!((&header["alg"], lifetime(&claims)), (&json!("EdDSA"), 9 * 60));
    assert_eq!(claims["iss"], "https://elsewhere.example.com");
}

#[test]
fn the_file_that_the_command_line_names_wins_over_the_environment_s() {
    let mut installation = Installation::new(Kind::Sqlite, &[("PARLOR_CONFIG", "/nowhere/parlor.toml")]);
    let file = installation.folder().join("here.toml");
    fs::write(&file, "[password]\nmin_length = 20\n").unwrap();
    let args =
        ["--config", file.to_str().unwrap(), "account", "create", "--username", "ann", "--password-stdin"];
    let ran = installation.run(&args, "nineteen characters");
    assert_eq!(ran.status, 1, "{ran:?}");
    assert!(ran.stderr.contains("at least 20 characters"), "{ran:?}");
    installation.unset("PARLOR_CONFIG");
    assert_eq!(installation.run(&args, "twenty characters it is").status, 0);
}

#[test]
fn contracts_are_switched_on_and_off_in_a_file_too() {
    for (text, status) in [
        ("contracts = \"none\"", 404),
        ("contracts = \"all\"", 401),
        ("contracts = [\"restful-auth\"]", 401),
        ("contracts = \"restful-auth\"", 401),
    ] {
        let mut installation = Installation::new(Kind::Sqlite, &[]);
        keep(&mut installation, text);
        let server = installation.serve();
        server.anonymous().get("/api/me/").expect(status);
        server.anonymous().get("/readyz").expect(200);
    }
}

#[test]
fn a_database_may_lie_elsewhere() {
    let mut installation = Installation::new(Kind::Sqlite, &[]);
    let path = installation.folder().join("elsewhere.db");
    installation.set("PARLOR_DATABASE_URL", &format!("sqlite://{}", path.display()));
    let mut server = installation.serve();
    let ann = server.member("ann@example.com");
    assert!(path.is_file());
    assert!(!server.installation.data_dir().join("parlor.db").exists());
    server.restart();
    ann.get("/api/me/").expect(200);
}

#[test]
fn variables_of_other_programs_do_not_matter() {
    let server = Server::with(Kind::Sqlite, &[("PARLORMAID", "x"), ("XPARLOR_LISTEN", "x"), ("LISTEN", "x")]);
    server.anonymous().get("/healthz").expect(200);
}

fn keep(installation: &mut Installation, text: &str) {
    let file = installation.folder().join("parlor.toml");
    fs::write(&file, text).unwrap();
    installation.set("PARLOR_CONFIG", file.to_str().unwrap());
}

/// The header and the claims of an access token.
fn token(server: &Server, email: &str) -> (Value, Value) {
    let access = server.member(email).access.clone();
    let mut parts = access.split('.').map(|part| BASE64_URL_SAFE_NO_PAD.decode(part).unwrap());
    let mut read = || serde_json::from_slice(&parts.next().unwrap()).unwrap();
    (read(), read())
}

fn lifetime(claims: &Value) -> i64 {
    claims["exp"].as_i64().unwrap() - claims["iat"].as_i64().unwrap()
}
