//! Waiting for a condition, with a deadline.

use std::fmt::Debug;
use std::time::Duration;

/// Long enough for anything that should come at once, on a busy machine too.
pub const SOON: Duration = Duration::from_secs(10);
const PAUSE: Duration = Duration::from_millis(10);

/// Looks again and again until there is an answer, and returns it. At the deadline the test fails
/// with what the last look found instead.
pub async fn eventually<T, E: Debug>(
    deadline: Duration,
    mut look: impl AsyncFnMut() -> Result<T, E>,
) -> T {
    let mut last = None;
    let found = tokio::time::timeout(deadline, async {
        loop {
            match look().await {
                Ok(found) => return found,
                Err(instead) => last = Some(instead),
            }
            tokio::time::sleep(PAUSE).await;
        }
    });
    let Ok(found) = found.await else {
        panic!("not within {deadline:?}; the last look found {last:?}");
    };
    found
}

#[tokio::test]
async fn the_first_answer_is_returned() {
    let mut looks = 0;
    let found = eventually(SOON, async || {
        looks += 1;
        if looks < 3 { Err("too early") } else { Ok(looks) }
    });
    assert_eq!(found.await, 3);
}

#[tokio::test]
#[should_panic(expected = "found Some(\"nothing\")")]
async fn a_deadline_tells_what_there_was_instead() {
    eventually(Duration::from_millis(30), async || Err::<(), _>("nothing")).await;
}
