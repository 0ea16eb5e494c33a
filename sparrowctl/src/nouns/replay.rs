//! A replay as a row.

use sparrow_proto::v1::{Replay, ReplayState};

use crate::output::{Column, Mark, Noun, Tone, Value, col};

#[derive(Debug, Clone, Default)]
pub struct ReplayRow(pub Replay);

impl ReplayRow {
    /// Deliveries made that have ended.
    pub fn ended(&self) -> u32 {
        self.0.delivered + self.0.dead + self.0.other
    }

    /// Whether all its deliveries are made and have ended.
    pub fn has_ended(&self) -> bool {
        self.0.state() == ReplayState::Done && self.ended() >= self.0.queued
    }
}

pub fn state(replay: &Replay) -> Value {
    match replay.state() {
        ReplayState::Done => Value::State("done", Mark::Done, Tone::Good),
        ReplayState::Paused => Value::State("paused", Mark::Paused, Tone::Warn),
        ReplayState::Cancelled => Value::State("cancelled", Mark::Failing, Tone::Warn),
        ReplayState::Running | ReplayState::Unspecified => {
            Value::State("running", Mark::Waiting, Tone::Plain)
        }
    }
}

impl Noun for ReplayRow {
    const KIND: &'static str = "replay";
    const KINDS: &'static str = "replays";

    fn columns() -> Vec<Column<Self>> {
        vec![
            col("id", "ID", |row: &Self| Value::text(&row.0.id)),
            col("state", "STATE", |row: &Self| state(&row.0)),
            col("total", "TOTAL", |row: &Self| Value::number(row.0.total)).right(),
            col("queued", "MADE", |row: &Self| Value::number(row.0.queued)).right(),
            col("skipped", "SKIPPED", |row: &Self| Value::number(row.0.skipped))
                .right()
                .droppable(1),
            col("created_at", "CREATED", |row: &Self| Value::time(row.0.create_time)),
            col("finished_at", "FINISHED", |row: &Self| Value::time(row.0.finish_time))
                .droppable(2),
            col("namespace", "NAMESPACE", |row: &Self| Value::text(&row.0.namespace)).on_demand(),
        ]
    }

    fn handle(&self) -> &str {
        &self.0.id
    }
}

/// A replay with how its deliveries ended.
#[derive(Debug, Clone, Default)]
pub struct ReplayDetail {
    pub row: ReplayRow,
    /// The first of its deliveries.
    pub delivery_ids: Vec<String>,
}

impl Noun for ReplayDetail {
    const KIND: &'static str = "replay";
    const KINDS: &'static str = "replays";

    fn columns() -> Vec<Column<Self>> {
        vec![
            col("id", "ID", |row: &Self| Value::text(&row.row.0.id)),
            col("state", "STATE", |row: &Self| state(&row.row.0)),
            col("total", "TOTAL", |row: &Self| Value::number(row.row.0.total)).right(),
            col("queued", "MADE", |row: &Self| Value::number(row.row.0.queued)).right(),
            col("skipped", "SKIPPED", |row: &Self| Value::number(row.row.0.skipped)).right(),
            col("delivered", "DELIVERED", |row: &Self| Value::number(row.row.0.delivered)).right(),
            col("dead", "DEAD", |row: &Self| Value::number(row.row.0.dead)).right(),
            col("other", "OTHER", |row: &Self| Value::number(row.row.0.other)).right(),
            col("created_at", "CREATED", |row: &Self| Value::time(row.row.0.create_time)),
            col("finished_at", "FINISHED", |row: &Self| Value::time(row.row.0.finish_time)),
            col("namespace", "NAMESPACE", |row: &Self| Value::text(&row.row.0.namespace))
                .on_demand(),
            col("delivery_ids", "DELIVERIES", |row: &Self| Value::List(row.delivery_ids.clone()))
                .on_demand(),
        ]
    }

    fn handle(&self) -> &str {
        &self.row.0.id
    }
}
