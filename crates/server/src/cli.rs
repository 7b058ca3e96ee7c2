//! The command line: what can be typed. Must not know what a command does.

#[cfg(test)]
mod tests;

use std::ffi::OsString;
use std::path::PathBuf;

use clap::error::ErrorKind;
use clap::{Args, CommandFactory, FromArgMatches, Parser, Subcommand};
use parlor_domain::{EmailAddress, Login, RequestedUsername, Scope, ServiceKeyName};

use crate::error::Exit;
use crate::settings::reference;

/// Accounts, sign-in and sessions for an app, in one binary.
#[derive(Debug, Parser)]
#[command(name = "parlor", version, arg_required_else_help = false)]
pub struct Cli {
    /// A TOML file with settings; the environment wins over it
    #[arg(long, global = true, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// What to do; without one, `serve`
    #[command(subcommand)]
    pub command: Option<Command>,
}

/// What the program can do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Brings the database up to date and serves until it is told to stop
    Serve,
    /// Brings the database up to date and exits
    Migrate,
    /// Reaches each thing that the settings name and says how it stands; changes nothing
    Check,
    /// Prints the OpenAPI document of the contracts that are switched on; asks no database
    Openapi,
    /// Does something to one account
    #[command(subcommand, arg_required_else_help = false)]
    Account(AccountCommand),
    /// Makes keys, and takes them back
    #[command(subcommand, arg_required_else_help = false)]
    Key(KeyCommand),
    /// Replaces the root secret
    #[command(subcommand, arg_required_else_help = false)]
    Secret(SecretCommand),
}

/// What can be done about the root secret.
#[derive(Debug, Subcommand)]
pub enum SecretCommand {
    /// Seals the keys by the root secret that is set, instead of PARLOR_SECRET_PREVIOUS; nobody is signed out
    Rotate,
    /// Makes all keys anew where the root secret is lost, which signs everybody out
    Reset {
        /// Accept that everybody is signed out
        #[arg(long)]
        i_accept: bool,
    },
}

/// What can be done about keys.
#[derive(Debug, Subcommand)]
pub enum KeyCommand {
    /// Makes a key for another back end and prints its secret, this once
    Create(CreateKey),
    /// Prints the keys of other back ends, the newest first
    List,
    /// Takes a key of another back end back
    Revoke {
        /// Its id, as `key list` prints it
        #[arg(long)]
        id: i64,
    },
    /// Makes a new signing key, which is published at once and signs an hour later; nobody is signed out
    RotateSigning,
}

/// `key create`
#[derive(Debug, Args)]
pub struct CreateKey {
    /// By what it is told from others
    #[arg(long, value_parser = ServiceKeyName::parse)]
    pub name: ServiceKeyName,
    /// What it is good for: accounts:read, wallet:write, scores:write
    #[arg(long = "scope", required = true, num_args = 1.., value_name = "SCOPE", value_parser = a_scope)]
    pub scopes: Vec<Scope>,
}

/// What can be done to an account.
#[derive(Debug, Subcommand)]
pub enum AccountCommand {
    /// Makes an account with a verified email and prints its id
    Create(Create),
    /// Sets another password and signs the account out everywhere
    SetPassword(SetPassword),
    /// Prints what there is to know about it
    Show(Whom),
    /// Lifts its lockout
    Unlock(Whom),
    /// Switches it off and signs it out everywhere; its data stays
    Deactivate(Whom),
    /// Switches it on again
    Activate(Whom),
    /// Makes it an administrator's
    SetAdmin(SetAdmin),
    /// Signs it out everywhere
    EndSessions(Whom),
    /// Takes its second factors away, its PIN too; the owner is told
    ResetFactors(Whom),
    /// Deletes it with all that belongs to it
    Delete(Whom),
}

/// `account create`
#[derive(Debug, Args)]
#[group(id = "names", required = true, multiple = true, args = ["email", "username"])]
pub struct Create {
    /// Its email address, which counts as verified
    #[arg(long, value_parser = EmailAddress::parse)]
    pub email: Option<EmailAddress>,
    /// Its username; without one, the email
    #[arg(long, value_parser = RequestedUsername::parse)]
    pub username: Option<RequestedUsername>,
    /// Make it an administrator's
    #[arg(long)]
    pub admin: bool,
    #[command(flatten)]
    password: PasswordFromStdin,
}

/// `account set-password`
#[derive(Debug, Args)]
pub struct SetPassword {
    /// Which account.
    #[command(flatten)]
    pub whom: Whom,
    #[command(flatten)]
    password: PasswordFromStdin,
}

/// `account set-admin`
#[derive(Debug, Args)]
pub struct SetAdmin {
    /// Which account.
    #[command(flatten)]
    pub whom: Whom,
    /// Take the rights away instead
    #[arg(long)]
    pub off: bool,
}

/// A password never stands on the command line, where every user of the machine could read it.
#[derive(Debug, Args)]
struct PasswordFromStdin {
    /// Read the password from standard input, one line
    #[arg(long, required = true)]
    password_stdin: bool,
}

/// One account, by one of its names.
#[derive(Debug, Clone, Args)]
#[group(id = "whom", required = true, multiple = false)]
pub struct Whom {
    /// The account's username
    #[arg(long, value_parser = a_username)]
    username: Option<String>,
    /// The account's email address
    #[arg(long, value_parser = an_email)]
    email: Option<String>,
}

impl Whom {
    /// The name as given.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.username.as_deref().or(self.email.as_deref()).unwrap_or_default()
    }

    /// What the account is looked up by.
    #[must_use]
    pub fn login(&self) -> Login {
        Login::parse(self.as_str())
    }
}

fn a_scope(raw: &str) -> Result<Scope, String> {
    let known = Scope::ALL.map(Scope::as_str).join(", ");
    Scope::parse(raw).ok_or_else(|| format!("there are {known}"))
}

fn a_username(raw: &str) -> Result<String, parlor_domain::InvalidUsername> {
    RequestedUsername::parse(raw).map(|_| raw.to_owned())
}

fn an_email(raw: &str) -> Result<String, parlor_domain::InvalidEmail> {
    EmailAddress::parse(raw).map(|_| raw.to_owned())
}

/// What was typed, or what asked only to be told something.
#[derive(Debug)]
pub enum Typed {
    /// A command line.
    Command(Cli),
    /// A text to print: help, or the version.
    Text(String),
}

/// Reads the command line, the program's name first.
///
/// # Errors
/// A sentence that says what is wrong with it.
pub fn read(args: impl IntoIterator<Item = OsString>) -> Result<Typed, Exit> {
    let command = Cli::command().after_long_help(reference());
    match command.try_get_matches_from(args).and_then(|matches| Cli::from_arg_matches(&matches)) {
        Ok(cli) => Ok(Typed::Command(cli)),
        Err(error) if matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) => {
            Ok(Typed::Text(error.to_string()))
        }
        Err(error) => Err(Exit::usage(sentence(&error.to_string()))),
    }
}

/// One sentence of the page that clap would print: what is wrong, the hint if there is one, and where to
/// read on.
fn sentence(page: &str) -> String {
    let paragraphs =
        page.split("\n\n").take_while(|part| !part.starts_with("Usage:") && !part.starts_with("For more"));
    let said: Vec<_> = paragraphs.map(|part| part.split_whitespace().collect::<Vec<_>>().join(" ")).collect();
    let said = said.join("; ");
    format!(
        "{}: `parlor --help` and `parlor account --help` say what can be given",
        said.trim_start_matches("error: ")
    )
}
