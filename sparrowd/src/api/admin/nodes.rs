//! The nodes: a list, and telling one to drain or to work again.

use sparrow_proto::v1;

use super::super::context::Context;
use super::super::convert;
use super::super::error::{ApiError, Reason};
use crate::domain::ids::NodeId;
use crate::store::fleet::{self, Node, Standing, Told};

/// Characters of an id that a prefix takes at least: of less, one more node makes it another's.
const SHORTEST: usize = 4;
const HINT: &str = "sparrowctl node list";

pub(super) async fn list(context: &Context) -> Result<v1::ListNodesResponse, ApiError> {
    let (nodes, lanes_without_owner) = fleet::all(&context.pool).await?;
    let me = (context.node)().node;
    let nodes = nodes.into_iter().map(|it| node(it, me)).collect();
    Ok(v1::ListNodesResponse { nodes, lanes_without_owner })
}

pub(super) async fn set_draining(
    context: &Context,
    named: &str,
    draining: bool,
) -> Result<v1::Node, ApiError> {
    let (nodes, _) = fleet::all(&context.pool).await?;
    let mut found = find(nodes, named)?;
    let told = fleet::set_draining(&context.pool, found.id, draining);
    match told.await.map_err(ApiError::from_write)? {
        Told::Told => {
            let word = if draining { "drain" } else { "work again" };
            tracing::info!(event = "node_told", node_id = %found.id, draining, "a node was told to {word}");
        }
        Told::Gone => return Err(unknown(named)),
    }
    found.standing = if draining { Standing::Draining } else { Standing::Live };
    Ok(node(found, (context.node)().node))
}

/// The live node of this id, or whose id alone begins so.
fn find(nodes: Vec<Node>, named: &str) -> Result<Node, ApiError> {
    if named.is_empty() {
        return Err(ApiError::new(Reason::MissingField, "node_id is missing").hint(HINT));
    }
    let lower = named.to_ascii_lowercase();
    let is_of_an_id = lower.chars().all(|c| c.is_ascii_hexdigit() || c == '-');
    if lower.len() < SHORTEST || lower.len() > 36 || !is_of_an_id {
        let message =
            format!("{named:?} is no id of a node, nor the first {SHORTEST} characters of one");
        return Err(ApiError::new(Reason::MalformedId, message).hint(HINT));
    }
    let fits =
        |node: &Node| node.standing != Standing::Dead && node.id.to_string().starts_with(&lower);
    let mut fitting = nodes.into_iter().filter(fits);
    match (fitting.next(), fitting.next()) {
        (Some(one), None) => Ok(one),
        (None, _) => Err(unknown(named)),
        (Some(one), Some(other)) => {
            let message =
                format!("{named} is the beginning of several ids: {}, {}", one.id, other.id);
            Err(ApiError::new(Reason::AmbiguousId, message).hint(HINT))
        }
    }
}

fn unknown(named: &str) -> ApiError {
    ApiError::new(Reason::UnknownNode, format!("there is no live node {named}")).hint(HINT)
}

fn node(node: Node, me: NodeId) -> v1::Node {
    let state = match node.standing {
        Standing::Live => v1::NodeState::Live,
        Standing::Draining => v1::NodeState::Draining,
        Standing::Dead => v1::NodeState::Dead,
    };
    let (lowest, highest) = node.epochs.unwrap_or_default();
    v1::Node {
        node_id: node.id.to_string(),
        host: node.host,
        version: node.version.unwrap_or_default(),
        state: state.into(),
        start_time: Some(convert::time(node.started_at)),
        beat_age: node.beat_age.map(convert::duration),
        lanes: node.lanes,
        lowest_epoch: lowest.unsigned_abs(),
        highest_epoch: highest.unsigned_abs(),
        in_flight: node.in_flight.unwrap_or_default(),
        answers: node.id == me,
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::domain::timestamp::Timestamp;

    fn named(id: u128, standing: Standing) -> Node {
        Node {
            id: NodeId::from_uuid(Uuid::from_u128(id)),
            host: "a".to_owned(),
            version: None,
            standing,
            started_at: Timestamp::EPOCH,
            beat_age: None,
            in_flight: None,
            lanes: 0,
            epochs: None,
        }
    }

    #[test]
    fn a_node_is_found_by_its_id_or_a_beginning_of_its_own() {
        let one = 0xab12_0000_0000_4000_8000_0000_0000_0001;
        let nodes = || {
            vec![
                named(one, Standing::Live),
                named(one + (1 << 100), Standing::Draining),
                named(one + (2 << 100), Standing::Dead),
            ]
        };
        let found = |text: &str| find(nodes(), text).map(|node| node.id.uuid().as_u128());
        assert_eq!(found("AB120000-0000-4000-8000-000000000001").ok(), Some(one));
        assert_eq!(found("ab12001").ok(), Some(one + (1 << 100)));
        for (text, reason) in [
            ("", Reason::MissingField),
            ("ab1", Reason::MalformedId),
            ("node-1", Reason::MalformedId),
            ("ab12", Reason::AmbiguousId),
            ("ab12002", Reason::UnknownNode),
            ("ffff", Reason::UnknownNode),
        ] {
            assert_eq!(found(text).map_err(|error| error.reason()), Err(reason), "{text}");
        }
    }
}
