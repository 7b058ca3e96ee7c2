//! What a handler's arguments say of its endpoint: what it reads and whom it serves is told by their types,
//! so that the published list cannot say anything else.

use actix_web::HttpRequest;
use utoipa::openapi::Required;
use utoipa::openapi::path::{ParameterBuilder, ParameterIn};
use utoipa::openapi::schema::{KnownFormat, ObjectBuilder, SchemaFormat, Type};
use utoipa::{IntoParams, ToSchema};

use super::{Body, Endpoint, FORBIDDEN, Fault, FileForm, PathId, Query, Raw, Shape, Upload, Who};
use crate::shell::agent::Agent;
use crate::shell::client::Client;
use crate::shell::cookies::Browser;
use crate::shell::{App, MaybeSignedIn, SignedIn, SocketCredential};

/// Whom an endpoint refuses that is for people.
const A_KEY: &str = "a service key, which speaks for nobody";

/// One argument of a handler.
pub(crate) trait Argument {
    fn describe(endpoint: Endpoint) -> Endpoint {
        endpoint
    }
}

impl Argument for Agent {}
impl Argument for App {}
impl Argument for Browser {}
impl Argument for Client {}
impl Argument for HttpRequest {}
impl Argument for Raw {}

impl<D> Argument for SignedIn<D> {
    fn describe(endpoint: Endpoint) -> Endpoint {
        Endpoint { who: Who::SignedIn, ..endpoint }
            .meets("no_credential", "no credential", &Fault::NoCredential)
            .meets("bad_credential", "a credential that is not good", &Fault::BadCredential)
            .meets(FORBIDDEN, A_KEY, &Fault::Forbidden)
            .guarded()
    }
}

impl<D> Argument for SocketCredential<D> {
    fn describe(mut endpoint: Endpoint) -> Endpoint {
        let text = ObjectBuilder::new().schema_type(Type::String);
        let parameter =
            ParameterBuilder::new().name("token").parameter_in(ParameterIn::Query).required(Required::False);
        endpoint.parameters.push(parameter.schema(Some(text)).build());
        SignedIn::<D>::describe(endpoint)
    }
}

impl<D> Argument for MaybeSignedIn<D> {
    fn describe(endpoint: Endpoint) -> Endpoint {
        Endpoint { who: Who::Either, ..endpoint }
            .meets("bad_credential", "a credential that is not good", &Fault::BadCredential)
            .meets(FORBIDDEN, A_KEY, &Fault::Forbidden)
            .guarded()
    }
}

impl<D, T: ToSchema> Argument for Body<D, T> {
    fn describe(endpoint: Endpoint) -> Endpoint {
        let broken =
            Fault::BrokenBody { kind: "JSON", why: "EOF while parsing a value at line 1 column 9".into() };
        let other_kind = Fault::UnsupportedMediaType { given: "text/plain".into() };
        Endpoint { takes: Some(Shape::json::<T>()), ..endpoint }
            .meets("broken_body", "a body that cannot be read", &broken)
            .meets("too_large", "a body larger than 64 KiB", &Fault::BodyTooLarge)
            .meets("other_media_type", "a body that is neither JSON nor a form", &other_kind)
    }
}

impl<D, T: ToSchema, F: ToSchema> Argument for FileForm<D, T, F> {
    fn describe(endpoint: Endpoint) -> Endpoint {
        let form = Shape::of::<F>(Shape::MULTIPART);
        Endpoint { takes_form: Some(form), ..Body::<D, T>::describe(endpoint) }
    }
}

impl<D, T: ToSchema> Argument for Upload<D, T> {
    fn describe(endpoint: Endpoint) -> Endpoint {
        let broken =
            Fault::BrokenBody { kind: "Multipart form", why: "Multipart boundary is not found".into() };
        let other_kind = Fault::UnsupportedMediaType { given: "text/plain".into() };
        Endpoint { takes: Some(Shape::of::<T>(Shape::MULTIPART)), ..endpoint }
            .meets("broken_body", "a body that cannot be read", &broken)
            .meets("too_large", "a body far larger than any file that is taken", &Fault::BodyTooLarge)
            .meets("other_media_type", "a body that is no form", &other_kind)
    }
}

impl<D> Argument for PathId<D> {
    fn describe(mut endpoint: Endpoint) -> Endpoint {
        let id = ObjectBuilder::new()
            .schema_type(Type::Integer)
            .format(Some(SchemaFormat::KnownFormat(KnownFormat::Int64)))
            .minimum(Some(1));
        let parameter =
            ParameterBuilder::new().name("id").parameter_in(ParameterIn::Path).required(Required::True);
        endpoint.parameters.push(parameter.schema(Some(id)).example(Some(7.into())).build());
        endpoint.meets("not_found", "nothing here has this id", &Fault::NotFound)
    }
}

impl<D, T: IntoParams> Argument for Query<D, T> {
    fn describe(mut endpoint: Endpoint) -> Endpoint {
        endpoint.parameters.extend(T::into_params(|| Some(ParameterIn::Query)));
        endpoint
    }
}

/// All arguments of a handler.
pub(crate) trait Arguments {
    fn describe(endpoint: Endpoint) -> Endpoint;
}

macro_rules! arguments {
    ($($argument:ident)*) => {
        impl<$($argument: Argument),*> Arguments for ($($argument,)*) {
            fn describe(endpoint: Endpoint) -> Endpoint {
                $(let endpoint = $argument::describe(endpoint);)*
                endpoint
            }
        }
    };
}

arguments! {}
arguments! { A }
arguments! { A B }
arguments! { A B C }
arguments! { A B C D }
arguments! { A B C D E }
arguments! { A B C D E F }
