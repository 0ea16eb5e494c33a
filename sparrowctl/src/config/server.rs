//! Where the daemon listens, as people write it.

use std::{fmt, str::FromStr};

/// `http://HOST:PORT`, `https://HOST:PORT` or `unix:PATH`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Server {
    Http(String),
    Https(String),
    Unix(String),
}

impl FromStr for Server {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let text = text.trim_end_matches('/');
        if let Some(rest) = text.strip_prefix("unix:") {
            let path = rest.strip_prefix("//").unwrap_or(rest);
            return match path {
                "" => Err("unix: needs the path of a socket".to_owned()),
                path => Ok(Self::Unix(path.to_owned())),
            };
        }
        let (make, authority): (fn(String) -> Self, _) =
            if let Some(rest) = text.strip_prefix("http://") {
                (Self::Http, rest)
            } else if let Some(rest) = text.strip_prefix("https://") {
                (Self::Https, rest)
            } else {
                return Err(format!(
                    "{text:?} is no server: write http://HOST:PORT, https://HOST:PORT or unix:PATH"
                ));
            };
        let plain = |c: char| c.is_ascii_graphic() && !matches!(c, '/' | '?' | '#' | '@');
        if authority.is_empty() || !authority.chars().all(plain) {
            return Err(format!("{text:?} is no server: a host and a port are expected"));
        }
        Ok(make(text.to_owned()))
    }
}

impl fmt::Display for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Http(url) | Self::Https(url) => f.write_str(url),
            Self::Unix(path) => write!(f, "unix:{path}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn servers() {
        for good in ["http://127.0.0.1:50051", "https://sparrow.internal:50051", "unix:/run/a.sock"]
        {
            assert_eq!(good.parse::<Server>().unwrap().to_string(), good);
        }
        assert_eq!("unix:///run/a".parse(), Ok(Server::Unix("/run/a".to_owned())));
        assert_eq!("http://a:1/".parse(), Ok(Server::Http("http://a:1".to_owned())));
        for bad in
            ["", "localhost:50051", "ftp://a", "unix:", "http://", "http://a/b", "http://u@a"]
        {
            assert!(bad.parse::<Server>().is_err(), "{bad:?}");
        }
    }
}
