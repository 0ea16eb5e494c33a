//! The doors, over real sockets: what they let in, what they answer, and that both answer alike.

mod bulk;
mod closing;
mod connect;
mod contract;
mod events;
mod json;
mod memory;
mod namespaces;
mod rest;
mod rules;
mod versions;
mod webhooks;
mod wire;

use sparrow_proto::v1::namespace_service_client::NamespaceServiceClient;
use tonic::transport::{Channel, Endpoint};
use tonic::{Code, Status};
use tonic_types::{ErrorDetails, StatusExt as _};

use crate::harness::TestDatabase;
use crate::harness::daemon::{Home, TestDaemon};

async fn daemon(database: &TestDatabase) -> TestDaemon {
    Home::new(database).start().await
}

async fn channel(daemon: &TestDaemon) -> Channel {
    Endpoint::try_from(format!("http://{}", daemon.grpc)).unwrap().connect().await.unwrap()
}

async fn namespaces(daemon: &TestDaemon) -> NamespaceServiceClient<Channel> {
    NamespaceServiceClient::new(channel(daemon).await)
}

/// A call that was refused, with code, reason and details.
struct Refused {
    code: Code,
    reason: String,
    hint: String,
    details: ErrorDetails,
}

fn refused<T: std::fmt::Debug>(answer: Result<T, Status>) -> Refused {
    let status = answer.expect_err("the call should be refused");
    let details = status.get_error_details();
    let info = details.error_info().unwrap_or_else(|| panic!("no details: {status:?}"));
    assert_eq!(info.domain, "sparrow");
    Refused {
        code: status.code(),
        reason: info.reason.clone(),
        hint: info.metadata.get("hint").cloned().unwrap_or_default(),
        details,
    }
}
