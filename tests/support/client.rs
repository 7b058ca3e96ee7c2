//! Somebody who calls the server.

use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use reqwest::blocking::multipart::{Form, Part};
use reqwest::blocking::{Client as Http, RequestBuilder};
use reqwest::header::AUTHORIZATION;
use reqwest::{Method, redirect};
use serde_json::{Value, json};

use super::Reply;

/// A client with an address of its own and, perhaps, a credential.
#[derive(Clone)]
pub struct Client {
    http: Http,
    server: Arc<Mutex<SocketAddr>>,
    authorization: Option<String>,
}

impl Client {
    pub(super) fn new(server: Arc<Mutex<SocketAddr>>) -> Self {
        Self { http: http([127, 0, 0, 1].into()), server, authorization: None }
    }

    /// The same client at another address, such as `127.0.0.7`.
    pub fn from(&self, address: &str) -> Self {
        Self { http: http(address.parse().unwrap()), ..self.clone() }
    }

    /// The same client with this value of the header `Authorization`.
    pub fn bearing(&self, authorization: &str) -> Self {
        Self { authorization: Some(authorization.to_owned()), ..self.clone() }
    }

    /// GET
    pub fn get(&self, path: &str) -> Reply {
        self.request("GET", path).reply()
    }

    /// POST of a JSON body.
    pub fn post(&self, path: &str, body: Value) -> Reply {
        self.request("POST", path).json(&body).reply()
    }

    /// PUT of a JSON body.
    pub fn put(&self, path: &str, body: Value) -> Reply {
        self.request("PUT", path).json(&body).reply()
    }

    /// PATCH of a JSON body.
    pub fn patch(&self, path: &str, body: Value) -> Reply {
        self.request("PATCH", path).json(&body).reply()
    }

    /// DELETE without a body.
    pub fn delete(&self, path: &str) -> Reply {
        self.request("DELETE", path).reply()
    }

    /// A form with a file in its field `avatar`.
    pub fn upload(&self, method: &str, path: &str, name: &str, content: &[u8]) -> Reply {
        let file = Part::bytes(content.to_vec()).file_name(name.to_owned());
        self.request(method, path).multipart(Form::new().part("avatar", file)).reply()
    }

    /// What is at an address, byte for byte.
    pub fn bytes(&self, path: &str) -> Vec<u8> {
        let answer = self.request("GET", path).send().unwrap();
        assert_eq!(answer.status(), 200, "{path}");
        answer.bytes().unwrap().to_vec()
    }

    /// Signs in at the native API.
    pub fn sign_in(&self, login: &str, password: &str) -> Reply {
        self.post("/v1/sessions", json!({ "login": login, "password": password }))
    }

    /// Signs in at the native API as a device that signed in before.
    pub fn sign_in_as(&self, device_token: &str, login: &str, password: &str) -> Reply {
        let body = json!({ "login": login, "password": password, "device_token": device_token });
        self.post("/v1/sessions", body)
    }

    /// Presents a refresh token to the native API.
    pub fn renew(&self, token: &str) -> Reply {
        self.post("/v1/sessions/refresh", json!({ "refresh_token": token }))
    }

    /// Signs up.
    pub fn register(&self, email: &str, password: &str) -> Reply {
        self.post("/api/register/", json!({ "email": email, "password": password }))
    }

    /// Signs in.
    pub fn login(&self, email: &str, password: &str) -> Reply {
        self.post("/api/login/", json!({ "email": email, "password": password }))
    }

    /// Presents a refresh token.
    pub fn refresh(&self, token: &str) -> Reply {
        self.post("/api/refresh/", json!({ "refresh_token": token }))
    }

    /// A request in the making, for what the others do not do.
    pub fn request(&self, method: &str, path: &str) -> RequestBuilder {
        let address = *self.server.lock().unwrap();
        let method = Method::from_bytes(method.as_bytes()).unwrap();
        let request = self.http.request(method, format!("http://{address}{path}"));
        match &self.authorization {
            Some(authorization) => request.header(AUTHORIZATION, authorization),
            None => request,
        }
    }
}

/// Sends a request.
pub trait Exchange {
    /// What comes back.
    fn reply(self) -> Reply;
}

impl Exchange for RequestBuilder {
    fn reply(self) -> Reply {
        Reply::of(self.send().unwrap())
    }
}

fn http(from: IpAddr) -> Http {
    let http = Http::builder().local_address(from).no_proxy().redirect(redirect::Policy::none());
    // On a busy machine a connection that is kept may be closed by the server as the next request is written.
    let http = http.pool_max_idle_per_host(0);
    http.timeout(Duration::from_secs(30)).build().unwrap()
}
