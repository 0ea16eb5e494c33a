//! `version`.

use std::io::Write as _;

use serde_json::json;

use crate::{
    error::Result,
    exit::Exit,
    output::{Format, json::SCHEMA},
};

/// Answers without configuration, daemon or network.
pub fn run(format: Option<Format>) -> Result<Exit> {
    let version = env!("CARGO_PKG_VERSION");
    let text = match format {
        Some(Format::Json | Format::Jsonl) => {
            json!({ "schema": SCHEMA, "kind": "version", "version": version, "api": "sparrow.v1" })
                .to_string()
        }
        Some(Format::Tsv) => format!("{version}\tsparrow.v1"),
        Some(Format::Name) => version.to_owned(),
        Some(Format::Table | Format::Auto) | None => format!("sparrowctl {version} (sparrow.v1)"),
    };
    let mut stdout = std::io::stdout().lock();
    writeln!(stdout, "{text}")?;
    stdout.flush()?;
    Ok(Exit::Ok)
}
