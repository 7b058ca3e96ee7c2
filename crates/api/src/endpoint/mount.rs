//! Puts endpoints at their addresses.

use std::collections::BTreeMap;
use std::rc::Rc;

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::guard::{self, Guard};
use actix_web::http::header::{ALLOW, HeaderValue};
use actix_web::http::{Method, StatusCode};
use actix_web::middleware::{Next, from_fn};
use actix_web::{Error, HttpRequest, HttpResponse, Resource, Route, web};

use super::{Endpoint, Fault, Problem};
use crate::shell::App;
use crate::shell::client::Client;
use crate::shell::limits::Budget;

/// A resource for each address without its trailing slash and one for it with its slash, with `Allow` for what
/// it does not answer to. Each has one pattern, which is compared as text unless it has `{id}` in it: a
/// resource of two patterns would be matched by regular expressions, for every request, one after the other.
/// In the order of their text `{id}` comes after every word that may stand in its place, so words win.
pub(crate) fn mount(endpoints: impl Fn() -> Vec<Endpoint>) -> Vec<Resource> {
    let without = by_path(endpoints()).into_iter().map(|(path, endpoints)| {
        let path = if path.is_empty() { "/" } else { path };
        resource(path, endpoints)
    });
    let with = by_path(endpoints()).into_iter().filter(|(path, _)| !path.is_empty());
    let with = with.map(|(path, endpoints)| resource(&format!("{path}/"), endpoints));
    without.chain(with).collect()
}

fn by_path(endpoints: Vec<Endpoint>) -> BTreeMap<&'static str, Vec<Endpoint>> {
    let mut by_path = BTreeMap::<_, Vec<Endpoint>>::new();
    for endpoint in endpoints {
        by_path.entry(endpoint.path.trim_end_matches('/')).or_default().push(endpoint);
    }
    by_path
}

fn resource(path: &str, endpoints: Vec<Endpoint>) -> Resource {
    let allow = allow(&endpoints);
    // Endpoints at one address speak one dialect.
    let fault = endpoints.first().map(|first| first.fault);
    let resource = web::resource(path);
    let resource = endpoints.into_iter().fold(resource, |resource, endpoint| resource.route(route(endpoint)));
    resource.default_service(web::route().to(move |request: HttpRequest| {
        let allow = allow.clone();
        async move { other_method(&request, fault, allow) }
    }))
}

fn allow(endpoints: &[Endpoint]) -> HeaderValue {
    let mut methods: Vec<&str> = endpoints.iter().map(|endpoint| endpoint.method.as_str()).collect();
    if methods.contains(&"GET") {
        methods.push("HEAD");
    }
    methods.push("OPTIONS");
    HeaderValue::from_str(&methods.join(", ")).unwrap_or(HeaderValue::from_static("OPTIONS"))
}

fn other_method(
    request: &HttpRequest,
    fault: Option<fn(&Fault) -> Problem>,
    allow: HeaderValue,
) -> HttpResponse {
    let mut response = match (request.method(), fault) {
        (&Method::OPTIONS, _) | (_, None) => HttpResponse::NoContent().finish(),
        (method, Some(fault)) => fault(&Fault::MethodNotAllowed { method: method.clone() }).response(),
    };
    response.headers_mut().insert(ALLOW, allow);
    response
}

fn route(endpoint: Endpoint) -> Route {
    let Endpoint { method, budget, fault, answers, route, .. } = endpoint;
    let declared: Rc<[StatusCode]> = answers.into_iter().map(|answer| answer.status).collect();
    route.guard(answers_to(method)).wrap(from_fn(move |request: ServiceRequest, next: Next<BoxBody>| {
        let declared = Rc::clone(&declared);
        async move {
            let response = within_budget(request, next, budget, fault).await?;
            check_declared(&response, &declared);
            Ok::<_, Error>(response)
        }
    }))
}

/// `HEAD` is `GET` without the body, which the server leaves out by itself.
fn answers_to(method: Method) -> impl Guard {
    let also_head = method == Method::GET;
    let method = method.to_string();
    guard::fn_guard(move |context| {
        let asked = &context.head().method;
        asked.as_str() == method || (also_head && *asked == Method::HEAD)
    })
}

async fn within_budget(
    request: ServiceRequest,
    next: Next<BoxBody>,
    budget: Option<&'static Budget>,
    fault: fn(&Fault) -> Problem,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let standing = budget.zip(App::of(request.request())).and_then(|(budget, app)| {
        let client = Client::of(request.request(), &app);
        app.limits().spend(budget, client.address)
    });
    let mut response = match standing.as_ref().and_then(|standing| standing.refused) {
        Some(retry_after) => {
            let response = fault(&Fault::Throttled { retry_after }).response();
            request.into_response(response)
        }
        None => next.call(request).await?.map_into_boxed_body(),
    };
    if let Some(standing) = standing {
        standing.tell(response.headers_mut());
    }
    Ok(response)
}

/// In builds for development and tests, an answer that the endpoint does not list is a fault of ours.
fn check_declared(response: &ServiceResponse<impl MessageBody>, declared: &[StatusCode]) {
    let status = response.status();
    let is_listed = declared.contains(&status) || status.is_server_error();
    debug_assert!(is_listed, "{} answered {status}, which it does not list", response.request().path());
}
