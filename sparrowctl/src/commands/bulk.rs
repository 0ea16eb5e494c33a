//! Verbs that take several objects, one call each: what failed is told, the rest is done.

use crate::{
    args::shared::Frame,
    error::{Failure, Result, Stop},
    exit::Exit,
    output::{Noun, Screen},
    session::Session,
};

/// Calls once per id and shows what came back.
pub async fn each<T: Noun>(
    session: &mut Session,
    ids: &[String],
    mut call: impl AsyncFnMut(&str) -> Result<T>,
    screen: impl Fn(&mut Screen<'_>, &T),
) -> Result<Exit> {
    if let [id] = ids {
        let item = call(id).await?;
        session.out.one(&item, &screen)?;
        return Ok(Exit::Ok);
    }
    let (mut done, mut failed) = (Vec::new(), Vec::new());
    for id in ids {
        match call(id).await {
            Ok(item) => done.push(item),
            Err(Stop::Failed(failure)) => failed.push((id, failure)),
            Err(stop) => return Err(stop),
        }
    }
    if session.out.view.is_table() && session.out.view.columns.is_none() {
        for item in &done {
            session.out.one(item, &screen)?;
        }
    } else {
        let mut listing = session.out.list::<T>(Frame::default())?;
        for item in &done {
            listing.push(item)?;
        }
        listing.finish(None)?;
    }
    session.out.flush()?;
    result(done.len(), failed)
}

/// The end of it: 10 if a part failed.
pub fn result(done: usize, mut failed: Vec<(&String, Failure)>) -> Result<Exit> {
    let all = done + failed.len();
    match failed.len() {
        0 => Ok(Exit::Ok),
        1 if done == 0 => Err(Stop::Failed(failed.remove(0).1)),
        count => {
            let mut partial = Failure::new(
                if done == 0 { failed[0].1.exit } else { Exit::Partial },
                "partial",
                format!("{count} of {all} failed"),
            );
            for (id, failure) in &failed {
                partial = partial.note(format!("{id}: [{}] {}", failure.code, failure.message));
            }
            let ids: Vec<&str> = failed.iter().map(|(id, _)| id.as_str()).collect();
            Err(partial.with("failed", ids).into())
        }
    }
}
