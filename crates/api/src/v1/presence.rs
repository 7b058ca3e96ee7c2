//! Whether somebody is there, as clients of `/v1` are told.

use parlor_domain::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

/// Whether somebody is there
#[derive(Serialize, ToSchema)]
#[schema(as = Presence)]
pub struct Presence {
    /// `online` while a socket of theirs is open anywhere, else `offline`
    #[schema(pattern = "^(online|offline)$", examples("offline"))]
    state: &'static str,
    /// When a socket of theirs was last open, or, to within five minutes, a session used; null while they are online,
    /// and for whoever never was there
    #[schema(required, format = "date-time", examples("2026-11-21T08:30:00.000000Z"))]
    last_seen_at: Option<String>,
}

impl From<parlor_domain::Presence> for Presence {
    fn from(presence: parlor_domain::Presence) -> Self {
        match presence {
            parlor_domain::Presence::Online => Self { state: "online", last_seen_at: None },
            parlor_domain::Presence::Offline { last_seen } => {
                Self { state: "offline", last_seen_at: last_seen.map(Timestamp::rfc3339) }
            }
        }
    }
}
