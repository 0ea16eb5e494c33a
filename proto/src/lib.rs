//! The `sparrow.v1` API: messages, clients and servers, generated from `sparrow/v1/*.proto`.

/// Messages and services of `sparrow.v1`.
#[allow(clippy::all, clippy::pedantic, missing_docs, unreachable_pub)] // generated code
pub mod v1 {
    tonic::include_proto!("sparrow.v1");
}

/// The encoded `FileDescriptorSet`, for reflection and for doors that work from descriptors.
pub const DESCRIPTORS: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/sparrow.bin"));
