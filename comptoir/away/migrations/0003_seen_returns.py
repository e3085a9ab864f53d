from django.db import migrations, models
from django.db.models import F
from django.utils import timezone


def settle_what_is_over(apps, schema_editor):
    """Absences of before have no start or end whose work is still owed: nobody gets a brief of a summer long ago."""
    absences, now = apps.get_model('away', 'Absence').objects, timezone.now()
    absences.filter(opened_at=None, starts_at__lte=now).update(opened_at=F('starts_at'))
    absences.filter(settled_at=None, ended_at__lte=now).update(settled_at=F('ended_at'), seen_at=now)
    absences.filter(settled_at=None, ended_at=None, ends_at__lte=now).update(settled_at=F('ends_at'), seen_at=now)


class Migration(migrations.Migration):

    dependencies = [
        ('away', '0002_absences_in_full'),
    ]

    operations = [
        migrations.AddField(
            model_name='absence',
            name='seen_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.RunPython(settle_what_is_over, migrations.RunPython.noop, elidable=True),
    ]
