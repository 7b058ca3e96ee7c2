//! One endpoint at work: its budget and its handler.

use actix_web::dev::{Service, ServiceFactory, ServiceRequest, ServiceResponse};
use actix_web::http::{Method, StatusCode};
use actix_web::{Error, Route};
use futures_util::future::LocalBoxFuture;
use futures_util::{FutureExt, TryFutureExt};

use super::{Endpoint, Fault, Problem};
use crate::shell::client::Client;
use crate::shell::limits::Budget;
use crate::shell::{App, Sent};

/// An endpoint that answers.
pub(super) struct Served {
    method: Method,
    path: &'static str,
    budget: Option<&'static Budget>,
    fault: fn(&Fault) -> Problem,
    declared: Vec<StatusCode>,
    sets_cookie: bool,
    handler: Handler,
}

/// What actix makes of a handler; it gives this no name of its own.
type Handler = <Route as ServiceFactory<ServiceRequest>>::Service;

impl Served {
    /// Makes an endpoint ready to answer.
    pub fn start(endpoint: &Endpoint) -> LocalBoxFuture<'static, Result<Self, ()>> {
        let Endpoint { path, budget, fault, sets_cookie, .. } = *endpoint;
        let method = endpoint.method.clone();
        let declared = endpoint.answers.iter().map(|answer| answer.status).collect();
        let handler = endpoint.route.new_service(());
        let served = move |handler| Self { method, path, budget, fault, declared, sets_cookie, handler };
        handler.map_ok(served).boxed_local()
    }

    /// `HEAD` is `GET` without the body, which the server leaves out by itself.
    pub fn answers_to(&self, asked: &Method) -> bool {
        self.method == *asked || (self.method == Method::GET && *asked == Method::HEAD)
    }

    pub async fn answer(&self, request: ServiceRequest) -> Result<ServiceResponse, Error> {
        if self.is_cross_origin(&request) {
            let response = (self.fault)(&Fault::CrossOrigin).response();
            return Ok(request.into_response(response));
        }
        let response = self.within_budget(request).await?;
        self.check_declared(response.status());
        Ok(response)
    }

    /// Whether a page of another site may have sent it, with a cookie or for one. Asked wherever a cookie comes
    /// along, also where none is read.
    fn is_cross_origin(&self, request: &ServiceRequest) -> bool {
        let sent = Sent::Request { method: request.method(), may_set_cookie: self.sets_cookie };
        App::of(request.request()).is_some_and(|app| app.origins().refuse(sent, request.headers()))
    }

    async fn within_budget(&self, request: ServiceRequest) -> Result<ServiceResponse, Error> {
        let standing = self.budget.zip(App::of(request.request())).and_then(|(budget, app)| {
            let client = Client::of(request.request(), &app);
            app.limits().spend(budget, client.address)
        });
        let mut response = match standing.as_ref().and_then(|standing| standing.refused) {
            Some(retry_after) => {
                let response = (self.fault)(&Fault::Throttled { retry_after }).response();
                request.into_response(response)
            }
            None => self.handler.call(request).await?,
        };
        if let Some(standing) = standing {
            standing.tell(response.headers_mut());
        }
        Ok(response)
    }

    /// In builds for development and tests, an answer that the endpoint does not list is a fault of ours.
    fn check_declared(&self, status: StatusCode) {
        let is_listed = self.declared.contains(&status) || status.is_server_error();
        debug_assert!(is_listed, "{} answered {status}, which it does not list", self.path);
    }
}
