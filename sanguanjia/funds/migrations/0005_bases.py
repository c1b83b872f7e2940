from django.db import migrations, models


class Migration(migrations.Migration):
    """Certificates whose interest counts whole months, and demand deposits settled on interest days."""

    dependencies = [
        ('funds', '0004_marks'),
    ]

    operations = [
        migrations.RemoveConstraint(model_name='deposit', name='deposit_basis_is_known'),
        migrations.AddConstraint(
            model_name='deposit',
            constraint=models.CheckConstraint(
                condition=models.Q(('basis__in', ['years', 'act/360', 'act/365', '30/360', 'months', 'demand'])),
                name='deposit_basis_is_known',
            ),
        ),
    ]
