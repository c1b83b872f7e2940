import django.db.models.deletion
import django.db.models.expressions
import sanguanjia.kernel.ids
import sanguanjia.kernel.scoped
from django.db import migrations, models


class Migration(migrations.Migration):
    """Holds beside balances; uses of pooled accounts with their lifts and signers."""

    dependencies = [
        ('applications', '0001_initial'),
        ('funds', '0002_deposits_interest'),
        ('kernel', '0003_key_use'),
        ('registry', '0008_sealed_staging'),
    ]

    operations = [
        migrations.CreateModel(
            name='FundHold',
            fields=[
                ('id', models.BigIntegerField(default=sanguanjia.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('subject', models.CharField(max_length=40)),
                ('reason', models.CharField(max_length=200)),
                ('fen', models.BigIntegerField()),
                ('spent_fen', models.BigIntegerField(default=0)),
                ('released_fen', models.BigIntegerField(default=0)),
                ('made_by', models.BigIntegerField()),
                ('made_at', models.DateTimeField()),
                ('account', sanguanjia.kernel.scoped.ScopedForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='funds.fundaccount')),
                ('estate', sanguanjia.kernel.scoped.HomeKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='kernel.home')),
            ],
        ),
        migrations.CreateModel(
            name='PoolUse',
            fields=[
                ('id', models.BigIntegerField(default=sanguanjia.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('by_committee', models.BooleanField()),
                ('per_lift_fen', models.BigIntegerField()),
                ('reason', models.CharField(max_length=400)),
                ('notice_id', models.BigIntegerField(null=True)),
                ('noticed_at', models.DateTimeField(null=True)),
                ('order_number', models.IntegerField(null=True)),
                ('ordered_at', models.DateTimeField(null=True)),
                ('application', sanguanjia.kernel.scoped.ScopedForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='applications.application')),
                ('estate', sanguanjia.kernel.scoped.HomeKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='kernel.home')),
            ],
        ),
        migrations.CreateModel(
            name='PoolLift',
            fields=[
                ('id', models.BigIntegerField(default=sanguanjia.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('building', sanguanjia.kernel.scoped.ScopedForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='registry.building')),
                ('estate', sanguanjia.kernel.scoped.HomeKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='kernel.home')),
                ('lift', sanguanjia.kernel.scoped.ScopedForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='registry.lift')),
                ('use', sanguanjia.kernel.scoped.ScopedForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='funds.pooluse')),
            ],
        ),
        migrations.CreateModel(
            name='PoolSigner',
            fields=[
                ('id', models.BigIntegerField(default=sanguanjia.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('account_id', models.BigIntegerField()),
                ('at', models.DateTimeField()),
                ('estate', sanguanjia.kernel.scoped.HomeKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='kernel.home')),
                ('unit', sanguanjia.kernel.scoped.ScopedForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='registry.unit')),
                ('use', sanguanjia.kernel.scoped.ScopedForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='funds.pooluse')),
            ],
        ),
        sanguanjia.kernel.scoped.ScopeKeys(
            name='fundhold',
        ),
        sanguanjia.kernel.scoped.ScopeKeys(
            name='pooluse',
        ),
        sanguanjia.kernel.scoped.ScopeKeys(
            name='poollift',
        ),
        sanguanjia.kernel.scoped.ScopeKeys(
            name='poolsigner',
        ),
        migrations.RemoveConstraint(
            model_name='fundbalance',
            name='fund_account_never_below_zero',
        ),
        migrations.AddField(
            model_name='fundbalance',
            name='held_fen',
            field=models.BigIntegerField(default=0),
        ),
        migrations.AddConstraint(
            model_name='fundbalance',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('free', True), ('held_fen', 0)), models.Q(('held_fen__gte', 0), ('net_fen__gte', models.F('held_fen')), ('side', 1)), models.Q(('held_fen', 0), ('net_fen__lte', 0), ('side', -1)), _connector='OR'), name='fund_account_never_below_zero'),
        ),
        migrations.AddConstraint(
            model_name='fundhold',
            constraint=models.UniqueConstraint(fields=('estate', 'subject', 'account'), name='one_fund_hold_per_subject_and_account'),
        ),
        migrations.AddConstraint(
            model_name='fundhold',
            constraint=models.CheckConstraint(condition=models.Q(('fen__gt', 0), ('released_fen__gte', 0), ('spent_fen__gte', 0), ('fen__gte', django.db.models.expressions.CombinedExpression(models.F('spent_fen'), '+', models.F('released_fen')))), name='no_more_of_a_fund_hold_is_used_than_was_reserved'),
        ),
        migrations.AddConstraint(
            model_name='pooluse',
            constraint=models.UniqueConstraint(fields=('estate', 'application'), name='one_pool_use_per_application'),
        ),
        migrations.AddConstraint(
            model_name='pooluse',
            constraint=models.UniqueConstraint(condition=models.Q(('order_number__isnull', False)), fields=('estate', 'order_number'), name='one_order_per_number'),
        ),
        migrations.AddConstraint(
            model_name='pooluse',
            constraint=models.CheckConstraint(condition=models.Q(('per_lift_fen__gt', 0)), name='a_premium_is_something'),
        ),
        migrations.AddConstraint(
            model_name='pooluse',
            constraint=models.CheckConstraint(condition=models.Q(('order_number__isnull', True), models.Q(('noticed_at__isnull', False), ('ordered_at__isnull', False)), _connector='OR'), name='an_order_follows_a_notice_that_ended'),
        ),
        migrations.AddConstraint(
            model_name='poolsigner',
            constraint=models.UniqueConstraint(fields=('estate', 'use', 'account_id'), name='an_owner_signs_a_pool_use_once'),
        ),
        migrations.AddConstraint(
            model_name='poollift',
            constraint=models.UniqueConstraint(fields=('estate', 'use', 'lift'), name='a_lift_is_named_once_in_a_pool_use'),
        ),
    ]
