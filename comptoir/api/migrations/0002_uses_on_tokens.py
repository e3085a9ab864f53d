from django.db import migrations


def to_tokens(apps, editor):
    token = apps.get_model("accounts", "ApiToken")
    for use in apps.get_model("api", "TokenUse").objects.iterator():
        token.objects.filter(pk=use.token_id).update(used_at=use.used_at)


def from_tokens(apps, editor):
    use = apps.get_model("api", "TokenUse")
    used = apps.get_model("accounts", "ApiToken").objects.exclude(used_at=None).values_list("pk", "used_at")
    use.objects.bulk_create([use(token_id=pk, used_at=used_at) for pk, used_at in used.iterator()])


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0003_sessions'),
        ('api', '0001_initial'),
    ]

    operations = [
        migrations.RunPython(to_tokens, from_tokens),
        migrations.DeleteModel(
            name='TokenUse',
        ),
    ]
