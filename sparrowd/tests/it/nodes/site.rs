//! Two nodes that have shared out the lanes, and a webhook of the second one's. What is asked for is asked
//! of the first.

use std::time::Duration;

use sparrow_proto::v1::{DeliveryState, PauseWebhookRequest, ResumeWebhookRequest, Webhook};

use super::{shared_out, webhook_of};
use crate::harness::daemon::{Home, NAMESPACE, TestDaemon, webhook};
use crate::harness::{Receiver, TestDatabase, eventually};

/// A fraction of the time between two scans.
pub const TOLD: Duration = Duration::from_secs(5);

pub struct Site {
    pub test: TestDatabase,
    pub one: TestDaemon,
    pub two: TestDaemon,
    pub webhook: Webhook,
}

pub fn to(receiver: &Receiver, path: &str, schedule: &str) -> Webhook {
    webhook(&receiver.url(path), &["a.*"], schedule)
}

impl Site {
    pub async fn new(template: Webhook) -> Self {
        let test = TestDatabase::create().await;
        let home = Home::new(&test);
        let (one, two) = (home.start().await, home.neighbour().start().await);
        shared_out(&one, 2).await;
        let pool = test.pool().await;
        let webhook = webhook_of(&two, &pool, template).await;
        Self { test, one, two, webhook }
    }

    pub async fn end(self) {
        self.one.stop().await;
        self.two.stop().await;
        drop(self.test);
    }

    pub async fn delivery_of(&self, event: &str) -> String {
        self.one.deliveries_of(event).await.remove(0).id
    }

    pub async fn in_state(&self, delivery: &str, state: DeliveryState) {
        eventually(TOLD, async || match self.one.delivery(delivery).await.state() {
            found if found == state => Ok(()),
            other => Err(other),
        })
        .await;
    }

    pub async fn pause(&self) {
        let request = PauseWebhookRequest {
            namespace: NAMESPACE.to_owned(),
            webhook: self.webhook.id.clone(),
            reason: String::new(),
        };
        self.one.webhooks().pause_webhook(request).await.unwrap();
    }

    pub async fn resume(&self) {
        resume(&self.one, &self.webhook).await;
    }
}

/// Through this node.
pub async fn resume(asked: &TestDaemon, webhook: &Webhook) {
    let request =
        ResumeWebhookRequest { namespace: NAMESPACE.to_owned(), webhook: webhook.id.clone() };
    asked.webhooks().resume_webhook(request).await.unwrap();
}
