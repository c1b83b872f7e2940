"""Covers, staff sessions, second factors, one-time codes, lost phones; phones of accounts are sealed.

Rows that stand already: each phone is sealed under the row's own key, with its blind index; who has a phone number for a
user name gets one made up, and logs in with the number as before.
"""

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
import re
import sanguanjia.kernel.clock
import sanguanjia.kernel.ids
import sanguanjia.kernel.sealed
from django.conf import settings
from django.db import migrations, models

from sanguanjia.kernel import clock


def seal_phones(apps, schema_editor):
    """Seal what lies open. A phone that was the user name was proved by nothing but use: it counts as verified only
    if no other account has it."""
    from sanguanjia.kernel.sealed import RowSeal, keyring, normal

    account = apps.get_model("access", "Account")
    rows = account.objects.using(schema_editor.connection.alias)
    table, taken = "access_account", set()
    for number, username, phone in list(rows.order_by("id").values_list("id", "username", "phone").iterator()):
        is_login = re.fullmatch(r"1[3-9][0-9]{9}", username) is not None
        plain = str(phone) or (username if is_login else "")
        changes = {}
        if plain:
            seal = RowSeal.fresh(table, number)
            changes |= {
                "person_key": seal.stored,
                "phone": seal.seal("phone", plain),
                "phone_index": keyring().index(f"{table}.phone_index", normal(plain)),
            }
        if is_login and plain == username and plain not in taken:
            taken.add(plain)
            changes |= {"username": f"u{number}", "phone_verified_at": clock.now()}
        if changes:
            rows.filter(pk=number).update(**changes)


class Migration(migrations.Migration):

    dependencies = [
        ('access', '0001_initial'),
        ('kernel', '0001_initial'),
        ('registry', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Cover',
            fields=[
                ('id', models.BigIntegerField(default=sanguanjia.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('valid', django.contrib.postgres.fields.ranges.DateRangeField()),
                ('document', models.CharField(max_length=200)),
                ('arranged_by', models.BigIntegerField(null=True)),
                ('arranged_at', models.DateTimeField(default=sanguanjia.kernel.clock.now)),
                ('ended_by', models.BigIntegerField(null=True)),
                ('ended_at', models.DateTimeField(null=True)),
                ('end_reason', models.CharField(blank=True, max_length=200)),
            ],
        ),
        migrations.CreateModel(
            name='OneTimeCode',
            fields=[
                ('id', models.BigIntegerField(default=sanguanjia.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('token_digest', models.CharField(max_length=64)),
                ('account_id', models.BigIntegerField(null=True)),
                ('purpose', models.CharField(max_length=40)),
                ('words_digest', models.CharField(blank=True, max_length=64)),
                ('target_digest', models.CharField(max_length=64)),
                ('code_digest', models.CharField(max_length=64)),
                ('tries', models.SmallIntegerField(default=0)),
                ('made_at', models.DateTimeField(default=sanguanjia.kernel.clock.now)),
                ('expires_at', models.DateTimeField()),
                ('spent_at', models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='PhoneRequest',
            fields=[
                ('id', models.BigIntegerField(default=sanguanjia.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('person_key', sanguanjia.kernel.sealed.RowKey(blank=True, default='', editable=False)),
                ('phone', sanguanjia.kernel.sealed.SealedText(row_key='person_key')),
                ('phone_index', sanguanjia.kernel.sealed.BlindIndex(blank=True, default='', editable=False, max_length=24, of='phone')),
                ('state', models.CharField(choices=[('pending', '等待核实'), ('done', '已更换'), ('refused', '未通过')], max_length=10)),
                ('asked_at', models.DateTimeField(default=sanguanjia.kernel.clock.now)),
                ('decided_at', models.DateTimeField(null=True)),
                ('decided_by', models.BigIntegerField(null=True)),
                ('document', models.CharField(blank=True, max_length=200)),
            ],
        ),
        migrations.CreateModel(
            name='RecoveryCode',
            fields=[
                ('id', models.BigIntegerField(default=sanguanjia.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('digest', models.CharField(max_length=64)),
                ('made_at', models.DateTimeField(default=sanguanjia.kernel.clock.now)),
            ],
        ),
        migrations.CreateModel(
            name='SecondFactor',
            fields=[
                ('id', models.BigIntegerField(default=sanguanjia.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('secret', sanguanjia.kernel.sealed.SealedText()),
                ('made_at', models.DateTimeField(default=sanguanjia.kernel.clock.now)),
                ('confirmed_at', models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='SpentProof',
            fields=[
                ('id', models.BigIntegerField(default=sanguanjia.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('account_id', models.BigIntegerField()),
                ('what', models.CharField(max_length=80)),
                ('spent_at', models.DateTimeField(default=sanguanjia.kernel.clock.now)),
            ],
        ),
        migrations.CreateModel(
            name='StaffSession',
            fields=[
                ('id', models.BigIntegerField(default=sanguanjia.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('reason', models.CharField(max_length=200)),
                ('opened_at', models.DateTimeField(default=sanguanjia.kernel.clock.now)),
                ('until', models.DateTimeField()),
                ('ended_at', models.DateTimeField(null=True)),
            ],
        ),
        migrations.RemoveConstraint(
            model_name='claim',
            name='claim_state_is_known',
        ),
        migrations.RemoveIndex(
            model_name='account',
            name='access_account_phone',
        ),
        migrations.AddField(
            model_name='account',
            name='person_key',
            field=sanguanjia.kernel.sealed.RowKey(blank=True, db_default='', default='', editable=False),
        ),
        migrations.AddField(
            model_name='account',
            name='phone_index',
            field=sanguanjia.kernel.sealed.BlindIndex(blank=True, db_default='', default='', editable=False, max_length=24, of='phone'),
        ),
        migrations.AddField(
            model_name='account',
            name='phone_verified_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='session',
            name='ends_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='session',
            name='idle_seconds',
            field=models.IntegerField(null=True),
        ),
        migrations.AddField(
            model_name='session',
            name='seen_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AlterField(
            model_name='account',
            name='phone',
            field=sanguanjia.kernel.sealed.SealedText(blank=True, db_default='', default='', row_key='person_key'),
        ),
        migrations.RunPython(seal_phones, migrations.RunPython.noop, elidable=True),
        migrations.AlterField(
            model_name='claim',
            name='state',
            field=models.CharField(choices=[('pending', '等待核实'), ('granted', '已通过'), ('refused', '未通过'), ('lapsed', '已失效')], max_length=10),
        ),
        migrations.AddIndex(
            model_name='account',
            index=models.Index(fields=['phone_index'], name='access_account_phone'),
        ),
        migrations.AddConstraint(
            model_name='account',
            constraint=models.UniqueConstraint(condition=models.Q(('phone_verified_at__isnull', False), models.Q(('phone_index', ''), _negated=True)), fields=('phone_index',), name='one_account_per_verified_phone'),
        ),
        migrations.AddConstraint(
            model_name='claim',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['pending', 'granted', 'refused', 'lapsed'])), name='claim_state_is_known'),
        ),
        migrations.AddField(
            model_name='cover',
            name='account',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='cover',
            name='mandate',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.mandate'),
        ),
        migrations.AddIndex(
            model_name='onetimecode',
            index=models.Index(fields=['expires_at'], name='access_code_expiry'),
        ),
        migrations.AddConstraint(
            model_name='onetimecode',
            constraint=models.UniqueConstraint(fields=('token_digest',), name='one_code_of_a_request'),
        ),
        migrations.AddField(
            model_name='phonerequest',
            name='account',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='phonerequest',
            name='home',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.home'),
        ),
        migrations.AddField(
            model_name='recoverycode',
            name='account',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='secondfactor',
            name='account',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddConstraint(
            model_name='spentproof',
            constraint=models.UniqueConstraint(fields=('account_id', 'what'), name='one_use_of_a_proof'),
        ),
        migrations.AddField(
            model_name='staffsession',
            name='account',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddConstraint(
            model_name='cover',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('mandate', '='), ('valid', '&&')], name='one_substitute_of_a_mandate_at_a_time'),
        ),
        migrations.AddConstraint(
            model_name='cover',
            constraint=models.CheckConstraint(condition=models.Q(('valid__isempty', True), models.Q(('valid__lower_inf', False), ('valid__upper_inf', False)), _connector='OR'), name='cover_has_a_first_and_a_last_day'),
        ),
        migrations.AddIndex(
            model_name='phonerequest',
            index=models.Index(fields=['home', 'id'], name='access_phone_request_place'),
        ),
        migrations.AddConstraint(
            model_name='phonerequest',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'pending')), fields=('account',), name='one_open_phone_request_per_account'),
        ),
        migrations.AddConstraint(
            model_name='phonerequest',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['pending', 'done', 'refused'])), name='phone_request_state_is_known'),
        ),
        migrations.AddConstraint(
            model_name='recoverycode',
            constraint=models.UniqueConstraint(fields=('account', 'digest'), name='one_recovery_code_of_a_digest'),
        ),
        migrations.AddConstraint(
            model_name='staffsession',
            constraint=models.CheckConstraint(condition=models.Q(('until__gt', models.F('opened_at'))), name='staff_session_ends_after_it_began'),
        ),
        migrations.AddConstraint(
            model_name='staffsession',
            constraint=models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='staff_session_has_a_reason'),
        ),
    ]
