//! `NamespaceService`: namespaces made, listed and deleted.

use sparrow_proto::v1;
use sparrow_proto::v1::namespace_service_server::NamespaceService;
use tonic::{Request, Response, Status};

use super::context::Context;
use super::convert;
use super::error::{ApiError, Reason};
use super::pages::Filters;
use crate::domain::ids::NamespaceId;
use crate::domain::webhook::NamespaceName;
use crate::store::namespaces::{self as store, Created, Deleted};

#[derive(Debug, Clone)]
pub(super) struct Namespaces(pub(super) Context);

#[tonic::async_trait]
impl NamespaceService for Namespaces {
    async fn create_namespace(
        &self,
        request: Request<v1::CreateNamespaceRequest>,
    ) -> Result<Response<v1::CreateNamespaceResponse>, Status> {
        Ok(Response::new(create(&self.0, request.into_inner()).await?))
    }

    async fn list_namespaces(
        &self,
        request: Request<v1::ListNamespacesRequest>,
    ) -> Result<Response<v1::ListNamespacesResponse>, Status> {
        Ok(Response::new(list(&self.0, request.into_inner()).await?))
    }

    async fn get_namespace(
        &self,
        request: Request<v1::GetNamespaceRequest>,
    ) -> Result<Response<v1::GetNamespaceResponse>, Status> {
        Ok(Response::new(get(&self.0, request.into_inner()).await?))
    }

    async fn delete_namespace(
        &self,
        request: Request<v1::DeleteNamespaceRequest>,
    ) -> Result<Response<v1::DeleteNamespaceResponse>, Status> {
        Ok(Response::new(delete(&self.0, request.into_inner()).await?))
    }
}

async fn create(
    context: &Context,
    request: v1::CreateNamespaceRequest,
) -> Result<v1::CreateNamespaceResponse, ApiError> {
    let name = convert::namespace_in("name", &request.name)?;
    match make(context, &name).await? {
        Created::Created(made) => {
            Ok(v1::CreateNamespaceResponse { namespace: Some(namespace(made)) })
        }
        Created::NameTaken => {
            let message = format!("there is a namespace {name} already");
            Err(ApiError::new(Reason::NamespaceExists, message)
                .hint(format!("sparrowctl namespace show {name}")))
        }
    }
}

/// Makes a namespace, unless there is one of this name.
pub(super) async fn make(context: &Context, name: &NamespaceName) -> Result<Created, ApiError> {
    let id = NamespaceId::from_uuid(context.stamper.stamp());
    let created = store::create(&context.pool, id, name).await.map_err(ApiError::from_write)?;
    if matches!(created, Created::Created(_)) {
        tracing::info!(event = "namespace_created", namespace = %name, "a namespace was created");
    }
    Ok(created)
}

async fn list(
    context: &Context,
    request: v1::ListNamespacesRequest,
) -> Result<v1::ListNamespacesResponse, ApiError> {
    let size = convert::page_size(request.page_size)?;
    let filters = Filters::new("ListNamespaces", []);
    let after = filters.text(&request.page_token)?.unwrap_or_default();
    let mut page = store::page(&context.pool, &after, size + 1).await?;
    let more = page.len() > size;
    page.truncate(size);
    let last = page.last().filter(|_| more);
    Ok(v1::ListNamespacesResponse {
        next_page_token: last.map_or_else(String::new, |last| filters.token(last.name.as_bytes())),
        namespaces: page.into_iter().map(namespace).collect(),
    })
}

async fn get(
    context: &Context,
    request: v1::GetNamespaceRequest,
) -> Result<v1::GetNamespaceResponse, ApiError> {
    let name = convert::namespace_in("name", &request.name)?;
    let found = store::get(&context.pool, &name).await?;
    let found = found.ok_or_else(|| context.unknown_namespace(name.as_str()))?;
    let waiting = store::waiting(&context.pool, found.id).await?;
    let namespace = v1::Namespace {
        waiting: waiting.number,
        waiting_is_more: waiting.more,
        ..namespace(found)
    };
    Ok(v1::GetNamespaceResponse { namespace: Some(namespace) })
}

async fn delete(
    context: &Context,
    request: v1::DeleteNamespaceRequest,
) -> Result<v1::DeleteNamespaceResponse, ApiError> {
    let name = convert::namespace_in("name", &request.name)?;
    let found = store::get(&context.pool, &name).await?;
    let found = found.ok_or_else(|| context.unknown_namespace(name.as_str()))?;
    let deleted = store::delete(&context.pool, found.id).await.map_err(ApiError::from_write)?;
    context.has_changed(found.id).await;
    match deleted {
        Deleted::Deleted { webhooks } => {
            tracing::info!(event = "namespace_deleted", namespace = %name, webhooks, "a namespace was deleted");
            let webhooks = u32::try_from(webhooks).unwrap_or(u32::MAX);
            Ok(v1::DeleteNamespaceResponse { webhooks })
        }
        Deleted::NotThere => Err(context.unknown_namespace(name.as_str())),
    }
}

fn namespace(row: store::Namespace) -> v1::Namespace {
    v1::Namespace {
        name: row.name,
        create_time: Some(convert::time(row.created_at)),
        webhooks: u32::try_from(row.webhooks).unwrap_or(u32::MAX),
        revision: convert::unsigned(row.revision),
        waiting: 0,
        waiting_is_more: false,
    }
}
