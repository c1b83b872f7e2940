import django.db.models.deletion
import sanguanjia.kernel.clock
import sanguanjia.kernel.ids
import sanguanjia.kernel.scoped
import sanguanjia.kernel.sealed
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('access', '0002_identity'),
        ('cases', '0001_initial'),
        ('kernel', '0002_record_chain'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Hook',
            fields=[
                ('id', models.BigIntegerField(default=sanguanjia.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('url', models.CharField(max_length=500)),
                ('verbs', models.JSONField(default=list)),
                ('secret', sanguanjia.kernel.sealed.SealedText()),
                ('state', models.CharField(default='on', max_length=8)),
                ('created_at', models.DateTimeField(default=sanguanjia.kernel.clock.now)),
                ('changed_at', models.DateTimeField(default=sanguanjia.kernel.clock.now)),
                ('fault', models.CharField(blank=True, default='', max_length=60)),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('home', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.home')),
            ],
        ),
        migrations.CreateModel(
            name='HookHealth',
            fields=[
                ('hook', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='+', serialize=False, to='interfaces.hook')),
                ('failures', models.IntegerField(default=0)),
                ('failing_since', models.DateTimeField(null=True)),
                ('sent_at', models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='HookDelivery',
            fields=[
                ('id', models.BigIntegerField(default=sanguanjia.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('hook_id', models.BigIntegerField()),
                ('event_id', models.BigIntegerField()),
                ('case_id', models.BigIntegerField()),
                ('verb', models.CharField(max_length=24)),
                ('made_at', models.DateTimeField()),
                ('state', models.CharField(default='waiting', max_length=8)),
                ('due_at', models.DateTimeField()),
                ('attempts', models.SmallIntegerField(default=0)),
                ('claim', models.CharField(blank=True, default='', max_length=32)),
                ('claimed_until', models.DateTimeField(null=True)),
                ('status', models.SmallIntegerField(null=True)),
                ('fault', models.CharField(blank=True, default='', max_length=60)),
                ('ended_at', models.DateTimeField(null=True)),
                ('estate', sanguanjia.kernel.scoped.HomeKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='kernel.home')),
            ],
        ),
        migrations.CreateModel(
            name='HookMark',
            fields=[
                ('id', models.IntegerField(default=1, primary_key=True, serialize=False)),
                ('upto', models.BigIntegerField(default=0)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('id', 1)), name='there_is_one_hook_mark')],
            },
        ),
        migrations.CreateModel(
            name='KeyLimit',
            fields=[
                ('token', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='+', serialize=False, to='access.apitoken')),
                ('per_minute', models.IntegerField()),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('per_minute__range', (1, 10000000))), name='a_limit_is_at_least_one_a_minute')],
            },
        ),
        migrations.CreateModel(
            name='Submission',
            fields=[
                ('id', models.BigIntegerField(default=sanguanjia.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('account_id', models.BigIntegerField()),
                ('case_estate_id', models.BigIntegerField()),
                ('case_id', models.BigIntegerField()),
                ('at', models.DateTimeField()),
                ('estate', sanguanjia.kernel.scoped.HomeKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='kernel.home')),
            ],
        ),
        migrations.CreateModel(
            name='ConnectedSystem',
            fields=[
                ('id', models.BigIntegerField(default=sanguanjia.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=60)),
                ('purpose', models.CharField(blank=True, default='', max_length=200)),
                ('created_at', models.DateTimeField(default=sanguanjia.kernel.clock.now)),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('account',), name='one_connected_system_per_account'), models.UniqueConstraint(fields=('name',), name='one_connected_system_per_name')],
            },
        ),
        sanguanjia.kernel.scoped.ScopeKeys('submission'),
        sanguanjia.kernel.scoped.ScopeKeys('hookdelivery'),
        # Public updates are asked for by moment. The history is only ever appended to, so that a block-range index is
        # as good as a tree and costs the act that writes it nothing to speak of.
        migrations.RunSQL(
            "CREATE INDEX interfaces_event_at ON cases_caseevent USING brin (at) WITH (pages_per_range = 32)",
            "DROP INDEX interfaces_event_at",
        ),
        migrations.AddIndex(
            model_name='hook',
            index=models.Index(fields=['state', 'id'], name='interfaces_hook_by_state'),
        ),
        migrations.AddConstraint(
            model_name='hook',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['on', 'disabled', 'ended'])), name='hook_state_is_known'),
        ),
        migrations.AddConstraint(
            model_name='hook',
            constraint=models.CheckConstraint(condition=models.Q(('secret__startswith', '$')), name='a_hook_secret_is_sealed'),
        ),
        migrations.AddIndex(
            model_name='hookdelivery',
            index=models.Index(condition=models.Q(('state', 'waiting')), fields=['due_at'], name='interfaces_delivery_due'),
        ),
        migrations.AddIndex(
            model_name='hookdelivery',
            index=models.Index(condition=models.Q(('state', 'claimed')), fields=['claimed_until'], name='interfaces_delivery_claimed'),
        ),
        migrations.AddIndex(
            model_name='hookdelivery',
            index=models.Index(models.F('hook_id'), models.OrderBy(models.F('id'), descending=True), name='interfaces_delivery_of_hook'),
        ),
        migrations.AddConstraint(
            model_name='hookdelivery',
            constraint=models.UniqueConstraint(fields=('estate', 'hook_id', 'event_id'), name='one_delivery_per_hook_and_event'),
        ),
        migrations.AddConstraint(
            model_name='hookdelivery',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['waiting', 'claimed', 'sent', 'given_up', 'dropped'])), name='hook_delivery_state_is_known'),
        ),
        migrations.AddConstraint(
            model_name='hookdelivery',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', True), ('state__in', ['waiting', 'claimed'])), models.Q(('ended_at__isnull', False), ('state__in', ['sent', 'given_up', 'dropped'])), _connector='OR'), name='a_hook_delivery_has_ended_exactly_when_its_state_is_an_end'),
        ),
        migrations.AddIndex(
            model_name='submission',
            index=models.Index(models.F('estate'), models.F('account_id'), models.OrderBy(models.F('at'), descending=True), name='interfaces_of_an_account'),
        ),
    ]
