//! Canaries: what nobody may find in a log, in an answer of a command, or in a copy of the database.

use std::fs;

use parlor_testkit::Postgres;
use serde_json::json;

use super::pair;
use crate::both_databases;
use crate::support::{Exchange, Server};

const PASSWORD: &str = "canary-password-Wx7";
const SECOND_PASSWORD: &str = "canary-second-password-Wx7";
const WRONG_PASSWORD: &str = "canary-wrong-password-Wx7";
const ROOT_SECRET: &str = "canary-root-secret-of-more-than-32-bytes";
const SHARED_SECRET: &str = "canary-shared-secret-of-more-than-32-bytes";
const DATABASE_PASSWORD: &str = "canary-database-password";
const NAME: &str = "ann@example.com";

both_databases! {
    with [
        ("PARLOR_LOG", "trace"),
        ("PARLOR_SECRET", ROOT_SECRET),
        ("PARLOR_TOKENS__ALGORITHM", "HS256"),
        ("PARLOR_TOKENS__HS256_SECRET", SHARED_SECRET)
    ]
    fn s74_no_secret_is_in_the_log_however_much_is_logged(mut server: Server) {
        if let Some(url) = server.installation.setting("PARLOR_DATABASE_URL") {
            let url = url.replace("postgres@", &format!("postgres:{DATABASE_PASSWORD}@"));
            server.installation.set("PARLOR_DATABASE_URL", &url);
        }
        server.restart();
        let mut canaries = act(&server);
        canaries.extend([ROOT_SECRET, SHARED_SECRET, DATABASE_PASSWORD].map(str::to_owned));
        let said = said_by_commands(&server);
        server.stop();

        let log = server.log();
        assert!(log.contains("TRACE") && log.contains("signed_in"), "it does log:\n{log}");
        for text in [log, said] {
            for canary in &canaries {
                assert!(!text.contains(canary.as_str()), "{canary} is in\n{text}");
            }
            for hash in ["bcrypt_sha256$", "$2b$", "$2y$"] {
                assert!(!text.contains(hash), "{hash} is in\n{text}");
            }
        }
    }

    fn s16_a_copy_of_the_database_holds_nothing_that_opens_anything(server: Server) {
        let canaries = act(&server);
        let copy = copy(&server);
        assert!(copy.holds(NAME.as_bytes()) && copy.holds(b"bcrypt_sha256$"), "it is a copy");
        for canary in &canaries {
            assert!(!copy.holds(canary.as_bytes()), "{canary}");
            let digits = canary.replace('-', "");
            if let Ok(number) = u128::from_str_radix(&digits, 16) {
                assert!(!copy.holds(digits.as_bytes()) && !copy.holds(&number.to_be_bytes()), "{canary}");
            }
        }
        let secret = fs::read_to_string(server.installation.data_dir().join("secret")).unwrap();
        assert!(!copy.holds(secret.trim().as_bytes()), "the root secret");
        // Every private key in PKCS #8 names its kind by one of these: an elliptic curve, Ed25519.
        let curve = [0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01];
        let ed25519 = [0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70];
        assert!(!copy.holds(&curve) && !copy.holds(&ed25519), "a private key");
    }
}

/// A whole session, with all that people get wrong; gives every secret that was sent or received.
fn act(server: &Server) -> Vec<String> {
    let anyone = server.anonymous();
    anyone.register(NAME, PASSWORD).expect(201);
    anyone.register(NAME, SECOND_PASSWORD).expect(400);
    let (access, refresh) = pair(&anyone.login(NAME, PASSWORD).expect(200));
    anyone.login(NAME, WRONG_PASSWORD).expect(401);
    // Many a password is typed where the name belongs.
    anyone.login(PASSWORD, NAME).expect(401);
    anyone.login(&format!("{PASSWORD}@example.com"), WRONG_PASSWORD).expect(401);
    let owner = anyone.bearing(&format!("Bearer {access}"));
    owner.get("/api/me/").expect(200);
    owner.patch("/api/me/", json!({ "username": "Ann", "password": PASSWORD })).expect(200);
    owner.get(&format!("/api/me/?access_token={access}&password={PASSWORD}")).expect(200);
    let (second_access, second_refresh) = pair(&anyone.refresh(&refresh).expect(200));
    anyone.refresh(&format!("{refresh}{PASSWORD}")).expect(401);
    for authorization in
        [format!("Bearer {refresh}"), format!("Bearer {access}x"), format!("Basic {PASSWORD}")]
    {
        anyone.bearing(&authorization).get("/api/me/").expect(401);
    }
    let form = [("email", NAME), ("password", PASSWORD)];
    anyone.request("POST", "/api/login/").form(&form).reply().expect(200);
    let broken = format!("{{\"email\": \"{NAME}\", \"password\": \"{PASSWORD}\"");
    anyone
        .request("POST", "/api/login/")
        .header("content-type", "application/json")
        .body(broken)
        .reply()
        .expect(400);
    anyone.request("POST", "/api/login/").header("cookie", format!("session={refresh}")).reply().expect(400);
    let set = server.cli(&["account", "set-password", "--email", NAME, "--password-stdin"], SECOND_PASSWORD);
    assert_eq!(set.status, 0, "{set:?}");
    let (third_access, third_refresh) = pair(&anyone.login(NAME, SECOND_PASSWORD).expect(200));
    anyone.post("/api/logout/", json!({ "refresh_token": third_refresh })).expect(200);

    let made = server.cli(&["key", "create", "--name", "table", "--scope", "accounts:read"], "");
    let key = made.stdout.trim().to_owned();
    assert_eq!((made.status, key.len()), (0, 51), "{made:?}");
    let table = anyone.bearing(&format!("Bearer {key}"));
    table.post("/v1/introspect", json!({ "token": third_access })).expect(200);
    table.get("/v1/accounts/me").expect(403);

    let mut canaries = [PASSWORD, SECOND_PASSWORD, WRONG_PASSWORD].map(str::to_owned).to_vec();
    for access in [access, second_access, third_access] {
        // Whoever had the signature could put the rest together.
        canaries.push(access.rsplit('.').next().unwrap().to_owned());
    }
    canaries.extend([refresh, second_refresh, third_refresh, key.replace("pk_", ""), key]);
    canaries
}

/// All that the operator's commands print, a refused one included.
fn said_by_commands(server: &Server) -> String {
    let said = [
        server.cli(&["account", "show", "--email", NAME], ""),
        server.cli(&["account", "create", "--email", NAME, "--password-stdin"], PASSWORD),
        server.cli(&["account", "set-password", "--username", "nobody", "--password-stdin"], PASSWORD),
        server.cli(&["account", "end-sessions", "--email", NAME], ""),
        server.cli(&["account", "end-sessions", "--email", NAME, "--password", PASSWORD], ""),
        server.cli(&["migrate"], ""),
    ];
    let [.., mistyped, _] = &said;
    assert_eq!(mistyped.status, 2, "{mistyped:?}");
    // What was typed on the command line is no secret of the program's.
    said.iter().filter(|ran| ran.status != 2).flat_map(|ran| [&*ran.stdout, &*ran.stderr]).collect()
}

/// What whoever steals the database has.
pub(super) struct Copy {
    /// As it lies on the disk, or as text.
    bytes: Vec<u8>,
    /// Whether bytes stand in it as digits.
    is_hex: bool,
}

impl Copy {
    pub(super) fn holds(&self, wanted: &[u8]) -> bool {
        let found = |wanted: &[u8]| self.bytes.windows(wanted.len()).any(|part| part == wanted);
        let digits: String = wanted.iter().map(|byte| format!("{byte:02X}")).collect();
        found(wanted) || (self.is_hex && found(digits.as_bytes()))
    }
}

pub(super) fn copy(server: &Server) -> Copy {
    let Some(url) = server.installation.setting("PARLOR_DATABASE_URL") else {
        let files = ["parlor.db", "parlor.db-wal"].map(|name| server.installation.data_dir().join(name));
        let bytes = files.iter().flat_map(|file| fs::read(file).unwrap_or_default()).collect();
        return Copy { bytes, is_hex: false };
    };
    let dump = "SET xmlbinary = hex; SELECT database_to_xml(true, true, '')";
    let text = Postgres::shared().run(url.rsplit('/').next().unwrap(), dump);
    Copy { bytes: text.into_bytes(), is_hex: true }
}
