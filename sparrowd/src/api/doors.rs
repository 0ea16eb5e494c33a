//! Listening: ports are bound before anything else is started, so that a port in use is the first
//! thing told, and what is bound is opened later, so that a test runs the same doors on port 0.

use std::io;
use std::net::SocketAddr;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use tokio::net::{TcpListener, UnixListener, UnixStream};

use super::connections::{self, Serving, Versions};
use super::context::Context;
use super::grpc::front::Front;
use super::guard::Guard;
use super::intake::room::Room;
use super::{grpc, transcode};
use crate::config::Listen;
use crate::tasks::{Policy, Tasks};

#[derive(Debug, thiserror::Error)]
#[error("can't listen on {address}")]
pub struct ListenError {
    pub address: String,
    #[source]
    source: io::Error,
}

/// The doors, bound and not yet open.
#[derive(Debug)]
pub struct Doors {
    grpc: TcpListener,
    http: TcpListener,
    unix: Option<(UnixListener, SocketFile)>,
    guard: Guard,
}

impl Doors {
    pub async fn bind(listen: &Listen) -> Result<Self, ListenError> {
        let tcp = async |address: SocketAddr| {
            let refused = |source| ListenError { address: address.to_string(), source };
            TcpListener::bind(address).await.map_err(refused)
        };
        Ok(Self {
            grpc: tcp(listen.grpc).await?,
            http: tcp(listen.http).await?,
            unix: match &listen.unix {
                Some(path) => Some(bind_unix(path).await?),
                None => None,
            },
            guard: if listen.insecure { Guard::AnyHost } else { Guard::Loopback },
        })
    }

    /// Where gRPC is answered; with the port that was chosen if none was asked for.
    pub fn grpc_address(&self) -> SocketAddr {
        address(self.grpc.local_addr())
    }

    pub fn http_address(&self) -> SocketAddr {
        address(self.http.local_addr())
    }

    /// Opens them. They close when the group's stop signal is raised: no new connections, and those
    /// that stand end with the calls under way.
    pub fn open(self, tasks: &Tasks, context: Context) {
        let Self { grpc, http, unix, guard } = self;
        let (routes, reporter) = grpc::services(&context);
        let stopping = tasks.stopping();
        let health = grpc::follow_readiness(reporter, context.readiness.clone(), stopping.clone());
        tasks.spawn("grpc-health", Policy::Critical, health);
        let max_payload = context.max_payload;
        let (room, apart) = (Room::new(), Room::new());
        let front = |guard, room| Front {
            inner: routes.clone(),
            guard,
            room,
            apart: apart.clone(),
            max_payload,
        };
        let service = front(guard, room.clone());
        let serving = Serving { name: "grpc-connection", versions: Versions::Http2, service };
        let served = connections::serve(tasks.clone(), grpc, serving, stopping.clone());
        tasks.spawn("grpc", Policy::Critical, served);
        if let Some((listener, file)) = unix {
            let service = front(Guard::AnyHost, room);
            let serving = Serving { name: "grpc-connection", versions: Versions::Http2, service };
            let served = connections::serve(tasks.clone(), listener, serving, stopping.clone());
            tasks.spawn("grpc-unix", Policy::Critical, async move {
                let _file = file;
                served.await;
            });
        }
        let service = transcode::router(context, routes, guard);
        let serving = Serving { name: "http-connection", versions: Versions::Both, service };
        let served = connections::serve(tasks.clone(), http, serving, stopping);
        tasks.spawn("http", Policy::Critical, served);
    }
}

/// A socket that is bound knows its address.
fn address(local: io::Result<SocketAddr>) -> SocketAddr {
    local.unwrap_or_else(|_| SocketAddr::from(([0, 0, 0, 0], 0)))
}

/// Owner and group may talk to it.
const SOCKET_MODE: u32 = 0o660;

/// A socket left behind by a daemon that was killed is taken away; one that is answered is not.
async fn bind_unix(path: &Path) -> Result<(UnixListener, SocketFile), ListenError> {
    let refused = |source| ListenError { address: format!("unix:{}", path.display()), source };
    match UnixStream::connect(path).await {
        Ok(_) => return Err(refused(io::ErrorKind::AddrInUse.into())),
        Err(error) if error.kind() == io::ErrorKind::ConnectionRefused => {
            std::fs::remove_file(path).map_err(refused)?;
        }
        Err(_) => {}
    }
    let listener = UnixListener::bind(path).map_err(refused)?;
    let file = SocketFile(path.to_owned());
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(SOCKET_MODE))
        .map_err(refused)?;
    Ok((listener, file))
}

/// The name of the socket, gone with the door.
#[derive(Debug)]
struct SocketFile(PathBuf);

impl Drop for SocketFile {
    fn drop(&mut self) {
        if let Err(error) = std::fs::remove_file(&self.0) {
            tracing::debug!(path = %self.0.display(), %error, "the socket was not removed");
        }
    }
}
