//! Batches as one array of rows, of a type that a migration makes (`sparrow.…`): PostgreSQL takes one
//! array apart for a third of what it asks for as many arrays as a row has columns.
//!
//! A row is encoded straight from what the rest of the program holds, its fields in the order of the
//! type.

/// Says of which type a row is, and an array of them.
macro_rules! composite {
    ($row:ty, $name:literal) => {
        impl sqlx::Type<sqlx::Postgres> for $row {
            fn type_info() -> sqlx::postgres::PgTypeInfo {
                sqlx::postgres::PgTypeInfo::with_name($name)
            }
        }

        impl sqlx::postgres::PgHasArrayType for $row {
            fn array_type_info() -> sqlx::postgres::PgTypeInfo {
                sqlx::postgres::PgTypeInfo::array_of($name)
            }
        }
    };
}
pub(super) use composite;

pub(super) use sqlx::encode::{Encode, IsNull};
pub(super) use sqlx::error::BoxDynError;
pub(super) use sqlx::postgres::PgArgumentBuffer;
pub(super) use sqlx::postgres::types::PgRecordEncoder;
