//! One attempt, from the URL's last check to the record of what came of it.

use std::net::SocketAddr;
use std::time::Duration;

use http::HeaderMap;
use reqwest::{Method, Request};
use tokio::time::{Instant, timeout_at};
use url::Url;

use super::answer::Incoming;
use super::classify::{self, Failure};
use super::lease::{Held, Leased};
use super::probe::{self, Probe};
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
        let port = out.url.port_or_known_default().unwrap_or_default();
        let probe = Probe::new(reach, port, self.client.is_direct());
        probe.watch(self.attempt(out, permit)).await
    }

    async fn attempt<P>(&self, out: Outgoing<'_>, permit: P) -> Exchange
    where
        P: Fn() -> bool + Send + Sync + 'static,
    {
        let started = Instant::now();
        let deadline = started + out.timeout;
        // Let go of at the end of this function, whatever the connection still wants of it.
        let payload = Held::new(out.body);
        let request = request(out.url, out.headers, payload.body(permit));
        let is_tls = out.url.scheme() == "https";
        let is_direct = self.client.is_direct();
        let mut heard = Heard { is_direct, is_tls, ..Heard::default() };
        let end = match timeout_at(deadline, self.converse(request, started, &mut heard)).await {
            Ok(Ok(())) => End::Complete,
            Ok(Err(error)) => End::Failed(error),
            Err(_) => End::OutOfTime,
        };
        heard.conclude(end, started.elapsed())
    }

    async fn converse(
        &self,
        request: Request,
        started: Instant,
        heard: &mut Heard,
    ) -> Result<(), BoxError> {
        let response = self.client.execute(request).await?;
        heard.first_byte = Some(started.elapsed());
        heard.remote = response.remote_addr();
        let answer = heard.answer.insert(Incoming::of(&response));
        Ok(answer.read(response, self.limits.store_response).await?)
    }
}

type BoxError = Box<dyn std::error::Error + Send + Sync>;

fn request<P>(url: &Url, headers: HeaderMap, body: Leased<P>) -> Request
where
    P: Fn() -> bool + Send + Sync + 'static,
{
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
        timing: Timing::default(),
        remote: None,
    }
}
