from django.db import migrations

import sanguanjia.kernel.sealed as sealed


class Migration(migrations.Migration):
    """The reporter's phone is sealed."""

    dependencies = [("cases", "0003_codes_of_matters_that_return")]

    operations = [migrations.AlterField("case", "contact_phone", sealed.SealedText(blank=True, default=""))]
