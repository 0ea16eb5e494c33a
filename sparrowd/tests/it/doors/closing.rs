//! How the doors close: callers are told, and none keeps the daemon from ending.

use std::time::Duration;

use bytes::Bytes;
use sparrow_proto::v1::namespace_service_client::NamespaceServiceClient;
use sparrow_proto::v1::{EventInput, ListNamespacesRequest, PushEventsRequest};
use tokio::net::{TcpStream, UnixStream};
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;
use tonic::transport::{Endpoint, Uri};
use tonic_health::pb::HealthCheckRequest;
use tonic_health::pb::health_check_response::ServingStatus;
use tonic_health::pb::health_client::HealthClient;

use super::{channel, daemon, refused};
use crate::harness::daemon::{Home, NAMESPACE};
use crate::harness::{SOON, TestDatabase};

#[tokio::test]
async fn streams_end_with_a_reason_and_idle_callers_hold_nothing_up() {
    let test = TestDatabase::create().await;
    let daemon = daemon(&test).await;
    let event = EventInput {
        namespace: NAMESPACE.to_owned(),
        r#type: "a".to_owned(),
        payload: Bytes::from_static(b"{}"),
        ..EventInput::default()
    };
    let (requests, sent) = mpsc::channel(1);
    let answers = daemon.events().push_events(ReceiverStream::new(sent)).await.unwrap();
    let mut answers = answers.into_inner();
    requests.send(PushEventsRequest { events: vec![event; 3] }).await.unwrap();
    let mut accepted = 0;
    while accepted < 3 {
        accepted = answers.message().await.unwrap().unwrap().accepted;
    }
    let mut health = HealthClient::new(channel(&daemon).await);
    let mut watched = health.watch(HealthCheckRequest::default()).await.unwrap().into_inner();
    let status = watched.message().await.unwrap().unwrap().status();
    assert_eq!(status, ServingStatus::Serving);
    let _idle = TcpStream::connect(daemon.http).await.unwrap();

    let told = async {
        let error = refused(answers.message().await);
        assert_eq!(error.reason, "stopping");
        assert_eq!(error.details.error_info().unwrap().metadata["index"], "3");
        // Whoever watches learns that it no longer serves, and then the stream ends.
        while let Ok(Some(answer)) = watched.message().await {
            assert_eq!(answer.status(), ServingStatus::NotServing);
        }
    };
    // Well within the time that callers get: nobody had to be dropped.
    let all = async { tokio::join!(told, daemon.stop()) };
    tokio::time::timeout(Duration::from_secs(4), all).await.unwrap();
}

#[tokio::test]
async fn the_unix_socket_takes_any_authority_and_outlives_a_kill() {
    let test = TestDatabase::create().await;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("api.sock");
    // What a daemon that was killed leaves behind.
    drop(std::os::unix::net::UnixListener::bind(&path).unwrap());
    let home = Home::new(&test).with("listen.unix", path.to_str().unwrap());
    let daemon = home.start().await;
    let to_socket = path.clone();
    let connector = tower::service_fn(move |_: Uri| {
        let path = to_socket.clone();
        async move {
            Ok::<_, std::io::Error>(hyper_util::rt::TokioIo::new(UnixStream::connect(path).await?))
        }
    });
    let endpoint = Endpoint::from_static("http://any.example.com");
    let channel = endpoint.connect_with_connector(connector).await.unwrap();
    let mut client = NamespaceServiceClient::new(channel);
    let listed = client.list_namespaces(ListNamespacesRequest::default()).await.unwrap();
    assert_eq!(listed.into_inner().namespaces.len(), 1);
    drop(client);

    tokio::time::timeout(SOON, daemon.stop()).await.unwrap();
    assert!(!path.exists(), "its name goes with it");
}
