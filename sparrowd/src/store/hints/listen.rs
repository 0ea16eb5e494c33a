//! Listening: a connection of its own that does nothing else.

use std::time::Duration;

use sqlx::postgres::{PgConnectOptions, PgListener, PgPoolOptions};
use tokio::time::timeout;

use super::{CHANNEL, Hints};
use crate::store::{Database, StoreError};

/// A listener writes nothing, so that it would never learn that the other side is gone: after so long a
/// silence it asks.
const SILENCE: Duration = Duration::from_secs(15);
const DEADLINE: Duration = Duration::from_secs(5);

/// One listener. Its connection is made when first needed, and again after it broke.
#[derive(Debug)]
pub struct Ear {
    options: PgConnectOptions,
    listener: Option<PgListener>,
}

impl Database {
    /// Hints need a session of their own, so it leads past a pooler.
    pub fn ear(&self) -> Ear {
        Ear { options: self.direct_options(), listener: None }
    }
}

impl Ear {
    /// Waits for the next hints. After an error some may have been missed.
    pub async fn next(&mut self) -> Result<Hints, StoreError> {
        let heard = self.hear().await;
        if heard.is_err() {
            self.listener = None;
        }
        heard
    }

    async fn hear(&mut self) -> Result<Hints, StoreError> {
        loop {
            let listener = match &mut self.listener {
                Some(listener) => listener,
                none => none.insert(listen(&self.options).await?),
            };
            match timeout(SILENCE, listener.try_recv()).await {
                Ok(Ok(Some(told))) => {
                    // Another release may tell in another form.
                    if let Some(hints) = Hints::decode(told.payload()) {
                        return Ok(hints);
                    }
                }
                Ok(Ok(None)) => return Err(StoreError::Unknown(None)),
                Ok(Err(error)) => return Err(error.into()),
                Err(_) => is_there(listener).await?,
            }
        }
    }
}

async fn listen(options: &PgConnectOptions) -> Result<PgListener, StoreError> {
    let pool = PgPoolOptions::new().max_connections(1).connect_lazy_with(options.clone());
    let listening = async {
        let mut listener = PgListener::connect_with(&pool).await?;
        listener.eager_reconnect(false);
        listener.listen(CHANNEL).await?;
        Ok(listener)
    };
    let listener = timeout(DEADLINE, listening).await.map_err(|_| StoreError::late())?;
    listener.map_err(StoreError::Unavailable)
}

async fn is_there(listener: &mut PgListener) -> Result<(), StoreError> {
    let asked = sqlx::query_scalar!(r#"SELECT 1 AS "one!""#).fetch_one(listener);
    timeout(DEADLINE, asked).await.map_err(|_| StoreError::Unknown(None))?.map(drop)?;
    Ok(())
}
