//! How single values are written: sizes, addresses, URLs, and what of them may be shown.

use std::fmt;
use std::net::{IpAddr, SocketAddr};

use url::Url;

/// A URL with a password inside: shown without it.
#[derive(Clone, PartialEq, Eq)]
pub struct DatabaseUrl(String);

impl DatabaseUrl {
    pub fn new(url: impl Into<String>) -> Self {
        Self(url.into())
    }

    /// The whole of it, for connecting.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&redact_url(&self.0))
    }
}

impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// `64KiB`, `1MiB`, `1GiB`, or a plain number of bytes.
pub fn parse_size(text: &str) -> Option<usize> {
    let digits = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let number: usize = text[..digits].parse().ok()?;
    let unit = match text[digits..].trim_start() {
        "" | "B" => 1,
        "KiB" => 1 << 10,
        "MiB" => 1 << 20,
        "GiB" => 1 << 30,
        _ => return None,
    };
    number.checked_mul(unit)
}

/// An address with its port changed; `None` unless both are what they should be.
pub fn with_port(address: &str, port: &str) -> Option<String> {
    let mut address: SocketAddr = address.parse().ok()?;
    address.set_port(port.parse().ok()?);
    Some(address.to_string())
}

/// An address, with the port of DNS unless it says another.
pub fn name_server(text: &str) -> Result<SocketAddr, String> {
    const DNS: u16 = 53;
    let alone = text.parse::<IpAddr>().map(|ip| SocketAddr::new(ip, DNS));
    alone
        .or_else(|_| text.parse())
        .map_err(|_| format!("{text:?} is no address such as 10.0.0.53 or 127.0.0.1:5353"))
}

/// A URL without its password. One that can't be read is not shown at all.
pub fn redact_url(text: &str) -> String {
    const HIDDEN: &str = "***";
    let Ok(mut url) = Url::parse(text) else { return HIDDEN.to_owned() };
    if url.password().is_some() && url.set_password(Some(HIDDEN)).is_err() {
        return HIDDEN.to_owned();
    }
    if url.query_pairs().any(|(name, _)| is_secret(&name)) {
        let pairs: Vec<_> = url.query_pairs().into_owned().collect();
        let mut query = url.query_pairs_mut();
        query.clear();
        for (name, value) in pairs {
            query.append_pair(&name, if is_secret(&name) { HIDDEN } else { &value });
        }
    }
    url.into()
}

fn is_secret(name: &str) -> bool {
    name.contains("password")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes() {
        let table = [
            ("0", Some(0)),
            ("512", Some(512)),
            ("64KiB", Some(65_536)),
            ("1 MiB", Some(1_048_576)),
            ("2GiB", Some(2_147_483_648)),
            ("", None),
            ("1MB", None),
            ("-1", None),
            ("99999999999999999999", None),
            ("99999999999GiB", None),
        ];
        for (text, size) in table {
            assert_eq!(parse_size(text), size, "{text:?}");
        }
    }

    #[test]
    fn passwords_are_not_shown() {
        let shown = redact_url("postgres://me:secret@db/app?sslmode=require&sslpassword=secret");
        assert_eq!(shown, "postgres://me:***@db/app?sslmode=require&sslpassword=***");
        assert_eq!(redact_url("postgres://me@db/app"), "postgres://me@db/app");
        assert_eq!(redact_url("host=db password=secret"), "***");
    }

    #[test]
    fn a_port_goes_into_an_address() {
        assert_eq!(with_port("127.0.0.1:1", "80").as_deref(), Some("127.0.0.1:80"));
        assert_eq!(with_port("[::1]:1", "80").as_deref(), Some("[::1]:80"));
        assert_eq!(with_port("127.0.0.1:1", "eighty"), None);
    }

    #[test]
    fn name_servers() {
        let read = |text| name_server(text).map(|at| at.to_string());
        assert_eq!(read("10.0.0.53").as_deref(), Ok("10.0.0.53:53"));
        assert_eq!(read("fd00::53").as_deref(), Ok("[fd00::53]:53"));
        assert_eq!(read("[fd00::53]:5353").as_deref(), Ok("[fd00::53]:5353"));
        assert!(read("dns.internal").is_err());
    }
}
