from django.db import migrations

from sanguanjia.kernel.wall import around


class Migration(migrations.Migration):
    """Row-level security on claims: names of people, and which home they say is theirs (kernel/wall.py)."""

    dependencies = [("access", "0002_identity"), ("kernel", "0001_initial")]

    operations = [migrations.RunSQL(there, back) for there, back in around("access_claim")]
