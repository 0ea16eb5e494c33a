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

    /// Whether no more deliveries are made, and those made have ended.
    pub fn has_ended(&self) -> bool {
        matches!(self.0.state(), ReplayState::Done | ReplayState::Cancelled)
            && self.ended() >= self.0.queued
    }
}

pub fn state(replay: &Replay) -> Value {
    match replay.state() {
        ReplayState::Done => Value::State("done", Mark::Done, Tone::Good),
        ReplayState::Paused => Value::State("paused", Mark::Paused, Tone::Warn),
        ReplayState::Cancelled => Value::State("cancelled", Mark::Failed, Tone::Warn),
        ReplayState::Running | ReplayState::Unspecified => {
            Value::State("running", Mark::Waiting, Tone::Plain)
        }
    }
}

/// `20/s`, `30/m`, `0.5/h`: in the unit in which people would give it.
pub fn rate_words(rate: f64) -> String {
    let (count, unit) = match rate {
        rate if rate >= 1.0 => (rate, "s"),
        rate if rate * 60.0 >= 1.0 => (rate * 60.0, "m"),
        rate => (rate * 3_600.0, "h"),
    };
    let count = format!("{count:.3}");
    format!("{}/{unit}", count.trim_end_matches('0').trim_end_matches('.'))
}

/// Nothing where there is no limit.
fn rate(replay: &Replay) -> Value {
    if replay.rate > 0.0 { Value::Text(rate_words(replay.rate)) } else { Value::None }
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
            col("rate", "RATE", |row: &Self| rate(&row.0)).on_demand(),
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
            col("rate", "RATE", |row: &Self| rate(&row.row.0)).on_demand(),
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
