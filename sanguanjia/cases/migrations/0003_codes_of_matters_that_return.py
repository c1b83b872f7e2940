"""A matter may be moved away and back: its second row in the same place keeps the code."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = (("cases", "0002_clock_provisional"),)
    operations = (
        migrations.RemoveConstraint(model_name="case", name="one_case_per_tracking_code_in_an_estate"),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.UniqueConstraint(
                fields=["estate", "tracking_code", "moved_from_case_id"],
                nulls_distinct=False,
                name="one_case_per_tracking_code_in_an_estate",
            ),
        ),
    )
