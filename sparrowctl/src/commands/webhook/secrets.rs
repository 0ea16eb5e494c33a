//! `webhook rotate-secret|secret`, and where a new secret comes from.

use std::io::{IsTerminal, Read};

use sparrow_proto::v1::{
    RevealWebhookSecretsRequest, RotateWebhookSecretRequest, SecretKind as Wire, WebhookSecret,
};

use crate::{
    args::webhook::{NewSecret, RotateSecret, Secret, SecretKind},
    client::OrFail as _,
    error::{Failure, Result},
    exit::Exit,
    ids,
    nouns::{
        secret::{Secrets, kind_word, scheme},
        webhook::WebhookRow,
    },
    output::{Screen, Tone, Value, printer::cell, talk, text::printable_lines, view},
    session::{Session, Tier},
    time,
};

pub(super) async fn rotate(session: &mut Session, args: RotateSecret) -> Result<Exit> {
    let webhook = ids::webhook(&args.webhook)?;
    let (secret, kind) = given(&args.key)?;
    let is_made_there = secret.is_empty();
    let client = session.connect::<WebhookRow>().await?;
    let current = super::get(session, &client, &webhook).await?;
    let effect = format!(
        "gives {} another signing secret; the one there {}",
        current.name(),
        match args.overlap.as_secs() {
            0 => "signs no more from now on".to_owned(),
            _ => format!("signs beside it for {}", time::exact(args.overlap)),
        }
    );
    session.confirm(Tier::Moderate, &effect, current.name(), &args.confirm)?;
    let request = client.request(RotateWebhookSecretRequest {
        namespace: session.namespace(),
        webhook,
        secret,
        secret_kind: kind.into(),
        overlap: args.overlap.try_into().ok(),
    });
    let answer = client.webhooks().rotate_webhook_secret(request).await.or_fail(&client)?;
    let mut row = WebhookRow::new(answer.webhook, None);
    row.secret = Some(answer.secret).filter(|secret| !secret.is_empty());
    row.public_key = answer.public_key;
    if is_made_there {
        told_in_any_case(session, &row);
    }
    session.out.one(&row, rotated)?;
    Ok(Exit::Ok)
}

fn rotated(screen: &mut Screen<'_>, row: &WebhookRow) {
    let name = screen.paint(Tone::Strong, &cell(row.name()));
    screen.done(format!("rotated the secret of {name}"));
    new(screen, row);
    for before in row.webhook.secrets.iter().skip(1) {
        let until = screen.view.human(&Value::time(before.expire_time));
        screen.field("before", &[kind(before), format!("signs beside it, expires {until}")]);
    }
    if row.webhook.secrets.len() == 1 {
        screen.field("before", &["signs no more".to_owned()]);
    }
    again(screen, row);
}

/// `hmac (v1)`.
fn kind(secret: &WebhookSecret) -> String {
    format!("{} ({})", kind_word(secret.kind()), scheme(secret.kind()))
}

/// The secret that someone has to take to the receiver now.
pub(super) fn new(screen: &mut Screen<'_>, row: &WebhookRow) {
    let Some(secret) = &row.secret else { return };
    screen.field("secret", &[cell(secret)]);
    if !row.public_key.is_empty() {
        screen.field("public key", &[cell(&row.public_key), "for the receiver".to_owned()]);
    }
}

/// How it is found again.
pub(super) fn again(screen: &mut Screen<'_>, row: &WebhookRow) {
    if row.secret.is_some() {
        let command = format!("webhook secret {} --reveal", cell(row.name()));
        screen.next("the secret again", &command);
    }
}

/// What the live ones are, without them.
pub(super) fn live(screen: &mut Screen<'_>, row: &WebhookRow) {
    for (at, secret) in row.webhook.secrets.iter().enumerate() {
        let made = screen.view.human(&Value::time(secret.create_time));
        let until = match Value::time(secret.expire_time) {
            Value::None => String::new(),
            until => format!("expires {}", screen.view.human(&until)),
        };
        let label = if at == 0 { "secret" } else { "before" };
        screen.field(label, &[kind(secret), format!("made {made}"), until]);
    }
}

/// A secret that the daemon made is said in every form of output and however quiet: a script that
/// asks for the id alone would lose it.
pub(super) fn told_in_any_case(session: &Session, row: &WebhookRow) {
    if let Some(secret) = row.secret.as_deref()
        && !session.out.shows("secret")
    {
        talk(&format!("secret  {}", cell(secret)));
    }
}

pub(super) async fn reveal(session: &mut Session, args: &Secret) -> Result<Exit> {
    let webhook = ids::webhook(&args.webhook)?;
    if !args.reveal {
        let again = session.command(&format!("webhook secret {} --reveal", args.webhook));
        return Err(Failure::usage("not_revealed", "secrets are shown only with --reveal")
            .note("it puts them on this screen, and the daemon logs that it did")
            .hint(again)
            .into());
    }
    let client = session.connect::<Secrets>().await?;
    let namespace = session.namespace();
    let request = client.request(RevealWebhookSecretsRequest { namespace, webhook });
    let answer = client.webhooks().reveal_webhook_secrets(request).await.or_fail(&client)?;
    session.out.one(&Secrets { webhook: args.webhook.clone(), answer }, revealed)?;
    Ok(Exit::Ok)
}

fn revealed(screen: &mut Screen<'_>, row: &Secrets) {
    let name = screen.paint(Tone::Strong, &cell(&row.webhook));
    let count = view::count(row.answer.secrets.len() as u64, "live secret", "live secrets");
    screen.line(format!("{name}   {count}"));
    for (at, secret) in row.answer.secrets.iter().enumerate() {
        let until = match Value::time(secret.expire_time) {
            Value::None => String::new(),
            until => format!("expires {}", screen.view.human(&until)),
        };
        let label = if at == 0 { "secret" } else { "before" };
        screen.field(label, &[cell(&secret.secret), kind(secret), until]);
        if !secret.public_key.is_empty() {
            screen.field("public key", &[cell(&secret.public_key)]);
        }
    }
    let mut headers: Vec<_> = row.answer.headers.iter().collect();
    headers.sort();
    for (name, value) in headers {
        let value = printable_lines(value.as_bytes()).replace('\n', "\\n");
        screen.field("header", &[format!("{}: {value}", cell(name))]);
    }
}

/// The secret as the flags give it, empty where the daemon is to make one, and the kind to make.
pub(super) fn given(args: &NewSecret) -> Result<(String, Wire)> {
    let kind = match args.secret_kind {
        None => Wire::Unspecified,
        Some(SecretKind::Hmac) => Wire::Hmac,
        Some(SecretKind::Ed25519) => Wire::Ed25519,
    };
    if args.secret_kind.is_some() && args.secret != "auto" {
        return Err(Failure::usage("kind_of_given_secret", "--secret-kind is for --secret auto")
            .note("a given secret tells its kind: whsec_… is hmac, whsk_… is ed25519")
            .into());
    }
    Ok((read(&args.secret)?, kind))
}

/// A secret is never an argument: those are seen by everyone on the machine.
fn read(source: &str) -> Result<String> {
    let read = |text: std::io::Result<String>| {
        text.map(|text| text.trim().to_owned()).map_err(|error| {
            Failure::usage("unreadable_secret", "cannot read the secret").note(error.to_string())
        })
    };
    let secret = match source {
        "auto" => return Ok(String::new()),
        "-" if std::io::stdin().is_terminal() => {
            return Err(Failure::usage("no_input", "--secret - reads stdin, which is a terminal")
                .hint("sparrowctl webhook … --secret - < file")
                .into());
        }
        "-" => {
            let mut text = String::new();
            read(std::io::stdin().lock().read_to_string(&mut text).map(|_| text))?
        }
        source => match source.strip_prefix('@') {
            Some(path) => read(std::fs::read_to_string(path))?,
            None => {
                return Err(Failure::usage(
                    "secret_on_command_line",
                    "--secret takes auto, @FILE or -",
                )
                .note("a secret on the command line is seen by everyone on the machine")
                .into());
            }
        },
    };
    if secret.is_empty() {
        return Err(Failure::usage("no_secret", "the secret is empty").into());
    }
    Ok(secret)
}
