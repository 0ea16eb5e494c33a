//! Which webhooks an event is for.

use crate::harness::daemon::{Home, webhook};
use crate::harness::{Receiver, TestDatabase};

#[tokio::test]
async fn a_webhook_registered_on_one_node_gets_the_next_push_on_another() {
    let (database, receiver) = (TestDatabase::create().await, Receiver::start().await);
    let home = Home::new(&database);
    let (here, there) = (home.start().await, home.neighbour().start().await);
    // From the second on, the other node has matched events of this namespace before.
    for registered in 1..=10 {
        here.register(webhook(&receiver.url("/"), &["order.*"], "fixed:1s")).await;
        let pushed = there.push("order.paid", b"{}").await;
        assert_eq!(pushed.deliveries, registered);
    }
    here.stop().await;
    there.stop().await;
}
