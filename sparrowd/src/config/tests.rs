use std::{fs, path::PathBuf};

use super::{
    show::{Origins, default_file, effective},
    *,
};

fn sources(file: Option<&str>, variables: &[(&str, &str)]) -> (tempfile::TempDir, Sources) {
    let folder = tempfile::tempdir().unwrap();
    // Without a file, one that is empty: the machine's own must not matter here.
    let path = folder.path().join("sparrowd.toml");
    fs::write(&path, file.unwrap_or_default()).unwrap();
    let environment = variables.iter().copied().collect();
    (folder, Sources { file: Some(path), environment, ..Sources::default() })
}

fn problems(file: &str, variables: &[(&str, &str)]) -> Vec<String> {
    let (folder, sources) = sources(Some(file), variables);
    let folder = format!("{}/", folder.path().display());
    let error = load(&sources).unwrap_err();
    error
        .problems
        .iter()
        .map(|p| format!("{}: {}", p.place.replace(&folder, ""), p.message))
        .collect()
}

const DATABASE: (&str, &str) = ("DATABASE_URL", "postgres://me:secret@db/app");

#[test]
fn the_defaults_need_only_a_database() {
    let (_folder, sources) = sources(None, &[DATABASE, ("HOME", "/home/me")]);
    let config = load(&sources).unwrap();
    assert_eq!(config.listen.grpc.to_string(), "127.0.0.1:50051");
    assert_eq!(config.listen.http.to_string(), "127.0.0.1:8080");
    assert_eq!(config.database.url.expose(), "postgres://me:secret@db/app");
    assert_eq!(config.database.migrate, MigrateMode::Check);
    assert_eq!(config.delivery.max_payload, 1 << 20);
    assert!(!config.namespaces.create_on_register);
}

#[test]
fn a_later_layer_wins_key_by_key() {
    let file = "[listen]\nhttp = '127.0.0.1:1'\ngrpc = '[::1]:2'\n[drain]\ntimeout = '1s'\n";
    let (_folder, mut sources) = sources(
        Some(file),
        &[DATABASE, ("HTTP_PORT", "81"), ("GRPC_PORT", "82"), ("SPARROW_DRAIN__TIMEOUT", "3s")],
    );
    sources.flags.push(("database.migrate", "never".to_owned(), "--migrate"));
    let config = load(&sources).unwrap();
    assert_eq!(config.listen.http.to_string(), "127.0.0.1:81");
    assert_eq!(config.listen.grpc.to_string(), "[::1]:82", "a port keeps the file's address");
    assert_eq!(config.drain.timeout.as_secs(), 3);
    assert_eq!(config.database.migrate, MigrateMode::Never);
}

#[test]
fn all_problems_are_reported_at_once_with_their_places() {
    let file = "[listen]\ngrcp = '127.0.0.1:1'\nhttp = 'localhost:8080'\n\n[delivery]\n  pool = 3\n\
                timeout = '2m'\nmax_in_flight = '7'\nretry = 'often'\n[pipeline]\n";
    let found = problems(
        file,
        &[
            ("SPARROW_DELIVERY__MEMROY", "1"),
            ("SPARROW_LOG_LEVEL", "x"),
            ("SPARROW_TOKEN", "x"),
            ("HTTP_PORT", "http"),
        ],
    );
    assert_eq!(
        found,
        [
            "sparrowd.toml:2:1: unknown key `listen.grcp`; did you mean `listen.grpc`?",
            "sparrowd.toml:6:3: unknown key `delivery.pool`; did you mean `database.pool`?",
            "sparrowd.toml:8:1: `delivery.max_in_flight` takes a whole number",
            "sparrowd.toml:10:2: unknown section `pipeline`",
            "HTTP_PORT: \"http\" is no port",
            "SPARROW_DELIVERY__MEMROY: unknown variable `SPARROW_DELIVERY__MEMROY`; \
             did you mean `SPARROW_DELIVERY__MEMORY`?",
            "SPARROW_LOG_LEVEL: unknown variable `SPARROW_LOG_LEVEL`; \
             did you mean `SPARROW_LOG__LEVEL`?",
            "sparrowd.toml:3:1 (listen.http): \"localhost:8080\" is no address such as \
             127.0.0.1:8080",
            "database.url: it is not set; set it, or DATABASE_URL, to postgres://user@host/db \
             (`sparrowd dev` brings a database of its own)",
            "sparrowd.toml:7:1 (delivery.timeout): 2m is not within 1s to 60s",
            "sparrowd.toml:9:1 (delivery.retry): unknown schedule \"often\"",
        ]
    );
}

#[test]
fn text_that_is_no_toml_is_placed_too() {
    let found = problems("[listen\nhttp = 1\n", &[DATABASE]);
    assert!(found[0].starts_with("sparrowd.toml:1:8: "), "{found:?}");
}

#[test]
fn without_authentication_only_loopback_is_listened_on() {
    let found = problems("[listen]\ngrpc = '0.0.0.0:1'\nhttp = '[::]:2'\n", &[DATABASE]);
    assert_eq!(found.len(), 2, "{found:?}");
    assert!(found[0].contains("callers are not authenticated"), "{found:?}");

    let (_folder, sources) =
        sources(Some("[listen]\ngrpc = '0.0.0.0:1'\ninsecure = true\n"), &[DATABASE]);
    assert!(load(&sources).is_ok());
}

#[test]
fn the_database_url_comes_from_a_credential() {
    let credentials = tempfile::tempdir().unwrap();
    fs::write(credentials.path().join("db"), "postgres://me@db/app\n").unwrap();
    let folder = credentials.path().display().to_string();
    let (_folder, sources) =
        sources(Some("[database]\nurl_file = 'db'\n"), &[("CREDENTIALS_DIRECTORY", &folder)]);
    assert_eq!(load(&sources).unwrap().database.url.expose(), "postgres://me@db/app");
    let both = problems("[database]\nurl = 'postgres://x/y'\nurl_file = 'db'\n", &[]);
    assert_eq!(both, ["sparrowd.toml:3:1 (database.url_file): database.url is set too; keep one"]);
}

#[test]
fn secrets_are_not_shown() {
    let (_folder, sources) = sources(None, &[DATABASE]);
    let shown = effective(&Layers::collect(&sources), Origins::Shown);
    assert!(shown.contains("url = \"postgres://me:***@db/app\""), "{shown}");
    assert!(!shown.contains("secret@") && shown.contains("# DATABASE_URL"), "{shown}");
    let debug = format!("{:?}", load(&sources).unwrap());
    assert!(!debug.contains("secret@"), "{debug}");
}

#[test]
fn what_is_shown_reads_back_as_the_same() {
    let (_folder, sources) = sources(None, &[DATABASE]);
    let shown = effective(&Layers::collect(&sources), Origins::Hidden);
    let (_again, again) = self::sources(Some(&shown), &[DATABASE]);
    assert_eq!(effective(&Layers::collect(&again), Origins::Hidden), shown);
}

#[test]
fn the_default_file_is_the_defaults() {
    let uncommented: String = default_file()
        .lines()
        .map(|line| match line.strip_prefix('#') {
            Some(key) if !key.starts_with(' ') => format!("{key}\n"),
            _ => format!("{line}\n"),
        })
        .collect();
    let (_folder, defaults) = sources(None, &[]);
    let (_again, written) = sources(Some(&uncommented), &[]);
    let (defaults, written) = (Layers::collect(&defaults), Layers::collect(&written));
    assert_eq!(written.problems, []);
    for (key, value) in defaults.iter().filter(|(key, _)| key.path != "node.state_dir") {
        assert_eq!(written.get(key.path).unwrap().raw, value.raw, "{}", key.path);
    }
}

#[test]
fn dev_keeps_everything_in_its_folder_and_lets_loopback_receive() {
    let profile = Profile::Dev {
        folder: PathBuf::from("/data/dev"),
        database: Some("postgres://private".to_owned()),
    };
    let (_folder, sources) = sources(None, &[]);
    let config = load(&Sources { profile: profile.clone(), ..sources.clone() }).unwrap();
    assert_eq!(config.secrets.key_file, PathBuf::from("/data/dev/keys"));
    assert_eq!(config.egress.allow, ["127.0.0.0/8", "::1/128", "localhost"]);
    assert!(config.namespaces.create_on_register);
    assert_eq!(config.database.migrate, MigrateMode::Auto);

    let environment = [DATABASE].into_iter().collect();
    let own = load(&Sources { profile, environment, ..sources }).unwrap();
    assert_eq!(own.database.url.expose(), DATABASE.1, "a database of one's own goes before");
}

#[test]
fn what_is_sent_to_is_judged_before_the_start() {
    let file = "[egress]\nallow = ['10.0.0.0/8', 'a:b']\nnat64 = ['64:ff9b::/95']\n\
                proxy = 'http://me:secret@proxy/path'\n";
    assert_eq!(
        problems(file, &[DATABASE]),
        [
            "sparrowd.toml:2:1 (egress.allow): \"a:b\" is not an address, with a port or without, a \
             CIDR such as 10.0.0.0/8 or a host name",
            "sparrowd.toml:3:1 (egress.nat64): \"64:ff9b::/95\" is no NAT64 prefix: an IPv6 network \
             of 32, 40, 48, 56, 64 or 96 bits",
            "sparrowd.toml:4:1 (egress.proxy): this is no proxy such as \
             http://user:password@host:3128",
        ]
    );
}

#[test]
fn the_proxy_comes_from_a_file_and_keeps_its_password() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("proxy");
    fs::write(&path, "http://me:hidden@proxy.internal:3128\n").unwrap();
    let file = format!("[egress]\nproxy_file = '{}'\n", path.display());
    let (_folder, sources) = sources(Some(&file), &[DATABASE]);
    let config = load(&sources).unwrap();
    assert_eq!(config.egress.proxy.as_ref().unwrap().to_string(), "proxy.internal:3128");
    assert!(!format!("{config:?}").contains("hidden"));
    let inline = [DATABASE, ("SPARROW_EGRESS__PROXY", "http://me:hidden@other:1")];
    let (_again, sources) = self::sources(Some(&file), &inline);
    assert_eq!(load(&sources).unwrap().egress.proxy.unwrap().to_string(), "other:1");
    let shown = effective(&Layers::collect(&sources), Origins::Shown);
    assert!(shown.contains("proxy = \"http://me:***@other:1/\""), "{shown}");
}

#[test]
fn nothing_is_kept_for_longer_than_its_event() {
    let file = "[retention]\nevents = '10d'\nattempts = '11d'\ndead_letters = '12h'\n";
    let found = problems(file, &[DATABASE]);
    assert_eq!(
        found,
        [
            "sparrowd.toml:4:1 (retention.dead_letters): 12h is not within 1d to 3650d",
            "sparrowd.toml:3:1 (retention.attempts): 11d is longer than events are kept, 10d",
        ]
    );
}

#[test]
fn a_way_past_the_pooler_is_a_url_too() {
    let direct = ("SPARROW_DATABASE__DIRECT_URL", "postgres://me:secret@db2/app");
    let (_folder, with) = sources(None, &[DATABASE, direct]);
    let found = load(&with).unwrap().database.direct_url.unwrap();
    assert_eq!(found.expose(), direct.1);
    assert!(!found.to_string().contains("secret"), "{found}");
    let (_folder, without) = sources(None, &[DATABASE]);
    assert_eq!(load(&without).unwrap().database.direct_url, None);
    let found = problems("", &[DATABASE, ("SPARROW_DATABASE__DIRECT_URL", "db2")]);
    assert_eq!(found.len(), 1, "{found:?}");
}
