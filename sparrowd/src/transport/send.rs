//! One attempt, from the URL's last check to the record of what came of it.

use std::net::SocketAddr;
use std::pin::pin;
use std::time::Duration;

use http::{HeaderMap, HeaderName, Response, Version, header};
use hyper::body::Body;
use hyper_util::client::legacy::connect::HttpInfo;
use reqwest::{Method, Request};
use tokio::time::{Instant, timeout_at};
use url::{Position, Url};

use super::answer::Incoming;
use super::classify::{self, Failure};
use super::client::Manner;
use super::connector::Ends;
use super::idle::Room;
use super::lease::{Held, Leased};
use super::probe::{self, Permit, Probe};
use super::{Outgoing, Transport};
use crate::domain::attempt::{Exchange, Outcome, Timing};

impl Transport {
    /// Makes one request and reads its answer, within the time that `out` gives. `permit` says
    /// whether this node may still send for this webhook; it is asked first of all, and again right
    /// before the request is written.
    pub async fn send<P>(&self, out: Outgoing<'_>, permit: P) -> Exchange
    where
        P: Fn() -> bool + Send + Sync + 'static,
    {
        let reach = match self.policy.reach(out.url) {
            Ok(reach) if self.policy.takes_scheme(out.url.scheme()) => reach,
            Ok(_) | Err(_) => return unsent(Failure::denied()),
        };
        if !permit() {
            return unsent(Failure::interrupted());
        }
        let host = &out.url[..Position::BeforePath];
        if self.stragglers.are_too_many_at(host) {
            return unsent(Failure::unread());
        }
        let permit = Permit::new(permit);
        let port = out.url.port_or_known_default().unwrap_or_default();
        let probe = Probe::new(permit.clone(), reach, port, self.client.is_direct());
        probe.watch(pin!(self.attempt(out, host, permit))).await
    }

    async fn attempt(&self, out: Outgoing<'_>, host: &str, permit: Permit) -> Exchange {
        let started = Instant::now();
        let deadline = started + out.timeout;
        // Let go of at the end of this function, whatever the connection still wants of it.
        let is_asked_for = !out.body.is_empty();
        let payload = Held::new(out.body, host, self.stragglers.clone());
        let request = request(out.url, out.headers, payload.body(permit));
        let manner = if is_asked_for { self.manner(host, started) } else { Manner::Once };
        let is_tls = out.url.scheme() == "https";
        let is_direct = self.client.is_direct();
        let mut heard = Heard { is_direct, is_tls, ..Heard::default() };
        let ended = {
            let conversation = pin!(self.converse(request, manner, started, &mut heard));
            timeout_at(deadline, conversation).await
        };
        let end = match ended {
            Ok(Ok(used)) => {
                if let Some(ends) = used {
                    self.idle.kept_for(host, ends.local, Instant::now());
                }
                End::Complete
            }
            Ok(Err(error)) => End::Failed(error),
            Err(_) => End::OutOfTime,
        };
        if heard.answer.is_none() && end.is_suspicious() {
            self.suspects.add(host, Instant::now());
        }
        heard.conclude(end, started.elapsed())
    }

    fn manner(&self, host: &str, now: Instant) -> Manner {
        let room = self.idle.room_for(host, now);
        #[cfg(test)]
        if room != Room::None
            && let Some(manner) = super::tests::chosen()
        {
            return manner;
        }
        match room {
            Room::None => Manner::Once,
            Room::ForAnother if !self.suspects.include(host, now) => Manner::Quick,
            Room::ForAnother | Room::ForTheFirst => Manner::Careful,
        }
    }

    /// Comes back with the connection, if that is kept.
    async fn converse(
        &self,
        request: Request,
        manner: Manner,
        started: Instant,
        heard: &mut Heard,
    ) -> Result<Option<Ends>, BoxError> {
        let response = self.client.execute(request, manner).await?;
        heard.first_byte = Some(started.elapsed());
        let ends = response.extensions().get::<HttpInfo>().map(Ends::from);
        heard.remote = ends.as_ref().map(|ends| ends.remote);
        let answer = heard.answer.insert(Incoming::of(&response));
        let is_kept = manner != Manner::Once && stays_open(&response);
        let is_at_end = answer.read(response.into_body(), self.limits.store_response).await?;
        Ok(ends.filter(|_| is_at_end && is_kept))
    }
}

/// Whether the receiver will take another request on this connection, by what it says.
fn stays_open(response: &Response<impl Body>) -> bool {
    let says = |name: HeaderName, word: &str| {
        let said = response.headers().get_all(name).into_iter();
        let mut words = said.filter_map(|value| value.to_str().ok()).flat_map(|it| it.split(','));
        words.any(|said| said.trim().eq_ignore_ascii_case(word))
    };
    let is_meant = if response.version() < Version::HTTP_11 {
        says(header::CONNECTION, "keep-alive")
    } else {
        !says(header::CONNECTION, "close")
    };
    // Else the end of the connection is that of the body.
    let is_framed = response.body().size_hint().exact().is_some();
    is_meant && (is_framed || says(header::TRANSFER_ENCODING, "chunked"))
}

type BoxError = Box<dyn std::error::Error + Send + Sync>;

fn request(url: &Url, headers: HeaderMap, body: Leased) -> Request {
    let mut request = Request::new(Method::POST, url.clone());
    *request.headers_mut() = headers;
    *request.body_mut() = Some(reqwest::Body::wrap(body));
    request
}

/// How a conversation ended.
enum End {
    Complete,
    Failed(BoxError),
    OutOfTime,
}

impl End {
    /// Whether the connection may have been busy until then, if there was no answer.
    fn is_suspicious(&self) -> bool {
        match self {
            Self::Complete => false,
            Self::Failed(error) => classify::is_flood(error.as_ref()),
            Self::OutOfTime => true,
        }
    }
}

/// What was heard of the receiver so far.
#[derive(Default)]
struct Heard {
    is_direct: bool,
    is_tls: bool,
    first_byte: Option<Duration>,
    remote: Option<SocketAddr>,
    answer: Option<Incoming>,
}

impl Heard {
    fn conclude(self, end: End, total: Duration) -> Exchange {
        let notes = probe::notes();
        let (outcome, error) = self.judge(&end);
        if outcome == Outcome::Denied {
            return unsent(Failure::denied());
        }
        let failed_on = match &end {
            End::Failed(error) => classify::remote(error.as_ref()),
            End::Complete | End::OutOfTime => None,
        };
        // Without a connection of its own, the request used one of the pool, if it got that far.
        let reused = notes.connect.is_none() && (self.answer.is_some() || failed_on.is_some());
        let remote = self.remote.or(failed_on).or(notes.remote);
        Exchange {
            outcome,
            error,
            timing: Timing {
                dns: if reused { None } else { notes.dns },
                connect: notes.connect,
                first_byte: self.first_byte,
                total,
                reused,
            },
            retry_after: self.answer.as_ref().and_then(|answer| answer.retry_after),
            // Behind a proxy, the address connected to says nothing of the receiver.
            remote: remote.filter(|_| self.is_direct),
            answer: self.answer.map(Incoming::into_answer),
        }
    }

    /// A status line decides, whatever became of the body.
    fn judge(&self, end: &End) -> (Outcome, Option<String>) {
        match (&self.answer, end) {
            (Some(answer), _) if answer.is_success() => (Outcome::Delivered, None),
            (Some(_), End::Complete) => (Outcome::Status, None),
            (Some(_), End::Failed(_)) => (Outcome::Status, Some("the body broke off".to_owned())),
            (Some(_), End::OutOfTime) => {
                (Outcome::Status, Some("the body took longer than the attempt may".to_owned()))
            }
            (None, End::Failed(error)) => {
                let failure = classify::classify(error.as_ref(), self.is_tls);
                (failure.outcome, Some(failure.error))
            }
            // A conversation is never complete without an answer.
            (None, End::OutOfTime | End::Complete) => {
                (Outcome::Timeout, Some("no answer in time".to_owned()))
            }
        }
    }
}

/// The record of an attempt that wrote nothing and measured nothing: for a denied target, the time
/// taken or the address found would tell what the code does not.
fn unsent(failure: Failure) -> Exchange {
    Exchange {
        outcome: failure.outcome,
        error: Some(failure.error),
        answer: None,
        retry_after: None,
        timing: Timing::default(),
        remote: None,
    }
}
