use std::collections::BTreeSet;
use std::fs;
use std::time::Duration;

use parlor_domain::MailDomain;
use secrecy::ExposeSecret;

use super::*;

const LONG: &str = "0123456789012345678901234567890123456789";

fn load(file: Option<&str>, vars: &[(&str, &str)]) -> Result<Settings, SettingsError> {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("parlor.toml");
    if let Some(text) = file {
        fs::write(&path, text).unwrap();
    }
    let vars = vars.iter().map(|(name, value)| (name.into(), value.into()));
    Settings::load(file.map(|_| path.as_path()), vars)
}

fn from_environment(vars: &[(&str, &str)]) -> Result<Settings, SettingsError> {
    load(None, vars)
}

/// The sentence that refuses, without the folder of the file, which differs each time.
fn refused(file: Option<&str>, vars: &[(&str, &str)]) -> String {
    let sentence = load(file, vars).unwrap_err().to_string();
    match (sentence.find("\"/"), sentence.find("parlor.toml")) {
        (Some(start), Some(end)) => sentence[..=start].to_owned() + &sentence[end..],
        _ => sentence,
    }
}

#[test]
fn with_nothing_set_the_documented_defaults_hold() {
    let settings = from_environment(&[("HOME", "/root"), ("PATH", "/bin")]).unwrap();
    assert_eq!(settings.listen.to_string(), "127.0.0.1:8000");
    assert_eq!(settings.public_url.to_string(), "http://localhost:8000");
    assert_eq!(settings.data_dir, Path::new("./parlor-data"));
    assert!(matches!(settings.root_secret, SecretSource::DataDir));
    assert!(settings.database_url.is_none());
    assert!(settings.database_pool >= 4);
    assert!(settings.contracts == Contract::ALL);
    assert_eq!(settings.bcrypt_cost, 12);
    assert!(matches!(settings.algorithm, TokenAlgorithm::KeyPair(SigningAlgorithm::Es256)));
    assert!(settings.rate_limits);
    assert!(settings.trusted_proxies.is_empty());
    assert_eq!((settings.log.filter.as_str(), settings.log.format), ("info", LogFormat::Text));

    let Policy { sign_up, passwords, strict_passwords, lockout, sessions, codes, verified_email } =
        settings.policy;
    assert_eq!((codes.ttl, codes.resend_after), (Duration::from_secs(600), Duration::from_secs(30)));
    assert_eq!((codes.max_attempts, codes.max_mails, verified_email), (5, Some(5), false));
    assert_eq!(sign_up, SignUpPolicy::Open);
    assert_eq!((passwords.min_length, strict_passwords), (8, false));
    assert_eq!((lockout.failures, lockout.duration), (5, Duration::from_secs(900)));
    assert_eq!(sessions.access_ttl, Duration::from_secs(50 * 60));
    assert_eq!(sessions.refresh_ttl, Duration::from_secs(24 * 3600));
    assert_eq!(sessions.max_age, Duration::from_secs(365 * 24 * 3600));
    assert_eq!(sessions.grace, Duration::from_secs(10));
}

#[test]
fn the_environment_wins_over_the_file() {
    let file = "listen = \"0.0.0.0:1\"\n[password]\nbcrypt_cost = 5\nmin_length = 10\nstrict = true";
    let settings = load(Some(file), &[("PARLOR_PASSWORD__BCRYPT_COST", "6")]).unwrap();
    assert_eq!(settings.listen.to_string(), "0.0.0.0:1");
    assert_eq!(settings.bcrypt_cost, 6);
    assert_eq!(settings.policy.passwords.min_length, 10);
    assert!(settings.policy.strict_passwords);
}

#[test]
fn the_environment_can_name_the_file_and_the_command_line_another() {
    let dir = tempfile::tempdir().unwrap();
    let [named, given] = ["named.toml", "given.toml"].map(|name| dir.path().join(name));
    fs::write(&named, "password.bcrypt_cost = 5").unwrap();
    fs::write(&given, "password.bcrypt_cost = 6").unwrap();
    let cost = |file: Option<&Path>| {
        let vars = [(OsString::from("PARLOR_CONFIG"), named.clone().into_os_string())];
        Settings::load(file, vars).unwrap().bcrypt_cost
    };
    assert_eq!(cost(None), 5);
    assert_eq!(cost(Some(&given)), 6);
}

#[test]
fn lists_are_read_from_the_file_and_from_text() {
    let proxies = |settings: Settings| {
        settings.trusted_proxies.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
    };
    let read = "10.0.0.0/8 192.0.2.7/32 2001:db8::1/128 2001:db8::/32";
    let file = "trusted_proxies = [\"10.1.2.3/8\", \"192.0.2.7\", \"2001:db8::1\", \"2001:db8::/32\"]";
    assert_eq!(proxies(load(Some(file), &[]).unwrap()), read);
    let text = "10.0.0.0/8, 192.0.2.7,2001:db8::1 ,2001:db8::/32";
    assert_eq!(proxies(from_environment(&[("PARLOR_TRUSTED_PROXIES", text)]).unwrap()), read);
    assert_eq!(proxies(from_environment(&[("PARLOR_TRUSTED_PROXIES", "")]).unwrap()), "");
}

#[test]
fn a_secret_of_digits_alone_stays_as_it_was_written() {
    let is_same = |settings: Settings| match settings.root_secret {
        SecretSource::Given(secret) => secret.expose_secret() == LONG,
        SecretSource::File(_) | SecretSource::DataDir => false,
    };
    assert!(is_same(from_environment(&[("PARLOR_SECRET", LONG)]).unwrap()));
    assert!(is_same(load(Some(&format!("secret = \"{LONG}\"")), &[]).unwrap()));
}

#[test]
fn an_unknown_name_is_refused_with_the_nearest() {
    for (name, nearest) in [
        ("PARLOR_LISTN", "PARLOR_LISTEN"),
        ("PARLOR_listen", "PARLOR_LISTEN"),
        ("PARLOR_DATABASE", "PARLOR_DATABASE_URL"),
        ("PARLOR_PASSWORD_MIN_LENGTH", "PARLOR_PASSWORD__MIN_LENGTH"),
        ("PARLOR_TOKENS__ACESS_TTL", "PARLOR_TOKENS__ACCESS_TTL"),
    ] {
        let expected = format!("there is no setting {name} in the environment: did you mean {nearest}?");
        assert_eq!(refused(None, &[(name, "x")]), expected);
    }
    insta::assert_snapshot!(
        refused(Some("[password]\nbcrypt_costs = 5"), &[]),
        @r#"there is no setting password.bcrypt_costs in "parlor.toml": did you mean password.bcrypt_cost?"#
    );
    insta::assert_snapshot!(
        refused(Some("[listen]\nport = 5"), &[]),
        @r#"there is no setting listen.port in "parlor.toml": did you mean listen?"#
    );
}

#[test]
fn a_value_that_cannot_be_used_is_refused_with_what_to_give() {
    let all = [
        ("PARLOR_LISTEN", "8000"),
        ("PARLOR_PUBLIC_URL", "localhost"),
        ("PARLOR_DATA_DIR", ""),
        ("PARLOR_DATABASE_POOL", "0"),
        ("PARLOR_CONTRACTS", "casino"),
        ("PARLOR_PASSWORD__BCRYPT_COST", "3"),
        ("PARLOR_PASSWORD__BCRYPT_COST", "17"),
        ("PARLOR_PASSWORD__MIN_LENGTH", "0"),
        ("PARLOR_PASSWORD__STRICT", "yes"),
        ("PARLOR_TOKENS__ALGORITHM", "RS256"),
        ("PARLOR_TOKENS__ALGORITHM", "HS256"),
        ("PARLOR_TOKENS__ACCESS_TTL", "50"),
        ("PARLOR_TOKENS__REFRESH_TTL", "0s"),
        ("PARLOR_TOKENS__REFRESH_GRACE", "61m"),
        ("PARLOR_LOCKOUT__FAILURES", "-1"),
        ("PARLOR_RATE_LIMIT__ENABLED", ""),
        ("PARLOR_SOCKETS__LEASE", "50ms"),
        ("PARLOR_TRUSTED_PROXIES", "10.0.0.0/8,proxy"),
        ("PARLOR_LOG", "info,=x=y"),
        ("PARLOR_LOG_FORMAT", "xml"),
    ];
    let sentences: Vec<_> = all.iter().map(|setting| refused(None, &[*setting])).collect();
    insta::assert_snapshot!(sentences.join("\n"), @r#"
    PARLOR_LISTEN in the environment is "8000": give an IP address and a port, such as 127.0.0.1:8000 or [::]:8000
    PARLOR_PUBLIC_URL in the environment is "localhost": give http:// or https:// and a host, such as https://accounts.example.com
    PARLOR_DATA_DIR in the environment is "": give a path, or remove the setting
    PARLOR_DATABASE_POOL in the environment is "0": give a whole number from 1 to 10000
    PARLOR_CONTRACTS in the environment is "casino": "casino" is not the name of a contract; give all, none, or a comma list of arcade, blackjack, cryptopay, restful-auth, transcendence
    PARLOR_PASSWORD__BCRYPT_COST in the environment is "3": give a whole number from 4 to 16
    PARLOR_PASSWORD__BCRYPT_COST in the environment is "17": give a whole number from 4 to 16
    PARLOR_PASSWORD__MIN_LENGTH in the environment is "0": give a whole number from 1 to 128
    PARLOR_PASSWORD__STRICT in the environment is "yes": give true or false
    PARLOR_TOKENS__ALGORITHM in the environment is "RS256": give ES256, EdDSA or HS256
    PARLOR_TOKENS__ALGORITHM in the environment is HS256, which needs a secret: set PARLOR_TOKENS__HS256_SECRET to 32 bytes or more, shared with whoever verifies the tokens, or choose ES256
    PARLOR_TOKENS__ACCESS_TTL in the environment is "50": give a time longer than zero, such as 30s, 15m, 24h or 365d
    PARLOR_TOKENS__REFRESH_TTL in the environment is "0s": give a time longer than zero, such as 30s, 15m, 24h or 365d
    PARLOR_TOKENS__REFRESH_GRACE in the environment is "61m": give at most 1h
    PARLOR_LOCKOUT__FAILURES in the environment is "-1": give a whole number from 1 to 1000000
    PARLOR_RATE_LIMIT__ENABLED in the environment is "": give true or false
    PARLOR_SOCKETS__LEASE in the environment is "50ms": give at least 100ms
    PARLOR_TRUSTED_PROXIES in the environment is "10.0.0.0/8,proxy": "proxy" is neither an address nor a network, such as 192.0.2.7 or 10.0.0.0/8
    PARLOR_LOG in the environment is "info,=x=y": give error, warn, info, debug or trace, or a list such as info,audit=warn
    PARLOR_LOG_FORMAT in the environment is "xml": give text or json
    "#);
}

#[test]
fn a_file_that_cannot_be_used_is_refused() {
    let sentences = [
        refused(Some("listen = 5\nlisten"), &[]),
        refused(Some("config = \"other.toml\""), &[]),
        refused(Some("LOG = \"info\"\nlog = \"warn\""), &[]),
        refused(Some("contracts = [[\"all\"]]"), &[]),
        refused(Some("password.bcrypt_cost = 3"), &[]),
        refused(None, &[("PARLOR_CONFIG", "/nowhere/parlor.toml")]),
    ];
    insta::assert_snapshot!(sentences.join("\n"), @r#"
    the configuration file "parlor.toml" is not TOML (key with no value, expected `=`, line 2): correct that line
    config in "parlor.toml" has no effect: remove it, for one file is read and no more
    log in "parlor.toml" is set twice: keep one of the two
    contracts in "parlor.toml" is a list of lists or tables: give one value, or a list of values
    password.bcrypt_cost in "parlor.toml" is "3": give a whole number from 4 to 16
    the configuration file "parlor.toml" cannot be read (No such file or directory (os error 2)): name another with --config or PARLOR_CONFIG
    "#);
}

#[test]
fn secrets_that_contradict_each_other_are_refused() {
    let both = [("PARLOR_SECRET", LONG), ("PARLOR_SECRET_FILE", "/run/secret")];
    insta::assert_snapshot!(refused(None, &both), @"PARLOR_SECRET in the environment and PARLOR_SECRET_FILE in the environment are both set: keep the one that this database was set up with");
    let shared = [("PARLOR_TOKENS__ALGORITHM", "HS256"), ("PARLOR_TOKENS__HS256_SECRET", LONG)];
    assert!(matches!(from_environment(&shared).unwrap().algorithm, TokenAlgorithm::Hs256(_)));
}

#[test]
fn a_secret_never_shows_neither_when_it_is_taken_nor_when_it_is_refused() {
    let canary = "canary-in-a-coal-mine";
    let long = format!("{canary}-{LONG}");
    let url = format!("postgres://ann:{canary}@localhost/parlor");
    let vars = [
        ("PARLOR_SECRET", long.as_str()),
        ("PARLOR_SECRET_PREVIOUS", long.as_str()),
        ("PARLOR_TOKENS__ALGORITHM", "HS256"),
        ("PARLOR_TOKENS__HS256_SECRET", long.as_str()),
        ("PARLOR_DATABASE_URL", url.as_str()),
    ];
    let shown = format!("{:?}", from_environment(&vars).unwrap());
    assert!(!shown.contains(canary), "{shown}");

    for (file, vars) in [
        (None, [("PARLOR_SECRET", canary)].as_slice()),
        (None, &[("PARLOR_TOKENS__HS256_SECRET", canary)]),
        (Some(format!("secret = \"{canary}\"")), &[]),
        (Some(format!("secret = {canary}")), &[]),
        (Some(format!("secret = \"{canary}\nlisten = 5")), &[]),
    ] {
        let error = load(file.as_deref(), vars).unwrap_err();
        let shown = format!("{error} {error:?}");
        assert!(!shown.contains(canary), "{shown}");
    }
}

#[test]
fn every_setting_is_read() {
    let names: BTreeSet<_> = key::ALL.iter().map(|key| key.name).collect();
    assert_eq!(names.len(), key::ALL.len(), "no name twice");
    let untouched = format!("{:?}", from_environment(&[]).unwrap());
    for key in key::ALL {
        let read = from_environment(&[(&key::in_environment(key.name), "odd")]);
        assert!(read.is_err() || format!("{read:?}") != format!("Ok({untouched})"), "{}", key.name);
    }
}

#[test]
fn cookies_for_pages_of_other_sites_need_https_and_a_list() {
    let site = ("PARLOR_COOKIES__SAMESITE", "none");
    let (https, apps) = (
        ("PARLOR_PUBLIC_URL", "https://a.example"),
        ("PARLOR_CORS_ORIGINS", "https://app.example/, http://b:3000"),
    );
    for missing in [&[site][..], &[site, https], &[site, apps], &[site, https, ("PARLOR_CORS_ORIGINS", "")]] {
        assert!(from_environment(missing).is_err(), "{missing:?}");
    }
    let settings = from_environment(&[site, https, apps]).unwrap();
    assert_eq!(settings.cors_origins, ["https://app.example", "http://b:3000"]);
    for odd in ["*", "app.example", "https://app.example/path", "null"] {
        assert!(from_environment(&[("PARLOR_CORS_ORIGINS", odd)]).is_err(), "{odd}");
    }
}

#[test]
fn values_that_are_no_text_are_refused() {
    use std::os::unix::ffi::OsStringExt;

    let vars = [(OsString::from("PARLOR_LISTEN"), OsString::from_vec(vec![0xff]))];
    let sentence = Settings::load(None, vars).unwrap_err().to_string();
    assert_eq!(sentence, "PARLOR_LISTEN in the environment is no UTF-8 text: write it in UTF-8");
}

#[test]
fn who_may_sign_up_is_everybody_some_domains_or_nobody() {
    let policy = |vars: &[(&str, &str)]| from_environment(vars).map(|settings| settings.policy.sign_up);
    let example = MailDomain::parse("example.com").unwrap();
    let listed = policy(&[("PARLOR_SIGNUP_DOMAINS", "Example.COM")]).unwrap();
    assert_eq!(listed, SignUpPolicy::Domains(vec![example]));
    let closed = policy(&[("PARLOR_SIGNUP", "closed"), ("PARLOR_SIGNUP_DOMAINS", "example.com")]).unwrap();
    assert_eq!(closed, SignUpPolicy::Closed);
    assert!(policy(&[("PARLOR_SIGNUP", "shut")]).is_err());
    assert!(policy(&[("PARLOR_SIGNUP_DOMAINS", "example.com,,")]).is_err());
}
