//! Rotations of different sessions, stored by one piece of work.

use std::collections::HashSet;

use diesel::RunQueryDsl;
use diesel::pg::Pg;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::result::QueryResult;
use diesel::sql_types::{Array, BigInt, Binary, Nullable};
use parlor_auth::ports::Work as _;
use parlor_domain::{Session, StoreError};

use crate::link::Link;
use crate::pool::Slot;
use crate::sessions::pack;
use crate::time::{Ts, UtcTs};
use crate::unit::SqlWork;

/// Before the lists of what the sessions are to be.
const GIVEN: &str = "WITH given AS (SELECT * FROM unnest(";

/// Puts each in place of the generation before it. One that somebody else keeps is not waited for, so that it
/// holds up none of the others.
const ROTATE: &str = ") AS given (id, generation, acknowledged_at, rotations, signed_in_at, expires_at, renewed_at)), \
     free AS (SELECT given.* FROM given JOIN sessions ON sessions.id = given.id \
     FOR NO KEY UPDATE OF sessions SKIP LOCKED) \
     UPDATE sessions SET generation = free.generation, acknowledged_at = free.acknowledged_at, \
     rotations = free.rotations, signed_in_at = free.signed_in_at, expires_at = free.expires_at, \
     renewed_at = free.renewed_at FROM free \
     WHERE sessions.id = free.id AND sessions.generation = free.generation - 1 AND sessions.ended_at IS NULL \
     RETURNING sessions.id";

/// The statement with the sessions, for Postgres.
#[derive(Default)]
struct Rotate {
    ids: Vec<i64>,
    generations: Vec<i64>,
    acknowledged: Vec<Option<Ts>>,
    rotations: Vec<Vec<u8>>,
    signed_in: Vec<Ts>,
    expires: Vec<Ts>,
    renewed: Vec<Ts>,
}

impl Rotate {
    fn of(rotated: &[Session]) -> Self {
        let mut rotate = Self::default();
        for session in rotated {
            rotate.ids.push(session.id.0);
            rotate.generations.push(i64::from(session.generation.0));
            rotate.acknowledged.push(session.acknowledged_at.map(Ts));
            rotate.rotations.push(pack(&session.rotations));
            rotate.signed_in.push(Ts(session.signed_in_at));
            rotate.expires.push(Ts(session.expires_at));
            rotate.renewed.push(Ts(session.renewed_at()));
        }
        rotate
    }
}

impl QueryFragment<Pg> for Rotate {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        out.push_sql(GIVEN);
        out.push_bind_param::<Array<BigInt>, _>(&self.ids)?;
        out.push_sql(", ");
        out.push_bind_param::<Array<BigInt>, _>(&self.generations)?;
        out.push_sql(", ");
        out.push_bind_param::<Array<Nullable<UtcTs>>, _>(&self.acknowledged)?;
        out.push_sql(", ");
        out.push_bind_param::<Array<Binary>, _>(&self.rotations)?;
        out.push_sql(", ");
        out.push_bind_param::<Array<UtcTs>, _>(&self.signed_in)?;
        out.push_sql(", ");
        out.push_bind_param::<Array<UtcTs>, _>(&self.expires)?;
        out.push_sql(", ");
        out.push_bind_param::<Array<UtcTs>, _>(&self.renewed)?;
        out.push_sql(ROTATE);
        Ok(())
    }
}

impl QueryId for Rotate {
    type QueryId = Self;
    const HAS_STATIC_QUERY_ID: bool = true;
}

impl Query for Rotate {
    type SqlType = BigInt;
}

impl<Conn> RunQueryDsl<Conn> for Rotate {}

impl Slot {
    /// Stores them by one statement, on Postgres.
    pub fn rotate_together(&mut self, rotated: &[Session]) -> Result<Vec<bool>, StoreError> {
        let Link::Postgres(conn) = &mut self.link else { return Ok(vec![false; rotated.len()]) };
        let stored: Result<Vec<i64>, _> = Rotate::of(rotated).get_results(conn);
        let stored: HashSet<i64> = stored.map_err(|error| self.failed(error))?.into_iter().collect();
        Ok(rotated.iter().map(|session| stored.contains(&session.id.0)).collect())
    }
}

/// Stores them in one transaction, of which each takes its part.
pub(crate) fn rotate_within(mut work: SqlWork<'_>, rotated: &[Session]) -> Result<Vec<bool>, StoreError> {
    let stored = rotated.iter().map(|session| work.sessions().rotate(session));
    let stored = stored.collect::<Result<_, _>>()?;
    Box::new(work).commit()?;
    Ok(stored)
}
