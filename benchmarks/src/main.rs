//! The bare program that Parlor is measured against: only the work that cannot be avoided, with no
//! validation, no limits and no logs. `benchmarks/run` starts it; it is no part of the product.

mod chat;
mod database;
mod hash;
mod serve;
mod token;

use std::error::Error;

const USAGE: &str =
    "usage: parlor-bench serve <database> | seed <database> | sql <database> <file> | tokens <how many> | hash <seconds>
       | talk <host:port> <pairs> <seconds> [<messages a second>] | idle <host:port> <pairs> <how many>
       | inserts <file of SQLite> <seconds>
A database is postgres://… or the path of a file of SQLite, as Parlor made it.";

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match *arguments {
        ["serve", database] => Ok(serve::run(database)?),
        ["seed", database] => Ok(database::seed(database)?),
        ["sql", database, file] => Ok(database::run(database, &std::fs::read_to_string(file)?)?),
        ["tokens", count] => print_tokens(count.parse()?),
        ["hash", seconds] => {
            println!("{:.3}", hash::checks_per_second(seconds.parse()?)?);
            Ok(())
        }
        ["talk", server, pairs, seconds] => chat::talk(server, pairs, seconds.parse()?, None).map_err(plain),
        ["talk", server, pairs, seconds, rate] => {
            chat::talk(server, pairs, seconds.parse()?, Some(rate.parse()?)).map_err(plain)
        }
        ["idle", server, pairs, count] => chat::idle(server, pairs, count.parse()?).map_err(plain),
        ["inserts", database, seconds] => {
            println!("{:.1}", database::inserts_per_second(database, seconds.parse()?)?);
            Ok(())
        }
        _ => Err(USAGE.into()),
    }
}

fn plain(error: Box<dyn Error + Send + Sync>) -> Box<dyn Error> {
    error
}

/// One for each of the first accounts.
fn print_tokens(count: i64) -> Result<(), Box<dyn Error>> {
    let tokens = token::Tokens::new();
    for account in 1..=count {
        println!("{}", tokens.sign(account)?);
    }
    Ok(())
}
