//! Puts endpoints at their addresses.

use std::collections::BTreeMap;
use std::rc::Rc;
use std::time::Instant;

use actix_web::dev::{Service, ServiceFactory, ServiceRequest, ServiceResponse};
use actix_web::http::header::{ALLOW, HeaderValue};
use actix_web::http::{Method, StatusCode};
use actix_web::{Error, HttpRequest, HttpResponse};
use futures_util::FutureExt;
use futures_util::future::{LocalBoxFuture, try_join_all};
use matchit::Router;

use super::meter::Meter;
use super::served::Served;
use super::{Endpoint, Fault, Problem};

/// Every endpoint at its address, with and without its trailing slash, with `Allow` for what an address does not
/// answer to. Addresses are found by a tree: actix would compare them one after the other, for every request.
pub(crate) struct Mount {
    addresses: Vec<(&'static str, Vec<Endpoint>)>,
    nothing_here: fn(&HttpRequest) -> HttpResponse,
}

/// Mounts endpoints, and what is answered where none is.
pub(crate) fn mount(endpoints: Vec<Endpoint>, nothing_here: fn(&HttpRequest) -> HttpResponse) -> Mount {
    let mut addresses = BTreeMap::<_, Vec<Endpoint>>::new();
    for endpoint in endpoints {
        addresses.entry(endpoint.path.trim_end_matches('/')).or_default().push(endpoint);
    }
    Mount { addresses: addresses.into_iter().collect(), nothing_here }
}

impl ServiceFactory<ServiceRequest> for Mount {
    type Response = ServiceResponse;
    type Error = Error;
    type Config = ();
    type Service = Mounted;
    type InitError = ();
    type Future = LocalBoxFuture<'static, Result<Mounted, ()>>;

    fn new_service(&self, (): ()) -> Self::Future {
        let nothing_here = self.nothing_here;
        let addresses = self.addresses.iter().map(|(path, endpoints)| {
            let (path, allow) = (*path, allow(endpoints));
            // Endpoints at one address speak one dialect.
            let fault = endpoints.first().map(|first| first.fault);
            let served: Vec<_> = endpoints.iter().map(Served::start).collect();
            async move {
                let endpoints = try_join_all(served).await?;
                let meter = Meter::of(if path.is_empty() { "/" } else { path });
                Ok((path, Address { endpoints, allow, fault, meter }))
            }
        });
        let addresses = try_join_all(addresses.collect::<Vec<_>>());
        async move { Mounted::of(addresses.await?, nothing_here) }.boxed_local()
    }
}

/// Endpoints that answer.
pub(crate) struct Mounted {
    router: Router<Rc<Address>>,
    nothing_here: fn(&HttpRequest) -> HttpResponse,
    elsewhere: Rc<Meter>,
}

struct Address {
    endpoints: Vec<Served>,
    allow: HeaderValue,
    fault: Option<fn(&Fault) -> Problem>,
    meter: Meter,
}

impl Mounted {
    fn of(
        addresses: Vec<(&'static str, Address)>,
        nothing_here: fn(&HttpRequest) -> HttpResponse,
    ) -> Result<Self, ()> {
        let mut router = Router::new();
        for (path, address) in addresses {
            let address = Rc::new(address);
            let with_slash = format!("{path}/");
            let without = (!path.is_empty()).then(|| path.to_owned());
            for path in without.into_iter().chain([with_slash]) {
                router.insert(path, Rc::clone(&address)).map_err(|error| {
                    tracing::error!(%error, "two addresses cannot be told apart");
                })?;
            }
        }
        Ok(Self { router, nothing_here, elsewhere: Rc::new(Meter::of("none")) })
    }

    /// What is at the request's address; what stands in the place of an `{id}` is kept for the arguments that
    /// read it.
    fn find(&self, request: &mut ServiceRequest) -> Option<Rc<Address>> {
        let found = self.router.at(request.match_info().unprocessed()).ok()?;
        let address = Rc::clone(found.value);
        let segments: Vec<_> =
            found.params.iter().map(|(name, text)| (name.to_owned(), text.to_owned())).collect();
        for (name, text) in segments {
            request.match_info_mut().add_static(name, text);
        }
        Some(address)
    }
}

impl Service<ServiceRequest> for Mounted {
    type Response = ServiceResponse;
    type Error = Error;
    type Future = LocalBoxFuture<'static, Result<ServiceResponse, Error>>;

    actix_web::dev::always_ready!();

    fn call(&self, mut request: ServiceRequest) -> Self::Future {
        let begun = Instant::now();
        match self.find(&mut request) {
            Some(address) => async move { address.answer(request, begun).await }.boxed_local(),
            None => {
                let (nothing_here, elsewhere) = (self.nothing_here, Rc::clone(&self.elsewhere));
                // Worded within the request's task, which knows its id.
                async move {
                    let response = nothing_here(request.request());
                    elsewhere.count(response.status(), begun);
                    Ok(request.into_response(response))
                }
                .boxed_local()
            }
        }
    }
}

impl Address {
    async fn answer(&self, request: ServiceRequest, begun: Instant) -> Result<ServiceResponse, Error> {
        let asked = request.method();
        let response = match self.endpoints.iter().find(|endpoint| endpoint.answers_to(asked)) {
            Some(endpoint) => endpoint.answer(request).await?,
            None => {
                let response = self.other_method(asked);
                request.into_response(response)
            }
        };
        self.meter.count(response.status(), begun);
        Ok(response)
    }

    fn other_method(&self, asked: &Method) -> HttpResponse {
        let mut response = match (asked, self.fault) {
            (&Method::OPTIONS, _) | (_, None) => HttpResponse::build(StatusCode::NO_CONTENT).finish(),
            (method, Some(fault)) => fault(&Fault::MethodNotAllowed { method: method.clone() }).response(),
        };
        response.headers_mut().insert(ALLOW, self.allow.clone());
        response
    }
}

fn allow(endpoints: &[Endpoint]) -> HeaderValue {
    let mut methods: Vec<&str> = endpoints.iter().map(|endpoint| endpoint.method.as_str()).collect();
    if methods.contains(&"GET") {
        methods.push("HEAD");
    }
    methods.push("OPTIONS");
    HeaderValue::from_str(&methods.join(", ")).unwrap_or(HeaderValue::from_static("OPTIONS"))
}
