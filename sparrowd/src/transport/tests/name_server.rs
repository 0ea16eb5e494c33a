//! A name server with a zone of the test's own.

use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex};

use hickory_resolver::config::{ConnectionConfig, NameServerConfig, ResolverConfig};
use hickory_resolver::proto::op::{Message, OpCode, ResponseCode};
use hickory_resolver::proto::rr::rdata::CNAME;
use hickory_resolver::proto::rr::{Name, RData, Record, RecordType};
use tokio::net::UdpSocket;
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
    asked: Arc<Mutex<Vec<(String, RecordType)>>>,
    _task: JoinSet<()>,
}

impl NameServer {
    /// `zone` gets the name, with its final dot, and the type asked for.
    pub(super) async fn start<Z>(zone: Z) -> Self
    where
        Z: FnMut(&str, RecordType) -> Reply + Send + 'static,
    {
        let socket = UdpSocket::bind("127.0.0.1:0").await.unwrap();
        let address = socket.local_addr().unwrap();
        let asked = Arc::default();
        let mut task = JoinSet::new();
        task.spawn(serve(socket, Arc::clone(&asked), zone));
        Self { address, asked, _task: task }
    }

    /// One that gives these addresses, for a minute, for every name.
    pub(super) async fn giving<const N: usize>(addresses: [&str; N]) -> Self {
        let addresses = addresses.map(|ip| ip.parse::<IpAddr>().unwrap());
        Self::start(move |name, kind| Reply::addresses(name, kind, 60, &addresses)).await
    }

    pub(super) fn config(&self) -> ResolverConfig {
        let mut udp = ConnectionConfig::udp();
        udp.port = self.address.port();
        let server = NameServerConfig::new(self.address.ip(), true, vec![udp]);
        ResolverConfig::from_parts(None, vec![], vec![server])
    }

    /// Every question so far.
    pub(super) fn asked(&self) -> Vec<(String, RecordType)> {
        self.asked.lock().unwrap().clone()
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

async fn serve<Z>(socket: UdpSocket, asked: Arc<Mutex<Vec<(String, RecordType)>>>, mut zone: Z)
where
    Z: FnMut(&str, RecordType) -> Reply,
{
    let mut datagram = [0; 4096];
    loop {
        let (length, client) = socket.recv_from(&mut datagram).await.unwrap();
        let question = Message::from_vec(&datagram[..length]).unwrap();
        let query = question.queries[0].clone();
        let name = query.name().to_utf8().to_lowercase();
        asked.lock().unwrap().push((name.clone(), query.query_type()));
        let mut answer = Message::response(question.metadata.id, OpCode::Query);
        answer.metadata.recursion_available = true;
        match zone(&name, query.query_type()) {
            Reply::Silence => continue,
            Reply::Code(code) => answer.metadata.response_code = code,
            Reply::Records(records) => answer.insert_answers(records),
        }
        answer.add_query(query);
        socket.send_to(&answer.to_vec().unwrap(), client).await.unwrap();
    }
}
