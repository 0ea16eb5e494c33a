//! Namespaces, and the daemon itself with its nodes.

use sparrow_proto::v1::{
    admin_service_server::AdminService, namespace_service_server::NamespaceService, *,
};
use tonic::{Code, Request, Status, async_trait};

use super::{super::fake::refusal, Answer, Shared, ok, sample};

#[async_trait]
impl NamespaceService for Shared {
    async fn create_namespace(
        &self,
        request: Request<CreateNamespaceRequest>,
    ) -> Answer<CreateNamespaceResponse> {
        self.write("CreateNamespace")?;
        let name = request.into_inner().name;
        let create_time = sample::ago(0);
        let namespace = Namespace { name, create_time, ..Namespace::default() };
        ok(CreateNamespaceResponse { namespace: Some(namespace) })
    }

    async fn list_namespaces(
        &self,
        _: Request<ListNamespacesRequest>,
    ) -> Answer<ListNamespacesResponse> {
        self.read("ListNamespaces")?;
        let namespaces = self.all(sample::namespaces());
        ok(ListNamespacesResponse { namespaces, next_page_token: String::new() })
    }

    async fn get_namespace(
        &self,
        request: Request<GetNamespaceRequest>,
    ) -> Answer<GetNamespaceResponse> {
        self.read("GetNamespace")?;
        let name = request.into_inner().name;
        let namespace = sample::namespaces().into_iter().find(|it| it.name == name);
        let unknown = || {
            let message = format!("no namespace {name:?}");
            let near = if name == "defualt" { "did you mean default? otherwise: " } else { "" };
            let create = format!("{near}sparrowctl namespace create {name}");
            refusal(Code::NotFound, "unknown_namespace", &message, &[("hint", &create)])
        };
        ok(GetNamespaceResponse { namespace: Some(namespace.ok_or_else(unknown)?) })
    }

    async fn delete_namespace(
        &self,
        _: Request<DeleteNamespaceRequest>,
    ) -> Answer<DeleteNamespaceResponse> {
        self.write("DeleteNamespace")?;
        ok(DeleteNamespaceResponse { webhooks: 3 })
    }
}

#[async_trait]
impl AdminService for Shared {
    async fn get_system_health(
        &self,
        _: Request<GetSystemHealthRequest>,
    ) -> Answer<GetSystemHealthResponse> {
        self.read("GetSystemHealth")?;
        ok(GetSystemHealthResponse {
            version: "0.1.0".to_owned(),
            node_id: "0193596a-64f0-7c3c-b40f-a1b2c3d4e5f6".to_owned(),
            start_time: sample::ago(532_800),
            ready: true,
            schema_version: 3,
            database_latency: sample::millis(2),
            database_version: "15.8".to_owned(),
            live_nodes: 2,
            lanes_owned: 128,
            backlog: 6_157,
            in_flight: 12,
            webhooks_healthy: 41,
            webhooks_degraded: 1,
            webhooks_failing: 1,
            webhooks_paused: 1,
            dead_letters: 118,
            partitions_postponed: 2,
            succeeded: 63_600,
            failed: 1_500,
            ..GetSystemHealthResponse::default()
        })
    }

    async fn list_nodes(&self, _: Request<ListNodesRequest>) -> Answer<ListNodesResponse> {
        self.read("ListNodes")?;
        let nodes = self.all(sample::nodes());
        let lanes_without_owner = self.lock().lanes_without_owner;
        ok(ListNodesResponse { nodes, lanes_without_owner })
    }

    async fn drain_node(&self, request: Request<DrainNodeRequest>) -> Answer<DrainNodeResponse> {
        self.write("DrainNode")?;
        let mut node = node(&request.into_inner().node_id)?;
        node.set_state(NodeState::Draining);
        ok(DrainNodeResponse { node: Some(node) })
    }

    async fn undrain_node(
        &self,
        request: Request<UndrainNodeRequest>,
    ) -> Answer<UndrainNodeResponse> {
        self.write("UndrainNode")?;
        let mut node = node(&request.into_inner().node_id)?;
        node.set_state(NodeState::Live);
        ok(UndrainNodeResponse { node: Some(node) })
    }
}

fn node(named: &str) -> Result<Node, Status> {
    let found = sample::nodes().into_iter().find(|node| node.node_id.starts_with(named));
    found.ok_or_else(|| {
        let message = format!("there is no live node {named}");
        refusal(Code::NotFound, "unknown_node", &message, &[("hint", "sparrowctl node list")])
    })
}
