//! The proxy that an operator sends everything through: where it is, and how to be let in.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use url::{Host, Url};

/// Why a text is no proxy. It is not repeated: it may hold a password.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this is no proxy such as http://user:password@host:3128")]
pub struct ProxyUrlError;

/// An HTTP proxy that takes `CONNECT`.
#[derive(Clone, PartialEq, Eq)]
pub struct Proxy {
    host: Host,
    port: u16,
    /// The value of `proxy-authorization`.
    authorization: Option<String>,
}

impl Proxy {
    pub fn try_new(text: &str) -> Result<Self, ProxyUrlError> {
        let url = Url::parse(text).map_err(|_| ProxyUrlError)?;
        let is_bare = matches!(url.path(), "" | "/") && url.query().or(url.fragment()).is_none();
        if url.scheme() != "http" || !is_bare {
            return Err(ProxyUrlError);
        }
        let host = url.host().ok_or(ProxyUrlError)?.to_owned();
        let port = url.port_or_known_default().filter(|port| *port != 0).ok_or(ProxyUrlError)?;
        let (user, password) = (url.username(), url.password());
        let authorization = (!user.is_empty() || password.is_some()).then(|| {
            let pair = [decoded(user), b":".to_vec(), decoded(password.unwrap_or_default())];
            format!("Basic {}", STANDARD.encode(pair.concat()))
        });
        Ok(Self { host, port, authorization })
    }

    pub fn host(&self) -> &Host {
        &self.host
    }

    pub fn port(&self) -> u16 {
        self.port
    }

    pub fn authorization(&self) -> Option<&str> {
        self.authorization.as_deref()
    }
}

/// Without the password.
impl fmt::Display for Proxy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.host, self.port)
    }
}

impl fmt::Debug for Proxy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// What the percent signs of a URL's user or password stand for.
fn decoded(text: &str) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        let escaped = after.get(..2).filter(|_| first == b'%');
        let value = escaped
            .and_then(|digits| str::from_utf8(digits).ok())
            .and_then(|digits| u8::from_str_radix(digits, 16).ok());
        bytes.push(value.unwrap_or(first));
        rest = if value.is_some() { &after[2..] } else { after };
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_proxy_is_and_what_is_shown_of_it() {
        let plain = Proxy::try_new("http://proxy.internal:3128").unwrap();
        assert_eq!((plain.port(), plain.authorization()), (3128, None));
        let proxy = Proxy::try_new("http://sparrow:p%40ss%3a%zz@[fd00::1]/").unwrap();
        assert_eq!(proxy.authorization(), Some("Basic c3BhcnJvdzpwQHNzOiV6eg=="));
        assert_eq!(STANDARD.decode("c3BhcnJvdzpwQHNzOiV6eg==").unwrap(), b"sparrow:p@ss:%zz");
        for shown in [proxy.to_string(), format!("{proxy:?}")] {
            assert_eq!(shown, "[fd00::1]:80");
        }
        for wrong in [
            "",
            "proxy:3128",
            "https://proxy:3128",
            "socks5://proxy:1080",
            "http://proxy/path",
            "http://proxy?x",
            "http://proxy#x",
            "http://proxy:0",
            "http://",
        ] {
            assert_eq!(Proxy::try_new(wrong), Err(ProxyUrlError), "{wrong}");
        }
    }
}
