//! Asking Parlor itself, played here by a server that answers as it is told; the example service asks a real one.

use std::net::TcpListener;

use actix_web::{App, HttpRequest, HttpResponse, HttpServer, web};
use parlor_domain::{AccountId, SessionId};
use parlor_verifier::{ActiveToken, Introspection, IntrospectionError, Introspector};
use secrecy::SecretString;
use serde_json::json;

use crate::support::at;

/// A server that gives one answer, and only to the right question.
fn answering(status: u16, body: String) -> Introspector {
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let address = format!("http://{}/", listener.local_addr().unwrap());
    let server = HttpServer::new(move || {
        let body = body.clone();
        let answer = move |request: HttpRequest, form: web::Form<Vec<(String, String)>>| {
            let is_right = request.headers().get("authorization").unwrap() == "Bearer pk_secret"
                && form.0 == [("token".to_owned(), "a token/with+signs".to_owned())];
            let body = body.clone();
            async move {
                let status = if is_right { status } else { 400 };
                let status = actix_web::http::StatusCode::from_u16(status).unwrap();
                HttpResponse::build(status).insert_header(("retry-after", "7")).body(body)
            }
        };
        App::new().route("/v1/introspect", web::post().to(answer))
    });
    actix_web::rt::spawn(server.workers(1).disable_signals().listen(listener).unwrap().run());
    Introspector::new(&address, SecretString::from("pk_secret")).unwrap()
}

async fn asked(status: u16, body: &str) -> Result<Introspection, IntrospectionError> {
    answering(status, body.to_owned()).introspect("a token/with+signs").await
}

#[actix_web::test]
async fn a_token_is_good_or_it_is_not() {
    let good = json!({ "active": true, "token_type": "access", "sub": "7", "sid": "31", "username": "ann", "exp": 1_800_000_000, "more": {} });
    let active = ActiveToken {
        account: AccountId(7),
        session: Some(SessionId(31)),
        username: Some("ann".to_owned()),
        expires_at: Some(at(1_800_000_000)),
    };
    assert_eq!(asked(200, &good.to_string()).await.unwrap(), Introspection::Active(active));
    assert_eq!(asked(200, r#"{"active":false}"#).await.unwrap(), Introspection::Inactive);
    let refresh = r#"{"active":true,"token_type":"refresh","sub":"7"}"#;
    assert_eq!(asked(200, refresh).await.unwrap(), Introspection::Inactive, "it opens nothing here");
}

#[actix_web::test]
async fn no_answer_is_not_taken_for_one() {
    for (status, body) in [(200, "{}"), (200, "<html>"), (200, r#"{"active":true}"#), (500, "{}"), (302, "")]
    {
        let error = asked(status, body).await.unwrap_err();
        assert!(matches!(error, IntrospectionError::Unavailable(_)), "{status} {body}: {error}");
    }
    assert!(matches!(asked(401, "").await.unwrap_err(), IntrospectionError::Key(401)));
    assert!(matches!(asked(403, "").await.unwrap_err(), IntrospectionError::Key(403)));
    let throttled = asked(429, "").await.unwrap_err();
    let IntrospectionError::Throttled { retry_after: Some(pause) } = throttled else { panic!("{throttled}") };
    assert_eq!(pause.as_secs(), 7);
    let nobody = Introspector::new("http://127.0.0.1:9", SecretString::from("pk_secret")).unwrap();
    assert!(matches!(nobody.introspect("x").await.unwrap_err(), IntrospectionError::Unavailable(_)));
    assert!(Introspector::new("accounts.example.com", SecretString::from("k")).is_err());
}
