//! F20: names that lead nowhere, or where nobody should go, and the name server that says so.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;

use hickory_resolver::proto::op::{Message, OpCode, ResponseCode};
use hickory_resolver::proto::rr::rdata::CNAME;
use hickory_resolver::proto::rr::{Name, RData, Record};
use sparrow_proto::v1::Outcome;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream, UdpSocket};
use tokio::task::JoinSet;

use super::{DELIVERED, Expected, Kit, NO_CONNECTION, failed};

/// Knows the names below, and every other as 127.0.0.1.
pub struct NameServer {
    pub address: SocketAddr,
    _task: JoinSet<()>,
}

const DENIED: Expected = failed(Outcome::Denied, "destination_not_allowed");

/// Bytes of a reply by UDP.
const DATAGRAM: usize = 1_232;

/// The first label of a name, and what becomes of a webhook there.
const NAMES: [(&str, &str, Expected); 12] = [
    ("good", "a name with nothing wrong", DELIVERED),
    ("nobody", "there is no such name", failed(Outcome::Dns, "there is no such name")),
    ("empty", "no address", failed(Outcome::Dns, "the name has no address")),
    ("fails", "SERVFAIL", failed(Outcome::Dns, "the name servers could not answer")),
    ("refuses", "REFUSED", failed(Outcome::Dns, "the name servers could not answer")),
    ("garbage", "a reply of garbage", NO_CONNECTION),
    ("silent", "no reply", NO_CONNECTION),
    ("private", "a private address", DENIED),
    ("mixed", "a private address among others", DENIED),
    ("thousands", "one private address of 1,500", DENIED),
    ("chain0", "an alias of an alias of metadata", DENIED),
    ("loop", "an alias of itself", failed(Outcome::Dns, "the name has no address")),
];

pub(super) async fn start(kit: &mut Kit) {
    for (label, name, expected) in NAMES {
        let evil =
            kit.says("F20", name, expected, "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n").await;
        let port = evil.url.rsplit_once(':').unwrap().1.trim_end_matches("/hook").to_owned();
        evil.url = format!("http://{label}.evil.test:{port}/hook");
    }
}

impl NameServer {
    pub(super) async fn start() -> Self {
        loop {
            let socket = UdpSocket::bind("127.0.0.1:0").await.unwrap();
            let address = socket.local_addr().unwrap();
            let Ok(listener) = TcpListener::bind(address).await else { continue };
            let mut task = JoinSet::new();
            task.spawn(datagrams(Arc::new(socket)));
            task.spawn(streams(listener));
            return Self { address, _task: task };
        }
    }
}

async fn datagrams(socket: Arc<UdpSocket>) {
    let mut datagram = [0; 4096];
    loop {
        let (length, client) = socket.recv_from(&mut datagram).await.unwrap();
        let Some(reply) = reply(&datagram[..length], DATAGRAM) else { continue };
        drop(socket.send_to(&reply, client).await);
    }
}

async fn streams(listener: TcpListener) {
    let mut clients = JoinSet::new();
    loop {
        let (mut client, _) = listener.accept().await.unwrap();
        clients.spawn(async move { while converse(&mut client).await.is_some() {} });
    }
}

async fn converse(client: &mut TcpStream) -> Option<()> {
    let mut question = vec![0; usize::from(client.read_u16().await.ok()?)];
    client.read_exact(&mut question).await.ok()?;
    let Some(reply) = reply(&question, usize::MAX) else { return Some(()) };
    client.write_u16(reply.len().try_into().unwrap()).await.ok()?;
    client.write_all(&reply).await.ok()
}

/// Of no more than so many bytes; what has more is to be asked for over TCP.
fn reply(question: &[u8], most: usize) -> Option<Vec<u8>> {
    let question = Message::from_vec(question).ok()?;
    let query = question.queries.first()?.clone();
    let name = query.name().to_utf8().to_lowercase();
    let label = name.split('.').next()?;
    let mut reply = Message::response(question.metadata.id, OpCode::Query);
    reply.metadata.recursion_available = true;
    match label {
        "silent" => return None,
        "garbage" => return Some(b"\0\0garbage".to_vec()),
        "nobody" => reply.metadata.response_code = ResponseCode::NXDomain,
        "empty" => {}
        "fails" => reply.metadata.response_code = ResponseCode::ServFail,
        "refuses" => reply.metadata.response_code = ResponseCode::Refused,
        "loop" => reply.insert_answers(vec![alias(query.name(), &name)]),
        _ => match label.strip_prefix("chain").and_then(|n| n.parse::<u32>().ok()) {
            Some(link) if link < 3 => {
                let next = format!("chain{}.evil.test.", link + 1);
                reply.insert_answers(vec![alias(query.name(), &next)]);
            }
            _ => {
                let all = addresses(label).into_iter();
                let all =
                    all.map(|ip| Record::from_rdata(query.name().clone(), 0, RData::from(ip)));
                let of_type = |record: &Record| record.record_type() == query.query_type();
                reply.insert_answers(all.filter(of_type).collect());
            }
        },
    }
    reply.add_query(query);
    let bytes = reply.to_vec().unwrap();
    if bytes.len() <= most {
        return Some(bytes);
    }
    reply.answers.clear();
    reply.metadata.truncation = true;
    Some(reply.to_vec().unwrap())
}

fn alias(name: &Name, target: &str) -> Record {
    Record::from_rdata(name.clone(), 0, RData::CNAME(CNAME(Name::from_utf8(target).unwrap())))
}

fn addresses(label: &str) -> Vec<IpAddr> {
    let here = IpAddr::from(Ipv4Addr::LOCALHOST);
    let metadata = IpAddr::from([169, 254, 169, 254]);
    match label {
        "private" => vec![IpAddr::from([10, 0, 0, 1])],
        "mixed" => vec![here, metadata, here],
        "thousands" => {
            let many = (2..1_501).map(|n: u32| Ipv4Addr::from_bits(0x7f00_0000 + n).into());
            many.chain([metadata]).collect()
        }
        "chain3" => vec![metadata],
        _ => vec![here],
    }
}
