from django.db import migrations

PLACES = (
    ("decisions_ballot", "choice"),
    ("decisions_paperentry", "choices"),
    ("decisions_proxy", "opinions"),
)


def seal(apps, schema_editor):
    """What was stored in plain text, in batches, each committed: stopped, it goes on. What counted already is opened."""
    from sanguanjia.kernel.sealed import seal as sealed_text

    with schema_editor.connection.cursor() as cursor:
        cursor.execute(
            "UPDATE decisions_standing AS stands SET choice = ballot.choice FROM decisions_ballot AS ballot,"
            " decisions_vote AS vote WHERE ballot.estate_id = stands.estate_id AND ballot.id = stands.ballot_id"
            " AND vote.estate_id = stands.estate_id AND vote.id = stands.vote_id AND vote.counted_at IS NOT NULL"
            " AND ballot.choice NOT LIKE '$%%'", []
        )  # fmt: skip
    for table, column in PLACES:
        while _some(schema_editor, table, column, sealed_text):
            pass


def _some(schema_editor, table, column, sealed_text):
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(
            f"SELECT id, {column} FROM {table} WHERE {column} <> '' AND {column} NOT LIKE '$%%' LIMIT 5000", []
        )
        rows = cursor.fetchall()
        if rows:
            cursor.execute(
                f"UPDATE {table} AS t SET {column} = n.fresh FROM unnest(%s::bigint[], %s::text[]) AS n (id, fresh)"
                " WHERE t.id = n.id",
                [[pk for pk, _ in rows], [str(sealed_text(text, f"{table}.{column}")) for _, text in rows]],
            )
        return bool(rows)


class Migration(migrations.Migration):
    """What ballots say is sealed; the count opens it."""

    atomic = False
    dependencies = [("decisions", "0003_channels")]

    operations = [migrations.RunPython(seal, migrations.RunPython.noop)]
