//! Every key that can be set, with its default and what it is for. `config default` prints this
//! table, `config show` follows its order, and what is not in it is refused.

/// What may stand behind a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Text,
    /// A text that may hold a password: never shown whole.
    Secret,
    Number,
    Switch,
    /// Texts; separated by commas in the environment.
    List,
}

impl Kind {
    /// In words, for messages.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Text | Self::Secret => "a text in quotes",
            Self::Number => "a whole number",
            Self::Switch => "true or false",
            Self::List => "a list of texts",
        }
    }
}

#[derive(Debug)]
pub struct Key {
    /// `section.name`.
    pub path: &'static str,
    pub kind: Kind,
    /// As it would stand in the environment; empty: not set.
    pub default: &'static str,
    /// What it does, units and range; for `config default`.
    pub about: &'static str,
}

impl Key {
    pub fn section(&self) -> &'static str {
        self.path.split_once('.').map_or(self.path, |(section, _)| section)
    }

    pub fn name(&self) -> &'static str {
        self.path.split_once('.').map_or(self.path, |(_, name)| name)
    }

    /// `SPARROW_<SECTION>__<KEY>`.
    pub fn variable(&self) -> String {
        format!("SPARROW_{}__{}", self.section(), self.name()).to_uppercase()
    }
}

pub fn find(path: &str) -> Option<&'static Key> {
    KEYS.iter().find(|key| key.path == path)
}

/// The candidate most like `text`, if any is like it at all.
pub fn nearest<'a>(text: &str, candidates: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    candidates
        .map(|candidate| (strsim::jaro_winkler(text, candidate), candidate))
        .filter(|(likeness, _)| *likeness > 0.8)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, candidate)| candidate)
}

macro_rules! keys {
    ($($path:literal $kind:ident $default:literal $about:literal;)*) => {
        &[$(Key { path: $path, kind: Kind::$kind, default: $default, about: $about }),*]
    };
}

pub const KEYS: &[Key] = keys! {
    "listen.grpc" Text "127.0.0.1:50051" "Address and port of the gRPC API. GRPC_PORT sets the port alone.";
    "listen.http" Text "127.0.0.1:8080" "Address and port of HTTP/JSON, /health and /ready. HTTP_PORT sets the port alone.";
    "listen.unix" Text "" "Path of a unix socket that speaks gRPC too. Empty: none.";
    "listen.insecure" Switch "false" "Listen beyond loopback although callers are not authenticated: anybody who reaches the\nport can do everything.";
    "database.url" Secret "" "Where PostgreSQL (15 or newer) is: postgres://user:password@host/database. Everything lives\nin its schema `sparrow`. DATABASE_URL sets it too.";
    "database.url_file" Text "" "A file that holds the URL, instead of `url`. A bare name is looked for among systemd's\ncredentials first.";
    "database.direct_url" Secret "" "Where PostgreSQL itself is, if `url` leads to a pooler: the pipeline's own connections, a dozen\nthat are never given back, and migrations go there. Empty: `url`.";
    "database.direct_url_file" Text "" "A file that holds it, instead of `direct_url`. A bare name is looked for among systemd's\ncredentials first.";
    "database.pool" Number "16" "Connections for reading and configuration, 2 to 200; the pipeline has a dozen of its own.";
    "database.migrate" Text "check" "The schema at start: `check` refuses one that does not fit, `auto` migrates, `never` looks\naway.";
    "delivery.max_in_flight" Number "1024" "HTTP requests at once, of all webhooks together, 1 to 100000.";
    "delivery.timeout" Text "15s" "A whole attempt, 1s to 60s, unless the webhook has its own.";
    "delivery.connect_timeout" Text "5s" "Connecting with TLS, 100ms to 60s; part of the attempt.";
    "delivery.retry" Text "standard" "The schedule of webhooks without one: standard, exp:5s..6h, fixed:30s, list:5s,1m,1h, none.";
    "delivery.max_payload" Text "1MiB" "The largest payload taken, 1KiB to 4MiB.";
    "delivery.store_response" Text "64KiB" "How much of an answer's body is kept on record, 0 to 1MiB.";
    "delivery.memory" Text "64MiB" "Payloads in memory on their way out, all together, 8MiB to 64GiB.";
    "egress.allow" List "" "Networks (CIDR), addresses, address:port and host names of webhooks that may be reached\nalthough they are not public. This machine itself only by its address, not by a wide network.";
    "egress.https_only" Switch "false" "Refuse webhooks with http:// URLs.";
    "egress.nat64" List "" "Prefixes of this network's NAT64 translators, such as 64:ff9b::/96: an address behind one is\njudged by the IPv4 address inside.";
    "egress.name_servers" List "" "Name servers that webhooks' names are asked of, address or address:port. Empty: those of\n/etc/resolv.conf.";
    "egress.proxy" Secret "" "A proxy that everything is sent through, by CONNECT: http://user:password@host:port. It\nresolves the names, so it has to refuse what must not be reached.";
    "egress.proxy_file" Text "" "A file that holds the proxy's URL, instead of `proxy`. A bare name is looked for among\nsystemd's credentials first.";
    "namespaces.create_on_register" Switch "false" "A registration over HTTP/JSON in an unknown namespace creates it.";
    "secrets.key_file" Text "/etc/sparrow/keys" "The master keys that seal webhooks' secrets; `sparrowd keys init` makes the file. A bare name\nis looked for among systemd's credentials first.";
    "retention.events" Text "30d" "How long events are kept, counted from the push, 1d to 3650d. What is still owed then, or asked\nfor by a replay that is kept, stays until it is not.";
    "retention.attempts" Text "30d" "How long attempts are kept, 1d to 3650d; no longer than events.";
    "retention.dead_letters" Text "30d" "How long a dead letter stays one, counted from the push of its event, 1d to 3650d; no longer\nthan events. Then it is discarded, and goes with its event.";
    "drain.timeout" Text "75s" "How long a stop waits for requests in flight, 0s to 1h.";
    "node.state_dir" Text "" "A folder of this daemon's own. Empty: systemd's, else /var/lib/sparrowd where that may be\nwritten, else the user's state folder.";
    "log.format" Text "auto" "`pretty`, `json`, or `auto`: pretty on a terminal, JSON otherwise.";
    "log.level" Text "info" "error, warn, info, debug or trace; also for parts: info,sparrowd::dispatch=debug.";
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_of_a_section_stand_together_and_no_key_stands_twice() {
        let mut sections: Vec<_> = KEYS.iter().map(Key::section).collect();
        sections.dedup();
        let mut unique = sections.clone();
        unique.sort_unstable();
        unique.dedup();
        assert_eq!(sections.len(), unique.len());
        for key in KEYS {
            assert_eq!(KEYS.iter().filter(|other| other.path == key.path).count(), 1);
        }
    }

    #[test]
    fn a_slip_finds_its_key_and_nonsense_none() {
        let paths = || KEYS.iter().map(|key| key.path);
        assert_eq!(nearest("delivery.time_out", paths()), Some("delivery.timeout"));
        assert_eq!(nearest("xyzzy", paths()), None);
    }
}
