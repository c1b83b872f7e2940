import django.db.models.deletion
import sanguanjia.kernel.ids
import sanguanjia.kernel.scoped
from django.db import migrations, models


class Migration(migrations.Migration):
    """Applications with their files, clocks and history."""

    initial = True

    dependencies = [
        ('kernel', '0003_key_use'),
    ]

    operations = [
        migrations.CreateModel(
            name='Application',
            fields=[
                ('id', models.BigIntegerField(default=sanguanjia.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('item', models.CharField(max_length=24)),
                ('item_name', models.CharField(max_length=80)),
                ('rule', models.CharField(max_length=160)),
                ('opened_on', models.DateField()),
                ('number', models.IntegerField(default=0)),
                ('version', models.IntegerField(default=1)),
                ('state', models.CharField(max_length=12)),
                ('answers', models.JSONField(default=dict)),
                ('role', models.CharField(max_length=24)),
                ('organisation_id', models.BigIntegerField(null=True)),
                ('account_id', models.BigIntegerField()),
                ('submitter_id', models.BigIntegerField(null=True)),
                ('acceptor_id', models.BigIntegerField(null=True)),
                ('corrected', models.BooleanField(default=False)),
                ('asked', models.JSONField(default=list)),
                ('submitted_at', models.DateTimeField(null=True)),
                ('due_at', models.DateTimeField(null=True)),
                ('due_step', models.CharField(blank=True, default='', max_length=8)),
                ('decided_at', models.DateTimeField(null=True)),
                ('decided_by', models.BigIntegerField(null=True)),
                ('decision_number', models.IntegerField(null=True)),
                ('decision_digest', models.CharField(blank=True, default='', max_length=64)),
                ('estate', sanguanjia.kernel.scoped.HomeKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='kernel.home')),
            ],
        ),
        migrations.CreateModel(
            name='ApplicationClock',
            fields=[
                ('id', models.BigIntegerField(default=sanguanjia.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('step', models.CharField(max_length=12)),
                ('started_at', models.DateTimeField()),
                ('amount', models.IntegerField()),
                ('unit', models.CharField(max_length=10)),
                ('roll', models.CharField(max_length=14)),
                ('due_at', models.DateTimeField()),
                ('provisional', models.BooleanField(default=False)),
                ('rule', models.CharField(blank=True, default='', max_length=160)),
                ('pauses', models.JSONField(default=list)),
                ('stopped_at', models.DateTimeField(null=True)),
                ('result', models.CharField(blank=True, default='', max_length=8)),
                ('application', sanguanjia.kernel.scoped.ScopedForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='applications.application')),
                ('estate', sanguanjia.kernel.scoped.HomeKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='kernel.home')),
            ],
        ),
        migrations.CreateModel(
            name='ApplicationEvent',
            fields=[
                ('id', models.BigIntegerField(default=sanguanjia.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('seq', models.SmallIntegerField()),
                ('at', models.DateTimeField()),
                ('verb', models.CharField(max_length=20)),
                ('account_id', models.BigIntegerField(null=True)),
                ('by_name', models.CharField(blank=True, default='', max_length=60)),
                ('role', models.CharField(blank=True, default='', max_length=24)),
                ('body', models.CharField(blank=True, default='', max_length=60)),
                ('level', models.CharField(blank=True, default='', max_length=16)),
                ('agrees', models.BooleanField(null=True)),
                ('state_after', models.CharField(max_length=12)),
                ('words', models.TextField(blank=True, default='')),
                ('data', models.JSONField(default=dict)),
                ('ended', models.JSONField(default=list)),
                ('application', sanguanjia.kernel.scoped.ScopedForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='applications.application')),
                ('estate', sanguanjia.kernel.scoped.HomeKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='kernel.home')),
            ],
        ),
        migrations.CreateModel(
            name='ApplicationFile',
            fields=[
                ('id', models.BigIntegerField(default=sanguanjia.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('code', models.CharField(max_length=24)),
                ('name', models.CharField(max_length=100)),
                ('kind', models.CharField(max_length=8)),
                ('sha256', models.CharField(max_length=64)),
                ('size', models.IntegerField()),
                ('at', models.DateTimeField()),
                ('account_id', models.BigIntegerField(null=True)),
                ('application', sanguanjia.kernel.scoped.ScopedForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='applications.application')),
                ('estate', sanguanjia.kernel.scoped.HomeKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='kernel.home')),
            ],
        ),
        sanguanjia.kernel.scoped.ScopeKeys('application'),
        sanguanjia.kernel.scoped.ScopeKeys('applicationclock'),
        sanguanjia.kernel.scoped.ScopeKeys('applicationevent'),
        sanguanjia.kernel.scoped.ScopeKeys('applicationfile'),
        migrations.AddIndex(
            model_name='application',
            index=models.Index(condition=models.Q(('state__in', ['granted', 'refused', 'withdrawn']), _negated=True), fields=['due_at'], name='application_open'),
        ),
        migrations.AddIndex(
            model_name='application',
            index=models.Index(fields=['account_id'], name='application_of_an_account'),
        ),
        migrations.AddConstraint(
            model_name='application',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'submitted', 'correcting', 'reviewing', 'granted', 'refused', 'withdrawn'])), name='application_state_is_known'),
        ),
        migrations.AddConstraint(
            model_name='application',
            constraint=models.UniqueConstraint(condition=models.Q(('number__gt', 0)), fields=('estate', 'number'), name='one_application_per_number'),
        ),
        migrations.AddConstraint(
            model_name='application',
            constraint=models.UniqueConstraint(condition=models.Q(('decision_number__isnull', False)), fields=('estate', 'decision_number'), name='one_decision_per_number'),
        ),
        migrations.AddConstraint(
            model_name='application',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('decided_at__isnull', False), ('decision_number__isnull', False), ('state__in', ['granted', 'refused'])), models.Q(models.Q(('state__in', ['granted', 'refused']), _negated=True), ('decided_at__isnull', True), ('decision_number__isnull', True)), _connector='OR'), name='a_decided_application_has_a_paper'),
        ),
        migrations.AddConstraint(
            model_name='application',
            constraint=models.CheckConstraint(condition=models.Q(('decided_by__isnull', True), models.Q(('decided_by', models.F('account_id')), _negated=True), _connector='OR'), name='nobody_decides_the_own_application'),
        ),
        migrations.AddConstraint(
            model_name='applicationclock',
            constraint=models.UniqueConstraint(condition=models.Q(('stopped_at__isnull', True)), fields=('estate', 'application', 'step'), name='one_running_clock_per_step_of_an_application'),
        ),
        migrations.AddConstraint(
            model_name='applicationclock',
            constraint=models.CheckConstraint(condition=models.Q(('step__in', ['accept', 'review', 'decide'])), name='application_clock_step_is_known'),
        ),
        migrations.AddConstraint(
            model_name='applicationclock',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('result', ''), ('stopped_at__isnull', True)), models.Q(('stopped_at__isnull', False), models.Q(('result', ''), _negated=True)), _connector='OR'), name='a_stopped_application_clock_has_a_result'),
        ),
        migrations.AddConstraint(
            model_name='applicationevent',
            constraint=models.UniqueConstraint(fields=('estate', 'application', 'seq'), name='one_application_event_per_number'),
        ),
        migrations.AddConstraint(
            model_name='applicationevent',
            constraint=models.UniqueConstraint(condition=models.Q(('verb', 'opine')), fields=('estate', 'application', 'level'), name='one_opinion_per_level'),
        ),
        migrations.AddConstraint(
            model_name='applicationevent',
            constraint=models.UniqueConstraint(condition=models.Q(('verb', 'opine')), fields=('estate', 'application', 'account_id'), name='nobody_speaks_for_two_levels'),
        ),
        migrations.AddConstraint(
            model_name='applicationevent',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('verb', 'opine'), _negated=True), models.Q(('agrees__isnull', False), ('level__in', ['neighbourhood', 'subdistrict', 'district', 'fund_centre', 'city'])), _connector='OR'), name='an_opinion_names_its_level'),
        ),
        migrations.AddConstraint(
            model_name='applicationfile',
            constraint=models.UniqueConstraint(fields=('estate', 'application', 'code', 'sha256'), name='one_copy_of_a_paper_in_an_application'),
        ),
    ]
