from django.db import migrations, models

from sanguanjia.kernel.sealed import SealedText


class Migration(migrations.Migration):
    """Mailboxes are sealed at rest (no row was ever stored open outside of trials)."""

    dependencies = [("notices", "0001_initial")]

    operations = [
        migrations.AlterField(model_name="preference", name="email", field=SealedText(blank=True, default="")),
        # Times as text: the record's digests know no time of day without a date.
        migrations.RemoveConstraint(model_name="preference", name="quiet_hours_have_both_ends"),
        migrations.RemoveField(model_name="preference", name="quiet_from"),
        migrations.RemoveField(model_name="preference", name="quiet_to"),
        migrations.AddField(
            model_name="preference", name="quiet_from", field=models.CharField(blank=True, default="", max_length=5)
        ),
        migrations.AddField(
            model_name="preference", name="quiet_to", field=models.CharField(blank=True, default="", max_length=5)
        ),
        migrations.AddConstraint(
            model_name="preference",
            constraint=models.CheckConstraint(
                name="quiet_hours_have_both_ends",
                condition=models.Q(("quiet_from", ""), ("quiet_to", ""))
                | models.Q(models.Q(("quiet_from", ""), _negated=True), models.Q(("quiet_to", ""), _negated=True)),
            ),
        ),
    ]
