//! Where sparrow may send.
