//! Sessions in a cookie: a credential like any other, which pages of other sites cannot use.

use actix_web::http::{Method, StatusCode};
use actix_web::test::TestRequest;
use parlor_api::{CookieSite, Origins, Setup};
use parlor_auth::{Cookie, EmailProof, Origin, SignIn, SignUp, sign_in, sign_up};
use parlor_domain::{
    About, ClientAddress, EmailAddress, Identifiers, Login, Password, PersonNames, Strictness,
};
use parlor_testkit::MemoryContext;
use serde_json::json;

use crate::support::{header, service, setup};

const PASSWORD: &str = "a quiet evening";

/// Ann with a session in a cookie: the value of her browser's header.
fn ann(kit: &MemoryContext) -> String {
    let email = EmailAddress::parse("ann@example.com").unwrap();
    let password = || Password::given(PASSWORD.to_owned());
    let chosen = kit.ctx.policy.passwords.choose(password(), Strictness::Full, &About::default()).unwrap();
    let command = SignUp {
        identifiers: Identifiers::of_email(email.clone()),
        names: PersonNames::default(),
        locale: None,
        accepts_terms: false,
        password: chosen,
        address: ClientAddress::Unknown,
    };
    sign_up(&kit.ctx, command).unwrap();
    let origin = Origin::of_contract(ClientAddress::Unknown).opening(Cookie);
    let command =
        SignIn { login: Login::from(&email), password: password(), email: EmailProof::AsConfigured, origin };
    format!("sessionid={}", sign_in(&kit.ctx, command).unwrap().tokens.expose())
}

fn with_apps(kit: &MemoryContext) -> Setup {
    let others = vec!["https://app.example".to_owned()];
    let origins = Origins { own: "https://accounts.example".to_owned(), others };
    Setup { origins, https: true, cookie_site: CookieSite::None, ..setup(kit.ctx.clone()) }
}

fn request(method: Method, path: &str, lines: &[(&'static str, &str)]) -> actix_http::Request {
    let request = TestRequest::with_uri(path).method(method).peer_addr("192.0.2.1:4000".parse().unwrap());
    lines.iter().fold(request, |request, line| request.append_header(*line)).to_request()
}

#[actix_web::test]
async fn a_cookie_is_a_credential_wherever_one_is_taken() {
    use actix_web::dev::Service as _;
    let kit = MemoryContext::new();
    let cookie = ann(&kit);
    let service = service(with_apps(&kit)).await;
    for path in ["/v1/sessions", "/v1/sessions/current", "/api/me/"] {
        let answer = service.call(request(Method::GET, path, &[("cookie", &cookie)])).await.unwrap();
        assert_eq!(answer.status(), StatusCode::OK, "{path}");
        let with_bearer = [("cookie", cookie.as_str()), ("authorization", "Bearer nonsense")];
        let answer = service.call(request(Method::GET, path, &with_bearer)).await.unwrap();
        assert_eq!(answer.status(), StatusCode::UNAUTHORIZED, "{path}: what is shown counts");
    }
    let secret = cookie.trim_start_matches("sessionid=");
    let as_token = format!("Token {secret}");
    let answer = service.call(request(Method::GET, "/v1/sessions", &[("authorization", &as_token)]));
    assert_eq!(answer.await.unwrap().status(), StatusCode::UNAUTHORIZED, "a cookie is no token");
}

#[actix_web::test]
async fn s35_answers_to_a_cookie_are_kept_by_nobody() {
    use actix_web::dev::Service as _;
    let kit = MemoryContext::new();
    let cookie = ann(&kit);
    let service = service(with_apps(&kit)).await;
    for (method, path) in [(Method::GET, "/v1/sessions"), (Method::DELETE, "/v1/sessions/current")] {
        let answer = service.call(request(method, path, &[("cookie", &cookie)])).await.unwrap();
        assert!(answer.status().is_success());
        assert_eq!(header(&answer, "cache-control"), "no-store", "{path}");
    }
}

#[actix_web::test]
async fn s34_a_page_of_another_site_is_refused_in_the_words_of_whoever_is_asked() {
    use actix_web::dev::Service as _;
    let kit = MemoryContext::new();
    let cookie = ann(&kit);
    let service = service(with_apps(&kit)).await;
    let from = |origin: &'static str| [("cookie", cookie.as_str()), ("origin", origin)];
    let calls = [
        (Method::PATCH, "/v1/accounts/me"),
        (Method::DELETE, "/v1/sessions"),
        (Method::PATCH, "/api/me/"),
        // Where no cookie is read, too.
        (Method::POST, "/v1/sessions"),
        (Method::POST, "/api/login/"),
    ];
    for (method, path) in calls {
        let foreign = request(method, path, &from("https://evil.example"));
        let answer = service.call(foreign).await.unwrap();
        assert_eq!(answer.status(), StatusCode::FORBIDDEN, "{path}");
        let body = actix_web::test::read_body(answer).await;
        let text = String::from_utf8_lossy(&body).into_owned();
        let expected =
            if path.starts_with("/v1/") { "cross_origin" } else { "Cross-origin request refused." };
        assert!(text.contains(expected), "{path}: {text}");
    }
    for own in ["https://accounts.example", "https://app.example"] {
        let answer = service.call(request(Method::PATCH, "/api/me/", &from(own))).await.unwrap();
        assert_eq!(answer.status(), StatusCode::OK, "{own}");
    }
    let looked_at = request(Method::GET, "/v1/sessions", &from("https://evil.example"));
    assert_eq!(service.call(looked_at).await.unwrap().status(), StatusCode::OK, "looking changes nothing");
}

#[actix_web::test]
async fn s30_signing_out_clears_the_cookie_as_it_was_set() {
    use actix_web::dev::Service as _;
    for (method, path) in [
        (Method::DELETE, "/v1/sessions/current"),
        (Method::DELETE, "/v1/sessions"),
        (Method::POST, "/v1/accounts/me/deactivate"),
        (Method::DELETE, "/v1/accounts/me"),
    ] {
        let kit = MemoryContext::new();
        let cookie = ann(&kit);
        let service = service(with_apps(&kit)).await;
        let answer = service.call(request(method, path, &[("cookie", &cookie)])).await.unwrap();
        assert_eq!(answer.status(), StatusCode::NO_CONTENT, "{path}");
        let cleared = "sessionid=; HttpOnly; SameSite=None; Secure; Path=/; Max-Age=0";
        assert_eq!(header(&answer, "set-cookie"), cleared, "{path}");
        let again = service.call(request(Method::GET, "/v1/accounts/me", &[("cookie", &cookie)]));
        assert_eq!(again.await.unwrap().status(), StatusCode::UNAUTHORIZED, "{path}");
    }
}

#[actix_web::test]
async fn s29_a_step_up_gives_a_browser_another_cookie() {
    use actix_web::dev::Service as _;
    let kit = MemoryContext::new();
    let cookie = ann(&kit);
    let service = service(with_apps(&kit)).await;
    let step_up = TestRequest::post().uri("/v1/sessions/current/step-up");
    let step_up =
        step_up.peer_addr("192.0.2.1:4000".parse().unwrap()).insert_header(("cookie", cookie.as_str()));
    let answer = service.call(step_up.set_json(json!({ "password": PASSWORD })).to_request()).await.unwrap();
    assert_eq!(answer.status(), StatusCode::OK);
    let set = header(&answer, "set-cookie").to_owned();
    let next = set.split(';').next().unwrap().to_owned();
    let body: serde_json::Value = serde_json::from_slice(&actix_web::test::read_body(answer).await).unwrap();
    assert_eq!(body, json!({ "kind": "cookie" }));
    assert_ne!(next, cookie);
    for (cookie, expected) in [(&cookie, StatusCode::UNAUTHORIZED), (&next, StatusCode::OK)] {
        let answer = service.call(request(Method::GET, "/v1/sessions/current", &[("cookie", cookie)]));
        assert_eq!(answer.await.unwrap().status(), expected);
    }
}

#[actix_web::test]
async fn s71_listed_apps_alone_are_let_in_each_by_its_own_name() {
    use actix_web::dev::Service as _;
    let kit = MemoryContext::new();
    let service = service(with_apps(&kit)).await;
    let listed = ("origin", "https://app.example");
    let before = [listed, ("access-control-request-method", "PATCH")];
    let answer = service.call(request(Method::OPTIONS, "/v1/accounts/me", &before)).await.unwrap();
    assert_eq!(answer.status(), StatusCode::NO_CONTENT);
    assert_eq!(header(&answer, "access-control-allow-origin"), "https://app.example");
    assert_eq!(header(&answer, "access-control-allow-credentials"), "true");
    assert!(header(&answer, "access-control-allow-methods").contains("PATCH"));
    assert!(header(&answer, "access-control-allow-headers").contains("Authorization"));
    // A refusal is for its page to read as well.
    let answer = service.call(request(Method::GET, "/v1/accounts/me", &[listed])).await.unwrap();
    assert_eq!(answer.status(), StatusCode::UNAUTHORIZED);
    assert_eq!(header(&answer, "access-control-allow-origin"), "https://app.example");
    for name in ["ETag", "Link", "Retry-After", "X-Request-Id", "RateLimit"] {
        assert!(header(&answer, "access-control-expose-headers").contains(name), "{name}");
    }
    for other in ["https://evil.example", "https://app.example.evil.example", "http://app.example", "null"] {
        for method in [Method::GET, Method::OPTIONS] {
            let lines = [("origin", other), ("access-control-request-method", "GET")];
            let answer = service.call(request(method, "/v1/accounts/me", &lines)).await.unwrap();
            assert_eq!(header(&answer, "access-control-allow-origin"), "", "{other}");
            assert_eq!(header(&answer, "vary"), "Origin");
        }
    }
}

#[actix_web::test]
async fn s71_where_no_app_is_listed_nothing_is_said_of_it() {
    use actix_web::dev::Service as _;
    let service = service(setup(MemoryContext::new().ctx)).await;
    let answer = service.call(request(Method::GET, "/healthz", &[("origin", "https://app.example")]));
    let answer = answer.await.unwrap();
    assert_eq!(header(&answer, "access-control-allow-origin"), "");
    assert_eq!(header(&answer, "vary"), "");
}
