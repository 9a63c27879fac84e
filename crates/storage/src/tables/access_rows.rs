//! The two tables that say who reaches a collection differ in who that is: members in one, groups in the other.

/// Declares the statements and functions of one of them.
macro_rules! access_rows {
    (table: $table:literal, holder: $column:literal, id: $id:ident) => {
        #[cfg(test)]
        use super::values::Generated;
        use super::values::{lists, numbered, placeholders, stretches};
        #[cfg(test)]
        use crate::Cost;
        use crate::{Param, Row, Snapshot, StorageError, Transaction, statements};
        use domain::{CollectionAccess, CollectionId, OrganizationId, $id};

        /// One way to a collection.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub struct AccessRow {
            /// The collection.
            pub collection_id: CollectionId,
            /// Who reaches it.
            pub holder: $id,
            /// What they may do there.
            pub access: CollectionAccess,
        }

        statements! {
            /// Who reaches a collection, in the order of their ids.
            OF_COLLECTION: Range = concat!(
                "SELECT collection_id, ", $column, ", read_only, hide_passwords, manage FROM ", $table,
                " WHERE organization_id = $1 AND collection_id = $2 ORDER BY ", $column
            );
            /// What one of them reaches, in the order of the collections' ids.
            OF_HOLDER: Range = concat!(
                "SELECT collection_id, ", $column, ", read_only, hide_passwords, manage FROM ", $table,
                " WHERE organization_id = $1 AND ", $column, " = $2 ORDER BY collection_id"
            );
            /// Whether somebody manages a collection.
            MANAGED: Point = concat!(
                "SELECT 1 FROM ", $table, " WHERE organization_id = $1 AND collection_id = $2 AND manage LIMIT 1"
            );
            /// All of an organization, collection by collection.
            OF_ORGANIZATION: Scan = concat!(
                "SELECT collection_id, ", $column, ", read_only, hide_passwords, manage FROM ", $table,
                " WHERE organization_id = $1 ORDER BY collection_id, ", $column
            );
        }

        /// Who reaches a collection, in the order of their ids.
        pub async fn of_collection(
            at: &mut Snapshot<'_>,
            organization_id: OrganizationId,
            id: CollectionId,
        ) -> Result<Vec<AccessRow>, StorageError> {
            at.fetch(&OF_COLLECTION, &[organization_id.uuid().into(), id.uuid().into()], read).await
        }

        /// Whether somebody manages a collection.
        pub async fn is_managed(
            at: &mut Snapshot<'_>,
            organization_id: OrganizationId,
            id: CollectionId,
        ) -> Result<bool, StorageError> {
            let params = [organization_id.uuid().into(), id.uuid().into()];
            Ok(at.fetch_optional(&MANAGED, &params, |_| Ok(())).await?.is_some())
        }

        /// What one of them reaches, in the order of the collections' ids.
        pub async fn of_holder(
            at: &mut Snapshot<'_>,
            organization_id: OrganizationId,
            holder: $id,
        ) -> Result<Vec<AccessRow>, StorageError> {
            at.fetch(&OF_HOLDER, &[organization_id.uuid().into(), holder.uuid().into()], read).await
        }

        /// Who reaches what in the whole organization, in the order of collection, then holder.
        pub async fn of_organization(
            at: &mut Snapshot<'_>,
            organization_id: OrganizationId,
        ) -> Result<Vec<AccessRow>, StorageError> {
            at.fetch(&OF_ORGANIZATION, &[organization_id.uuid().into()], read).await
        }

        /// Who reaches these collections, in no particular order.
        pub async fn of_collections(
            at: &mut Snapshot<'_>,
            organization_id: OrganizationId,
            ids: &[CollectionId],
        ) -> Result<Vec<AccessRow>, StorageError> {
            let ids: Vec<_> = ids.iter().map(|id| id.uuid()).collect();
            fetch_lists(at, organization_id, &ids, of_collections_text).await
        }

        /// What these reach, in no particular order.
        pub async fn of_holders(
            at: &mut Snapshot<'_>,
            organization_id: OrganizationId,
            holders: &[$id],
        ) -> Result<Vec<AccessRow>, StorageError> {
            let ids: Vec<_> = holders.iter().map(|id| id.uuid()).collect();
            fetch_lists(at, organization_id, &ids, of_holders_text).await
        }

        /// Stores ways to collections, in place of what the same holders had there. No pair may come twice.
        pub async fn put(
            tx: &mut Transaction<'_>,
            organization_id: OrganizationId,
            rows: &[AccessRow],
        ) -> Result<(), StorageError> {
            for stretch in stretches(rows) {
                let row = |row: &AccessRow| -> [Param<'static>; 6] {
                    [
                        organization_id.uuid().into(),
                        row.collection_id.uuid().into(),
                        row.holder.uuid().into(),
                        row.access.read_only.into(),
                        row.access.hide_passwords.into(),
                        row.access.manage.into(),
                    ]
                };
                let params: Vec<Param<'static>> = stretch.iter().flat_map(row).collect();
                tx.execute_dynamic(&put_text(stretch.len()), &params).await?;
            }
            Ok(())
        }

        /// Takes a collection from these.
        pub async fn delete(
            tx: &mut Transaction<'_>,
            organization_id: OrganizationId,
            collection_id: CollectionId,
            holders: &[$id],
        ) -> Result<(), StorageError> {
            for list in lists(holders) {
                let mut params: Vec<Param<'_>> = vec![organization_id.uuid().into(), collection_id.uuid().into()];
                params.extend(list.iter().map(|id| Param::from(id.uuid())));
                tx.execute_dynamic(&delete_text(list.len()), &params).await?;
            }
            Ok(())
        }

        async fn fetch_lists(
            at: &mut Snapshot<'_>,
            organization_id: OrganizationId,
            ids: &[uuid::Uuid],
            text: fn(usize) -> String,
        ) -> Result<Vec<AccessRow>, StorageError> {
            let mut found = Vec::new();
            for list in lists(ids) {
                let mut params = vec![Param::from(organization_id.uuid())];
                params.extend(list.iter().map(|id| Param::from(*id)));
                found.extend(at.fetch_dynamic(&text(list.len()), &params, read).await?);
            }
            Ok(found)
        }

        fn read(row: &dyn Row) -> Result<AccessRow, StorageError> {
            Ok(AccessRow {
                collection_id: CollectionId::from_uuid(row.uuid(0)?),
                holder: $id::from_uuid(row.uuid(1)?),
                access: CollectionAccess {
                    read_only: row.bool(2)?,
                    hide_passwords: row.bool(3)?,
                    manage: row.bool(4)?,
                },
            })
        }

        fn of_collections_text(ids: usize) -> String {
            format!(
                concat!(
                    "SELECT collection_id, ",
                    $column,
                    ", read_only, hide_passwords, manage FROM ",
                    $table,
                    " WHERE organization_id = $1 AND collection_id IN ({})"
                ),
                numbered(2, ids)
            )
        }

        fn of_holders_text(ids: usize) -> String {
            format!(
                concat!(
                    "SELECT collection_id, ",
                    $column,
                    ", read_only, hide_passwords, manage FROM ",
                    $table,
                    " WHERE organization_id = $1 AND ",
                    $column,
                    " IN ({})"
                ),
                numbered(2, ids)
            )
        }

        fn put_text(rows: usize) -> String {
            format!(
                concat!(
                    "INSERT INTO ",
                    $table,
                    " (organization_id, collection_id, ",
                    $column,
                    ", read_only, hide_passwords, manage) VALUES {} ON CONFLICT (organization_id, collection_id, ",
                    $column,
                    ") DO UPDATE SET read_only = EXCLUDED.read_only, hide_passwords = EXCLUDED.hide_passwords, \
                     manage = EXCLUDED.manage"
                ),
                placeholders(rows, 6)
            )
        }

        fn delete_text(ids: usize) -> String {
            format!(
                concat!(
                    "DELETE FROM ",
                    $table,
                    " WHERE organization_id = $1 AND collection_id = $2 AND ",
                    $column,
                    " IN ({})"
                ),
                numbered(3, ids)
            )
        }

        /// The texts made at run time, for the catalogue's test.
        #[cfg(test)]
        pub(crate) fn generated() -> Vec<Generated> {
            [
                Generated::with_list(concat!($table, ".of_collections"), Cost::Range, of_collections_text),
                Generated::with_list(concat!($table, ".of_holders"), Cost::Range, of_holders_text),
                Generated::with_values(concat!($table, ".put"), put_text),
                Generated::with_list(concat!($table, ".delete"), Cost::Write, delete_text),
            ]
            .concat()
        }
    };
}
