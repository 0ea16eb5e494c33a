//! The rules for a daemon without tokens, on every door: who may talk to it is whoever can open a
//! connection to this machine's loopback, and a web page in a browser here must not be able to
//! borrow that. A page's requests carry an `Origin`, and one that was led here by its own DNS name
//! carries that name as host; both are refused.

use http::uri::Authority;
use http::{Request, header};

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

#[cfg(test)]
mod tests {
    use super::*;

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
}
