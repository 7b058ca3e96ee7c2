//! The whole of the API, as actix-web mounts it.

use actix_web::middleware::from_fn;
use actix_web::web::{self, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse, Scope};

use crate::contracts::{self, Contract};
use crate::endpoint::{Dialect, Endpoint, Fault, mount};
use crate::openapi::openapi;
use crate::shell::{App, cors, observe};
use crate::v1::V1;
use crate::{admin, always, contracts::plain, dev, v1};

/// Mounts every endpoint of the chosen contracts, and what is always there.
pub fn configure(app: &App, contracts: &[Contract]) -> impl FnOnce(&mut ServiceConfig) + use<> {
    let app = app.clone();
    let contracts = contracts.to_vec();
    move |config| {
        let mounted = mount(endpoints(&contracts), nothing_here);
        app.describe(move || openapi(&contracts));
        let scope = web::scope("").app_data(app.clone()).default_service(mounted);
        let scope = dev::routes(&app).into_iter().fold(scope, Scope::service);
        config.service(scope.wrap(from_fn(cors)).wrap(from_fn(observe)));
    }
}

/// Every endpoint, in the order of their dialects' tables of contents.
pub(crate) fn endpoints(contracts: &[Contract]) -> Vec<Endpoint> {
    let mut endpoints = always::routes();
    endpoints.extend(admin::routes());
    endpoints.extend(v1::routes());
    for contract in contracts {
        endpoints.extend(contracts::routes(*contract));
    }
    endpoints
}

/// In the words of whoever would have been asked.
fn nothing_here(request: &HttpRequest) -> HttpResponse {
    let is_native = request.path().starts_with("/v1/");
    let fault = if is_native { V1::fault } else { plain::fault };
    fault(&Fault::NotFound).response()
}
