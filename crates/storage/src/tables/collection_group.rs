//! Which groups reach a collection, and with them their members.

access_rows! { table: "collection_group", holder: "group_id", id: GroupId }
