//! The daemon's part of `completions/` and `man/` is what its grammar and its table of keys give, and
//! `docs/errors.md` what its table of reasons gives, and `docs/routes.md` what the proto has of routes.
//! `UPDATE_GENERATED=1` writes them.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use clap::{Command, CommandFactory as _};
use clap_complete::shells;
use clap_mangen::Man;
use clap_mangen::roff::{Roff, bold, roman};
use prost_reflect::{DescriptorPool, DynamicMessage, ExtensionDescriptor};
use sparrowd::api::Reason;
use sparrowd::cli::Cli;
use sparrowd::config::keys::KEYS;

type File = (String, Vec<u8>);

const SOURCE: &str = concat!("sparrow ", env!("CARGO_PKG_VERSION"));

fn completions() -> Vec<File> {
    let mut command = Cli::command();
    let mut made: [Vec<u8>; 3] = Default::default();
    clap_complete::generate(shells::Bash, &mut command, "sparrowd", &mut made[0]);
    clap_complete::generate(shells::Zsh, &mut command, "sparrowd", &mut made[1]);
    clap_complete::generate(shells::Fish, &mut command, "sparrowd", &mut made[2]);
    let names = ["sparrowd.bash", "_sparrowd", "sparrowd.fish"];
    names.into_iter().map(ToOwned::to_owned).zip(made).collect()
}

fn pages() -> Vec<File> {
    let mut command = Cli::command().disable_help_flag(true);
    command.build();
    let mut pages = vec![("sparrowd.toml.5".to_owned(), configuration())];
    walk(&command, "sparrowd", &mut pages);
    pages
}

fn walk(command: &Command, name: &str, pages: &mut Vec<File>) {
    pages.push((format!("{name}.8"), page(command, name)));
    for verb in command.get_subcommands() {
        walk(verb, &format!("{name}-{}", verb.get_name()), pages);
    }
}

fn page(command: &Command, name: &str) -> Vec<u8> {
    let after = command.get_after_help().map(ToString::to_string).unwrap_or_default();
    let shown = command.clone().name(name.to_owned()).display_name(name);
    let shown = shown.bin_name(name.replacen('-', " ", 2)).after_help("").version(None::<&str>);
    let has_verbs = shown.has_subcommands();
    let man = Man::new(shown).title(name).section("8").source(SOURCE).manual("sparrow");
    let mut out = Vec::new();
    man.render_title(&mut out).unwrap();
    man.render_name_section(&mut out).unwrap();
    man.render_synopsis_section(&mut out).unwrap();
    man.render_description_section(&mut out).unwrap();
    man.render_options_section(&mut out).unwrap();
    if has_verbs {
        man.render_subcommands_section(&mut out).unwrap();
    }
    let mut rest = Roff::new();
    told(&mut rest, &after, name);
    rest.control("SH", ["ENVIRONMENT"]);
    entry(&mut rest, "DATABASE_URL", "The same as database.url.");
    entry(&mut rest, "GRPC_PORT, HTTP_PORT", "The ports of listen.grpc and listen.http.");
    entry(&mut rest, "SPARROW_<SECTION>__<KEY>", "Any key of sparrowd.toml(5).");
    rest.control("SH", ["FILES"]);
    let files: &[_] = match name {
        "sparrowd-dev" => &[
            ("~/.local/share/sparrow", "Its database, keys and state."),
            ("/var/lib/sparrow-dev", "The same, if root runs it."),
        ],
        _ => &[
            ("/etc/sparrow/sparrowd.toml", "The configuration, see sparrowd.toml(5)."),
            ("/etc/sparrow/keys", "The keys that seal webhooks' secrets."),
        ],
    };
    for (path, what) in files {
        entry(&mut rest, path, what);
    }
    rest.control("SH", ["SEE ALSO"]);
    let verbs = command.get_subcommands().map(|verb| format!("{name}-{}(8), ", verb.get_name()));
    let verbs: String = verbs.collect();
    let own = if name == "sparrowd" { "" } else { "sparrowd(8), " };
    rest.text([roman(format!("{verbs}{own}sparrowd.toml(5), sparrowctl(1)"))]);
    rest.to_writer(&mut out).unwrap();
    out
}

/// What stands behind the help of a command: its exit status, then an example.
fn told(roff: &mut Roff, after: &str, name: &str) {
    let blocks: Vec<&str> = after.split("\n\n").filter(|block| !block.is_empty()).collect();
    roff.control("SH", ["EXIT STATUS"]);
    match blocks.iter().find_map(|block| block.strip_prefix("Exit status: ")) {
        Some(status) => roff.text([roman(status.replace('\n', " "))]),
        None if name == "sparrowd" => unreachable!("the root tells its exit status"),
        None => roff.text([roman("As "), bold("sparrowd"), roman("(8) says.")]),
    };
    for block in blocks {
        if let Some(example) = block.strip_prefix("Example: ") {
            roff.control("SH", ["EXAMPLES"]);
            roff.control("nf", []);
            roff.text([roman(example)]);
            roff.control("fi", []);
        } else if !block.starts_with("Exit status: ") {
            roff.control("SH", ["NOTES"]);
            roff.text([roman(block.replace('\n', " "))]);
        }
    }
}

fn entry(roff: &mut Roff, name: &str, text: &str) {
    roff.control("TP", []);
    roff.text([bold(name)]);
    roff.text([roman(text)]);
}

/// sparrowd.toml(5): every key.
fn configuration() -> Vec<u8> {
    let mut roff = Roff::new();
    roff.control("TH", ["sparrowd.toml", "5", "", SOURCE, "sparrow"]);
    roff.control("SH", ["NAME"]);
    roff.text([roman("sparrowd.toml - the configuration of sparrowd")]);
    roff.control("SH", ["DESCRIPTION"]);
    roff.text([roman(
        "TOML in sections. A key that is not listed here is an error. What is not set has its \
         default; the environment wins over the file (SPARROW_<SECTION>__<KEY>), and flags over \
         both. `sparrowd config default` prints a file to start from, `sparrowd config check` \
         reports what is wrong with one, `sparrowd config show --origin` says what is in force.",
    )]);
    let mut section = "";
    for key in KEYS {
        if key.section() != section {
            section = key.section();
            roff.control("SH", [format!("[{section}]").as_str()]);
        }
        let default = match key.default {
            "" => String::new(),
            default => format!(" Default: {default}."),
        };
        entry(&mut roff, key.name(), &format!("{}{default}", key.about.replace('\n', " ")));
    }
    roff.control("SH", ["SEE ALSO"]);
    roff.text([roman("sparrowd(8), sparrowd-config(8)")]);
    let mut out = Vec::new();
    roff.to_writer(&mut out).unwrap();
    out
}

fn prove(folder: &str, files: Vec<File>) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(folder);
    let expected: BTreeSet<String> = files.iter().map(|(name, _)| name.clone()).collect();
    if std::env::var_os("UPDATE_GENERATED").is_some_and(|value| value == "1") {
        for old in ours(&folder).difference(&expected) {
            fs::remove_file(folder.join(old)).unwrap();
        }
        for (name, content) in files {
            fs::write(folder.join(name), content).unwrap();
        }
        return;
    }
    assert_eq!(ours(&folder), expected, "run `make generate`");
    for (name, content) in files {
        let found = fs::read(folder.join(&name)).unwrap();
        assert!(found == content, "{name} is stale: run `make generate`");
    }
}

fn ours(folder: &PathBuf) -> BTreeSet<String> {
    let names = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name());
    let names = names.map(|name| name.into_string().unwrap());
    names.filter(|name| name.trim_start_matches('_').starts_with("sparrowd")).collect()
}

#[test]
fn completions_are_fresh() {
    prove("completions", completions());
}

#[test]
fn man_pages_are_fresh() {
    prove("man", pages());
}

/// A page of all reasons, in the order of the table.
fn errors() -> String {
    let mut page = "\
# Errors

A call that is refused or fails tells a reason: a word that stays what it is, on every door. On gRPC and by the
Connect protocol it is the `reason` of `google.rpc.ErrorInfo` (domain `sparrow`, with `hint`, `detail` and `index` in its metadata), beside
`BadRequest` for fields that are wrong and `RetryInfo` for when to come back; by plain HTTP it is the `code` of the
error. `sparrowctl` shows it in brackets and ends with the exit code of the gRPC status (`sparrowctl --help`; 3 for `ambiguous_id`). This page is
made from the daemon's table: `make generate`.

| reason | gRPC | HTTP | again later | |
|---|---|---|---|---|
"
    .to_owned();
    for reason in Reason::ALL {
        let again = if reason.retryable() { "yes" } else { "" };
        let (word, code, http) = (reason.word(), reason.code(), reason.http());
        let meaning = reason.meaning().trim();
        writeln!(page, "| `{word}` | {code:?} | {http} | {again} | {meaning} |").unwrap();
    }
    page
}

#[test]
fn the_page_of_errors_is_fresh() {
    prove_page("errors.md", &errors());
}

/// A page of all calls, service by service, with what names them on each door.
fn routes() -> String {
    let mut page = "\
# Routes

Every call, on every door. By gRPC, gRPC-Web and the Connect protocol it is `POST` to its full name as a path,
`/sparrow.v1.EventService/PushEvent`; Connect's `GET` is for those marked *reads*. By plain HTTP it is as said here: what stands in braces is
a field of the request, the others stand in the body, or are parameters where there is none ([http-api.md](http-api.md)).
Streams of answers are server-sent events there. This page is made from the proto: `make generate`.
"
    .to_owned();
    let pool = DescriptorPool::decode(sparrow_proto::DESCRIPTORS).unwrap();
    let rule = pool.get_extension_by_name("google.api.http").unwrap();
    for service in pool.services() {
        let name = service.full_name();
        write!(page, "\n## {name}\n\n| call | plain HTTP | |\n|---|---|---|\n").unwrap();
        for method in service.methods() {
            let options = method.options();
            let route = options.has_extension(&rule).then(|| route(&options, &rule));
            let route =
                route.map_or("none: it takes a stream".to_owned(), |route| format!("`{route}`"));
            let reads = options.get_field_by_name("idempotency_level");
            let reads = reads.is_some_and(|level| level.as_enum_number() == Some(1));
            let kind = match (method.is_client_streaming(), method.is_server_streaming()) {
                (true, _) => "streams both ways",
                (false, true) => "a stream of answers",
                (false, false) if reads => "reads",
                (false, false) => "",
            };
            writeln!(page, "| `{}` | {route} | {kind} |", method.name()).unwrap();
        }
    }
    page
}

fn route(options: &DynamicMessage, rule: &ExtensionDescriptor) -> String {
    let rule = options.get_extension(rule);
    let rule = rule.as_message().unwrap();
    let verbs = ["get", "put", "post", "delete", "patch"];
    let verb = verbs.into_iter().find(|verb| rule.has_field_by_name(verb)).unwrap();
    let path = rule.get_field_by_name(verb).unwrap();
    format!("{} {}", verb.to_uppercase(), path.as_str().unwrap())
}

#[test]
fn the_page_of_routes_is_fresh() {
    prove_page("routes.md", &routes());
}

fn prove_page(name: &str, page: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs").join(name);
    if std::env::var_os("UPDATE_GENERATED").is_some_and(|value| value == "1") {
        fs::write(path, page).unwrap();
        return;
    }
    let found = fs::read_to_string(path).unwrap_or_default();
    assert!(found == page, "docs/{name} is stale: run `make generate`");
}
