//! `parlor key create`, `list` and `revoke`.

use serde_json::json;

use crate::both_databases;
use crate::support::Server;

both_databases! {
    fn a_key_is_printed_alone_and_once_listed_and_taken_back(server: Server) {
        let ann = server.owner("ann@example.com");
        let made = server.cli(&["key", "create", "--name", "card table", "--scope", "wallet:write", "accounts:read"], "");
        assert_eq!((made.status, made.stdout.lines().count()), (0, 1), "{made:?}");
        let secret = made.stdout.trim();
        let again = server.cli(&["key", "create", "--name", "scores", "--scope", "scores:write", "--scope", "accounts:read"], "");
        assert_eq!(again.status, 0, "{again:?}");

        let table = server.anonymous().bearing(&format!("Bearer {secret}"));
        let ask = || table.post("/v1/introspect", json!({ "token": ann.access }));
        ask().expect(200);
        let listed = server.cli(&["key", "list"], "").stdout;
        let lines: Vec<_> = listed.lines().collect();
        assert_eq!(lines.len(), 2, "{listed}");
        assert!(lines[0].starts_with("2: \"scores\", accounts:read scores:write, made 20"), "{listed}");
        assert!(lines[0].ends_with("Z, never used, good"), "{listed}");
        assert!(lines[1].starts_with("1: \"card table\", accounts:read wallet:write, made 20"), "{listed}");
        assert!(lines[1].contains("Z, last used 20") && lines[1].ends_with("Z, good"), "{listed}");
        assert!(!listed.contains(secret));

        assert_eq!(server.cli(&["key", "revoke", "--id", "1"], "").status, 0);
        ask().expect(401);
        let twice = server.cli(&["key", "revoke", "--id", "1"], "");
        assert_eq!((twice.status, twice.stdout.as_str()), (1, ""));
        assert!(twice.stderr.contains("there is no key 1 that is still good"), "{}", twice.stderr);
        assert!(server.cli(&["key", "list"], "").stdout.contains("revoked 20"));
    }
}

both_databases! {
    fn what_cannot_be_a_key_is_bad_usage(server: Server) {
        for args in [
            &["key", "create", "--name", "x"][..],
            &["key", "create", "--scope", "wallet:write"],
            &["key", "create", "--name", " ", "--scope", "wallet:write"],
            &["key", "create", "--name", "x", "--scope", "moon:write"],
            &["key", "revoke"],
            &["key", "revoke", "--id", "x"],
        ] {
            let ran = server.cli(args, "");
            assert_eq!((ran.status, ran.stdout.as_str()), (2, ""), "{ran:?}");
            assert_eq!(ran.stderr.lines().count(), 1, "{ran:?}");
        }
        assert_eq!(server.cli(&["key", "list"], "").stdout, "");
    }
}
