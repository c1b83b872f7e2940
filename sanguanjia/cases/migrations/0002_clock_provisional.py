from django.db import migrations, models


class Migration(migrations.Migration):
    """Finds what to reckon again when a year's calendar is published."""

    dependencies = [("cases", "0001_initial")]

    operations = [
        migrations.AddIndex(
            model_name="caseclock",
            index=models.Index(
                fields=["estate", "id"],
                condition=models.Q(provisional=True, stopped_at__isnull=True),
                name="clock_provisional",
            ),
        ),
    ]
