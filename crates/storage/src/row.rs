//! Values that come out of a statement.

use uuid::Uuid;

use crate::StorageError;

/// One row of a result, the same on both engines. Columns are counted from 0.
///
/// Every reader answers [`StorageError::Corrupt`] when the column is missing or holds another type; the ones without
/// `opt_` also when it is NULL.
pub trait Row {
    /// A uuid or NULL.
    fn opt_uuid(&self, i: usize) -> Result<Option<Uuid>, StorageError>;
    /// A text or NULL.
    fn opt_text(&self, i: usize) -> Result<Option<&str>, StorageError>;
    /// An integer or NULL.
    fn opt_int(&self, i: usize) -> Result<Option<i64>, StorageError>;
    /// A truth value or NULL.
    fn opt_bool(&self, i: usize) -> Result<Option<bool>, StorageError>;
    /// Bytes or NULL.
    fn opt_bytes(&self, i: usize) -> Result<Option<&[u8]>, StorageError>;
    /// The error that names this column, for a value that has the right type and still cannot be.
    fn corrupt(&self, i: usize) -> StorageError;

    /// A uuid.
    fn uuid(&self, i: usize) -> Result<Uuid, StorageError> {
        self.opt_uuid(i)?.ok_or_else(|| self.corrupt(i))
    }
    /// A text.
    fn text(&self, i: usize) -> Result<&str, StorageError> {
        self.opt_text(i)?.ok_or_else(|| self.corrupt(i))
    }
    /// An integer.
    fn int(&self, i: usize) -> Result<i64, StorageError> {
        self.opt_int(i)?.ok_or_else(|| self.corrupt(i))
    }
    /// A truth value.
    fn bool(&self, i: usize) -> Result<bool, StorageError> {
        self.opt_bool(i)?.ok_or_else(|| self.corrupt(i))
    }
    /// Bytes.
    fn bytes(&self, i: usize) -> Result<&[u8], StorageError> {
        self.opt_bytes(i)?.ok_or_else(|| self.corrupt(i))
    }
}
