from django.db import migrations


def seal(apps, schema_editor):
    from sanguanjia.registry.sealing import seal_existing

    seal_existing(schema_editor.connection.alias)


class Migration(migrations.Migration):
    """What an older version stored in plain text is sealed in batches, each committed: stopped, it goes on."""

    atomic = False
    dependencies = [("registry", "0004_sealed_people")]

    operations = [migrations.RunPython(seal, migrations.RunPython.noop)]
