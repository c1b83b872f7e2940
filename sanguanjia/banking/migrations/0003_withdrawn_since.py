from django.db import migrations, models


class Migration(migrations.Migration):
    """An early withdrawal says from when its interest counts."""

    dependencies = [
        ('banking', '0002_receipts'),
    ]

    operations = [
        migrations.AddField(
            model_name='earlywithdrawal',
            name='since',
            field=models.DateField(null=True),
        ),
    ]
