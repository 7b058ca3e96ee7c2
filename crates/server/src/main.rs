//! The binary `parlor`: settings, commands, and the one place that puts the parts together.
//!
//! # To add a command
//!
//! 1. Say in `cli.rs` what can be typed.
//! 2. Give it a file in `commands/`: a function over the use cases' context, which reads what was given,
//!    runs one use case and words its answer. No rule stands there.
//! 3. Call it in [`obey`]. What a script reads goes to standard output, alone; the rest to standard error.

mod application;
mod cli;
mod commands;
mod connections;
mod effects;
mod error;
mod housekeeping;
mod logging;
mod mail;
mod media;
mod metrics;
mod secret;
mod serve;
mod settings;
mod tally;

use std::io::{self, Write};
use std::process::ExitCode;

use application::Parts;
use cli::{Cli, Command, KeyCommand, Typed};
use error::Exit;
use settings::Settings;

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(exit) => exit.tell(),
    }
}

fn run() -> Result<(), Exit> {
    match cli::read(std::env::args_os())? {
        Typed::Text(text) => Ok(writeln!(io::stdout(), "{}", text.trim_end())?),
        Typed::Command(cli) => obey(cli),
    }
}

fn obey(cli: Cli) -> Result<(), Exit> {
    let settings = Settings::load(cli.config.as_deref(), std::env::vars_os())?;
    logging::start(&settings.log)?;
    match cli.command.unwrap_or(Command::Serve) {
        Command::Serve => serve::run(&settings),
        Command::Migrate => commands::migrate::run(&settings, &mut io::stdout().lock()),
        Command::Check => commands::check::run(&settings, &mut io::stdout().lock()),
        Command::Openapi => commands::openapi::run(&settings, &mut io::stdout().lock()),
        Command::Secret(command) => commands::secret::run(&settings, &command, &mut io::stdout().lock()),
        Command::Key(KeyCommand::RotateSigning) => {
            commands::rotate_signing::run(&settings, &mut io::stdout().lock())
        }
        Command::Key(KeyCommand::Create(args)) => {
            commands::key::create(&Parts::build(&settings)?.ctx, args, &mut io::stdout().lock())
        }
        Command::Key(KeyCommand::List) => {
            commands::key::list(&Parts::build(&settings)?.ctx, &mut io::stdout().lock())
        }
        Command::Key(KeyCommand::Revoke { id }) => commands::key::revoke(&Parts::build(&settings)?.ctx, id),
        Command::Account(command) => {
            let parts = Parts::build(&settings)?;
            commands::account::run(&parts.ctx, command, &mut io::stdin().lock(), &mut io::stdout().lock())
        }
    }
}
