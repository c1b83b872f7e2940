import django.db.models.deletion
import django.db.models.expressions
import sanguanjia.kernel.ids
import sanguanjia.kernel.scoped
from django.db import migrations, models


class Migration(migrations.Migration):
    """What rests on papers: first deposits due, court freezes, certificates, questions; the roots of each day."""

    dependencies = [
        ('funds', '0006_works'),
        ('kernel', '0003_key_use'),
    ]

    operations = [
        migrations.CreateModel(
            name='FundDayRoot',
            fields=[
                ('id', models.BigIntegerField(default=sanguanjia.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('day', models.DateField()),
                ('first_number', models.BigIntegerField()),
                ('last_number', models.BigIntegerField()),
                ('root', models.CharField(max_length=64)),
                ('estate', sanguanjia.kernel.scoped.HomeKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='kernel.home')),
            ],
        ),
        migrations.CreateModel(
            name='FundDue',
            fields=[
                ('id', models.BigIntegerField(default=sanguanjia.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('area', models.DecimalField(decimal_places=2, max_digits=12)),
                ('cost_fen_per_m2', models.BigIntegerField()),
                ('rate', models.DecimalField(decimal_places=6, max_digits=7)),
                ('fen', models.BigIntegerField()),
                ('document', models.CharField(max_length=80)),
                ('account', sanguanjia.kernel.scoped.ScopedForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='funds.fundaccount')),
                ('estate', sanguanjia.kernel.scoped.HomeKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='kernel.home')),
            ],
        ),
        migrations.CreateModel(
            name='FundFreeze',
            fields=[
                ('id', models.BigIntegerField(default=sanguanjia.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('number', models.IntegerField()),
                ('court', models.CharField(max_length=80)),
                ('document', models.CharField(max_length=80)),
                ('fen', models.BigIntegerField()),
                ('since', models.DateField()),
                ('until', models.DateField()),
                ('state', models.CharField(default='active', max_length=8)),
                ('ended_on', models.DateField(null=True)),
                ('account', sanguanjia.kernel.scoped.ScopedForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='funds.fundaccount')),
                ('estate', sanguanjia.kernel.scoped.HomeKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='kernel.home')),
            ],
        ),
        migrations.CreateModel(
            name='FundPaper',
            fields=[
                ('id', models.BigIntegerField(default=sanguanjia.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('number', models.IntegerField()),
                ('kind', models.CharField(max_length=12)),
                ('document', models.CharField(blank=True, default='', max_length=80)),
                ('office', models.CharField(blank=True, default='', max_length=80)),
                ('day', models.DateField()),
                ('facts', models.JSONField(default=dict)),
                ('check_code', models.CharField(max_length=16)),
                ('made_by', models.BigIntegerField(null=True)),
                ('made_at', models.DateTimeField()),
                ('account', sanguanjia.kernel.scoped.ScopedForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='funds.fundaccount')),
                ('draft', sanguanjia.kernel.scoped.ScopedForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='funds.funddraft')),
                ('estate', sanguanjia.kernel.scoped.HomeKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='kernel.home')),
                ('freeze', sanguanjia.kernel.scoped.ScopedForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='funds.fundfreeze')),
            ],
        ),
        migrations.CreateModel(
            name='FundQuestion',
            fields=[
                ('id', models.BigIntegerField(default=sanguanjia.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('text', models.CharField(max_length=500)),
                ('asked_by', models.BigIntegerField(null=True)),
                ('asked_at', models.DateTimeField()),
                ('answer', models.CharField(blank=True, default='', max_length=1000)),
                ('answered_by', models.BigIntegerField(null=True)),
                ('answered_at', models.DateTimeField(null=True)),
                ('account', sanguanjia.kernel.scoped.ScopedForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='funds.fundaccount')),
                ('entry', sanguanjia.kernel.scoped.ScopedForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='funds.fundentry')),
                ('estate', sanguanjia.kernel.scoped.HomeKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='kernel.home')),
            ],
        ),
        sanguanjia.kernel.scoped.ScopeKeys('funddayroot'),
        sanguanjia.kernel.scoped.ScopeKeys('funddue'),
        sanguanjia.kernel.scoped.ScopeKeys('fundfreeze'),
        sanguanjia.kernel.scoped.ScopeKeys('fundpaper'),
        sanguanjia.kernel.scoped.ScopeKeys('fundquestion'),
        migrations.RemoveConstraint(model_name='fundentry', name='fund_entry_kind_is_known'),
        migrations.AddConstraint(
            model_name='fundentry',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['opening', 'first_deposit', 'top_up', 'reversal', 'interest', 'work_payment', 'refund', 'deduction', 'area', 'reshape', 'bank_change'])), name='fund_entry_kind_is_known'),
        ),
        migrations.RemoveConstraint(model_name='funddraft', name='fund_draft_kind_is_known'),
        migrations.AddConstraint(
            model_name='funddraft',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['opening', 'first_deposit', 'top_up', 'reversal', 'close', 'work_payment', 'refund', 'deduction', 'area', 'reshape', 'bank_change'])), name='fund_draft_kind_is_known'),
        ),
        migrations.AddConstraint(
            model_name='funddue',
            constraint=models.UniqueConstraint(fields=('estate', 'account'), name='one_first_deposit_is_due_per_door'),
        ),
        migrations.AddConstraint(
            model_name='funddue',
            constraint=models.CheckConstraint(condition=models.Q(('area__gt', 0), ('fen__gt', 0)), name='a_first_deposit_is_something'),
        ),
        migrations.AddConstraint(
            model_name='fundfreeze',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['active', 'lifted', 'lapsed', 'spent'])), name='fund_freeze_state_is_known'),
        ),
        migrations.AddConstraint(
            model_name='fundfreeze',
            constraint=models.UniqueConstraint(fields=('estate', 'number'), name='one_fund_freeze_per_number'),
        ),
        migrations.AddConstraint(
            model_name='fundfreeze',
            constraint=models.UniqueConstraint(fields=('estate', 'account', 'document'), name='a_court_document_freezes_once'),
        ),
        migrations.AddConstraint(
            model_name='fundfreeze',
            constraint=models.CheckConstraint(condition=models.Q(('fen__gt', 0), ('until__gte', models.F('since'))), name='a_fund_freeze_lasts_and_holds_something'),
        ),
        migrations.AddConstraint(
            model_name='fundfreeze',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ended_on__isnull', True), ('state', 'active')), models.Q(models.Q(('state', 'active'), _negated=True), ('ended_on__isnull', False)), _connector='OR'), name='a_fund_freeze_ends_on_a_day'),
        ),
        migrations.AddConstraint(
            model_name='fundpaper',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['sale', 'gate', 'refund', 'area', 'reshape', 'bank_change', 'freeze', 'extend', 'lift', 'lapse', 'deduction'])), name='fund_paper_kind_is_known'),
        ),
        migrations.AddConstraint(
            model_name='fundpaper',
            constraint=models.UniqueConstraint(fields=('estate', 'number'), name='one_fund_paper_per_number'),
        ),
        migrations.AddConstraint(
            model_name='fundpaper',
            constraint=models.UniqueConstraint(condition=models.Q(('draft__isnull', False)), fields=('estate', 'draft'), name='one_fund_paper_per_draft'),
        ),
        migrations.AddConstraint(
            model_name='fundquestion',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('answer', ''), ('answered_at__isnull', True)), models.Q(('answered_at__isnull', False), models.Q(('answer', ''), _negated=True)), _connector='OR'), name='a_fund_answer_has_words_and_a_time'),
        ),
        migrations.AddConstraint(
            model_name='funddayroot',
            constraint=models.UniqueConstraint(fields=('estate', 'last_number'), name='one_fund_root_per_last_entry'),
        ),
        migrations.AddConstraint(
            model_name='funddayroot',
            constraint=models.UniqueConstraint(fields=('estate', 'first_number'), name='one_fund_root_per_first_entry'),
        ),
        migrations.AddConstraint(
            model_name='funddayroot',
            constraint=models.CheckConstraint(condition=models.Q(('first_number__gte', 1), ('last_number__gte', models.F('first_number'))), name='a_fund_root_covers_entries'),
        ),
        migrations.AddIndex(
            model_name='fundfreeze',
            index=models.Index(condition=models.Q(('state', 'active')), fields=['estate', 'until'], name='funds_freeze_active'),
        ),
        migrations.AddIndex(
            model_name='fundpaper',
            index=models.Index(fields=['estate', 'account', '-id'], name='funds_paper_account'),
        ),
        migrations.AddIndex(
            model_name='fundpaper',
            index=models.Index(fields=['estate', 'freeze', '-id'], name='funds_paper_freeze'),
        ),
        migrations.AddIndex(
            model_name='fundquestion',
            index=models.Index(fields=['estate', 'account', '-id'], name='funds_question_account'),
        ),
        migrations.AddIndex(
            model_name='fundquestion',
            index=models.Index(fields=['estate', 'entry'], name='funds_question_entry'),
        ),
        migrations.AddIndex(
            model_name='fundquestion',
            index=models.Index(condition=models.Q(('answered_at__isnull', True)), fields=['estate', 'id'], name='funds_question_open'),
        ),
    ]
