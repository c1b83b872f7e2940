from django.db import migrations

import sanguanjia.kernel.sealed

_BATCH = 500
_TEXTS = (("registry_rosterimport", "look"), ("registry_rosteritem", "data"))


def seal_staging(apps, schema_editor):
    """What an older version staged in plain text is sealed, batch by batch."""
    for table, column in _TEXTS:
        while _seal_texts(schema_editor.connection, table, column):
            pass
    while _seal_file(schema_editor.connection):
        pass


def _seal_texts(connection, table, column):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id, {column} FROM {table} WHERE {column} NOT LIKE '$%%' LIMIT {_BATCH}", [])
        rows = cursor.fetchall()
        sealed = [str(sanguanjia.kernel.sealed.seal(text, f"{table}.{column}")) for _, text in rows]
        cursor.execute(
            f"UPDATE {table} t SET {column} = n.sealed FROM unnest(%s::bigint[], %s::text[]) AS n (id, sealed)"
            " WHERE t.id = n.id",
            [[pk for pk, _ in rows], sealed],
        )
    return len(rows)


def _seal_file(connection):
    table = "registry_rosterfile"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id, content FROM {table} WHERE person_key = '' LIMIT 1")
        found = cursor.fetchone()
        if found:
            row = sanguanjia.kernel.sealed.RowSeal.fresh(table, found[0])
            cursor.execute(
                f"UPDATE {table} SET person_key = %s, content = %s WHERE id = %s",
                [row.stored, row.seal_bytes("content", bytes(found[1])), found[0]],
            )
    return found


def _to_text(table, column, name):
    return migrations.SeparateDatabaseAndState(
        database_operations=[
            migrations.RunSQL(f"ALTER TABLE {table} ALTER COLUMN {column} TYPE text USING {column}::text",
                              migrations.RunSQL.noop)
        ],
        state_operations=[
            migrations.AlterField(name, column, sanguanjia.kernel.sealed.SealedJson(default=dict)),
        ],
    )  # fmt: skip


class Migration(migrations.Migration):
    """What waits for its import lies sealed like everything else about people."""

    atomic = False
    dependencies = [("registry", "0007_wall_around_people")]

    operations = [
        *(_to_text(table, column, table.removeprefix("registry_")) for table, column in _TEXTS),
        migrations.AddField("rosterfile", "person_key", sanguanjia.kernel.sealed.RowKey(db_default="")),
        migrations.RunPython(seal_staging, migrations.RunPython.noop),
    ]
