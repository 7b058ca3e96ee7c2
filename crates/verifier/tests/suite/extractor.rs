//! The argument of actix-web's handlers, with the keys fetched over HTTP.

use std::net::TcpListener;

use actix_web::http::header::{AUTHORIZATION, CACHE_CONTROL, RETRY_AFTER, WWW_AUTHENTICATE};
use actix_web::test::{TestRequest, call_service, init_service, read_body};
use actix_web::{App, HttpResponse, HttpServer, web};
use parlor_adapters::{Signing, SystemClock};
use parlor_auth::ports::Tokens;
use parlor_domain::ports::Clock;
use parlor_verifier::actix::SignedIn;
use parlor_verifier::{Settings, Verifier};
use std::time::Duration;

use crate::support::*;

async fn hello(SignedIn(caller): SignedIn) -> String {
    caller.account.to_string()
}

/// A place where keys are published; gives its address.
fn published(jwks: String) -> String {
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let address = format!("http://{}/keys", listener.local_addr().unwrap());
    let server = HttpServer::new(move || {
        let jwks = jwks.clone();
        let keys = move || {
            let jwks = jwks.clone();
            async { HttpResponse::Ok().insert_header((CACHE_CONTROL, "max-age=300")).body(jwks) }
        };
        let elsewhere = || async { HttpResponse::Found().insert_header(("location", "/keys")).finish() };
        App::new().route("/keys", web::get().to(keys)).route("/moved", web::get().to(elsewhere))
    });
    actix_web::rt::spawn(server.workers(1).disable_signals().listen(listener).unwrap().run());
    address
}

/// A token that is good now by the machine's clock.
fn token(parlor: &Parlor) -> String {
    let now = SystemClock.now();
    let mut claims = claims();
    claims.expires_at = now + Duration::from_secs(60);
    parlor.tokens(&Signing::Es256).sign_access(&claims).unwrap()
}

/// Status, challenge, pause and body for a request with these credentials.
async fn asked(keys: &str, credentials: Option<&str>) -> (u16, String, String, String) {
    let settings = Settings { keys: keys.to_owned(), ..Settings::of(ISSUER) };
    let verifier = web::Data::new(Verifier::new(settings).unwrap());
    let app = init_service(App::new().app_data(verifier).route("/", web::get().to(hello))).await;
    let mut request = TestRequest::get().uri("/");
    if let Some(credentials) = credentials {
        request = request.insert_header((AUTHORIZATION, credentials));
    }
    let response = call_service(&app, request.to_request()).await;
    let header = |name| {
        response
            .headers()
            .get(name)
            .map(|value: &actix_web::http::header::HeaderValue| value.to_str().unwrap().to_owned())
    };
    let (challenge, pause) =
        (header(WWW_AUTHENTICATE).unwrap_or_default(), header(RETRY_AFTER).unwrap_or_default());
    let status = response.status().as_u16();
    let body = String::from_utf8(read_body(response).await.to_vec()).unwrap();
    (status, challenge, pause, body)
}

#[actix_web::test]
async fn a_handler_runs_for_whoever_is_signed_in() {
    let parlor = Parlor::new("a");
    let keys = published(parlor.jwks());
    let token = token(&parlor);
    for scheme in ["Bearer", "Token", "JWT", "bearer"] {
        let (status, _, _, body) = asked(&keys, Some(&format!("{scheme} {token}"))).await;
        assert_eq!((status, body.as_str()), (200, "7"), "{scheme}");
    }
}

#[actix_web::test]
async fn everybody_else_is_told_what_is_missing() {
    let parlor = Parlor::new("a");
    let keys = published(parlor.jwks());
    let missing = (
        401,
        r#"Bearer realm="api""#.to_owned(),
        String::new(),
        r#"{"detail":"Authentication credentials were not provided."}"#.to_owned(),
    );
    for credentials in [None, Some(""), Some("Bearer"), Some("Basic YTpi"), Some(token(&parlor).as_str())] {
        assert_eq!(asked(&keys, credentials).await, missing, "{credentials:?}");
    }
    let expired = parlor.token(&Signing::Es256);
    let invalid = (
        401,
        r#"Bearer realm="api", error="invalid_token""#.to_owned(),
        String::new(),
        r#"{"detail":"Given token not valid for any token type"}"#.to_owned(),
    );
    for token in ["x", "a.b.c", &unknown_key(&parlor, "other"), &forge_for_another(&parlor)] {
        assert_eq!(asked(&keys, Some(&format!("Bearer {token}"))).await, invalid, "{token}");
    }
    drop(expired);
}

fn forge_for_another(parlor: &Parlor) -> String {
    let (header, body) = parlor.good();
    forge(&header, &with(&body, serde_json::json!({ "aud": "https://other.example.com" })), parlor.es256())
}

#[actix_web::test]
async fn while_parlor_is_away_nobody_is_let_in_and_nobody_is_signed_out() {
    let parlor = Parlor::new("a");
    let credentials = format!("Bearer {}", token(&parlor));
    let here = published(parlor.jwks());
    // Nobody listens, the path is wrong, the answer is no key set, and a redirect that is not followed.
    let nobody = "http://127.0.0.1:9/keys".to_owned();
    let wrong_path = here.replace("/keys", "/other");
    let moved = here.replace("/keys", "/moved");
    let no_keys = published("<html>".to_owned());
    for keys in [nobody, wrong_path, moved, no_keys] {
        let (status, challenge, pause, body) = asked(&keys, Some(&credentials)).await;
        assert_eq!((status, challenge.as_str(), pause.as_str()), (503, "", "5"), "{keys}");
        assert_eq!(body, r#"{"detail":"Tokens cannot be verified at present."}"#);
    }
}
