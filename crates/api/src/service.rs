//! The whole of the API, as actix-web mounts it.

use actix_web::web::{self, ServiceConfig};
use actix_web::{HttpResponse, Scope};

use crate::contracts::{self, Contract};
use crate::endpoint::{Endpoint, Fault, mount};
use crate::shell::{App, observe};
use crate::{always, contracts::plain};

/// Mounts every endpoint of the chosen contracts, and what is always there.
pub fn configure(app: &App, contracts: &[Contract]) -> impl FnOnce(&mut ServiceConfig) + use<> {
    let app = app.clone();
    let contracts = contracts.to_vec();
    move |config| {
        let scope: Scope = web::scope("").app_data(app).default_service(web::route().to(nothing_here));
        let scope = mount(|| endpoints(&contracts)).into_iter().fold(scope, Scope::service);
        config.service(scope.wrap(actix_web::middleware::from_fn(observe)));
    }
}

/// Every endpoint, in the order of their dialects' tables of contents.
pub(crate) fn endpoints(contracts: &[Contract]) -> Vec<Endpoint> {
    let mut endpoints = always::routes();
    for contract in contracts {
        endpoints.extend(contracts::routes(*contract));
    }
    endpoints
}

async fn nothing_here() -> HttpResponse {
    plain::fault(&Fault::NotFound).response()
}
