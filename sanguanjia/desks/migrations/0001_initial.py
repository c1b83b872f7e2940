import sanguanjia.kernel.ids
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="SavedFilter",
            fields=[
                ("id", models.BigIntegerField(default=sanguanjia.kernel.ids.new_id, primary_key=True, serialize=False)),
                ("account_id", models.BigIntegerField()),
                ("name", models.CharField(max_length=20)),
                ("page", models.CharField(max_length=200)),
                ("query", models.CharField(max_length=500)),
                ("created_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("account_id", "page", "name"), name="one_saved_filter_per_name_and_list"
                    )
                ],
            },
        ),
    ]
