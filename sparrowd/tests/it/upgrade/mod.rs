//! From the first release of the schema to that of this binary: nobody has to stop for it.
//!
//! What the first release was is recorded in `first/`: its migrations, and every statement that its
//! binary sends. That binary can't be had here, but what it asks of the schema can: so its statements
//! are prepared against the schema of today, and the life of a node of that release is led with them
//! while the schema is migrated, and beside a daemon of this release afterwards.

mod expand;
mod old_node;
mod under_load;

use std::fs;
use std::path::{Path, PathBuf};

use sqlx::migrate::Migrator;
use sqlx::{Connection as _, SqlSafeStr as _};

use crate::harness::TestDatabase;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/upgrade/first")
}

/// All statements that the first release sends.
fn statements() -> Vec<String> {
    let all = fs::read_to_string(folder().join("statements.txt")).unwrap();
    all.trim_end().split("\n;\n").map(ToOwned::to_owned).collect()
}

/// The one with all of these words in it.
fn statement(words: &[&str]) -> sqlx::SqlStr {
    let found = statements();
    let mut fits = found.into_iter().filter(|text| words.iter().all(|word| text.contains(word)));
    let one = fits.next().unwrap_or_else(|| panic!("no statement with {words:?}"));
    assert!(fits.next().is_none(), "more than one statement has {words:?}");
    sqlx::AssertSqlSafe(one).into_sql_str()
}

/// A database with the schema of the first release.
async fn first_release() -> TestDatabase {
    let database = TestDatabase::empty().await;
    let mut migrator = Migrator::new(folder()).await.unwrap();
    migrator.dangerous_set_table_name("sparrow.schema_migrations");
    migrator.create_schema("sparrow");
    let mut connection = database.connect().await;
    migrator.run_direct(None, &mut connection, false).await.unwrap();
    connection.close().await.unwrap();
    database
}
