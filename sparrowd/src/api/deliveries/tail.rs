//! `TailAttempts`: every attempt as it is recorded.
//!
//! The first record says that the stream stands, with the cursor to come back with. Each attempt
//! brings the cursor behind it, also within a batch, so that a client which comes back misses nothing
//! and sees nothing twice.

use std::collections::{HashSet, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use futures::StreamExt as _;
use futures::stream::{self, BoxStream};
use sparrow_proto::v1;
use sparrow_proto::v1::tail_attempts_response::Record as Told;
use tonic::Status as GrpcStatus;

use super::super::context::Context;
use super::super::error::{ApiError, Reason};
use super::super::filters::{bounded, status};
use super::super::follow::{Step, Stream};
use super::super::{convert, messages};
use crate::domain::event::EventPattern;
use crate::domain::ids::{EventId, NamespaceId, WebhookId};
use crate::domain::statuses::Status;
use crate::domain::timestamp::Timestamp;
use crate::store::attempts::Record;
use crate::store::catalog::Space;
use crate::store::settlements::{Cursor, KEPT};

/// A `since` of "24 h ago" was worked out a moment before it is looked at.
const GRACE: Duration = Duration::from_mins(1);

type Messages = BoxStream<'static, Result<v1::TailAttemptsResponse, GrpcStatus>>;

pub(super) async fn tail(
    context: Context,
    request: v1::TailAttemptsRequest,
) -> Result<Messages, ApiError> {
    let space = context.space(&request.namespace).await?;
    let filter = Filter::parse(&context, &space, &request).await?;
    let Start { cursor, from, gap } = start(&context, &request).await?;
    let mut told = VecDeque::from([ready(&cursor, from)]);
    told.extend(gap.then(|| gone(&cursor, "the cursor is older than what is kept")));
    let stream = context.follower.follow(cursor)?;
    let tail = Tail { context, space, filter, stream, told, ended: false };
    Ok(stream::unfold(tail, |mut tail| async move { Some((tail.next().await?, tail)) }).boxed())
}

/// Where the stream begins.
struct Start {
    cursor: Cursor,
    from: Timestamp,
    /// Something after the cursor may no longer be kept.
    gap: bool,
}

async fn start(context: &Context, request: &v1::TailAttemptsRequest) -> Result<Start, ApiError> {
    let now = context.stamper.now();
    let feed = context.follower.feed();
    let since = request.since.map(|at| convert::moment("since", at)).transpose()?;
    match (since, request.cursor.as_str()) {
        (Some(_), cursor) if !cursor.is_empty() => {
            Err(ApiError::invalid("since", "a stream begins at a cursor or at a moment, not both"))
        }
        (Some(since), _) if now.since(since) > KEPT + GRACE => {
            let message = "a stream can begin at most 24 h back";
            Err(ApiError::invalid("since", message)
                .hint("older ones: sparrowctl attempt list --since TIME"))
        }
        (Some(since), _) => Ok(Start { cursor: feed.at(since).await?, from: since, gap: false }),
        (None, "") => Ok(Start { cursor: feed.head().await?, from: now, gap: false }),
        (None, text) => {
            let cursor = Cursor::decode(text).map_err(|error| {
                ApiError::field(Reason::InvalidCursor, "cursor", error.to_string())
                    .hint("leave it out to begin from now")
            })?;
            let gap = cursor.is_too_old(now);
            Ok(Start { from: cursor.moment().unwrap_or(now), cursor, gap })
        }
    }
}

/// Which attempts are wanted.
#[derive(Debug)]
struct Filter {
    namespace: NamespaceId,
    webhooks: HashSet<WebhookId>,
    types: Vec<EventPattern>,
    statuses: Vec<Status>,
    event: Option<EventId>,
    failed: bool,
}

impl Filter {
    async fn parse(
        context: &Context,
        space: &Space,
        request: &v1::TailAttemptsRequest,
    ) -> Result<Self, ApiError> {
        bounded("webhooks", &request.webhooks)?;
        bounded("event_types", &request.event_types)?;
        bounded("statuses", &request.statuses)?;
        let mut webhooks = HashSet::new();
        for text in &request.webhooks {
            webhooks.insert(context.webhook_on_record(space, "webhooks", text).await?);
        }
        let event = match request.event_id.as_str() {
            "" => None,
            text => Some(convert::id("event_id", text)?),
        };
        Ok(Self {
            namespace: space.id,
            webhooks,
            types: request.event_types.iter().map(|t| pattern(t)).collect::<Result<_, _>>()?,
            statuses: request.statuses.iter().map(|t| status(t)).collect::<Result<_, _>>()?,
            event,
            failed: request.failed,
        })
    }

    fn wants(&self, record: &Record) -> bool {
        let any_type = |event_type: &String| self.types.iter().any(|t| t.matches(event_type));
        record.namespace == self.namespace
            && (!self.failed || record.failed())
            && self.event.is_none_or(|event| record.event == event)
            && (self.webhooks.is_empty() || self.webhooks.contains(&record.webhook))
            && (self.types.is_empty() || record.event_type.as_ref().is_some_and(any_type))
            && (self.statuses.is_empty()
                || self.statuses.iter().any(|s| s.matches(record.outcome, record.status)))
    }
}

fn pattern(text: &str) -> Result<EventPattern, ApiError> {
    EventPattern::try_new(text).map_err(|error| {
        ApiError::field(Reason::InvalidEventType, "event_types", error.to_string())
    })
}

struct Tail {
    context: Context,
    space: Arc<Space>,
    filter: Filter,
    stream: Stream,
    /// Records that wait to be sent.
    told: VecDeque<v1::TailAttemptsResponse>,
    ended: bool,
}

impl Tail {
    async fn next(&mut self) -> Option<Result<v1::TailAttemptsResponse, GrpcStatus>> {
        loop {
            if let Some(told) = self.told.pop_front() {
                return Some(Ok(told));
            }
            if self.ended {
                return None;
            }
            tokio::select! {
                biased;
                () = self.context.tasks.stopping().cancelled_owned() => {
                    self.ended = true;
                    self.told.push_back(end(self.stream.cursor()));
                }
                step = self.stream.next() => match step {
                    Ok(step) => self.tell(&step),
                    Err(error) => {
                        self.ended = true;
                        return Some(Err(ApiError::from(error).into()));
                    }
                },
            }
        }
    }

    fn tell(&mut self, step: &Step) {
        if step.gap {
            self.told.push_back(gone(&step.before, "settlements between two records are gone"));
        }
        // Names as of now: a webhook may have been renamed since the stream began.
        if let Some(space) = self.context.catalog.held(self.space.id) {
            self.space = space;
        }
        let attempts = &step.settled.attempts;
        let wanted: Vec<usize> = (step.seen..attempts.len())
            .filter(|place| self.filter.wants(&attempts[*place]))
            .collect();
        for place in &wanted {
            // Behind the last one wanted, the whole batch has been seen.
            let cursor = if Some(place) == wanted.last() {
                self.stream.cursor().encode()
            } else {
                step.before.within(step.settled.batch.node, place + 1).encode()
            };
            let attempt = messages::attempt(&self.space, &attempts[*place]);
            self.told.push_back(record(Told::Attempt(attempt), cursor));
        }
    }
}

fn record(record: Told, cursor: String) -> v1::TailAttemptsResponse {
    v1::TailAttemptsResponse { record: Some(record), cursor }
}

fn ready(cursor: &Cursor, from: Timestamp) -> v1::TailAttemptsResponse {
    let ready = v1::TailReady { from: Some(convert::time(from)) };
    record(Told::Ready(ready), cursor.encode())
}

fn gone(cursor: &Cursor, reason: &str) -> v1::TailAttemptsResponse {
    record(Told::Gap(v1::TailGap { reason: reason.to_owned() }), cursor.encode())
}

fn end(cursor: &Cursor) -> v1::TailAttemptsResponse {
    let end = v1::TailEnd { reason: "the daemon is stopping".to_owned() };
    record(Told::End(end), cursor.encode())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::attempt::{Outcome, Timing};
    use crate::domain::ids::{AttemptId, DeliveryId};
    use crate::store::attempts::Decided;
    use uuid::Uuid;

    fn uuid(n: u128) -> Uuid {
        Uuid::from_u128(n)
    }

    fn failed_with(status: u16) -> Record {
        Record {
            namespace: NamespaceId::from_uuid(uuid(1)),
            id: AttemptId::from_uuid(uuid(2)),
            delivery: DeliveryId::from_uuid(uuid((1 << 20) | 1)),
            event: EventId::from_uuid(uuid(1 << 20)),
            event_type: Some("order.paid".to_owned()),
            webhook: WebhookId::from_uuid(uuid(3)),
            revision: 1,
            number: 1,
            max_attempts: 10,
            outcome: Outcome::Status,
            status: Some(status),
            error: None,
            decided: Decided::Dead,
            excused: false,
            rule: "max_attempts".to_owned(),
            timing: Timing::default(),
            remote: None,
        }
    }

    fn everything() -> Filter {
        Filter {
            namespace: NamespaceId::from_uuid(uuid(1)),
            webhooks: HashSet::new(),
            types: Vec::new(),
            statuses: Vec::new(),
            event: None,
            failed: false,
        }
    }

    #[test]
    fn filters() {
        let record = failed_with(502);
        let delivered = Record { outcome: Outcome::Delivered, status: Some(204), ..record.clone() };
        assert!(everything().wants(&record) && everything().wants(&delivered));
        let other = NamespaceId::from_uuid(uuid(9));
        assert!(!Filter { namespace: other, ..everything() }.wants(&record));
        let failed = Filter { failed: true, ..everything() };
        assert!(failed.wants(&record) && !failed.wants(&delivered));
        let bad = Filter { statuses: vec![status("5xx").unwrap()], ..everything() };
        assert!(bad.wants(&record) && !bad.wants(&delivered));
        let orders = Filter { types: vec![pattern("order.*").unwrap()], ..everything() };
        assert!(orders.wants(&record));
        assert!(!orders.wants(&Record { event_type: None, ..record.clone() }));
        let hook = Filter { webhooks: [WebhookId::from_uuid(uuid(4))].into(), ..everything() };
        assert!(!hook.wants(&record));
        let event = Filter { event: Some(record.event), ..everything() };
        assert!(event.wants(&record));
    }

    #[test]
    fn what_is_no_filter_is_refused() {
        assert_eq!(status("teapot").unwrap_err().reason(), Reason::InvalidArgument);
        assert_eq!(pattern("*.paid").unwrap_err().reason(), Reason::InvalidEventType);
        assert!(bounded("webhooks", &vec![String::new(); 101]).is_err());
    }
}
