//! One PostgreSQL for the test process, and in it a database for each test.
//!
//! It is started when the first test asks. A thread of its own, the keeper, talks to it: tests run on
//! runtimes that end with them, and a connection can't outlive its runtime. The watcher, a child that
//! waits for the end of its stdin, stops the server and removes its folder when this process has
//! ended, however it did.

use std::net::SocketAddr;
use std::os::unix::fs::PermissionsExt as _;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{LazyLock, mpsc};
use std::thread;

use sparrowd::config::Environment;
use sparrowd::embedded::{Durability, Embedded, Options};
use sparrowd::store::{Database, migrate};
use sqlx::postgres::{PgConnectOptions, PgConnection};
use sqlx::{ConnectOptions as _, Executor as _, PgPool};
use tokio::sync::oneshot;

use super::wait::SOON;

const TEMPLATE: &str = "migrated";

static KEEPER: LazyLock<mpsc::Sender<Request>> = LazyLock::new(|| {
    let (sender, requests) = mpsc::channel();
    thread::spawn(move || keep(&requests));
    sender
});

enum Request {
    /// A copy of that database.
    Create(&'static str, oneshot::Sender<(String, PgConnectOptions)>),
    Drop(String),
}

/// A database that goes when this goes.
#[derive(Debug)]
pub struct TestDatabase {
    name: String,
    options: PgConnectOptions,
}

impl TestDatabase {
    /// With today's schema.
    pub async fn create() -> Self {
        Self::of(TEMPLATE).await
    }

    /// Without any.
    pub async fn empty() -> Self {
        Self::of("template0").await
    }

    async fn of(template: &'static str) -> Self {
        let (answer, created) = oneshot::channel();
        let request = Request::Create(template, answer);
        KEEPER.send(request).expect("the keeper lives as long as the tests");
        let (name, options) =
            created.await.expect("PostgreSQL for the tests; see above for why not");
        Self { name, options }
    }

    pub fn options(&self) -> PgConnectOptions {
        self.options.clone()
    }

    pub fn url(&self) -> String {
        self.options.to_url_lossy().to_string()
    }

    /// The socket that PostgreSQL listens on.
    pub fn socket(&self) -> PathBuf {
        let folder = self.options.get_socket().expect("it listens on a socket");
        folder.join(format!(".s.PGSQL.{}", self.options.get_port()))
    }

    /// As [`Self::url`], by way of this address.
    pub fn url_by(&self, address: SocketAddr) -> String {
        format!("postgres://{}@{address}/{}", self.options.get_username(), self.name)
    }

    pub async fn pool(&self) -> PgPool {
        PgPool::connect_with(self.options()).await.expect("a pool on the test's database")
    }

    pub async fn connect(&self) -> PgConnection {
        self.options.connect().await.expect("a connection to the test's database")
    }
}

impl Drop for TestDatabase {
    fn drop(&mut self) {
        // At the end of the process the keeper may be gone, and the server with it.
        drop(KEEPER.send(Request::Drop(std::mem::take(&mut self.name))));
    }
}

fn keep(requests: &mpsc::Receiver<Request>) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    // Root's PostgreSQL runs as another account, which has to get there.
    let passable = std::fs::Permissions::from_mode(0o755);
    let folder = tempfile::Builder::new().permissions(passable).tempdir().unwrap();
    let embedded = Embedded::start_blocking(&Options {
        folder: folder.path().join("postgres"),
        environment: Environment::of_process(),
        fresh: false,
        durability: Durability::ProcessCrash,
    });
    let embedded = embedded.unwrap_or_else(|error| {
        panic!("{error}\n  hint: {}", error.hint().unwrap_or_default());
    });
    #[expect(clippy::zombie_processes, reason = "it ends after this process")]
    let _watcher = watch(&folder.keep(), embedded.folder());
    runtime.block_on(async {
        let server: PgConnectOptions = embedded.url().parse().unwrap();
        let mut admin = server.connect().await.unwrap();
        make_template(&mut admin, &server).await;
        let mut made = 0;
        for request in requests {
            match request {
                Request::Create(template, answer) => {
                    made += 1;
                    let name = format!("test_{made}");
                    run(&mut admin, &format!("CREATE DATABASE {name} TEMPLATE {template}")).await;
                    // A test that has ended meanwhile does not wait for it.
                    drop(answer.send((name.clone(), server.clone().database(&name))));
                }
                Request::Drop(name) => {
                    run(&mut admin, &format!("DROP DATABASE {name} WITH (FORCE)")).await;
                }
            }
        }
    });
}

async fn make_template(admin: &mut PgConnection, server: &PgConnectOptions) {
    run(admin, &format!("CREATE DATABASE {TEMPLATE}")).await;
    let options = server.clone().database(TEMPLATE);
    let database = Database::parse(options.to_url_lossy().as_str()).unwrap();
    migrate::up(&database, SOON).await.unwrap();
}

/// Names of our own making only.
async fn run(admin: &mut PgConnection, statement: &str) {
    admin.execute(sqlx::AssertSqlSafe(statement)).await.unwrap();
}

/// Its group is its own, so that a Ctrl-C ends the tests and leaves it to do its work.
fn watch(temporary: &Path, postgres: &Path) -> Child {
    const SCRIPT: &str = "cat >/dev/null
        read -r pid < \"$2/data/postmaster.pid\" && kill -QUIT \"$pid\"
        left=100
        while kill -0 \"$pid\" && [ $left -gt 0 ]; do sleep 0.1; left=$((left - 1)); done
        rm -rf \"$1\"";
    Command::new("/bin/sh")
        .args(["-c", SCRIPT, "watcher"])
        .args([temporary, postgres])
        .process_group(0)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

#[tokio::test]
async fn each_test_has_a_migrated_database_of_its_own() {
    let (one, other) = (TestDatabase::create().await, TestDatabase::create().await);
    let mut connection = one.connect().await;
    let insert = "INSERT INTO sparrow.meta (key, value) VALUES ('whose', 'mine')";
    connection.execute(insert).await.unwrap();
    let count = "SELECT count(*) FROM sparrow.meta WHERE key = 'whose'";
    let mine: i64 = sqlx::query_scalar(count).fetch_one(&mut connection).await.unwrap();
    let theirs: i64 = sqlx::query_scalar(count).fetch_one(&other.pool().await).await.unwrap();
    assert_eq!((mine, theirs), (1, 0));
}
