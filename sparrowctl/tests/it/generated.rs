//! `completions/` and `man/` are what the grammar gives. `UPDATE_GENERATED=1` writes them.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use sparrowctl::generate::{self, File};

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

fn wants_update() -> bool {
    std::env::var_os("UPDATE_GENERATED").is_some_and(|value| value == "1")
}

/// Compares a directory's files of this program with what they should be.
fn prove(directory: &str, files: Vec<File>, is_ours: fn(&str) -> bool) {
    let directory = repository().join(directory);
    if wants_update() {
        fs::create_dir_all(&directory).unwrap();
        for old in names(&directory, is_ours) {
            fs::remove_file(directory.join(old)).unwrap();
        }
        for (name, content) in files {
            fs::write(directory.join(name), content).unwrap();
        }
        return;
    }
    let expected: BTreeSet<String> = files.iter().map(|(name, _)| name.clone()).collect();
    assert_eq!(names(&directory, is_ours), expected, "run `make generate`");
    for (name, content) in files {
        let found = fs::read(directory.join(&name)).unwrap();
        assert!(found == content, "{name} is stale: run `make generate`");
    }
}

fn names(directory: &Path, is_ours: fn(&str) -> bool) -> BTreeSet<String> {
    let Ok(entries) = fs::read_dir(directory) else { return BTreeSet::new() };
    entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| is_ours(name))
        .collect()
}

fn is_ours(name: &str) -> bool {
    name.trim_start_matches('_').starts_with("sparrowctl")
}

#[test]
fn completions_are_fresh() {
    prove("completions", generate::completions(), is_ours);
}

#[test]
fn man_pages_are_fresh() {
    prove("man", generate::man_pages().unwrap(), is_ours);
}

#[test]
fn every_page_has_its_sections() {
    for (name, page) in generate::man_pages().unwrap() {
        let page = String::from_utf8(page).unwrap();
        for section in
            ["NAME", "SYNOPSIS", "DESCRIPTION", "EXIT STATUS", "ENVIRONMENT", "FILES", "SEE ALSO"]
        {
            let quoted = format!(".SH \"{section}\"");
            assert!(
                page.contains(&format!(".SH {section}")) || page.contains(&quoted),
                "{name}: {section}"
            );
        }
        assert!(!page.contains('\x1b'), "{name}");
    }
}

/// Where bash is there, it completes with what is checked in.
#[test]
fn bash_completes() {
    let script = repository().join("completions/sparrowctl.bash");
    let Ok(output) = Command::new("bash")
        .arg("-c")
        .arg(format!(
            "source {}; COMP_WORDS=(sparrowctl webhook re); COMP_CWORD=2; \
             _sparrowctl sparrowctl re webhook; echo \"${{COMPREPLY[@]}}\"",
            script.display()
        ))
        .output()
    else {
        return;
    };
    let words = String::from_utf8(output.stdout).unwrap();
    assert_eq!(words.split_whitespace().collect::<BTreeSet<_>>(), ["register", "resume"].into());
}
