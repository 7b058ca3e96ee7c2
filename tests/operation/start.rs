//! Starting on nothing, and starting again.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use parlor_testkit::Postgres;

use super::{done, refused};
use crate::both_databases;
use crate::support::{Installation, Kind, PASSWORD, Server};

both_databases! {
    fn a_start_on_nothing_makes_what_it_needs_for_its_owner_alone(server: Server) {
        server.member("ann@example.com").get("/api/me/").expect(200);
        let data = server.installation.data_dir();
        assert_eq!(mode(&data), 0o700);
        assert_eq!(mode(&data.join("secret")), 0o600);
        let secret = fs::read_to_string(data.join("secret")).unwrap();
        assert!(secret.trim().len() >= 32, "it has {} bytes", secret.trim().len());
        let has_database = server.installation.setting("PARLOR_DATABASE_URL").is_none();
        assert_eq!(data.join("parlor.db").is_file(), has_database);
        assert_eq!(fs::read_dir(server.installation.folder()).unwrap().count(), 1, "nothing else is made");
    }

    fn a_second_start_keeps_accounts_sessions_and_keys(mut server: Server) {
        let ann = server.member("ann@example.com");
        let secret = fs::read(server.installation.data_dir().join("secret")).unwrap();
        let keys = ann.get("/.well-known/jwks.json").text;
        assert!(server.stop().success());
        server.restart();
        ann.get("/api/me/").expect(200);
        ann.refresh(&ann.refresh_token).expect(200);
        ann.login(&ann.email, PASSWORD).expect(200);
        assert_eq!(ann.get("/.well-known/jwks.json").text, keys);
        assert_eq!(fs::read(server.installation.data_dir().join("secret")).unwrap(), secret);
    }

    fn a_database_whose_secret_was_lost_is_not_served(mut server: Server) {
        server.member("ann@example.com");
        server.stop();
        let secret = server.installation.data_dir().join("secret");
        fs::rename(&secret, secret.with_extension("kept")).unwrap();
        for args in [&["serve"][..], &[], &["account", "show", "--email", "ann@example.com"]] {
            let sentence = refused(server.installation.run(args, ""), 2);
            let is_told = sentence.contains("another root secret") && sentence.contains("PARLOR_SECRET");
            assert!(is_told, "{sentence}");
        }
        assert!(!secret.exists(), "no other one is made");
        fs::rename(secret.with_extension("kept"), &secret).unwrap();
        server.restart();
        server.anonymous().login("ann@example.com", PASSWORD).expect(200);
    }
}

#[test]
fn a_secret_can_stand_in_a_file_of_one_s_own() {
    let mut installation = Installation::new(Kind::Sqlite, &[]);
    let file = installation.folder().join("root-secret");
    fs::write(&file, "a root secret that an operator made up\n").unwrap();
    installation.set("PARLOR_SECRET_FILE", file.to_str().unwrap());
    let mut server = installation.serve();
    let ann = server.member("ann@example.com");
    assert!(!server.installation.data_dir().join("secret").exists());
    // The end of its line is no part of it.
    server.installation.unset("PARLOR_SECRET_FILE");
    server.installation.set("PARLOR_SECRET", "a root secret that an operator made up");
    server.restart();
    ann.get("/api/me/").expect(200);
}

#[test]
fn migrating_prepares_a_database_that_is_served_later() {
    for kind in [Kind::Sqlite, Kind::Postgres] {
        let installation = Installation::new(kind, &[]);
        let first = done(installation.run(&["migrate"], ""));
        assert!(first.starts_with("The database is up to date; migrations applied: "), "{first}");
        assert_eq!(
            done(installation.run(&["migrate"], "")),
            "The database is up to date; migrations applied: 0\n"
        );
        installation.serve().member("ann@example.com").get("/api/me/").expect(200);
    }
}

#[test]
fn a_command_works_before_the_first_start() {
    for kind in [Kind::Sqlite, Kind::Postgres] {
        let installation = Installation::new(kind, &[]);
        let args = ["account", "create", "--email", "ann@example.com", "--password-stdin"];
        assert_eq!(done(installation.run(&args, PASSWORD)), "1\n");
        installation.serve().anonymous().login("ann@example.com", PASSWORD).expect(200);
    }
}

#[test]
fn a_database_of_a_later_version_is_left_alone() {
    let mut server = Server::with(Kind::Postgres, &[]);
    server.stop();
    let url = server.installation.setting("PARLOR_DATABASE_URL").unwrap().to_owned();
    let database = url.rsplit('/').next().unwrap();
    let later = "INSERT INTO __diesel_schema_migrations (version) VALUES ('29991231235959')";
    Postgres::shared().run(database, later);
    for args in [&["serve"][..], &["migrate"], &["account", "show", "--username", "ann"]] {
        let sentence = refused(server.installation.run(args, ""), 1);
        assert!(
            sentence.contains("newer than this program") && sentence.contains("29991231235959"),
            "{sentence}"
        );
    }
}

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}
