//! Starts a throwaway Postgres, prints the URL of an empty database in it and where its files are, and keeps
//! it for as long as its input stays open.

use std::io;

use parlor_testkit::Postgres;

fn main() -> io::Result<()> {
    let postgres = Postgres::shared();
    println!("{}", postgres.database());
    println!("{}", postgres.folder().display());
    io::copy(&mut io::stdin(), &mut io::sink()).map(drop)
}
