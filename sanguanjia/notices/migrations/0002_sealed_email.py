from django.db import migrations

from sanguanjia.kernel.sealed import SealedText


class Migration(migrations.Migration):
    """Mailboxes are sealed at rest (no row was ever stored open outside of trials)."""

    dependencies = [("notices", "0001_initial")]

    operations = [
        migrations.AlterField(model_name="preference", name="email", field=SealedText(blank=True, default="")),
    ]
