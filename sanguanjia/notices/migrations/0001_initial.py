import django.db.models.deletion
import sanguanjia.kernel.clock
import sanguanjia.kernel.ids
import sanguanjia.kernel.scoped
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('kernel', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Notice',
            fields=[
                ('id', models.BigIntegerField(default=sanguanjia.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
                ('template', models.CharField(max_length=60)),
                ('cause', models.CharField(max_length=80)),
                ('topic', models.CharField(max_length=12)),
                ('urgent', models.BooleanField(default=False)),
                ('facts', models.JSONField(default=dict)),
                ('href', models.CharField(blank=True, default='', max_length=200)),
                ('audience', models.JSONField(default=dict)),
                ('estate', sanguanjia.kernel.scoped.HomeKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='kernel.home')),
            ],
        ),
        migrations.CreateModel(
            name='Message',
            fields=[
                ('id', models.BigIntegerField(default=sanguanjia.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('account_id', models.BigIntegerField()),
                ('at', models.DateTimeField()),
                ('read_at', models.DateTimeField(null=True)),
                ('estate', sanguanjia.kernel.scoped.HomeKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='kernel.home')),
                ('notice', sanguanjia.kernel.scoped.ScopedForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='notices.notice')),
            ],
        ),
        migrations.CreateModel(
            name='Errand',
            fields=[
                ('id', models.BigIntegerField(default=sanguanjia.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('estate', sanguanjia.kernel.scoped.HomeKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='kernel.home')),
                ('notice', sanguanjia.kernel.scoped.ScopedForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='notices.notice')),
            ],
        ),
        migrations.CreateModel(
            name='Objection',
            fields=[
                ('id', models.BigIntegerField(default=sanguanjia.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('account_id', models.BigIntegerField()),
                ('unit_id', models.BigIntegerField(null=True)),
                ('text', models.TextField()),
                ('at', models.DateTimeField()),
                ('estate', sanguanjia.kernel.scoped.HomeKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='kernel.home')),
            ],
        ),
        migrations.CreateModel(
            name='ObjectionAnswer',
            fields=[
                ('id', models.BigIntegerField(default=sanguanjia.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('text', models.TextField()),
                ('accepted', models.BooleanField()),
                ('at', models.DateTimeField()),
                ('account_id', models.BigIntegerField(null=True)),
                ('role', models.CharField(blank=True, default='', max_length=30)),
                ('estate', sanguanjia.kernel.scoped.HomeKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='kernel.home')),
                ('objection', sanguanjia.kernel.scoped.ScopedForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='notices.objection')),
            ],
        ),
        migrations.CreateModel(
            name='Preference',
            fields=[
                ('id', models.BigIntegerField(default=sanguanjia.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('account_id', models.BigIntegerField()),
                ('channels', models.JSONField(default=dict)),
                ('quiet_from', models.TimeField(null=True)),
                ('quiet_to', models.TimeField(null=True)),
                ('email', models.CharField(blank=True, default='', max_length=120)),
                ('changed_at', models.DateTimeField(default=sanguanjia.kernel.clock.now)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('account_id',), name='one_preference_per_account'), models.CheckConstraint(condition=models.Q(models.Q(('quiet_from__isnull', True), ('quiet_to__isnull', True)), models.Q(('quiet_from__isnull', False), ('quiet_to__isnull', False)), _connector='OR'), name='quiet_hours_have_both_ends')],
            },
        ),
        migrations.CreateModel(
            name='PublicNotice',
            fields=[
                ('id', models.BigIntegerField(default=sanguanjia.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('number', models.IntegerField()),
                ('kind', models.CharField(max_length=20)),
                ('title', models.CharField(max_length=80)),
                ('text', models.TextField()),
                ('publisher', models.CharField(max_length=100)),
                ('contact', models.CharField(blank=True, default='', max_length=100)),
                ('posted_at', models.DateTimeField()),
                ('posted_on', models.DateField()),
                ('opens_on', models.DateField()),
                ('earliest_end', models.DateField()),
                ('closes_on', models.DateField()),
                ('rule', models.CharField(max_length=160)),
                ('estate_name', models.CharField(max_length=100)),
                ('subject', models.CharField(blank=True, default='', max_length=80)),
                ('account_id', models.BigIntegerField(null=True)),
                ('role', models.CharField(blank=True, default='', max_length=30)),
                ('organisation_id', models.BigIntegerField(null=True)),
                ('suite', models.CharField(max_length=10)),
                ('digest', models.CharField(max_length=64)),
                ('words', models.CharField(max_length=40)),
                ('estate', sanguanjia.kernel.scoped.HomeKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='kernel.home')),
                ('supersedes', sanguanjia.kernel.scoped.ScopedForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='notices.publicnotice')),
            ],
        ),
        migrations.CreateModel(
            name='PublicFile',
            fields=[
                ('id', models.BigIntegerField(default=sanguanjia.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('position', models.SmallIntegerField()),
                ('name', models.CharField(max_length=100)),
                ('kind', models.CharField(max_length=5)),
                ('sha256', models.CharField(max_length=64)),
                ('size', models.IntegerField()),
                ('estate', sanguanjia.kernel.scoped.HomeKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='kernel.home')),
                ('public_notice', sanguanjia.kernel.scoped.ScopedForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='notices.publicnotice')),
            ],
        ),
        migrations.CreateModel(
            name='PublicExtension',
            fields=[
                ('id', models.BigIntegerField(default=sanguanjia.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('was', models.DateField()),
                ('until', models.DateField()),
                ('reason', models.CharField(max_length=200)),
                ('at', models.DateTimeField()),
                ('account_id', models.BigIntegerField(null=True)),
                ('estate', sanguanjia.kernel.scoped.HomeKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='kernel.home')),
                ('public_notice', sanguanjia.kernel.scoped.ScopedForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='notices.publicnotice')),
            ],
        ),
        migrations.CreateModel(
            name='PostingProof',
            fields=[
                ('id', models.BigIntegerField(default=sanguanjia.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('place_words', models.CharField(max_length=80)),
                ('sha256', models.CharField(max_length=64)),
                ('width', models.IntegerField()),
                ('height', models.IntegerField()),
                ('at', models.DateTimeField()),
                ('account_id', models.BigIntegerField(null=True)),
                ('estate', sanguanjia.kernel.scoped.HomeKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='kernel.home')),
                ('public_notice', sanguanjia.kernel.scoped.ScopedForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='notices.publicnotice')),
            ],
        ),
        migrations.AddField(
            model_name='objection',
            name='public_notice',
            field=sanguanjia.kernel.scoped.ScopedForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='notices.publicnotice'),
        ),
        migrations.CreateModel(
            name='Delivery',
            fields=[
                ('id', models.BigIntegerField(default=sanguanjia.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('channel', models.CharField(max_length=8)),
                ('state', models.CharField(default='waiting', max_length=10)),
                ('due_at', models.DateTimeField()),
                ('attempts', models.SmallIntegerField(default=0)),
                ('claim', models.CharField(blank=True, default='', max_length=32)),
                ('claimed_until', models.DateTimeField(null=True)),
                ('sender', models.CharField(blank=True, default='', max_length=40)),
                ('address', models.CharField(blank=True, default='', max_length=80)),
                ('receipt', models.CharField(blank=True, default='', max_length=120)),
                ('ended_at', models.DateTimeField(null=True)),
                ('fault', models.CharField(blank=True, default='', max_length=60)),
                ('estate', sanguanjia.kernel.scoped.HomeKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='kernel.home')),
                ('message', sanguanjia.kernel.scoped.ScopedForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='notices.message')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('state', 'waiting')), fields=['due_at'], name='notices_delivery_due'), models.Index(condition=models.Q(('state', 'claimed')), fields=['claimed_until'], name='notices_delivery_claimed')],
                'constraints': [models.UniqueConstraint(fields=('estate', 'message', 'channel'), name='one_delivery_per_message_and_channel'), models.CheckConstraint(condition=models.Q(('channel__in', ['sms', 'email'])), name='delivery_channel_is_known'), models.CheckConstraint(condition=models.Q(('state__in', ['waiting', 'claimed', 'sent', 'given_up', 'uncertain'])), name='delivery_state_is_known'), models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', True), ('state__in', ['waiting', 'claimed'])), models.Q(('ended_at__isnull', False), ('state__in', ['sent', 'given_up', 'uncertain'])), _connector='OR'), name='a_delivery_has_ended_exactly_when_its_state_is_an_end'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'sent'), _negated=True), models.Q(('receipt', ''), _negated=True), _connector='OR'), name='a_sent_delivery_has_a_receipt'), models.CheckConstraint(condition=models.Q(models.Q(('claimed_until__isnull', False), ('state', 'claimed'), models.Q(('claim', ''), _negated=True)), models.Q(('state', 'claimed'), _negated=True), _connector='OR'), name='a_claimed_delivery_says_until_when')],
            },
        ),
        sanguanjia.kernel.scoped.ScopeKeys("notice"),
        sanguanjia.kernel.scoped.ScopeKeys("publicnotice"),
        sanguanjia.kernel.scoped.ScopeKeys("message"),
        sanguanjia.kernel.scoped.ScopeKeys("errand"),
        sanguanjia.kernel.scoped.ScopeKeys("objection"),
        sanguanjia.kernel.scoped.ScopeKeys("objectionanswer"),
        sanguanjia.kernel.scoped.ScopeKeys("publicfile"),
        sanguanjia.kernel.scoped.ScopeKeys("publicextension"),
        sanguanjia.kernel.scoped.ScopeKeys("postingproof"),
        sanguanjia.kernel.scoped.ScopeKeys("delivery"),
        migrations.AddConstraint(
            model_name='notice',
            constraint=models.UniqueConstraint(fields=('estate', 'template', 'cause'), name='one_notice_per_template_and_cause'),
        ),
        migrations.AddConstraint(
            model_name='notice',
            constraint=models.CheckConstraint(condition=models.Q(('topic__in', ['mine', 'work', 'oversight', 'public', 'account'])), name='notice_topic_is_known'),
        ),
        migrations.AddIndex(
            model_name='message',
            index=models.Index(models.F('account_id'), models.OrderBy(models.F('at'), descending=True), models.OrderBy(models.F('id'), descending=True), name='notices_message_inbox'),
        ),
        migrations.AddIndex(
            model_name='message',
            index=models.Index(condition=models.Q(('read_at', None)), fields=['account_id'], name='notices_message_unread'),
        ),
        migrations.AddConstraint(
            model_name='message',
            constraint=models.UniqueConstraint(fields=('estate', 'notice', 'account_id'), name='one_message_per_notice_and_person'),
        ),
        migrations.AddIndex(
            model_name='errand',
            index=models.Index(fields=['id'], name='notices_errand_oldest'),
        ),
        migrations.AddConstraint(
            model_name='errand',
            constraint=models.UniqueConstraint(fields=('estate', 'notice'), name='one_errand_per_notice'),
        ),
        migrations.AddConstraint(
            model_name='objectionanswer',
            constraint=models.UniqueConstraint(fields=('estate', 'objection'), name='one_answer_per_objection'),
        ),
        migrations.AddIndex(
            model_name='publicnotice',
            index=models.Index(models.F('estate'), models.OrderBy(models.F('opens_on'), descending=True), models.OrderBy(models.F('id'), descending=True), name='notices_public_newest'),
        ),
        migrations.AddIndex(
            model_name='publicnotice',
            index=models.Index(condition=models.Q(('subject', ''), _negated=True), fields=['estate', 'subject'], name='notices_public_subject'),
        ),
        migrations.AddConstraint(
            model_name='publicnotice',
            constraint=models.UniqueConstraint(fields=('estate', 'number'), name='one_public_notice_per_number_in_an_estate'),
        ),
        migrations.AddConstraint(
            model_name='publicnotice',
            constraint=models.UniqueConstraint(fields=('estate', 'supersedes'), name='a_public_notice_is_superseded_once'),
        ),
        migrations.AddConstraint(
            model_name='publicnotice',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['general', 'works', 'income', 'fund_use', 'meeting', 'vote_result', 'election', 'council'])), name='public_notice_kind_is_known'),
        ),
        migrations.AddConstraint(
            model_name='publicnotice',
            constraint=models.CheckConstraint(condition=models.Q(('closes_on__gte', models.F('earliest_end'))), name='a_public_notice_stands_at_least_its_period'),
        ),
        migrations.AddConstraint(
            model_name='publicnotice',
            constraint=models.CheckConstraint(condition=models.Q(('earliest_end__gt', models.F('opens_on'))), name='a_public_notice_ends_after_its_first_day'),
        ),
        migrations.AddConstraint(
            model_name='publicnotice',
            constraint=models.CheckConstraint(condition=models.Q(('opens_on__gte', models.F('posted_on'))), name='a_public_notice_opens_when_posted_or_later'),
        ),
        migrations.AddConstraint(
            model_name='publicnotice',
            constraint=models.CheckConstraint(condition=models.Q(('supersedes', models.F('id')), _negated=True), name='no_public_notice_supersedes_itself'),
        ),
        migrations.AddConstraint(
            model_name='publicfile',
            constraint=models.UniqueConstraint(fields=('estate', 'public_notice', 'position'), name='one_file_per_position_of_a_public_notice'),
        ),
        migrations.AddConstraint(
            model_name='publicfile',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['photo', 'pdf'])), name='public_file_kind_is_known'),
        ),
        migrations.AddConstraint(
            model_name='publicextension',
            constraint=models.UniqueConstraint(fields=('estate', 'public_notice', 'was'), name='one_extension_from_each_end'),
        ),
        migrations.AddConstraint(
            model_name='publicextension',
            constraint=models.CheckConstraint(condition=models.Q(('until__gt', models.F('was'))), name='an_extension_only_lengthens'),
        ),
        migrations.AddConstraint(
            model_name='postingproof',
            constraint=models.UniqueConstraint(fields=('estate', 'public_notice', 'sha256'), name='one_proof_per_picture_of_a_public_notice'),
        ),
        migrations.AddConstraint(
            model_name='objection',
            constraint=models.UniqueConstraint(fields=('estate', 'public_notice', 'account_id'), name='one_objection_per_person_and_public_notice'),
        ),
    ]
