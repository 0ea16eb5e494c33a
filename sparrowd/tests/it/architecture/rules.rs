//! The rules, and what breaks them.

use std::collections::BTreeSet;

use super::source::Source;

const DAEMON: &str = "sparrowd/src/";

/// What each module of the daemon may import: `main → daemon → {api, ingest, dispatch, upkeep} →
/// {store, transport} → domain`, and small ones that serve them. Ingest hands over to whoever asks
/// for it, so those who push (`api`) and who receive (`dispatch`) know its words. The command line
/// belongs to `main`: it takes the ports before the daemon is built. The simulation is a test: nobody
/// knows it.
const IMPORTS: &[(&str, &str)] = &[
    ("domain", ""),
    ("tasks", ""),
    ("chance", ""),
    ("echo", "tasks"),
    ("clock", "chance domain"),
    ("config", "domain"),
    ("secrets", "domain"),
    ("telemetry", "config"),
    ("embedded", "clock config"),
    ("store", "clock domain secrets"),
    ("transport", "clock domain"),
    ("ingest", "clock domain store tasks telemetry"),
    ("dispatch", "chance clock domain ingest store tasks telemetry transport"),
    ("upkeep", "clock domain store tasks telemetry"),
    ("api", "clock config domain ingest secrets store tasks telemetry"),
    (
        "daemon",
        "api clock config dispatch domain ingest secrets store tasks telemetry transport upkeep",
    ),
    ("sim", "chance clock config dispatch domain embedded ingest store tasks transport"),
    ("cli", "api clock config daemon domain echo embedded secrets store telemetry"),
];

/// Crates that one module of the daemon alone may name. Those whose name goes on with an underscore
/// go with them (`tonic_health`).
const ROOMS: &[(&str, &str)] = &[
    ("sqlx", "store"),
    ("reqwest", "transport"),
    ("hickory_resolver", "transport"),
    ("axum", "api"),
    ("prost", "api"),
    ("sparrow_proto", "api"),
    ("tonic", "api"),
];

/// What the domain may not name: it is pure, so it has neither a clock nor chance of its own, and
/// neither waits nor does input and output.
const IMPURE: &[&str] = &[
    "tokio",
    "futures",
    "hyper",
    "rand",
    "rustix",
    "tracing",
    "Instant",
    "SystemTime",
    "now_utc",
    "now_v4",
    "now_v7",
    "new_v4",
    "thread",
    "fs",
];

const MAX_LINES: usize = 500;

/// Everything that is wrong, each with its place.
pub(super) fn check(sources: &[Source]) -> Vec<String> {
    let mut findings = Vec::new();
    for source in sources {
        let lines = source.lines();
        if lines > MAX_LINES {
            findings.push(format!("{}: {lines} lines; split it", source.path));
        }
        if let Some(inside) = source.path.strip_prefix(DAEMON) {
            let module = inside.split(['/', '.']).next().unwrap_or_default();
            rooms(source, module, &mut findings);
            if module == "domain" {
                purity(source, &mut findings);
            }
            arrows(source, module, &mut findings);
        } else if source.path.starts_with("sparrowctl/") {
            for (line, _) in source.words().filter(|(_, word)| *word == "sparrowd") {
                findings.push(format!("{}:{line}: the client names sparrowd", source.path));
            }
        }
    }
    reachable(sources, &mut findings);
    findings
}

fn rooms(source: &Source, module: &str, findings: &mut Vec<String>) {
    for (line, word) in source.words() {
        let room = ROOMS.iter().find(|(name, _)| {
            word.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with('_'))
        });
        if let Some((_, owner)) = room
            && *owner != module
        {
            findings.push(format!("{}:{line}: only {owner} names {word}", source.path));
        }
    }
}

fn purity(source: &Source, findings: &mut Vec<String>) {
    for (line, word) in source.words().filter(|(_, word)| IMPURE.contains(word)) {
        findings.push(format!("{}:{line}: domain is pure, but this names {word}", source.path));
    }
}

fn arrows(source: &Source, module: &str, findings: &mut Vec<String>) {
    if ["lib", "main"].contains(&module) {
        return;
    }
    let Some((_, allowed)) = IMPORTS.iter().find(|(name, _)| *name == module) else {
        findings.push(format!("{}: {module} has no place in the table of imports", source.path));
        return;
    };
    let known = |word: &str| IMPORTS.iter().any(|(name, _)| *name == word);
    for (line, import) in source.imports(known) {
        if import != module && !allowed.split(' ').any(|name| name == import) {
            findings.push(format!("{}:{line}: {module} must not import {import}", source.path));
        }
    }
}

/// A file that no `mod` leads to is dead, and nobody compiles it.
fn reachable(sources: &[Source], findings: &mut Vec<String>) {
    let roots = ["/src/lib.rs", "/src/main.rs", "/tests/it/main.rs"];
    let is_root = |source: &&Source| roots.iter().any(|root| source.path.ends_with(root));
    let mut waiting: Vec<&Source> = sources.iter().filter(is_root).collect();
    let mut reached: BTreeSet<&str> = waiting.iter().map(|source| source.path.as_str()).collect();
    while let Some(source) = waiting.pop() {
        for candidate in source.children() {
            let child = sources.iter().find(|source| source.path == candidate);
            if let Some(child) = child
                && reached.insert(&child.path)
            {
                waiting.push(child);
            }
        }
    }
    for source in sources.iter().filter(|source| !reached.contains(source.path.as_str())) {
        findings.push(format!("{}: no `mod` leads to this file", source.path));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A house in order, and one more file.
    fn findings(path: &str, text: &str) -> Vec<String> {
        let library = "pub mod api; pub mod daemon; pub mod domain; pub mod store;\n";
        let mut sources = vec![
            Source::new("sparrowd/src/lib.rs", library),
            Source::new("sparrowd/src/main.rs", "use sparrowd::daemon;\nfn main() {}\n"),
            Source::new("sparrowd/src/daemon.rs", "use crate::{api, store::Pool};\n"),
            Source::new("sparrowd/src/store/mod.rs", "pub mod queue;\nuse sqlx::PgPool;\n"),
            Source::new(
                "sparrowd/src/store/queue.rs",
                "use crate::domain::ids;\nuse super::Pool;\n",
            ),
            Source::new("sparrowd/src/domain/mod.rs", "pub mod ids;\n"),
            Source::new("sparrowd/src/domain/ids.rs", "// like tokio's\nuse uuid::Uuid;\n"),
            Source::new(
                "sparrowd/src/api/mod.rs",
                "use tonic::Status;\nuse crate::ingest::Push;\n",
            ),
            Source::new("sparrowctl/src/main.rs", "const DAEMON: &str = \"sparrowd\";\n"),
        ];
        sources.retain(|source| source.path != path);
        sources.push(Source::new(path, text));
        check(&sources)
    }

    #[test]
    fn a_house_in_order_passes() {
        assert_eq!(findings("sparrowctl/src/main.rs", "fn main() {}\n"), Vec::<String>::new());
    }

    #[test]
    fn a_planted_violation_is_found() {
        for (path, text, finding) in [
            (
                "sparrowd/src/api/mod.rs",
                "\nuse sqlx::PgPool;\n",
                "sparrowd/src/api/mod.rs:2: only store names sqlx",
            ),
            (
                "sparrowd/src/daemon.rs",
                "fn a() -> tonic_health::Health {}\n",
                "sparrowd/src/daemon.rs:1: only api names tonic_health",
            ),
            (
                "sparrowd/src/store/queue.rs",
                "fn a() { reqwest::get(); }\n",
                "sparrowd/src/store/queue.rs:1: only transport names reqwest",
            ),
            (
                "sparrowd/src/domain/ids.rs",
                "use std::{fmt, time::SystemTime};\n",
                "sparrowd/src/domain/ids.rs:1: domain is pure, but this names SystemTime",
            ),
            (
                "sparrowd/src/domain/ids.rs",
                "use crate::clock::Clock;\n",
                "sparrowd/src/domain/ids.rs:1: domain must not import clock",
            ),
            (
                "sparrowd/src/api/mod.rs",
                "use crate::{\n    domain::ids,\n    dispatch::Dispatcher,\n};\n",
                "sparrowd/src/api/mod.rs:3: api must not import dispatch",
            ),
            (
                "sparrowd/src/store/queue.rs",
                "use super::super::transport;\n",
                "sparrowd/src/store/queue.rs:1: store must not import transport",
            ),
            (
                "sparrowd/src/store/mod.rs",
                "pub mod queue; use crate::api;\n",
                "sparrowd/src/store/mod.rs:1: store must not import api",
            ),
            (
                "sparrowd/src/store/forgotten.rs",
                "use uuid::Uuid;\n",
                "sparrowd/src/store/forgotten.rs: no `mod` leads to this file",
            ),
            (
                "sparrowctl/src/main.rs",
                "use sparrowd::domain;\n",
                "sparrowctl/src/main.rs:1: the client names sparrowd",
            ),
        ] {
            assert_eq!(findings(path, text), [finding], "{text}");
        }
    }

    #[test]
    fn a_module_without_a_place_and_a_long_file_are_found() {
        let library = "pub mod misc; pub mod api; pub mod daemon; pub mod domain; pub mod store;\n";
        let long = "\n".repeat(MAX_LINES + 1);
        let found = check(&[
            Source::new("sparrowd/src/lib.rs", library),
            Source::new("sparrowd/src/misc.rs", &long),
        ]);
        assert_eq!(
            found,
            [
                "sparrowd/src/misc.rs: 501 lines; split it",
                "sparrowd/src/misc.rs: misc has no place in the table of imports",
            ]
        );
    }
}
