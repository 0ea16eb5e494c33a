//! A delivery as a row; a dead letter is one too.

use sparrow_proto::v1::{Delivery, DeliveryState};

use super::attempt;
use crate::output::{Column, Mark, Noun, Tone, Value, col};

#[derive(Debug, Clone, Default)]
pub struct DeliveryRow(pub Delivery);

/// A delivery that was given up.
#[derive(Debug, Clone, Default)]
pub struct DeadLetter(pub Delivery);

pub fn state(state: DeliveryState) -> Value {
    let (word, mark, tone) = match state {
        DeliveryState::Pending | DeliveryState::Unspecified => {
            ("pending", Mark::Waiting, Tone::Plain)
        }
        DeliveryState::Retrying => ("retrying", Mark::Failed, Tone::Warn),
        DeliveryState::Held => ("held", Mark::Paused, Tone::Warn),
        DeliveryState::Delivered => ("delivered", Mark::Done, Tone::Good),
        DeliveryState::Dead => ("dead", Mark::Dead, Tone::Bad),
        DeliveryState::Cancelled => ("cancelled", Mark::Failed, Tone::Muted),
        DeliveryState::Expired => ("expired", Mark::Failed, Tone::Muted),
        DeliveryState::Discarded => ("discarded", Mark::Failed, Tone::Muted),
    };
    Value::State(word, mark, tone)
}

pub fn state_word(of: DeliveryState) -> &'static str {
    match state(of) {
        Value::State(word, ..) => word,
        _ => "pending",
    }
}

/// Whether nothing more will happen to it.
pub fn has_ended(delivery: &Delivery) -> bool {
    !matches!(
        delivery.state(),
        DeliveryState::Unspecified
            | DeliveryState::Pending
            | DeliveryState::Retrying
            | DeliveryState::Held
    )
}

/// What people call the webhook of a delivery.
pub fn webhook_name(delivery: &Delivery) -> &str {
    if delivery.webhook_name.is_empty() { &delivery.webhook_id } else { &delivery.webhook_name }
}

/// `4/10`: attempts that count, of those there may be.
pub fn tries(delivery: &Delivery) -> String {
    let counted = delivery.attempts.saturating_sub(delivery.excused);
    match delivery.max_attempts {
        0 => counted.to_string(),
        most => format!("{counted}/{most}"),
    }
}

fn last_result(delivery: &Delivery) -> Value {
    delivery.last_attempt.as_ref().map_or(Value::None, attempt::result)
}

impl DeliveryRow {
    /// Its fields, where it stands inside of another object.
    pub fn fields(&self) -> Vec<(&'static str, Value)> {
        Self::columns().iter().map(|column| (column.name, (column.get)(self))).collect()
    }
}

impl Noun for DeliveryRow {
    const KIND: &'static str = "delivery";
    const KINDS: &'static str = "deliveries";

    fn columns() -> Vec<Column<Self>> {
        vec![
            col("id", "ID", |row: &Self| Value::text(&row.0.id)),
            col("state", "STATE", |row: &Self| state(row.0.state())),
            col("webhook", "WEBHOOK", |row: &Self| Value::text(webhook_name(&row.0))).elastic(12),
            col("type", "TYPE", |row: &Self| Value::text(&row.0.event_type))
                .elastic(12)
                .droppable(3),
            col("tries", "TRIES", |row: &Self| Value::Text(tries(&row.0))).right(),
            col("last", "LAST RESULT", |row: &Self| last_result(&row.0)).elastic(12).droppable(1),
            col("next_at", "NEXT", |row: &Self| Value::time(row.0.next_attempt_time)).droppable(2),
            col("event_id", "EVENT", |row: &Self| Value::text(&row.0.event_id)).droppable(4),
            col("namespace", "NAMESPACE", |row: &Self| Value::text(&row.0.namespace)).on_demand(),
            col("webhook_id", "WEBHOOK ID", |row: &Self| Value::text(&row.0.webhook_id))
                .on_demand(),
            col("attempts", "ATTEMPTS", |row: &Self| Value::number(row.0.attempts)).on_demand(),
            col("excused", "EXCUSED", |row: &Self| Value::number(row.0.excused)).on_demand(),
            col("max_attempts", "MAX", |row: &Self| Value::number(row.0.max_attempts)).on_demand(),
            col("accepted_at", "ACCEPTED", |row: &Self| Value::time(row.0.accept_time)).on_demand(),
            col("expires_at", "EXPIRES", |row: &Self| Value::time(row.0.expire_time)).on_demand(),
            col("ended_at", "ENDED", |row: &Self| Value::time(row.0.end_time)).on_demand(),
            col("reason", "REASON", |row: &Self| Value::text(&row.0.reason)).on_demand(),
            col("ended_by", "BY", |row: &Self| Value::text(&row.0.ended_by)).on_demand(),
            col("replay_id", "REPLAY", |row: &Self| Value::text(&row.0.replay_id)).on_demand(),
            col("replayed_by", "REPLAYED BY", |row: &Self| Value::text(&row.0.replayed_by))
                .on_demand(),
            col("last_attempt_id", "LAST ATTEMPT", |row: &Self| {
                row.0.last_attempt.as_ref().map_or(Value::None, |last| Value::text(&last.id))
            })
            .on_demand(),
        ]
    }

    fn handle(&self) -> &str {
        &self.0.id
    }
}

impl Noun for DeadLetter {
    const KIND: &'static str = "dead_letter";
    const KINDS: &'static str = "dead_letters";

    fn columns() -> Vec<Column<Self>> {
        vec![
            col("id", "ID", |row: &Self| Value::text(&row.0.id)),
            col("webhook", "WEBHOOK", |row: &Self| Value::text(webhook_name(&row.0))).elastic(14),
            col("type", "TYPE", |row: &Self| Value::text(&row.0.event_type))
                .elastic(14)
                .droppable(2),
            col("tries", "TRIES", |row: &Self| Value::Text(tries(&row.0))).right().droppable(5),
            col("reason", "REASON", |row: &Self| Value::text(&row.0.reason))
                .elastic(14)
                .droppable(1),
            col("last", "LAST RESULT", |row: &Self| last_result(&row.0)).elastic(14).droppable(4),
            col("ended_at", "GIVEN UP", |row: &Self| Value::time(row.0.end_time)),
            col("replayed_by", "REPLAYED BY", |row: &Self| Value::text(&row.0.replayed_by))
                .droppable(3),
            col("event_id", "EVENT", |row: &Self| Value::text(&row.0.event_id)).on_demand(),
            col("namespace", "NAMESPACE", |row: &Self| Value::text(&row.0.namespace)).on_demand(),
            col("webhook_id", "WEBHOOK ID", |row: &Self| Value::text(&row.0.webhook_id))
                .on_demand(),
            col("accepted_at", "ACCEPTED", |row: &Self| Value::time(row.0.accept_time)).on_demand(),
            col("expires_at", "EXPIRES", |row: &Self| Value::time(row.0.expire_time)).on_demand(),
            col("attempts", "ATTEMPTS", |row: &Self| Value::number(row.0.attempts)).on_demand(),
            col("last_attempt_id", "LAST ATTEMPT", |row: &Self| {
                row.0.last_attempt.as_ref().map_or(Value::None, |last| Value::text(&last.id))
            })
            .on_demand(),
        ]
    }

    fn handle(&self) -> &str {
        &self.0.id
    }
}
