//! Values to and from `PostgreSQL`.

use std::error::Error;

use bytes::BytesMut;
use tokio_postgres::types::{FromSql, IsNull, ToSql, Type, WrongType, to_sql_checked};
use uuid::Uuid;

use crate::{Param, Row, StorageError};

impl ToSql for Param<'_> {
    fn to_sql(&self, ty: &Type, out: &mut BytesMut) -> Result<IsNull, Box<dyn Error + Sync + Send>> {
        match (self, ty) {
            (Self::Null, _) => Ok(IsNull::Yes),
            (Self::Uuid(uuid), &Type::UUID) => uuid.to_sql(ty, out),
            (Self::Text(text), &Type::TEXT | &Type::VARCHAR | &Type::NAME) => text.to_sql(ty, out),
            (Self::Int(int), &Type::INT8) => int.to_sql(ty, out),
            (Self::Int(int), &Type::INT4) => i32::try_from(*int)?.to_sql(ty, out),
            (Self::Bool(bool), &Type::BOOL) => bool.to_sql(ty, out),
            (Self::Bytes(bytes), &Type::BYTEA) => bytes.to_sql(ty, out),
            _ => Err(Box::new(WrongType::new::<Self>(ty.clone()))),
        }
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}

/// An integer of either width.
struct Int(i64);

impl<'a> FromSql<'a> for Int {
    fn from_sql(ty: &Type, raw: &'a [u8]) -> Result<Self, Box<dyn Error + Sync + Send>> {
        Ok(Self(if *ty == Type::INT4 { i32::from_sql(ty, raw)?.into() } else { i64::from_sql(ty, raw)? }))
    }

    fn accepts(ty: &Type) -> bool {
        matches!(*ty, Type::INT4 | Type::INT8)
    }
}

pub(super) struct PostgresRow<'a> {
    pub(super) row: &'a tokio_postgres::Row,
    pub(super) table: &'a str,
}

impl<'a> PostgresRow<'a> {
    fn get<T: FromSql<'a>>(&self, i: usize) -> Result<Option<T>, StorageError> {
        self.row.try_get(i).map_err(|_| self.corrupt(i))
    }
}

impl Row for PostgresRow<'_> {
    fn opt_uuid(&self, i: usize) -> Result<Option<Uuid>, StorageError> {
        self.get(i)
    }

    fn opt_text(&self, i: usize) -> Result<Option<&str>, StorageError> {
        self.get(i)
    }

    fn opt_int(&self, i: usize) -> Result<Option<i64>, StorageError> {
        Ok(self.get::<Int>(i)?.map(|int| int.0))
    }

    fn opt_bool(&self, i: usize) -> Result<Option<bool>, StorageError> {
        self.get(i)
    }

    fn opt_bytes(&self, i: usize) -> Result<Option<&[u8]>, StorageError> {
        self.get(i)
    }

    fn corrupt(&self, i: usize) -> StorageError {
        let column = self.row.columns().get(i).map_or_else(|| format!("column {i}"), |column| column.name().to_owned());
        StorageError::Corrupt { table: self.table.to_owned(), column }
    }
}
