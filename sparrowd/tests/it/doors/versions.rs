//! HTTP/1.1 and HTTP/2 on the one port.

use bytes::Bytes;
use http_body_util::{BodyExt as _, Empty};
use hyper_util::client::legacy::Client;
use hyper_util::rt::TokioExecutor;
use sparrow_proto::v1::ListNamespacesRequest;
use sparrow_proto::v1::namespace_service_client::NamespaceServiceClient;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tonic::transport::Endpoint;

use super::daemon;
use super::wire::exchange;
use crate::harness::TestDatabase;

#[tokio::test]
async fn http2_is_spoken_without_tls_too() {
    let test = TestDatabase::create().await;
    let daemon = daemon(&test).await;
    let client =
        Client::builder(TokioExecutor::new()).http2_only(true).build_http::<Empty<Bytes>>();
    let url = format!("http://{}/webhook/namespaces", daemon.http);
    let answer = client.get(url.parse().unwrap()).await.unwrap();
    assert_eq!((answer.status().as_u16(), answer.version()), (200, http::Version::HTTP_2));
    let body = answer.into_body().collect().await.unwrap().to_bytes();
    assert!(String::from_utf8_lossy(&body).contains(r#""name":"default""#), "{body:?}");
    // Plain gRPC has its own port.
    let endpoint = Endpoint::try_from(format!("http://{}", daemon.http)).unwrap();
    let channel = endpoint.connect().await.unwrap();
    let refused = NamespaceServiceClient::new(channel)
        .list_namespaces(ListNamespacesRequest::default())
        .await
        .unwrap_err();
    assert!(!refused.message().is_empty());
}

#[tokio::test]
async fn a_preface_in_pieces_is_waited_for() {
    let test = TestDatabase::create().await;
    let daemon = daemon(&test).await;
    let mut stream = TcpStream::connect(daemon.http).await.unwrap();
    for piece in ["P", "RI * HTTP/2.0\r\n", "\r\nSM\r\n\r\n"] {
        stream.write_all(piece.as_bytes()).await.unwrap();
        stream.flush().await.unwrap();
    }
    // An empty frame of settings.
    stream.write_all(&[0, 0, 0, 4, 0, 0, 0, 0, 0]).await.unwrap();
    let mut head = [0; 9];
    stream.read_exact(&mut head).await.unwrap();
    assert_eq!(head[3], 4, "settings come back: {head:?}");
}

#[tokio::test]
async fn a_head_has_its_limits() {
    let test = TestDatabase::create().await;
    let daemon = daemon(&test).await;
    let many = "x-many: v\r\n".repeat(100);
    let large = format!("x-large: {}\r\n", "v".repeat(200_000));
    for headers in [many, large] {
        let request = format!("GET /health HTTP/1.1\r\nhost: {}\r\n{headers}\r\n", daemon.http);
        let answer = exchange(daemon.http, request.as_bytes()).await;
        assert_eq!(answer.status, 431, "{} for {} bytes", answer.head, request.len());
    }
}
