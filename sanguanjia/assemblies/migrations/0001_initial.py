import django.db.models.deletion
import sanguanjia.kernel.ids
import sanguanjia.kernel.scoped
from django.db import migrations, models


class Migration(migrations.Migration):
    """Procedures with their history, clocks, groups, requests and texts."""

    initial = True

    dependencies = [
        ('kernel', '0003_key_use'),
        ('registry', '0008_sealed_staging'),
    ]

    operations = [
        migrations.CreateModel(
            name='Procedure',
            fields=[
                ('id', models.BigIntegerField(default=sanguanjia.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('number', models.IntegerField()),
                ('version', models.IntegerField(default=1)),
                ('kind', models.CharField(max_length=12)),
                ('state', models.CharField(max_length=12)),
                ('opened_on', models.DateField()),
                ('situation', models.CharField(blank=True, default='', max_length=32)),
                ('asked_by', models.BigIntegerField(null=True)),
                ('asked_role', models.CharField(blank=True, default='', max_length=24)),
                ('claims', models.JSONField(default=dict)),
                ('group_round', models.SmallIntegerField(default=0)),
                ('group_notice_id', models.BigIntegerField(null=True)),
                ('named_on', models.DateField(null=True)),
                ('term_ends', models.DateField(null=True)),
                ('listed', models.JSONField(default=dict)),
                ('drafts_notice_id', models.BigIntegerField(null=True)),
                ('drafts_on', models.DateField(null=True)),
                ('vote_id', models.BigIntegerField(null=True)),
                ('filing_from', models.DateTimeField(null=True)),
                ('application_id', models.BigIntegerField(null=True)),
                ('receipt', models.CharField(blank=True, default='', max_length=60)),
                ('filed_on', models.DateField(null=True)),
                ('things', models.JSONField(default=dict)),
                ('extensions', models.SmallIntegerField(default=0)),
                ('due_at', models.DateTimeField(null=True)),
                ('due_step', models.CharField(blank=True, default='', max_length=10)),
                ('alarmed', models.BooleanField(default=False)),
                ('ended_at', models.DateTimeField(null=True)),
                ('outcome', models.CharField(blank=True, default='', max_length=12)),
                ('estate', sanguanjia.kernel.scoped.HomeKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='kernel.home')),
            ],
        ),
        migrations.CreateModel(
            name='GroupMember',
            fields=[
                ('id', models.BigIntegerField(default=sanguanjia.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('round', models.SmallIntegerField()),
                ('position', models.SmallIntegerField()),
                ('name', models.CharField(max_length=40)),
                ('capacity', models.CharField(max_length=16)),
                ('head', models.BooleanField(default=False)),
                ('estate', sanguanjia.kernel.scoped.HomeKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='kernel.home')),
                ('procedure', sanguanjia.kernel.scoped.ScopedForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='assemblies.procedure')),
            ],
        ),
        migrations.CreateModel(
            name='Asker',
            fields=[
                ('id', models.BigIntegerField(default=sanguanjia.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('account_id', models.BigIntegerField(null=True)),
                ('at', models.DateTimeField()),
                ('estate', sanguanjia.kernel.scoped.HomeKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='kernel.home')),
                ('unit', sanguanjia.kernel.scoped.ScopedForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='registry.unit')),
                ('procedure', sanguanjia.kernel.scoped.ScopedForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='assemblies.procedure')),
            ],
        ),
        migrations.CreateModel(
            name='ProcedureClock',
            fields=[
                ('id', models.BigIntegerField(default=sanguanjia.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
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
                ('step', models.CharField(max_length=12)),
                ('estate', sanguanjia.kernel.scoped.HomeKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='kernel.home')),
                ('procedure', sanguanjia.kernel.scoped.ScopedForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='assemblies.procedure')),
            ],
        ),
        migrations.CreateModel(
            name='ProcedureEvent',
            fields=[
                ('id', models.BigIntegerField(default=sanguanjia.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('seq', models.SmallIntegerField()),
                ('at', models.DateTimeField()),
                ('verb', models.CharField(max_length=20)),
                ('account_id', models.BigIntegerField(null=True)),
                ('by_name', models.CharField(blank=True, default='', max_length=60)),
                ('role', models.CharField(blank=True, default='', max_length=24)),
                ('body', models.CharField(blank=True, default='', max_length=60)),
                ('state_after', models.CharField(max_length=12)),
                ('words', models.TextField(blank=True, default='')),
                ('data', models.JSONField(default=dict)),
                ('ended', models.JSONField(default=list)),
                ('estate', sanguanjia.kernel.scoped.HomeKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='kernel.home')),
                ('procedure', sanguanjia.kernel.scoped.ScopedForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='assemblies.procedure')),
            ],
        ),
        migrations.CreateModel(
            name='ProcedureText',
            fields=[
                ('id', models.BigIntegerField(default=sanguanjia.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('seq', models.SmallIntegerField()),
                ('kind', models.CharField(max_length=10)),
                ('text', models.TextField()),
                ('sha256', models.CharField(max_length=64)),
                ('estate', sanguanjia.kernel.scoped.HomeKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='kernel.home')),
                ('procedure', sanguanjia.kernel.scoped.ScopedForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='assemblies.procedure')),
            ],
        ),
        sanguanjia.kernel.scoped.ScopeKeys('procedure'),
        sanguanjia.kernel.scoped.ScopeKeys('groupmember'),
        sanguanjia.kernel.scoped.ScopeKeys('asker'),
        sanguanjia.kernel.scoped.ScopeKeys('procedureclock'),
        sanguanjia.kernel.scoped.ScopeKeys('procedureevent'),
        sanguanjia.kernel.scoped.ScopeKeys('proceduretext'),
        migrations.AddIndex(
            model_name='procedure',
            index=models.Index(condition=models.Q(('ended_at__isnull', True)), fields=['due_at'], name='procedure_running'),
        ),
        migrations.AddConstraint(
            model_name='procedure',
            constraint=models.UniqueConstraint(fields=('estate', 'number'), name='one_procedure_per_number_in_an_estate'),
        ),
        migrations.AddConstraint(
            model_name='procedure',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('estate', 'kind'), name='one_running_procedure_of_a_kind_in_an_estate'),
        ),
        migrations.AddConstraint(
            model_name='procedure',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['first', 'interim', 'renewal', 'by_election'])), name='procedure_kind_is_known'),
        ),
        migrations.AddConstraint(
            model_name='procedure',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['asking', 'forming', 'posted', 'preparing', 'voting', 'filing', 'answering', 'handover', 'sitting', 'dissolving', 'done', 'ended'])), name='procedure_state_is_known'),
        ),
        migrations.AddConstraint(
            model_name='procedure',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', False), ('state__in', ['done', 'ended'])), models.Q(models.Q(('state__in', ['done', 'ended']), _negated=True), ('ended_at__isnull', True)), _connector='OR'), name='a_procedure_has_ended_exactly_when_its_state_is_an_end'),
        ),
        migrations.AddConstraint(
            model_name='groupmember',
            constraint=models.UniqueConstraint(fields=('estate', 'procedure', 'round', 'position'), name='one_member_per_position_of_a_group'),
        ),
        migrations.AddConstraint(
            model_name='groupmember',
            constraint=models.UniqueConstraint(condition=models.Q(('head', True)), fields=('estate', 'procedure', 'round'), name='one_head_of_a_group'),
        ),
        migrations.AddConstraint(
            model_name='groupmember',
            constraint=models.CheckConstraint(condition=models.Q(('capacity__in', ['owner', 'neighbourhood', 'subdistrict', 'developer', 'police', 'party', 'company', 'other'])), name='member_capacity_is_known'),
        ),
        migrations.AddConstraint(
            model_name='asker',
            constraint=models.UniqueConstraint(fields=('estate', 'procedure', 'unit'), name='a_unit_asks_once_in_a_procedure'),
        ),
        migrations.AddConstraint(
            model_name='procedureclock',
            constraint=models.UniqueConstraint(condition=models.Q(('stopped_at__isnull', True)), fields=('estate', 'procedure', 'step'), name='one_running_clock_per_step_of_a_procedure'),
        ),
        migrations.AddConstraint(
            model_name='procedureclock',
            constraint=models.CheckConstraint(condition=models.Q(('step__in', ['form', 'session', 'meeting', 'file', 'answer', 'hand_over', 'term', 'dissolve'])), name='procedure_clock_step_is_known'),
        ),
        migrations.AddConstraint(
            model_name='procedureclock',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('result', ''), ('stopped_at__isnull', True)), models.Q(('stopped_at__isnull', False), models.Q(('result', ''), _negated=True)), _connector='OR'), name='a_stopped_procedure_clock_has_a_result'),
        ),
        migrations.AddConstraint(
            model_name='procedureevent',
            constraint=models.UniqueConstraint(fields=('estate', 'procedure', 'seq'), name='one_procedure_event_per_number'),
        ),
        migrations.AddConstraint(
            model_name='proceduretext',
            constraint=models.UniqueConstraint(fields=('estate', 'procedure', 'seq', 'kind'), name='one_text_of_a_kind_per_event_of_a_procedure'),
        ),
        migrations.AddConstraint(
            model_name='proceduretext',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['rules', 'covenant'])), name='procedure_text_kind_is_known'),
        ),
    ]
