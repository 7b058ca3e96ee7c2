//! What cannot be started, and the one sentence that says what to do instead.

use std::fs;

use insta::assert_snapshot;

use super::refused;
use crate::support::{Installation, Kind, Server};

const CANARY: &str = "canary-secret-of-more-than-32-bytes";

#[test]
fn a_setting_that_is_misspelled_is_refused_with_the_nearest_name() {
    let sentences = [
        ("PARLOR_DATABSE_URL", "x"),
        ("PARLOR_TOKENS__ACESS_TTL", "5m"),
        ("PARLOR_TOKENS_ACCESS_TTL", "5m"),
        ("PARLOR_RATE_LIMIT_ENABLED", "false"),
        ("PARLOR_listen", "127.0.0.1:0"),
    ]
    .map(|setting| started_with(&[setting], 2));
    assert_snapshot!(sentences.join("\n"), @r#"
        there is no setting PARLOR_DATABSE_URL in the environment: did you mean PARLOR_DATABASE_URL?
        there is no setting PARLOR_TOKENS__ACESS_TTL in the environment: did you mean PARLOR_TOKENS__ACCESS_TTL?
        there is no setting PARLOR_TOKENS_ACCESS_TTL in the environment: did you mean PARLOR_TOKENS__ACCESS_TTL?
        there is no setting PARLOR_RATE_LIMIT_ENABLED in the environment: did you mean PARLOR_RATE_LIMIT__ENABLED?
        there is no setting PARLOR_listen in the environment: did you mean PARLOR_LISTEN?
        "#);
}

#[test]
fn so_is_one_in_a_file() {
    for text in ["acess_ttl = \"5m\"", "[tokens]\nacess_ttl = \"5m\"", "tokens.acess_ttl = \"5m\""] {
        let mut installation = Installation::new(Kind::Sqlite, &[]);
        let file = installation.folder().join("parlor.toml");
        fs::write(&file, text).unwrap();
        let path = file.to_str().unwrap();
        let sentence = refused(installation.run(&["--config", path, "serve"], ""), 2);
        assert!(sentence.contains("did you mean tokens.access_ttl?"), "{sentence}");
        assert!(sentence.contains(path), "{sentence}");
        installation.set("PARLOR_CONFIG", path);
        assert_eq!(refused(installation.run(&["migrate"], ""), 2), sentence);
    }
}

#[test]
fn a_value_that_cannot_be_used_is_named_with_what_to_give() {
    for (key, value) in [
        ("PARLOR_LISTEN", "nowhere"),
        ("PARLOR_PUBLIC_URL", "ftp://example.com"),
        ("PARLOR_DATABASE_POOL", "0"),
        ("PARLOR_SMTP_URL", "mail.example.com"),
        ("PARLOR_SMTP_URL", "smtp://mail.example.com?tls=perhaps"),
        ("PARLOR_MAIL_FROM", "nobody"),
        ("PARLOR_MAIL_TEMPLATES", "/nowhere"),
        ("PARLOR_CONTRACTS", "restful-auht"),
        ("PARLOR_PASSWORD__BCRYPT_COST", "3"),
        ("PARLOR_PASSWORD__BCRYPT_COST", "17"),
        ("PARLOR_PASSWORD__MIN_LENGTH", "0"),
        ("PARLOR_PASSWORD__STRICT", "perhaps"),
        ("PARLOR_TOKENS__ALGORITHM", "RS256"),
        ("PARLOR_TOKENS__ALGORITHM", "none"),
        ("PARLOR_TOKENS__ALGORITHM", "HS256"),
        ("PARLOR_TOKENS__ACCESS_TTL", "soon"),
        ("PARLOR_TOKENS__REFRESH_GRACE", "2h"),
        ("PARLOR_LOCKOUT__FAILURES", "0"),
        ("PARLOR_TRUSTED_PROXIES", "10.0.0.0/99"),
        ("PARLOR_LOG_FORMAT", "xml"),
        ("PARLOR_SECRET_FILE", "/nowhere/secret"),
        ("PARLOR_CONFIG", "/nowhere/parlor.toml"),
    ] {
        let sentence = started_with(&[(key, value)], 2);
        assert!(sentence.contains(key), "{sentence}");
    }
}

#[test]
fn a_secret_is_never_shown_in_a_refusal() {
    for settings in [
        &[("PARLOR_SECRET", "canary")][..],
        &[("PARLOR_SECRET", CANARY), ("PARLOR_SECRET_FILE", "/nowhere")],
        &[("PARLOR_TOKENS__ALGORITHM", "HS256"), ("PARLOR_TOKENS__HS256_SECRET", "canary")],
        &[("PARLOR_DATABASE_URL", "mysql://root:canary@127.0.0.1/parlor")],
        &[("PARLOR_DATABASE_URL", "canary")],
        &[("PARLOR_SMTP_URL", "smtp://ann:canary@mail.example.com?tls=perhaps")],
        &[("PARLOR_SMTP_URL", "smtp://:canary@mail.example.com")],
        &[("PARLOR_DATABASE_URL", "postgres://root:canary@db.example.com/parlor")],
    ] {
        let sentence = started_with(settings, 2);
        assert!(!sentence.contains("canary"), "{sentence}");
    }
}

#[test]
fn the_way_to_a_database_on_another_machine_has_to_be_safe_or_said_not_to_be() {
    for url in [
        "postgres://parlor@db.example.com/parlor",
        "postgresql://parlor@192.0.2.1/parlor?sslmode=prefer",
        "postgres://parlor@[2001:db8::1]/parlor",
        "postgres://parlor@127.0.0.1/parlor?host=db.example.com",
    ] {
        let sentence = started_with(&[("PARLOR_DATABASE_URL", url)], 2);
        assert!(
            sentence.contains("PARLOR_DATABASE_URL") && sentence.contains("sslmode=disable"),
            "{sentence}"
        );
        assert!(sentence.contains("no TLS for Postgres"), "{sentence}");
    }
}

#[test]
fn a_database_that_is_not_there_is_a_failure_and_no_bad_setting() {
    for url in ["postgres://parlor@127.0.0.1:1/parlor", "sqlite:///nowhere/at/all.db"] {
        let sentence = started_with(&[("PARLOR_DATABASE_URL", url)], 1);
        assert!(sentence.contains("database") && sentence.contains("PARLOR_DATABASE_URL"), "{sentence}");
    }
}

#[test]
fn an_address_that_is_in_use_is_said_with_the_setting_that_changes_it() {
    let server = Server::with(Kind::Sqlite, &[]);
    let address = server.address().to_string();
    let sentence = started_with(&[("PARLOR_LISTEN", &address)], 1);
    assert!(sentence.contains(&address) && sentence.contains("PARLOR_LISTEN"), "{sentence}");
    server.anonymous().get("/healthz").expect(200);
}

#[test]
fn what_is_mistyped_is_bad_usage() {
    let installation = Installation::new(Kind::Sqlite, &[]);
    for args in [
        &["sevre"][..],
        &["serve", "now"],
        &["--port", "80"],
        &["account"],
        &["key"],
        &["key", "rotate"],
        &["account", "remove"],
        &["account", "show"],
        &["account", "show", "--id", "1"],
        &["account", "show", "--username", "ann", "--email", "ann@example.com"],
        &["account", "create", "--password-stdin"],
        &["account", "create", "--email", "ann@example.com"],
        &["account", "create", "--email", "no address", "--password-stdin"],
        &["account", "set-password", "--email", "ann@example.com"],
    ] {
        refused(installation.run(args, "correct horse battery"), 2);
    }
    assert!(!installation.data_dir().exists(), "nothing was begun");
}

#[test]
fn a_shared_secret_has_no_signing_key_to_rotate() {
    let settings = [
        ("PARLOR_TOKENS__ALGORITHM", "HS256"),
        ("PARLOR_TOKENS__HS256_SECRET", "a secret that two services have shared for years"),
    ];
    let installation = Installation::new(Kind::Sqlite, &settings);
    let sentence = refused(installation.run(&["key", "rotate-signing"], ""), 2);
    assert_snapshot!(sentence, @"with PARLOR_TOKENS__ALGORITHM=HS256 there is no signing key to rotate: set another PARLOR_TOKENS__HS256_SECRET, here and wherever tokens are verified, or choose ES256.");
    assert!(!installation.data_dir().exists(), "nothing was begun");
}

/// The sentence with which a start is refused.
#[track_caller]
fn started_with(settings: &[(&str, &str)], status: i32) -> String {
    let mut installation = Installation::new(Kind::Sqlite, &[]);
    for (key, value) in settings {
        installation.set(key, value);
    }
    let sentence = refused(installation.run(&["serve"], ""), status);
    let bare = installation.run(&[], "");
    assert_eq!(refused(bare, status), sentence, "with no command it serves");
    sentence
}
