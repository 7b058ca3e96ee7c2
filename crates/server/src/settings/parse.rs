//! How the text of a setting becomes a value. What is refused is answered with what to give instead.

use std::net::{IpAddr, SocketAddr};
use std::ops::RangeInclusive;
use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

use ipnet::IpNet;
use parlor_api::CookieSite;
use parlor_auth::keys::SigningAlgorithm;
use parlor_domain::{MailDomain, SessionPolicy};
use secrecy::SecretString;
use tracing_subscriber::EnvFilter;

use super::{LogFormat, MIN_SECRET_BYTES, PublicUrl};

/// A value, or what to give instead.
pub(super) type Parsed<T> = Result<T, String>;

pub(super) fn socket_address(text: &str) -> Parsed<SocketAddr> {
    text.parse().map_err(|_| "give an IP address and a port, such as 127.0.0.1:8000 or [::]:8000".to_owned())
}

pub(super) fn path(text: &str) -> Parsed<PathBuf> {
    if text.is_empty() {
        return Err("give a path, or remove the setting".to_owned());
    }
    Ok(PathBuf::from(text))
}

/// Which database that is, is for the database to say.
pub(super) fn database_url(text: &str) -> Parsed<SecretString> {
    if text.is_empty() {
        return Err("give postgres://… or sqlite://path, or remove the setting".to_owned());
    }
    Ok(text.into())
}

/// Taken whole: space at its ends is part of it.
pub(super) fn secret(text: &str) -> Parsed<SecretString> {
    if text.len() < MIN_SECRET_BYTES {
        return Err(format!(
            "it has {} bytes and needs {MIN_SECRET_BYTES} or more, such as `openssl rand -hex 32` prints",
            text.len()
        ));
    }
    Ok(text.into())
}

pub(super) fn boolean(text: &str) -> Parsed<bool> {
    text.parse().map_err(|_| "give true or false".to_owned())
}

/// A picture's file is held in memory while it is read.
pub(super) fn megabytes(text: &str) -> Parsed<usize> {
    number(text, 1..=64)
}

/// At least one: with none nothing could be read.
pub(super) fn connections(text: &str) -> Parsed<u32> {
    number(text, 1..=10_000)
}

/// At least one: with none nobody could open any.
pub(super) fn sockets(text: &str) -> Parsed<usize> {
    number(text, 1..=10_000)
}

/// From the least that bcrypt knows to what a sign-in can still wait for.
pub(super) fn bcrypt_cost(text: &str) -> Parsed<u32> {
    number(text, 4..=16)
}

/// An operator may ask for less than the default, but not for nothing: an empty password is none. A longer
/// one than 128 characters cannot be asked for, since one contract takes no more.
pub(super) fn password_length(text: &str) -> Parsed<usize> {
    number(text, 1..=128)
}

pub(super) fn failures(text: &str) -> Parsed<u32> {
    number(text, 1..=1_000_000)
}

fn number<T: FromStr + PartialOrd + std::fmt::Display>(text: &str, range: RangeInclusive<T>) -> Parsed<T> {
    text.parse()
        .ok()
        .filter(|number| range.contains(number))
        .ok_or_else(|| format!("give a whole number from {} to {}", range.start(), range.end()))
}

pub(super) fn duration(text: &str) -> Parsed<Duration> {
    humantime::parse_duration(text)
        .ok()
        .filter(|span| !span.is_zero())
        .ok_or_else(|| "give a time longer than zero, such as 30s, 15m, 24h or 365d".to_owned())
}

/// Rotations are remembered no longer, so a longer grace could not be kept.
pub(super) fn grace(text: &str) -> Parsed<Duration> {
    let grace = duration(text)?;
    if grace > SessionPolicy::ROTATION_WINDOW {
        return Err("give at most 1h".to_owned());
    }
    Ok(grace)
}

/// It is renewed three times while it lasts, and each time is a write.
pub(super) fn lease(text: &str) -> Parsed<Duration> {
    let lease = duration(text)?;
    if lease < Duration::from_millis(100) {
        return Err("give at least 100ms".to_owned());
    }
    Ok(lease)
}

/// The name of an algorithm, before its secret is known.
#[derive(Debug, Clone, Copy)]
pub(super) enum AlgorithmName {
    KeyPair(SigningAlgorithm),
    Hs256,
}

pub(super) fn algorithm(text: &str) -> Parsed<AlgorithmName> {
    let key_pairs = [SigningAlgorithm::Es256, SigningAlgorithm::EdDsa];
    match key_pairs.into_iter().find(|algorithm| algorithm.as_str() == text) {
        Some(algorithm) => Ok(AlgorithmName::KeyPair(algorithm)),
        None if text == "HS256" => Ok(AlgorithmName::Hs256),
        None => Err("give ES256, EdDSA or HS256".to_owned()),
    }
}

/// A comma list of networks; a bare address is a network of one.
pub(super) fn networks(text: &str) -> Parsed<Vec<IpNet>> {
    let parts = text.split(',').map(str::trim).filter(|part| !part.is_empty());
    parts
        .map(|part| match part.parse::<IpAddr>() {
            Ok(address) => Ok(IpNet::from(address)),
            Err(_) => part.parse::<IpNet>().map(|network| network.trunc()).map_err(|_| {
                format!("{part:?} is neither an address nor a network, such as 192.0.2.7 or 10.0.0.0/8")
            }),
        })
        .collect()
}

/// A comma list of origins, as browsers write them.
pub(super) fn origins(text: &str) -> Parsed<Vec<String>> {
    let parts = text.split(',').map(str::trim).filter(|part| !part.is_empty());
    let read = |part| match PublicUrl::parse(part) {
        Ok(origin) => Ok(origin.to_string()),
        Err(advice) => Err(format!("{part:?} is no origin; {advice}")),
    };
    parts.map(read).collect()
}

/// To which requests of other sites browsers add cookies.
pub(super) fn cookie_site(text: &str) -> Parsed<CookieSite> {
    match text {
        "strict" => Ok(CookieSite::Strict),
        "lax" => Ok(CookieSite::Lax),
        "none" => Ok(CookieSite::None),
        _ => Err("give lax, strict or none".to_owned()),
    }
}

/// Whether everybody may sign up.
pub(super) fn sign_up(text: &str) -> Parsed<bool> {
    match text {
        "open" => Ok(true),
        "closed" => Ok(false),
        _ => Err("give open or closed".to_owned()),
    }
}

/// A comma list of mail domains.
pub(super) fn mail_domains(text: &str) -> Parsed<Vec<MailDomain>> {
    let domain = |raw: &str| {
        MailDomain::parse(raw).ok_or_else(|| format!("{raw:?} is no mail domain, such as example.com"))
    };
    text.split(',').map(str::trim).map(domain).collect()
}

pub(super) fn log_filter(text: &str) -> Parsed<String> {
    if text.trim().is_empty() || EnvFilter::try_new(text).is_err() {
        return Err("give error, warn, info, debug or trace, or a list such as info,audit=warn".to_owned());
    }
    Ok(text.to_owned())
}

pub(super) fn log_format(text: &str) -> Parsed<LogFormat> {
    match text {
        "text" => Ok(LogFormat::Text),
        "json" => Ok(LogFormat::Json),
        _ => Err("give text or json".to_owned()),
    }
}
