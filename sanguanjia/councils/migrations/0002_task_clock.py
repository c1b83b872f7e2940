from django.db import migrations, models


class Migration(migrations.Migration):
    """The clock that runs on a task, so that it can be reckoned again when a calendar is published or corrected."""

    dependencies = [("councils", "0001_initial")]

    operations = [
        migrations.AddField("task", "started_at", models.DateTimeField(null=True)),
        migrations.AddField("task", "roll", models.CharField(blank=True, default="", max_length=14)),
        # Tasks that run on their first clock know when it began; the others get one with their next move.
        migrations.RunSQL(
            "UPDATE councils_task SET started_at = assigned_at, roll = 'none'"
            " WHERE state = 'open' AND returns = 0 AND unit <> ''",
            migrations.RunSQL.noop,
        ),
    ]
