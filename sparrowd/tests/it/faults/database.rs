//! What can happen to PostgreSQL.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use futures::FutureExt as _;
use futures::future::LocalBoxFuture;
use rustix::process::Signal;
use sqlx::{Connection as _, Executor as _, PgConnection};
use tempfile::TempDir;
use tokio::time::sleep;

use super::load::Load;
use super::site::{Site, signal};
use super::{Fault, Ground, Struck, passable};
use crate::harness::eventually;

pub const FAULTS: &[Fault] = &[
    Fault::of("PostgreSQL stopped at once and started again", 2, stopped_at_once),
    Fault::of("PostgreSQL restarted in order", 2, restarted),
    Fault::of("PostgreSQL away for 5 minutes", 2, away),
    Fault::of("one server process of PostgreSQL killed", 2, backend_killed),
    Fault::of("all sessions ended, five times", 2, sessions_ended),
    Fault::of("sessions that rest for 1 s are ended", 2, idle_sessions),
    Fault::of("no connection left for 8 s", 2, no_connections),
    Fault::of("read-only for 8 s", 2, read_only),
    Fault::of("no standby confirms commits for 8 s", 2, unconfirmed),
    Fault::of("lanes and nodes locked for 4 s", 2, locked_lanes),
    Fault::of("the queue locked for 8 s", 2, locked_queue),
    Fault::of("a snapshot held open for 20 s", 2, snapshot),
    Fault {
        name: "the disk full for 8 s",
        ground: Ground::SmallDisk,
        ..Fault::of("", 2, disk_full)
    },
];

fn stopped_at_once<'a>(site: &'a mut Site, _: &'a Load) -> LocalBoxFuture<'a, Struck> {
    async move {
        site.restart_postgres(Signal::QUIT).await;
        Struck::over()
    }
    .boxed_local()
}

fn restarted<'a>(site: &'a mut Site, _: &'a Load) -> LocalBoxFuture<'a, Struck> {
    async move {
        site.restart_postgres(Signal::INT).await;
        Struck::over()
    }
    .boxed_local()
}

fn away<'a>(site: &'a mut Site, _: &'a Load) -> LocalBoxFuture<'a, Struck> {
    async move {
        site.stop_postgres(Signal::INT);
        sleep(Duration::from_mins(5)).await;
        site.start_postgres().await;
        Struck::over()
    }
    .boxed_local()
}

async fn backend(admin: &mut PgConnection) -> i32 {
    let query = "SELECT pid FROM pg_stat_activity WHERE application_name = 'sparrowd' LIMIT 1";
    sqlx::query_scalar(query).fetch_one(admin).await.unwrap()
}

/// PostgreSQL ends all the others then, and recovers.
fn backend_killed<'a>(site: &'a mut Site, _: &'a Load) -> LocalBoxFuture<'a, Struck> {
    async move {
        let mut admin = site.admin().await;
        let victim = backend(&mut admin).await;
        signal(u32::try_from(victim).unwrap(), Signal::KILL);
        Struck::over()
    }
    .boxed_local()
}

const END_SESSIONS: &str = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
                            WHERE application_name = 'sparrowd'";

fn sessions_ended<'a>(site: &'a mut Site, _: &'a Load) -> LocalBoxFuture<'a, Struck> {
    async move {
        for _ in 0..5 {
            site.run(END_SESSIONS).await;
            sleep(Duration::from_millis(700)).await;
        }
        Struck::over()
    }
    .boxed_local()
}

fn idle_sessions<'a>(site: &'a mut Site, _: &'a Load) -> LocalBoxFuture<'a, Struck> {
    async move {
        site.set("idle_session_timeout", Some("1s")).await;
        sleep(Duration::from_secs(8)).await;
        site.set("idle_session_timeout", None).await;
        Struck::over()
    }
    .boxed_local()
}

/// The role may have no session, and those that it has are ended.
fn no_connections<'a>(site: &'a mut Site, _: &'a Load) -> LocalBoxFuture<'a, Struck> {
    async move {
        let mut admin = site.admin().await;
        // Superusers pass every limit but that of the server: so the database takes nobody.
        let taken = "UPDATE pg_database SET datallowconn = $1 WHERE datname = 'sparrow'";
        sqlx::query(taken).bind(false).execute(&mut admin).await.unwrap();
        admin.execute(END_SESSIONS).await.unwrap();
        sleep(Duration::from_secs(8)).await;
        sqlx::query(taken).bind(true).execute(&mut admin).await.unwrap();
        Struck::over()
    }
    .boxed_local()
}

fn read_only<'a>(site: &'a mut Site, _: &'a Load) -> LocalBoxFuture<'a, Struck> {
    async move {
        site.set("default_transaction_read_only", Some("on")).await;
        sleep(Duration::from_secs(8)).await;
        site.set("default_transaction_read_only", None).await;
        Struck::over()
    }
    .boxed_local()
}

/// Commits are on this disk and wait for another that is not there: nobody may be told.
fn unconfirmed<'a>(site: &'a mut Site, _: &'a Load) -> LocalBoxFuture<'a, Struck> {
    async move {
        site.set("synchronous_standby_names", Some("nobody")).await;
        sleep(Duration::from_secs(8)).await;
        site.set("synchronous_standby_names", None).await;
        Struck::over()
    }
    .boxed_local()
}

/// Somebody's transaction that holds what nodes need.
async fn locked(site: &Site, tables: &str, seconds: u64) -> Struck {
    let mut admin = site.admin().await;
    let mut holding = admin.begin().await.unwrap();
    let lock = format!("LOCK TABLE {tables} IN ACCESS EXCLUSIVE MODE");
    holding.execute(sqlx::AssertSqlSafe(lock)).await.unwrap();
    sleep(Duration::from_secs(seconds)).await;
    holding.rollback().await.unwrap();
    Struck::over()
}

fn locked_lanes<'a>(site: &'a mut Site, _: &'a Load) -> LocalBoxFuture<'a, Struck> {
    locked(site, "sparrow.lanes, sparrow.nodes", 4).boxed_local()
}

fn locked_queue<'a>(site: &'a mut Site, _: &'a Load) -> LocalBoxFuture<'a, Struck> {
    locked(site, "sparrow.queue", 8).boxed_local()
}

fn snapshot<'a>(site: &'a mut Site, _: &'a Load) -> LocalBoxFuture<'a, Struck> {
    async move {
        let mut admin = site.admin().await;
        let mut holding = admin.begin().await.unwrap();
        holding
            .execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ; SELECT count(*) FROM sparrow.queue")
            .await
            .unwrap();
        sleep(Duration::from_secs(20)).await;
        holding.rollback().await.unwrap();
        Struck::over()
    }
    .boxed_local()
}

/// A file with a file system in it, mounted; let go with this value.
pub struct Disk {
    folder: PathBuf,
}

const DISK_MIB: u64 = 1_024;

fn run(program: &str, arguments: &[&str]) {
    let status = Command::new(program).args(arguments).status().unwrap();
    assert!(status.success(), "{program} {arguments:?}: {status}");
}

impl Disk {
    /// The disk, and the folder that everything of the site is in.
    pub fn mount() -> (Self, TempDir) {
        let top = passable();
        let (file, folder) = (top.path().join("disk.img"), top.path().join("disk"));
        std::fs::File::create(&file).unwrap().set_len(DISK_MIB << 20).unwrap();
        std::fs::create_dir(&folder).unwrap();
        run("mkfs.ext4", &["-q", "-m", "0", file.to_str().unwrap()]);
        run("mount", &["-o", "loop", file.to_str().unwrap(), folder.to_str().unwrap()]);
        (Self { folder: folder.clone() }, top)
    }

    pub fn folder(&self) -> &Path {
        &self.folder
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        drop(Command::new("umount").arg("--lazy").arg(&self.folder).status());
    }
}

fn disk_full<'a>(site: &'a mut Site, _: &'a Load) -> LocalBoxFuture<'a, Struck> {
    async move {
        let file = site.top().join("disk/filler");
        // Until there is no more, whatever PostgreSQL frees and takes meanwhile.
        for _ in 0..80 {
            let whole = Command::new("fallocate").args(["-l", "1T"]).arg(&file).output();
            drop(whole.unwrap());
            let filler = Command::new("dd")
                .args(["if=/dev/zero", "bs=1M", "oflag=append", "conv=notrunc", "status=none"])
                .arg(format!("of={}", file.display()))
                .output();
            drop(filler.unwrap());
            sleep(Duration::from_millis(100)).await;
        }
        std::fs::remove_file(&file).unwrap();
        // Out of room for its log PostgreSQL may have ended: then its keeper starts it again.
        if !is_up(site).await {
            site.start_postgres().await;
        }
        Struck::over()
    }
    .boxed_local()
}

async fn is_up(site: &Site) -> bool {
    let pid = site.postgres_pid();
    let mut up = false;
    // It may be on its way out, or recovering by itself.
    eventually(Duration::from_secs(30), async || {
        if !Path::new(&format!("/proc/{pid}")).exists() {
            return Ok(());
        }
        let admin = PgConnection::connect(&site.url()).await;
        up = admin.is_ok();
        admin.map(drop)
    })
    .await;
    up
}
