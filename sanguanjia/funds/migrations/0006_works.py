import django.db.models.deletion
import django.db.models.expressions
import sanguanjia.kernel.ids
import sanguanjia.kernel.scoped
from django.db import migrations, models


class Migration(migrations.Migration):
    """Works paid from the fund, the evidence and confirmers of emergencies, each door's part; payments of works are a kind of entry."""

    dependencies = [
        ('funds', '0005_bases'),
        ('kernel', '0003_key_use'),
        ('registry', '0008_sealed_staging'),
    ]

    operations = [
        migrations.CreateModel(
            name='FundWork',
            fields=[
                ('id', models.BigIntegerField(default=sanguanjia.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('number', models.IntegerField()),
                ('title', models.CharField(max_length=80)),
                ('plan', models.TextField()),
                ('reach', models.CharField(max_length=10)),
                ('cause', models.CharField(max_length=24)),
                ('budget_fen', models.BigIntegerField()),
                ('state', models.CharField(max_length=12)),
                ('planned_by', models.BigIntegerField()),
                ('planned_at', models.DateTimeField()),
                ('planned_role', models.CharField(max_length=24)),
                ('authority', models.CharField(blank=True, default='', max_length=12)),
                ('authority_words', models.CharField(blank=True, default='', max_length=400)),
                ('authority_hash', models.CharField(blank=True, default='', max_length=64)),
                ('authority_on', models.DateField(null=True)),
                ('authorised_by', models.BigIntegerField(null=True)),
                ('vote_id', models.BigIntegerField(null=True)),
                ('application_id', models.BigIntegerField(null=True)),
                ('emergency', models.JSONField(default=dict)),
                ('contractor', models.CharField(blank=True, default='', max_length=80)),
                ('contract_number', models.CharField(blank=True, default='', max_length=60)),
                ('contract_hash', models.CharField(blank=True, default='', max_length=64)),
                ('contract_fen', models.BigIntegerField(null=True)),
                ('explain', models.JSONField(default=list)),
                ('accepted_on', models.DateField(null=True)),
                ('accepted_words', models.CharField(blank=True, default='', max_length=400)),
                ('final_fen', models.BigIntegerField(null=True)),
                ('final_hash', models.CharField(blank=True, default='', max_length=64)),
                ('paid_fen', models.BigIntegerField(default=0)),
                ('building', sanguanjia.kernel.scoped.ScopedForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='registry.building')),
                ('entrance', sanguanjia.kernel.scoped.ScopedForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='registry.entrance')),
                ('estate', sanguanjia.kernel.scoped.HomeKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='kernel.home')),
            ],
        ),
        migrations.CreateModel(
            name='WorkConfirmation',
            fields=[
                ('id', models.BigIntegerField(default=sanguanjia.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('confirmer', models.CharField(max_length=16)),
                ('words', models.CharField(blank=True, default='', max_length=400)),
                ('at', models.DateTimeField()),
                ('account_id', models.BigIntegerField()),
                ('estate', sanguanjia.kernel.scoped.HomeKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='kernel.home')),
                ('work', sanguanjia.kernel.scoped.ScopedForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='funds.fundwork')),
            ],
        ),
        migrations.CreateModel(
            name='WorkPaper',
            fields=[
                ('id', models.BigIntegerField(default=sanguanjia.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('code', models.CharField(max_length=40)),
                ('name', models.CharField(max_length=100)),
                ('kind', models.CharField(max_length=8)),
                ('sha256', models.CharField(max_length=64)),
                ('at', models.DateTimeField()),
                ('account_id', models.BigIntegerField()),
                ('estate', sanguanjia.kernel.scoped.HomeKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='kernel.home')),
                ('work', sanguanjia.kernel.scoped.ScopedForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='funds.fundwork')),
            ],
        ),
        migrations.CreateModel(
            name='WorkShare',
            fields=[
                ('id', models.BigIntegerField(default=sanguanjia.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('door', models.CharField(max_length=40)),
                ('area', models.BigIntegerField()),
                ('fen', models.BigIntegerField()),
                ('from_account_fen', models.BigIntegerField()),
                ('debt_fen', models.BigIntegerField()),
                ('cash_fen', models.BigIntegerField()),
                ('account', sanguanjia.kernel.scoped.ScopedForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='funds.fundaccount')),
                ('estate', sanguanjia.kernel.scoped.HomeKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='kernel.home')),
                ('unit', sanguanjia.kernel.scoped.ScopedForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='registry.unit')),
                ('work', sanguanjia.kernel.scoped.ScopedForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='funds.fundwork')),
            ],
        ),
        sanguanjia.kernel.scoped.ScopeKeys(
            name='fundwork',
        ),
        sanguanjia.kernel.scoped.ScopeKeys(
            name='workpaper',
        ),
        sanguanjia.kernel.scoped.ScopeKeys(
            name='workconfirmation',
        ),
        sanguanjia.kernel.scoped.ScopeKeys(
            name='workshare',
        ),
        migrations.RemoveConstraint(
            model_name='funddraft',
            name='fund_draft_kind_is_known',
        ),
        migrations.RemoveConstraint(
            model_name='fundentry',
            name='fund_entry_kind_is_known',
        ),
        migrations.AddConstraint(
            model_name='funddraft',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['opening', 'first_deposit', 'top_up', 'reversal', 'close', 'work_payment'])), name='fund_draft_kind_is_known'),
        ),
        migrations.AddConstraint(
            model_name='fundentry',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['opening', 'first_deposit', 'top_up', 'reversal', 'interest', 'work_payment'])), name='fund_entry_kind_is_known'),
        ),
        migrations.AddConstraint(
            model_name='fundwork',
            constraint=models.UniqueConstraint(fields=('estate', 'number'), name='one_fund_work_per_number'),
        ),
        migrations.AddConstraint(
            model_name='fundwork',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['planned', 'authorised', 'contracted', 'accepted', 'settled'])), name='fund_work_state_is_known'),
        ),
        migrations.AddConstraint(
            model_name='fundwork',
            constraint=models.CheckConstraint(condition=models.Q(('budget_fen__gt', 0)), name='a_fund_work_costs_something'),
        ),
        migrations.AddConstraint(
            model_name='fundwork',
            constraint=models.CheckConstraint(condition=models.Q(('authorised_by__isnull', True), models.Q(('authorised_by', models.F('planned_by')), _negated=True), _connector='OR'), name='a_fund_work_is_authorised_by_another_person'),
        ),
        migrations.AddConstraint(
            model_name='fundwork',
            constraint=models.CheckConstraint(condition=models.Q(('contract_fen__isnull', True), models.Q(('contract_fen__gt', 0), models.Q(('authority', ''), _negated=True)), _connector='OR'), name='a_fund_work_has_a_contract_after_its_authority'),
        ),
        migrations.AddConstraint(
            model_name='fundwork',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('authorised_by__isnull', True), ('authority', ''), ('vote_id__isnull', True)), models.Q(('authority', 'vote'), ('vote_id__isnull', False)), models.Q(('authorised_by__isnull', False), ('authority__in', ['decision', 'emergency'])), _connector='OR'), name='a_fund_work_names_its_authority'),
        ),
        migrations.AddConstraint(
            model_name='fundwork',
            constraint=models.UniqueConstraint(condition=models.Q(('application_id__isnull', False)), fields=('estate', 'application_id'), name='one_fund_work_per_application'),
        ),
        migrations.AddConstraint(
            model_name='workconfirmation',
            constraint=models.UniqueConstraint(fields=('estate', 'work', 'confirmer'), name='one_confirmation_per_body_of_a_work'),
        ),
        migrations.AddConstraint(
            model_name='workconfirmation',
            constraint=models.UniqueConstraint(fields=('estate', 'work', 'account_id'), name='nobody_confirms_a_work_twice'),
        ),
        migrations.AddConstraint(
            model_name='workpaper',
            constraint=models.UniqueConstraint(fields=('estate', 'work', 'code', 'sha256'), name='one_copy_of_a_paper_of_a_work'),
        ),
        migrations.AddConstraint(
            model_name='workshare',
            constraint=models.UniqueConstraint(fields=('estate', 'work', 'account'), name='one_share_per_account_of_a_fund_work'),
        ),
        migrations.AddConstraint(
            model_name='workshare',
            constraint=models.CheckConstraint(condition=models.Q(('cash_fen__gte', 0), ('debt_fen__gte', 0), ('from_account_fen__gte', 0), ('fen', django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(models.F('from_account_fen'), '+', models.F('debt_fen')), '+', models.F('cash_fen')))), name='a_share_of_a_fund_work_is_all_its_parts'),
        ),
    ]
