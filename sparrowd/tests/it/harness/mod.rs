//! What tests stand on: a PostgreSQL of their own with a fresh database for each test, receivers that
//! answer by a script, and waiting for conditions instead of sleeping.

pub mod daemon;
pub mod evil;
pub mod pooler;
pub mod postgres;
pub mod proxy;
pub mod reads;
pub mod receiver;
pub mod wait;

pub use postgres::TestDatabase;
pub use receiver::{Answer, Receiver};
pub use wait::{SOON, eventually};
