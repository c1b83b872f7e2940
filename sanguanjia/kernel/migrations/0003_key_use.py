"""A key stands for one request of its account in all homes, not in each."""

from django.db import migrations, models

# Keys used before this update stay used.
_KEPT = """
    INSERT INTO kernel_keyuse (id, home_id)
    SELECT account_id || ':' || idempotency_key, estate_id FROM kernel_record
    WHERE account_id IS NOT NULL AND idempotency_key IS NOT NULL ON CONFLICT DO NOTHING
"""


class Migration(migrations.Migration):
    dependencies = [("kernel", "0002_record_chain")]

    operations = [
        migrations.CreateModel(
            name="KeyUse",
            fields=[
                ("id", models.CharField(max_length=101, primary_key=True, serialize=False)),
                ("home_id", models.BigIntegerField()),
            ],
        ),
        migrations.RunSQL(_KEPT, migrations.RunSQL.noop),
    ]
