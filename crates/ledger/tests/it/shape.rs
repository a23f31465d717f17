//! The tables: base and migrations give the schema, keys lead with the organisation, everything is explained.

use crate::support::{Place, Raw, on_postgres, on_sqlite};

const SQLITE_SCHEMA: &str = include_str!("../../schema/sqlite.sql");
const POSTGRES_SCHEMA: &str = include_str!("../../schema/postgres.sql");

/// The SQL of a text without its comments and without what only separates.
fn bare(sql: &str) -> String {
    let code: String =
        sql.lines().map(|line| line.split("--").next().unwrap_or_default()).collect::<Vec<_>>().join(" ");
    code.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn the_migrations_give_the_schema_on_sqlite() {
    on_sqlite(async |place: Place| {
        place.create().await.close().await;
        let objects = "SELECT type || ' ' || name || ': ' || coalesce(sql, '') FROM sqlite_schema ORDER BY type, name";
        let mut raw = place.raw().await;
        let migrated = raw.texts(objects).await;
        raw.close().await;
        std::fs::remove_file(place.directory.join("ledger.db")).unwrap();
        std::fs::write(place.directory.join("ledger.db"), b"").unwrap();
        let mut raw = place.raw().await;
        raw.run(SQLITE_SCHEMA).await.unwrap();
        let described = raw.texts(objects).await;
        raw.close().await;
        let bare = |objects: Vec<String>| objects.iter().map(|object| bare(object)).collect::<Vec<_>>();
        assert!(migrated.len() >= 10, "{migrated:?}");
        assert_eq!(bare(migrated), bare(described));
    });
}

#[test]
fn the_migrations_give_the_schema_on_postgres() {
    on_postgres(|place: Place| async move {
        place.create().await.close().await;
        let mut raw = place.raw().await;
        let migrated = postgres_catalogue(&mut raw).await;
        raw.run("DROP SCHEMA public CASCADE; CREATE SCHEMA public").await.unwrap();
        raw.run(POSTGRES_SCHEMA).await.unwrap();
        let described = postgres_catalogue(&mut raw).await;
        raw.close().await;
        assert!(migrated.len() >= 40, "{migrated:?}");
        assert_eq!(migrated, described);
    });
}

async fn postgres_catalogue(raw: &mut Raw) -> Vec<String> {
    raw.texts(
        "SELECT concat_ws(' ', 'column', table_name, ordinal_position, column_name, data_type, collation_name,
                          is_nullable, column_default) AS line
         FROM information_schema.columns WHERE table_schema = 'public'
         UNION ALL
         SELECT concat_ws(' ', 'constraint', conrelid::regclass, conname, pg_get_constraintdef(oid))
         FROM pg_constraint WHERE connamespace = 'public'::regnamespace
         UNION ALL
         SELECT concat_ws(' ', 'index', indexdef) FROM pg_indexes WHERE schemaname = 'public'
         UNION ALL
         SELECT concat_ws(' ', 'trigger', pg_get_triggerdef(oid)) FROM pg_trigger WHERE NOT tgisinternal
         UNION ALL
         SELECT concat_ws(' ', 'function', pg_get_functiondef(oid)) FROM pg_proc
         WHERE pronamespace = 'public'::regnamespace
         ORDER BY line",
    )
    .await
}

/// Who may sign in and how, and by which ways people are told things, belongs to the whole installation and is not cut by
/// organisation, nor is in which of them a word may stand; `meta` and `journal` have no key at all. There is no other
/// exception.
const OF_THE_INSTALLATION: [&str; 12] = [
    "account",
    "session",
    "recovery_code",
    "passkey",
    "sign_on",
    "challenge",
    "searchable",
    "piece",
    "access_token",
    "notice_way",
    "notice",
    "calendar",
];

fn assert_keys_lead_with_organisation(keys: &[String]) {
    assert_eq!(keys.len(), 32, "{keys:?}");
    for key in keys {
        let (table, columns) = key.split_once(": ").unwrap();
        if OF_THE_INSTALLATION.contains(&table.split(' ').next().unwrap()) {
            continue;
        }
        assert_eq!(columns.split(',').next(), Some("organisation"), "{key}");
    }
}

#[test]
fn every_key_leads_with_the_organisation_on_sqlite() {
    on_sqlite(async |place: Place| {
        place.create().await.close().await;
        let mut raw = place.raw().await;
        let keys = raw
            .texts(
                "SELECT t.name || ' ' || i.name || ': ' || (SELECT group_concat(c.name) FROM pragma_index_info(i.name) c)
                 FROM sqlite_schema t, pragma_index_list(t.name) i WHERE t.type = 'table' AND i.\"unique\"",
            )
            .await;
        assert_keys_lead_with_organisation(&keys);
        // A single INTEGER PRIMARY KEY would be the row id and have no index to be listed.
        let hidden = raw
            .texts(
                "SELECT t.name FROM sqlite_schema t WHERE t.type = 'table'
                 AND EXISTS (SELECT 1 FROM pragma_table_info(t.name) WHERE pk > 0)
                 AND NOT EXISTS (SELECT 1 FROM pragma_index_list(t.name) WHERE origin = 'pk')",
            )
            .await;
        assert_eq!(hidden, Vec::<String>::new());
        raw.close().await;
    });
}

#[test]
fn every_key_leads_with_the_organisation_on_postgres() {
    on_postgres(|place: Place| async move {
        place.create().await.close().await;
        let mut raw = place.raw().await;
        let keys = raw
            .texts(
                "SELECT i.indrelid::regclass || ' ' || i.indexrelid::regclass || ': ' ||
                        (SELECT string_agg(a.attname, ',' ORDER BY k.place)
                         FROM unnest(i.indkey::int[]) WITH ORDINALITY AS k(number, place)
                         JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.number)
                 FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid
                 WHERE i.indisunique AND c.relnamespace = 'public'::regnamespace",
            )
            .await;
        assert_keys_lead_with_organisation(&keys);
        raw.close().await;
    });
}

#[test]
fn every_table_and_every_column_is_explained() {
    for (name, schema) in [("sqlite", SQLITE_SCHEMA), ("postgres", POSTGRES_SCHEMA)] {
        let mut above = "";
        let mut inside = false;
        let mut explained = 0;
        for line in schema.lines() {
            let is_table = line.starts_with("CREATE TABLE");
            let is_column = inside
                && line.starts_with("    ")
                && !line.trim().starts_with("--")
                && !line.trim().starts_with("CONSTRAINT");
            if is_table || is_column {
                assert!(above.trim().starts_with("--"), "{name}: nothing is said above `{}`", line.trim());
                explained += 1;
            }
            inside = is_table || (inside && !line.starts_with(')'));
            above = line;
        }
        assert_eq!(explained, 30 + 166, "{name}: tables and columns");
    }
}

#[test]
fn both_engines_have_the_same_columns() {
    let columns = |schema: &str| {
        let lines = bare(schema);
        let tables = lines.split("CREATE TABLE ").skip(1).map(|table| {
            let (name, rest) = table.split_once(" (").unwrap();
            let columns = rest.split(';').next().unwrap().split(", ").filter_map(|column| {
                let word = column.split_whitespace().next().unwrap();
                (word.chars().all(|c| c.is_ascii_lowercase() || c == '_')).then(|| word.to_owned())
            });
            (name.to_owned(), columns.collect::<Vec<_>>())
        });
        tables.collect::<Vec<_>>()
    };
    assert_eq!(columns(SQLITE_SCHEMA), columns(POSTGRES_SCHEMA));
}
