//! Mail by SMTP (RFC 5321), on connections that are kept open for the next one.

use std::fmt;
use std::time::Duration;

use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Certificate, Tls as LettreTls, TlsParameters};
use lettre::transport::smtp::{Error, PoolConfig};
use lettre::{SmtpTransport, Transport};
use parlor_auth::ports::{Letter, MailError, Mailer};
use secrecy::ExposeSecret;

use super::message::write;
use super::{Sender, SmtpServer, Tls};

/// How long each answer may take: longer than a server that looks into mail takes, and short enough that the
/// lease of a mail outlasts several that come late.
const PATIENCE: Duration = Duration::from_secs(20);
/// How long a connection is kept for the next mail.
const IDLE: Duration = Duration::from_secs(20);

/// Hands letters to an SMTP server.
pub struct SmtpMailer {
    transport: SmtpTransport,
    from: Sender,
    server: SmtpServer,
}

impl SmtpMailer {
    /// Gets ready; nothing is reached yet.
    ///
    /// # Errors
    /// When TLS cannot be set up, with the reason.
    pub fn new(server: SmtpServer, from: Sender) -> Result<Self, String> {
        Self::trusting(server, from, None)
    }

    /// The same, with one more certificate to believe than the system's.
    fn trusting(server: SmtpServer, from: Sender, known: Option<Certificate>) -> Result<Self, String> {
        let parameters = || {
            let mut builder = TlsParameters::builder(server.host.clone());
            if let Some(known) = known {
                builder = builder.add_root_certificate(known);
            }
            builder.build().map_err(|error| format!("TLS to {server} cannot be set up: {}", reason(&error)))
        };
        let tls = match server.tls {
            Tls::None => LettreTls::None,
            Tls::StartTls => LettreTls::Required(parameters()?),
            Tls::Implicit => LettreTls::Wrapper(parameters()?),
        };
        let mut builder = SmtpTransport::builder_dangerous(server.host.clone())
            .port(server.port)
            .tls(tls)
            .timeout(Some(PATIENCE))
            .pool_config(PoolConfig::new().max_size(4).idle_timeout(IDLE));
        if let Some((user, password)) = &server.credentials {
            let password = password.expose_secret().to_owned();
            builder = builder.credentials(Credentials::new(user.clone(), password));
        }
        Ok(Self { transport: builder.build(), from, server })
    }

    /// Reaches the server, agrees on TLS and signs in, as far as that is set, and sends nothing.
    ///
    /// # Errors
    /// The reason.
    pub fn check(&self) -> Result<(), String> {
        match self.transport.test_connection() {
            Ok(true) => Ok(()),
            Ok(false) => Err("it does not answer any more after the greeting".to_owned()),
            Err(error) => Err(reason(&error)),
        }
    }
}

impl Mailer for SmtpMailer {
    fn send(&self, letter: &Letter) -> Result<(), MailError> {
        let message = write(&self.from, letter)?;
        match self.transport.send_raw(&message.envelope, &message.bytes) {
            Ok(_) => Ok(()),
            Err(error) if is_final(&error, letter) => Err(MailError::Never { reason: reason(&error) }),
            Err(error) => Err(MailError::Later { reason: reason(&error) }),
        }
    }
}

/// Whether the mail itself was refused. A refused sign-in is the operator's to mend: the mail waits for it.
fn is_final(error: &Error, letter: &Letter) -> bool {
    const SIGN_IN: [u16; 4] = [530, 534, 535, 538];
    let is_of_sign_in = error.status().is_some_and(|code| SIGN_IN.contains(&code.into()));
    let is_unwritable = error.is_client() && !letter.to.as_str().is_ascii();
    (error.is_permanent() && !is_of_sign_in) || is_unwritable
}

/// The error with its sources, in one line.
fn reason(error: &Error) -> String {
    let mut text = error.to_string();
    let mut source = std::error::Error::source(error);
    while let Some(inner) = source {
        let more = inner.to_string();
        if !text.contains(&more) {
            text = format!("{text}: {more}");
        }
        source = inner.source();
    }
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

impl fmt::Debug for SmtpMailer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SmtpMailer({})", self.server)
    }
}

#[cfg(test)]
mod tests;
