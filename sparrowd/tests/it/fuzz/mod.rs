//! The doors, held against what nobody would send.

mod grpc;
mod http;
