import django.db.models.deletion
import sanguanjia.kernel.ids
import sanguanjia.kernel.scoped
from django.db import migrations, models


class Migration(migrations.Migration):
    """Surveys, answers of households, figures."""

    initial = True

    dependencies = [
        ('kernel', '0003_key_use'),
        ('registry', '0008_sealed_staging'),
    ]

    operations = [
        migrations.CreateModel(
            name='Survey',
            fields=[
                ('id', models.BigIntegerField(default=sanguanjia.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('year', models.SmallIntegerField()),
                ('wave', models.SmallIntegerField(default=1)),
                ('company_id', models.BigIntegerField(null=True)),
                ('company_name', models.CharField(blank=True, default='', max_length=80)),
                ('households', models.IntegerField()),
                ('questions', models.JSONField()),
                ('opens_on', models.DateField()),
                ('closes_on', models.DateField()),
                ('closed_at', models.DateTimeField(null=True)),
                ('answers', models.IntegerField(null=True)),
                ('source', models.CharField(blank=True, default='', max_length=120)),
                ('estate', sanguanjia.kernel.scoped.HomeKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='kernel.home')),
            ],
        ),
        migrations.CreateModel(
            name='Figure',
            fields=[
                ('id', models.BigIntegerField(default=sanguanjia.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('code', models.CharField(max_length=20)),
                ('rated', models.IntegerField()),
                ('satisfied', models.IntegerField()),
                ('estate', sanguanjia.kernel.scoped.HomeKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='kernel.home')),
                ('survey', sanguanjia.kernel.scoped.ScopedForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='surveys.survey')),
            ],
        ),
        migrations.CreateModel(
            name='Answer',
            fields=[
                ('id', models.BigIntegerField(default=sanguanjia.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('channel', models.CharField(max_length=8)),
                ('scores', models.JSONField()),
                ('at', models.DateTimeField()),
                ('estate', sanguanjia.kernel.scoped.HomeKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='kernel.home')),
                ('unit', sanguanjia.kernel.scoped.ScopedForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='registry.unit')),
                ('survey', sanguanjia.kernel.scoped.ScopedForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='surveys.survey')),
            ],
        ),
        sanguanjia.kernel.scoped.ScopeKeys('survey'),
        sanguanjia.kernel.scoped.ScopeKeys('figure'),
        sanguanjia.kernel.scoped.ScopeKeys('answer'),
        migrations.AddIndex(
            model_name='survey',
            index=models.Index(fields=['company_id', 'year'], name='survey_of_a_company'),
        ),
        migrations.AddConstraint(
            model_name='survey',
            constraint=models.UniqueConstraint(fields=('estate', 'year', 'wave'), name='one_survey_per_year_and_wave'),
        ),
        migrations.AddConstraint(
            model_name='survey',
            constraint=models.CheckConstraint(condition=models.Q(('closes_on__gte', models.F('opens_on'))), name='a_survey_closes_after_it_opens'),
        ),
        migrations.AddConstraint(
            model_name='survey',
            constraint=models.CheckConstraint(condition=models.Q(('households__gt', 0)), name='a_survey_has_households'),
        ),
        migrations.AddConstraint(
            model_name='survey',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('answers__isnull', True), ('closed_at__isnull', True)), models.Q(('answers__gte', 0), ('answers__lte', models.F('households')), ('closed_at__isnull', False)), _connector='OR'), name='a_closed_survey_has_its_answers'),
        ),
        migrations.AddConstraint(
            model_name='figure',
            constraint=models.UniqueConstraint(fields=('estate', 'survey', 'code'), name='one_figure_per_question_of_a_survey'),
        ),
        migrations.AddConstraint(
            model_name='figure',
            constraint=models.CheckConstraint(condition=models.Q(('satisfied__gte', 0), ('satisfied__lte', models.F('rated'))), name='no_more_satisfied_than_rated'),
        ),
        migrations.AddConstraint(
            model_name='answer',
            constraint=models.UniqueConstraint(fields=('estate', 'survey', 'unit'), name='one_answer_per_household_of_a_survey'),
        ),
        migrations.AddConstraint(
            model_name='answer',
            constraint=models.CheckConstraint(condition=models.Q(('channel__in', ['web', 'sheet'])), name='survey_channel_is_known'),
        ),
    ]
