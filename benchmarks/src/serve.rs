//! Serves the answers that are measured, and nothing else.

use std::io;
use std::net::TcpListener;
use std::thread::available_parallelism;

use actix_web::error::{ErrorInternalServerError, ErrorUnauthorized};
use actix_web::http::header::AUTHORIZATION;
use actix_web::web::{Data, Json};
use actix_web::{App, Error, HttpRequest, HttpServer, web};
use serde::{Deserialize, Serialize};

use crate::database::{Database, Me, Standing, User};
use crate::token::Tokens;

struct Parts {
    database: Database,
    tokens: Tokens,
}

/// Serves on a free port, which it prints, until it is killed.
pub fn run(database: &str) -> io::Result<()> {
    let database = Database::open(database).map_err(io::Error::other)?;
    let parts = Data::new(Parts { database, tokens: Tokens::new() });
    let listener = TcpListener::bind("127.0.0.1:0")?;
    println!("at http://{}", listener.local_addr()?);
    let server = HttpServer::new(move || {
        App::new()
            .app_data(Data::clone(&parts))
            .route("/account/", web::get().to(account))
            .route("/session/", web::get().to(session))
            .route("/users/", web::get().to(users))
            .route("/rotate/", web::post().to(rotate))
            .route("/leaderboard/", web::get().to(leaderboard))
    });
    let server = server.workers(available_parallelism()?.get()).listen(listener)?.run();
    actix_web::rt::System::new().block_on(server)
}

async fn account(request: HttpRequest, parts: Data<Parts>) -> Result<Json<Me>, Error> {
    let id = whose(&request, &parts)?;
    hop(move || parts.database.account(id)).await
}

async fn session(request: HttpRequest, parts: Data<Parts>) -> Result<Json<Me>, Error> {
    // The session of an account has its number here.
    let id = whose(&request, &parts)?;
    hop(move || parts.database.session(id)).await
}

/// The top hundred, for anyone.
async fn leaderboard(parts: Data<Parts>) -> Result<Json<Vec<Standing>>, Error> {
    hop(move || parts.database.top()).await
}

async fn users(request: HttpRequest, parts: Data<Parts>) -> Result<Json<Vec<User>>, Error> {
    whose(&request, &parts)?;
    hop(move || parts.database.users()).await
}

#[derive(Deserialize)]
struct Rotate {
    refresh_token: String,
}

#[derive(Serialize)]
struct Rotated {
    refresh_token: String,
    generation: i64,
}

/// The token is the session's number, and stays as it is.
async fn rotate(body: Json<Rotate>, parts: Data<Parts>) -> Result<Json<Rotated>, Error> {
    let Rotate { refresh_token } = body.into_inner();
    let id = refresh_token.parse().map_err(ErrorUnauthorized)?;
    hop(move || Ok(Rotated { generation: parts.database.rotate(id)?, refresh_token })).await
}

fn whose(request: &HttpRequest, parts: &Parts) -> Result<i64, Error> {
    let header = request.headers().get(AUTHORIZATION).and_then(|header| header.to_str().ok());
    let token = header.and_then(|header| header.strip_prefix("Bearer "));
    token.and_then(|token| parts.tokens.account(token)).ok_or_else(|| ErrorUnauthorized("no token"))
}

#[expect(clippy::disallowed_methods, reason = "the rule is Parlor's; this is what it is measured against")]
async fn hop<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Box<dyn std::error::Error + Send + Sync>> + Send + 'static,
) -> Result<Json<T>, Error> {
    web::block(work).await?.map(Json).map_err(ErrorInternalServerError)
}
