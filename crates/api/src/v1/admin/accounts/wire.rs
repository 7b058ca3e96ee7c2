//! Accounts as administrators get them.

use parlor_domain::{
    Balance, Device, EmailAddress, Network, PersonName, Score, Timestamp, UserAgent, Username,
};
use serde::Serialize;
use utoipa::ToSchema;

use crate::v1::admin::audit::Entry;

/// An account as administrators see it
#[derive(Serialize, ToSchema)]
#[schema(as = AdminAccount)]
pub struct Account {
    /// Its id
    #[schema(minimum = 1, examples(1))]
    id: i64,
    /// Its email
    #[schema(required, examples("ann@example.com"))]
    email: Option<String>,
    /// When the email was proved to be its owner's
    #[schema(required, format = "date-time", examples("2026-11-21T08:30:00.000000Z"))]
    email_verified_at: Option<String>,
    /// Its username
    #[schema(required, examples("ann"))]
    username: Option<String>,
    /// What its owner is called
    #[schema(required, examples("Ann"))]
    first_name: Option<String>,
    /// What its owner is called
    #[schema(required, examples("Miller"))]
    last_name: Option<String>,
    /// `pending`, `active` or `deactivated`
    #[schema(examples("active"))]
    state: &'static str,
    /// Whether it may do what administrators may
    #[schema(examples(false))]
    is_admin: bool,
    /// Whether a password signs in
    #[schema(examples(true))]
    has_password: bool,
    /// When it was made
    #[schema(format = "date-time", examples("2026-11-21T08:30:00.000000Z"))]
    created_at: String,
}

/// An account with all that belongs to it
#[derive(Serialize, ToSchema)]
#[schema(as = AdminAccountReport)]
pub struct Report {
    /// The account
    #[serde(flatten)]
    account: Account,
    /// Until when wrong passwords keep somebody out
    #[schema(required, format = "date-time", examples("2026-11-21T08:45:00.000000Z"))]
    locked_until: Option<String>,
    /// Whether it has a PIN
    #[schema(examples(false))]
    has_pin: bool,
    /// Until when wrong PINs keep it from being checked
    #[schema(required, format = "date-time", examples("2026-11-21T08:45:00.000000Z"))]
    pin_locked_until: Option<String>,
    /// What it has
    #[schema(examples(250))]
    balance: i64,
    /// Its score
    #[schema(minimum = -9007199254740991i64, maximum = 9007199254740991i64, examples(1200))]
    score: i64,
    /// How many sessions are live
    #[schema(minimum = 0, examples(1))]
    live_sessions: usize,
    /// The newest 50 of those
    sessions: Vec<Session>,
    /// The newest 50 entries of the audit log about it
    audit: Vec<Entry>,
}

/// A session as administrators see it
#[derive(Serialize, ToSchema)]
#[schema(as = AdminSession)]
pub struct Session {
    /// Its id
    #[schema(minimum = 1, examples(4503599627370496i64))]
    id: i64,
    /// By what it is used: a `pair` of tokens, a `single` one, a `triple`, or a `cookie`
    #[schema(examples("pair"))]
    kind: &'static str,
    /// When it was opened
    #[schema(format = "date-time", examples("2026-11-21T08:30:00.000000Z"))]
    created_at: String,
    /// When it was last renewed
    #[schema(format = "date-time", examples("2026-11-21T09:20:00.000000Z"))]
    renewed_at: String,
    /// When it ends unless renewed
    #[schema(format = "date-time", examples("2026-12-21T08:30:00.000000Z"))]
    expires_at: String,
    /// From where it was opened, when that is known; an IPv6 address by its /64
    #[schema(required, examples("192.0.2.7"))]
    address: Option<String>,
    /// What the client called itself
    #[schema(required, examples("Example/1.0 (Android 17)"))]
    user_agent: Option<String>,
}

impl From<parlor_domain::Account> for Account {
    fn from(account: parlor_domain::Account) -> Self {
        let name = |name: &PersonName| name.as_str().to_owned();
        Self {
            id: account.id.0,
            email: account.email().map(EmailAddress::as_str).map(str::to_owned),
            email_verified_at: account.email_verified_at.map(Timestamp::rfc3339),
            username: account.username().map(Username::as_str).map(str::to_owned),
            first_name: account.names.first.as_ref().map(name),
            last_name: account.names.last.as_ref().map(name),
            state: account.state.as_str(),
            is_admin: account.is_admin,
            has_password: account.password.is_some(),
            created_at: account.created_at.rfc3339(),
        }
    }
}

impl From<Device> for Session {
    fn from(device: Device) -> Self {
        Self {
            id: device.session.0,
            kind: device.kind.as_str(),
            created_at: device.opened_at.rfc3339(),
            renewed_at: device.renewed_at.rfc3339(),
            expires_at: device.expires_at.rfc3339(),
            address: device.network.as_ref().map(Network::to_string),
            user_agent: device.agent.as_ref().map(UserAgent::as_str).map(str::to_owned),
        }
    }
}

impl From<(parlor_auth::operator::Report, Balance, Score)> for Report {
    fn from((report, balance, score): (parlor_auth::operator::Report, Balance, Score)) -> Self {
        Self {
            balance: balance.units(),
            score: score.points(),
            account: report.account.into(),
            locked_until: report.locked_until.map(Timestamp::rfc3339),
            has_pin: report.has_pin,
            pin_locked_until: report.pin_locked_until.map(Timestamp::rfc3339),
            live_sessions: report.live_sessions,
            sessions: report.sessions.into_iter().map(Session::from).collect(),
            audit: report.audit.into_iter().map(Entry::from).collect(),
        }
    }
}
