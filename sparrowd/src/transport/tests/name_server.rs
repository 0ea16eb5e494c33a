//! A name server with a zone of the test's own.

use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex};

use hickory_resolver::config::{ConnectionConfig, NameServerConfig, ResolverConfig};
use hickory_resolver::proto::op::{Message, OpCode, ResponseCode};
use hickory_resolver::proto::rr::rdata::CNAME;
use hickory_resolver::proto::rr::{Name, RData, Record, RecordType};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, UdpSocket};
use tokio::task::JoinSet;

/// What it says to one question.
pub(super) enum Reply {
    Silence,
    Code(ResponseCode),
    /// These records, or that there are none of this type.
    Records(Vec<Record>),
}

#[derive(Debug)]
pub(super) struct NameServer {
    address: SocketAddr,
    asked: Asked,
    _task: JoinSet<()>,
}

impl NameServer {
    /// `zone` gets the name, with its final dot, and the type asked for.
    pub(super) async fn start<Z>(zone: Z) -> Self
    where
        Z: FnMut(&str, RecordType) -> Reply + Send + 'static,
    {
        let (socket, listener) = same_port().await;
        let address = socket.local_addr().unwrap();
        let asked = Asked::default();
        let zone = Arc::new(Zone { zone: Mutex::new(zone), asked: Arc::clone(&asked) });
        let mut task = JoinSet::new();
        task.spawn(datagrams(socket, Arc::clone(&zone)));
        task.spawn(streams(listener, zone));
        Self { address, asked, _task: task }
    }

    /// One that gives these addresses, for a minute, for every name.
    pub(super) async fn giving<const N: usize>(addresses: [&str; N]) -> Self {
        let addresses = addresses.map(|ip| ip.parse::<IpAddr>().unwrap());
        Self::start(move |name, kind| Reply::addresses(name, kind, 60, &addresses)).await
    }

    pub(super) fn config(&self) -> ResolverConfig {
        let (mut udp, mut tcp) = (ConnectionConfig::udp(), ConnectionConfig::tcp());
        udp.port = self.address.port();
        tcp.port = self.address.port();
        let server = NameServerConfig::new(self.address.ip(), true, vec![udp, tcp]);
        ResolverConfig::from_parts(None, vec![], vec![server])
    }

    /// Every question so far.
    pub(super) fn asked(&self) -> Vec<(String, RecordType)> {
        self.asked.lock().unwrap().clone()
    }
}

/// Another process may have the port of the one for the other.
async fn same_port() -> (UdpSocket, TcpListener) {
    loop {
        let socket = UdpSocket::bind("127.0.0.1:0").await.unwrap();
        if let Ok(listener) = TcpListener::bind(socket.local_addr().unwrap()).await {
            return (socket, listener);
        }
    }
}

impl Reply {
    /// Those of the addresses that are of the type asked for.
    pub(super) fn addresses(name: &str, kind: RecordType, ttl: u32, all: &[IpAddr]) -> Self {
        let name = Name::from_utf8(name).unwrap();
        let records = all.iter().map(|ip| Record::from_rdata(name.clone(), ttl, RData::from(*ip)));
        Self::Records(records.filter(|record| record.record_type() == kind).collect())
    }

    pub(super) fn alias(name: &str, target: &str) -> Self {
        let target = RData::CNAME(CNAME(Name::from_utf8(target).unwrap()));
        Self::Records(vec![Record::from_rdata(Name::from_utf8(name).unwrap(), 60, target)])
    }
}

type Asked = Arc<Mutex<Vec<(String, RecordType)>>>;

/// Zone and questions, behind both sockets.
struct Zone<Z> {
    zone: Mutex<Z>,
    asked: Asked,
}

impl<Z: FnMut(&str, RecordType) -> Reply> Zone<Z> {
    fn answer(&self, question: &[u8]) -> Option<Message> {
        let question = Message::from_vec(question).unwrap();
        let query = question.queries[0].clone();
        let name = query.name().to_utf8().to_lowercase();
        self.asked.lock().unwrap().push((name.clone(), query.query_type()));
        let mut answer = Message::response(question.metadata.id, OpCode::Query);
        answer.metadata.recursion_available = true;
        match (self.zone.lock().unwrap())(&name, query.query_type()) {
            Reply::Silence => return None,
            Reply::Code(code) => answer.metadata.response_code = code,
            Reply::Records(records) => answer.insert_answers(records),
        }
        answer.add_query(query);
        Some(answer)
    }
}

/// What fits in no datagram is to be asked for again, over TCP.
async fn datagrams<Z: FnMut(&str, RecordType) -> Reply>(socket: UdpSocket, zone: Arc<Zone<Z>>) {
    let mut datagram = [0; 4096];
    loop {
        let (length, client) = socket.recv_from(&mut datagram).await.unwrap();
        let Some(mut answer) = zone.answer(&datagram[..length]) else { continue };
        let mut bytes = answer.to_vec().unwrap();
        if bytes.len() > 1232 {
            answer.answers.clear();
            answer.metadata.truncation = true;
            bytes = answer.to_vec().unwrap();
        }
        socket.send_to(&bytes, client).await.unwrap();
    }
}

async fn streams<Z>(listener: TcpListener, zone: Arc<Zone<Z>>)
where
    Z: FnMut(&str, RecordType) -> Reply + Send + 'static,
{
    let mut clients = JoinSet::new();
    loop {
        let (mut client, _) = listener.accept().await.unwrap();
        let zone = Arc::clone(&zone);
        clients.spawn(async move {
            while let Ok(length) = client.read_u16().await {
                let mut question = vec![0; usize::from(length)];
                client.read_exact(&mut question).await.unwrap();
                let Some(answer) = zone.answer(&question) else { continue };
                let bytes = answer.to_vec().unwrap();
                client.write_u16(bytes.len().try_into().unwrap()).await.unwrap();
                client.write_all(&bytes).await.unwrap();
            }
        });
    }
}
