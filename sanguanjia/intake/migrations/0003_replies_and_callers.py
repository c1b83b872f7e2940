import django.db.models.deletion
import sanguanjia.kernel.ids
import sanguanjia.kernel.scoped
from django.db import migrations, models


class Migration(migrations.Migration):
    """What goes back to callers: replies, checked above; a call to each caller."""

    dependencies = [
        ('intake', '0002_large_exports'),
        ('kernel', '0003_key_use'),
    ]

    operations = [
        migrations.CreateModel(
            name='CallerCall',
            fields=[
                ('id', models.BigIntegerField(default=sanguanjia.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
                ('account_id', models.BigIntegerField()),
                ('channel', models.CharField(max_length=5)),
                ('result', models.CharField(max_length=10)),
                ('satisfaction', models.SmallIntegerField(null=True)),
                ('words', models.TextField()),
                ('estate', sanguanjia.kernel.scoped.HomeKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='kernel.home')),
                ('sheet', sanguanjia.kernel.scoped.ScopedForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='intake.hotlinesheet')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Reply',
            fields=[
                ('id', models.BigIntegerField(default=sanguanjia.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('at_estate_id', models.BigIntegerField()),
                ('case_id', models.BigIntegerField()),
                ('closed_at', models.DateTimeField()),
                ('words', models.TextField()),
                ('state', models.CharField(max_length=8)),
                ('prepared_by', models.BigIntegerField()),
                ('prepared_at', models.DateTimeField()),
                ('checked_by', models.BigIntegerField(null=True)),
                ('checked_at', models.DateTimeField(null=True)),
                ('reason', models.TextField(blank=True, default='')),
                ('estate', sanguanjia.kernel.scoped.HomeKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='kernel.home')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('estate', 'at_estate_id', 'case_id'), name='one_reply_per_matter_at_a_desk'), models.CheckConstraint(condition=models.Q(models.Q(('checked_by__isnull', True), ('state', 'prepared')), models.Q(('checked_at__isnull', False), ('state__in', ['returned', 'checked']), models.Q(('checked_by', models.F('prepared_by')), _negated=True)), _connector='OR'), name='a_reply_is_checked_by_somebody_else')],
            },
        ),
        sanguanjia.kernel.scoped.ScopeKeys('callercall'),
        sanguanjia.kernel.scoped.ScopeKeys('reply'),
    ]
