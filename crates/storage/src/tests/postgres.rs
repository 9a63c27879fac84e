//! `PostgreSQL`, and what only it has.

use super::*;

macro_rules! on_postgres {
    ($($name:ident)*) => {$(
        #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
        async fn $name() {
            shared::$name(&Fixture::postgres().await).await;
        }
    )*};
}

on_postgres! {
    every_type_survives_the_round_trip
    a_conflict_names_the_columns
    a_refused_command_leaves_nothing
    a_hidden_failure_is_a_failure
    a_misread_column_is_named
    a_second_statement_is_refused_where_one_was_declared
    many_callers_are_all_answered
    statements_and_rows_are_counted
    a_closed_store_refuses
    a_newer_schema_is_refused
}

#[tokio::test]
async fn the_released_migrations_apply() {
    let database = TestDatabase::empty().unwrap();
    shared::the_released_migrations_apply(&database.url().parse().unwrap()).await;
}
