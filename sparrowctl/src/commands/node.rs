//! `node list|drain|undrain`.

use sparrow_proto::v1::{DrainNodeRequest, ListNodesRequest, Node, NodeState, UndrainNodeRequest};

use super::bulk;
use crate::{
    args::{
        node::{Drain, List, Undrain, Verb},
        shared::Frame,
    },
    client::{Client, OrFail as _},
    error::Result,
    exit::Exit,
    ids,
    nouns::node::short,
    output::{printer::cell, view},
    session::{Session, Tier},
};

pub async fn run(session: &mut Session, verb: Verb) -> Result<Exit> {
    match verb {
        Verb::List(args) => list(session, &args).await,
        Verb::Drain(args) => drain(session, args).await,
        Verb::Undrain(args) => undrain(session, args).await,
    }
}

async fn get(client: &Client) -> Result<(Vec<Node>, u32)> {
    let request = client.request(ListNodesRequest {});
    let answer = client.admin().list_nodes(request).await.or_fail(client)?;
    Ok((answer.nodes, answer.lanes_without_owner))
}

async fn list(session: &mut Session, args: &List) -> Result<Exit> {
    let client = session.connect::<Node>().await?;
    let (nodes, ownerless) = get(&client).await?;
    let frame = Frame { no_header: args.no_header, ..Frame::default() };
    let mut listing = session.out.list::<Node>(frame)?;
    for node in &nodes {
        listing.push(node)?;
    }
    listing.finish(None)?;
    if ownerless > 0 {
        let lanes = view::count(ownerless.into(), "lane has", "lanes have");
        session
            .out
            .warn(format!("{lanes} no owner: what is owed there waits for a node to claim it"));
    }
    Ok(Exit::Ok)
}

async fn drain(session: &mut Session, args: Drain) -> Result<Exit> {
    let nodes = ids::expand(&args.nodes, |text| Ok(text.to_owned()))?;
    let client = session.connect::<Node>().await?;
    let (all, _) = get(&client).await?;
    let is_meant =
        |node: &Node| nodes.iter().any(|text| node.node_id.starts_with(&text.to_ascii_lowercase()));
    let works = |node: &&Node| node.state() == NodeState::Live && !is_meant(node);
    if !all.iter().any(|node| works(&node)) && all.iter().any(is_meant) {
        let effect = "no other node works: nothing will be sent until one is undrained or started";
        session.confirm(Tier::Moderate, effect, "drain", &args.confirm)?;
    }
    let call = async |node: &str| {
        let request = client.request(DrainNodeRequest { node_id: node.to_owned() });
        let answer = client.admin().drain_node(request).await.or_fail(&client)?;
        Ok(answer.node.unwrap_or_default())
    };
    bulk::each(session, &nodes, call, |screen, node| {
        let lanes = view::count(node.lanes.into(), "lane", "lanes");
        screen.done(format!("node {} on {} gives away {lanes}", short(node), cell(&node.host)));
        screen.next("watch", "node list");
        screen.next("undo", &format!("node undrain {}", short(node)));
    })
    .await
}

async fn undrain(session: &mut Session, args: Undrain) -> Result<Exit> {
    let nodes = ids::expand(&args.nodes, |text| Ok(text.to_owned()))?;
    let client = session.connect::<Node>().await?;
    let call = async |node: &str| {
        let request = client.request(UndrainNodeRequest { node_id: node.to_owned() });
        let answer = client.admin().undrain_node(request).await.or_fail(&client)?;
        Ok(answer.node.unwrap_or_default())
    };
    bulk::each(session, &nodes, call, |screen, node| {
        screen.done(format!("node {} on {} claims its share", short(node), cell(&node.host)));
        screen.next("watch", "node list");
    })
    .await
}
