//! A letter as a message (RFC 5322), the same bytes each time.

use std::fmt;
use std::time::{Duration, UNIX_EPOCH};

use lettre::address::Envelope;
use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart};
use lettre::{Address, Message};
use parlor_auth::ports::{Letter, MailError};

/// Who mail comes from.
#[derive(Clone)]
pub struct Sender(Mailbox);

impl Sender {
    /// Reads an address, perhaps with a name in front: `Parlor <no-reply@example.com>`.
    ///
    /// # Errors
    /// What to give instead.
    pub fn parse(text: &str) -> Result<Self, String> {
        let advice = || "give an address, such as Parlor <no-reply@example.com>".to_owned();
        if text.chars().any(char::is_control) {
            return Err(advice());
        }
        text.parse().map(Self).map_err(|_| advice())
    }

    /// What stands behind the `@`.
    #[must_use]
    pub fn domain(&self) -> &str {
        self.0.email.domain()
    }
}

impl fmt::Debug for Sender {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

/// A message, ready to be sent.
pub(super) struct Sealed {
    pub envelope: Envelope,
    pub bytes: Vec<u8>,
}

/// Writes a letter. What a person gave can end no header: an address holds no line break, and a subject is one
/// line.
pub(super) fn write(from: &Sender, letter: &Letter) -> Result<Sealed, MailError> {
    let never =
        |error: &dyn fmt::Display| MailError::Never { reason: format!("it cannot be written: {error}") };
    let to = Address::new(letter.to.local_part(), letter.to.domain()).map_err(|error| never(&error))?;
    let subject = letter.text.subject.split(|c: char| c.is_whitespace() || c.is_control());
    let subject: Vec<_> = subject.filter(|word| !word.is_empty()).collect();
    let since_epoch = Duration::from_secs(u64::try_from(letter.queued_at.seconds()).unwrap_or_default());
    let message = Message::builder()
        .from(from.0.clone())
        .to(Mailbox::new(None, to))
        .subject(subject.join(" "))
        .date(UNIX_EPOCH + since_epoch)
        .message_id(Some(format!("<{}>", letter.message_id)))
        // So that nobody's absence note answers (RFC 3834).
        .raw_header(HeaderValue::new(
            HeaderName::new_from_ascii_str("Auto-Submitted"),
            "auto-generated".to_owned(),
        ))
        .multipart(MultiPart::alternative_plain_html(letter.text.plain.clone(), letter.text.html.clone()))
        .map_err(|error| never(&error))?;
    Ok(Sealed { envelope: message.envelope().clone(), bytes: message.formatted() })
}

#[cfg(test)]
pub(super) mod tests {
    use parlor_auth::ports::Rendered;
    use parlor_domain::{EmailAddress, Timestamp};

    use super::*;

    pub fn letter(to: &str, subject: &str, plain: &str) -> Letter {
        Letter {
            message_id: "00ff@mail.example".into(),
            to: EmailAddress::parse(to).unwrap(),
            queued_at: Timestamp::from_micros(1_795_249_800_654_321).unwrap(),
            text: Rendered { subject: subject.into(), plain: plain.into(), html: format!("<p>{plain}</p>") },
        }
    }

    pub fn sender() -> Sender {
        Sender::parse("Parlor <no-reply@mail.example>").unwrap()
    }

    fn written(letter: &Letter) -> String {
        String::from_utf8(write(&sender(), letter).unwrap().bytes).unwrap()
    }

    #[test]
    fn a_letter_is_written_the_same_each_time() {
        let letter = letter("ann@example.com", "Your code", "048213\n");
        let text = written(&letter);
        let head = text.split("\r\n\r\n").next().unwrap();
        for line in [
            "From: Parlor <no-reply@mail.example>",
            "To: ann@example.com",
            "Subject: Your code",
            "Date: Sat, 21 Nov 2026 08:30:00 +0000",
            "Message-ID: <00ff@mail.example>",
            "Auto-Submitted: auto-generated",
            "MIME-Version: 1.0",
        ] {
            assert!(head.lines().any(|there| there == line), "{line} is not in\n{head}");
        }
        assert!(text.contains("text/plain; charset=utf-8") && text.contains("\r\n\r\n048213\r\n"), "{text}");
        let steady = |text: &str| {
            let boundary = text.split("boundary=\"").nth(1).unwrap().split('"').next().unwrap();
            text.replace(boundary, "BOUNDARY")
        };
        assert_eq!(steady(&written(&letter)), steady(&text));
    }

    #[test]
    fn nothing_that_a_person_gave_begins_a_header() {
        let hostile = "Hello\r\nBcc: eve@example.com\r\n\r\nBody\u{2028}\u{85}\0 end";
        let text = written(&letter("ann@example.com", hostile, "x"));
        let head = text.split("\r\n\r\n").next().unwrap();
        assert!(!head.lines().any(|line| line.to_lowercase().starts_with("bcc")), "{head}");
        let message = write(&sender(), &letter("ann@example.com", hostile, "x")).unwrap();
        assert_eq!(message.envelope.to().len(), 1);
        for text in ["Parlor\r\nBcc: eve@example.com <a@b.example>", "a@b.example\nX: y", "", "nobody"] {
            assert!(Sender::parse(text).is_err(), "{text:?}");
        }
        for to in [
            "ann@example.com\r\nBcc: eve@example.com",
            "ann@example.com\nx",
            "ann@example.com, eve@example.com",
        ] {
            assert!(EmailAddress::parse(to).is_err(), "{to:?}");
        }
    }

    #[test]
    fn every_address_that_signs_up_can_be_written_to() {
        for to in [
            "o'neil@example.ie",
            "a+b@example.com",
            "\"a b\"@example.com",
            "u@b\u{fc}cher.example",
            "root@localhost",
        ] {
            let Ok(address) = EmailAddress::parse(to) else { continue };
            let message = write(&sender(), &letter(address.as_str(), "x", "x"));
            assert!(message.is_ok(), "{to}");
        }
    }
}
