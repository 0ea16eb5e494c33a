//! `sparrowd migrate`: the schema, looked at and brought up to date.

use std::time::Duration;

use super::{ConfigFile, Failed, Migrate, block_on, exit, print, sources};
use crate::config::{Environment, load};
use crate::store::Database;
use crate::store::migrate::{Fit, SchemaError, Status, Step, newest, status, up};

pub(super) fn run(command: Migrate, environment: Environment) -> Result<(), Failed> {
    match command {
        Migrate::Status(file) => {
            let status = look(file, environment)?;
            print(&describe(&status))?;
            fits(&status)
        }
        Migrate::Plan { file, sql } => print(&plan(&look(file, environment)?, sql)),
        Migrate::Up { file, lock_timeout } => apply(file, environment, lock_timeout),
        Migrate::Verify(file) => {
            let status = look(file, environment)?;
            if let Some(version) = status.altered.first() {
                let message = format!("migration {version} is not the one of this release");
                return Err(Failed::new(exit::REFUSED, message));
            }
            print(&format!("{} migrations applied, all as they should be\n", status.applied.len()))
        }
    }
}

fn database(file: ConfigFile, environment: Environment) -> Result<Database, Failed> {
    let config = load(&sources(file, environment))?;
    let (url, direct) = config.database.urls();
    Database::try_new(url, direct).map_err(|error| Failed::because(exit::REFUSED, &error))
}

fn failed(error: &SchemaError) -> Failed {
    let code = match error {
        SchemaError::Store(store) if store.is_transient() => exit::UNAVAILABLE,
        _ => exit::REFUSED,
    };
    Failed::because(code, error)
}

fn look(file: ConfigFile, environment: Environment) -> Result<Status, Failed> {
    let database = database(file, environment)?;
    block_on(async { status(&database).await.map_err(|error| failed(&error)) })
}

fn apply(file: ConfigFile, environment: Environment, lock: Duration) -> Result<(), Failed> {
    let database = database(file, environment)?;
    let (before, after) = block_on(async {
        let before = status(&database).await.map_err(|error| failed(&error))?;
        up(&database, lock).await.map_err(|error| failed(&error))?;
        let after = status(&database).await.map_err(|error| failed(&error))?;
        Ok((before, after))
    })?;
    print(&match before.pending.len() {
        0 => format!("nothing to do: the schema is at {}\n", after.version()),
        applied => format!("applied {applied}; the schema is at {}\n", after.version()),
    })
}

fn describe(status: &Status) -> String {
    let applied = format!("applied  {}\n", list(&status.applied));
    let pending = status.pending.iter().map(|step| {
        let Step { version, description, .. } = step;
        format!("pending  {version:04} {description}\n")
    });
    [applied].into_iter().chain(pending).collect()
}

fn list(versions: &[i64]) -> String {
    if versions.is_empty() {
        return "none".to_owned();
    }
    let versions: Vec<_> = versions.iter().map(|version| format!("{version:04}")).collect();
    versions.join(" ")
}

fn plan(status: &Status, sql: bool) -> String {
    if status.pending.is_empty() {
        return format!("-- nothing to do: the schema is at {}\n", newest());
    }
    let steps = status.pending.iter().map(|step| {
        let Step { version, description, sql: statements } = step;
        let statements = if sql { statements.as_str() } else { "" };
        format!("-- {version:04} {description}\n{statements}")
    });
    steps.collect()
}

fn fits(status: &Status) -> Result<(), Failed> {
    match status.fit() {
        Fit::Fits => Ok(()),
        Fit::Empty | Fit::Behind { .. } => Err(Failed::new(
            exit::REFUSED,
            "the schema is not up to date; `sparrowd migrate up` brings it there",
        )),
        Fit::TooNew { needs, .. } => Err(Failed::new(
            exit::REFUSED,
            format!("the schema needs a release that knows migration {needs}"),
        )),
        Fit::Altered { version } => Err(Failed::new(
            exit::REFUSED,
            format!("migration {version} is not the one of this release"),
        )),
    }
}
