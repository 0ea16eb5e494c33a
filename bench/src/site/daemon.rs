//! One sparrowd, a process of its own.

use std::fs::File;
use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail};
use rustix::process::{Pid, Signal, kill_process};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::process::{Child, Command};
use tokio::time::sleep;

use crate::load::Addresses;

const STARTS_WITHIN: Duration = Duration::from_secs(60);
const LOOK: Duration = Duration::from_millis(2);

#[derive(Debug)]
pub struct Daemon {
    child: Child,
    pid: u32,
    grpc: SocketAddr,
    http: SocketAddr,
    log: PathBuf,
}

impl Daemon {
    /// Starts one and waits until it is ready; comes back with how long that took.
    pub async fn start(
        sparrowd: &Path,
        database: &str,
        state: &Path,
        keys: &Path,
    ) -> anyhow::Result<(Self, Duration)> {
        std::fs::create_dir_all(state)?;
        let log = state.join("log");
        let [grpc, http] = free_ports()?;
        let mut command = Command::new(sparrowd);
        command
            .args(["serve", "--migrate", "auto"])
            .env("SPARROW_DATABASE__URL", database)
            .env("SPARROW_LISTEN__GRPC", grpc.to_string())
            .env("SPARROW_LISTEN__HTTP", http.to_string())
            .env("SPARROW_SECRETS__KEY_FILE", keys)
            .env("SPARROW_NODE__STATE_DIR", state)
            .env("SPARROW_EGRESS__ALLOW", "127.0.0.0/8")
            .env("SPARROW_DRAIN__TIMEOUT", "1s")
            .env("SPARROW_LOG__FORMAT", "json")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(File::create(&log)?)
            .kill_on_drop(true);
        let begun = Instant::now();
        let child = command.spawn().with_context(|| format!("running {}", sparrowd.display()))?;
        let pid = child.id().context("sparrowd ended at once")?;
        let mut daemon = Self { child, pid, grpc, http, log };
        daemon.wait_until_ready(begun).await?;
        Ok((daemon, begun.elapsed()))
    }

    async fn wait_until_ready(&mut self, begun: Instant) -> anyhow::Result<()> {
        while !is_ready(self.http).await {
            let ended = self.child.try_wait()?;
            if ended.is_some() || begun.elapsed() > STARTS_WITHIN {
                let log = std::fs::read_to_string(&self.log).unwrap_or_default();
                let lines: Vec<_> = log.lines().collect();
                let last = lines[lines.len().saturating_sub(5)..].join("\n");
                bail!("sparrowd did not become ready:\n{last}");
            }
            sleep(LOOK).await;
        }
        Ok(())
    }

    pub fn pid(&self) -> u32 {
        self.pid
    }

    pub fn addresses(&self) -> Addresses {
        Addresses { grpc: format!("http://{}", self.grpc), http: Some(self.http) }
    }

    /// As systemd would.
    pub async fn stop(mut self) -> anyhow::Result<()> {
        let pid = i32::try_from(self.pid).ok().and_then(Pid::from_raw).context("no process id")?;
        kill_process(pid, Signal::TERM)?;
        self.child.wait().await?;
        Ok(())
    }

    pub async fn kill(mut self) -> anyhow::Result<()> {
        Ok(self.child.kill().await?)
    }
}

/// The shortest request there is, so that looking often costs the daemon little.
async fn is_ready(http: SocketAddr) -> bool {
    let Ok(mut stream) = TcpStream::connect(http).await else { return false };
    let request = "GET /ready HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n";
    if stream.write_all(request.as_bytes()).await.is_err() {
        return false;
    }
    let mut head = [0; 12];
    stream.read_exact(&mut head).await.is_ok() && head.ends_with(b"200")
}

/// Not those that the system gives to clients: one of the bench's many could have it by then.
fn free_ports() -> anyhow::Result<[SocketAddr; 2]> {
    for _ in 0..1_000 {
        let port: u16 = rand::random_range(20_000..32_000);
        let pair = [port, port + 1].map(|port| SocketAddr::from(([127, 0, 0, 1], port)));
        if pair.iter().all(|address| TcpListener::bind(address).is_ok()) {
            return Ok(pair);
        }
    }
    bail!("no free ports")
}
