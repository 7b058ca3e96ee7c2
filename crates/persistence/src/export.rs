//! All that is stored of an account, as JSON, made from the inventory: what is not named there is not here, and
//! what is named there cannot be forgotten here.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use parlor_auth::ports::{ExportPart, ExportPlace, Exports};
use parlor_domain::{AccountId, StoreError};

use crate::inventory::{Form, Holds, Rows, TABLES, Table, Whose};
use crate::link::{Link, on};
use crate::pool::Slot;

/// How many rows are told at a time.
const AT_ONCE: usize = 500;

#[derive(QueryableByName)]
struct Line {
    #[diesel(sql_type = BigInt)]
    place: i64,
    #[diesel(sql_type = Text)]
    line: String,
}

impl Exports for Slot {
    fn part(&mut self, account: AccountId, place: ExportPlace) -> Result<Option<ExportPart>, StoreError> {
        let mut shown = TABLES.iter().filter_map(|table| match table.holds {
            Holds::OfAccounts { section, whose, rows, .. } => Some((table, section, whose, rows)),
            Holds::Nobodys(_) => None,
        });
        let Some((table, section, whose, rows)) = shown.nth(place.section) else { return Ok(None) };
        let is_sqlite = matches!(self.link, Link::Sqlite(_));
        let sql = query(table, (whose, rows), (account, place.after), is_sqlite);
        let lines: Vec<Line> = on!(&mut self.link, |conn| diesel::sql_query(sql).load(conn))
            .map_err(|error| self.failed(error))?;
        let last = lines.last().map(|line| line.place);
        let next = match last.filter(|_| rows == Rows::Many && lines.len() == AT_ONCE) {
            Some(after) => ExportPlace { after, ..place },
            None => ExportPlace { section: place.section.saturating_add(1), after: i64::MIN },
        };
        let rows_told = lines.into_iter().map(|line| line.line).collect();
        Ok(Some(ExportPart { section, is_one: rows == Rows::One, rows: rows_told, next }))
    }
}

/// Asks for the rows of an account, each as JSON. Names come from the inventory, and numbers are numbers: nothing
/// that anybody typed stands in it.
fn query(
    table: &Table,
    (whose, rows): (Whose, Rows),
    (account, after): (AccountId, i64),
    is_sqlite: bool,
) -> String {
    let shown = table
        .shown()
        .map(|(column, name, form)| format!("'{name}', {}", value(column, form, (account, is_sqlite))));
    let pairs = shown.collect::<Vec<_>>().join(", ");
    let object =
        if is_sqlite { format!("json_object({pairs})") } else { format!("json_build_object({pairs})::text") };
    let is_whose = match whose {
        Whose::Columns(columns) => {
            columns.iter().map(|column| format!("{column} = {account}")).collect::<Vec<_>>().join(" OR ")
        }
        Whose::Words(column, words) => {
            let words = words.iter().map(|word| format!("'{word}{account}'")).collect::<Vec<_>>();
            format!("{column} IN ({})", words.join(", "))
        }
        Whose::Those(condition) => with(condition, account),
    };
    let name = table.name;
    match rows {
        Rows::One | Rows::Few => {
            format!(
                "SELECT CAST(0 AS BIGINT) AS place, {object} AS line FROM {name} WHERE {is_whose} ORDER BY line"
            )
        }
        Rows::Many => format!(
            "SELECT id AS place, {object} AS line FROM {name} WHERE ({is_whose}) AND id > {after} ORDER BY id \
             LIMIT {AT_ONCE}"
        ),
    }
}

/// What is shown of a column.
fn value(column: &str, form: Form, (account, is_sqlite): (AccountId, bool)) -> String {
    match (form, is_sqlite) {
        (Form::Plain, _) | (Form::Flag, false) => column.to_owned(),
        (Form::Flag, true) => format!("json(CASE {column} WHEN 1 THEN 'true' WHEN 0 THEN 'false' END)"),
        (Form::Time, true) => format!("replace({column}, ' ', 'T') || 'Z'"),
        (Form::Time, false) => {
            format!("to_char({column} AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')")
        }
        (Form::Json, true) => format!("json({column})"),
        (Form::Json, false) => format!("{column}::json"),
        (Form::IsThere, true) => {
            format!("json(CASE WHEN {column} IS NULL THEN 'false' ELSE 'true' END)")
        }
        (Form::IsThere, false) => format!("({column} IS NOT NULL)"),
        (Form::Sql(expression), _) => with(expression, account),
    }
}

fn with(expression: &str, account: AccountId) -> String {
    expression.replace("{account}", &account.to_string())
}
