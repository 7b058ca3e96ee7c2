//! Runs the table.

use std::sync::Arc;
use std::time::Duration;

use actix_web::{App, HttpServer, web};
use card_table::chips::ParlorChips;
use card_table::settings::Settings;
use card_table::table::Table;
use card_table::{OsRandom, routes};
use parlor_verifier::Verifier;

#[actix_web::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    tracing_subscriber::fmt().init();
    let settings = Settings::from_env(|key| std::env::var(key).ok())?;
    let verifier = web::Data::new(Verifier::new(parlor_verifier::Settings::of(&settings.parlor))?);
    let chips = ParlorChips::new(&settings.parlor, settings.key)?;
    let table = web::Data::new(Table::new(Arc::new(chips), Arc::new(OsRandom)));
    let owing = table.clone();
    actix_web::rt::spawn(async move {
        loop {
            actix_web::rt::time::sleep(Duration::from_secs(10)).await;
            owing.settle_all().await;
        }
    });
    let server = HttpServer::new(move || {
        App::new().app_data(verifier.clone()).app_data(table.clone()).configure(routes)
    });
    let server = server.bind(&settings.listen)?;
    for address in server.addrs() {
        println!("listening on http://{address}");
    }
    server.run().await?;
    Ok(())
}
