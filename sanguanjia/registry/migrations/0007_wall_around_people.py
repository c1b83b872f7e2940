from django.db import migrations

from sanguanjia.kernel.wall import POLICY

_TABLE = "registry_party"


class Migration(migrations.Migration):
    """Row-level security on people: the application sees those it says it asks about (kernel/wall.py), nobody else."""

    dependencies = [("registry", "0006_people_stay_sealed"), ("kernel", "0001_initial")]

    operations = [
        migrations.RunSQL(POLICY.format(table=_TABLE), f"DROP POLICY people_of_the_actors_places ON {_TABLE}"),
        migrations.RunSQL(
            f"CREATE POLICY the_role_that_migrates_sees_all ON {_TABLE} TO CURRENT_USER USING (true)",
            f"DROP POLICY the_role_that_migrates_sees_all ON {_TABLE}",
        ),
        migrations.RunSQL(
            f"ALTER TABLE {_TABLE} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY",
            f"ALTER TABLE {_TABLE} DISABLE ROW LEVEL SECURITY, NO FORCE ROW LEVEL SECURITY",
        ),
    ]
