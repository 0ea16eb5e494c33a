//! PgBouncer between the daemon and PostgreSQL.

use std::os::unix::fs::MetadataExt as _;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use tempfile::TempDir;
use tokio::net::TcpStream;

use super::{SOON, TestDatabase, eventually};

/// A pooler in session mode. Ends with this value.
#[derive(Debug)]
pub struct Pooler {
    process: Option<Child>,
    port: u16,
    folder: TempDir,
    /// PostgreSQL's: it takes whoever reaches its socket, and nobody else does.
    account: (u32, u32),
}

fn program() -> PathBuf {
    let found = ["/usr/sbin/pgbouncer", "/usr/bin/pgbouncer"].map(Path::new);
    let found = found.into_iter().find(|path| path.exists());
    found.expect("pgbouncer is missing; `scripts/prepare.sh tests` sees to it").to_owned()
}

/// Not one of those that the system gives to clients.
fn free_port() -> u16 {
    let free = |port: &u16| std::net::TcpListener::bind(("127.0.0.1", *port)).is_ok();
    (0..1_000).map(|_| rand::random_range(20_000..32_000)).find(free).unwrap()
}

impl Pooler {
    pub async fn start(database: &TestDatabase) -> Self {
        let socket = database.options().get_socket().unwrap().clone();
        let owner = std::fs::metadata(&socket).unwrap();
        let account = (owner.uid(), owner.gid());
        let (folder, port) = (tempfile::tempdir().unwrap(), free_port());
        let configuration = format!(
            "[databases]\n* = host={} port=5432 user=sparrow\n\
             [pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = {port}\nunix_socket_dir =\n\
             auth_type = any\npool_mode = session\ndefault_pool_size = 40\n",
            socket.display()
        );
        let file = folder.path().join("pgbouncer.ini");
        std::fs::write(&file, configuration).unwrap();
        if rustix::process::geteuid().is_root() {
            for path in [folder.path(), &file] {
                std::os::unix::fs::chown(path, Some(account.0), Some(account.1)).unwrap();
            }
        }
        let mut pooler = Self { process: None, port, folder, account };
        pooler.run().await;
        pooler
    }

    /// Starts it, where it was before.
    pub async fn run(&mut self) {
        let mut command = Command::new(program());
        command
            .arg("--quiet")
            .arg(self.folder.path().join("pgbouncer.ini"))
            .current_dir("/")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        if rustix::process::geteuid().is_root() {
            command.uid(self.account.0).gid(self.account.1);
        }
        self.process = Some(command.spawn().unwrap());
        eventually(SOON, async || TcpStream::connect(("127.0.0.1", self.port)).await.map(drop))
            .await;
    }

    pub fn kill(&mut self) {
        if let Some(mut process) = self.process.take() {
            process.kill().unwrap();
            process.wait().unwrap();
        }
    }

    /// To that database, through this.
    pub fn url(&self, database: &TestDatabase) -> String {
        let options = database.options();
        let name = options.get_database().unwrap();
        format!("postgres://sparrow@127.0.0.1:{}/{name}?sslmode=disable", self.port)
    }
}

impl Drop for Pooler {
    fn drop(&mut self) {
        self.kill();
    }
}
