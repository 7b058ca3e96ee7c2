//! `parlor check`: one line for each thing, and nothing is changed.

use std::fs;
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use insta::assert_snapshot;
use parlor_testkit::Postgres;

use super::done;
use crate::both_databases;
use crate::support::{Installation, Kind, Ran, Server};

const SECRET: (&str, &str) = ("PARLOR_SECRET", "a root secret that an operator made up");
const OTHER: &str = "a root secret that nobody else has ever seen";

both_databases! {
    fn of_a_service_that_runs_every_line_is_well(mut server: Server) {
        let address = server.address().to_string();
        server.installation.set("PARLOR_LISTEN", &address);
        let lines = done(server.cli(&["check"], ""));
        assert!(lines.lines().all(|line| line.starts_with("ok     ")), "{lines}");
        assert!(lines.contains(&format!("listen: a parlor serves on {address}")), "{lines}");
        assert!(lines.contains("root secret: opens the 5 keys of the database"), "{lines}");
        let has_file = server.installation.setting("PARLOR_DATABASE_URL").is_none();
        let way = if has_file { "a file on this machine" } else { "does not leave this machine" };
        assert!(lines.contains(way), "{lines}");
        server.anonymous().get("/readyz").expect(200);
    }

    fn a_secret_that_is_not_the_database_s_fails(mut server: Server) {
        server.installation.set("PARLOR_SECRET", OTHER);
        let failed = failed(&server.cli(&["check"], ""));
        assert_eq!(failed.len(), 1, "{failed:?}");
        assert!(failed[0].starts_with("root secret: this database was set up with another root secret"), "{failed:?}");
        assert!(!failed[0].contains(OTHER));
    }
}

#[test]
fn before_the_first_start_nothing_is_made() {
    let installation = Installation::new(Kind::Sqlite, &[]);
    let lines = done(installation.run(&["check"], ""));
    let folder = installation.data_dir().display().to_string();
    assert_snapshot!(lines.replace(&folder, "DATA"), @r"
    ok     settings: read
    note   database: SQLite in DATA/parlor.db is not there yet: the first start makes it
    note   root secret: not there yet: the first start on a new database makes it
    note   data dir: DATA is not there yet: the first start makes it
    ok     listen: 127.0.0.1:0 is free
    ok     mail: no SMTP server is set: mails go to files in DATA/outbox
    note   media store: DATA/media is not there yet: the first start makes it
    ");
    assert!(!installation.data_dir().exists());
}

#[test]
fn an_empty_database_stays_empty() {
    let installation = Installation::new(Kind::Postgres, &[SECRET]);
    let lines = done(installation.run(&["check"], ""));
    let migrations = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../migrations/postgres");
    let count = fs::read_dir(migrations).unwrap().count();
    let expected = format!("note   migrations: {count} to come: the next start applies them");
    assert!(lines.contains(&expected), "{lines}");
    assert!(lines.contains("ok     root secret: there; no keys were found that it could open"), "{lines}");
    let database = installation.setting("PARLOR_DATABASE_URL").unwrap().rsplit('/').next().unwrap();
    let tables = "SELECT count(*) FROM information_schema.tables WHERE table_schema = 'public'";
    assert_eq!(Postgres::shared().run(database, tables).trim(), "0");
}

#[test]
fn what_would_not_work_is_said_and_the_rest_is_looked_at_too() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let settings = [
        ("PARLOR_DATABASE_URL", "postgres://parlor@127.0.0.1:1/parlor"),
        ("PARLOR_SECRET_FILE", "/nowhere/secret"),
        ("PARLOR_LISTEN", &address),
    ];
    let failed = failed(&Installation::new(Kind::Sqlite, &settings).run(&["check"], ""));
    let things: Vec<_> = failed.iter().map(|line| line.split(':').next().unwrap()).collect();
    assert_eq!(things, ["database", "root secret", "listen"]);
    assert!(failed[0].contains("PARLOR_DATABASE_URL") && failed[2].contains("PARLOR_LISTEN"), "{failed:?}");
}

#[test]
fn a_database_of_a_later_version_and_a_file_that_is_none_fail() {
    let mut server = Server::with(Kind::Postgres, &[SECRET]);
    server.stop();
    let url = server.installation.setting("PARLOR_DATABASE_URL").unwrap().to_owned();
    let later = "INSERT INTO __diesel_schema_migrations (version) VALUES ('29991231235959')";
    Postgres::shared().run(url.rsplit('/').next().unwrap(), later);
    let lines = failed(&server.cli(&["check"], ""));
    assert!(lines[0].starts_with("migrations: the database is newer than this program"), "{lines:?}");

    let mut installation = Installation::new(Kind::Sqlite, &[SECRET]);
    let path = installation.folder().join("letter.txt");
    fs::write(&path, "Dear Ann, this is no database, but long enough to look like one. ".repeat(100))
        .unwrap();
    installation.set("PARLOR_DATABASE_URL", &format!("sqlite://{}", path.display()));
    let lines = failed(&installation.run(&["check"], ""));
    assert!(lines[0].starts_with("database: "), "{lines:?}");
}

#[test]
fn what_works_and_should_be_known_is_a_note() {
    let mut installation = Installation::new(Kind::Sqlite, &[("PARLOR_LISTEN", "0.0.0.0:0")]);
    assert_eq!(notes(&installation)[3].split(" sends").next(), Some("public URL: http://localhost:8000"));
    installation.set("PARLOR_PUBLIC_URL", "https://accounts.example.com");
    assert!(notes(&installation)[3].starts_with("trusted proxies: none"));
    installation.set("PARLOR_TRUSTED_PROXIES", "10.0.0.0/8");
    assert!(
        notes(&installation)[3].starts_with("mail: no SMTP server is set, so mails only go to files in ")
    );
    assert_eq!(notes(&installation).len(), 5);

    let mut server = installation.serve();
    server.stop();
    let data = server.installation.data_dir();
    server.installation.set("PARLOR_LISTEN", "127.0.0.1:0");
    assert_eq!(notes(&server.installation), Vec::<String>::new());
    for path in [data.clone(), data.join("secret")] {
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    }
    let notes = notes(&server.installation);
    assert_eq!(notes.len(), 2, "{notes:?}");
    assert!(notes[0].contains("`chmod 600` it") && notes[1].contains("`chmod 700` it"), "{notes:?}");
}

#[test]
fn settings_that_cannot_be_read_are_refused_as_everywhere() {
    let installation = Installation::new(Kind::Sqlite, &[("PARLOR_LISTEN", "nowhere")]);
    assert_eq!(installation.run(&["check"], "").status, 2);
}

/// What follows this verdict in each line that has it.
fn lines_of(stdout: &str, verdict: &str) -> Vec<String> {
    stdout.lines().filter_map(|line| line.strip_prefix(verdict)).map(|line| line.trim().to_owned()).collect()
}

fn notes(installation: &Installation) -> Vec<String> {
    lines_of(&done(installation.run(&["check"], "")), "note")
}

/// The lines of what would not work, of which there are some.
#[track_caller]
fn failed(ran: &Ran) -> Vec<String> {
    assert_eq!(ran.status, 1, "{ran:?}");
    let lines = lines_of(&ran.stdout, "failed");
    assert!(ran.stderr.starts_with(&format!("{} of ", lines.len())), "{ran:?}");
    lines
}
