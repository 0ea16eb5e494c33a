//! Showing attempts: what was sent, what was answered, what was decided.

use sparrow_proto::v1;
use url::Url;
use uuid::Uuid;

use super::super::context::Context;
use super::super::error::{ApiError, Reason, unknown_delivery, unknown_event};
use super::super::pages::Filters;
use super::super::{convert, filters, messages};
use crate::domain::attempt::Answer;
use crate::domain::headers::OwnHeaders;
use crate::domain::ids::{AttemptId, DeliveryId, EventId, NamespaceId};
use crate::domain::request::{METHOD, Request};
use crate::store::attempts::lists::{self, Deliveries, Filter, Page, STRETCH, Window};
use crate::store::attempts::{self as store, Full};
use crate::store::catalog::Space;
use crate::store::deliveries;

pub(super) async fn get(
    context: &Context,
    request: v1::GetAttemptRequest,
) -> Result<v1::GetAttemptResponse, ApiError> {
    let space = context.space(&request.namespace).await?;
    let id: AttemptId = convert::id("attempt_id", &request.attempt_id)?;
    let found = store::full(&context.pool, space.id, id).await?;
    let found = found.ok_or_else(|| {
        let message = format!("there is no attempt {id} in namespace {}", space.name);
        ApiError::new(Reason::UnknownAttempt, message).hint("sparrowctl attempt list")
    })?;
    let mut attempt = messages::attempt(&space, &found.record);
    let own = own_headers(context, &space, &found, request.reveal)?;
    attempt.request = as_sent(&found, &own);
    attempt.response = found.answer.map(as_received);
    Ok(v1::GetAttemptResponse { attempt: Some(attempt) })
}

/// The webhook's own headers as they were, with their values for who asks for them: that is logged.
fn own_headers(
    context: &Context,
    space: &Space,
    found: &Full,
    reveal: bool,
) -> Result<OwnHeaders, ApiError> {
    let (record, headers) = (&found.record, &found.headers);
    let (true, Some(sealed)) = (reveal, &headers.sealed) else {
        return Ok(OwnHeaders::hidden(headers.names.iter().cloned()));
    };
    let opened = context.keyring.open_headers((space.id, record.webhook), sealed);
    let opened = opened.map_err(|error| ApiError::unreadable("a header of the request", &error))?;
    tracing::info!(event = "secrets_revealed", namespace = %space.name, webhook_id = %record.webhook, attempt_id = %record.id, "the headers of an attempt were shown");
    Ok(opened)
}

/// The request, rebuilt as the courier built it. `None`: none could be made at the time, or the
/// event is no longer kept.
fn as_sent(found: &Full, own: &OwnHeaders) -> Option<v1::Request> {
    let sent = found.sent.as_ref()?;
    let url = Url::parse(found.url.as_ref()?).ok()?;
    let request = Request {
        url: &url,
        event: found.record.event,
        event_type: found.record.event_type.as_ref()?,
        content_type: &sent.content_type,
        body_len: sent.payload.len(),
        attempt: found.record.number,
        signed: found.signed.as_ref()?,
        webhook_headers: own,
        event_headers: &sent.headers,
    };
    let headers = request.headers().ok()?;
    Some(v1::Request {
        method: METHOD.to_owned(),
        url: url.to_string(),
        headers: headers
            .iter()
            .map(|(name, value)| v1::Header {
                name: name.to_string(),
                value: value.as_bytes().to_vec(),
            })
            .collect(),
        body: sent.payload.clone(),
    })
}

fn as_received(answer: Answer) -> v1::Response {
    v1::Response {
        status: answer.status.into(),
        headers: header_lines(&answer.headers),
        body: answer.body,
        body_truncated: answer.cut,
    }
}

/// `name: value` lines with CR LF between them.
fn header_lines(mut bytes: &[u8]) -> Vec<v1::Header> {
    let mut headers = Vec::new();
    while !bytes.is_empty() {
        let end = bytes.windows(2).position(|pair| pair == b"\r\n").unwrap_or(bytes.len());
        let (line, rest) = bytes.split_at(end);
        bytes = rest.get(2..).unwrap_or_default();
        let Some(colon) = line.iter().position(|byte| *byte == b':') else { continue };
        headers.push(v1::Header {
            name: String::from_utf8_lossy(&line[..colon]).into_owned(),
            value: line[colon + 1..].strip_prefix(b" ").unwrap_or(&line[colon + 1..]).to_vec(),
        });
    }
    headers
}

/// Where a page begins: after an attempt, and for an event in which stretch of its deliveries.
type Place = (Option<AttemptId>, usize);

pub(super) async fn list(
    context: &Context,
    request: v1::ListAttemptsRequest,
) -> Result<v1::ListAttemptsResponse, ApiError> {
    let space = context.space(&request.namespace).await?;
    let size = convert::page_size(request.page_size)?;
    let times = filters::Window::parse(request.since, request.until)?;
    let filters = bound(&request, times);
    let (after, stretch) = place(filters, &request.page_token)?;
    let filter = Filter {
        failed: request.failed,
        statuses: filters::statuses(&request.statuses)?,
        event_type: filters::event_type("event_type", &request.event_type)?,
    };
    let window = &Window::new(times.since, times.until, filter, after);
    let (page, next) = match narrowed(&request)? {
        Narrowed::Not => {
            let page = lists::of_namespace(&context.pool, space.id, window, size).await?;
            within(page, stretch)
        }
        Narrowed::Webhook(text) => {
            let webhook = context.webhook_on_record(&space, "webhook", text).await?;
            let page = lists::of_webhook(&context.pool, space.id, webhook, window, size).await?;
            within(page, stretch)
        }
        Narrowed::Delivery(id) => {
            let one = Deliveries::one(id);
            let page = lists::of_deliveries(&context.pool, space.id, one, window, size).await?;
            if page.ids.is_empty() {
                check_delivery(context, space.id, id).await?;
            }
            within(page, stretch)
        }
        Narrowed::Event(id) => of_event(context, &space, id, window, stretch, size).await?,
    };
    let keys: Vec<_> = page.ids.iter().map(|id| (space.id, *id)).collect();
    let found = store::load(&context.pool, &keys).await?;
    Ok(v1::ListAttemptsResponse {
        attempts: found.iter().map(|record| messages::attempt(&space, record)).collect(),
        next_page_token: next.map(|place| token(filters, place)).unwrap_or_default(),
    })
}

fn within(page: Page, stretch: usize) -> (Page, Option<Place>) {
    let next = page.next.map(|last| (Some(last), stretch));
    (page, next)
}

/// The attempts for an event: newest first in each stretch of its deliveries.
async fn of_event(
    context: &Context,
    space: &Space,
    event: EventId,
    window: &Window,
    stretch: usize,
    size: usize,
) -> Result<(Page, Option<Place>), ApiError> {
    let routed = deliveries::routed(&context.pool, space.id, event).await?;
    let routed = routed.ok_or_else(|| unknown_event(space, event))?;
    let Some(those) = Deliveries::of_event(event, stretch) else {
        return Ok((Page::default(), None));
    };
    let page = lists::of_deliveries(&context.pool, space.id, those, window, size).await?;
    let more = (stretch + 1) * STRETCH < routed.own;
    Ok(match page.next {
        None if more => (page, Some((None, stretch + 1))),
        _ => within(page, stretch),
    })
}

async fn check_delivery(
    context: &Context,
    namespace: NamespaceId,
    id: DeliveryId,
) -> Result<(), ApiError> {
    let found = deliveries::by_ids(&context.pool, namespace, &[id], context.stamper.now()).await?;
    if found.is_empty() { Err(unknown_delivery(id)) } else { Ok(()) }
}

enum Narrowed<'a> {
    Not,
    Webhook(&'a str),
    Delivery(DeliveryId),
    Event(EventId),
}

fn narrowed(request: &v1::ListAttemptsRequest) -> Result<Narrowed<'_>, ApiError> {
    let v1::ListAttemptsRequest { event_id, delivery_id, webhook, .. } = request;
    match (event_id.as_str(), delivery_id.as_str(), webhook.as_str()) {
        ("", "", "") => Ok(Narrowed::Not),
        ("", "", webhook) => Ok(Narrowed::Webhook(webhook)),
        ("", id, "") => Ok(Narrowed::Delivery(convert::id("delivery_id", id)?)),
        (id, "", "") => Ok(Narrowed::Event(convert::id("event_id", id)?)),
        _ => {
            let message = "at most one of event_id, delivery_id and webhook narrows the list";
            Err(ApiError::invalid("event_id", message))
        }
    }
}

fn bound(request: &v1::ListAttemptsRequest, times: filters::Window) -> Filters {
    let parts = [
        request.namespace.as_str(),
        &request.event_id,
        &request.delivery_id,
        &request.webhook,
        &times.words(),
        if request.failed { "failed" } else { "" },
        &filters::words(&request.statuses),
        &request.event_type,
    ];
    Filters::new("ListAttempts", parts)
}

fn token(filters: Filters, (after, stretch): Place) -> String {
    let after = after.map_or(Uuid::max(), AttemptId::uuid);
    let stretch = u16::try_from(stretch).unwrap_or(u16::MAX);
    filters.token(&[after.as_bytes().as_slice(), &stretch.to_be_bytes()].concat())
}

fn place(filters: Filters, token: &str) -> Result<Place, ApiError> {
    let Some(key) = filters.key(token)? else { return Ok((None, 0)) };
    let place = key.split_first_chunk::<16>().and_then(|(after, stretch)| {
        let stretch = u16::from_be_bytes(stretch.try_into().ok()?);
        Some((Some(AttemptId::from_uuid(Uuid::from_bytes(*after))), stretch.into()))
    });
    place.ok_or_else(|| {
        let message = "this is no page token of this list";
        ApiError::field(Reason::InvalidPageToken, "page_token", message)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_as_received() {
        let lines = b"content-type: text/html\r\nx-odd:\xffno space\r\nempty: \r\nnonsense";
        let headers = header_lines(lines);
        let of = |name: &str| headers.iter().find(|h| h.name == name).map(|h| h.value.as_slice());
        assert_eq!(of("content-type"), Some(b"text/html".as_slice()));
        assert_eq!(of("x-odd"), Some(b"\xffno space".as_slice()));
        assert_eq!(of("empty"), Some(b"".as_slice()));
        assert_eq!(headers.len(), 3);
        assert!(header_lines(b"").is_empty());
    }

    #[test]
    fn a_place_goes_into_a_token_and_back() {
        let filters = bound(&v1::ListAttemptsRequest::default(), filters::Window::default());
        let id = AttemptId::from_uuid(Uuid::from_u128(9));
        assert_eq!(place(filters, &token(filters, (Some(id), 3))), Ok((Some(id), 3)));
        let start = AttemptId::from_uuid(Uuid::max());
        assert_eq!(place(filters, &token(filters, (None, 1))), Ok((Some(start), 1)));
        assert_eq!(place(filters, ""), Ok((None, 0)));
        assert!(place(filters, &filters.token(b"short")).is_err());
    }

    #[test]
    fn one_thing_narrows() {
        let request = |event: &str, webhook: &str| v1::ListAttemptsRequest {
            event_id: event.to_owned(),
            webhook: webhook.to_owned(),
            ..Default::default()
        };
        assert!(matches!(narrowed(&request("", "")), Ok(Narrowed::Not)));
        assert!(matches!(narrowed(&request("", "crm")), Ok(Narrowed::Webhook("crm"))));
        assert!(narrowed(&request("evt_00000000000000000000010000", "crm")).is_err());
    }
}
