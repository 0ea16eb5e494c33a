//! Namespaces from creation to tombstone.

use sparrow_proto::v1::{
    CreateNamespaceRequest, DeleteNamespaceRequest, GetNamespaceRequest, GetWebhookRequest,
    ListNamespacesRequest,
};
use tonic::Code;

use super::{daemon, namespaces, refused};
use crate::harness::TestDatabase;
use crate::harness::daemon::webhook;

fn create(name: &str) -> CreateNamespaceRequest {
    CreateNamespaceRequest { name: name.to_owned() }
}

#[tokio::test]
async fn a_name_is_taken_until_its_namespace_is_deleted() {
    let test = TestDatabase::create().await;
    let daemon = daemon(&test).await;
    let mut client = namespaces(&daemon).await;
    client.create_namespace(create("billing")).await.unwrap();
    let again = refused(client.create_namespace(create("billing")).await);
    assert_eq!((again.code, again.reason.as_str()), (Code::AlreadyExists, "namespace_exists"));
    let bad = refused(client.create_namespace(create("Not A Name")).await);
    assert_eq!((bad.code, bad.reason.as_str()), (Code::InvalidArgument, "invalid_name"));
    assert_eq!(bad.details.bad_request().unwrap().field_violations[0].field, "name");

    let mut receiver = webhook("http://127.0.0.1:9/", &["*"], "none");
    receiver.namespace = "billing".to_owned();
    let (registered, _) = daemon.register(receiver).await;
    let request = GetNamespaceRequest { name: "billing".to_owned() };
    let shown = client.get_namespace(request.clone()).await.unwrap().into_inner().namespace;
    assert_eq!(shown.unwrap().webhooks, 1);

    let delete = DeleteNamespaceRequest { name: "billing".to_owned() };
    let deleted = client.delete_namespace(delete.clone()).await.unwrap().into_inner();
    assert_eq!(deleted.webhooks, 1);
    assert_eq!(refused(client.get_namespace(request).await).reason, "unknown_namespace");
    assert_eq!(refused(client.delete_namespace(delete).await).reason, "unknown_namespace");

    client.create_namespace(create("billing")).await.unwrap();
    let request = GetWebhookRequest { namespace: "billing".to_owned(), webhook: registered.id };
    let gone = refused(daemon.webhooks().get_webhook(request).await);
    assert_eq!(gone.reason, "unknown_webhook", "the new namespace has nothing of the old one");
}

#[tokio::test]
async fn pages_lead_through_all_in_order() {
    let test = TestDatabase::create().await;
    let daemon = daemon(&test).await;
    let mut client = namespaces(&daemon).await;
    for n in 0..5 {
        client.create_namespace(create(&format!("n{n}"))).await.unwrap();
    }
    let mut names = Vec::new();
    let mut request = ListNamespacesRequest { page_size: 2, page_token: String::new() };
    loop {
        let page = client.list_namespaces(request.clone()).await.unwrap().into_inner();
        assert!(page.namespaces.len() <= 2);
        names.extend(page.namespaces.into_iter().map(|namespace| namespace.name));
        if page.next_page_token.is_empty() {
            break;
        }
        request.page_token = page.next_page_token;
    }
    assert_eq!(names, ["default", "n0", "n1", "n2", "n3", "n4"]);
    request.page_token = "nonsense".to_owned();
    assert_eq!(refused(client.list_namespaces(request).await).reason, "invalid_page_token");
}
