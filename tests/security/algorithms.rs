//! Changing how tokens are signed, without signing anybody out.

use jsonwebtoken::{Algorithm, decode_header};

use super::{BAD_TOKEN, me, pair};
use crate::both_databases;
use crate::support::Server;

const SECRET: &str = "a secret that two services have shared for years";

both_databases! {
    fn tokens_of_before_a_change_of_algorithm_go_on_verifying(mut server: Server) {
        let ann = server.member("ann@example.com");
        assert_eq!(algorithm(&ann.access), Algorithm::ES256);
        change(&mut server, "EdDSA");
        ann.get("/api/me/").expect(200);
        let (access, refresh) = pair(&ann.refresh(&ann.refresh_token).expect(200));
        assert_eq!(algorithm(&access), Algorithm::EdDSA);
        me(&ann, &access).expect(200);
        change(&mut server, "ES256");
        for access in [&ann.access, &access] {
            me(&ann, access).expect(200);
        }
        let (access, _) = pair(&ann.refresh(&refresh).expect(200));
        assert_eq!(algorithm(&access), Algorithm::ES256);
        let keys = server.anonymous().get("/.well-known/jwks.json").expect(200).json();
        assert_eq!(keys["keys"].as_array().unwrap().len(), 2, "a key for each algorithm");
    }

    fn those_of_a_shared_secret_only_while_it_is_set(mut server: Server) {
        let ann = server.member("ann@example.com");
        server.installation.set("PARLOR_TOKENS__HS256_SECRET", SECRET);
        change(&mut server, "HS256");
        ann.get("/api/me/").expect(200);
        let (access, refresh) = pair(&ann.refresh(&ann.refresh_token).expect(200));
        assert_eq!(algorithm(&access), Algorithm::HS256);
        me(&ann, &access).expect(200);
        server.installation.set("PARLOR_TOKENS__HS256_SECRET", "another secret of more than 32 bytes");
        server.restart();
        assert_eq!(me(&ann, &access).to_string(), BAD_TOKEN);
        ann.get("/api/me/").expect(200);
        ann.refresh(&refresh).expect(200);
    }
}

fn change(server: &mut Server, algorithm: &str) {
    server.installation.set("PARLOR_TOKENS__ALGORITHM", algorithm);
    server.restart();
}

fn algorithm(token: &str) -> Algorithm {
    decode_header(token).unwrap().alg
}
