//! Reads a message that we wrote ourselves, as much of it as a person wants to see. No reader of anybody else's
//! mail: what it does not know it leaves as it is.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// What a person sees of a mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadMail {
    /// To whom.
    pub to: String,
    /// When it was queued, as the mail says it.
    pub date: String,
    /// What it is about.
    pub subject: String,
    /// Its plain text.
    pub text: String,
}

impl ReadMail {
    /// `None` for what is no mail with a plain text.
    #[must_use]
    pub fn parse(bytes: &[u8]) -> Option<Self> {
        let message = String::from_utf8_lossy(bytes).replace("\r\n", "\n");
        let (head, body) = message.split_once("\n\n")?;
        let kind = header(head, "Content-Type");
        let boundary = kind.split("boundary=\"").nth(1)?.split('"').next()?;
        let delimiter = format!("--{boundary}");
        let mut parts = body.split(&delimiter).filter_map(|part| part.split_once("\n\n"));
        let (head_of_part, body) =
            parts.find(|(head, _)| header(head, "Content-Type").starts_with("text/plain"))?;
        let text = decode(
            &header(head_of_part, "Content-Transfer-Encoding"),
            body.strip_suffix('\n').unwrap_or(body),
        );
        let unfolded = |name| words(&header(head, name));
        Some(Self { to: unfolded("To"), date: unfolded("Date"), subject: unfolded("Subject"), text })
    }
}

/// A header's value, its lines made one; empty if there is none.
fn header(head: &str, name: &str) -> String {
    let mut lines = head
        .lines()
        .skip_while(|line| line.split_once(':').is_none_or(|(given, _)| !given.eq_ignore_ascii_case(name)));
    let first = lines.next().and_then(|line| line.split_once(':')).map_or("", |(_, value)| value);
    let more = lines.take_while(|line| line.starts_with([' ', '\t']));
    more.fold(first.trim().to_owned(), |value, line| format!("{value} {}", line.trim()))
}

/// Decodes the words that are not ASCII (RFC 2047); white space between two of them belongs to the encoding.
fn words(value: &str) -> String {
    let mut text = String::new();
    let mut after_encoded = false;
    for word in value.split(' ').filter(|word| !word.is_empty()) {
        let encoded = word.strip_prefix("=?utf-8?b?").and_then(|word| word.strip_suffix("?="));
        let decoded = encoded.and_then(|word| STANDARD.decode(word).ok());
        let is_encoded = decoded.is_some();
        let is_joined = after_encoded && is_encoded;
        if !text.is_empty() && !is_joined {
            text.push(' ');
        }
        text +=
            &decoded.map_or_else(|| word.to_owned(), |bytes| String::from_utf8_lossy(&bytes).into_owned());
        after_encoded = is_encoded;
    }
    text
}

fn decode(encoding: &str, body: &str) -> String {
    match encoding {
        "base64" => {
            let body: String = body.split_whitespace().collect();
            STANDARD
                .decode(body)
                .map_or_else(|_| String::new(), |bytes| String::from_utf8_lossy(&bytes).replace("\r\n", "\n"))
        }
        "quoted-printable" => String::from_utf8_lossy(&unquote(&body.replace("=\n", ""))).into_owned(),
        _ => body.to_owned(),
    }
}

fn unquote(text: &str) -> Vec<u8> {
    let mut pieces = text.split('=');
    let mut bytes = pieces.next().unwrap_or_default().as_bytes().to_vec();
    for piece in pieces {
        let byte = piece.get(..2).and_then(|digits| u8::from_str_radix(digits, 16).ok());
        match byte.zip(piece.get(2..)) {
            Some((byte, rest)) => {
                bytes.push(byte);
                bytes.extend(rest.as_bytes());
            }
            None => bytes.extend(piece.as_bytes()),
        }
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::super::message::tests::{letter, sender};
    use super::super::message::write;
    use super::*;

    fn round_trip(subject: &str, plain: &str) -> ReadMail {
        let message = write(&sender(), &letter("ann@example.com", subject, plain)).unwrap();
        ReadMail::parse(&message.bytes).unwrap()
    }

    #[test]
    fn what_was_written_is_read_whatever_its_encoding() {
        let long = "a line of eighty characters or so, which some encodings would break in two parts = 1";
        for plain in [
            "Good evening\n\n048213\n",
            "Grüße = 100 %\n\n048213\n",
            "岩岩岩岩岩岩\n",
            &format!("{long}é\n{long}\n"),
        ] {
            let read = round_trip("Your code", plain);
            assert_eq!(read.text.trim_end(), plain.trim_end());
            assert_eq!(
                (read.to.as_str(), read.date.as_str()),
                ("ann@example.com", "Sat, 21 Nov 2026 08:30:00 +0000")
            );
        }
    }

    #[test]
    fn a_subject_is_read_in_every_script_and_length() {
        let long = "ein Code für ".repeat(20);
        for subject in ["Your code", "Ihr Code für die Anmeldung", "岩", long.trim_end()] {
            assert_eq!(round_trip(subject, "x").subject, subject);
        }
    }

    #[test]
    fn what_is_no_mail_is_none() {
        for bytes in [
            &b""[..],
            b"\n\n",
            b"Subject: x\n\nbody",
            b"\xff\xfe\n\n",
            b"Content-Type: a; boundary=\"\"\n\nx",
        ] {
            assert_eq!(ReadMail::parse(bytes), None);
        }
    }
}
