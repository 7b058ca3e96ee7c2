//! Every setting's name, default and meaning, as data. Must not know how one is read.

use Preset::{Value, Without};

/// A setting.
#[derive(Debug)]
pub(super) struct Key {
    /// Its name in the environment, after [`PREFIX`]; `__` separates levels.
    pub(super) name: &'static str,
    /// What holds when it is not set.
    pub(super) default: Preset,
    /// Whether its value may be shown in a message.
    pub(super) is_secret: bool,
    /// What it is for, in one line.
    pub(super) meaning: &'static str,
}

/// What holds when a setting is not set.
#[derive(Debug, Clone, Copy)]
pub(super) enum Preset {
    /// This value, read like any other.
    Value(&'static str),
    /// No value; what happens then.
    Without(&'static str),
}

/// What the names of all settings start with in the environment.
pub(super) const PREFIX: &str = "PARLOR_";

const fn key(name: &'static str, default: Preset, meaning: &'static str) -> Key {
    Key { name, default, is_secret: false, meaning }
}

const fn secret(name: &'static str, default: Preset, meaning: &'static str) -> Key {
    Key { name, default, is_secret: true, meaning }
}

pub(super) const CONFIG: Key =
    key("CONFIG", Without("none"), "a TOML file with settings, unless `--config` names one");
pub(super) const LISTEN: Key = key("LISTEN", Value("127.0.0.1:8000"), "address and port to serve on");
pub(super) const PUBLIC_URL: Key = key(
    "PUBLIC_URL",
    Value("http://localhost:8000"),
    "how clients reach the service: `http` or `https`, a host, perhaps a port",
);
pub(super) const DATA_DIR: Key = key(
    "DATA_DIR",
    Value("./parlor-data"),
    "folder for `parlor.db`, `secret`, `media` and `outbox`; made with mode 0700 when it is missing",
);
pub(super) const SECRET: Key = secret(
    "SECRET",
    Without("the file `secret` in the data dir, made once for a new database"),
    "the root secret, 32 bytes or more; every instance on one database needs the same",
);
pub(super) const SECRET_FILE: Key =
    key("SECRET_FILE", Without("none"), "a file that holds the root secret, instead of `PARLOR_SECRET`");
pub(super) const SECRET_PREVIOUS: Key = secret(
    "SECRET_PREVIOUS",
    Without("none"),
    "the root secret before this one, for `parlor secret rotate` and nothing else",
);
pub(super) const DATABASE_URL: Key =
    secret("DATABASE_URL", Without("SQLite in the data dir"), "`postgres://…` or `sqlite://path`");
pub(super) const DATABASE_POOL: Key =
    key("DATABASE_POOL", Without("cores × 2, at least 4"), "the most connections to the database");
pub(super) const SMTP_URL: Key = secret(
    "SMTP_URL",
    Without("`.eml` files in `outbox` in the data dir"),
    "`smtp://user:password@host:port`, with `?tls=none`, `starttls` or `tls`; left out, that is `tls` on port 465, `none` on this machine, else `starttls`",
);
pub(super) const MAIL_FROM: Key = key(
    "MAIL_FROM",
    Value("Parlor <no-reply@localhost>"),
    "who mail comes from: an address, perhaps with a name",
);
pub(super) const MAIL_TEMPLATES: Key = key(
    "MAIL_TEMPLATES",
    Without("the words that come with Parlor"),
    "a folder with words of your own: `<language>/<kind>.txt`, see [mail.md](mail.md)",
);
pub(super) const MEDIA_URL: Key = key(
    "MEDIA_URL",
    Without("the folder `media` in the data dir"),
    "where pictures are kept: `file:///path` or `s3://bucket/prefix`; for S3 the variables `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`, `AWS_REGION` and `AWS_ENDPOINT_URL` are read as other programs read them, and `AWS_ALLOW_HTTP=true` lets the endpoint be plain http",
);
pub(super) const AVATAR_MAX_MB: Key =
    key("AVATAR_MAX_MB", Value("2"), "the largest file that is taken as a picture, in MB, 1 to 64");
pub(super) const CORS_ORIGINS: Key = key(
    "CORS_ORIGINS",
    Without("none"),
    "comma list of the origins, such as `https://app.example.com`, whose pages may call the API and act with its cookies",
);
pub(super) const COOKIES_SAMESITE: Key = key(
    "COOKIES__SAMESITE",
    Value("lax"),
    "to which requests of other sites browsers add cookies: `strict`, `lax`, or `none`, which needs https and `PARLOR_CORS_ORIGINS`",
);
pub(super) const CONTRACTS: Key = key(
    "CONTRACTS",
    Value("all"),
    "which contracts are served: `all`, `none`, or a comma list of `arcade`, `blackjack`, `cryptopay`, `restful-auth` and `transcendence`",
);
pub(super) const SIGNUP: Key =
    key("SIGNUP", Value("open"), "`open`, or `closed`: then only `parlor account create` makes accounts");
pub(super) const SIGNUP_DOMAINS: Key = key(
    "SIGNUP_DOMAINS",
    Without("every domain"),
    "a comma list of mail domains; a sign-up with an address at any other is refused",
);
pub(super) const PASSWORD_BCRYPT_COST: Key = key(
    "PASSWORD__BCRYPT_COST",
    Value("12"),
    "4 to 16; one more doubles the time of a sign-in, for us and for whoever guesses",
);
pub(super) const PASSWORD_MIN_LENGTH: Key =
    key("PASSWORD__MIN_LENGTH", Value("8"), "fewest characters of a new password, 1 to 128");
pub(super) const PASSWORD_STRICT: Key = key(
    "PASSWORD__STRICT",
    Value("false"),
    "`true`: the full password rules in every contract, also where its document shows a weaker example",
);
pub(super) const TOKENS_ALGORITHM: Key =
    key("TOKENS__ALGORITHM", Value("ES256"), "how access tokens are signed: `ES256`, `EdDSA` or `HS256`");
pub(super) const TOKENS_HS256_SECRET: Key = secret(
    "TOKENS__HS256_SECRET",
    Without("none"),
    "needed for `HS256`: 32 bytes or more, shared with whoever verifies the tokens",
);
pub(super) const TOKENS_ACCESS_TTL: Key =
    key("TOKENS__ACCESS_TTL", Value("50m"), "how long an access token lives");
pub(super) const TOKENS_REFRESH_TTL: Key =
    key("TOKENS__REFRESH_TTL", Value("24h"), "how long a session of a contract lives without being renewed");
pub(super) const TOKENS_NATIVE_REFRESH_TTL: Key = key(
    "TOKENS__NATIVE_REFRESH_TTL",
    Value("30d"),
    "how long a session of the native API lives without being renewed",
);
pub(super) const TOKENS_REFRESH_GRACE: Key = key(
    "TOKENS__REFRESH_GRACE",
    Value("10s"),
    "how long a refresh token that was replaced still counts as a client's retry; at most `1h`",
);
pub(super) const TOKENS_SESSION_MAX: Key =
    key("TOKENS__SESSION_MAX", Value("365d"), "the absolute end of a session, however often renewed");
pub(super) const TOKENS_COOKIE_TTL: Key =
    key("TOKENS__COOKIE_TTL", Value("2h"), "how long a session in a cookie lives without being used");
pub(super) const TOKENS_FRESH_FOR: Key = key(
    "TOKENS__FRESH_FOR",
    Value("15m"),
    "how long after a sign-in the password is not asked for again before what is dangerous",
);
pub(super) const CODES_TTL: Key = key("CODES__TTL", Value("10m"), "how long an emailed code lives");
pub(super) const CODES_MAX_ATTEMPTS: Key = key(
    "CODES__MAX_ATTEMPTS",
    Value("5"),
    "wrong tries after which the codes that live are dead; at least 1",
);
pub(super) const CODES_RESEND_AFTER: Key =
    key("CODES__RESEND_AFTER", Value("30s"), "how long to wait before another code is sent");
pub(super) const REQUIRE_VERIFIED_EMAIL: Key = key(
    "REQUIRE_VERIFIED_EMAIL",
    Value("false"),
    "whether a sign-in needs an email that was proved, where the account has one",
);
pub(super) const LOCKOUT_FAILURES: Key =
    key("LOCKOUT__FAILURES", Value("5"), "wrong passwords in a row that lock a name; at least 1");
pub(super) const LOCKOUT_DURATION: Key =
    key("LOCKOUT__DURATION", Value("15m"), "how long a lock lasts, and how long a wrong password counts");
pub(super) const WALLET_ALLOW_NEGATIVE: Key =
    key("WALLET__ALLOW_NEGATIVE", Value("false"), "whether a balance may go below zero");
pub(super) const RATE_LIMIT_ENABLED: Key = key(
    "RATE_LIMIT__ENABLED",
    Value("true"),
    "`false` lifts the budgets per client, for tests and benchmarks; never the lockout",
);
pub(super) const SOCKETS_PING: Key = key(
    "SOCKETS__PING",
    Value("20s"),
    "how often the client of an open socket is asked whether it is there; less than any proxy's idle timeout",
);
pub(super) const SOCKETS_SILENCE: Key =
    key("SOCKETS__SILENCE", Value("60s"), "how long nothing may come on a socket before it is closed");
pub(super) const SOCKETS_PER_ACCOUNT: Key = key(
    "SOCKETS__PER_ACCOUNT",
    Value("20"),
    "how many sockets an account may have open at once on one instance; at least 1",
);
pub(super) const SOCKETS_LEASE: Key = key(
    "SOCKETS__LEASE",
    Value("10s"),
    "how long an instance that is not heard of, since it crashed or is cut off, still counts as having its sockets open; it is heard of three times in that time",
);
pub(super) const METRICS_LISTEN: Key = key(
    "METRICS_LISTEN",
    Without("off"),
    "address and port to serve `/metrics` on, for Prometheus; nothing else is there, and nobody is asked who they are",
);
pub(super) const TRUSTED_PROXIES: Key = key(
    "TRUSTED_PROXIES",
    Without("none"),
    "comma list of addresses and networks (CIDR) whose `X-Forwarded-For` is believed",
);
pub(super) const LOG: Key =
    key("LOG", Value("info"), "what is logged: a level, or a filter such as `info,audit=warn`");
pub(super) const LOG_FORMAT: Key = key("LOG_FORMAT", Value("text"), "`text` for people, `json` for machines");

/// All settings, in the order in which they are documented.
pub(super) const ALL: [&Key; 47] = [
    &CONFIG,
    &LISTEN,
    &PUBLIC_URL,
    &DATA_DIR,
    &SECRET,
    &SECRET_FILE,
    &SECRET_PREVIOUS,
    &DATABASE_URL,
    &DATABASE_POOL,
    &SMTP_URL,
    &MAIL_FROM,
    &MAIL_TEMPLATES,
    &MEDIA_URL,
    &AVATAR_MAX_MB,
    &CORS_ORIGINS,
    &COOKIES_SAMESITE,
    &CONTRACTS,
    &SIGNUP,
    &SIGNUP_DOMAINS,
    &PASSWORD_BCRYPT_COST,
    &PASSWORD_MIN_LENGTH,
    &PASSWORD_STRICT,
    &TOKENS_ALGORITHM,
    &TOKENS_HS256_SECRET,
    &TOKENS_ACCESS_TTL,
    &TOKENS_REFRESH_TTL,
    &TOKENS_NATIVE_REFRESH_TTL,
    &TOKENS_REFRESH_GRACE,
    &TOKENS_SESSION_MAX,
    &TOKENS_COOKIE_TTL,
    &TOKENS_FRESH_FOR,
    &CODES_TTL,
    &CODES_MAX_ATTEMPTS,
    &CODES_RESEND_AFTER,
    &REQUIRE_VERIFIED_EMAIL,
    &LOCKOUT_FAILURES,
    &LOCKOUT_DURATION,
    &WALLET_ALLOW_NEGATIVE,
    &RATE_LIMIT_ENABLED,
    &SOCKETS_PING,
    &SOCKETS_SILENCE,
    &SOCKETS_PER_ACCOUNT,
    &SOCKETS_LEASE,
    &METRICS_LISTEN,
    &TRUSTED_PROXIES,
    &LOG,
    &LOG_FORMAT,
];

/// A setting's name in the environment.
pub(super) fn in_environment(name: &str) -> String {
    format!("{PREFIX}{name}")
}

/// A setting's name in a TOML file.
pub(super) fn in_file(name: &str) -> String {
    name.to_lowercase().replace("__", ".")
}
