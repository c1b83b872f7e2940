"""Large exports are read and filed by a job, part by part; a row keeps the matter type that a person confirmed."""

import django.db.models.deletion
import sanguanjia.kernel.ids
import sanguanjia.kernel.scoped
import sanguanjia.kernel.sealed
from django.db import migrations, models

_STATES = ["reading", "ready", "committing", "stopped", "done", "refused", "withdrawn"]


class Migration(migrations.Migration):

    dependencies = [
        ('intake', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='HotlineFile',
            fields=[
                ('id', models.BigIntegerField(default=sanguanjia.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('person_key', sanguanjia.kernel.sealed.RowKey(blank=True, db_default='', default='', editable=False)),
                ('content', models.BinaryField()),
                ('batch', sanguanjia.kernel.scoped.ScopedForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='intake.hotlinebatch')),
                ('estate', sanguanjia.kernel.scoped.HomeKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='kernel.home')),
            ],
            options={'abstract': False},
        ),
        sanguanjia.kernel.scoped.ScopeKeys('hotlinefile'),
        migrations.RemoveConstraint(model_name='hotlinebatch', name='batch_state_is_known'),
        migrations.AddConstraint(
            model_name='hotlinebatch',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', _STATES)), name='batch_state_is_known'),
        ),
        migrations.AddField(model_name='hotlinebatch', name='committed_by', field=models.BigIntegerField(null=True)),
        migrations.AddField(model_name='hotlinebatch', name='done', field=models.IntegerField(db_default=0, default=0)),
        migrations.AddField(model_name='hotlinebatch', name='reached', field=models.IntegerField(db_default=0, default=0)),
        migrations.AddField(model_name='hotlinebatch', name='verdict', field=models.CharField(blank=True, db_default='', default='', max_length=40)),
        migrations.AddField(model_name='hotlinesheet', name='matter', field=models.CharField(blank=True, db_default='', default='', max_length=4)),
    ]
