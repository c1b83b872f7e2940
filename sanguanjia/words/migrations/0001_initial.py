import django.db.models.deletion
import sanguanjia.kernel.clock
import sanguanjia.kernel.ids
import sanguanjia.kernel.scoped
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('kernel', '0002_record_chain'),
    ]

    operations = [
        migrations.CreateModel(
            name='LearnedModel',
            fields=[
                ('id', models.BigIntegerField(default=sanguanjia.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('digest', models.CharField(max_length=64)),
                ('body', models.BinaryField()),
                ('shipped', models.CharField(max_length=64)),
                ('examples', models.IntegerField()),
                ('confirmed', models.IntegerField()),
                ('learned_at', models.DateTimeField(default=sanguanjia.kernel.clock.now)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('digest',), name='one_training_per_digest')],
            },
        ),
        migrations.CreateModel(
            name='Choice',
            fields=[
                ('id', models.BigIntegerField(default=sanguanjia.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('case_id', models.BigIntegerField()),
                ('code', models.CharField(max_length=3)),
                ('suggested', models.JSONField(default=list)),
                ('model', models.CharField(blank=True, default='', max_length=64)),
                ('account_id', models.BigIntegerField(null=True)),
                ('at', models.DateTimeField()),
                ('estate', sanguanjia.kernel.scoped.HomeKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='kernel.home')),
            ],
        ),
        sanguanjia.kernel.scoped.ScopeKeys('choice'),
        migrations.AddIndex(
            model_name='choice',
            index=models.Index(fields=['estate', 'case_id', '-id'], name='words_choice_of_case'),
        ),
    ]
