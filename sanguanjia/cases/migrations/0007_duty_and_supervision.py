import django.db.models.deletion
import sanguanjia.kernel.ids
import sanguanjia.kernel.scoped
from django.db import migrations, models


class Migration(migrations.Migration):
    """Supervision of matters, and who is on duty after office hours."""

    dependencies = [
        ('cases', '0006_rates_and_departments'),
        ('kernel', '0003_key_use'),
        ('registry', '0008_sealed_staging'),
    ]

    operations = [
        migrations.CreateModel(
            name='DutyDay',
            fields=[
                ('id', models.BigIntegerField(default=sanguanjia.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('day', models.DateField()),
                ('account_id', models.BigIntegerField()),
            ],
        ),
        migrations.RemoveConstraint(
            model_name='caseclock',
            name='clock_step_is_known',
        ),
        migrations.AddField(
            model_name='case',
            name='duty_account_id',
            field=models.BigIntegerField(null=True),
        ),
        migrations.AddField(
            model_name='case',
            name='supervised_level',
            field=models.CharField(db_default='', default='', max_length=14),
        ),
        migrations.AddField(
            model_name='case',
            name='supervision',
            field=models.CharField(db_default='', default='', max_length=8),
        ),
        migrations.AddConstraint(
            model_name='case',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('supervised_level', ''), ('supervision', '')), models.Q(('supervision__in', ['open', 'answered']), models.Q(('supervised_level', ''), _negated=True)), _connector='OR'), name='a_supervised_case_says_by_which_level'),
        ),
        migrations.AddConstraint(
            model_name='caseclock',
            constraint=models.CheckConstraint(condition=models.Q(('step__in', ['respond', 'assign', 'solve', 'answer', 'decide', 'extension', 'confirm', 'urged', 'supervised'])), name='clock_step_is_known'),
        ),
        migrations.AddField(
            model_name='dutyday',
            name='estate',
            field=sanguanjia.kernel.scoped.HomeKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='kernel.home'),
        ),
        migrations.AddConstraint(
            model_name='dutyday',
            constraint=models.UniqueConstraint(fields=('estate', 'day'), name='one_on_duty_per_day_at_a_place'),
        ),
        sanguanjia.kernel.scoped.ScopeKeys('dutyday'),
    ]
