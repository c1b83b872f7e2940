from django.db import migrations, models

from sanguanjia.kernel.sealed import BlindIndex, SealedText


class Migration(migrations.Migration):
    """A mailbox of an account, verified by a code, for codes by e-mail. Sealed under the row's own key."""

    dependencies = [("access", "0003_wall_around_claims")]

    operations = [
        migrations.AddField(
            "account", "email", SealedText(blank=True, db_default="", default="", row_key="person_key")
        ),
        migrations.AddField("account", "email_index", BlindIndex(db_default="", of="email")),
        migrations.AddField("account", "email_verified_at", models.DateTimeField(null=True)),
        migrations.AddConstraint(
            "account",
            models.UniqueConstraint(
                condition=models.Q(("email_index", ""), _negated=True),
                fields=("email_index",),
                name="one_account_per_verified_email",
            ),
        ),
        migrations.AddConstraint(
            "account",
            models.CheckConstraint(
                condition=models.Q(
                    models.Q(("email", ""), ("email_verified_at__isnull", True)),
                    models.Q(models.Q(("email", ""), _negated=True), ("email_verified_at__isnull", False)),
                    _connector="OR",
                ),
                name="an_email_is_stored_once_it_is_verified",
            ),
        ),
    ]
