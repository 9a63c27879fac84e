//! Which members reach a collection by themselves.

access_rows! { table: "collection_member", holder: "member_id", id: MemberId }
