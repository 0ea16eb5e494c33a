//! `attempt curl`: a line that a shell runs as it stands, whatever bytes the request holds.

use std::fmt::Write as _;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use sparrow_proto::v1::{Attempt, Request, RevealWebhookSecretsRequest};

use crate::{
    args::attempt::Curl,
    client::{Client, OrFail as _},
    clock,
    error::{Failure, Result},
    exit::Exit,
    ids,
    nouns::attempt::AttemptDetail,
    session::Session,
    signature,
};

/// One argument of a program may hold 128 KiB on Linux; a longer body goes through a pipe.
const LONGEST_ARGUMENT: usize = 100 * 1024;
/// How the daemon shows a value that it does not show.
const HIDDEN: &[u8] = b"[hidden]";
/// What curl makes itself from URL and body.
const MADE_BY_CURL: [&str; 3] = ["host", "content-length", "transfer-encoding"];
/// What curl would add to a request that has none of it.
const ADDED_BY_CURL: [&str; 3] = ["accept", "content-type", "expect"];

pub(super) async fn run(session: &mut Session, args: &Curl) -> Result<Exit> {
    ids::check(ids::Kind::Attempt, &args.attempt)?;
    let client = session.connect::<AttemptDetail>().await?;
    let attempt: Attempt = super::get(session, &client, &args.attempt, args.with_secret).await?;
    let Some(request) = &attempt.request else {
        let message = format!("the request of {} is not kept", attempt.id);
        return Err(Failure::new(Exit::NotFound, "no_request", message).into());
    };
    if args.with_secret {
        let request = signed_anew(session, &client, &attempt, request.clone()).await?;
        session.out.line(&line(&request))?;
        session.out.warn("this line holds the webhook's credentials, and is signed for minutes");
        return Ok(Exit::Ok);
    }
    session.out.line(&line(request))?;
    session.out.hint("the signature is the one that was sent; an old one may be refused");
    if request.headers.iter().any(|header| header.value == HIDDEN) {
        session.out.hint("the webhook's own headers are hidden: --with-secret shows them");
    }
    Ok(Exit::Ok)
}

/// The request with the time of now, and signed by the secret that is the current one now.
async fn signed_anew(
    session: &Session,
    client: &Client,
    attempt: &Attempt,
    mut request: Request,
) -> Result<Request> {
    let reveal = RevealWebhookSecretsRequest {
        namespace: session.namespace(),
        webhook: attempt.webhook_id.clone(),
    };
    let call = client.request(reveal);
    let answer = client.webhooks().reveal_webhook_secrets(call).await.or_fail(client)?;
    let secret = answer.secrets.first().map(|it| it.secret.clone()).unwrap_or_default();
    let timestamp = clock::now().as_second();
    let id = request.headers.iter().find(|it| it.name.eq_ignore_ascii_case("webhook-id"));
    let id = id.map_or_else(|| attempt.event_id.as_bytes().to_vec(), |it| it.value.clone());
    let Some(signature) = signature::sign(&secret, &id, timestamp, &request.body) else {
        let message = "the daemon tells no secret that signs";
        return Err(Failure::new(Exit::Failed, "no_secret", message).into());
    };
    for header in &mut request.headers {
        match header.name.to_ascii_lowercase().as_str() {
            "webhook-timestamp" => header.value = timestamp.to_string().into_bytes(),
            "webhook-signature" => header.value = signature.clone().into_bytes(),
            _ => {}
        }
    }
    Ok(request)
}

fn line(request: &Request) -> String {
    let body = &request.body;
    let is_text = std::str::from_utf8(body).is_ok_and(|text| text.chars().all(is_plain));
    let mut out = String::new();
    let data = match (body.len(), is_text) {
        (0, _) => "--data-raw ''".to_owned(),
        (..LONGEST_ARGUMENT, true) => format!("--data-raw {}", quote(body)),
        _ => {
            let _ = write!(out, "printf %s {} | base64 -d | ", STANDARD.encode(body));
            "--data-binary @-".to_owned()
        }
    };
    let _ = write!(out, "curl -sS -i -X {}", quote(request.method.as_bytes()));
    if request.url.contains(['[', ']', '{', '}']) {
        out.push_str(" --globoff");
    }
    for header in &request.headers {
        if MADE_BY_CURL.contains(&header.name.to_ascii_lowercase().as_str()) {
            continue;
        }
        let mut argument = header.name.clone().into_bytes();
        if header.value.is_empty() {
            argument.push(b';');
        } else {
            argument.extend_from_slice(b": ");
            argument.extend_from_slice(&header.value);
        }
        let _ = write!(out, " -H {}", quote(&argument));
    }
    for name in ADDED_BY_CURL {
        if !request.headers.iter().any(|header| header.name.eq_ignore_ascii_case(name)) {
            let _ = write!(out, " -H '{name}:'");
        }
    }
    let _ = write!(out, " {data} {}", quote(request.url.as_bytes()));
    out
}

/// What may stand on a terminal as it is.
fn is_plain(c: char) -> bool {
    c == '\n' || !c.is_control()
}

/// One word of a POSIX shell with exactly these bytes.
fn quote(bytes: &[u8]) -> String {
    let plain = std::str::from_utf8(bytes).ok().filter(|text| text.chars().all(is_plain));
    if let Some(text) = plain {
        let is_bare = !text.is_empty()
            && text.chars().all(|c| c.is_ascii_alphanumeric() || "-_./:@%+,".contains(c));
        return if is_bare {
            text.to_owned()
        } else {
            format!("'{}'", text.replace('\'', "'\\''"))
        };
    }
    // `$(…)` drops newlines at its end; the `x` keeps them, but a shell needs two steps to take it
    // away again. Header values and URLs hold no newline, so none is lost here.
    let octal = bytes.iter().fold(String::new(), |mut out, byte| {
        let _ = write!(out, "\\{byte:03o}");
        out
    });
    format!("\"$(printf '{octal}')\"")
}

#[cfg(test)]
mod tests {
    use std::process::{Command, Stdio};

    use proptest::prelude::*;
    use sparrow_proto::v1::Header;

    use super::*;

    /// What a real shell makes of a word.
    fn through_sh(word: &str) -> Vec<u8> {
        let script = format!("printf %s {word}");
        Command::new("sh").args(["-c", &script]).output().unwrap().stdout
    }

    #[test]
    fn a_shell_reads_every_word_back() {
        for text in ["plain", "it's", "$HOME `id` \\ \"x\" !", "", "two\nlines", "é 日本", "-n"]
        {
            assert_eq!(through_sh(&quote(text.as_bytes())), text.as_bytes(), "{text:?}");
        }
        for bytes in [&b"\x1b[2J"[..], b"\xff\xfe'", b"a\tb\\"] {
            assert_eq!(through_sh(&quote(bytes)), bytes);
            assert!(!quote(bytes).contains('\x1b'));
        }
    }

    /// Runs the line with a `curl` that writes down its arguments and its stdin.
    fn run(line: &str) -> (Vec<String>, Vec<u8>) {
        let script = format!("curl() {{ printf '%s\\001' \"$@\"; printf '\\002'; cat; }}\n{line}");
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), script).unwrap();
        let mut sh = Command::new("sh");
        let stdout = sh.arg(file.path()).stdin(Stdio::null()).output().unwrap().stdout;
        let at = stdout.iter().position(|byte| *byte == 2).unwrap();
        let arguments = String::from_utf8(stdout[..at].to_vec()).unwrap();
        let arguments = arguments.split_terminator('\u{1}').map(str::to_owned).collect();
        (arguments, stdout[at + 1..].to_vec())
    }

    fn request(body: &[u8]) -> Request {
        let header = |name: &str, value: &str| Header {
            name: name.to_owned(),
            value: value.as_bytes().to_vec(),
        };
        Request {
            method: "POST".to_owned(),
            url: "https://crm.acme.io/in?a=1&b='[x]'".to_owned(),
            headers: vec![
                header("webhook-id", "evt_1"),
                header("host", "crm.acme.io"),
                header("content-type", "application/json"),
                header("x-empty", ""),
            ],
            body: body.to_vec().into(),
        }
    }

    #[test]
    fn text_is_an_argument() {
        let (arguments, _) = run(&line(&request(b"@{\"it's\": 1}\n")));
        assert_eq!(
            arguments,
            [
                "-sS",
                "-i",
                "-X",
                "POST",
                "--globoff",
                "-H",
                "webhook-id: evt_1",
                "-H",
                "content-type: application/json",
                "-H",
                "x-empty;",
                "-H",
                "accept:",
                "-H",
                "expect:",
                "--data-raw",
                "@{\"it's\": 1}\n",
                "https://crm.acme.io/in?a=1&b='[x]'"
            ]
        );
    }

    #[test]
    fn bytes_go_through_a_pipe() {
        let body: Vec<u8> = (0..=255).collect();
        let (arguments, stdin) = run(&line(&request(&body)));
        assert!(arguments.windows(2).any(|pair| pair == ["--data-binary", "@-"]));
        assert_eq!(stdin, body);
        let long = vec![b'x'; LONGEST_ARGUMENT + 1];
        assert_eq!(run(&line(&request(&long))).1, long);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]
        #[test]
        fn any_text_survives(text in "[^\0\n]{0,20}") {
            prop_assert_eq!(through_sh(&quote(text.as_bytes())), text.as_bytes());
        }
    }
}
