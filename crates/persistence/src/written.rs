//! Statements that are written out, for what diesel has no words for or would not keep prepared: both databases
//! read the same text, and a connection prepares it once.

use std::marker::PhantomData;

use diesel::RunQueryDsl;
use diesel::backend::Backend;
use diesel::pg::Pg;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::result::QueryResult;
use diesel::serialize::ToSql;
use diesel::sql_types::{Array, BigInt, Binary, HasSqlType, Nullable, Text};
use diesel::sqlite::Sqlite;

use crate::time::{Ts, UtcTs};

/// A value in such a statement.
#[derive(Clone, Copy)]
pub(crate) enum Value<'a> {
    Number(i64),
    MaybeNumber(Option<i64>),
    Text(&'a str),
    MaybeText(Option<&'a str>),
    Bytes(&'a [u8]),
    Time(Ts),
    Numbers(&'a Numbers),
}

/// Many numbers, as one value: where it stands is read as rows of one column, `value`.
pub(crate) struct Numbers {
    list: Vec<i64>,
    json: String,
}

impl FromIterator<i64> for Numbers {
    fn from_iter<I: IntoIterator<Item = i64>>(numbers: I) -> Self {
        let list: Vec<i64> = numbers.into_iter().collect();
        Self { json: format!("{list:?}"), list }
    }
}

/// How a database takes many numbers as one value.
pub(crate) trait TakesNumbers: Backend {
    fn push_numbers<'b>(out: &mut AstPass<'_, 'b, Self>, numbers: &'b Numbers) -> QueryResult<()>;
}

impl TakesNumbers for Pg {
    fn push_numbers<'b>(out: &mut AstPass<'_, 'b, Self>, numbers: &'b Numbers) -> QueryResult<()> {
        out.push_sql("unnest(");
        out.push_bind_param::<Array<BigInt>, Vec<i64>>(&numbers.list)?;
        out.push_sql(") AS numbers (value)");
        Ok(())
    }
}

impl TakesNumbers for Sqlite {
    fn push_numbers<'b>(out: &mut AstPass<'_, 'b, Self>, numbers: &'b Numbers) -> QueryResult<()> {
        out.push_sql("json_each(");
        out.push_bind_param::<Text, String>(&numbers.json)?;
        out.push_sql(") AS numbers");
        Ok(())
    }
}

/// A statement with a question mark for each of its values; `Row` is what it gives for each row.
pub(crate) struct Written<'a, Row> {
    sql: &'static str,
    values: &'a [Value<'a>],
    row: PhantomData<Row>,
}

impl<'a, Row> Written<'a, Row> {
    /// The text has to be the same each time: it is kept by each connection. No question mark may stand in it
    /// but for a value.
    pub fn new(sql: &'static str, values: &'a [Value<'a>]) -> Self {
        Self { sql, values, row: PhantomData }
    }
}

impl<'a, DB, Row> QueryFragment<DB> for Written<'a, Row>
where
    DB: Backend + HasSqlType<UtcTs> + TakesNumbers,
    i64: ToSql<BigInt, DB>,
    Option<i64>: ToSql<Nullable<BigInt>, DB>,
    str: ToSql<Text, DB>,
    Option<&'a str>: ToSql<Nullable<Text>, DB>,
    [u8]: ToSql<Binary, DB>,
    Ts: ToSql<UtcTs, DB>,
{
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        let mut values = self.values.iter();
        let mut parts = self.sql.split('?');
        out.push_sql(parts.next().unwrap_or_default());
        for part in parts {
            match values.next() {
                Some(Value::Number(number)) => out.push_bind_param::<BigInt, _>(number)?,
                Some(Value::MaybeNumber(number)) => out.push_bind_param::<Nullable<BigInt>, _>(number)?,
                Some(Value::Text(text)) => out.push_bind_param::<Text, str>(text)?,
                Some(Value::MaybeText(text)) => out.push_bind_param::<Nullable<Text>, _>(text)?,
                Some(Value::Bytes(bytes)) => out.push_bind_param::<Binary, [u8]>(bytes)?,
                Some(Value::Time(time)) => out.push_bind_param::<UtcTs, _>(time)?,
                Some(Value::Numbers(numbers)) => DB::push_numbers(&mut out, numbers)?,
                None => return Err(diesel::result::Error::QueryBuilderError("a value is missing".into())),
            }
            out.push_sql(part);
        }
        Ok(())
    }
}

/// Found again by its text.
impl<Row> QueryId for Written<'_, Row> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<Row> Query for Written<'_, Row> {
    type SqlType = Row;
}

impl<Row, Conn> RunQueryDsl<Conn> for Written<'_, Row> {}
