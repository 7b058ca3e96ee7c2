//! A look at a database that changes nothing in it.

use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::{Bool, Nullable, Text};
use parlor_auth::ports::{Keys, SealedKey};
use parlor_domain::StoreError;

use crate::database::OpenError;
use crate::link::{Link, on};
use crate::migrations;
use crate::pool::Slot;
use crate::schema::root_secret;
use crate::target::Target;

/// What a look at a database found.
#[derive(Debug)]
pub struct Inspection {
    /// How one gets there.
    pub way: Way,
    /// How many migrations are to come; all of them for an empty database.
    pub pending: usize,
    /// The root secret's check value, if there are keys yet.
    pub root: Option<String>,
    /// The keys, sealed.
    pub keys: Vec<SealedKey>,
    /// How many mails could not be delivered and are still known.
    pub undelivered: usize,
}

/// How one gets to a database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Way {
    /// A file on this machine.
    File,
    /// A socket or the loopback address of this machine.
    Local,
    /// A connection encrypted by this protocol.
    Encrypted(String),
    /// A connection that others may listen to.
    Plain,
}

/// Looks at a database; `None` for an SQLite file that is not there yet.
///
/// # Errors
/// [`OpenError`] for one that does not answer, cannot be read, or is newer than this program.
pub fn inspect(target: &Target) -> Result<Option<Inspection>, OpenError> {
    let Some(link) = Link::look(target).map_err(OpenError::Unreachable)? else { return Ok(None) };
    let mut slot = Slot::new(link);
    let applied = applied(&mut slot.link).map_err(unreadable)?;
    let pending = migrations::pending(&slot.link, &applied)?;
    let way = way(&mut slot.link).map_err(unreadable)?;
    let (root, keys) = if applied.is_empty() { (None, Vec::new()) } else { keys(&mut slot)? };
    // Before the migrations ran there is no such table.
    let undelivered = if pending == 0 { undelivered(&mut slot)? } else { 0 };
    Ok(Some(Inspection { way, pending, root, keys, undelivered }))
}

fn undelivered(slot: &mut Slot) -> Result<usize, OpenError> {
    let failed = slot.failed_count().map_err(unreadable)?;
    Ok(usize::try_from(failed).unwrap_or_default())
}

fn unreadable(error: diesel::result::Error) -> OpenError {
    OpenError::Unreadable(Box::new(error))
}

#[derive(QueryableByName)]
struct Applied {
    #[diesel(sql_type = Text)]
    version: String,
}

/// The migrations that ran; none where their table is missing.
fn applied(link: &mut Link) -> QueryResult<Vec<String>> {
    let is_there: bool = match link {
        Link::Postgres(conn) => {
            diesel::select(sql::<Bool>("to_regclass('__diesel_schema_migrations') IS NOT NULL"))
                .get_result(conn)?
        }
        Link::Sqlite(conn) => diesel::select(sql::<Bool>(
            "EXISTS (SELECT 1 FROM sqlite_master WHERE name = '__diesel_schema_migrations')",
        ))
        .get_result(conn)?,
    };
    if !is_there {
        return Ok(Vec::new());
    }
    let query = diesel::sql_query("SELECT version FROM __diesel_schema_migrations");
    let rows: Vec<Applied> = on!(link, |conn| query.load(conn))?;
    Ok(rows.into_iter().map(|row| row.version).collect())
}

#[derive(QueryableByName)]
struct Connection {
    #[diesel(sql_type = Bool)]
    is_local: bool,
    #[diesel(sql_type = Nullable<Text>)]
    protocol: Option<String>,
}

/// What the server itself says of this connection.
const CONNECTION: &str = "\
    SELECT inet_client_addr() IS NULL OR inet_client_addr() <<= inet '127.0.0.0/8' \
        OR inet_client_addr() = inet '::1' AS is_local, \
        CASE WHEN ssl THEN version END AS protocol \
    FROM pg_stat_ssl WHERE pid = pg_backend_pid()";

fn way(link: &mut Link) -> QueryResult<Way> {
    let Link::Postgres(conn) = link else { return Ok(Way::File) };
    let connection: Connection = diesel::sql_query(CONNECTION).get_result(conn)?;
    Ok(match connection {
        Connection { protocol: Some(protocol), .. } => Way::Encrypted(protocol),
        Connection { is_local: true, .. } => Way::Local,
        Connection { .. } => Way::Plain,
    })
}

fn keys(slot: &mut Slot) -> Result<(Option<String>, Vec<SealedKey>), OpenError> {
    let root = root_secret::table.select(root_secret::check_value);
    let root = on!(&mut slot.link, |conn| root.get_result(conn).optional()).map_err(unreadable)?;
    let keys = slot.all().map_err(|error: StoreError| OpenError::Unreadable(Box::new(error)))?;
    Ok((root, keys))
}
