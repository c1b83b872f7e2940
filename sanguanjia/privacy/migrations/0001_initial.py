import django.db.models.deletion
import sanguanjia.kernel.ids
import sanguanjia.kernel.scoped
import sanguanjia.kernel.sealed
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('kernel', '0002_record_chain'),
    ]

    operations = [
        migrations.CreateModel(
            name='Consent',
            fields=[
                ('id', models.BigIntegerField(default=sanguanjia.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('account_id', models.BigIntegerField()),
                ('purpose', models.CharField(max_length=40)),
                ('version', models.IntegerField()),
                ('given', models.BooleanField()),
                ('at', models.DateTimeField()),
                ('estate', sanguanjia.kernel.scoped.HomeKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='kernel.home')),
            ],
            options={
                'indexes': [models.Index(fields=['estate', 'account_id', 'purpose', 'id'], name='privacy_consent_latest')],
                'constraints': [models.CheckConstraint(condition=models.Q(('version__gte', 1)), name='consent_versions_begin_at_one')],
            },
        ),
        migrations.CreateModel(
            name='Look',
            fields=[
                ('id', models.BigIntegerField(default=sanguanjia.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
                ('by_account_id', models.BigIntegerField()),
                ('by_name', models.CharField(max_length=80)),
                ('role', models.CharField(max_length=40)),
                ('subject_table', models.CharField(max_length=63)),
                ('subject_id', models.BigIntegerField()),
                ('subject_account_id', models.BigIntegerField(null=True)),
                ('columns', models.JSONField()),
                ('person_key', sanguanjia.kernel.sealed.RowKey(blank=True, default='', editable=False)),
                ('reason', sanguanjia.kernel.sealed.SealedText(row_key='person_key')),
                ('estate', sanguanjia.kernel.scoped.HomeKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='kernel.home')),
            ],
            options={
                'indexes': [models.Index(fields=['subject_account_id', 'at'], name='privacy_look_by_account'), models.Index(fields=['estate', 'subject_table', 'subject_id'], name='privacy_look_by_subject')],
                'constraints': [models.CheckConstraint(condition=models.Q(('reason__startswith', '$')), name='a_look_has_a_reason')],
            },
        ),
        migrations.CreateModel(
            name='RetentionRun',
            fields=[
                ('id', models.BigIntegerField(default=sanguanjia.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
                ('table', models.CharField(max_length=63)),
                ('retention', models.CharField(max_length=20)),
                ('before', models.DateTimeField()),
                ('rows', models.BigIntegerField()),
                ('estate', sanguanjia.kernel.scoped.HomeKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='kernel.home')),
            ],
            options={
                'indexes': [models.Index(fields=['estate', 'at'], name='privacy_retention_run')],
            },
        ),
        sanguanjia.kernel.scoped.ScopeKeys("consent"),
        sanguanjia.kernel.scoped.ScopeKeys("look"),
        sanguanjia.kernel.scoped.ScopeKeys("retentionrun"),
    ]
