//! Following a replay until all its deliveries have ended.

use std::time::Duration;

use sparrow_proto::v1::{Replay, ReplayState, WatchReplayRequest};

use super::{counts, made, screen};
use crate::{
    client::{self, Client},
    commands::signals::Signals,
    error::{Failure, Result, Stop},
    exit::Exit,
    nouns::replay::{ReplayDetail, ReplayRow},
    output::{talk, view},
    session::Session,
};

const PAUSE: Duration = Duration::from_millis(500);

/// Follows a replay to its end; what it came to is the data.
pub(super) async fn follow(
    session: &mut Session,
    client: &Client,
    replay_id: String,
) -> Result<Exit> {
    let mut signals = Signals::listen()?;
    let limit = session.settings.timeout.value;
    let namespace = session.namespace();
    let request = WatchReplayRequest { namespace, replay_id: replay_id.clone() };
    let mut last = Replay { id: replay_id.clone(), ..Replay::default() };
    let followed = {
        let follow = until_ended(session, client, request, &mut last);
        let deadline = async {
            match limit {
                Some(limit) => tokio::time::sleep(limit).await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            followed = follow => followed,
            () = deadline => Err(Stop::Ended(Exit::Timeout)),
            exit = signals.received() => Err(Stop::Ended(exit)),
        }
    };
    let detail = ReplayDetail { row: ReplayRow(last), delivery_ids: Vec::new() };
    let go_on = session.command(&format!("replay watch {replay_id}"));
    let go_on = format!("go on: {go_on}");
    match followed {
        Err(Stop::Ended(Exit::Timeout)) => {
            let replay = &detail.row.0;
            let waiting = replay.total.saturating_sub(replay.skipped + detail.row.ended());
            let message = format!(
                "{} of {replay_id} still waiting: {}",
                view::count(waiting.into(), "delivery", "deliveries"),
                counts(replay)
            );
            return Err(Failure::new(Exit::Timeout, "wait_timeout", message)
                .hint(go_on)
                .with("replay_id", replay_id)
                .into());
        }
        Err(Stop::Ended(exit)) => {
            session.out.say(counts(&detail.row.0));
            session.out.hint(go_on);
            return Err(Stop::Ended(exit));
        }
        followed => followed?,
    }
    session.out.one(&detail, screen)?;
    session.out.flush()?;
    let replay = &detail.row.0;
    match replay.dead + replay.other {
        0 if replay.state() == ReplayState::Cancelled => {
            let message = format!("it was cancelled: {}", made(replay));
            Err(Failure::new(Exit::Partial, "replay_cancelled", message).into())
        }
        0 => Ok(Exit::Ok),
        _ => Err(Failure::new(Exit::TargetFailed, "not_delivered", counts(replay)).into()),
    }
}

async fn until_ended(
    session: &Session,
    client: &Client,
    request: WatchReplayRequest,
    last: &mut Replay,
) -> Result<()> {
    let mut seen = false;
    loop {
        match client.replays().watch_replay(request.clone()).await {
            Ok(answer) => {
                client.answered();
                let mut stream = answer.into_inner();
                loop {
                    match stream.message().await {
                        Ok(Some(message)) => {
                            *last = message.replay.unwrap_or_default();
                            seen = true;
                            progress(session, last);
                        }
                        Ok(None) if ReplayRow(last.clone()).has_ended() => return Ok(()),
                        Ok(None) => break,
                        Err(status) if client::is_passing(&status) => break,
                        Err(status) => return Err(client.failure(&status).into()),
                    }
                }
            }
            Err(status) if seen && client::is_passing(&status) => {}
            Err(status) => return Err(client.failure(&status).into()),
        }
        tokio::time::sleep(PAUSE).await;
    }
}

/// A line whenever the counts change, for people.
fn progress(session: &Session, replay: &Replay) {
    if session.out.view.quiet == 0 {
        let paused = match replay.state() {
            ReplayState::Paused => "paused; ",
            _ => "",
        };
        talk(&format!("{paused}{}; {}", made(replay), counts(replay)));
    }
}
