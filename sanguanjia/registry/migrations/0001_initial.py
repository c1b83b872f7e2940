import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.contrib.postgres.indexes
import django.db.models.deletion
import psycopg.types.range
import sanguanjia.kernel.ids
import sanguanjia.kernel.scoped
import sanguanjia.registry.models
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('kernel', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Neighbourhood',
            fields=[
                ('home', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='+', serialize=False, to='kernel.home')),
                ('code12', models.CharField(max_length=12)),
                ('name', models.CharField(max_length=60)),
            ],
        ),
        migrations.CreateModel(
            name='Building',
            fields=[
                ('id', models.BigIntegerField(default=sanguanjia.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('code', models.CharField(max_length=20)),
                ('name', models.CharField(max_length=60)),
                ('storeys', models.SmallIntegerField(null=True)),
                ('estate', sanguanjia.kernel.scoped.HomeKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='kernel.home')),
            ],
        ),
        migrations.CreateModel(
            name='Division',
            fields=[
                ('id', models.BigIntegerField(default=sanguanjia.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('code', models.CharField(max_length=6)),
                ('name', models.CharField(max_length=60)),
                ('level', models.CharField(max_length=10)),
                ('valid', django.contrib.postgres.fields.ranges.DateRangeField()),
                ('home', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.home')),
                ('parent', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.division')),
            ],
        ),
        migrations.CreateModel(
            name='DivisionSuccession',
            fields=[
                ('id', models.BigIntegerField(default=sanguanjia.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('day', models.DateField()),
                ('predecessor', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.division')),
                ('successor', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.division')),
            ],
        ),
        migrations.CreateModel(
            name='Entrance',
            fields=[
                ('id', models.BigIntegerField(default=sanguanjia.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('code', models.CharField(max_length=20)),
                ('building', sanguanjia.kernel.scoped.ScopedForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='registry.building')),
                ('estate', sanguanjia.kernel.scoped.HomeKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='kernel.home')),
            ],
        ),
        migrations.CreateModel(
            name='Lift',
            fields=[
                ('id', models.BigIntegerField(default=sanguanjia.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=60)),
                ('in_service_since', models.DateField()),
                ('out_of_service_since', models.DateField(null=True)),
                ('building', sanguanjia.kernel.scoped.ScopedForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='registry.building')),
                ('entrance', sanguanjia.kernel.scoped.ScopedForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='registry.entrance')),
                ('estate', sanguanjia.kernel.scoped.HomeKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='kernel.home')),
            ],
        ),
        migrations.CreateModel(
            name='Grid',
            fields=[
                ('id', models.BigIntegerField(default=sanguanjia.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('code', models.CharField(max_length=20)),
                ('name', models.CharField(max_length=60)),
                ('neighbourhood', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.neighbourhood')),
            ],
        ),
        migrations.CreateModel(
            name='Estate',
            fields=[
                ('home', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='+', serialize=False, to='kernel.home')),
                ('name', models.CharField(max_length=100)),
                ('aliases', models.TextField(blank=True, default='')),
                ('pinyin', models.CharField(db_index=True, max_length=400)),
                ('address', models.CharField(blank=True, default='', max_length=200)),
                ('completed_on', models.DateField(null=True)),
                ('grid', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.grid')),
                ('neighbourhood', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.neighbourhood')),
            ],
        ),
        migrations.CreateModel(
            name='Organisation',
            fields=[
                ('id', models.BigIntegerField(default=sanguanjia.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(max_length=12)),
                ('name', models.CharField(max_length=120)),
                ('credit_code', models.CharField(blank=True, default='', max_length=18)),
                ('phone', models.CharField(blank=True, default='', max_length=30)),
                ('home', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.home')),
            ],
        ),
        migrations.CreateModel(
            name='ManagementTenure',
            fields=[
                ('id', models.BigIntegerField(default=sanguanjia.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('period', django.contrib.postgres.fields.ranges.DateRangeField()),
                ('contract_number', models.CharField(blank=True, default='', max_length=80)),
                ('estate', sanguanjia.kernel.scoped.HomeKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='kernel.home')),
                ('organisation', sanguanjia.registry.models.ReferenceKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='registry.organisation')),
            ],
        ),
        migrations.CreateModel(
            name='Ownership',
            fields=[
                ('id', models.BigIntegerField(default=sanguanjia.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('slice', django.contrib.postgres.fields.ranges.IntegerRangeField()),
                ('period', django.contrib.postgres.fields.ranges.DateRangeField()),
                ('basis', models.CharField(max_length=24)),
                ('is_joint', models.BooleanField(default=False)),
                ('document', models.CharField(blank=True, default='', max_length=120)),
                ('estate', sanguanjia.kernel.scoped.HomeKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='kernel.home')),
            ],
        ),
        migrations.CreateModel(
            name='Party',
            fields=[
                ('id', models.BigIntegerField(default=sanguanjia.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(max_length=12)),
                ('name', models.CharField(max_length=120)),
                ('identity_kind', models.CharField(blank=True, default='', max_length=12)),
                ('identity_number', models.CharField(blank=True, default='', max_length=40)),
                ('phone', models.CharField(blank=True, default='', max_length=30)),
                ('account_id', models.BigIntegerField(null=True)),
                ('estate', sanguanjia.kernel.scoped.HomeKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='kernel.home')),
            ],
        ),
        migrations.CreateModel(
            name='OwnershipMember',
            fields=[
                ('id', models.BigIntegerField(default=sanguanjia.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('estate', sanguanjia.kernel.scoped.HomeKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='kernel.home')),
                ('ownership', sanguanjia.kernel.scoped.ScopedForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='registry.ownership')),
                ('party', sanguanjia.kernel.scoped.ScopedForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='registry.party')),
            ],
        ),
        migrations.CreateModel(
            name='Guardianship',
            fields=[
                ('id', models.BigIntegerField(default=sanguanjia.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(max_length=16)),
                ('period', django.contrib.postgres.fields.ranges.DateRangeField()),
                ('evidence', models.CharField(max_length=200)),
                ('estate', sanguanjia.kernel.scoped.HomeKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='kernel.home')),
                ('guardian', sanguanjia.kernel.scoped.ScopedForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='registry.party')),
                ('ward', sanguanjia.kernel.scoped.ScopedForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='registry.party')),
            ],
        ),
        migrations.CreateModel(
            name='Subdistrict',
            fields=[
                ('home', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='+', serialize=False, to='kernel.home')),
                ('code9', models.CharField(max_length=9)),
                ('name', models.CharField(max_length=60)),
                ('division', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.division')),
            ],
        ),
        migrations.AddField(
            model_name='neighbourhood',
            name='subdistrict',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.subdistrict'),
        ),
        migrations.CreateModel(
            name='Unit',
            fields=[
                ('id', models.BigIntegerField(default=sanguanjia.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('room', models.CharField(max_length=30)),
                ('code', models.CharField(max_length=60)),
                ('use', models.CharField(max_length=10)),
                ('built_area', models.DecimalField(decimal_places=2, max_digits=12, null=True)),
                ('built_area_source', models.CharField(blank=True, default='', max_length=10)),
                ('exclusive_area', models.DecimalField(decimal_places=2, max_digits=12, null=True)),
                ('exclusive_area_source', models.CharField(blank=True, default='', max_length=10)),
                ('area_document', models.CharField(blank=True, default='', max_length=120)),
                ('valid_from', models.DateField()),
                ('valid_to', models.DateField(null=True)),
                ('building', sanguanjia.kernel.scoped.ScopedForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='registry.building')),
                ('entrance', sanguanjia.kernel.scoped.ScopedForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='registry.entrance')),
                ('estate', sanguanjia.kernel.scoped.HomeKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='kernel.home')),
            ],
        ),
        migrations.AddField(
            model_name='ownership',
            name='unit',
            field=sanguanjia.kernel.scoped.ScopedForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='registry.unit'),
        ),
        migrations.CreateModel(
            name='UnitCorrection',
            fields=[
                ('id', models.BigIntegerField(default=sanguanjia.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
                ('fact', models.CharField(max_length=30)),
                ('old', models.CharField(blank=True, max_length=120)),
                ('new', models.CharField(blank=True, max_length=120)),
                ('evidence', models.CharField(max_length=200)),
                ('estate', sanguanjia.kernel.scoped.HomeKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='kernel.home')),
                ('unit', sanguanjia.kernel.scoped.ScopedForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='registry.unit')),
            ],
        ),
        migrations.CreateModel(
            name='UnitLineage',
            fields=[
                ('id', models.BigIntegerField(default=sanguanjia.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(max_length=8)),
                ('day', models.DateField()),
                ('explanation', models.TextField(blank=True, default='')),
                ('after', sanguanjia.kernel.scoped.ScopedForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='registry.unit')),
                ('before', sanguanjia.kernel.scoped.ScopedForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='registry.unit')),
                ('estate', sanguanjia.kernel.scoped.HomeKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='kernel.home')),
            ],
        ),
        migrations.CreateModel(
            name='UnmanagedFact',
            fields=[
                ('id', models.BigIntegerField(default=sanguanjia.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(max_length=20)),
                ('period', django.contrib.postgres.fields.ranges.DateRangeField()),
                ('evidence', models.CharField(max_length=300)),
                ('estate', sanguanjia.kernel.scoped.HomeKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='kernel.home')),
            ],
        ),
        # Targets before sources; after the AddFields above, so that every composite foreign key is made here.
        sanguanjia.kernel.scoped.ScopeKeys("building"),
        sanguanjia.kernel.scoped.ScopeKeys("entrance"),
        sanguanjia.kernel.scoped.ScopeKeys("unit"),
        sanguanjia.kernel.scoped.ScopeKeys("party"),
        sanguanjia.kernel.scoped.ScopeKeys("ownership"),
        sanguanjia.kernel.scoped.ScopeKeys("ownershipmember"),
        sanguanjia.kernel.scoped.ScopeKeys("guardianship"),
        sanguanjia.kernel.scoped.ScopeKeys("lift"),
        sanguanjia.kernel.scoped.ScopeKeys("managementtenure"),
        sanguanjia.kernel.scoped.ScopeKeys("unmanagedfact"),
        sanguanjia.kernel.scoped.ScopeKeys("unitlineage"),
        sanguanjia.kernel.scoped.ScopeKeys("unitcorrection"),
        migrations.RunSQL(
            "ALTER TABLE registry_managementtenure ADD CONSTRAINT a_tenure_names_an_organisation"
            " FOREIGN KEY (organisation_id) REFERENCES registry_organisation (id)",
            migrations.RunSQL.noop,
        ),
        migrations.AddConstraint(
            model_name='building',
            constraint=models.UniqueConstraint(fields=('estate', 'code'), name='one_building_per_code_in_an_estate'),
        ),
        migrations.AddConstraint(
            model_name='building',
            constraint=models.CheckConstraint(condition=models.Q(('code', ''), _negated=True), name='a_building_has_a_code'),
        ),
        migrations.AddConstraint(
            model_name='division',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('code', '='), ('valid', '&&')], name='a_division_code_names_one_place_at_a_time'),
        ),
        migrations.AddConstraint(
            model_name='division',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('home__isnull', False)), expressions=[('home', '='), ('valid', '&&')], name='a_place_has_one_division_code_at_a_time'),
        ),
        migrations.AddConstraint(
            model_name='division',
            constraint=models.CheckConstraint(condition=models.Q(('code__regex', '^[0-9]{6}$')), name='a_division_code_has_six_digits'),
        ),
        migrations.AddConstraint(
            model_name='division',
            constraint=models.CheckConstraint(condition=models.Q(('level__in', ['province', 'city', 'county'])), name='division_level_is_known'),
        ),
        migrations.AddConstraint(
            model_name='division',
            constraint=models.CheckConstraint(condition=models.Q(('valid__isempty', False)), name='a_division_is_valid_some_day'),
        ),
        migrations.AddConstraint(
            model_name='divisionsuccession',
            constraint=models.UniqueConstraint(fields=('predecessor', 'successor'), name='one_succession_between_two_divisions'),
        ),
        migrations.AddConstraint(
            model_name='divisionsuccession',
            constraint=models.CheckConstraint(condition=models.Q(('predecessor', models.F('successor')), _negated=True), name='no_division_succeeds_itself'),
        ),
        migrations.AddConstraint(
            model_name='entrance',
            constraint=models.UniqueConstraint(fields=('estate', 'building', 'code'), name='one_entrance_per_code_in_a_building'),
        ),
        migrations.AddConstraint(
            model_name='lift',
            constraint=models.UniqueConstraint(fields=('estate', 'building', 'name'), name='one_lift_per_name_in_a_building'),
        ),
        migrations.AddConstraint(
            model_name='lift',
            constraint=models.CheckConstraint(condition=models.Q(('out_of_service_since__isnull', True), ('out_of_service_since__gt', models.F('in_service_since')), _connector='OR'), name='a_lift_ends_after_it_began'),
        ),
        migrations.AddConstraint(
            model_name='grid',
            constraint=models.UniqueConstraint(fields=('neighbourhood', 'code'), name='one_grid_per_code_in_a_neighbourhood'),
        ),
        migrations.AddIndex(
            model_name='estate',
            index=django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.indexes.OpClass(models.F('name'), name='gin_trgm_ops'), django.contrib.postgres.indexes.OpClass(models.F('aliases'), name='gin_trgm_ops'), django.contrib.postgres.indexes.OpClass(models.F('address'), name='gin_trgm_ops'), name='estate_name_trigrams'),
        ),
        migrations.AddConstraint(
            model_name='estate',
            constraint=models.UniqueConstraint(fields=('neighbourhood', 'name'), name='one_estate_per_name_in_a_neighbourhood'),
        ),
        migrations.AddConstraint(
            model_name='estate',
            constraint=models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='an_estate_has_a_name'),
        ),
        migrations.AddIndex(
            model_name='organisation',
            index=django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.indexes.OpClass(models.F('name'), name='gin_trgm_ops'), name='organisation_name_trigrams'),
        ),
        migrations.AddConstraint(
            model_name='organisation',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['company', 'department', 'committee', 'association', 'bank', 'insurer', 'authority'])), name='organisation_kind_is_known'),
        ),
        migrations.AddConstraint(
            model_name='organisation',
            constraint=models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='an_organisation_has_a_name'),
        ),
        migrations.AddConstraint(
            model_name='organisation',
            constraint=models.CheckConstraint(condition=models.Q(('credit_code__regex', '^([0-9A-Z]{18})?$')), name='a_credit_code_has_eighteen_characters'),
        ),
        migrations.AddConstraint(
            model_name='organisation',
            constraint=models.UniqueConstraint(condition=models.Q(('credit_code', ''), _negated=True), fields=('credit_code',), name='one_organisation_per_credit_code'),
        ),
        migrations.AddConstraint(
            model_name='managementtenure',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('estate', '='), ('period', '&&')], name='one_company_manages_an_estate_at_a_time'),
        ),
        migrations.AddConstraint(
            model_name='managementtenure',
            constraint=models.CheckConstraint(condition=models.Q(('period__isempty', False)), name='a_tenure_lasts_some_day'),
        ),
        migrations.AddIndex(
            model_name='party',
            index=django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.indexes.OpClass(models.F('name'), name='gin_trgm_ops'), name='party_name_trigrams'),
        ),
        migrations.AddIndex(
            model_name='party',
            index=models.Index(condition=models.Q(('account_id__isnull', False)), fields=['account_id'], name='party_of_an_account'),
        ),
        migrations.AddConstraint(
            model_name='party',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['person', 'organisation'])), name='party_kind_is_known'),
        ),
        migrations.AddConstraint(
            model_name='party',
            constraint=models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='a_party_has_a_name'),
        ),
        migrations.AddConstraint(
            model_name='party',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('identity_kind', ''), ('identity_number', '')), models.Q(('identity_kind__in', ['resident_id', 'credit_code', 'passport', 'other']), models.Q(('identity_number', ''), _negated=True)), _connector='OR'), name='an_identity_number_says_its_kind'),
        ),
        migrations.AddConstraint(
            model_name='party',
            constraint=models.UniqueConstraint(condition=models.Q(('identity_number', ''), _negated=True), fields=('estate', 'identity_kind', 'identity_number'), name='one_party_per_identity_in_an_estate'),
        ),
        migrations.AddConstraint(
            model_name='party',
            constraint=models.UniqueConstraint(condition=models.Q(('account_id__isnull', False)), fields=('estate', 'account_id'), name='one_party_per_account_in_an_estate'),
        ),
        migrations.AddConstraint(
            model_name='ownershipmember',
            constraint=models.UniqueConstraint(fields=('estate', 'ownership', 'party'), name='one_place_per_member_in_an_ownership'),
        ),
        migrations.AddConstraint(
            model_name='guardianship',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('estate', '='), ('ward', '='), ('guardian', '='), ('period', '&&')], name='one_guardianship_of_two_people_at_a_time'),
        ),
        migrations.AddConstraint(
            model_name='guardianship',
            constraint=models.CheckConstraint(condition=models.Q(('ward', models.F('guardian')), _negated=True), name='nobody_is_their_own_guardian'),
        ),
        migrations.AddConstraint(
            model_name='guardianship',
            constraint=models.CheckConstraint(condition=models.Q(('evidence', ''), _negated=True), name='a_guardianship_has_evidence'),
        ),
        migrations.AddConstraint(
            model_name='guardianship',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['minor', 'incapacitated'])), name='ward_kind_is_known'),
        ),
        migrations.AddConstraint(
            model_name='guardianship',
            constraint=models.CheckConstraint(condition=models.Q(('period__isempty', False)), name='a_guardianship_lasts_some_day'),
        ),
        migrations.AddConstraint(
            model_name='subdistrict',
            constraint=models.UniqueConstraint(fields=('code9',), name='one_subdistrict_per_code'),
        ),
        migrations.AddConstraint(
            model_name='subdistrict',
            constraint=models.CheckConstraint(condition=models.Q(('code9__regex', '^[0-9]{9}$')), name='a_subdistrict_code_has_nine_digits'),
        ),
        migrations.AddConstraint(
            model_name='neighbourhood',
            constraint=models.UniqueConstraint(fields=('code12',), name='one_neighbourhood_per_code'),
        ),
        migrations.AddConstraint(
            model_name='neighbourhood',
            constraint=models.CheckConstraint(condition=models.Q(('code12__regex', '^[0-9]{12}$')), name='a_neighbourhood_code_has_twelve_digits'),
        ),
        migrations.AddIndex(
            model_name='unit',
            index=django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.indexes.OpClass(models.F('code'), name='gin_trgm_ops'), name='unit_code_trigrams'),
        ),
        migrations.AddConstraint(
            model_name='unit',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('estate', '='), ('code', '='), (sanguanjia.registry.models.DateRange('valid_from', 'valid_to', django.contrib.postgres.fields.ranges.RangeBoundary()), '&&')], name='one_unit_per_code_at_a_time_in_an_estate'),
        ),
        migrations.AddConstraint(
            model_name='unit',
            constraint=models.CheckConstraint(condition=models.Q(('use__in', ['dwelling', 'shop', 'parking'])), name='unit_use_is_known'),
        ),
        migrations.AddConstraint(
            model_name='unit',
            constraint=models.CheckConstraint(condition=models.Q(('code', ''), _negated=True), name='a_unit_has_a_code'),
        ),
        migrations.AddConstraint(
            model_name='unit',
            constraint=models.CheckConstraint(condition=models.Q(('valid_to__isnull', True), ('valid_to__gt', models.F('valid_from')), _connector='OR'), name='a_unit_ends_after_it_began'),
        ),
        migrations.AddConstraint(
            model_name='unit',
            constraint=models.CheckConstraint(condition=models.Q(('building__isnull', False), models.Q(('entrance__isnull', True), ('use', 'parking')), _connector='OR'), name='only_parking_stands_outside_a_building'),
        ),
        migrations.AddConstraint(
            model_name='unit',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('built_area__isnull', True), ('built_area__gt', 0), _connector='OR'), models.Q(('exclusive_area__isnull', True), ('exclusive_area__gt', 0), _connector='OR')), name='areas_are_positive'),
        ),
        migrations.AddConstraint(
            model_name='unit',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(models.Q(('built_area__isnull', True), ('built_area_source', '')), models.Q(('built_area__isnull', False), ('built_area_source__in', ['registry', 'surveyed', 'contract', 'roster', 'stand_in'])), _connector='OR'), models.Q(models.Q(('exclusive_area__isnull', True), ('exclusive_area_source', '')), models.Q(('exclusive_area__isnull', False), ('exclusive_area_source__in', ['registry', 'surveyed', 'contract', 'roster', 'stand_in'])), _connector='OR')), name='every_area_says_its_source'),
        ),
        migrations.AddConstraint(
            model_name='unit',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(models.Q(('built_area_source', 'stand_in'), _negated=True), models.Q(('exclusive_area_source', 'stand_in'), _negated=True)), models.Q(('built_area', models.F('exclusive_area')), ('built_area__isnull', False), ('exclusive_area__isnull', False), models.Q(('built_area_source', 'stand_in'), ('exclusive_area_source', 'stand_in'), _negated=True)), _connector='OR'), name='a_stand_in_area_equals_the_other_and_never_both'),
        ),
        migrations.AddConstraint(
            model_name='ownership',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('estate', '='), ('unit', '='), ('slice', '&&'), ('period', '&&')], name='no_two_owners_hold_the_same_slice_of_a_unit'),
        ),
        migrations.AddConstraint(
            model_name='ownership',
            constraint=models.CheckConstraint(condition=models.Q(('slice__contained_by', psycopg.types.range.Range(0, 1531530000, '[)')), ('slice__isempty', False)), name='a_slice_lies_within_the_whole'),
        ),
        migrations.AddConstraint(
            model_name='ownership',
            constraint=models.CheckConstraint(condition=models.Q(('period__isempty', False)), name='an_ownership_lasts_some_day'),
        ),
        migrations.AddConstraint(
            model_name='ownership',
            constraint=models.CheckConstraint(condition=models.Q(('basis__in', ['registered', 'judgment', 'inheritance', 'construction', 'contract_possession', 'developer_unsold', 'developer_undelivered'])), name='ownership_basis_is_known'),
        ),
        migrations.AddConstraint(
            model_name='unitcorrection',
            constraint=models.CheckConstraint(condition=models.Q(('evidence', ''), _negated=True), name='a_correction_has_evidence'),
        ),
        migrations.AddConstraint(
            model_name='unitlineage',
            constraint=models.UniqueConstraint(fields=('estate', 'before', 'after'), name='one_lineage_between_two_units'),
        ),
        migrations.AddConstraint(
            model_name='unitlineage',
            constraint=models.CheckConstraint(condition=models.Q(('before', models.F('after')), _negated=True), name='no_unit_comes_out_of_itself'),
        ),
        migrations.AddConstraint(
            model_name='unitlineage',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['split', 'merge'])), name='lineage_kind_is_known'),
        ),
        migrations.AddConstraint(
            model_name='unmanagedfact',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('estate', '='), ('kind', '='), ('period', '&&')], name='one_unmanaged_fact_of_a_kind_at_a_time'),
        ),
        migrations.AddConstraint(
            model_name='unmanagedfact',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['no_company', 'no_owning_unit', 'no_self_management'])), name='unmanaged_kind_is_known'),
        ),
        migrations.AddConstraint(
            model_name='unmanagedfact',
            constraint=models.CheckConstraint(condition=models.Q(('evidence', ''), _negated=True), name='an_unmanaged_fact_has_evidence'),
        ),
        migrations.AddConstraint(
            model_name='unmanagedfact',
            constraint=models.CheckConstraint(condition=models.Q(('period__isempty', False)), name='an_unmanaged_fact_lasts_some_day'),
        ),
    ]
