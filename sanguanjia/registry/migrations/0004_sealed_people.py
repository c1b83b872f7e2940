import django.db.models
from django.db import migrations

import sanguanjia.kernel.sealed as sealed


class Migration(migrations.Migration):
    """Numbers and phones of people are sealed under each person's own key, and found by blind indexes."""

    dependencies = [("registry", "0003_party_names")]

    operations = [
        migrations.AddField("party", "person_key", sealed.RowKey(blank=True, default="", db_default="", editable=False)),
        migrations.AlterField(
            "party", "identity_number", sealed.SealedText(row_key="person_key", blank=True, default="")
        ),
        migrations.AlterField("party", "phone", sealed.SealedText(row_key="person_key", blank=True, default="")),
        migrations.AddField("party", "identity_index", sealed.BlindIndex(of="identity_number", db_default="")),
        migrations.AddField("party", "identity_tail", sealed.BlindIndex(of="identity_number", db_default="")),
        migrations.AddField("party", "phone_index", sealed.BlindIndex(of="phone", db_default="")),
    ]
