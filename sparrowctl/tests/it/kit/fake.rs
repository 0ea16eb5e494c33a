//! The fake daemon's state, and what a test may tell it to do.

use std::{
    any::Any,
    collections::{HashMap, VecDeque},
    path::PathBuf,
    sync::{Arc, Mutex, MutexGuard},
    time::Instant,
};

use sparrow_proto::v1::{
    EventInput, ReplayState, TailAttemptsRequest, TailAttemptsResponse, WatchDeliveriesResponse,
    WatchReplayResponse, admin_service_server::AdminServiceServer,
    delivery_service_server::DeliveryServiceServer, event_service_server::EventServiceServer,
    namespace_service_server::NamespaceServiceServer, replay_service_server::ReplayServiceServer,
    webhook_service_server::WebhookServiceServer,
};
use tokio::{
    net::{TcpListener, UnixListener},
    runtime::Runtime,
    sync::oneshot,
};
use tokio_stream::wrappers::{TcpListenerStream, UnixListenerStream};
use tonic::{
    Code, Request, Status,
    transport::{Identity, Server, ServerTlsConfig},
};
use tonic_types::{ErrorDetails, StatusExt as _};

/// How a scripted stream goes on after its messages.
#[derive(Debug, Clone)]
pub enum Then {
    /// The stream ends.
    End,
    /// It ends with this error.
    Fail(Status),
    /// It stays open.
    Stay,
}

/// Messages of one stream.
pub type Script<T> = (Vec<T>, Then);

#[derive(Default)]
pub struct State {
    /// Calls that change something, in order.
    pub writes: Vec<String>,
    /// Every call, with what it asked for.
    pub calls: Vec<String>,
    /// Answers every call.
    pub fault: Option<Status>,
    /// Answers the calls of this name.
    pub faults: HashMap<&'static str, Status>,
    /// Lists and reads find nothing.
    pub is_empty: bool,
    /// What was pushed in bulk or alone.
    pub pushed: Vec<EventInput>,
    /// A payload that is refused.
    pub poison: Option<Vec<u8>>,
    /// The bulk stream breaks after so many events.
    pub break_after: Option<usize>,
    pub watches: VecDeque<Script<WatchDeliveriesResponse>>,
    pub replay_watches: VecDeque<Script<WatchReplayResponse>>,
    pub tails: VecDeque<Script<TailAttemptsResponse>>,
    pub tailed: Vec<TailAttemptsRequest>,
    /// How a replay stands that is created, if not as one that begins.
    pub replays_stand: Option<ReplayState>,
    pub lanes_without_owner: u32,
    /// Deliveries that a plan counts, if not as many as in the sample.
    pub planned: Option<u32>,
    /// Requests in full, of those calls that keep them.
    requests: Vec<Box<dyn Any + Send>>,
}

impl State {
    /// The requests of this type, in order.
    pub fn asked<T: Clone + 'static>(&self) -> Vec<T> {
        self.requests.iter().filter_map(|request| request.downcast_ref::<T>().cloned()).collect()
    }
}

#[derive(Clone, Default)]
pub struct Shared(Arc<Mutex<State>>);

impl Shared {
    pub fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap()
    }

    /// Notes a call, and fails it if that is what the test wants.
    pub fn read(&self, name: &str) -> Result<(), Status> {
        let mut state = self.lock();
        state.calls.push(name.to_owned());
        let fault = state.faults.get(name).or(state.fault.as_ref());
        fault.cloned().map_or(Ok(()), Err)
    }

    pub fn write(&self, name: &str) -> Result<(), Status> {
        self.read(name)?;
        self.lock().writes.push(name.to_owned());
        Ok(())
    }

    /// As [`Self::read`], and keeps the request.
    pub fn asks<T: Clone + Send + 'static>(
        &self,
        name: &str,
        request: Request<T>,
    ) -> Result<T, Status> {
        self.read(name)?;
        let request = request.into_inner();
        self.lock().requests.push(Box::new(request.clone()));
        Ok(request)
    }

    /// As [`Self::write`], and keeps the request.
    pub fn changes<T: Clone + Send + 'static>(
        &self,
        name: &str,
        request: Request<T>,
    ) -> Result<T, Status> {
        let request = self.asks(name, request)?;
        self.lock().writes.push(name.to_owned());
        Ok(request)
    }
}

/// A daemon on a port of its own; it goes when this is dropped.
pub struct Fake {
    url: String,
    pub state: Shared,
    _stop: oneshot::Sender<()>,
    _runtime: Runtime,
}

/// How the fake is reached.
enum Door {
    Tcp,
    Tls(Identity),
    Unix(PathBuf),
}

impl Fake {
    pub fn start() -> Self {
        Self::behind(Door::Tcp)
    }

    /// With a certificate for `localhost`; tells it as PEM.
    pub fn start_tls() -> (Self, String) {
        let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
        let pem = made.cert.pem();
        let identity = Identity::from_pem(&pem, made.signing_key.serialize_pem());
        (Self::behind(Door::Tls(identity)), pem)
    }

    pub fn start_unix(path: PathBuf) -> Self {
        Self::behind(Door::Unix(path))
    }

    fn behind(door: Door) -> Self {
        let state = Shared::default();
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .unwrap();
        let guard = runtime.enter();
        let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0")).unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, stopped) = oneshot::channel::<()>();
        let mut server = Server::builder();
        let mut url = format!("http://{address}");
        if let Door::Tls(identity) = &door {
            let tls = ServerTlsConfig::new().identity(identity.clone());
            server = server.tls_config(tls).unwrap();
            url = format!("https://localhost:{}", address.port());
        }
        let router = server
            .add_service(NamespaceServiceServer::new(state.clone()))
            .add_service(WebhookServiceServer::new(state.clone()))
            .add_service(EventServiceServer::new(state.clone()))
            .add_service(DeliveryServiceServer::new(state.clone()))
            .add_service(ReplayServiceServer::new(state.clone()))
            .add_service(AdminServiceServer::new(state.clone()));
        let stopped = async {
            let _ = stopped.await;
        };
        if let Door::Unix(path) = door {
            url = format!("unix:{}", path.display());
            let sockets = UnixListenerStream::new(UnixListener::bind(path).unwrap());
            runtime.spawn(router.serve_with_incoming_shutdown(sockets, stopped));
        } else {
            let sockets = TcpListenerStream::new(listener);
            runtime.spawn(router.serve_with_incoming_shutdown(sockets, stopped));
        }
        drop(guard);
        Self { url, state, _stop: stop, _runtime: runtime }
    }

    pub fn url(&self) -> String {
        self.url.clone()
    }

    pub fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock()
    }

    /// Waits until the daemon has come to this.
    pub fn until(&self, condition: impl Fn(&State) -> bool) {
        let begun = Instant::now();
        while !condition(&self.lock()) {
            assert!(begun.elapsed() < super::DEADLINE, "it never came to that");
            std::thread::yield_now();
        }
    }
}

/// A status with the daemon's own code, hint and more.
pub fn refusal(code: Code, reason: &str, message: &str, metadata: &[(&str, &str)]) -> Status {
    let metadata: HashMap<String, String> =
        metadata.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
    let details = ErrorDetails::with_error_info(reason, "sparrow", metadata);
    Status::with_error_details(code, message, details)
}
