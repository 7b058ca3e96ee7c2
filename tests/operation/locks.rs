//! Lifting a lockout from the command line.

use super::done;
use crate::both_databases;
use crate::support::{Client, PASSWORD, Server};

both_databases! {
    fn unlocking_lets_strangers_and_owners_in_again(server: Server) {
        for name in ["--username", "--email"] {
            let ann = server.member(&format!("ann{name}@example.com"));
            let stranger = ann.from("127.0.0.9");
            lock(&stranger, &ann.email);
            lock(&ann, &ann.email);
            assert_ne!(locked_until(&server, &ann.email), "no");
            assert_eq!(done(server.cli(&["account", "unlock", name, &ann.email], "")), "");
            assert_eq!(locked_until(&server, &ann.email), "no");
            stranger.login(&ann.email, PASSWORD).expect(200);
            ann.login(&ann.email, PASSWORD).expect(200);
        }
    }

    fn the_count_begins_anew_after_it(server: Server) {
        let ann = server.member("ann@example.com");
        let stranger = ann.from("127.0.0.9");
        lock(&stranger, &ann.email);
        done(server.cli(&["account", "unlock", "--email", &ann.email], ""));
        lock(&stranger, &ann.email);
    }

    fn a_new_password_lifts_the_lockout_and_forgets_the_addresses_of_before(server: Server) {
        let ann = server.member("ann@example.com");
        let stranger = ann.from("127.0.0.9");
        lock(&stranger, &ann.email);
        let another = "another good password";
        done(server.cli(&["account", "set-password", "--email", &ann.email, "--password-stdin"], another));
        lock(&stranger, &ann.email);
        // Whoever knew the old password may have been the one who signed in from there.
        ann.login(&ann.email, another).expect(403);
        done(server.cli(&["account", "unlock", "--email", &ann.email], ""));
        stranger.login(&ann.email, another).expect(200);
    }

    fn ending_the_sessions_forgets_the_addresses_and_lifts_nothing(server: Server) {
        let ann = server.member("ann@example.com");
        let stranger = ann.from("127.0.0.9");
        lock(&stranger, &ann.email);
        ann.login(&ann.email, PASSWORD).expect(200);
        done(server.cli(&["account", "end-sessions", "--email", &ann.email], ""));
        ann.login(&ann.email, PASSWORD).expect(403);
    }
}

/// Wrong passwords until there is a lock.
#[track_caller]
fn lock(client: &Client, name: &str) {
    let statuses: Vec<_> = (0..5).map(|_| client.login(name, "a wrong password").status).collect();
    assert_eq!(statuses, [401, 401, 401, 401, 403]);
    client.login(name, PASSWORD).expect(403);
}

fn locked_until(server: &Server, email: &str) -> String {
    let shown = done(server.cli(&["account", "show", "--email", email], ""));
    shown.lines().find_map(|line| line.strip_prefix("locked until: ")).unwrap().to_owned()
}
