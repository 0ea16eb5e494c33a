//! PostgreSQL dies for good, and its synchronous standby becomes the primary: whatever was
//! acknowledged is there.

use std::os::unix::fs::MetadataExt as _;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use futures::FutureExt as _;
use futures::future::LocalBoxFuture;
use rustix::process::Signal;
use sqlx::{Connection as _, PgConnection};

use super::load::{LONG, Load};
use super::site::{Site, signal};
use super::{Fault, Struck};
use crate::harness::eventually;

pub const FAULTS: &[Fault] =
    &[Fault::of("PostgreSQL killed, its synchronous standby promoted", 2, promoted)];

/// A copy of the site's PostgreSQL that follows it.
#[derive(Debug)]
pub struct Standby {
    process: Child,
    folder: PathBuf,
}

/// A program of PostgreSQL's, as the account whose data this is.
fn program(name: &str, data: &Path) -> Command {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/../scripts/postgres-bin.sh");
    let found = Command::new(script).output().unwrap();
    let folder = PathBuf::from(String::from_utf8(found.stdout).unwrap().trim());
    let owner = std::fs::metadata(data).unwrap();
    let mut command = Command::new(folder.join(name));
    command.current_dir("/").stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    if rustix::process::geteuid().is_root() {
        command.uid(owner.uid()).gid(owner.gid());
    }
    command
}

impl Standby {
    /// Copies, follows, and from then on each commit waits for it.
    pub async fn follow(site: &Site) -> Self {
        let folder = site.data().with_file_name("standby");
        let mut backup = program("pg_basebackup", &site.data());
        backup.arg("-h").arg(site.socket_folder()).args(["-U", "sparrow", "-R", "-c", "fast"]);
        assert!(backup.arg("-D").arg(&folder).status().unwrap().success());
        let mut postgres = program("postgres", &site.data());
        postgres.arg("-D").arg(&folder);
        for setting in [
            format!("unix_socket_directories={}", folder.display()),
            "listen_addresses=".to_owned(),
            "max_connections=200".to_owned(),
        ] {
            postgres.args(["-c", &setting]);
        }
        let standby = Self { process: postgres.spawn().unwrap(), folder };
        site.set("synchronous_standby_names", Some("*")).await;
        let mut admin = site.admin().await;
        eventually(LONG, async || {
            let query = "SELECT count(*) FROM pg_stat_replication WHERE sync_state = 'sync'";
            let followers: i64 = sqlx::query_scalar(query).fetch_one(&mut admin).await.unwrap();
            if followers == 1 { Ok(()) } else { Err("nobody follows") }
        })
        .await;
        standby
    }

    pub fn socket(&self) -> PathBuf {
        self.folder.join(".s.PGSQL.5432")
    }

    pub fn url(&self) -> String {
        let folder = self.folder.to_str().unwrap().replace('/', "%2F");
        format!("postgres://sparrow@{folder}/sparrow")
    }

    pub async fn promote(&self) {
        let mut admin = PgConnection::connect(&self.url()).await.unwrap();
        let done: bool =
            sqlx::query_scalar("SELECT pg_promote()").fetch_one(&mut admin).await.unwrap();
        assert!(done, "it did not become the primary");
    }
}

impl Drop for Standby {
    fn drop(&mut self) {
        signal(self.process.id(), Signal::QUIT);
        drop(self.process.wait());
    }
}

fn promoted<'a>(site: &'a mut Site, load: &'a Load) -> LocalBoxFuture<'a, Struck> {
    async move {
        let standby = Standby::follow(site).await;
        load.go_on(super::AROUND).await;
        site.kill_postgres();
        standby.promote().await;
        for node in &site.nodes {
            node.proxy.leads_to(standby.socket());
        }
        site.fails_over(standby);
        Struck::over()
    }
    .boxed_local()
}
