from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    """From now on the database takes no plain number or phone; one party per number is told by the blind index."""

    dependencies = [("registry", "0005_seal_people")]

    operations = [
        migrations.RemoveConstraint("party", "one_party_per_identity_in_an_estate"),
        migrations.AddConstraint(
            "party",
            models.UniqueConstraint(
                fields=["estate", "identity_kind", "identity_index"],
                condition=~Q(identity_index=""),
                name="one_party_per_identity_in_an_estate",
            ),
        ),
        migrations.AddConstraint(
            "party",
            models.CheckConstraint(
                name="an_identity_number_is_sealed",
                condition=Q(identity_number="") | Q(identity_number__startswith="$"),
            ),
        ),
        migrations.AddConstraint(
            "party",
            models.CheckConstraint(name="a_phone_number_is_sealed", condition=Q(phone="") | Q(phone__startswith="$")),
        ),
    ]
