//! Every table and every column there is: whether it holds something of somebody's account, what deleting the
//! account does to that, and how its owner is shown it. The export is made from it, and
//! `tests/suite/inventory.rs` holds it against what the migrations make: a table or column that is not named
//! here fails there.

mod tables;

pub use tables::TABLES;

/// A table.
#[derive(Debug, Clone, Copy)]
pub struct Table {
    /// Its name.
    pub name: &'static str,
    /// Whose rows it holds.
    pub holds: Holds,
    /// All of its columns.
    pub columns: &'static [Column],
}

/// Whose rows a table holds.
#[derive(Debug, Clone, Copy)]
pub enum Holds {
    /// Nobody's: what it is for instead.
    Nobodys(&'static str),
    /// Those of accounts.
    OfAccounts {
        /// Under what name its owner is shown them.
        section: &'static str,
        /// Which of them are an account's.
        whose: Whose,
        /// How many an account may have.
        rows: Rows,
        /// What deleting the account does to them.
        deleted: Deleted,
    },
}

/// Which rows are an account's.
#[derive(Debug, Clone, Copy)]
pub enum Whose {
    /// Those with its number in one of these columns.
    Columns(&'static [&'static str]),
    /// Those with one of these words before its number in a column.
    Words(&'static str, &'static [&'static str]),
    /// Those for which this holds, with `{account}` for its number.
    Those(&'static str),
}

/// How many rows an account may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rows {
    /// One at most.
    One,
    /// A few.
    Few,
    /// Any number: they are told a part at a time, in the order of `id`.
    Many,
}

/// What deleting an account does to rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deleted {
    /// They go with what this column refers to.
    ByReference(&'static str),
    /// The account's own row, which takes the others along.
    Itself,
    /// The use case removes them with it.
    ByUseCase,
    /// They stay: what of them, and why.
    Stays(&'static str),
}

/// A column.
#[derive(Debug, Clone, Copy)]
pub struct Column {
    /// Its name.
    pub name: &'static str,
    /// How its owner is shown it.
    pub shown: Shown,
}

/// How an owner is shown a column.
#[derive(Debug, Clone, Copy)]
pub enum Shown {
    /// Under this name.
    As(&'static str, Form),
    /// Not at all: why not.
    Not(&'static str),
}

/// What is shown of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// A text or a number, as it is.
    Plain,
    /// A yes or no.
    Flag,
    /// An instant, as RFC 3339 writes it.
    Time,
    /// JSON that is kept as text.
    Json,
    /// Whether there is anything.
    IsThere,
    /// What this expression, the same on both databases, makes of it, with `{account}` for the account's number.
    Sql(&'static str),
}

impl Table {
    /// The name of its section of the export, if it has one.
    #[must_use]
    pub fn section(&self) -> Option<&'static str> {
        match self.holds {
            Holds::OfAccounts { section, .. } => Some(section),
            Holds::Nobodys(_) => None,
        }
    }

    /// The names under which its columns are shown.
    pub fn shown(&self) -> impl Iterator<Item = (&'static str, &'static str, Form)> {
        self.columns.iter().filter_map(|column| match column.shown {
            Shown::As(name, form) => Some((column.name, name, form)),
            Shown::Not(_) => None,
        })
    }
}
