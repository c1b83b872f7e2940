import django.db.models.deletion
import sanguanjia.kernel.ids
import sanguanjia.kernel.scoped
import sanguanjia.kernel.sealed
from django.db import migrations, models


class Migration(migrations.Migration):
    """Petitions with their history, clocks and representatives."""

    initial = True

    dependencies = [
        ('kernel', '0003_key_use'),
    ]

    operations = [
        migrations.CreateModel(
            name='Petition',
            fields=[
                ('id', models.BigIntegerField(default=sanguanjia.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('number', models.IntegerField()),
                ('tracking_code', models.CharField(max_length=12)),
                ('version', models.IntegerField(default=1)),
                ('channel', models.CharField(max_length=8)),
                ('kind', models.CharField(max_length=10)),
                ('title', models.CharField(max_length=80)),
                ('text', models.TextField()),
                ('people', models.IntegerField(default=1)),
                ('petitioner_name', models.CharField(max_length=60)),
                ('petitioner_address', models.CharField(blank=True, default='', max_length=120)),
                ('phone', sanguanjia.kernel.sealed.SealedText(blank=True, default='')),
                ('phone_index', sanguanjia.kernel.sealed.BlindIndex(blank=True, default='', editable=False, max_length=24, of='phone')),
                ('petitioner_account_id', models.BigIntegerField(null=True)),
                ('entered_by_account_id', models.BigIntegerField(null=True)),
                ('received_on', models.DateField()),
                ('about_estate_id', models.BigIntegerField(null=True)),
                ('need', models.CharField(blank=True, default='', max_length=12)),
                ('case_estate_id', models.BigIntegerField(null=True)),
                ('case_id', models.BigIntegerField(null=True)),
                ('same_home_id', models.BigIntegerField(null=True)),
                ('same_id', models.BigIntegerField(null=True)),
                ('accused_home_id', models.BigIntegerField(null=True)),
                ('accused_organisation_id', models.BigIntegerField(null=True)),
                ('state', models.CharField(max_length=12)),
                ('unit_home_id', models.BigIntegerField(null=True)),
                ('unit_organisation_id', models.BigIntegerField(null=True)),
                ('unit_name', models.CharField(blank=True, default='', max_length=60)),
                ('objected', models.BooleanField(default=False)),
                ('settled', models.BooleanField(default=False)),
                ('extended', models.BooleanField(default=False)),
                ('extension_asked', models.SmallIntegerField(null=True)),
                ('asked_by', models.BigIntegerField(null=True)),
                ('answered_by', models.BigIntegerField(null=True)),
                ('reviewed_by', models.BigIntegerField(null=True)),
                ('hearing', models.BooleanField(default=False)),
                ('outcome', models.CharField(blank=True, default='', max_length=14)),
                ('supervised', models.BooleanField(default=False)),
                ('alarmed', models.BooleanField(default=False)),
                ('due_at', models.DateTimeField(null=True)),
                ('due_step', models.CharField(blank=True, default='', max_length=12)),
                ('acts_at', models.DateTimeField(null=True)),
                ('ended_at', models.DateTimeField(null=True)),
                ('estate', sanguanjia.kernel.scoped.HomeKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='kernel.home')),
            ],
        ),
        migrations.CreateModel(
            name='PetitionClock',
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
                ('estate', sanguanjia.kernel.scoped.HomeKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='kernel.home')),
                ('petition', sanguanjia.kernel.scoped.ScopedForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='petitions.petition')),
            ],
        ),
        migrations.CreateModel(
            name='PetitionEvent',
            fields=[
                ('id', models.BigIntegerField(default=sanguanjia.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('seq', models.SmallIntegerField()),
                ('at', models.DateTimeField()),
                ('verb', models.CharField(max_length=20)),
                ('account_id', models.BigIntegerField(null=True)),
                ('by_name', models.CharField(blank=True, default='', max_length=60)),
                ('role', models.CharField(blank=True, default='', max_length=24)),
                ('body', models.CharField(blank=True, default='', max_length=60)),
                ('state_before', models.CharField(blank=True, default='', max_length=12)),
                ('state_after', models.CharField(max_length=12)),
                ('words', models.TextField(blank=True, default='')),
                ('data', models.JSONField(default=dict)),
                ('rules', models.JSONField(default=list)),
                ('ended', models.JSONField(default=list)),
                ('estate', sanguanjia.kernel.scoped.HomeKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='kernel.home')),
                ('petition', sanguanjia.kernel.scoped.ScopedForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='petitions.petition')),
            ],
        ),
        migrations.CreateModel(
            name='Representative',
            fields=[
                ('id', models.BigIntegerField(default=sanguanjia.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=60)),
                ('phone', sanguanjia.kernel.sealed.SealedText(blank=True, default='')),
                ('phone_index', sanguanjia.kernel.sealed.BlindIndex(blank=True, default='', editable=False, max_length=24, of='phone')),
                ('estate', sanguanjia.kernel.scoped.HomeKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='kernel.home')),
                ('petition', sanguanjia.kernel.scoped.ScopedForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='petitions.petition')),
            ],
        ),
        migrations.AddIndex(
            model_name='petition',
            index=models.Index(condition=models.Q(('acts_at__isnull', False)), fields=['acts_at'], name='petition_acts_at'),
        ),
        migrations.AddIndex(
            model_name='petition',
            index=models.Index(condition=models.Q(('case_id__isnull', False)), fields=['case_estate_id', 'case_id'], name='petition_of_a_matter'),
        ),
        migrations.AddIndex(
            model_name='petition',
            index=models.Index(condition=models.Q(('about_estate_id__isnull', False)), fields=['about_estate_id', 'phone_index'], name='petition_of_a_caller'),
        ),
        migrations.AddIndex(
            model_name='petition',
            index=models.Index(condition=models.Q(('petitioner_account_id__isnull', False)), fields=['petitioner_account_id'], name='petition_of_an_account'),
        ),
        migrations.AddConstraint(
            model_name='petition',
            constraint=models.UniqueConstraint(fields=('estate', 'number'), name='one_petition_per_number_at_an_office'),
        ),
        migrations.AddConstraint(
            model_name='petition',
            constraint=models.UniqueConstraint(fields=('estate', 'tracking_code'), name='one_petition_per_code_at_an_office'),
        ),
        migrations.AddConstraint(
            model_name='petition',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['received', 'routed', 'objected', 'accepted', 'answered', 'reviewing', 'reviewed', 'rechecking', 'final', 'refused', 'split', 'closed', 'withdrawn'])), name='petition_state_is_known'),
        ),
        migrations.AddConstraint(
            model_name='petition',
            constraint=models.CheckConstraint(condition=models.Q(('channel__in', ['letter', 'visit', 'network', 'phone'])), name='petition_channel_is_known'),
        ),
        migrations.AddConstraint(
            model_name='petition',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['request', 'suggestion', 'accusation'])), name='petition_kind_is_known'),
        ),
        migrations.AddConstraint(
            model_name='petition',
            constraint=models.CheckConstraint(condition=models.Q(('phone', ''), ('phone__startswith', '$'), _connector='OR'), name='phone_of_a_petitioner_is_sealed'),
        ),
        migrations.AddConstraint(
            model_name='petition',
            constraint=models.CheckConstraint(condition=models.Q(('people__gte', 1)), name='a_petition_has_a_petitioner'),
        ),
        migrations.AddConstraint(
            model_name='petition',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', False), ('state__in', ['closed', 'final', 'refused', 'split', 'withdrawn'])), models.Q(models.Q(('state__in', ['closed', 'final', 'refused', 'split', 'withdrawn']), _negated=True), ('ended_at__isnull', True)), _connector='OR'), name='a_petition_has_ended_exactly_when_its_state_is_an_end'),
        ),
        migrations.AddConstraint(
            model_name='petition',
            constraint=models.CheckConstraint(condition=models.Q(('accused_organisation_id__isnull', True), ('unit_organisation_id__isnull', True), models.Q(('accused_organisation_id', models.F('unit_organisation_id')), _negated=True), _connector='OR'), name='a_petition_is_not_with_the_accused'),
        ),
        migrations.AddConstraint(
            model_name='petitionclock',
            constraint=models.UniqueConstraint(condition=models.Q(('stopped_at__isnull', True)), fields=('estate', 'petition', 'step'), name='one_running_clock_per_step_of_a_petition'),
        ),
        migrations.AddConstraint(
            model_name='petitionclock',
            constraint=models.CheckConstraint(condition=models.Q(('step__in', ['register', 'inform', 'object', 'settle', 'decide', 'ask_review', 'review', 'ask_recheck', 'recheck', 'supervise'])), name='petition_clock_step_is_known'),
        ),
        migrations.AddConstraint(
            model_name='petitionclock',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('result', ''), ('stopped_at__isnull', True)), models.Q(('stopped_at__isnull', False), models.Q(('result', ''), _negated=True)), _connector='OR'), name='a_stopped_petition_clock_has_a_result'),
        ),
        migrations.AddConstraint(
            model_name='petitionevent',
            constraint=models.UniqueConstraint(fields=('estate', 'petition', 'seq'), name='one_event_per_number_in_a_petition'),
        ),
        migrations.AddConstraint(
            model_name='representative',
            constraint=models.CheckConstraint(condition=models.Q(('phone', ''), ('phone__startswith', '$'), _connector='OR'), name='phone_of_a_representative_is_sealed'),
        ),
        sanguanjia.kernel.scoped.ScopeKeys('petition'),
        sanguanjia.kernel.scoped.ScopeKeys('petitionevent'),
        sanguanjia.kernel.scoped.ScopeKeys('petitionclock'),
        sanguanjia.kernel.scoped.ScopeKeys('representative'),
    ]
