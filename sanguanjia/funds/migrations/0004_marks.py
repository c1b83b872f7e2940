import django.db.models.deletion
import sanguanjia.kernel.ids
import sanguanjia.kernel.scoped
from django.db import migrations, models


class Migration(migrations.Migration):
    """When each estate's balances were last added up again."""

    dependencies = [
        ('funds', '0003_holds_pool'),
    ]

    operations = [
        migrations.CreateModel(
            name='FundMark',
            fields=[
                ('id', models.BigIntegerField(default=sanguanjia.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('through_number', models.BigIntegerField()),
                ('differing', models.IntegerField()),
                ('at', models.DateTimeField()),
                ('estate', sanguanjia.kernel.scoped.HomeKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='kernel.home')),
            ],
        ),
        sanguanjia.kernel.scoped.ScopeKeys('fundmark'),
        migrations.AddConstraint(
            model_name='fundmark',
            constraint=models.UniqueConstraint(fields=('estate',), name='one_fund_mark_per_estate'),
        ),
    ]
