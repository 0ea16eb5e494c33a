//! An attempt as a row, and the words for how it ended.

use std::time::Duration;

use sparrow_proto::v1::{Attempt, Decision, Header, Outcome, Timing};

use super::event::base64;
use crate::{
    output::{Column, Noun, Tone, Value, col, json},
    time,
};

#[derive(Debug, Clone, Default)]
pub struct AttemptRow(pub Attempt);

/// An attempt with its request and its answer.
#[derive(Debug, Clone, Default)]
pub struct AttemptDetail(pub Attempt);

pub fn outcome_word(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Unspecified => "unknown",
        Outcome::Delivered => "delivered",
        Outcome::Status => "status",
        Outcome::Timeout => "timeout",
        Outcome::Dns => "dns",
        Outcome::Refused => "refused",
        Outcome::Network => "network",
        Outcome::Tls => "tls",
        Outcome::Protocol => "protocol",
        Outcome::Denied => "denied",
        Outcome::Interrupted => "interrupted",
        Outcome::Unsendable => "unsendable",
        Outcome::Proxy => "proxy",
    }
}

pub fn decision_word(decision: Decision) -> &'static str {
    match decision {
        Decision::Unspecified => "unknown",
        Decision::Delivered => "delivered",
        Decision::Retry => "retry",
        Decision::Dead => "dead",
        Decision::Superseded => "superseded",
        Decision::Discarded => "discarded",
    }
}

/// `502 Bad Gateway`, `timeout`, `connection refused`.
pub fn result_text(attempt: &Attempt) -> String {
    let status = u16::try_from(attempt.status).ok().filter(|status| *status > 0);
    let reason = |status: u16| {
        tonic::codegen::http::StatusCode::from_u16(status)
            .ok()
            .and_then(|status| status.canonical_reason())
    };
    match (attempt.outcome(), status) {
        (Outcome::Delivered | Outcome::Status, Some(status)) => match reason(status) {
            Some(reason) if status >= 300 => format!("{status} {reason}"),
            _ => status.to_string(),
        },
        (Outcome::Refused, _) => "connection refused".to_owned(),
        (Outcome::Timeout, _) => match total(attempt) {
            Some(total) => format!("timeout {}", time::exact(Duration::from_secs(total.as_secs()))),
            None => "timeout".to_owned(),
        },
        (outcome, _) => outcome_word(outcome).to_owned(),
    }
}

pub fn result_tone(attempt: &Attempt) -> Tone {
    match attempt.outcome() {
        Outcome::Delivered => Tone::Good,
        Outcome::Interrupted => Tone::Muted,
        _ if attempt.excused => Tone::Warn,
        _ => Tone::Bad,
    }
}

pub fn result(attempt: &Attempt) -> Value {
    Value::Toned(result_text(attempt), result_tone(attempt))
}

pub fn total(attempt: &Attempt) -> Option<Duration> {
    attempt.timing.as_ref().and_then(|timing| timing.total).and_then(time::duration_from_wire)
}

pub fn webhook_name(attempt: &Attempt) -> &str {
    if attempt.webhook_name.is_empty() { &attempt.webhook_id } else { &attempt.webhook_name }
}

/// `1/10`.
pub fn try_words(attempt: &Attempt) -> String {
    match attempt.max_attempts {
        0 => attempt.number.to_string(),
        most => format!("{}/{most}", attempt.number),
    }
}

/// When it goes on, or that it does not.
fn next(attempt: &Attempt) -> Value {
    match attempt.decision() {
        Decision::Dead => Value::State("dead", crate::output::Mark::Dead, Tone::Bad),
        Decision::Retry => Value::time(attempt.next_attempt_time),
        Decision::Superseded => Value::Toned("superseded".to_owned(), Tone::Muted),
        Decision::Discarded => Value::Toned("discarded".to_owned(), Tone::Muted),
        Decision::Delivered | Decision::Unspecified => Value::None,
    }
}

fn total_value(attempt: &Attempt) -> Value {
    total(attempt).map_or(Value::None, Value::Duration)
}

fn started(attempt: &Attempt) -> Value {
    match Value::time(attempt.start_time) {
        Value::Time(at) => Value::ClockTime(at),
        other => other,
    }
}

/// Columns that lists, tails and single attempts share.
fn common<T: AsRef<Attempt>>() -> Vec<Column<T>> {
    vec![
        col("started_at", "TIME", |row: &T| started(row.as_ref())),
        col("webhook", "WEBHOOK", |row: &T| Value::text(webhook_name(row.as_ref()))).elastic(10),
        col("type", "TYPE", |row: &T| Value::text(&row.as_ref().event_type))
            .elastic(10)
            .droppable(7),
        col("try", "TRY", |row: &T| Value::Text(try_words(row.as_ref()))).right().droppable(5),
        col("result", "RESULT", |row: &T| result(row.as_ref())).elastic(14),
        col("total_ms", "TOOK", |row: &T| total_value(row.as_ref())).right().droppable(6),
        col("next", "NEXT", |row: &T| next(row.as_ref())).droppable(8),
        col("id", "ATTEMPT", |row: &T| Value::text(&row.as_ref().id)),
        col("delivery_id", "DELIVERY", |row: &T| Value::text(&row.as_ref().delivery_id))
            .droppable(9),
        col("event_id", "EVENT", |row: &T| Value::text(&row.as_ref().event_id)).on_demand(),
        col("webhook_id", "WEBHOOK ID", |row: &T| Value::text(&row.as_ref().webhook_id))
            .on_demand(),
        col("namespace", "NAMESPACE", |row: &T| Value::text(&row.as_ref().namespace)).on_demand(),
        col("number", "NUMBER", |row: &T| Value::number(row.as_ref().number)).on_demand(),
        col("max_attempts", "MAX", |row: &T| Value::number(row.as_ref().max_attempts)).on_demand(),
        col("outcome", "OUTCOME", |row: &T| {
            Value::Text(outcome_word(row.as_ref().outcome()).to_owned())
        })
        .on_demand(),
        col("status", "STATUS", |row: &T| match row.as_ref().status {
            0 => Value::None,
            status => Value::number(status),
        })
        .on_demand(),
        col("error", "ERROR", |row: &T| Value::text(&row.as_ref().error)).on_demand(),
        col("decision", "DECISION", |row: &T| {
            Value::Text(decision_word(row.as_ref().decision()).to_owned())
        })
        .on_demand(),
        col("rule", "RULE", |row: &T| Value::text(&row.as_ref().rule)).on_demand(),
        col("next_at", "NEXT AT", |row: &T| Value::time(row.as_ref().next_attempt_time))
            .on_demand(),
        col("excused", "EXCUSED", |row: &T| Value::Flag(row.as_ref().excused)).on_demand(),
        col("remote_address", "ADDRESS", |row: &T| Value::text(&row.as_ref().remote_address))
            .on_demand(),
        col("timing", "TIMING", |row: &T| timing(row.as_ref().timing.as_ref())).on_demand(),
    ]
}

impl AsRef<Attempt> for AttemptRow {
    fn as_ref(&self) -> &Attempt {
        &self.0
    }
}

impl AsRef<Attempt> for AttemptDetail {
    fn as_ref(&self) -> &Attempt {
        &self.0
    }
}

fn timing(timing: Option<&Timing>) -> Value {
    let Some(timing) = timing else { return Value::None };
    Value::Nested(vec![
        ("dns_ms", Value::duration(timing.dns)),
        ("connect_ms", Value::duration(timing.connect)),
        ("first_byte_ms", Value::duration(timing.first_byte)),
        ("total_ms", Value::duration(timing.total)),
        ("connection_reused", Value::Flag(timing.connection_reused)),
    ])
}

/// Headers in their order; one that is not UTF-8 is shown with escapes.
fn headers(headers: &[Header]) -> Value {
    Value::Items(
        headers
            .iter()
            .map(|header| {
                let value = String::from_utf8_lossy(&header.value).into_owned();
                vec![("name", Value::text(&header.name)), ("value", Value::Text(value))]
            })
            .collect(),
    )
}

fn body(bytes: &[u8]) -> [(&'static str, Value); 2] {
    let json = json::compact(bytes).map_or(Value::None, Value::Json);
    [("body", json), ("body_base64", base64(bytes))]
}

fn request(attempt: &Attempt) -> Value {
    let Some(request) = &attempt.request else { return Value::None };
    let mut fields = vec![
        ("method", Value::text(&request.method)),
        ("url", Value::text(&request.url)),
        ("headers", headers(&request.headers)),
    ];
    fields.extend(body(&request.body));
    Value::Nested(fields)
}

fn response(attempt: &Attempt) -> Value {
    let Some(response) = &attempt.response else { return Value::None };
    let mut fields = vec![
        ("status", Value::number(response.status)),
        ("headers", headers(&response.headers)),
        ("body_truncated", Value::Flag(response.body_truncated)),
    ];
    fields.extend(body(&response.body));
    Value::Nested(fields)
}

impl Noun for AttemptRow {
    const KIND: &'static str = "attempt";
    const KINDS: &'static str = "attempts";

    fn columns() -> Vec<Column<Self>> {
        common()
    }

    fn handle(&self) -> &str {
        &self.0.id
    }
}

impl Noun for AttemptDetail {
    const KIND: &'static str = "attempt";
    const KINDS: &'static str = "attempts";

    fn columns() -> Vec<Column<Self>> {
        let mut columns = common();
        columns.push(col("request", "REQUEST", |row: &Self| request(&row.0)).on_demand());
        columns.push(col("response", "RESPONSE", |row: &Self| response(&row.0)).on_demand());
        columns
    }

    fn handle(&self) -> &str {
        &self.0.id
    }
}
