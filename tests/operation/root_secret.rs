//! `parlor secret …`: another root secret, with the old one and without.

use insta::assert_snapshot;
use parlor_testkit::Postgres;

use super::{done, refused};
use crate::both_databases;
use crate::support::{PASSWORD, Server};

const OLD: &str = "the root secret that all began with";
const NEW: &str = "the root secret that came after it";
const OTHER: &str = "a root secret that nobody else has ever seen";

both_databases! {
    with [("PARLOR_SECRET", OLD)]
    fn with_the_old_secret_the_new_one_is_put_in_its_place_and_nobody_is_signed_out(mut server: Server) {
        let ann = server.member("ann@example.com");
        let keys = published(&server);
        server.installation.set("PARLOR_SECRET", NEW);
        server.installation.set("PARLOR_SECRET_PREVIOUS", OLD);
        assert_snapshot!(done(server.cli(&["secret", "rotate"], "")), @"Keys sealed by the new root secret: 5; start every instance again with it, and forget the old one");
        ann.get("/api/me/").expect(200);
        assert_snapshot!(done(server.cli(&["secret", "rotate"], "")), @"Nothing to do: the keys are sealed by this root secret already");

        server.installation.unset("PARLOR_SECRET_PREVIOUS");
        server.restart();
        ann.get("/api/me/").expect(200);
        ann.refresh(&ann.refresh_token).expect(200);
        assert_eq!(published(&server), keys);

        server.stop();
        server.installation.set("PARLOR_SECRET", OLD);
        let sentence = refused(server.cli(&["serve"], ""), 2);
        assert!(sentence.contains("another root secret"), "{sentence}");
    }

    with [("PARLOR_SECRET", OLD)]
    fn a_wrong_previous_secret_changes_nothing(mut server: Server) {
        let ann = server.member("ann@example.com");
        server.installation.set("PARLOR_SECRET", NEW);
        let sentence = refused(server.cli(&["secret", "rotate"], ""), 2);
        assert_snapshot!(sentence, @"set PARLOR_SECRET_PREVIOUS to the root secret that this database has now, and PARLOR_SECRET or PARLOR_SECRET_FILE to the new one.");
        server.installation.set("PARLOR_SECRET_PREVIOUS", OTHER);
        let sentence = refused(server.cli(&["secret", "rotate"], ""), 2);
        assert_snapshot!(sentence, @"this database has neither of these root secrets: set PARLOR_SECRET_PREVIOUS to the one it was set up with.");
        server.installation.set("PARLOR_SECRET", OLD);
        server.restart();
        ann.get("/api/me/").expect(200);
        ann.refresh(&ann.refresh_token).expect(200);
    }

    with [("PARLOR_SECRET", OLD)]
    fn a_lost_secret_costs_all_sessions_and_no_account(mut server: Server) {
        let ann = server.member("ann@example.com");
        let keys = published(&server);
        server.installation.set("PARLOR_SECRET", NEW);
        let sentence = refused(server.cli(&["secret", "reset"], ""), 2);
        assert_snapshot!(sentence, @"this makes all keys anew and signs everybody out, which only helps where the root secret is lost: type --i-accept to do it, or `parlor secret rotate` where the old one is still known.");
        ann.get("/api/me/").expect(200);

        let ran = server.cli(&["secret", "reset", "--i-accept"], "");
        assert!(ran.stderr.contains("event=\"secret_reset\" actor=operator"), "{ran:?}");
        assert_snapshot!(done(ran), @"All keys are new; sessions ended: 1; start every instance again with this root secret");
        ann.get("/api/me/").expect(401);
        server.restart();
        ann.get("/api/me/").expect(401);
        ann.refresh(&ann.refresh_token).expect(401);
        assert_ne!(published(&server), keys);
        server.anonymous().login(&ann.email, PASSWORD).expect(200);
    }

    fn a_secret_that_was_lost_with_its_folder_is_made_anew_by_a_reset(mut server: Server) {
        let ann = server.member("ann@example.com");
        server.stop();
        std::fs::remove_file(server.installation.data_dir().join("secret")).unwrap();
        refused(server.cli(&["serve"], ""), 2);
        done(server.cli(&["secret", "reset", "--i-accept"], ""));
        server.restart();
        ann.get("/api/me/").expect(401);
        server.anonymous().login(&ann.email, PASSWORD).expect(200);
    }
}

#[test]
fn a_database_without_keys_has_nothing_to_rotate() {
    let settings =
        [("PARLOR_DATABASE_URL", Postgres::shared().database()), ("PARLOR_SECRET", NEW.to_owned())];
    let settings = settings.each_ref().map(|(key, value)| (*key, value.as_str()));
    let mut installation = crate::support::Installation::new(crate::support::Kind::Sqlite, &settings);
    installation.set("PARLOR_SECRET_PREVIOUS", OLD);
    let sentence = refused(installation.run(&["secret", "rotate"], ""), 1);
    assert_snapshot!(sentence, @"this database has no keys yet, so there is nothing to do: start parlor with the new root secret.");
}

fn published(server: &Server) -> String {
    server.anonymous().get("/.well-known/jwks.json").expect(200).text
}
