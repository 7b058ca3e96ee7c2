//! What owners are told of all that is stored of them.

use parlor_domain::{AccountId, StoreError};

/// Tells it a part at a time, since it may be very much.
pub trait Exports {
    /// The part of an account's data at a place; `None` behind the last.
    ///
    /// # Errors
    /// [`StoreError`].
    fn part(&mut self, account: AccountId, place: ExportPlace) -> Result<Option<ExportPart>, StoreError>;
}

/// A place in an account's data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ExportPlace {
    /// The number of the section.
    pub section: usize,
    /// Behind which row of it.
    pub after: i64,
}

impl ExportPlace {
    /// Where the data begins.
    pub const BEGINNING: Self = Self { section: 0, after: i64::MIN };
}

/// A part of an account's data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExportPart {
    /// What it is of.
    pub section: &'static str,
    /// Whether the section has one row at most.
    pub is_one: bool,
    /// The rows, each an object as JSON.
    pub rows: Vec<String>,
    /// Where the next part is.
    pub next: ExportPlace,
}
