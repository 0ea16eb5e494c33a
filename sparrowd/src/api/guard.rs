//! The rules for a daemon without tokens, on every door: who may talk to it is whoever can open a
//! connection to this machine's loopback, and a web page in a browser here must not be able to
//! borrow that. A page's requests carry an `Origin`, and one that was led here by its own DNS name
//! carries that name as host; both are refused.

use std::task::{Context, Poll};

use futures::future::{self, Either, MapOk, Ready, TryFutureExt as _};
use http::uri::Authority;
use http::{Request, Response, header};
use tonic::body::Body;
use tonic::{Code, Status};
use tower::{Layer, Service};

use super::error::{ApiError, Reason};

/// The only hosts of requests to a daemon that listens on loopback.
const HOSTS: [&str; 3] = ["localhost", "127.0.0.1", "[::1]"];

/// Which hosts a door answers to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Guard {
    /// Those of loopback only.
    Loopback,
    /// Any: the operator has opened the door to the network, or it is a unix socket, which no page
    /// can reach.
    AnyHost,
}

impl Guard {
    /// Judges a request by its head.
    pub fn check<B>(self, request: &Request<B>) -> Result<(), ApiError> {
        if request.headers().contains_key(header::ORIGIN) {
            let message = "requests from web pages are not taken";
            return Err(ApiError::new(Reason::OriginNotAllowed, message)
                .hint("call sparrow from a server, without an Origin header"));
        }
        if self == Self::AnyHost {
            return Ok(());
        }
        let authority = request.uri().authority().cloned();
        let hosts = request.headers().get_all(header::HOST).iter();
        let hosts = hosts.map(|host| Authority::try_from(host.as_bytes()).ok());
        let mut named = false;
        for host in authority.map(Some).into_iter().chain(hosts) {
            named = true;
            if !host.as_ref().is_some_and(is_loopback) {
                let shown = host.map_or_else(String::new, |host| format!(", not {}", host.host()));
                let message = format!("requests are for localhost, 127.0.0.1 or [::1]{shown}");
                return Err(host_not_allowed(message));
            }
        }
        if named { Ok(()) } else { Err(host_not_allowed("the request names no host".to_owned())) }
    }
}

fn host_not_allowed(message: String) -> ApiError {
    ApiError::new(Reason::HostNotAllowed, message)
        .hint("use one of these; to serve a network, set listen.insecure in sparrowd.toml")
}

fn is_loopback(authority: &Authority) -> bool {
    let without_userinfo = !authority.as_str().contains('@');
    without_userinfo && HOSTS.iter().any(|host| authority.host().eq_ignore_ascii_case(host))
}

/// Puts the guard before gRPC, and our details behind it: what tonic refuses by itself gets a reason
/// of the one table too.
#[derive(Debug, Clone, Copy)]
pub struct GuardLayer(pub Guard);

impl<S> Layer<S> for GuardLayer {
    type Service = Guarded<S>;

    fn layer(&self, inner: S) -> Guarded<S> {
        Guarded { guard: self.0, inner }
    }
}

#[derive(Debug, Clone)]
pub struct Guarded<S> {
    guard: Guard,
    inner: S,
}

type Answer = Response<Body>;

impl<S, B> Service<Request<B>> for Guarded<S>
where
    S: Service<Request<B>, Response = Answer>,
{
    type Response = Answer;
    type Error = S::Error;
    type Future = Either<Ready<Result<Answer, S::Error>>, MapOk<S::Future, fn(Answer) -> Answer>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        match self.guard.check(&request) {
            Err(error) => Either::Left(future::ready(Ok(Status::from(error).into_http()))),
            Ok(()) => Either::Right(self.inner.call(request).map_ok(explained)),
        }
    }
}

/// Gives a reason to what tonic refused before a handler saw it. Such an answer is all head.
fn explained(answer: Answer) -> Answer {
    let status = Status::from_header_map(answer.headers());
    let Some(status) = status.filter(|status| status.details().is_empty()) else {
        return answer;
    };
    let error = match status.code() {
        Code::OutOfRange if status.message().contains("message length too large") => {
            ApiError::new(Reason::PayloadTooLarge, "the message is larger than this call takes")
                .hint("see delivery.max_payload in sparrowd.toml")
        }
        Code::Internal if status.message().contains("decode") => {
            ApiError::new(Reason::InvalidArgument, "the message can't be read")
                .hint("client and daemon may speak different versions of sparrow.v1")
        }
        Code::Unimplemented if status.message().contains("compress") => {
            ApiError::new(Reason::UnsupportedContentType, "compressed messages are not taken")
                .hint("send without compression")
        }
        Code::Unimplemented => ApiError::new(Reason::UnknownPath, "there is no such call")
            .hint("client and daemon may speak different versions of sparrow.v1"),
        _ => return answer,
    };
    let error = match status.message() {
        "" => error,
        message => error.detail(message),
    };
    Status::from(error).into_http()
}

#[cfg(test)]
mod tests {
    use super::*;
    use tonic_types::StatusExt as _;

    fn request(uri: &str, headers: &[(&str, &str)]) -> Request<()> {
        let builder = headers.iter().fold(Request::builder().uri(uri), |builder, (name, value)| {
            builder.header(*name, *value)
        });
        builder.body(()).unwrap()
    }

    #[test]
    fn hosts_of_loopback_pass() {
        for host in ["localhost", "LOCALHOST:8080", "127.0.0.1:1", "[::1]", "[::1]:8080"] {
            assert_eq!(Guard::Loopback.check(&request("/", &[("host", host)])), Ok(()), "{host}");
        }
        assert_eq!(Guard::Loopback.check(&request("http://localhost:50051/x", &[])), Ok(()));
    }

    #[test]
    fn other_hosts_do_not() {
        for host in [
            "example.com",
            "localhost.example.com",
            "127.0.0.1.example.com",
            "127.0.0.2",
            "user@localhost",
            "0.0.0.0:8080",
            "",
        ] {
            let error = Guard::Loopback.check(&request("/", &[("host", host)])).unwrap_err();
            assert_eq!(error.reason(), Reason::HostNotAllowed, "{host}");
            assert_eq!(Guard::AnyHost.check(&request("/", &[("host", host)])), Ok(()));
        }
        assert!(Guard::Loopback.check(&request("/", &[])).is_err(), "none at all");
        let two = [("host", "localhost"), ("host", "example.com")];
        assert!(Guard::Loopback.check(&request("/", &two)).is_err());
        let absolute = request("http://example.com/", &[("host", "localhost")]);
        assert!(Guard::Loopback.check(&absolute).is_err());
    }

    #[test]
    fn a_web_page_is_refused_on_every_door() {
        let page = request("/", &[("host", "localhost"), ("origin", "http://localhost:3000")]);
        for guard in [Guard::Loopback, Guard::AnyHost] {
            assert_eq!(guard.check(&page).unwrap_err().reason(), Reason::OriginNotAllowed);
        }
    }

    #[test]
    fn what_tonic_refuses_gets_a_reason() {
        let text = "Error, decoded message length too large: found 9 bytes, the limit is: 5 bytes";
        let answer = explained(Status::out_of_range(text).into_http());
        let status = answer.extensions().get::<Status>().unwrap();
        assert_eq!(status.code(), Code::InvalidArgument);
        assert_eq!(status.get_error_details().error_info().unwrap().reason, "payload_too_large");
        let answer = explained(Status::unimplemented("").into_http());
        let status = answer.extensions().get::<Status>().unwrap();
        assert_eq!(status.get_error_details().error_info().unwrap().reason, "unknown_path");
        let ours = Status::from(ApiError::new(Reason::UnknownEvent, "none"));
        let answer = explained(ours.clone().into_http());
        assert_eq!(answer.extensions().get::<Status>().unwrap().code(), ours.code());
    }
}
