//! The private PostgreSQL, on real ones.

use std::fs::{self, Permissions};
use std::io::{BufRead as _, BufReader, Write as _};
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use sparrowd::clock::Clock;
use sparrowd::config::Environment;
use sparrowd::embedded::{Durability, Embedded, EmbeddedError, Options};
use sqlx::{Connection as _, Executor as _, PgConnection};
use tempfile::TempDir;

use crate::harness::{SOON, eventually};

/// Says to the test binary that it is to be a daemon, and where.
const FOLDER: &str = "SPARROW_TEST_FOLDER";

fn temporary() -> TempDir {
    tempfile::Builder::new().permissions(Permissions::from_mode(0o755)).tempdir().unwrap()
}

fn options(folder: &Path) -> Options {
    Options {
        folder: folder.join("postgres"),
        environment: Environment::of_process(),
        fresh: false,
        durability: Durability::ProcessCrash,
    }
}

async fn connect(embedded: &Embedded) -> PgConnection {
    PgConnection::connect(embedded.url()).await.unwrap()
}

async fn tables(embedded: &Embedded) -> i64 {
    let mut connection = connect(embedded).await;
    let count = "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'";
    sqlx::query_scalar(count).fetch_one(&mut connection).await.unwrap()
}

async fn setting(embedded: &Embedded, name: &str) -> String {
    let mut connection = connect(embedded).await;
    let show = "SELECT current_setting($1)";
    sqlx::query_scalar(show).bind(name).fetch_one(&mut connection).await.unwrap()
}

#[tokio::test]
async fn it_is_safe_private_and_kept_between_runs() {
    let top = temporary();
    let options = Options { durability: Durability::Full, ..options(top.path()) };
    let first = Embedded::start(options.clone()).await.unwrap();
    let pid = first.pid();
    for (name, value) in [
        ("listen_addresses", ""),
        ("fsync", "on"),
        ("synchronous_commit", "on"),
        ("full_page_writes", "on"),
        ("server_encoding", "UTF8"),
    ] {
        assert_eq!(setting(&first, name).await, value, "{name}");
    }
    let closed = fs::metadata(&options.folder).unwrap().permissions().mode() & 0o777;
    assert_eq!(closed, 0o700, "its socket takes whoever reaches it for its owner");
    connect(&first).await.execute("CREATE TABLE kept ()").await.unwrap();
    first.stop().await.unwrap();
    assert!(!Path::new(&format!("/proc/{pid}/cwd")).exists(), "the server has ended");

    let second = Embedded::start(options).await.unwrap();
    assert!(!second.was_left_behind());
    assert_eq!(tables(&second).await, 1);
    second.stop().await.unwrap();
}

#[tokio::test]
async fn fresh_starts_over() {
    let top = temporary();
    let first = Embedded::start(options(top.path())).await.unwrap();
    connect(&first).await.execute("CREATE TABLE gone ()").await.unwrap();
    let left_behind = first.pid();
    drop(first);
    let fresh = Options { fresh: true, ..options(top.path()) };
    let second = Embedded::start(fresh).await.unwrap();
    assert_ne!(second.pid(), left_behind);
    assert_eq!(tables(&second).await, 0);
    second.stop().await.unwrap();
}

#[tokio::test]
async fn what_a_killed_daemon_left_behind_is_taken_over() {
    let top = temporary();
    let mut daemon = Daemon::start(top.path());
    daemon.kill();
    let start = Clock::now();
    let next = Embedded::start(options(top.path())).await.unwrap();
    let took = Clock::now().since(start);
    assert!(took < Duration::from_secs(2), "{took:?}");
    assert!(next.was_left_behind());
    assert_eq!(next.pid(), daemon.postgres);
    connect(&next).await.execute("CREATE TABLE works ()").await.unwrap();
    next.stop().await.unwrap();
}

#[tokio::test]
async fn a_killed_server_blocks_nobody() {
    let top = temporary();
    let mut daemon = Daemon::start(top.path());
    daemon.kill();
    kill(daemon.postgres).await;
    let next = Embedded::start(options(top.path())).await.unwrap();
    assert!(!next.was_left_behind());
    next.stop().await.unwrap();
}

#[tokio::test]
async fn a_process_id_that_is_used_again_is_no_server() {
    let top = temporary();
    let first = Embedded::start(options(top.path())).await.unwrap();
    let file = first.folder().join("data/postmaster.pid");
    let text = fs::read_to_string(&file).unwrap();
    let pid = first.pid().to_string();
    first.stop().await.unwrap();
    fs::write(&file, text.replacen(&pid, &std::process::id().to_string(), 1)).unwrap();
    let next = Embedded::start(options(top.path())).await.unwrap();
    assert!(!next.was_left_behind());
    next.stop().await.unwrap();
}

#[tokio::test]
async fn a_second_daemon_is_refused() {
    let top = temporary();
    let mut daemon = Daemon::start(top.path());
    let refused = Embedded::start(options(top.path())).await.unwrap_err();
    let EmbeddedError::InUse { pid, .. } = &refused else { panic!("{refused:?}") };
    assert_eq!(*pid, Some(daemon.process.id()));
    assert!(refused.hint().unwrap().contains("XDG_DATA_HOME"));
    daemon.kill();
    Embedded::start(options(top.path())).await.unwrap().stop().await.unwrap();
}

#[tokio::test]
async fn a_folder_that_is_not_ours_is_left_alone() {
    let top = temporary();
    let options = Options { fresh: true, ..options(top.path()) };
    fs::create_dir(&options.folder).unwrap();
    fs::write(options.folder.join("thesis.tex"), "years of work").unwrap();
    let refused = Embedded::start(options.clone()).await.unwrap_err();
    assert!(matches!(refused, EmbeddedError::NotOurs { .. }), "{refused:?}");
    assert!(options.folder.join("thesis.tex").exists());
}

#[tokio::test]
async fn a_cluster_of_another_version_is_refused() {
    let top = temporary();
    let embedded = Embedded::start(options(top.path())).await.unwrap();
    let version = embedded.folder().join("data/PG_VERSION");
    embedded.stop().await.unwrap();
    fs::write(&version, "9\n").unwrap();
    let refused = Embedded::start(options(top.path())).await.unwrap_err();
    assert!(matches!(refused, EmbeddedError::OtherMajor { cluster: 9, .. }), "{refused:?}");
    assert!(refused.hint().unwrap().contains("--fresh"));
}

#[tokio::test]
async fn a_long_path_gets_a_short_socket() {
    let top = temporary();
    let deep = top.path().join("n".repeat(60)).join("m".repeat(60));
    let embedded = Embedded::start(options(&deep)).await.unwrap();
    assert_eq!(tables(&embedded).await, 0);
    embedded.stop().await.unwrap();
}

/// Another process that started a PostgreSQL: this test binary, told to run [`daemon`].
struct Daemon {
    process: Child,
    postgres: u32,
}

impl Daemon {
    fn start(folder: &Path) -> Self {
        let mut process = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "embedded::daemon", "--ignored", "--nocapture"])
            .env(FOLDER, folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let lines = BufReader::new(process.stdout.take().unwrap()).lines();
        let postgres = lines
            .map_while(Result::ok)
            .find_map(|line| line.split_once("postgres=")?.1.parse().ok())
            .expect("the other process tells its PostgreSQL");
        Self { process, postgres }
    }

    fn kill(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }
}

impl Drop for Daemon {
    fn drop(&mut self) {
        drop(self.process.kill());
        drop(self.process.wait());
    }
}

#[test]
#[ignore = "not a test: what `Daemon` runs in another process"]
fn daemon() {
    let Some(folder) = Environment::of_process().folder(FOLDER) else { return };
    let embedded = Embedded::start_blocking(&options(&folder)).unwrap();
    writeln!(std::io::stdout(), "\npostgres={}", embedded.pid()).unwrap();
    // Until it is killed, or its parent has gone.
    drop(std::io::stdin().lines().next());
}

/// Comes back when it is gone; those that it forked may not be.
async fn kill(pid: u32) {
    let raw = rustix::process::Pid::from_raw(i32::try_from(pid).unwrap()).unwrap();
    rustix::process::kill_process(raw, rustix::process::Signal::KILL).unwrap();
    let folder = format!("/proc/{pid}/cwd");
    eventually(SOON, async || fs::read_link(&folder).map_or(Ok(()), Err)).await;
}
