//! One client's conversation with the server, as far as RFC 5321 and RFC 4954 ask for it.

use std::io::{self, BufRead, BufReader, ErrorKind, Read, Write};
use std::net::TcpStream;
use std::thread::sleep;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::{Fault, Received, Shared, Stage, TlsFrom};

/// Both ways of a connection, encrypted or not.
trait Stream: Read + Write + Send {}
impl<S: Read + Write + Send> Stream for S {}

struct Client<'s> {
    stream: BufReader<Box<dyn Stream>>,
    /// The connection underneath, for whoever begins TLS on it.
    raw: TcpStream,
    shared: &'s Shared,
    encrypted: bool,
    user: Option<String>,
}

/// No client waits as long for a server that hangs.
const FOR_EVER: Duration = Duration::from_secs(600);

pub(super) fn hold(raw: TcpStream, shared: &Shared) -> io::Result<()> {
    let connection = raw.try_clone()?;
    let tls = shared.tls.as_ref().filter(|(_, from)| *from == TlsFrom::Start);
    let stream: Box<dyn Stream> = match tls {
        Some((acceptor, _)) => Box::new(acceptor.accept(connection)),
        None => Box::new(connection),
    };
    let stream = BufReader::new(stream);
    Client { stream, raw, shared, encrypted: tls.is_some(), user: None }.talk()
}

/// Why a conversation is over.
fn over() -> io::Error {
    ErrorKind::ConnectionAborted.into()
}

impl Client<'_> {
    fn talk(mut self) -> io::Result<()> {
        self.answer(Stage::Greeting, "220 mail.example ESMTP")?;
        let (mut from, mut to) = (String::new(), Vec::new());
        loop {
            let line = self.line()?;
            let word = line.split([' ', ':']).next().unwrap_or_default().to_ascii_uppercase();
            match word.as_str() {
                "EHLO" => self.say(&self.greeting())?,
                "HELO" | "NOOP" => self.say("250 well")?,
                "RSET" => {
                    (from, to) = (String::new(), Vec::new());
                    self.say("250 forgotten")?;
                }
                "STARTTLS" => self.begin_tls()?,
                "AUTH" => self.sign_in(&line)?,
                "MAIL" if self.may_not_send() => self.say("530 sign in first, and begin TLS before that")?,
                "MAIL" => {
                    from = address(&line);
                    self.answer(Stage::From, "250 go on")?;
                }
                "RCPT" => {
                    if self.answer(Stage::To, "250 go on")? {
                        to.push(address(&line));
                    }
                }
                "DATA" => {
                    if self.answer(Stage::Data, "354 go on")? {
                        let message = self.message()?;
                        let mail = Received {
                            from: std::mem::take(&mut from),
                            to: std::mem::take(&mut to),
                            message,
                            encrypted: self.encrypted,
                            user: self.user.clone(),
                        };
                        self.take(mail)?;
                    }
                }
                "QUIT" => return self.say("221 good-bye"),
                _ => self.say("502 what?")?,
            }
        }
    }

    fn greeting(&self) -> String {
        let mut lines = vec!["mail.example"];
        if self.waits_for_tls() {
            lines.push("STARTTLS");
        }
        if self.shared.login.is_some() {
            lines.push("AUTH PLAIN LOGIN");
        }
        let last = lines.pop().unwrap_or_default();
        lines.iter().map(|line| format!("250-{line}\r\n")).collect::<String>() + "250 " + last
    }

    fn waits_for_tls(&self) -> bool {
        self.shared.tls.is_some() && !self.encrypted
    }

    fn may_not_send(&self) -> bool {
        self.waits_for_tls() || (self.shared.login.is_some() && self.user.is_none())
    }

    fn begin_tls(&mut self) -> io::Result<()> {
        let Some((acceptor, _)) = self.shared.tls.as_ref().filter(|_| !self.encrypted) else {
            return self.say("502 what?");
        };
        self.say("220 go on")?;
        self.stream = BufReader::new(Box::new(acceptor.accept(self.raw.try_clone()?)));
        self.encrypted = true;
        Ok(())
    }

    fn sign_in(&mut self, line: &str) -> io::Result<()> {
        let given = line.strip_prefix("AUTH PLAIN ").and_then(|given| STANDARD.decode(given).ok());
        let given = given.and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or_default();
        let mut parts = given.split('\0').skip(1).map(str::to_owned);
        let login = parts.next().zip(parts.next());
        if login.is_none() || login != self.shared.login {
            return self.say("535 no");
        }
        self.user = login.map(|(user, _)| user);
        self.say("235 welcome")
    }

    /// The lines of a mail up to the single dot, with the dots that were doubled made one again.
    fn message(&mut self) -> io::Result<String> {
        let mut message = String::new();
        loop {
            let line = self.line()?;
            if line == "." {
                return Ok(message);
            }
            message += line.strip_prefix('.').unwrap_or(&line);
            message += "\r\n";
        }
    }

    fn take(&mut self, mail: Received) -> io::Result<()> {
        match self.shared.fault_at(Stage::Body) {
            Some(Fault::DropAfterTaking) => {
                self.shared.take(mail, false);
                Err(over())
            }
            Some(fault) => self.fail(fault),
            None => {
                self.shared.take(mail, true);
                self.say("250 taken")
            }
        }
    }

    /// Says this, unless something is to go wrong at this stage; whether it was said.
    fn answer(&mut self, stage: Stage, text: &str) -> io::Result<bool> {
        match self.shared.fault_at(stage) {
            Some(fault) => self.fail(fault).map(|()| false),
            None => self.say(text).map(|()| true),
        }
    }

    fn fail(&mut self, fault: Fault) -> io::Result<()> {
        match fault {
            Fault::Refuse(_, code) => self.say(&format!("{code} told to refuse")),
            Fault::Hang(_) => {
                sleep(FOR_EVER);
                Err(over())
            }
            Fault::Drop(_) | Fault::DropAfterTaking => Err(over()),
        }
    }

    fn line(&mut self) -> io::Result<String> {
        let mut line = String::new();
        if self.stream.read_line(&mut line)? == 0 {
            return Err(over());
        }
        Ok(line.trim_end_matches(['\r', '\n']).to_owned())
    }

    fn say(&mut self, text: &str) -> io::Result<()> {
        let stream = self.stream.get_mut();
        stream.write_all(format!("{text}\r\n").as_bytes())?;
        stream.flush()
    }
}

/// What stands between the angle brackets.
fn address(line: &str) -> String {
    let inside = line.split_once('<').and_then(|(_, rest)| rest.split_once('>'));
    inside.map_or("", |(address, _)| address).to_owned()
}
