"""The operator's catalogue as it is on the first day (seed 002): two families that exclude each other, and what is optional beside them."""

from django.db import migrations

FAMILIES = [
    ("classique", "Applications classiques"),
    ("consultation", "Applications en consultation"),
]
# (code, name, family, kind, part, icon)
APPLICATIONS = [
    ("production-compta", "Production Compta", "classique", "address", "", "calculator"),
    ("production-fiscalite", "Production Fiscalité", "classique", "address", "", "landmark"),
    ("production-paie", "Production Paie", "classique", "address", "", "users"),
    ("production-compta-consultation", "Production Compta (Consultation)", "consultation", "address", "", "calculator"),
    ("production-fiscalite-consultation", "Production Fiscalité (Consultation)", "consultation", "address", "", "landmark"),
    ("production-paie-consultation", "Production Paie (Consultation)", "consultation", "address", "", "users"),
    ("documents", "Documents", None, "part", "documents", "file-text"),
    ("messagerie", "Messagerie", None, "part", "conversations", "message-square"),
    ("notes-de-frais", "Notes de frais", None, "address", "", "receipt"),
    ("facturation", "Facturation en ligne", None, "address", "", "files"),
]


def fill(apps, schema_editor=None):
    """Put the catalogue there. What an installation has already stays as it is."""
    family, application = apps.get_model("applications", "ApplicationFamily"), apps.get_model("applications", "Application")
    given = {"group": "production", "is_required": True}
    made = {code: family.objects.get_or_create(firm=None, code=code, defaults=given | {"name": name})[0] for code, name in FAMILIES}
    for position, (code, name, of, kind, part, icon) in enumerate(APPLICATIONS, start=1):
        words = {"name": name, "family": made.get(of), "kind": kind, "part": part, "icon": icon, "position": position}
        application.objects.get_or_create(firm=None, code=code, defaults=words)


def empty(apps, schema_editor):
    """Take it away again, but for what somebody has."""
    family, application = apps.get_model("applications", "ApplicationFamily"), apps.get_model("applications", "Application")
    application.objects.filter(firm=None, code__in=[one[0] for one in APPLICATIONS], grants=None).delete()
    family.objects.filter(firm=None, code__in=[one[0] for one in FAMILIES], applications=None).delete()


class Migration(migrations.Migration):
    dependencies = [("applications", "0001_initial")]

    operations = [migrations.RunPython(fill, empty)]
