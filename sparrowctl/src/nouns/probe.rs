//! A request that was sent to one webhook to see what it answers.

use sparrow_proto::v1::{Attempt, Delivery, DeliveryState};

use super::{attempt, delivery};
use crate::output::{Column, Noun, Value, col};

/// A ping or a test, and its delivery as far as it is known.
#[derive(Debug, Clone, Default)]
pub struct Probe {
    /// What the webhook was called by whoever asked.
    pub webhook: String,
    pub event_id: String,
    pub delivery: Delivery,
}

impl Probe {
    pub fn is_answered_well(&self) -> bool {
        self.delivery.state() == DeliveryState::Delivered
    }

    fn attempt(&self) -> Option<&Attempt> {
        self.delivery.last_attempt.as_ref()
    }

    /// `204`, `connection refused`; without an attempt, what holds or ended it.
    pub fn result(&self) -> Value {
        match (self.attempt(), self.delivery.state()) {
            (Some(last), _) => attempt::result(last),
            (None, DeliveryState::Unspecified) => Value::None,
            (None, state) => delivery::state(state),
        }
    }

    /// Its fields, where it stands inside of another object.
    pub fn fields(&self) -> Vec<(&'static str, Value)> {
        Self::columns().iter().map(|column| (column.name, (column.get)(self))).collect()
    }
}

fn of_attempt(row: &Probe, get: impl FnOnce(&Attempt) -> Value) -> Value {
    row.attempt().map_or(Value::None, get)
}

impl Noun for Probe {
    const KIND: &'static str = "probe";
    const KINDS: &'static str = "probes";

    fn columns() -> Vec<Column<Self>> {
        vec![
            col("webhook", "WEBHOOK", |row: &Self| Value::text(&row.webhook)).elastic(16),
            col("result", "RESULT", Self::result).elastic(14),
            col("total_ms", "TOOK", |row: &Self| {
                of_attempt(row, |last| attempt::total(last).map_or(Value::None, Value::Duration))
            })
            .right(),
            col("remote_address", "ADDRESS", |row: &Self| {
                of_attempt(row, |last| Value::text(&last.remote_address))
            })
            .droppable(3),
            col("error", "ERROR", |row: &Self| of_attempt(row, |last| Value::text(&last.error)))
                .elastic(14)
                .droppable(2),
            col("attempt_id", "ATTEMPT", |row: &Self| {
                of_attempt(row, |last| Value::text(&last.id))
            })
            .droppable(1),
            col("delivery_id", "DELIVERY", |row: &Self| Value::text(&row.delivery.id)).droppable(4),
            col("event_id", "EVENT", |row: &Self| Value::text(&row.event_id)).droppable(5),
            col("state", "STATE", |row: &Self| match row.delivery.state() {
                DeliveryState::Unspecified => Value::None,
                state => delivery::state(state),
            })
            .on_demand(),
            col("outcome", "OUTCOME", |row: &Self| {
                of_attempt(row, |last| {
                    Value::Text(attempt::outcome_word(last.outcome()).to_owned())
                })
            })
            .on_demand(),
            col("status", "STATUS", |row: &Self| {
                of_attempt(row, |last| match last.status {
                    0 => Value::None,
                    status => Value::number(status),
                })
            })
            .on_demand(),
            col("answered_well", "OK", |row: &Self| match row.delivery.state() {
                DeliveryState::Unspecified => Value::None,
                _ => Value::Flag(row.is_answered_well()),
            })
            .on_demand(),
        ]
    }

    fn handle(&self) -> &str {
        &self.delivery.id
    }
}
