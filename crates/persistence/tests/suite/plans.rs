//! How the databases find people: never by reading all of them, or all of their pairs.

use diesel::connection::SimpleConnection as _;
use diesel::sql_types::Text;
use diesel::{Connection as _, PgConnection, QueryableByName, RunQueryDsl as _, SqliteConnection, sql_query};
use parlor_community::ports::Direction;
use parlor_community::{
    add_friend, friends_as_users, list_blocked, list_friends, list_requests, list_users, show_presence,
    show_profile, users_by_id,
};

use crate::support::{self, Fresh};
use crate::town::Town;

/// What is asked for lists of people, and for one of them.
fn asked(fresh: &Fresh) -> Vec<String> {
    let town = Town::on(fresh);
    let (ann, ben) = (town.person("ann"), town.person("ben"));
    add_friend(&town.ctx, ann, ben).unwrap();
    let ctx = &town.ctx;
    let asked = support::statements(|| {
        assert_eq!(list_friends(ctx, ann, None, 50).unwrap().0.len(), 1);
        assert_eq!(list_users(ctx, ann, 0, 50).unwrap().users.len(), 2);
        assert_eq!(friends_as_users(ctx, ann).unwrap().len(), 1);
        assert_eq!(users_by_id(ctx, ann, &[ann, ben]).unwrap().len(), 2);
        for direction in [Direction::Incoming, Direction::Outgoing] {
            list_requests(ctx, ann, direction, None, 50).unwrap();
        }
        list_blocked(ctx, ann, None, 50).unwrap();
        show_profile(ctx, ann, ben).unwrap().unwrap();
        show_presence(ctx, ann).unwrap();
    });
    assert_eq!(asked.len(), 18, "{asked:#?}");
    asked
}

#[derive(QueryableByName)]
struct Step {
    #[diesel(sql_type = Text)]
    detail: String,
}

#[test]
fn lists_of_people_are_found_by_indexes_on_sqlite() {
    let fresh = support::sqlite();
    let asked = asked(&fresh);
    let mut conn = SqliteConnection::establish(fresh.url()).unwrap();
    for sql in asked {
        let steps: Vec<Step> = sql_query(format!("EXPLAIN QUERY PLAN {sql}")).load(&mut conn).unwrap();
        assert!(!steps.is_empty());
        for step in &steps {
            // What was found before may be read whole, a table may not.
            let mut words = step.detail.split(' ');
            let is_scan = words.next() == Some("SCAN")
                && !matches!(words.next(), Some("ties" | "numbers" | "json_each"));
            let plan: Vec<_> = steps.iter().map(|step| step.detail.as_str()).collect();
            assert!(!is_scan, "{sql}\n{plan:#?}");
        }
    }
}

#[derive(QueryableByName)]
struct Line {
    #[diesel(sql_type = Text, column_name = "QUERY PLAN")]
    line: String,
}

#[test]
fn lists_of_people_are_found_by_indexes_on_postgres() {
    let fresh = support::postgres();
    let asked = asked(&fresh);
    let mut conn = PgConnection::establish(fresh.url()).unwrap();
    // With so few rows it would read them all: what it does when it may not shows what it can.
    conn.batch_execute("SET enable_seqscan = off; SET plan_cache_mode = force_generic_plan").unwrap();
    for sql in asked {
        let sql = (1..20).fold(sql, |sql, number| {
            sql.replace(&format!("unnest(${number})"), &format!("unnest(${number}::bigint[])"))
        });
        let count = (1..40).take_while(|number| sql.contains(&format!("${number}"))).count();
        let values = vec!["NULL"; count].join(", ");
        conn.batch_execute(&format!("PREPARE asked AS {sql}")).unwrap();
        let plan: Vec<Line> = sql_query(format!("EXPLAIN EXECUTE asked ({values})")).load(&mut conn).unwrap();
        conn.batch_execute("DEALLOCATE asked").unwrap();
        let plan: Vec<_> = plan.into_iter().map(|line| line.line).collect();
        assert!(plan.iter().any(|line| line.contains("Index")), "{sql}\n{plan:#?}");
        assert!(!plan.iter().any(|line| line.contains("Seq Scan")), "{sql}\n{plan:#?}");
    }
}
