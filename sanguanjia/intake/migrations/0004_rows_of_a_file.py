"""A file that is read in the background knows how many rows it has: the page shows how far it is."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('intake', '0003_replies_and_callers'),
    ]

    operations = [
        migrations.AddField(model_name='hotlinefile', name='rows', field=models.IntegerField(db_default=0, default=0)),
    ]
