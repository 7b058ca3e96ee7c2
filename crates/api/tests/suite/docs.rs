//! The page that shows the document.

use actix_web::dev::Service as _;
use actix_web::http::StatusCode;
use actix_web::test::{TestRequest, read_body};
use parlor_testkit::MemoryContext;

use crate::support::{header, service, setup};

#[actix_web::test]
async fn the_page_loads_only_what_is_served_beside_it_and_may_not_load_more() {
    let service = service(setup(MemoryContext::new().ctx)).await;
    let page = service.call(TestRequest::get().uri("/docs/").to_request()).await.unwrap();
    assert_eq!(page.status(), StatusCode::OK);
    assert_eq!(header(&page, "referrer-policy"), "no-referrer");
    assert_eq!(header(&page, "x-content-type-options"), "nosniff");
    let policy = header(&page, "content-security-policy").to_owned();
    assert!(policy.contains("script-src 'self';") && policy.contains("frame-ancestors 'none'"), "{policy}");
    assert!(!policy.contains("unsafe"), "{policy}");

    let page = String::from_utf8(read_body(page).await.to_vec()).unwrap();
    let addresses: Vec<_> = page.split('"').filter(|text| text.starts_with('/')).collect();
    assert_eq!(addresses.len(), 5, "{addresses:?}");
    for address in addresses {
        let part = service.call(TestRequest::get().uri(address).to_request()).await.unwrap();
        assert_eq!(part.status(), StatusCode::OK, "{address}");
        assert_eq!(header(&part, "x-content-type-options"), "nosniff", "{address}");
        let kind = header(&part, "content-type");
        let expected = match address.rsplit('.').next().unwrap() {
            "css" => "text/css",
            "js" => "text/javascript",
            "png" => "image/png",
            _ => "application/json",
        };
        assert!(kind.starts_with(expected), "{address} is {kind}");
    }
}

#[actix_web::test]
async fn what_the_page_does_not_load_is_not_there() {
    let service = service(setup(MemoryContext::new().ctx)).await;
    for address in ["/docs/index.html", "/docs/oauth2-redirect.html", "/docs/..%2fCargo.toml", "/docs/a/b"] {
        let response = service.call(TestRequest::get().uri(address).to_request()).await.unwrap();
        assert_eq!(response.status(), StatusCode::NOT_FOUND, "{address}");
    }
}
