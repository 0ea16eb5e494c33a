//! A node as a row.

use sparrow_proto::v1::{Node, NodeState};

use crate::output::{Column, Mark, Noun, Tone, Value, col};

/// Characters of an id that tell one node from another, as good as always.
const SHORT: usize = 8;

/// The beginning of its id, by which commands take it.
pub fn short(node: &Node) -> &str {
    node.node_id.get(..SHORT).unwrap_or(&node.node_id)
}

pub fn state(node: &Node) -> Value {
    match node.state() {
        NodeState::Live => Value::State("live", Mark::Healthy, Tone::Good),
        NodeState::Draining => Value::State("draining", Mark::Paused, Tone::Warn),
        NodeState::Dead => Value::State("dead", Mark::Failed, Tone::Bad),
        NodeState::Unspecified => Value::State("unknown", Mark::Unknown, Tone::Muted),
    }
}

/// `7`, or from the lowest to the highest: `3-7`.
fn epochs(node: &Node) -> Value {
    match (node.lowest_epoch, node.highest_epoch) {
        (_, 0) => Value::None,
        (lowest, highest) if lowest == highest => Value::Text(lowest.to_string()),
        (lowest, highest) => Value::Text(format!("{lowest}-{highest}")),
    }
}

impl Noun for Node {
    const KIND: &'static str = "node";
    const KINDS: &'static str = "nodes";

    fn columns() -> Vec<Column<Self>> {
        vec![
            col("node", "NODE", |row: &Self| Value::text(short(row))),
            col("host", "HOST", |row: &Self| Value::text(&row.host)).elastic(8),
            col("state", "STATE", state),
            col("lanes", "LANES", |row: &Self| Value::number(row.lanes)).right(),
            col("epochs", "EPOCHS", epochs).right().droppable(2),
            col("beat_age_ms", "BEAT AGO", |row: &Self| Value::duration(row.beat_age))
                .right()
                .droppable(1),
            col("in_flight", "IN FLIGHT", |row: &Self| Value::number(row.in_flight)).right(),
            col("started_at", "STARTED", |row: &Self| Value::time(row.start_time)).droppable(4),
            col("version", "VERSION", |row: &Self| Value::text(&row.version)).droppable(3),
            col("id", "ID", |row: &Self| Value::text(&row.node_id)).on_demand(),
            col("answers", "ANSWERS", |row: &Self| Value::Flag(row.answers)).on_demand(),
            col("lowest_epoch", "LOWEST EPOCH", |row: &Self| Value::Number(row.lowest_epoch))
                .on_demand(),
            col("highest_epoch", "HIGHEST EPOCH", |row: &Self| Value::Number(row.highest_epoch))
                .on_demand(),
        ]
    }

    fn handle(&self) -> &str {
        &self.node_id
    }
}
