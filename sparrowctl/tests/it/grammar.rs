//! The closed set of commands, and what every one of them has.

use std::collections::{BTreeMap, BTreeSet};

use clap::Command;

use crate::kit::cases;

fn built() -> Command {
    let mut command = sparrowctl::command();
    command.build();
    command
}

/// Calls with every command and its path, hidden ones too.
fn visit(command: &Command, path: &str, call: &mut impl FnMut(&Command, &str)) {
    for verb in command.get_subcommands() {
        let path = format!("{path} {}", verb.get_name()).trim_start().to_owned();
        call(verb, &path);
        visit(verb, &path, call);
    }
}

fn leaves() -> Vec<(Command, String)> {
    let mut leaves = Vec::new();
    visit(&built(), "", &mut |command, path| {
        if !command.has_subcommands() {
            leaves.push((command.clone(), path.to_owned()));
        }
    });
    leaves
}

#[test]
fn the_set_of_commands_is_closed() {
    let mut tree = String::new();
    visit(&built(), "", &mut |command, path| {
        let aliases: Vec<&str> = command.get_all_aliases().collect();
        let hidden = if command.is_hide_set() { " (hidden)" } else { "" };
        let own = command.get_arguments().filter(|arg| !arg.is_global_set() && !arg.is_hide_set());
        let arguments: Vec<String> = own
            .filter(|arg| !["help", "version"].contains(&arg.get_id().as_str()))
            .map(|arg| match arg.get_long() {
                Some(long) => format!("--{long}"),
                None => arg.get_id().to_string().to_uppercase(),
            })
            .collect();
        let line = format!("{path}{hidden} [{}] {}", aliases.join(" "), arguments.join(" "));
        tree.push_str(line.trim_end());
        tree.push('\n');
    });
    insta::assert_snapshot!("commands", tree);
}

#[test]
fn the_cases_cover_every_leaf() {
    let hidden = ["ls", "get", "rm"];
    let leaves: BTreeSet<String> = leaves()
        .into_iter()
        .map(|(_, path)| path)
        .filter(|path| !hidden.contains(&path.split(' ').next().unwrap()))
        .collect();
    let covered = leaves
        .iter()
        .filter(|leaf| {
            cases::ALL.iter().any(|case| format!("{case} ").starts_with(&format!("{leaf} ")))
        })
        .cloned()
        .collect();
    assert_eq!(leaves, covered);
    assert_eq!(leaves.len(), cases::ALL.len());
}

#[test]
fn every_command_has_an_example_and_help_that_fits() {
    let mut bad = Vec::new();
    visit(&built(), "", &mut |command, path| {
        let mut command = command.clone().term_width(80);
        for help in [command.render_help(), command.render_long_help()] {
            let text = help.to_string();
            let wide = text.lines().find(|line| console::measure_text_width(line) > 80);
            if let Some(wide) = wide {
                bad.push(format!("{path}: {wide}"));
            }
        }
        let example = command.get_after_help().map(ToString::to_string).unwrap_or_default();
        let is_shown =
            !path.starts_with("ls") && !path.starts_with("get") && !path.starts_with("rm");
        if !command.has_subcommands() && is_shown && !example.contains("  sparrowctl ") {
            bad.push(format!("{path}: no example"));
        }
        for argument in command.get_arguments().filter(|argument| !argument.is_hide_set()) {
            if argument.get_help().is_none() {
                bad.push(format!("{path}: {} has no help", argument.get_id()));
            }
        }
    });
    assert!(bad.is_empty(), "{}", bad.join("\n"));
}

#[test]
fn examples_can_be_parsed() {
    let mut bad = Vec::new();
    for (command, path) in leaves() {
        let help = command.get_after_help().map(ToString::to_string).unwrap_or_default();
        for line in help.lines().filter_map(|line| line.strip_prefix("  sparrowctl ")) {
            let line = line.split(" | ").next().unwrap().split(" > ").next().unwrap();
            let line = line.split("   ").next().unwrap();
            let words = words_of(&format!("sparrowctl {line}"));
            if let Err(error) = sparrowctl::command().try_get_matches_from(words) {
                bad.push(format!("{path}: {line}: {error}"));
            }
        }
    }
    assert!(bad.is_empty(), "{}", bad.join("\n"));
}

#[test]
fn commands_in_the_documentation_can_be_parsed() {
    let repository = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let docs = std::fs::read_dir(repository.join("docs")).unwrap().map(|it| it.unwrap().path());
    let (mut seen, mut bad) = (0, Vec::new());
    for path in docs.chain([repository.join("README.md")]) {
        if path.extension().is_none_or(|extension| extension != "md") {
            continue;
        }
        let text = std::fs::read_to_string(&path).unwrap();
        let lines = text.lines().map(|line| line.trim_start_matches("./"));
        for line in lines.filter(|line| line.starts_with("sparrowctl ")) {
            let line = line.split(" #").next().unwrap().split(" | ").next().unwrap();
            seen += 1;
            if let Err(error) = sparrowctl::command().try_get_matches_from(words_of(line)) {
                bad.push(format!("{}: {line}: {error}", path.display()));
            }
        }
    }
    assert!(bad.is_empty(), "{}", bad.join("\n"));
    assert!(seen > 20, "{seen}");
}

/// Splits as a shell does, as far as examples need it.
fn words_of(line: &str) -> Vec<String> {
    let (mut words, mut word, mut quoted) = (Vec::new(), String::new(), false);
    for c in line.chars() {
        match c {
            '\'' => quoted = !quoted,
            ' ' if !quoted => words.push(std::mem::take(&mut word)),
            c => word.push(c),
        }
    }
    words.push(word);
    words.retain(|word| !word.is_empty());
    words
}

#[test]
fn a_flag_means_the_same_everywhere() {
    let mut shorts: BTreeMap<char, BTreeSet<String>> = BTreeMap::new();
    visit(&built(), "", &mut |command, _| {
        for argument in command.get_arguments() {
            if let (Some(short), Some(long)) = (argument.get_short(), argument.get_long()) {
                shorts.entry(short).or_default().insert(long.to_owned());
            }
        }
    });
    for (short, longs) in shorts {
        assert_eq!(longs.len(), 1, "-{short} is {longs:?}");
    }
}
