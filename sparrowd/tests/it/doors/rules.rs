//! Who is let in without a token, on both doors.

use sparrow_proto::v1::ListNamespacesRequest;
use sparrow_proto::v1::namespace_service_client::NamespaceServiceClient;
use tonic::transport::Endpoint;
use tonic::{Code, Request};
use tonic_health::pb::HealthCheckRequest;
use tonic_health::pb::health_check_response::ServingStatus;
use tonic_health::pb::health_client::HealthClient;
use tonic_reflection::pb::v1::ServerReflectionRequest;
use tonic_reflection::pb::v1::server_reflection_client::ServerReflectionClient;
use tonic_reflection::pb::v1::server_reflection_request::MessageRequest;
use tonic_reflection::pb::v1::server_reflection_response::MessageResponse;

use super::wire::exchange;
use super::{channel, daemon, namespaces, refused};
use crate::harness::TestDatabase;
use crate::harness::daemon::Home;

#[tokio::test]
async fn json_is_for_loopback_hosts_and_never_for_web_pages() {
    let test = TestDatabase::create().await;
    let daemon = daemon(&test).await;
    for (headers, status, code) in [
        ("host: localhost\r\n", 200, ""),
        ("host: [::1]:9\r\n", 200, ""),
        ("host: sparrow.example.com\r\n", 403, "host_not_allowed"),
        ("host: 127.0.0.1.example.com\r\n", 403, "host_not_allowed"),
        ("host: localhost\r\norigin: http://localhost:3000\r\n", 403, "origin_not_allowed"),
    ] {
        let request = format!("GET /health HTTP/1.1\r\nconnection: close\r\n{headers}\r\n");
        let answer = exchange(daemon.http, request.as_bytes()).await;
        assert_eq!((answer.status, answer.code()), (status, code), "{headers}");
    }
}

#[tokio::test]
async fn grpc_holds_the_same_rules() {
    let test = TestDatabase::create().await;
    let daemon = daemon(&test).await;
    let rebound = Endpoint::try_from(format!("http://{}", daemon.grpc))
        .unwrap()
        .origin("http://sparrow.example.com".parse().unwrap());
    let mut client = NamespaceServiceClient::new(rebound.connect().await.unwrap());
    let answer = refused(client.list_namespaces(ListNamespacesRequest::default()).await);
    assert_eq!((answer.code, answer.reason.as_str()), (Code::PermissionDenied, "host_not_allowed"));
    assert!(answer.hint.contains("listen.insecure"), "{}", answer.hint);

    let mut request = Request::new(ListNamespacesRequest::default());
    request.metadata_mut().insert("origin", "http://localhost".parse().unwrap());
    let answer = refused(namespaces(&daemon).await.list_namespaces(request).await);
    assert_eq!(answer.reason, "origin_not_allowed");
}

#[tokio::test]
async fn an_insecure_daemon_answers_to_any_host() {
    let test = TestDatabase::create().await;
    let daemon = Home::new(&test).with("listen.insecure", "true").start().await;
    let request = b"GET /health HTTP/1.1\r\nconnection: close\r\nhost: sparrow.example.com\r\n\r\n";
    assert_eq!(exchange(daemon.http, request).await.status, 200);
}

#[tokio::test]
async fn health_and_reflection_answer_stock_tools() {
    let test = TestDatabase::create().await;
    let daemon = daemon(&test).await;
    let mut health = HealthClient::new(channel(&daemon).await);
    for service in ["", "sparrow.v1.EventService"] {
        let request = HealthCheckRequest { service: service.to_owned() };
        let answer = health.check(request).await.unwrap().into_inner();
        assert_eq!(answer.status(), ServingStatus::Serving, "{service}");
    }

    let mut reflection = ServerReflectionClient::new(channel(&daemon).await);
    let request = ServerReflectionRequest {
        host: String::new(),
        message_request: Some(MessageRequest::ListServices(String::new())),
    };
    let asked = tokio_stream::once(request);
    let mut answers = reflection.server_reflection_info(asked).await.unwrap().into_inner();
    let answer = answers.message().await.unwrap().unwrap().message_response.unwrap();
    let MessageResponse::ListServicesResponse(list) = answer else { panic!("{answer:?}") };
    let names: Vec<_> = list.service.iter().map(|service| service.name.as_str()).collect();
    for expected in ["sparrow.v1.EventService", "sparrow.v1.AdminService", "grpc.health.v1.Health"]
    {
        assert!(names.contains(&expected), "{expected} among {names:?}");
    }
}
