//! The documents say what is there.

use std::fs;
use std::path::{Path, PathBuf};

use sparrowd::config::keys::KEYS;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

fn document(name: &str) -> String {
    fs::read_to_string(root().join(name)).unwrap()
}

/// The rows of the table under these column names, cell by cell.
fn table(text: &str, columns: &str) -> Vec<Vec<String>> {
    let (_, behind) = text.split_once(columns).expect("the table is there");
    behind
        .lines()
        .skip(2)
        .take_while(|line| line.starts_with('|'))
        .map(|line| line.trim_matches('|').split('|').map(|cell| cell.trim().to_owned()).collect())
        .collect()
}

fn quoted(cell: &str) -> Vec<&str> {
    cell.split('`').skip(1).step_by(2).collect()
}

/// The files that a module's tests may stand in.
fn sources_of(module: &str) -> Vec<String> {
    let file = module.replace("::", "/");
    ["sparrowd/src", "sparrowd/tests/it"]
        .iter()
        .flat_map(|top| [".rs", "/mod.rs", "/tests.rs"].map(|end| format!("{top}/{file}{end}")))
        .filter_map(|path| fs::read_to_string(root().join(path)).ok())
        .collect()
}

#[test]
fn every_promise_names_tests_that_exist() {
    let promises = table(&document("README.md"), "| promise | proof |");
    assert!(promises.len() >= 7, "{promises:?}");
    for row in promises {
        let [promise, proof] = row.as_slice() else { panic!("{row:?}") };
        are_tests(promise, proof);
    }
}

#[test]
fn every_sentence_of_the_semantics_names_tests_that_exist() {
    let columns = "| promised | at which setting | proof |";
    let promises = table(&document("docs/semantics.md"), columns);
    assert!(promises.len() >= 10, "{promises:?}");
    for row in promises {
        let [promise, _, proof] = row.as_slice() else { panic!("{row:?}") };
        are_tests(promise, proof);
    }
}

fn are_tests(promise: &str, proof: &str) {
    let proofs = quoted(proof);
    assert!(!proofs.is_empty(), "{promise}");
    for proof in proofs {
        let (module, test) = proof.rsplit_once("::").expect("module::test");
        let sources = sources_of(module);
        assert!(!sources.is_empty(), "{proof}: there is no such module");
        let (before, _) = sources
            .iter()
            .find_map(|source| source.split_once(&format!("fn {test}()")))
            .unwrap_or_else(|| panic!("{proof}: there is no such test"));
        let attribute = before.trim_end_matches("async ").trim_end().lines().last();
        assert!(attribute.is_some_and(|line| line.contains("test")), "{proof} is no test");
    }
}

#[test]
fn the_table_of_the_configuration_is_complete() {
    let rows = table(&document("docs/operating.md"), "| key | default | |");
    let documented: Vec<_> =
        rows.iter().map(|row| (row[0].trim_matches('`'), row[1].trim_matches('`'))).collect();
    let keys: Vec<_> = KEYS.iter().map(|key| (key.path, key.default)).collect();
    assert_eq!(documented, keys);
}
