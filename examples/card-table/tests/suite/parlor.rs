//! A hand against a running Parlor: the real program, a service key made by its command, and a player who signed up.

use std::net::TcpListener;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use actix_web::{App, HttpServer, web};
use card_table::chips::ParlorChips;
use card_table::table::Table;
use card_table::{OsRandom, routes};
use parlor_verifier::{Introspection, Introspector, Settings, Verifier};
use reqwest::{Client, Method};
use secrecy::SecretString;
use serde_json::{Value, json};
use tempfile::TempDir;

/// A server with data of its own, which ends with this value.
struct Parlor {
    child: Child,
    folder: TempDir,
    address: String,
}

impl Parlor {
    async fn start() -> Self {
        let folder = TempDir::new().unwrap();
        let port = TcpListener::bind(("127.0.0.1", 0)).unwrap().local_addr().unwrap().port();
        let address = format!("http://127.0.0.1:{port}");
        let child = command(&folder)
            .env("PARLOR_LISTEN", format!("127.0.0.1:{port}"))
            .env("PARLOR_PUBLIC_URL", &address)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let parlor = Self { child, folder, address };
        for _ in 0..300 {
            let ready = Client::new().get(format!("{}/readyz", parlor.address)).send().await;
            if ready.is_ok_and(|ready| ready.status() == 200) {
                return parlor;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        panic!("Parlor does not come up");
    }

    /// A service key with these scopes.
    fn key(&self, scopes: &[&str]) -> SecretString {
        let mut args = vec!["key", "create", "--name", "card table"];
        args.extend(scopes.iter().flat_map(|scope| ["--scope", scope]));
        let made = command(&self.folder).args(args).output().unwrap();
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        String::from_utf8(made.stdout).unwrap().trim().to_owned().into()
    }

    async fn call(&self, bearer: &str, method: Method, path: &str, body: Value) -> Value {
        let call = Client::new().request(method, format!("{}{path}", self.address)).bearer_auth(bearer);
        let answer = call.json(&body).send().await.unwrap();
        assert!(answer.status().is_success(), "{path}: {}", answer.status());
        answer.json().await.unwrap_or_default()
    }

    /// Somebody who signed up: the account's id and an access token.
    async fn player(&self) -> (i64, String) {
        let password = "correct horse battery";
        let account = json!({ "email": "ann@example.com", "password": password });
        let id = self.call("", Method::POST, "/v1/accounts", account).await["id"].as_i64().unwrap();
        let sign_in = json!({ "login": "ann@example.com", "password": password });
        let tokens = self.call("", Method::POST, "/v1/sessions", sign_in).await;
        (id, tokens["access_token"].as_str().unwrap().to_owned())
    }

    async fn chips(&self, token: &str) -> i64 {
        self.call(token, Method::GET, "/v1/wallet", json!({})).await["balance"].as_i64().unwrap()
    }
}

impl Drop for Parlor {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// The program, with a data dir in this folder and no setting of whoever runs the test.
fn command(folder: &TempDir) -> Command {
    let mut command = Command::new(program());
    for (key, _) in std::env::vars_os().filter(|(key, _)| key.to_string_lossy().starts_with("PARLOR")) {
        command.env_remove(key);
    }
    command.current_dir(folder.path()).env("PARLOR_DATA_DIR", folder.path().join("data"));
    command.env("PARLOR_PASSWORD__BCRYPT_COST", "4").env("PARLOR_RATE_LIMIT__ENABLED", "false");
    command.stdin(Stdio::null());
    command
}

/// The tests of the whole workspace have built it; this one alone builds it first.
fn program() -> PathBuf {
    let folder = std::env::current_exe().unwrap().ancestors().nth(2).unwrap().to_owned();
    let program = folder.join("parlor");
    if !program.exists() {
        let built = Command::new(env!("CARGO")).args(["build", "--locked", "-p", "parlor-server"]).status();
        assert!(built.unwrap().success());
    }
    program
}

/// Sits down at a table that moves chips by this key; gives its address.
fn table(parlor: &Parlor, key: SecretString) -> String {
    let verifier = web::Data::new(Verifier::new(Settings::of(&parlor.address)).unwrap());
    let chips = ParlorChips::new(&parlor.address, key).unwrap();
    let table = web::Data::new(Table::new(Arc::new(chips), Arc::new(OsRandom)));
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let server = HttpServer::new(move || {
        App::new().app_data(verifier.clone()).app_data(table.clone()).configure(routes)
    });
    actix_web::rt::spawn(server.workers(1).disable_signals().listen(listener).unwrap().run());
    address
}

/// Status and body.
async fn at(table: &str, token: &str, path: &str, body: Option<Value>) -> (u16, Value) {
    let method = if body.is_some() { Method::POST } else { Method::GET };
    let call = Client::new().request(method, format!("{table}{path}")).bearer_auth(token);
    let answer = call.json(&body.unwrap_or_default()).send().await.unwrap();
    (answer.status().as_u16(), answer.json().await.unwrap_or_default())
}

#[actix_web::test]
async fn a_player_of_parlor_plays_hands_and_the_wallet_is_exact() {
    let parlor = Parlor::start().await;
    let key = parlor.key(&["wallet:write", "accounts:read"]);
    let (id, token) = parlor.player().await;
    let address = table(&parlor, key.clone());

    let poor = at(&address, &token, "/hands", Some(json!({ "bet": 10 }))).await;
    assert_eq!(poor, (409, json!({ "detail": "You have fewer chips than that." })));
    let given = json!({ "amount": 500, "reason": "a welcome" });
    let bearer = secrecy::ExposeSecret::expose_secret(&key).to_owned();
    parlor.call(&bearer, Method::POST, &format!("/v1/admin/accounts/{id}/wallet/entries"), given).await;

    let mut chips = 500;
    for _ in 0..5 {
        let (status, mut hand) = at(&address, &token, "/hands", Some(json!({ "bet": 10 }))).await;
        assert_eq!(status, 201, "{hand}");
        if hand["state"] == "playing" {
            assert_eq!(parlor.chips(&token).await, chips - 10, "the bet is taken");
            assert_eq!(hand["dealer"].as_array().unwrap().len(), 1);
            let path = format!("/hands/{}/stand", hand["id"].as_str().unwrap());
            hand = at(&address, &token, &path, Some(json!({}))).await.1;
        }
        assert_eq!(hand["state"], "settled", "{hand}");
        chips += hand["paid"].as_i64().unwrap() - 10;
        assert_eq!(parlor.chips(&token).await, chips, "{hand}");
    }
    let (_, hands) = at(&address, &token, "/hands", None).await;
    assert_eq!(hands.as_array().unwrap().len(), 5);
    for bet in [0, -10, 1_001] {
        assert_eq!(at(&address, &token, "/hands", Some(json!({ "bet": bet }))).await.0, 400);
    }
    assert_eq!(at(&address, "nonsense", "/hands", None).await.0, 401);

    let introspector = Introspector::new(&parlor.address, key).unwrap();
    let told = introspector.introspect(&token).await.unwrap();
    assert!(matches!(&told, Introspection::Active(token) if token.account.0 == id), "{told:?}");
    parlor.call(&token, Method::DELETE, "/v1/sessions/current", json!({})).await;
    assert_eq!(introspector.introspect(&token).await.unwrap(), Introspection::Inactive, "at once");
    assert_eq!(at(&address, &token, "/hands", None).await.0, 200, "until the token expires");
}

#[actix_web::test]
async fn a_table_without_the_right_to_move_chips_says_so_and_takes_nothing() {
    let parlor = Parlor::start().await;
    let (_, token) = parlor.player().await;
    let address = table(&parlor, parlor.key(&["accounts:read"]));
    let refused = at(&address, &token, "/hands", Some(json!({ "bet": 10 }))).await;
    assert_eq!(refused, (502, json!({ "detail": "No chips can be moved at present. Nothing was taken." })));
    assert_eq!(at(&address, &token, "/hands", None).await, (200, json!([])));
    assert_eq!(parlor.chips(&token).await, 0);
}

#[actix_web::test]
async fn a_table_goes_on_knowing_its_players_while_parlor_is_away_and_owes_what_it_cannot_pay() {
    let mut parlor = Parlor::start().await;
    let (_, token) = parlor.player().await;
    let address = table(&parlor, parlor.key(&["wallet:write"]));
    assert_eq!(at(&address, &token, "/hands", None).await.0, 200);
    parlor.child.kill().unwrap();
    parlor.child.wait().unwrap();
    let (status, hand) = at(&address, &token, "/hands", Some(json!({ "bet": 10 }))).await;
    assert_eq!(
        (status, &hand["state"], hand["cards"].as_array().unwrap().len()),
        (202, &json!("bet_unclear"), 0)
    );
    let (_, hands) = at(&address, &token, "/hands", None).await;
    assert_eq!(hands[0]["state"], "bet_unclear");
}
