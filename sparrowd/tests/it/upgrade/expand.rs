//! The schema of today serves the binary of the first release: it has only grown.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use sqlx::{AssertSqlSafe, Column as _, Executor as _, PgConnection, SqlSafeStr as _};
use sqlx::{Statement as _, TypeInfo as _};

use super::{first_release, folder, statements};
use crate::harness::TestDatabase;

#[test]
fn a_released_migration_is_never_changed() {
    let today = Path::new(env!("CARGO_MANIFEST_DIR")).join("../migrations");
    let mut compared = 0;
    for entry in fs::read_dir(folder()).unwrap() {
        let released = entry.unwrap().path();
        if released.extension().is_some_and(|end| end == "sql") {
            let name = released.file_name().unwrap();
            let (then, now) = (fs::read(&released).unwrap(), fs::read(today.join(name)).unwrap());
            assert!(then == now, "{} was changed after its release", name.display());
            compared += 1;
        }
    }
    assert_eq!(compared, 3);
}

/// What a statement takes and gives: the types of its parameters, and its columns with theirs.
async fn prepared(connection: &mut PgConnection, statement: &str) -> Result<String, sqlx::Error> {
    let text = AssertSqlSafe(statement.to_owned()).into_sql_str();
    let prepared = connection.prepare(text).await?;
    let columns = prepared.columns().iter();
    let columns: Vec<_> =
        columns.map(|column| format!("{} {}", column.name(), column.type_info().name())).collect();
    let parameters = prepared.parameters().and_then(sqlx::Either::left);
    let parameters: Vec<_> = parameters.into_iter().flatten().map(sqlx::TypeInfo::name).collect();
    Ok(format!("({}) -> ({})", parameters.join(", "), columns.join(", ")))
}

#[tokio::test]
async fn every_statement_of_the_first_release_means_the_same_today() {
    let (first, today) = (first_release().await, TestDatabase::create().await);
    let (mut first, mut today) = (first.connect().await, today.connect().await);
    let statements = statements();
    assert!(statements.len() > 100);
    for statement in statements {
        let then = prepared(&mut first, &statement).await.unwrap();
        let now = prepared(&mut today, &statement).await;
        let now = now.unwrap_or_else(|error| panic!("{error}, in\n{statement}"));
        assert_eq!(then, now, "in\n{statement}");
    }
}

async fn pairs(connection: &mut PgConnection, query: &str) -> BTreeMap<String, String> {
    let query = AssertSqlSafe(query.to_owned());
    let pairs: Vec<(String, String)> = sqlx::query_as(query).fetch_all(connection).await.unwrap();
    pairs.into_iter().collect()
}

/// Each column with its type, and whether a row may come without it.
async fn columns(connection: &mut PgConnection) -> BTreeMap<String, String> {
    let query = "SELECT table_name || ' ' || column_name,
                        data_type || CASE WHEN is_nullable = 'YES' THEN ', may be null' ELSE '' END
                        || CASE WHEN column_default IS NOT NULL THEN ', has a default' ELSE '' END
                 FROM information_schema.columns WHERE table_schema = 'sparrow'";
    pairs(connection, query).await
}

/// What rows have to fulfil: constraints, and unique indexes. `but`: those of these columns
/// alone are left out.
async fn demands(connection: &mut PgConnection, but: &[&String]) -> BTreeMap<String, String> {
    let but: Vec<_> = but.iter().map(|column| format!("'{column}'")).collect();
    let but = but.join(", ");
    let query = format!(
        "SELECT c.relname || ' ' || o.conname, pg_get_constraintdef(o.oid)
                 FROM pg_constraint o JOIN pg_class c ON c.oid = o.conrelid
                 WHERE o.connamespace = 'sparrow'::regnamespace
                   AND NOT (SELECT coalesce(bool_and(c.relname || ' ' || a.attname
                                                     = ANY(ARRAY[{but}]::text[])), false)
                            FROM pg_attribute a
                            WHERE a.attrelid = o.conrelid AND a.attnum = ANY(o.conkey))
                 UNION ALL
                 SELECT tablename || ' ' || indexname, indexdef FROM pg_indexes
                 WHERE schemaname = 'sparrow' AND indexdef LIKE 'CREATE UNIQUE%'"
    );
    pairs(connection, &query).await
}

fn table(key: &str) -> &str {
    key.split_once(' ').map_or(key, |(table, _)| table)
}

#[tokio::test]
async fn the_tables_of_the_first_release_have_only_grown() {
    let (first, today) = (first_release().await, TestDatabase::create().await);
    let (mut first, mut today) = (first.connect().await, today.connect().await);
    let (then, now) = (columns(&mut first).await, columns(&mut today).await);
    let tables: BTreeSet<&str> = then.keys().map(|key| table(key)).collect();
    for (column, kind) in &then {
        assert_eq!(now.get(column), Some(kind), "{column} is not what it was");
    }
    for (column, kind) in now.iter().filter(|(column, _)| !then.contains_key(*column)) {
        let is_free = kind.contains("may be null") || kind.contains("has a default");
        assert!(is_free || !tables.contains(table(column)), "{column}: rows of old lack it");
    }
    // What may be null may be checked too: rows of old don't have it.
    let new: Vec<&String> = now.keys().filter(|column| !then.contains_key(*column)).collect();
    let (then, now) = (demands(&mut first, &[]).await, demands(&mut today, &new).await);
    for (name, demand) in now.iter().filter(|(name, _)| tables.contains(table(name))) {
        assert_eq!(then.get(name), Some(demand), "{name} asks for more than it did");
    }
}
