//! `namespace create|list|show|delete`.

use sparrow_proto::v1::{
    CreateNamespaceRequest, DeleteNamespaceRequest, GetNamespaceRequest, ListNamespacesRequest,
    Namespace,
};

use super::pages::{self, Empty};
use crate::{
    args::namespace::{Create, Delete, List, Show, Verb},
    client::{Client, OrFail as _},
    error::{Result, Stop},
    exit::Exit,
    nouns::namespace::NamespaceDetail,
    output::{Screen, Tone, Value, printer::cell, view},
    session::{Session, Tier},
};

pub async fn run(session: &mut Session, verb: Verb) -> Result<Exit> {
    match verb {
        Verb::Create(args) => create(session, args).await,
        Verb::List(args) => list(session, &args).await,
        Verb::Show(args) => show(session, args).await,
        Verb::Delete(args) => delete(session, args).await,
    }
}

async fn create(session: &mut Session, args: Create) -> Result<Exit> {
    let client = session.connect::<Namespace>().await?;
    let request = client.request(CreateNamespaceRequest { name: args.name });
    let created = client.namespaces().create_namespace(request).await.or_fail(&client)?;
    session.out.one(&created.namespace.unwrap_or_default(), |screen, namespace| {
        screen.done(format!("created namespace {}", cell(&namespace.name)));
        screen.hint(&format!("work in it: -n {0}, or SPARROW_NAMESPACE={0}", namespace.name));
    })?;
    Ok(Exit::Ok)
}

async fn list(session: &mut Session, args: &List) -> Result<Exit> {
    let client = session.connect::<Namespace>().await?;
    let hint = session.command("namespace create NAME");
    let empty = Empty { message: "No namespaces.".to_owned(), hint };
    pages::list(&mut session.out, &args.paging, empty, async |page_size, page_token| {
        let request = client.request(ListNamespacesRequest { page_size, page_token });
        let page = client.namespaces().list_namespaces(request).await.or_fail(&client)?;
        Ok((page.namespaces, page.next_page_token))
    })
    .await
}

async fn get(client: &Client, name: &str) -> Result<Namespace> {
    let request = client.request(GetNamespaceRequest { name: name.to_owned() });
    let answer = client.namespaces().get_namespace(request).await.or_fail(client)?;
    Ok(answer.namespace.unwrap_or_default())
}

async fn show(session: &mut Session, args: Show) -> Result<Exit> {
    let client = session.connect::<NamespaceDetail>().await?;
    let namespace = get(&client, &args.name).await?;
    session.out.one(&NamespaceDetail(namespace), |screen, NamespaceDetail(namespace)| {
        let name = screen.paint(Tone::Strong, &cell(&namespace.name));
        screen.line(name);
        screen.field("webhooks", &[namespace.webhooks.to_string()]);
        screen.field("waiting", &[waiting(namespace)]);
        created(screen, namespace);
    })?;
    Ok(Exit::Ok)
}

fn created(screen: &mut Screen<'_>, namespace: &Namespace) {
    let at = screen.view.human(&Value::time(namespace.create_time));
    screen.field("created", &[at, format!("revision {}", namespace.revision)]);
}

fn waiting(namespace: &Namespace) -> String {
    view::deliveries(namespace.waiting.into(), namespace.waiting_is_more)
}

async fn delete(session: &mut Session, args: Delete) -> Result<Exit> {
    let client = session.connect::<Namespace>().await?;
    let namespace = get(&client, &args.name).await.map_err(|stop| match stop {
        // The daemon suggests to create it, which is not what was meant; a name that is near may
        // be.
        Stop::Failed(mut failure) if failure.code == "unknown_namespace" => {
            let hint = failure.hint.take().unwrap_or_default();
            failure.hint = hint.split_once(" otherwise: ").map(|(near, _)| near.to_owned());
            failure.into()
        }
        stop => stop,
    })?;
    let effect = format!(
        "deletes namespace {} with {}; {} still owed will be cancelled",
        namespace.name,
        view::count(namespace.webhooks.into(), "webhook", "webhooks"),
        waiting(&namespace)
    );
    session.confirm(Tier::Severe, &effect, &namespace.name, &args.confirm)?;
    let request = client.request(DeleteNamespaceRequest { name: args.name });
    let deleted = client.namespaces().delete_namespace(request).await.or_fail(&client)?;
    session.out.one(&namespace, |screen, namespace| {
        let webhooks = view::count(deleted.webhooks.into(), "webhook", "webhooks");
        screen.done(format!("deleted namespace {} with {webhooks}", cell(&namespace.name)));
    })?;
    Ok(Exit::Ok)
}
