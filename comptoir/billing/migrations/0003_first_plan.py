from django.db import migrations

CODE, NAME = "portail-client", "Portail client"


def offer(apps, _schema_editor):
    """One plan for all firms, without a price: the operator sets what it costs. An installation that keeps plans already is left alone."""
    plan = apps.get_model("billing", "Plan")
    if not plan.objects.exists():
        plan.objects.create(firm=None, code=CODE, name=NAME)


class Migration(migrations.Migration):
    dependencies = [("billing", "0002_methods_and_subscriptions")]
    operations = [migrations.RunPython(offer, migrations.RunPython.noop)]
