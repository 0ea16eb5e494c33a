//! What receivers can do: a third of them, while the others go on.

use std::time::Duration;

use futures::FutureExt as _;
use futures::future::LocalBoxFuture;
use tokio::time::sleep;

use super::load::Load;
use super::sink::Mood;
use super::site::Site;
use super::{Fault, Struck};

pub const FAULTS: &[Fault] = &[
    Fault::of("a third of the receivers answers nothing for 20 s", 2, hanging).with_room(),
    Fault::of("a third of the receivers answers 503 for 10 s", 2, failing).with_room(),
    Fault::of("a third of the receivers hangs up for 10 s", 2, closing).with_room(),
];

async fn are(load: &Load, mood: Mood, seconds: u64) -> Struck {
    load.sink.becomes(mood);
    sleep(Duration::from_secs(seconds)).await;
    load.sink.becomes(Mood::Well);
    Struck::over()
}

fn hanging<'a>(_: &'a mut Site, load: &'a Load) -> LocalBoxFuture<'a, Struck> {
    are(load, Mood::Hanging, 20).boxed_local()
}

fn failing<'a>(_: &'a mut Site, load: &'a Load) -> LocalBoxFuture<'a, Struck> {
    are(load, Mood::Failing, 10).boxed_local()
}

fn closing<'a>(_: &'a mut Site, load: &'a Load) -> LocalBoxFuture<'a, Struck> {
    are(load, Mood::Closing, 10).boxed_local()
}
