from django.db import migrations, models
from django.db.models import Q


def seal(apps, schema_editor):
    """Phones stored in plain text, in batches, each committed: stopped, it goes on."""
    from sanguanjia.kernel.sealed import seal as sealed_text

    while True:
        with schema_editor.connection.cursor() as cursor:
            cursor.execute(
                "SELECT id, estate_id, contact_phone FROM cases_case"
                " WHERE contact_phone <> '' AND contact_phone NOT LIKE '$%%' LIMIT 5000", []
            )
            rows = cursor.fetchall()
            if not rows:
                return
            cursor.execute(
                "UPDATE cases_case c SET contact_phone = n.phone"
                " FROM unnest(%s::bigint[], %s::bigint[], %s::text[]) AS n (id, estate, phone)"
                " WHERE c.estate_id = n.estate AND c.id = n.id",
                [
                    [pk for pk, _, _ in rows],
                    [estate for _, estate, _ in rows],
                    [str(sealed_text(phone, "cases_case.contact_phone")) for _, _, phone in rows],
                ],
            )


class Migration(migrations.Migration):
    """What an older version stored is sealed; from now on the database takes no plain phone."""

    atomic = False
    dependencies = [("cases", "0004_sealed_contact")]

    operations = [
        migrations.RunPython(seal, migrations.RunPython.noop),
        migrations.AddConstraint(
            "case",
            models.CheckConstraint(
                name="a_contact_phone_is_sealed",
                condition=Q(contact_phone="") | Q(contact_phone__startswith="$"),
            ),
        ),
    ]
