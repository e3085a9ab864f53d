"""People's choices become rows of the settings: with an origin, a history and a way back, like every other."""

from django.conf import settings
from django.db import migrations

PREFIX = "notify."


def to_settings(apps, schema_editor):
    Choice = apps.get_model("notifications", "NotificationChoice")
    Value = apps.get_model("preferences", "SettingValue")
    rows = (
        Value(
            key=f"{PREFIX}{choice.topic}.{choice.channel}",
            scope="user",
            holder=f"user:{choice.user_id}",
            user_id=choice.user_id,
            value=choice.enabled,
            set_by_id=choice.user_id,
            set_at=choice.chosen_at,
        )
        for choice in Choice.objects.iterator()
    )
    Value.objects.bulk_create(rows, batch_size=1000, ignore_conflicts=True)


def to_choices(apps, schema_editor):
    Choice = apps.get_model("notifications", "NotificationChoice")
    Value = apps.get_model("preferences", "SettingValue")
    own = Value.objects.filter(key__startswith=PREFIX, scope="user")
    for value in own.iterator():
        topic, _dot, channel = value.key.removeprefix(PREFIX).rpartition(".")
        Choice.objects.create(user_id=value.user_id, topic=topic, channel=channel, enabled=value.value, chosen_at=value.set_at)
    Value.objects.filter(key__startswith=PREFIX).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("notifications", "0001_initial"),
        ("preferences", "0002_newcomers"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunPython(to_settings, to_choices),
        migrations.DeleteModel("NotificationChoice"),
    ]
