//! The doors, held against what nobody would send.

mod forms;
mod grpc;
mod http;
