//! What templates can say: a mail's content as plain words.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::time::Duration;

use parlor_domain::{
    ClientAddress, CodePurpose, CodeText, EmailAddress, FactorChange, MailContent, Timestamp,
};
use serde::Serialize;

use super::Site;
use super::digits::tame;

/// The names that a template can use. What a mail has no value for is `none`.
#[derive(Serialize)]
pub(super) struct Values<'m> {
    /// The service's host.
    pub site: String,
    /// The service's address.
    pub url: &'m str,
    /// The six digits.
    pub code: Option<&'m str>,
    /// How long they are good for: `10 minutes`.
    pub valid_for: Option<String>,
    /// What a device says of itself.
    pub device: Option<String>,
    /// From where something was done.
    pub address: Option<String>,
    /// When something was done.
    pub at: Option<String>,
    /// When something ends.
    pub until: Option<String>,
    /// The account's new email.
    pub new_email: Option<String>,
    /// What happened to a factor, by [`FactorChange::as_str`].
    pub change: Option<&'static str>,
    /// The subject, for HTML.
    pub subject: Option<&'m str>,
    /// The plain text's paragraphs, for HTML.
    pub paragraphs: Vec<&'m str>,
}

impl<'m> Values<'m> {
    pub fn of(site: &'m Site, content: &'m MailContent) -> Self {
        let none = Values {
            site: tame(&site.host),
            url: &site.url,
            code: None,
            valid_for: None,
            device: None,
            address: None,
            at: None,
            until: None,
            new_email: None,
            change: None,
            subject: None,
            paragraphs: Vec::new(),
        };
        match content {
            MailContent::Code { code, valid_for, .. } => {
                Values { code: Some(code.expose()), valid_for: Some(span(*valid_for)), ..none }
            }
            MailContent::AddressInUse => none,
            MailContent::NewDevice { device, address, at } => Values {
                device: device.as_deref().map(tame).filter(|device| !device.is_empty()),
                address: place(*address),
                at: Some(time(*at)),
                ..none
            },
            MailContent::PasswordChanged { at } => Values { at: Some(time(*at)), ..none },
            MailContent::EmailChanged { new, at } => {
                Values { new_email: Some(tame(new.as_str())), at: Some(time(*at)), ..none }
            }
            MailContent::FactorChanged { change, at } => {
                Values { change: Some(change.as_str()), at: Some(time(*at)), ..none }
            }
            MailContent::Locked { until } => Values { until: Some(time(*until)), ..none },
            MailContent::RefreshReused { address, at } => {
                Values { address: place(*address), at: Some(time(*at)), ..none }
            }
        }
    }
}

fn place(address: ClientAddress) -> Option<String> {
    address.network().map(|network| tame(&network.to_string()))
}

/// No six digits in a row, whatever the time.
fn time(at: Timestamp) -> String {
    at.utc().format("%-d %B %Y, %H:%M UTC").to_string()
}

/// In whole minutes or hours where it is some of them, else in seconds.
fn span(span: Duration) -> String {
    let seconds = span.as_secs().max(1);
    let (number, unit) = match seconds {
        _ if seconds.is_multiple_of(3_600) => (seconds / 3_600, "hour"),
        _ if seconds.is_multiple_of(60) => (seconds / 60, "minute"),
        _ if seconds > 120 => (seconds / 60, "minute"),
        _ => (seconds, "second"),
    };
    format!("{number} {unit}{}", if number == 1 { "" } else { "s" })
}

/// A mail of every kind, with and without what may be missing: what templates are tried with.
pub(super) fn samples() -> Vec<MailContent> {
    let at =
        Timestamp::from_micros(1_795_249_800_000_000).unwrap_or_else(|| chrono::DateTime::UNIX_EPOCH.into());
    let v4 = ClientAddress::Known(IpAddr::from(Ipv4Addr::new(192, 0, 2, 123)).into());
    let v6 =
        ClientAddress::Known(IpAddr::from(Ipv6Addr::new(0x2001, 0xdb8, 0x1234, 0x5678, 0, 0, 0, 1)).into());
    let device = Some("Mozilla/5.0 (X11; Linux x86_64; rv:144.0) Gecko/20100101 Firefox/144.0".to_owned());
    let mut all = Vec::new();
    for valid_for in [Duration::from_secs(600), Duration::from_secs(1)] {
        let code = CodeText::parse("048213");
        all.extend(code.into_iter().flat_map(|code| {
            CodePurpose::ALL.map(|purpose| MailContent::Code { purpose, code: code.clone(), valid_for })
        }));
    }
    all.push(MailContent::AddressInUse);
    for (device, address) in [(device, v4), (None, v6), (None, ClientAddress::Unknown)] {
        all.push(MailContent::NewDevice { device, address, at });
        all.push(MailContent::RefreshReused { address, at });
    }
    all.push(MailContent::PasswordChanged { at });
    all.push(MailContent::Locked { until: at });
    let new = EmailAddress::parse("ann1234567@example.com").ok();
    all.extend(new.map(|new| MailContent::EmailChanged { new, at }));
    all.extend(FactorChange::ALL.map(|change| MailContent::FactorChanged { change, at }));
    all
}
