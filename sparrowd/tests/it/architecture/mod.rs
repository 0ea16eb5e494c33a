//! The walls of the house, held by reading the sources.
//!
//! What a module may import and which crate only one of them may name is written down here once, in
//! [`rules`]; [`source`] is what it takes to read Rust for that. A module that is new has to be
//! given its place in the table, and so somebody has to decide it.

mod rules;
mod source;

use std::fs;
use std::path::{Path, PathBuf};

use rules::check;
use source::Source;

#[test]
fn imports_point_one_way_and_every_crate_has_its_room() {
    let sources = workspace();
    assert!(sources.len() > 50, "only {} sources were found", sources.len());
    let findings = check(&sources);
    assert!(findings.is_empty(), "\n{}\n", findings.join("\n"));
}

#[test]
fn the_client_knows_the_daemon_by_its_api_alone() {
    let manifest = fs::read_to_string(root().join("sparrowctl/Cargo.toml")).unwrap();
    let manifest: toml::Table = manifest.parse().unwrap();
    for section in ["dependencies", "dev-dependencies", "build-dependencies"] {
        let names = manifest.get(section).and_then(toml::Value::as_table);
        let ours = |name: &&String| ["sparrowd", "sqlx"].contains(&name.as_str());
        assert_eq!(names.and_then(|names| names.keys().find(ours)), None, "{section}");
    }
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

fn workspace() -> Vec<Source> {
    let mut sources = Vec::new();
    for folder in ["sparrowd/src", "sparrowd/tests", "sparrowctl/src", "sparrowctl/tests"] {
        read(&root(), &root().join(folder), &mut sources);
    }
    sources.sort_by(|one, other| one.path.cmp(&other.path));
    sources
}

fn read(root: &Path, folder: &Path, sources: &mut Vec<Source>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries {
        let path = entry.unwrap().path();
        if path.is_dir() {
            read(root, &path, sources);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let name = path.strip_prefix(root).unwrap().to_str().unwrap();
            sources.push(Source::new(name, &fs::read_to_string(&path).unwrap()));
        }
    }
}
