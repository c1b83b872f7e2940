import django.db.models.deletion
import sanguanjia.kernel.ids
import sanguanjia.kernel.scoped
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('kernel', '0002_record_chain'),
        ('privacy', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='KeyRotation',
            fields=[
                ('id', models.BigIntegerField(default=sanguanjia.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
                ('by_account_id', models.BigIntegerField(null=True)),
                ('suite', models.CharField(blank=True, default='', max_length=20)),
                ('keys_before', models.JSONField()),
                ('current', models.CharField(blank=True, default='', max_length=16)),
                ('retired', models.JSONField(default=list)),
                ('values', models.BigIntegerField(default=0)),
                ('passes', models.IntegerField(default=0)),
                ('finished_at', models.DateTimeField(null=True)),
                ('estate', sanguanjia.kernel.scoped.HomeKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='kernel.home')),
            ],
            options={
                'indexes': [models.Index(fields=['estate', 'at'], name='privacy_key_rotation')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('finished_at__isnull', True)), fields=('estate',), name='one_key_rotation_at_a_time'), models.CheckConstraint(condition=models.Q(('finished_at__isnull', True), models.Q(('current', ''), _negated=True), _connector='OR'), name='a_finished_rotation_names_its_key')],
            },
        ),
        sanguanjia.kernel.scoped.ScopeKeys("keyrotation"),
    ]
