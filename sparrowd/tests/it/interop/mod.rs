//! Clients that others made and everybody has, unchanged, against the real daemon: what works with
//! them works with what people have.
//!
//! Their packages are pinned in `tests/interop/`; `scripts/clients.sh` installs them under `target/`.

mod bytes;
mod clients;
mod connect;
mod ctl;
mod openapi;
mod reflection;
mod verifiers;
