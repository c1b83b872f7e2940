from django.db import migrations

from sanguanjia.kernel.wall import around

# A look at an entry that the account stands for is the person's to read, also from before it was known.
_OF_ONES_ENTRY = """OR subject_table = 'registry_party' AND EXISTS (
    SELECT 1 FROM registry_party p WHERE p.estate_id = privacy_look.estate_id
    AND subject_id IN (0, p.id) AND p.account_id = nullif(current_setting('app.account', true), '')::bigint)"""
_WALLS = (*around("privacy_look", own="subject_account_id", more=_OF_ONES_ENTRY), *around("privacy_consent"))


class Migration(migrations.Migration):
    """Row-level security on looks and consents: whoever looked, and what people agreed to (kernel/wall.py)."""

    dependencies = [
        ("privacy", "0002_key_rotation"), ("registry", "0007_wall_around_people"), ("kernel", "0001_initial"),
    ]  # fmt: skip

    operations = [migrations.RunSQL(there, back) for there, back in _WALLS]
